//! The registers by name, and how a row of each is kept: whose it is, its key, its body.

use std::borrow::Cow;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::TABLE;
use crate::agreement::registers::{
    Complaint, Dealer, GoodsReturn, Part, Product, Registers, Sale, StockMovement, TechnicianListing, Unit,
};
use crate::store::{Error, of_json};

/// The registers that the manufacturer keeps.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Register {
    /// 经销商
    Dealers,
    /// 产品
    Products,
    /// 配件
    Parts,
    /// 销售
    Sales,
    /// 机身
    Units,
    /// 库存变动
    Stock,
    /// 退货
    GoodsReturns,
    /// 投诉
    Complaints,
    /// 维修员
    Technicians,
    /// 回访; its rows become calls.
    Callbacks,
}

impl Register {
    /// Every register, those first that others name.
    pub const ALL: [Self; 10] = [
        Self::Dealers,
        Self::Products,
        Self::Parts,
        Self::Units,
        Self::Technicians,
        Self::Sales,
        Self::Stock,
        Self::GoodsReturns,
        Self::Complaints,
        Self::Callbacks,
    ];

    /// As tables, addresses and files name it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Dealers => "dealers",
            Self::Products => "products",
            Self::Parts => "parts",
            Self::Sales => "sales",
            Self::Units => "units",
            Self::Stock => "stock",
            Self::GoodsReturns => "goods_returns",
            Self::Complaints => "complaints",
            Self::Technicians => "technicians",
            Self::Callbacks => "callbacks",
        }
    }

    /// The register of a name.
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|register| register.as_str() == name)
    }

    /// Whether its rows have keys; the other registers take every row (agreement 2).
    pub const fn has_key(self) -> bool {
        matches!(self, Self::Dealers | Self::Products | Self::Parts | Self::Units | Self::Technicians)
    }

    /// Whether a row says something of one dealer alone; what the others say concerns every dealer.
    pub const fn is_by_dealer(self) -> bool {
        !matches!(self, Self::Products | Self::Parts | Self::Units)
    }
}

/// A row of a register as it is kept.
pub trait Kept: Serialize + DeserializeOwned {
    /// Its register.
    const REGISTER: Register;

    /// The dealer that the row is about; empty in registers that are not by dealer.
    fn dealer(&self) -> &str;

    /// The row's key beside the dealer; none in registers that have none and take every row.
    fn key(&self) -> Option<Cow<'_, str>>;

    /// Adds the row to those that the rules look into.
    fn add_to(self, registers: &mut Registers);
}

macro_rules! kept {
    ($($row:ident in $register:ident: $dealer:expr, $key:expr, $add:ident;)*) => {$(
        impl Kept for $row {
            const REGISTER: Register = Register::$register;

            fn dealer(&self) -> &str {
                let dealer: fn(&Self) -> &str = $dealer;
                dealer(self)
            }

            fn key(&self) -> Option<Cow<'_, str>> {
                let key: fn(&Self) -> Option<Cow<'_, str>> = $key;
                key(self)
            }

            fn add_to(self, registers: &mut Registers) {
                // The table holds no second standing row for a key.
                let _ = registers.$add(self);
            }
        }
    )*

        /// Adds a stored row to those that the rules look into; calls are not among them.
        pub fn add(registers: &mut Registers, register: Register, body: &str) -> Result<(), Error> {
            match register {
                $(Register::$register => of_json::<$row>(TABLE, body)?.add_to(registers),)*
                Register::Callbacks => {}
            }
            Ok(())
        }
    };
}

kept! {
    Dealer in Dealers: |row| row.code.as_str(), |row| Some(row.code.as_str().into()), add_dealer;
    Product in Products: |_| "", |row| Some(row.model.as_str().into()), add_product;
    Part in Parts: |_| "", |row| Some(row.no.as_str().into()), add_part;
    Unit in Units: |_| "", |row| Some(row.serial.as_str().into()), add_unit;
    Sale in Sales: |row| row.dealer.as_str(), |_| None, add_sale;
    StockMovement in Stock: |row| row.dealer.as_str(), |_| None, add_stock;
    GoodsReturn in GoodsReturns: |row| row.dealer.as_str(), |_| None, add_goods_return;
    Complaint in Complaints: |row| row.dealer.as_str(), |_| None, add_complaint;
    TechnicianListing in Technicians: |row| row.dealer.as_str(),
        |row| Some(format!("{} {}", row.listed_on, row.technician).into()), add_technician;
}
