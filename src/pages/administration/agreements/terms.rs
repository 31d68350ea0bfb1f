//! The terms of an agreement as forms have them: in the order of agreement 1, each with its words and its clause.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::LazyLock;

use crate::agreement::terms::{
    AllowanceSettlement, Expected, LineTerms, PartsPolicy, ResponseMeasure, Terms, UnusedAllowance, parse,
};

/// A term of `T`: the general terms, or those of a product line.
#[derive(Debug)]
pub struct Term<T: 'static> {
    /// Its key in an agreement's text.
    pub key: &'static str,
    /// The key of its words.
    pub label: &'static str,
    /// The clause that reads it.
    pub clause: &'static str,
    /// What is said of it, as an agreement's text has it; empty where nothing is.
    said: fn(&T) -> String,
}

/// Terms about one thing.
#[derive(Debug)]
pub struct Group {
    /// The key of its words.
    pub label: &'static str,
    /// In the order of agreement 1.
    pub terms: &'static [Term<Terms>],
}

const fn term<T>(key: &'static str, label: &'static str, clause: &'static str, said: fn(&T) -> String) -> Term<T> {
    Term { key, label, clause, said }
}

/// The general terms.
pub static GENERAL: &[Group] = &[
    Group {
        label: "term-group-dates",
        terms: &[
            term("slips_due_day", "term-slips-due-day", "3.1", |t| t.slips_due_day.to_string()),
            term("feedback_due_day", "term-feedback-due-day", "3.2", |t| t.feedback_due_day.to_string()),
            term("forfeiture_months", "term-forfeiture-months", "3.5", |t| t.forfeiture_months.to_string()),
            term("payment_days", "term-payment-days", "7.3", |t| t.payment_days.to_string()),
            term("dispute_months", "term-dispute-months", "9.2", |t| t.dispute_months.to_string()),
        ],
    },
    Group {
        label: "term-group-penalties",
        terms: &[
            term("fabrication_multiplier", "term-fabrication-multiplier", "7", |t| {
                t.fabrication_multiplier.to_string()
            }),
            term("feedback_penalty_rate", "term-feedback-penalty-rate", "8.1", |t| t.feedback_penalty_rate.to_string()),
            term("feedback_missing_months", "term-feedback-missing-months", "8.1", |t| {
                t.feedback_missing_months.to_string()
            }),
            term("dealer_callback_quota", "term-dealer-callback-quota", "7", |t| t.dealer_callback_quota.to_string()),
            term("dealer_callback_fine", "term-dealer-callback-fine", "7", |t| t.dealer_callback_fine.to_string()),
        ],
    },
    Group {
        label: "term-group-service",
        terms: &[
            term("response_measure", "term-response-measure", "4.21", |t| measure(t.response_measure).to_owned()),
            term("city_hours", "term-city-hours", "4.21", |t| t.city_hours.to_string()),
            term("county_hours", "term-county-hours", "4.21", |t| t.county_hours.to_string()),
            term("late_service_fine", "term-late-service-fine", "7", |t| t.late_service_fine.to_string()),
            term("complaint_fine.minor", "term-complaint-fine-minor", "7", |t| t.complaint_fine.minor.to_string()),
            term("complaint_fine.serious", "term-complaint-fine-serious", "7", |t| {
                t.complaint_fine.serious.to_string()
            }),
            term("complaint_fine.major", "term-complaint-fine-major", "7", |t| t.complaint_fine.major.to_string()),
        ],
    },
    Group {
        label: "term-group-sampling",
        terms: &[
            term("sampling_aql", "term-sampling-aql", "6.1", |t| t.sampling_aql.as_str().to_owned()),
            term("callback_attempts", "term-callback-attempts", "6.3", |t| t.callback_attempts.to_string()),
        ],
    },
    Group {
        label: "term-group-evidence",
        terms: &[
            term("reissued_slips_max", "term-reissued-slips-max", "4.5", |t| t.reissued_slips_max.to_string()),
            term("require_registered_serial", "term-require-registered-serial", "4.8", |t| {
                t.require_registered_serial.to_string()
            }),
            term("require_registered_technician", "term-require-registered-technician", "4.13", |t| {
                t.require_registered_technician.to_string()
            }),
            term("serve_other_dealers_units", "term-serve-other-dealers-units", "4.10", |t| {
                t.serve_other_dealers_units.to_string()
            }),
        ],
    },
    Group {
        label: "term-group-watch",
        terms: &[
            term("termination_violations", "term-termination-violations", "9.1", |t| {
                t.termination_violations.to_string()
            }),
            term("award_complaint_rate", "term-award-complaint-rate", "9.4", |t| t.award_complaint_rate.to_string()),
            term("award_satisfaction_rate", "term-award-satisfaction-rate", "9.4", |t| {
                t.award_satisfaction_rate.to_string()
            }),
            term("award_feedback_rate", "term-award-feedback-rate", "9.4", |t| t.award_feedback_rate.to_string()),
        ],
    },
];

