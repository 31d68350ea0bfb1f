//! Amounts, counts and days as people read them.

use super::Page;
use crate::calendar::{Day, Moment, Period};
use crate::clock::business_time;
use crate::money::Money;
use crate::texts::Lang;

impl Page {
    /// `¥12,345.60`; a minus stands before the sign.
    pub fn money(&self, amount: Money) -> String {
        let text = amount.to_string();
        let (sign, text) = text.strip_prefix('-').map_or(("", text.as_str()), |rest| ("−", rest));
        let (yuan, fen) = text.split_once('.').unwrap_or((text, "00"));
        format!("{sign}¥{}.{fen}", grouped(yuan))
    }

    /// `12,345`
    pub fn count(&self, count: impl std::fmt::Display) -> String {
        let text = count.to_string();
        let (sign, digits) = text.strip_prefix('-').map_or(("", text.as_str()), |rest| ("−", rest));
        format!("{sign}{}", grouped(digits))
    }

    /// `2026年3月5日`, `5 Mar 2026`
    pub fn day(&self, day: Day) -> String {
        match self.lang {
            Lang::ZhCn => day.format("%Y年%-m月%-d日").to_string(),
            Lang::En => day.format("%-d %b %Y").to_string(),
        }
    }

    /// A day that may not be there yet.
    pub fn day_if(&self, day: Option<Day>) -> String {
        day.map_or_else(|| "—".to_owned(), |day| self.day(day))
    }

    /// `2026年3月`, `Mar 2026`
    pub fn period(&self, period: Period) -> String {
        match self.lang {
            Lang::ZhCn => period.first_day().format("%Y年%-m月").to_string(),
            Lang::En => period.first_day().format("%b %Y").to_string(),
        }
    }

    /// An instant in the business time zone: `2026-03-05 14:07`
    pub fn moment(&self, moment: Moment) -> String {
        business_time(moment).format("%Y-%m-%d %H:%M").to_string()
    }

    /// How far off a day is, in words: overdue, today, in so many days.
    pub fn due(&self, day: Day) -> String {
        let days = day.signed_duration_since(self.today).num_days();
        match days {
            ..0 => self.t_n("due-over", -days),
            0 => self.t("due-today"),
            _ => self.t_n("due-in", days),
        }
    }
}

/// Digits in groups of three.
fn grouped(digits: &str) -> String {
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn amounts_and_counts_have_groups_of_three() {
        let page = Page::of(&TestRequest::default().to_http_request());
        for (fen, text) in
            [(0, "¥0.00"), (5, "¥0.05"), (99_999, "¥999.99"), (100_000, "¥1,000.00"), (-123_456_789, "−¥1,234,567.89")]
        {
            assert_eq!(page.money(Money::from_fen(fen)), text);
        }
        for (count, text) in [(0, "0"), (999, "999"), (1000, "1,000"), (-1_234_567, "−1,234,567")] {
            assert_eq!(page.count(count), text);
        }
    }
}
