//! The sentences of papers, in Chinese.

use crate::agreement::registers::{Outcome, Severity};
use crate::agreement::statement::{State, Step};
use crate::money::grouped;
use crate::texts::Said;
use crate::texts::reports::percent;
use crate::texts::zh_cn::ledger::line_kind;

/// A sentence.
#[expect(clippy::too_many_lines, reason = "a table of sentences")]
pub fn say(said: &Said) -> String {
    match *said {
        Said::DraftMark => "草稿".to_owned(),
        Said::Draft => "草稿：尚未确认，数据变动时会重新计算，不作为付款依据".to_owned(),
        Said::PageOf { number, count } => format!("第 {number} 页，共 {count} 页"),
        Said::MissingGlyphs { codes } => format!("本文件所用字体没有以下字符，正文中以“〓”代替：{codes}。"),
        Said::UnitOfMoney => "人民币，元（保留两位小数，四舍五入）".to_owned(),
        Said::AgreementOf { code, effective_from } => format!("{code}（自 {effective_from} 起生效）"),
        Said::Month(period) => format!("{} 年 {} 月", period.year(), period.month()),
        Said::NoneYet => "尚无".to_owned(),
        Said::NotFiled => "未收到".to_owned(),
        Said::NoDueDay => "本月没有申报维修单，不产生付款日".to_owned(),
        Said::FromSlips { count } => format!("{count} 张维修单，见明细"),
        Said::FromAllowance { period, accrued, paid_before } => {
            format!("截至 {period} 累计计提 {}，此前已付 {}", grouped(accrued), grouped(paid_before))
        }
        Said::FromCarried { period } => format!("{period} 结算单结转"),
        Said::FromParts { qty, unit_cost } => format!("未返还旧件 {qty} 件 × 成本价 {}", grouped(unit_cost)),
        Said::FromReturns { count } => format!("本月退货 {count} 笔，见明细"),
        Said::FromComplaint { received_on } => format!("{received_on} 收到的投诉属实"),
        Said::FromOwnCallbacks { called, filed, quota } => {
            format!("申报 {filed} 张，自行回访 {called} 张，低于规定比例 {quota}")
        }
        Said::FromFeedback { rate, months } => {
            format!("质量信息反馈单连续 {months} 个月缺报或迟报，扣本年已付维修费的 {rate}")
        }
        Said::FromCorrected { period, reason, pays_again: true, .. } => {
            format!("补付 {period} 付款后被银行退回的款项：{reason}")
        }
        Said::FromCorrected { period, line: 0, reason, .. } => format!("更正 {period} 结算单：{reason}"),
        Said::FromCorrected { period, line, reason, .. } => format!("更正 {period} 结算单第 {line} 行：{reason}"),
        Said::FromStatementBefore => "上期结算单的待扣余额".to_owned(),
        Said::SlipsOfLine { line, kind, subject, count } => {
            format!("第 {line} 行　{}{}，{count} 张", line_kind(kind), of_subject(subject))
        }
        Said::Multiplied { claim_value, multiplier } => format!("核定 {} × {multiplier} 倍", grouped(claim_value)),
        Said::InShop => "店内".to_owned(),
        Said::DoorToDoor => "上门".to_owned(),
        Said::HowPaid => "维修费专款专用：汇入登记的收款账户，不现金支付，不冲抵货款（协议 7.2）。".to_owned(),
        Said::NotCapped => "不限额".to_owned(),
        Said::NoSlipsBehind => "本月各行均不以维修单为依据。".to_owned(),
        Said::AllPaid => "本月申报的维修单均已结算。".to_owned(),
        Said::NoStock => "没有铺底或库存配件。".to_owned(),
        Said::NoDraw => "本月没有抽样。".to_owned(),
        Said::LotAccepted => "合格".to_owned(),
        Said::LotRejected => "不合格：未经用户确认的维修单均须回访（协议 6.5）".to_owned(),
        Said::SeedWithheld => "结算单确认后公布".to_owned(),
        Said::HowDrawn => {
            "抽样可以复算：对“种子:经销商编码:月份:维修单号”（UTF-8）逐一计算 SHA-256，按十六进制升序排列，\
            依次抽取 n 张；联系不上的用户由下一张顶替（协议 6.2、6.3）。"
                .to_owned()
        }
        Said::Unreachable => "联系不上，由下一张顶替".to_owned(),
        Said::ToBeCalled => "待回访".to_owned(),
        Said::DisputeBy { until, months } => format!(
            "对本结算单、其中任何一行或任何一张维修单有异议的，请在 {until} 前（含当日，自出具之日起 {months} 个月）在系统的本月\
             结算单页面提出申诉，写明理由并附证明材料；逾期不予受理。没有异议的部分按期付款（协议 9.2、1.5）。"
        ),
        Said::DisputeAfterIssue { months } => {
            format!("结算单经售后服务中心确认后出具，自出具之日起 {months} 个月内可以提出申诉（协议 9.2、1.5）。")
        }
        Said::NoticeOf { period } => format!(
            "根据双方协议，贵单位 {} 年 {} 月发生以下扣款、罚款及违约记录。金额已列入当月结算单，不另行支付。",
            period.year(),
            period.month()
        ),
        Said::AccountOf { name, bank, number } => format!("{name}，{bank}，{number}"),
        Said::YearDraft => "草稿：本年十二月结算单尚未确认，数据变动时会重新计算".to_owned(),
        Said::HowYearAddsUp => {
            "各月净额 = 本月支付 + 扣款 + 其他调整；其他调整包括年终结算、更正和上期待扣余额。".to_owned()
        }
        Said::YearNotOver => "十二月尚未结算。".to_owned(),
        Said::NothingSettled => "没有年终扣款、返还或收回。".to_owned(),
        Said::FeedbackNotOnTime => "反馈缺报或迟报".to_owned(),
        Said::AwardDue => "符合条件（不含负面报道一项）".to_owned(),
        Said::AwardNotDue => "不符合条件".to_owned(),
        Said::AwardPublicity => {
            "另须由售后服务中心核实本年没有负面报道（协议 9.4）：□ 没有　□ 有，说明：______________________".to_owned()
        }
        Said::Ratio { part, whole: 0 } => format!("{part} ÷ 0"),
        Said::Ratio { part, whole } => format!("{part} ÷ {whole} = {}", percent(part, whole)),
        Said::Plain { count } => count.to_string(),
        Said::Met => "达到".to_owned(),
        Said::NotMet => "未达到".to_owned(),
        Said::Yes => "是".to_owned(),
        Said::No => "否".to_owned(),
        Said::ScoreOfYear { units, marks, satisfied } => {
            format!("全年净销售 {units} 台；售后服务中心回访中有评分的 {marks} 次，其中 4 分及以上 {satisfied} 次。")
        }
        Said::NoViolations => "没有违约记录。".to_owned(),
        Said::NobodyUnderReview => "没有经销商达到审查条件。".to_owned(),
        Said::HowReviewed => "12 个月内的违约次数达到协议规定的，列入终止协议审查；是否终止由双方协商决定。".to_owned(),
    }
}

fn of_subject(subject: &str) -> String {
    if subject.is_empty() { String::new() } else { format!("（{subject}）") }
}

/// Where a statement stands.
pub fn state(state: State) -> &'static str {
    match state {
        State::Draft => "草稿",
        State::Confirmed => "已确认",
        State::Approved => "已批准",
        State::Released => "已放款",
        State::Paid => "已付款",
    }
}

/// A step, and who takes it.
pub fn step(step: Step) -> (&'static str, &'static str) {
    match step {
        Step::Confirm => ("确认", "售后服务中心"),
        Step::Approve => ("批准", "营销经理"),
        Step::Release => ("放款", "财务部"),
        Step::Pay => ("付讫", "财务部"),
    }
}

/// What came of a call.
pub fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Confirmed => "属实",
        Outcome::Mismatch => "不符",
        Outcome::WrongNumber => "空号错号",
        Outcome::Fabricated => "虚假",
        Outcome::NoAnswer => "无人接听",
        Outcome::Refused => "拒访",
    }
}

/// How grave a complaint is.
pub fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Minor => "一般",
        Severity::Serious => "较重",
        Severity::Major => "严重",
    }
}
