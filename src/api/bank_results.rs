//! What the bank made of payments.

use actix_multipart::Multipart;
use actix_web::http::StatusCode;
use actix_web::web::{self, Json, Path};
use serde::{Deserialize, Serialize};
use validator::Validate;

use super::batches::PaymentView;
use super::problem::FieldFault;
use super::received::{FileForm, receive};
use super::steps::statement_of;
use super::{Checked, Desk, Problem, Who, on_block};
use crate::calendar::Day;
use crate::sheets::Limits;
use crate::texts::Lang;
use crate::workflow::import_bank_result::{
    AnsweredRow, BankAnswer, BankImport, RowOutcome, import_bank_result, record_bank_result,
};

/// What a sheet of the bank came to.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ImportView {
    /// Every row.
    pub rows: Vec<RowView>,
    /// The payments of the same batches that the bank has not answered: neither here nor before.
    pub unanswered: Vec<PaymentView>,
}

/// A row of the bank's sheet, and what it came to.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct RowView {
    /// As the spreadsheet numbers it; of camt.054 the transaction's place, from 2 on.
    pub row: u32,
    /// The payment's reference.
    pub reference: String,
    /// What the row says.
    pub amount: String,
    /// What it came to.
    pub outcome: OutcomeView,
}

/// What an answer of the bank came to.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct OutcomeView {
    /// For programs: `paid`, `refused`, `returned`, `already_known`, `unknown_reference`, `amount_differs`, `answered_before`,
    /// `pending`, `not_yours`.
    pub code: &'static str,
    /// In words.
    pub detail: String,
}

impl OutcomeView {
    fn of(outcome: &RowOutcome, lang: Lang) -> Self {
        let code = match outcome {
            RowOutcome::Paid => "paid",
            RowOutcome::Refused => "refused",
            RowOutcome::Returned => "returned",
            RowOutcome::AlreadyKnown => "already_known",
            RowOutcome::UnknownReference => "unknown_reference",
            RowOutcome::AmountDiffers { .. } => "amount_differs",
            RowOutcome::AnsweredBefore { .. } => "answered_before",
            RowOutcome::Pending => "pending",
            RowOutcome::Step(_) => "not_yours",
        };
        Self { code, detail: lang.bank_outcome(outcome) }
    }
}

impl ImportView {
    /// A sheet that cannot be read took no row.
    fn of(import: BankImport, lang: Lang) -> Result<Self, Problem> {
        if !import.faults.is_empty() {
            let faults = import.faults.iter().map(|fault| FieldFault::of(fault, lang)).collect();
            let (status, detail) = (StatusCode::UNPROCESSABLE_ENTITY, lang.bank_sheet_refused(import.faults.len()));
            return Err(Problem::new(status, "bank_sheet_faults", lang, detail).with(faults));
        }
        let row = |row: AnsweredRow| RowView {
            row: row.row,
            amount: row.amount.to_string(),
            outcome: OutcomeView::of(&row.outcome, lang),
            reference: row.reference,
        };
        Ok(Self {
            rows: import.rows.into_iter().map(row).collect(),
            unanswered: import.unanswered.into_iter().map(PaymentView::from).collect(),
        })
    }
}

/// Takes the bank's answers, in the field `file` of a form: a sheet of reference, result, amount, date and reason, or the
/// bank's notification as ISO 20022 camt.054.
#[utoipa::path(post, path = "/bank-results", tag = "payments",
    request_body(content = FileForm, content_type = "multipart/form-data"),
    responses((status = 200, body = ImportView), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn import(desk: Desk, who: Who, form: Multipart) -> Result<Json<ImportView>, Problem> {
    let received = receive(form, Limits::DEALER.file_bytes_max, &[], who.lang).await?;
    let failed = |error: &dyn std::fmt::Display| Problem::internal(&error.to_string(), who.lang);
    let read = web::block(move || std::fs::read(received.file.path())).await;
    let content = read.map_err(|error| failed(&error))?.map_err(|error| failed(&error))?;
    let actor = who.actor.clone();
    let came = on_block(&desk, who.lang, move |office| import_bank_result(office, &actor, &content));
    ImportView::of(came.await?, who.lang).map(Json)
}

/// One answer of the bank.
#[derive(Debug, Deserialize, Validate, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAnswer {
    /// Whether the money went out.
    pub paid: bool,
    /// When.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub paid_on: Option<Day>,
    /// Why it came back.
    #[serde(default)]
    #[validate(length(max = 2000))]
    pub reason: String,
}

/// Takes the bank's answer to a statement's payment.
#[utoipa::path(post, path = "/dealers/{dealer}/statements/{period}/bank-result", tag = "payments",
    params(("dealer" = String, Path), ("period" = String, Path)), request_body = NewAnswer,
    responses((status = 200, body = OutcomeView), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn record(
    desk: Desk,
    who: Who,
    path: Path<(String, String)>,
    body: Checked<NewAnswer>,
) -> Result<Json<OutcomeView>, Problem> {
    let actor = who.actor.clone();
    let outcome = on_block(&desk, who.lang, move |office| {
        let (dealer, period) = statement_of(&path.0, &path.1)?;
        let NewAnswer { paid, paid_on, reason } = body.0;
        let answer = if paid { BankAnswer::Paid { on: paid_on } } else { BankAnswer::Refused { reason } };
        record_bank_result(office, &actor, &dealer, period, &answer)
    });
    Ok(Json(OutcomeView::of(&outcome.await?, who.lang)))
}
