//! `/months/{period}`: the month on one page, for whoever approves it. Every number leads to its rows.

mod decided;
mod draw;
pub(super) mod figures;

use std::collections::{BTreeMap, BTreeSet};

use actix_web::web::Path;

use self::figures::{Callbacks, Counts, Walk};
use super::period_of;
use crate::agreement::codes::DealerCode;
use crate::agreement::decision::Verdict;
use crate::agreement::statement::State;
use crate::calendar::Period;
use crate::money::Money;
use crate::pages::listing::List;
use crate::pages::{Answer, Page};
use crate::store::months::{self, Month, MonthFilter};
use crate::store::statement_steps::{StepKind, TakenStep};
use crate::store::{Db, Error as StoreError, month_pack, payments, registers, statement_steps, tallies};
use crate::web::Desk;
use crate::workflow::Office;
use crate::workflow::confirm_statement::{Hindrance, hindrances_of};

/// More dealers than any manufacturer has.
const DEALERS_MAX: i64 = 20_000;
/// So many drafts are asked what stands against them; the rest are counted.
const DRAFTS_ASKED: usize = 10;
/// Slips are set beside the units that were sold in so many months.
const SALES_MONTHS: i32 = 12;

/// One dealer's month.
pub(super) struct Line {
    /// The month.
    pub month: Month,
    /// As the register names the dealer.
    pub name: String,
    /// From what is claimed to what is paid.
    pub walk: Walk,
    /// What the month before pays.
    pub before: Money,
    /// Who keeps the statement back, and why.
    pub kept_back: Option<TakenStep>,
    /// Slips that are not paid.
    pub unpaid: i64,
    /// The reference of the payment that is under way or made.
    pub payment: Option<String>,
}

/// A step with whose statement it was taken on.
pub(super) type Taken = (DealerCode, TakenStep);

impl Line {
    /// How much more is paid than for the month before.
    pub fn change(&self) -> Money {
        self.walk.payable - self.before
    }

    /// Whether it waits for the sales manager.
    pub fn waits(&self) -> bool {
        self.month.state == Some(State::Confirmed) && self.kept_back.is_none()
    }
}

/// What the page is drawn from.
pub(super) struct Pack {
    /// Which month.
    pub period: Period,
    /// The dealers' months, in the order of codes.
    pub lines: Vec<Line>,
    /// The steps that were taken, in the order of their time.
    pub steps: Vec<Taken>,
    /// Open disputes and findings.
    pub open_cases: (i64, i64),
    /// What the calls came to.
    pub callbacks: Callbacks,
    /// Counts to be compared between dealers.
    pub counts: BTreeMap<DealerCode, Counts>,
    /// What stands against confirming drafts.
    pub hindered: Vec<(DealerCode, Vec<Hindrance>)>,
}

impl Pack {
    /// The statements that wait for the sales manager: how many, and what they pay together.
    pub fn waiting(&self) -> (usize, Money) {
        let waiting = || self.lines.iter().filter(|line| line.waits());
        (waiting().count(), waiting().map(|line| line.walk.payable).sum())
    }
}

/// The page.
pub async fn show(desk: Desk, page: Page, list: List, path: Path<String>) -> Answer {
    let period = period_of(&page, &path)?;
    let page = page.below("packs-title", "/months");
    let page = page.clone().named(page.t_with("pack-title", &[&page.period(period)]));
    let pack = page.ask(&desk, move |office| {
        let mut pack = office.store.read(|c| load(c, period))?;
        pack.hindered = hindered(office, &pack)?;
        Ok(pack)
    });
    let pack = pack.await?;
    draw::page(page, &list, &pack)
}

/// What stands against confirming the first drafts.
fn hindered(office: &Office, pack: &Pack) -> Result<Vec<(DealerCode, Vec<Hindrance>)>, crate::workflow::Error> {
    let months = pack.lines.iter().map(|line| &line.month);
    let drafts: Vec<&Month> = months.filter(|month| month.state == Some(State::Draft)).take(DRAFTS_ASKED).collect();
    let against = hindrances_of(office, &drafts)?;
    let dealers = drafts.iter().map(|month| month.dealer.clone());
    Ok(dealers.zip(against).filter(|(_, against)| !against.is_empty()).collect())
}

/// The months of a period with their steps alone, for what is decided on them.
pub(super) fn load_lines(c: &mut Db, period: Period) -> Result<(Vec<Line>, Vec<Taken>), StoreError> {
    let filter = MonthFilter { period: Some(period), ..MonthFilter::default() };
    let months = months::list(c, &filter, None, DEALERS_MAX)?;
    let before = months::payables(c, period.plus(-1))?;
    let mut verdicts: BTreeMap<DealerCode, BTreeMap<Verdict, (i64, Money)>> = BTreeMap::new();
    for sum in month_pack::verdicts(c, period)? {
        verdicts.entry(sum.dealer).or_default().insert(sum.verdict, (sum.count, sum.claimed));
    }
    let steps = statement_steps::of_period(c, period)?;
    let mut last: BTreeMap<&DealerCode, &TakenStep> = BTreeMap::new();
    last.extend(steps.iter().map(|(dealer, step)| (dealer, step)));
    let names = registers::names(c)?;
    let payments = payments::references(c, period)?;
    let no_verdicts = BTreeMap::new();
    let line = |month: Month| {
        let verdicts = verdicts.get(&month.dealer).unwrap_or(&no_verdicts);
        Line {
            walk: Walk::of(&month, verdicts),
            name: names.get(&month.dealer).cloned().unwrap_or_default(),
            before: before.get(&month.dealer).copied().unwrap_or_default(),
            kept_back: last.get(&month.dealer).filter(|step| step.kind == StepKind::Hold).map(|step| (*step).clone()),
            unpaid: Verdict::UNPAID.iter().filter_map(|verdict| verdicts.get(verdict)).map(|(count, _)| count).sum(),
            payment: payments.get(&month.dealer).cloned(),
            month,
        }
    };
    let lines = months.into_iter().map(line).collect();
    Ok((lines, steps))
}

fn load(c: &mut Db, period: Period) -> Result<Pack, StoreError> {
    let (lines, steps) = load_lines(c, period)?;
    let units = tallies::units_by_dealer(c, period.plus(1 - SALES_MONTHS), period)?;
    let count = |number: i64| u64::try_from(number).unwrap_or_default();
    let counts = lines.iter().map(|line| {
        let dealer = line.month.dealer.clone();
        let counts = Counts {
            slips: count(line.month.sums.slip_count),
            unpaid: count(line.unpaid),
            units: count(units.get(dealer.as_str()).copied().unwrap_or_default()),
        };
        (dealer, counts)
    });
    Ok(Pack {
        period,
        counts: counts.collect(),
        callbacks: Callbacks::of(lines.iter().map(|line| &line.month)),
        open_cases: month_pack::open_cases(c, period)?,
        hindered: Vec::new(),
        lines,
        steps,
    })
}

/// The dealers of some steps that were taken together, in their order and each once.
fn dealers_of<'a>(steps: impl Iterator<Item = &'a DealerCode>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    steps.filter(|dealer| seen.insert((*dealer).clone())).map(ToString::to_string).collect()
}
