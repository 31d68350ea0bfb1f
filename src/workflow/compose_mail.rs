//! The letter of a row of the outbox, as it is sent or would be.

use std::collections::BTreeSet;
use std::io;

use super::read_paper::{MonthlyPaper, monthly_paper};
use super::{Error, Office};
use crate::agreement::codes::DealerCode;
use crate::calendar::Period;
use crate::notify::event::Notice;
use crate::notify::letter::Letter;
use crate::notify::server::Enclosure;
use crate::reports::Format;
use crate::store::outbox::{self, OutboxRow};
use crate::store::{self, settings};
use crate::texts::Lang;

/// The most statements that go with one mail.
const ENCLOSURES_MAX: usize = 3;

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
    let enclosures = statements(office, &notices, lang)?;
    let letter = Letter::of(&notices, lang, public_url.as_deref(), !enclosures.is_empty());
    Ok(Composed { letter, enclosures })
}

/// The statements that a mail tells of, where they are few: an office's digest has links instead.
fn statements(office: &Office, notices: &[Notice], lang: Lang) -> Result<Vec<Enclosure>, Error> {
    let told: BTreeSet<(&DealerCode, Period)> =
        notices.iter().filter_map(|notice| Some((&notice.dealer, notice.event.statement()?))).collect();
    if told.len() > ENCLOSURES_MAX {
        return Ok(Vec::new());
    }
    let mut enclosures = Vec::new();
    for (dealer, period) in told {
        let document = match monthly_paper(office, dealer, period, MonthlyPaper::Statement, lang) {
            // A statement that is no longer there is no reason to keep back what is told of it.
            Err(Error::NotFound) => continue,
            document => document?,
        };
        let content = Format::Pdf.draw(&document, &office.typeface).map_err(io::Error::other)?;
        let code: String = dealer.as_str().chars().filter(char::is_ascii_alphanumeric).collect();
        enclosures.push(Enclosure { name: format!("statement-{code}-{period}.pdf"), content });
    }
    Ok(enclosures)
}
