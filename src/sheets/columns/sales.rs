//! `sales`: what a dealer sold of a product line in a month.

use super::{COUNT_MAX, CellKind, Column, Layout};
use crate::agreement::codes::{DealerCode, ProductLine};
use crate::agreement::registers::Sale;
use crate::sheets::{Record, Row, SheetKind};

pub const LAYOUT: Layout = Layout::of(&COLUMNS);

const COLUMNS: [Column; 5] = [
    Column::required("dealer_code", "经销商编码", CellKind::Text),
    Column::required("product_line", "产品线", CellKind::Text),
    Column::required("period", "月份", CellKind::Period),
    Column::required("units", "销量", CellKind::Integer { min: -COUNT_MAX, max: COUNT_MAX }),
    Column::required("settlement_amount", "结算金额", CellKind::Money { negative: true }),
];

impl Record for Sale {
    const SHEET: SheetKind = SheetKind::Sales;

    fn of(row: &mut Row<'_>) -> Option<Self> {
        Some(Self {
            dealer: row.code(DealerCode::new)?,
            line: row.code(ProductLine::new)?,
            period: row.period()?,
            units: row.integer()?,
            settlement: row.money()?,
        })
    }
}
