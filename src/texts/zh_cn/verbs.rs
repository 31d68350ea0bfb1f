//! 为什么办不成，以及怎么办。

use super::reports::state as state_of;
use crate::agreement::penalties::FindingRefused;
use crate::agreement::statement::{Role, StepRefused};
use crate::calendar::Day;
use crate::workflow::try_change::MONTHS_MAX;
use crate::workflow::{Error, Refusal};

/// 为什么办不成。
pub fn error(error: &Error) -> String {
    match error {
        Error::NotFound => "没有找到，或您无权查看。".to_owned(),
        Error::NotAllowed => "您的角色不能执行此操作。".to_owned(),
        Error::OutOfTime { last_day } => format!("已超过期限，最后一天是 {last_day}。"),
        Error::Step(refused) => step(*refused),
        Error::Changed => "内容刚被别人修改，请重新查看后再操作。".to_owned(),
        Error::Refused(refusal) => self::refusal(refusal),
        Error::Store(_) | Error::Read(_) | Error::Io(_) => internal().to_owned(),
    }
}

/// What is noted of a refusal that nobody telephoned for.
pub fn standing_wish(since: Day, said_to: &str) -> String {
    format!("未拨打：用户于 {since} 向 {said_to} 要求今后不再来电，按拒访记录。")
}

/// Why a step of a statement was refused.
pub fn step(refused: StepRefused) -> String {
    match refused {
        StepRefused::WrongState { state, needed } => {
            format!("结算单现为“{}”，此步骤要求“{}”。", state_of(state), state_of(needed))
        }
        StepRefused::WrongRole { needed } => format!("此步骤应由{}办理。", party(needed)),
        StepRefused::TookAnEarlierStep => "您已办过此结算单的前一步骤，须由他人办理本步骤（协议 7.4）。".to_owned(),
    }
}

fn party(role: Role) -> &'static str {
    match role {
        Role::AfterSalesCentre => "售后服务中心",
        Role::SalesManager => "营销经理",
        Role::Finance => "财务部",
    }
}

fn refusal(refusal: &Refusal) -> String {
    match refusal {
        Refusal::Person(refused) => super::people::refused(refused),
        Refusal::Statement(refusal) => super::statements::refusal(refusal),
        Refusal::StatementFrozen => "本月结算单已确认，不再接收申报；如有遗漏，可提出异议。".to_owned(),
        Refusal::PeriodNotOver => "本月尚未结束，结束后才能抽样。".to_owned(),
        Refusal::SlipsNotFiled => "本月尚未申报维修单，无可抽样。".to_owned(),
        Refusal::NoSeed => "本月没有抽样种子；种子须在成批之前确定。".to_owned(),
        Refusal::ReasonMissing => "请填写理由，理由将保存并公示。".to_owned(),
        Refusal::SlipNotHeld => "只有暂缓的维修单才需要审核决定。".to_owned(),
        Refusal::CallTaken { by } => format!("{by} 正在回访这位用户，请取下一位。"),
        Refusal::AppointmentUnfit { days_max } => format!("预约时间应在此刻之后、{days_max} 天之内。"),
        Refusal::NothingToWithdraw => "这张维修单没有可撤销的审核决定。".to_owned(),
        Refusal::CalledAsFirstFiled { first } => {
            format!("此单号首次申报在 {first}，回访以首次申报为准，请打开那个月的维修单加入回访（协议 6.4）。")
        }
        Refusal::NobodyToCall => "这张维修单没有联系电话，无法回访。".to_owned(),
        Refusal::CallWaits => "这张维修单已在等待回访，不必再加入。".to_owned(),
        Refusal::PickCalled => "这张维修单已经回访，不能再移出。".to_owned(),
        Refusal::NotWaitingForReview => "只有待审核的维修单才能询问经销商；等待回访或已询问的不能再问。".to_owned(),
        Refusal::AnswerDayUnfit { days_max } => format!("答复期限应在明天至 {days_max} 天之内。"),
        Refusal::NoOpenQuestion => "这张维修单没有待答复的询问。".to_owned(),
        Refusal::WishWithoutRefusal => "“今后不再来电”只能与“拒访”一起记录。".to_owned(),
        Refusal::NoStandingWish => "这位用户没有要求不再来电，请照常拨打。".to_owned(),
        Refusal::FindingSettled => "该认定已处理。".to_owned(),
        Refusal::Finding(FindingRefused::SamePerson) => "此问题由您发现，须由他人认定（协议 7.4）。".to_owned(),
        Refusal::Finding(FindingRefused::StillToAnswer { last_day }) => {
            format!("经销商可在 {last_day} 前（含当日）答复，之后才能认定（协议 7.4）。")
        }
        Refusal::Register { faults } => format!("登记表未接收，共 {} 处错误。", faults.len()),
        Refusal::CallsAreKept => "回访记录只能追加，不能替换。".to_owned(),
        Refusal::Agreement { faults } => format!("协议未发布，共 {} 处错误。", faults.len()),
        Refusal::SameFirstDay(clashes) => clashes.iter().map(super::terms::same_first_day).collect(),
        Refusal::AgreementInUse { dealer, period } => {
            format!("{dealer} 的 {period} 结算单已按此文本确认，请另定较晚的生效日发布新版。")
        }
        Refusal::AccountWaits { proposed_by } => {
            format!("{proposed_by} 提出的账户变更还在等待第二人审核，请先处理。")
        }
        Refusal::AccountUnchanged => "该账户已是经销商的现用账户。".to_owned(),
        Refusal::AccountDecided { decided_by } => format!("此变更已由 {decided_by} 处理。"),
        Refusal::ProposedByYourself => "此账户由您提出，须由他人审核。".to_owned(),
        Refusal::FirstPeriodFixed => "已有申报或已确认的结算单，首个结算月份不能再更改。".to_owned(),
        Refusal::SeedFixed => "本月的抽样种子已确定，不能更改。".to_owned(),
        Refusal::LotDrawn => "本批已抽样。".to_owned(),
        Refusal::HouseCheck(fault) => super::house_checks::fault(fault),
        Refusal::HouseCheckStands => "同一代码的检查正在生效。请先停用，或另取代码。".to_owned(),
        Refusal::HouseCheckEnded => "该检查已停用。".to_owned(),
        Refusal::TrialPeriods { last } => {
            format!("最多选择 {MONTHS_MAX} 个月，起始月不晚于截止月，且不晚于 {last}。")
        }
        Refusal::Upload(refusal) => super::uploads::refusal(*refusal),
        Refusal::Mail { state } => super::mail::refusal(*state).to_owned(),
    }
}

