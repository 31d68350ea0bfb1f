//! `parts`: the spare parts.

use super::{CellKind, Column, Layout};
use crate::agreement::codes::{PartNo, ProductLine};
use crate::agreement::registers::Part;
use crate::sheets::{Record, Row, SheetKind};

pub const LAYOUT: Layout = Layout::of(&COLUMNS);

const COLUMNS: [Column; 6] = [
    Column::required("part_no", "配件编号", CellKind::Text),
    Column::required("name", "配件名称", CellKind::Text),
    Column::required("product_line", "产品线", CellKind::Text),
    Column::required("unit_cost", "成本价", CellKind::Money { negative: false }),
    Column::optional("consigned", "铺底", CellKind::YesNo),
    Column::optional("max_per_repair", "单次最大用量", CellKind::Integer { min: 0, max: 1_000_000_000 }),
];

impl Record for Part {
    const SHEET: SheetKind = SheetKind::Parts;

    fn of(row: &mut Row<'_>) -> Option<Self> {
        Some(Self {
            no: row.code(PartNo::new)?,
            name: row.string()?,
            line: row.code(ProductLine::new)?,
            unit_cost: row.money()?,
            consigned: row.yes_no().unwrap_or(false),
            max_per_repair: row.count(),
        })
    }
}
