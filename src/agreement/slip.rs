//! A repair slip (维修单) as a dealer files it (agreement 3.1, 3.6; `sheets.md`, "What dealers file").
//!
//! Every column may be blank but the number; what a blank means is said by the methods, after the rows of a slip were
//! merged, so that a blank never disagrees with a value (agreement 3.1).

use compact_str::CompactString;
use serde::{Deserialize, Serialize};

use super::codes::{FaultCode, PartNo, ProductModel, SerialNo, SlipNo, Technician};
use crate::calendar::{Day, Moment};
use crate::money::Money;

/// A slip, or one row of it, which is a slip with at most one part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slip {
    /// 维修单号; one number, one slip.
    pub no: SlipNo,
    /// 服务类别
    pub service_class: Option<ServiceClass>,
    /// 产品型号
    pub model: Option<ProductModel>,
    /// 机身编号
    pub serial: Option<SerialNo>,
    /// 销售日期, by the dealer's word.
    pub sold_on: Option<Day>,
    /// 用户姓名
    pub customer_name: Option<CompactString>,
    /// 联系电话
    pub customer_phone: Option<CompactString>,
    /// 地址
    pub customer_address: Option<Box<str>>,
    /// 区域
    pub area: Option<Area>,
    /// 报修时间
    pub reported_at: Option<Moment>,
    /// 到达时间
    pub arrived_at: Option<Moment>,
    /// 维修日期
    pub repaired_on: Option<Day>,
    /// 完工时间
    pub completed_at: Option<Moment>,
    /// 故障代码
    pub fault: Option<FaultCode>,
    /// 故障现象
    pub fault_description: Option<Box<str>>,
    /// 故障原因
    pub cause: Option<Cause>,
    /// 维修内容
    pub work_done: Option<Box<str>>,
    /// 服务方式
    pub service_mode: Option<ServiceMode>,
    /// 申报费用
    pub claimed_fee: Option<Money>,
    /// 维修员
    pub technician: Option<Technician>,
    /// 用户签字
    pub customer_signed: Option<bool>,
    /// 回访日期: the dealer's own callback.
    pub dealer_callback_on: Option<Day>,
    /// 补单: re-issued for a lost slip.
    pub reissued: Option<bool>,
    /// The rows' part_no, part_qty and old_parts_returned, in the order of the rows.
    pub parts: Vec<PartUse>,
}

/// What one row says of parts: none of it where all three columns are blank.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartUse {
    /// 配件编号
    pub part: Option<PartNo>,
    /// 数量; at least 1, 1 where a part is named without it, ignored without a part.
    pub qty: Option<u32>,
    /// 旧件返还数: the dealer's word, only shown (agreement 5.3).
    pub old_parts_returned: Option<i64>,
}

/// 服务类别 (agreement 3.6)
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ServiceClass {
    /// Paid by the customer.
    A,
    /// Service contract.
    B,
    /// Free under warranty: the only class that is claimed.
    C,
    /// Internal.
    D,
}

/// 区域: which of the two response times counts (agreement 4.21).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Area {
    /// 市区
    City,
    /// 郊县
    County,
}

/// 故障原因 (agreement 4.12)
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// 产品质量
    ProductDefect,
    /// 人为损坏
    UserDamage,
    /// 不可抗力
    ForceMajeure,
    /// 安装问题
    Installation,
}

/// 服务方式 (agreement 4.30)
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ServiceMode {
    /// 店内
    InShop,
    /// 上门
    DoorToDoor,
}

impl ServiceClass {
    /// The word of the sheet's column.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
            Self::C => "C",
            Self::D => "D",
        }
    }
}

impl Area {
    /// The word of the sheet's column.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::City => "city",
            Self::County => "county",
        }
    }
}

impl Cause {
    /// The word of the sheet's column.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ProductDefect => "product_defect",
            Self::UserDamage => "user_damage",
            Self::ForceMajeure => "force_majeure",
            Self::Installation => "installation",
        }
    }
}

impl ServiceMode {
    /// The word of the sheet's column.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::InShop => "in_shop",
            Self::DoorToDoor => "door_to_door",
        }
    }
}

impl Slip {
    /// A slip of which only the number is given.
    #[must_use]
    pub fn blank(no: SlipNo) -> Self {
        Self {
            no,
            service_class: None,
            model: None,
            serial: None,
            sold_on: None,
            customer_name: None,
            customer_phone: None,
            customer_address: None,
            area: None,
            reported_at: None,
            arrived_at: None,
            repaired_on: None,
            completed_at: None,
            fault: None,
            fault_description: None,
            cause: None,
            work_done: None,
            service_mode: None,
            claimed_fee: None,
            technician: None,
            customer_signed: None,
            dealer_callback_on: None,
            reissued: None,
            parts: Vec::new(),
        }
    }

    /// The service class; C where blank.
    #[must_use]
    pub fn service_class(&self) -> ServiceClass {
        self.service_class.unwrap_or(ServiceClass::C)
    }

    /// The area; the city where blank.
    #[must_use]
    pub fn area(&self) -> Area {
        self.area.unwrap_or(Area::City)
    }

    /// The cause; a product defect where blank.
    #[must_use]
    pub fn cause(&self) -> Cause {
        self.cause.unwrap_or(Cause::ProductDefect)
    }

    /// Where the service took place; in the shop where blank.
    #[must_use]
    pub fn service_mode(&self) -> ServiceMode {
        self.service_mode.unwrap_or(ServiceMode::InShop)
    }

    /// Whether the customer signed; no where blank.
    #[must_use]
    pub fn is_signed(&self) -> bool {
        self.customer_signed.unwrap_or(false)
    }

    /// Whether the slip was issued again for a lost one; no where blank.
    #[must_use]
    pub fn is_reissued(&self) -> bool {
        self.reissued.unwrap_or(false)
    }

    /// The parts used with their quantities, a part's rows added up, in the order of the parts' numbers.
    #[must_use]
    pub fn parts_used(&self) -> Vec<(&PartNo, i64)> {
        let rows = self.parts.iter().filter_map(|row| Some((row.part.as_ref()?, row.qty.unwrap_or(1).into())));
        let mut used: Vec<(&PartNo, i64)> = rows.collect();
        used.sort_unstable();
        used.dedup_by(|row, sum| {
            let same_part = row.0 == sum.0;
            sum.1 += if same_part { row.1 } else { 0 };
            same_part
        });
        used
    }
}

/// A line of the quality-feedback sheet (质量信息反馈单, agreement 3.2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Feedback {
    /// 产品型号
    pub model: Option<ProductModel>,
    /// 故障代码
    pub fault: Option<FaultCode>,
    /// 故障现象
    pub fault_description: Option<String>,
    /// 数量
    pub occurrences: Option<i64>,
    /// 配件编号
    pub part: Option<PartNo>,
    /// 严重程度
    pub severity: Option<FaultSeverity>,
    /// 原因分析
    pub suspected_cause: Option<String>,
    /// 改进建议
    pub suggestion: Option<String>,
}

/// 严重程度
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FaultSeverity {
    /// 安全
    Safety,
    /// 功能
    Function,
    /// 外观
    Appearance,
}
