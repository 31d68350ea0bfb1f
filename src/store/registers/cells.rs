//! The rows of each register as they are listed: under the columns of its sheet, so that a list can come back as a file.

use super::Kept;
use crate::agreement::registers::{
    Complaint, Dealer, GoodsReturn, Locale, Movement, Part, Product, Sale, Severity, StockMovement, TechnicianListing,
    Unit,
};
use crate::money::Money;

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Text, identifiers and days among it.
    Text(String),
    /// A whole number.
    Count(i64),
    /// An amount.
    Amount(Money),
}

impl Cell {
    fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }
}

/// A row that is listed.
pub trait Listed: Kept + Send + 'static {
    /// The columns of its sheet.
    const COLUMNS: &'static [&'static str];

    /// What stands in them.
    fn cells(&self) -> Vec<Cell>;

    /// The row without what is looked at elsewhere.
    #[must_use]
    fn shown(self) -> Self {
        self
    }
}

fn text(value: &impl ToString) -> Cell {
    Cell::text(value.to_string())
}

fn text_or_blank(value: Option<&impl ToString>) -> Cell {
    Cell::text(value.map(ToString::to_string).unwrap_or_default())
}

fn yes_no(value: bool) -> Cell {
    Cell::text(if value { "yes" } else { "no" })
}

fn count_or_blank(value: Option<u32>) -> Cell {
    value.map_or_else(|| Cell::text(""), |value| Cell::Count(value.into()))
}

impl Listed for Dealer {
    const COLUMNS: &'static [&'static str] = &["dealer_code", "name", "contact", "email", "phone", "region", "locale"];

    fn cells(&self) -> Vec<Cell> {
        let locale = self.locale.map(|locale| match locale {
            Locale::ZhCn => "zh-CN",
            Locale::En => "en",
        });
        vec![
            text(&self.code),
            text(&self.name),
            text_or_blank(self.contact.as_ref()),
            text_or_blank(self.email.as_ref()),
            text_or_blank(self.phone.as_ref()),
            text_or_blank(self.region.as_ref()),
            text_or_blank(locale.as_ref()),
        ]
    }

    /// Accounts are looked at where they are decided.
    fn shown(self) -> Self {
        Self { account_name: None, bank_name: None, bank_account: None, bank_code: None, ..self }
    }
}

impl Listed for Product {
    const COLUMNS: &'static [&'static str] = &["product_model", "product_line", "name", "warranty_months"];

    fn cells(&self) -> Vec<Cell> {
        let name = text_or_blank(self.name.as_ref());
        vec![text(&self.model), text(&self.line), name, count_or_blank(self.warranty_months)]
    }
}

impl Listed for Part {
    const COLUMNS: &'static [&'static str] =
        &["part_no", "name", "product_line", "unit_cost", "consigned", "max_per_repair"];

    fn cells(&self) -> Vec<Cell> {
        vec![
            text(&self.no),
            text(&self.name),
            text(&self.line),
            Cell::Amount(self.unit_cost),
            yes_no(self.consigned),
            count_or_blank(self.max_per_repair),
        ]
    }
}

impl Listed for Sale {
    const COLUMNS: &'static [&'static str] = &["dealer_code", "product_line", "period", "units", "settlement_amount"];

    fn cells(&self) -> Vec<Cell> {
        let (units, settlement) = (Cell::Count(self.units), Cell::Amount(self.settlement));
        vec![text(&self.dealer), text(&self.line), text(&self.period), units, settlement]
    }
}

impl Listed for Unit {
    const COLUMNS: &'static [&'static str] = &["serial_no", "product_model", "dealer_code", "sale_date"];

    fn cells(&self) -> Vec<Cell> {
        vec![text(&self.serial), text(&self.model), text(&self.dealer), text(&self.sold_on)]
    }
}

impl Listed for StockMovement {
    const COLUMNS: &'static [&'static str] = &["dealer_code", "part_no", "period", "movement", "qty", "reference"];

    fn cells(&self) -> Vec<Cell> {
        let movement = match self.movement {
            Movement::Consign => "consign",
            Movement::Replenish => "replenish",
            Movement::Purchase => "purchase",
            Movement::OldPartReceived => "old_part_received",
            Movement::Return => "return",
            Movement::Adjust => "adjust",
        };
        vec![
            text(&self.dealer),
            text(&self.part),
            text(&self.period),
            Cell::text(movement),
            Cell::Count(self.qty),
            text_or_blank(self.reference.as_ref()),
        ]
    }
}

impl Listed for GoodsReturn {
    const COLUMNS: &'static [&'static str] = &["dealer_code", "returned_on", "cost", "reference"];

    fn cells(&self) -> Vec<Cell> {
        let reference = text_or_blank(self.reference.as_ref());
        vec![text(&self.dealer), text(&self.returned_on), Cell::Amount(self.cost), reference]
    }
}

impl Listed for Complaint {
    const COLUMNS: &'static [&'static str] = &["dealer_code", "received_on", "severity", "upheld", "slip_no", "note"];

    fn cells(&self) -> Vec<Cell> {
        let severity = match self.severity {
            Severity::Minor => "minor",
            Severity::Serious => "serious",
            Severity::Major => "major",
        };
        vec![
            text(&self.dealer),
            text(&self.received_on),
            Cell::text(severity),
            yes_no(self.upheld),
            text_or_blank(self.slip.as_ref()),
            text_or_blank(self.note.as_ref()),
        ]
    }
}

impl Listed for TechnicianListing {
    const COLUMNS: &'static [&'static str] = &["dealer_code", "technician", "listed_on", "left_on"];

    fn cells(&self) -> Vec<Cell> {
        let left_on = text_or_blank(self.left_on.as_ref());
        vec![text(&self.dealer), text(&self.technician), text(&self.listed_on), left_on]
    }
}
