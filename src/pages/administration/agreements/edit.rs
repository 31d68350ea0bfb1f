//! `/agreements/new`: the form of an agreement's next version, or of a new agreement. What it comes to is tried at
//! `/what-if`, whose address has what was changed, and published from here or from there.

use actix_web::web::Query;
use askama::Template;
use serde::Deserialize;

use super::draft::Draft;
use super::shown::{Block, Cell, fault, fields, line_fields};
use crate::agreement::terms::Agreement;
use crate::calendar::Period;
use crate::pages::form::{Faults, Field, Posted};
use crate::pages::guard::see;
use crate::pages::listing::{encoded, pairs};
use crate::pages::{Answer, Failure, Flash, Page, html, unprocessable};
use crate::store::agreements;
use crate::web::Desk;
use crate::web::on_block;
use crate::workflow::publish_agreement::publish_agreement;
use crate::workflow::{Error, Refusal};

/// From which text a form begins.
#[derive(Debug, Default, Deserialize)]
pub struct From {
    /// Its identifier; empty for a new agreement.
    #[serde(default)]
    pub from: String,
}

#[derive(Template)]
#[template(path = "administration/agreement_form.html")]
struct Form {
    page: Page,
    from: String,
    faults: Vec<String>,
    head: Vec<Field>,
    general: Vec<Block>,
    line_names: Vec<Cell>,
    lines: Block,
    extensions: Vec<Vec<Cell>>,
    toml: String,
}

/// A draft and where it began.
pub struct Begun {
    /// The text that it began from; empty for a new agreement.
    pub from: String,
    /// As that text stands.
    pub base: Draft,
    /// With what was changed.
    pub draft: Draft,
}

impl Begun {
    /// A draft that begins from a text with changed fields; other names among them are refused.
    pub async fn load(desk: &Desk, page: &Page, from: &str, changed: &[(String, String)]) -> Result<Self, Failure> {
        let base = match from {
            "" => Draft::of_defaults(),
            id => Draft::of(&agreement(desk, page, id).await?),
        };
        let mut draft = base.clone();
        if !draft.take(changed) {
            return Err(page.failure(&Error::NotFound));
        }
        Ok(Self { from: from.to_owned(), base, draft })
    }

    /// What was changed, as an address and hidden fields have it.
    pub fn changes(&self) -> Vec<(String, String)> {
        std::iter::once(("from".to_owned(), self.from.clone())).chain(self.draft.changes(&self.base)).collect()
    }
}

async fn agreement(desk: &Desk, page: &Page, id: &str) -> Result<Agreement, Failure> {
    let id = id.to_owned();
    page.ask(desk, move |office| {
        let text = office.store.read(|c| agreements::one(c, &id))?.ok_or(Error::NotFound)?;
        Ok(text.terms()?)
    })
    .await
}

/// The fields of a query or a form that are an agreement's.
pub fn fields_of(all: &[(String, String)], others: &[&str]) -> Vec<(String, String)> {
    all.iter().filter(|(name, _)| !others.contains(&name.as_str())).cloned().collect()
}

/// The form. A next version begins with the next month, unless the address says otherwise.
pub async fn show(desk: Desk, page: Page, from: Query<From>) -> Answer {
    let changed = fields_of(&pairs(&page.query), &["from"]);
    let mut begun = Begun::load(&desk, &page, &from.from, &changed).await?;
    if changed.is_empty() {
        let first_day = Period::of(page.today).next().first_day();
        begun.draft.set("effective_from", &first_day.to_string());
        if begun.draft.get("effective_to").parse().is_ok_and(|last: crate::calendar::Day| last < first_day) {
            begun.draft.set("effective_to", "");
        }
    }
    html(&form(page, &begun, &Faults::none(), Vec::new()))
}

/// Adds a product line, goes on to the trial, or publishes.
pub async fn take(desk: Desk, page: Page, posted: Posted<Vec<(String, String)>>) -> Answer {
    let Posted(posted) = posted;
    let value = |name: &str| posted.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str());
    let (from, action) = (value("from").to_owned(), value("action").to_owned());
    let changed = fields_of(&posted, &["from", "action"]);
    let mut begun = Begun::load(&desk, &page, &from, &changed).await?;
    if action == "add_line" {
        begun.draft.add_line();
        return html(&form(page, &begun, &Faults::none(), Vec::new()));
    }
    if let Err(faults) = begun.draft.read(|wrong| fault(&page, wrong)) {
        let whole = vec![page.t("agreement-form-faults")];
        return unprocessable(&form(page, &begun, &faults, whole));
    }
    if action != "publish" {
        return Ok(see(&format!("/what-if?{}", encoded(&begun.changes()))));
    }
    let (actor, text) = (page.caller()?.actor, begun.draft.toml());
    match on_block(&desk, move |office| publish_agreement(office, &actor, text.as_bytes())).await {
        Ok(published) => {
            let told = page.t_with("agreement-published", &[&published.code, &page.day(published.effective_from)]);
            Ok(page.see(&format!("/agreements/{}", published.id), Flash::done(told)))
        }
        Err(Error::Refused(Refusal::SameFirstDay(clashes))) => {
            let whole = clashes.iter().map(|clash| page.lang.same_first_day(clash)).collect();
            unprocessable(&form(page, &begun, &Faults::none(), whole))
        }
        Err(error @ Error::Refused(_)) => {
            let whole = vec![page.why(&error)];
            unprocessable(&form(page, &begun, &Faults::none(), whole))
        }
        Err(error) => Err(page.failure(&error)),
    }
}

fn form(page: Page, begun: &Begun, faults: &Faults, mut whole: Vec<String>) -> Form {
    let draft = &begun.draft;
    let title = if begun.from.is_empty() { "agreement-form-new" } else { "agreement-form-next" };
    let page = page.titled(title).below("agreements-title", "/agreements");
    if !faults.at("").is_empty() {
        whole.push(faults.at("").to_owned());
    }
    let field = |name: &'static str, label: &str| Field::new(&page, name, label, faults).value(draft.get(name));
    let head = vec![
        field("code", "agreement-code").hint(page.t("agreement-code-hint")),
        field("dealers", "agreement-dealers").hint(page.t("agreement-dealers-hint")),
        field("effective_from", "agreement-first-day").kind("date").hint(page.t("agreement-first-day-hint")),
        field("effective_to", "agreement-last-day").kind("date").optional().hint(page.t("agreement-last-day-hint")),
    ];
    let cell = |name: String, label: String| Cell {
        value: draft.get(&name).to_owned(),
        fault: faults.at(&name).to_owned(),
        label,
        name,
        ..Cell::default()
    };
    let line_names = draft.lines().into_iter().map(|number| {
        let label = page.t_n("agreement-line-name", number + 1);
        cell(format!("lines.{number}"), label)
    });
    let extension = |number: usize| {
        let keys = ["agreement-extension-region", "agreement-extension-line", "agreement-extension-months"];
        let cells = super::draft::EXTENSION.iter().zip(keys);
        cells.map(|(key, label)| cell(format!("extensions.{number}.{key}"), page.t(label))).collect()
    };
    Form {
        from: begun.from.clone(),
        faults: whole,
        head,
        general: fields(&page, draft, faults),
        line_names: line_names.collect(),
        lines: line_fields(&page, draft, faults),
        extensions: draft.extensions().into_iter().map(extension).collect(),
        toml: draft.toml(),
        page,
    }
}
