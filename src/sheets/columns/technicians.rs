//! `technicians`: whom a dealer listed, and when.

use super::{CellKind, Column, Layout};
use crate::agreement::codes::{DealerCode, Technician};
use crate::agreement::registers::TechnicianListing;
use crate::sheets::{Record, Row, SheetKind};

pub const LAYOUT: Layout = Layout::of(&COLUMNS);

const COLUMNS: [Column; 4] = [
    Column::required("dealer_code", "经销商编码", CellKind::Text),
    Column::required("technician", "维修员", CellKind::Text),
    Column::required("listed_on", "登记日期", CellKind::Day),
    Column::optional("left_on", "离任日期", CellKind::Day),
];

impl Record for TechnicianListing {
    const SHEET: SheetKind = SheetKind::Technicians;

    fn of(row: &mut Row<'_>) -> Option<Self> {
        Some(Self {
            dealer: row.code(DealerCode::new)?,
            technician: row.code(Technician::new)?,
            listed_on: row.day()?,
            left_on: row.day(),
        })
    }
}
