//! `/what-if`: what a change of terms or of own checks would have come to in the last months, before it is published.
//!
//! The address has the whole change, so that it can be kept, sent to a colleague, and gone back to.

use askama::Template;

use super::agreements::edit::{Begun, fields_of};
use super::agreements::shown::{Difference, differences, fault};
use super::house_checks::fault::told;
use super::house_checks::{check_fields, effect};
use crate::agreement::codes::DealerCode;
use crate::agreement::decision::house_check::{CheckText, ExpressionCheck};
use crate::calendar::Period;
use crate::money::Money;
use crate::pages::chips::Chip;
use crate::pages::form::{Faults, Field};
use crate::pages::listing::{encoded, pairs, segment};
use crate::pages::{Answer, Failure, Page, html, unprocessable};
use crate::store::house_checks::{self, HouseCheckRow};
use crate::store::months;
use crate::web::{Desk, on_block};
use crate::workflow::Error;
use crate::workflow::try_change::{Change, ChangedMonth, Decided, Sums, Trial, try_change};

/// Months that are tried where the address says nothing else: of terms, and of a check, whose slips are looked at.
const MONTHS: (i32, i32) = (3, 1);
/// The most slips that are listed.
const SLIPS_MAX: usize = 300;
/// What the address says beside an agreement's fields.
const OTHERS: [&str; 9] =
    ["from", "first", "last", "dealer", "check.code", "check.expression", "check.message", "check.held", "end"];

/// Which months are tried.
struct Span {
    first: String,
    last: String,
    dealer: String,
}

/// What would be changed.
enum Asked {
    Nothing,
    Terms(Begun),
    Check(CheckText),
    End(HouseCheckRow),
}

#[derive(Template)]
#[template(path = "administration/what_if.html")]
struct WhatIf {
    page: Page,
    whole: String,
    lead: String,
    kept: Vec<(String, String)>,
    fields: Vec<Field>,
    differences: Vec<Difference>,
    check: Option<CheckShown>,
    back: String,
    tried: Option<Tried>,
    publish: Option<Publish>,
}

/// The check that is tried.
struct CheckShown {
    code: String,
    expression: String,
    message: String,
    effect: Chip,
}

/// What is posted to make the change.
struct Publish {
    path: String,
    kept: Vec<(String, String)>,
    field: Field,
    label: String,
}

/// What came of it.
struct Tried {
    sentence: String,
    months: Vec<MonthLine>,
    total: MonthLine,
    slips: Vec<SlipLine>,
    more_slips: String,
}

struct MonthLine {
    dealer: String,
    period: String,
    href: String,
    before: String,
    after: String,
    difference: String,
    tone: &'static str,
    slips: String,
}

struct SlipLine {
    dealer: String,
    period: String,
    number: String,
    href: String,
    before: DecidedShown,
    after: DecidedShown,
}

struct DecidedShown {
    chip: Chip,
    codes: String,
    payable: String,
}

/// The page.
pub async fn show(desk: Desk, page: Page) -> Answer {
    let query = pairs(&page.query);
    let value = |name: &str| query.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str());
    let asked = asked(&desk, &page, &query).await?;
    let count = if matches!(asked, Asked::Check(_) | Asked::End(_)) { MONTHS.1 } else { MONTHS.0 };
    let last = match value("last") {
        "" => last_month(&desk, &page).await?.to_string(),
        last => last.to_owned(),
    };
    let first = match (value("first"), last.parse::<Period>()) {
        ("", Ok(last)) => last.plus(1 - count).to_string(),
        (first, _) => first.to_owned(),
    };
    let span = Span { first, last, dealer: value("dealer").trim().to_owned() };
    let (page, shown) = drawn(page, &asked, &span);
    match tried(&desk, &page, &asked, &span).await? {
        Ok(tried) => html(&WhatIf { page, tried, ..shown }),
        Err(whole) => unprocessable(&WhatIf { page, whole, publish: None, ..shown }),
    }
}

/// The last month of which anything is filed; else the running one.
async fn last_month(desk: &Desk, page: &Page) -> Result<Period, Failure> {
    let last = page.look(desk, months::last_begun).await?;
    Ok(last.unwrap_or(Period::of(page.today)))
}

