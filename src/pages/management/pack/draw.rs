//! The month's page as it is drawn.

use std::cmp::Reverse;

use askama::Template;

use super::decided::{Decided, decided};
use super::figures::{Measure, Outlier, Walk, heap_key, outliers};
use super::{Line, Pack};
use crate::agreement::statement::State;
use crate::auth::Role;
use crate::money::Money;
use crate::pages::chart::{Caption, Point, Waterfall};
use crate::pages::chips::Chip;
use crate::pages::listing::{Empty, Foot, Head, List, ROWS, segment};
use crate::pages::management::chance::{interval, per_mille};
use crate::pages::management::percent;
use crate::pages::treasury::places::payment as payment_of;
use crate::pages::{Answer, Page, html};
use crate::store::month_pack::Heap;
use crate::store::slips::Verdicts;

/// The tone of a step that is in the list alone, not in the picture.
const SUBTOTAL: &str = "subtotal";
/// Who look at payments.
const PAYERS: [Role; 3] = [Role::SalesManager, Role::Finance, Role::Administrator];
/// The width of a dealer's small bar.
const BAR: i64 = 120;

#[derive(Template)]
#[template(path = "management/pack.html")]
struct Drawn {
    page: Page,
    period: String,
    empty: Option<Empty>,
    states: Vec<(Chip, String, String)>,
    can_approve: bool,
    waiting: String,
    facts: Vec<Fact>,
    steps: Vec<WalkStep>,
    waterfall: Waterfall,
    exceptions: Vec<Exception>,
    outliers: Vec<OutlierLine>,
    orders: Vec<Order>,
    heads: Vec<Head>,
    dealers: Vec<DealerLine>,
    /// How many of how many dealers are shown, and where all are; empty where all are shown.
    shown: String,
    all_href: String,
    decided: Vec<Decided>,
    foot: Foot,
}

/// A number at the head of the page.
struct Fact {
    label: String,
    value: String,
    note: String,
    href: String,
    note_href: String,
}

/// A step of the walk from what is claimed to what is paid.
struct WalkStep {
    label: String,
    amount: String,
    href: String,
    is_sum: bool,
}

/// Something that is open.
struct Exception {
    tone: &'static str,
    count: String,
    text: String,
    href: String,
}

struct OutlierLine {
    dealer: String,
    href: String,
    chip: Chip,
    told: String,
}

/// An order of the dealers.
struct Order {
    label: String,
    href: String,
    is_here: bool,
}

struct DealerLine {
    code: String,
    name: String,
    href: String,
    month_href: String,
    chip: Chip,
    kept_back: String,
    hold_href: String,
    slips: String,
    slips_href: String,
    unpaid: String,
    unpaid_href: String,
    claimed: String,
    cut: String,
    payable: String,
    change: String,
    before_href: String,
    payment_href: String,
    bar_claimed: i64,
    bar_payable: i64,
}

/// The page of a month.
pub fn page(page: Page, list: &List, pack: &Pack) -> Answer {
    let period = pack.period.to_string();
    let (waiting, sum) = pack.waiting();
    let total = Walk::sum(pack.lines.iter().map(|line| &line.walk));
    let walk = walk_steps(&page, &period, &total);
    let listed = listed(list, pack);
    let is_all = listed.len() <= ROWS || list.get("dealers") == "all";
    let count = if is_all { listed.len() } else { ROWS };
    let shown = if is_all {
        String::new()
    } else {
        page.t_with("pack-shown", &[&page.count(count), &page.count(listed.len())])
    };
    let drawn = Drawn {
        states: states(&page, list, pack),
        can_approve: waiting > 0 && page.is(Role::SalesManager),
        waiting: page.t_with("pack-approve", &[&page.t_n("pack-statements", waiting), &page.money(sum)]),
        facts: facts(&page, pack, &total),
        waterfall: waterfall(&page, &walk),
        steps: walk.into_iter().map(|(step, _, _)| step).collect(),
        exceptions: exceptions(&page, pack),
        outliers: outliers(&pack.counts).iter().map(|outlier| outlier_line(&page, pack, outlier)).collect(),
        orders: orders(&page, list),
        heads: heads(&page, list),
        dealers: dealers(&page, pack, &listed, count),
        shown,
        all_href: format!("{}#dealers", list.with("dealers", "all")),
        decided: decided(&page, pack),
        foot: foot(&page, list, &period),
        empty: pack.lines.is_empty().then(|| Empty {
            title: page.t("pack-empty"),
            what_to_do: page.t("pack-empty-do"),
            href: "/months".to_owned(),
            label: page.t("packs-title"),
        }),
        period,
        page,
    };
    html(&drawn)
}

