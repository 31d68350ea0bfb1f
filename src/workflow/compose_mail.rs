//! The letter of a row of the outbox, as it is sent or would be.

use super::{Error, Office};
use crate::notify::event::Notice;
use crate::notify::letter::Letter;
use crate::notify::server::Enclosure;
use crate::store::outbox::{self, OutboxRow};
use crate::store::{self, settings};
use crate::texts::Lang;

/// A letter and what goes with it, as it is sent or would be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Composed {
    /// The letter.
    pub letter: Letter,
    /// What goes with it.
    pub enclosures: Vec<Enclosure>,
}

/// The letter of a row of the outbox, with the others of its digest.
pub fn preview_mail(office: &Office, id: &str) -> Result<(OutboxRow, Composed), Error> {
    let (row, rows) = office.store.read(|c| {
        let row = outbox::load(c, id)?.ok_or(Error::NotFound)?;
        let rows = outbox::together_with(c, &row)?;
        Ok::<_, Error>((row, rows))
    })?;
    let composed = letter(office, &rows)?;
    Ok((row, composed))
}

/// The letter of the rows that are one mail.
pub(super) fn letter(office: &Office, rows: &[OutboxRow]) -> Result<Composed, Error> {
    let lang = Lang::of(rows.first().map_or("", |row| row.locale.as_str()));
    let mut notices: Vec<Notice> = Vec::with_capacity(rows.len());
    for row in rows {
        let stored = |error: serde_json::Error| store::Error::Stored { table: "outbox", reason: error.to_string() };
        notices.push(serde_json::from_str(&row.payload).map_err(stored)?);
    }
    let public_url = office.store.read(|c| settings::get(c, settings::PUBLIC_URL))?;
    let letter = Letter::of(&notices, lang, public_url.as_deref(), false);
    Ok(Composed { letter, enclosures: Vec::new() })
}
