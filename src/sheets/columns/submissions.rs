//! `submissions`: when each dealer's sheet came.

use super::{CellKind, Choice, Column, Layout};
use crate::agreement::codes::DealerCode;
use crate::agreement::registers::{FiledSheet, Submission};
use crate::sheets::{Record, Row, SheetKind};

const FILED_SHEETS: [Choice; 2] = [("slips", ""), ("feedback", "")];

pub const LAYOUT: Layout = Layout::of(&COLUMNS);

const COLUMNS: [Column; 4] = [
    Column::required("dealer_code", "经销商编码", CellKind::Text),
    Column::required("period", "月份", CellKind::Period),
    Column::required("sheet", "表", CellKind::Choice(&FILED_SHEETS)),
    Column::required("received_on", "收到日期", CellKind::Day),
];

impl Record for Submission {
    const SHEET: SheetKind = SheetKind::Submissions;

    fn of(row: &mut Row<'_>) -> Option<Self> {
        Some(Self {
            dealer: row.code(DealerCode::new)?,
            period: row.period()?,
            sheet: row.choice(&[FiledSheet::Slips, FiledSheet::Feedback])?,
            received_on: row.day()?,
        })
    }
}
