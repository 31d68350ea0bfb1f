//! Whether the books are whole, over all that is stored: lines add up, states follow from steps, every statement is paid
//! once, the ledger's sums are those of its entries, slips are counted as they were decided and wait for whom they should,
//! batches and files are what they were, uploads are filed whole or not at all, lists find slips as they were decided, the
//! audit trail is unbroken.

use std::collections::BTreeSet;

use super::batch_documents::is_whole;
use super::{Error, Office, sum_ledger};
use crate::agreement::codes::DealerCode;
use crate::agreement::statement::{State, Step};
use crate::calendar::Period;
use crate::money::Money;
use crate::store::audit::{self, ChainFault, Verified};
use crate::store::files::sha256;
use crate::store::ledger_sums::{self, LedgerFilter};
use crate::store::months::{self, Month};
use crate::store::payment_terms::Payer;
use crate::store::payments::{self, Payment, PaymentState};
use crate::store::statement_steps::{self, TakenStep};
use crate::store::verification::{self, RevisionSums};
use crate::store::{Db, files};

/// How many batches are held in memory at once.
const BATCHES_AT_ONCE: i64 = 500;

/// Something that is not as it must be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BookFault {
    /// The audit trail is broken.
    Trail {
        /// The first entry that is wrong.
        seq: i64,
        /// What is wrong with it.
        fault: ChainFault,
    },
    /// Something about a dealer's statement.
    Statement {
        /// Whose.
        dealer: DealerCode,
        /// Of which period.
        period: Period,
        /// What.
        fault: StatementFault,
    },
    /// A batch's count, total or content is not what was noted when it was made.
    Batch {
        /// Which.
        id: String,
    },
    /// A file's bytes are not those that it is named after.
    File {
        /// Its name.
        sha256: String,
    },
    /// Slips of an upload stand that was not filed.
    HalfFiled {
        /// Whose.
        dealer: String,
        /// Which upload.
        upload: String,
    },
    /// Not exactly one version of a slip number stands.
    UnclearSlip {
        /// Whose.
        dealer: String,
        /// For which period.
        period: String,
        /// Its number.
        slip: String,
    },
    /// Lists by code do not find a slip as it was decided.
    MiscodedSlip {
        /// Whose.
        dealer: String,
        /// For which period.
        period: String,
        /// Its number.
        slip: String,
    },
}

/// What is wrong with a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatementFault {
    /// The lines of a revision do not add up to its net, or its payable and balance do not follow from it.
    Sums {
        /// Which revision.
        revision: i64,
    },
    /// The revision that stands is not there, or its sums are not the month's.
    Standing,
    /// The state does not follow from the steps.
    State,
    /// A step was taken on another revision than the one that stands.
    Revision,
    /// One person took two steps.
    SamePerson,
    /// A step is missing in the audit trail, or has too many entries.
    Recorded,
    /// The adjustments that entered it are not its lines.
    Adjustments,
    /// Its payments do not fit its state and its amount.
    Payments,
    /// The ledger's sums are not those of its entries.
    Ledger,
    /// Its slips are counted by verdict otherwise than they were decided, or wait for somebody else.
    Counted,
}

/// Every fault of the books; none where they are whole.
pub fn verify_books(office: &Office) -> Result<Vec<BookFault>, Error> {
    office.store.read(|c| {
        let mut faults = Vec::new();
        if let Verified::Broken { seq, fault } = audit::verify(c)? {
            faults.push(BookFault::Trail { seq, fault });
        }
        let mut dealers: BTreeSet<DealerCode> = verification::dealers(c)?.into_iter().collect();
        dealers.extend(ledger_sums::dealers(c, &LedgerFilter::default(), None)?);
        for dealer in dealers {
            statements_of(c, &dealer, &mut faults)?;
            let miscoded = verification::miscoded_slips(c, &dealer)?.into_iter();
            let dealer = dealer.to_string();
            faults.extend(miscoded.map(|(period, slip)| BookFault::MiscodedSlip {
                dealer: dealer.clone(),
                period,
                slip,
            }));
        }
        batches(c, &mut faults)?;
        for name in verification::file_names(c)? {
            if files::get(c, &name)?.is_none_or(|content| sha256(&content) != name) {
                faults.push(BookFault::File { sha256: name });
            }
        }
        let half_filed = verification::half_filed(c)?;
        faults.extend(half_filed.into_iter().map(|(dealer, upload)| BookFault::HalfFiled { dealer, upload }));
        let unclear = verification::unclear_slips(c)?;
        let unclear = unclear.into_iter().map(|(dealer, period, slip)| BookFault::UnclearSlip { dealer, period, slip });
        faults.extend(unclear);
        Ok(faults)
    })
}

