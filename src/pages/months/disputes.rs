//! `/disputes`: the disputes, the latest first; a dealer's clerk sees the own ones.

use super::objections::{Asked, Cell, Kind, Row};
use super::places;
use crate::pages::chips::Chip;
use crate::pages::listing::{List, ROWS_FETCHED, cut};
use crate::pages::{Answer, Page};
use crate::store::disputes::{self, Dispute, DisputeState};
use crate::web::Desk;

static DISPUTES: Kind<DisputeState> = Kind {
    title: "disputes-title",
    first: "dispute-about",
    columns: &["month", "dispute-reason", "dispute-raised", "state"],
    amount: Some("dispute-amount"),
    states: &[
        (DisputeState::Open, "open", "dispute-open"),
        (DisputeState::Upheld, "upheld", "dispute-upheld"),
        (DisputeState::Rejected, "rejected", "dispute-rejected"),
    ],
    none: ["disputes-none", "disputes-none-do", "disputes-none-own-do"],
    export: "/api/v1/disputes",
};

/// The page.
pub async fn show(desk: Desk, page: Page, list: List) -> Answer {
    let page = page.titled(DISPUTES.title);
    let Asked { dealer, state, behind } = DISPUTES.asked(&page, &list)?;
    let found = page.look(&desk, move |c| disputes::list(c, dealer.as_ref(), state, behind.as_deref(), ROWS_FETCHED));
    let mut rows = found.await?;
    let next = cut(&mut rows, |dispute| vec![dispute.id.clone()]);
    let rows = rows.iter().map(|dispute| row(&page, dispute)).collect();
    DISPUTES.draw(page, &list, next.as_deref(), rows)
}

fn row(page: &Page, dispute: &Dispute) -> Row {
    let dealer = dispute.dealer.as_str();
    let amount = if dispute.state == DisputeState::Upheld { page.money(dispute.amount) } else { "—".to_owned() };
    Row {
        first: (page.about(dispute), places::dispute(dealer, &dispute.id)),
        dealer: dealer.to_owned(),
        cells: vec![
            Cell::Link(places::statement(dealer, dispute.period), page.period(dispute.period)),
            Cell::Text(page.shortened(&dispute.reason)),
            Cell::Short(page.moment(dispute.raised_at)),
            Cell::State(page.dispute_chip(dispute.state)),
            Cell::Amount(amount),
        ],
    }
}

impl Page {
    /// What a dispute is about.
    pub fn about(&self, dispute: &Dispute) -> String {
        match (dispute.line, &dispute.slip) {
            (_, Some(slip)) => self.t_with("dispute-about-slip", &[slip]),
            (Some(line), None) => self.t_with("dispute-about-line", &[&line]),
            (None, None) => self.t("dispute-about-statement"),
        }
    }

    /// What became of a dispute.
    pub fn dispute_chip(&self, state: DisputeState) -> Chip {
        match state {
            DisputeState::Open => self.chip("wait", "dispute-open"),
            DisputeState::Upheld => self.chip("ok", "dispute-upheld"),
            DisputeState::Rejected => self.chip("bad", "dispute-rejected"),
        }
    }

    /// The beginning of what somebody wrote.
    pub fn shortened(&self, text: &str) -> String {
        const LETTERS: usize = 60;
        let begin: String = text.chars().take(LETTERS).collect();
        if begin.len() < text.len() { format!("{begin}…") } else { begin }
    }
}
