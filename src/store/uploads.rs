//! What dealers upload: each sheet, what the answer to it was, and whether it is filed.

mod list;

use diesel::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::dialect::Suffix;
use super::schema::uploads;
use super::{Db, Error, of_json, stored, to_json};
use crate::agreement::codes::DealerCode;
use crate::agreement::registers::FiledSheet;
use crate::calendar::{Day, Moment, Period};

pub use list::{By, Filter, Order, Previewed, in_state, list, previewed};

const TABLE: &str = "uploads";

/// Where an upload stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum UploadState {
    /// It is here, and will be read.
    Received,
    /// It was read and can be filed, wholly or as far as it is readable.
    Checked,
    /// Nothing of it can be filed.
    Refused,
    /// It is filed.
    Filed,
    /// The dealer took it back before it was filed.
    Withdrawn,
}

/// An upload without its contents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    /// Whose.
    pub dealer: DealerCode,
    /// Its identifier.
    pub id: String,
    /// For which period.
    pub period: Period,
    /// What it should hold.
    pub sheet: FiledSheet,
    /// Where it stands.
    pub state: UploadState,
    /// As the dealer named the file.
    pub file_name: String,
    /// The file.
    pub file_sha256: String,
    /// The day on which the sheet came.
    pub received_on: Day,
    /// Who uploaded it.
    pub uploaded_by: String,
    /// When.
    pub uploaded_at: Moment,
    /// Rows below the header that are not blank; 0 before it was read.
    pub rows_read: i64,
    /// Who filed it; empty until it is.
    pub filed_by: String,
    /// When.
    pub filed_at: Option<Moment>,
}

impl Upload {
    /// As the audit trail names it.
    pub fn object(&self) -> String {
        format!("upload {} {}", self.dealer, self.id)
    }
}

/// What the reading came to.
#[derive(Debug)]
pub struct Read<'a, A, P, R> {
    /// Checked or refused.
    pub state: UploadState,
    /// Rows below the header that are not blank.
    pub rows: u32,
    /// What is to be said of the sheet.
    pub answer: &'a A,
    /// What filing it would come to.
    pub preview: &'a P,
    /// What can be filed of it.
    pub readable: &'a R,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = uploads)]
struct UploadRow {
    dealer: String,
    id: String,
    period: String,
    sheet: String,
    state: String,
    file_name: String,
    file_sha256: String,
    received_on: Day,
    uploaded_by: String,
    uploaded_at: Moment,
    rows_read: i64,
    filed_by: String,
    filed_at: Option<Moment>,
}

impl UploadRow {
    fn into_upload(self) -> Result<Upload, Error> {
        Ok(Upload {
            dealer: stored::dealer(TABLE, &self.dealer)?,
            id: self.id,
            period: stored::period(TABLE, &self.period)?,
            sheet: stored::word(TABLE, &self.sheet)?,
            state: stored::word(TABLE, &self.state)?,
            file_name: self.file_name,
            file_sha256: self.file_sha256,
            received_on: self.received_on,
            uploaded_by: self.uploaded_by,
            uploaded_at: self.uploaded_at,
            rows_read: self.rows_read,
            filed_by: self.filed_by,
            filed_at: self.filed_at,
        })
    }
}

/// Adds an upload, unless the same file stands for the same dealer, period and sheet; answers whether it was added.
pub fn add(c: &mut Db, upload: &Upload) -> Result<bool, Error> {
    let no_bytes: &[u8] = &[];
    let insert = diesel::insert_into(uploads::table).values((
        uploads::dealer.eq(upload.dealer.as_str()),
        uploads::id.eq(&upload.id),
        uploads::period.eq(upload.period.to_string()),
        uploads::sheet.eq(stored::word_of(TABLE, &upload.sheet)?),
        uploads::state.eq(stored::word_of(TABLE, &upload.state)?),
        uploads::file_name.eq(&upload.file_name),
        uploads::file_sha256.eq(&upload.file_sha256),
        uploads::received_on.eq(upload.received_on),
        uploads::uploaded_by.eq(&upload.uploaded_by),
        uploads::uploaded_at.eq(upload.uploaded_at),
        uploads::rows_read.eq(upload.rows_read),
        uploads::answer.eq(""),
        uploads::preview.eq(""),
        uploads::readable.eq(no_bytes),
        uploads::filed_by.eq(&upload.filed_by),
        uploads::filed_at.eq(upload.filed_at),
    ));
    Ok(Suffix(insert, " ON CONFLICT DO NOTHING").execute(c)? == 1)
}

