//! Slips of one unit side by side: the one that is decided and those that may be the same repair. Cells that say the same
//! as it are marked.

use askama::Template;
use askama::filters::HtmlSafe;

use super::case::{Case, parts};
use crate::agreement::codes::{FaultCode, Technician};
use crate::agreement::decision::Verdict;
use crate::agreement::slip::Slip;
use crate::auth::privacy;
use crate::money::Money;
use crate::pages::Page;
use crate::pages::months::places;
use crate::store::slips::SlipOfUnit;

/// The table: `{{ twins }}` draws it; nothing where the unit has no other slip.
#[derive(Clone, Debug, Template)]
#[template(path = "centre/twins.html")]
pub struct Twins {
    page: Page,
    /// Number and address of the others; the slip itself stands first, without one.
    heads: Vec<(String, String)>,
    rows: Vec<TwinRow>,
}

impl HtmlSafe for Twins {}

#[derive(Clone, Debug)]
struct TwinRow {
    label: String,
    own: String,
    /// What the others say, and whether it is the same.
    others: Vec<(String, bool)>,
}

impl Twins {
    /// Compares a slip with the others of its unit.
    pub fn of(page: &Page, case: &Case) -> Self {
        let own = (case.key.dealer.to_string(), case.slip.clone(), case.standing.claim_value, case.standing.verdict);
        let readable = |other: &SlipOfUnit| {
            let slip: Slip = serde_json::from_str(&other.body).ok()?;
            let verdict = Verdict::ALL.into_iter().find(|verdict| verdict.as_str() == other.verdict);
            Some((other.dealer.clone(), slip, Money::from_fen(other.claim_fen), verdict))
        };
        let mut heads = vec![(case.key.no.to_string(), String::new())];
        let mut others = Vec::new();
        for twin in &case.twins {
            if let Some(read) = readable(twin) {
                heads.push((twin.slip_no.clone(), places::slip(&twin.dealer, &twin.period, &twin.slip_no)));
                others.push(said(page, &read));
            }
        }
        let own = said(page, &own);
        let row = |(place, (key, value)): (usize, &(&'static str, String))| {
            let of_other = |other: &Vec<(&'static str, String)>| {
                let told = other.get(place).map(|(_, value)| value.clone()).unwrap_or_default();
                let is_same = !told.is_empty() && told == *value;
                (told, is_same)
            };
            TwinRow { label: page.t(key), own: value.clone(), others: others.iter().map(of_other).collect() }
        };
        let rows = own.iter().enumerate().map(row).collect();
        Self { page: page.clone(), heads, rows }
    }

    /// Whether there is nothing to compare with.
    pub fn is_empty(&self) -> bool {
        self.heads.len() < 2
    }
}

type Read = (String, Slip, Money, Option<Verdict>);

fn said(page: &Page, (dealer, slip, claim, verdict): &Read) -> Vec<(&'static str, String)> {
    let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
    let phone = slip.customer_phone.as_deref().map(privacy::masked_phone).unwrap_or_default();
    let reported = slip.reported_at.map(|at| at.format("%Y-%m-%d %H:%M").to_string());
    vec![
        ("case-dealer", dealer.clone()),
        ("case-repaired", slip.repaired_on.map(|day| page.day(day)).unwrap_or_default()),
        ("case-reported", reported.unwrap_or_default()),
        ("case-fault", text(slip.fault.as_ref().map(FaultCode::as_str))),
        ("case-fault-words", text(slip.fault_description.as_deref())),
        ("case-work", text(slip.work_done.as_deref())),
        ("case-parts", parts(slip)),
        ("case-technician", text(slip.technician.as_ref().map(Technician::as_str))),
        ("case-phone", phone),
        ("case-claim", page.money(*claim)),
        ("state", verdict.map(|verdict| page.lang.verdict(verdict).to_owned()).unwrap_or_default()),
    ]
}
