//! Verifying an evidence binder without a database: every file is the one that the manifest names, the audit entries are as
//! they were written, and the rules come to what the binder says, from the inputs in it alone.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;

use super::bind_evidence::{AUDIT, COMPUTATIONS, INPUTS, MANIFEST, MANIFEST_BYTES_MAX, Manifest, OUTCOME, TrailEntry};
use crate::agreement::codes::SlipNo;
use crate::agreement::evidence::{Inputs, LineOutcome, Outcome, SlipOutcome};
use crate::exports::computation;
use crate::money::Money;
use crate::sheets::FileProblem;
use crate::sheets::container::Container;
use crate::store::files::sha256;

/// The most that a binder may inflate to.
const BINDER_BYTES_MAX: u64 = 1 << 30;
/// The most that one file of it may.
const PART_BYTES_MAX: u64 = 256 << 20;

/// Why a file is no binder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// The zip is damaged or lies about itself.
    Container(FileProblem),
    /// Something that every binder has is missing or says nothing that can be read.
    NotABinder {
        /// What.
        part: String,
    },
}

impl From<FileProblem> for Unreadable {
    fn from(problem: FileProblem) -> Self {
        Self::Container(problem)
    }
}

/// One thing that was checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Checked {
    /// A file against its hash.
    File {
        /// Its name.
        name: String,
        /// What is wrong with it.
        fault: Option<FileFault>,
    },
    /// A file that is not in this binder, because it holds customers' data.
    Withheld {
        /// Its name.
        name: String,
    },
    /// An entry of the audit trail against its hash.
    Entry {
        /// Its number.
        seq: i64,
        /// Whether it is as it was written.
        holds: bool,
    },
    /// The inputs against what the audit trail says of the confirmation.
    Inputs {
        /// Whether they are the same; none where no entry says it.
        recorded: Option<bool>,
    },
    /// Nothing can be computed from the inputs.
    Unusable,
    /// A part of the result: what the binder says, and what the rules come to.
    Computed {
        /// Which.
        part: Part,
        /// What the binder says.
        said: String,
        /// What the rules come to.
        came: String,
    },
}

/// What is wrong with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileFault {
    /// It has another hash.
    Changed,
    /// It is not there.
    Missing,
    /// The manifest does not name it.
    Unlisted,
}

/// A part of what a month came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// A slip.
    Slip(SlipNo),
    /// The draw.
    Lot,
    /// A line of the statement.
    Line(usize),
    /// Net, payable, balance, due day.
    Sums,
    /// The text for people.
    Text(String),
}

impl Checked {
    /// Whether it is as it should be.
    pub fn holds(&self) -> bool {
        match self {
            Self::File { fault, .. } => fault.is_none(),
            Self::Withheld { .. } => true,
            Self::Entry { holds, .. } => *holds,
            Self::Inputs { recorded } => recorded.unwrap_or(true),
            Self::Unusable => false,
            Self::Computed { said, came, .. } => said == came,
        }
    }
}

/// Checks everything about a binder.
pub fn verify_binder(file: File) -> Result<Vec<Checked>, Unreadable> {
    let bytes = file.metadata().map_err(|_| FileProblem::Damaged)?.len();
    let mut container = Container::open(file, bytes, BINDER_BYTES_MAX)?;
    let manifest: Manifest = json(&container.read(MANIFEST, MANIFEST_BYTES_MAX)?, MANIFEST)?;
    let mut checked = Vec::new();
    let mut kept: BTreeMap<&str, Vec<u8>> = BTreeMap::new();
    for listed in &manifest.files {
        let name = listed.name.as_str();
        let fault = if container.has(name) {
            let content = container.read(name, PART_BYTES_MAX)?;
            let fault = (sha256(&content) != listed.sha256).then_some(FileFault::Changed);
            if [INPUTS, OUTCOME, AUDIT].contains(&name) || COMPUTATIONS.iter().any(|(file, _)| *file == name) {
                kept.insert(name, content);
            }
            fault
        } else {
            Some(FileFault::Missing)
        };
        checked.push(Checked::File { name: name.to_owned(), fault });
    }
    let listed: BTreeSet<String> = manifest.files.iter().map(|file| file.name.to_lowercase()).collect();
    let unlisted = container.names().filter(|name| *name != MANIFEST && !listed.contains(*name));
    let mut unlisted: Vec<String> = unlisted.map(str::to_owned).collect();
    unlisted.sort();
    checked.extend(unlisted.into_iter().map(|name| Checked::File { name, fault: Some(FileFault::Unlisted) }));
    checked.extend(manifest.withheld.iter().map(|file| Checked::Withheld { name: file.name.clone() }));
    trail(&manifest, &kept, &mut checked)?;
    repeat(&kept, &mut checked)?;
    Ok(checked)
}

fn json<T: serde::de::DeserializeOwned>(content: &[u8], part: &str) -> Result<T, Unreadable> {
    serde_json::from_slice(content).map_err(|_| Unreadable::NotABinder { part: part.to_owned() })
}

fn part<'a>(kept: &'a BTreeMap<&str, Vec<u8>>, name: &str) -> Result<&'a [u8], Unreadable> {
    kept.get(name).map(Vec::as_slice).ok_or_else(|| Unreadable::NotABinder { part: name.to_owned() })
}

