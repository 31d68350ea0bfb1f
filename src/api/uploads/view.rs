//! Uploads as the API shows them.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::agreement::registers::FiledSheet;
use crate::api::listing::{Cell, Item};
use crate::api::problem::FieldFault;
use crate::store::uploads::{Upload, UploadState};
use crate::texts::Lang;
use crate::workflow::check_upload::{Preview, SheetAnswer};

/// An upload.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct UploadView {
    /// Its identifier.
    pub id: String,
    /// Whose.
    pub dealer: String,
    /// For which period.
    pub period: String,
    /// What it should hold: slips or feedback.
    pub sheet: &'static str,
    /// Where it stands.
    pub state: UploadState,
    /// As the dealer named the file.
    pub file_name: String,
    /// The hash of its bytes.
    pub file_sha256: String,
    /// The day on which the sheet came.
    pub received_on: String,
    /// Who uploaded it.
    pub uploaded_by: String,
    /// When, UTC.
    pub uploaded_at: String,
    /// Rows below the header that are not blank; 0 before it was read.
    pub rows: i64,
    /// Who filed it.
    pub filed_by: Option<String>,
    /// When, UTC.
    pub filed_at: Option<String>,
}

impl From<Upload> for UploadView {
    fn from(upload: Upload) -> Self {
        Self {
            id: upload.id,
            dealer: upload.dealer.to_string(),
            period: upload.period.to_string(),
            sheet: match upload.sheet {
                FiledSheet::Slips => "slips",
                FiledSheet::Feedback => "feedback",
            },
            state: upload.state,
            file_name: upload.file_name,
            file_sha256: upload.file_sha256,
            received_on: upload.received_on.to_string(),
            uploaded_by: upload.uploaded_by,
            uploaded_at: upload.uploaded_at.and_utc().to_rfc3339(),
            rows: upload.rows_read,
            filed_by: Some(upload.filed_by).filter(|login| !login.is_empty()),
            filed_at: upload.filed_at.map(|at| at.and_utc().to_rfc3339()),
        }
    }
}

impl Item for UploadView {
    const COLUMNS: &'static [&'static str] =
        &["id", "dealer", "period", "sheet", "state", "file_name", "received_on", "uploaded_by", "uploaded_at", "rows"];

    fn cells(&self) -> Vec<Cell> {
        let state = match self.state {
            UploadState::Received => "received",
            UploadState::Checked => "checked",
            UploadState::Refused => "refused",
            UploadState::Filed => "filed",
            UploadState::Withdrawn => "withdrawn",
        };
        vec![
            Cell::text(&self.id),
            Cell::text(&self.dealer),
            Cell::text(&self.period),
            Cell::text(self.sheet),
            Cell::text(state),
            Cell::text(&self.file_name),
            Cell::text(&self.received_on),
            Cell::text(&self.uploaded_by),
            Cell::text(&self.uploaded_at),
            Cell::Count(self.rows),
        ]
    }

    fn key(&self) -> Vec<String> {
        vec![self.id.clone()]
    }
}

/// An upload with what was found in it.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct UploadDetails {
    /// The upload.
    #[serde(flatten)]
    pub upload: UploadView,
    /// What was read; none before.
    pub read: Option<ReadView>,
    /// What filing would come to; once it is filed, what it came to.
    pub preview: Option<PreviewView>,
}

/// What was read of a sheet.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct ReadView {
    /// The workbook's sheet; empty for CSV.
    pub sheet: String,
    /// The columns found, by their English names, as the sheet spells them.
    pub columns: BTreeMap<String, String>,
    /// The columns that are not known.
    pub unknown_columns: Vec<String>,
    /// How much is wrong.
    pub faults: usize,
    /// Rows that cannot be filed: those with a fault, and the others of their slips.
    pub rows_not_filed: u32,
    /// The slips that cannot be filed, as far as their numbers could be read.
    pub slips_not_filed: Vec<String>,
}

/// What filing would come to.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct PreviewView {
    /// Rows that can be filed.
    pub rows: u32,
    /// Slips that can be filed.
    pub slips: u64,
    /// Of these, the new ones.
    pub new: u64,
    /// Those that replace an earlier filing of their number.
    pub replacing: u64,
    /// Those that say what they said before.
    pub unchanged: u64,
    /// The slips by what would become of them.
    pub verdicts: BTreeMap<&'static str, u64>,
    /// What the slips claim, in yuan.
    pub claimed: String,
    /// What of it would be payable.
    pub payable: String,
    /// What of it would wait for a person or a call.
    pub held: String,
}

impl UploadDetails {
    /// An upload and what is kept of its reading.
    pub fn new(upload: Upload, answer: Option<SheetAnswer>, preview: Option<Preview>) -> Self {
        let read = |answer: SheetAnswer| ReadView {
            sheet: answer.sheet,
            columns: answer.header.into_iter().collect(),
            unknown_columns: answer.unknown_columns,
            faults: answer.fault_count,
            rows_not_filed: answer.unreadable_rows,
            slips_not_filed: answer.unreadable_slips.into_iter().collect(),
        };
        let previewed = |preview: Preview| PreviewView {
            rows: preview.rows,
            slips: preview.slips,
            new: preview.new,
            replacing: preview.replacing,
            unchanged: preview.unchanged,
            verdicts: preview.verdicts.into_iter().map(|(verdict, count)| (verdict.as_str(), count)).collect(),
            claimed: preview.claimed.to_string(),
            payable: preview.payable.to_string(),
            held: preview.held.to_string(),
        };
        Self { upload: upload.into(), read: answer.map(read), preview: preview.map(previewed) }
    }
}

/// What is wrong with an upload.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct FaultsView {
    /// How much in all.
    pub count: usize,
    /// In the order of rows.
    pub faults: Vec<FieldFault>,
}

impl FaultsView {
    /// The faults in a language.
    pub fn new(answer: SheetAnswer, lang: Lang) -> Self {
        let faults = answer.faults.iter().map(|fault| FieldFault::of(fault, lang)).collect();
        Self { count: answer.fault_count, faults }
    }
}

/// A dealer's code within a path.
pub fn escaped(code: &str) -> String {
    let escape = |byte: u8| {
        let plain = byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~');
        if plain { char::from(byte).to_string() } else { format!("%{byte:02X}") }
    };
    code.bytes().map(escape).collect()
}
