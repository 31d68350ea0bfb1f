//! Everything that a dealer's months rest on.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{Books, Look, serials};
use crate::agreement::codes::DealerCode;
use crate::agreement::decision::house_check::ExpressionCheck;
use crate::agreement::slip::Slip;
use crate::calendar::Period;
use crate::store::house_checks::{self, HouseCheckRow};
use crate::store::slips::{CurrentSlip, current_by_period, elsewhere};
use crate::store::{
    Db, Error, adjustments, agreements, books, calls, decisions, months, registers, reviews, seeds, settings,
    statements,
};
use crate::workflow::Office;

/// Later than any period that is filed.
const LAST: i32 = 12 * 1000;

impl Books {
    /// Reads them; none where the dealer is not registered.
    pub fn load(c: &mut Db, office: &Office, code: &DealerCode, look: &Look) -> Result<Option<Self>, Error> {
        let (revision, settled_revision) = books::revisions(c, code)?;
        let Some(dealer) = registers::dealer(c, code)? else { return Ok(None) };
        let months = months::of_dealer(c, code)?;
        let running = office.clock.period();
        let mut slips = current_by_period(c, code, running.plus(LAST))?;
        if let Some((period, proposed)) = look.proposed {
            propose(slips.entry(period).or_default(), proposed, office);
        }
        let first = first_period(c)?.or_else(|| months.keys().next().copied()).unwrap_or(running);
        let filed_last = months.keys().chain(slips.keys()).max().copied();
        let last = filed_last.into_iter().chain([running.plus(-1)]).max().unwrap_or(running);
        let periods: Vec<Period> = first.through(last).collect();
        let is_reopened = |period: &Period| look.reopened_from.is_some_and(|first| first <= *period);
        let is_frozen = |period: &Period| months.get(period).is_some_and(months::Month::is_frozen);
        let is_open = |period: &&Period| is_reopened(period) || !is_frozen(period);
        let open: Vec<Period> = periods.iter().filter(is_open).copied().collect();
        let open_slips = || open.iter().filter_map(|period| slips.get(period)).flatten().map(|filed| &filed.slip);
        let registers = registers::load_for_dealer(c, code, &serials(open_slips()))?;
        let mut found = Self {
            revision,
            settled_revision,
            dealer,
            registers,
            agreements: agreements::standing(c)?,
            house_checks: checks(c)?,
            reopened_from: look.reopened_from,
            calls: calls::of_dealer(c, code)?,
            reviews: reviews::of_dealer(c, code)?,
            seeds: HashMap::new(),
            elsewhere: BTreeMap::new(),
            adjustments: adjustments::open(c, code)?,
            statements: statements::standing(c, code, first_needed(&periods, &open))?,
            decisions: BTreeMap::new(),
            periods,
            months,
            slips,
        };
        for period in open {
            found.load_open(c, period)?;
        }
        Ok(Some(found))
    }

    /// What only a month that is computed needs.
    fn load_open(&mut self, c: &mut Db, period: Period) -> Result<(), Error> {
        if self.months.get(&period).is_some_and(|month| month.lot_drawn_at.is_some())
            && let Some(seed) = seeds::of(c, period)?
        {
            self.seeds.insert(period, seed.seed);
        }
        let Some(filed) = self.slips.get(&period) else { return Ok(()) };
        let units = serials(filed.iter().map(|filed| &filed.slip));
        self.elsewhere.insert(period, elsewhere(c, &self.dealer.code, period, &units)?);
        self.decisions.insert(period, decisions::last(c, &self.dealer.code, period)?);
        Ok(())
    }
}

/// The first period whose stored statement matters: the one before the first open month hands its account on.
fn first_needed(periods: &[Period], open: &[Period]) -> Period {
    let first_open = open.first().or(periods.last()).copied();
    first_open.map_or(Period::of(crate::calendar::Day::MIN), |period| period.plus(-1))
}

fn checks(c: &mut Db) -> Result<Vec<(HouseCheckRow, ExpressionCheck)>, Error> {
    let rows = house_checks::all(c)?;
    rows.into_iter().map(|row| row.check().map(|check| (row, check))).collect()
}

fn first_period(c: &mut Db) -> Result<Option<Period>, Error> {
    let stored = settings::get(c, settings::FIRST_PERIOD)?;
    Ok(stored.and_then(|text| text.parse().ok()))
}

/// Proposed slips are new versions that nobody has decided.
fn propose(slips: &mut Vec<CurrentSlip>, proposed: &[Slip], office: &Office) {
    let numbers: BTreeSet<&str> = proposed.iter().map(|slip| slip.no.as_str()).collect();
    let is_same = |filed: &CurrentSlip| proposed.contains(&filed.slip);
    slips.retain(|filed| !numbers.contains(filed.slip.no.as_str()) || is_same(filed));
    let kept: BTreeSet<String> = slips.iter().map(|filed| filed.slip.no.to_string()).collect();
    let now = office.clock.now();
    slips.extend(proposed.iter().filter(|slip| !kept.contains(slip.no.as_str())).map(|slip| CurrentSlip {
        slip: slip.clone(),
        version: 0,
        filed_at: now,
        decision: 0,
        verdict: None,
        claim_value: crate::money::Money::ZERO,
    }));
}
