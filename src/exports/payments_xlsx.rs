//! `payments.xlsx` of a batch, for whoever signs it: the batch and its hash on top, its payments, and the total below.

use std::io;

use rust_xlsxwriter::{Format, Worksheet, XlsxError};

use super::batch::{BatchPaper, PaymentRow, day};
use super::spreadsheet::{failed, finished, workbook_of, write_amount};
use super::tie::{self, Told};
use crate::money::CURRENCY;
use crate::texts::{Lang, PaymentWords};

/// In which column the amounts stand.
const AMOUNT: u16 = 8;
/// In which the references.
const REFERENCE: u16 = 11;
/// How wide each column is, in letters.
const WIDTHS: [u16; 15] = [6, 12, 24, 10, 28, 28, 15, 24, 14, 40, 8, 20, 24, 12, 12];

/// The workbook.
pub fn payments_xlsx(paper: &BatchPaper, lang: Lang) -> io::Result<Vec<u8>> {
    let mut workbook = workbook_of(paper)?;
    fill(workbook.add_worksheet(), paper, &lang.payment_words()).map_err(failed)?;
    finished(workbook)
}

/// What such a workbook says.
pub fn read(content: &[u8]) -> Option<Told> {
    tie::payments_xlsx(content, AMOUNT.into(), REFERENCE.into())
}

fn fill(sheet: &mut Worksheet, paper: &BatchPaper, words: &PaymentWords) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold();
    sheet.set_name(words.sheet)?;
    for (column, width) in (0..).zip(WIDTHS) {
        sheet.set_column_width(column, width)?;
    }
    let made_at = paper.made_at.format("%Y-%m-%d %H:%M:%S UTC").to_string();
    let (debtor, total) = (&paper.payer, paper.total());
    let made = format!("{} {made_at}", paper.made_by);
    let capitals = total.capitals();
    let bank = format!("{} {}", debtor.bank_name, debtor.bank_code);
    let top = [paper.id, paper.sha256, &made, debtor.name, debtor.account, bank.trim_end(), capitals.as_str()];
    let mut row = 0;
    for (label, value) in words.top.iter().zip(top) {
        sheet.write_string_with_format(row, 0, *label, &bold)?;
        sheet.write_string(row, 2, value)?;
        row += 1;
    }
    row += 1;
    for (column, heading) in (0..).zip(words.columns) {
        sheet.write_string_with_format(row, column, heading, &bold)?;
    }
    for (number, payment) in (1..).zip(&paper.payments) {
        row += 1;
        write_payment(sheet, row, number, payment)?;
    }
    row += 1;
    sheet.write_string_with_format(row, 0, words.total, &bold)?;
    sheet.write_number(row, 1, u32::try_from(paper.payments.len()).unwrap_or(u32::MAX))?;
    write_amount(sheet, row, AMOUNT, total)?;
    sheet.write_string(row, AMOUNT + 1, capitals)?;
    sheet.write_string(row, AMOUNT + 2, CURRENCY)?;
    Ok(())
}

/// Every cell but the amount is a text, so that no account number loses its last digits.
fn write_payment(sheet: &mut Worksheet, row: u32, number: u32, payment: &PaymentRow) -> Result<(), XlsxError> {
    let (period, capitals) = (payment.period.to_string(), payment.amount.capitals());
    let (invoiced_on, due_on) = (day(payment.invoiced_on), day(payment.due_on));
    let before = [payment.dealer.as_str(), payment.dealer_name, &period, payment.account_name, payment.bank_name];
    let account = [payment.bank_code, payment.bank_account];
    let after = [&capitals, CURRENCY, payment.reference, payment.invoice_no, &invoiced_on, &due_on];
    sheet.write_number(row, 0, number)?;
    for (column, text) in (1..).zip(before.into_iter().chain(account)) {
        sheet.write_string(row, column, text)?;
    }
    write_amount(sheet, row, AMOUNT, payment.amount)?;
    for (column, text) in (AMOUNT + 1..).zip(after) {
        sheet.write_string(row, column, text)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use calamine::{Data, Reader as _};

    use super::super::batch::tests::{cells, with_paper};
    use super::*;

    #[test]
    fn payments_total_and_hash_stand_in_both_languages() {
        with_paper(&[1_234_05, 10, 99_999_999_99], |paper| {
            insta::assert_snapshot!("payments_xlsx_zh", cells(payments_xlsx(paper, Lang::ZhCn).unwrap()));
            insta::assert_snapshot!("payments_xlsx_en", cells(payments_xlsx(paper, Lang::En).unwrap()));
        });
    }

    #[test]
    fn the_amounts_add_up_to_the_total_that_the_batch_states() {
        with_paper(&[1, 2, 3_10, 1_000_000_000_00], |paper| {
            let content = payments_xlsx(paper, Lang::En).unwrap();
            let mut book: calamine::Xlsx<_> = calamine::open_workbook_from_rs(io::Cursor::new(content)).unwrap();
            let sheet = book.worksheet_range_at(0).unwrap().unwrap();
            let amounts = sheet.rows().filter_map(|row| match row.get(usize::from(AMOUNT)) {
                Some(Data::Float(number)) => Some(format!("{number:.2}").parse().unwrap()),
                _ => None,
            });
            let mut amounts: Vec<crate::money::Money> = amounts.collect();
            let total = amounts.pop().unwrap();
            assert_eq!(amounts.len(), paper.payments.len());
            assert_eq!(amounts.into_iter().sum::<crate::money::Money>(), total);
            assert_eq!(total, paper.total());
        });
    }
}
