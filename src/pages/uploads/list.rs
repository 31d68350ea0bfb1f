//! Everything that a dealer uploaded, or all dealers.

use actix_web::web::Path;
use askama::Template;

use super::{sheet_of, sheet_word, uploads_of};
use crate::agreement::codes::DealerCode;
use crate::agreement::decision::Verdict;
use crate::agreement::registers::FiledSheet;
use crate::auth::Role;
use crate::calendar::Period;
use crate::pages::chips::Chip;
use crate::pages::form::Select;
use crate::pages::listing::{Empty, Foot, Head, List, ROWS_FETCHED, cut};
use crate::pages::{Answer, Page, html};
use crate::store::settings;
use crate::store::uploads::{self, By, Filter, Order, Previewed, UploadState};
use crate::web::Desk;
use crate::workflow::Error;
use crate::workflow::check_upload::Preview;

#[derive(Template)]
#[template(path = "uploads/list.html")]
struct Uploads {
    page: Page,
    /// Whose; empty where all dealers' are shown.
    of_dealer: String,
    base: String,
    filters: Vec<Select>,
    dealer: Option<String>,
    heads: Vec<Head>,
    lines: Vec<Line>,
    foot: Foot,
    empty: Empty,
}

struct Line {
    came: String,
    dealer: String,
    period: String,
    sheet: String,
    name: String,
    href: String,
    chip: Chip,
    rows: String,
    fileable: String,
    held: String,
    wrong: String,
    payable: String,
}

/// What is shown of whom.
struct Wanted {
    filter: Filter,
    order: Order,
}

/// A dealer's own.
pub async fn show(desk: Desk, page: Page, dealer: Path<String>, list: List) -> Answer {
    let dealer = DealerCode::new(&dealer).ok_or_else(|| page.failure(&Error::NotFound))?;
    drawn(desk, page.titled("uploads-title"), list, Some(dealer)).await
}

/// All dealers'.
pub async fn show_all(desk: Desk, page: Page, list: List) -> Answer {
    drawn(desk, page.titled("uploads-all"), list, None).await
}

async fn drawn(desk: Desk, page: Page, list: List, dealer: Option<DealerCode>) -> Answer {
    let wanted = wanted(&list, dealer.clone());
    let order = wanted.order.clone();
    let found = page.look(&desk, move |c| {
        let first = settings::get(c, settings::FIRST_PERIOD)?.and_then(|text| text.parse::<Period>().ok());
        Ok((uploads::previewed::<Preview>(c, &wanted.filter, &wanted.order, ROWS_FETCHED)?, first))
    });
    let (mut rows, first) = found.await?;
    let next = cut(&mut rows, |(upload, _)| {
        let value = match order.by {
            By::Came => String::new(),
            By::Period => upload.period.to_string(),
            By::Rows => upload.rows_read.to_string(),
        };
        vec![value, upload.id.clone()]
    });
    let base = dealer.as_ref().map(uploads_of).unwrap_or_default();
    let export = if base.is_empty() { "/api/v1/uploads".to_owned() } else { format!("/api/v1{base}") };
    let can_open = !page.is(Role::Administrator);
    html(&Uploads {
        filters: filters(&page, &list, first),
        dealer: dealer.is_none().then(|| list.get("dealer").to_owned()),
        heads: heads(&page, &list, dealer.is_none()),
        lines: rows.iter().map(|row| line(&page, row, can_open)).collect(),
        foot: list.foot(&page, next.as_deref(), &export),
        empty: empty(&page, &list, &base),
        of_dealer: dealer.map(|dealer| dealer.to_string()).unwrap_or_default(),
        base,
        page,
    })
}

fn wanted(list: &List, dealer: Option<DealerCode>) -> Wanted {
    let (by, upwards) = match list.sort() {
        ("came", downwards) => (By::Came, !downwards),
        ("period", downwards) => (By::Period, !downwards),
        ("rows", downwards) => (By::Rows, !downwards),
        _ => (By::Came, false),
    };
    Wanted {
        filter: Filter {
            dealer: dealer.or_else(|| DealerCode::new(list.get("dealer"))),
            period: list.get("period").parse().ok(),
            sheet: sheet_of(list.get("sheet")),
            state: STATES.into_iter().find(|(word, ..)| *word == list.get("state")).map(|(_, state, _)| state),
        },
        order: Order { by, upwards, after: list.after() },
    }
}

