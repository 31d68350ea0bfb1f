//! The terms of an agreement as forms have them: in the order of agreement 1, each with its words and its clause.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::LazyLock;

use crate::agreement::terms::{
    AllowanceSettlement, ComplaintFine, Expected, LineTerms, PartsPolicy, ResponseMeasure, Terms, UnusedAllowance,
    parse,
};

/// A term.
#[derive(Debug)]
pub struct Term {
    /// Its key in an agreement's text.
    pub key: &'static str,
    /// The key of its words.
    pub label: &'static str,
    /// The clause that reads it.
    pub clause: &'static str,
}

/// Terms about one thing.
#[derive(Debug)]
pub struct Group {
    /// The key of its words.
    pub label: &'static str,
    /// In the order of agreement 1.
    pub terms: &'static [Term],
}

const fn term(key: &'static str, label: &'static str, clause: &'static str) -> Term {
    Term { key, label, clause }
}

/// The general terms.
pub static GENERAL: &[Group] = &[
    Group {
        label: "term-group-dates",
        terms: &[
            term("slips_due_day", "term-slips-due-day", "3.1"),
            term("feedback_due_day", "term-feedback-due-day", "3.2"),
            term("forfeiture_months", "term-forfeiture-months", "3.5"),
            term("payment_days", "term-payment-days", "7.3"),
            term("dispute_months", "term-dispute-months", "9.2"),
        ],
    },
    Group {
        label: "term-group-penalties",
        terms: &[
            term("fabrication_multiplier", "term-fabrication-multiplier", "7"),
            term("feedback_penalty_rate", "term-feedback-penalty-rate", "8.1"),
            term("feedback_missing_months", "term-feedback-missing-months", "8.1"),
            term("dealer_callback_quota", "term-dealer-callback-quota", "7"),
            term("dealer_callback_fine", "term-dealer-callback-fine", "7"),
        ],
    },
    Group {
        label: "term-group-service",
        terms: &[
            term("response_measure", "term-response-measure", "4.21"),
            term("city_hours", "term-city-hours", "4.21"),
            term("county_hours", "term-county-hours", "4.21"),
            term("late_service_fine", "term-late-service-fine", "7"),
            term("complaint_fine.minor", "term-complaint-fine-minor", "7"),
            term("complaint_fine.serious", "term-complaint-fine-serious", "7"),
            term("complaint_fine.major", "term-complaint-fine-major", "7"),
        ],
    },
    Group {
        label: "term-group-sampling",
        terms: &[
            term("sampling_aql", "term-sampling-aql", "6.1"),
            term("callback_attempts", "term-callback-attempts", "6.3"),
        ],
    },
    Group {
        label: "term-group-evidence",
        terms: &[
            term("reissued_slips_max", "term-reissued-slips-max", "4.5"),
            term("require_registered_serial", "term-require-registered-serial", "4.8"),
            term("require_registered_technician", "term-require-registered-technician", "4.13"),
            term("serve_other_dealers_units", "term-serve-other-dealers-units", "4.10"),
        ],
    },
    Group {
        label: "term-group-watch",
        terms: &[
            term("termination_violations", "term-termination-violations", "9.1"),
            term("award_complaint_rate", "term-award-complaint-rate", "9.4"),
            term("award_satisfaction_rate", "term-award-satisfaction-rate", "9.4"),
            term("award_feedback_rate", "term-award-feedback-rate", "9.4"),
        ],
    },
];

/// The terms of a product line.
pub static LINE: &[Term] = &[
    term("warranty_months", "term-warranty-months", "4.11"),
    term("labour_fee", "term-labour-fee", "4.30"),
    term("visit_fee", "term-visit-fee", "4.30"),
    term("allowance_rate", "term-allowance-rate", "7.1"),
    term("allowance_settlement", "term-allowance-settlement", "7.1"),
    term("unused_allowance", "term-unused-allowance", "8.2"),
    term("parts_policy", "term-parts-policy", "5"),
    term("consignment_rate", "term-consignment-rate", "5.1"),
    term("consignment_months", "term-consignment-months", "5.1"),
    term("free_part_limit", "term-free-part-limit", "5.3"),
    term("repeat_repair_days", "term-repeat-repair-days", "4.15"),
    term("max_repair_rate", "term-max-repair-rate", "4.17"),
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

/// Every general term, in its order.
pub fn general_terms() -> impl Iterator<Item = &'static Term> {
    GENERAL.iter().flat_map(|group| group.terms)
}

