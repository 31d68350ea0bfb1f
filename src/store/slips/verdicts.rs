//! Which verdicts a list of slips has, as its address names them.

use serde::Deserialize;

use crate::agreement::decision::Verdict;

/// One verdict, or several that pay alike.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Verdicts(pub Vec<Verdict>);

impl Verdicts {
    /// The word for whatever is paid.
    pub const PAYABLE: &'static str = "payable";
    /// The word for whatever is decided and not paid.
    pub const UNPAID: &'static str = "unpaid";

    /// The verdicts of a word: a verdict's own, or one of the two above.
    pub fn named(word: &str) -> Option<Self> {
        match word {
            Self::PAYABLE => Some(Self(Verdict::PAYABLE.into())),
            Self::UNPAID => Some(Self(Verdict::UNPAID.into())),
            _ => Verdict::ALL.into_iter().find(|verdict| verdict.as_str() == word).map(|one| Self(vec![one])),
        }
    }
}

impl TryFrom<String> for Verdicts {
    type Error = &'static str;

    fn try_from(word: String) -> Result<Self, Self::Error> {
        Self::named(&word).ok_or("a verdict, payable or unpaid")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_names_one_verdict_or_those_that_pay_alike() {
        assert_eq!(Verdicts::named("held"), Some(Verdicts(vec![Verdict::Held])));
        assert_eq!((Verdicts::named("good"), Verdicts::named("")), (None, None));
        for verdict in Verdict::ALL {
            let is_in = |word| Verdicts::named(word).unwrap().0.contains(&verdict);
            assert_eq!(is_in(Verdicts::PAYABLE), verdict.is_payable(), "{verdict}");
            assert_eq!(is_in(Verdicts::UNPAID), !verdict.is_payable() && verdict != Verdict::Held, "{verdict}");
        }
    }
}
