//! `bank_results`: what the bank made of the payments of a batch.

use super::{CellKind, Choice, Column, Layout};
use crate::calendar::Day;
use crate::money::Money;
use crate::sheets::{Record, Row, SheetKind};

const RESULTS: [Choice; 3] = [("paid", "成功"), ("refused", "退回"), ("pending", "处理中")];

pub const LAYOUT: Layout = Layout::of(&COLUMNS);

const COLUMNS: [Column; 5] = [
    Column::required("reference", "付款编号", CellKind::Text),
    Column::required("result", "结果", CellKind::Choice(&RESULTS)),
    Column::required("amount", "金额", CellKind::Money { negative: false }),
    Column::optional("paid_on", "日期", CellKind::Day),
    Column::optional("reason", "原因", CellKind::Text),
];

/// What the bank made of a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BankWord {
    /// The money went out.
    Paid,
    /// It came back.
    Refused,
    /// It is not booked yet.
    Pending,
}

/// The bank's answer to a payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BankResult {
    /// The payment's.
    pub reference: String,
    /// What the bank made of it.
    pub word: BankWord,
    /// How much.
    pub amount: Money,
    /// When.
    pub paid_on: Option<Day>,
    /// Why not.
    pub reason: Option<String>,
}

impl Record for BankResult {
    const SHEET: SheetKind = SheetKind::BankResults;

    fn of(row: &mut Row<'_>) -> Option<Self> {
        Some(Self {
            reference: row.string()?,
            word: row.choice(&[BankWord::Paid, BankWord::Refused, BankWord::Pending])?,
            amount: row.money()?,
            paid_on: row.day(),
            reason: row.string(),
        })
    }
}
