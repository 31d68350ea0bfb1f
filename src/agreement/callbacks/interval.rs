//! What a sample says of its lot: the share that failed, and between which shares the lot's own lies with 95 % confidence.
//! Wilson's interval, which holds for small samples and for none that failed, in whole numbers throughout.

use std::fmt;

/// 1.959964, the quantile of the normal distribution for 95 % on both sides, in millionths; squared, in 10⁻¹².
const Z_SQUARED: u128 = 1_959_964 * 1_959_964;
/// The unit of `Z_SQUARED`.
const UNIT: u128 = 1_000_000_000_000;
/// More than any lot has; the products below stay in range.
const COUNT_MAX: u64 = 1_000_000_000_000;
/// The parts of a whole that a share is given in.
const PARTS: u128 = 10_000;

/// A share in hundredths of a percent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Share(u32);

impl Share {
    /// In hundredths of a percent.
    pub const fn hundredths_of_percent(self) -> u32 {
        self.0
    }

    /// Parts of a whole; what lies outside of it ends at its bounds.
    fn new(parts: u128) -> Self {
        Self(u32::try_from(parts.min(PARTS)).unwrap_or(u32::MAX))
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:02}%", self.0 / 100, self.0 % 100)
    }
}

/// A share of a lot, as its sample shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interval {
    /// The sample's own share, rounded half up.
    pub share: Share,
    /// The lot's is hardly below this, rounded down.
    pub low: Share,
    /// And hardly above this, rounded up.
    pub high: Share,
}

/// The interval of `failed` among `answered` of a lot of `lot_size`. None where nobody answered; where everybody of the lot
/// did, the share is the lot's.
pub fn interval(failed: u64, answered: u64, lot_size: u64) -> Option<Interval> {
    let is_whole = answered >= lot_size;
    let answered = answered.min(COUNT_MAX);
    let (failed, answered) = (u128::from(failed.min(answered)), u128::from(answered));
    if answered == 0 {
        return None;
    }
    let share = Share::new((2 * PARTS * failed + answered) / (2 * answered));
    if is_whole {
        return Some(Interval { share, low: share, high: share });
    }
    // (2k + z² ± z √(z² + 4k(n − k) / n)) / 2(n + z²)
    let middle = 2 * failed * UNIT + Z_SQUARED;
    let spread = (Z_SQUARED * (Z_SQUARED + 4 * UNIT * failed * (answered - failed) / answered)).isqrt();
    let whole = 2 * (answered * UNIT + Z_SQUARED);
    let low = Share::new(middle.saturating_sub(spread) * PARTS / whole);
    let high = Share::new(((middle + spread) * PARTS).div_ceil(whole));
    Some(Interval { share, low, high })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_sample_is_between_its_bounds() {
        // failed, answered, lot: share, low, high; the bounds as printed in tables of Wilson's interval.
        for (failed, answered, lot_size, expected) in [
            (0, 13, 150, "0.00% 0.00% 22.81%"),
            (0, 50, 280, "0.00% 0.00% 7.14%"),
            (1, 50, 280, "2.00% 0.35% 10.50%"),
            (5, 10, 1_000, "50.00% 23.65% 76.35%"),
            (13, 13, 150, "100.00% 77.19% 100.00%"),
            (1, 3, 3, "33.33% 33.33% 33.33%"),
            (2, 3, 3, "66.67% 66.67% 66.67%"),
        ] {
            let found = interval(failed, answered, lot_size).unwrap();
            let told = format!("{} {} {}", found.share, found.low, found.high);
            assert_eq!(told, expected, "{failed} of {answered} of {lot_size}");
        }
        assert_eq!(interval(0, 0, 150), None);
    }

    proptest! {
        #[test]
        fn more_answers_say_it_more_exactly(failed in 0_u64..200, answered in 1_u64..1_250) {
            prop_assume!(failed <= answered);
            let once = interval(failed, answered, u64::MAX).unwrap();
            let twice = interval(2 * failed, 2 * answered, u64::MAX).unwrap();
            prop_assert!(once.low <= once.share && once.share <= once.high);
            prop_assert!(once.low <= twice.low && twice.high <= once.high);
            prop_assert!(interval(u64::MAX, u64::MAX, 1).is_some());
        }
    }
}
