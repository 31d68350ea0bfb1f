//! A slip with everything that whoever decides it, or calls its customer, looks at.

use super::slip_key::SlipKey;
use crate::agreement::codes::{FaultCode, ProductModel, SerialNo, Technician};
use crate::agreement::decision::Hit;
use crate::agreement::slip::{Cause, ServiceMode, Slip};
use crate::auth::privacy;
use crate::calendar::Moment;
use crate::clock::business_time;
use crate::pages::Page;
use crate::pages::months::panel::{Checked, Panel};
use crate::store::call_picks::{self, Pick};
use crate::store::calls::RecordedCall;
use crate::store::months::Month;
use crate::store::questions::Question;
use crate::store::reviews::StoredReview;
use crate::store::slips::{SlipOfUnit, Standing};
use crate::store::{Db, Error, calls, decisions, months, people, questions, reviews, slips};

/// So many other slips of the unit are shown beside it.
const TWINS: usize = 3;
/// Among so many of the unit they are looked for.
const OF_UNIT_MAX: i64 = 20;

/// What is known of a slip.
pub struct Case {
    /// Which.
    pub key: SlipKey,
    /// As it was filed.
    pub slip: Slip,
    /// Its last decision.
    pub standing: Standing,
    /// Every rule that hit.
    pub hits: Vec<Hit>,
    /// What reviewers decided of it.
    pub reviews: Vec<StoredReview>,
    /// What they asked its dealer.
    pub questions: Vec<Question>,
    /// The calls about its number.
    pub calls: Vec<RecordedCall>,
    /// What a reviewer said who added it to the calls.
    pub pick: Option<Picked>,
    /// Its month.
    pub month: Option<Month>,
    /// When it was filed.
    pub filed_at: Option<Moment>,
    /// Other slips of the unit, the one of the same day first.
    pub twins: Vec<SlipOfUnit>,
}

impl Case {
    /// Reads it; none where no such slip stands.
    pub fn load(c: &mut Db, key: &SlipKey) -> Result<Option<Self>, Error> {
        let SlipKey { dealer, period, no } = key;
        let Some(slip) = slips::current_one(c, dealer, *period, no)? else { return Ok(None) };
        let Some(standing) = slips::standing(c, dealer, *period, no)? else { return Ok(None) };
        let decided = decisions::of_slip(c, dealer, *period, no)?.pop();
        let hits = decided.filter(|_| standing.verdict.is_some()).map(|(decision, _)| decision.hits);
        let of_unit = match &slip.serial {
            Some(serial) => slips::of_unit(c, serial.as_str(), OF_UNIT_MAX)?,
            None => Vec::new(),
        };
        let is_other = |other: &SlipOfUnit| {
            SlipKey::of(&other.dealer, &other.period, &other.slip_no).is_some_and(|other| other != *key)
        };
        let mut twins: Vec<SlipOfUnit> = of_unit.into_iter().filter(is_other).collect();
        twins.sort_by_key(|other| days_apart(&slip, other));
        twins.truncate(TWINS);
        Ok(Some(Self {
            reviews: reviews::of_slip(c, dealer, *period, no)?,
            questions: questions::of_slip(c, dealer, *period, no)?,
            calls: calls::of_slip(c, dealer, no)?,
            pick: Picked::load(c, key)?,
            month: months::load(c, dealer, *period)?,
            filed_at: slips::filed_at(c, dealer, *period, no)?,
            hits: hits.unwrap_or_default(),
            key: key.clone(),
            slip,
            standing,
            twins,
        }))
    }

    /// The check panel.
    pub fn panel(&self, page: &Page) -> Panel {
        let checked = Checked {
            dealer: &self.key.dealer,
            period: self.key.period,
            slip: &self.slip,
            verdict: self.standing.verdict,
            hits: &self.hits,
            claim_value: self.standing.claim_value,
        };
        Panel::of(page, &checked)
    }

    /// Whether the month is never recomputed again.
    pub fn is_frozen(&self) -> bool {
        self.month.as_ref().is_some_and(Month::is_frozen)
    }
}

/// A slip that a reviewer added to the calls.
#[derive(Debug)]
pub struct Picked {
    /// What was kept of it.
    pub pick: Pick,
    name: String,
    on_behalf_of: String,
}

