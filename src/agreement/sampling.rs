//! Agreement 6.1: ISO 2859-1 (GB/T 2828.1), single sampling, general inspection level II, normal inspection.
//!
//! Tables 1 and 2-A of the standard. On the diagonal where Ac is 0 a column has an arrow up and one down after it, and
//! then Ac 1, 2, 3, 5, 7, 10, 14 and 21; below its 21 the arrows point up to it, above its 0 down to it. That regularity
//! is kept here, and the tests hold the whole table against it as printed.

use serde::{Deserialize, Serialize};

/// The acceptance quality limits that an agreement can name, in percent nonconforming.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Aql {
    /// 0.10 %
    P0_10,
    /// 0.15 %
    P0_15,
    /// 0.25 %
    P0_25,
    /// 0.40 %
    P0_40,
    /// 0.65 %
    P0_65,
    /// 1.0 %, the default of `sampling_aql`.
    #[default]
    P1_0,
    /// 1.5 %
    P1_5,
    /// 2.5 %
    P2_5,
    /// 4.0 %
    P4_0,
    /// 6.5 %
    P6_5,
}

/// Every limit with its spelling in the standard and in an agreement, and the place of its Ac 0 among [`LETTERS`].
const AQLS: [(Aql, &str, usize); 10] = [
    (Aql::P0_10, "0.10", 9),
    (Aql::P0_15, "0.15", 8),
    (Aql::P0_25, "0.25", 7),
    (Aql::P0_40, "0.40", 6),
    (Aql::P0_65, "0.65", 5),
    (Aql::P1_0, "1.0", 4),
    (Aql::P1_5, "1.5", 3),
    (Aql::P2_5, "2.5", 2),
    (Aql::P4_0, "4.0", 1),
    (Aql::P6_5, "6.5", 0),
];

/// Table 1, level II, with the sample sizes of table 2-A: the largest lot of each code letter, the letter, its n.
const LETTERS: [(u64, char, u64); 15] = [
    (8, 'A', 2),
    (15, 'B', 3),
    (25, 'C', 5),
    (50, 'D', 8),
    (90, 'E', 13),
    (150, 'F', 20),
    (280, 'G', 32),
    (500, 'H', 50),
    (1_200, 'J', 80),
    (3_200, 'K', 125),
    (10_000, 'L', 200),
    (35_000, 'M', 315),
    (150_000, 'N', 500),
    (500_000, 'P', 800),
    (u64::MAX, 'Q', 1_250),
];

/// Ac down a column, from the letter whose Ac is 0; the two letters after it have arrows.
const ACCEPT_NUMBERS: [u64; 8] = [1, 2, 3, 5, 7, 10, 14, 21];

/// How many of a lot are drawn, and how many of these may fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// n
    pub sample_size: u64,
    /// Ac
    pub accept_number: u64,
}

impl Aql {
    /// The limit of its spelling in the standard.
    pub fn parse(text: &str) -> Option<Self> {
        AQLS.iter().find(|(_, spelled, _)| *spelled == text).map(|(aql, ..)| *aql)
    }

    /// How the standard spells it.
    pub fn as_str(self) -> &'static str {
        AQLS.iter().find(|(aql, ..)| *aql == self).map_or("", |(_, spelled, _)| spelled)
    }

    /// Where in [`LETTERS`] this limit's Ac is 0.
    fn zero_at(self) -> usize {
        AQLS.iter().find(|(aql, ..)| *aql == self).map_or(0, |(.., zero_at)| *zero_at)
    }
}

/// The plan of a lot (agreement 6.1): n and Ac of the plan that the table's arrow points to; n is never above the lot
/// size, and a lot of one has code letter A.
pub fn plan(lot_size: u64, aql: Aql) -> Plan {
    let letter = LETTERS.iter().position(|(largest, ..)| lot_size <= *largest).unwrap_or(LETTERS.len() - 1);
    let (place, accept_number) = pointed_to(letter, aql.zero_at());
    let sample_size = LETTERS.get(place).map_or(lot_size, |(.., n)| *n);
    Plan { sample_size: sample_size.min(lot_size), accept_number }
}

