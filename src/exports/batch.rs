//! The documents of a payment batch: `BATCH_DOCUMENTS` lists them, one module a document. The same batch gives the same
//! bytes, and every document carries the batch's hash.

use std::io;

use super::tie::{self, Told};
use super::{bank_sheet, pain001, payments, payments_xlsx};
use crate::agreement::codes::DealerCode;
use crate::calendar::{Day, Moment, Period};
use crate::money::{CURRENCY, Money};
use crate::texts::Lang;

/// A batch as its documents show it.
#[derive(Clone, Debug)]
pub struct BatchPaper<'a> {
    /// Its identifier.
    pub id: &'a str,
    /// Who made it.
    pub made_by: &'a str,
    /// When, UTC.
    pub made_at: Moment,
    /// The same as a day of the business time zone.
    pub made_on: Day,
    /// The SHA-256 of [`BatchPaper::content`].
    pub sha256: &'a str,
    /// Who pays.
    pub payer: PayerRow<'a>,
    /// Its payments, by dealer and period.
    pub payments: Vec<PaymentRow<'a>>,
}

/// Who pays; what is not known is empty.
#[derive(Clone, Copy, Debug, Default)]
pub struct PayerRow<'a> {
    /// The account's name.
    pub name: &'a str,
    /// Its number.
    pub account: &'a str,
    /// Its bank.
    pub bank_name: &'a str,
    /// The bank's CNAPS code.
    pub bank_code: &'a str,
    /// Street and number.
    pub street: &'a str,
    /// The postcode.
    pub postcode: &'a str,
    /// The town.
    pub town: &'a str,
    /// The country in two letters.
    pub country: &'a str,
}

/// A payment of a batch; texts that are not known are empty.
#[derive(Clone, Copy, Debug)]
pub struct PaymentRow<'a> {
    /// For which statement.
    pub period: Period,
    /// To whom.
    pub dealer: &'a DealerCode,
    /// The dealer's name.
    pub dealer_name: &'a str,
    /// The dealer's region.
    pub region: &'a str,
    /// The account's name.
    pub account_name: &'a str,
    /// Its bank.
    pub bank_name: &'a str,
    /// The bank's CNAPS code.
    pub bank_code: &'a str,
    /// Its number.
    pub bank_account: &'a str,
    /// How much.
    pub amount: Money,
    /// What the bank gives back with its answer.
    pub reference: &'a str,
    /// The dealer's invoice.
    pub invoice_no: &'a str,
    /// The invoice's day.
    pub invoiced_on: Option<Day>,
    /// By when.
    pub due_on: Option<Day>,
}

/// A document of a batch.
#[derive(Clone, Copy, Debug)]
pub struct BatchDocument {
    /// Its name.
    pub file: &'static str,
    /// What it is, for whoever fetches it.
    pub content_type: &'static str,
    /// Makes it.
    make: fn(&BatchPaper, Lang) -> io::Result<Vec<u8>>,
    /// Reads it back; none where it cannot be read.
    read: fn(&[u8]) -> Option<Told>,
}

/// The content type of a workbook.
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// Every document of a batch.
pub const BATCH_DOCUMENTS: &[BatchDocument] = &[
    BatchDocument {
        file: "payments.csv",
        content_type: "text/csv; charset=utf-8",
        make: payments::batch_csv,
        read: tie::csv,
    },
    BatchDocument {
        file: "payments.xlsx",
        content_type: XLSX,
        make: payments_xlsx::payments_xlsx,
        read: payments_xlsx::read,
    },
    BatchDocument {
        file: "pain.001.001.09.xml",
        content_type: "application/xml",
        make: pain001::pain001,
        read: tie::pain001,
    },
    BatchDocument { file: "bank-sheet.xlsx", content_type: XLSX, make: bank_sheet::bank_sheet, read: bank_sheet::read },
];