async fn asked(desk: &Desk, page: &Page, query: &[(String, String)]) -> Result<Asked, Failure> {
    let value = |name: &str| query.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
    if let Some(expression) = value("check.expression") {
        let text = |name: &str| value(name).unwrap_or_default();
        let (code, message) = (text("check.code").into(), text("check.message"));
        return Ok(Asked::Check(CheckText { code, expression, message, held: text("check.held") == "yes" }));
    }
    if let Some(id) = value("end") {
        let all = page.look(desk, house_checks::all).await?;
        let check = all.into_iter().find(|check| check.id == id);
        return Ok(Asked::End(check.ok_or_else(|| page.failure(&Error::NotFound))?));
    }
    let changed = fields_of(query, &OTHERS);
    match value("from") {
        None if changed.is_empty() => Ok(Asked::Nothing),
        from => Ok(Asked::Terms(Begun::load(desk, page, &from.unwrap_or_default(), &changed).await?)),
    }
}

/// Settles the months twice; what cannot be tried says why.
async fn tried(desk: &Desk, page: &Page, asked: &Asked, span: &Span) -> Result<Result<Option<Tried>, String>, Failure> {
    let (Ok(first), Ok(last)) = (span.first.parse::<Period>(), span.last.parse::<Period>()) else {
        return Ok(Err(page.t("what-if-no-months")));
    };
    let dealer = if span.dealer.is_empty() { None } else { DealerCode::new(&span.dealer) };
    let change = match asked {
        Asked::Nothing => return Ok(Ok(None)),
        Asked::Terms(begun) => {
            if let Err(faults) = begun.draft.read(|wrong| fault(page, wrong)) {
                let places: Vec<&str> = faults.all().collect();
                return Ok(Err(format!("{} {}", page.t("agreement-form-faults"), places.join(" "))));
            }
            Owned::Agreement(begun.draft.toml())
        }
        Asked::Check(text) => {
            if let Err(wrong) = ExpressionCheck::new(text.clone()) {
                return Ok(Err(told(page, text, &wrong).sentence));
            }
            Owned::Check(text.clone())
        }
        Asked::End(check) => Owned::End(check.id.clone()),
    };
    let actor = page.caller()?.actor;
    let tried = on_block(desk, move |office| {
        let change = match &change {
            Owned::Agreement(text) => Change::Agreement(text.as_bytes()),
            Owned::Check(text) => Change::Check(text.clone()),
            Owned::End(id) => Change::EndOfCheck(id.clone()),
        };
        try_change(office, &actor, &change, (first, last), dealer.as_ref())
    });
    match tried.await {
        Ok(trial) => Ok(Ok(Some(told_of(page, &trial)))),
        Err(error @ Error::Refused(_)) => Ok(Err(page.why(&error))),
        Err(Error::NotFound) => Ok(Err(page.t_with("what-if-no-dealer", &[&span.dealer]))),
        Err(error) => Err(page.failure(&error)),
    }
}

/// A change that goes to another thread.
enum Owned {
    Agreement(String),
    Check(CheckText),
    End(String),
}

/// The page without what came of it.
fn drawn(page: Page, asked: &Asked, span: &Span) -> (Page, WhatIf) {
    let mut shown = WhatIf {
        page: page.clone(),
        whole: String::new(),
        lead: page.t("what-if-lead"),
        kept: Vec::new(),
        fields: Vec::new(),
        differences: Vec::new(),
        check: None,
        back: String::new(),
        tried: None,
        publish: None,
    };
    let none = Faults::none();
    let page = page.titled("what-if-title");
    let page = match asked {
        Asked::Nothing => return (page, shown),
        Asked::Terms(begun) => {
            shown.kept = begun.changes();
            shown.back = format!("/agreements/new?{}", encoded(&shown.kept));
            shown.differences = differences(&page, &begun.base, &begun.draft);
            let first_day = Field::new(&page, "effective_from", "agreement-first-day", &none).kind("date");
            shown.publish = Some(Publish {
                path: "/agreements/new".to_owned(),
                kept: shown.kept.iter().filter(|(name, _)| name != "effective_from").cloned().collect(),
                field: first_day.value(begun.draft.get("effective_from")),
                label: page.t("agreement-publish"),
            });
            page.below("agreements-title", "/agreements")
        }
        Asked::Check(text) => {
            shown.kept = check_fields(text);
            shown.back = format!("/house-checks/new?{}", encoded(&shown.kept));
            shown.check = Some(check_shown(&page, text));
            let first = Field::new(&page, "first_period", "house-check-first", &none).kind("month");
            shown.publish = Some(Publish {
                path: "/house-checks/new".to_owned(),
                kept: shown.kept.clone(),
                field: first.value(Period::of(page.today).to_string()),
                label: page.t("house-check-publish"),
            });
            page.below("house-checks-title", "/house-checks")
        }
        Asked::End(check) => {
            shown.lead = page.t_with("what-if-end", &[&check.text.code]);
            shown.kept = vec![("end".to_owned(), check.id.clone())];
            shown.check = Some(check_shown(&page, &check.text));
            shown.back = format!("/house-checks/{}/end", check.id);
            page.below("house-checks-title", "/house-checks")
        }
    };
    shown.fields = vec![
        Field::new(&page, "first", "what-if-first", &none).kind("month").value(&span.first),
        Field::new(&page, "last", "what-if-last", &none).kind("month").value(&span.last),
        Field::new(&page, "dealer", "what-if-dealer", &none).value(&span.dealer).optional(),
    ];
    (page, shown)
}