/// The upload that the same file would be.
pub fn same(
    c: &mut Db,
    dealer: &DealerCode,
    period: Period,
    sheet: FiledSheet,
    file_sha256: &str,
) -> Result<Option<Upload>, Error> {
    let rows = uploads::table
        .filter(uploads::dealer.eq(dealer.as_str()))
        .filter(uploads::period.eq(period.to_string()))
        .filter(uploads::sheet.eq(stored::word_of(TABLE, &sheet)?))
        .filter(uploads::file_sha256.eq(file_sha256))
        .filter(uploads::state.ne(stored::word_of(TABLE, &UploadState::Withdrawn)?));
    let row = rows.select(UploadRow::as_select()).first::<UploadRow>(c).optional()?;
    row.map(UploadRow::into_upload).transpose()
}

/// A dealer's upload.
pub fn load(c: &mut Db, dealer: &DealerCode, id: &str) -> Result<Option<Upload>, Error> {
    let row = uploads::table.find((dealer.as_str(), id)).select(UploadRow::as_select());
    row.first::<UploadRow>(c).optional()?.map(UploadRow::into_upload).transpose()
}

/// Writes down what the reading came to; answers whether the upload still waited for it.
pub fn read<A: Serialize, P: Serialize, R: Serialize>(
    c: &mut Db,
    upload: &Upload,
    read: &Read<A, P, R>,
) -> Result<bool, Error> {
    if !change(c, upload, UploadState::Received, read.state)? {
        return Ok(false);
    }
    let columns = (
        uploads::rows_read.eq(i64::from(read.rows)),
        uploads::answer.eq(to_json(TABLE, read.answer)?),
        uploads::preview.eq(to_json(TABLE, read.preview)?),
        uploads::readable.eq(to_json(TABLE, read.readable)?.into_bytes()),
    );
    diesel::update(uploads::table.find((upload.dealer.as_str(), &upload.id))).set(columns).execute(c)?;
    Ok(true)
}

/// What is to be said of a sheet; none before it was read.
pub fn answer<A: DeserializeOwned>(c: &mut Db, dealer: &DealerCode, id: &str) -> Result<Option<A>, Error> {
    let json = uploads::table.find((dealer.as_str(), id)).select(uploads::answer).first(c).optional()?;
    parsed(json)
}

/// What filing would come to, or came to; none before the sheet was read.
pub fn preview<P: DeserializeOwned>(c: &mut Db, dealer: &DealerCode, id: &str) -> Result<Option<P>, Error> {
    let json = uploads::table.find((dealer.as_str(), id)).select(uploads::preview).first(c).optional()?;
    parsed(json)
}

fn parsed<T: DeserializeOwned>(json: Option<String>) -> Result<Option<T>, Error> {
    json.filter(|json| !json.is_empty()).map(|json| of_json(TABLE, &json)).transpose()
}

/// What can be filed of a sheet.
pub fn readable<R: DeserializeOwned>(c: &mut Db, dealer: &DealerCode, id: &str) -> Result<R, Error> {
    let bytes: Vec<u8> = uploads::table.find((dealer.as_str(), id)).select(uploads::readable).first(c)?;
    serde_json::from_slice(&bytes).map_err(|error| Error::stored(TABLE, error))
}

/// Says that an upload is filed, by whom, and what that came to; its slips stand among the slips from now on, while
/// feedback is kept where it is. Answers whether it could still be filed.
pub fn filed<P: Serialize>(c: &mut Db, upload: &Upload, preview: &P, by: &str, now: Moment) -> Result<bool, Error> {
    if !change(c, upload, UploadState::Checked, UploadState::Filed)? {
        return Ok(false);
    }
    let row = || uploads::table.find((upload.dealer.as_str(), &upload.id));
    let columns = (uploads::filed_by.eq(by), uploads::filed_at.eq(now), uploads::preview.eq(to_json(TABLE, preview)?));
    diesel::update(row()).set(columns).execute(c)?;
    if upload.sheet == FiledSheet::Slips {
        let no_bytes: &[u8] = &[];
        diesel::update(row()).set(uploads::readable.eq(no_bytes)).execute(c)?;
    }
    Ok(true)
}

/// Says that an upload is withdrawn; answers whether it was still in the state that it was loaded in.
pub fn withdraw(c: &mut Db, upload: &Upload) -> Result<bool, Error> {
    change(c, upload, upload.state, UploadState::Withdrawn)
}

/// Says that an upload will be read again; answers whether it was still in the state that it was loaded in.
pub fn read_again(c: &mut Db, upload: &Upload) -> Result<bool, Error> {
    change(c, upload, upload.state, UploadState::Received)
}

fn change(c: &mut Db, upload: &Upload, from: UploadState, to: UploadState) -> Result<bool, Error> {
    let row = uploads::table.find((upload.dealer.as_str(), &upload.id));
    let before = row.filter(uploads::state.eq(stored::word_of(TABLE, &from)?));
    Ok(diesel::update(before).set(uploads::state.eq(stored::word_of(TABLE, &to)?)).execute(c)? == 1)
}
