//! `goods_returns`: goods that came back, with the cost that the dealer bears.

use super::{CellKind, Column, Layout};
use crate::agreement::codes::DealerCode;
use crate::agreement::registers::GoodsReturn;
use crate::sheets::{Record, Row, SheetKind};

pub const LAYOUT: Layout = Layout::of(&COLUMNS);

const COLUMNS: [Column; 4] = [
    Column::required("dealer_code", "经销商编码", CellKind::Text),
    Column::required("returned_on", "退货日期", CellKind::Day),
    Column::required("cost", "费用", CellKind::Money { negative: true }),
    Column::optional("reference", "单号", CellKind::Text),
];

impl Record for GoodsReturn {
    const SHEET: SheetKind = SheetKind::GoodsReturns;

    fn of(row: &mut Row<'_>) -> Option<Self> {
        Some(Self {
            dealer: row.code(DealerCode::new)?,
            returned_on: row.day()?,
            cost: row.money()?,
            reference: row.string(),
        })
    }
}
