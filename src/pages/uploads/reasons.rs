//! What the rules would say of a sheet's slips, rule by rule.

use super::Page;
use crate::pages::chips::Chip;
use crate::pages::listing::segment;
use crate::workflow::check_upload::{HitSlips, Preview};

/// A rule that would hit slips of the sheet.
pub struct Reason {
    /// The clause of the agreement.
    pub clause: &'static str,
    /// What comes of it.
    pub effect: Chip,
    /// How many slips.
    pub count: String,
    /// The first of them, with the facts.
    pub slips: Vec<SlipReason>,
    /// How many more there are, in words; empty where there are none.
    pub more: String,
}

/// A slip, and why the rule would hit it.
pub struct SlipReason {
    /// Its number.
    pub number: String,
    /// Its page; empty before it is filed.
    pub href: String,
    /// Why.
    pub told: String,
}

/// The rules that would hit, in the order of the agreement. `slips` is where the month's slips are, once they are filed.
pub fn reasons(page: &Page, preview: &Preview, slips: &str) -> Vec<Reason> {
    preview.hits.iter().filter_map(|hit| reason(page, hit, slips)).collect()
}

fn reason(page: &Page, hit: &HitSlips, slips: &str) -> Option<Reason> {
    let (_, first) = hit.examples.first()?;
    let example = |(number, hit): &(crate::agreement::codes::SlipNo, crate::agreement::decision::Hit)| SlipReason {
        href: if slips.is_empty() { String::new() } else { format!("{slips}/{}", segment(number.as_str())) },
        number: number.to_string(),
        told: page.lang.reason(hit),
    };
    let shown = u64::try_from(hit.examples.len()).unwrap_or_default();
    let more = i64::try_from(hit.count.saturating_sub(shown)).unwrap_or_default();
    Some(Reason {
        clause: first.code().clause(),
        effect: page.effect_chip(first.effect()),
        count: page.count(hit.count),
        slips: hit.examples.iter().map(example).collect(),
        more: if more > 0 { page.t_n("upload-reason-more", more) } else { String::new() },
    })
}
