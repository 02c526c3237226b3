//! Reproducible variation: every roll is a hash of the turn's seed and a counter.

/// A source of rolls for one turn.
#[derive(Debug, Clone)]
pub struct Dice {
    seed: u64,
    rolls: u64,
}

impl Dice {
    /// Mixes the parts into one seed.
    pub fn new(parts: &[u64]) -> Self {
        let seed = parts
            .iter()
            .fold(0x5_70A_u64, |seed, part| mix(seed ^ *part));
        Self { seed, rolls: 0 }
    }

    /// A number below `sides`; 0 when `sides` is 0.
    pub fn roll(&mut self, sides: usize) -> usize {
        self.rolls += 1;
        let value = mix(self
            .seed
            .wrapping_add(self.rolls.wrapping_mul(0x9E37_79B9_7F4A_7C15)));
        if sides == 0 {
            0
        } else {
            (value % sides as u64) as usize
        }
    }

    /// True about once in `n`.
    pub fn one_in(&mut self, n: usize) -> bool {
        self.roll(n) == 0
    }

    /// One of the items, or `None` when there are none.
    pub fn pick<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
        let index = self.roll(items.len());
        items.get(index)
    }

    /// The items in a rolled order (Fisher–Yates).
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            let other = self.roll(last + 1);
            items.swap(last, other);
        }
    }
}

/// The finaliser of SplitMix64 (Steele, Lea and Flood 2014).
fn mix(value: u64) -> u64 {
    let value = (value ^ (value >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    value ^ (value >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_rolls_the_same() {
        let rolls = |seed| {
            let mut dice = Dice::new(&[seed, 3]);
            (0..20).map(|_| dice.roll(6)).collect::<Vec<_>>()
        };
        assert_eq!(rolls(7), rolls(7));
        assert_ne!(rolls(7), rolls(8));
    }
}
