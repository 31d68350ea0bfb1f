//! What the page of a call says of the telephone number: the calls to it over all slips, dealers and years, and that its
//! customer asked not to be called again. `{{ number }}` draws it.

use askama::Template;
use askama::filters::HtmlSafe;

use super::slip_key::SlipKey;
use crate::clock::business_time;
use crate::pages::Page;
use crate::pages::chips::Chip;
use crate::pages::months::slip::outcome_chip;
use crate::store::calls::RecordedCall;
use crate::workflow::know_number::KnownNumber;

/// The part of the page.
#[derive(Clone, Debug, Template)]
#[template(path = "centre/number.html")]
pub struct NumberPart {
    page: Page,
    here: String,
    /// Since when, and to whom it was said; empty where the number can be called.
    wish: String,
    can_record: bool,
    rows: Vec<Row>,
}

impl HtmlSafe for NumberPart {}

/// A call to the number.
#[derive(Clone, Debug)]
struct Row {
    day: String,
    dealer: String,
    slip: String,
    outcome: Chip,
    by: String,
}

impl NumberPart {
    /// Whether its customer asked not to be called again.
    pub const fn is_wished(&self) -> bool {
        !self.wish.is_empty()
    }

    /// Of what is known of a number; the calls about the slip itself stand elsewhere on the page.
    pub fn of(page: &Page, here: &str, key: &SlipKey, known: &KnownNumber, can_record: bool) -> Self {
        let is_other = |made: &&RecordedCall| (&made.call.dealer, &made.call.slip) != (&key.dealer, &key.no);
        let row = |made: &RecordedCall| Row {
            day: page.day(made.call.called_on),
            dealer: made.call.dealer.to_string(),
            slip: made.call.slip.to_string(),
            outcome: outcome_chip(page, made.call.outcome),
            by: made.recorded_by.clone(),
        };
        Self {
            here: here.to_owned(),
            wish: said(page, known),
            can_record,
            rows: known.calls.iter().filter(is_other).map(row).collect(),
            page: page.clone(),
        }
    }
}

fn said(page: &Page, known: &KnownNumber) -> String {
    let said = known.wish.as_ref().map(|(wish, name)| {
        page.t_with("number-wish", &[&page.day(business_time(wish.said_at).date()), name, &wish.dealer, &wish.no])
    });
    said.unwrap_or_default()
}
