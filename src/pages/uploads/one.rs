//! One file and what became of it: the sentence, what is wrong, what the rules would say, what can be done, its history.

use actix_web::web::Path;
use askama::Template;

use super::due::DueMonth;
use super::faults::{FaultGroup, grouped};
use super::reasons::{Reason, reasons};
use super::sentence::{Figure, figures, sentence};
use super::uploads_of;
use crate::agreement::codes::DealerCode;
use crate::agreement::registers::FiledSheet;
use crate::auth::Role;
use crate::pages::chips::Chip;
use crate::pages::listing::{List, segment};
use crate::pages::{Answer, Failure, Page, html};
use crate::sheets::refusal::can_be_marked;
use crate::sheets::{Fault, FileProblem, Glossary, Problem};
use crate::store::audit::{self, AuditRow, TrailFilter};
use crate::store::corrections::{self, KeptCorrection};
use crate::store::months::Month;
use crate::store::uploads::{self, Upload, UploadState};
use crate::store::{Db, Error as StoreError, months};
use crate::web::Desk;
use crate::workflow::Error;
use crate::workflow::check_upload::{Preview, SheetAnswer};
use crate::workflow::name_columns::glossary_of;
use crate::workflow::parked_rows::{ParkedRows, parked_rows};

/// More steps than a file has.
const STEPS_MAX: i64 = 50;
/// So many columns that are not known are named.
const UNKNOWN_MAX: usize = 30;

#[derive(Template)]
#[template(path = "uploads/one.html")]
struct One {
    page: Page,
    chip: Chip,
    sentence: String,
    again: String,
    /// What of it is not filed, by when it is to be.
    parked: String,
    frozen: String,
    is_reading: bool,
    figures: Vec<Figure>,
    faults: Vec<FaultGroup>,
    /// Whether values can be put right here.
    can_mend: bool,
    mended: Vec<Mended>,
    more_faults: String,
    reasons: Vec<Reason>,
    unknown: String,
    action: Action,
    facts: Vec<(String, String)>,
    steps: Vec<StepLine>,
    links: Links,
}

/// What can be done next.
#[derive(Default)]
struct Action {
    /// Files it, whole or as far as it is readable.
    file: String,
    /// Whether only the readable slips are filed.
    is_readable_only: bool,
    /// What becomes of the rest.
    note: String,
    /// Whether it can be taken back.
    can_withdraw: bool,
    /// Whether the marked workbook is there.
    has_marked: bool,
}

/// Where to go on.
struct Links {
    own: String,
    original: String,
    marked: String,
    new: String,
    month: String,
    template: String,
    is_filed: bool,
    /// Where columns are named; empty where none is asked for.
    columns: String,
}

/// A value that was put right.
struct Mended {
    /// The column's English name, and as the sheet spells it.
    name: String,
    column: String,
    wrong: String,
    right: String,
    /// Whether it can still be said otherwise.
    can_change: bool,
}

/// What happened to the file.
struct StepLine {
    at: String,
    who: String,
    what: String,
}

/// What the page is drawn from.
struct Known {
    upload: Upload,
    answer: Option<SheetAnswer>,
    preview: Option<Preview>,
    month: Option<Month>,
    trail: Vec<AuditRow>,
    aliases: Glossary,
    corrections: Vec<KeptCorrection>,
    /// What of the month's sheets is not filed.
    parked: Option<ParkedRows>,
    due: DueMonth,
}

/// The page.
pub async fn show(desk: Desk, page: Page, path: Path<(String, String)>, list: List) -> Answer {
    let (dealer, id) = path.into_inner();
    let dealer = DealerCode::new(&dealer).ok_or_else(|| page.failure(&Error::NotFound))?;
    let known = known(&desk, &page, &dealer, id).await?;
    let again = !list.get("again").is_empty();
    html(&drawn(page, &known, again))
}

async fn known(desk: &Desk, page: &Page, dealer: &DealerCode, id: String) -> Result<Known, Failure> {
    let dealer = dealer.clone();
    let is_own = page.caller()?.sees_customers_as() == Role::DealerClerk;
    let found = page.look(desk, move |c: &mut Db| {
        let Some(upload) = uploads::load(c, &dealer, &id)? else { return Ok::<_, StoreError>(None) };
        let object = upload.object();
        let filter = TrailFilter { dealer: Some(dealer.as_str()), object: Some(&object), ..TrailFilter::default() };
        Ok(Some(Known {
            answer: uploads::answer(c, &dealer, &id)?
                .map(|answer: SheetAnswer| if is_own { answer } else { answer.masked() }),
            preview: uploads::preview(c, &dealer, &id)?,
            month: months::load(c, &dealer, upload.period)?,
            aliases: glossary_of(c, &upload)?,
            corrections: corrections::of_upload(c, &dealer, &id)?,
            parked: parked_rows(c, &dealer, upload.period, upload.sheet)?,
            due: DueMonth::load(c, &dealer, upload.period)?,
            trail: audit::list(c, &filter, STEPS_MAX)?,
            upload,
        }))
    });
    found.await?.ok_or_else(|| page.failure(&Error::NotFound))
}

