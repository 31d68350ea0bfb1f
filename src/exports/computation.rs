//! How a month was computed, as a text that a person can follow with the agreement beside it.

use std::fmt::{self, Write as _};

use data_encoding::HEXLOWER;

use crate::agreement::callbacks::draw_key;
use crate::agreement::codes::SlipNo;
use crate::agreement::evidence::{Inputs, LotOutcome, Outcome, SlipOutcome, StatementOutcome};
use crate::money::Money;
use crate::texts::Lang;

/// Writes the text; the same month gives the same bytes.
pub fn computation(inputs: &Inputs, outcome: &Outcome, lang: Lang) -> String {
    let mut text = String::new();
    // Writing into a text does not fail.
    let _ = write_all(&mut text, inputs, outcome, lang);
    text
}

fn write_all(text: &mut String, inputs: &Inputs, outcome: &Outcome, lang: Lang) -> fmt::Result {
    let words = lang.computation();
    writeln!(text, "{}  {} {}  {}\n", words.title, inputs.dealer.code, inputs.dealer.name, inputs.period)?;
    writeln!(text, "{}", words.slips)?;
    for decided in &outcome.decisions {
        write_slip(text, decided, lang)?;
    }
    if let Some(lot) = &outcome.lot {
        write_lot(text, inputs, lot, lang)?;
    }
    match &outcome.statement {
        Some(statement) => write_statement(text, outcome, statement, lang),
        None => writeln!(text, "\n{}", words.unbound),
    }
}

/// A slip: what became of it, what it claims and pays, and every reason with its clause.
fn write_slip(text: &mut String, decided: &SlipOutcome, lang: Lang) -> fmt::Result {
    let words = lang.computation();
    let pays = if decided.verdict.is_payable() { decided.claim_value } else { Money::ZERO };
    let (no, verdict, claim_value) = (&decided.no, lang.verdict(decided.verdict), decided.claim_value);
    writeln!(text, "  {no}  {verdict}  {} {claim_value}  {} {pays}", words.claim_value, words.pays)?;
    for hit in &decided.hits {
        writeln!(text, "      {} {}  {}", hit.code().clause(), hit.name(), lang.reason(hit))?;
    }
    Ok(())
}

/// The draw, so that anybody can repeat it: the hash of seed, dealer, month and number gives the order (6.2).
fn write_lot(text: &mut String, inputs: &Inputs, lot: &LotOutcome, lang: Lang) -> fmt::Result {
    let words = lang.computation();
    let seed = inputs.seed.as_deref().unwrap_or_default();
    writeln!(text, "\n{}", words.lot)?;
    let (size, n, accept) = (lot.size, lot.plan.sample_size, lot.plan.accept_number);
    writeln!(text, "  {} {size}  n {n}  Ac {accept}  {} {}", words.lot_size, words.failed, lot.failed)?;
    writeln!(text, "  {} {seed}", words.seed)?;
    for (rank, no) in (1_u64..).zip(&lot.drawn) {
        let key = HEXLOWER.encode(&draw_key(seed, &inputs.dealer.code, inputs.period, no));
        writeln!(text, "  {rank}  {no}  SHA-256({seed}:{}:{}:{no}) = {key}", inputs.dealer.code, inputs.period)?;
    }
    Ok(())
}

fn write_statement(text: &mut String, outcome: &Outcome, statement: &StatementOutcome, lang: Lang) -> fmt::Result {
    let words = lang.computation();
    writeln!(text, "\n{}", words.lines)?;
    let mut sum = Money::ZERO;
    for (number, line) in (1_u64..).zip(&statement.lines) {
        sum += line.amount;
        let about = line.product_line.as_ref().map(ToString::to_string).or_else(|| line.reference.clone());
        let (clause, kind, about) = (line.kind.clause(), lang.line_kind(line.kind), about.unwrap_or_default());
        writeln!(text, "  {number}  {clause}  {kind} {about}  {}  = {sum}", line.amount)?;
        if !line.slips.is_empty() {
            writeln!(text, "      {}", summands(outcome, &line.slips))?;
        }
    }
    writeln!(text, "\n{} {}", words.fees_paid, statement.fees_paid)?;
    writeln!(text, "{} {}", words.net, statement.net)?;
    writeln!(text, "{} max(0, {}) = {}", words.payable, statement.net, statement.payable)?;
    writeln!(text, "{} max(0, {}) = {}", words.carried, -statement.net, statement.balance_carried_forward)?;
    if let Some(day) = statement.payment_due_on {
        writeln!(text, "{} {day}", words.due)?;
    }
    Ok(())
}

/// The slips of a line with their claim values.
fn summands(outcome: &Outcome, slips: &[SlipNo]) -> String {
    let mut values = std::collections::HashMap::new();
    for decided in &outcome.decisions {
        values.insert(&decided.no, decided.claim_value);
    }
    let value = |no: &SlipNo| values.get(no).copied().unwrap_or_default();
    slips.iter().map(|no| format!("{no} {}", value(no))).collect::<Vec<_>>().join(" · ")
}
