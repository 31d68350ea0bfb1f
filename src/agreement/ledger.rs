//! Agreement 7 as double entry: every line of a confirmed statement, what it carries on, and every step of its payments.
//!
//! An entry moves one positive amount from one account to another, so that none can fail to balance. The dealer's payable
//! account is what its statements pay and no batch pays yet; what a statement leaves open (7.2) stands on an account of its
//! own until the next statement takes it up, and so does what the bank takes back after it paid.

mod account;
mod turnover;

use std::collections::{BTreeMap, BTreeSet};

pub use account::{Account, component};
pub use turnover::{Turnover, Turnovers, turnovers};

use super::codes::{DealerCode, ProductLine};
use super::statement::{LineKind, MadeFrom, Statement, StatementLine};
use crate::calendar::{Day, Period};
use crate::money::Money;

/// A confirmed statement as it is booked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Booked {
    /// Its period.
    pub period: Period,
    /// When it was confirmed, which is when it is booked.
    pub confirmed_on: Day,
    /// What it says.
    pub statement: Statement,
    /// The payments that were tried for it, in their order.
    pub payments: Vec<BookedPayment>,
}

/// A payment of a statement, in a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BookedPayment {
    /// How much.
    pub amount: Money,
    /// What the bank gives back with its answer.
    pub reference: String,
    /// When its batch was released.
    pub released_on: Day,
    /// When the bank paid or refused it; none while it has not answered.
    pub answered: Option<(Day, BankAnswered)>,
    /// When the bank took back what it had paid.
    pub returned_on: Option<Day>,
}

/// What the bank did with a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum BankAnswered {
    /// It paid.
    Paid,
    /// It refused; another batch can pay.
    Refused,
}

/// Why an entry was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// What an earlier year carried and no December settled has lapsed (agreement 7.1).
    Lapsed,
    /// A line of the statement.
    Line {
        /// Its number.
        number: u32,
        /// What it is for, which knows the clause.
        kind: LineKind,
        /// Its product line.
        product_line: Option<ProductLine>,
        /// The part, the slip or the day that it is about.
        reference: Option<String>,
        /// The line of an earlier statement that it corrects.
        corrected: Option<(Period, u32)>,
    },
    /// The statement's net is negative and goes to the next (agreement 7.2).
    CarriedForward,
    /// A batch pays.
    Released {
        /// Which try it is: 1, 2, ….
        attempt: u32,
        /// The payment's reference.
        reference: String,
    },
    /// The bank answered.
    Answered {
        /// Which try it is: 1, 2, ….
        attempt: u32,
        /// The payment's reference.
        reference: String,
        /// What it did.
        answer: BankAnswered,
    },
    /// The bank took back what it had paid.
    Returned {
        /// Which try it is: 1, 2, ….
        attempt: u32,
        /// The payment's reference.
        reference: String,
    },
}

impl Cause {
    /// The clause that the entry follows.
    pub const fn clause(&self) -> &'static str {
        match self {
            Self::Lapsed => "7.1",
            Self::Line { kind, .. } => kind.clause(),
            Self::CarriedForward => "7.2",
            Self::Released { .. } | Self::Answered { .. } | Self::Returned { .. } => "7.4",
        }
    }
}

/// A movement from one account to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// When it is booked.
    pub on: Day,
    /// Whose statement.
    pub dealer: DealerCode,
    /// Of which period.
    pub period: Period,
    /// Its place among the statement's entries; entries are only ever added behind.
    pub place: u32,
    /// Why.
    pub cause: Cause,
    debit: Account,
    credit: Account,
    /// Always positive.
    amount: Money,
}

impl Entry {
    /// The same in every ledger that is made of the same books.
    pub fn id(&self) -> String {
        let what = match &self.cause {
            Cause::Lapsed => "lapsed".to_owned(),
            Cause::Line { number, .. } => format!("line-{number}"),
            Cause::CarriedForward => "carried".to_owned(),
            Cause::Released { attempt, .. } => format!("payment-{attempt}-released"),
            Cause::Answered { attempt, answer: BankAnswered::Paid, .. } => format!("payment-{attempt}-paid"),
            Cause::Answered { attempt, answer: BankAnswered::Refused, .. } => format!("payment-{attempt}-refused"),
            Cause::Returned { attempt, .. } => format!("payment-{attempt}-returned"),
        };
        format!("{}/{}/{what}", component(&self.dealer), self.period)
    }

    /// The account that is debited.
    pub const fn debit(&self) -> Account {
        self.debit
    }

    /// The account that is credited.
    pub const fn credit(&self) -> Account {
        self.credit
    }

    /// How much; positive.
    pub const fn amount(&self) -> Money {
        self.amount
    }

