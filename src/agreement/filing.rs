//! Agreement 3: rows into slips, disagreement within a slip, and when a sheet is late or forfeited.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::codes::SlipNo;
use super::slip::Slip;
use super::terms::Terms;
use crate::calendar::{Day, Period};

/// The slips of one sheet, grown row by row; the rows of a slip need not stand together (agreement 3.1).
#[derive(Debug, Default)]
pub struct Filing {
    slips: Vec<Slip>,
    by_no: HashMap<SlipNo, usize>,
    /// The row that began each slip, and how many it has.
    rows: Vec<(u32, u32)>,
    /// The row that was the first to give a value, where that did not begin the slip: by slip and column.
    given_later: HashMap<(usize, &'static str), u32>,
}

/// A slip and its place in the sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlacedSlip {
    /// The row that it begins in.
    pub row: u32,
    /// How many rows it has.
    pub rows: u32,
    /// The slip.
    pub slip: Slip,
}

/// A row that gives another value than an earlier row of its slip (agreement 3.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disagreement {
    /// The row that disagrees.
    pub row: u32,
    /// The column, by its English name.
    pub column: &'static str,
    /// What the row says.
    pub value: String,
    /// The row that gave a value first.
    pub first_row: u32,
    /// That value.
    pub given: String,
}

impl Filing {
    /// Adds a row; the disagreements that it brings are returned, and the earlier values stay.
    pub fn add(&mut self, row: u32, slip: Slip) -> Vec<Disagreement> {
        // Most rows continue the slip above or begin a new one.
        let last = self.slips.last().is_some_and(|last| last.no == slip.no).then(|| self.slips.len() - 1);
        let Some(place) = last.or_else(|| self.by_no.get(&slip.no).copied()) else {
            self.by_no.insert(slip.no.clone(), self.slips.len());
            self.slips.push(slip);
            self.rows.push((row, 1));
            return Vec::new();
        };
        let (Some(filed), Some((begun_in, rows))) = (self.slips.get_mut(place), self.rows.get_mut(place)) else {
            return Vec::new();
        };
        *rows += 1;
        let mut merge = Merge { found: Vec::new(), newly_given: Vec::new() };
        merge.rows(filed, slip);
        let mut found = merge.found;
        for disagreement in &mut found {
            let given_in = self.given_later.get(&(place, disagreement.column));
            disagreement.row = row;
            disagreement.first_row = given_in.copied().unwrap_or(*begun_in);
        }
        self.given_later.extend(merge.newly_given.into_iter().map(|column| ((place, column), row)));
        found
    }

    /// The slips in the order of their first rows.
    pub fn into_slips(self) -> Vec<Slip> {
        self.slips
    }

    /// The same, each with the row that it begins in and the number of its rows.
    pub fn into_placed_slips(self) -> impl Iterator<Item = PlacedSlip> {
        self.slips.into_iter().zip(self.rows).map(|(slip, (row, rows))| PlacedSlip { row, rows, slip })
    }
}

/// Merges one row into its slip, column by column.
struct Merge {
    found: Vec<Disagreement>,
    newly_given: Vec<&'static str>,
}

impl Merge {
    fn rows(&mut self, slip: &mut Slip, row: Slip) {
        self.column("service_class", &mut slip.service_class, row.service_class, |it| it.as_str().to_owned());
        self.column("product_model", &mut slip.model, row.model, ToString::to_string);
        self.column("serial_no", &mut slip.serial, row.serial, ToString::to_string);
        self.column("sale_date", &mut slip.sold_on, row.sold_on, ToString::to_string);
        self.column("customer_name", &mut slip.customer_name, row.customer_name, ToString::to_string);
        self.column("customer_phone", &mut slip.customer_phone, row.customer_phone, ToString::to_string);
        self.column("customer_address", &mut slip.customer_address, row.customer_address, ToString::to_string);
        self.column("area", &mut slip.area, row.area, |it| it.as_str().to_owned());
        self.column("reported_at", &mut slip.reported_at, row.reported_at, ToString::to_string);
        self.column("arrived_at", &mut slip.arrived_at, row.arrived_at, ToString::to_string);
        self.column("repair_date", &mut slip.repaired_on, row.repaired_on, ToString::to_string);
        self.column("completed_at", &mut slip.completed_at, row.completed_at, ToString::to_string);
        self.column("fault_code", &mut slip.fault, row.fault, ToString::to_string);
        self.column("fault_description", &mut slip.fault_description, row.fault_description, ToString::to_string);
        self.column("cause", &mut slip.cause, row.cause, |it| it.as_str().to_owned());
        self.column("work_done", &mut slip.work_done, row.work_done, ToString::to_string);
        self.column("service_mode", &mut slip.service_mode, row.service_mode, |it| it.as_str().to_owned());
        self.column("claimed_fee", &mut slip.claimed_fee, row.claimed_fee, ToString::to_string);
        self.column("technician", &mut slip.technician, row.technician, ToString::to_string);
        self.column("customer_signed", &mut slip.customer_signed, row.customer_signed, |it| yes_no(*it));
        self.column("dealer_callback_on", &mut slip.dealer_callback_on, row.dealer_callback_on, ToString::to_string);
        self.column("reissued", &mut slip.reissued, row.reissued, |it| yes_no(*it));
        slip.parts.extend(row.parts);
    }

