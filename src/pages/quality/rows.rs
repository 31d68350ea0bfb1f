//! `/quality/rows`: the rows of the feedback sheets behind a bar.

use askama::Template;

use super::filter::{Asked, Form, elsewhere};
use crate::pages::chips::Chip;
use crate::pages::listing::{Empty, Foot, Head, List, ROWS_FETCHED, cut, segment};
use crate::pages::{Answer, Page, html};
use crate::store::quality::{self, FeedbackLine, FeedbackOrder};
use crate::web::Desk;

#[derive(Template)]
#[template(path = "quality/rows.html")]
struct Feedback {
    page: Page,
    form: Form,
    heads: Vec<Head>,
    rows: Vec<Row>,
    empty: Empty,
    foot: Foot,
}

struct Row {
    period: String,
    dealer: String,
    upload_href: String,
    model: String,
    model_href: String,
    fault: String,
    fault_href: String,
    description: String,
    occurrences: String,
    part: String,
    severity: Option<Chip>,
    cause: String,
    suggestion: String,
}

/// The page.
pub async fn show(desk: Desk, page: Page, list: List) -> Answer {
    let page = page.below("quality-title", &elsewhere(&list, "/quality", &[])).titled("quality-rows");
    let (column, is_down) = list.sort();
    let (order, is_up) = match column {
        "occurrences" => (FeedbackOrder::Occurrences, !is_down),
        // The latest first, unless the other way is asked for.
        "period" => (FeedbackOrder::Month, !is_down),
        _ => (FeedbackOrder::Month, false),
    };
    let after = list.after::<4>();
    let (of, today) = (list.clone(), page.today);
    let found = page.look(&desk, move |c| {
        let asked = Asked::of(c, &of, today)?;
        let rows = quality::feedback(c, &asked.filter, (order, is_up), after, ROWS_FETCHED)?;
        Ok((asked, rows))
    });
    let (asked, mut rows) = found.await?;
    let next = cut(&mut rows, |row| order.place(row).to_vec());
    let view = Feedback {
        form: asked.form(&page, &list),
        heads: heads(&page, &list),
        rows: rows.iter().map(|row| line(&page, &list, row)).collect(),
        empty: Empty {
            title: page.t("quality-rows-empty"),
            what_to_do: page.t("quality-rows-empty-do"),
            href: "/quality".to_owned(),
            label: page.t("quality-back"),
        },
        foot: list.foot(&page, next.as_deref(), "/api/v1/feedback"),
        page,
    };
    html(&view)
}

fn heads(page: &Page, list: &List) -> Vec<Head> {
    vec![
        list.sorted(page, "month", "period"),
        list.plain(page, "quality-by-dealer"),
        list.plain(page, "quality-by-model"),
        list.plain(page, "quality-by-fault"),
        list.plain(page, "quality-description"),
        list.sorted(page, "quality-occurrences", "occurrences").number(),
        list.plain(page, "quality-by-part"),
        list.plain(page, "quality-severity"),
        list.plain(page, "quality-cause"),
        list.plain(page, "quality-suggestion"),
    ]
}

fn line(page: &Page, list: &List, row: &FeedbackLine) -> Row {
    let severity = match row.severity.as_str() {
        "safety" => Some(page.chip("bad", "quality-safety")),
        "function" => Some(page.chip("wait", "quality-function")),
        "appearance" => Some(page.chip("quiet", "quality-appearance")),
        _ => None,
    };
    let dealer = segment(&row.dealer);
    Row {
        period: row.period.parse().map_or_else(|_| row.period.clone(), |period| page.period(period)),
        upload_href: format!("/dealers/{dealer}/uploads/{}", segment(&row.upload)),
        dealer: row.dealer.clone(),
        model_href: elsewhere(list, "/quality/rows", &[("model", &row.product_model)]),
        model: row.product_model.clone(),
        fault_href: elsewhere(list, "/quality/rows", &[("fault", &row.fault_code)]),
        fault: row.fault_code.clone(),
        description: row.fault_description.clone(),
        occurrences: page.count(row.occurrences),
        part: row.part_no.clone(),
        severity,
        cause: row.suspected_cause.clone(),
        suggestion: row.suggestion.clone(),
    }
}
