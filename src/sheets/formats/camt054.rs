//! The bank's notification as ISO 20022 has it, camt.054 (BankToCustomerDebitCreditNotification), as a sheet of
//! `bank_results`: a row a transaction.
//!
//! Of any version, since what is looked at has kept its names and places: entries, their transactions, references, amounts,
//! directions, statuses and reasons of return. Rows are numbered as the transactions stand in the file, from 2 on, as
//! below a header. A transaction without a reference of ours belongs to no payment.

use std::io::Read;

use super::{Merge, RawValue, RowSink, Sheet, Workbook};
use crate::money::CURRENCY;
use crate::sheets::fault::FileProblem;
use crate::sheets::xml::{Event, Scanner, TextKind, unescape};

/// The columns of `bank_results`.
const HEADER: [&str; 5] = ["reference", "result", "amount", "paid_on", "reason"];
/// What stands where a payment had no reference.
const NOT_PROVIDED: &str = "NOTPROVIDED";
/// More transactions than a bank reports at once.
const TRANSACTIONS_MAX: usize = 200_000;
/// The longest text that ISO 20022 has in what is looked at is of 500 letters.
const TEXT_BYTES_MAX: usize = 4096;
/// More texts than a transaction has reasons.
const REASONS_MAX: usize = 20;

/// Whether the start of a file is that of a notification: its root's namespace says so.
pub fn is_camt054(start: &[u8]) -> bool {
    memchr::memmem::find(start, b"urn:iso:std:iso:20022:tech:xsd:camt.054.001.").is_some()
}

/// A notification.
#[derive(Debug)]
pub struct Camt054 {
    sheets: Vec<Sheet>,
    transactions: Vec<[String; 5]>,
}

impl Camt054 {
    /// Reads all of it.
    pub fn open(file: impl Read) -> Result<Self, FileProblem> {
        let mut scanner = Scanner::of_stream(file)?;
        let mut reading = Reading::default();
        loop {
            match scanner.next_event()? {
                Event::Open(tag) => {
                    let currency = tag.attribute(b"Ccy")?.unwrap_or_default().into_owned();
                    let name = std::str::from_utf8(tag.name).map_err(|_| FileProblem::Damaged)?;
                    let is_empty = tag.is_empty;
                    reading.open(name, currency);
                    if is_empty {
                        reading.close()?;
                    }
                }
                Event::Text(bytes, TextKind::Escaped) => reading.text(&unescape(bytes)?)?,
                Event::Text(bytes, TextKind::Verbatim) => {
                    reading.text(std::str::from_utf8(bytes).map_err(|_| FileProblem::Damaged)?)?;
                }
                Event::Close => reading.close()?,
                Event::End => break,
            }
        }
        let sheets = vec![Sheet { name: String::new(), visible: true }];
        Ok(Self { sheets, transactions: reading.rows })
    }
}

impl Workbook for Camt054 {
    fn sheets(&self) -> &[Sheet] {
        &self.sheets
    }

    fn merges(&mut self, _sheet: usize) -> Result<Vec<Merge>, FileProblem> {
        Ok(Vec::new())
    }

    fn rows(&mut self, _sheet: usize, sink: &mut dyn RowSink) -> Result<(), FileProblem> {
        let header = HEADER.map(str::to_owned);
        for (number, cells) in (1..).zip(std::iter::once(&header).chain(&self.transactions)) {
            if sink.row(number).is_break() {
                break;
            }
            for (column, cell) in (0..).zip(cells).filter(|(_, cell)| !cell.is_empty()) {
                sink.cell(column, RawValue::Text(cell));
            }
        }
        Ok(())
    }
}

/// An amount with its currency.
#[derive(Clone, Debug, Default)]
struct Amount {
    digits: String,
    currency: String,
}

/// What the file says of an entry, and of the transaction in it that is being read.
#[derive(Clone, Debug, Default)]
struct Said {
    reference: String,
    amount: Amount,
    /// `DBIT`: out of the account; `CRDT`: into it.
    direction: String,
    /// Whether it takes back another one.
    is_return: bool,
    /// Codes of reasons, and what is said to them.
    reasons: Vec<String>,
}

