//! A statement's steps with who took them and when (agreement 7.4), and what of a month is due by when.

use std::collections::BTreeMap;

use super::places;
use crate::agreement::disputes;
use crate::agreement::statement::{State, Step};
use crate::agreement::terms::Agreement;
use crate::auth::Role;
use crate::calendar::{Day, Period};
use crate::clock::business_time;
use crate::pages::Page;
use crate::pages::chips::Chip;
use crate::store::months::Month;
use crate::store::statement_steps::{StepKind, TakenStep};

/// People's names by their logins.
pub type Names = BTreeMap<String, String>;

/// A stage of the way from draft to paid.
#[derive(Clone, Debug)]
pub struct Stage {
    /// What the statement is then.
    pub label: String,
    /// Whether it was reached.
    pub is_reached: bool,
    /// Whether it is where the statement stands.
    pub is_here: bool,
    /// Who took the step, or whose office it is.
    pub who: String,
    /// When.
    pub when: String,
}

/// Something that happened besides, such as a refusal of the bank.
#[derive(Clone, Debug)]
pub struct Aside {
    /// What.
    pub chip: Chip,
    /// Who and when, and what was said.
    pub text: String,
}

/// The stages of a statement.
pub fn stages(page: &Page, month: &Month, steps: &[TakenStep], names: &Names) -> Vec<Stage> {
    let stands = month.state.unwrap_or(State::Draft);
    let draft = Stage {
        label: page.state_chip(Some(State::Draft)).text,
        is_reached: month.state.is_some(),
        is_here: stands == State::Draft,
        who: page.t("month-stage-computed"),
        when: month.slips_received_on.map(|day| day.to_string()).unwrap_or_default(),
    };
    let stage = |step: Step| {
        let (_, to, _) = step.rule();
        let taken = steps.iter().rfind(|taken| taken.kind.step() == Some(step));
        Stage {
            label: page.state_chip(Some(to)).text,
            is_reached: stands >= to,
            is_here: stands == to,
            who: taken.map_or_else(|| page.lang.step(step).1.to_owned(), |taken| who(page, taken, names)),
            when: taken.map(|taken| page.moment(taken.taken_at)).unwrap_or_default(),
        }
    };
    let steps = [Step::Confirm, Step::Approve, Step::Release, Step::Pay];
    std::iter::once(draft).chain(steps.into_iter().map(stage)).collect()
}

/// Who took a step, and for whom.
fn who(page: &Page, taken: &TakenStep, names: &Names) -> String {
    let name = |login: &str| names.get(login).cloned().unwrap_or_else(|| login.to_owned());
    page.acted(&name(&taken.person), &name(&taken.on_behalf_of))
}

/// What happened besides. Why the sales manager keeps a statement back is not for the dealer.
pub fn asides(page: &Page, steps: &[TakenStep], names: &Names) -> Vec<Aside> {
    let shown = |taken: &&TakenStep| match taken.kind {
        StepKind::Hold => !page.is(Role::DealerClerk),
        StepKind::Refuse => true,
        _ => false,
    };
    let aside = |taken: &TakenStep| {
        let chip = match taken.kind {
            StepKind::Hold => page.chip("wait", "month-stage-kept-back"),
            _ => page.chip("bad", "month-stage-bank-refused"),
        };
        let name = who(page, taken, names);
        Aside { chip, text: format!("{name} · {} · {}", page.moment(taken.taken_at), taken.note) }
    };
    steps.iter().filter(shown).map(aside).collect()
}

/// Something that is due.
#[derive(Clone, Debug)]
pub struct Due {
    /// What.
    pub label: String,
    /// By when.
    pub by: String,
    /// When it came.
    pub came: String,
    /// On time, late, still to come.
    pub chip: Chip,
}

/// What of a month is due by when.
pub fn dues(page: &Page, period: Period, month: Option<&Month>, steps: &[TakenStep], version: &Agreement) -> Vec<Due> {
    let terms = &version.terms;
    let slips = month.and_then(|month| month.slips_received_on);
    let feedback = month.and_then(|month| month.feedback_received_on);
    let mut dues = vec![
        due(page, "month-due-slips", terms.slips_due_on(period), slips),
        due(page, "month-due-feedback", terms.feedback_due_on(period), feedback),
    ];
    if slips.is_none() {
        dues.push(due(page, "month-due-forfeiture", terms.forfeiture_on(period), None));
    }
    let day_of = |kind: StepKind| {
        let taken = steps.iter().rfind(|taken| taken.kind == kind);
        taken.map(|taken| business_time(taken.taken_at).date())
    };
    if let Some(by) = month.and_then(|month| month.sums.payment_due_on) {
        dues.push(due(page, "month-due-payment", by, day_of(StepKind::Pay)));
    }
    if let Some(issued_on) = day_of(StepKind::Confirm) {
        let until = disputes::last_day(terms, issued_on);
        let chip = if page.today <= until {
            Chip { tone: "info", text: page.due(until) }
        } else {
            page.chip("quiet", "month-due-over-time")
        };
        dues.push(Due { label: page.t("month-due-dispute"), by: page.day(until), came: String::new(), chip });
    }
    dues
}

fn due(page: &Page, key: &str, by: Day, came: Option<Day>) -> Due {
    let chip = match came {
        Some(day) if day <= by => page.chip("ok", "month-due-on-time"),
        Some(_) => page.chip("bad", "month-due-late"),
        None if by < page.today => Chip { tone: "bad", text: page.due(by) },
        None => Chip { tone: "wait", text: page.due(by) },
    };
    Due { label: page.t(key), by: page.day(by), came: page.day_if(came), chip }
}

/// The last day on which a statement can be disputed; none before it is confirmed.
pub fn dispute_until(steps: &[TakenStep], version: &Agreement) -> Option<Day> {
    let confirmed = steps.iter().find(|taken| taken.kind == StepKind::Confirm)?;
    Some(disputes::last_day(&version.terms, business_time(confirmed.taken_at).date()))
}

/// What whoever looks does next: what it is called, and where.
pub struct Next {
    /// What it is called.
    pub label: String,
    /// Where.
    pub href: String,
}

impl Next {
    /// A next action.
    pub fn new(page: &Page, key: &str, href: String) -> Self {
        Self { label: page.t(key), href }
    }

    /// What an office does next with a statement; reading it, where nothing waits for the office.
    pub fn of_office(page: &Page, month: &Month) -> Option<Self> {
        let (dealer, period) = (month.dealer.as_str(), month.period);
        let next = match month.state? {
            State::Draft if page.is(Role::Reviewer) && month.sums.held_count > 0 => Self::new(
                page,
                "month-next-review",
                format!("/review?dealer={}&period={period}", places::segment(dealer)),
            ),
            State::Draft if page.is(Role::Reviewer) => {
                Self::new(page, "month-next-confirm", format!("/confirm-month/{period}"))
            }
            State::Confirmed if page.is(Role::SalesManager) => {
                Self::new(page, "month-next-approve", format!("/months/{period}"))
            }
            State::Approved if page.is(Role::Finance) => {
                Self::new(page, "month-next-release", "/batches/new".to_owned())
            }
            _ => Self::new(page, "month-next-statement", places::statement(dealer, period)),
        };
        Some(next)
    }
}
