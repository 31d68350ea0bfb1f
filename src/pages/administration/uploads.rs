//! `/uploads`: every dealer's files, the latest first.

use askama::Template;

use crate::agreement::codes::DealerCode;
use crate::agreement::registers::FiledSheet;
use crate::auth::Role;
use crate::calendar::Period;
use crate::pages::chips::Chip;
use crate::pages::form::{Faults, Field};
use crate::pages::listing::{Empty, Foot, List, ROWS, cut, segment};
use crate::pages::{Answer, Page, html};
use crate::store::uploads::{self, Filter, Upload, UploadState};
use crate::web::Desk;

/// Every state as addresses have it.
const STATES: [(UploadState, &str); 5] = [
    (UploadState::Received, "received"),
    (UploadState::Checked, "checked"),
    (UploadState::Refused, "refused"),
    (UploadState::Filed, "filed"),
    (UploadState::Withdrawn, "withdrawn"),
];

#[derive(Template)]
#[template(path = "administration/uploads.html")]
struct UploadsPage {
    page: Page,
    filter: Vec<Field>,
    uploads: Vec<UploadLine>,
    foot: Foot,
    empty: Empty,
}

struct UploadLine {
    at: String,
    dealer: String,
    period: String,
    sheet: String,
    file: String,
    href: String,
    chip: Chip,
    rows: String,
    by: String,
}

/// The list.
pub async fn list(desk: Desk, page: Page, list: List) -> Answer {
    let page = page.titled("uploads-all-title");
    let filter = Filter {
        dealer: DealerCode::new(list.get("dealer").trim()),
        period: list.get("period").parse::<Period>().ok(),
        state: STATES.iter().find(|(_, name)| *name == list.get("state")).map(|(state, _)| *state),
        before: list.after::<1>().map(|[id]| id),
        count_max: i64::try_from(ROWS + 1).unwrap_or(i64::MAX),
    };
    let mut rows = page.look(&desk, move |c| uploads::list(c, &filter)).await?;
    let next = cut(&mut rows, |row| vec![row.id.clone()]);
    // Who files for dealers opens their files.
    let opens = page.is(Role::Reviewer);
    let line = |row: &Upload| UploadLine {
        at: page.moment(row.uploaded_at),
        dealer: row.dealer.to_string(),
        period: page.period(row.period),
        sheet: page.t(match row.sheet {
            FiledSheet::Slips => "uploads-slips",
            FiledSheet::Feedback => "uploads-feedback",
        }),
        file: row.file_name.clone(),
        href: if opens {
            format!("/dealers/{}/uploads/{}", segment(row.dealer.as_str()), row.id)
        } else {
            String::new()
        },
        chip: page.upload_chip(row.state),
        rows: page.count(row.rows_read),
        by: row.uploaded_by.clone(),
    };
    let none = Faults::none();
    let all = std::iter::once((String::new(), page.t("list-all")));
    let states = STATES.iter().map(|(state, name)| ((*name).to_owned(), page.upload_chip(*state).text));
    let field =
        |name: &'static str, label: &str| Field::new(&page, name, label, &none).value(list.get(name)).optional();
    let filter = vec![
        field("state", "state").options(all.chain(states)),
        field("dealer", "person-dealer"),
        field("period", "month").kind("month"),
    ];
    let empty = Empty {
        title: page.t("uploads-none"),
        what_to_do: page.t("uploads-none-do"),
        href: if list.is_filtered() { "/uploads".to_owned() } else { String::new() },
        label: page.t("audit-all"),
    };
    html(&UploadsPage {
        filter,
        uploads: rows.iter().map(line).collect(),
        foot: list.foot(&page, next.as_deref(), "/api/v1/uploads"),
        empty,
        page,
    })
}
