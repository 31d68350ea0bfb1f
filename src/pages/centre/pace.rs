//! `/review/pace`: what a reviewer decided of late, how fast, and where colleagues decided otherwise.

use std::collections::BTreeMap;

use askama::Template;

use crate::agreement::decision::Code;
use crate::calendar::{Day, Moment};
use crate::clock::business_time;
use crate::pages::chips::Chip;
use crate::pages::listing::Empty;
use crate::pages::management::chance::per_mille;
use crate::pages::management::percent;
use crate::pages::months::places;
use crate::pages::{Answer, Page, html};
use crate::store::reviews::{self, CodeShare, Overruled, StoredReview};
use crate::web::Desk;

/// So many days back.
const DAYS: i64 = 28;
/// More than anybody decides in that time.
const REVIEWS_MAX: i64 = 20_000;
/// So many decisions that colleagues took otherwise are shown.
const OVERRULED_MAX: i64 = 50;
/// Who decides nothing for so many seconds does something else.
const PAUSE_SECONDS: i64 = 600;

#[derive(Template)]
#[template(path = "centre/pace.html")]
struct Pace {
    page: Page,
    decided: String,
    accepted: String,
    median: String,
    days: Vec<DayLine>,
    codes: Vec<CodeLine>,
    overruled: Vec<OverruledLine>,
    empty: Empty,
}

/// A day's decisions.
struct DayLine {
    day: String,
    decided: String,
    accepted: String,
    refused: String,
    withdrawn: String,
    median: String,
}

/// A rule that held slips: how often they were accepted by whoever looks, and by the others.
struct CodeLine {
    code: String,
    href: String,
    own: String,
    own_share: String,
    others: String,
    others_share: String,
}

/// A decision that somebody else took otherwise.
struct OverruledLine {
    slip_no: String,
    href: String,
    dealer: String,
    own: Chip,
    own_reason: String,
    other: Chip,
    other_reason: String,
    who: String,
    at: String,
}

/// The page.
pub async fn show(desk: Desk, page: Page) -> Answer {
    let page = page.below("review-title", "/review").titled("pace-title");
    let login = page.caller()?.actor.login;
    let found = page.ask(&desk, move |office| {
        let since = office.clock.now() - chrono::TimeDelta::days(DAYS);
        let read = office.store.read(|c| {
            Ok::<_, crate::store::Error>((
                reviews::of_reviewer(c, &login, since, REVIEWS_MAX)?,
                reviews::by_code(c, &login, since)?,
                reviews::overruled(c, &login, since, OVERRULED_MAX)?,
            ))
        })?;
        Ok(read)
    });
    let (own, codes, overruled) = found.await?;
    let standing = || own.iter().filter(|review| !review.withdrawn);
    let mut days: BTreeMap<Day, Vec<&StoredReview>> = BTreeMap::new();
    for review in &own {
        days.entry(business_time(review.reviewed_at).date()).or_default().push(review);
    }
    let empty = Empty {
        title: page.t("pace-none"),
        what_to_do: page.t("pace-none-do"),
        href: "/review".to_owned(),
        label: page.t("review-title"),
    };
    html(&Pace {
        decided: page.count(standing().count()),
        accepted: share(standing().filter(|review| review.accepted).count(), standing().count()),
        median: spent(&page, median(&own.iter().collect::<Vec<_>>())),
        days: days.iter().rev().map(|(day, reviews)| day_line(&page, *day, reviews)).collect(),
        codes: codes.iter().filter_map(|share| code_line(&page, share)).collect(),
        overruled: overruled.iter().map(|one| overruled_line(&page, one)).collect(),
        empty,
        page,
    })
}

/// A share of a whole; nothing of nothing.
fn share(part: impl TryInto<u64>, whole: impl TryInto<u64>) -> String {
    let count = |count: Option<u64>| count.unwrap_or_default();
    match (count(part.try_into().ok()), count(whole.try_into().ok())) {
        (_, 0) => "—".to_owned(),
        (part, whole) => percent(per_mille(part, whole)),
    }
}

