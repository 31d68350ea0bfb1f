//! Agreement 6: the manufacturer's callbacks (回访, 抽查): the lot, the draw, who is called in another's place, the verdict.

mod interval;

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

use serde::{Deserialize, Serialize};

use sha2::{Digest, Sha256};

use super::codes::{DealerCode, SlipNo};
use super::registers::{Call, Outcome};
use super::sampling::{self, Plan};
use super::terms::Terms;
use crate::calendar::Period;

pub use interval::{Interval, Share, interval};

/// All calls about one dealer's slips.
#[derive(Debug, Default)]
pub struct Calls {
    by_slip: HashMap<SlipNo, Vec<Call>>,
}

impl Calls {
    /// Adds a call; calls come in the order of the register's rows.
    pub fn add(&mut self, call: Call) {
        self.by_slip.entry(call.slip.clone()).or_default().push(call);
    }

    /// The calls about a slip, in the order of the register's rows.
    pub fn of(&self, no: &SlipNo) -> &[Call] {
        self.by_slip.get(no).map_or(&[], Vec::as_slice)
    }

    /// Every call.
    pub fn iter(&self) -> impl Iterator<Item = &Call> {
        self.by_slip.values().flatten()
    }

    /// The answered call that governs: the latest by day, then by attempt, then by row (agreement 6.4).
    pub fn answered(&self, no: &SlipNo) -> Option<&Call> {
        // Of equals `max_by_key` takes the last.
        let answered = self.by_slip.get(no)?.iter().filter(|call| call.outcome.is_answered());
        answered.max_by_key(|call| (call.called_on, call.attempt))
    }

    /// Whether nobody answered `callback_attempts` calls (agreement 6.3).
    fn is_unreachable(&self, no: &SlipNo, callback_attempts: u32) -> bool {
        let attempts = self.by_slip.get(no).map_or(0, Vec::len);
        self.answered(no).is_none() && attempts >= usize::try_from(callback_attempts).unwrap_or(usize::MAX)
    }

    /// Whether a call, or the lack of any answer, settles the slip (agreement 6.3).
    pub fn settle(&self, no: &SlipNo, callback_attempts: u32) -> bool {
        self.answered(no).is_some() || self.is_unreachable(no, callback_attempts)
    }
}

/// One dealer's lot of a period: the payable slips after 4.1–4.21 (agreement 6.1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lot {
    /// How many slips it holds.
    pub size: u64,
    /// n and Ac.
    pub plan: Plan,
    /// The drawn slips in draw order, those in another's place among them, as places among the dealer's slips.
    pub drawn: Vec<usize>,
    /// The drawn slips that came out mismatch, wrong_number or fabricated.
    pub failed: u64,
}

impl Lot {
    /// Whether more than Ac drawn slips failed (agreement 6.5).
    pub fn is_rejected(&self) -> bool {
        self.failed > self.plan.accept_number
    }
}

/// Draws a lot (agreement 6.2, 6.3). `members` are the places of its slips among the dealer's, with their numbers.
pub fn draw<'a>(
    seed: &str,
    dealer: &DealerCode,
    period: Period,
    terms: &Terms,
    calls: &Calls,
    members: impl Iterator<Item = (usize, &'a SlipNo)>,
) -> Lot {
    // A heap is built in linear time, and only as much of it is sorted as is drawn.
    let mut order: BinaryHeap<_> =
        members.map(|(place, no)| Reverse((draw_key(seed, dealer, period, no), no, place))).collect();
    let size = u64::try_from(order.len()).unwrap_or(u64::MAX);
    let plan = sampling::plan(size, terms.sampling_aql);
    let mut lot = Lot { size, plan, drawn: Vec::new(), failed: 0 };
    let mut reached_or_waiting = 0;
    while reached_or_waiting < plan.sample_size
        && let Some(Reverse((_, no, place))) = order.pop()
    {
        lot.drawn.push(place);
        reached_or_waiting += u64::from(!calls.is_unreachable(no, terms.callback_attempts));
        let outcome = calls.answered(no).map(|call| call.outcome);
        lot.failed += u64::from(outcome.is_some_and(|outcome| outcome != Outcome::Confirmed));
    }
    lot
}

