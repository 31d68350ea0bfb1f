//! What the sheets say that dealers fill in, in English.

use crate::agreement::registers::{Dealer, FiledSheet};
use crate::calendar::Period;

/// The tab.
pub const fn tab(sheet: FiledSheet) -> &'static str {
    match sheet {
        FiledSheet::Slips => "Slips",
        FiledSheet::Feedback => "Feedback",
    }
}

/// Whose it is.
pub fn title(sheet: FiledSheet, dealer: &Dealer, period: Period) -> String {
    let name = match sheet {
        FiledSheet::Slips => "Repair slips",
        FiledSheet::Feedback => "Quality feedback",
    };
    format!("{name} {} · {} {}", period.first_day().format("%B %Y"), dealer.code, dealer.name)
}

/// What is to be known.
pub fn lead(sheet: FiledSheet, returned: usize) -> String {
    let how = match sheet {
        FiledSheet::Slips => "One row per part; rows of one slip agree in everything but the parts.",
        FiledSheet::Feedback => "One row per fault; where there is nothing to tell, the header alone will do.",
    };
    let back = match returned {
        0 => String::new(),
        1 => " The row that was not filed is in it; mend its red cells.".to_owned(),
        _ => format!(" The {returned} rows that were not filed are in it; mend their red cells."),
    };
    format!("Columns with * must be there. Rest on a header to see how it is filled in. {how}{back}")
}

/// How a column is filled in.
pub fn note(sheet: FiledSheet, column: &str) -> &'static str {
    match (sheet, column) {
        (_, "slip_no") => "Required. One number, one slip; a slip with several parts takes a row for each.",
        (_, "service_class") => {
            "A paid by the customer, B service contract, C free under warranty, D internal; blank means C. Only C is paid (4.3)."
        }
        (FiledSheet::Slips, "product_model") => {
            "Choose from the list. It must be the registered model (4.6, 4.9); a slip without it is void (4.1)."
        }
        (FiledSheet::Feedback, "product_model") => "Choose the model from the list.",
        (_, "serial_no") => {
            "As on the plate, as text. An unregistered one is not paid (4.8); a slip without it is void (4.1)."
        }
        (_, "sale_date") => "A date such as 2026-03-05. Where the register has another, that one counts (4.11).",
        (_, "customer_name" | "customer_address") => "A slip without it is void (4.1).",
        (_, "customer_phone") => "The centre calls this number; a wrong one makes the slip void (4.1, 4.23).",
        (_, "area") => "city or county; blank means city. Each has its own time allowed (4.21).",
        (_, "reported_at") => {
            "A date with a time such as 2026-03-05 14:30. The warranty goes by this day (4.11); a slip without it is void (4.1)."
        }
        (_, "arrived_at") => "A date with a time such as 2026-03-05 16:00.",
        (_, "repair_date") => "A date such as 2026-03-05, within the month (4.4); a slip without it is void (4.1).",
        (_, "completed_at") => {
            "A date with a time such as 2026-03-05 17:20; the time allowed is measured by it (4.21)."
        }
        (FiledSheet::Slips, "fault_code") => {
            "The code of the fault. The same fault of a unit again too soon is not paid (4.15)."
        }
        (FiledSheet::Feedback, "fault_code") => "The code of the fault.",
        (FiledSheet::Slips, "fault_description") => "What the customer reported; a slip without it is void (4.1).",
        (FiledSheet::Feedback, "fault_description") => "What goes wrong, and when.",
        (_, "cause") => {
            "product_defect, user_damage, force_majeure or installation; blank means product_defect, which alone is paid (4.12)."
        }
        (_, "work_done") => "What was done.",
        (_, "service_mode") => {
            "in_shop or door_to_door; blank means in_shop. Door to door has a fee of its own (4.30)."
        }
        (FiledSheet::Slips, "part_no") => {
            "A part of this product line, from the list (4.14); blank where none was used."
        }
        (FiledSheet::Feedback, "part_no") => "The part concerned, from the list; blank where there is none.",
        (_, "part_qty") => "A whole number from 1; blank means 1 where a part is named. Too many are looked at (4.16).",
        (_, "old_parts_returned") => "How many old parts came back, a whole number.",
        (_, "claimed_fee") => {
            "An amount in yuan with at most two decimals; blank means the tariff. More than the tariff is cut to it (4.20)."
        }
        (_, "technician") => "One of the listed technicians (4.13); a slip without one is void (4.1).",
        (_, "customer_signed") => "yes or no; blank means no. A slip that the customer did not sign is void (4.2).",
        (_, "dealer_callback_on") => {
            "The day on which the dealer called the customer, such as 2026-03-08; blank where it did not."
        }
        (_, "reissued") => {
            "yes or no; blank means no. Yes for a slip issued again for a lost one; a month has few of them (4.5)."
        }
        (_, "occurrences") => "How often it happened in the month, a whole number.",
        (_, "severity") => "safety, function or appearance. What may hurt somebody is always safety.",
        (_, "suspected_cause") => "What you think it comes from.",
        (_, "suggestion") => "What could be better.",
        _ => "",
    }
}
