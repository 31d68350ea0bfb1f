use proptest::prelude::*;

use super::*;
use crate::calendar::{Day, Moment};

const MONEY: CellKind = CellKind::Money { negative: true };
const COUNT: CellKind = CellKind::Integer { min: 0, max: 100 };
const AREA: CellKind = CellKind::Choice(&[("city", "市区"), ("county", "郊县")]);

/// What a cell reads as, in words: the value, or `!` and the problem.
fn read(kind: &CellKind, raw: RawValue<'_>, counts_from_1904: bool) -> String {
    let mut converter = Converter::new(counts_from_1904);
    match converter.convert(kind, raw) {
        Ok(Value::Blank) => "blank".to_owned(),
        Ok(Value::Text(text)) => text.to_owned(),
        Ok(Value::Day(day)) => day.to_string(),
        Ok(Value::Moment(moment)) => moment.to_string(),
        Ok(Value::Period(period)) => period.to_string(),
        Ok(Value::Money(money)) => money.to_string(),
        Ok(Value::Integer(number)) => number.to_string(),
        Ok(Value::YesNo(yes)) => yes.to_string(),
        Ok(Value::Choice(place)) => format!("choice {place}"),
        Err(problem) => format!("!{problem:?}").split(' ').next().unwrap_or_default().to_owned(),
    }
}

#[track_caller]
fn text(kind: &CellKind, cases: &[(&str, &str)]) {
    for (cell, expected) in cases {
        assert_eq!(read(kind, RawValue::Text(cell), false), *expected, "{cell:?}");
    }
}

#[track_caller]
fn number(kind: &CellKind, cases: &[(&str, &str)]) {
    for (stored, expected) in cases {
        let raw = |text| RawValue::Number { value: stored.parse().unwrap(), is_date: false, text };
        assert_eq!(read(kind, raw(stored), false), *expected, "{stored}");
        assert_eq!(read(kind, raw(""), false), *expected, "{stored}, its digits not stored");
    }
}

#[track_caller]
fn date(kind: &CellKind, counts_from_1904: bool, cases: &[(f64, &str)]) {
    for (value, expected) in cases {
        let raw = RawValue::Number { value: *value, is_date: true, text: "" };
        assert_eq!(read(kind, raw, counts_from_1904), *expected, "{value}");
    }
}

#[test]
fn texts_are_trimmed_and_normalised() {
    text(
        &CellKind::Text,
        &[
            ("  a b  ", "a b"),
            ("ＷＨ－６０", "WH-60"),
            ("\u{3000}张三\u{a0}", "张三"),
            ("001", "001"),
            ("e\u{301}", "é"),
            ("", "blank"),
            (" - ", "blank"),
            ("—", "blank"),
            ("/", "blank"),
            ("／", "blank"),
            ("－", "blank"),
            ("--", "--"),
            ("N/A", "N/A"),
            ("#N/A", "!ErrorValue"),
            ("＃REF！", "!ErrorValue"),
            ("#1", "#1"),
            ("6.90E+12", "!ExponentForm"),
            ("6.90123E+12", "!ExponentForm"),
            ("7e+15", "!ExponentForm"),
            ("6.90E12", "6.90E12"),
            ("E+12", "E+12"),
            ("12.5E+12", "12.5E+12"),
            ("DE+12", "DE+12"),
        ],
    );
}

#[test]
fn numbers_in_text_columns_keep_their_digits() {
    number(
        &CellKind::Text,
        &[
            ("6901234567890", "6901234567890"),
            ("6.90123456789E+12", "6901234567890"),
            ("999999999999999", "999999999999999"),
            ("1234567890123456", "!DigitsLost"),
            ("1e20", "!DigitsLost"),
            ("1e300", "!DigitsLost"),
            ("-7", "-7"),
            ("0", "0"),
            ("-0", "0"),
            ("1.50", "1.5"),
            ("0.30000000000000004", "0.3"),
            ("0.1", "0.1"),
            ("1e-7", "0.0000001"),
            ("100", "100"),
        ],
    );
    let date = RawValue::Number { value: 46300.0, is_date: true, text: "46300" };
    assert_eq!(read(&CellKind::Text, date, false), "!DateNotText");
    assert_eq!(read(&CellKind::Text, RawValue::IsoDate("2026-10-05"), false), "!DateNotText");
    assert_eq!(read(&CellKind::Text, RawValue::Boolean(true), false), "!BooleanNotText");
    assert_eq!(read(&CellKind::Text, RawValue::Error("#N/A"), false), "!ErrorValue");
    assert_eq!(read(&CellKind::Text, RawValue::FormulaWithoutValue, false), "!FormulaWithoutValue");
}