impl BatchDocument {
    /// The document of a name.
    pub fn named(file: &str) -> Option<&'static Self> {
        BATCH_DOCUMENTS.iter().find(|document| document.file == file)
    }

    /// Its content. Only `payments.xlsx` speaks the reader's language.
    pub fn of(&self, paper: &BatchPaper, lang: Lang) -> io::Result<Vec<u8>> {
        (self.make)(paper, lang)
    }

    /// Whether a content that was made of a batch, read back, says what the batch says.
    pub fn ties(&self, content: &[u8], paper: &BatchPaper) -> bool {
        (self.read)(content).is_some_and(|told| told.ties(paper))
    }
}

impl BatchPaper<'_> {
    /// What the payments come to.
    pub fn total(&self) -> Money {
        self.payments.iter().map(|payment| payment.amount).sum()
    }

    /// All that the documents say, in one fixed form: the content of which the batch's hash is made. A record of the
    /// batch, a record of the payer, and a record a payment, as CSV.
    pub fn content(&self) -> Vec<u8> {
        let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
        let payer = &self.payer;
        let made_at = self.made_at.format("%Y-%m-%dT%H:%M:%SZ").to_string();
        let (count, total) = (self.payments.len().to_string(), self.total().to_string());
        // Writing into memory does not fail.
        let _ = writer.write_record(["batch", self.id, self.made_by, &made_at, &count, &total, CURRENCY]);
        let account = [payer.name, payer.account, payer.bank_name, payer.bank_code];
        let address = [payer.street, payer.postcode, payer.town, payer.country];
        let _ = writer.write_record([&["payer"], account.as_slice(), &address].concat());
        for payment in &self.payments {
            let _ = writer.write_record([
                "payment",
                payment.dealer.as_str(),
                payment.dealer_name,
                payment.region,
                &payment.period.to_string(),
                payment.account_name,
                payment.bank_name,
                payment.bank_code,
                payment.bank_account,
                &payment.amount.to_string(),
                payment.reference,
                payment.invoice_no,
                &day(payment.invoiced_on),
                &day(payment.due_on),
            ]);
        }
        writer.into_inner().unwrap_or_default()
    }
}

/// A day as documents write it; nothing where there is none.
pub fn day(day: Option<Day>) -> String {
    day.map(|day| day.to_string()).unwrap_or_default()
}

