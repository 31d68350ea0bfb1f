//! The dealers' invoices for their statements: every one that was entered is kept, the last one stands.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use diesel::sql_types::Text;

use super::connection::MultiBackend;
use super::order::{First, behind, order_by};
use super::schema::{invoices, months};
use super::{Db, Error, stored};
use crate::agreement::codes::DealerCode;
use crate::agreement::statement::State;
use crate::calendar::{Day, Moment, Period};
use crate::money::Money;

const TABLE: &str = "invoices";

/// An invoice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invoice {
    /// Whose.
    pub dealer: DealerCode,
    /// For which statement.
    pub period: Period,
    /// 1, 2, … for the statement.
    pub seq: i64,
    /// Its number.
    pub invoice_no: String,
    /// Its day.
    pub invoiced_on: Day,
    /// Who entered it: a login.
    pub entered_by: String,
    /// When, UTC.
    pub entered_at: Moment,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = invoices)]
struct Row {
    dealer: String,
    period: String,
    seq: i64,
    invoice_no: String,
    invoiced_on: Day,
    entered_by: String,
    entered_at: Moment,
}

impl Row {
    fn into_invoice(self) -> Result<Invoice, Error> {
        Ok(Invoice {
            dealer: stored::dealer(TABLE, &self.dealer)?,
            period: stored::period(TABLE, &self.period)?,
            seq: self.seq,
            invoice_no: self.invoice_no,
            invoiced_on: self.invoiced_on,
            entered_by: self.entered_by,
            entered_at: self.entered_at,
        })
    }
}

/// The invoices that were entered for a statement, in order.
pub fn of_statement(c: &mut Db, dealer: &DealerCode, period: Period) -> Result<Vec<Invoice>, Error> {
    let rows: Vec<Row> = invoices::table
        .filter(invoices::dealer.eq(dealer.as_str()))
        .filter(invoices::period.eq(period.to_string()))
        .order(invoices::seq)
        .load(c)?;
    rows.into_iter().map(Row::into_invoice).collect()
}

/// The invoices that stand for some statements.
pub fn standing(
    c: &mut Db,
    statements: &BTreeSet<(DealerCode, Period)>,
) -> Result<BTreeMap<(DealerCode, Period), Invoice>, Error> {
    let mut found = BTreeMap::new();
    for (period, dealers) in stored::by_period(statements) {
        let some = invoices::table.filter(invoices::period.eq(period)).filter(invoices::dealer.eq_any(dealers));
        for row in some.order((invoices::dealer, invoices::seq)).load::<Row>(c)? {
            let invoice = row.into_invoice()?;
            found.insert((invoice.dealer.clone(), invoice.period), invoice);
        }
    }
    Ok(found)
}

/// The invoices of a dealer that ever had a number, in the order of periods.
pub fn of_number(c: &mut Db, dealer: &DealerCode, invoice_no: &str) -> Result<Vec<Invoice>, Error> {
    let rows: Vec<Row> = invoices::table
        .filter(invoices::dealer.eq(dealer.as_str()))
        .filter(invoices::invoice_no.eq(invoice_no))
        .order((invoices::period, invoices::seq))
        .load(c)?;
    rows.into_iter().map(Row::into_invoice).collect()
}

/// Dealer, period, state, what is payable, when.
type PayableColumns = (String, String, String, i64, Option<Day>);

/// A statement that pays something, with its standing invoice where one was entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvoicedStatement {
    /// Whose.
    pub dealer: DealerCode,
    /// Of which period.
    pub period: Period,
    /// Confirmed or approved: an invoice can be entered.
    pub state: State,
    /// What it pays.
    pub payable: Money,
    /// By when.
    pub due_on: Option<Day>,
    /// The invoice that stands.
    pub invoice: Option<Invoice>,
}

/// What statements are ordered by first; what is alike in it, by period and dealer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum InvoiceOrder {
    /// The period.
    #[default]
    Month,
    /// The dealer.
    Dealer,
    /// What is payable.
    Payable,
    /// When; what is due on no day comes last.
    Due,
}

/// Behind every day.
const NO_DAY: &str = "9999-12-31";

