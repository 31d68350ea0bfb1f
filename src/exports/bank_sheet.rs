//! `bank-sheet.xlsx`: the plain sheet for the bank's batch transfer page, whatever bank: a header, a row a payment and
//! nothing else. Chinese, because the bank's people read it; every cell is a text.

use std::io;

use super::batch::BatchPaper;
use super::spreadsheet::{failed, finished, workbook_of};
use super::tie::{self, Told};
use crate::money::CURRENCY;
use crate::texts::{BANK_SHEET, Lang};

/// The workbook.
pub fn bank_sheet(paper: &BatchPaper, _lang: Lang) -> io::Result<Vec<u8>> {
    let mut workbook = workbook_of(paper)?;
    let sheet = workbook.add_worksheet();
    sheet.set_name(BANK_SHEET.sheet).map_err(failed)?;
    for (column, heading) in (0..).zip(BANK_SHEET.columns) {
        sheet.write_string(0, column, heading).map_err(failed)?;
    }
    for (row, payment) in (1..).zip(&paper.payments) {
        let cells = [
            row.to_string(),
            paper.payer.account.to_owned(),
            payment.bank_account.to_owned(),
            payment.account_name.to_owned(),
            payment.bank_name.to_owned(),
            payment.bank_code.to_owned(),
            payment.amount.to_string(),
            CURRENCY.to_owned(),
            format!("{} {}", BANK_SHEET.purpose, payment.period),
            payment.reference.to_owned(),
            paper.sha256.to_owned(),
        ];
        for (column, cell) in (0..).zip(cells) {
            sheet.write_string(row, column, cell).map_err(failed)?;
        }
    }
    finished(workbook)
}

/// What such a workbook says.
pub fn read(content: &[u8]) -> Option<Told> {
    const AMOUNT: usize = 6;
    const REFERENCE: usize = 9;
    tie::bank_sheet(content, AMOUNT, REFERENCE)
}

#[cfg(test)]
mod tests {
    use super::super::batch::tests::{cells, with_paper};
    use super::*;

    #[test]
    fn a_row_a_payment_and_nothing_else() {
        with_paper(&[1_234_05, 10], |paper| {
            insta::assert_snapshot!(cells(bank_sheet(paper, Lang::ZhCn).unwrap()));
        });
    }
}
