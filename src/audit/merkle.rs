//! The tree of RFC 6962, section 2.1: hashes, the frontier that grows it, and the root.
//!
//! A leaf is SHA-256(0x00 ‖ entry), a node SHA-256(0x01 ‖ left ‖ right); the different first byte keeps a node from being passed off
//! as an entry. A tree of n leaves is the perfect trees of the binary digits of n, largest on the left; the [`Frontier`] holds just
//! their roots. That is all a writer needs: 32 bytes per one-bit of the size, however long the log grows.

use sha2::{Digest, Sha256};

/// A SHA-256 hash: of a leaf, of a node, or of a whole tree.
pub type Hash = [u8; 32];

/// The hash of one entry.
pub fn leaf_hash(entry: &[u8]) -> Hash {
    Sha256::new().chain_update([0]).chain_update(entry).finalize().into()
}

/// The hash of two subtrees side by side.
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    Sha256::new().chain_update([1]).chain_update(left).chain_update(right).finalize().into()
}

/// The right edge of a tree: how many leaves it has, and the roots of its perfect subtrees from left to right.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    roots: Vec<Hash>,
}

impl Frontier {
    /// The number of leaves.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Adds a leaf hash on the right. Each node of the tree is computed once in its life, so the cost is constant on average.
    pub fn append(&mut self, leaf: Hash) {
        let mut right = leaf;
        // Every trailing one-bit of the size is a perfect tree of the same height as `right`: the two become one of twice the size.
        for _ in 0..self.size.trailing_ones() {
            if let Some(left) = self.roots.pop() {
                right = node_hash(&left, &right);
            }
        }
        self.roots.push(right);
        self.size += 1;
    }

    /// The root over all leaves; of an empty tree, the hash of nothing.
    pub fn root(&self) -> Hash {
        let mut roots = self.roots.iter().rev();
        match roots.next() {
            Some(last) => roots.fold(*last, |right, left| node_hash(left, &right)),
            None => Sha256::digest([]).into(),
        }
    }

    /// The roots one after another; with the size, this is the whole frontier.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.roots.concat()
    }

    /// Reads a stored frontier; `None` when the bytes cannot belong to a tree of this size.
    pub fn from_bytes(size: u64, bytes: &[u8]) -> Option<Self> {
        let (roots, rest) = bytes.as_chunks::<32>();
        (rest.is_empty() && roots.len() == size.count_ones() as usize).then(|| Self { size, roots: roots.to_vec() })
    }
}

impl Extend<Hash> for Frontier {
    fn extend<I: IntoIterator<Item = Hash>>(&mut self, leaves: I) {
        leaves.into_iter().for_each(|leaf| self.append(leaf));
    }
}

impl FromIterator<Hash> for Frontier {
    fn from_iter<I: IntoIterator<Item = Hash>>(leaves: I) -> Self {
        let mut frontier = Self::default();
        frontier.extend(leaves);
        frontier
    }
}

/// The root over these leaf hashes.
pub fn root_of(leaves: impl IntoIterator<Item = Hash>) -> Hash {
    leaves.into_iter().collect::<Frontier>().root()
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The entries of the reference implementation's tests (Certificate Transparency), and the root after each.
    const VECTORS: [(&str, &str); 8] = [
        ("", "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"),
        ("00", "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"),
        ("10", "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"),
        ("2021", "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"),
        ("3031", "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4"),
        ("40414243", "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef"),
        ("5051525354555657", "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"),
        ("606162636465666768696a6b6c6d6e6f", "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"),
    ];

    pub(in crate::audit) fn hex(text: &str) -> Vec<u8> {
        data_encoding::HEXLOWER.decode(text.as_bytes()).unwrap()
    }

    /// The definition of RFC 6962, word for word.
    pub(in crate::audit) fn naive_root(leaves: &[Hash]) -> Hash {
        match leaves {
            [] => Sha256::digest([]).into(),
            [leaf] => *leaf,
            _ => {
                let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
                node_hash(&naive_root(left), &naive_root(right))
            }
        }
    }

    pub(in crate::audit) fn leaves(count: usize) -> Vec<Hash> {
        (0..count).map(|i| leaf_hash(&i.to_be_bytes())).collect()
    }

    #[test]
    fn the_reference_implementation_agrees() {
        let mut frontier = Frontier::default();
        assert_eq!(frontier.root().to_vec(), hex("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
        for (entry, root) in VECTORS {
            frontier.append(leaf_hash(&hex(entry)));
            assert_eq!(frontier.root().to_vec(), hex(root), "size {}", frontier.size());
        }
    }

    #[test]
    fn a_frontier_of_another_size_is_not_accepted() {
        let frontier: Frontier = leaves(7).into_iter().collect();
        assert_eq!(Frontier::from_bytes(7, &frontier.to_bytes()), Some(frontier.clone()));
        assert_eq!(Frontier::from_bytes(8, &frontier.to_bytes()), None);
        assert_eq!(Frontier::from_bytes(7, &frontier.to_bytes()[1..]), None);
    }

    proptest! {
        #[test]
        fn growing_leaf_by_leaf_is_the_definition(count in 0usize..300, stop in 0usize..300) {
            let leaves = leaves(count);
            prop_assert_eq!(root_of(leaves.iter().copied()), naive_root(&leaves));
            // Stored and read back in between, the tree is still the same.
            let (before, after) = leaves.split_at(stop.min(count));
            let half: Frontier = before.iter().copied().collect();
            let mut resumed = Frontier::from_bytes(half.size(), &half.to_bytes()).unwrap();
            resumed.extend(after.iter().copied());
            prop_assert_eq!(resumed.root(), naive_root(&leaves));
        }
    }
}
