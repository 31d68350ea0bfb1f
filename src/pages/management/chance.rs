//! What chance alone explains: limits for a count that go by how many it is out of, and the interval of a share.
//!
//! A count out of few differs by chance far more than one out of many. The limits are those of the binomial distribution
//! itself, not of its approximation, so that they hold for a dealer with three slips as well as for one with three
//! thousand. Shares are ratios of whole numbers and probabilities whole numbers of 10⁻¹⁸: the same counts always give the
//! same limits.

/// One, as probabilities are counted here.
const ONE: u128 = 1_000_000_000_000_000_000;
/// What lies outside three standard deviations on either side of a normal distribution, per million.
const BEYOND_LIMITS: u128 = 1_350;
/// What lies outside an interval of 95 % on either side, per million.
const BEYOND_INTERVAL: u128 = 25_000;
/// The steps in which the ends of an interval are looked for: hundredths of a percent.
const STEPS: u64 = 10_000;

/// Counts out of so many tries, each of which comes out with the same chance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chance {
    /// Out of how many.
    pub tries: u64,
    /// The chance of each: this out of `whole`.
    pub part: u64,
    /// See `part`; not 0.
    pub whole: u64,
}

impl Chance {
    /// The least and the largest count that chance explains; whoever is outside differs from the others.
    pub fn limits(self) -> (u64, u64) {
        let weights = self.weights();
        let total: u128 = weights.iter().map(|(_, weight)| weight).sum();
        (first(weights.iter(), total, BEYOND_LIMITS), first(weights.iter().rev(), total, BEYOND_LIMITS))
    }

    /// Whether a count is within two standard deviations of what is to be expected. Whatever is lies within the limits too,
    /// which take far longer to be known.
    pub fn is_near(self, count: u64) -> bool {
        let [tries, part, whole, count] = [self.tries, self.part, self.whole, count].map(i128::from);
        let apart = count.saturating_mul(whole).saturating_sub(tries.saturating_mul(part));
        let variance = tries.saturating_mul(part).saturating_mul((whole - part).max(0));
        apart.saturating_mul(apart) <= variance.saturating_mul(4)
    }

    /// Whether so few, or fewer, come out less often than in so many of a million cases.
    fn is_rarely_at_most(self, count: u64, of_million: u128) -> bool {
        self.is_rarely(of_million, |of| of <= count)
    }

    /// Whether so many, or more, come out less often than that.
    fn is_rarely_at_least(self, count: u64, of_million: u128) -> bool {
        self.is_rarely(of_million, |of| of >= count)
    }

    fn is_rarely(self, of_million: u128, is_meant: impl Fn(u64) -> bool) -> bool {
        let weights = self.weights();
        let total: u128 = weights.iter().map(|(_, weight)| weight).sum();
        let meant: u128 = weights.iter().filter(|(count, _)| is_meant(*count)).map(|(_, weight)| weight).sum();
        meant.saturating_mul(1_000_000) < total.saturating_mul(of_million)
    }

    /// Every count that comes out at all, with its weight beside that of the likeliest.
    fn weights(self) -> Vec<(u64, u128)> {
        let Self { tries, part, whole } = self;
        let part = part.min(whole);
        let rest = u128::from(whole - part);
        let likeliest = (u128::from(tries) + 1) * u128::from(part) / u128::from(whole.max(1));
        let likeliest = u64::try_from(likeliest).unwrap_or(tries).min(tries);
        let part = u128::from(part);
        let mut below = Vec::new();
        let (mut count, mut weight) = (likeliest, ONE);
        while count > 0 && weight > 0 {
            weight = weight * u128::from(count) * rest / (u128::from(tries - count + 1) * part.max(1));
            count -= 1;
            below.push((count, weight));
        }
        let mut weights: Vec<(u64, u128)> = below.into_iter().rev().filter(|(_, weight)| *weight > 0).collect();
        let (mut count, mut weight) = (likeliest, ONE);
        while weight > 0 {
            weights.push((count, weight));
            if count == tries {
                break;
            }
            weight = weight * u128::from(tries - count) * part / (u128::from(count + 1) * rest.max(1));
            count += 1;
        }
        weights
    }
}

/// The first count at which what was passed is no longer rare.
fn first<'a>(weights: impl Iterator<Item = &'a (u64, u128)>, total: u128, of_million: u128) -> u64 {
    let mut passed = 0_u128;
    let mut last = 0;
    for (count, weight) in weights {
        passed += weight;
        last = *count;
        if passed.saturating_mul(1_000_000) >= total.saturating_mul(of_million) {
            break;
        }
    }
    last
}

