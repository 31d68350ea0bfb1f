//! The check panel of a slip: what it claims and what of it is paid, every rule that hit with its clause, its sentence and
//! the numbers that decided it, and the rules that did not hit. `{{ panel }}` draws it; whoever shows a slip uses it.

use askama::Template;
use askama::filters::HtmlSafe;

use super::places;
use crate::agreement::codes::DealerCode;
use crate::agreement::decision::{Code, Hit, RULES, Verdict};
use crate::agreement::slip::{Area, Slip};
use crate::calendar::{Day, Period};
use crate::money::Money;
use crate::pages::Page;
use crate::pages::chips::Chip;
use crate::pages::listing::encoded;
use crate::texts::Lang;

/// What was decided of a slip.
#[derive(Clone, Copy, Debug)]
pub struct Checked<'a> {
    /// Whose.
    pub dealer: &'a DealerCode,
    /// For which month.
    pub period: Period,
    /// As it was filed.
    pub slip: &'a Slip,
    /// What became of it; none until it was decided.
    pub verdict: Option<Verdict>,
    /// Every rule that hit.
    pub hits: &'a [Hit],
    /// What it claims at most.
    pub claim_value: Money,
}

/// The panel.
#[derive(Clone, Debug, Template)]
#[template(path = "months/panel.html")]
pub struct Panel {
    page: Page,
    verdict: Chip,
    claimed: String,
    payable: String,
    /// What is not paid: cut, or on hold.
    unpaid: (String, String),
    hits: Vec<HitLine>,
    /// The clause and the short name of every rule that did not hit.
    passed: Vec<(&'static str, &'static str)>,
}

impl HtmlSafe for Panel {}

/// A rule that hit.
#[derive(Clone, Debug)]
struct HitLine {
    effect: Chip,
    name: String,
    code: String,
    clause: &'static str,
    sentence: String,
    numbers: Vec<(String, String)>,
    /// The other slips of the month that it hit.
    same: String,
    /// What it compares the slip with; empty where that is nothing one can look at.
    compared: String,
}

impl Panel {
    /// The panel of a slip, for whoever looks at the page.
    pub fn of(page: &Page, checked: &Checked) -> Self {
        let payable = match checked.verdict {
            Some(verdict) if verdict.is_payable() => checked.claim_value,
            _ => Money::ZERO,
        };
        let claimed = checked.slip.claimed_fee.unwrap_or(checked.claim_value);
        let unpaid = if checked.verdict == Some(Verdict::Held) { "panel-on-hold" } else { "panel-cut" };
        let hit_codes: Vec<Code> = checked.hits.iter().map(Hit::code).collect();
        let passed = RULES.iter().filter(|rule| !hit_codes.contains(&rule.code));
        Self {
            verdict: page.decision_chip(checked.verdict),
            claimed: page.money(claimed),
            payable: page.money(payable),
            unpaid: (page.t(unpaid), page.money(payable - claimed)),
            hits: checked.hits.iter().map(|hit| line(page, checked, hit)).collect(),
            passed: passed.map(|rule| (rule.code.clause(), page.lang.rule(rule.code))).collect(),
            page: page.clone(),
        }
    }
}

impl Page {
    /// What became of a slip; that it is not decided yet, where nothing did.
    pub fn decision_chip(&self, verdict: Option<Verdict>) -> Chip {
        verdict.map_or_else(|| self.chip("quiet", "verdict-none"), |verdict| self.verdict_chip(verdict))
    }

    /// What a code is called: that of a rule, else an own check's code as it is.
    pub fn code_name(&self, code: &str) -> String {
        Code::of(code).map_or_else(|| code.to_owned(), |code| self.lang.rule(code).to_owned())
    }
}

fn line(page: &Page, checked: &Checked, hit: &Hit) -> HitLine {
    let list = places::slips(checked.dealer.as_str(), checked.period);
    let name = match hit {
        Hit::HouseCheck(own) => own.code.to_string(),
        _ => page.lang.rule(hit.code()).to_owned(),
    };
    HitLine {
        effect: page.effect_chip(hit.effect()),
        name,
        code: hit.name().to_owned(),
        clause: hit.code().clause(),
        sentence: page.lang.reason(hit),
        numbers: numbers(page, checked, hit),
        same: format!("{list}?{}", encoded(&[("code".to_owned(), hit.name().to_owned())])),
        compared: compared(checked, hit),
    }
}

/// What the slip is compared with: the same number filed before, or the other slips of the unit.
fn compared(checked: &Checked, hit: &Hit) -> String {
    match (hit, &checked.slip.serial) {
        (Hit::DuplicateSlip { filed_for }, _) => {
            places::slip(checked.dealer.as_str(), filed_for, checked.slip.no.as_str())
        }
        (Hit::RepeatRepair { .. } | Hit::SameDayElsewhere { .. } | Hit::ModelMismatch { .. }, Some(serial)) => {
            format!("/slips?{}", encoded(&[("serial_no".to_owned(), serial.to_string())]))
        }
        _ => String::new(),
    }
}