fn drawn(page: Page, known: &Known, again: bool) -> One {
    let Known { upload, answer, preview, .. } = known;
    let base = uploads_of(&upload.dealer);
    let page = page.named(upload.file_name.clone()).below("uploads-title", &base);
    let is_frozen = known.month.as_ref().is_some_and(Month::is_frozen);
    let is_filed = upload.state == UploadState::Filed;
    let is_read = matches!(upload.state, UploadState::Checked | UploadState::Filed);
    let (faults, more) = answer.as_ref().map(|answer| grouped(&page, answer, &known.corrections)).unwrap_or_default();
    let links = links(upload, &base, answer.as_ref(), is_filed);
    let can_mend = matches!(upload.state, UploadState::Checked | UploadState::Refused) && !is_frozen;
    let slips = if is_filed { format!("{}/slips", links.month) } else { String::new() };
    let read = answer.as_ref().zip(preview.as_ref()).filter(|_| is_read);
    let unknown = answer.as_ref().map(|answer| unknown(&page, answer, &known.aliases)).unwrap_or_default();
    One {
        chip: page.upload_chip(upload.state),
        sentence: sentence(&page, upload, answer.as_ref(), preview.as_ref()),
        again: if again { page.t_with("upload-again", &[&page.moment(upload.uploaded_at)]) } else { String::new() },
        parked: parked(&page, known),
        frozen: if is_frozen && !is_filed { page.t("upload-frozen") } else { String::new() },
        is_reading: upload.state == UploadState::Received,
        figures: read.map(|(answer, preview)| figures(&page, upload, answer, preview)).unwrap_or_default(),
        can_mend: can_mend && faults.iter().any(|fault| fault.mend.is_some()),
        mended: mended(known, &faults, can_mend),
        faults,
        more_faults: page_more(&page, more, answer.as_ref()),
        reasons: preview.as_ref().filter(|_| is_read).map(|it| reasons(&page, it, &slips)).unwrap_or_default(),
        unknown,
        action: action(&page, known, is_frozen),
        facts: facts(&page, upload),
        steps: known.trail.iter().rev().map(|row| step(&page, row)).collect(),
        links,
        page,
    }
}

fn links(upload: &Upload, base: &str, answer: Option<&SheetAnswer>, is_filed: bool) -> Links {
    let can_name = matches!(upload.state, UploadState::Checked | UploadState::Refused);
    let no_header = |fault: &Fault| matches!(fault.problem, Problem::File(FileProblem::NoHeader { .. }));
    let asks = answer
        .filter(|_| can_name)
        .is_some_and(|answer| !answer.unknown_columns.is_empty() || answer.faults.iter().any(no_header));

    let (dealer, id) = (segment(upload.dealer.as_str()), &upload.id);
    let files = format!("/api/v1/dealers/{dealer}/uploads/{id}");
    let sheet = super::sheet_word(upload.sheet);
    let asked = format!("period={}&sheet={sheet}", upload.period);
    Links {
        own: format!("{base}/{id}"),
        original: format!("{files}/original"),
        marked: format!("{files}/marked"),
        new: format!("{base}/new?{asked}"),
        month: format!("/dealers/{dealer}/months/{}", upload.period),
        template: format!("/dealers/{dealer}/template.xlsx?{asked}"),
        columns: if asks { format!("{base}/{id}/columns") } else { String::new() },
        is_filed,
    }
}

fn action(page: &Page, known: &Known, is_frozen: bool) -> Action {
    let Known { upload, answer, preview, .. } = known;
    let (Some(answer), Some(preview)) = (answer, preview) else {
        return Action { can_withdraw: upload.state == UploadState::Received, ..Action::default() };
    };
    let has_marked = answer.fault_count > 0 && answer.faults.iter().all(can_be_marked);
    let can_withdraw = matches!(upload.state, UploadState::Checked | UploadState::Refused);
    if upload.state != UploadState::Checked || is_frozen {
        return Action { can_withdraw, has_marked, ..Action::default() };
    }
    let is_readable_only = answer.fault_count > 0;
    let count = match upload.sheet {
        FiledSheet::Slips => i64::try_from(preview.slips).unwrap_or(i64::MAX),
        FiledSheet::Feedback => i64::from(preview.rows),
    };
    let key = match (upload.sheet, is_readable_only, count) {
        (_, false, 0) => "upload-file-nil",
        (FiledSheet::Slips, false, _) => "upload-file-slips",
        (FiledSheet::Slips, true, _) => "upload-file-readable-slips",
        (FiledSheet::Feedback, false, _) => "upload-file-rows",
        (FiledSheet::Feedback, true, _) => "upload-file-readable-rows",
    };
    let rest = page.t_n("upload-file-rest", i64::from(answer.unreadable_rows));
    let note = format!("{rest} {}", page.mend_by(known.due.of(upload.sheet)));
    Action {
        file: page.t_n(key, count),
        is_readable_only,
        note: if is_readable_only { note } else { String::new() },
        can_withdraw,
        has_marked,
    }
}