/// The document up to where it is read.
#[derive(Debug, Default)]
struct Reading {
    /// The names of the open elements below the entry, each with a slash behind it.
    path: Option<String>,
    /// The text of the innermost element, and its currency.
    text: String,
    currency: String,
    entry: Said,
    /// `BOOK`, `PDNG`, `INFO`, `FUTR`; empty where nothing is said.
    status: String,
    booked_on: String,
    transaction: Said,
    transactions: Vec<Said>,
    rows: Vec<[String; 5]>,
}

impl Reading {
    fn open(&mut self, name: &str, currency: String) {
        self.text.clear();
        self.currency = currency;
        match &mut self.path {
            Some(path) => {
                path.push_str(name);
                path.push('/');
                if path == "NtryDtls/TxDtls/" {
                    self.transaction = Said::default();
                }
            }
            None if name == "Ntry" => {
                self.path = Some(String::new());
                self.entry = Said::default();
                self.transactions.clear();
                self.status.clear();
                self.booked_on.clear();
            }
            None => {}
        }
    }

    fn text(&mut self, text: &str) -> Result<(), FileProblem> {
        // What stands outside of entries is of no interest.
        if self.path.is_some() {
            self.text.push_str(text);
        }
        if self.text.len() > TEXT_BYTES_MAX { Err(FileProblem::Damaged) } else { Ok(()) }
    }

    fn close(&mut self) -> Result<(), FileProblem> {
        let Some(path) = self.path.take() else { return Ok(()) };
        let text = self.text.trim().to_owned();
        self.text.clear();
        if path.is_empty() {
            return self.end_entry();
        }
        self.leaf(&path, text)?;
        let outer = path.trim_end_matches('/').rfind('/').map_or(0, |at| at + 1);
        self.path = Some(path.get(..outer).unwrap_or_default().to_owned());
        Ok(())
    }

    /// Takes what an element below an entry says, at its end.
    fn leaf(&mut self, path: &str, text: String) -> Result<(), FileProblem> {
        if let Some(below) = path.strip_prefix("NtryDtls/TxDtls/") {
            let amount = Amount { digits: text.clone(), currency: std::mem::take(&mut self.currency) };
            let said = &mut self.transaction;
            match below {
                "" => {
                    let transaction = std::mem::take(said);
                    self.transactions.push(transaction);
                    if self.transactions.len() + self.rows.len() > TRANSACTIONS_MAX {
                        return Err(FileProblem::InflatesTooFar);
                    }
                }
                "Refs/EndToEndId/" => said.reference = text,
                "Amt/" => said.amount = amount,
                // The versions before the fourth have the amount here alone.
                "AmtDtls/TxAmt/Amt/" if said.amount.digits.is_empty() => said.amount = amount,
                "CdtDbtInd/" => said.direction = text,
                "RtrInf/" => said.is_return = true,
                "RtrInf/Rsn/Cd/" | "RtrInf/Rsn/Prtry/" | "RtrInf/AddtlInf/" if said.reasons.len() < REASONS_MAX => {
                    said.reasons.push(text);
                }
                _ => {}
            }
            return Ok(());
        }
        match path {
            "Amt/" => self.entry.amount = Amount { digits: text, currency: std::mem::take(&mut self.currency) },
            "CdtDbtInd/" => self.entry.direction = text,
            "RvslInd/" => self.entry.is_return = matches!(text.as_str(), "true" | "1"),
            // From the sixth version on the code stands in an element of its own.
            "Sts/" if !text.is_empty() => self.status = text,
            "Sts/Cd/" | "Sts/Prtry/" => self.status = text,
            "BookgDt/Dt/" | "BookgDt/DtTm/" => self.booked_on = text.chars().take("YYYY-MM-DD".len()).collect(),
            "NtryDtls/Btch/PmtInfId/" => self.entry.reference = text,
            _ => {}
        }
        Ok(())
    }

