//! The order of a list that can be sorted by several columns, and going on behind one of its rows.

use diesel::dsl::sql;
use diesel::expression::SqlLiteral;
use diesel::sql_types::{Bool, Text};

/// A column that a list is sorted by first.
#[derive(Clone, Copy, Debug)]
pub struct First {
    /// What SQL calls it.
    pub column: &'static str,
    /// Whether it is a whole number; else it is a text.
    pub is_number: bool,
}

impl First {
    /// A column of texts.
    pub const fn text(column: &'static str) -> Self {
        Self { column, is_number: false }
    }

    /// A column of whole numbers.
    pub const fn number(column: &'static str) -> Self {
        Self { column, is_number: true }
    }

    /// Whether a text can stand in the column.
    pub fn fits(self, value: &str) -> bool {
        !self.is_number || value.parse::<i64>().is_ok()
    }

    /// What stands before the first value that is bound, and what behind it.
    pub const fn around(self) -> (&'static str, &'static str) {
        if self.is_number { ("CAST(", " AS BIGINT), ") } else { ("", ", ") }
    }
}

/// `a DESC, b DESC` of `a, b`.
pub fn order_by(columns: &str, is_down: bool) -> SqlLiteral<Text> {
    let direction = if is_down { " DESC" } else { "" };
    let columns: Vec<String> = columns.split(", ").map(|column| format!("{column}{direction}")).collect();
    sql(&columns.join(", "))
}

/// `(a, b) > (`, behind which the values are bound.
pub fn behind(columns: &str, is_down: bool) -> SqlLiteral<Bool> {
    sql(&format!("({columns}) {} (", if is_down { "<" } else { ">" }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_with_something_else_in_the_place_of_a_number_does_not_fit() {
        let amount = First::number("months.payable_fen");
        assert!(amount.fits("-12") && !amount.fits("1.2") && !amount.fits(""));
        assert!(First::text("months.dealer").fits("D1"));
    }
}
