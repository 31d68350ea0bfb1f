//! `/findings`: what calls found of slips that frozen statements pay (agreement 7.4), in the order of their making.

use askama::Template;

use super::places;
use crate::auth::Role;
use crate::pages::chips::Chip;
use crate::pages::form::{Faults, Field};
use crate::pages::listing::{Empty, Foot, Head, List, ROWS, cut};
use crate::pages::{Answer, Page, html};
use crate::store::findings::{self, Finding, FindingKind, FindingState};
use crate::web::Desk;
use crate::workflow::Error;

/// The API's list, which gives the files.
const EXPORT: &str = "/api/v1/findings";

#[derive(Template)]
#[template(path = "months/findings.html")]
struct Shown {
    page: Page,
    fields: Vec<Field>,
    heads: Vec<Head>,
    has_dealers: bool,
    rows: Vec<Row>,
    empty: Empty,
    foot: Foot,
}

struct Row {
    href: String,
    slip: String,
    dealer: String,
    period: String,
    kind: String,
    found_on: String,
    until: String,
    answer: String,
    chip: Chip,
}

/// The page.
pub async fn show(desk: Desk, page: Page, list: List) -> Answer {
    let page = page.titled("findings-title");
    let actor = page.caller()?.actor;
    let dealer = places::listed_dealer(&actor, list.get("dealer")).map_err(|error| page.failure(&error))?;
    let state = state_of(list.get("state")).map_err(|error| page.failure(&error))?;
    let after = list.after::<1>();
    let limit = i64::try_from(ROWS + 1).unwrap_or(i64::MAX);
    let found = page.look(&desk, move |c| {
        let after = after.as_ref().map(|[id]| id.as_str());
        findings::list(c, dealer.as_ref(), state, after, limit)
    });
    let mut rows = found.await?;
    let next = cut(&mut rows, |finding| vec![finding.id.clone()]);
    let has_dealers = !page.is(Role::DealerClerk);
    let mut heads: Vec<Head> = vec![list.plain(&page, "slip-no")];
    if has_dealers {
        heads.push(list.plain(&page, "slip-dealer"));
    }
    let keys = ["month", "finding-kind", "finding-on", "finding-until", "finding-answer", "state"];
    heads.extend(keys.map(|key| list.plain(&page, key)));
    let shown = Shown {
        fields: fields(&page, &list, has_dealers),
        heads,
        has_dealers,
        rows: rows.iter().map(|finding| line(&page, finding)).collect(),
        empty: Empty {
            title: page.t("findings-none"),
            what_to_do: page.t("findings-none-do"),
            href: if list.is_filtered() { page.path.clone() } else { String::new() },
            label: page.t("slips-all"),
        },
        foot: list.foot(&page, next.as_deref(), EXPORT),
        page,
    };
    html(&shown)
}

fn state_of(asked: &str) -> Result<Option<FindingState>, Error> {
    match asked {
        "" => Ok(None),
        "open" => Ok(Some(FindingState::Open)),
        "upheld" => Ok(Some(FindingState::Upheld)),
        "dismissed" => Ok(Some(FindingState::Dismissed)),
        _ => Err(Error::NotFound),
    }
}

fn fields(page: &Page, list: &List, has_dealers: bool) -> Vec<Field> {
    let none = Faults::none();
    let choice = |value: &str, key: &str| (value.to_owned(), page.t(key));
    let states = vec![
        choice("", "slips-any"),
        choice("open", "finding-open"),
        choice("upheld", "finding-upheld"),
        choice("dismissed", "finding-dismissed"),
    ];
    let state = Field::new(page, "state", "state", &none).value(list.get("state")).optional().options(states);
    let dealer = Field::new(page, "dealer", "slip-dealer", &none).value(list.get("dealer")).optional();
    if has_dealers { vec![state, dealer] } else { vec![state] }
}

fn line(page: &Page, finding: &Finding) -> Row {
    Row {
        href: places::finding(finding.dealer.as_str(), &finding.id),
        slip: finding.slip.to_string(),
        dealer: finding.dealer.to_string(),
        period: page.period(finding.period),
        kind: page.finding_kind(finding.kind),
        found_on: page.day(finding.found_on),
        until: page.day(finding.answer_until),
        answer: page.shortened(&finding.answer),
        chip: page.finding_chip(finding.state),
    }
}

impl Page {
    /// What was found.
    pub fn finding_kind(&self, kind: FindingKind) -> String {
        self.t(match kind {
            FindingKind::Fabricated => "finding-fabricated",
            FindingKind::Mismatch => "finding-mismatch",
            FindingKind::WrongNumber => "finding-wrong-number",
        })
    }

    /// Where a finding stands.
    pub fn finding_chip(&self, state: FindingState) -> Chip {
        match state {
            FindingState::Open => self.chip("wait", "finding-open"),
            FindingState::Upheld => self.chip("bad", "finding-upheld"),
            FindingState::Dismissed => self.chip("quiet", "finding-dismissed"),
        }
    }
}
