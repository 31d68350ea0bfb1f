//! `/review/bulk`: several held slips decided with one reason: a look at them with count and amount, then what became of
//! each. Those that can be decided are, whatever becomes of the others.

use std::collections::BTreeMap;

use askama::Template;
use serde::Deserialize;

use super::decide::{key_of, meant};
use super::review::{REFUSALS, address, back_of, filter_of, place_of};
use super::slip_key::parse_seen;
use crate::money::Money;
use crate::pages::chips::Chip;
use crate::pages::form::{Faults, Posted};
use crate::pages::listing::{List, ROWS, pairs};
use crate::pages::months::places;
use crate::pages::{Answer, Failure, Page, html, unprocessable};
use crate::store::slips::{self, Standing};
use crate::store::{Db, Error as StoreError};
use crate::web::Desk;
use crate::workflow::Error;
use crate::workflow::review_slip::{SeenSlip, review_slips};

/// So many at once.
const SLIPS_MAX: usize = 200;

#[derive(Template)]
#[template(path = "centre/bulk.html")]
struct Bulk {
    page: Page,
    rows: Vec<Row>,
    slips: String,
    count: String,
    amount: String,
    dealers: Vec<(String, String, String)>,
    refusals: Vec<(usize, String)>,
    reason: String,
    fault: String,
    back: String,
    to_list: String,
}

#[derive(Template)]
#[template(path = "centre/bulk_done.html")]
struct BulkDone {
    page: Page,
    done: Chip,
    count: String,
    amount: String,
    reason: String,
    failed: Vec<Failed>,
    to_list: String,
}

/// A slip of the look.
struct Row {
    slip_no: String,
    href: String,
    dealer: String,
    period: String,
    claim: String,
    verdict: Chip,
}

/// A slip that could not be decided.
struct Failed {
    slip_no: String,
    href: String,
    dealer: String,
    why: String,
}

/// What is posted.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BulkForm {
    /// The slips as they were seen, a line each.
    slips: String,
    choice: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    back: String,
}

/// The look before it is applied.
pub async fn show(desk: Desk, page: Page, list: List) -> Answer {
    let back = if list.get("all").is_empty() { list.get("back").to_owned() } else { page.query.clone() };
    let back = back_of(&back);
    let seen = if list.get("all").is_empty() {
        pairs(&page.query).iter().filter(|(name, _)| name == "slip").filter_map(|(_, slip)| parse_seen(slip)).collect()
    } else {
        all_of_page(&desk, &page, &list).await?
    };
    let bulk = look(&desk, page, seen, back, &Faults::none(), String::new()).await?;
    html(&bulk)
}

/// Every slip that the page of an address shows.
async fn all_of_page(desk: &Desk, page: &Page, list: &List) -> Result<Vec<SeenSlip>, Failure> {
    let (filter, after) = (filter_of(list), place_of(list));
    let rows_max = i64::try_from(ROWS).unwrap_or(i64::MAX);
    let rows = page.look(desk, move |c| slips::worklist(c, &filter, after, rows_max)).await?;
    let seen = rows.iter().map(|row| format!("{}/{}/{}/{}", row.decision, row.dealer, row.period, row.slip_no));
    Ok(seen.filter_map(|text| parse_seen(&text)).collect())
}