    fn end_entry(&mut self) -> Result<(), FileProblem> {
        let mut transactions = std::mem::take(&mut self.transactions);
        if transactions.is_empty() {
            transactions.push(self.entry.clone());
        }
        let is_alone = transactions.len() == 1;
        for transaction in transactions {
            let row = self.row(transaction, is_alone);
            self.rows.push(row);
        }
        if self.rows.len() > TRANSACTIONS_MAX { Err(FileProblem::InflatesTooFar) } else { Ok(()) }
    }

    /// A transaction as a row; what it does not say itself, its entry says. An entry's amount is that of all its
    /// transactions.
    fn row(&self, said: Said, is_alone: bool) -> [String; 5] {
        let of_entry = if is_alone { self.entry.amount.clone() } else { Amount::default() };
        let amount = if said.amount.digits.is_empty() { of_entry } else { said.amount };
        let direction = if said.direction.is_empty() { &self.entry.direction } else { &said.direction };
        let came_back = said.is_return || self.entry.is_return || direction == "CRDT";
        let is_booked = self.status.is_empty() || self.status == "BOOK";
        let result = match (is_booked, came_back) {
            (false, _) => "pending",
            (true, true) => "refused",
            (true, false) => "paid",
        };
        let is_ours = amount.currency.is_empty() || amount.currency == CURRENCY;
        // An amount of another currency is no amount that we could take.
        let digits = if is_ours { amount.digits } else { format!("{} {}", amount.currency, amount.digits) };
        let reference = if said.reference.is_empty() { NOT_PROVIDED.to_owned() } else { said.reference };
        [reference, result.to_owned(), digits, self.booked_on.clone(), said.reasons.join(" ")]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn notification(entries: &str) -> String {
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.054.001.08\"><BkToCstmrDbtCdtNtfctn>\
             <GrpHdr><MsgId>1</MsgId></GrpHdr><Ntfctn><Id>1</Id>{entries}</Ntfctn></BkToCstmrDbtCdtNtfctn></Document>"
        )
    }

    fn rows(xml: &str) -> Result<Vec<String>, FileProblem> {
        Ok(Camt054::open(xml.as_bytes())?.transactions.into_iter().map(|row| row.join("|")).collect())
    }

    #[track_caller]
    fn check(entry: &str, expected: &[&str]) {
        let xml = notification(entry);
        assert!(is_camt054(xml.as_bytes()));
        assert_eq!(rows(&xml).unwrap(), expected, "{entry}");
    }

    const HEAD: &str = "<Amt Ccy=\"CNY\">100.00</Amt><CdtDbtInd>DBIT</CdtDbtInd>";
    const BOOKED: &str = "<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-02-20</Dt></BookgDt>";

    fn tx(said: &str) -> String {
        format!("<NtryDtls><TxDtls>{said}</TxDtls></NtryDtls>")
    }

    #[test]
    fn entries_and_their_transactions_become_rows() {
        let reference = "<Refs><EndToEndId>D1-2026-01</EndToEndId></Refs>";
        let single = tx(reference);
        check(&format!("<Ntry>{HEAD}{BOOKED}{single}</Ntry>"), &["D1-2026-01|paid|100.00|2026-02-20|"]);
        // As the second version writes status, amount and time; as a writer with prefixes and CDATA does.
        let old = tx(&format!("{reference}<AmtDtls><TxAmt><Amt Ccy=\"CNY\">60.00</Amt></TxAmt></AmtDtls>"));
        let old = format!("<Ntry>{HEAD}<Sts>BOOK</Sts><BookgDt><DtTm>2026-02-20T10:00:00</DtTm></BookgDt>{old}</Ntry>");
        check(&old, &["D1-2026-01|paid|60.00|2026-02-20|"]);
        let prefixed =
            format!("<c:Ntry>{HEAD}{BOOKED}{single}</c:Ntry>").replace("D1-2026-01<", "<![CDATA[D1-2026-01]]><");
        check(&prefixed, &["D1-2026-01|paid|100.00|2026-02-20|"]);
        // Not booked yet; booked money that came back; a return with its reason.
        let pending = format!("<Ntry>{HEAD}<Sts><Cd>PDNG</Cd></Sts>{single}</Ntry>");
        check(&pending, &["D1-2026-01|pending|100.00||"]);
        let reversed = format!("<Ntry>{HEAD}<RvslInd>true</RvslInd>{BOOKED}{single}</Ntry>");
        check(&reversed, &["D1-2026-01|refused|100.00|2026-02-20|"]);
        let reason = "<RtrInf><Rsn><Cd>AC04</Cd></Rsn><AddtlInf>账户已销户 &amp; 退回</AddtlInf></RtrInf>";
        let returned = tx(&format!("{reference}<CdtDbtInd>CRDT</CdtDbtInd>{reason}"));
        check(
            &format!("<Ntry>{HEAD}{BOOKED}{returned}</Ntry>"),
            &["D1-2026-01|refused|100.00|2026-02-20|AC04 账户已销户 & 退回"],
        );
    }

