//! A clerk confirms what an upload holds: it is filed (agreement 3).

use serde_json::json;

use super::check_upload::{Preview, Readable, SheetAnswer};
use super::{Error, Office, Refusal, UploadRefusal, may_file};
use crate::agreement::codes::DealerCode;
use crate::agreement::registers::FiledSheet;
use crate::agreement::slip::{FaultSeverity, Feedback};
use crate::auth::Actor;
use crate::calendar::Moment;
use crate::notify::event::Event;
use crate::notify::outbox;
use crate::store::tallies::{self, Tally};
use crate::store::uploads::{self, Upload, UploadState};
use crate::store::{self, Db, audit, books, feedback, months, slips};

/// Files a checked upload. A sheet with faults files its readable slips where the clerk says so, and the others stay listed
/// as not filed (agreement 3.1). Whoever confirms again is answered with the same.
pub fn file_upload(
    office: &Office,
    actor: &Actor,
    dealer: &DealerCode,
    id: &str,
    readable_only: bool,
) -> Result<Upload, Error> {
    may_file(actor, dealer)?;
    let now = office.clock.now();
    office.store.write(|c| {
        let upload = uploads::load(c, dealer, id)?.ok_or(Error::NotFound)?;
        if upload.state == UploadState::Filed {
            return Ok(upload);
        }
        books::touch(c, dealer, now)?;
        // The books are ours now; another may have filed the upload before they were.
        let upload = uploads::load(c, dealer, id)?.ok_or(Error::NotFound)?;
        match upload.state {
            UploadState::Checked => {}
            UploadState::Filed => return Ok(upload),
            UploadState::Received => return refuse(UploadRefusal::NotRead),
            UploadState::Refused => return refuse(UploadRefusal::NothingReadable),
            UploadState::Withdrawn => return refuse(UploadRefusal::Withdrawn),
        }
        if months::load(c, dealer, upload.period)?.is_some_and(|month| month.is_frozen()) {
            return Err(Refusal::StatementFrozen.into());
        }
        let answer: SheetAnswer = uploads::answer(c, dealer, id)?.ok_or(Error::NotFound)?;
        if answer.fault_count > 0 && !readable_only {
            return refuse(UploadRefusal::HasFaults);
        }
        let preview = file(c, &upload, now)?;
        if !uploads::filed(c, &upload, &preview, &actor.login, now)? {
            return Err(Error::Changed);
        }
        record(c, actor, &upload, (&answer, &preview), now)?;
        uploads::load(c, dealer, id)?.ok_or(Error::NotFound)
    })
}

fn refuse<T>(refusal: UploadRefusal) -> Result<T, Error> {
    Err(Refusal::Upload(refusal).into())
}

/// Slips are complete on the day of the last filing that changed any of them (agreement 7.3): a sheet that says again what
/// is filed does not put off the payment. Feedback came with the first; what counts is the sheet that was filed last.
fn file(c: &mut Db, upload: &Upload, now: Moment) -> Result<Preview, Error> {
    let (dealer, period) = (&upload.dealer, upload.period);
    let mut preview: Preview = uploads::preview(c, dealer, &upload.id)?.unwrap_or_default();
    match uploads::readable(c, dealer, &upload.id)? {
        Readable::Slips(placed) => {
            let filed = slips::file(c, dealer, period, &upload.id, &placed, now)?;
            (preview.new, preview.replacing, preview.unchanged) = (filed.new, filed.replaced, filed.unchanged);
            let came_before = months::load(c, dealer, period)?.is_some_and(|month| month.slips_received_on.is_some());
            if came_before && !filed.changes_anything() {
                return Ok(preview);
            }
        }
        Readable::Feedback(rows) => {
            feedback::file(c, dealer, period, &upload.id, &rows)?;
            tell_of_safety(c, upload, &rows, now)?;
            tallies::changed(c, Tally::Feedback(period), now)?;
            tallies::changed(c, Tally::Firsts, now)?;
        }
    }
    months::received(c, dealer, period, upload.sheet, upload.received_on)?;
    Ok(preview)
}

/// What endangers people is told at once to those who look after quality.
fn tell_of_safety(c: &mut Db, upload: &Upload, rows: &[Feedback], now: Moment) -> Result<(), store::Error> {
    let endangering = rows.iter().filter(|row| row.severity == Some(FaultSeverity::Safety)).count();
    if endangering == 0 {
        return Ok(());
    }
    let event =
        Event::SafetyReported { period: upload.period, row_count: u64::try_from(endangering).unwrap_or(u64::MAX) };
    outbox::tell(c, &upload.dealer, event, &upload.id, now)
}

fn record(
    c: &mut Db,
    actor: &Actor,
    upload: &Upload,
    (answer, preview): (&SheetAnswer, &Preview),
    now: Moment,
) -> Result<(), store::Error> {
    let event = Event::SheetFiled {
        period: upload.period,
        sheet: upload.sheet,
        upload: upload.id.clone(),
        row_count: preview.rows,
        rows_not_filed: answer.unreadable_rows,
        received_on: upload.received_on,
    };
    outbox::tell(c, &upload.dealer, event, &upload.id, now)?;
    let facts = json!({
        "period": upload.period,
        "received_on": upload.received_on,
        "rows": preview.rows,
        "rows_not_filed": answer.unreadable_rows,
        "new": preview.new,
        "replaced": preview.replacing,
        "unchanged": preview.unchanged,
    });
    let action = match upload.sheet {
        FiledSheet::Slips => "slips.file",
        FiledSheet::Feedback => "feedback.file",
    };
    let object = upload.object();
    let dealer = upload.dealer.as_str();
    audit::append(c, &audit::Entry { at: now, person: &actor.login, action, dealer, object: &object, facts })
}
