//! The registers that claims are checked against (agreement 2), one plain struct a row.
//!
//! `sheets.md` says which columns may be blank; those are options here.

mod lookup;

pub use lookup::{DealerRecords, RegisteredUnit, Registers, Sold};

use serde::{Deserialize, Serialize};

use super::codes::{DealerCode, PartNo, ProductLine, ProductModel, Region, SerialNo, SlipNo, Technician};
use crate::calendar::{Day, Period};
use crate::money::Money;

/// A dealer (乙方) and the account that its repair fees are wired to (agreement 7.2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dealer {
    /// 经销商编码; the key.
    pub code: DealerCode,
    /// 名称
    pub name: String,
    /// 联系人
    pub contact: Option<String>,
    /// 邮箱
    pub email: Option<String>,
    /// 电话
    pub phone: Option<String>,
    /// 地区; warranty extensions name it.
    pub region: Option<Region>,
    /// 户名
    pub account_name: Option<String>,
    /// 开户行
    pub bank_name: Option<String>,
    /// 账号
    pub bank_account: Option<String>,
    /// 联行号
    pub bank_code: Option<String>,
    /// The language of what is sent to the dealer; the installation's where absent.
    pub locale: Option<Locale>,
}

/// The languages of `dealers.locale`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Locale {
    /// zh-CN
    ZhCn,
    /// en
    En,
}

/// A product model, in one product line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Product {
    /// 产品型号; the key.
    pub model: ProductModel,
    /// 产品线
    pub line: ProductLine,
    /// 名称
    pub name: Option<String>,
    /// 保修月数, where the model has a longer warranty than its line.
    pub warranty_months: Option<u32>,
}

/// A spare part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// 配件编号; the key.
    pub no: PartNo,
    /// 配件名称
    pub name: String,
    /// 产品线
    pub line: ProductLine,
    /// 成本价
    pub unit_cost: Money,
    /// 铺底: whether dealers hold it on consignment.
    pub consigned: bool,
    /// 单次最大用量; no limit where absent.
    pub max_per_repair: Option<u32>,
}

/// What one dealer sold of a product line in a month, net of returns; several rows add up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sale {
    /// 经销商编码
    pub dealer: DealerCode,
    /// 产品线
    pub line: ProductLine,
    /// 月份
    pub period: Period,
    /// 销量; negative where more came back than was sold.
    pub units: i64,
    /// 结算金额; negative likewise.
    pub settlement: Money,
}

/// A unit sold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unit {
    /// 机身编号; the key.
    pub serial: SerialNo,
    /// 产品型号
    pub model: ProductModel,
    /// 经销商编码: the selling dealer.
    pub dealer: DealerCode,
    /// 销售日期
    pub sold_on: Day,
}

/// A movement of a dealer's spare-part stock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StockMovement {
    /// 经销商编码
    pub dealer: DealerCode,
    /// 配件编号
    pub part: PartNo,
    /// 月份
    pub period: Period,
    /// 类型
    pub movement: Movement,
    /// 数量; only an adjustment may be negative.
    pub qty: i64,
    /// 单号
    pub reference: Option<String>,
}

/// What moved the stock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Movement {
    /// 铺底: consigned to the dealer.
    Consign,
    /// 补货: replenished.
    Replenish,
    /// 购买: bought by the dealer.
    Purchase,
    /// 旧件收回: an old part that came back; it moves no new part.
    OldPartReceived,
    /// 退回: returned to the manufacturer.
    Return,
    /// 调整: a correction after a stock count.
    Adjust,
}

/// Goods that came back, with the cost that the dealer bears (退货费用).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GoodsReturn {
    /// 经销商编码
    pub dealer: DealerCode,
    /// 退货日期
    pub returned_on: Day,
    /// 费用
    pub cost: Money,
    /// 单号
    pub reference: Option<String>,
}

/// A customer's complaint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Complaint {
    /// 经销商编码
    pub dealer: DealerCode,
    /// 投诉日期
    pub received_on: Day,
    /// 级别
    pub severity: Severity,
    /// 属实
    pub upheld: bool,
    /// 维修单号
    pub slip: Option<SlipNo>,
    /// 内容
    pub note: Option<String>,
}

/// How grave a complaint is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// 一般
    Minor,
    /// 较重
    Serious,
    /// 严重
    Major,
}

/// A technician on a dealer's list, from `listed_on` to `left_on`, both included.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TechnicianListing {
    /// 经销商编码; with the next two the key.
    pub dealer: DealerCode,
    /// 维修员
    pub technician: Technician,
    /// 登记日期
    pub listed_on: Day,
    /// 离任日期; still listed where absent.
    pub left_on: Option<Day>,
}

/// When a dealer's sheet came (a folder run only).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submission {
    /// 经销商编码; with the next two the key.
    pub dealer: DealerCode,
    /// 月份
    pub period: Period,
    /// 表
    pub sheet: FiledSheet,
    /// 收到日期
    pub received_on: Day,
}

/// The two sheets that a dealer files each month (agreement 3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FiledSheet {
    /// 维修单
    Slips,
    /// 质量信息反馈单
    Feedback,
}

/// One call to a customer (回访).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// 经销商编码
    pub dealer: DealerCode,
    /// 维修单号
    pub slip: SlipNo,
    /// 回访日期
    pub called_on: Day,
    /// 次数
    pub attempt: u32,
    /// 结果
    pub outcome: Outcome,
    /// 满意度, 1–5.
    pub satisfaction: Option<u8>,
    /// 备注
    pub note: Option<String>,
}

/// What came of a call (agreement 6.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// 属实
    Confirmed,
    /// 不符: the customer's account differs.
    Mismatch,
    /// 空号错号
    WrongNumber,
    /// 虚假: no such repair.
    Fabricated,
    /// 无人接听
    NoAnswer,
    /// 拒访
    Refused,
}

impl Outcome {
    /// Whether somebody answered (agreement 6.4).
    #[must_use]
    pub const fn is_answered(self) -> bool {
        match self {
            Self::Confirmed | Self::Mismatch | Self::WrongNumber | Self::Fabricated => true,
            Self::NoAnswer | Self::Refused => false,
        }
    }
}