/// The middle of the times between decisions that follow each other, in seconds. What was decided together, or after a
/// pause, says nothing of it.
fn median(reviews: &[&StoredReview]) -> Option<i64> {
    let moments: Vec<Moment> = reviews.iter().map(|review| review.reviewed_at).collect();
    let between = moments.windows(2).filter_map(|pair| match pair {
        [before, after] => Some((*after - *before).num_seconds()),
        _ => None,
    });
    let mut seconds: Vec<i64> = between.filter(|seconds| (1..=PAUSE_SECONDS).contains(seconds)).collect();
    seconds.sort_unstable();
    seconds.get(seconds.len() / 2).copied()
}

fn spent(page: &Page, seconds: Option<i64>) -> String {
    seconds.map_or_else(|| "—".to_owned(), |seconds| page.t_n("pace-seconds", seconds))
}

fn day_line(page: &Page, day: Day, reviews: &[&StoredReview]) -> DayLine {
    let count = |is: fn(&StoredReview) -> bool| page.count(reviews.iter().filter(|review| is(review)).count());
    DayLine {
        day: page.day(day),
        decided: count(|review| !review.withdrawn),
        accepted: count(|review| !review.withdrawn && review.accepted),
        refused: count(|review| !review.withdrawn && !review.accepted),
        withdrawn: count(|review| review.withdrawn),
        median: spent(page, median(reviews)),
    }
}

fn code_line(page: &Page, share_of: &CodeShare) -> Option<CodeLine> {
    // A note or a cut is no reason to ask a reviewer.
    let is_asked = Code::of(&share_of.code).is_none_or(|code| super::review::HOLDING.contains(&code));
    is_asked.then(|| CodeLine {
        code: page.code_name(&share_of.code),
        href: format!("/slips?code={}", places::segment(&share_of.code)),
        own: page.count(share_of.own),
        own_share: share(share_of.own_accepted, share_of.own),
        others: page.count(share_of.others),
        others_share: share(share_of.others_accepted, share_of.others),
    })
}

fn overruled_line(page: &Page, one: &Overruled) -> OverruledLine {
    let decision = |accepted| {
        if accepted { page.chip("ok", "pace-accepted") } else { page.chip("bad", "pace-refused") }
    };
    OverruledLine {
        href: places::slip(&one.dealer, &one.period, &one.slip_no),
        slip_no: one.slip_no.clone(),
        dealer: one.dealer.clone(),
        own: decision(one.accepted),
        own_reason: one.reason.clone(),
        other: if one.other_withdrawn { page.chip("wait", "pace-withdrawn") } else { decision(one.other_accepted) },
        other_reason: one.other_reason.clone(),
        who: one.other.clone(),
        at: page.moment(one.other_at),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agreement::codes::SlipNo;

    #[test]
    fn what_is_decided_together_or_after_a_pause_says_nothing_of_the_pace() {
        let at = |seconds: i64| StoredReview {
            period: "2026-03".parse().unwrap(),
            no: SlipNo::new("W1").unwrap(),
            accepted: true,
            after_draw: false,
            reason: String::new(),
            reviewer: "r".to_owned(),
            reviewed_at: Moment::default() + chrono::TimeDelta::seconds(seconds),
            withdrawn: false,
            on_behalf_of: String::new(),
        };
        for (seconds, expected) in [
            (vec![], None),
            (vec![0], None),
            (vec![0, 0, 0], None),
            (vec![0, 20, 50, 60], Some(20)),
            (vec![0, 30, 30, 30, 4_000, 4_010], Some(30)),
            (vec![0, 601], None),
        ] {
            let reviews: Vec<StoredReview> = seconds.iter().map(|seconds| at(*seconds)).collect();
            assert_eq!(median(&reviews.iter().collect::<Vec<_>>()), expected, "{seconds:?}");
        }
    }
}
