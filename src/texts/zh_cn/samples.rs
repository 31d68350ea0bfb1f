//! What is said of sample folders.

use crate::samples::{DEALERS_MAX, Error, MONTHS_MAX, Made, Plan, PlanError, SHEET_SLIPS_MAX, SLIPS_MAX};

/// Why a plan cannot be carried out.
pub fn plan_error(error: PlanError) -> String {
    match error {
        PlanError::Dealers => format!("--dealers 应为 1 到 {DEALERS_MAX} 之间的数。"),
        PlanError::Months => format!("--months 应为 1 到 {MONTHS_MAX} 之间的数。"),
        PlanError::Slips => format!("--slips 不能超过 {SLIPS_MAX}，平均每个经销商每月不能超过 {SHEET_SLIPS_MAX}。"),
        PlanError::From => "--from 应为 2005-01 到 2085-12 之间的月份。".to_owned(),
    }
}

/// Why no folder was made.
pub fn error(error: &Error) -> String {
    match error {
        Error::NotEmpty(folder) => {
            format!("{} 里已有文件：请换一个新的或空的文件夹。", folder.display())
        }
        Error::Write(error) => format!("无法写入 {}：{}。", error.path.display(), error.source),
    }
}

/// What was made and how to settle it.
pub fn made(plan: &Plan, made: Made, command: &str) -> String {
    format!(
        "已生成 {} 家经销商 {} 个月的维修单 {} 张，共 {} 行。结算命令：{command}",
        plan.dealers, plan.months, made.slips, made.rows
    )
}
