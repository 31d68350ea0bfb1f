//! A clerk says what the columns of a sheet are that are not known by their names; it is remembered for the dealer.

use serde_json::json;
use tempfile::NamedTempFile;

use super::read_sheet::{dealer_limits, kind, stored_copy};
use super::{Error, Office, Refusal, UploadRefusal, may_file};
use crate::agreement::codes::DealerCode;
use crate::auth::Actor;
use crate::calendar::Moment;
use crate::sheets::peek::{SeenColumn, peek};
use crate::sheets::refusal::Original;
use crate::sheets::template::asked;
use crate::sheets::{Correction, Glossary, Limits, Problem, header_key};
use crate::store::column_aliases::{self, ColumnAlias};
use crate::store::dictionary::{self, Taught};
use crate::store::jobs::{self, JobKind};
use crate::store::uploads::{self, Upload, UploadState};
use crate::store::{self, Db, audit};
use crate::workflow::check_upload::SheetAnswer;

/// What an upload's dealer calls the columns of such a sheet, and what was taught for all dealers.
pub fn glossary_of(c: &mut Db, upload: &Upload) -> Result<Glossary, store::Error> {
    let said = column_aliases::of_sheet(c, &upload.dealer, upload.sheet)?;
    let own = Glossary::of(said.into_iter().map(|alias| (alias.spelled, alias.column_name)));
    let (mut headers, mut words) = (Vec::new(), Vec::new());
    for Taught { spelling, meaning, .. } in dictionary::taught(c, Some(upload.sheet))? {
        if spelling.of_column.is_empty() {
            headers.push((spelling.spelled, meaning));
        } else {
            words.push(Correction { column: spelling.of_column, wrong: spelling.spelled_key, right: meaning });
        }
    }
    Ok(own.taught(headers).with(words))
}

/// An upload with its file, and what that is read with.
pub(super) fn original_of(
    office: &Office,
    dealer: &DealerCode,
    id: &str,
) -> Result<(Upload, Limits, Glossary, NamedTempFile), Error> {
    let (upload, limits, aliases) = office.store.read(|c| {
        let upload = uploads::load(c, dealer, id)?.ok_or(Error::NotFound)?;
        let (limits, aliases) = (dealer_limits(c)?, glossary_of(c, &upload)?);
        Ok::<_, Error>((upload, limits, aliases))
    })?;
    let copy = stored_copy(office, &upload.file_sha256)?;
    Ok((upload, limits, aliases, copy))
}

/// The columns of an upload's file, each with a few values; with what the dealer said of columns before.
pub fn seen_columns(
    office: &Office,
    actor: &Actor,
    dealer: &DealerCode,
    id: &str,
) -> Result<(Upload, Vec<SeenColumn>, Glossary), Error> {
    may_file(actor, dealer)?;
    let (upload, limits, aliases, copy) = original_of(office, dealer, id)?;
    let original = Original { path: copy.path(), sheet: kind(upload.sheet), limits, aliases: &aliases };
    let columns = peek(&office.reader, &original)?;
    Ok((upload, columns, aliases))
}

/// Remembers what columns are, each by its spelling and its English name, empty for a column that is none of ours; and has
/// the sheet read again. A sheet that is filed, taken back or forfeited stays what it is.
pub fn name_columns(
    office: &Office,
    actor: &Actor,
    dealer: &DealerCode,
    id: &str,
    said: &[(String, String)],
) -> Result<Upload, Error> {
    may_file(actor, dealer)?;
    let now = office.clock.now();
    office.store.write(|c| {
        let upload = uploads::load(c, dealer, id)?.ok_or(Error::NotFound)?;
        may_be_read_again(c, &upload)?;
        let columns = asked(kind(upload.sheet));
        let is_ours = |name: &str| name.is_empty() || columns.iter().any(|column| column.name == name);
        let mut told = serde_json::Map::new();
        for (spelled, name) in said {
            let spelled_key = header_key(spelled);
            if spelled_key.is_empty() || !is_ours(name) {
                return Err(Error::NotFound);
            }
            let alias = ColumnAlias { spelled_key, spelled: spelled.clone(), column_name: name.clone() };
            column_aliases::keep(c, dealer, upload.sheet, &alias, (&actor.login, now))?;
            told.insert(spelled.clone(), name.clone().into());
        }
        read_again(c, &upload, now)?;
        let object = upload.object();
        let facts = json!({ "period": upload.period, "sheet": upload.sheet, "columns": told });
        let action = "upload.columns";
        let dealer = dealer.as_str();
        audit::append(c, &audit::Entry { at: now, person: &actor.login, action, dealer, object: &object, facts })?;
        Ok(Upload { state: UploadState::Received, ..upload })
    })
}

/// Refuses what is filed, taken back, forfeited or being read.
pub(super) fn may_be_read_again(c: &mut Db, upload: &Upload) -> Result<(), Error> {
    let refused = match upload.state {
        UploadState::Checked | UploadState::Refused => None,
        UploadState::Received => Some(UploadRefusal::NotRead),
        UploadState::Filed => Some(UploadRefusal::Filed),
        UploadState::Withdrawn => Some(UploadRefusal::Withdrawn),
    };
    if let Some(refusal) = refused {
        return Err(Refusal::Upload(refusal).into());
    }
    let answer: SheetAnswer = uploads::answer(c, &upload.dealer, &upload.id)?.unwrap_or_default();
    if answer.faults.iter().any(|fault| matches!(fault.problem, Problem::Forfeited { .. })) {
        return Err(Refusal::Upload(UploadRefusal::NothingReadable).into());
    }
    Ok(())
}

/// Has a sheet read again, with what was said of it meanwhile.
pub(super) fn read_again(c: &mut Db, upload: &Upload, now: Moment) -> Result<(), Error> {
    if !uploads::read_again(c, upload)? {
        return Err(Error::Changed);
    }
    Ok(jobs::enqueue(c, JobKind::ReadUpload, &format!("{} {}", upload.id, upload.dealer), now)?)
}
