//! `/dealers/{dealer}/months/{period}/dispute`: a clerk disputes the statement, a line of it, or slips (agreement 9.2), with a
//! reason and files. Each slip becomes a dispute of its own, so that each gets its answer.

use std::collections::BTreeSet;

use actix_multipart::Multipart;
use actix_web::http::StatusCode;
use actix_web::web::Path;
use askama::Template;

use super::places;
use super::received::{Received, receive};
use super::timeline::dispute_until;
use crate::agreement::codes::{DealerCode, SlipNo};
use crate::agreement::terms::Agreement;
use crate::calendar::Period;
use crate::pages::form::{Faults, Field};
use crate::pages::listing::List;
use crate::pages::{Answer, Failure, Flash, Page, html, unprocessable};
use crate::store::statement_steps::{self, TakenStep};
use crate::store::statements::{self, StoredLine};
use crate::store::{agreements, months};
use crate::web::{Desk, on_block};
use crate::workflow::raise_dispute::{About, raise_dispute};
use crate::workflow::{Error, Refusal, StatementRefusal};

/// So many slips are disputed at once.
const SLIPS_MAX: usize = 20;
/// What is chosen where slips are disputed, and not a line.
const SLIPS: &str = "slips";
/// The same for the whole statement.
const STATEMENT: &str = "statement";

#[derive(Template)]
#[template(path = "months/raise.html")]
struct Shown {
    page: Page,
    until: String,
    whole: String,
    files_fault: String,
    about: Field,
    slips: Field,
    reason: Field,
}

/// What the clerk filled in.
#[derive(Clone, Debug, Default)]
struct Filled {
    about: String,
    slips: String,
    reason: String,
}

/// What can be disputed, and until when.
struct Loaded {
    lines: Vec<StoredLine>,
    steps: Vec<TakenStep>,
    version: Option<Agreement>,
}

/// Where a dispute of a month is raised.
pub fn place(dealer: &DealerCode, period: Period) -> String {
    places::raise(dealer.as_str(), period)
}

/// The form; `?line=` or `?slip=` says what it is about.
pub async fn show(desk: Desk, page: Page, list: List, path: Path<(String, String)>) -> Answer {
    let month = places::month_of(&path).map_err(|error| page.failure(&error))?;
    let about = match (list.get("line"), list.get("slip")) {
        ("", "") => STATEMENT.to_owned(),
        (line, "") => line.to_owned(),
        _ => SLIPS.to_owned(),
    };
    let filled = Filled { about, slips: list.get("slip").to_owned(), reason: String::new() };
    html(&drawn(&desk, page, month, &filled, &Faults::none()).await?)
}

/// Raises what the form says.
pub async fn take(desk: Desk, page: Page, path: Path<(String, String)>, form: Multipart) -> Answer {
    let (dealer, period) = places::month_of(&path).map_err(|error| page.failure(&error))?;
    let Ok(received) = receive(form, &["about", "slips", "reason"]).await else {
        let detail = page.lang.invalid_body().to_owned();
        return Err(Failure::new(page, StatusCode::UNPROCESSABLE_ENTITY, "invalid_body", detail));
    };
    let field = |name: &str| received.field(name).trim().to_owned();
    let filled = Filled { about: field("about"), slips: field("slips"), reason: field("reason") };
    let faults = match abouts(&page, &filled) {
        Err(faults) => faults,
        Ok(abouts) => {
            let (raised, refused) = raise(&desk, &page, (&dealer, period), (abouts, &filled), received).await?;
            match (raised.as_slice(), refused) {
                ([id], None) => {
                    let to = places::dispute(dealer.as_str(), id);
                    return Ok(page.see(&to, Flash::done(page.t("raise-done"))));
                }
                ([], Some(error)) => faults_of(&page, &error)?,
                (_, refused) => {
                    let flash = match refused {
                        None => Flash::done(page.t_n("raise-done-several", raised.len())),
                        Some(error) => Flash::failed(page.t_with("raise-partly", &[&raised.len(), &page.why(&error)])),
                    };
                    return Ok(page.see("/disputes", flash));
                }
            }
        }
    };
    unprocessable(&drawn(&desk, page, (dealer, period), &filled, &faults).await?)
}

