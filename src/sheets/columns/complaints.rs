//! `complaints`: what customers complained of.

use super::{CellKind, Choice, Column, Layout};
use crate::agreement::codes::{DealerCode, SlipNo};
use crate::agreement::registers::{Complaint, Severity};
use crate::sheets::{Record, Row, SheetKind};

const SEVERITIES: [Choice; 3] = [("minor", "一般"), ("serious", "较重"), ("major", "严重")];

pub const LAYOUT: Layout = Layout::of(&COLUMNS);

const COLUMNS: [Column; 6] = [
    Column::required("dealer_code", "经销商编码", CellKind::Text),
    Column::required("received_on", "投诉日期", CellKind::Day),
    Column::required("severity", "级别", CellKind::Choice(&SEVERITIES)),
    Column::required("upheld", "属实", CellKind::YesNo),
    Column::optional("slip_no", "维修单号", CellKind::Text),
    Column::optional("note", "内容", CellKind::Text),
];

impl Record for Complaint {
    const SHEET: SheetKind = SheetKind::Complaints;

    fn of(row: &mut Row<'_>) -> Option<Self> {
        Some(Self {
            dealer: row.code(DealerCode::new)?,
            received_on: row.day()?,
            severity: row.choice(&[Severity::Minor, Severity::Serious, Severity::Major])?,
            upheld: row.yes_no()?,
            slip: row.code(SlipNo::new),
            note: row.string(),
        })
    }
}
