//! The lines of a month's statements over all dealers: what a number of the month is made of.

use actix_web::HttpResponse;
use serde::{Deserialize, Serialize};

use super::listing::{Cell, Filter, Item, Page, Paging};
use super::{Desk, Problem, Who, on_block, place};
use crate::calendar::Period;
use crate::money::Money;
use crate::store::month_pack::{self, DealersLine, Heap, LineFilter, LineOrder};
use crate::store::{self, months};

/// A line of some dealer's statement.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct DealersLineView {
    /// Whose.
    pub dealer: String,
    /// YYYY-MM
    pub period: String,
    /// Its number on the statement.
    pub line: i64,
    /// Such as `complaint_fines`.
    pub kind: String,
    /// The clause of the agreement.
    pub clause: String,
    /// The product line; empty where the kind does not go by it.
    pub product_line: String,
    /// What it is about; may be empty.
    pub reference: String,
    /// Signed, in fen.
    pub amount_fen: i64,
}

impl DealersLineView {
    fn of(period: &str, line: &DealersLine) -> Self {
        Self {
            dealer: line.dealer.to_string(),
            period: period.to_owned(),
            line: line.line,
            kind: line.kind.as_str().to_owned(),
            clause: line.kind.clause().to_owned(),
            product_line: line.product_line.clone(),
            reference: line.reference.clone(),
            amount_fen: line.amount.fen(),
        }
    }
}

impl Item for DealersLineView {
    const COLUMNS: &'static [&'static str] =
        &["period", "dealer_code", "line", "kind", "clause", "product_line", "reference", "amount"];

    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::text(&self.period),
            Cell::text(&self.dealer),
            Cell::Count(self.line),
            Cell::text(&self.kind),
            Cell::text(&self.clause),
            Cell::text(&self.product_line),
            Cell::text(&self.reference),
            Cell::Amount(Money::from_fen(self.amount_fen)),
        ]
    }

    fn key(&self) -> Vec<String> {
        vec![self.dealer.clone(), self.dealer.clone(), self.line.to_string()]
    }
}

/// Which lines.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct StatementLinesQuery {
    /// Of this period, YYYY-MM; of the last one that has months where it is left out.
    pub period: Option<String>,
    /// In this heap of the month's page; of every kind where it is left out.
    #[param(inline, value_type = Option<Heap>)]
    pub of: Option<Heap>,
}

/// The lines of the statements of a period that stand, by dealer and number.
#[utoipa::path(get, path = "/statement-lines", tag = "statements", params(StatementLinesQuery, Paging),
    responses((status = 200, body = Page<DealersLineView>), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn list(
    desk: Desk,
    who: Who,
    query: Filter<StatementLinesQuery>,
    paging: Paging,
) -> Result<HttpResponse, Problem> {
    let lang = who.lang;
    let after = paging.after::<3>(lang)?;
    let rows_max = paging.fetch();
    let found = on_block(&desk, lang, move |office| {
        let StatementLinesQuery { period, of } = query.0;
        let asked = period.as_deref().map(place::period).transpose()?;
        let today = office.clock.today();
        Ok(office.store.read(|c| {
            let last = months::periods(c, None, 1)?.pop();
            let period = asked.or(last).unwrap_or_else(|| Period::of(today));
            let filter = LineFilter { period, heap: of, order: LineOrder::Dealer, is_down: false };
            Ok::<_, store::Error>((period, month_pack::lines_of(c, &filter, after, rows_max)?))
        })?)
    });
    let (period, lines) = found.await?;
    let period = period.to_string();
    paging.answer(lines.iter().map(|line| DealersLineView::of(&period, line)).collect(), lang).await
}
