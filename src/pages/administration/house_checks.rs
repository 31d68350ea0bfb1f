//! `/house-checks`: the administrator's own checks (agreement 4.32): what there is, a new one with help for what it may ask,
//! and the end of one.

pub mod facts;
pub mod fault;

use actix_web::web::Path;
use askama::Template;
use serde::Deserialize;

use self::facts::FACT_WORDS;
use self::fault::{Told, told};
use crate::agreement::decision::house_check::{CheckText, ExpressionCheck};
use crate::auth::Role;
use crate::calendar::Period;
use crate::pages::chips::Chip;
use crate::pages::form::{Faults, Field, Posted};
use crate::pages::guard::see;
use crate::pages::listing::{Empty, encoded, pairs};
use crate::pages::{Answer, Failure, Flash, Page, html, unprocessable};
use crate::store::house_checks::{self, HouseCheckRow};
use crate::web::{Desk, on_block};
use crate::workflow::publish_house_check::{end_house_check, publish_house_check};
use crate::workflow::{Error, Refusal};

#[derive(Template)]
#[template(path = "administration/house_checks.html")]
struct Checks {
    page: Page,
    may_change: bool,
    standing: Vec<CheckLine>,
    ended: Vec<CheckLine>,
    empty: Empty,
}

/// A check in the list.
struct CheckLine {
    id: String,
    code: String,
    message: String,
    expression: String,
    effect: Chip,
    months: String,
    by: String,
    at: String,
}

