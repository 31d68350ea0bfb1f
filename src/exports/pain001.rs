//! `pain.001.001.09.xml`: the batch as ISO 20022 has it, CustomerCreditTransferInitiationV09.
//!
//! A `PmtInf` for each day of execution. Addresses have only what is known: a dealer's region, what is set of the payer's.
//! The bank gives back a payment's reference, which is its `EndToEndId`. The format has no field that takes a SHA-256, so
//! that the batch's stands in a comment in front.

use std::collections::BTreeMap;
use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use super::batch::{BatchPaper, PaymentRow};
use crate::calendar::Day;
use crate::money::{CURRENCY, Money};
use crate::texts::Lang;

const NAMESPACE: &str = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09";
/// China's system of clearing codes, as ISO's list of external codes names it.
const CNAPS: &str = "CNAPS";
/// The most letters of a part of an address.
const ADDRESS_PART_LETTERS_MAX: usize = 35;
/// So much of the batch's identifier stands before the day in a `PmtInfId`, which takes 35 letters.
const ID_LETTERS_BEFORE_DAY: usize = 26;

/// The document.
pub fn pain001(paper: &BatchPaper, _lang: Lang) -> io::Result<Vec<u8>> {
    let mut xml = Xml { writer: Writer::new_with_indent(Vec::new(), b' ', 2) };
    xml.event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    xml.event(Event::Comment(BytesText::from_escaped(format!(" batch {} sha256 {} ", paper.id, paper.sha256))))?;
    let root = BytesStart::new("Document").with_attributes([("xmlns", NAMESPACE)]);
    xml.event(Event::Start(root))?;
    xml.inside("CstmrCdtTrfInitn", |xml| {
        header(xml, paper)?;
        for (execution, payments) in by_day(paper) {
            payment_information(xml, paper, execution, &payments)?;
        }
        Ok(())
    })?;
    xml.event(Event::End(BytesEnd::new("Document")))?;
    let mut content = xml.writer.into_inner();
    content.push(b'\n');
    Ok(content)
}

/// No bank executes in the past: what is due before the batch's day, or on no day, is executed on the batch's.
fn by_day<'p>(paper: &'p BatchPaper<'_>) -> BTreeMap<Day, Vec<&'p PaymentRow<'p>>> {
    let mut days: BTreeMap<Day, Vec<&PaymentRow>> = BTreeMap::new();
    for payment in &paper.payments {
        let day = payment.due_on.map_or(paper.made_on, |due_on| due_on.max(paper.made_on));
        days.entry(day).or_default().push(payment);
    }
    days
}

/// The batch's identifier within the 35 letters that ISO gives it.
fn message_id(paper: &BatchPaper) -> String {
    paper.id.replace('-', "").chars().take(35).collect()
}

fn header(xml: &mut Xml, paper: &BatchPaper) -> io::Result<()> {
    xml.inside("GrpHdr", |xml| {
        xml.leaf("MsgId", &message_id(paper))?;
        xml.leaf("CreDtTm", &paper.made_at.format("%Y-%m-%dT%H:%M:%SZ").to_string())?;
        sums(xml, paper.payments.len(), paper.total())?;
        xml.inside("InitgPty", |xml| xml.leaf("Nm", paper.payer.name))
    })
}

fn sums(xml: &mut Xml, count: usize, sum: Money) -> io::Result<()> {
    xml.leaf("NbOfTxs", &count.to_string())?;
    xml.leaf("CtrlSum", &sum.to_string())
}

fn payment_information(xml: &mut Xml, paper: &BatchPaper, execution: Day, payments: &[&PaymentRow]) -> io::Result<()> {
    let debtor = &paper.payer;
    xml.inside("PmtInf", |xml| {
        let id = message_id(paper);
        let tail = id.len().checked_sub(ID_LETTERS_BEFORE_DAY).and_then(|at| id.get(at..)).unwrap_or(&id);
        xml.leaf("PmtInfId", &format!("{tail}-{}", execution.format("%Y%m%d")))?;
        xml.leaf("PmtMtd", "TRF")?;
        // Each payment stands alone on the account, so that the bank answers each.
        xml.leaf("BtchBookg", "false")?;
        sums(xml, payments.len(), payments.iter().map(|payment| payment.amount).sum())?;
        xml.inside("ReqdExctnDt", |xml| xml.leaf("Dt", &execution.to_string()))?;
        xml.inside("Dbtr", |xml| {
            xml.leaf("Nm", debtor.name)?;
            let address = [
                ("StrtNm", debtor.street),
                ("PstCd", debtor.postcode),
                ("TwnNm", debtor.town),
                ("Ctry", debtor.country),
            ];
            postal_address(xml, &address)
        })?;
        xml.inside("DbtrAcct", |xml| {
            account_id(xml, debtor.account)?;
            xml.leaf("Ccy", CURRENCY)
        })?;
        xml.inside("DbtrAgt", |xml| bank(xml, debtor.bank_code, debtor.bank_name))?;
        payments.iter().try_for_each(|payment| transaction(xml, payment))
    })
}

