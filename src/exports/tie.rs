//! Whether the documents of a batch tie to it: each is read back as its receiver reads it, by what did not write it, and
//! says the batch's payments, their sum and their number, to the fen and nothing beyond.
//!
//! Amounts are compared as digits. So a third decimal, or one that a workbook's number lost, is another amount.

use std::io::Cursor;

use calamine::{Data, Reader as _, Xlsx};
use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::Event;

use super::batch::BatchPaper;
use crate::money::Money;

/// What a document says.
#[derive(Debug, Default)]
pub struct Told {
    /// References and amounts.
    payments: Vec<(String, String)>,
    /// Whatever it says that they come to.
    sums: Vec<String>,
    /// Whatever it says that they are in number.
    counts: Vec<String>,
}

impl Told {
    /// Whether this is what the batch says.
    pub fn ties(mut self, paper: &BatchPaper) -> bool {
        let told = |payment: &super::PaymentRow| (payment.reference.to_owned(), digits(payment.amount));
        let mut payments: Vec<(String, String)> = paper.payments.iter().map(told).collect();
        payments.sort_unstable();
        self.payments.sort_unstable();
        let (sum, count) = (digits(paper.total()), paper.payments.len().to_string());
        self.payments == payments
            && self.sums.iter().all(|told| *told == sum)
            && self.counts.iter().all(|told| *told == count)
    }
}

fn digits(amount: Money) -> String {
    plain(&amount.to_string()).to_owned()
}

/// Digits without zeros at the end, as a spreadsheet's number has none.
fn plain(digits: &str) -> &str {
    if digits.contains('.') { digits.trim_end_matches('0').trim_end_matches('.') } else { digits }
}

/// `payments.csv`.
pub fn csv(content: &[u8]) -> Option<Told> {
    let mut reader = csv::Reader::from_reader(content);
    let header = reader.headers().ok()?.clone();
    let place = |name: &str| header.iter().position(|column| column == name);
    let (reference, amount, sum) = (place("reference")?, place("amount")?, place("batch_total")?);
    let mut told = Told::default();
    for record in reader.records() {
        let record = record.ok()?;
        told.payments.push((record.get(reference)?.to_owned(), plain(record.get(amount)?).to_owned()));
        told.sums.push(plain(record.get(sum)?).to_owned());
    }
    Some(told)
}

/// The rows of a workbook that say something.
struct Rows {
    /// Those that begin with 1, 2, …: the payments.
    payments: Vec<Vec<Data>>,
    /// The row below them.
    total: Option<Vec<Data>>,
}

fn rows(content: &[u8]) -> Option<Rows> {
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(content)).ok()?;
    let sheet = book.worksheet_range_at(0)?.ok()?;
    let is_numbered =
        |row: &&[Data], number: usize| row.first().is_some_and(|cell| cell.to_string() == number.to_string());
    let mut below = sheet.rows().skip_while(|row| !is_numbered(row, 1)).peekable();
    let mut payments: Vec<Vec<Data>> = Vec::new();
    while let Some(row) = below.next_if(|row| is_numbered(row, payments.len() + 1)) {
        payments.push(row.to_vec());
    }
    Some(Rows { payments, total: below.next().map(<[Data]>::to_vec) })
}

fn shown(row: &[Data], column: usize) -> Option<String> {
    row.get(column).map(ToString::to_string)
}

/// `payments.xlsx`: amounts are numbers, and the row below the payments has their number and their sum.
pub fn payments_xlsx(content: &[u8], amount: usize, reference: usize) -> Option<Told> {
    let Rows { payments, total } = rows(content)?;
    let total = total?;
    let number = |row: &[Data]| match row.get(amount) {
        Some(Data::Float(number)) => Some(number.to_string()),
        _ => None,
    };
    let mut told = Told { counts: vec![shown(&total, 1)?], sums: vec![number(&total)?], ..Told::default() };
    for row in &payments {
        told.payments.push((shown(row, reference)?, number(row)?));
    }
    Some(told)
}

