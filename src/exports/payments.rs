//! `payments.csv`: what finance wires to the account on file (agreement 7.2), where anything is payable. Of a payment that
//! is in a batch it says what the batch keeps, whatever account the dealer has by now.

use std::io;

use super::batch::{BatchPaper, day};
use super::{Export, Rows, SettledMonth};
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
    if let Some(payment) = &month.payment {
        rows.text(payment.account_name)?;
        rows.text(payment.bank_name)?;
        rows.text(payment.bank_account)?;
        rows.field(payment.amount)?;
        rows.text(CURRENCY)?;
        rows.text(payment.reference)?;
        rows.optional(payment.due_on)?;
    } else {
        rows.optional(dealer.account_name.as_ref())?;
        rows.optional(dealer.bank_name.as_ref())?;
        rows.optional(dealer.bank_account.as_ref())?;
        rows.field(statement.payable)?;
        rows.text(CURRENCY)?;
        rows.field(format_args!("{}-{}", dealer.code, month.period))?;
        rows.optional(statement.payment_due_on)?;
    }
    rows.end()
}

/// What the batch's file says beside the columns of the folder run's.
const BATCH_COLUMNS: [&str; 8] =
    ["dealer_name", "bank_code", "capitals", "invoice_no", "invoiced_on", "batch", "batch_total", "batch_sha256"];

/// `payments.csv` of a batch: the columns of the folder run's file, and behind them what the bank and the books need.
pub fn batch_csv(paper: &BatchPaper, _lang: Lang) -> io::Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(EXPORT.columns.iter().chain(&BATCH_COLUMNS))?;
    let total = paper.total().to_string();
    for payment in &paper.payments {
        writer.write_record([
            payment.period.to_string().as_str(),
            payment.dealer.as_str(),
            payment.account_name,
            payment.bank_name,
            payment.bank_account,
            &payment.amount.to_string(),
            CURRENCY,
            payment.reference,
            &day(payment.due_on),
            payment.dealer_name,
            payment.bank_code,
            &payment.amount.capitals(),
            payment.invoice_no,
            &day(payment.invoiced_on),
            paper.id,
            &total,
            paper.sha256,
        ])?;
    }
    writer.into_inner().map_err(|error| io::Error::other(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::super::batch::tests::with_paper;
    use super::*;

    #[test]
    fn a_batch_begins_with_the_columns_of_the_folder_run() {
        with_paper(&[1_234_05, 10, 99_999_999_99], |paper| {
            let csv = String::from_utf8(batch_csv(paper, Lang::ZhCn).unwrap()).unwrap();
            let header = "period,dealer_code,account_name,bank_name,bank_account,amount,currency,reference,due_on,";
            assert!(csv.starts_with(header), "{csv}");
            insta::assert_snapshot!(csv);
        });
    }
}
