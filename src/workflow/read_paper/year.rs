//! Papers about a dealer's year, and about all dealers: what is recorded against them, whom it puts up for a review.

use std::collections::BTreeMap;

use super::load;
use crate::agreement::award;
use crate::agreement::codes::DealerCode;
use crate::agreement::registers::Dealer;
use crate::agreement::violations::{Violation, is_up_for_termination};
use crate::calendar::{Day, Period, months_after};
use crate::reports::facts::{RecordedViolation, UnderReview, YearFacts};
use crate::reports::{self, Document};
use crate::store::months::{self, MonthFilter, ViolationFilter};
use crate::store::{Db, agreements, calls, registers};
use crate::texts::Lang;
use crate::workflow::{Error, Office};

/// A paper of a dealer's year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum YearlyPaper {
    /// 年度维修费用结算单
    Statement,
    /// 优秀售后服务单位评定表
    Award,
    /// 经销商服务评分卡
    Scorecard,
    /// 违约登记簿
    Violations,
}

impl YearlyPaper {
    /// The paper of a file's name without its ending.
    pub fn of(name: &str) -> Option<Self> {
        match name {
            "year-end" => Some(Self::Statement),
            "award" => Some(Self::Award),
            "scorecard" => Some(Self::Scorecard),
            "violations" => Some(Self::Violations),
            _ => None,
        }
    }
}

/// A paper of a dealer's year; there is none of a year without any statement.
pub fn yearly_paper(
    office: &Office,
    dealer: &DealerCode,
    year: i32,
    paper: YearlyPaper,
    lang: Lang,
) -> Result<Document, Error> {
    let today = office.clock.today();
    office.store.read(|c| {
        if paper == YearlyPaper::Violations {
            return violations_of_year(c, Some(dealer), year, today, lang);
        }
        let facts = year_facts(c, dealer, year, today)?;
        Ok(match paper {
            YearlyPaper::Statement | YearlyPaper::Violations => reports::year::statement(&facts, lang),
            YearlyPaper::Award => reports::year::award(&facts, lang),
            YearlyPaper::Scorecard => reports::year::scorecard(&facts, lang),
        })
    })
}

/// What is recorded against all dealers in a year, up to today.
pub fn violations_register(office: &Office, year: i32, lang: Lang) -> Result<Document, Error> {
    let today = office.clock.today();
    office.store.read(|c| violations_of_year(c, None, year, today, lang))
}

/// Whom the violations of the 12 months up to today put up for a termination review.
pub fn termination_review(office: &Office, lang: Lang) -> Result<Document, Error> {
    let today = office.clock.today();
    let under_review = office.store.read(|c| under_review(c, today))?;
    Ok(reports::violations::termination_review(&under_review, today, lang))
}

fn year_facts(c: &mut Db, code: &DealerCode, year: i32, today: Day) -> Result<YearFacts, Error> {
    let dealer = registers::dealer(c, code)?.ok_or(Error::NotFound)?;
    let january = Period::new(year, 1).ok_or(Error::NotFound)?;
    let stored = months::of_dealer(c, code)?;
    let mut months = Vec::new();
    for period in january.through(january.plus(11)) {
        if stored.get(&period).is_some_and(|month| month.state.is_some() && month.statement_revision > 0) {
            months.push(load(c, code, period, today)?);
        }
    }
    if months.is_empty() {
        return Err(Error::NotFound);
    }
    let registers = registers::load_for_dealer(c, code, &std::collections::BTreeSet::new())?;
    let units_sold = registers
        .records(code)
        .map_or(0, |records| records.lines().map(|line| records.units_sold(line, january..=january.plus(11))).sum());
    let calls = calls::of_dealer(c, code)?;
    let made = calls.iter().filter(|call| Period::of(call.called_on).year() == year);
    Ok(YearFacts { dealer, year, today, months, units_sold, marks: award::marks(made) })
}

fn recorded(c: &mut Db, dealer: Option<&DealerCode>, today: Day) -> Result<Vec<RecordedViolation>, Error> {
    let dealers: BTreeMap<DealerCode, Dealer> =
        registers::dealers(c)?.into_iter().map(|dealer| (dealer.code.clone(), dealer)).collect();
    let month = MonthFilter { dealer: dealer.cloned(), ..MonthFilter::default() };
    let filter = ViolationFilter { month, ..ViolationFilter::default() };
    let rows = months::violations(c, &filter, today, None, i64::MAX)?;
    let named = |row: months::RecordedViolation| {
        let dealer = dealers.get(&row.dealer)?.clone();
        Some(RecordedViolation { dealer, period: row.period, violation: row.violation })
    };
    Ok(rows.into_iter().filter_map(named).collect())
}

fn violations_of_year(
    c: &mut Db,
    dealer: Option<&DealerCode>,
    year: i32,
    today: Day,
    lang: Lang,
) -> Result<Document, Error> {
    let mut recorded = recorded(c, dealer, today)?;
    recorded.retain(|violation| violation.period.year() == year);
    let file_stem = match dealer {
        Some(dealer) => format!("{dealer}-{year}-violations"),
        None => format!("violations-{year}"),
    };
    Ok(reports::violations::register(&recorded, file_stem, year, today, lang))
}

fn under_review(c: &mut Db, today: Day) -> Result<Vec<UnderReview>, Error> {
    let agreements = agreements::standing(c)?;
    let mut by_dealer: BTreeMap<DealerCode, (Dealer, Vec<(Period, Violation)>)> = BTreeMap::new();
    for row in recorded(c, None, today)? {
        let of_dealer = by_dealer.entry(row.dealer.code.clone()).or_insert_with(|| (row.dealer.clone(), Vec::new()));
        let violated_on = row.violation.violated_on(row.period);
        if today <= months_after(violated_on, 12) {
            of_dealer.1.push((row.period, row.violation));
        }
    }
    let mut under_review = Vec::new();
    for (code, (dealer, violations)) in by_dealer {
        // The version of the last month that the violations concern stands for the relation's terms.
        let Some(last) = violations.iter().map(|(period, _)| *period).max() else { continue };
        let Some(version) = agreements.of(&code).for_period(last) else { continue };
        let days: Vec<Day> = violations.iter().map(|(period, violation)| violation.violated_on(*period)).collect();
        if is_up_for_termination(&version.terms, &days, today) {
            let violations_max = version.terms.termination_violations;
            under_review.push(UnderReview { dealer, violations_max, violations });
        }
    }
    Ok(under_review)
}