#[derive(Template)]
#[template(path = "administration/house_check_form.html")]
struct Form {
    page: Page,
    whole: String,
    place: Option<[String; 3]>,
    code: Field,
    expression: Field,
    message: Field,
    first_period: Field,
    is_held: bool,
    facts: Vec<(&'static str, String)>,
    examples: Vec<(&'static str, String)>,
}

#[derive(Template)]
#[template(path = "administration/house_check_end.html")]
struct End {
    page: Page,
    check: CheckLine,
    id: String,
    whole: String,
    last_period: Field,
}

/// What is posted of a new check.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewCheck {
    #[serde(rename = "check.code", default)]
    code: String,
    #[serde(rename = "check.expression", default)]
    expression: String,
    #[serde(rename = "check.message", default)]
    message: String,
    #[serde(rename = "check.held", default)]
    held: String,
    #[serde(default)]
    first_period: String,
    #[serde(default)]
    action: String,
}

impl NewCheck {
    fn text(&self) -> CheckText {
        CheckText {
            code: self.code.trim().into(),
            expression: self.expression.trim().to_owned(),
            message: self.message.trim().to_owned(),
            held: self.held == "yes",
        }
    }
}

/// A check as addresses and forms have it.
pub fn check_fields(text: &CheckText) -> Vec<(String, String)> {
    let held = if text.held { "yes" } else { "no" };
    let fields = [
        ("check.code", text.code.as_str()),
        ("check.expression", &text.expression),
        ("check.message", &text.message),
        ("check.held", held),
    ];
    fields.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

/// What a check does to a slip that it hits.
pub fn effect(page: &Page, held: bool) -> Chip {
    if held { page.chip("wait", "house-check-held") } else { page.chip("quiet", "house-check-note") }
}

fn line(page: &Page, row: &HouseCheckRow) -> CheckLine {
    let last = row.last_period.map_or_else(|| page.t("house-check-goes-on"), |last| page.period(last));
    CheckLine {
        id: row.id.clone(),
        code: row.text.code.to_string(),
        message: row.text.message.clone(),
        expression: row.text.expression.clone(),
        effect: effect(page, row.text.held),
        months: format!("{} – {last}", page.period(row.first_period)),
        by: row.published_by.clone(),
        at: page.moment(row.published_at),
    }
}

/// The list.
pub async fn list(desk: Desk, page: Page) -> Answer {
    let page = page.titled("house-checks-title");
    let all = page.look(&desk, house_checks::all).await?;
    let of = |is_standing: bool| {
        let wanted = all.iter().rev().filter(|row| row.last_period.is_none() == is_standing);
        wanted.map(|row| line(&page, row)).collect()
    };
    let empty = Empty {
        title: page.t("house-checks-empty"),
        what_to_do: page.t("house-checks-empty-do"),
        href: if page.is(Role::Administrator) { "/house-checks/new".to_owned() } else { String::new() },
        label: page.t("house-check-new"),
    };
    let (standing, ended) = (of(true), of(false));
    html(&Checks { may_change: page.is(Role::Administrator), standing, ended, empty, page })
}

/// The form, filled from the address.
pub async fn show(page: Page) -> Answer {
    let query = pairs(&page.query);
    let value = |name: &str| query.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
    let text = |name: &str| value(name).unwrap_or_default();
    let new = NewCheck {
        code: text("check.code"),
        expression: text("check.expression"),
        message: text("check.message"),
        held: value("check.held").unwrap_or_else(|| "yes".to_owned()),
        first_period: value("first_period").unwrap_or_else(|| Period::of(page.today).to_string()),
        action: String::new(),
    };
    html(&form(page, &new, None, String::new()))
}

/// Goes on to the trial, or publishes.
pub async fn take(desk: Desk, page: Page, posted: Posted<NewCheck>) -> Answer {
    let Posted(new) = posted;
    let text = new.text();
    if let Err(wrong) = ExpressionCheck::new(text.clone()) {
        let told = told(&page, &text, &wrong);
        return unprocessable(&form(page, &new, Some(told), String::new()));
    }
    if new.action != "publish" {
        return Ok(see(&format!("/what-if?{}", encoded(&check_fields(&text)))));
    }
    let Ok(first) = new.first_period.parse::<Period>() else {
        let sentence = page.t("what-if-no-months");
        let told = Told { field: "first_period", sentence, place: None };
        return unprocessable(&form(page, &new, Some(told), String::new()));
    };
    let actor = page.caller()?.actor;
    match on_block(&desk, move |office| publish_house_check(office, &actor, text, first)).await {
        Ok(row) => {
            let told = page.t_with("house-check-published", &[&row.text.code, &page.period(row.first_period)]);
            Ok(page.see("/house-checks", Flash::done(told)))
        }
        Err(error @ Error::Refused(Refusal::HouseCheckStands)) => {
            let told = Told { field: "check.code", sentence: page.why(&error), place: None };
            unprocessable(&form(page, &new, Some(told), String::new()))
        }
        Err(error @ Error::Refused(_)) => {
            let whole = page.why(&error);
            unprocessable(&form(page, &new, None, whole))
        }
        Err(error) => Err(page.failure(&error)),
    }
}

fn form(page: Page, new: &NewCheck, told: Option<Told>, whole: String) -> Form {
    let page = page.titled("house-check-new").below("house-checks-title", "/house-checks");
    let (faults, place) = match told {
        Some(Told { field, sentence, place }) => (Faults::none().with(field, sentence), place),
        None => (Faults::none(), None),
    };
    let field = |name: &'static str, label: &str, value: &str| Field::new(&page, name, label, &faults).value(value);
    let examples = [
        ("claimed_fee_fen % 1000 == 0", "house-check-example-round"),
        ("parts.exists(p, p.part_no == 'P-1' && p.qty >= 3)", "house-check-example-part"),
        ("days_since_sale < 7 && service_mode == 'door_to_door'", "house-check-example-new"),
    ];
    Form {
        whole,
        place,
        code: field("check.code", "house-check-code", &new.code).hint(page.t("house-check-code-hint")),
        expression: field("check.expression", "house-check-expression", &new.expression)
            .kind("textarea")
            .hint(page.t("house-check-expression-hint")),
        message: field("check.message", "house-check-message", &new.message).hint(page.t("house-check-message-hint")),
        first_period: field("first_period", "house-check-first", &new.first_period)
            .kind("month")
            .hint(page.t("house-check-first-hint")),
        is_held: new.held == "yes",
        facts: FACT_WORDS.iter().map(|(name, words)| (*name, page.t(words))).collect(),
        examples: examples.into_iter().map(|(expression, words)| (expression, page.t(words))).collect(),
        page,
    }
}

/// What is posted to end a check.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EndForm {
    last_period: String,
}

async fn check_of(desk: &Desk, page: &Page, id: &str) -> Result<HouseCheckRow, Failure> {
    let all = page.look(desk, house_checks::all).await?;
    all.into_iter().find(|row| row.id == id).ok_or_else(|| page.failure(&Error::NotFound))
}

/// With which month a check is to end.
pub async fn ending(desk: Desk, page: Page, id: Path<String>) -> Answer {
    let row = check_of(&desk, &page, &id).await?;
    let last = Period::of(page.today).to_string();
    html(&end_form(page, &row, &last, &Faults::none()))
}

/// Ends a check.
pub async fn end(desk: Desk, page: Page, id: Path<String>, posted: Posted<EndForm>) -> Answer {
    let Posted(EndForm { last_period }) = posted;
    let row = check_of(&desk, &page, &id).await?;
    let Ok(last) = last_period.parse::<Period>() else {
        let faults = Faults::none().with("last_period", page.t("what-if-no-months"));
        return unprocessable(&end_form(page, &row, &last_period, &faults));
    };
    let (actor, id) = (page.caller()?.actor, row.id.clone());
    match on_block(&desk, move |office| end_house_check(office, &actor, &id, last)).await {
        Ok(row) => {
            let told = page.t_with("house-check-ended", &[&row.text.code, &page.period(last)]);
            Ok(page.see("/house-checks", Flash::done(told)))
        }
        Err(error @ Error::Refused(_)) => {
            let faults = Faults::whole(page.why(&error));
            unprocessable(&end_form(page, &row, &last_period, &faults))
        }
        Err(error) => Err(page.failure(&error)),
    }
}

fn end_form(page: Page, row: &HouseCheckRow, last: &str, faults: &Faults) -> End {
    let title = page.t_with("house-check-end-of", &[&row.text.code]);
    let page = page.named(title).below("house-checks-title", "/house-checks");
    End {
        check: line(&page, row),
        id: row.id.clone(),
        whole: faults.at("").to_owned(),
        last_period: Field::new(&page, "last_period", "house-check-last", faults)
            .kind("month")
            .value(last)
            .hint(page.t("house-check-last-hint")),
        page,
    }
}
