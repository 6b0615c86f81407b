//! Proofs over the tree: that an entry is in it (RFC 6962, 2.1.1), and that a later tree continues an earlier one (2.1.2).
//!
//! Making a proof needs the roots of a few ranges of leaves, and asks for them through a closure: the log computes them from its
//! rows, a test from a vector. The ranges of one proof never overlap, so even a store without inner nodes reads each leaf at most once.
//! Checking follows RFC 9162 (2.1.3.2 and 2.1.4.2) and needs nothing but the proof and the two roots.

use std::ops::Range;

use super::merkle::{Hash, node_hash};

/// The hashes beside the way from leaf `index` (from 0) up to the root of a tree of `size`, lowest first.
pub fn inclusion<E>(index: u64, size: u64, root_of: &mut impl FnMut(Range<u64>) -> Result<Hash, E>) -> Result<Vec<Hash>, E> {
    let mut proof = Vec::new();
    let mut range = 0..size;
    let mut beside = Vec::new();
    while range.end - range.start > 1 {
        let middle = split(&range);
        let (near, far) = if index < middle { (range.start..middle, middle..range.end) } else { (middle..range.end, range.start..middle) };
        beside.push(far);
        range = near;
    }
    for range in beside.into_iter().rev() {
        proof.push(root_of(range)?);
    }
    Ok(proof)
}

/// The hashes that turn the root of the first `old` leaves into both that root and the root of `new`. Empty when there is nothing to show.
pub fn consistency<E>(old: u64, new: u64, root_of: &mut impl FnMut(Range<u64>) -> Result<Hash, E>) -> Result<Vec<Hash>, E> {
    if old == 0 || old >= new {
        return Ok(Vec::new());
    }
    let mut beside = Vec::new();
    let mut range = 0..new;
    while range.end != old {
        let middle = split(&range);
        let (near, far) = if old <= middle { (range.start..middle, middle..range.end) } else { (middle..range.end, range.start..middle) };
        beside.push(far);
        range = near;
    }
    // When the old tree is a whole subtree on the left edge, the checker has its root already.
    if range.start != 0 {
        beside.push(range);
    }
    beside.into_iter().rev().map(root_of).collect()
}

/// Is `leaf` the entry at `index` of the tree with this size and root?
pub fn verify_inclusion(leaf: &Hash, index: u64, size: u64, proof: &[Hash], root: &Hash) -> bool {
    if index >= size {
        return false;
    }
    let (mut at, mut last) = (index, size - 1);
    let mut hash = *leaf;
    for beside in proof {
        if last == 0 {
            return false;
        }
        if at & 1 == 1 || at == last {
            hash = node_hash(beside, &hash);
            // A right edge without a partner moved up unchanged: pass the levels on which it did.
            while at & 1 == 0 && at != 0 {
                at >>= 1;
                last >>= 1;
            }
        } else {
            hash = node_hash(&hash, beside);
        }
        at >>= 1;
        last >>= 1;
    }
    last == 0 && hash == *root
}

/// Does the tree of `new` leaves begin with exactly the tree of `old` leaves?
pub fn verify_consistency(old: u64, old_root: &Hash, new: u64, new_root: &Hash, proof: &[Hash]) -> bool {
    if old > new {
        return false;
    }
    if old == new {
        return proof.is_empty() && old_root == new_root;
    }
    if old == 0 {
        return proof.is_empty();
    }
    let (mut at, mut last) = (old - 1, new - 1);
    let ones = at.trailing_ones();
    at >>= ones;
    last >>= ones;
    // A power of two is its own left subtree: the walk starts from the root that the checker knows.
    let (first, rest) = match proof.split_first() {
        Some(_) if old.is_power_of_two() => (old_root, proof),
        Some((first, rest)) => (first, rest),
        None => return false,
    };
    let (mut of_old, mut of_new) = (*first, *first);
    for beside in rest {
        if last == 0 {
            return false;
        }
        if at & 1 == 1 || at == last {
            of_old = node_hash(beside, &of_old);
            of_new = node_hash(beside, &of_new);
            while at & 1 == 0 && at != 0 {
                at >>= 1;
                last >>= 1;
            }
        } else {
            of_new = node_hash(&of_new, beside);
        }
        at >>= 1;
        last >>= 1;
    }
    last == 0 && of_old == *old_root && of_new == *new_root
}