/// The dealers as files, where the API knows the state that they are limited to.
fn foot(page: &Page, list: &List, period: &str) -> Foot {
    let state = list.get("state");
    let is_known = state.is_empty() || State::ALL.iter().any(|known| known.as_str() == state);
    let export = if is_known { "/api/v1/statements" } else { "" };
    List::of("", &format!("period={period}&state={state}")).foot(page, None, export)
}

/// As an address names a state.
fn word_of(state: Option<State>) -> &'static str {
    state.map_or("none", State::as_str)
}

/// How many statements are in each state, and where they are listed.
fn states(page: &Page, list: &List, pack: &Pack) -> Vec<(Chip, String, String)> {
    let count = |state: Option<State>| pack.lines.iter().filter(|line| line.month.state == state).count();
    let of = |state: Option<State>| {
        let href = format!("{}#dealers", list.with("state", word_of(state)));
        (count(state) > 0).then(|| (page.state_chip(state), page.count(count(state)), href))
    };
    std::iter::once(None).chain(State::ALL.map(Some)).filter_map(of).collect()
}

fn facts(page: &Page, pack: &Pack, total: &Walk) -> Vec<Fact> {
    let period = pack.period;
    let before: Money = pack.lines.iter().map(|line| line.before).sum();
    let slips: i64 = pack.lines.iter().map(|line| line.month.sums.slip_count).sum();
    let paid = pack.lines.iter().filter(|line| line.month.state == Some(State::Paid));
    let paid: Money = paid.map(|line| line.walk.payable).sum();
    let in_state = |word: &str| format!("/months/{period}?state={word}#dealers");
    let calls = pack.callbacks;
    let (low, high) = interval(calls.failed, calls.answered);
    let share = if calls.answered == 0 { "—".to_owned() } else { percent(per_mille(calls.failed, calls.answered)) };
    let call_note = page.t_with(
        "pack-calls-note",
        &[
            &page.count(calls.failed),
            &page.count(calls.answered),
            &hundredths(low),
            &hundredths(high),
            &page.count(calls.drawn),
        ],
    );
    vec![
        Fact {
            label: page.t("payable"),
            value: page.money(total.payable),
            note: page
                .t_with("pack-change-note", &[&signed(page, total.payable - before), &page.period(period.plus(-1))]),
            href: "#dealers".to_owned(),
            note_href: format!("/months/{}", period.plus(-1)),
        },
        Fact {
            label: page.t("pack-paid"),
            value: page.money(paid),
            note: page.t_with("pack-paid-note", &[&page.money(total.payable - paid)]),
            href: in_state("paid"),
            note_href: in_state("unpaid"),
        },
        Fact {
            label: page.t("slips"),
            value: page.count(slips),
            note: page.t_with("pack-slips-note", &[&page.money(total.claimed)]),
            href: format!("/slips?period={period}"),
            note_href: String::new(),
        },
        Fact {
            label: page.t("pack-calls"),
            value: share,
            note: call_note,
            href: format!("/lots?period={period}"),
            note_href: String::new(),
        },
    ]
}

/// Hundredths of a percent, as people read them: `3.08%`.
fn hundredths(share: u64) -> String {
    format!("{}.{:02}%", share / 100, share % 100)
}

/// An amount with its sign, also where it is more.
fn signed(page: &Page, amount: Money) -> String {
    let text = page.money(amount);
    if amount > Money::ZERO { format!("+{text}") } else { text }
}

/// The steps of the walk, with their values and tones for the picture.
fn walk_steps(page: &Page, period: &str, walk: &Walk) -> Vec<(WalkStep, i64, &'static str)> {
    let slips = |verdict: &str| format!("/slips?period={period}&verdict={verdict}");
    let mut steps = Vec::new();
    let mut add = |key: &str, amount: Money, href: String, tone: &'static str| {
        let is_sum = matches!(tone, "info" | "ok" | SUBTOTAL);
        if is_sum || !amount.is_zero() {
            let step = WalkStep { label: page.t(key), amount: page.money(amount), href, is_sum };
            steps.push((step, amount.fen(), tone));
        }
    };
    add("walk-claimed", walk.claimed, format!("/slips?period={period}"), "info");
    add("walk-rejected", walk.rejected, slips("rejected"), "bad");
    add("walk-void", walk.void, slips("void"), "bad");
    add("walk-fabricated", walk.fabricated, slips("fabricated"), "bad");
    add("walk-held", walk.held, slips("held"), "wait");
    add("accepted", walk.accepted(), slips(Verdicts::PAYABLE), SUBTOTAL);
    for heap in Heap::ALL {
        let amount = walk.heaps.heap(heap);
        let tone = if amount < Money::ZERO { "bad" } else { "" };
        let href = format!("/months/{period}/lines?of={}", heap.as_str());
        add(heap_key(heap), amount, href, tone);
    }
    add("walk-to-next", walk.to_next, format!("/months/{period}?sort=payable#dealers"), "");
    add("walk-payable", walk.payable, format!("/months/{period}?sort=-payable#dealers"), "ok");
    steps
}

