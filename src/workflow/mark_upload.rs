//! The dealer's own workbook back, its faults marked; made when it is asked for.

use tempfile::NamedTempFile;

use super::name_columns::original_of;
use super::read_sheet::{kind, read_feedback, read_slips};
use super::{Error, Office, fetch_original, may_file, scratch};
use crate::agreement::codes::DealerCode;
use crate::agreement::registers::FiledSheet;
use crate::auth::Actor;
use crate::sheets::ReadError;
use crate::sheets::refusal::{self, Original, Outcome, RefusalError};
use crate::texts::Lang;

/// The marked copy of an upload; none where its file cannot be read as far as a copy needs.
pub fn mark_upload(
    office: &Office,
    actor: &Actor,
    dealer: &DealerCode,
    id: &str,
    lang: Lang,
) -> Result<Option<NamedTempFile>, Error> {
    may_file(actor, dealer)?;
    let (upload, limits, aliases, copy) = original_of(office, dealer, id)?;
    // Read again: the answer keeps only the first of very many faults.
    let answer = match upload.sheet {
        FiledSheet::Slips => read_slips(&office.reader, copy.path(), limits, &aliases)?.answer,
        FiledSheet::Feedback => read_feedback(&office.reader, copy.path(), limits, &aliases)?.0,
    };
    let marked = scratch::file()?;
    let original = Original { path: copy.path(), sheet: kind(upload.sheet), limits, aliases: &aliases };
    match refusal::write(&office.reader, &original, &answer.faults, &lang, marked.path()) {
        Ok(Outcome::Written) => {
            office.store.write(|c| fetch_original::record(office, c, actor, &upload))?;
            Ok(Some(marked))
        }
        Ok(Outcome::NotCopied) => Ok(None),
        Err(RefusalError::Worker(source)) => Err(ReadError::Worker(source).into()),
        Err(RefusalError::Write { source, .. }) => Err(source.into()),
    }
}
