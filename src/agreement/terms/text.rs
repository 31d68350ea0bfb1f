//! An agreement's text (TOML) as terms: every key that it may hold, its type and its range (agreement 1; `sheets.md`,
//! "Registers"). All faults at once; an unknown key is one.

use std::collections::HashSet;
use std::ops::RangeInclusive;

use toml::{Table, Value};
use unicode_normalization::UnicodeNormalization;

use super::{
    Agreement, AllowanceSettlement, Binds, ComplaintFine, LineTerms, PartsPolicy, ResponseMeasure, Terms,
    UnusedAllowance, WarrantyExtension,
};
use crate::agreement::codes::{DealerCode, ProductLine, Region};
use crate::agreement::sampling::Aql;
use crate::calendar::Day;
use crate::money::{Money, Rate};

/// Something in an agreement's text that cannot stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TermFault {
    /// The key with the tables above it: `lines.water-heater.labour_fee`; empty where the text is no TOML at all.
    pub key: String,
    /// What stands there.
    pub value: String,
    /// What should.
    pub expected: Expected,
}

/// What a key of an agreement holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expected {
    /// TOML; with what its parser says.
    Toml(String),
    /// Text in UTF-8.
    Utf8,
    /// No such key: nothing is known under this name here.
    KnownKey,
    /// The key itself, which must not be missing.
    Present,
    /// A text that is not empty, in quotes.
    Text,
    /// A list of dealer codes in quotes, or `["*"]`.
    Dealers,
    /// A date such as `2026-01-01`, without quotes.
    Date,
    /// A day that is not before `effective_from`.
    NotBeforeFirstDay,
    /// A whole number in a range, without quotes.
    Integer {
        /// The least.
        min: u32,
        /// The most.
        max: u32,
    },
    /// An amount in quotes, not negative, with at most two decimals.
    Money,
    /// A share in quotes from "0" to "1", with at most six decimals.
    Rate,
    /// `true` or `false`, without quotes.
    Flag,
    /// One of these words, in quotes.
    OneOf(&'static [&'static str]),
    /// A table of its own.
    Table,
    /// Another name: one above is the same once full width and outer blanks are taken away.
    AnotherName,
}

const AQLS: &[&str] = &["0.10", "0.15", "0.25", "0.40", "0.65", "1.0", "1.5", "2.5", "4.0", "6.5"];
const MEASURES: &[(&str, ResponseMeasure)] =
    &[("completion", ResponseMeasure::Completion), ("arrival", ResponseMeasure::Arrival)];
const SETTLEMENTS: &[(&str, AllowanceSettlement)] =
    &[("monthly", AllowanceSettlement::Monthly), ("yearly", AllowanceSettlement::Yearly)];
const UNUSED: &[(&str, UnusedAllowance)] = &[("return", UnusedAllowance::Return), ("lapse", UnusedAllowance::Lapse)];
const POLICIES: &[(&str, PartsPolicy)] = &[
    ("purchase", PartsPolicy::Purchase),
    ("exchange", PartsPolicy::Exchange),
    ("consignment_exchange", PartsPolicy::ConsignmentExchange),
];

/// A day of a month that every month has.
const DUE_DAYS: RangeInclusive<u32> = 1..=28;
/// A hundred years; long enough for any warranty, short enough for every calendar.
const MONTHS: RangeInclusive<u32> = 0..=1_200;
const DAYS: RangeInclusive<u32> = 0..=36_500;
const HOURS: RangeInclusive<u32> = 0..=87_600;

/// Reads an agreement, or says everything that is wrong with it.
pub fn parse(text: &str) -> Result<Agreement, Vec<TermFault>> {
    let table = text.parse::<Table>().map_err(|error| {
        let expected = Expected::Toml(error.to_string().trim().to_owned());
        vec![TermFault { key: String::new(), value: String::new(), expected }]
    })?;
    let mut faults = Vec::new();
    let mut keys = Keys { path: String::new(), table, faults: &mut faults };
    let agreement = agreement(&mut keys);
    keys.refuse_the_rest();
    match agreement {
        Some(agreement) if faults.is_empty() => Ok(agreement),
        _ => Err(faults),
    }
}

