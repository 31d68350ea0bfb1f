//! The documents of a payment batch, from what is stored: the same batch gives the same bytes.

use std::path::{Path, PathBuf};

use super::{Error, Office};
use crate::clock::business_day;
use crate::exports::{BATCH_DOCUMENTS, BatchDocument, BatchPaper, PayerRow, PaymentRow};
use crate::money::Money;
use crate::store::files::sha256;
use crate::store::payment_terms::Payer;
use crate::store::payments::{self, Batch, Payment};
use crate::texts::Lang;

/// A document of a batch.
pub fn batch_document(office: &Office, id: &str, document: &BatchDocument, lang: Lang) -> Result<Vec<u8>, Error> {
    let (batch, paid) = load(office, id)?;
    let payer = Payer::of_json(&batch.payer)?;
    Ok(document.of(&paper(&batch, &payer, &paid), lang)?)
}

/// Writes every document of a batch into a folder; gives their paths.
pub fn write_documents(office: &Office, id: &str, lang: Lang, out: &Path) -> Result<Vec<PathBuf>, Error> {
    let content = |document: &BatchDocument| Ok((out.join(document.file), batch_document(office, id, document, lang)?));
    let made = BATCH_DOCUMENTS.iter().map(content).collect::<Result<Vec<_>, Error>>()?;
    std::fs::create_dir_all(out)?;
    for (path, content) in &made {
        std::fs::write(path, content)?;
    }
    Ok(made.into_iter().map(|(path, _)| path).collect())
}

/// A batch as it is looked at.
#[derive(Clone, Debug)]
pub struct LookedAt {
    /// The batch.
    pub batch: Batch,
    /// Who paid, as it stood.
    pub payer: Payer,
    /// Its payments, by dealer and period.
    pub payments: Vec<Payment>,
    /// Whether count, sum and hash are those that were noted when it was made.
    pub is_whole: bool,
    /// Its documents.
    pub documents: Vec<MadeDocument>,
}

/// A document as it was just made.
#[derive(Clone, Debug)]
pub struct MadeDocument {
    /// Its name.
    pub file: &'static str,
    /// How long it is.
    pub bytes: usize,
    /// The hash of its bytes, the same each time.
    pub sha256: String,
}

/// A batch with its payments and documents, and whether it is what was made.
pub fn look_at_batch(office: &Office, id: &str, lang: Lang) -> Result<LookedAt, Error> {
    let (batch, payments) = load(office, id)?;
    let payer = Payer::of_json(&batch.payer)?;
    let shown = paper(&batch, &payer, &payments);
    let made = |document: &BatchDocument| {
        let content = document.of(&shown, lang)?;
        Ok(MadeDocument { file: document.file, bytes: content.len(), sha256: sha256(&content) })
    };
    let documents = BATCH_DOCUMENTS.iter().map(made).collect::<Result<Vec<_>, Error>>()?;
    let is_whole = is_whole(&batch, &payer, &payments);
    Ok(LookedAt { batch, payer, payments, is_whole, documents })
}

/// The documents of a batch that, read back, do not say what the batch says: none, or the batch must not be made.
pub(super) fn untied(batch: &Batch, payer: &Payer, paid: &[Payment]) -> Result<Vec<&'static str>, Error> {
    let shown = paper(batch, payer, paid);
    let mut found = Vec::new();
    for document in BATCH_DOCUMENTS {
        let content = document.of(&shown, Lang::ZhCn)?;
        if !document.ties(&content, &shown) {
            found.push(document.file);
        }
    }
    Ok(found)
}

fn load(office: &Office, id: &str) -> Result<(Batch, Vec<Payment>), Error> {
    office.store.read(|c| {
        let batch = payments::batch(c, id)?.ok_or(Error::NotFound)?;
        Ok((batch, payments::of_batch(c, id)?))
    })
}

/// Whether a batch's count, sum and hash are those of its payments.
pub(super) fn is_whole(batch: &Batch, payer: &Payer, paid: &[Payment]) -> bool {
    let total: Money = paid.iter().map(|payment| payment.amount).sum();
    let count_fits = i64::try_from(paid.len()) == Ok(batch.payment_count);
    count_fits && total.fen() == batch.total_fen && content_sha256(batch, payer, paid) == batch.sha256
}

/// The hash of all that a batch's documents say.
pub(super) fn content_sha256(batch: &Batch, payer: &Payer, paid: &[Payment]) -> String {
    sha256(&paper(batch, payer, paid).content())
}

fn paper<'a>(batch: &'a Batch, payer: &'a Payer, paid: &'a [Payment]) -> BatchPaper<'a> {
    BatchPaper {
        id: &batch.id,
        made_by: &batch.made_by,
        made_at: batch.made_at,
        made_on: business_day(batch.made_at),
        sha256: &batch.sha256,
        payer: PayerRow {
            name: &payer.name,
            account: &payer.account,
            bank_name: &payer.bank_name,
            bank_code: &payer.bank_code,
            street: &payer.street,
            postcode: &payer.postcode,
            town: &payer.town,
            country: &payer.country,
        },
        payments: paid.iter().map(row).collect(),
    }
}

/// A payment as documents show it.
pub(super) fn row(payment: &Payment) -> PaymentRow<'_> {
    PaymentRow {
        period: payment.period,
        dealer: &payment.dealer,
        dealer_name: &payment.dealer_name,
        region: &payment.region,
        account_name: &payment.account_name,
        bank_name: &payment.bank_name,
        bank_code: &payment.bank_code,
        bank_account: &payment.bank_account,
        amount: payment.amount,
        reference: &payment.reference,
        invoice_no: &payment.invoice_no,
        invoiced_on: payment.invoiced_on,
        due_on: payment.due_on,
    }
}