fn transaction(xml: &mut Xml, payment: &PaymentRow) -> io::Result<()> {
    xml.inside("CdtTrfTxInf", |xml| {
        xml.inside("PmtId", |xml| xml.leaf("EndToEndId", payment.reference))?;
        xml.inside("Amt", |xml| {
            let amount = xml.writer.create_element("InstdAmt").with_attribute(("Ccy", CURRENCY));
            amount.write_text_content(BytesText::new(&payment.amount.to_string())).map(drop)
        })?;
        xml.inside("CdtrAgt", |xml| bank(xml, payment.bank_code, payment.bank_name))?;
        xml.inside("Cdtr", |xml| {
            xml.leaf("Nm", payment.account_name)?;
            postal_address(xml, &[("CtrySubDvsn", payment.region)])
        })?;
        xml.inside("CdtrAcct", |xml| account_id(xml, payment.bank_account))?;
        xml.inside("RmtInf", |xml| {
            xml.leaf("Ustrd", payment.reference)?;
            if payment.invoice_no.is_empty() { Ok(()) } else { invoice(xml, payment) }
        })
    })
}

fn invoice(xml: &mut Xml, payment: &PaymentRow) -> io::Result<()> {
    xml.inside("Strd", |xml| {
        xml.inside("RfrdDocInf", |xml| {
            xml.inside("Tp", |xml| xml.inside("CdOrPrtry", |xml| xml.leaf("Cd", "CINV")))?;
            xml.leaf("Nb", payment.invoice_no)?;
            payment.invoiced_on.map_or(Ok(()), |day| xml.leaf("RltdDt", &day.to_string()))
        })
    })
}

/// What is known of an address; no part is cut to fit.
fn postal_address(xml: &mut Xml, parts: &[(&str, &str)]) -> io::Result<()> {
    let fits = |part: &&(&str, &str)| !part.1.is_empty() && part.1.chars().count() <= ADDRESS_PART_LETTERS_MAX;
    let known: Vec<&(&str, &str)> = parts.iter().filter(fits).collect();
    if known.is_empty() {
        return Ok(());
    }
    xml.inside("PstlAdr", |xml| known.iter().try_for_each(|(name, text)| xml.leaf(name, text)))
}

fn account_id(xml: &mut Xml, account: &str) -> io::Result<()> {
    xml.inside("Id", |xml| xml.inside("Othr", |xml| xml.leaf("Id", account)))
}

fn bank(xml: &mut Xml, code: &str, name: &str) -> io::Result<()> {
    xml.inside("FinInstnId", |xml| {
        if !code.is_empty() {
            xml.inside("ClrSysMmbId", |xml| {
                xml.inside("ClrSysId", |xml| xml.leaf("Cd", CNAPS))?;
                xml.leaf("MmbId", code)
            })?;
        }
        if name.is_empty() { Ok(()) } else { xml.leaf("Nm", name) }
    })
}

/// XML as it grows.
struct Xml {
    writer: Writer<Vec<u8>>,
}

impl Xml {
    fn event(&mut self, event: Event) -> io::Result<()> {
        self.writer.write_event(event)
    }

    fn inside(&mut self, name: &str, content: impl FnOnce(&mut Self) -> io::Result<()>) -> io::Result<()> {
        self.event(Event::Start(BytesStart::new(name)))?;
        content(self)?;
        self.event(Event::End(BytesEnd::new(name)))
    }

    fn leaf(&mut self, name: &str, text: &str) -> io::Result<()> {
        self.writer.create_element(name).write_text_content(BytesText::new(text)).map(drop)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::batch::tests::with_paper;
    use super::*;

    fn written(paper: &BatchPaper) -> String {
        String::from_utf8(pain001(paper, Lang::ZhCn).unwrap()).unwrap()
    }

    /// The texts of all elements of a name.
    fn texts<'t>(xml: &'t str, name: &str) -> Vec<&'t str> {
        let open = format!("<{name}>");
        xml.split(open.as_str()).skip(1).filter_map(|rest| rest.split('<').next()).collect()
    }

    #[test]
    fn a_batch_as_iso_20022_has_it() {
        with_paper(&[1_234_05, 10, 99_999_999_99], |paper| insta::assert_snapshot!(written(paper)));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        #[test]
        fn sums_and_counts_are_those_of_the_payments(
            amounts in prop::collection::vec(1..10_000_000_000_i64, 1..40),
        ) {
            let xml = with_paper(&amounts, written);
            let amount = |text: &&str| text.parse::<Money>().unwrap();
            let paid: Vec<&str> = xml.split("<InstdAmt Ccy=\"CNY\">").skip(1).filter_map(|it| it.split('<').next()).collect();
            let total: Money = paid.iter().map(amount).sum();
            prop_assert_eq!(total.fen(), amounts.iter().sum::<i64>());
            let sums: Vec<Money> = texts(&xml, "CtrlSum").iter().map(amount).collect();
            prop_assert_eq!(sums[0], total);
            prop_assert_eq!(sums[1..].iter().copied().sum::<Money>(), total);
            let counts: Vec<usize> = texts(&xml, "NbOfTxs").iter().map(|text| text.parse().unwrap()).collect();
            prop_assert_eq!(counts[0], amounts.len());
            prop_assert_eq!(counts[1..].iter().sum::<usize>(), amounts.len());
            for text in paid {
                prop_assert_eq!(text.rsplit_once('.').unwrap().1.len(), 2);
            }
            let ids = [texts(&xml, "MsgId"), texts(&xml, "PmtInfId"), texts(&xml, "EndToEndId")].concat();
            prop_assert!(ids.iter().all(|id| id.chars().count() <= 35), "{:?}", ids);
        }
    }
}