fn agreement(keys: &mut Keys) -> Option<Agreement> {
    let code = keys.required("code", Expected::Text, not_empty);
    let dealers = keys.required("dealers", Expected::Dealers, dealers);
    let effective_from = keys.required("effective_from", Expected::Date, date);
    let effective_to = keys.optional("effective_to", Expected::Date, date);
    if let (Some(from), Some(to)) = (effective_from, effective_to)
        && to < from
    {
        keys.fault("effective_to", to.to_string(), Expected::NotBeforeFirstDay);
    }
    let terms = keys.below("terms", terms).unwrap_or_default();
    let mut names = HashSet::new();
    let lines = keys.each_below("lines", |name, keys| {
        let line = ProductLine::new(&normal(name));
        if line.is_none() {
            keys.fault("", String::new(), Expected::Text);
        }
        if !names.insert(line.clone()) {
            keys.fault("", String::new(), Expected::AnotherName);
        }
        Some((line?, line_terms(keys)))
    });
    let warranty_extensions = keys.list("warranty_extensions", |keys| {
        let region = keys.required("region", Expected::Text, |value| Region::new(&not_empty(value)?));
        let line = keys.required("product_line", Expected::Text, |value| ProductLine::new(&not_empty(value)?));
        let (expected, read) = integer(MONTHS);
        let warranty_months = keys.required("warranty_months", expected, read);
        Some(WarrantyExtension { region: region?, line: line?, warranty_months: warranty_months? })
    });
    Some(Agreement {
        code: code?,
        dealers: dealers?,
        effective_from: effective_from?,
        effective_to,
        terms,
        lines: lines.into_iter().collect(),
        warranty_extensions,
    })
}

fn terms(keys: &mut Keys) -> Terms {
    let mut terms = Terms::default();
    keys.integer("slips_due_day", DUE_DAYS, &mut terms.slips_due_day);
    keys.integer("feedback_due_day", DUE_DAYS, &mut terms.feedback_due_day);
    keys.integer("forfeiture_months", 1..=120, &mut terms.forfeiture_months);
    keys.integer("payment_days", DAYS, &mut terms.payment_days);
    keys.integer("dispute_months", 0..=120, &mut terms.dispute_months);
    keys.integer("fabrication_multiplier", 0..=100, &mut terms.fabrication_multiplier);
    keys.rate("feedback_penalty_rate", &mut terms.feedback_penalty_rate);
    keys.integer("feedback_missing_months", 1..=12, &mut terms.feedback_missing_months);
    keys.rate("dealer_callback_quota", &mut terms.dealer_callback_quota);
    keys.money("dealer_callback_fine", &mut terms.dealer_callback_fine);
    keys.choice("response_measure", MEASURES, &["completion", "arrival"], &mut terms.response_measure);
    keys.integer("city_hours", HOURS, &mut terms.city_hours);
    keys.integer("county_hours", HOURS, &mut terms.county_hours);
    keys.money("late_service_fine", &mut terms.late_service_fine);
    if let Some(fine) = keys.below("complaint_fine", complaint_fine) {
        terms.complaint_fine = fine;
    }
    let aql = |value: &Value| Aql::parse(value.as_str()?);
    if let Some(aql) = keys.optional("sampling_aql", Expected::OneOf(AQLS), aql) {
        terms.sampling_aql = aql;
    }
    keys.integer("callback_attempts", 1..=100, &mut terms.callback_attempts);
    keys.integer("reissued_slips_max", 0..=1_000_000, &mut terms.reissued_slips_max);
    keys.flag("require_registered_serial", &mut terms.require_registered_serial);
    keys.flag("require_registered_technician", &mut terms.require_registered_technician);
    keys.flag("serve_other_dealers_units", &mut terms.serve_other_dealers_units);
    keys.integer("termination_violations", 1..=1_000_000, &mut terms.termination_violations);
    keys.rate("award_complaint_rate", &mut terms.award_complaint_rate);
    keys.rate("award_satisfaction_rate", &mut terms.award_satisfaction_rate);
    keys.rate("award_feedback_rate", &mut terms.award_feedback_rate);
    terms
}

fn complaint_fine(keys: &mut Keys) -> ComplaintFine {
    let mut fine = Terms::default().complaint_fine;
    keys.money("minor", &mut fine.minor);
    keys.money("serious", &mut fine.serious);
    keys.money("major", &mut fine.major);
    fine
}

fn line_terms(keys: &mut Keys) -> LineTerms {
    let mut terms = LineTerms::default();
    keys.integer("warranty_months", MONTHS, &mut terms.warranty_months);
    terms.labour_fee = keys.optional("labour_fee", Expected::Money, money);
    keys.money("visit_fee", &mut terms.visit_fee);
    terms.allowance_rate = keys.optional("allowance_rate", Expected::Rate, rate);
    keys.choice("allowance_settlement", SETTLEMENTS, &["monthly", "yearly"], &mut terms.allowance_settlement);
    keys.choice("unused_allowance", UNUSED, &["return", "lapse"], &mut terms.unused_allowance);
    let policies = &["purchase", "exchange", "consignment_exchange"];
    keys.choice("parts_policy", POLICIES, policies, &mut terms.parts_policy);
    keys.rate("consignment_rate", &mut terms.consignment_rate);
    keys.integer("consignment_months", MONTHS, &mut terms.consignment_months);
    keys.money("free_part_limit", &mut terms.free_part_limit);
    keys.integer("repeat_repair_days", DAYS, &mut terms.repeat_repair_days);
    keys.rate("max_repair_rate", &mut terms.max_repair_rate);
    terms
}