    /// Both sides: debits are positive.
    pub fn postings(&self) -> [(Account, Money); 2] {
        [(self.debit, self.amount), (self.credit, -self.amount)]
    }
}

/// The entries of a dealer's confirmed statements, which come in the order of their periods.
pub fn entries(dealer: &DealerCode, statements: &[Booked]) -> Vec<Entry> {
    let mut found = Vec::new();
    let returned = Returned::of(statements);
    let mut before: Option<&Booked> = None;
    for booked in statements {
        let mut book = Book { dealer, booked, returned: &returned, place: 0, entries: &mut found };
        book.lapsed(before);
        for (number, line) in (1..).zip(&booked.statement.lines) {
            book.line(number, line);
        }
        book.carried();
        book.payments();
        before = Some(booked);
    }
    found
}

/// The payments that the bank took back after it had paid them.
struct Returned<'a>(BTreeSet<(Period, &'a str, Money)>);

impl<'a> Returned<'a> {
    fn of(statements: &'a [Booked]) -> Self {
        let payments =
            statements.iter().flat_map(|booked| booked.payments.iter().map(|payment| (booked.period, payment)));
        let returned = payments.filter(|(_, payment)| payment.returned_on.is_some());
        Self(returned.map(|(period, payment)| (period, payment.reference.as_str(), payment.amount)).collect())
    }

    /// Whether a line pays one of them again ([`super::statement::Adjustment::paying_again`]).
    fn are_paid_by(&self, line: &StatementLine) -> bool {
        match (&line.made_from, &line.reference) {
            (MadeFrom::Corrected { period, line: 0 }, Some(reference)) if line.kind == LineKind::Adjustment => {
                self.0.contains(&(*period, reference.as_str(), line.amount))
            }
            _ => false,
        }
    }
}

/// The entries of one statement while they are made.
struct Book<'a> {
    dealer: &'a DealerCode,
    booked: &'a Booked,
    returned: &'a Returned<'a>,
    place: u32,
    entries: &'a mut Vec<Entry>,
}

impl Book<'_> {
    /// Moves an amount; a negative one the other way. Where nothing moves there is no entry.
    fn move_amount(&mut self, on: Day, cause: Cause, (from, to): (Account, Account), amount: Money) {
        if amount.is_zero() {
            return;
        }
        let (debit, credit, amount) = if amount > Money::ZERO { (from, to, amount) } else { (to, from, -amount) };
        self.place += 1;
        let (dealer, period, place) = (self.dealer.clone(), self.booked.period, self.place);
        self.entries.push(Entry { on, dealer, period, place, cause, debit, credit, amount });
    }

    /// 7.1: what was carried lapses after December. Where December had no statement of its own, the dealer's next says so.
    fn lapsed(&mut self, before: Option<&Booked>) {
        let Some(before) = before.filter(|before| before.period.year() < self.booked.period.year()) else { return };
        let accounts = (Account::AllowanceCarried, Account::AllowanceLapsed);
        self.move_amount(self.booked.confirmed_on, Cause::Lapsed, accounts, carried(before));
    }

    fn line(&mut self, number: u32, line: &StatementLine) {
        let corrected = match &line.made_from {
            MadeFrom::Corrected { period, line } => Some((*period, *line)),
            _ => None,
        };
        let cause = Cause::Line {
            number,
            kind: line.kind,
            product_line: line.product_line.clone(),
            reference: line.reference.clone(),
            corrected,
        };
        let pays_again = self.returned.are_paid_by(line);
        let other = if pays_again { Account::PaymentsReturned } else { other_side(line.kind, self.booked.period) };
        self.move_amount(self.booked.confirmed_on, cause, (other, Account::DealerPayable), line.amount);
    }

    /// 7.2: a negative net leaves the payable account.
    fn carried(&mut self) {
        let accounts = (Account::DealerBalance, Account::DealerPayable);
        let amount = self.booked.statement.balance_carried_forward;
        self.move_amount(self.booked.confirmed_on, Cause::CarriedForward, accounts, amount);
    }

    fn payments(&mut self) {
        for (attempt, payment) in (1..).zip(&self.booked.payments) {
            let cause = Cause::Released { attempt, reference: payment.reference.clone() };
            let accounts = (Account::DealerPayable, Account::PaymentsInTransit);
            self.move_amount(payment.released_on, cause, accounts, payment.amount);
            let Some((on, answer)) = payment.answered else { continue };
            let to = match answer {
                BankAnswered::Paid => Account::Bank,
                BankAnswered::Refused => Account::DealerPayable,
            };
            let cause = Cause::Answered { attempt, reference: payment.reference.clone(), answer };
            self.move_amount(on, cause, (Account::PaymentsInTransit, to), payment.amount);
            let Some(on) = payment.returned_on else { continue };
            let cause = Cause::Returned { attempt, reference: payment.reference.clone() };
            self.move_amount(on, cause, (Account::Bank, Account::PaymentsReturned), payment.amount);
        }
    }
}

