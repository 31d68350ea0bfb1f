//! `slips`: the repair slips that a dealer files, one row per part used.

use super::{COUNT_MAX, CellKind, Choice, Column, Layout, RowFacts};
use crate::agreement::codes::{FaultCode, PartNo, ProductModel, SerialNo, SlipNo, Technician};
use crate::agreement::slip::{Area, Cause, PartUse, ServiceClass, ServiceMode, Slip};
use crate::sheets::fault::CellProblem;
use crate::sheets::{Record, Row, SheetKind};

const CLASSES: [Choice; 4] = [("A", ""), ("B", ""), ("C", ""), ("D", "")];
const AREAS: [Choice; 2] = [("city", "市区"), ("county", "郊县")];
const CAUSES: [Choice; 4] = [
    ("product_defect", "产品质量"),
    ("user_damage", "人为损坏"),
    ("force_majeure", "不可抗力"),
    ("installation", "安装问题"),
];
const MODES: [Choice; 2] = [("in_shop", "店内"), ("door_to_door", "上门")];

/// The columns `part_no` and `part_qty`.
const PART_NO: usize = 18;
const PART_QTY: usize = 19;
/// The most pieces that one row may state.
const PART_QTY_MAX: i64 = 1_000_000;

pub const LAYOUT: Layout = Layout { columns: &COLUMNS, row_rule: Some(a_named_part_has_a_quantity) };

const COLUMNS: [Column; 26] = [
    Column::required("slip_no", "维修单号", CellKind::Text),
    Column::optional("service_class", "服务类别", CellKind::Choice(&CLASSES)),
    Column::in_header("product_model", "产品型号", CellKind::Text),
    Column::in_header("serial_no", "机身编号", CellKind::Text),
    Column::optional("sale_date", "销售日期", CellKind::Day),
    Column::optional("customer_name", "用户姓名", CellKind::Text),
    Column::optional("customer_phone", "联系电话", CellKind::Text),
    Column::optional("customer_address", "地址", CellKind::Text),
    Column::optional("area", "区域", CellKind::Choice(&AREAS)),
    Column::optional("reported_at", "报修时间", CellKind::Moment),
    Column::optional("arrived_at", "到达时间", CellKind::Moment),
    Column::in_header("repair_date", "维修日期", CellKind::Day),
    Column::optional("completed_at", "完工时间", CellKind::Moment),
    Column::optional("fault_code", "故障代码", CellKind::Text),
    Column::optional("fault_description", "故障现象", CellKind::Text),
    Column::optional("cause", "故障原因", CellKind::Choice(&CAUSES)),
    Column::optional("work_done", "维修内容", CellKind::Text),
    Column::optional("service_mode", "服务方式", CellKind::Choice(&MODES)),
    Column::optional("part_no", "配件编号", CellKind::Text),
    Column::optional("part_qty", "数量", CellKind::Integer { min: -COUNT_MAX, max: COUNT_MAX }),
    Column::optional("old_parts_returned", "旧件返还数", CellKind::Integer { min: -COUNT_MAX, max: COUNT_MAX }),
    Column::optional("claimed_fee", "申报费用", CellKind::Money { negative: false }),
    Column::optional("technician", "维修员", CellKind::Text),
    Column::optional("customer_signed", "用户签字", CellKind::YesNo),
    Column::optional("dealer_callback_on", "回访日期", CellKind::Day),
    Column::optional("reissued", "补单", CellKind::YesNo),
];

impl Record for Slip {
    const SHEET: SheetKind = SheetKind::Slips;

    fn of(row: &mut Row<'_>) -> Option<Self> {
        let mut slip = Self::blank(row.code(SlipNo::new)?);
        slip.service_class = row.choice(&[ServiceClass::A, ServiceClass::B, ServiceClass::C, ServiceClass::D]);
        slip.model = row.code(ProductModel::new);
        slip.serial = row.code(SerialNo::new);
        slip.sold_on = row.day();
        slip.customer_name = row.text().map(Into::into);
        slip.customer_phone = row.text().map(Into::into);
        slip.customer_address = row.text().map(Into::into);
        slip.area = row.choice(&[Area::City, Area::County]);
        slip.reported_at = row.moment();
        slip.arrived_at = row.moment();
        slip.repaired_on = row.day();
        slip.completed_at = row.moment();
        slip.fault = row.code(FaultCode::new);
        slip.fault_description = row.text().map(Into::into);
        slip.cause = row.choice(&[Cause::ProductDefect, Cause::UserDamage, Cause::ForceMajeure, Cause::Installation]);
        slip.work_done = row.text().map(Into::into);
        slip.service_mode = row.choice(&[ServiceMode::InShop, ServiceMode::DoorToDoor]);
        slip.parts.extend(part_use(row));
        slip.claimed_fee = row.money();
        slip.technician = row.code(Technician::new);
        slip.customer_signed = row.yes_no();
        slip.dealer_callback_on = row.day();
        slip.reissued = row.yes_no();
        Some(slip)
    }
}

fn part_use(row: &mut Row<'_>) -> Option<PartUse> {
    let part_use = PartUse { part: row.code(PartNo::new), qty: row.count(), old_parts_returned: row.integer() };
    let says_something = part_use.part.is_some() || part_use.qty.is_some() || part_use.old_parts_returned.is_some();
    says_something.then_some(part_use)
}

/// The quantity has its bounds only where a part is named; without a part it is ignored.
fn a_named_part_has_a_quantity(row: &RowFacts) -> Option<(usize, CellProblem)> {
    let qty = row.number(PART_QTY)?;
    let out_of_range = row.is_filled(PART_NO) && !(1..=PART_QTY_MAX).contains(&qty);
    out_of_range.then_some((PART_QTY, CellProblem::IntegerOutOfRange { min: 1, max: PART_QTY_MAX }))
}
