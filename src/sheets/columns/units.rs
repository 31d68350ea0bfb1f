//! `units`: every unit sold, by its serial number.

use super::{CellKind, Column, Layout};
use crate::agreement::codes::{DealerCode, ProductModel, SerialNo};
use crate::agreement::registers::Unit;
use crate::sheets::{Record, Row, SheetKind};

pub const LAYOUT: Layout = Layout::of(&COLUMNS);

const COLUMNS: [Column; 4] = [
    Column::required("serial_no", "机身编号", CellKind::Text),
    Column::required("product_model", "产品型号", CellKind::Text),
    Column::required("dealer_code", "经销商编码", CellKind::Text),
    Column::required("sale_date", "销售日期", CellKind::Day),
];

impl Record for Unit {
    const SHEET: SheetKind = SheetKind::Units;

    fn of(row: &mut Row<'_>) -> Option<Self> {
        Some(Self {
            serial: row.code(SerialNo::new)?,
            model: row.code(ProductModel::new)?,
            dealer: row.code(DealerCode::new)?,
            sold_on: row.day()?,
        })
    }
}
