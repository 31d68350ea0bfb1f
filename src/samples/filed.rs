//! The sheets that a dealer files: every second dealer writes them in Chinese.

use super::sheet::Cell;
use crate::agreement::codes::{FaultCode, PartNo, ProductModel, SerialNo, Technician};
use crate::agreement::slip::{Area, Cause, PartUse, ServiceClass, ServiceMode, Slip};
use crate::sheets::SheetKind;
use crate::sheets::columns::layout;

/// The language of a dealer's sheets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tongue {
    /// English names and words.
    English,
    /// Chinese ones, and a slip's further rows say only what differs.
    Chinese,
}

/// A word in English and in Chinese.
type Word = (&'static str, &'static str);

impl Tongue {
    /// The language of a dealer, counted from 0: the second, the fourth, … write Chinese.
    pub fn of(dealer: u32) -> Self {
        if dealer % 2 == 1 { Self::Chinese } else { Self::English }
    }

    /// The names of a sheet's columns.
    pub fn header(self, sheet: SheetKind) -> impl Iterator<Item = &'static str> {
        layout(sheet).columns.iter().map(move |column| self.word((column.name, column.chinese)))
    }

    /// The word in this language.
    pub fn word(self, (english, chinese): Word) -> &'static str {
        match self {
            Self::English => english,
            Self::Chinese => chinese,
        }
    }
}

/// What a feedback row says of the severity.
pub const FUNCTION: Word = ("function", "功能");

/// The first row of a slip, with its first part.
pub fn slip_row(slip: &Slip, tongue: Tongue) -> [Cell<'_>; 26] {
    let on = |day: Option<_>| day.map_or(Cell::Blank, Cell::On);
    let at = |moment: Option<_>| moment.map_or(Cell::Blank, Cell::At);
    let word = |word: Option<Word>| Cell::text(word.map(|word| tongue.word(word)));
    let [part_no, part_qty, old_parts_returned] = part_cells(slip.parts.first());
    [
        Cell::Text(slip.no.as_str()),
        Cell::text(slip.service_class.map(class)),
        Cell::text(slip.model.as_ref().map(ProductModel::as_str)),
        Cell::text(slip.serial.as_ref().map(SerialNo::as_str)),
        on(slip.sold_on),
        Cell::text(slip.customer_name.as_deref()),
        Cell::text(slip.customer_phone.as_deref()),
        Cell::text(slip.customer_address.as_deref()),
        word(slip.area.map(area)),
        at(slip.reported_at),
        at(slip.arrived_at),
        on(slip.repaired_on),
        at(slip.completed_at),
        Cell::text(slip.fault.as_ref().map(FaultCode::as_str)),
        Cell::text(slip.fault_description.as_deref()),
        word(slip.cause.map(cause)),
        Cell::text(slip.work_done.as_deref()),
        word(slip.service_mode.map(mode)),
        part_no,
        part_qty,
        old_parts_returned,
        slip.claimed_fee.map_or(Cell::Blank, Cell::Amount),
        Cell::text(slip.technician.as_ref().map(Technician::as_str)),
        word(slip.customer_signed.map(yes_no)),
        on(slip.dealer_callback_on),
        word(slip.reissued.map(yes_no)),
    ]
}

/// The row of a further part: all of the slip again, or only its number where the dealer leaves the rest blank.
pub fn part_row<'a>(slip: &'a Slip, part: &'a PartUse, tongue: Tongue) -> impl Iterator<Item = Cell<'a>> {
    let [no, qty, returned] = part_cells(Some(part));
    slip_row(slip, tongue).into_iter().zip(layout(SheetKind::Slips).columns).map(move |(cell, column)| {
        match (column.name, tongue) {
            ("part_no", _) => no,
            ("part_qty", _) => qty,
            ("old_parts_returned", _) => returned,
            ("slip_no", _) | (_, Tongue::English) => cell,
            (_, Tongue::Chinese) => Cell::Blank,
        }
    })
}

fn part_cells(part: Option<&PartUse>) -> [Cell<'_>; 3] {
    let count = |count: Option<i64>| count.map_or(Cell::Blank, Cell::Count);
    let Some(part) = part else { return [Cell::Blank; 3] };
    [Cell::text(part.part.as_ref().map(PartNo::as_str)), count(part.qty.map(i64::from)), count(part.old_parts_returned)]
}

const fn class(class: ServiceClass) -> &'static str {
    match class {
        ServiceClass::A => "A",
        ServiceClass::B => "B",
        ServiceClass::C => "C",
        ServiceClass::D => "D",
    }
}

const fn area(area: Area) -> Word {
    match area {
        Area::City => ("city", "市区"),
        Area::County => ("county", "郊县"),
    }
}

const fn cause(cause: Cause) -> Word {
    match cause {
        Cause::ProductDefect => ("product_defect", "产品质量"),
        Cause::UserDamage => ("user_damage", "人为损坏"),
        Cause::ForceMajeure => ("force_majeure", "不可抗力"),
        Cause::Installation => ("installation", "安装问题"),
    }
}

const fn mode(mode: ServiceMode) -> Word {
    match mode {
        ServiceMode::InShop => ("in_shop", "店内"),
        ServiceMode::DoorToDoor => ("door_to_door", "上门"),
    }
}

const fn yes_no(yes: bool) -> Word {
    if yes { ("yes", "是") } else { ("no", "否") }
}
