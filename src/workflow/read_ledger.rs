//! The ledger, derived from what is frozen: confirmed statements, the steps that were taken on them, and their payments.
//!
//! Nothing of it is stored. What it is made of never changes again, so that the same books always give the same entries,
//! and no second copy can differ from them.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

use super::{Error, Office};
use crate::agreement::codes::DealerCode;
use crate::agreement::ledger::{self, Account, BankAnswered, Booked, BookedPayment, Entry, Position};
use crate::calendar::{Day, Period};
use crate::clock::business_day;
use crate::exports::{Journal, JournalFormat};
use crate::money::Money;
use crate::store::payments::{self, Payment, PaymentState};
use crate::store::statement_steps::{self, StepKind, TakenStep};
use crate::store::{Db, months, registers, statements, verification};
use crate::texts::Lang;

/// The key of an entry: dealer, period and place among the statement's entries.
pub type EntryKey = (DealerCode, Period, u32);

/// Which entries.
#[derive(Clone, Debug, Default)]
pub struct LedgerFilter {
    /// Of one dealer.
    pub dealer: Option<DealerCode>,
    /// Of statements of one period.
    pub period: Option<Period>,
    /// That move one account.
    pub account: Option<Account>,
    /// Booked on this day or later.
    pub from: Option<Day>,
    /// Booked on this day or earlier.
    pub through: Option<Day>,
}

impl LedgerFilter {
    fn takes(&self, entry: &Entry) -> bool {
        let moves = |account: Account| entry.debit() == account || entry.credit() == account;
        self.period.is_none_or(|period| period == entry.period)
            && self.account.is_none_or(moves)
            && self.from.is_none_or(|day| day <= entry.on)
            && self.through.is_none_or(|day| entry.on <= day)
    }
}

/// Entries behind a key, in the order of dealers, periods and places.
pub fn ledger_entries(
    office: &Office,
    filter: &LedgerFilter,
    after: Option<&EntryKey>,
    entries_max: usize,
) -> Result<Vec<Entry>, Error> {
    office.store.read(|c| {
        let mut found = Vec::new();
        let first = after.map(|(dealer, _, _)| dealer);
        for dealer in
            dealers(c, filter.dealer.as_ref())?.iter().filter(|dealer| first.is_none_or(|first| *dealer >= first))
        {
            let is_behind = |entry: &Entry| {
                after.is_none_or(|after| (&entry.dealer, entry.period, entry.place) > (&after.0, after.1, after.2))
            };
            let entries = ledger::entries(dealer, &booked(c, dealer)?);
            found.extend(entries.into_iter().filter(|entry| filter.takes(entry) && is_behind(entry)));
            if found.len() >= entries_max {
                found.truncate(entries_max);
                break;
            }
        }
        Ok(found)
    })
}

/// What went over an account, and what stands on it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Turnover {
    /// The sum of its debits.
    pub debits: Money,
    /// The sum of its credits.
    pub credits: Money,
}

impl Turnover {
    /// What stands: debits are positive.
    pub fn balance(self) -> Money {
        self.debits - self.credits
    }
}

/// What the entries of a filter come to: of one account its debits and credits, else what moved in all.
pub fn turnover(office: &Office, filter: &LedgerFilter) -> Result<Turnover, Error> {
    office.store.read(|c| {
        let mut found = Turnover::default();
        for dealer in dealers(c, filter.dealer.as_ref())? {
            let entries = ledger::entries(&dealer, &booked(c, &dealer)?);
            for entry in entries.iter().filter(|entry| filter.takes(entry)) {
                let is_of = |account: Account| filter.account.is_none_or(|only| only == account);
                found.debits += if is_of(entry.debit()) { entry.amount() } else { Money::ZERO };
                found.credits += if is_of(entry.credit()) { entry.amount() } else { Money::ZERO };
            }
        }
        Ok(found)
    })
}

/// Every account that moved through a day's end, in the order of accounts and dealers. Debits and credits come to the same.
pub fn trial_balance(
    office: &Office,
    dealer: Option<&DealerCode>,
    through: Option<Day>,
) -> Result<BTreeMap<(Account, Option<DealerCode>), Turnover>, Error> {
    office.store.read(|c| {
        let mut found: BTreeMap<_, Turnover> = BTreeMap::new();
        for dealer in dealers(c, dealer)? {
            let entries = ledger::entries(&dealer, &booked(c, &dealer)?);
            for entry in entries.iter().filter(|entry| through.is_none_or(|day| entry.on <= day)) {
                let key = |account: Account| (account, account.is_per_dealer().then(|| dealer.clone()));
                found.entry(key(entry.debit())).or_default().debits += entry.amount();
                found.entry(key(entry.credit())).or_default().credits += entry.amount();
            }
        }
        Ok(found)
    })
}