#[test]
fn days_are_read_in_every_written_form() {
    text(
        &CellKind::Day,
        &[
            ("2026-10-05", "2026-10-05"),
            ("2026-1-5", "2026-01-05"),
            ("2026/10/5", "2026-10-05"),
            ("2026/1/5", "2026-01-05"),
            ("2026.10.5", "2026-10-05"),
            ("2026年10月5日", "2026-10-05"),
            ("20261005", "2026-10-05"),
            ("２０２６－１０－０５", "2026-10-05"),
            ("2026-10-05 14:30", "2026-10-05"),
            ("2026-10-05T14:30:00", "!NotADay"),
            ("2026年10月5日 14:30", "2026-10-05"),
            ("2026-10/05", "!NotADay"),
            ("26-10-05", "!NotADay"),
            ("2026-13-05", "!NotADay"),
            ("2026-02-29", "!NotADay"),
            ("2026-10", "!NotADay"),
            ("10/05/2026", "!NotADay"),
            ("2026-10-05x", "!NotADay"),
            ("2026年10月5", "!NotADay"),
            ("1899-12-31", "!NotADay"),
            ("9999-01-01", "!NotADay"),
            ("46300", "!NotADay"),
            ("2026-10-05 24:00", "!NotADay"),
            ("2026-+1-05", "!NotADay"),
        ],
    );
    text(
        &CellKind::Moment,
        &[
            ("2026-10-05", "2026-10-05 00:00:00"),
            ("2026/10/5 9:05", "2026-10-05 09:05:00"),
            ("2026-10-05 23:59:59", "2026-10-05 23:59:59"),
            ("2026-10-05  14:30", "2026-10-05 14:30:00"),
            ("2026-10-05 24:00", "!NotAMoment"),
            ("2026-10-05 14:60", "!NotAMoment"),
            ("2026-10-05 14", "!NotAMoment"),
            ("2026-10-05 14:30 PM", "!NotAMoment"),
        ],
    );
}

#[test]
fn day_numbers_are_read_in_both_systems() {
    date(
        &CellKind::Moment,
        false,
        &[
            (46_300.0, "2026-10-05 00:00:00"),
            (46_300.604_166_666_66, "2026-10-05 14:30:00"),
            (46_300.999_999, "2026-10-06 00:00:00"),
            (1.0, "1900-01-01 00:00:00"),
            (59.0, "1900-02-28 00:00:00"),
            (60.0, "!NotAMoment"),
            (61.0, "1900-03-01 00:00:00"),
            (0.5, "!NotAMoment"),
            (-1.0, "!NotAMoment"),
            (2_958_465.0, "!NotAMoment"),
            (1e300, "!NotAMoment"),
        ],
    );
    date(&CellKind::Day, false, &[(46_300.75, "2026-10-05"), (2_958_099.0, "9998-12-30")]);
    date(&CellKind::Day, true, &[(0.0, "1904-01-01"), (44_838.0, "2026-10-05"), (60.0, "1904-03-01")]);
    date(&CellKind::Period, false, &[(46_300.0, "2026-10")]);
    for (stored, expected) in [
        ("46300.604166666664", "2026-10-05 14:30:00"),
        ("4.63E4", "2026-10-05 00:00:00"),
        ("4.6300604166666664E4", "2026-10-05 14:30:00"),
    ] {
        let raw = RawValue::Number { value: stored.parse().unwrap(), is_date: true, text: stored };
        assert_eq!(read(&CellKind::Moment, raw, false), expected, "{stored}");
    }
    number(&CellKind::Day, &[("46300", "!BareNumber"), ("20261005", "2026-10-05"), ("20261305", "!BareNumber")]);
    for (stored, expected) in [
        ("2026-10-05", "2026-10-05 00:00:00"),
        ("2026-10-05T14:30:00", "2026-10-05 14:30:00"),
        ("2026-10-05T14:30:00.7", "2026-10-05 14:30:01"),
        ("2026-10-05T25:00:00", "!NotAMoment"),
        ("yesterday", "!NotAMoment"),
    ] {
        assert_eq!(read(&CellKind::Moment, RawValue::IsoDate(stored), false), expected, "{stored}");
    }
}

#[test]
fn periods_are_months() {
    text(
        &CellKind::Period,
        &[
            ("2026-10", "2026-10"),
            ("2026年10月", "2026-10"),
            ("2026年1月", "2026-01"),
            ("2026/10", "!NotAPeriod"),
            ("202610", "!NotAPeriod"),
            ("2026-10-05", "!NotAPeriod"),
            ("2026年13月", "!NotAPeriod"),
        ],
    );
    number(&CellKind::Period, &[("202610", "!NotAPeriod")]);
}