/// Follows the arrows of table 2-A in the column whose Ac is 0 at `zero_at`.
fn pointed_to(letter: usize, zero_at: usize) -> (usize, u64) {
    let first_one = zero_at + 3;
    let last = ACCEPT_NUMBERS.len() - 1;
    match letter.checked_sub(first_one) {
        Some(place) => {
            let place = place.min(last);
            (first_one + place, ACCEPT_NUMBERS.get(place).copied().unwrap_or(0))
        }
        None if letter == zero_at + 2 => (first_one, 1),
        None => (zero_at, 0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Table 2-A as printed, columns 0.10 to 6.5; `v` and `^` are its arrows.
    const PRINTED: &str = "
        A 2     v v v v v v v v v 0
        B 3     v v v v v v v v 0 ^
        C 5     v v v v v v v 0 ^ v
        D 8     v v v v v v 0 ^ v 1
        E 13    v v v v v 0 ^ v 1 2
        F 20    v v v v 0 ^ v 1 2 3
        G 32    v v v 0 ^ v 1 2 3 5
        H 50    v v 0 ^ v 1 2 3 5 7
        J 80    v 0 ^ v 1 2 3 5 7 10
        K 125   0 ^ v 1 2 3 5 7 10 14
        L 200   ^ v 1 2 3 5 7 10 14 21
        M 315   v 1 2 3 5 7 10 14 21 ^
        N 500   1 2 3 5 7 10 14 21 ^ ^
        P 800   2 3 5 7 10 14 21 ^ ^ ^
        Q 1250  3 5 7 10 14 21 ^ ^ ^ ^";

    #[test]
    fn every_plan_is_the_one_of_the_printed_table() {
        let rows: Vec<Vec<&str>> = PRINTED.trim().lines().map(|line| line.split_whitespace().collect()).collect();
        assert_eq!(rows.len(), LETTERS.len());
        for (column, (aql, spelled, _)) in AQLS.iter().enumerate() {
            for (letter, (largest, name, _)) in LETTERS.iter().enumerate() {
                assert_eq!(rows[letter][0], name.to_string());
                let mut place = letter;
                while let arrow @ ("v" | "^") = rows[place][column + 2] {
                    place = if arrow == "v" { place + 1 } else { place - 1 };
                }
                let expected = Plan {
                    sample_size: rows[place][1].parse::<u64>().unwrap().min(*largest),
                    accept_number: rows[place][column + 2].parse().unwrap(),
                };
                assert_eq!(plan(*largest, *aql), expected, "letter {name}, AQL {spelled}");
            }
        }
    }

    #[test]
    fn code_letters_change_at_the_lot_sizes_of_table_1_and_n_is_capped_at_the_lot() {
        for (lot_size, aql, sample_size, accept_number) in [
            (1, "1.0", 1, 0),
            (2, "6.5", 2, 0),
            (8, "6.5", 2, 0),
            (9, "6.5", 2, 0),
            (13, "1.0", 13, 0),
            (14, "1.0", 13, 0),
            (150, "1.0", 13, 0),
            (151, "1.0", 50, 1),
            (280, "1.0", 50, 1),
            (281, "1.0", 50, 1),
            (500, "1.0", 50, 1),
            (501, "1.0", 80, 2),
            (1_200, "1.0", 80, 2),
            (1_201, "1.0", 125, 3),
            (120, "0.10", 120, 0),
            (10_001, "6.5", 200, 21),
            (1_000_000, "0.10", 1_250, 3),
        ] {
            let plan = plan(lot_size, Aql::parse(aql).unwrap());
            assert_eq!(plan, Plan { sample_size, accept_number }, "{lot_size} {aql}");
        }
    }

    #[test]
    fn only_the_limits_of_the_table_are_known() {
        for (aql, spelled, _) in AQLS {
            assert_eq!(Aql::parse(spelled), Some(aql));
            assert_eq!(aql.as_str(), spelled);
        }
        for text in ["1", "1.00", "0.1", "10", ""] {
            assert_eq!(Aql::parse(text), None, "{text}");
        }
    }
}