fn check_shown(page: &Page, text: &CheckText) -> CheckShown {
    CheckShown {
        code: text.code.to_string(),
        expression: text.expression.clone(),
        message: text.message.clone(),
        effect: effect(page, text.held),
    }
}

fn told_of(page: &Page, trial: &Trial) -> Tried {
    let sum = |of: fn(&ChangedMonth) -> Sums| -> Money { trial.changed.iter().map(|month| of(month).payable).sum() };
    let (before, after) = (sum(|month| month.before), sum(|month| month.after));
    let slips: usize = trial.changed.iter().map(|month| month.slips.len()).sum();
    let month = |month: &ChangedMonth| {
        let href = format!("/dealers/{}/months/{}", segment(month.dealer.as_str()), month.period);
        let names = (month.dealer.to_string(), page.period(month.period));
        line(page, names, href, (month.before.payable, month.after.payable), month.slips.len())
    };
    let listed = trial.changed.iter().flat_map(|month| {
        month.slips.iter().map(move |slip| {
            let place = format!("/dealers/{}/months/{}", segment(month.dealer.as_str()), month.period);
            SlipLine {
                dealer: month.dealer.to_string(),
                period: page.period(month.period),
                number: slip.no.to_string(),
                href: format!("{place}/slips/{}", segment(slip.no.as_str())),
                before: decided(page, &slip.before),
                after: decided(page, &slip.after),
            }
        })
    });
    let total = (page.t("what-if-total"), String::new());
    Tried {
        sentence: if trial.changed.is_empty() {
            page.t_n("what-if-nothing", trial.months)
        } else {
            let counts = (page.count(trial.months), page.count(trial.changed.len()), page.count(slips));
            let difference = signed(page, after - before);
            page.t_with("what-if-found", &[&counts.0, &counts.1, &counts.2, &difference])
        },
        months: trial.changed.iter().map(month).collect(),
        total: line(page, total, String::new(), (before, after), slips),
        slips: listed.take(SLIPS_MAX).collect(),
        more_slips: if slips > SLIPS_MAX { page.t_n("what-if-more-slips", slips - SLIPS_MAX) } else { String::new() },
    }
}

fn line(
    page: &Page,
    (dealer, period): (String, String),
    href: String,
    (before, after): (Money, Money),
    slips: usize,
) -> MonthLine {
    let difference = after - before;
    MonthLine {
        dealer,
        period,
        href,
        before: page.money(before),
        after: page.money(after),
        difference: signed(page, difference),
        tone: match difference.fen() {
            ..0 => "saving",
            0 => "same",
            _ => "costing",
        },
        slips: page.count(slips),
    }
}

/// An amount that is added or taken away.
fn signed(page: &Page, amount: Money) -> String {
    let shown = page.money(amount);
    if amount > Money::ZERO { format!("+{shown}") } else { shown }
}

fn decided(page: &Page, decided: &Decided) -> DecidedShown {
    DecidedShown {
        chip: page.verdict_chip(decided.verdict),
        codes: decided.codes.join(" "),
        payable: page.money(decided.payable),
    }
}
