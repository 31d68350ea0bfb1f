//! The centre's calls. Whom the draw of agreement 6.2 will call is nearly known: its order follows from the seed, and
//! only the lot is not. So the slips at the front of that order are called, and some behind them.

use super::chance::{Chance, front};
use super::plan::{Plan, dealer_code};
use super::sheet::{Cell, Sheet, WriteError};
use super::slips::Place;
use crate::agreement::callbacks::draw_key;
use crate::agreement::codes::DealerCode;
use crate::agreement::sampling::{Aql, plan as sampling_plan};
use crate::agreement::slip::Slip;
use crate::calendar::{Day, Period, days_after};

/// The calls of one dealer and month.
pub struct Calls {
    dealer: DealerCode,
    period: Period,
    first_day: Day,
    /// A slip is called where the number of its place in the draw is at or below this.
    reach: u64,
}

/// `sampling_aql` of the sample agreements.
pub const AQL: Aql = Aql::P1_0;
const CALL: u64 = 20;

impl Calls {
    /// The calls for a month of so many slips.
    pub fn new(plan: &Plan, dealer: u32, month: u32, slips: u32) -> Self {
        let sample = sampling_plan(slips.into(), AQL).sample_size;
        // Slips that are no part of the lot, and those drawn for customers out of reach, push the draw on.
        let called = sample + sample / 4 + 8;
        let reach = (u64::MAX / u64::from(slips.max(1))).saturating_mul(called);
        let period = plan.period(month);
        Self { dealer: dealer_code(dealer), period, first_day: period.next().day(21), reach }
    }

    /// Calls the customer of a slip, where the draw is likely to; up to three times, until somebody answers.
    pub fn call(&self, plan: &Plan, place: Place, slip: &Slip, callbacks: &mut Sheet) -> Result<(), WriteError> {
        let draw_key = draw_key(&plan.seed, &self.dealer, self.period, &slip.no);
        if !slip.is_reissued() && front(&draw_key) > self.reach {
            return Ok(());
        }
        let mut chance = plan.chance(CALL, place);
        let called_on = days_after(self.first_day, chance.below(7));
        let unanswered = match chance.below(100) {
            0 => 3,
            1..=5 => 1,
            _ => 0,
        };
        for attempt in 1..=unanswered {
            let outcome = if chance.once_in(4) { "refused" } else { "no_answer" };
            self.row(callbacks, slip, days_after(called_on, attempt), attempt, (outcome, None, ""))?;
        }
        if unanswered == 3 {
            return Ok(());
        }
        let attempt = unanswered + 1;
        self.row(callbacks, slip, days_after(called_on, attempt), attempt, answer(&mut chance))
    }

    fn row(
        &self,
        callbacks: &mut Sheet,
        slip: &Slip,
        called_on: Day,
        attempt: u32,
        (outcome, satisfaction, note): (&str, Option<u32>, &str),
    ) -> Result<(), WriteError> {
        let count = |count: u32| Cell::Count(count.into());
        callbacks.row([
            Cell::Text(self.dealer.as_str()),
            Cell::Text(slip.no.as_str()),
            Cell::On(called_on),
            count(attempt),
            Cell::Text(outcome),
            satisfaction.map_or(Cell::Blank, count),
            Cell::Text(note),
        ])
    }
}

/// What the customer says: 7 in 1,000 do not bear the slip out.
fn answer(chance: &mut Chance) -> (&'static str, Option<u32>, &'static str) {
    match chance.below(1_000) {
        0 => ("fabricated", None, "用户表示从未报修"),
        1..=4 => ("mismatch", Some(3), "用户称未更换配件"),
        5..=6 => ("wrong_number", None, "空号"),
        _ => ("confirmed", Some(if chance.once_in(15) { 3 } else { chance.between(4, 5) }), ""),
    }
}
