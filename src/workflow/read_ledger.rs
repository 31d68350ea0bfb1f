//! The ledger, derived from what is frozen: confirmed statements, the steps that were taken on them, and their payments.
//!
//! No entry is stored. What they are made of never changes again, so that the same books always give the same entries.
//! What they come to is kept beside (`sum_ledger.rs`), so that a sum does not take all of them.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

use super::{Error, Office};
use crate::agreement::codes::DealerCode;
use crate::agreement::ledger::{self, Account, BankAnswered, Booked, BookedPayment, Entry, Position};
use crate::calendar::{Day, Period};
use crate::clock::business_day;
use crate::exports::{Journal, JournalFormat};
use crate::store::payments::{self, Payment, PaymentState};
use crate::store::statement_steps::{self, StepKind, TakenStep};
use crate::store::{self, Db, ledger_sums, months, registers, statements, verification};
use crate::texts::Lang;

pub use crate::agreement::ledger::Turnover;
pub use crate::store::ledger_sums::LedgerFilter;

/// The key of an entry: dealer, period and place among the statement's entries.
pub type EntryKey = (DealerCode, Period, u32);

/// Entries behind a key, in the order of dealers, periods and places.
pub fn ledger_entries(
    office: &Office,
    filter: &LedgerFilter,
    after: Option<&EntryKey>,
    entries_max: usize,
) -> Result<Vec<Entry>, Error> {
    office.store.read(|c| {
        let mut found = Vec::new();
        for dealer in &with_entries(c, filter, after.map(|(dealer, ..)| dealer))? {
            let is_behind = |entry: &Entry| {
                after.is_none_or(|after| (&entry.dealer, entry.period, entry.place) > (&after.0, after.1, after.2))
            };
            let entries = entries_of_dealer(c, dealer)?;
            found.extend(entries.into_iter().filter(|entry| filter.takes(entry) && is_behind(entry)));
            if found.len() >= entries_max {
                found.truncate(entries_max);
                break;
            }
        }
        Ok(found)
    })
}

/// What the entries of a filter come to: of one account its debits and credits, else what moved in all.
pub fn turnover(office: &Office, filter: &LedgerFilter) -> Result<Turnover, Error> {
    Ok(office.store.read(|c| ledger_sums::turnover(c, filter))?)
}

/// What went over every account by the entries of a filter, of all dealers together.
pub fn account_turnovers(office: &Office, filter: &LedgerFilter) -> Result<BTreeMap<Account, Turnover>, Error> {
    Ok(office.store.read(|c| ledger_sums::by_account(c, filter))?)
}

/// The same, over a dealer's accounts by dealer.
pub fn dealer_turnovers(
    office: &Office,
    filter: &LedgerFilter,
) -> Result<BTreeMap<(Account, Option<DealerCode>), Turnover>, Error> {
    Ok(office.store.read(|c| ledger_sums::balances(c, filter))?)
}

/// Every account that moved through a day's end, in the order of accounts and dealers. Debits and credits come to the same.
pub fn trial_balance(
    office: &Office,
    dealer: Option<&DealerCode>,
    through: Option<Day>,
) -> Result<BTreeMap<(Account, Option<DealerCode>), Turnover>, Error> {
    dealer_turnovers(office, &LedgerFilter { dealer: dealer.cloned(), through, ..LedgerFilter::default() })
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
        let booked = booked(c, &dealer, None)?;
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
fn dealers(c: &mut Db, only: Option<&DealerCode>) -> Result<BTreeSet<DealerCode>, store::Error> {
    let mut found: BTreeSet<DealerCode> = verification::dealers(c)?.into_iter().collect();
    found.retain(|dealer| only.is_none_or(|only| dealer == only));
    Ok(found)
}

/// The dealers from one on that may have entries of a filter: those of its sums, where it leaves entries out.
fn with_entries(c: &mut Db, filter: &LedgerFilter, from: Option<&DealerCode>) -> Result<Vec<DealerCode>, store::Error> {
    let all = LedgerFilter { dealer: filter.dealer.clone(), ..LedgerFilter::default() };
    if *filter != all {
        return ledger_sums::dealers(c, filter, from);
    }
    let found = dealers(c, filter.dealer.as_ref())?;
    Ok(found.into_iter().filter(|dealer| from.is_none_or(|from| dealer >= from)).collect())
}

/// A dealer's entries.
pub(super) fn entries_of_dealer(c: &mut Db, dealer: &DealerCode) -> Result<Vec<Entry>, store::Error> {
    Ok(ledger::entries(dealer, &booked(c, dealer, None)?))
}

/// The entries of one statement.
pub(super) fn entries_of_statement(
    c: &mut Db,
    dealer: &DealerCode,
    period: Period,
) -> Result<Vec<Entry>, store::Error> {
    let mut entries = ledger::entries(dealer, &booked(c, dealer, Some(period))?);
    entries.retain(|entry| entry.period == period);
    Ok(entries)
}

/// A dealer's confirmed statements as they are booked, by period: all, or those that the entries of one are made from.
fn booked(c: &mut Db, dealer: &DealerCode, of: Option<Period>) -> Result<Vec<Booked>, store::Error> {
    let mut months = months::of_dealer(c, dealer)?;
    months.retain(|_, month| month.is_frozen());
    let steps = statement_steps::of_dealer(c, dealer)?;
    if let Some(period) = of {
        // What a year left open lapses with the next statement, and what the bank took back is paid by a later one.
        let before = months.range(..period).next_back().map(|(before, _)| *before);
        let year_before = before.filter(|before| before.year() < period.year());
        let came_back =
            |of: &Period| steps.get(of).is_some_and(|steps| steps.iter().any(|it| it.kind == StepKind::Return));
        months.retain(|of, _| *of == period || Some(*of) == year_before || came_back(of));
    }
    let Some(first) = months.keys().next().copied() else { return Ok(Vec::new()) };
    let mut standing = statements::standing(c, dealer, first)?;
    let mut tried: BTreeMap<Period, Vec<Payment>> = BTreeMap::new();
    for payment in payments::of_dealer(c, dealer)? {
        tried.entry(payment.period).or_default().push(payment);
    }
    let mut found = Vec::new();
    for period in months.keys() {
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
