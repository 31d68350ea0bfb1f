//! Payment batches and the payments in them.

use actix_web::HttpResponse;
use actix_web::http::header::CONTENT_DISPOSITION;
use actix_web::web::{Json, Path};
use serde::{Deserialize, Serialize};
use validator::Validate;

use super::listing::{Cell, Filter, Item, Page, Paging};
use super::steps::{StatementKey, statement_of};
use super::{Checked, Desk, Problem, Who, on_block, place};
use crate::agreement::codes::DealerCode;
use crate::calendar::{Day, Period};
use crate::exports::{BATCH_DOCUMENTS, BatchDocument};
use crate::money::Money;
use crate::store::payments::{self, Batch, BatchFilter, BatchState, Payment, PaymentState};
use crate::texts::Lang;
use crate::workflow::Error;
use crate::workflow::batch_documents::batch_document;
use crate::workflow::release_payments::{
    Chosen, PaymentFault, PaymentNote, PaymentProblem, Preflight, Released, preflight_payments, release_payments,
};

/// A batch.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct BatchView {
    /// Its identifier.
    pub id: String,
    /// Who made it.
    pub made_by: String,
    /// When, UTC.
    pub made_at: String,
    /// How many payments.
    pub payment_count: i64,
    /// What they come to.
    pub total: String,
    /// Of all that its documents say.
    pub sha256: String,
}

impl From<Batch> for BatchView {
    fn from(batch: Batch) -> Self {
        Self {
            id: batch.id,
            made_by: batch.made_by,
            made_at: batch.made_at.and_utc().to_rfc3339(),
            payment_count: batch.payment_count,
            total: Money::from_fen(batch.total_fen).to_string(),
            sha256: batch.sha256,
        }
    }
}

impl Item for BatchView {
    const COLUMNS: &'static [&'static str] = &["id", "made_by", "made_at", "payment_count", "total", "sha256"];

    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::text(&self.id),
            Cell::text(&self.made_by),
            Cell::text(&self.made_at),
            Cell::Count(self.payment_count),
            Cell::Amount(self.total.parse().unwrap_or_default()),
            Cell::text(&self.sha256),
        ]
    }

    fn key(&self) -> Vec<String> {
        vec![self.id.clone()]
    }
}

/// A payment.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct PaymentView {
    /// In which batch; empty before it is made.
    pub batch: String,
    /// To whom.
    pub dealer: String,
    /// For which statement.
    pub period: String,
    /// How much.
    pub amount: String,
    /// The account's name.
    pub account_name: String,
    /// Its bank.
    pub bank_name: String,
    /// Its number.
    pub bank_account: String,
    /// What the bank gives back with its answer.
    pub reference: String,
    /// By when.
    #[schema(value_type = Option<String>)]
    pub due_on: Option<Day>,
    /// What became of it.
    pub state: PaymentState,
    /// The bank's word where it refused.
    pub result: String,
    /// The dealer's invoice; may be empty.
    pub invoice_no: String,
    /// The invoice's day.
    #[schema(value_type = Option<String>)]
    pub invoiced_on: Option<Day>,
}

impl From<Payment> for PaymentView {
    fn from(payment: Payment) -> Self {
        Self {
            batch: payment.batch,
            dealer: payment.dealer.to_string(),
            period: payment.period.to_string(),
            amount: payment.amount.to_string(),
            account_name: payment.account_name,
            bank_name: payment.bank_name,
            bank_account: payment.bank_account,
            reference: payment.reference,
            due_on: payment.due_on,
            state: payment.state,
            result: payment.result,
            invoice_no: payment.invoice_no,
            invoiced_on: payment.invoiced_on,
        }
    }
}

/// A batch with its payments.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct WholeBatch {
    /// The batch; none where nothing is to be wired.
    pub batch: Option<BatchView>,
    /// Its payments.
    pub payments: Vec<PaymentView>,
    /// Statements that pay nothing and were released with it.
    pub without_payment: Vec<StatementKey>,
    /// The names of its documents.
    pub documents: Vec<&'static str>,
}

