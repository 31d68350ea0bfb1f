//! A new file: for which month, which sheet, by when; the file goes up with its progress.

use actix_multipart::Multipart;
use actix_web::HttpResponse;
use actix_web::web::Path;
use askama::Template;

use super::due::{self, DueMonth};
use super::{sheet_of, sheet_word, uploads_of};
use crate::agreement::codes::DealerCode;
use crate::agreement::registers::{Dealer, FiledSheet};
use crate::auth::Role;
use crate::calendar::{Day, Period};
use crate::pages::chips::Chip;
use crate::pages::form::{Faults, Field, Select};
use crate::pages::listing::{List, segment};
use crate::pages::token::FIELD;
use crate::pages::{Answer, Failure, Page, guard, html, unprocessable};
use crate::sheets::Limits;
use crate::store::registers;
use crate::web::received::{NotReceived, ReceivedFile, receive};
use crate::web::{Desk, on_block};
use crate::workflow::read_sheet::dealer_limits;
use crate::workflow::upload_sheet::{NewUpload, upload_sheet};
use crate::workflow::{Error, Refusal};

#[derive(Template)]
#[template(path = "uploads/new.html")]
struct New {
    page: Page,
    dealer: String,
    base: String,
    sheets: Vec<SheetPick>,
    period: Select,
    received_on: Option<Field>,
    faults: Faults,
    limits: String,
    months: Vec<MonthLine>,
}

/// One of the two sheets to choose from.
struct SheetPick {
    word: &'static str,
    name: String,
    what: String,
    template: String,
    is_chosen: bool,
}

/// A month that is open.
struct MonthLine {
    name: String,
    sheets: Vec<SheetLine>,
}

struct SheetLine {
    due_on: String,
    chip: Chip,
    href: String,
}

/// What is chosen in the form.
#[derive(Clone, Debug, Default)]
struct Chosen {
    sheet: Option<FiledSheet>,
    period: Option<Period>,
    received_on: String,
}

/// What the page is drawn from.
struct Known {
    dealer: Dealer,
    limits: Limits,
    months: Vec<DueMonth>,
}

/// The form.
pub async fn show(desk: Desk, page: Page, dealer: Path<String>, list: List) -> Answer {
    let dealer = DealerCode::new(&dealer).ok_or_else(|| page.failure(&Error::NotFound))?;
    let known = known(&desk, &page, &dealer).await?;
    let chosen = Chosen {
        sheet: sheet_of(list.get("sheet")),
        period: list.get("period").parse().ok(),
        received_on: String::new(),
    };
    html(&drawn(page, &known, &chosen, Faults::none()))
}

/// Takes a file in, and goes on to it.
pub async fn take(desk: Desk, page: Page, dealer: Path<String>, form: Multipart) -> Answer {
    let dealer = DealerCode::new(&dealer).ok_or_else(|| page.failure(&Error::NotFound))?;
    let known = known(&desk, &page, &dealer).await?;
    let fields = [FIELD, "sheet", "period", "received_on"];
    let sent = match receive(form, known.limits.file_bytes_max, &fields).await {
        Ok(sent) => sent,
        Err(NotReceived::Failed(cause)) => return Err(page.internal(&cause)),
        Err(NotReceived::TooLarge { bytes_max }) => {
            let problem = crate::sheets::Problem::File(crate::sheets::FileProblem::FileTooLarge { bytes_max });
            let faults = Faults::none().with("file", page.lang.problem(&problem));
            return unprocessable(&drawn(page, &known, &Chosen::default(), faults));
        }
        Err(NotReceived::Broken(_)) => {
            let faults = Faults::none().with("file", page.t("upload-new-no-file"));
            return unprocessable(&drawn(page, &known, &Chosen::default(), faults));
        }
    };
    let chosen = Chosen {
        sheet: sheet_of(sent.field("sheet")),
        period: sent.field("period").parse().ok(),
        received_on: sent.field("received_on").to_owned(),
    };
    match keep(&desk, &page, &dealer, &chosen, sent).await? {
        Ok(response) => Ok(response),
        Err(faults) => unprocessable(&drawn(page, &known, &chosen, faults)),
    }
}

