//! The words of papers: names of columns and facts, and sentences with facts in them.

use super::{Lang, en, zh_cn};
use crate::agreement::registers::{Outcome, Severity};
use crate::agreement::statement::{LineKind, State, Step};
use crate::calendar::{Day, Period};
use crate::money::Money;

macro_rules! labels {
    ($($label:ident $zh_cn:literal $en:literal)*) => {
        /// A name that a paper has for something.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[expect(missing_docs, reason = "the words say what each names")]
        pub enum Label { $($label),* }

        impl Label {
            /// Every label.
            pub const ALL: &[Self] = &[$(Self::$label),*];

            const fn words(self, lang: Lang) -> &'static str {
                match (self, lang) {
                    $((Self::$label, Lang::ZhCn) => $zh_cn, (Self::$label, Lang::En) => $en,)*
                }
            }
        }
    };
}

labels! {
    // Titles.
    StatementTitle "月维修费用结算单" "Monthly repair fee statement"
    PenaltyTitle "扣款及处罚通知书" "Notice of deductions and penalties"
    SheetName "正文" "Document"
    // What identifies a paper.
    Number "编号" "Number"
    Dealer "经销商" "Dealer"
    Period "结算月份" "Month"
    Agreement "适用协议" "Agreement"
    State "状态" "State"
    Revision "版次" "Revision"
    IssuedOn "出具日期" "Issued on"
    SlipsReceivedOn "维修单收齐日期" "Slips complete on"
    FeedbackReceivedOn "质量信息反馈单收到日期" "Feedback received on"
    Unit "币种及单位" "Currency and unit"
    Region "地区" "Region"
    // The statement.
    Summary "一、结算明细" "1. Statement lines"
    Line "行" "Line"
    Item "项目" "Item"
    Clause "条款" "Clause"
    Subject "对象" "Subject"
    Evidence "依据" "Made from"
    Amount "金额（元）" "Amount (CNY)"
    Total "合计" "Total"
    FeesPaid "本月支付维修费" "Fees paid this month"
    Net "本月净额" "Net"
    Payable "应付金额" "Payable"
    InCapitals "应付金额（大写）" "Payable in Chinese capitals"
    CarriedForward "结转下期待扣" "Balance carried forward"
    DueOn "付款到期日" "Payment due on"
    Account "收款账户" "Paid to"
    PaymentReference "付款附言" "Payment reference"
    // The allowance.
    Allowance "二、维修费额度" "2. Repair allowance"
    ProductLine "产品线" "Product line"
    Settlement "本月销售结算额" "Sales settlement"
    Rate "比例" "Rate"
    Accrued "本年累计计提" "Accrued this year"
    PaidBefore "此前已付" "Paid before"
    Available "本月可用" "Available"
    BroughtForward "上月结转" "Brought forward"
    Fees "本月费用" "Fees"
    Paid "本月支付" "Paid"
    Carried "结转下月" "Carried forward"
    Left "额度余额" "Left"
    // The slips.
    Slips "三、各行所依据的维修单" "3. Slips behind the lines"
    Slip "维修单号" "Slip"
    RepairedOn "维修日期" "Repaired on"
    Model "型号" "Model"
    Serial "机身编号" "Serial number"
    ServiceMode "服务方式" "Service"
    Claimed "申报（元）" "Claimed"
    ClaimValue "核定（元）" "Claim value"
    Remark "说明" "Remark"
    Verdict "结果" "Decision"
    Unpaid "四、未结算的维修单" "4. Slips that are not paid"
    Reason "原因" "Reason"
    // Parts.
    Stock "五、配件库存" "5. Spare parts"
    Part "配件编号" "Part"
    Name "名称" "Name"
    UnitCost "成本价（元）" "Unit cost"
    OnHand "现有" "On hand"
    Entitlement "应铺底" "Entitlement"
    Replenish "应补货" "To replenish"
    DaysOfCover "可用天数" "Days of cover"
    OldPartsOwed "欠旧件" "Old parts owed"
    Quantity "数量" "Quantity"
    // Other rows behind the lines.
    Returns "退货" "Goods returned"
    ReturnedOn "退货日期" "Returned on"
    Reference "单号" "Reference"
    Cost "费用（元）" "Cost"
    Complaints "属实的投诉" "Upheld complaints"
    ReceivedOn "投诉日期" "Received on"
    Severity "级别" "Severity"
    Corrections "对以前结算单的更正" "Corrections of earlier statements"
    CorrectedStatement "原结算单" "Statement"
    CorrectedLine "原行号" "Its line"
    // Callbacks.
    Callbacks "六、回访抽样" "6. Callback sample"
    LotSize "批量" "Lot size"
    SampleSize "样本量 n" "Sample size n"
    AcceptNumber "接收数 Ac" "Acceptance number Ac"
    Aql "接收质量限 AQL（%）" "AQL (%)"
    Failed "不合格数" "Failed"
    LotVerdict "批的结论" "Verdict"
    SeedSha256 "种子的 SHA-256" "SHA-256 of the seed"
    SeedPublishedOn "上述 SHA-256 公布日期" "Published on"
    Seed "种子" "Seed"
    DrawRank "抽样次序" "Rank"
    DrawKey "SHA-256 前 16 位" "First 16 of SHA-256"
    CallOutcome "回访结果" "Outcome"
    CalledOn "回访日期" "Called on"
    Satisfaction "满意度" "Mark"
    // Rights and steps.
    Disputes "七、异议与办理" "7. Disputes and steps"
    DisputeUntil "异议截止日" "To be disputed by"
    StepTaken "步骤" "Step"
    StepBy "办理人" "By"
    TakenOn "日期" "On"
    DealerSeal "经销商签章" "Dealer's seal"
    SealedOn "签收日期" "Received on"
    // The notice.
    Deductions "一、扣款及罚款" "1. Deductions and fines"
    ViolationsOfMonth "二、违约记录" "2. Recorded violations"
    ViolatedOn "日期" "On"
    Code "代码" "Code"
    Detail "事实" "Facts"
    NoticeDisputes "三、异议" "3. How to dispute"
    StatementNumber "所属结算单" "Statement"
    DeductionsTotal "扣款合计" "Deductions in total"
    DeductionsCapitals "扣款合计（大写）" "In Chinese capitals"
    // The year.
    YearTitle "年度维修费用结算单" "Year-end statement"
    Year "年度" "Year"
    MonthsBound "协议有效月数" "Months under agreement"
    YearMonths "一、各月结算" "1. The months"
    OtherLines "其他调整" "Other lines"
    PayableInYear "全年应付合计" "Payable in the year"
    YearAllowance "二、全年维修费额度" "2. The year's allowance"
    PaidInYear "本年已付" "Paid this year"
    Lapsed "年末作废" "Lapsed"
    LapsedLine "超额度部分年末作废" "Fees beyond the allowance lapse"
    Unused "未用返还（8.2）" "Returned (8.2)"
    Excess "超额收回（8.3）" "Taken back (8.3)"
    YearEnd "三、年终结算（协议 8.1—8.3）" "3. Year-end lines (agreement 8.1–8.3)"
    YearSheets "四、各月报送情况" "4. When the sheets came"
    SlipsDueOn "维修单应报日期" "Slips due on"
    FeedbackDueOn "反馈单应报日期" "Feedback due on"
    YearDisputes "五、异议" "5. How to dispute"
    // The award.
    AwardTitle "优秀售后服务单位评定表" "Evaluation for the service award"
    AwardVerdict "评定结果" "Result"
    AwardConditions "评定条件（协议 9.4）" "Conditions (agreement 9.4)"
    Condition "条件" "Condition"
    Measured "实际" "Measured"
    Required "要求" "Required"
    Met "是否达到" "Met"
    ComplaintRate "属实投诉数 ÷ 销售台数" "Upheld complaints ÷ units sold"
    Marks "有满意度评分的回访数" "Calls with a mark"
    SatisfactionRate "评分 4 分及以上 ÷ 有评分的回访" "Marks of 4 and 5 ÷ calls with a mark"
    FeedbackRate "按时反馈月数 ÷ 协议有效月数" "Months with feedback on time ÷ months"
    // The scorecard.
    ScorecardTitle "经销商服务评分卡" "Dealer scorecard"
    ScoreService "一、维修服务" "1. Repairs"
    ScoreConduct "二、报送与质量" "2. Filing and quality"
    ScoreYear "三、全年" "3. The year"
    SlipsFiled "申报" "Filed"
    SlipsPaid "结算" "Paid"
    SlipsHeld "待定" "Held"
    SlipsRefused "不结算" "Rejected"
    SlipsVoid "无效" "Void"
    SlipsFabricated "虚假" "Fabricated"
    SlipsLate "超时" "Late"
    OwnCallbacks "自行回访" "Own callbacks"
    SlipsOnTime "维修单按时" "Slips on time"
    FeedbackOnTime "反馈按时" "Feedback on time"
    ComplaintsUpheld "属实投诉" "Upheld complaints"
    ViolationCount "违约次数" "Violations"
    // Violations.
    RegisterTitle "违约登记簿" "Register of violations"
    RegisterRows "违约记录（协议 9.1）" "Recorded violations (agreement 9.1)"
    KnownOn "统计截至" "As of"
    TerminationTitle "终止协议审查名单" "Dealers up for a termination review"
    ReviewList "名单（协议 9.1）" "The list (agreement 9.1)"
    ViolationsMax "达到即审查" "Limit"
}