fn statements_of(c: &mut Db, dealer: &DealerCode, faults: &mut Vec<BookFault>) -> Result<(), Error> {
    let mut add = |period, fault| faults.push(BookFault::Statement { dealer: dealer.clone(), period, fault });
    let revisions = verification::revisions(c, dealer)?;
    for ((period, revision), sums) in &revisions {
        if !adds_up(sums) {
            add(*period, StatementFault::Sums { revision: *revision });
        }
    }
    let mut entered = verification::entered(c, dealer)?;
    let mut summed_otherwise = sum_ledger::differing(c, dealer)?;
    let mut miscounted = verification::miscounted(c, dealer)?;
    for (period, month) in months::of_dealer(c, dealer)? {
        let steps = statement_steps::of(c, dealer, period)?;
        let tried = payments::of_statement(c, dealer, period)?;
        let standing = revisions.get(&(period, month.statement_revision));
        let entered = entered.remove(&period).unwrap_or_default();
        let checks = [
            (StatementFault::Standing, stands(&month, standing)),
            (StatementFault::State, month.state.unwrap_or(State::Draft) == state_after(&steps)),
            (StatementFault::Revision, steps.iter().all(|step| step.revision == month.statement_revision)),
            (StatementFault::SamePerson, each_by_another(&steps)),
            (StatementFault::Recorded, verification::recorded_steps(c, dealer, period)? == steps.len()),
            (
                StatementFault::Adjustments,
                !month.is_frozen() || standing.is_none_or(|sums| sums.adjustments == entered),
            ),
            (StatementFault::Payments, paid_once(&month, &tried)),
            (StatementFault::Ledger, !summed_otherwise.remove(&period)),
            (StatementFault::Counted, !miscounted.remove(&period)),
        ];
        checks.into_iter().filter(|(_, holds)| !holds).for_each(|(fault, _)| add(period, fault));
    }
    // What entered a month that is not there.
    for period in entered.into_keys() {
        add(period, StatementFault::Adjustments);
    }
    for period in summed_otherwise {
        add(period, StatementFault::Ledger);
    }
    for period in miscounted {
        add(period, StatementFault::Counted);
    }
    Ok(())
}

fn adds_up(sums: &RevisionSums) -> bool {
    sums.lines == sums.net && sums.payable == sums.net.at_least_zero() && sums.balance == (-sums.net).at_least_zero()
}

fn stands(month: &Month, standing: Option<&RevisionSums>) -> bool {
    let of_month = (month.sums.net, month.sums.payable, month.sums.heaps);
    match standing {
        Some(sums) => (sums.net, sums.payable, sums.heaps) == of_month,
        None => month.statement_revision == 0 && month.sums.net.is_zero() && !month.is_frozen(),
    }
}

/// The state that the steps lead to.
fn state_after(steps: &[TakenStep]) -> State {
    let taken = steps.iter().filter_map(|step| step.kind.step());
    taken.fold(State::Draft, |state, step| {
        let (from, to, _) = step.rule();
        let again = step == Step::Release && state == State::Released;
        if state == from || again { to } else { state }
    })
}

/// Whether no person took two different steps.
fn each_by_another(steps: &[TakenStep]) -> bool {
    let taken: Vec<(Step, &str)> =
        steps.iter().filter_map(|step| Some((step.kind.step()?, step.person.as_str()))).collect();
    taken.iter().all(|(step, person)| taken.iter().all(|(other, by)| other == step || by != person))
}

/// Whether the payments fit: none before the release, one that lives until the bank paid, each of what the statement pays.
fn paid_once(month: &Month, tried: &[Payment]) -> bool {
    let payable = month.sums.payable;
    let live: Vec<PaymentState> =
        tried.iter().map(|payment| payment.state).filter(|state| *state != PaymentState::Refused).collect();
    let fits = match (month.state, payable > Money::ZERO) {
        (Some(State::Released), true) => live == [PaymentState::Sent] || (live.is_empty() && !tried.is_empty()),
        (Some(State::Paid), true) => live == [PaymentState::Paid],
        _ => tried.is_empty(),
    };
    fits && tried.iter().all(|payment| payment.amount == payable)
}

fn batches(c: &mut Db, faults: &mut Vec<BookFault>) -> Result<(), Error> {
    let mut before: Option<String> = None;
    loop {
        let some = payments::batches(c, before.as_deref(), BATCHES_AT_ONCE)?;
        let Some(last) = some.last() else { return Ok(()) };
        before = Some(last.id.clone());
        for batch in some {
            let paid = payments::of_batch(c, &batch.id)?;
            if !is_whole(&batch, &Payer::of_json(&batch.payer)?, &paid) {
                faults.push(BookFault::Batch { id: batch.id });
            }
        }
    }
}
