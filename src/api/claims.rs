//! Claims by the months that their units were in service: the slips behind a bar of the quality page.

use actix_web::HttpResponse;
use serde::{Deserialize, Serialize};

use super::feedback::FeedbackQuery;
use super::listing::{Cell, Filter, Item, Page, Paging};
use super::{Desk, Problem, Who, on_block};
use crate::store::quality::{self, ClaimOfAge};

/// A claim for a unit whose sale is registered.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ClaimView {
    /// Whose.
    pub dealer: String,
    /// YYYY-MM
    pub period: String,
    /// 维修单号
    pub slip_no: String,
    /// 产品型号
    pub product_model: String,
    /// 机身编号
    pub serial_no: String,
    /// 故障代码
    pub fault_code: String,
    /// When the unit was sold, as the register has it.
    pub sold_on: String,
    /// When it was repaired.
    pub repaired_on: String,
}

impl From<ClaimOfAge> for ClaimView {
    fn from(claim: ClaimOfAge) -> Self {
        Self {
            dealer: claim.dealer,
            period: claim.period,
            slip_no: claim.slip_no,
            product_model: claim.product_model,
            serial_no: claim.serial_no,
            fault_code: claim.fault_code,
            sold_on: claim.sold_on,
            repaired_on: claim.repaired_on,
        }
    }
}

impl Item for ClaimView {
    const COLUMNS: &'static [&'static str] =
        &["period", "dealer_code", "slip_no", "product_model", "serial_no", "fault_code", "sale_date", "repair_date"];

    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::text(&self.period),
            Cell::text(&self.dealer),
            Cell::text(&self.slip_no),
            Cell::text(&self.product_model),
            Cell::text(&self.serial_no),
            Cell::text(&self.fault_code),
            Cell::text(&self.sold_on),
            Cell::text(&self.repaired_on),
        ]
    }

    fn key(&self) -> Vec<String> {
        vec![self.period.clone(), self.dealer.clone(), self.slip_no.clone()]
    }
}

/// Which claims.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct ClaimsQuery {
    /// Repaired after so many whole months in service; after any where it is left out.
    pub age: Option<u16>,
    /// From this month on, YYYY-MM; the last twelve months where it is left out.
    pub first: Option<String>,
    /// Through this one.
    pub last: Option<String>,
    /// Of one product line.
    pub line: Option<String>,
    /// Of one model.
    pub model: Option<String>,
    /// Of one dealer.
    pub dealer: Option<String>,
    /// With one part.
    pub part: Option<String>,
    /// With one fault code.
    pub fault: Option<String>,
}

/// Claims of units whose sale is registered, by month, dealer and number.
#[utoipa::path(get, path = "/claims", tag = "slips", params(ClaimsQuery, Paging),
    responses((status = 200, body = Page<ClaimView>), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn list(desk: Desk, who: Who, query: Filter<ClaimsQuery>, paging: Paging) -> Result<HttpResponse, Problem> {
    let lang = who.lang;
    let after = paging.after::<3>(lang)?;
    let rows_max = paging.fetch();
    let rows = on_block(&desk, lang, move |office| {
        let ClaimsQuery { age, first, last, line, model, dealer, part, fault } = query.0;
        let months = age.map_or((0, u16::MAX), |age| (age, age));
        let filter = FeedbackQuery { first, last, line, model, dealer, part, fault }.filter(office)?;
        let months = (i64::from(months.0), i64::from(months.1));
        Ok(office.store.read(|c| quality::claims_of_age(c, &filter, months, after, false, rows_max))?)
    });
    paging.answer(rows.await?.into_iter().map(ClaimView::from).collect(), lang).await
}