/// A sentence of a paper, with its facts.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "the fields are the facts of the sentence")]
pub enum Said<'a> {
    /// Across a draft.
    DraftMark,
    /// On top of a draft.
    Draft,
    PageOf {
        number: usize,
        count: usize,
    },
    MissingGlyphs {
        codes: &'a str,
    },
    /// Yuan, with two decimals.
    UnitOfMoney,
    AgreementOf {
        code: &'a str,
        effective_from: Day,
    },
    Month(Period),
    NoneYet,
    NotFiled,
    NoDueDay,
    /// What a line was made from.
    FromSlips {
        count: usize,
    },
    FromAllowance {
        period: Period,
        accrued: Money,
        paid_before: Money,
    },
    FromCarried {
        period: Period,
    },
    FromParts {
        qty: i64,
        unit_cost: Money,
    },
    FromReturns {
        count: usize,
    },
    FromComplaint {
        received_on: Day,
    },
    FromOwnCallbacks {
        called: u64,
        filed: u64,
        quota: &'a str,
    },
    FromFeedback {
        rate: &'a str,
        months: u32,
    },
    FromCorrected {
        period: Period,
        line: u32,
        reason: &'a str,
        pays_again: bool,
    },
    FromStatementBefore,
    /// Above the slips of a line.
    SlipsOfLine {
        line: u32,
        kind: LineKind,
        subject: &'a str,
        count: usize,
    },
    Multiplied {
        claim_value: Money,
        multiplier: u32,
    },
    InShop,
    DoorToDoor,
    /// How payment goes (7.2).
    HowPaid,
    NotCapped,
    NoSlipsBehind,
    AllPaid,
    NoStock,
    NoDraw,
    LotAccepted,
    LotRejected,
    SeedWithheld,
    HowDrawn,
    Unreachable,
    ToBeCalled,
    DisputeBy {
        until: Day,
        months: u32,
    },
    DisputeAfterIssue {
        months: u32,
    },
    NoticeOf {
        period: Period,
    },
    AccountOf {
        name: &'a str,
        bank: &'a str,
        number: &'a str,
    },
    /// On top of a year's paper.
    YearDraft,
    HowYearAddsUp,
    YearNotOver,
    NothingSettled,
    FeedbackNotOnTime,
    AwardDue,
    AwardNotDue,
    AwardPublicity,
    Ratio {
        part: u64,
        whole: u64,
    },
    Plain {
        count: u64,
    },
    Met,
    NotMet,
    Yes,
    No,
    ScoreOfYear {
        units: i64,
        marks: u64,
        satisfied: u64,
    },
    NoViolations,
    NobodyUnderReview,
    HowReviewed,
}

