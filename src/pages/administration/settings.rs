//! `/settings`: what is set for the installation, what it means, and what may still be changed.

use askama::Template;
use serde::Deserialize;

use crate::calendar::Period;
use crate::pages::form::{Faults, Field, Posted};
use crate::pages::{Answer, Failure, Flash, Page, html, unprocessable};
use crate::store::{months, settings};
use crate::web::{Desk, on_block};
use crate::workflow::Error;
use crate::workflow::change_settings::{Change, Settings, change_settings, read_settings};

/// The largest that a sheet can be set to be, in MiB.
const MEBIBYTES_MAX: u64 = 20;
/// The most rows.
const ROWS_MAX: u32 = 1_000_000;

#[derive(Template)]
#[template(path = "administration/settings.html")]
struct SettingsPage {
    page: Page,
    whole: String,
    first_period: Option<Field>,
    first_shown: String,
    fields: Vec<Field>,
    public_url: String,
}

/// What is posted.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SettingsForm {
    #[serde(default)]
    first_period: String,
    mebibytes: String,
    rows: String,
}

/// What stands.
struct Known {
    settings: Settings,
    is_begun: bool,
    public_url: String,
}

async fn known(desk: &Desk, page: &Page) -> Result<Known, Failure> {
    page.ask(desk, |office| {
        office.store.read(|c| {
            let public_url = settings::get(c, settings::PUBLIC_URL)?.unwrap_or_default();
            Ok(Known { settings: read_settings(c)?, is_begun: months::is_any_begun(c)?, public_url })
        })
    })
    .await
}

/// The page.
pub async fn show(desk: Desk, page: Page) -> Answer {
    let known = known(&desk, &page).await?;
    let form = SettingsForm {
        first_period: known.settings.first_period.map(|period| period.to_string()).unwrap_or_default(),
        mebibytes: (known.settings.dealer_bytes_max >> 20).max(1).to_string(),
        rows: known.settings.dealer_rows_max.to_string(),
    };
    html(&drawn(page, &known, &form, &Faults::none()))
}

/// Changes what is set.
pub async fn take(desk: Desk, page: Page, posted: Posted<SettingsForm>) -> Answer {
    let Posted(form) = posted;
    let known = known(&desk, &page).await?;
    let mut faults = Faults::none();
    let mebibytes = form.mebibytes.trim().parse::<u64>().ok().filter(|count| (1..=MEBIBYTES_MAX).contains(count));
    if mebibytes.is_none() {
        faults = faults.with("mebibytes", page.t_with("term-fault-integer", &[&1, &MEBIBYTES_MAX]));
    }
    let rows = form.rows.trim().parse::<u32>().ok().filter(|count| (1..=ROWS_MAX).contains(count));
    if rows.is_none() {
        faults = faults.with("rows", page.t_with("term-fault-integer", &[&1, &ROWS_MAX]));
    }
    let first_period = form.first_period.trim();
    let period = first_period.parse::<Period>().ok();
    if period.is_none() && !first_period.is_empty() {
        faults = faults.with("first_period", page.t("what-if-no-months"));
    }
    if !faults.is_empty() {
        return unprocessable(&drawn(page, &known, &form, &faults));
    }
    let change =
        Change { first_period: period, dealer_bytes_max: mebibytes.map(|count| count << 20), dealer_rows_max: rows };
    let actor = page.caller()?.actor;
    match on_block(&desk, move |office| change_settings(office, &actor, change)).await {
        Ok(_) => Ok(page.see("/settings", Flash::done(page.t("settings-changed")))),
        Err(error @ Error::Refused(_)) => {
            let faults = Faults::whole(page.why(&error));
            unprocessable(&drawn(page, &known, &form, &faults))
        }
        Err(error) => Err(page.failure(&error)),
    }
}

fn drawn(page: Page, known: &Known, form: &SettingsForm, faults: &Faults) -> SettingsPage {
    let page = page.titled("settings-title");
    let field = |name: &'static str, label: &str, value: &str| Field::new(&page, name, label, faults).value(value);
    let first_period = field("first_period", "settings-first-period", &form.first_period)
        .kind("month")
        .optional()
        .hint(page.t("settings-first-period-hint"));
    SettingsPage {
        whole: faults.at("").to_owned(),
        first_period: Some(first_period).filter(|_| !known.is_begun),
        first_shown: known.settings.first_period.map_or_else(|| "—".to_owned(), |period| page.period(period)),
        fields: vec![
            field("mebibytes", "settings-mebibytes", &form.mebibytes).digits().hint(page.t("settings-mebibytes-hint")),
            field("rows", "settings-rows", &form.rows).digits().hint(page.t("settings-rows-hint")),
        ],
        public_url: known.public_url.clone(),
        page,
    }
}
