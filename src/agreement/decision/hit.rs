//! What a rule says when it hits: its code and the facts that made it hit.

use std::borrow::Cow;
use std::fmt;

use compact_str::CompactString;
use serde::{Deserialize, Serialize};

use crate::agreement::codes::{DealerCode, PartNo, ProductLine, ProductModel, SerialNo, Technician};
use crate::agreement::slip::{Area, Cause, ServiceClass};
use crate::calendar::{Day, Period};
use crate::money::Money;

/// The effects of rules, the lightest first (agreement 4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// Told, without effect on the payment.
    Note,
    /// Paid, but less than claimed.
    Adjusted,
    /// Waits for a person or a call.
    Held,
    /// The agreement does not pay it.
    Rejected,
    /// 无效: its evidence does not stand.
    Void,
    /// 弄虚作假
    Fabricated,
}

macro_rules! codes {
    ($($(#[$doc:meta])* $code:ident $name:literal $clause:literal)*) => {
        /// The codes of the rules, in the order of the table in agreement 4.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $($(#[$doc])* $code,)*
        }

        impl Code {
            /// Every code, in the order of the table.
            pub const ALL: &[Self] = &[$(Self::$code),*];

            /// The code as the exports write it.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$code => $name,)* }
            }

            /// The code that the exports write so.
            pub fn of(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|code| code.as_str() == name)
            }

            /// The clause of the agreement.
            pub const fn clause(self) -> &'static str {
                match self { $(Self::$code => $clause,)* }
            }
        }
    };
}

codes! {
    /// Something is blank without which a slip proves nothing.
    Incomplete "INCOMPLETE" "4.1"
    /// The customer did not sign.
    Unsigned "UNSIGNED" "4.2"
    /// The class is not C.
    NotUnderWarrantyService "NOT_UNDER_WARRANTY_SERVICE" "4.3"
    /// Repaired in another month.
    OutsidePeriod "OUTSIDE_PERIOD" "4.4"
    /// Filed for an earlier period.
    DuplicateSlip "DUPLICATE_SLIP" "4.5"
    /// Too many re-issued slips.
    TooManyReissues "TOO_MANY_REISSUES" "4.5"
    /// The model is not registered.
    UnknownModel "UNKNOWN_MODEL" "4.6"
    /// No agreement covers dealer and line.
    NoAgreement "NO_AGREEMENT" "4.7"
    /// The serial is not registered.
    UnregisteredSerial "UNREGISTERED_SERIAL" "4.8"
    /// The serial is another model's.
    ModelMismatch "MODEL_MISMATCH" "4.9"
    /// Another dealer sold the unit.
    SoldByAnotherDealer "SOLD_BY_ANOTHER_DEALER" "4.10"
    /// Reported outside the warranty.
    OutOfWarranty "OUT_OF_WARRANTY" "4.11"
    /// The slip gives another sale date.
    SaleDateDiffers "SALE_DATE_DIFFERS" "4.11"
    /// The customer's or nobody's fault.
    NotAProductFault "NOT_A_PRODUCT_FAULT" "4.12"
    /// The technician is not listed.
    UnregisteredTechnician "UNREGISTERED_TECHNICIAN" "4.13"
    /// A part is not registered.
    UnknownPart "UNKNOWN_PART" "4.14"
    /// A part of another line.
    PartNotForProduct "PART_NOT_FOR_PRODUCT" "4.14"
    /// The same repair again too soon.
    RepeatRepair "REPEAT_REPAIR" "4.15"
    /// More of a part than a repair takes.
    PartQtyAboveMaximum "PART_QTY_ABOVE_MAXIMUM" "4.16"
    /// More repairs than the units sold explain.
    RepairsExceedSales "REPAIRS_EXCEED_SALES" "4.17"
    /// More of a part than is on hand.
    PartExceedsStock "PART_EXCEEDS_STOCK" "4.18"
    /// Another dealer repaired it that day.
    SameDayElsewhere "SAME_DAY_ELSEWHERE" "4.19"
    /// Claimed above the tariff.
    FeeAboveTariff "FEE_ABOVE_TARIFF" "4.20"
    /// Too slow.
    LateService "LATE_SERVICE" "4.21"
    /// The call: no such repair.
    CallbackFabricated "CALLBACK_FABRICATED" "4.22"
    /// The call: the customer's account differs.
    CallbackMismatch "CALLBACK_MISMATCH" "4.23"
    /// The call: a wrong number.
    CallbackWrongNumber "CALLBACK_WRONG_NUMBER" "4.23"
    /// The call is still to come.
    CallbackPending "CALLBACK_PENDING" "4.24"
    /// The lot failed.
    LotRejected "LOT_REJECTED" "4.25"
    /// An administrator's own check; the hit carries its code.
    HouseCheck "HOUSE_CHECK" "4.32"
}

