//! Chance that is the same on every machine: the splitmix64 generator, started from the seed and the place in the
//! folder, so that any slip can be made again without those before it.

use sha2::{Digest, Sha256};

/// A stream of numbers that look random.
#[derive(Clone, Debug)]
pub struct Chance(u64);

impl Chance {
    /// The stream of a place: the seed as a number, and the numbers that say where in the folder we are.
    pub fn at(seed: u64, place: &[u64]) -> Self {
        let mut chance = Self(seed);
        for part in place {
            chance.0 = chance.next().wrapping_add(*part);
        }
        chance
    }

    /// A number below `bound`; 0 where that is 0.
    pub fn below(&mut self, bound: u32) -> u32 {
        u32::try_from(self.next() % u64::from(bound.max(1))).unwrap_or(0)
    }

    /// A number from `first` to `last`, both included.
    pub fn between(&mut self, first: u32, last: u32) -> u32 {
        first + self.below(last.saturating_sub(first) + 1)
    }

    /// True once in `count` times.
    pub fn once_in(&mut self, count: u32) -> bool {
        self.below(count) == 0
    }

    /// One of a list.
    pub fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        let at = self.below(u32::try_from(from.len()).unwrap_or(u32::MAX));
        let picked = usize::try_from(at).ok().and_then(|at| from.get(at));
        *picked.expect("the lists of the catalogue are constants with something in them")
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }
}

/// The number that a text's SHA-256 begins with.
pub fn number_of(text: &str) -> u64 {
    front(&Sha256::digest(text))
}

/// The first eight bytes of a hash as a number, which sorts as the hash does.
pub fn front(hash: &[u8]) -> u64 {
    hash.iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_has_its_own_stream_and_always_the_same() {
        let stream = |place: &[u64]| {
            let mut chance = Chance::at(number_of("seed"), place);
            (0..8).map(|_| chance.below(1_000)).collect::<Vec<_>>()
        };
        assert_eq!(stream(&[1, 2]), stream(&[1, 2]));
        assert_ne!(stream(&[1, 2]), stream(&[2, 1]));
        assert_ne!(stream(&[1]), stream(&[1, 0]));
    }

    #[test]
    fn numbers_stay_within_their_bounds_and_reach_them() {
        let mut chance = Chance::at(7, &[]);
        let drawn: Vec<u32> = (0..1_000).map(|_| chance.between(3, 5)).collect();
        for number in 3..=5 {
            assert!(drawn.contains(&number), "{number}");
        }
        assert!(drawn.iter().all(|number| (3..=5).contains(number)));
        assert_eq!(chance.below(0), 0);
    }

    #[test]
    fn a_text_is_numbered_by_the_start_of_its_sha_256() {
        assert_eq!(number_of("abc"), 0xBA78_16BF_8F01_CFEA);
    }
}
