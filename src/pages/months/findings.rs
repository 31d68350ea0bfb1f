//! `/findings`: what calls found of slips that frozen statements pay (agreement 7.4), in the order of their making.

use super::objections::{Asked, Cell, Kind, Row};
use super::places;
use crate::pages::chips::Chip;
use crate::pages::listing::{List, ROWS_FETCHED, cut};
use crate::pages::{Answer, Page};
use crate::store::findings::{self, Finding, FindingKind, FindingState};
use crate::web::Desk;

static FINDINGS: Kind<FindingState> = Kind {
    title: "findings-title",
    first: "slip-no",
    columns: &["month", "finding-kind", "finding-on", "finding-until", "finding-answer", "state"],
    amount: None,
    states: &[
        (FindingState::Open, "open", "finding-open"),
        (FindingState::Upheld, "upheld", "finding-upheld"),
        (FindingState::Dismissed, "dismissed", "finding-dismissed"),
    ],
    none: ["findings-none", "findings-none-do", "findings-none-do"],
    export: "/api/v1/findings",
};

/// The page.
pub async fn show(desk: Desk, page: Page, list: List) -> Answer {
    let page = page.titled(FINDINGS.title);
    let Asked { dealer, state, behind } = FINDINGS.asked(&page, &list)?;
    let found = page.look(&desk, move |c| findings::list(c, dealer.as_ref(), state, behind.as_deref(), ROWS_FETCHED));
    let mut rows = found.await?;
    let next = cut(&mut rows, |finding| vec![finding.id.clone()]);
    let rows = rows.iter().map(|finding| row(&page, finding)).collect();
    FINDINGS.draw(page, &list, next.as_deref(), rows)
}

fn row(page: &Page, finding: &Finding) -> Row {
    let dealer = finding.dealer.as_str();
    Row {
        first: (finding.slip.to_string(), places::finding(dealer, &finding.id)),
        dealer: dealer.to_owned(),
        cells: vec![
            Cell::Short(page.period(finding.period)),
            Cell::Text(page.finding_kind(finding.kind)),
            Cell::Short(page.day(finding.found_on)),
            Cell::Short(page.day(finding.answer_until)),
            Cell::Text(page.shortened(&finding.answer)),
            Cell::State(page.finding_chip(finding.state)),
        ],
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