/// Keeps the file, or says at which field something is wrong.
async fn keep(
    desk: &Desk,
    page: &Page,
    dealer: &DealerCode,
    chosen: &Chosen,
    sent: ReceivedFile,
) -> Result<Result<HttpResponse, Faults>, Failure> {
    let wrong = |field: &str, key: &str| Ok(Err(Faults::none().with(field, page.t(key))));
    let Some(sheet) = chosen.sheet else { return wrong("sheet", "upload-new-no-sheet") };
    let Some(period) = chosen.period else { return wrong("period", "upload-new-no-period") };
    if sent.name.is_empty() {
        return wrong("file", "upload-new-no-file");
    }
    let received_on: Option<Day> = match chosen.received_on.as_str() {
        "" => None,
        text => match text.parse() {
            Ok(day) => Some(day),
            Err(_) => return wrong("received_on", "upload-new-no-day"),
        },
    };
    let (actor, owner) = (page.caller()?.actor, dealer.clone());
    let uploaded = on_block(desk, move |office| {
        let (file_name, path) = (sent.name.as_str(), sent.file.path());
        upload_sheet(office, &actor, &NewUpload { dealer: &owner, period, sheet, file_name, path, received_on })
    });
    match uploaded.await {
        Ok(uploaded) => {
            let again = if uploaded.is_new { "" } else { "?again=1" };
            Ok(Ok(guard::see(&format!("{}/{}{again}", uploads_of(dealer), uploaded.upload.id))))
        }
        Err(error @ Error::Refused(Refusal::StatementFrozen | Refusal::Upload(_))) => {
            Ok(Err(Faults::none().with("period", page.why(&error))))
        }
        Err(error) => Err(page.failure(&error)),
    }
}

async fn known(desk: &Desk, page: &Page, dealer: &DealerCode) -> Result<Known, Failure> {
    let (dealer, today) = (dealer.clone(), page.today);
    let found = page.look(desk, move |c| {
        let Some(known) = registers::dealer(c, &dealer)? else { return Ok(None) };
        let (limits, months) = (dealer_limits(c)?, due::months_of(c, &dealer, today)?);
        Ok(Some(Known { dealer: known, limits, months }))
    });
    found.await?.ok_or_else(|| page.failure(&Error::NotFound))
}

fn drawn(page: Page, known: &Known, chosen: &Chosen, faults: Faults) -> New {
    let base = uploads_of(&known.dealer.code);
    let page = page.titled("upload-new-title").below("uploads-title", &base);
    let sheet = chosen.sheet.unwrap_or(FiledSheet::Slips);
    let period = chosen.period.or_else(|| due::next(&known.months, sheet, page.today));
    let months: Vec<&DueMonth> = known.months.iter().filter(|month| !month.is_frozen).collect();
    let asked = period.map(|period| period.to_string()).unwrap_or_default();
    let options = months.iter().map(|month| (month.period.to_string(), page.period(month.period))).collect();
    let template = format!("/dealers/{}/template.xlsx?period={asked}", segment(known.dealer.code.as_str()));
    let pick = |word: FiledSheet, what: &str| SheetPick {
        word: sheet_word(word),
        name: page.sheet_name(word),
        what: page.t(what),
        template: format!("{template}&sheet={}", sheet_word(word)),
        is_chosen: word == sheet,
    };
    let sheets =
        vec![pick(FiledSheet::Slips, "upload-new-slips-what"), pick(FiledSheet::Feedback, "upload-new-feedback-what")];
    let received_on = page.is(Role::Reviewer).then(|| {
        let hint = page.t("upload-new-received-hint");
        let field = Field::new(&page, "received_on", "upload-new-received", &faults);
        field.kind("date").value(&chosen.received_on).hint(hint).optional()
    });
    let (mebibytes, rows) = (known.limits.file_bytes_max >> 20, page.count(known.limits.rows_max));
    New {
        dealer: format!("{} {}", known.dealer.code, known.dealer.name),
        sheets,
        period: Select::new(&page, "period", "month", options, &asked).fault(faults.at("period")),
        received_on,
        limits: page.t_with("upload-new-limits", &[&mebibytes, &rows]),
        months: months.iter().map(|month| line(&page, &base, month)).collect(),
        base,
        faults,
        page,
    }
}

fn line(page: &Page, base: &str, month: &DueMonth) -> MonthLine {
    let sheet = |sheet: FiledSheet| {
        let due = month.of(sheet);
        SheetLine {
            due_on: page.day_if(due.due_on),
            chip: page.due_chip(due),
            href: format!("{base}/new?period={}&sheet={}", month.period, sheet_word(sheet)),
        }
    };
    MonthLine { name: page.period(month.period), sheets: vec![sheet(FiledSheet::Slips), sheet(FiledSheet::Feedback)] }
}