impl From<Released> for WholeBatch {
    fn from(released: Released) -> Self {
        let documents = if released.batch.is_some() { BATCH_DOCUMENTS } else { &[] };
        Self {
            documents: documents.iter().map(|document| document.file).collect(),
            batch: released.batch.map(BatchView::from),
            payments: released.payments.into_iter().map(PaymentView::from).collect(),
            without_payment: released.without_payment.iter().map(StatementKey::of).collect(),
        }
    }
}

/// Which statements go into the batch.
#[derive(Debug, Default, Deserialize, Validate, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct NewBatch {
    /// These; all that can be paid, where it is not there.
    #[validate(length(max = 10_000), nested)]
    pub statements: Option<Vec<StatementKey>>,
    /// Of all that can be paid only what is due by this day.
    #[schema(value_type = Option<String>)]
    pub due_by: Option<Day>,
    /// Of all that can be paid not these.
    #[validate(length(max = 10_000), nested)]
    pub except: Vec<StatementKey>,
}

impl NewBatch {
    fn chosen(&self) -> Result<Chosen, Error> {
        let keys = |keys: &[StatementKey]| -> Result<Vec<_>, Error> {
            keys.iter().map(|key| statement_of(&key.dealer, &key.period)).collect()
        };
        match &self.statements {
            Some(listed) => Ok(Chosen::Listed(keys(listed)?)),
            None => Ok(Chosen::Ready { due_by: self.due_by, except: keys(&self.except)? }),
        }
    }
}

/// Makes a batch and releases its statements, all or none. It rests on the state of each, and on no version: what is approved
/// never changes.
#[utoipa::path(post, path = "/batches", tag = "payments", request_body = NewBatch,
    responses((status = 201, body = WholeBatch), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn make(desk: Desk, who: Who, body: Checked<NewBatch>) -> Result<HttpResponse, Problem> {
    let actor = who.actor.clone();
    let released = on_block(&desk, who.lang, move |office| release_payments(office, &actor, &body.0.chosen()?));
    Ok(HttpResponse::Created().json(WholeBatch::from(released.await?)))
}

/// Which batches.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct BatchesQuery {
    /// That the bank has answered so far.
    pub state: Option<BatchState>,
    /// With a payment to one dealer.
    pub dealer: Option<String>,
}

