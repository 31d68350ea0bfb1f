//! Stores the samples as a year of use would: filed sheet by sheet, settled dealer by dealer, ten months paid, one on its
//! way to the payment, the last one open. The verbs' own rows, in fewer transactions.

use std::collections::{BTreeMap, HashMap};
use std::time::{Duration, Instant};

use sanbao::agreement::codes::DealerCode;
use sanbao::agreement::decision::Verdict;
use sanbao::agreement::registers::{Call, FiledSheet, Submission};
use sanbao::auth::Actor;
use sanbao::calendar::{Day, Moment, Period};
use sanbao::sheets::{Glossary, Limits};
use sanbao::store::jobs::{self, JobKind};
use sanbao::store::reviews::{self, StoredReview};
use sanbao::store::uploads::{self, Read, Upload, UploadState};
use sanbao::store::{self, Db, audit, books, calls, files, months, new_id, seeds, settings, slips};
use sanbao::workflow::Office;
use sanbao::workflow::check_upload::{Preview, Readable, SheetAnswer};
use sanbao::workflow::import_folder::import_books;
use sanbao::workflow::make_tally::make_all;
use sanbao::workflow::read_sheet::{read_feedback, read_slips};
use sanbao::workflow::run_folder::folder::SheetFile;
use sanbao::workflow::settle_dealer::settle_dealer;

use crate::database::{analyze, keep_up};
use crate::folder::{Folder, SEED};
use crate::reads::Known;
use crate::{ledger, queue};

/// What filling told.
pub struct Filled {
    /// What there is to be read.
    pub known: Known,
    /// How long the settlement of each dealer took when it came first.
    pub first: Vec<Duration>,
    /// And once all months but the last are frozen.
    pub again: Vec<Duration>,
}

/// Fills an empty database.
pub fn fill(office: &Office, folder: &Folder) -> Filled {
    let periods = folder.periods();
    let last = *periods.last().unwrap();
    // The last month's sheets are here and its lots drawn.
    office.clock.set(at(last.next().day(28)));
    begin(office, &periods);
    import_books(office, &Actor::system(), folder.path(), |_| {}).unwrap();
    let mut calls: HashMap<DealerCode, Vec<Call>> = HashMap::new();
    for call in folder.rows::<Call>(&office.reader) {
        calls.entry(call.dealer.clone()).or_default().push(call);
    }
    let came = folder.rows::<Submission>(&office.reader).into_iter();
    let came: Came = came.map(|came| ((came.dealer, came.period, came.sheet), came.received_on)).collect();
    let by_dealer = folder.by_dealer();
    for (&dealer, sheets) in &by_dealer {
        file(office, dealer, sheets, &came, calls.get(dealer).map_or(&[], Vec::as_slice));
    }
    analyze(office);
    let dealers: Vec<DealerCode> = by_dealer.keys().copied().cloned().collect();
    let settle = |dealer: &DealerCode| timed(|| settle_dealer(office, dealer).map(drop).unwrap());
    let first = dealers.iter().map(settle).collect();
    for dealer in &dealers {
        review(office, dealer, last);
        keep_up(office);
    }
    dealers.iter().map(settle).for_each(drop);
    ledger::walk(office, &dealers, &periods);
    analyze(office);
    let again = dealers.iter().take(100).map(|dealer| settle_again(office, dealer)).collect();
    make_all(office).unwrap();
    queue::drain(office);
    Filled { known: Known::of(office, &dealers, &periods), first, again }
}

/// The instants of a day's work, UTC.
pub fn at(day: Day) -> Moment {
    day.and_hms_opt(10, 0, 0).unwrap()
}

fn timed(work: impl FnOnce()) -> Duration {
    let begun_at = Instant::now();
    work();
    begun_at.elapsed()
}

type Came = HashMap<(DealerCode, Period, FiledSheet), Day>;

fn begin(office: &Office, periods: &[Period]) {
    let write = |c: &mut Db| {
        settings::set(c, settings::FIRST_PERIOD, &periods[0].to_string())?;
        for period in periods {
            seeds::publish(c, *period, SEED, at(period.first_day()))?;
        }
        Ok(())
    };
    office.store.write::<_, store::Error>(write).unwrap();
}

/// A sheet as it was read.
struct Sheet {
    upload: Upload,
    content: Vec<u8>,
    rows: u32,
    readable: Readable,
}

fn file(office: &Office, dealer: &DealerCode, sheets: &[(Period, &SheetFile)], came: &Came, made: &[Call]) {
    let sheets: Vec<Sheet> = sheets.iter().map(|(period, file)| read(office, *period, file, came)).collect();
    let write = |c: &mut Db| {
        let mut latest = office.clock.now();
        for sheet in &sheets {
            latest = keep(c, sheet)?;
        }
        for call in made {
            let object = format!("slip {dealer} {}", call.slip);
            record(c, at(call.called_on), ("caller", "calls.record"), dealer, &object)?;
        }
        calls::record(c, made, "caller", latest)?;
        books::touch(c, dealer, latest)
    };
    office.store.write::<_, store::Error>(write).unwrap();
}

