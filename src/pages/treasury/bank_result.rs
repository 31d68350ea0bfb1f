//! `/payments/{reference}/bank-result`: one answer of the bank, by hand.

use actix_web::web::Path;
use askama::Template;
use serde::Deserialize;

use super::places;
use crate::pages::form::{Faults, Field, Posted};
use crate::pages::{Answer, Failure, Flash, Page, html, unprocessable};
use crate::store::payments::{self, Payment, PaymentState};
use crate::web::Desk;
use crate::workflow::import_bank_result::{BankAnswer, record_bank_result};
use crate::workflow::{Error, REASON_LETTERS_MAX, Refusal};

#[derive(Template)]
#[template(path = "treasury/bank_result.html")]
struct BankResultPage {
    page: Page,
    payment: PaymentFacts,
    code_first: String,
    whole: String,
    answer: Field,
    paid_on: Field,
    reason: Field,
}

/// Which payment.
struct PaymentFacts {
    path: String,
    dealer: String,
    account: String,
    amount: String,
    capitals: String,
    is_paid: bool,
}

/// What is posted.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AnswerForm {
    answer: String,
    paid_on: String,
    reason: String,
}

async fn payment_of(desk: &Desk, page: &Page, reference: String) -> Result<Payment, Failure> {
    page.ask(desk, move |office| office.store.read(|c| payments::of_reference(c, &reference)?.ok_or(Error::NotFound)))
        .await
}

fn drawn(desk: &Desk, page: Page, payment: &Payment, form: &AnswerForm, faults: &Faults) -> BankResultPage {
    let title = page.t_with("bank-result-title", &[&payment.reference]);
    let path = places::payment(&payment.reference);
    let page = page.named(title).below("batches-title", "/batches").below_named(&payment.reference, path.clone());
    let is_paid = payment.state == PaymentState::Paid;
    let choice = |word: &str, key: &str| (word.to_owned(), page.t(key));
    let refused = choice("refused", if is_paid { "bank-result-answer-returned" } else { "bank-result-answer-refused" });
    let choices = if is_paid { vec![refused] } else { vec![choice("paid", "bank-result-answer-paid"), refused] };
    let paid_on = if form.paid_on.is_empty() { page.today.to_string() } else { form.paid_on.clone() };
    BankResultPage {
        payment: PaymentFacts {
            path,
            dealer: page.statement_name(&payment.dealer, payment.period),
            account: format!("{} · {} · {}", payment.account_name, payment.bank_account, payment.bank_name),
            amount: page.money(payment.amount),
            capitals: page.in_capitals(payment.amount),
            is_paid,
        },
        code_first: page.code_first(desk),
        whole: faults.at("").to_owned(),
        answer: Field::new(&page, "answer", "bank-result-answer", faults).options(choices).value(&form.answer),
        paid_on: Field::new(&page, "paid_on", "bank-result-paid-on", faults).kind("date").value(paid_on).optional(),
        reason: Field::new(&page, "reason", "bank-result-reason", faults)
            .kind("textarea")
            .value(&form.reason)
            .hint(page.t("bank-result-reason-hint"))
            .optional(),
        page,
    }
}

/// The form.
pub async fn show(desk: Desk, page: Page, reference: Path<String>) -> Answer {
    let payment = payment_of(&desk, &page, reference.into_inner()).await?;
    html(&drawn(&desk, page, &payment, &AnswerForm::default(), &Faults::none()))
}

/// What the bank answered, or what is wrong at which field.
fn answer_of(page: &Page, form: &AnswerForm) -> Result<BankAnswer, Faults> {
    match form.answer.as_str() {
        "paid" => match form.paid_on.as_str() {
            "" => Ok(BankAnswer::Paid { on: None }),
            day => day
                .parse()
                .map(|day| BankAnswer::Paid { on: Some(day) })
                .map_err(|_| Faults::none().with("paid_on", page.t("bank-result-no-day"))),
        },
        "refused" if form.reason.chars().count() <= REASON_LETTERS_MAX => {
            Ok(BankAnswer::Refused { reason: form.reason.clone() })
        }
        "refused" => Err(Faults::none().with("reason", page.t("bank-result-reason-long"))),
        _ => Err(Faults::none().with("answer", page.t("bank-result-no-answer"))),
    }
}

/// Records the answer.
pub async fn take(desk: Desk, page: Page, reference: Path<String>, form: Posted<AnswerForm>) -> Answer {
    let payment = payment_of(&desk, &page, reference.into_inner()).await?;
    let answer = match answer_of(&page, &form.0) {
        Ok(answer) => answer,
        Err(faults) => return unprocessable(&drawn(&desk, page, &payment, &form.0, &faults)),
    };
    let (actor, dealer, period) = (page.caller()?.actor, payment.dealer.clone(), payment.period);
    let recorded =
        page.ask(&desk, move |office| Ok(record_bank_result(office, &actor, &dealer, period, &answer))).await?;
    match recorded {
        Ok(outcome) => {
            Ok(page.see(&places::payment(&payment.reference), Flash::done(page.lang.bank_outcome(&outcome))))
        }
        Err(error @ Error::Refused(Refusal::ReasonMissing)) => {
            let faults = Faults::none().with("reason", page.why(&error));
            unprocessable(&drawn(&desk, page, &payment, &form.0, &faults))
        }
        Err(error @ (Error::Refused(_) | Error::Step(_))) => {
            let faults = Faults::whole(page.why(&error));
            unprocessable(&drawn(&desk, page, &payment, &form.0, &faults))
        }
        Err(error) => Err(page.failure(&error)),
    }
}
