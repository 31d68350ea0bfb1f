//! `/review`: the held slips that need a person, worst first; the list on the left, the chosen slip on the right.

use std::collections::BTreeSet;

use askama::Template;

use super::case::{Case, facts};
use super::pick::Standing;
use super::slip_key::SlipKey;
use super::twins::Twins;
use crate::agreement::codes::DealerCode;
use crate::agreement::decision::{Code, Verdict};
use crate::calendar::{Day, Moment};
use crate::clock::business_time;
use crate::money::Money;
use crate::pages::chips::Chip;
use crate::pages::form::Faults;
use crate::pages::listing::{Empty, Foot, List, ROWS_FETCHED, encoded, pairs};
use crate::pages::months::panel::Panel;
use crate::pages::months::places;
use crate::pages::months::questions::Asked;
use crate::pages::{Answer, Failure, Page, html, unprocessable};
use crate::store::questions::{self, Question, QuestionState};
use crate::store::reviews::StoredReview;
use crate::store::slips::{self, ListedSlip, WorklistFilter, WorklistPlace};
use crate::store::{Db, Error as StoreError, house_checks, reviews};
use crate::web::Desk;
use crate::workflow::ask_dealer::usual_answer_day;

/// So many decisions can be taken back from here.
const LAST_DECISIONS: i64 = 5;
/// The word of the address for slips that stand aside until their dealers answer: `?waits=dealer`.
const ASKED: &str = "dealer";
/// The rules that hold a slip, in the order of the table.
pub const HOLDING: [Code; 6] = [
    Code::PartQtyAboveMaximum,
    Code::RepairsExceedSales,
    Code::PartExceedsStock,
    Code::SameDayElsewhere,
    Code::CallbackPending,
    Code::LotRejected,
];
/// Reasons of refusal that have a key of their own.
pub const REFUSALS: [&str; 6] =
    ["review-refuse-1", "review-refuse-2", "review-refuse-3", "review-refuse-4", "review-refuse-5", "review-refuse-6"];

#[derive(Template)]
#[template(path = "centre/review.html")]
struct Review {
    page: Page,
    list: List,
    codes: Vec<(String, String)>,
    rows: Vec<Row>,
    count: String,
    /// How many wait for a call alone; empty where none does.
    to_call: String,
    /// How many stand aside until their dealers answer; empty where none does.
    asked: String,
    /// Whether the list is of these.
    is_asked: bool,
    /// The query of the list, without a slip.
    back: String,
    all_of_page: String,
    foot: Foot,
    empty: Empty,
    chosen: Option<Chosen>,
    last: Vec<Last>,
    refusals: Vec<(usize, String)>,
    /// The last day of an answer, where a dealer is asked.
    answer_day: String,
    reason: String,
    fault: String,
}

/// A slip of the list.
struct Row {
    href: String,
    seen: String,
    slip_no: String,
    dealer: String,
    period: String,
    claim: String,
    why: String,
    waited: String,
    /// What became of the question about it.
    asked: Option<Chip>,
    is_here: bool,
}

/// The slip on the right.
struct Chosen {
    title: String,
    under: String,
    seen: String,
    panel: Panel,
    twins: Twins,
    asked: Asked,
    facts: Vec<(String, String)>,
    reviews: Vec<String>,
    source: String,
    slip: String,
    /// The month, and where it is.
    month: (String, String),
    can_decide: bool,
    /// Whether its dealer can be asked.
    can_ask: bool,
    /// Whether it is among the calls that reviewers added, or can be.
    pick: Standing,
    not_held: Chip,
    next: String,
    next_href: String,
    previous_href: String,
}

/// A decision that can be taken back, or a question.
struct Last {
    key: String,
    is_question: bool,
    slip_no: String,
    dealer: String,
    verdict: Chip,
    reason: String,
    at: String,
}

struct Found {
    rows: Vec<ListedSlip>,
    count: i64,
    to_call: i64,
    asked: i64,
    case: Option<(Case, Standing)>,
    last: Vec<(DealerCode, StoredReview)>,
    /// What the reviewer asked and nobody answered yet.
    asked_last: Vec<Question>,
    /// What was asked about the slips of the list.
    questions: Vec<Question>,
    /// The last day of an answer to what is asked today.
    answer_day: Day,
    /// The administrator's own checks that hold slips.
    own_checks: Vec<String>,
}

