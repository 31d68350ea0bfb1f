//! `/quality/claims?age=3`: the slips behind a bar of the months in service.

use askama::Template;

use super::filter::{Asked, Form, elsewhere};
use crate::pages::listing::{Empty, Foot, Head, List, ROWS_FETCHED, cut, segment};
use crate::pages::{Answer, Page, html};
use crate::store::quality::{self, ClaimOfAge};
use crate::web::Desk;

#[derive(Template)]
#[template(path = "quality/claims.html")]
struct Claims {
    page: Page,
    form: Form,
    age: String,
    lead: String,
    heads: Vec<Head>,
    rows: Vec<Row>,
    empty: Empty,
    foot: Foot,
}

struct Row {
    period: String,
    dealer: String,
    slip_no: String,
    href: String,
    model: String,
    serial: String,
    fault: String,
    sold_on: String,
    repaired_on: String,
}

/// The page.
pub async fn show(desk: Desk, page: Page, list: List) -> Answer {
    let page = page.below("quality-title", &elsewhere(&list, "/quality", &[])).titled("quality-claims");
    let age: Option<i64> = list.get("age").parse().ok();
    let months = age.map_or((0, i64::from(u16::MAX)), |age| (age, age));
    let after = list.after::<3>();
    let is_down = list.sort() == ("period", true);
    let (of, today) = (list.clone(), page.today);
    let found = page.look(&desk, move |c| {
        let asked = Asked::of(c, &of, today)?;
        let rows = quality::claims_of_age(c, &asked.filter, months, after, is_down, ROWS_FETCHED)?;
        Ok((asked, rows))
    });
    let (asked, mut rows) = found.await?;
    let next = cut(&mut rows, |row| vec![row.period.clone(), row.dealer.clone(), row.slip_no.clone()]);
    let view = Claims {
        form: asked.form(&page, &list),
        lead: age.map_or_else(|| page.t("quality-claims-lead"), |age| page.t_n("quality-claims-of-age", age)),
        age: age.map(|age| age.to_string()).unwrap_or_default(),
        heads: heads(&page, &list),
        rows: rows.into_iter().map(|row| line(&page, row)).collect(),
        empty: Empty {
            title: page.t("quality-claims-empty"),
            what_to_do: page.t("quality-rows-empty-do"),
            href: "/quality".to_owned(),
            label: page.t("quality-back"),
        },
        foot: list.foot(&page, next.as_deref(), "/api/v1/claims"),
        page,
    };
    html(&view)
}

fn heads(page: &Page, list: &List) -> Vec<Head> {
    let plain = [
        "quality-by-dealer",
        "quality-slip",
        "quality-by-model",
        "quality-serial",
        "quality-by-fault",
        "quality-sold-on",
        "quality-repaired-on",
    ];
    let month = list.sorted(page, "month", "period");
    std::iter::once(month).chain(plain.map(|key| list.plain(page, key))).collect()
}

fn line(page: &Page, row: ClaimOfAge) -> Row {
    let day = |text: &str| text.parse().map_or_else(|_| text.to_owned(), |day| page.day(day));
    Row {
        href: format!("/dealers/{}/months/{}/slips/{}", segment(&row.dealer), row.period, segment(&row.slip_no)),
        period: row.period.parse().map_or_else(|_| row.period.clone(), |period| page.period(period)),
        sold_on: day(&row.sold_on),
        repaired_on: day(&row.repaired_on),
        dealer: row.dealer,
        slip_no: row.slip_no,
        model: row.product_model,
        serial: row.serial_no,
        fault: row.fault_code,
    }
}