/// A table whose keys are taken one by one, so that what is left at the end is known by nobody.
struct Keys<'a> {
    path: String,
    table: Table,
    faults: &'a mut Vec<TermFault>,
}

impl Keys<'_> {
    fn fault(&mut self, key: &str, value: String, expected: Expected) {
        let key = format!("{}{key}", self.path);
        self.faults.push(TermFault { key: key.trim_end_matches('.').to_owned(), value, expected });
    }

    fn optional<T>(&mut self, key: &str, expected: Expected, read: impl FnOnce(&Value) -> Option<T>) -> Option<T> {
        let value = self.table.remove(key)?;
        let read = read(&value);
        if read.is_none() {
            self.fault(key, value.to_string(), expected);
        }
        read
    }

    fn required<T>(&mut self, key: &str, expected: Expected, read: impl FnOnce(&Value) -> Option<T>) -> Option<T> {
        if !self.table.contains_key(key) {
            self.fault(key, String::new(), Expected::Present);
        }
        self.optional(key, expected, read)
    }

    fn integer(&mut self, key: &str, range: RangeInclusive<u32>, term: &mut u32) {
        let (expected, read) = integer(range);
        *term = self.optional(key, expected, read).unwrap_or(*term);
    }

    fn money(&mut self, key: &str, term: &mut Money) {
        *term = self.optional(key, Expected::Money, money).unwrap_or(*term);
    }

    fn rate(&mut self, key: &str, term: &mut Rate) {
        *term = self.optional(key, Expected::Rate, rate).unwrap_or(*term);
    }

    fn flag(&mut self, key: &str, term: &mut bool) {
        *term = self.optional(key, Expected::Flag, Value::as_bool).unwrap_or(*term);
    }

    fn choice<T: Copy>(&mut self, key: &str, choices: &[(&str, T)], words: &'static [&'static str], term: &mut T) {
        let read = |value: &Value| choices.iter().find(|(word, _)| value.as_str() == Some(word)).map(|(_, it)| *it);
        *term = self.optional(key, Expected::OneOf(words), read).unwrap_or(*term);
    }

    /// Reads the table under a key with all of its keys.
    fn below<T>(&mut self, key: &str, read: impl FnOnce(&mut Keys) -> T) -> Option<T> {
        let table = self.optional(key, Expected::Table, |value| value.as_table().cloned())?;
        Some(self.inside(key, table, read))
    }

    /// Reads every table under a key, whatever the tables are called.
    fn each_below<T>(&mut self, key: &str, mut read: impl FnMut(&str, &mut Keys) -> Option<T>) -> Vec<T> {
        let entries = self.below(key, |keys| {
            let names: Vec<String> = keys.table.keys().cloned().collect();
            names.iter().filter_map(|name| keys.below(name, |keys| read(name, keys))?).collect()
        });
        entries.unwrap_or_default()
    }

    /// Reads an array of tables.
    fn list<T>(&mut self, key: &str, mut read: impl FnMut(&mut Keys) -> Option<T>) -> Vec<T> {
        let tables = |value: &Value| -> Option<Vec<Table>> {
            value.as_array()?.iter().map(|entry| entry.as_table().cloned()).collect()
        };
        let tables = self.optional(key, Expected::Table, tables).unwrap_or_default();
        let numbered = tables.into_iter().zip(1..);
        numbered.filter_map(|(table, number)| self.inside(&format!("{key}[{number}]"), table, &mut read)).collect()
    }

    fn inside<T>(&mut self, key: &str, table: Table, read: impl FnOnce(&mut Keys) -> T) -> T {
        let mut keys = Keys { path: format!("{}{key}.", self.path), table, faults: self.faults };
        let read = read(&mut keys);
        keys.refuse_the_rest();
        read
    }

    fn refuse_the_rest(&mut self) {
        for (key, value) in std::mem::take(&mut self.table) {
            self.fault(&key, value.to_string(), Expected::KnownKey);
        }
    }
}

fn not_empty(value: &Value) -> Option<String> {
    let text = normal(value.as_str()?);
    (!text.is_empty()).then_some(text)
}

/// Names as the sheets spell them after they were read, so that both are the same text.
fn normal(text: &str) -> String {
    text.trim().nfkc().collect()
}

fn dealers(value: &Value) -> Option<Vec<Binds>> {
    let binds = |entry: &Value| match not_empty(entry)?.as_str() {
        "*" => Some(Binds::Unnamed),
        code => DealerCode::new(code).map(Binds::Dealer),
    };
    let dealers: Vec<Binds> = value.as_array()?.iter().map(binds).collect::<Option<_>>()?;
    (!dealers.is_empty()).then_some(dealers)
}