    #[test]
    fn what_is_not_ours_belongs_to_no_payment() {
        check(&format!("<Ntry>{HEAD}{BOOKED}</Ntry>"), &["NOTPROVIDED|paid|100.00|2026-02-20|"]);
        let batch = "<NtryDtls><Btch><PmtInfId>B-1</PmtInfId></Btch></NtryDtls>";
        check(&format!("<Ntry>{HEAD}{BOOKED}{batch}</Ntry>"), &["B-1|paid|100.00|2026-02-20|"]);
        // Two transactions share an entry, whose amount is neither's.
        let two = "<NtryDtls><TxDtls><Refs><EndToEndId>A</EndToEndId></Refs><Amt Ccy=\"CNY\">40.00</Amt></TxDtls>\
                   <TxDtls><Refs><EndToEndId>B</EndToEndId></Refs></TxDtls></NtryDtls>";
        check(&format!("<Ntry>{HEAD}{BOOKED}{two}</Ntry>"), &["A|paid|40.00|2026-02-20|", "B|paid||2026-02-20|"]);
        let dollars = "<Ntry><Amt Ccy=\"USD\">1.00</Amt><CdtDbtInd>DBIT</CdtDbtInd></Ntry>";
        check(dollars, &["NOTPROVIDED|paid|USD 1.00||"]);
        check("", &[]);
    }

    #[test]
    fn what_is_built_to_harm_is_refused() {
        let entity = notification("<Ntry>&bomb;</Ntry>");
        let doctype = entity.replacen("<Document", "<!DOCTYPE x [<!ENTITY bomb \"x\">]><Document", 1);
        let external = entity.replacen("<Document", "<!DOCTYPE x SYSTEM \"file:///etc/passwd\"><Document", 1);
        let deep = notification(&format!("<Ntry>{}{}</Ntry>", "<a>".repeat(100), "</a>".repeat(100)));
        let long = notification(&format!("<Ntry><AddtlNtryInf>{}</AddtlNtryInf></Ntry>", "x".repeat(5000)));
        let crossed = notification("<Ntry><Amt></Ntry></Amt>");
        let many = notification(&"<Ntry/>".repeat(TRANSACTIONS_MAX + 1));
        let cut = notification("<Ntry>").split_at(150).0.to_owned();
        let latin = notification("").replace("UTF-8", "ISO-8859-1");
        for (xml, expected) in [
            (entity, FileProblem::Damaged),
            (doctype, FileProblem::Damaged),
            (external, FileProblem::Damaged),
            (deep, FileProblem::Damaged),
            (long, FileProblem::Damaged),
            (crossed, FileProblem::Damaged),
            (cut, FileProblem::Damaged),
            (latin, FileProblem::Damaged),
            (many, FileProblem::InflatesTooFar),
        ] {
            assert_eq!(rows(&xml).unwrap_err(), expected, "{}", xml.get(..200).unwrap_or(&xml));
        }
    }
}
