//! Why a rule hit, in English.

use crate::agreement::decision::{Code, Hit};
use crate::agreement::slip::{Area, Cause};

/// One sentence with the facts.
pub fn reason(hit: &Hit) -> String {
    match hit {
        Hit::Incomplete { blank } => format!("These columns must not be blank: {}.", blank.join(", ")),
        Hit::Unsigned => "The customer did not sign.".to_owned(),
        Hit::NotUnderWarrantyService { class } => {
            format!("Service class {} is not claimed from the manufacturer; only C is.", class.as_str())
        }
        Hit::OutsidePeriod { repaired_on } => format!("Repaired on {repaired_on}, outside the filed month."),
        Hit::DuplicateSlip { filed_for } => format!("This slip number was already filed for {filed_for}."),
        Hit::TooManyReissues { place, reissued_slips_max } => {
            format!("Re-issued slip no. {place} of the month; {reissued_slips_max} are allowed.")
        }
        Hit::UnknownModel { model } => format!("Product model {model} is not registered."),
        Hit::NoAgreement { line, repaired_on } => {
            format!("No agreement in force on {repaired_on} covers the dealer and the product line {line}.")
        }
        Hit::UnregisteredSerial { serial } => format!("Serial number {serial} is not in the unit register."),
        Hit::ModelMismatch { registered } => format!("The unit register has this serial under model {registered}."),
        Hit::SoldByAnotherDealer { dealer, served: true } => format!("The unit was sold by dealer {dealer}; noted."),
        Hit::SoldByAnotherDealer { dealer, served: false } => {
            format!("The unit was sold by dealer {dealer}; the agreement does not pay its repair here.")
        }
        Hit::OutOfWarranty { sold_on, last_day, reported_on } => {
            format!("Reported on {reported_on}; sold on {sold_on}, under warranty until {last_day}.")
        }
        Hit::SaleDateDiffers { registered, on_slip } => {
            format!("The slip says sold on {on_slip}; the unit register says {registered}, which governs.")
        }
        Hit::NotAProductFault { cause } => format!("The cause is {}: the customer pays.", cause_words(*cause)),
        Hit::UnregisteredTechnician { technician } => {
            format!("{technician} was not on the dealer's list of technicians on the repair date.")
        }
        Hit::UnknownPart { part } => format!("Part {part} is not registered."),
        Hit::PartNotForProduct { part, part_line } => {
            format!("Part {part} belongs to the product line {part_line}, not to this product's.")
        }
        Hit::RepeatRepair { earlier_on, repeat_repair_days } => format!(
            "The same fault of this unit was repaired on {earlier_on}; within {repeat_repair_days} days it is not paid \
             again."
        ),
        Hit::PartQtyAboveMaximum { part, qty, max_per_repair } => {
            format!("{qty} of part {part}; one repair takes {max_per_repair} at most.")
        }
        Hit::RepairsExceedSales { repairs_max, units } => {
            format!("More repairs of the line than the {repairs_max} that {units} units under warranty explain.")
        }
        Hit::PartExceedsStock { part, qty, on_hand } => {
            format!("{qty} of part {part} used, but {on_hand} on hand.")
        }
        Hit::SameDayElsewhere { dealer } => format!("Dealer {dealer} filed the same unit for the same day."),
        Hit::FeeAboveTariff { claimed, tariff } => {
            format!("{claimed} claimed; the tariff is {tariff}, which is paid.")
        }
        Hit::LateService { area, hours_max, minutes, .. } => {
            format!("Took {minutes} minutes; {hours_max} hours are allowed in the {}.", area_words(*area))
        }
        Hit::CallbackFabricated { called_on } => {
            format!("Called on {called_on}: the customer knows of no such repair.")
        }
        Hit::CallbackMismatch { called_on } => format!("Called on {called_on}: the customer's account differs."),
        Hit::CallbackWrongNumber { called_on } => format!("Called on {called_on}: the number is not the customer's."),
        Hit::CallbackPending { drawn: true } => "Drawn for a callback that is still to come.".to_owned(),
        Hit::CallbackPending { drawn: false } => "A re-issued slip, whose callback is still to come.".to_owned(),
        Hit::LotRejected { failed, accept_number } => format!(
            "{failed} drawn slips of the month failed, where {accept_number} may; every slip that is not confirmed waits \
             for a call."
        ),
        Hit::HouseCheck(hit) => hit.message.clone(),
    }
}

/// What a rule looks for, as the short name of its code.
pub const fn rule(code: Code) -> &'static str {
    match code {
        Code::Incomplete => "Incomplete",
        Code::Unsigned => "Not signed",
        Code::NotUnderWarrantyService => "Not a warranty service",
        Code::OutsidePeriod => "Outside the month",
        Code::DuplicateSlip => "Filed before",
        Code::TooManyReissues => "Too many re-issued slips",
        Code::UnknownModel => "Unknown model",
        Code::NoAgreement => "No agreement",
        Code::UnregisteredSerial => "Unregistered serial",
        Code::ModelMismatch => "Another model",
        Code::SoldByAnotherDealer => "Sold by another dealer",
        Code::OutOfWarranty => "Out of warranty",
        Code::SaleDateDiffers => "Sale date differs",
        Code::NotAProductFault => "Not a product fault",
        Code::UnregisteredTechnician => "Unregistered technician",
        Code::UnknownPart => "Unknown part",
        Code::PartNotForProduct => "Part not for this product",
        Code::RepeatRepair => "Repeated repair",
        Code::PartQtyAboveMaximum => "Too many of a part",
        Code::RepairsExceedSales => "More repairs than sales explain",
        Code::PartExceedsStock => "More parts than on hand",
        Code::SameDayElsewhere => "Same day at another dealer's",
        Code::FeeAboveTariff => "Fee above the tariff",
        Code::LateService => "Late service",
        Code::CallbackFabricated => "Callback: no such repair",
        Code::CallbackMismatch => "Callback: account differs",
        Code::CallbackWrongNumber => "Callback: wrong number",
        Code::CallbackPending => "Callback to come",
        Code::LotRejected => "Lot rejected",
        Code::HouseCheck => "Own check",
    }
}

fn cause_words(cause: Cause) -> &'static str {
    match cause {
        Cause::ProductDefect => "a product defect",
        Cause::UserDamage => "damage by the user",
        Cause::ForceMajeure => "force majeure",
        Cause::Installation => "the installation",
    }
}

fn area_words(area: Area) -> &'static str {
    match area {
        Area::City => "city",
        Area::County => "county",
    }
}