/// The key of the draw order; bytes sort as their hexadecimal digits do (agreement 6.2).
pub fn draw_key(seed: &str, dealer: &DealerCode, period: Period, no: &SlipNo) -> [u8; 32] {
    Sha256::digest(format!("{seed}:{dealer}:{period}:{no}")).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calls(table: &str) -> Calls {
        let mut calls = Calls::default();
        for line in table.lines().filter(|line| !line.trim().is_empty()) {
            let words: Vec<&str> = line.split_whitespace().collect();
            let outcome = match words[3] {
                "confirmed" => Outcome::Confirmed,
                "mismatch" => Outcome::Mismatch,
                "wrong_number" => Outcome::WrongNumber,
                "fabricated" => Outcome::Fabricated,
                "no_answer" => Outcome::NoAnswer,
                "refused" => Outcome::Refused,
                other => panic!("{other}"),
            };
            calls.add(Call {
                dealer: DealerCode::new("D1").unwrap(),
                slip: SlipNo::new(words[0]).unwrap(),
                called_on: words[1].parse().unwrap(),
                attempt: words[2].parse().unwrap(),
                outcome,
                satisfaction: None,
                note: None,
            });
        }
        calls
    }

    /// Draws W0, W1, … and says who was drawn, and how many of them failed.
    #[track_caller]
    fn check(size: usize, calls_table: &str, drawn: &[&str], failed: u64) {
        let nos: Vec<SlipNo> = (0..size).map(|number| SlipNo::new(&format!("W{number}")).unwrap()).collect();
        let dealer = DealerCode::new("D1").unwrap();
        let terms = Terms { sampling_aql: sampling::Aql::P6_5, ..Terms::default() };
        let members = nos.iter().enumerate();
        let lot = draw("seed", &dealer, "2026-03".parse().unwrap(), &terms, &calls(calls_table), members);
        let drawn_nos: Vec<&str> = lot.drawn.iter().map(|place| nos[*place].as_str()).collect();
        assert_eq!((drawn_nos.as_slice(), lot.failed), (drawn, failed));
    }

    #[test]
    fn the_draw_goes_by_the_hash_of_seed_dealer_period_and_number() {
        check(0, "", &[], 0);
        check(1, "", &["W0"], 0);
        // for n in 0 1 2 3 4 5 6; do printf seed:D1:2026-03:W$n | sha256sum; done | sort
        assert_eq!(order_of_seven(), ["W3", "W4", "W6", "W5", "W2", "W0", "W1"]);
        check(7, "", &["W3", "W4"], 0);
    }

    #[test]
    fn an_unreachable_customers_place_goes_to_the_next() {
        let order = order_of_seven();
        let [first, second, third, fourth, ..] = order.as_slice() else { panic!("seven are drawn from") };
        let none = |no: &str, attempts: usize| format!("{no} 2026-04-01 1 no_answer\n").repeat(attempts);
        check(7, "", &[first, second], 0);
        check(7, &none(first, 2), &[first, second], 0);
        check(7, &none(first, 3), &[first, second, third], 0);
        check(7, &(none(first, 3) + &none(second, 3)), &[first, second, third, fourth], 0);
        check(7, &format!("{}{third} 2026-04-01 1 mismatch", none(first, 3)), &[first, second, third], 1);
        check(7, &format!("{fourth} 2026-04-01 1 fabricated"), &[first, second], 0);
        check(7, &format!("{}{first} 2026-03-01 1 confirmed", none(first, 9)), &[first, second], 0);
        let nobody: String = order.iter().map(|no| none(no, 3)).collect();
        check(7, &nobody, &order.iter().map(String::as_str).collect::<Vec<_>>(), 0);
    }

    fn hex(digest: &[u8]) -> String {
        digest
            .iter()
            .flat_map(|byte| [byte >> 4, byte & 15])
            .filter_map(|digit| char::from_digit(digit.into(), 16))
            .collect()
    }

    fn order_of_seven() -> Vec<String> {
        let mut keyed: Vec<(String, String)> = (0..7)
            .map(|number| {
                let digest = Sha256::digest(format!("seed:D1:2026-03:W{number}"));
                (hex(&digest), format!("W{number}"))
            })
            .collect();
        keyed.sort();
        keyed.into_iter().map(|(_, no)| no).collect()
    }

    #[test]
    fn the_latest_answered_call_governs_by_day_attempt_and_row() {
        let no = SlipNo::new("W1").unwrap();
        for (table, outcome) in [
            ("W1 2026-04-02 1 mismatch\nW1 2026-04-01 2 confirmed", Outcome::Mismatch),
            ("W1 2026-04-01 2 mismatch\nW1 2026-04-01 1 confirmed", Outcome::Mismatch),
            ("W1 2026-04-01 1 mismatch\nW1 2026-04-01 1 confirmed", Outcome::Confirmed),
            ("W1 2026-04-01 1 mismatch\nW1 2026-04-09 4 no_answer", Outcome::Mismatch),
        ] {
            assert_eq!(calls(table).answered(&no).map(|call| call.outcome), Some(outcome), "{table}");
        }
        assert_eq!(calls("W1 2026-04-09 4 refused").answered(&no), None);
    }
}