/// A share in per cent with two decimals, rounded down: what is below a limit never reads as if it reached it.
pub(super) fn percent(part: u64, whole: u64) -> String {
    let hundredths = u128::from(part) * 10_000 / u128::from(whole.max(1));
    format!("{}.{:02}%", hundredths / 100, hundredths % 100)
}

impl Lang {
    /// As HTML and BCP 47 name the language.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::ZhCn => "zh-CN",
            Self::En => "en",
        }
    }

    /// What a paper calls something.
    pub const fn label(self, label: Label) -> &'static str {
        label.words(self)
    }

    /// A sentence of a paper.
    pub fn say(self, said: &Said) -> String {
        match self {
            Self::ZhCn => zh_cn::reports::say(said),
            Self::En => en::reports::say(said),
        }
    }

    /// Where a statement stands.
    pub fn state(self, state: State) -> &'static str {
        match self {
            Self::ZhCn => zh_cn::reports::state(state),
            Self::En => en::reports::state(state),
        }
    }

    /// A step, and whose office it is.
    pub fn step(self, step: Step) -> (&'static str, &'static str) {
        match self {
            Self::ZhCn => zh_cn::reports::step(step),
            Self::En => en::reports::step(step),
        }
    }

    /// What came of a call.
    pub fn outcome(self, outcome: Outcome) -> &'static str {
        match self {
            Self::ZhCn => zh_cn::reports::outcome(outcome),
            Self::En => en::reports::outcome(outcome),
        }
    }

    /// How grave a complaint is.
    pub fn severity(self, severity: Severity) -> &'static str {
        match self {
            Self::ZhCn => zh_cn::reports::severity(severity),
            Self::En => en::reports::severity(severity),
        }
    }
}
