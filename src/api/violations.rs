//! Violations (agreement 9.1), in words.

use actix_web::HttpResponse;
use serde::{Deserialize, Serialize};

use super::listing::{Cell, Filter, Item, Page, Paging};
use super::statements::MonthsQuery;
use super::{Desk, Problem, Who, on_block};
use crate::agreement::statement::State;
use crate::agreement::violations::ViolationKind;
use crate::calendar::Day;
use crate::store::months::{self, RecordedViolation, ViolationFilter, ViolationPlace};
use crate::texts::Lang;
use crate::workflow::Error;

/// A violation.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ViolationView {
    /// Whose.
    pub dealer: String,
    /// YYYY-MM
    pub period: String,
    /// Its place among the month's.
    pub seq: i64,
    /// Such as SLIPS_LATE.
    pub code: String,
    /// The clause of the agreement.
    pub clause: String,
    /// The slip or the complaint's day; empty for what concerns the whole month.
    pub reference: String,
    /// When.
    #[schema(value_type = String, format = Date)]
    pub violated_on: Day,
    /// The evidence.
    pub detail: String,
}

impl ViolationView {
    fn of(recorded: &RecordedViolation, lang: Lang) -> Self {
        let violation = &recorded.violation;
        Self {
            dealer: recorded.dealer.to_string(),
            period: recorded.period.to_string(),
            seq: recorded.seq,
            code: violation.code().to_owned(),
            clause: violation.clause().to_owned(),
            reference: violation.reference(),
            violated_on: violation.violated_on(recorded.period),
            detail: lang.violation(violation),
        }
    }
}

impl Item for ViolationView {
    const COLUMNS: &'static [&'static str] =
        &["period", "dealer_code", "code", "clause", "reference", "violated_on", "detail"];

    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::text(&self.period),
            Cell::text(&self.dealer),
            Cell::text(&self.code),
            Cell::text(&self.clause),
            Cell::text(&self.reference),
            Cell::text(self.violated_on.to_string()),
            Cell::text(&self.detail),
        ]
    }

    fn key(&self) -> Vec<String> {
        vec![self.period.clone(), self.dealer.clone(), self.seq.to_string()]
    }
}

/// Which violations.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct ViolationsQuery {
    /// Of one period, YYYY-MM.
    pub period: Option<String>,
    /// Of one dealer.
    pub dealer: Option<String>,
    /// With the statements in one state.
    #[param(value_type = Option<String>)]
    pub state: Option<State>,
    /// Of one code, such as SLIPS_LATE.
    pub code: Option<String>,
}

impl ViolationsQuery {
    /// The filter, within what the caller may see.
    fn filter(self, who: &Who) -> Result<ViolationFilter, Error> {
        let kind = self.code.map(|code| ViolationKind::of(&code).ok_or(Error::NotFound)).transpose()?;
        let month = MonthsQuery { period: self.period, dealer: self.dealer, state: self.state }.filter(who)?;
        Ok(ViolationFilter { month, kind, ..ViolationFilter::default() })
    }
}

/// What is recorded against dealers, by period and dealer.
#[utoipa::path(get, path = "/violations", tag = "statements", params(ViolationsQuery, Paging),
    responses((status = 200, body = Page<ViolationView>), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn list(
    desk: Desk,
    who: Who,
    query: Filter<ViolationsQuery>,
    paging: Paging,
) -> Result<HttpResponse, Problem> {
    let lang = who.lang;
    let filter = query.0.filter(&who).map_err(|error| Problem::of(&error, lang))?;
    let after = match paging.after::<3>(lang)? {
        Some([period, dealer, seq]) => {
            let seq = seq.parse().map_err(|_| Problem::cursor(lang))?;
            Some(ViolationPlace { period, dealer, seq, day: None })
        }
        None => None,
    };
    let limit = paging.fetch();
    let rows = on_block(&desk, lang, move |office| {
        let today = office.clock.today();
        Ok(office.store.read(|c| months::violations(c, &filter, today, after, limit))?)
    });
    paging.answer(rows.await?.iter().map(|recorded| ViolationView::of(recorded, lang)).collect(), lang).await
}
