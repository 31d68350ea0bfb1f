//! `payments.csv`: what finance wires to the account on file (agreement 7.2), where anything is payable.

use rust_xlsxwriter::{Workbook, XlsxError};

use super::{Export, Rows, SettledMonth};
use crate::agreement::codes::DealerCode;
use crate::calendar::{Day, Period};
use crate::money::{CURRENCY, Money};
use crate::texts::Lang;

pub const EXPORT: Export = Export {
    file: "payments.csv",
    columns: &[
        "period",
        "dealer_code",
        "account_name",
        "bank_name",
        "bank_account",
        "amount",
        "currency",
        "reference",
        "due_on",
    ],
    rows,
};

fn rows(month: &SettledMonth, _lang: Lang, rows: &mut Rows) -> csv::Result<()> {
    let Some(statement) = month.statement.filter(|statement| statement.payable > Money::ZERO) else {
        return Ok(());
    };
    let dealer = month.dealer;
    rows.field(month.period)?;
    rows.text(dealer.code.as_str())?;
    rows.optional(dealer.account_name.as_ref())?;
    rows.optional(dealer.bank_name.as_ref())?;
    rows.optional(dealer.bank_account.as_ref())?;
    rows.field(statement.payable)?;
    rows.text(CURRENCY)?;
    rows.field(format_args!("{}-{}", dealer.code, month.period))?;
    rows.optional(statement.payment_due_on)?;
    rows.end()
}

/// A payment of a batch.
#[derive(Clone, Copy, Debug)]
pub struct PaymentRow<'a> {
    /// For which statement.
    pub period: Period,
    /// To whom.
    pub dealer: &'a DealerCode,
    /// The account's name.
    pub account_name: &'a str,
    /// Its bank.
    pub bank_name: &'a str,
    /// Its number.
    pub bank_account: &'a str,
    /// How much.
    pub amount: Money,
    /// What the bank gives back with its answer.
    pub reference: &'a str,
    /// By when.
    pub due_on: Option<Day>,
}

impl PaymentRow<'_> {
    fn fields(&self) -> [String; 9] {
        [
            self.period.to_string(),
            self.dealer.to_string(),
            self.account_name.to_owned(),
            self.bank_name.to_owned(),
            self.bank_account.to_owned(),
            self.amount.to_string(),
            CURRENCY.to_owned(),
            self.reference.to_owned(),
            self.due_on.map(|day| day.to_string()).unwrap_or_default(),
        ]
    }
}

/// The payments of a batch with the columns of `payments.csv`: the same payments give the same bytes.
pub fn payments_csv(payments: &[PaymentRow]) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Writing into memory does not fail.
    let _ = writer.write_record(EXPORT.columns);
    for payment in payments {
        let _ = writer.write_record(payment.fields());
    }
    writer.into_inner().unwrap_or_default()
}

/// The same as a workbook, every cell a text, so that no account number loses its last digits.
pub fn payments_xlsx(payments: &[PaymentRow]) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (column, name) in (0..).zip(EXPORT.columns) {
        sheet.write_string(0, column, *name)?;
    }
    for (row, payment) in (1..).zip(payments) {
        for (column, field) in (0..).zip(payment.fields()) {
            sheet.write_string(row, column, field)?;
        }
    }
    workbook.save_to_buffer()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_has_the_columns_of_the_folder_run_and_quotes_what_needs_it() {
        let dealer = DealerCode::new("D001").unwrap();
        let payment = PaymentRow {
            period: "2026-03".parse().unwrap(),
            dealer: &dealer,
            account_name: "Wang, Li",
            bank_name: "ICBC",
            bank_account: "6222000000000000001",
            amount: Money::from_fen(1_234_05),
            reference: "D001-2026-03-2",
            due_on: None,
        };
        let csv = String::from_utf8(payments_csv(&[payment])).unwrap();
        let header = "period,dealer_code,account_name,bank_name,bank_account,amount,currency,reference,due_on";
        let row = "2026-03,D001,\"Wang, Li\",ICBC,6222000000000000001,1234.05,CNY,D001-2026-03-2,";
        assert_eq!(csv, format!("{header}\n{row}\n"));
        assert!(payments_xlsx(&[payment]).unwrap().starts_with(b"PK"));
    }
}
