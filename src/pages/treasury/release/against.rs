//! What stands against a batch, each with its way out.

use super::super::places;
use super::{Asked, Key};
use crate::pages::Page;
use crate::workflow::release_payments::{PaymentFault, PaymentNote, PaymentProblem, Preflight};

/// Something that stands against the batch, or that finance should know.
pub struct AgainstLine {
    /// Whose statement; empty where the whole batch is concerned.
    pub label: String,
    /// Its page.
    pub href: String,
    /// What.
    pub told: String,
    /// Where it is mended; may be empty.
    pub way_out: String,
    /// What that is called.
    pub way_out_label: String,
    /// Where it is left out; may be empty.
    pub leave_out: String,
}

/// The faults, and the statements that they are of.
pub fn against(page: &Page, asked: &Asked, preflight: &Preflight) -> (Vec<AgainstLine>, Vec<Key>) {
    let mut faulty: Vec<Key> = preflight.faults.iter().filter_map(|fault| fault.statement.clone()).collect();
    faulty.dedup();
    (preflight.faults.iter().take(asked.rows_max()).map(|fault| line(page, asked, fault)).collect(), faulty)
}

fn line(page: &Page, asked: &Asked, fault: &PaymentFault) -> AgainstLine {
    // The statement has a column of its own.
    let alone = PaymentFault { statement: None, problem: fault.problem.clone() };
    let told = page.lang.payment_fault(&alone);
    let Some(key) = &fault.statement else {
        let (way_out, way_out_label) = ("/payment-terms".to_owned(), page.t("payment-terms-title"));
        let label = page.t("release-whole-batch");
        return AgainstLine { label, href: String::new(), told, way_out, way_out_label, leave_out: String::new() };
    };
    let (way_out, way_out_label) = way_out(page, key, &fault.problem);
    AgainstLine { told, way_out, way_out_label, ..of_statement(page, asked, key) }
}

fn of_statement(page: &Page, asked: &Asked, key: &Key) -> AgainstLine {
    AgainstLine {
        label: page.statement_name(&key.0, key.1),
        href: places::statement(key.0.as_str(), key.1),
        told: String::new(),
        way_out: String::new(),
        way_out_label: String::new(),
        leave_out: asked.without(key),
    }
}

fn way_out(page: &Page, (dealer, period): &Key, problem: &PaymentProblem) -> (String, String) {
    let (href, key) = match problem {
        PaymentProblem::PayerMissing => ("/payment-terms".to_owned(), "payment-terms-title"),
        PaymentProblem::AccountMissing
        | PaymentProblem::AccountUnderChange
        | PaymentProblem::AccountUnfit { .. }
        | PaymentProblem::PayeeDoubled { .. } => (places::accounts(dealer.as_str()), "release-to-account"),
        PaymentProblem::InvoiceMissing => (places::invoice(dealer.as_str(), period), "release-to-invoice"),
        PaymentProblem::UnderWay { batch } => (places::batch(batch), "release-to-batch"),
        PaymentProblem::Step(_) => (places::statement(dealer.as_str(), period), "release-to-statement"),
        PaymentProblem::Unknown | PaymentProblem::Doubled | PaymentProblem::DocumentDiffers { .. } => {
            return (String::new(), String::new());
        }
    };
    (href, page.t(key))
}

/// What finance should know.
pub fn notes(page: &Page, asked: &Asked, preflight: &Preflight) -> Vec<AgainstLine> {
    let line = |(dealer, period, note): &(_, _, PaymentNote)| {
        let key: Key = (Clone::clone(dealer), *period);
        AgainstLine { told: page.lang.payment_note(note), ..of_statement(page, asked, &key) }
    };
    preflight.notes.iter().take(asked.rows_max()).map(line).collect()
}