    fn column<T: PartialEq>(
        &mut self,
        column: &'static str,
        filed: &mut Option<T>,
        row: Option<T>,
        written: impl Fn(&T) -> String,
    ) {
        match (&filed, row) {
            (None, Some(value)) => {
                *filed = Some(value);
                self.newly_given.push(column);
            }
            (Some(given), Some(value)) if *given != value => {
                let (value, given) = (written(&value), written(given));
                self.found.push(Disagreement { row: 0, column, value, first_row: 0, given });
            }
            // A blank agrees with anything, and a value with its like.
            _ => {}
        }
    }
}

fn yes_no(answer: bool) -> String {
    if answer { "yes" } else { "no" }.to_owned()
}

/// What became of a sheet that was due (agreement 3.1, 3.2, 3.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SheetStatus {
    /// Came by its due day.
    OnTime {
        /// The day it came.
        received_on: Day,
    },
    /// Came later, but was still taken.
    Late {
        /// The day it came.
        received_on: Day,
    },
    /// Never came, or was refused.
    Missing,
    /// Came after its time had run out: refused, filed nowhere.
    Forfeited {
        /// The last day on which it would have been taken.
        last_day: Day,
        /// The day it came.
        received_on: Day,
    },
}

impl SheetStatus {
    /// Whether the sheet came by its due day.
    pub fn is_on_time(self) -> bool {
        matches!(self, Self::OnTime { .. })
    }

    /// The day on which the sheet was complete, where it was filed.
    pub fn received_on(self) -> Option<Day> {
        match self {
            Self::OnTime { received_on } | Self::Late { received_on } => Some(received_on),
            Self::Missing | Self::Forfeited { .. } => None,
        }
    }
}

/// How the slips of a period came.
pub fn slips_status(terms: &Terms, period: Period, received_on: Day) -> SheetStatus {
    let last_day = terms.forfeiture_on(period);
    if received_on > last_day {
        SheetStatus::Forfeited { last_day, received_on }
    } else if received_on > terms.slips_due_on(period) {
        SheetStatus::Late { received_on }
    } else {
        SheetStatus::OnTime { received_on }
    }
}

/// How the feedback sheet of a period came; it is never forfeited.
pub fn feedback_status(terms: &Terms, period: Period, received_on: Day) -> SheetStatus {
    if received_on > terms.feedback_due_on(period) {
        SheetStatus::Late { received_on }
    } else {
        SheetStatus::OnTime { received_on }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agreement::codes::{PartNo, SerialNo};
    use crate::agreement::slip::{PartUse, ServiceClass};

    fn row(no: &str, serial: &str) -> Slip {
        Slip { serial: SerialNo::new(serial), ..Slip::blank(SlipNo::new(no).unwrap()) }
    }

    #[test]
    fn rows_of_a_slip_are_one_wherever_they_stand() {
        let mut filing = Filing::default();
        let with_part = |slip: Slip, part| {
            let part = PartUse { part: PartNo::new(part), qty: Some(2), old_parts_returned: None };
            Slip { parts: vec![part], ..slip }
        };
        assert_eq!(filing.add(3, with_part(row("W1", ""), "P1")), []);
        assert_eq!(filing.add(4, row("W2", "S2")), []);
        assert_eq!(filing.add(5, with_part(row("W1", "S1"), "P1")), []);
        let slips = filing.into_slips();
        assert_eq!(slips.iter().map(|slip| slip.no.as_str()).collect::<Vec<_>>(), ["W1", "W2"]);
        assert_eq!(slips[0].serial, SerialNo::new("S1"));
        assert_eq!(slips[0].parts_used(), [(&PartNo::new("P1").unwrap(), 4)]);
    }

    #[test]
    fn the_row_that_disagrees_is_named_beside_the_one_that_gave_the_value() {
        let mut filing = Filing::default();
        let class = |slip: Slip, class| Slip { service_class: Some(class), ..slip };
        assert_eq!(filing.add(3, row("W1", "S1")), []);
        assert_eq!(filing.add(4, class(row("W1", ""), ServiceClass::C)), []);
        let found = filing.add(9, class(row("W1", "S2"), ServiceClass::A));
        let disagreement = |column, value: &str, first_row, given: &str| Disagreement {
            row: 9,
            column,
            value: value.to_owned(),
            first_row,
            given: given.to_owned(),
        };
        assert_eq!(
            found,
            [disagreement("service_class", "A", 4, "C"), disagreement("serial_no", "S2", 3, "S1")],
            "a blank agrees with anything, two values do not"
        );
    }

    #[test]
    fn a_sheet_is_late_after_its_due_day_and_forfeited_after_its_last() {
        let terms = Terms::default();
        let period = "2026-01".parse().unwrap();
        let last_day: Day = "2026-04-20".parse().unwrap();
        for (day, is_late, is_forfeited) in [
            ("2026-02-20", false, false),
            ("2026-02-21", true, false),
            ("2026-04-20", true, false),
            ("2026-04-21", false, true),
        ] {
            let received_on = day.parse().unwrap();
            let expected = match (is_late, is_forfeited) {
                (_, true) => SheetStatus::Forfeited { last_day, received_on },
                (true, false) => SheetStatus::Late { received_on },
                (false, false) => SheetStatus::OnTime { received_on },
            };
            assert_eq!(slips_status(&terms, period, received_on), expected, "{day}");
        }
        for (day, on_time) in [("2026-02-15", true), ("2026-02-16", false), ("2027-02-16", false)] {
            let status = feedback_status(&terms, period, day.parse().unwrap());
            assert_eq!((status.is_on_time(), status.received_on()), (on_time, day.parse().ok()), "{day}");
        }
    }
}