/// General terms as an agreement's text has them, by key.
pub fn general_values(terms: &Terms) -> BTreeMap<&'static str, String> {
    let Terms {
        slips_due_day,
        feedback_due_day,
        forfeiture_months,
        payment_days,
        dispute_months,
        fabrication_multiplier,
        feedback_penalty_rate,
        feedback_missing_months,
        dealer_callback_quota,
        dealer_callback_fine,
        response_measure,
        city_hours,
        county_hours,
        late_service_fine,
        complaint_fine: ComplaintFine { minor, serious, major },
        sampling_aql,
        callback_attempts,
        reissued_slips_max,
        require_registered_serial,
        require_registered_technician,
        serve_other_dealers_units,
        termination_violations,
        award_complaint_rate,
        award_satisfaction_rate,
        award_feedback_rate,
    } = terms;
    let measure = match response_measure {
        ResponseMeasure::Completion => "completion",
        ResponseMeasure::Arrival => "arrival",
    };
    BTreeMap::from([
        ("slips_due_day", slips_due_day.to_string()),
        ("feedback_due_day", feedback_due_day.to_string()),
        ("forfeiture_months", forfeiture_months.to_string()),
        ("payment_days", payment_days.to_string()),
        ("dispute_months", dispute_months.to_string()),
        ("fabrication_multiplier", fabrication_multiplier.to_string()),
        ("feedback_penalty_rate", feedback_penalty_rate.to_string()),
        ("feedback_missing_months", feedback_missing_months.to_string()),
        ("dealer_callback_quota", dealer_callback_quota.to_string()),
        ("dealer_callback_fine", dealer_callback_fine.to_string()),
        ("response_measure", measure.to_owned()),
        ("city_hours", city_hours.to_string()),
        ("county_hours", county_hours.to_string()),
        ("late_service_fine", late_service_fine.to_string()),
        ("complaint_fine.minor", minor.to_string()),
        ("complaint_fine.serious", serious.to_string()),
        ("complaint_fine.major", major.to_string()),
        ("sampling_aql", sampling_aql.as_str().to_owned()),
        ("callback_attempts", callback_attempts.to_string()),
        ("reissued_slips_max", reissued_slips_max.to_string()),
        ("require_registered_serial", require_registered_serial.to_string()),
        ("require_registered_technician", require_registered_technician.to_string()),
        ("serve_other_dealers_units", serve_other_dealers_units.to_string()),
        ("termination_violations", termination_violations.to_string()),
        ("award_complaint_rate", award_complaint_rate.to_string()),
        ("award_satisfaction_rate", award_satisfaction_rate.to_string()),
        ("award_feedback_rate", award_feedback_rate.to_string()),
    ])
}

/// The terms of a product line as an agreement's text has them, by key; empty where there is none.
pub fn line_values(terms: &LineTerms) -> BTreeMap<&'static str, String> {
    let LineTerms {
        warranty_months,
        labour_fee,
        visit_fee,
        allowance_rate,
        allowance_settlement,
        unused_allowance,
        parts_policy,
        consignment_rate,
        consignment_months,
        free_part_limit,
        repeat_repair_days,
        max_repair_rate,
    } = terms;
    let settlement = match allowance_settlement {
        AllowanceSettlement::Monthly => "monthly",
        AllowanceSettlement::Yearly => "yearly",
    };
    let unused = match unused_allowance {
        UnusedAllowance::Return => "return",
        UnusedAllowance::Lapse => "lapse",
    };
    let policy = match parts_policy {
        PartsPolicy::Purchase => "purchase",
        PartsPolicy::Exchange => "exchange",
        PartsPolicy::ConsignmentExchange => "consignment_exchange",
    };
    BTreeMap::from([
        ("warranty_months", warranty_months.to_string()),
        ("labour_fee", labour_fee.map(|fee| fee.to_string()).unwrap_or_default()),
        ("visit_fee", visit_fee.to_string()),
        ("allowance_rate", allowance_rate.map(|rate| rate.to_string()).unwrap_or_default()),
        ("allowance_settlement", settlement.to_owned()),
        ("unused_allowance", unused.to_owned()),
        ("parts_policy", policy.to_owned()),
        ("consignment_rate", consignment_rate.to_string()),
        ("consignment_months", consignment_months.to_string()),
        ("free_part_limit", free_part_limit.to_string()),
        ("repeat_repair_days", repeat_repair_days.to_string()),
        ("max_repair_rate", max_repair_rate.to_string()),
    ])
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

    #[test]
    fn every_term_is_listed_once_and_known_to_the_reader_of_texts() {
        let general: Vec<&str> = general_terms().map(|term| term.key).collect();
        let values = general_values(&Terms::default());
        assert_eq!(general.len(), values.len());
        for key in general {
            assert!(values.contains_key(key), "{key}");
            assert!(!matches!(general_expected(key), Expected::Text | Expected::KnownKey), "{key}");
        }
        let values = line_values(&LineTerms::default());
        assert_eq!(LINE.len(), values.len());
        for term in LINE {
            assert!(values.contains_key(term.key), "{}", term.key);
            assert!(!matches!(line_expected(term.key), Expected::Text | Expected::KnownKey), "{}", term.key);
        }
    }
}
