//! One repair after another. A slip follows from its place alone (dealer, month, number), so that a later slip can copy
//! what an earlier one says, and nothing is kept.

use chrono::{Days, NaiveTime, TimeDelta};

use super::catalogue::{Fault, LINES, Line};
use super::chance::Chance;
use super::flaws;
use super::people;
use super::plan::{Plan, dealer_code};
use crate::agreement::codes::{FaultCode, PartNo, ProductModel, SerialNo, SlipNo, Technician};
use crate::agreement::registers::Unit;
use crate::agreement::slip::{Area, Cause, PartUse, ServiceClass, ServiceMode, Slip};
use crate::calendar::{Day, Moment, days_before};
use crate::money::Money;

/// Where in the folder a slip stands, all counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The dealer.
    pub dealer: u32,
    /// The month.
    pub month: u32,
    /// The slip among those of the dealer and month.
    pub slip: u32,
}

/// A slip that was made.
#[derive(Debug)]
pub struct Made {
    /// The slip with its parts.
    pub slip: Slip,
    /// The unit's row in the register, where the slip brings one.
    pub unit: Option<Unit>,
    /// The product line.
    pub line: &'static Line,
}

/// What happened, before the dealer wrote it down.
#[derive(Debug)]
pub struct Repair {
    /// The product line.
    pub line: &'static Line,
    /// What broke.
    pub fault: Fault,
    /// The unit.
    pub unit: Unit,
    /// 报修时间
    pub reported_at: Moment,
    /// 维修日期
    pub repaired_on: Day,
}

/// The streams of chance within one slip.
const REPAIR: u64 = 1;
const SLIP: u64 = 2;

/// One slip in so many is flawed: 4 %.
const FLAWED: u32 = 25;

/// The repair of a place as it was, without flaws.
pub fn repair(plan: &Plan, place: Place) -> Repair {
    let mut chance = plan.chance(REPAIR, place);
    let line = line_of(chance.below(100));
    let fault = chance.pick(&line.faults);
    let (model, ..) = chance.pick(&line.models);
    let period = plan.period(place.month);
    let days_of_month = period.last_day().signed_duration_since(period.first_day()).num_days() + 1;
    // Slips follow the days of the month, so that a dealer's sheet is in the order of its work.
    let offset = i64::from(place.slip) * days_of_month / i64::from(plan.slips_of(place.dealer, place.month).max(1));
    let repaired_on = period.first_day() + TimeDelta::days(offset);
    // Who reports in the evening is served the next afternoon, within a day.
    let (days, first_hour) = if chance.once_in(3) { (1, 17) } else { (0, 9) };
    let reported_on = days_before(repaired_on, days);
    let reported_at = at(reported_on, chance.between(first_hour * 60, first_hour * 60 + 120));
    let serial = format!("{}{}{:04}{:06}", line.letters, short(plan, place.month), place.dealer + 1, place.slip + 1);
    let unit = Unit {
        serial: SerialNo::new(&serial).expect("a serial number has letters"),
        model: ProductModel::new(model).expect("models have names"),
        dealer: dealer_code(place.dealer),
        sold_on: days_before(reported_on, chance.between(5, 340)),
    };
    Repair { line, fault, unit, reported_at, repaired_on }
}

/// The slip of a place; `may_have_two_parts` says whether its sheet has room for a second row.
pub fn slip(plan: &Plan, place: Place, may_have_two_parts: bool) -> Made {
    let repair = repair(plan, place);
    let mut chance = plan.chance(SLIP, place);
    let flaw = chance.once_in(FLAWED).then(|| flaws::any(&mut chance));
    let mut slip = written(plan, place, &repair, &mut chance);
    slip.parts = parts_used(&repair, may_have_two_parts && chance.below(100) < 20, chance.once_in(30));
    let mut made = Made { slip, unit: Some(repair.unit), line: repair.line };
    if let Some(flaw) = flaw {
        flaws::spoil(flaw, plan, place, &mut made);
    }
    made
}