/// 状态码的含义。
pub fn title(status: u16) -> &'static str {
    match status {
        401 => "请先登录",
        403 => "无权操作",
        404 => "没有找到",
        409 => "当前状态不允许",
        410 => "已失效",
        412 => "内容已变更",
        413 => "文件太大",
        422 => "内容有误",
        428 => "请说明所见版本",
        429 => "请求过多",
        500.. => "系统故障",
        _ => "未接受",
    }
}

/// 请求内容不符。
pub fn invalid_body() -> &'static str {
    "请求内容不符合要求，各处错误见列表。"
}

/// 我方故障。
pub fn internal() -> &'static str {
    "系统出现故障，未作任何更改。请重试；如仍不行，请告知请求编号。"
}

/// 未登录。
pub fn unauthenticated() -> &'static str {
    "请先登录或提供 API 令牌；登录可能已过期。"
}

/// 外来请求。
pub fn forged() -> &'static str {
    "请求不是从本系统页面发出的。请刷新页面后重试，或附上会话的 X-CSRF-Token。"
}

/// A parameter of the address that is not understood.
pub const fn invalid_query() -> &'static str {
    "网址中有无法识别的参数。"
}

/// A parameter that a route does not have.
pub fn unknown_parameter(name: &str, known: &str) -> String {
    if known.is_empty() {
        return format!("参数 {name} 无法识别；此处不接受任何参数。");
    }
    format!("参数 {name} 无法识别；可用的参数：{known}。")
}

/// The service cannot work yet, or not now.
pub const fn not_ready() -> &'static str {
    "数据库无响应，或版本不符，请稍后再试。"
}

/// A decision that does not say which version it rests on.
pub const fn version_missing() -> &'static str {
    "作出决定须说明依据的版本：请先获取该项，并将其 ETag 作为 If-Match 一并发送。"
}

/// An Idempotency-Key that is none.
pub const fn key_unusable() -> &'static str {
    "Idempotency-Key 须为 1 至 200 个字母、数字或符号。"
}

/// An Idempotency-Key that stood for another request.
pub const fn key_reused() -> &'static str {
    "该 Idempotency-Key 已用于另一请求，请换一个。"
}

/// An Idempotency-Key whose first request is at work.
pub const fn key_at_work() -> &'static str {
    "使用该 Idempotency-Key 的首个请求仍在处理，请稍后再试。"
}