/// What a statement carries of fees into its year's next month; December carries nothing on.
fn carried(booked: &Booked) -> Money {
    if booked.period.is_december() {
        return Money::ZERO;
    }
    let lines = booked.statement.lines.iter().filter(|line| line.kind == LineKind::AllowanceCarriedForward);
    -lines.map(|line| line.amount).sum::<Money>()
}

/// The account that a line's amount comes from, or goes to where it is a deduction.
const fn other_side(kind: LineKind, period: Period) -> Account {
    match kind {
        LineKind::Fees => Account::WarrantyFees,
        LineKind::AllowanceCarriedForward if period.is_december() => Account::AllowanceLapsed,
        LineKind::AllowanceBroughtForward | LineKind::AllowanceCarriedForward => Account::AllowanceCarried,
        LineKind::UnreturnedParts => Account::PartsRecovered,
        LineKind::GoodsReturns => Account::GoodsReturnsRecovered,
        LineKind::ComplaintFines => Account::ComplaintFines,
        LineKind::LateServiceFines => Account::LateServiceFines,
        LineKind::DealerCallbackFine => Account::DealerCallbackFines,
        LineKind::FabricationPenalty => Account::FabricationPenalties,
        LineKind::FeedbackPenalty => Account::FeedbackPenalties,
        LineKind::UnusedAllowance => Account::AllowanceReturned,
        LineKind::AllowanceExcess => Account::AllowanceTakenBack,
        LineKind::Adjustment => Account::Adjustments,
        LineKind::BalanceBroughtForward => Account::DealerBalance,
    }
}

/// What stands on every account; debits are positive. Accounts at zero are left out.
pub fn balances<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> BTreeMap<(Account, Option<DealerCode>), Money> {
    let mut found: BTreeMap<_, Money> = BTreeMap::new();
    for entry in entries {
        for (account, amount) in entry.postings() {
            let dealer = account.is_per_dealer().then(|| entry.dealer.clone());
            *found.entry((account, dealer)).or_default() += amount;
        }
    }
    found.retain(|_, balance| !balance.is_zero());
    found
}

/// Where a dealer stands at a day's end, by its statements and payments alone: what the ledger must come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Position {
    /// Payables that no batch pays.
    pub payable: Money,
    /// Payables in a batch that the bank has not answered.
    pub in_transit: Money,
    /// What the bank took back and no statement has paid again.
    pub returned: Money,
    /// What the last statement left open.
    pub balance: Money,
    /// Fees that the allowance has not paid.
    pub allowance_carried: Money,
}

impl Position {
    /// A dealer's position.
    pub fn of(statements: &[Booked], day: Day) -> Self {
        let mut position = Self::default();
        let returned = Returned::of(statements);
        for booked in statements.iter().filter(|booked| booked.confirmed_on <= day) {
            let released = booked.payments.iter().rfind(|payment| payment.released_on <= day);
            let answer =
                |payment: &BookedPayment| payment.answered.filter(|(on, _)| *on <= day).map(|(_, answer)| answer);
            match released.map(|payment| (payment.amount, answer(payment))) {
                None | Some((_, Some(BankAnswered::Refused))) => position.payable += booked.statement.payable,
                Some((amount, None)) => position.in_transit += amount,
                Some((_, Some(BankAnswered::Paid))) => {}
            }
            let came_back = |payment: &&BookedPayment| payment.returned_on.is_some_and(|on| on <= day);
            position.returned += booked.payments.iter().filter(came_back).map(|payment| payment.amount).sum::<Money>();
            let paid_again = booked.statement.lines.iter().filter(|line| returned.are_paid_by(line));
            position.returned -= paid_again.map(|line| line.amount).sum::<Money>();
            position.balance = booked.statement.balance_carried_forward;
            position.allowance_carried = carried(booked);
        }
        position
    }

    /// The same as balances of the dealer's accounts; debits are positive.
    pub fn balances(self) -> [(Account, Money); 5] {
        [
            (Account::DealerBalance, self.balance),
            (Account::DealerPayable, -self.payable),
            (Account::PaymentsInTransit, -self.in_transit),
            (Account::PaymentsReturned, -self.returned),
            (Account::AllowanceCarried, -self.allowance_carried),
        ]
    }
}

#[cfg(test)]
mod tests;
