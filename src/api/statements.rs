//! Statements: the list of months, and one with its lines and the slips behind them.

use actix_web::HttpResponse;
use actix_web::web::Path;
use serde::{Deserialize, Serialize};

use super::etag::tagged;
use super::listing::{Cell, Filter, Item, Page, Paging};
use super::{Desk, Problem, Who, on_block, place};
use crate::agreement::statement::{MadeFrom, State};
use crate::calendar::Day;
use crate::money::Money;
use crate::store::months::{Month, MonthFilter};
use crate::store::statements::{LineSource, StoredLine, StoredStatement};
use crate::store::{months, statements};
use crate::workflow::Error;

/// A month in the list of statements.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct MonthView {
    /// Whose.
    pub dealer: String,
    /// YYYY-MM
    pub period: String,
    /// draft, confirmed, approved, released, paid; none where no agreement binds the dealer.
    #[schema(value_type = Option<String>)]
    pub state: Option<State>,
    /// Raised with every change of the state, and of what the draft says.
    pub state_version: i64,
    /// The statement that stands.
    pub revision: i64,
    /// Slips that stand.
    pub slip_count: i64,
    /// Of these, those that wait for a person or a call.
    pub held_count: i64,
    /// The claim values of all, in fen.
    pub claimed_fen: i64,
    /// The claim values of the payable ones, in fen.
    pub accepted_fen: i64,
    /// The sum of the lines, in fen.
    pub net_fen: i64,
    /// What is wired, in fen.
    pub payable_fen: i64,
    /// By when.
    #[schema(value_type = Option<String>, format = Date)]
    pub payment_due_on: Option<Day>,
    /// When the slips were complete.
    #[schema(value_type = Option<String>, format = Date)]
    pub slips_received_on: Option<Day>,
    /// When the feedback came.
    #[schema(value_type = Option<String>, format = Date)]
    pub feedback_received_on: Option<Day>,
    /// Whether the lot is drawn.
    pub is_drawn: bool,
}

impl From<Month> for MonthView {
    fn from(month: Month) -> Self {
        Self {
            dealer: month.dealer.to_string(),
            period: month.period.to_string(),
            state: month.state,
            state_version: month.state_version,
            revision: month.statement_revision,
            slip_count: month.sums.slip_count,
            held_count: month.sums.held_count,
            claimed_fen: month.sums.claimed.fen(),
            accepted_fen: month.sums.accepted.fen(),
            net_fen: month.sums.net.fen(),
            payable_fen: month.sums.payable.fen(),
            payment_due_on: month.sums.payment_due_on,
            slips_received_on: month.slips_received_on,
            feedback_received_on: month.feedback_received_on,
            is_drawn: month.lot_drawn_at.is_some(),
        }
    }
}

impl Item for MonthView {
    const COLUMNS: &'static [&'static str] =
        &["period", "dealer_code", "state", "slips", "held", "claimed", "accepted", "net", "payable", "payment_due_on"];

    fn cells(&self) -> Vec<Cell> {
        let state = serde_json::to_value(self.state).ok();
        let state = state.and_then(|state| state.as_str().map(str::to_owned)).unwrap_or_default();
        let amount = |fen| Cell::Amount(Money::from_fen(fen));
        vec![
            Cell::text(&self.period),
            Cell::text(&self.dealer),
            Cell::text(state),
            Cell::Count(self.slip_count),
            Cell::Count(self.held_count),
            amount(self.claimed_fen),
            amount(self.accepted_fen),
            amount(self.net_fen),
            amount(self.payable_fen),
            Cell::text(self.payment_due_on.map(|day| day.to_string()).unwrap_or_default()),
        ]
    }

    fn key(&self) -> Vec<String> {
        vec![self.period.clone(), self.dealer.clone()]
    }
}

/// Which months.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct MonthsQuery {
    /// Of one period, YYYY-MM.
    pub period: Option<String>,
    /// Of one dealer.
    pub dealer: Option<String>,
    /// In one state.
    #[param(value_type = Option<String>)]
    pub state: Option<State>,
}

