//! `feedback`: the quality feedback that a dealer files.

use super::{COUNT_MAX, CellKind, Choice, Column, Layout};
use crate::agreement::codes::{FaultCode, PartNo, ProductModel};
use crate::agreement::slip::{FaultSeverity, Feedback};
use crate::sheets::{Record, Row, SheetKind};

const SEVERITIES: [Choice; 3] = [("safety", "安全"), ("function", "功能"), ("appearance", "外观")];

pub const LAYOUT: Layout = Layout::of(&COLUMNS);

const COLUMNS: [Column; 8] = [
    Column::in_header("product_model", "产品型号", CellKind::Text),
    Column::in_header("fault_code", "故障代码", CellKind::Text),
    Column::in_header("fault_description", "故障现象", CellKind::Text),
    Column::in_header("occurrences", "数量", CellKind::Integer { min: 0, max: COUNT_MAX }),
    Column::optional("part_no", "配件编号", CellKind::Text),
    Column::optional("severity", "严重程度", CellKind::Choice(&SEVERITIES)),
    Column::optional("suspected_cause", "原因分析", CellKind::Text),
    Column::optional("suggestion", "改进建议", CellKind::Text),
];

impl Record for Feedback {
    const SHEET: SheetKind = SheetKind::Feedback;

    fn of(row: &mut Row<'_>) -> Option<Self> {
        Some(Self {
            model: row.code(ProductModel::new),
            fault: row.code(FaultCode::new),
            fault_description: row.string(),
            occurrences: row.integer(),
            part: row.code(PartNo::new),
            severity: row.choice(&[FaultSeverity::Safety, FaultSeverity::Function, FaultSeverity::Appearance]),
            suspected_cause: row.string(),
            suggestion: row.string(),
        })
    }
}
