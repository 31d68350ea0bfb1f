//! What an own check can ask of a slip, in words.

/// Every fact with the key of its words, those of one thing together.
pub static FACT_WORDS: &[(&str, &str)] = &[
    ("dealer_code", "fact-dealer-code"),
    ("region", "fact-region"),
    ("period", "fact-period"),
    ("slip_no", "fact-slip-no"),
    ("service_class", "fact-service-class"),
    ("product_line", "fact-product-line"),
    ("product_model", "fact-product-model"),
    ("serial_no", "fact-serial-no"),
    ("area", "fact-area"),
    ("service_mode", "fact-service-mode"),
    ("cause", "fact-cause"),
    ("fault_code", "fact-fault-code"),
    ("fault_description", "fact-fault-description"),
    ("work_done", "fact-work-done"),
    ("technician", "fact-technician"),
    ("claimed_fee_fen", "fact-claimed-fee-fen"),
    ("tariff_fen", "fact-tariff-fen"),
    ("claim_value_fen", "fact-claim-value-fen"),
    ("parts", "fact-parts"),
    ("parts_cost_fen", "fact-parts-cost-fen"),
    ("sold_on", "fact-sold-on"),
    ("reported_at", "fact-reported-at"),
    ("arrived_at", "fact-arrived-at"),
    ("repaired_on", "fact-repaired-on"),
    ("completed_at", "fact-completed-at"),
    ("days_since_sale", "fact-days-since-sale"),
    ("minutes_to_arrival", "fact-minutes-to-arrival"),
    ("minutes_to_completion", "fact-minutes-to-completion"),
    ("sold_by_dealer", "fact-sold-by-dealer"),
    ("customer_signed", "fact-customer-signed"),
    ("reissued", "fact-reissued"),
    ("called_back_by_dealer", "fact-called-back-by-dealer"),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::agreement::decision::house_check::FACTS;

    #[test]
    fn every_fact_has_words() {
        let known: BTreeSet<&str> = FACTS.iter().map(|fact| fact.name).collect();
        let worded: BTreeSet<&str> = FACT_WORDS.iter().map(|(name, _)| *name).collect();
        assert_eq!(worded, known);
    }
}