/// A rule that hit, with the facts that made it hit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the fields are the facts that the code's clause speaks of")]
pub enum Hit {
    Incomplete { blank: Vec<Cow<'static, str>> },
    Unsigned,
    NotUnderWarrantyService { class: ServiceClass },
    OutsidePeriod { repaired_on: Day },
    DuplicateSlip { filed_for: Period },
    TooManyReissues { place: u32, reissued_slips_max: u32 },
    UnknownModel { model: ProductModel },
    NoAgreement { line: ProductLine, repaired_on: Day },
    UnregisteredSerial { serial: SerialNo },
    ModelMismatch { registered: ProductModel },
    SoldByAnotherDealer { dealer: DealerCode, served: bool },
    OutOfWarranty { sold_on: Day, last_day: Day, reported_on: Day },
    SaleDateDiffers { registered: Day, on_slip: Day },
    NotAProductFault { cause: Cause },
    UnregisteredTechnician { technician: Technician },
    UnknownPart { part: PartNo },
    PartNotForProduct { part: PartNo, part_line: ProductLine },
    RepeatRepair { earlier_on: Day, repeat_repair_days: u32 },
    PartQtyAboveMaximum { part: PartNo, qty: i64, max_per_repair: u32 },
    RepairsExceedSales { repairs_max: i64, units: i64 },
    PartExceedsStock { part: PartNo, qty: i64, on_hand: i64 },
    SameDayElsewhere { dealer: DealerCode },
    FeeAboveTariff { claimed: Money, tariff: Money },
    LateService { area: Area, hours_max: u32, minutes: i64, served_on: Day },
    CallbackFabricated { called_on: Day },
    CallbackMismatch { called_on: Day },
    CallbackWrongNumber { called_on: Day },
    CallbackPending { drawn: bool },
    LotRejected { failed: u64, accept_number: u64 },
    HouseCheck(Box<HouseHit>),
}

/// What an administrator's own check says (agreement 4.32).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HouseHit {
    /// The check's own code.
    pub code: CompactString,
    /// Whether the slip waits for a person; else it is a note.
    pub held: bool,
    /// The check's message, in the words of the administrator.
    pub message: String,
}

impl Hit {
    /// The rule that hit.
    pub fn code(&self) -> Code {
        match self {
            Self::Incomplete { .. } => Code::Incomplete,
            Self::Unsigned => Code::Unsigned,
            Self::NotUnderWarrantyService { .. } => Code::NotUnderWarrantyService,
            Self::OutsidePeriod { .. } => Code::OutsidePeriod,
            Self::DuplicateSlip { .. } => Code::DuplicateSlip,
            Self::TooManyReissues { .. } => Code::TooManyReissues,
            Self::UnknownModel { .. } => Code::UnknownModel,
            Self::NoAgreement { .. } => Code::NoAgreement,
            Self::UnregisteredSerial { .. } => Code::UnregisteredSerial,
            Self::ModelMismatch { .. } => Code::ModelMismatch,
            Self::SoldByAnotherDealer { .. } => Code::SoldByAnotherDealer,
            Self::OutOfWarranty { .. } => Code::OutOfWarranty,
            Self::SaleDateDiffers { .. } => Code::SaleDateDiffers,
            Self::NotAProductFault { .. } => Code::NotAProductFault,
            Self::UnregisteredTechnician { .. } => Code::UnregisteredTechnician,
            Self::UnknownPart { .. } => Code::UnknownPart,
            Self::PartNotForProduct { .. } => Code::PartNotForProduct,
            Self::RepeatRepair { .. } => Code::RepeatRepair,
            Self::PartQtyAboveMaximum { .. } => Code::PartQtyAboveMaximum,
            Self::RepairsExceedSales { .. } => Code::RepairsExceedSales,
            Self::PartExceedsStock { .. } => Code::PartExceedsStock,
            Self::SameDayElsewhere { .. } => Code::SameDayElsewhere,
            Self::FeeAboveTariff { .. } => Code::FeeAboveTariff,
            Self::LateService { .. } => Code::LateService,
            Self::CallbackFabricated { .. } => Code::CallbackFabricated,
            Self::CallbackMismatch { .. } => Code::CallbackMismatch,
            Self::CallbackWrongNumber { .. } => Code::CallbackWrongNumber,
            Self::CallbackPending { .. } => Code::CallbackPending,
            Self::LotRejected { .. } => Code::LotRejected,
            Self::HouseCheck(_) => Code::HouseCheck,
        }
    }