/// What is disputed; each slip by itself.
fn abouts(page: &Page, filled: &Filled) -> Result<Vec<About>, Faults> {
    match filled.about.as_str() {
        STATEMENT => Ok(vec![About::Statement]),
        SLIPS => {
            let between = |letter: char| letter.is_whitespace() || matches!(letter, ',' | '，' | '、' | ';' | '；');
            let numbers: BTreeSet<SlipNo> = filled.slips.split(between).filter_map(SlipNo::new).collect();
            if numbers.is_empty() || numbers.len() > SLIPS_MAX {
                return Err(Faults::none().with("slips", page.t_n("raise-slips-wrong", SLIPS_MAX)));
            }
            Ok(numbers.into_iter().map(About::Slip).collect())
        }
        line => match line.parse() {
            Ok(line) => Ok(vec![About::Line(line)]),
            Err(_) => Err(Faults::none().with("about", page.t("raise-about-wrong"))),
        },
    }
}

/// Raises one after the other; answers those that were raised, and why the next was not.
async fn raise(
    desk: &Desk,
    page: &Page,
    (dealer, period): (&DealerCode, Period),
    (abouts, filled): (Vec<About>, &Filled),
    received: Received,
) -> Result<(Vec<String>, Option<Error>), Failure> {
    let (actor, dealer, reason) = (page.caller()?.actor, dealer.clone(), filled.reason.clone());
    let raised = on_block(desk, move |office| {
        let mut raised = Vec::new();
        for about in abouts {
            match raise_dispute(office, &actor, &dealer, period, (&about, &reason), &received.files) {
                Ok(id) => raised.push(id),
                Err(error) => return Ok((raised, Some(error))),
            }
        }
        Ok((raised, None))
    });
    raised.await.map_err(|error| page.failure(&error))
}

/// At which field a dispute is refused.
fn faults_of(page: &Page, error: &Error) -> Result<Faults, Failure> {
    let why = page.why(error);
    match error {
        Error::Refused(Refusal::ReasonMissing) => Ok(Faults::none().with("reason", why)),
        Error::Refused(Refusal::Statement(refusal)) => Ok(match refusal {
            StatementRefusal::NoSuchLine { .. } => Faults::none().with("about", why),
            StatementRefusal::NoSuchSlip => Faults::none().with("slips", why),
            StatementRefusal::Attachment(_) => Faults::none().with("file", why),
            _ => Faults::whole(why),
        }),
        Error::OutOfTime { .. } => Ok(Faults::whole(why)),
        _ => Err(page.failure(error)),
    }
}

async fn drawn(
    desk: &Desk,
    page: Page,
    (dealer, period): (DealerCode, Period),
    filled: &Filled,
    faults: &Faults,
) -> Result<Shown, Failure> {
    let code = dealer.clone();
    let loaded = page.ask(desk, move |office| {
        office.store.read(|c| {
            let month = months::load(c, &code, period)?.ok_or(Error::NotFound)?;
            let paper = statements::load(c, &code, period, month.statement_revision)?.ok_or(Error::NotFound)?;
            Ok(Loaded {
                lines: paper.lines,
                steps: statement_steps::of(c, &code, period)?,
                version: agreements::standing(c)?.of(&code).for_period(period).cloned(),
            })
        })
    });
    let loaded = loaded.await?;
    let until = loaded.version.as_ref().and_then(|version| dispute_until(&loaded.steps, version));
    let page = page.titled("raise-title").below_month(&dealer, period);
    let choices = choices(&page, &loaded.lines);
    Ok(Shown {
        until: until.map_or_else(
            || page.t("raise-not-yet"),
            |until| page.t_with("raise-until", &[&page.day(until), &page.due(until)]),
        ),
        whole: faults.at("").to_owned(),
        files_fault: faults.at("file").to_owned(),
        about: Field::new(&page, "about", "dispute-about", faults).value(&filled.about).options(choices),
        slips: Field::new(&page, "slips", "raise-slips", faults)
            .value(&filled.slips)
            .hint(page.t("raise-slips-hint"))
            .optional(),
        reason: Field::new(&page, "reason", "dispute-reason", faults)
            .value(&filled.reason)
            .hint(page.t("raise-reason-hint"))
            .kind("textarea"),
        page,
    })
}

fn choices(page: &Page, lines: &[StoredLine]) -> Vec<(String, String)> {
    let line = |(number, line): (u32, &StoredLine)| {
        let subject = line.product_line.as_ref().map(ToString::to_string).or_else(|| line.reference.clone());
        let item = page.lang.line_kind(line.kind);
        let words = format!("{number} · {item} {} {}", subject.unwrap_or_default(), page.money(line.amount));
        (number.to_string(), words)
    };
    let of_all =
        [(SLIPS.to_owned(), page.t("raise-about-slips")), (STATEMENT.to_owned(), page.t("dispute-about-statement"))];
    of_all.into_iter().chain((1..).zip(lines).map(line)).collect()
}