/// A slip's number: the dealer, the month, the number within it.
pub fn slip_no(plan: &Plan, place: Place) -> SlipNo {
    let no = format!("WX{:04}-{}-{:06}", place.dealer + 1, short(plan, place.month), place.slip + 1);
    SlipNo::new(&no).expect("a slip number has letters")
}

/// What the tariff of the standard agreement pays (agreement 4.30).
pub fn tariff(line: &Line, mode: ServiceMode) -> Money {
    match mode {
        ServiceMode::InShop => line.labour_fee,
        ServiceMode::DoorToDoor => line.labour_fee + line.visit_fee,
    }
}

/// A technician of a dealer's list.
pub fn technician(plan: &Plan, dealer: u32, number: u32) -> Technician {
    let mut chance = plan.chance(3, Place { dealer, month: 0, slip: number });
    Technician::new(&people::name(&mut chance)).expect("people have names")
}

/// Technicians on each dealer's list.
pub const TECHNICIANS: u32 = 3;

fn written(plan: &Plan, place: Place, repair: &Repair, chance: &mut Chance) -> Slip {
    let mode = if chance.below(100) < 70 { ServiceMode::DoorToDoor } else { ServiceMode::InShop };
    let (_, city, area_code, _) = people::city(place.dealer);
    let arrived_at = at(repair.repaired_on, chance.between(13 * 60, 15 * 60));
    Slip {
        service_class: Some(ServiceClass::C),
        model: Some(repair.unit.model.clone()),
        serial: Some(repair.unit.serial.clone()),
        sold_on: Some(repair.unit.sold_on),
        customer_name: Some(people::name(chance).into()),
        customer_phone: Some(people::phone(chance, area_code).into()),
        customer_address: Some(people::address(chance, city).into()),
        area: Some(if chance.once_in(5) { Area::County } else { Area::City }),
        reported_at: Some(repair.reported_at),
        arrived_at: Some(arrived_at),
        repaired_on: Some(repair.repaired_on),
        completed_at: Some(arrived_at + TimeDelta::minutes(chance.between(20, 100).into())),
        fault: FaultCode::new(repair.fault.code),
        fault_description: Some(repair.fault.description.into()),
        cause: Some(Cause::ProductDefect),
        work_done: Some(repair.fault.work_done.into()),
        service_mode: Some(mode),
        claimed_fee: Some(tariff(repair.line, mode)),
        technician: Some(technician(plan, place.dealer, chance.below(TECHNICIANS))),
        customer_signed: Some(true),
        dealer_callback_on: chance.once_in(3).then(|| repair.repaired_on + Days::new(chance.between(1, 5).into())),
        reissued: Some(false),
        ..Slip::blank(slip_no(plan, place))
    }
}

/// The fault's part, now and then with a seal beside it.
fn parts_used(repair: &Repair, with_seal: bool, keeps_old_part: bool) -> Vec<PartUse> {
    let Some(no) = repair.fault.part else { return Vec::new() };
    let mut parts = vec![part_use(no, i64::from(!keeps_old_part))];
    if with_seal && let Some(seal) = repair.line.parts.last() {
        parts.push(part_use(seal.no, 0));
    }
    parts
}

/// One of a part.
pub fn part_use(no: &str, returned: i64) -> PartUse {
    PartUse { part: PartNo::new(no), qty: Some(1), old_parts_returned: Some(returned) }
}

fn line_of(percent: u32) -> &'static Line {
    let [first, second, third] = &LINES;
    if percent < first.share {
        first
    } else if percent < first.share + second.share {
        second
    } else {
        third
    }
}

/// The month as numbers write it: 2601.
fn short(plan: &Plan, month: u32) -> String {
    let period = plan.period(month);
    format!("{:02}{:02}", period.year() % 100, period.month())
}

fn at(day: Day, minute_of_day: u32) -> Moment {
    day.and_time(NaiveTime::MIN) + TimeDelta::minutes(minute_of_day.into())
}