/// Where a range of more than one leaf divides: its left part is the largest power of two that leaves something on the right.
fn split(range: &Range<u64>) -> u64 {
    let length = range.end - range.start;
    range.start + (1 << (length - 1).ilog2())
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use super::super::merkle::leaf_hash;
    use super::super::merkle::tests::{hex, leaves, naive_root};
    use super::*;
    use proptest::prelude::*;

    fn prove_inclusion(leaves: &[Hash], index: usize) -> Vec<Hash> {
        let mut lookup = |range: Range<u64>| Ok::<_, Infallible>(naive_root(&leaves[range.start as usize..range.end as usize]));
        inclusion(index as u64, leaves.len() as u64, &mut lookup).unwrap()
    }

    fn prove_consistency(leaves: &[Hash], old: usize) -> Vec<Hash> {
        let mut lookup = |range: Range<u64>| Ok::<_, Infallible>(naive_root(&leaves[range.start as usize..range.end as usize]));
        consistency(old as u64, leaves.len() as u64, &mut lookup).unwrap()
    }

    /// The paths that the reference implementation publishes for its eight entries.
    #[test]
    fn the_reference_implementation_agrees() {
        let leaves: Vec<Hash> = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
            .map(|entry| leaf_hash(&hex(entry)))
            .to_vec();
        let text = |proof: Vec<Hash>| proof.iter().map(|hash| data_encoding::HEXLOWER.encode(hash)).collect::<Vec<_>>();
        assert_eq!(
            text(prove_inclusion(&leaves, 0)),
            [
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
            ]
        );
        assert_eq!(
            text(prove_consistency(&leaves, 6)),
            [
                "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ]
        );
    }

    #[test]
    fn every_entry_of_every_small_tree_is_proved() {
        for size in 1..40 {
            let leaves = leaves(size);
            let root = naive_root(&leaves);
            for index in 0..size {
                let proof = prove_inclusion(&leaves, index);
                assert!(verify_inclusion(&leaves[index], index as u64, size as u64, &proof, &root), "{index} of {size}");
            }
        }
    }

    #[test]
    fn every_small_tree_continues_every_smaller_one() {
        for new in 0..40 {
            let leaves = leaves(new);
            for old in 0..=new {
                let proof = prove_consistency(&leaves, old);
                let (before, after) = (naive_root(&leaves[..old]), naive_root(&leaves));
                assert!(verify_consistency(old as u64, &before, new as u64, &after, &proof), "{old} to {new}");
            }
        }
    }

    proptest! {
        #[test]
        fn a_false_inclusion_is_refused(size in 1usize..200, index in 0usize..200, other in 0usize..200, bit in 0usize..256, place in 0usize..16) {
            let (index, other) = (index % size, other % size);
            let leaves = leaves(size);
            let root = naive_root(&leaves);
            let proof = prove_inclusion(&leaves, index);
            if other != index {
                prop_assert!(!verify_inclusion(&leaves[other], index as u64, size as u64, &proof, &root));
                prop_assert!(!verify_inclusion(&leaves[index], other as u64, size as u64, &proof, &root));
            }
            prop_assert!(!verify_inclusion(&leaves[index], size as u64, size as u64, &proof, &root));
            let mut longer = proof.clone();
            longer.push(root);
            prop_assert!(!verify_inclusion(&leaves[index], index as u64, size as u64, &longer, &root));
            if let Some(place) = place.checked_rem(proof.len()) {
                let mut bent = proof.clone();
                bent[place][bit / 8] ^= 1 << (bit % 8);
                prop_assert!(!verify_inclusion(&leaves[index], index as u64, size as u64, &bent, &root));
                prop_assert!(!verify_inclusion(&leaves[index], index as u64, size as u64, &proof[1..], &root));
            }
        }

        #[test]
        fn a_rewritten_past_is_refused(new in 2usize..200, old in 1usize..200, changed in 0usize..200) {
            let old = 1 + old % (new - 1);
            let leaves = leaves(new);
            let before = naive_root(&leaves[..old]);
            let mut rewritten = leaves.clone();
            rewritten[changed % old][0] ^= 1;
            let after = naive_root(&rewritten);
            let proof = prove_consistency(&rewritten, old);
            prop_assert!(!verify_consistency(old as u64, &before, new as u64, &after, &proof));
            prop_assert!(!verify_consistency(new as u64, &after, old as u64, &before, &proof));
        }
    }
}