fn date(value: &Value) -> Option<Day> {
    let written = value.as_datetime()?;
    let is_day_alone = written.time.is_none() && written.offset.is_none();
    let date = written.date.filter(|_| is_day_alone)?;
    Day::from_ymd_opt(date.year.into(), date.month.into(), date.day.into())
}

fn integer(range: RangeInclusive<u32>) -> (Expected, impl FnOnce(&Value) -> Option<u32>) {
    let expected = Expected::Integer { min: *range.start(), max: *range.end() };
    let read = move |value: &Value| {
        let number = u32::try_from(value.as_integer()?).ok()?;
        range.contains(&number).then_some(number)
    };
    (expected, read)
}

fn money(value: &Value) -> Option<Money> {
    value.as_str()?.parse().ok().filter(|money| *money >= Money::ZERO)
}

fn rate(value: &Value) -> Option<Rate> {
    Rate::parse(value.as_str()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "code = \"a\"\ndealers = [\"*\"]\neffective_from = 2026-01-01\n";

    /// Each line: what is added to a sound agreement, and the keys and expectations of the faults that it brings.
    #[track_caller]
    fn check(added: &str, faults: &[&str]) {
        let found = match parse(&format!("{HEAD}{added}")) {
            Ok(_) => Vec::new(),
            Err(faults) => faults.iter().map(|fault| format!("{} {:?}", fault.key, fault.expected)).collect(),
        };
        assert_eq!(found, faults, "{added}");
    }

    #[test]
    fn a_value_outside_its_sense_is_named() {
        check("", &[]);
        check("effective_to = 2026-01-01", &[]);
        check("effective_to = 2025-12-31", &["effective_to NotBeforeFirstDay"]);
        check("effective_to = \"2026-12-31\"", &["effective_to Date"]);
        check("effective_to = 2026-12-31T00:00:00", &["effective_to Date"]);
        check("[terms]\nslips_due_day = 28", &[]);
        check("[terms]\nslips_due_day = 29", &["terms.slips_due_day Integer { min: 1, max: 28 }"]);
        check("[terms]\nslips_due_day = \"20\"", &["terms.slips_due_day Integer { min: 1, max: 28 }"]);
        check("[terms]\nfeedback_penalty_rate = \"1.1\"", &["terms.feedback_penalty_rate Rate"]);
        check("[terms]\nfeedback_penalty_rate = 0.1", &["terms.feedback_penalty_rate Rate"]);
        check("[terms]\nlate_service_fine = \"-1.00\"", &["terms.late_service_fine Money"]);
        check("[terms]\nsampling_aql = \"1.00\"", &[&format!("terms.sampling_aql {:?}", Expected::OneOf(AQLS))]);
        check("[terms]\ncomplaint_fine = { minor = \"1\" }", &[]);
        check("[terms]\ncomplaint_fine = { small = \"1\" }", &["terms.complaint_fine.small KnownKey"]);
        check("[lines.stove]\nlabour_fee = \"15.005\"", &["lines.stove.labour_fee Money"]);
        check("[lines.stove]\nlabor_fee = \"15\"", &["lines.stove.labor_fee KnownKey"]);
        check("[lines]\nstove = 1", &["lines.stove Table"]);
        check("[lines.\"a\"]\n[lines.\"ａ\"]", &["lines.ａ AnotherName"]);
        check(
            "[[warranty_extensions]]\nregion = \"云南\"\nwarranty_months = 2000",
            &[
                "warranty_extensions[1].product_line Present",
                "warranty_extensions[1].warranty_months Integer { min: 0, max: 1200 }",
            ],
        );
    }

    #[test]
    fn all_faults_come_at_once() {
        let faults = parse("dealers = []\ncolour = 1\n[terms]\ncity_hours = -1").unwrap_err();
        let keys: Vec<&str> = faults.iter().map(|fault| fault.key.as_str()).collect();
        assert_eq!(keys, ["code", "dealers", "effective_from", "terms.city_hours", "colour"]);
        assert!(matches!(parse("code = ").unwrap_err()[0].expected, Expected::Toml(_)));
    }

    #[test]
    fn what_is_absent_has_its_default() {
        let agreement =
            parse(&format!("{HEAD}[terms]\ncomplaint_fine = {{ major = \"9\" }}\n[lines.stove]\n")).unwrap();
        let mut terms = Terms::default();
        terms.complaint_fine.major = Money::from_fen(900);
        assert_eq!(agreement.terms, terms);
        assert_eq!(agreement.lines.values().collect::<Vec<_>>(), [&LineTerms::default()]);
    }
}
