//! `/months/{period}/approve` and `/hold`: what waits for the sales manager is approved, all of it or one statement, or one
//! is kept back with a reason and the rest approved.

use actix_web::web::Path;
use askama::Template;
use serde::Deserialize;

use super::pack::{Line, load_lines};
use super::period_of;
use crate::agreement::codes::DealerCode;
use crate::agreement::statement::State;
use crate::calendar::Period;
use crate::money::Money;
use crate::pages::form::{Faults, Field, Posted};
use crate::pages::listing::{List, segment};
use crate::pages::{Answer, Crumb, Failure, Flash, Page, html, unprocessable};
use crate::store::statement_steps::TakenStep;
use crate::web::Desk;
use crate::workflow::approve_statement::{Approved, approve_statement, approve_statements, hold_statement};
use crate::workflow::{Error, StepsTaken};

#[derive(Template)]
#[template(path = "management/approve.html")]
struct Approve {
    page: Page,
    period: String,
    back: String,
    count: usize,
    question: String,
    total: String,
    total_fen: i64,
    capitals: String,
    dealer: String,
    note: String,
    lines: Vec<Shown>,
    kept_back: Vec<Shown>,
    whole: String,
}

/// A statement of the question.
struct Shown {
    dealer: String,
    name: String,
    href: String,
    hold_href: String,
    payable: String,
    note: String,
}

/// What the approver saw: it is approved only where it is still so.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seen {
    /// How many statements.
    count: usize,
    /// What they pay together, in fen.
    total_fen: i64,
    /// One that was kept back; empty where all are meant that wait.
    #[serde(default)]
    dealer: String,
}

/// Why a statement is kept back.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HoldForm {
    /// Whose.
    #[serde(default)]
    dealer: String,
    /// Why.
    #[serde(default)]
    note: String,
}

/// The statements that are meant: those that wait, or the one that is named.
fn meant<'a>(lines: &'a [Line], dealer: &str) -> Vec<&'a Line> {
    let is_meant = |line: &&Line| {
        if dealer.is_empty() {
            line.waits()
        } else {
            line.month.state == Some(State::Confirmed) && line.month.dealer.as_str() == dealer
        }
    };
    lines.iter().filter(is_meant).collect()
}

/// The question whether to approve.
pub async fn ask(desk: Desk, page: Page, list: List, path: Path<String>) -> Answer {
    let period = period_of(&page, &path)?;
    let dealer = list.get("dealer").to_owned();
    let (lines, _) = page.look(&desk, move |c| load_lines(c, period)).await?;
    html(&question(page, period, &lines, &dealer, String::new()))
}

fn question(page: Page, period: Period, lines: &[Line], dealer: &str, whole: String) -> Approve {
    let page = below_pack(page, period).titled("pack-approve-title");
    let kept_back = |step: &TakenStep| format!("{} · {}", page.acted(&step.person, &step.on_behalf_of), step.note);
    let shown = |line: &&Line| {
        let code = segment(line.month.dealer.as_str());
        Shown {
            dealer: line.month.dealer.to_string(),
            name: line.name.clone(),
            href: format!("/dealers/{code}/months/{period}"),
            hold_href: format!("/months/{period}/hold?dealer={code}"),
            payable: page.money(line.walk.payable),
            note: line.kept_back.as_ref().map(kept_back).unwrap_or_default(),
        }
    };
    let chosen = meant(lines, dealer);
    let total: Money = chosen.iter().map(|line| line.walk.payable).sum();
    let kept_back: Vec<&Line> = lines.iter().filter(|line| dealer.is_empty() && line.kept_back.is_some()).collect();
    Approve {
        period: period.to_string(),
        back: format!("/months/{period}"),
        count: chosen.len(),
        question: page.t_with("pack-approve-question", &[&statements(&page, chosen.len()), &page.money(total)]),
        total: page.money(total),
        total_fen: total.fen(),
        capitals: total.capitals(),
        dealer: dealer.to_owned(),
        note: chosen.first().filter(|_| !dealer.is_empty()).map(|line| shown(line).note).unwrap_or_default(),
        lines: chosen.iter().map(&shown).collect(),
        kept_back: kept_back.iter().map(shown).collect(),
        whole,
        page,
    }
}

fn below_pack(page: Page, period: Period) -> Page {
    let label = page.t_with("pack-title", &[&page.period(period)]);
    let mut page = page.below("packs-title", "/months");
    page.crumbs.push(Crumb { label, href: format!("/months/{period}") });
    page
}