/// The interval of 95 % around a share, after Clopper and Pearson, in hundredths of a percent. Out of none it is anything.
pub fn interval(count: u64, tries: u64) -> (u64, u64) {
    if tries == 0 {
        return (0, STEPS);
    }
    let at = |part: u64| Chance { tries, part, whole: STEPS };
    let lowest = least(|part| !at(part).is_rarely_at_least(count, BEYOND_INTERVAL));
    let beyond = least(|part| at(part).is_rarely_at_most(count, BEYOND_INTERVAL));
    let highest = if count == tries { STEPS } else { beyond.saturating_sub(1) };
    (if count == 0 { 0 } else { lowest }, highest)
}

/// The least share for which something holds that goes on holding above it.
fn least(holds: impl Fn(u64) -> bool) -> u64 {
    let (mut low, mut high) = (0, STEPS);
    while low < high {
        let middle = low.midpoint(high);
        if holds(middle) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    low
}

/// A share in tenths of a percent, rounded half up: 0 out of none.
pub fn per_mille(count: u64, whole: u64) -> u64 {
    let (count, whole) = (u128::from(count), u128::from(whole));
    if whole == 0 { 0 } else { u64::try_from((count * 2_000 + whole) / (2 * whole)).unwrap_or(u64::MAX) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn limits(tries: u64, part: u64, whole: u64) -> (u64, u64) {
        Chance { tries, part, whole }.limits()
    }

    /// Checked by the binomial distribution of a statistics package.
    #[test]
    fn limits_go_by_how_many_there_are() {
        // One slip, and it is refused: one in twenty is. That happens.
        assert_eq!(limits(1, 5, 100), (0, 1));
        assert_eq!(limits(3, 5, 100), (0, 2));
        assert_eq!(limits(10, 5, 100), (0, 3));
        assert_eq!(limits(100, 5, 100), (0, 13));
        assert_eq!(limits(1_000, 5, 100), (31, 72));
        assert_eq!(limits(10, 1, 2), (1, 9));
    }

    #[test]
    fn nothing_and_everything_have_no_room() {
        assert_eq!(limits(50, 0, 10), (0, 0));
        assert_eq!(limits(50, 10, 10), (50, 50));
        assert_eq!(limits(0, 1, 10), (0, 0));
    }

    /// Clopper and Pearson's table.
    #[test]
    fn an_interval_narrows_with_what_was_asked() {
        for (count, tries, low, high) in [
            (0, 10, 0, 3084),
            (1, 10, 26, 4450),
            (5, 10, 1871, 8129),
            (10, 10, 6916, 10_000),
            (2, 100, 25, 703),
            (0, 0, 0, 10_000),
        ] {
            let (least, most) = interval(count, tries);
            assert!(least.abs_diff(low) <= 1 && most.abs_diff(high) <= 1, "{count} of {tries}: {least} to {most}");
        }
    }

    #[test]
    fn shares_are_rounded_half_up() {
        for (count, whole, tenths) in [(1, 3, 333), (2, 3, 667), (1, 2000, 1), (1, 2001, 0), (0, 0, 0), (7, 7, 1000)] {
            assert_eq!(per_mille(count, whole), tenths, "{count} of {whole}");
        }
    }

    proptest! {
        #[test]
        fn what_is_near_is_within_the_limits(tries in 0_u64..3_000, whole in 1_u64..2_000, part in 0_u64..2_000) {
            let chance = Chance { tries, part: part.min(whole), whole };
            let (low, high) = chance.limits();
            for count in 0..=tries {
                prop_assert!(!chance.is_near(count) || (low..=high).contains(&count), "{count} of {chance:?}");
            }
        }

        #[test]
        fn the_expected_count_is_within_its_limits(tries in 0_u64..5_000, part in 0_u64..=1_000) {
            let (low, high) = Chance { tries, part, whole: 1_000 }.limits();
            let expected = tries * part / 1_000;
            prop_assert!(low <= expected.saturating_add(1) && expected <= high && high <= tries);
        }

        #[test]
        fn the_share_is_within_its_interval(tries in 1_u64..400, count in 0_u64..400) {
            let count = count.min(tries);
            let (low, high) = interval(count, tries);
            let share = count * STEPS / tries;
            prop_assert!(low <= share + 1 && share <= high);
        }
    }
}
