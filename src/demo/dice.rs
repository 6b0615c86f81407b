//! Chance that falls the same way every time: SplitMix64 (Steele, Lea, Flood 2014). For sample data, never for secrets.

#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Dice of their own for the `n`-th of something, so that one more throw for one changes nothing for the others.
    pub fn fork(&self, n: u64) -> Self {
        let mut dice = Self(self.0 ^ n.wrapping_mul(0xd134_2543_de82_ef95));
        dice.next();
        dice
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number in `from..to`; `from` where that is empty.
    pub fn range(&mut self, from: i64, to: i64) -> i64 {
        let width = u64::try_from(to.saturating_sub(from)).unwrap_or(0).max(1);
        from.saturating_add(i64::try_from(self.next() % width).unwrap_or(0))
    }

    /// An index below `length`.
    pub fn index(&mut self, length: usize) -> usize {
        usize::try_from(self.next() % (length.max(1) as u64)).unwrap_or(0)
    }

    /// True so many times in a hundred.
    pub fn percent(&mut self, chance: i64) -> bool {
        self.range(0, 100) < chance
    }

    pub fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.index(from.len())]
    }

    pub fn one<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.index(from.len())]
    }

    /// One of several, each as likely as its weight.
    pub fn weighted<T: Copy>(&mut self, from: &[(i64, T)]) -> T {
        let total = from.iter().map(|(weight, _)| weight).sum();
        let mut thrown = self.range(0, total);
        for (weight, one) in from {
            if thrown < *weight {
                return *one;
            }
            thrown -= weight;
        }
        from[0].1
    }
}

#[cfg(test)]
mod tests {
    use super::Dice;

    #[test]
    fn the_same_seed_falls_the_same_way() {
        let throws = |seed| (0..5).map(|_| ()).scan(Dice::new(seed), |dice, ()| Some(dice.range(0, 1000))).collect::<Vec<_>>();
        assert_eq!(throws(7), throws(7));
        assert_ne!(throws(7), throws(8));
        assert_eq!(Dice::new(1).range(5, 5), 5);
    }

    #[test]
    fn weights_are_kept_to() {
        let mut dice = Dice::new(1);
        let heavy = (0..10_000).filter(|_| dice.weighted(&[(9, true), (1, false)])).count();
        assert!((8_800..9_200).contains(&heavy), "{heavy}");
    }
}