/// Writes the journal of some months: of the entries that were booked in them, whatever statements they are of.
pub fn write_journal(
    office: &Office,
    format: &JournalFormat,
    (from, through): (Period, Period),
    dealer: Option<&DealerCode>,
    lang: Lang,
    to: &mut dyn Write,
) -> Result<(), Error> {
    let journal = office.store.read(|c| journal(c, (from.first_day(), through.last_day()), dealer))?;
    (format.write)(&journal, lang, to)?;
    Ok(())
}

fn journal(c: &mut Db, (first, last): (Day, Day), dealer: Option<&DealerCode>) -> Result<Journal, Error> {
    let registered = registers::dealers(c)?;
    let names = registered.into_iter().map(|dealer| (dealer.code, dealer.name)).collect();
    let mut journal =
        Journal { first, last, names, before: BTreeMap::new(), entries: Vec::new(), positions: Vec::new() };
    let mut before = Vec::new();
    for dealer in dealers(c, dealer)? {
        let booked = booked(c, &dealer)?;
        if booked.iter().any(|booked| booked.confirmed_on <= last) {
            let (earlier, later): (Vec<Entry>, Vec<Entry>) =
                ledger::entries(&dealer, &booked).into_iter().partition(|entry| entry.on < first);
            before.extend(earlier);
            journal.entries.extend(later.into_iter().filter(|entry| entry.on <= last));
            journal.positions.push((dealer, Position::of(&booked, last)));
        }
    }
    journal.before = ledger::balances(&before);
    journal.entries.sort_by(|a, b| (a.on, &a.dealer, a.period, a.place).cmp(&(b.on, &b.dealer, b.period, b.place)));
    Ok(journal)
}

/// The dealers that have months, or the one of them; in the order of their codes.
fn dealers(c: &mut Db, only: Option<&DealerCode>) -> Result<BTreeSet<DealerCode>, Error> {
    let mut found: BTreeSet<DealerCode> = verification::dealers(c)?.into_iter().collect();
    found.retain(|dealer| only.is_none_or(|only| dealer == only));
    Ok(found)
}

/// A dealer's confirmed statements as they are booked, by period.
fn booked(c: &mut Db, dealer: &DealerCode) -> Result<Vec<Booked>, Error> {
    let months = months::of_dealer(c, dealer)?;
    let Some(first) = months.keys().next().copied() else { return Ok(Vec::new()) };
    let mut standing = statements::standing(c, dealer, first)?;
    let steps = statement_steps::of_dealer(c, dealer)?;
    let mut tried: BTreeMap<Period, Vec<Payment>> = BTreeMap::new();
    for payment in payments::of_dealer(c, dealer)? {
        tried.entry(payment.period).or_default().push(payment);
    }
    let mut found = Vec::new();
    for (period, _) in months.iter().filter(|(_, month)| month.is_frozen()) {
        let steps = steps.get(period).map_or(&[][..], Vec::as_slice);
        let confirmed = steps.iter().find(|step| step.kind == StepKind::Confirm);
        if let (Some(confirmed), Some((_, statement))) = (confirmed, standing.remove(period)) {
            let tried = tried.remove(period).unwrap_or_default();
            let payments = tried.into_iter().filter_map(|payment| booked_payment(payment, steps)).collect();
            // The slips behind a line move nothing of their own.
            let statement = statement.statement(&[]);
            found.push(Booked { period: *period, confirmed_on: business_day(confirmed.taken_at), statement, payments });
        }
    }
    Ok(found)
}

/// A payment on the days of its steps. The bank's own day counts, where it lies between the release and
/// the day on which its answer was recorded.
fn booked_payment(payment: Payment, steps: &[TakenStep]) -> Option<BookedPayment> {
    let step = |kind: StepKind| steps.iter().find(|step| step.kind == kind && step.batch == payment.batch);
    let released_on = business_day(step(StepKind::Release)?.taken_at);
    let answered = match payment.state {
        PaymentState::Sent => None,
        PaymentState::Refused => {
            step(StepKind::Refuse).map(|step| (business_day(step.taken_at), BankAnswered::Refused))
        }
        PaymentState::Paid => step(StepKind::Pay).map(|step| {
            let recorded_on = business_day(step.taken_at);
            let said = step.note.parse::<Day>().unwrap_or(recorded_on);
            (said.min(recorded_on).max(released_on), BankAnswered::Paid)
        }),
    };
    let returned_on = step(StepKind::Return).map(|step| business_day(step.taken_at));
    Some(BookedPayment { amount: payment.amount, reference: payment.reference, released_on, answered, returned_on })
}