/// The terms of a product line.
pub static LINE: &[Term<LineTerms>] = &[
    term("warranty_months", "term-warranty-months", "4.11", |t| t.warranty_months.to_string()),
    term("labour_fee", "term-labour-fee", "4.30", |t| t.labour_fee.map(|fee| fee.to_string()).unwrap_or_default()),
    term("visit_fee", "term-visit-fee", "4.30", |t| t.visit_fee.to_string()),
    term("allowance_rate", "term-allowance-rate", "7.1", |t| {
        t.allowance_rate.map(|rate| rate.to_string()).unwrap_or_default()
    }),
    term("allowance_settlement", "term-allowance-settlement", "7.1", |t| settlement(t.allowance_settlement).to_owned()),
    term("unused_allowance", "term-unused-allowance", "8.2", |t| unused(t.unused_allowance).to_owned()),
    term("parts_policy", "term-parts-policy", "5", |t| policy(t.parts_policy).to_owned()),
    term("consignment_rate", "term-consignment-rate", "5.1", |t| t.consignment_rate.to_string()),
    term("consignment_months", "term-consignment-months", "5.1", |t| t.consignment_months.to_string()),
    term("free_part_limit", "term-free-part-limit", "5.3", |t| t.free_part_limit.to_string()),
    term("repeat_repair_days", "term-repeat-repair-days", "4.15", |t| t.repeat_repair_days.to_string()),
    term("max_repair_rate", "term-max-repair-rate", "4.17", |t| t.max_repair_rate.to_string()),
];

/// What a choice is called: as the text has it, and the key of its words.
static CHOICES: &[(&str, &str)] = &[
    ("completion", "choice-completion"),
    ("arrival", "choice-arrival"),
    ("monthly", "choice-monthly"),
    ("yearly", "choice-yearly"),
    ("return", "choice-return"),
    ("lapse", "choice-lapse"),
    ("purchase", "choice-purchase"),
    ("exchange", "choice-exchange"),
    ("consignment_exchange", "choice-consignment-exchange"),
    ("true", "choice-true"),
    ("false", "choice-false"),
];

/// The key of a choice's words; none where it speaks for itself.
pub fn choice_words(choice: &str) -> Option<&'static str> {
    CHOICES.iter().find(|(word, _)| *word == choice).map(|(_, words)| *words)
}

const fn measure(measure: ResponseMeasure) -> &'static str {
    match measure {
        ResponseMeasure::Completion => "completion",
        ResponseMeasure::Arrival => "arrival",
    }
}

const fn settlement(settlement: AllowanceSettlement) -> &'static str {
    match settlement {
        AllowanceSettlement::Monthly => "monthly",
        AllowanceSettlement::Yearly => "yearly",
    }
}

const fn unused(unused: UnusedAllowance) -> &'static str {
    match unused {
        UnusedAllowance::Return => "return",
        UnusedAllowance::Lapse => "lapse",
    }
}

const fn policy(policy: PartsPolicy) -> &'static str {
    match policy {
        PartsPolicy::Purchase => "purchase",
        PartsPolicy::Exchange => "exchange",
        PartsPolicy::ConsignmentExchange => "consignment_exchange",
    }
}

/// Every general term, in its order.
pub fn general_terms() -> impl Iterator<Item = &'static Term<Terms>> {
    GENERAL.iter().flat_map(|group| group.terms)
}