    /// The code as the exports write it; a house check's own.
    pub fn name(&self) -> &str {
        match self {
            Self::HouseCheck(hit) => &hit.code,
            hit => hit.code().as_str(),
        }
    }

    /// The effect of the table's last column.
    pub fn effect(&self) -> Effect {
        match self {
            Self::Incomplete { .. }
            | Self::Unsigned
            | Self::CallbackMismatch { .. }
            | Self::CallbackWrongNumber { .. } => Effect::Void,
            Self::NotUnderWarrantyService { .. }
            | Self::OutsidePeriod { .. }
            | Self::DuplicateSlip { .. }
            | Self::TooManyReissues { .. }
            | Self::UnknownModel { .. }
            | Self::NoAgreement { .. }
            | Self::UnregisteredSerial { .. }
            | Self::ModelMismatch { .. }
            | Self::SoldByAnotherDealer { served: false, .. }
            | Self::OutOfWarranty { .. }
            | Self::NotAProductFault { .. }
            | Self::UnregisteredTechnician { .. }
            | Self::UnknownPart { .. }
            | Self::PartNotForProduct { .. }
            | Self::RepeatRepair { .. } => Effect::Rejected,
            Self::PartQtyAboveMaximum { .. }
            | Self::RepairsExceedSales { .. }
            | Self::PartExceedsStock { .. }
            | Self::SameDayElsewhere { .. }
            | Self::CallbackPending { .. }
            | Self::LotRejected { .. } => Effect::Held,
            Self::FeeAboveTariff { .. } => Effect::Adjusted,
            Self::CallbackFabricated { .. } => Effect::Fabricated,
            Self::HouseCheck(hit) if hit.held => Effect::Held,
            Self::SoldByAnotherDealer { served: true, .. }
            | Self::SaleDateDiffers { .. }
            | Self::LateService { .. }
            | Self::HouseCheck(_) => Effect::Note,
        }
    }
}

/// What became of a slip: the gravest effect among its hits (agreement 4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Paid as claimed.
    Accepted,
    /// Paid at the tariff.
    Adjusted,
    /// Waits for a person or a call.
    Held,
    /// The agreement does not pay it.
    Rejected,
    /// 无效
    Void,
    /// 弄虚作假
    Fabricated,
}

impl Verdict {
    /// Every verdict, the lightest first.
    pub const ALL: [Self; 6] =
        [Self::Accepted, Self::Adjusted, Self::Held, Self::Rejected, Self::Void, Self::Fabricated];

    /// What the agreement pays.
    pub const PAYABLE: [Self; 2] = [Self::Accepted, Self::Adjusted];

    /// What is decided and not paid.
    pub const UNPAID: [Self; 3] = [Self::Rejected, Self::Void, Self::Fabricated];

    /// The verdict of the gravest of some effects; accepted where there is none.
    pub fn of(effects: impl Iterator<Item = Effect>) -> Self {
        match effects.max() {
            None | Some(Effect::Note) => Self::Accepted,
            Some(Effect::Adjusted) => Self::Adjusted,
            Some(Effect::Held) => Self::Held,
            Some(Effect::Rejected) => Self::Rejected,
            Some(Effect::Void) => Self::Void,
            Some(Effect::Fabricated) => Self::Fabricated,
        }
    }

    /// Whether the slip is paid (agreement 4: accepted or adjusted).
    pub fn is_payable(self) -> bool {
        self <= Self::Adjusted
    }

    /// As the exports write it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Adjusted => "adjusted",
            Self::Held => "held",
            Self::Rejected => "rejected",
            Self::Void => "void",
            Self::Fabricated => "fabricated",
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