fn waterfall(page: &Page, steps: &[(WalkStep, i64, &'static str)]) -> Waterfall {
    let caption = Caption {
        title: page.t("walk-title"),
        label: page.t("walk-step"),
        value: page.t("walk-amount"),
        as_table: page.t("pack-as-table"),
    };
    let point = |(step, value, tone): &(WalkStep, i64, &'static str)| Point {
        label: step.label.clone(),
        value: *value,
        shown: step.amount.clone(),
        href: step.href.clone(),
        tone: if *tone == "info" { "" } else { tone },
    };
    Waterfall::new(caption, steps.iter().filter(|(_, _, tone)| *tone != SUBTOTAL).map(point).collect())
}

fn exceptions(page: &Page, pack: &Pack) -> Vec<Exception> {
    let period = pack.period;
    let open = || pack.lines.iter().filter(|line| !line.month.is_frozen() && line.month.state.is_some());
    let held: i64 = open().map(|line| line.month.sums.held_count).sum();
    let held_sum: Money = open().map(|line| -line.walk.held).sum();
    let is_undrawn = |line: &&Line| line.month.lot_drawn_at.is_none() && line.month.sums.accepted > Money::ZERO;
    let undrawn = open().filter(is_undrawn).count();
    let (disputes, findings) = pack.open_cases;
    let kept_back = pack.lines.iter().filter(|line| line.kept_back.is_some()).count();
    let mut found = Vec::new();
    let mut add = |tone, count: String, text: String, href: String| {
        if count != "0" {
            found.push(Exception { tone, count, text, href });
        }
    };
    let held_text = page.t_with("pack-exception-held", &[&page.money(held_sum)]);
    add("wait", page.count(held), held_text, format!("/slips?period={period}&verdict=held"));
    add("wait", page.count(undrawn), page.t("pack-exception-undrawn"), format!("/lots?period={period}"));
    let rejected = page.count(pack.callbacks.lots_rejected);
    add("bad", rejected, page.t("pack-exception-lots"), format!("/violations?period={period}&code=LOT_REJECTED"));
    add(
        "bad",
        page.count(disputes),
        page.t("pack-exception-disputes"),
        format!("/disputes?state=open&period={period}"),
    );
    add(
        "bad",
        page.count(findings),
        page.t("pack-exception-findings"),
        format!("/findings?state=open&period={period}"),
    );
    add("wait", page.count(kept_back), page.t("pack-exception-kept-back"), "#dealers".to_owned());
    for (dealer, hindrances) in &pack.hindered {
        let words: Vec<String> = hindrances.iter().map(|hindrance| page.lang.hindrance(hindrance)).collect();
        let href = format!("/dealers/{}/months/{period}", segment(dealer.as_str()));
        add("wait", dealer.to_string(), words.join(" "), href);
    }
    found
}

fn outlier_line(page: &Page, pack: &Pack, outlier: &Outlier) -> OutlierLine {
    let key = match (outlier.measure, outlier.is_above()) {
        (Measure::Unpaid, true) => "pack-outlier-unpaid-many",
        (Measure::Unpaid, false) => "pack-outlier-unpaid-few",
        (Measure::Frequency, true) => "pack-outlier-slips-many",
        (Measure::Frequency, false) => "pack-outlier-slips-few",
    };
    let told = match outlier.measure {
        Measure::Unpaid => "pack-outlier-unpaid",
        Measure::Frequency => "pack-outlier-slips",
    };
    let of_all = per_mille(outlier.of_all.0, outlier.of_all.1);
    let told = page.t_with(
        told,
        &[
            &page.count(outlier.count),
            &page.count(outlier.whole),
            &percent(per_mille(outlier.count, outlier.whole)),
            &percent(of_all),
            &page.count(outlier.limits.0),
            &page.count(outlier.limits.1),
        ],
    );
    let verdict = match outlier.measure {
        Measure::Unpaid => "&verdict=unpaid",
        Measure::Frequency => "",
    };
    let line = pack.lines.iter().find(|line| line.month.dealer == outlier.dealer);
    let name = line.map_or("", |line| line.name.as_str());
    OutlierLine {
        dealer: format!("{} {name}", outlier.dealer),
        href: format!("/slips?period={}&dealer={}{verdict}", pack.period, segment(outlier.dealer.as_str())),
        chip: page.chip(if outlier.is_above() { "bad" } else { "info" }, key),
        told,
    }
}

/// The orders that a manager asks for, the largest first.
fn orders(page: &Page, list: &List) -> Vec<Order> {
    let here = if list.get("sort").is_empty() { "-payable" } else { list.get("sort") };
    let order = |(key, sort): (&str, &str)| Order {
        label: page.t(key),
        href: format!("{}#dealers", list.with("sort", sort)),
        is_here: sort == here,
    };
    let all = Order {
        label: page.t("pack-all-dealers"),
        href: format!("{}#dealers", list.with("state", "")),
        is_here: false,
    };
    let orders = [("pack-order-payable", "-payable"), ("pack-order-change", "-change"), ("pack-order-cut", "-cut")];
    let is_limited = !list.get("state").is_empty();
    orders.map(order).into_iter().chain(is_limited.then_some(all)).collect()
}

fn heads(page: &Page, list: &List) -> Vec<Head> {
    vec![
        list.sorted(page, "pack-dealer", "dealer"),
        list.plain(page, "state"),
        list.sorted(page, "slips", "slips").number(),
        list.sorted(page, "pack-unpaid", "unpaid").number(),
        list.sorted(page, "claimed", "claimed").number(),
        list.sorted(page, "pack-cut", "cut").number(),
        list.sorted(page, "payable", "payable").number(),
        list.sorted(page, "pack-change", "change").number(),
    ]
}

/// The dealers in the order and the state that are asked for.
fn listed<'a>(list: &List, pack: &'a Pack) -> Vec<&'a Line> {
    let mut lines: Vec<&Line> = pack.lines.iter().collect();
    let (column, is_down) = if list.get("sort").is_empty() { ("payable", true) } else { list.sort() };
    let state = list.get("state");
    lines.retain(|line| match state {
        "" => true,
        "unpaid" => line.month.state != Some(State::Paid),
        word => word_of(line.month.state) == word,
    });
    let key = |line: &Line| match column {
        "slips" => line.month.sums.slip_count,
        "unpaid" => line.unpaid,
        "claimed" => line.walk.claimed.fen(),
        "cut" => line.walk.cut().fen(),
        "payable" => line.walk.payable.fen(),
        "change" => line.change().fen().saturating_abs(),
        _ => 0,
    };
    match (column, is_down) {
        ("dealer", true) => lines.reverse(),
        (_, true) => lines.sort_by_key(|line| Reverse(key(line))),
        (_, false) => lines.sort_by_key(|line| key(line)),
    }
    lines
}

