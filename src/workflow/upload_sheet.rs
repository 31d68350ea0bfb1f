//! A sheet comes in: the file is kept, and read after the request (agreement 3).

use std::path::Path;

use serde_json::json;

use super::check_upload::{Preview, Readable, SheetAnswer, tell_refused};
use super::{Error, Office, Refusal, UploadRefusal, may_file};
use crate::agreement::codes::DealerCode;
use crate::agreement::filing::{SheetStatus, slips_status};
use crate::agreement::registers::FiledSheet;
use crate::auth::{Actor, Role};
use crate::calendar::{Day, Moment, Period};
use crate::sheets::{Fault, Problem};
use crate::store::jobs::{self, JobKind};
use crate::store::uploads::{self, Upload, UploadState};
use crate::store::{Db, agreements, audit, books, files, months, new_id, registers, settings};

/// A sheet that somebody uploads.
#[derive(Clone, Copy, Debug)]
pub struct NewUpload<'a> {
    /// Whose sheet it is.
    pub dealer: &'a DealerCode,
    /// For which period.
    pub period: Period,
    /// What it should hold.
    pub sheet: FiledSheet,
    /// The file as its sender named it.
    pub file_name: &'a str,
    /// Where it lies until it is kept.
    pub path: &'a Path,
    /// The day on which it came, where that is not today: the centre uploads what came by post.
    pub received_on: Option<Day>,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Uploaded {
    /// The upload.
    pub upload: Upload,
    /// Whether it is new; the same file for the same dealer, period and sheet is the upload that it was the first time.
    pub is_new: bool,
}

/// Keeps the file and queues its reading. Slips that come after their time are refused (agreement 3.5).
pub fn upload_sheet(office: &Office, actor: &Actor, new: &NewUpload) -> Result<Uploaded, Error> {
    may_file(actor, new.dealer)?;
    let received_on = received_on(office, actor, new)?;
    let content = std::fs::read(new.path)?;
    let forfeited = office.store.read(|c| forfeited(office, c, new, received_on))?;
    let now = office.clock.now();
    let upload = Upload {
        dealer: new.dealer.clone(),
        id: new_id(),
        period: new.period,
        sheet: new.sheet,
        state: UploadState::Received,
        file_name: plain_name(new.file_name),
        file_sha256: files::sha256(&content),
        received_on,
        uploaded_by: actor.login.clone(),
        uploaded_at: now,
        rows_read: 0,
        filed_by: String::new(),
        filed_at: None,
    };
    office.store.write(|c| {
        if let Some(first) = uploads::same(c, new.dealer, new.period, new.sheet, &upload.file_sha256)? {
            return Ok(Uploaded { upload: first, is_new: false });
        }
        let month = months::load(c, new.dealer, new.period)?;
        if month.as_ref().is_some_and(months::Month::is_frozen) {
            return Err(Refusal::StatementFrozen.into());
        }
        files::put(c, &content, now)?;
        if !uploads::add(c, &upload)? {
            // Somebody else uploaded the same file a moment ago.
            let first = uploads::same(c, new.dealer, new.period, new.sheet, &upload.file_sha256)?;
            return Ok(Uploaded { upload: first.ok_or(Error::Changed)?, is_new: false });
        }
        let mut upload = upload.clone();
        match forfeited {
            None => jobs::enqueue(c, JobKind::ReadUpload, &format!("{} {}", upload.id, upload.dealer), now)?,
            Some(last_day) => {
                upload.state = UploadState::Refused;
                let had_slips = month.is_some_and(|month| month.slips_received_on.is_some());
                forfeit(c, &upload, last_day, had_slips, now)?;
            }
        }
        record(c, actor, &upload, now)?;
        Ok(Uploaded { upload, is_new: true })
    })
}

/// The day on which the sheet came: today, but what the centre uploads may have come earlier.
fn received_on(office: &Office, actor: &Actor, new: &NewUpload) -> Result<Day, Error> {
    let today = office.clock.today();
    let Some(day) = new.received_on else { return Ok(today) };
    if actor.role == Role::DealerClerk && day != today {
        return Err(Error::NotAllowed);
    }
    let first = new.period.first_day();
    if (first..=today).contains(&day) {
        Ok(day)
    } else {
        Err(Refusal::Upload(UploadRefusal::ReceivedOn { first, last: today }).into())
    }
}

/// Looks whether the dealer may file for the period at all; answers the last day of slips that came after their time.
fn forfeited(office: &Office, c: &mut Db, new: &NewUpload, received_on: Day) -> Result<Option<Day>, Error> {
    registers::dealer(c, new.dealer)?.ok_or(Error::NotFound)?;
    let last = office.clock.period();
    let first = settings::get(c, settings::FIRST_PERIOD)?.and_then(|period| period.parse().ok()).unwrap_or(last);
    if !(first..=last).contains(&new.period) {
        return Err(Refusal::Upload(UploadRefusal::PeriodNotOpen { first, last }).into());
    }
    if new.sheet != FiledSheet::Slips {
        return Ok(None);
    }
    let agreements = agreements::standing(c)?;
    // Without a version nothing is due (agreement 1.2).
    let Some(version) = agreements.of(new.dealer).for_period(new.period) else { return Ok(None) };
    Ok(match slips_status(&version.terms, new.period, received_on) {
        SheetStatus::Forfeited { last_day, .. } => Some(last_day),
        _ => None,
    })
}

/// Refuses slips that came after their time. Where slips were filed in time before, theirs were not forfeited.
fn forfeit(c: &mut Db, upload: &Upload, last_day: Day, had_slips: bool, now: Moment) -> Result<(), Error> {
    let fault = Fault::of_sheet(Problem::Forfeited { last_day: last_day.to_string() });
    let answer = SheetAnswer::of_fault(fault);
    let readable = Readable::Slips(Vec::new());
    let read = uploads::Read {
        state: UploadState::Refused,
        rows: 0,
        answer: &answer,
        preview: &Preview::default(),
        readable: &readable,
    };
    if !had_slips {
        books::touch(c, &upload.dealer, now)?;
        months::forfeited(c, &upload.dealer, upload.period, last_day, upload.received_on)?;
    }
    uploads::read(c, upload, &read)?;
    tell_refused(c, upload, answer.fault_count, now)
}

fn record(c: &mut Db, actor: &Actor, upload: &Upload, now: Moment) -> Result<(), Error> {
    let facts = json!({
        "period": upload.period,
        "sheet": upload.sheet,
        "file_sha256": upload.file_sha256,
        "received_on": upload.received_on,
        "state": upload.state,
    });
    let object = upload.object();
    let entry = audit::Entry {
        at: now,
        person: &actor.login,
        action: "upload.receive",
        dealer: upload.dealer.as_str(),
        object: &object,
        facts,
    };
    Ok(audit::append(c, &entry)?)
}

/// A name to show: without folders and control characters, not endless.
fn plain_name(file_name: &str) -> String {
    const CHARS_MAX: usize = 200;
    let last = file_name.rsplit(['/', '\\']).next().unwrap_or_default();
    last.chars().filter(|c| !c.is_control()).take(CHARS_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_shown_by_its_plain_name() {
        for (sent, shown) in [
            ("维修单.xlsx", "维修单.xlsx"),
            ("C:\\Users\\li\\slips.xls", "slips.xls"),
            ("../../etc/passwd", "passwd"),
            ("a\r\nb.csv", "ab.csv"),
        ] {
            assert_eq!(plain_name(sent), shown);
        }
        assert_eq!(plain_name(&"x".repeat(1000)).len(), 200);
    }
}
