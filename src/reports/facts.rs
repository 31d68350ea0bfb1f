//! What papers are made from. A verb of `workflow` loads it; nothing here knows where it is kept.

use std::collections::BTreeMap;

use crate::agreement::award;
use crate::agreement::callbacks::Lot;
use crate::agreement::codes::SlipNo;
use crate::agreement::decision::DecidedSlip;
use crate::agreement::disputes;
use crate::agreement::position::Position;
use crate::agreement::registers::{Call, Dealer};
use crate::agreement::statement::{State, Statement, Step};
use crate::agreement::terms::Agreement;
use crate::agreement::violations::Violation;
use crate::calendar::{Day, Period};
use crate::money::Money;

/// One dealer's statement of a month, and everything behind it.
#[derive(Clone, Debug)]
pub struct StatementFacts {
    /// Whose.
    pub dealer: Dealer,
    /// Of which month.
    pub period: Period,
    /// Which revision stands.
    pub revision: i64,
    /// Where it stands.
    pub state: State,
    /// The day on which this revision was computed.
    pub settled_on: Day,
    /// The version of the agreement that governs the period.
    pub agreement: Agreement,
    /// When the slips were complete.
    pub slips_received_on: Option<Day>,
    /// When the feedback came.
    pub feedback_received_on: Option<Day>,
    /// The steps that were taken, each with its day.
    pub steps: Vec<(Step, Day)>,
    /// The lines and sums.
    pub statement: Statement,
    /// The month's slips in the order in which they were decided; the lines name them by their places.
    pub slips: Vec<DecidedSlip>,
    /// The allowance, the parts, the rows behind the lines.
    pub position: Position,
    /// The draw, where there was one.
    pub draw: Option<Draw>,
    /// Why earlier statements are corrected, by the lines' order.
    pub corrections: Vec<Correction>,
    /// The payment, where finance released one.
    pub payment: Option<Payment>,
    /// What is recorded against the dealer for the month, as far as it is known by now.
    pub violations: Vec<Violation>,
}

/// The draw of a month's callbacks (agreement 6).
#[derive(Clone, Debug)]
pub struct Draw {
    /// The lot.
    pub lot: Lot,
    /// The hash that was published before the lot was known.
    pub seed_sha256: String,
    /// When it was.
    pub published_on: Day,
    /// The seed, once the statement rests on it.
    pub seed: Option<String>,
    /// The answered call that governs each slip.
    pub answers: BTreeMap<SlipNo, Call>,
}

/// Why a line corrects an earlier statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    /// Of which statement.
    pub period: Period,
    /// Which of its lines.
    pub line: u32,
    /// What the line is about.
    pub reference: Option<String>,
    /// Signed.
    pub amount: Money,
    /// Why.
    pub reason: String,
    /// Whether it pays again what the bank took back.
    pub pays_again: bool,
}

/// A payment that finance released.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payment {
    /// 户名
    pub account_name: String,
    /// 开户行
    pub bank_name: String,
    /// 账号
    pub bank_account: String,
    /// What the bank gives back with its answer.
    pub reference: String,
}

impl StatementFacts {
    /// The day of its issue: that of its confirmation, from which the dealer can rely on it.
    pub fn issued_on(&self) -> Option<Day> {
        self.steps.iter().find(|(step, _)| *step == Step::Confirm).map(|(_, day)| *day)
    }

    /// The last day on which it can be disputed (agreement 9.2, 1.5); none before its issue.
    pub fn dispute_until(&self) -> Option<Day> {
        self.issued_on().map(|day| disputes::last_day(&self.agreement.terms, day))
    }

    /// What it is called among all statements.
    pub fn number(&self) -> String {
        format!("{}-{}", self.dealer.code, self.period)
    }
}

/// One dealer's year.
#[derive(Clone, Debug)]
pub struct YearFacts {
    /// Whose.
    pub dealer: Dealer,
    /// Which.
    pub year: i32,
    /// The day on which it is looked at.
    pub today: Day,
    /// The months in which an agreement bound the dealer, in order.
    pub months: Vec<StatementFacts>,
    /// Units sold over all product lines, net of returns.
    pub units_sold: i64,
    /// The centre's calls of the year with a mark, and those of 4 or 5 among them.
    pub marks: (u64, u64),
}

impl YearFacts {
    /// December's statement.
    pub fn december(&self) -> Option<&StatementFacts> {
        self.months.last().filter(|month| month.period.is_december())
    }

    /// What the award looks at (agreement 9.4). Whether there was adverse publicity, people have to say.
    pub fn award(&self) -> award::Year {
        let upheld = self.months.iter().map(|month| month.position.complaints.len()).sum();
        let on_time = self.months.iter().filter(|month| month.is_feedback_on_time()).count();
        let count = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
        award::Year {
            complaints_upheld: count(upheld),
            units_sold: u64::try_from(self.units_sold).unwrap_or_default(),
            marks: self.marks.0,
            satisfied: self.marks.1,
            months: count(self.months.len()),
            months_with_feedback: count(on_time),
            adverse_publicity: false,
        }
    }
}

impl StatementFacts {
    /// Whether the feedback came by its due day (agreement 3.2).
    pub fn is_feedback_on_time(&self) -> bool {
        self.feedback_received_on.is_some_and(|day| day <= self.agreement.terms.feedback_due_on(self.period))
    }

    /// Whether the slips were complete by their due day (agreement 3.1).
    pub fn are_slips_on_time(&self) -> bool {
        self.slips_received_on.is_some_and(|day| day <= self.agreement.terms.slips_due_on(self.period))
    }

    /// The sum of the deductions, fines and penalties; not positive.
    pub fn deductions(&self) -> Money {
        self.statement.lines.iter().filter(|line| line.kind.is_penalty()).map(|line| line.amount).sum()
    }
}

/// A violation that is recorded against a dealer.
#[derive(Clone, Debug)]
pub struct RecordedViolation {
    /// Whom.
    pub dealer: Dealer,
    /// Of which month.
    pub period: Period,
    /// What.
    pub violation: Violation,
}

/// A dealer who is up for a termination review (agreement 9.1).
#[derive(Clone, Debug)]
pub struct UnderReview {
    /// Who.
    pub dealer: Dealer,
    /// So many violations within 12 months call for it.
    pub violations_max: u32,
    /// Those of the 12 months.
    pub violations: Vec<(Period, Violation)>,
}
