//! A slip in an address or a form: `HZ01/2026-03/W1`, and `7/HZ01/2026-03/W1` with the decision that was seen.

use std::fmt;

use crate::agreement::codes::{DealerCode, SlipNo};
use crate::calendar::Period;
use crate::workflow::review_slip::SeenSlip;

/// Which slip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlipKey {
    /// Whose.
    pub dealer: DealerCode,
    /// Its period.
    pub period: Period,
    /// Its number.
    pub no: SlipNo,
}

impl SlipKey {
    /// The slip that a text names. Dealers and numbers may have slashes; the first part that is a period stands between.
    pub fn parse(text: &str) -> Option<Self> {
        let between = |(at, _): (usize, &str)| {
            let (dealer, rest) = (text.get(..at)?, text.get(at + 1..)?);
            let (period, no) = rest.split_once('/')?;
            let key = (DealerCode::new(dealer)?, period.parse().ok()?, SlipNo::new(no)?);
            Some(Self { dealer: key.0, period: key.1, no: key.2 })
        };
        text.match_indices('/').find_map(between)
    }

    /// The same from the columns of a list.
    pub fn of(dealer: &str, period: &str, no: &str) -> Option<Self> {
        Some(Self { dealer: DealerCode::new(dealer)?, period: period.parse().ok()?, no: SlipNo::new(no)? })
    }

    /// With the decision that was seen.
    pub fn seen(&self, decision: i64) -> String {
        format!("{decision}/{self}")
    }
}

impl fmt::Display for SlipKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.dealer, self.period, self.no)
    }
}

/// A slip with the decision that somebody saw.
pub fn parse_seen(text: &str) -> Option<SeenSlip> {
    let (decision, key) = text.split_once('/')?;
    let SlipKey { dealer, period, no } = SlipKey::parse(key)?;
    Some(SeenSlip { dealer, period, no, decision: decision.parse().ok()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_found_again_in_its_address() {
        for text in ["HZ01/2026-03/W1", "A/B/2026-03/W/1", "A/2026-03/2026-04/W1", "维/2026-03/单 1"] {
            assert_eq!(SlipKey::parse(text).unwrap().to_string(), text);
        }
        for text in ["", "HZ01", "HZ01/2026-03", "HZ01/2026-03/", "/2026-03/W1", "HZ01/2026-13/W1"] {
            assert_eq!(SlipKey::parse(text), None, "{text}");
        }
        let seen = parse_seen("7/HZ01/2026-03/W/1").unwrap();
        assert_eq!((seen.decision, seen.no.as_str()), (7, "W/1"));
    }
}
