//! The evidence binder: one zip of everything that decided a statement, with a hash of each file, the computation as a text,
//! and the inputs from which `verify_binder` repeats it without a database.
//!
//! The inputs of a confirmed statement are those that were kept with its confirmation, and the audit trail names their
//! hash. Files with customers' data are in the binder of those who need such data (the dealer's own clerk and the
//! after-sales centre); for everybody else the manifest has their hashes alone, and everything else is the same.

mod people;
mod zip;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::export_months::Stored;
use super::{Error, Office, StatementRefusal, only, read_paper, settle_dealer};
use crate::agreement::codes::DealerCode;
use crate::agreement::evidence::{Inputs, Outcome};
use crate::auth::{Actor, Role};
use crate::calendar::Period;
use crate::exports::computation;
use crate::reports::{self, Document, Format};
use crate::store::audit::{self, AuditRow, Entry, TrailFilter};
use crate::store::disputes::{self, Dispute};
use crate::store::files::{self, sha256};
use crate::store::months::{self, Month};
use crate::store::uploads::{self, UploadState};
use crate::store::{Db, registers};
use crate::texts::Lang;

/// The list of the files with their hashes.
pub const MANIFEST: &str = "manifest.json";
/// The longest that it may be.
pub const MANIFEST_BYTES_MAX: u64 = 16 << 20;
/// What the month was decided by.
pub const INPUTS: &str = "inputs.json";
/// What it came to.
pub const OUTCOME: &str = "outcome.json";
/// The entries of the audit trail about it.
pub const AUDIT: &str = "audit.json";
/// How it was computed, for people.
pub const COMPUTATIONS: [(&str, Lang); 2] = [("computation.zh-CN.txt", Lang::ZhCn), ("computation.en.txt", Lang::En)];
/// What the manifest says it is.
const FORMAT: &str = "sanbao-evidence-1";
/// Who may have a binder; a clerk the own dealer's, once its statement is confirmed.
const READERS: &[Role] = &[Role::DealerClerk, Role::Reviewer, Role::SalesManager, Role::Finance, Role::Administrator];

/// The list of a binder's files.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Which kind of binder.
    pub format: String,
    /// Whose statement.
    pub dealer: String,
    /// Of which period.
    pub period: String,
    /// The dispute that it is about, where it is about one.
    pub dispute: Option<String>,
    /// The hash of the inputs that were kept with the confirmation; none for a draft.
    pub confirmed_inputs_sha256: Option<String>,
    /// The files in it.
    pub files: Vec<Listed>,
    /// Files with customers' data that were left out.
    pub withheld: Vec<Listed>,
}

/// A file by its hash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Listed {
    /// Its name.
    pub name: String,
    /// Of its content.
    pub sha256: String,
}

/// An entry of the audit trail as a binder has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrailEntry {
    seq: i64,
    at: crate::calendar::Moment,
    person: String,
    action: String,
    dealer: String,
    object: String,
    facts: String,
    previous_sha256: String,
    sha256: String,
}

impl TrailEntry {
    fn of(row: AuditRow) -> Self {
        let AuditRow { seq, at, person, action, dealer, object, facts, previous_sha256, sha256 } = row;
        Self { seq, at, person, action, dealer, object, facts, previous_sha256, sha256 }
    }

    /// As it is kept.
    pub fn row(&self) -> AuditRow {
        let Self { seq, at, person, action, dealer, object, facts, previous_sha256, sha256 } = self.clone();
        AuditRow { seq, at, person, action, dealer, object, facts, previous_sha256, sha256 }
    }

    /// The hash of the inputs that a confirmation was of.
    pub fn confirmed_inputs(&self) -> Option<String> {
        if self.action != "statement.confirm" {
            return None;
        }
        let facts: serde_json::Value = serde_json::from_str(&self.facts).ok()?;
        Some(facts.get(CONFIRMED_INPUTS)?.as_str()?.to_owned())
    }
}

/// The name of that hash among the facts of a confirmation.
pub(super) const CONFIRMED_INPUTS: &str = "inputs_sha256";

/// Inputs as they are kept and bound.
pub(super) fn written(inputs: &Inputs) -> Result<Vec<u8>, Error> {
    as_json(inputs)
}

