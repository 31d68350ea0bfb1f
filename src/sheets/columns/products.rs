//! `products`: the product models.

use super::{CellKind, Column, Layout};
use crate::agreement::codes::{ProductLine, ProductModel};
use crate::agreement::registers::Product;
use crate::sheets::{Record, Row, SheetKind};

pub const LAYOUT: Layout = Layout::of(&COLUMNS);

const COLUMNS: [Column; 4] = [
    Column::required("product_model", "产品型号", CellKind::Text),
    Column::required("product_line", "产品线", CellKind::Text),
    Column::optional("name", "名称", CellKind::Text),
    Column::optional("warranty_months", "保修月数", CellKind::Integer { min: 0, max: 1200 }),
];

impl Record for Product {
    const SHEET: SheetKind = SheetKind::Products;

    fn of(row: &mut Row<'_>) -> Option<Self> {
        Some(Self {
            model: row.code(ProductModel::new)?,
            line: row.code(ProductLine::new)?,
            name: row.string(),
            warranty_months: row.count(),
        })
    }
}
