//! `callbacks`: the calls to customers.

use super::{CellKind, Choice, Column, Layout};
use crate::agreement::codes::{DealerCode, SlipNo};
use crate::agreement::registers::{Call, Outcome};
use crate::sheets::{Record, Row, SheetKind};

const OUTCOMES: [Choice; 6] = [
    ("confirmed", "属实"),
    ("mismatch", "不符"),
    ("wrong_number", "空号错号"),
    ("fabricated", "虚假"),
    ("no_answer", "无人接听"),
    ("refused", "拒访"),
];

pub const LAYOUT: Layout = Layout::of(&COLUMNS);

const COLUMNS: [Column; 7] = [
    Column::required("dealer_code", "经销商编码", CellKind::Text),
    Column::required("slip_no", "维修单号", CellKind::Text),
    Column::required("called_on", "回访日期", CellKind::Day),
    Column::required("attempt", "次数", CellKind::Integer { min: 1, max: 1_000_000_000 }),
    Column::required("outcome", "结果", CellKind::Choice(&OUTCOMES)),
    Column::optional("satisfaction", "满意度", CellKind::Integer { min: 1, max: 5 }),
    Column::optional("note", "备注", CellKind::Text),
];

impl Record for Call {
    const SHEET: SheetKind = SheetKind::Callbacks;

    fn of(row: &mut Row<'_>) -> Option<Self> {
        Some(Self {
            dealer: row.code(DealerCode::new)?,
            slip: row.code(SlipNo::new)?,
            called_on: row.day()?,
            attempt: row.count()?,
            outcome: row.choice(&[
                Outcome::Confirmed,
                Outcome::Mismatch,
                Outcome::WrongNumber,
                Outcome::Fabricated,
                Outcome::NoAnswer,
                Outcome::Refused,
            ])?,
            satisfaction: row.count(),
            note: row.string(),
        })
    }
}