/// General terms as an agreement's text has them, by key.
pub fn general_values(terms: &Terms) -> BTreeMap<&'static str, String> {
    general_terms().map(|term| (term.key, (term.said)(terms))).collect()
}

/// The terms of a product line as an agreement's text has them, by key; empty where there is none.
pub fn line_values(terms: &LineTerms) -> BTreeMap<&'static str, String> {
    LINE.iter().map(|term| (term.key, (term.said)(terms))).collect()
}

/// What each term holds, as the reader of texts itself says it: it is asked with an empty list in the place of each.
static EXPECTED: LazyLock<BTreeMap<String, Expected>> = LazyLock::new(|| {
    let mut text = String::from("[terms]\n");
    for term in general_terms() {
        let _ = writeln!(text, "{} = []", term.key);
    }
    text.push_str("[lines.line]\n");
    for term in LINE {
        let _ = writeln!(text, "{} = []", term.key);
    }
    let faults = parse(&text).err().unwrap_or_default();
    faults.into_iter().map(|fault| (fault.key, fault.expected)).collect()
});

/// What a general term holds.
pub fn general_expected(key: &str) -> Expected {
    EXPECTED.get(&format!("terms.{key}")).cloned().unwrap_or(Expected::Text)
}

/// What a term of a product line holds.
pub fn line_expected(key: &str) -> Expected {
    EXPECTED.get(&format!("lines.line.{key}")).cloned().unwrap_or(Expected::Text)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The names of a struct's fields.
    fn fields(value: &impl std::fmt::Debug) -> Vec<String> {
        let text = format!("{value:#?}");
        let own = text.lines().filter_map(|line| line.strip_prefix("    ").filter(|line| !line.starts_with(' ')));
        own.filter_map(|line| line.split_once(": ").map(|(name, _)| name.to_owned())).collect()
    }

    #[track_caller]
    fn check(keys: &[&str], fields: &[String], expected: fn(&str) -> Expected) {
        for field in fields {
            let is_listed = |key: &&&str| key.split('.').next() == Some(field.as_str());
            assert!(keys.iter().any(|key| is_listed(&key)), "{field} is listed");
        }
        for (place, key) in keys.iter().enumerate() {
            assert!(!keys.iter().take(place).any(|other| other == key), "{key} is listed once");
            assert!(
                !matches!(expected(key), Expected::Text | Expected::KnownKey),
                "{key} is known to the reader of texts"
            );
        }
    }

    #[test]
    fn every_term_is_listed_once_and_known_to_the_reader_of_texts() {
        let general: Vec<&str> = general_terms().map(|term| term.key).collect();
        check(&general, &fields(&Terms::default()), general_expected);
        let line: Vec<&str> = LINE.iter().map(|term| term.key).collect();
        check(&line, &fields(&LineTerms::default()), line_expected);
    }

    /// Values as lines of a text: numbers and flags bare, all else in quotes.
    fn lines(values: &BTreeMap<&'static str, String>, expected: fn(&str) -> Expected) -> String {
        let mut text = String::new();
        for (key, value) in values.iter().filter(|(_, value)| !value.is_empty()) {
            let is_bare = matches!(expected(key), Expected::Integer { .. } | Expected::Flag);
            let quote = if is_bare { "" } else { "\"" };
            let _ = writeln!(text, "{key} = {quote}{value}{quote}");
        }
        text
    }

    #[test]
    fn what_is_said_reads_back_as_the_same_terms() {
        let terms = Terms { slips_due_day: 7, require_registered_serial: true, ..Terms::default() };
        let line = LineTerms { consignment_months: 5, parts_policy: PartsPolicy::Exchange, ..LineTerms::default() };
        let text = format!(
            "code = \"a\"\ndealers = [\"*\"]\neffective_from = 2026-01-01\n[terms]\n{}[lines.line]\n{}",
            lines(&general_values(&terms), general_expected),
            lines(&line_values(&line), line_expected)
        );
        let read = parse(&text).unwrap();
        assert_eq!(read.terms, terms);
        assert_eq!(read.lines.into_values().collect::<Vec<_>>(), [line]);
    }
}