/// The first of them as they are drawn.
fn dealers(page: &Page, pack: &Pack, lines: &[&Line], count: usize) -> Vec<DealerLine> {
    let most = lines.iter().map(|line| line.walk.claimed.max(line.walk.payable).fen()).max().unwrap_or_default().max(1);
    let bar = |amount: Money| {
        let width = i128::from(amount.fen().max(0)) * i128::from(BAR) / i128::from(most);
        i64::try_from(width).unwrap_or(BAR)
    };
    lines.iter().take(count).map(|line| dealer_line(page, pack, line, &bar)).collect()
}

fn dealer_line(page: &Page, pack: &Pack, line: &Line, bar: &dyn Fn(Money) -> i64) -> DealerLine {
    let (period, code) = (pack.period, line.month.dealer.as_str());
    let (dealer, slips) = (segment(code), format!("/slips?period={period}&dealer={}", segment(code)));
    let kept_back = line
        .kept_back
        .as_ref()
        .map(|step| page.t_with("pack-kept-back", &[&page.acted(&step.person, &step.on_behalf_of), &step.note]));
    let payment = line.payment.as_deref().filter(|_| PAYERS.iter().any(|role| page.is(*role)));
    let may_hold = page.is(Role::SalesManager) && line.month.state == Some(State::Confirmed);
    DealerLine {
        name: line.name.clone(),
        href: format!("/dealers/{dealer}"),
        month_href: format!("/dealers/{dealer}/months/{period}"),
        chip: page.state_chip(line.month.state),
        kept_back: kept_back.unwrap_or_default(),
        hold_href: match (may_hold, &line.kept_back) {
            (true, None) => format!("/months/{period}/hold?dealer={dealer}"),
            (true, Some(_)) => format!("/months/{period}/approve?dealer={dealer}"),
            (false, _) => String::new(),
        },
        slips: page.count(line.month.sums.slip_count),
        unpaid: page.count(line.unpaid),
        unpaid_href: format!("{slips}&verdict={}", Verdicts::UNPAID),
        slips_href: slips,
        claimed: page.money(line.walk.claimed),
        cut: page.money(line.walk.cut()),
        payable: page.money(line.walk.payable),
        change: signed(page, line.change()),
        before_href: format!("/dealers/{dealer}/months/{}", period.plus(-1)),
        payment_href: payment.map(payment_of).unwrap_or_default(),
        bar_claimed: bar(line.walk.claimed),
        bar_payable: bar(line.walk.payable),
        code: code.to_owned(),
    }
}
