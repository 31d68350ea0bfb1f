//! The dealers' invoices for their statements: every one that was entered is kept, the last one stands.

use diesel::prelude::*;

use super::schema::invoices;
use super::{Db, Error, stored};
use crate::agreement::codes::DealerCode;
use crate::calendar::{Day, Moment, Period};

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

/// The invoices of a dealer that ever had a number, in the order of periods.
pub fn of_number(c: &mut Db, dealer: &DealerCode, invoice_no: &str) -> Result<Vec<Invoice>, Error> {
    let rows: Vec<Row> = invoices::table
        .filter(invoices::dealer.eq(dealer.as_str()))
        .filter(invoices::invoice_no.eq(invoice_no))
        .order((invoices::period, invoices::seq))
        .load(c)?;
    rows.into_iter().map(Row::into_invoice).collect()
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