#[cfg(test)]
pub mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A batch of payments of these amounts, in fen, due by turns on three days.
    pub fn with_paper<T>(amounts: &[i64], look: impl FnOnce(&BatchPaper) -> T) -> T {
        let codes: Vec<DealerCode> =
            (1..=amounts.len()).map(|number| DealerCode::new(&format!("HZ{number:02}")).unwrap()).collect();
        let references: Vec<String> = codes.iter().map(|code| format!("{code}-2026-03")).collect();
        let accounts: Vec<String> = (0..amounts.len()).map(|number| format!("622202{number:013}")).collect();
        let due = ["2026-04-25", "2026-04-02"].map(|day| Some(day.parse().unwrap()));
        let payment = |number: usize| PaymentRow {
            period: "2026-03".parse().unwrap(),
            dealer: &codes[number],
            dealer_name: "杭州西湖电器",
            region: if number == 0 { "浙江" } else { "" },
            account_name: "杭州 <西湖> & \"电器\"",
            bank_name: "中国工商银行杭州分行",
            bank_code: if number == 0 { "102331000018" } else { "" },
            bank_account: &accounts[number],
            amount: Money::from_fen(amounts[number]),
            reference: &references[number],
            invoice_no: if number == 0 { "26332000000012345678" } else { "" },
            invoiced_on: (number == 0).then(|| "2026-04-08".parse().unwrap()),
            due_on: *[due[0], due[1], None].get(number % 3).unwrap(),
        };
        let paper = BatchPaper {
            id: "019aca5a-1f00-7000-8000-0000000000aa",
            made_by: "zhao",
            made_at: "2026-04-10T01:02:03".parse().unwrap(),
            made_on: "2026-04-10".parse().unwrap(),
            sha256: "05440a7e84f695e7dbc6677082f43623cd7393881b76a5e8d648ae21d7d728e3",
            payer: PayerRow {
                name: "三包家电制造有限公司",
                account: "33001616783059000001",
                bank_name: "中国建设银行杭州之江支行",
                bank_code: "105331000001",
                town: "杭州",
                country: "CN",
                ..PayerRow::default()
            },
            payments: (0..amounts.len()).map(payment).collect(),
        };
        look(&paper)
    }

    #[test]
    fn documents_have_names_of_their_own() {
        let mut names: Vec<&str> = BATCH_DOCUMENTS.iter().map(|document| document.file).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), BATCH_DOCUMENTS.len());
        assert!(names.iter().all(|name| BatchDocument::named(name).is_some()));
        assert!(BatchDocument::named("payments.ods").is_none());
    }

    #[test]
    fn the_same_batch_gives_the_same_bytes_and_every_document_names_its_hash() {
        with_paper(&[1_234_05, 10, 99_999_999_99], |paper| {
            for document in BATCH_DOCUMENTS {
                for lang in [Lang::ZhCn, Lang::En] {
                    let content = document.of(paper, lang).unwrap();
                    assert!(content == document.of(paper, lang).unwrap(), "{}", document.file);
                    let text =
                        if content.starts_with(b"PK") { cells(content) } else { String::from_utf8(content).unwrap() };
                    for said in [paper.sha256, "1234.05", "HZ01-2026-03", "622202", "杭州"] {
                        assert!(text.contains(said), "{} says {said}: {text}", document.file);
                    }
                }
            }
        });
    }

    /// All cells of a workbook's first sheet, a line a row.
    pub fn cells(workbook: Vec<u8>) -> String {
        use calamine::Reader as _;
        let mut book: calamine::Xlsx<_> = calamine::open_workbook_from_rs(std::io::Cursor::new(workbook)).unwrap();
        let sheet = book.worksheet_range_at(0).unwrap().unwrap();
        let rows = sheet.rows().map(|row| row.iter().map(ToString::to_string).collect::<Vec<String>>().join(" | "));
        rows.map(|row| row.trim_end_matches([' ', '|']).to_owned() + "\n").collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        #[test]
        fn whatever_is_on_a_document_changes_the_content_that_is_hashed(
            amounts in prop::collection::vec(1..1_000_000_000_000_i64, 1..20), at in 0..20_usize, by in 1..1000_i64,
        ) {
            let before = with_paper(&amounts, |paper| (paper.total(), paper.content()));
            let mut changed = amounts.clone();
            let place = at % changed.len();
            changed[place] += by;
            prop_assert_ne!(before, with_paper(&changed, |paper| (paper.total(), paper.content())));
        }
    }

    type Change = fn(&mut BatchPaper);

    #[test]
    fn every_field_is_hashed() {
        with_paper(&[1_00], |paper| {
            let before = paper.content();
            let changes: [Change; 14] = [
                |paper| paper.id = "other",
                |paper| paper.made_by = "qian",
                |paper| paper.payer.name = "other",
                |paper| paper.payer.account = "1",
                |paper| paper.payer.bank_code = "102331000018",
                |paper| paper.payer.street = "other",
                |paper| paper.payments[0].dealer_name = "other",
                |paper| paper.payments[0].region = "",
                |paper| paper.payments[0].account_name = "other",
                |paper| paper.payments[0].bank_name = "other",
                |paper| paper.payments[0].bank_code = "",
                |paper| paper.payments[0].bank_account = "1",
                |paper| paper.payments[0].invoice_no = "1",
                |paper| paper.payments[0].due_on = None,
            ];
            for (place, change) in changes.into_iter().enumerate() {
                let mut other = paper.clone();
                change(&mut other);
                assert!(other.content() != before, "change {place}");
            }
        });
    }
}