/// The filter of an address.
pub fn filter_of(list: &List) -> WorklistFilter {
    WorklistFilter {
        period: list.get("period").parse().ok(),
        dealer: DealerCode::new(list.get("dealer")),
        code: Some(list.get("code").to_owned()).filter(|code| !code.is_empty()),
        is_asked: list.get("waits") == ASKED,
    }
}

/// Where the page of an address begins.
pub fn place_of(list: &List) -> Option<WorklistPlace> {
    let [period, claim, dealer, slip_no] = list.after::<4>()?;
    Some(WorklistPlace { period, claim_fen: claim.parse().ok()?, dealer, slip_no })
}

/// The query of a worklist without what is chosen in it.
pub fn back_of(query: &str) -> String {
    let known = ["dealer", "period", "code", "waits", "cursor"];
    let kept = pairs(query).into_iter().filter(|(name, value)| known.contains(&name.as_str()) && !value.is_empty());
    encoded(&kept.collect::<Vec<_>>())
}

/// The worklist with a slip chosen.
pub fn address(back: &str, slip: Option<&SlipKey>) -> String {
    let chosen = slip.map(|slip| encoded(&[("slip".to_owned(), slip.to_string())]));
    let parts: Vec<String> = [back.to_owned()].into_iter().filter(|back| !back.is_empty()).chain(chosen).collect();
    if parts.is_empty() { "/review".to_owned() } else { format!("/review?{}", parts.join("&")) }
}

/// The page.
pub async fn show(desk: Desk, page: Page, list: List) -> Answer {
    let review = load(&desk, page, list, &Faults::none(), String::new()).await?;
    html(&review)
}

/// The page again, with what is wrong with the decision.
pub async fn again(desk: &Desk, mut page: Page, query: &str, faults: &Faults, reason: String) -> Answer {
    let list = List::of("/review", query);
    "/review".clone_into(&mut page.path);
    query.clone_into(&mut page.query);
    let review = load(desk, page, list, faults, reason).await?;
    unprocessable(&review)
}

async fn load(desk: &Desk, page: Page, list: List, faults: &Faults, reason: String) -> Result<Review, Failure> {
    let page = page.titled("review-title");
    let login = page.caller()?.actor.login;
    let (filter, after) = (filter_of(&list), place_of(&list));
    let chosen = SlipKey::parse(list.get("slip"));
    let today = page.today;
    let found = page.look(desk, move |c| read(c, &filter, after, chosen, (&login, today))).await?;
    Ok(draw(page, list, found, faults, reason))
}

fn read(
    c: &mut Db,
    filter: &WorklistFilter,
    after: Option<WorklistPlace>,
    chosen: Option<SlipKey>,
    (login, today): (&str, Day),
) -> Result<Found, StoreError> {
    let rows = slips::worklist(c, filter, after, ROWS_FETCHED)?;
    let first = rows.first().and_then(key_of);
    let case = match chosen.or(first) {
        Some(key) => {
            Case::load(c, &key)?.map(|case| Ok::<_, StoreError>((case, Standing::load(c, &key)?))).transpose()?
        }
        None => None,
    };
    let own_checks = house_checks::all(c)?.into_iter().filter(|check| check.text.held).map(|check| check.text.code);
    let own_checks: BTreeSet<String> = own_checks.map(|code| code.to_string()).collect();
    let aside = WorklistFilter { is_asked: true, ..WorklistFilter::default() };
    Ok(Found {
        questions: questions::of_listed(c, &rows)?,
        asked_last: questions::last_of(c, login, LAST_DECISIONS)?,
        asked: slips::worklist_count(c, &aside)?,
        answer_day: usual_answer_day(c, today)?,
        rows,
        count: slips::worklist_count(c, filter)?,
        to_call: slips::waiting_for_a_call_count(c)?,
        case,
        last: reviews::last_of(c, login, LAST_DECISIONS)?,
        own_checks: own_checks.into_iter().collect(),
    })
}