/// Binds the evidence of a statement.
pub fn bind_statement(office: &Office, actor: &Actor, dealer: &DealerCode, period: Period) -> Result<Vec<u8>, Error> {
    may_bind(actor, dealer)?;
    office.store.write(|c| {
        let month = months::load(c, dealer, period)?.ok_or(Error::NotFound)?;
        // A draft's inputs have the seed, which a dealer learns with the statement (agreement 6.2).
        if actor.role == Role::DealerClerk && !month.is_frozen() {
            return Err(StatementRefusal::StillOpen.into());
        }
        let bytes = bind(c, office, actor, &month, None)?;
        record(office, c, actor, dealer, &format!("statement {dealer} {period}"))?;
        Ok(bytes)
    })
}

/// Binds the evidence of a dispute: of its statement, with what was said and attached.
pub fn bind_dispute(office: &Office, actor: &Actor, dealer: &DealerCode, id: &str) -> Result<Vec<u8>, Error> {
    may_bind(actor, dealer)?;
    office.store.write(|c| {
        let dispute = disputes::load(c, dealer, id)?.ok_or(Error::NotFound)?;
        let month = months::load(c, dealer, dispute.period)?.ok_or(Error::NotFound)?;
        let bytes = bind(c, office, actor, &month, Some(&dispute))?;
        record(office, c, actor, dealer, &format!("dispute {dealer} {id}"))?;
        Ok(bytes)
    })
}

fn may_bind(actor: &Actor, dealer: &DealerCode) -> Result<(), Error> {
    if actor.sees(dealer) { only(actor, READERS) } else { Err(Error::NotFound) }
}

/// Records who was given what. Its object is none of those that a binder holds, so that the next binder is the same.
fn record(office: &Office, c: &mut Db, actor: &Actor, dealer: &DealerCode, of: &str) -> Result<(), Error> {
    let (at, object, facts) = (office.clock.now(), format!("binder of {of}"), json!({}));
    let (person, dealer) = (actor.login.as_str(), dealer.as_str());
    Ok(audit::append(c, &Entry { at, person, action: "binder.fetch", dealer, object: &object, facts })?)
}

/// The files of a binder while they are gathered.
#[derive(Default)]
struct Binder {
    files: BTreeMap<String, Vec<u8>>,
    withheld: BTreeMap<String, String>,
}

fn bind(
    c: &mut Db,
    office: &Office,
    actor: &Actor,
    month: &Month,
    dispute: Option<&Dispute>,
) -> Result<Vec<u8>, Error> {
    let (dealer, period) = (&month.dealer, month.period);
    let trail = trail(c, month, dispute)?;
    let confirmed = trail.iter().rev().find_map(TrailEntry::confirmed_inputs).filter(|_| month.is_frozen());
    let inputs = match &confirmed {
        Some(name) => files::get(c, name)?.ok_or(Error::NotFound)?,
        None => written(&settle_dealer::inputs(c, office, dealer, period)?)?,
    };
    let read: Inputs = serde_json::from_slice(&inputs).map_err(std::io::Error::other)?;
    let known = registers::dealer(c, dealer)?.ok_or(Error::NotFound)?;
    let stored = Stored::load(c, &known, period, office.clock.today())?.ok_or(Error::NotFound)?;
    let outcome = Outcome::of(&stored.decided, stored.statement.as_ref());
    let mut binder = Binder::default();
    for (name, lang) in COMPUTATIONS {
        binder.files.insert(name.to_owned(), computation(&read, &outcome, lang).into_bytes());
    }
    if month.state.is_some() {
        let facts = read_paper::load(c, dealer, period, office.clock.today())?;
        for lang in [Lang::ZhCn, Lang::En] {
            binder.files.insert(
                format!("statement.{}.pdf", lang.tag()),
                pdf(office, &reports::statement::document(&facts, lang))?,
            );
            if let Some(notice) = reports::penalty_notice::document(&facts, lang) {
                binder.files.insert(format!("penalty-notice.{}.pdf", lang.tag()), pdf(office, &notice)?);
            }
        }
    }
    binder.files.insert(INPUTS.to_owned(), inputs);
    binder.files.insert(OUTCOME.to_owned(), as_json(&outcome)?);
    let is_clerk = actor.role == Role::DealerClerk;
    binder.files.insert("people.json".to_owned(), as_json(&people::people(c, month, is_clerk)?)?);
    binder.files.insert("filed.json".to_owned(), as_json(&people::filed(c, dealer, period)?)?);
    if !is_clerk {
        binder.files.insert(AUDIT.to_owned(), as_json(&trail)?);
    }
    let is_close = matches!(actor.role, Role::DealerClerk | Role::Reviewer);
    for (name, sha256) in papers(c, month, dispute)? {
        if is_close {
            let content = files::get(c, &sha256)?.ok_or(Error::NotFound)?;
            binder.files.insert(name, content);
        } else {
            binder.withheld.insert(name, sha256);
        }
    }
    if let Some(dispute) = dispute {
        binder.files.insert("dispute.json".to_owned(), as_json(&people::dispute(dispute))?);
    }
    let manifest = Manifest {
        format: FORMAT.to_owned(),
        dealer: dealer.to_string(),
        period: period.to_string(),
        dispute: dispute.map(|dispute| dispute.id.clone()),
        confirmed_inputs_sha256: confirmed,
        files: binder.files.iter().map(|(name, content)| listed(name, sha256(content))).collect(),
        withheld: binder.withheld.iter().map(|(name, sha256)| listed(name, sha256.clone())).collect(),
    };
    binder.files.insert(MANIFEST.to_owned(), as_json(&manifest)?);
    Ok(zip::zipped(&binder.files)?)
}

