//! What dealers violated, in Chinese.

use crate::agreement::registers::Severity;
use crate::agreement::violations::{Violation, ViolationKind};

/// One sentence with the evidence.
pub fn violation(violation: &Violation) -> String {
    match violation {
        Violation::SlipsMissing { due_on } => format!("没有收到维修单，应于 {due_on} 前申报。"),
        Violation::SlipsLate { due_on, received_on } => {
            format!("维修单于 {received_on} 收到，应于 {due_on} 前申报。")
        }
        Violation::Forfeited { last_day, received_on } => {
            format!("维修单于 {received_on} 收到，已过最后期限 {last_day}，按放弃维修费用处理。")
        }
        Violation::FeedbackMissing { due_on } => format!("没有收到质量信息反馈单，应于 {due_on} 前提交。"),
        Violation::FeedbackLate { due_on, received_on } => {
            format!("质量信息反馈单于 {received_on} 收到，应于 {due_on} 前提交。")
        }
        Violation::DealerCallbackQuota(own) => {
            format!("经销商自行回访 {} 张，共 {} 张，低于规定比例。", own.called, own.filed)
        }
        Violation::LotRejected { failed, accept_number } => {
            format!("抽查 {failed} 张不合格，允许 {accept_number} 张。")
        }
        Violation::LateService { hours_max, minutes, .. } => {
            format!("服务用了 {minutes} 分钟，限 {hours_max} 小时。")
        }
        Violation::CallbackMismatch { called_on, .. } => format!("{called_on} 回访：用户所述与维修单不符。"),
        Violation::CallbackWrongNumber { called_on, .. } => format!("{called_on} 回访：空号或错号。"),
        Violation::CallbackFabricated { called_on, .. } => {
            format!("{called_on} 回访：用户没有这次维修，弄虚作假。")
        }
        Violation::ComplaintUpheld { received_on, severity } => {
            format!("{received_on} 的{}投诉属实。", severity_words(*severity))
        }
    }
}

/// What was violated, in a few words.
pub const fn kind(kind: ViolationKind) -> &'static str {
    match kind {
        ViolationKind::SlipsMissing => "维修单未报",
        ViolationKind::SlipsLate => "维修单迟报",
        ViolationKind::Forfeited => "维修单逾期放弃",
        ViolationKind::FeedbackMissing => "质量反馈未报",
        ViolationKind::FeedbackLate => "质量反馈迟报",
        ViolationKind::DealerCallbackQuota => "自行回访比例不足",
        ViolationKind::LateService => "服务超时",
        ViolationKind::CallbackMismatch => "回访资料不详",
        ViolationKind::CallbackWrongNumber => "回访空号错号",
        ViolationKind::CallbackFabricated => "回访查实弄虚作假",
        ViolationKind::LotRejected => "抽查不合格",
        ViolationKind::ComplaintUpheld => "投诉属实",
    }
}

fn severity_words(severity: Severity) -> &'static str {
    match severity {
        Severity::Minor => "一般",
        Severity::Serious => "较重",
        Severity::Major => "严重",
    }
}