/// Approves what was seen.
pub async fn take(desk: Desk, page: Page, path: Path<String>, form: Posted<Seen>) -> Answer {
    let period = period_of(&page, &path)?;
    let Posted(seen) = form;
    let (lines, _) = page.look(&desk, move |c| load_lines(c, period)).await?;
    let chosen = meant(&lines, &seen.dealer);
    let total: Money = chosen.iter().map(|line| line.walk.payable).sum();
    if chosen.is_empty() || chosen.len() != seen.count || total.fen() != seen.total_fen {
        let why = page.t("pack-approve-changed");
        return unprocessable(&question(page, period, &lines, &seen.dealer, why));
    }
    let actor = page.caller()?.actor;
    let back = format!("/months/{period}");
    if !seen.dealer.is_empty() {
        let month = chosen.first().map(|line| (line.month.dealer.clone(), line.month.state_version));
        let (dealer, version) = month.ok_or_else(|| page.failure(&Error::NotFound))?;
        let done = page.t_with("pack-approve-done", &[&statements(&page, 1), &page.money(total)]);
        page.ask(&desk, move |office| approve_statement(office, &actor, &dealer, period, Some(version))).await?;
        return Ok(page.see(&back, Flash::done(done)));
    }
    let only: Vec<DealerCode> = chosen.iter().map(|line| line.month.dealer.clone()).collect();
    let which = Approved { only: Some(only), except: Vec::new() };
    let came = page.ask(&desk, move |office| approve_statements(office, &actor, period, which)).await?;
    Ok(page.see(&back, told(&page, &lines, &came)))
}

/// So many statements, in words.
fn statements(page: &Page, count: usize) -> String {
    page.t_n("pack-statements", count)
}

/// What became of each statement.
fn told(page: &Page, lines: &[Line], came: &StepsTaken) -> Flash {
    let is_taken = |line: &&Line| came.taken.iter().any(|(dealer, _)| *dealer == line.month.dealer);
    let total: Money = lines.iter().filter(is_taken).map(|line| line.walk.payable).sum();
    let done = page.t_with("pack-approve-done", &[&statements(page, came.taken.len()), &page.money(total)]);
    let refused = |(dealer, _, error): &(DealerCode, Period, Error)| format!("{dealer}: {}", page.why(error));
    let refused: Vec<String> = came.refused.iter().map(refused).collect();
    if refused.is_empty() {
        Flash::done(done)
    } else {
        Flash::failed(format!("{done} {} {}", page.t("pack-approve-not"), refused.join(" ")))
    }
}

#[derive(Template)]
#[template(path = "management/hold.html")]
struct Hold {
    page: Page,
    period: String,
    back: String,
    dealers: Vec<(String, String, bool)>,
    note: Field,
    whole: String,
}

/// The form that keeps a statement back.
pub async fn hold_form(desk: Desk, page: Page, list: List, path: Path<String>) -> Answer {
    let period = period_of(&page, &path)?;
    let form = HoldForm { dealer: list.get("dealer").to_owned(), note: String::new() };
    html(&holding(&desk, page, period, &form, &Faults::none()).await?)
}

async fn holding(desk: &Desk, page: Page, period: Period, form: &HoldForm, faults: &Faults) -> Result<Hold, Failure> {
    let (lines, _) = page.look(desk, move |c| load_lines(c, period)).await?;
    let page = below_pack(page, period).titled("pack-hold-title");
    let option = |line: &Line| {
        let code = line.month.dealer.to_string();
        let label = format!("{code} {} · {}", line.name, page.money(line.walk.payable));
        let is_chosen = code == form.dealer;
        (code, label, is_chosen)
    };
    Ok(Hold {
        period: period.to_string(),
        back: format!("/months/{period}"),
        dealers: lines.iter().filter(|line| line.waits()).map(option).collect(),
        note: Field::new(&page, "note", "pack-hold-note", faults)
            .kind("textarea")
            .value(&form.note)
            .hint(page.t("pack-hold-note-hint"))
            .first(),
        whole: faults.at("").to_owned(),
        page,
    })
}

/// Keeps a statement back.
pub async fn hold(desk: Desk, page: Page, path: Path<String>, form: Posted<HoldForm>) -> Answer {
    let period = period_of(&page, &path)?;
    let Posted(form) = form;
    if form.note.trim().is_empty() {
        let faults = Faults::none().with("note", page.t("pack-hold-note-missing"));
        return unprocessable(&holding(&desk, page, period, &form, &faults).await?);
    }
    let Some(dealer) = DealerCode::new(&form.dealer) else {
        let faults = Faults::whole(page.t("pack-hold-dealer-missing"));
        return unprocessable(&holding(&desk, page, period, &form, &faults).await?);
    };
    let (actor, note) = (page.caller()?.actor, form.note.clone());
    let done = page.t_with("pack-hold-done", &[&dealer]);
    page.ask(&desk, move |office| hold_statement(office, &actor, &dealer, period, &note, None)).await?;
    Ok(page.see(&format!("/months/{period}"), Flash::done(done)))
}