fn pdf(office: &Office, document: &Document) -> Result<Vec<u8>, Error> {
    Ok(Format::Pdf.draw(document, &office.typeface).map_err(std::io::Error::other)?)
}

fn listed(name: &str, sha256: String) -> Listed {
    Listed { name: name.to_owned(), sha256 }
}

/// Lines that a person can read, and that are the same each time.
fn as_json(value: &impl Serialize) -> Result<Vec<u8>, Error> {
    let mut bytes = serde_json::to_vec_pretty(value).map_err(std::io::Error::other)?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// The entries about the statement, and about the dispute, the first one first.
fn trail(c: &mut Db, month: &Month, dispute: Option<&Dispute>) -> Result<Vec<TrailEntry>, Error> {
    let mut objects = vec![format!("statement {} {}", month.dealer, month.period)];
    objects.extend(dispute.map(|dispute| format!("dispute {} {}", dispute.dealer, dispute.id)));
    let mut rows = Vec::new();
    for object in &objects {
        let dealer = Some(month.dealer.as_str());
        rows.extend(audit::list(c, &TrailFilter { dealer, object: Some(object), ..TrailFilter::default() }, i64::MAX)?);
    }
    rows.sort_by_key(|row| row.seq);
    Ok(rows.into_iter().map(TrailEntry::of).collect())
}

/// The sheets that were filed and what was attached, by the names that they have in the binder.
fn papers(c: &mut Db, month: &Month, dispute: Option<&Dispute>) -> Result<Vec<(String, String)>, Error> {
    let filter = uploads::Filter {
        dealer: Some(month.dealer.clone()),
        period: Some(month.period),
        state: Some(UploadState::Filed),
        ..uploads::Filter::default()
    };
    let mut found: Vec<(String, String)> = Vec::new();
    for upload in uploads::list(c, &filter, &uploads::Order::default(), i64::MAX)? {
        found.push((format!("originals/{}{}", upload.id, ending(&upload.file_name)), upload.file_sha256));
    }
    if let Some(dispute) = dispute {
        for attached in disputes::attached(c, &dispute.dealer, &dispute.id)? {
            let name = format!("attachments/{}{}", attached.seq, ending(&attached.file_name));
            found.push((name, attached.file_sha256));
        }
    }
    Ok(found)
}

/// How a file's name ends, where that is plain; the rest of it is the dealer's word and only in the lists.
fn ending(file_name: &str) -> String {
    let ending = file_name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
    let is_plain = (1..=5).contains(&ending.len()) && ending.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if is_plain { format!(".{ending}") } else { String::new() }
}