impl MonthsQuery {
    /// The filter, within what the caller may see.
    pub fn filter(&self, who: &Who) -> Result<MonthFilter, Error> {
        Ok(MonthFilter {
            period: self.period.as_deref().map(place::period).transpose()?,
            dealer: place::listed_dealer(who, self.dealer.as_deref())?,
            state: self.state,
        })
    }
}

/// The months with their statements, by period and dealer.
#[utoipa::path(get, path = "/statements", tag = "statements", params(MonthsQuery, Paging),
    responses((status = 200, body = Page<MonthView>), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn list(desk: Desk, who: Who, query: Filter<MonthsQuery>, paging: Paging) -> Result<HttpResponse, Problem> {
    let filter = query.0.filter(&who).map_err(|error| Problem::of(&error, who.lang))?;
    let (after, limit) = (paging.after::<2>(who.lang)?, paging.fetch());
    let rows =
        on_block(&desk, who.lang, move |office| Ok(office.store.read(|c| months::list(c, &filter, after, limit))?));
    paging.answer(rows.await?.into_iter().map(MonthView::from).collect(), who.lang).await
}

/// A line of a statement.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct LineView {
    /// 1, 2, …
    pub line: u32,
    /// What it is for, such as fees.
    pub kind: String,
    /// The clause that it follows.
    pub clause: String,
    /// The product line, where the kind goes by product line.
    pub product_line: Option<String>,
    /// The part, the slip or the day that it is about.
    pub reference: Option<String>,
    /// Signed, in fen.
    pub amount_fen: i64,
    /// The slips that it was made from.
    pub slips: Vec<String>,
    /// What else it was made from.
    #[schema(value_type = Option<Object>)]
    pub made_from: Option<MadeFrom>,
}

impl LineView {
    fn of(line: u32, stored: &StoredLine) -> Self {
        let (slips, made_from) = match &stored.made_from {
            LineSource::Slips { slips } => (slips.iter().map(ToString::to_string).collect(), None),
            LineSource::Other(other) => (Vec::new(), Some(other.clone())),
        };
        Self {
            line,
            kind: stored.kind.as_str().to_owned(),
            clause: stored.kind.clause().to_owned(),
            product_line: stored.product_line.as_ref().map(ToString::to_string),
            reference: stored.reference.clone(),
            amount_fen: stored.amount.fen(),
            slips,
            made_from,
        }
    }
}

/// A statement with its lines.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct StatementView {
    /// The month as in the list.
    pub month: MonthView,
    /// What the allowance pays of the fees, in fen.
    pub fees_paid_fen: i64,
    /// What the next statement takes up, in fen.
    pub balance_carried_forward_fen: i64,
    /// The lines in the order of the agreement.
    pub lines: Vec<LineView>,
}

impl StatementView {
    fn of(month: Month, statement: &StoredStatement) -> Self {
        Self {
            month: month.into(),
            fees_paid_fen: statement.fees_paid.fen(),
            balance_carried_forward_fen: statement.balance_carried_forward.fen(),
            lines: (1..).zip(&statement.lines).map(|(number, line)| LineView::of(number, line)).collect(),
        }
    }
}

/// A month's statement as it stands, each line with the slips behind it. Its steps rest on the `ETag`.
#[utoipa::path(get, path = "/dealers/{dealer}/months/{period}/statement", tag = "statements",
    params(("dealer" = String, Path), ("period" = String, Path, description = "YYYY-MM")),
    responses((status = 200, body = StatementView, headers(("ETag" = String, description = "its version"))), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn show(desk: Desk, who: Who, path: Path<(String, String)>) -> Result<HttpResponse, Problem> {
    let view = on_block(&desk, who.lang, move |office| {
        let (dealer, period) = (place::dealer(&path.0)?, place::period(&path.1)?);
        office.store.read(|c| {
            let month = months::load(c, &dealer, period)?.filter(|month| month.state.is_some());
            let month = month.ok_or(Error::NotFound)?;
            let statement = statements::load(c, &dealer, period, month.statement_revision)?.ok_or(Error::NotFound)?;
            Ok(StatementView::of(month, &statement))
        })
    });
    let view = view.await?;
    Ok(tagged(view.month.state_version, view))
}