/// The states as addresses name them, and their words.
const STATES: [(&str, UploadState, &str); 5] = [
    ("received", UploadState::Received, "upload-received"),
    ("checked", UploadState::Checked, "upload-checked"),
    ("refused", UploadState::Refused, "upload-refused"),
    ("filed", UploadState::Filed, "upload-filed"),
    ("withdrawn", UploadState::Withdrawn, "upload-withdrawn"),
];

fn filters(page: &Page, list: &List, first: Option<Period>) -> Vec<Select> {
    /// So many months can be chosen.
    const MONTHS: i32 = 36;
    let all = || (String::new(), page.t("uploads-any"));
    let this_month = Period::of(page.today);
    let first = first.unwrap_or(this_month).max(this_month.plus(1 - MONTHS));
    let mut months: Vec<Period> = first.through(this_month).collect();
    months.reverse();
    let months = months.into_iter().map(|month| (month.to_string(), page.period(month)));
    let sheets = [FiledSheet::Slips, FiledSheet::Feedback];
    let sheets = sheets.into_iter().map(|sheet| (sheet_word(sheet).to_owned(), page.sheet_name(sheet)));
    let states = STATES.into_iter().map(|(word, _, key)| (word.to_owned(), page.t(key)));
    let select = |name: &'static str, label: &str, options: Vec<(String, String)>| {
        Select::new(page, name, label, std::iter::once(all()).chain(options).collect(), list.get(name))
    };
    vec![
        select("period", "month", months.collect()),
        select("sheet", "upload-fact-sheet", sheets.collect()),
        select("state", "state", states.collect()),
    ]
}

fn heads(page: &Page, list: &List, of_all: bool) -> Vec<Head> {
    let mut heads = vec![list.sorted(page, "uploads-came", "came")];
    if of_all {
        heads.push(list.plain(page, "upload-fact-dealer"));
    }
    heads.extend([
        list.sorted(page, "month", "period"),
        list.plain(page, "upload-fact-sheet"),
        list.plain(page, "uploads-file"),
        list.plain(page, "state"),
        list.sorted(page, "uploads-rows", "rows").number(),
        list.plain(page, "uploads-fileable").number(),
        list.plain(page, "held").number(),
        list.plain(page, "uploads-wrong").number(),
        list.plain(page, "payable").number(),
    ]);
    heads
}

fn line(page: &Page, (upload, preview): &Previewed<Preview>, can_open: bool) -> Line {
    let is_read = matches!(upload.state, UploadState::Checked | UploadState::Filed | UploadState::Refused);
    let read = preview.as_ref().filter(|_| is_read);
    let shown = |text: Option<String>| text.unwrap_or_else(|| "—".to_owned());
    let of_slips = read.filter(|_| upload.sheet == FiledSheet::Slips);
    let held = |preview: &Preview| preview.verdicts.get(&Verdict::Held).copied().unwrap_or_default();
    let own = format!("{}/{}", uploads_of(&upload.dealer), upload.id);
    Line {
        came: page.moment(upload.uploaded_at),
        dealer: upload.dealer.to_string(),
        period: page.period(upload.period),
        sheet: page.sheet_name(upload.sheet),
        name: upload.file_name.clone(),
        href: if can_open { own } else { String::new() },
        chip: page.upload_chip(upload.state),
        rows: shown(read.map(|_| page.count(upload.rows_read))),
        fileable: shown(read.map(|preview| page.count(preview.rows))),
        held: shown(of_slips.map(|preview| page.count(held(preview)))),
        wrong: shown(read.map(|preview| page.count(upload.rows_read - i64::from(preview.rows)))),
        payable: shown(of_slips.map(|preview| page.money(preview.payable))),
    }
}

fn empty(page: &Page, list: &List, base: &str) -> Empty {
    let (title, what_to_do) = if list.is_filtered() {
        ("uploads-none-found", "uploads-none-found-do")
    } else {
        ("uploads-none", "uploads-none-do")
    };
    let can_upload = !base.is_empty() && !list.is_filtered();
    Empty {
        title: page.t(title),
        what_to_do: page.t(what_to_do),
        href: if can_upload { format!("{base}/new") } else { String::new() },
        label: page.t("uploads-new"),
    }
}
