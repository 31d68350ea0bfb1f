//! What if: the last months are settled twice, by the terms and checks that stand and by changed ones, and what would come
//! out otherwise is listed before anything is published. Nothing is kept.
//!
//! Both times the months are computed as if they were open, without disputes and corrections, so that nothing but the
//! change makes a difference.

use std::collections::BTreeMap;

use super::publish_agreement::agreement_of;
use super::settle_dealer::{Books, Computed, Look};
use super::{Error, Office, Refusal, only};
use crate::agreement::codes::{DealerCode, SlipNo};
use crate::agreement::decision::house_check::{CheckText, ExpressionCheck};
use crate::agreement::decision::{DecidedSlip, Verdict};
use crate::agreement::terms::{Agreement, Agreements};
use crate::auth::{Actor, Role};
use crate::calendar::{Moment, Period};
use crate::money::Money;
use crate::store::agreements::{self, PublishedAgreement};
use crate::store::house_checks::HouseCheckRow;
use crate::store::registers;

/// The most months that are settled twice at once.
pub const MONTHS_MAX: i32 = 12;

/// What might be changed.
#[derive(Clone, Debug)]
pub enum Change<'a> {
    /// An agreement's text: as if it had been in force from the first of the months on.
    Agreement(&'a [u8]),
    /// A check that would be added.
    Check(CheckText),
    /// A check that would end, by its identifier.
    EndOfCheck(String),
}

/// A month that would come out otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangedMonth {
    /// Whose.
    pub dealer: DealerCode,
    /// Which.
    pub period: Period,
    /// As it stands.
    pub before: Sums,
    /// As it would be.
    pub after: Sums,
    /// The slips that would be decided otherwise, by number.
    pub slips: Vec<ChangedSlip>,
}

/// What a month comes to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// What the allowance pays of the claims.
    pub fees_paid: Money,
    /// The sum of the statement's lines.
    pub net: Money,
    /// What would be paid.
    pub payable: Money,
}

/// A slip that would be decided otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangedSlip {
    /// Which.
    pub no: SlipNo,
    /// As it stands.
    pub before: Decided,
    /// As it would be.
    pub after: Decided,
}

/// What becomes of a slip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
    /// The verdict.
    pub verdict: Verdict,
    /// The codes that hit.
    pub codes: Vec<String>,
    /// What it pays.
    pub payable: Money,
}

/// What a change would come to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trial {
    /// How many dealers' months were settled twice.
    pub months: usize,
    /// Those that would come out otherwise, by dealer and period.
    pub changed: Vec<ChangedMonth>,
}

/// Settles the months from `first` to `last` of every dealer, or of one, twice.
pub fn try_change(
    office: &Office,
    actor: &Actor,
    change: &Change,
    (first, last): (Period, Period),
    only_dealer: Option<&DealerCode>,
) -> Result<Trial, Error> {
    only(actor, &[Role::Administrator])?;
    if last < first || last >= first.plus(MONTHS_MAX) || last > office.clock.period() {
        return Err(Error::Refused(Refusal::TrialPeriods { last: office.clock.period() }));
    }
    let change = Prepared::of(office, change, first)?;
    let dealers: Vec<DealerCode> = match only_dealer {
        Some(dealer) => vec![dealer.clone()],
        None => office.store.read(registers::dealers)?.into_iter().map(|dealer| dealer.code).collect(),
    };
    let mut trial = Trial::default();
    for dealer in &dealers {
        let look = Look { reopened_from: Some(first), ..Look::default() };
        let Some(mut books) = office.store.read(|c| Books::load(c, office, dealer, &look))? else {
            return Err(Error::NotFound);
        };
        books.adjustments.clear();
        let before = books.compute(Some(last));
        change.apply(&mut books, first)?;
        let after = books.compute(Some(last));
        let tried = before.iter().zip(&after).filter(|(month, _)| month.period >= first);
        for (before, after) in tried {
            trial.months += 1;
            trial.changed.extend(changed(dealer, before, after));
        }
    }
    Ok(trial)
}

/// A change that can be made.
enum Prepared {
    Agreements(Agreements),
    Check(CheckText),
    EndOfCheck(String),
}

impl Prepared {
    fn of(office: &Office, change: &Change, first: Period) -> Result<Self, Error> {
        Ok(match change {
            Change::Agreement(bytes) => {
                let (agreement, _) = agreement_of(bytes)?;
                let tried = Agreement { effective_from: first.first_day(), ..agreement };
                let standing = office.store.read(agreements::standing_texts)?;
                let standing = standing.iter().map(PublishedAgreement::terms).collect::<Result<Vec<_>, _>>()?;
                let stays =
                    |version: &Agreement| version.code != tried.code || version.effective_from < tried.effective_from;
                let versions = standing.into_iter().filter(stays).chain([tried.clone()]).collect();
                Self::Agreements(Agreements::new(versions).map_err(Refusal::SameFirstDay)?)
            }
            Change::Check(text) => {
                ExpressionCheck::new(text.clone()).map_err(Refusal::HouseCheck)?;
                Self::Check(text.clone())
            }
            Change::EndOfCheck(id) => Self::EndOfCheck(id.clone()),
        })
    }

    fn apply(&self, books: &mut Books, first: Period) -> Result<(), Error> {
        match self {
            Self::Agreements(agreements) => books.agreements = agreements.clone(),
            Self::Check(text) => {
                let row = HouseCheckRow::new(text.clone(), first, "", Moment::default());
                books.house_checks.retain(|(standing, _)| standing.text.code != text.code);
                let check = row.check()?;
                books.house_checks.push((row, check));
            }
            Self::EndOfCheck(id) => {
                let standing = books.house_checks.len();
                books.house_checks.retain(|(standing, _)| standing.id != *id);
                if books.house_checks.len() == standing {
                    return Err(Error::NotFound);
                }
            }
        }
        Ok(())
    }
}

/// The differences of one month; none where it comes out the same.
fn changed(dealer: &DealerCode, before: &Computed, after: &Computed) -> Option<ChangedMonth> {
    let standing: BTreeMap<&SlipNo, &DecidedSlip> = by_number(before);
    let slips = by_number(after).into_iter().filter_map(|(no, after)| {
        let (before, after) = (decided(standing.get(no)?), decided(after));
        (before != after).then(|| ChangedSlip { no: no.clone(), before, after })
    });
    let month = ChangedMonth {
        dealer: dealer.clone(),
        period: before.period,
        before: sums(before),
        after: sums(after),
        slips: slips.collect(),
    };
    (month.before != month.after || !month.slips.is_empty()).then_some(month)
}

fn by_number(month: &Computed) -> BTreeMap<&SlipNo, &DecidedSlip> {
    month.decided.slips.iter().map(|decided| (&decided.slip.no, decided)).collect()
}

fn decided(slip: &DecidedSlip) -> Decided {
    let codes = slip.hits.iter().map(|hit| hit.name().to_owned()).collect();
    Decided { verdict: slip.verdict, codes, payable: slip.payable() }
}

fn sums(month: &Computed) -> Sums {
    month.statement.as_ref().map_or_else(Sums::default, |statement| Sums {
        fees_paid: statement.fees_paid,
        net: statement.net,
        payable: statement.payable,
    })
}
