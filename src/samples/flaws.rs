//! What goes wrong on slips: each flaw runs into one rule of agreement 4.

use chrono::TimeDelta;

use super::catalogue::{LINES, Line};
use super::chance::Chance;
use super::plan::{Plan, dealer_code};
use super::slips::{Made, Place, Repair, part_use, repair, slip_no};
use crate::agreement::codes::{FaultCode, ProductModel, SerialNo};
use crate::agreement::slip::{Cause, ServiceClass};
use crate::calendar::days_before;
use crate::money::Money;

/// What is wrong with a slip.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// 4.1 No telephone number.
    Incomplete,
    /// 4.2 The customer did not sign.
    Unsigned,
    /// 4.3 The customer paid.
    NotUnderWarrantyService,
    /// 4.4 Repaired in the month before.
    OutsidePeriod,
    /// 4.5 The number of a slip of the month before.
    Duplicate,
    /// 3.6, 6.6 Issued again for a lost slip.
    Reissued,
    /// 4.8 A serial number that nobody sold.
    UnregisteredSerial,
    /// 4.9 Another model of the line.
    WrongModel,
    /// 4.10 A unit that another dealer sold.
    SoldByAnotherDealer,
    /// 4.11 Sold over three years ago.
    OutOfWarranty,
    /// 4.11 A sale date that the register does not have.
    SaleDateDiffers,
    /// 4.12 The customer broke it.
    UserDamage,
    /// 4.14 A part that nobody knows.
    UnknownPart,
    /// 4.14 A part of another product line.
    WrongPart,
    /// 4.15 The unit and fault of the slip before.
    RepeatRepair,
    /// 4.16 More of a part than a repair takes.
    TooManyParts,
    /// 4.19 The unit that the dealer before repaired on that day.
    SameDayElsewhere,
    /// 4.20 More claimed than the tariff gives.
    AboveTariff,
    /// 4.21 Reported days before.
    LateService,
}

const FLAWS: [Flaw; 19] = [
    Flaw::Incomplete,
    Flaw::Unsigned,
    Flaw::NotUnderWarrantyService,
    Flaw::OutsidePeriod,
    Flaw::Duplicate,
    Flaw::Reissued,
    Flaw::UnregisteredSerial,
    Flaw::WrongModel,
    Flaw::SoldByAnotherDealer,
    Flaw::OutOfWarranty,
    Flaw::SaleDateDiffers,
    Flaw::UserDamage,
    Flaw::UnknownPart,
    Flaw::WrongPart,
    Flaw::RepeatRepair,
    Flaw::TooManyParts,
    Flaw::SameDayElsewhere,
    Flaw::AboveTariff,
    Flaw::LateService,
];

/// A flaw, each as likely as the next.
pub fn any(chance: &mut Chance) -> Flaw {
    chance.pick(&FLAWS)
}

/// Puts the flaw on a slip; false where its place has no such flaw: the first month has no month before.
pub fn spoil(flaw: Flaw, plan: &Plan, place: Place, made: &mut Made) -> bool {
    let slip = &mut made.slip;
    match flaw {
        Flaw::Incomplete => slip.customer_phone = None,
        Flaw::Unsigned => slip.customer_signed = Some(false),
        Flaw::NotUnderWarrantyService => slip.service_class = Some(ServiceClass::A),
        Flaw::OutsidePeriod => a_month_earlier(made),
        Flaw::Duplicate => {
            let Some(month) = place.month.checked_sub(1) else { return false };
            if place.slip >= plan.slips_of(place.dealer, month) {
                return false;
            }
            slip.no = slip_no(plan, Place { month, ..place });
        }
        Flaw::Reissued => slip.reissued = Some(true),
        Flaw::UnregisteredSerial => {
            slip.serial = slip.serial.as_ref().and_then(|serial| SerialNo::new(&format!("{serial}X")));
            made.unit = None;
        }
        Flaw::WrongModel => slip.model = another_model(made.line, slip.model.as_ref()),
        Flaw::SoldByAnotherDealer => {
            let Some(seller) = place.dealer.checked_sub(1) else { return false };
            made.unit.iter_mut().for_each(|unit| unit.dealer = dealer_code(seller));
        }
        Flaw::OutOfWarranty => sold_earlier(made, 1_200),
        Flaw::SaleDateDiffers => slip.sold_on = slip.sold_on.map(|day| days_before(day, 12)),
        Flaw::UserDamage => slip.cause = Some(Cause::UserDamage),
        Flaw::UnknownPart => slip.parts = vec![part_use("ZZ-99", 0)],
        Flaw::WrongPart => slip.parts = vec![part_use(part_of_another_line(made.line), 1)],
        Flaw::RepeatRepair => return copy_the_slip_before(plan, place, made),
        Flaw::TooManyParts => {
            let Some(used) = slip.parts.first_mut() else { return false };
            used.qty = Some(9);
        }
        Flaw::SameDayElsewhere => return copy_the_dealer_before(plan, place, made),
        Flaw::AboveTariff => slip.claimed_fee = slip.claimed_fee.map(|fee| fee + Money::from_fen(8_00)),
        Flaw::LateService => slip.reported_at = slip.reported_at.map(|at| at - TimeDelta::days(4)),
    }
    true
}

fn a_month_earlier(made: &mut Made) {
    const MONTH: TimeDelta = TimeDelta::days(31);
    let slip = &mut made.slip;
    slip.repaired_on = slip.repaired_on.map(|day| day - MONTH);
    for moment in [&mut slip.reported_at, &mut slip.arrived_at, &mut slip.completed_at] {
        *moment = moment.map(|at| at - MONTH);
    }
    sold_earlier(made, 31);
}

fn sold_earlier(made: &mut Made, days: u32) {
    made.slip.sold_on = made.slip.sold_on.map(|day| days_before(day, days));
    made.unit.iter_mut().for_each(|unit| unit.sold_on = days_before(unit.sold_on, days));
}

fn another_model(line: &Line, than: Option<&ProductModel>) -> Option<ProductModel> {
    line.models.iter().filter_map(|(model, ..)| ProductModel::new(model)).find(|model| than != Some(model))
}

fn part_of_another_line(line: &Line) -> &'static str {
    let mut others = LINES.iter().filter(|other| other.code != line.code).flat_map(|other| &other.parts);
    others.next().map_or("ZZ-98", |part| part.no)
}

fn copy_the_slip_before(plan: &Plan, place: Place, made: &mut Made) -> bool {
    let Some(before) = place.slip.checked_sub(1) else { return false };
    let before = repair(plan, Place { slip: before, ..place });
    copy_unit(made, &before);
    made.slip.fault = FaultCode::new(before.fault.code);
    made.slip.fault_description = Some(before.fault.description.into());
    true
}

fn copy_the_dealer_before(plan: &Plan, place: Place, made: &mut Made) -> bool {
    let Some(dealer) = place.dealer.checked_sub(1) else { return false };
    if place.slip >= plan.slips_of(dealer, place.month) {
        return false;
    }
    let there = repair(plan, Place { dealer, ..place });
    copy_unit(made, &there);
    made.slip.repaired_on = Some(there.repaired_on);
    true
}

fn copy_unit(made: &mut Made, from: &Repair) {
    made.line = from.line;
    made.unit = None;
    let slip = &mut made.slip;
    slip.model = Some(from.unit.model.clone());
    slip.serial = Some(from.unit.serial.clone());
    slip.sold_on = Some(from.unit.sold_on);
    slip.parts.clear();
    slip.claimed_fee = None;
}