fn key_of(row: &ListedSlip) -> Option<SlipKey> {
    SlipKey::of(&row.dealer, &row.period, &row.slip_no)
}

fn draw(page: Page, list: List, mut found: Found, faults: &Faults, reason: String) -> Review {
    let place =
        |row: &ListedSlip| vec![row.period.clone(), row.claim_fen.to_string(), row.dealer.clone(), row.slip_no.clone()];
    let next_page = crate::pages::listing::cut(&mut found.rows, place);
    let back = back_of(&page.query);
    let here = found.case.as_ref().map(|(case, _)| case.key.clone());
    let keys: Vec<SlipKey> = found.rows.iter().filter_map(key_of).collect();
    let foot = List::of("/review", &back).foot(&page, next_page.as_deref(), "");
    let around = Around::of(&keys, here.as_ref());
    let chosen = found.case.map(|(case, pick)| chosen(&page, &case, pick, &around, &back));
    let reviews = found.last.into_iter().map(|(dealer, review)| (review.reviewed_at, last(&page, &dealer, review)));
    let asked = found.asked_last.into_iter().map(|asked| (asked.asked_at, last_asked(&page, asked)));
    let mut lasts: Vec<(Moment, Last)> = reviews.chain(asked).collect();
    lasts.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    lasts.truncate(usize::try_from(LAST_DECISIONS).unwrap_or_default());
    let rule = |code: &Code| (code.as_str().to_owned(), format!("{} {}", code.clause(), page.lang.rule(*code)));
    let own_checks = found.own_checks.into_iter().map(|code| (code.clone(), code));
    let codes = HOLDING.iter().map(rule).chain(own_checks).collect();
    let refusals = (1..).zip(REFUSALS).map(|(number, key)| (number, page.t(key))).collect();
    Review {
        rows: found.rows.iter().filter_map(|row| line(&page, row, &found.questions, here.as_ref(), &back)).collect(),
        count: page.t_n("review-count", found.count),
        to_call: if found.to_call > 0 { page.t_n("review-to-call", found.to_call) } else { String::new() },
        asked: if found.asked > 0 { page.t_n("review-asked", found.asked) } else { String::new() },
        is_asked: list.get("waits") == ASKED,
        answer_day: found.answer_day.to_string(),
        all_of_page: format!("/review/bulk?{}", joined(&back, "all=1")),
        foot,
        empty: empty(&page, &list),
        chosen,
        last: lasts.into_iter().map(|(_, last)| last).collect(),
        refusals,
        reason,
        fault: faults.at("reason").to_owned(),
        codes,
        back,
        page,
        list,
    }
}

fn joined(query: &str, more: &str) -> String {
    if query.is_empty() { more.to_owned() } else { format!("{query}&{more}") }
}

fn empty(page: &Page, list: &List) -> Empty {
    let (title, what_to_do, href, label) = if list.is_filtered() {
        ("review-empty-filter", "review-empty-filter-do", "/review", "review-all")
    } else {
        ("review-empty", "review-empty-do", "/confirm-month", "nav-confirm-month")
    };
    Empty { title: page.t(title), what_to_do: page.t(what_to_do), href: href.to_owned(), label: page.t(label) }
}

fn line(page: &Page, row: &ListedSlip, questions: &[Question], here: Option<&SlipKey>, back: &str) -> Option<Row> {
    let key = key_of(row)?;
    let is_about = |asked: &&Question| {
        (&asked.dealer, asked.period, &asked.slip) == (&key.dealer, key.period, &key.no)
            && asked.state != QuestionState::Withdrawn
    };
    let asked = questions.iter().rfind(is_about).map(|asked| match asked.state {
        QuestionState::Open => Chip { tone: "wait", text: page.due(asked.answer_until) },
        state => page.question_chip(state),
    });
    let holds = |code: &&str| Code::of(code).is_none_or(|code| HOLDING.contains(&code));
    let codes = row.reasons.split(';').filter(|code| !code.is_empty()).filter(holds);
    let waited = page.today.signed_duration_since(business_time(row.filed_at).date()).num_days();
    Some(Row {
        href: address(back, Some(&key)),
        seen: key.seen(row.decision),
        slip_no: row.slip_no.clone(),
        dealer: row.dealer.clone(),
        period: page.period(key.period),
        claim: page.money(Money::from_fen(row.claim_fen)),
        why: codes.map(|code| page.code_name(code)).collect::<Vec<_>>().join(" · "),
        waited: page.t_n("review-waited", waited.max(0)),
        asked,
        is_here: here == Some(&key),
    })
}