async fn look(
    desk: &Desk,
    page: Page,
    mut seen: Vec<SeenSlip>,
    back: String,
    faults: &Faults,
    reason: String,
) -> Result<Bulk, Failure> {
    seen.truncate(SLIPS_MAX);
    let page = page.titled("bulk-title").below("review-title", "/review");
    let found = page.look(desk, move |c| standing(c, seen)).await?;
    let row = |(seen, standing): &(SeenSlip, Standing)| Row {
        slip_no: seen.no.to_string(),
        href: places::slip(seen.dealer.as_str(), seen.period, seen.no.as_str()),
        dealer: seen.dealer.to_string(),
        period: page.period(seen.period),
        claim: page.money(standing.claim_value),
        verdict: page.decision_chip(standing.verdict),
    };
    let mut dealers: BTreeMap<String, (usize, i64)> = BTreeMap::new();
    for (seen, standing) in &found {
        let of_dealer = dealers.entry(seen.dealer.to_string()).or_default();
        *of_dealer = (of_dealer.0 + 1, of_dealer.1.saturating_add(standing.claim_value.fen()));
    }
    let amount: Money = found.iter().map(|(_, standing)| standing.claim_value).sum();
    let of_dealer =
        |(dealer, (count, fen)): (String, (usize, i64))| (dealer, page.count(count), page.money(Money::from_fen(fen)));
    let text = |seen: &SeenSlip| key_of(seen).seen(seen.decision);
    Ok(Bulk {
        rows: found.iter().map(row).collect(),
        slips: found.iter().map(|(seen, _)| text(seen)).collect::<Vec<_>>().join("\n"),
        count: page.t_n("bulk-count", i64::try_from(found.len()).unwrap_or(i64::MAX)),
        amount: page.money(amount),
        dealers: dealers.into_iter().map(of_dealer).collect(),
        refusals: (1..).zip(REFUSALS).map(|(number, key)| (number, page.t(key))).collect(),
        reason,
        fault: faults.at("reason").to_owned(),
        to_list: address(&back, None),
        back,
        page,
    })
}

/// The slips that are there, with what is known of each.
fn standing(c: &mut Db, seen: Vec<SeenSlip>) -> Result<Vec<(SeenSlip, Standing)>, StoreError> {
    let mut found = Vec::with_capacity(seen.len());
    for seen in seen {
        if let Some(standing) = slips::standing(c, &seen.dealer, seen.period, &seen.no)? {
            found.push((seen, standing));
        }
    }
    Ok(found)
}

/// Decides them, and tells what became of each.
pub async fn take(desk: Desk, page: Page, form: Posted<BulkForm>) -> Answer {
    let Posted(BulkForm { slips, choice, reason, back }) = form;
    let back = back_of(&back);
    let mut seen: Vec<SeenSlip> = slips.lines().filter_map(parse_seen).collect();
    seen.truncate(SLIPS_MAX);
    if seen.is_empty() {
        return Err(page.failure(&Error::NotFound));
    }
    let Some((accepted, why)) = meant(&page, &choice, &reason) else {
        let faults = Faults::none().with("reason", page.t("review-reason-missing"));
        let bulk = look(&desk, page, seen, back, &faults, reason).await?;
        return unprocessable(&bulk);
    };
    let actor = page.caller()?.actor;
    let reason = why.clone();
    let came = page.ask(&desk, move |office| {
        let mut decided = (0_i64, Money::ZERO);
        let mut failed = Vec::new();
        let known = office.store.read(|c| standing(c, seen))?;
        let seen: Vec<SeenSlip> = known.iter().map(|(seen, _)| seen.clone()).collect();
        let outcomes = review_slips(office, &actor, &seen, accepted, &why);
        for ((seen, standing), outcome) in known.into_iter().zip(outcomes) {
            match outcome {
                Ok(()) => decided = (decided.0 + 1, decided.1 + standing.claim_value),
                Err(error) => failed.push((seen, error)),
            }
        }
        Ok((decided, failed))
    });
    let ((count, amount), failed) = came.await?;
    let page = page.titled("bulk-done-title").below("review-title", "/review");
    let (tone, word) = if accepted { ("ok", "review-accepted") } else { ("bad", "review-refused") };
    let failure = |(seen, error): &(SeenSlip, Error)| Failed {
        slip_no: seen.no.to_string(),
        href: address(&back, Some(&key_of(seen))),
        dealer: seen.dealer.to_string(),
        why: page.why(error),
    };
    html(&BulkDone {
        done: page.chip(tone, word),
        count: page.t_n("bulk-count", count),
        amount: page.money(amount),
        reason,
        failed: failed.iter().map(failure).collect(),
        to_list: address(&back, None),
        page,
    })
}
