//! Enters the dealer's invoice for a statement; another one replaces it until the payment goes out, and every one is kept.

use serde_json::json;

use super::steps::Met;
use super::{Error, Office, StatementRefusal, only};
use crate::agreement::codes::DealerCode;
use crate::agreement::statement::State;
use crate::auth::{Actor, Role};
use crate::calendar::{Day, Period};
use crate::store::invoices::{self, Invoice};
use crate::store::months;
use crate::store::payments::{self, PaymentState};

/// The most letters of an invoice's number, as ISO 20022 takes it.
const NUMBER_LETTERS_MAX: usize = 35;

/// Why an invoice cannot be entered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvoiceRefusal {
    /// The statement is a draft, whose amount may change.
    NotYet,
    /// The payment has gone out.
    UnderWay,
    /// The number is none.
    NumberUnfit,
    /// The invoice cannot be of that day.
    DayUnfit {
        /// The period's first day.
        first: Day,
        /// Today.
        last: Day,
    },
    /// The dealer's invoice of this number is for another statement.
    UsedFor {
        /// Which.
        period: Period,
    },
}

/// Enters an invoice for a confirmed or approved statement; the same again changes nothing.
pub fn enter_invoice(
    office: &Office,
    actor: &Actor,
    dealer: &DealerCode,
    period: Period,
    invoice_no: &str,
    invoiced_on: Day,
) -> Result<Invoice, Error> {
    if !actor.sees(dealer) {
        return Err(Error::NotFound);
    }
    only(actor, &[Role::DealerClerk, Role::Finance])?;
    let refuse = |refusal| Err(Error::from(StatementRefusal::Invoice(refusal)));
    let (now, today) = (office.clock.now(), office.clock.today());
    let invoice_no = invoice_no.trim();
    if !is_number(invoice_no) {
        return refuse(InvoiceRefusal::NumberUnfit);
    }
    if invoiced_on < period.first_day() || invoiced_on > today {
        return refuse(InvoiceRefusal::DayUnfit { first: period.first_day(), last: today });
    }
    office.store.write(|c| {
        let met = Met::load(c, dealer, period, None)?;
        if met.state == State::Draft {
            return refuse(InvoiceRefusal::NotYet);
        }
        let tried = payments::of_statement(c, dealer, period)?;
        let is_live = tried.iter().any(|payment| payment.state != PaymentState::Refused);
        if is_live || met.state == State::Paid || (met.state == State::Released && tried.is_empty()) {
            return refuse(InvoiceRefusal::UnderWay);
        }
        for same in invoices::of_number(c, dealer, invoice_no)? {
            let stands = invoices::of_statement(c, dealer, same.period)?.pop();
            if same.period != period && stands.is_some_and(|stands| stands.invoice_no == invoice_no) {
                return refuse(InvoiceRefusal::UsedFor { period: same.period });
            }
        }
        let before = invoices::of_statement(c, dealer, period)?.pop();
        if let Some(before) = before.as_ref()
            && (before.invoice_no.as_str(), before.invoiced_on) == (invoice_no, invoiced_on)
        {
            return Ok(before.clone());
        }
        let invoice = Invoice {
            dealer: dealer.clone(),
            period,
            seq: before.map_or(1, |before| before.seq + 1),
            invoice_no: invoice_no.to_owned(),
            invoiced_on,
            entered_by: actor.login.clone(),
            entered_at: now,
        };
        invoices::insert(c, &invoice)?;
        let facts = json!({ "invoice_no": invoice_no, "invoiced_on": invoiced_on, "seq": invoice.seq });
        met.record(c, "statement.invoice", actor, facts, now)?;
        Ok(invoice)
    })
}

/// The invoices of a statement, the last one standing.
pub fn invoices_of(office: &Office, dealer: &DealerCode, period: Period) -> Result<Vec<Invoice>, Error> {
    office.store.read(|c| {
        months::load(c, dealer, period)?.and_then(|month| month.state).ok_or(Error::NotFound)?;
        Ok(invoices::of_statement(c, dealer, period)?)
    })
}

fn is_number(invoice_no: &str) -> bool {
    let fits = |letter: char| letter.is_alphanumeric() || letter == '-';
    (1..=NUMBER_LETTERS_MAX).contains(&invoice_no.chars().count()) && invoice_no.chars().all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_as_it_is_printed() {
        for (number, expected) in [
            ("26332000000012345678", true),
            ("033002100204-87654321", true),
            ("浙A123", true),
            ("", false),
            ("12 34", false),
            ("1234567890123456789012345678901234567", false),
            ("=1+1", false),
        ] {
            assert_eq!(is_number(number), expected, "{number}");
        }
    }
}