#[test]
fn amounts_are_read_to_the_fen() {
    text(
        &MONEY,
        &[
            ("12.5", "12.50"),
            ("¥1,234.50", "1234.50"),
            ("￥ 12", "12.00"),
            ("1，234元", "1234.00"),
            ("-¥12", "-12.00"),
            ("¥-12", "-12.00"),
            ("1,234,567.89", "1234567.89"),
            ("1,23", "!NotMoney"),
            ("1234,567", "!NotMoney"),
            ("1,,234", "!NotMoney"),
            ("12.345", "!TooManyDecimals"),
            ("1e3", "!NotMoney"),
            ("--12", "!NotMoney"),
            ("-¥-12", "!NotMoney"),
            ("十元", "!NotMoney"),
            ("元", "!NotMoney"),
            ("10000000000.01", "!AmountTooLarge"),
        ],
    );
    number(
        &MONEY,
        &[
            ("12.5", "12.50"),
            ("0.30000000000000004", "0.30"),
            ("12.345", "!TooManyDecimals"),
            ("1e11", "!AmountTooLarge"),
            ("1e300", "!AmountTooLarge"),
            ("-12", "-12.00"),
        ],
    );
    assert_eq!(read(&CellKind::Money { negative: false }, RawValue::Text("-1"), false), "!Negative");
    assert_eq!(read(&MONEY, RawValue::Boolean(true), false), "!NotMoney");
}

#[test]
fn whole_numbers_yes_or_no_and_choices() {
    text(
        &COUNT,
        &[("3", "3"), ("3.0", "3"), ("3.5", "!NotAnInteger"), ("3.", "!NotAnInteger"), ("x", "!NotAnInteger")],
    );
    text(
        &COUNT,
        &[("-1", "!IntegerOutOfRange"), ("101", "!IntegerOutOfRange"), ("99999999999999999999", "!IntegerOutOfRange")],
    );
    number(&COUNT, &[("3", "3"), ("3.0", "3"), ("2.9999999999999999", "3"), ("3.5", "!NotAnInteger")]);
    for word in ["是", "有", "√", "Y", "y", "yes", "YES", "true", "1", "ＹＥＳ"] {
        assert_eq!(read(&CellKind::YesNo, RawValue::Text(word), false), "true", "{word}");
    }
    for word in ["否", "无", "×", "N", "no", "False", "0"] {
        assert_eq!(read(&CellKind::YesNo, RawValue::Text(word), false), "false", "{word}");
    }
    text(&CellKind::YesNo, &[("maybe", "!NotYesNo"), ("2", "!NotYesNo"), ("是的", "!NotYesNo"), ("-", "blank")]);
    number(&CellKind::YesNo, &[("1", "true"), ("0", "false"), ("2", "!NotYesNo")]);
    text(&AREA, &[("city", "choice 0"), ("County", "choice 1"), ("郊县", "choice 1"), ("郊", "!NotAChoice")]);
}

proptest! {
    #[test]
    fn no_cell_panics(stored in "\\PC{0,12}|[-0-9./: 年月日¥,元T]{0,20}", value in any::<f64>(), is_date: bool, system: bool) {
        for kind in [CellKind::Text, CellKind::Day, CellKind::Moment, CellKind::Period, MONEY, COUNT, CellKind::YesNo, AREA] {
            for raw in [RawValue::Text(&stored), RawValue::IsoDate(&stored), RawValue::Number { value, is_date, text: "" }] {
                read(&kind, raw, system);
                shown(raw, system);
            }
        }
    }

    #[test]
    fn written_moments_read_back(seconds in 0_i64..200_000_000_000) {
        let moment = chrono::DateTime::from_timestamp(seconds, 0).unwrap().naive_utc();
        prop_assert_eq!(read(&CellKind::Moment, RawValue::Text(&moment.to_string()), false), moment.to_string());
    }

    #[test]
    fn day_numbers_read_back(days in 61_i32..2_950_000) {
        let day: Day = Day::from_num_days_from_ce_opt(days + 693_594).unwrap();
        let at: Moment = day.and_hms_opt(0, 0, 0).unwrap();
        let raw = RawValue::Number { value: f64::from(days), is_date: true, text: "" };
        prop_assert_eq!(read(&CellKind::Moment, raw, false), at.to_string());
    }
}