/// `bank-sheet.xlsx`: amounts are texts.
pub fn bank_sheet(content: &[u8], amount: usize, reference: usize) -> Option<Told> {
    let payments = rows(content)?.payments;
    let told = |row: &Vec<Data>| Some((shown(row, reference)?, plain(&shown(row, amount)?).to_owned()));
    Some(Told { payments: payments.iter().map(told).collect::<Option<_>>()?, ..Told::default() })
}

/// `pain.001.001.09.xml`: the message has number and sum of all, each of its parts those of its own.
pub fn pain001(content: &[u8]) -> Option<Told> {
    let mut reader = Reader::from_str(std::str::from_utf8(content).ok()?);
    let (mut told, mut group, mut text) = (Told::default(), Group::default(), String::new());
    let mut reference = None;
    loop {
        match reader.read_event().ok()? {
            Event::Start(_) => text.clear(),
            Event::Text(more) => text.push_str(&more),
            Event::GeneralRef(entity) => match entity.resolve_char_ref().ok()? {
                Some(letter) => text.push(letter),
                None => text.push_str(resolve_predefined_entity(&entity)?),
            },
            Event::End(end) => match end.local_name().as_ref() {
                "NbOfTxs" => group.count = Some(text.parse::<usize>().ok()?),
                "CtrlSum" => group.sum = Some(plain(&text).to_owned()),
                "GrpHdr" => {
                    told.counts.push(group.count.take()?.to_string());
                    told.sums.push(group.sum.take()?);
                }
                "EndToEndId" => reference = Some(text.clone()),
                "InstdAmt" => {
                    group.amount += text.parse::<Money>().ok()?;
                    group.payments += 1;
                    told.payments.push((reference.take()?, plain(&text).to_owned()));
                }
                "PmtInf" => std::mem::take(&mut group).is_told().then_some(())?,
                _ => {}
            },
            Event::Eof => return Some(told),
            _ => {}
        }
    }
}

/// The payments of one day, and what is said of them.
#[derive(Default)]
struct Group {
    count: Option<usize>,
    sum: Option<String>,
    payments: usize,
    amount: Money,
}

impl Group {
    fn is_told(&self) -> bool {
        self.count == Some(self.payments) && self.sum.as_deref() == Some(digits(self.amount).as_str())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::BATCH_DOCUMENTS;
    use super::super::batch::tests::with_paper;
    use crate::texts::Lang;

    #[test]
    fn a_document_of_another_batch_does_not_tie() {
        with_paper(&[1_234_05, 10, 99_00], |paper| {
            for document in BATCH_DOCUMENTS {
                let content = document.of(paper, Lang::ZhCn).unwrap();
                assert!(document.ties(&content, paper), "{}", document.file);
                for amounts in [&[1_234_05, 10, 99_01][..], &[1_234_05, 10], &[10, 1_234_05, 99_00]] {
                    with_paper(amounts, |other| {
                        assert!(!document.ties(&content, other), "{} {amounts:?}", document.file);
                    });
                }
                assert!(!document.ties(&content[..content.len() / 2], paper), "{}", document.file);
                assert!(!document.ties(b"", paper), "{}", document.file);
            }
        });
    }

    #[test]
    fn a_third_decimal_or_a_sum_that_is_none_does_not_tie() {
        with_paper(&[1_234_05, 10], |paper| {
            for document in BATCH_DOCUMENTS.iter().filter(|document| !document.file.ends_with("xlsx")) {
                let written = String::from_utf8(document.of(paper, Lang::ZhCn).unwrap()).unwrap();
                for (said, instead) in [("1234.05", "1234.051"), ("0.10", "0.1000001"), ("1234.15", "1234.16")] {
                    let forged = written.replacen(said, instead, 1);
                    assert!(forged != written && !document.ties(forged.as_bytes(), paper), "{} {said}", document.file);
                }
            }
        });
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn whatever_the_amounts_the_documents_tie(amounts in prop::collection::vec(1..1_000_000_000_000_i64, 1..12)) {
            with_paper(&amounts, |paper| {
                for document in BATCH_DOCUMENTS {
                    for lang in [Lang::ZhCn, Lang::En] {
                        let content = document.of(paper, lang).unwrap();
                        assert!(document.ties(&content, paper), "{} {amounts:?}", document.file);
                    }
                }
            });
        }
    }
}