impl Picked {
    /// What was said last of a slip that was added to the calls, and by whom.
    pub fn load(c: &mut Db, key: &SlipKey) -> Result<Option<Self>, Error> {
        let pick = call_picks::of_slip(c, &key.dealer, &key.no)?.filter(|pick| pick.period == key.period);
        let Some(pick) = pick else { return Ok(None) };
        let called = people::names(c, &[pick.picked_by.as_str(), pick.on_behalf_of.as_str()])?;
        let named = |login: &String| called.get(login).unwrap_or(login).clone();
        Ok(Some(Self { name: named(&pick.picked_by), on_behalf_of: named(&pick.on_behalf_of), pick }))
    }

    /// Who added it, when and why.
    pub fn said(&self, page: &Page) -> String {
        let day = page.day(business_time(self.pick.picked_at).date());
        page.t_with("call-why-added", &[&page.acted(&self.name, &self.on_behalf_of), &day, &self.pick.reason])
    }
}

/// How far from the slip's repair another of the unit is; those without a day last.
fn days_apart(slip: &Slip, other: &SlipOfUnit) -> i64 {
    let days = slip.repaired_on.zip(other.repair_date);
    days.map_or(i64::MAX, |(one, other)| one.signed_duration_since(other).num_days().abs())
}

/// What the slip says, with its label; blanks are left out. The customer's data are masked.
pub fn facts(page: &Page, slip: &Slip) -> Vec<(String, String)> {
    let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
    let moment = |at: Option<Moment>| at.map(|at| at.format("%Y-%m-%d %H:%M").to_string()).unwrap_or_default();
    let masked = |text: &Option<_>, mask: fn(&str) -> String| {
        let text: Option<&str> = text.as_deref();
        text.map(mask).unwrap_or_default()
    };
    let fault = [text(slip.fault.as_ref().map(FaultCode::as_str)), text(slip.fault_description.as_deref())];
    let facts = [
        ("case-model", text(slip.model.as_ref().map(ProductModel::as_str))),
        ("case-serial", text(slip.serial.as_ref().map(SerialNo::as_str))),
        ("case-sold", slip.sold_on.map(|day| page.day(day)).unwrap_or_default()),
        ("case-reported", moment(slip.reported_at)),
        ("case-arrived", moment(slip.arrived_at)),
        ("case-completed", moment(slip.completed_at)),
        ("case-repaired", slip.repaired_on.map(|day| page.day(day)).unwrap_or_default()),
        ("case-mode", page.t(mode_key(slip.service_mode()))),
        ("case-fault", fault.join(" ").trim().to_owned()),
        ("case-cause", page.t(cause_key(slip.cause()))),
        ("case-work", text(slip.work_done.as_deref())),
        ("case-parts", parts(slip)),
        ("case-technician", text(slip.technician.as_ref().map(Technician::as_str))),
        ("case-fee", slip.claimed_fee.map(|fee| page.money(fee)).unwrap_or_default()),
        ("case-signed", page.t(if slip.is_signed() { "case-yes" } else { "case-no" })),
        ("case-customer", masked(&slip.customer_name, privacy::masked_name)),
        ("case-phone", masked(&slip.customer_phone, privacy::masked_phone)),
    ];
    let said = facts.into_iter().filter(|(_, value)| !value.is_empty());
    said.map(|(key, value)| (page.t(key), value)).collect()
}

/// `P-1 × 2, P-3 × 1`
pub fn parts(slip: &Slip) -> String {
    let used = slip.parts_used();
    let part = |(part, qty): &(_, i64)| format!("{part} × {qty}");
    used.iter().map(part).collect::<Vec<_>>().join(", ")
}

const fn mode_key(mode: ServiceMode) -> &'static str {
    match mode {
        ServiceMode::InShop => "case-mode-shop",
        ServiceMode::DoorToDoor => "case-mode-door",
    }
}

const fn cause_key(cause: Cause) -> &'static str {
    match cause {
        Cause::ProductDefect => "case-cause-product",
        Cause::UserDamage => "case-cause-user",
        Cause::ForceMajeure => "case-cause-force",
        Cause::Installation => "case-cause-installation",
    }
}
