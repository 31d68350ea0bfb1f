//! What is wrong with what a request brought: its body or form, field by field, or its parameters.

use super::{Lang, en, zh_cn};

/// What is wrong with a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BodyFault {
    /// Which, with those around it: `payer.name`, `dealers.3`; empty for the body as a whole.
    pub field: String,
    /// What.
    pub wrong: Wrong,
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// The body did not come whole, or is no form.
    NotReceived,
    /// The body is no JSON, from this place on.
    NotJson {
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
    },
    /// It must be there.
    Missing,
    /// It is not known here; these are.
    Unknown(Vec<String>),
    /// It stands there twice.
    Twice,
    /// It holds something else than it takes.
    Takes(Takes),
    /// It holds what it cannot, of a kind of its own.
    Unreadable,
    /// It cannot stand beside another one.
    Beside(&'static str),
}

/// What a field takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Takes {
    /// Text.
    Text,
    /// Yes or no.
    Flag,
    /// A whole number.
    WholeNumber,
    /// A list.
    List,
    /// Fields of its own.
    Object,
    /// One of these words.
    OneOf(Vec<String>),
    /// Text of so many letters.
    Letters(Range),
    /// Text of so many bytes at most.
    Bytes(usize),
    /// A list of so many entries.
    Entries(Range),
    /// A number that lies here.
    Numbers(Range),
    /// A month.
    Month,
    /// A day.
    Day,
    /// An amount.
    Amount,
    /// Text without blanks around it and without control characters.
    Plain,
    /// Letters and digits alone.
    LettersAndDigits,
    /// The 12 digits of a bank (联行号), or nothing.
    BankCode,
    /// A country in two letters, or nothing.
    Country,
}

/// From the one through the other, where they are there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    /// The least.
    pub min: Option<i64>,
    /// The most.
    pub max: Option<i64>,
}

impl BodyFault {
    /// What is wrong with a field.
    pub fn new(field: impl Into<String>, wrong: Wrong) -> Self {
        Self { field: field.into(), wrong }
    }
}

impl Lang {
    /// What is wrong with what a request brought, and what was expected.
    #[must_use]
    pub fn body_fault(self, fault: &BodyFault) -> String {
        match self {
            Self::ZhCn => zh_cn::bodies::fault(fault),
            Self::En => en::bodies::fault(fault),
        }
    }
}