/// The numbers that decided: what the slip says, what it is held against.
fn numbers(page: &Page, checked: &Checked, hit: &Hit) -> Vec<(String, String)> {
    let fact = |key: &str, value: String| (page.t(key), value);
    let day = |key: &str, day: Day| fact(key, page.day(day));
    let count = |key: &str, count: i64| fact(key, page.count(count));
    let slip = checked.slip;
    match hit {
        Hit::NotUnderWarrantyService { class } => {
            vec![fact("panel-class", class.as_str().to_owned()), fact("panel-class-paid", "C".to_owned())]
        }
        Hit::OutsidePeriod { repaired_on } => {
            vec![day("panel-repaired", *repaired_on), fact("panel-month", page.period(checked.period))]
        }
        Hit::DuplicateSlip { filed_for } => vec![fact("panel-filed-for", page.period(*filed_for))],
        Hit::TooManyReissues { place, reissued_slips_max } => {
            vec![count("panel-reissue", (*place).into()), count("panel-most", (*reissued_slips_max).into())]
        }
        Hit::ModelMismatch { registered } => vec![
            fact("panel-on-slip", slip.model.as_ref().map(ToString::to_string).unwrap_or_default()),
            fact("panel-registered", registered.to_string()),
        ],
        Hit::OutOfWarranty { sold_on, last_day, reported_on } => vec![
            day("panel-reported", *reported_on),
            day("panel-sold", *sold_on),
            day("panel-warranty-end", *last_day),
            count("panel-days-over", reported_on.signed_duration_since(*last_day).num_days().max(0)),
        ],
        Hit::SaleDateDiffers { registered, on_slip } => {
            vec![day("panel-on-slip", *on_slip), day("panel-registered", *registered)]
        }
        Hit::RepeatRepair { earlier_on, repeat_repair_days } => repeated(page, slip, *earlier_on, *repeat_repair_days),
        Hit::PartQtyAboveMaximum { part, qty, max_per_repair } => vec![
            fact("panel-part", part.to_string()),
            count("panel-used", *qty),
            count("panel-most", (*max_per_repair).into()),
        ],
        Hit::RepairsExceedSales { repairs_max, units } => {
            vec![count("panel-units", *units), count("panel-repairs-most", *repairs_max)]
        }
        Hit::PartExceedsStock { part, qty, on_hand } => {
            vec![fact("panel-part", part.to_string()), count("panel-used", *qty), count("panel-on-hand", *on_hand)]
        }
        Hit::FeeAboveTariff { claimed, tariff } => vec![
            fact("panel-claimed", page.money(*claimed)),
            fact("panel-tariff", page.money(*tariff)),
            fact("panel-cut", page.money(*tariff - *claimed)),
        ],
        Hit::LateService { area, hours_max, minutes, .. } => vec![
            fact("panel-took", hours(*minutes)),
            fact("panel-allowed", format!("{hours_max}:00")),
            fact("panel-area", page.t(area_key(*area))),
        ],
        Hit::CallbackFabricated { called_on }
        | Hit::CallbackMismatch { called_on }
        | Hit::CallbackWrongNumber { called_on } => vec![day("panel-called", *called_on)],
        Hit::LotRejected { failed, accept_number } => {
            vec![fact("panel-failed", page.count(failed)), fact("panel-accept-number", page.count(accept_number))]
        }
        _ => Vec::new(),
    }
}

fn repeated(page: &Page, slip: &Slip, earlier_on: Day, days_max: u32) -> Vec<(String, String)> {
    let mut numbers = vec![(page.t("panel-earlier"), page.day(earlier_on))];
    if let Some(repaired_on) = slip.repaired_on {
        let days = repaired_on.signed_duration_since(earlier_on).num_days();
        numbers.push((page.t("panel-repaired"), page.day(repaired_on)));
        numbers.push((page.t("panel-days-between"), page.count(days)));
    }
    numbers.push((page.t("panel-days-limit"), page.count(days_max)));
    numbers
}

/// `53:05` of minutes.
fn hours(minutes: i64) -> String {
    format!("{}:{:02}", minutes / 60, minutes % 60)
}

/// The key of an area's words.
pub const fn area_key(area: Area) -> &'static str {
    match area {
        Area::City => "panel-area-city",
        Area::County => "panel-area-county",
    }
}

/// Every code with what it is called, for a choice.
pub fn code_choices(lang: Lang) -> Vec<(String, String)> {
    let named = |code: &&Code| **code != Code::HouseCheck;
    let choice = |code: &Code| (code.as_str().to_owned(), format!("{} {}", code.clause(), lang.rule(*code)));
    Code::ALL.iter().filter(named).map(choice).collect()
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;
    use crate::agreement::codes::SlipNo;

    fn panel(hits: &[Hit], verdict: Verdict) -> String {
        let page = Page::of(&TestRequest::default().to_http_request());
        let slip = Slip { claimed_fee: Some(Money::from_fen(120_00)), ..Slip::blank(SlipNo::new("W1").unwrap()) };
        let checked = Checked {
            dealer: &DealerCode::new("HZ01").unwrap(),
            period: "2026-03".parse().unwrap(),
            slip: &slip,
            verdict: Some(verdict),
            hits,
            claim_value: Money::from_fen(100_00),
        };
        Panel::of(&page, &checked).render().unwrap()
    }

    #[test]
    fn a_cut_says_clause_numbers_and_what_is_left() {
        let cut = Hit::FeeAboveTariff { claimed: Money::from_fen(120_00), tariff: Money::from_fen(100_00) };
        let drawn = panel(&[cut], Verdict::Adjusted);
        for said in ["4.20", "¥120.00", "¥100.00", "−¥20.00", "/slips?code=FEE_ABOVE_TARIFF"] {
            assert!(drawn.contains(said), "{said}: {drawn}");
        }
    }

    #[test]
    fn a_held_slip_pays_nothing_yet() {
        let late = Hit::LateService {
            area: Area::City,
            hours_max: 24,
            minutes: 3_185,
            served_on: "2026-03-05".parse().unwrap(),
        };
        let drawn = panel(&[late, Hit::CallbackPending { drawn: true }], Verdict::Held);
        for said in ["53:05", "24:00", "−¥120.00", "4.24"] {
            assert!(drawn.contains(said), "{said}: {drawn}");
        }
    }
}