/// The slips before and behind the chosen one.
struct Around {
    previous: Option<SlipKey>,
    next: Option<SlipKey>,
}

impl Around {
    fn of(keys: &[SlipKey], here: Option<&SlipKey>) -> Self {
        let at = keys.iter().position(|key| Some(key) == here);
        match at {
            Some(at) => Self {
                previous: at.checked_sub(1).and_then(|at| keys.get(at).cloned()),
                next: keys.get(at + 1).cloned(),
            },
            // What is not in the list, such as one that was just taken back, is followed by the worst.
            None => Self { previous: None, next: keys.first().cloned() },
        }
    }
}

fn chosen(page: &Page, case: &Case, pick: Standing, around: &Around, back: &str) -> Chosen {
    let SlipKey { dealer, period, no } = &case.key;
    let slip = places::slip(dealer.as_str(), period, no.as_str());
    let said = |review: &StoredReview| {
        let what = match (review.withdrawn, review.accepted) {
            (true, _) => "review-was-withdrawn",
            (false, true) => "review-was-accepted",
            (false, false) => "review-was-refused",
        };
        let by = page.acted(&review.reviewer, &review.on_behalf_of);
        page.t_with(what, &[&by, &page.moment(review.reviewed_at), &review.reason])
    };
    let due = case.month.as_ref().and_then(|month| month.sums.payment_due_on);
    let due = due.map(|day| page.t_with("review-due", &[&page.day(day), &page.due(day)]));
    let waited = case.filed_at.map(|at| page.t_with("review-filed", &[&page.moment(at)]));
    let under: Vec<String> = [waited, due].into_iter().flatten().collect();
    let is_open = |asked: &Question| asked.state == QuestionState::Open;
    let can_decide = case.standing.verdict == Some(Verdict::Held) && !case.is_frozen();
    Chosen {
        title: no.to_string(),
        under: under.join(" · "),
        seen: case.key.seen(case.standing.decision),
        panel: case.panel(page),
        twins: Twins::of(page, case),
        asked: Asked::of(page, &case.questions, &|login| login.to_owned()),
        facts: facts(page, &case.slip),
        reviews: case.reviews.iter().map(said).collect(),
        source: format!("{slip}/source"),
        month: (format!("{dealer} · {}", page.period(*period)), places::month(dealer.as_str(), period)),
        slip,
        can_decide,
        can_ask: can_decide && !case.questions.iter().any(is_open),
        pick,
        not_held: page.decision_chip(case.standing.verdict),
        next: around.next.as_ref().map(ToString::to_string).unwrap_or_default(),
        next_href: around.next.as_ref().map(|key| address(back, Some(key))).unwrap_or_default(),
        previous_href: around.previous.as_ref().map(|key| address(back, Some(key))).unwrap_or_default(),
    }
}

fn last(page: &Page, dealer: &DealerCode, review: StoredReview) -> Last {
    let (tone, word) = if review.accepted { ("ok", "review-accepted") } else { ("bad", "review-refused") };
    let key = SlipKey { dealer: dealer.clone(), period: review.period, no: review.no };
    Last {
        key: key.to_string(),
        is_question: false,
        slip_no: key.no.to_string(),
        dealer: dealer.to_string(),
        verdict: page.chip(tone, word),
        reason: review.reason,
        at: page.moment(review.reviewed_at),
    }
}

fn last_asked(page: &Page, asked: Question) -> Last {
    let key = SlipKey { dealer: asked.dealer, period: asked.period, no: asked.slip };
    Last {
        key: key.to_string(),
        is_question: true,
        slip_no: key.no.to_string(),
        dealer: key.dealer.to_string(),
        verdict: page.question_chip(asked.state),
        reason: asked.question,
        at: page.moment(asked.asked_at),
    }
}