/// Batches, the latest first.
#[utoipa::path(get, path = "/batches", tag = "payments", params(BatchesQuery, Paging),
    responses((status = 200, body = Page<BatchView>), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn list(desk: Desk, who: Who, query: Filter<BatchesQuery>, paging: Paging) -> Result<HttpResponse, Problem> {
    let (before, limit) = (paging.after::<1>(who.lang)?, paging.fetch());
    let batches = on_block(&desk, who.lang, move |office| {
        let dealer = query.0.dealer.as_deref().map(place::dealer).transpose()?;
        let filter = BatchFilter { state: query.0.state, dealer, ..BatchFilter::default() };
        let after = before.map(|[id]| [id.clone(), id]);
        Ok(office.store.read(|c| payments::batches_where(c, &filter, after, limit))?)
    });
    paging.answer(batches.await?.into_iter().map(BatchView::from).collect(), who.lang).await
}

async fn load(desk: &Desk, who: &Who, id: String) -> Result<(Batch, Vec<Payment>), Problem> {
    on_block(desk, who.lang, move |office| {
        office.store.read(|c| {
            let batch = payments::batch(c, &id)?.ok_or(Error::NotFound)?;
            Ok((batch, payments::of_batch(c, &id)?))
        })
    })
    .await
}

/// A batch with its payments.
#[utoipa::path(get, path = "/batches/{id}", tag = "payments", params(("id" = String, Path)),
    responses((status = 200, body = WholeBatch), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn one(desk: Desk, who: Who, path: Path<String>) -> Result<Json<WholeBatch>, Problem> {
    let (batch, paid) = load(&desk, &who, path.into_inner()).await?;
    Ok(Json(Released { batch: Some(batch), payments: paid, without_payment: Vec::new() }.into()))
}

/// A document of a batch, always the same bytes: payments.csv, payments.xlsx, pain.001.001.09.xml, bank-sheet.xlsx.
#[utoipa::path(get, path = "/batches/{id}/{file}", tag = "payments",
    params(("id" = String, Path), ("file" = String, Path)),
    responses((status = 200, body = Vec<u8>, content_type = "application/octet-stream"),
        (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn document(desk: Desk, who: Who, path: Path<(String, String)>) -> Result<HttpResponse, Problem> {
    let (lang, (id, file)) = (who.lang, path.into_inner());
    let made = on_block(&desk, lang, move |office| {
        let document = BatchDocument::named(&file).ok_or(Error::NotFound)?;
        let content = batch_document(office, &id, document, lang)?;
        Ok((format!("attachment; filename=\"{id}-{}\"", document.file), document.content_type, content))
    });
    let (name, kind, content) = made.await?;
    Ok(HttpResponse::Ok().insert_header((CONTENT_DISPOSITION, name)).content_type(kind).body(content))
}

/// What a batch would be, and what stands against it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct PreflightView {
    /// How many statements can be released, those that pay nothing among them.
    pub statement_count: usize,
    /// Their payments.
    pub payments: Vec<PaymentView>,
    /// What these come to.
    pub total: String,
    /// What keeps the batch from being made; it is made once nothing does.
    pub faults: Vec<Remark>,
    /// What finance should know.
    pub notes: Vec<Remark>,
}

/// A fault or a note, with its place.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Remark {
    /// Whose statement; none where the whole batch is concerned.
    pub dealer: Option<String>,
    /// Of which period.
    pub period: Option<String>,
    /// For programs; stays the same in every language.
    pub code: &'static str,
    /// In words, with the way out.
    pub detail: String,
}

impl Remark {
    fn of(fault: &PaymentFault, lang: Lang) -> Self {
        let (dealer, period) =
            fault.statement.as_ref().map(|(dealer, period)| (dealer.to_string(), period.to_string())).unzip();
        Self { dealer, period, code: code_of(&fault.problem), detail: lang.payment_fault(fault) }
    }

    fn of_note((dealer, period, note): &(DealerCode, Period, PaymentNote), lang: Lang) -> Self {
        let code = match note {
            PaymentNote::Overdue { .. } => "overdue",
            PaymentNote::NoDueDay => "no_due_day",
            PaymentNote::BankCodeMissing => "bank_code_missing",
        };
        let (dealer, period) = (Some(dealer.to_string()), Some(period.to_string()));
        Self { dealer, period, code, detail: lang.payment_note(note) }
    }
}

const fn code_of(problem: &PaymentProblem) -> &'static str {
    match problem {
        PaymentProblem::PayerMissing => "payer_missing",
        PaymentProblem::Unknown => "unknown_statement",
        PaymentProblem::Doubled => "doubled_statement",
        PaymentProblem::Step(_) => "not_releasable",
        PaymentProblem::UnderWay { .. } => "under_way",
        PaymentProblem::AccountMissing => "account_missing",
        PaymentProblem::AccountUnderChange => "account_under_change",
        PaymentProblem::AccountUnfit { .. } => "account_unfit",
        PaymentProblem::PayeeDoubled { .. } => "payee_doubled",
        PaymentProblem::InvoiceMissing => "invoice_missing",
        PaymentProblem::DocumentDiffers { .. } => "document_differs",
    }
}

impl PreflightView {
    fn of(preflight: Preflight, lang: Lang) -> Self {
        let total: Money = preflight.payments.iter().map(|payment| payment.amount).sum();
        Self {
            statement_count: preflight.statement_count,
            total: total.to_string(),
            faults: preflight.faults.iter().map(|fault| Remark::of(fault, lang)).collect(),
            notes: preflight.notes.iter().map(|note| Remark::of_note(note, lang)).collect(),
            payments: preflight.payments.into_iter().map(PaymentView::from).collect(),
        }
    }
}

/// Looks what a batch would be and what stands against it, all at once; changes nothing.
#[utoipa::path(post, path = "/batches/preflight", tag = "payments", request_body = NewBatch,
    responses((status = 200, body = PreflightView), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn preflight(desk: Desk, who: Who, body: Checked<NewBatch>) -> Result<Json<PreflightView>, Problem> {
    let actor = who.actor.clone();
    let looked = on_block(&desk, who.lang, move |office| preflight_payments(office, &actor, &body.0.chosen()?));
    Ok(Json(PreflightView::of(looked.await?, who.lang)))
}
