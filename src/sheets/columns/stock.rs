//! `stock`: the movements of the dealers' spare-part stock.

use super::{COUNT_MAX, CellKind, Choice, Column, Layout, RowFacts};
use crate::agreement::codes::{DealerCode, PartNo};
use crate::agreement::registers::{Movement, StockMovement};
use crate::sheets::fault::CellProblem;
use crate::sheets::{Record, Row, SheetKind};

const MOVEMENTS: [Choice; 6] = [
    ("consign", "铺底"),
    ("replenish", "补货"),
    ("purchase", "购买"),
    ("old_part_received", "旧件收回"),
    ("return", "退回"),
    ("adjust", "调整"),
];

/// The column `movement`, its value `adjust`, and the column `qty`.
const MOVEMENT: usize = 3;
const ADJUST: i64 = 5;
const QTY: usize = 4;

pub const LAYOUT: Layout = Layout { columns: &COLUMNS, row_rule: Some(only_an_adjustment_is_negative) };

const COLUMNS: [Column; 6] = [
    Column::required("dealer_code", "经销商编码", CellKind::Text),
    Column::required("part_no", "配件编号", CellKind::Text),
    Column::required("period", "月份", CellKind::Period),
    Column::required("movement", "类型", CellKind::Choice(&MOVEMENTS)),
    Column::required("qty", "数量", CellKind::Integer { min: -COUNT_MAX, max: COUNT_MAX }),
    Column::optional("reference", "单号", CellKind::Text),
];

impl Record for StockMovement {
    const SHEET: SheetKind = SheetKind::Stock;

    fn of(row: &mut Row<'_>) -> Option<Self> {
        Some(Self {
            dealer: row.code(DealerCode::new)?,
            part: row.code(PartNo::new)?,
            period: row.period()?,
            movement: row.choice(&[
                Movement::Consign,
                Movement::Replenish,
                Movement::Purchase,
                Movement::OldPartReceived,
                Movement::Return,
                Movement::Adjust,
            ])?,
            qty: row.integer()?,
            reference: row.string(),
        })
    }
}

/// A quantity below nothing, unless the movement is an adjustment or cannot be read.
fn only_an_adjustment_is_negative(row: &RowFacts) -> Option<(usize, CellProblem)> {
    let moves = row.number(MOVEMENT).is_some_and(|movement| movement != ADJUST);
    let negative = row.number(QTY).is_some_and(|qty| qty < 0);
    (moves && negative).then_some((QTY, CellProblem::Negative))
}