impl InvoiceOrder {
    const fn first(self) -> First {
        match self {
            Self::Month => First::text("months.period"),
            Self::Dealer => First::text("months.dealer"),
            Self::Payable => First::number("months.payable_fen"),
            Self::Due => First::text("COALESCE(CAST(months.payment_due_on AS TEXT),'9999-12-31')"),
        }
    }

    /// The place of a statement in this order, behind which a list goes on.
    pub fn place(self, one: &InvoicedStatement) -> [String; 3] {
        let first = match self {
            Self::Month => one.period.to_string(),
            Self::Dealer => one.dealer.to_string(),
            Self::Payable => one.payable.fen().to_string(),
            Self::Due => one.due_on.map_or_else(|| NO_DAY.to_owned(), |day| day.to_string()),
        };
        [first, one.period.to_string(), one.dealer.to_string()]
    }
}

/// Which statements, in which order.
#[derive(Clone, Debug, Default)]
pub struct InvoiceFilter {
    /// Only those without an invoice.
    pub is_missing: bool,
    /// Of one dealer.
    pub dealer: Option<DealerCode>,
    /// Of one period.
    pub period: Option<Period>,
    /// By what they are ordered.
    pub order: InvoiceOrder,
    /// The other way round.
    pub is_down: bool,
}

/// The statements that are confirmed or approved and pay something, behind a place in their order.
pub fn payable_statements(
    c: &mut Db,
    filter: &InvoiceFilter,
    after: Option<[String; 3]>,
    count_max: i64,
) -> Result<Vec<InvoicedStatement>, Error> {
    let entered =
        invoices::table.filter(invoices::dealer.eq(months::dealer)).filter(invoices::period.eq(months::period));
    let mut found = months::table
        .filter(months::state.eq_any(["confirmed", "approved"]))
        .filter(months::payable_fen.gt(0))
        .into_boxed::<MultiBackend>();
    if filter.is_missing {
        found = found.filter(diesel::dsl::not(diesel::dsl::exists(entered)));
    }
    if let Some(dealer) = &filter.dealer {
        found = found.filter(months::dealer.eq(dealer.to_string()));
    }
    if let Some(period) = filter.period {
        found = found.filter(months::period.eq(period.to_string()));
    }
    let first = filter.order.first();
    let columns = format!("{}, months.period, months.dealer", first.column);
    if let Some([value, period, dealer]) = after.filter(|[value, ..]| first.fits(value)) {
        let (before, behind_it) = first.around();
        let row = behind(&columns, filter.is_down).sql(before).bind::<Text, _>(value).sql(behind_it);
        found = found.filter(row.bind::<Text, _>(period).sql(", ").bind::<Text, _>(dealer).sql(")"));
    }
    let rows: Vec<PayableColumns> = found
        .order(order_by(&columns, filter.is_down))
        .limit(count_max)
        .select((months::dealer, months::period, months::state, months::payable_fen, months::payment_due_on))
        .load(c)?;
    let mut statements = Vec::with_capacity(rows.len());
    for (dealer, period, state, payable_fen, due_on) in rows {
        let (dealer, period) = (stored::dealer(TABLE, &dealer)?, stored::period(TABLE, &period)?);
        let invoice = if filter.is_missing { None } else { of_statement(c, &dealer, period)?.pop() };
        let (state, payable) = (stored::word(TABLE, &state)?, Money::from_fen(payable_fen));
        statements.push(InvoicedStatement { dealer, period, state, payable, due_on, invoice });
    }
    Ok(statements)
}

/// Keeps an invoice.
pub fn insert(c: &mut Db, invoice: &Invoice) -> Result<(), Error> {
    let row = Row {
        dealer: invoice.dealer.to_string(),
        period: invoice.period.to_string(),
        seq: invoice.seq,
        invoice_no: invoice.invoice_no.clone(),
        invoiced_on: invoice.invoiced_on,
        entered_by: invoice.entered_by.clone(),
        entered_at: invoice.entered_at,
    };
    diesel::insert_into(invoices::table).values(row).execute(c)?;
    Ok(())
}