fn read(office: &Office, period: Period, file: &SheetFile, came: &Came) -> Sheet {
    let received_on = came[&(file.dealer.clone(), period, file.sheet)];
    let content = std::fs::read(&file.path).unwrap();
    let (rows, readable) = match file.sheet {
        FiledSheet::Slips => {
            let (answer, placed) =
                read_slips(&office.reader, &file.path, Limits::DEALER, &Glossary::default()).unwrap().into_readable();
            (answer.rows, Readable::Slips(placed.into_iter().map(|placed| (placed.row, placed.slip)).collect()))
        }
        FiledSheet::Feedback => {
            let (answer, rows) =
                read_feedback(&office.reader, &file.path, Limits::DEALER, &Glossary::default()).unwrap();
            (answer.rows, Readable::Feedback(rows))
        }
    };
    let upload = Upload {
        dealer: file.dealer.clone(),
        id: new_id(),
        period,
        sheet: file.sheet,
        state: UploadState::Received,
        file_name: file.name.clone(),
        file_sha256: files::sha256(&content),
        received_on,
        uploaded_by: file.dealer.as_str().to_lowercase(),
        uploaded_at: at(received_on),
        rows_read: 0,
        filed_by: String::new(),
        filed_at: None,
    };
    Sheet { upload, content, rows, readable }
}

/// Uploads and files a sheet, and draws the month's lot once its slips are here.
fn keep(c: &mut Db, sheet: &Sheet) -> Result<Moment, store::Error> {
    let (upload, now) = (&sheet.upload, sheet.upload.uploaded_at);
    let (dealer, clerk) = (&upload.dealer, upload.uploaded_by.as_str());
    files::put(c, &sheet.content, now)?;
    uploads::add(c, upload)?;
    jobs::enqueue(c, JobKind::ReadUpload, &format!("{} {dealer}", upload.id), now)?;
    record(c, now, (clerk, "uploads.receive"), dealer, &upload.object())?;
    let answer = SheetAnswer { rows: sheet.rows, ..SheetAnswer::default() };
    let preview = Preview { rows: sheet.rows, ..Preview::default() };
    let none = Readable::Slips(Vec::new());
    // What can be filed of slips is kept no longer than until it is filed.
    let readable = if upload.sheet == FiledSheet::Slips { &none } else { &sheet.readable };
    let read = Read { state: UploadState::Checked, rows: sheet.rows, answer: &answer, preview: &preview, readable };
    uploads::read(c, upload, &read)?;
    if let Readable::Slips(placed) = &sheet.readable {
        slips::file(c, dealer, upload.period, &upload.id, placed, now)?;
    }
    months::received(c, dealer, upload.period, upload.sheet, upload.received_on)?;
    uploads::filed(c, upload, &preview, clerk, now)?;
    record(c, now, (clerk, "slips.file"), dealer, &upload.object())?;
    if upload.sheet == FiledSheet::Slips {
        months::drawn(c, dealer, upload.period, "reviewer", at(upload.period.next().day(21)))?;
        record(c, now, ("reviewer", "lots.draw"), dealer, &format!("month {dealer} {}", upload.period))?;
    }
    Ok(now)
}

/// An entry of the audit trail.
pub fn record(
    c: &mut Db,
    at: Moment,
    (person, action): (&str, &str),
    dealer: &DealerCode,
    object: &str,
) -> Result<(), store::Error> {
    let facts = serde_json::json!({ "rows": 500, "new": 500, "replaced": 0, "unchanged": 0 });
    audit::append(c, &audit::Entry { at, person, action, dealer: dealer.as_str(), object, facts })
}

/// Reviewers have decided what was held in every month but the last.
fn review(office: &Office, dealer: &DealerCode, last: Period) {
    let now = office.clock.now();
    let write = |c: &mut Db| {
        let standing: BTreeMap<_, _> = slips::current_by_period(c, dealer, last.plus(-1))?;
        for (period, slips) in standing {
            for held in slips.into_iter().filter(|slip| slip.verdict == Some(Verdict::Held)) {
                record(c, now, ("reviewer", "slips.review"), dealer, &format!("slip {dealer} {}", held.slip.no))?;
                for after_draw in [false, true] {
                    let review = StoredReview {
                        period,
                        no: held.slip.no.clone(),
                        accepted: true,
                        after_draw,
                        reason: "与经销商核对原始单据，维修属实".to_owned(),
                        reviewer: "reviewer".to_owned(),
                        reviewed_at: now,
                        withdrawn: false,
                        on_behalf_of: String::new(),
                    };
                    reviews::add(c, dealer, &review)?;
                }
            }
        }
        books::touch(c, dealer, now)
    };
    office.store.write::<_, store::Error>(write).unwrap();
}

fn settle_again(office: &Office, dealer: &DealerCode) -> Duration {
    office.store.write::<_, store::Error>(|c| books::touch(c, dealer, office.clock.now())).unwrap();
    timed(|| settle_dealer(office, dealer).map(drop).unwrap())
}