/// What of a sheet that is filed is not, and by when it is to be; empty where all of it is.
fn parked(page: &Page, known: &Known) -> String {
    let Known { upload, answer, .. } = known;
    let has_rest = answer.as_ref().is_some_and(|answer| answer.unreadable_rows > 0);
    if upload.state != UploadState::Filed || !has_rest {
        return String::new();
    }
    let rest = known.parked.as_ref().filter(|parked| parked.upload.id == upload.id).map_or(0, ParkedRows::count);
    if rest == 0 {
        return page.t("upload-parked-none");
    }
    let key = if upload.sheet == FiledSheet::Slips { "upload-parked-slips" } else { "upload-parked-rows" };
    let by = if known.due.is_frozen { page.t("upload-frozen") } else { page.mend_by(known.due.of(upload.sheet)) };
    format!("{} {by}", page.t_n(key, rest))
}

/// How many kinds of faults, and how many faults, are left out.
fn page_more(page: &Page, groups: usize, answer: Option<&SheetAnswer>) -> String {
    let left_out = answer.map_or(0, |answer| answer.fault_count.saturating_sub(answer.faults.len()));
    if groups + left_out == 0 { String::new() } else { page.t("upload-faults-more") }
}

/// The columns that were not read, but those that were said to be none of ours.
fn unknown(page: &Page, answer: &SheetAnswer, aliases: &Glossary) -> String {
    let columns: Vec<&String> =
        answer.unknown_columns.iter().filter(|spelled| aliases.said(spelled).is_none()).collect();
    if columns.is_empty() {
        return String::new();
    }
    let names: Vec<&str> = columns.iter().take(UNKNOWN_MAX).map(|spelled| spelled.as_str()).collect();
    let more = if columns.len() > names.len() { "…" } else { "" };
    page.t_with("upload-unknown", &[&format!("{}{more}", names.join(page.lang.comma()))])
}

/// What was put right in the file, but what is among the faults again.
fn mended(known: &Known, faults: &[FaultGroup], can_change: bool) -> Vec<Mended> {
    let header = known.answer.as_ref().map(|answer| answer.header.as_slice()).unwrap_or_default();
    let is_open = |kept: &&KeptCorrection| {
        let is_it = |group: &&FaultGroup| group.mend.as_ref().is_some_and(|mend| mend.name == kept.column_name);
        faults.iter().filter(is_it).any(|group| group.value == kept.wrong)
    };
    let mended = |kept: &KeptCorrection| Mended {
        name: kept.column_name.clone(),
        column: header.iter().find(|(name, _)| *name == kept.column_name).map_or("", |(_, header)| header).to_owned(),
        wrong: kept.wrong.clone(),
        right: kept.right_value.clone(),
        can_change,
    };
    known.corrections.iter().filter(|kept| !is_open(kept)).map(mended).collect()
}

fn facts(page: &Page, upload: &Upload) -> Vec<(String, String)> {
    let fact = |key: &str, value: String| (page.t(key), value);
    vec![
        fact("upload-fact-sheet", page.sheet_name(upload.sheet)),
        fact("month", page.period(upload.period)),
        fact("upload-fact-dealer", upload.dealer.to_string()),
        fact("upload-fact-came", page.day(upload.received_on)),
    ]
}

fn step(page: &Page, row: &AuditRow) -> StepLine {
    let what = match row.action.as_str() {
        "upload.receive" => page.t("upload-step-receive"),
        "upload.mend" => page.t("upload-step-mend"),
        "upload.columns" => page.t("upload-step-columns"),
        "upload.withdraw" => page.t("upload-step-withdraw"),
        "upload.fetch" => page.t("upload-step-fetch"),
        "slips.file" | "feedback.file" => page.t("upload-step-file"),
        other => other.to_owned(),
    };
    StepLine { at: page.moment(row.at), who: page.acted(&row.person, &row.on_behalf_of()), what }
}