/// The entries of the trail, and the inputs against the confirmation's. A binder for a dealer has no trail.
fn trail(manifest: &Manifest, kept: &BTreeMap<&str, Vec<u8>>, checked: &mut Vec<Checked>) -> Result<(), Unreadable> {
    let inputs = sha256(part(kept, INPUTS)?);
    let mut recorded = manifest.confirmed_inputs_sha256.as_ref().map(|confirmed| *confirmed == inputs);
    if let Some(content) = kept.get(AUDIT) {
        let entries: Vec<TrailEntry> = json(content, AUDIT)?;
        for entry in entries {
            let row = entry.row();
            checked.push(Checked::Entry { seq: row.seq, holds: row.hash() == row.sha256 });
            if let Some(confirmed) = entry.confirmed_inputs() {
                recorded = Some(recorded.unwrap_or(true) && confirmed == inputs);
            }
        }
    }
    checked.push(Checked::Inputs { recorded });
    Ok(())
}

/// Runs the rules over the inputs, and holds what they come to against what the binder says.
fn repeat(kept: &BTreeMap<&str, Vec<u8>>, checked: &mut Vec<Checked>) -> Result<(), Unreadable> {
    let said: Outcome = json(part(kept, OUTCOME)?, OUTCOME)?;
    let inputs: Inputs = json(part(kept, INPUTS)?, INPUTS)?;
    let Ok(came) = inputs.repeat() else {
        checked.push(Checked::Unusable);
        return Ok(());
    };
    slips(&said, &came, checked);
    let lot = |outcome: &Outcome| {
        outcome.lot.as_ref().map_or_else(
            || "–".to_owned(),
            |lot| {
                let drawn: Vec<&str> = lot.drawn.iter().map(SlipNo::as_str).collect();
                let (n, accept) = (lot.plan.sample_size, lot.plan.accept_number);
                format!("{} n {n} Ac {accept} [{}] ✗ {}", lot.size, drawn.join(" "), lot.failed)
            },
        )
    };
    checked.push(Checked::Computed { part: Part::Lot, said: lot(&said), came: lot(&came) });
    lines(&said, &came, checked);
    checked.push(Checked::Computed { part: Part::Sums, said: sums(&said), came: sums(&came) });
    for (file, lang) in COMPUTATIONS {
        let written = sha256(part(kept, file)?);
        let again = sha256(computation(&inputs, &came, lang).as_bytes());
        let part = Part::Text(file.to_owned());
        checked.push(Checked::Computed { part, said: written, came: again });
    }
    Ok(())
}

fn slips(said: &Outcome, came: &Outcome, checked: &mut Vec<Checked>) {
    let told = |decided: Option<&SlipOutcome>| {
        let Some(decided) = decided else { return "–".to_owned() };
        // The facts of a hit are compared too.
        let hits = serde_json::to_string(&decided.hits).unwrap_or_default();
        format!("{} {} {hits}", decided.verdict.as_str(), decided.claim_value)
    };
    let by_no = |outcome: &'_ Outcome| -> BTreeMap<SlipNo, SlipOutcome> {
        outcome.decisions.iter().map(|decided| (decided.no.clone(), decided.clone())).collect()
    };
    let (said, came) = (by_no(said), by_no(came));
    let numbers: BTreeSet<&SlipNo> = said.keys().chain(came.keys()).collect();
    for no in numbers {
        let (said, came) = (told(said.get(no)), told(came.get(no)));
        checked.push(Checked::Computed { part: Part::Slip(no.clone()), said, came });
    }
}

fn lines(said: &Outcome, came: &Outcome, checked: &mut Vec<Checked>) {
    let lines = |outcome: &Outcome| -> Vec<LineOutcome> {
        outcome.statement.as_ref().map(|statement| statement.lines.clone()).unwrap_or_default()
    };
    let told = |line: Option<&LineOutcome>| {
        let Some(line) = line else { return "–".to_owned() };
        let about = line.product_line.as_ref().map(ToString::to_string).or_else(|| line.reference.clone());
        let slips: Vec<&str> = line.slips.iter().map(SlipNo::as_str).collect();
        let (kind, clause) = (line.kind.as_str(), line.kind.clause());
        format!("{clause} {kind} {} {} [{}]", about.unwrap_or_default(), line.amount, slips.join(" "))
    };
    let (said, came) = (lines(said), lines(came));
    for place in 0..said.len().max(came.len()) {
        let (said, came) = (told(said.get(place)), told(came.get(place)));
        checked.push(Checked::Computed { part: Part::Line(place + 1), said, came });
    }
}

fn sums(outcome: &Outcome) -> String {
    let Some(statement) = &outcome.statement else { return "–".to_owned() };
    let due = statement.payment_due_on.map(|day| day.to_string()).unwrap_or_default();
    let total: Money = statement.lines.iter().map(|line| line.amount).sum();
    format!(
        "Σ {total} fees_paid {} net {} payable {} carried {} due {due}",
        statement.fees_paid, statement.net, statement.payable, statement.balance_carried_forward
    )
}
