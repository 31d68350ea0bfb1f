//! 4.32: checks that an administrator adds without a new release: an expression over the slip and its registers, a code, a
//! message, and whether a slip that it hits is held or only noted.
//!
//! Expressions are written in the Common Expression Language, which always ends and reaches nothing but the facts below. As
//! with every rule, a fact that a slip does not have makes a check that asks for it not hit.

use std::collections::BTreeSet;
use std::sync::Arc;

use cel::common::ast::{EntryExpr, Expr, IdedEntryExpr, IdedExpr as Expression};
use cel::objects::Key;
use cel::{Context, Env, Program, Value};
use compact_str::CompactString;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::case::Case;
use super::hit::{Code, HouseHit};
use super::{HouseCheck, out_of_warranty, tariff};
use crate::agreement::codes::{FaultCode, ProductLine, ProductModel, Region, SerialNo, Technician};
use crate::calendar::Moment;
use crate::money::Money;

/// The most bytes that an expression may have.
pub const EXPRESSION_BYTES_MAX: usize = 2_000;
/// The most bytes that a message may have.
const MESSAGE_BYTES_MAX: usize = 500;
/// The fewest and the most characters of a code.
const CODE_LENGTHS: std::ops::RangeInclusive<usize> = 3..=40;
/// The most brackets that may be open at once: an expression is read by functions that call each other.
const DEPTH_MAX: usize = 20;

/// A check as it is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckText {
    /// Its own code, such as `ROUND_FEE`.
    pub code: CompactString,
    /// When it hits, such as `claimed_fee_fen % 1000 == 0`.
    pub expression: String,
    /// What people read where it hits.
    pub message: String,
    /// Whether a slip that it hits waits for a person; else it is a note.
    pub held: bool,
}

/// Why a check cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum CheckFault {
    /// A code is 3 to 40 capital letters, digits and `_`, begins with a letter, and is none of the agreement's.
    #[error("the code cannot be used")]
    Code,
    /// A message has 1 to 500 bytes.
    #[error("the message is missing or too long")]
    Message,
    /// An expression has 1 to 2,000 bytes and few nested brackets.
    #[error("the expression is missing, too long or too deep")]
    Length,
    /// It cannot be read.
    #[error("the expression cannot be read: {0}")]
    Syntax(String),
    /// A macro such as `exists` stands in what another repeats.
    #[error("a macro stands within another")]
    Nested,
    /// It asks for a fact that there is not.
    #[error("there is no fact {0}")]
    UnknownFact(String),
}

/// A check that can be run.
pub struct ExpressionCheck {
    text: CheckText,
    program: Program,
    facts: Vec<&'static Fact>,
    env: Arc<Env>,
}

/// One thing that an expression can ask of a slip.
pub struct Fact {
    /// As expressions write it. Amounts are whole fen, days and times are text in the order of time.
    pub name: &'static str,
    value: fn(&Case) -> Value,
}

/// Everything that an expression can ask; null where the slip does not have it.
pub const FACTS: &[Fact] = &[
    fact("dealer_code", |case| word(Some(case.month.dealer.code.as_str()))),
    fact("region", |case| word(case.month.dealer.region.as_ref().map(Region::as_str))),
    fact("period", |case| word(Some(&case.month.period.to_string()))),
    fact("slip_no", |case| word(Some(case.slip.no.as_str()))),
    fact("service_class", |case| word(Some(case.slip.service_class().as_str()))),
    fact("product_model", |case| word(case.slip.model.as_ref().map(ProductModel::as_str))),
    fact("product_line", |case| word(case.line().map(ProductLine::as_str))),
    fact("serial_no", |case| word(case.slip.serial.as_ref().map(SerialNo::as_str))),
    fact("area", |case| word(Some(case.slip.area().as_str()))),
    fact("fault_code", |case| word(case.slip.fault.as_ref().map(FaultCode::as_str))),
    fact("fault_description", |case| word(case.slip.fault_description.as_deref())),
    fact("cause", |case| word(Some(case.slip.cause().as_str()))),
    fact("work_done", |case| word(case.slip.work_done.as_deref())),
    fact("service_mode", |case| word(Some(case.slip.service_mode().as_str()))),
    fact("technician", |case| word(case.slip.technician.as_ref().map(Technician::as_str))),
    fact("customer_signed", |case| Value::Bool(case.slip.is_signed())),
    fact("reissued", |case| Value::Bool(case.slip.is_reissued())),
    fact("called_back_by_dealer", |case| Value::Bool(case.slip.dealer_callback_on.is_some())),
    fact("sold_by_dealer", |case| {
        case.unit.map_or(Value::Null, |unit| (*unit.dealer == case.month.dealer.code).into())
    }),
    fact("sold_on", |case| word(out_of_warranty::sold_on(case).map(|day| day.to_string()).as_deref())),
    fact("reported_at", |case| moment(case.slip.reported_at)),
    fact("arrived_at", |case| moment(case.slip.arrived_at)),
    fact("repaired_on", |case| word(case.slip.repaired_on.map(|day| day.to_string()).as_deref())),
    fact("completed_at", |case| moment(case.slip.completed_at)),
    fact("days_since_sale", days_since_sale),
    fact("minutes_to_arrival", |case| minutes_until(case, case.slip.arrived_at)),
    fact("minutes_to_completion", |case| minutes_until(case, case.slip.completed_at)),
    fact("claimed_fee_fen", |case| fen(case.slip.claimed_fee)),
    fact("tariff_fen", |case| fen(tariff::tariff(case))),
    fact("claim_value_fen", |case| fen(Some(tariff::claim_value(case)))),
    fact("parts", parts),
    fact("parts_cost_fen", parts_cost),
];

const fn fact(name: &'static str, value: fn(&Case) -> Value) -> Fact {
    Fact { name, value }
}

impl ExpressionCheck {
    /// Reads a check.
    pub fn new(text: CheckText) -> Result<Self, CheckFault> {
        if !is_code(&text.code) {
            return Err(CheckFault::Code);
        }
        if text.message.trim().is_empty() || text.message.len() > MESSAGE_BYTES_MAX {
            return Err(CheckFault::Message);
        }
        let length = text.expression.len();
        if text.expression.trim().is_empty() || length > EXPRESSION_BYTES_MAX || depth(&text.expression) > DEPTH_MAX {
            return Err(CheckFault::Length);
        }
        let env = Arc::new(Env::stdlib());
        let program = env.compile(&text.expression).map_err(|error| CheckFault::Syntax(error.to_string()))?;
        let mut asked = BTreeSet::new();
        ask(program.expression(), &[], &mut asked)?;
        let known = |name: &str| FACTS.iter().find(|fact| fact.name == name);
        let facts = asked.into_iter().map(|name| known(name).ok_or_else(|| CheckFault::UnknownFact(name.to_owned())));
        let facts = facts.collect::<Result<Vec<_>, _>>()?;
        Ok(Self { text, program, facts, env })
    }

    /// The check as it is written.
    pub fn text(&self) -> &CheckText {
        &self.text
    }

    /// Whether it hits a slip; or why it cannot tell.
    pub fn answer(&self, case: &Case) -> Result<bool, String> {
        let mut context = Context::with_env(Arc::clone(&self.env));
        for fact in &self.facts {
            context.add_variable_from_value(fact.name, (fact.value)(case));
        }
        match self.program.execute(&context) {
            Ok(Value::Bool(hits)) => Ok(hits),
            Ok(other) => Err(format!("{other:?} is neither true nor false")),
            Err(error) => Err(error.to_string()),
        }
    }

    /// What it says where it hits.
    pub fn hit(&self) -> HouseHit {
        HouseHit { code: self.text.code.clone(), held: self.text.held, message: self.text.message.clone() }
    }
}

impl HouseCheck for ExpressionCheck {
    fn check(&self, case: &Case) -> Option<HouseHit> {
        self.answer(case).is_ok_and(|hits| hits).then(|| self.hit())
    }
}

/// Collects what an expression asks for; `bound` are the names that a macro such as `exists` gives.
///
/// A macro within the repeated part of another would let a short text run for hours.
fn ask<'a>(asking: &'a Expression, bound: &[&str], asked: &mut BTreeSet<&'a str>) -> Result<(), CheckFault> {
    let mut each = |parts: Vec<&'a Expression>| parts.into_iter().try_for_each(|part| ask(part, bound, asked));
    match &asking.expr {
        Expr::Ident(name) => {
            if !bound.contains(&name.as_str()) {
                asked.insert(name);
            }
            Ok(())
        }
        Expr::Call(call) => each(call.target.as_deref().into_iter().chain(&call.args).collect()),
        Expr::List(list) => each(list.elements.iter().collect()),
        Expr::Select(select) => each(vec![&select.operand]),
        Expr::Map(map) => each(map.entries.iter().flat_map(entry).collect()),
        Expr::Struct(of) => each(of.entries.iter().flat_map(entry).collect()),
        Expr::Comprehension(repeated) => {
            if !bound.is_empty() {
                return Err(CheckFault::Nested);
            }
            ask(&repeated.iter_range, bound, asked)?;
            let second = repeated.iter_var2.as_deref();
            let names: Vec<&str> = [repeated.iter_var.as_str(), &repeated.accu_var].into_iter().chain(second).collect();
            let parts = [&repeated.accu_init, &repeated.loop_cond, &repeated.loop_step, &repeated.result];
            parts.into_iter().try_for_each(|part| ask(part, &names, asked))
        }
        Expr::Literal(_) | Expr::Unspecified => Ok(()),
    }
}

fn entry(entry: &IdedEntryExpr) -> Vec<&Expression> {
    match &entry.expr {
        EntryExpr::MapEntry(entry) => vec![&entry.key, &entry.value],
        EntryExpr::StructField(field) => vec![&field.value],
    }
}

fn is_code(code: &str) -> bool {
    let plain = code.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_');
    let is_of_agreement = Code::ALL.iter().any(|known| known.as_str() == code);
    plain
        && code.starts_with(|c: char| c.is_ascii_uppercase())
        && CODE_LENGTHS.contains(&code.len())
        && !is_of_agreement
}

/// How many brackets, and signs that stand before something, are open at once at most.
fn depth(expression: &str) -> usize {
    let (mut open, mut signs, mut deepest) = (0_usize, 0_usize, 0_usize);
    for c in expression.chars() {
        match c {
            '(' | '[' | '{' | '?' => open += 1,
            ')' | ']' | '}' => open = open.saturating_sub(1),
            _ => {}
        }
        signs = if matches!(c, '!' | '-') { signs + 1 } else { 0 };
        deepest = deepest.max(open + signs);
    }
    deepest
}

fn word(value: Option<&str>) -> Value {
    value.map_or(Value::Null, |text| Value::String(Arc::new(text.to_owned())))
}

fn fen(amount: Option<Money>) -> Value {
    amount.map_or(Value::Null, |amount| Value::Int(amount.fen()))
}

fn moment(at: Option<Moment>) -> Value {
    word(at.map(|at| at.format("%Y-%m-%d %H:%M").to_string()).as_deref())
}

fn days_since_sale(case: &Case) -> Value {
    let days = out_of_warranty::sold_on(case).zip(case.slip.reported_at);
    days.map_or(Value::Null, |(sold_on, reported_at)| {
        Value::Int(reported_at.date().signed_duration_since(sold_on).num_days())
    })
}

fn minutes_until(case: &Case, end: Option<Moment>) -> Value {
    let span = end.zip(case.slip.reported_at);
    span.map_or(Value::Null, |(end, reported_at)| Value::Int(end.signed_duration_since(reported_at).num_minutes()))
}

/// The parts with number, quantity and the register's unit cost.
fn parts(case: &Case) -> Value {
    let used = case.slip.parts_used().into_iter().map(|(part, qty)| {
        let registered = case.month.registers.part(part);
        let entries = [
            ("part_no", word(Some(part.as_str()))),
            ("qty", Value::Int(qty)),
            ("unit_cost_fen", fen(registered.map(|part| part.unit_cost))),
        ];
        let map = entries.into_iter().map(|(name, value)| (Key::String(Arc::new(name.to_owned())), value)).collect();
        Value::Map(cel::objects::Map { map: Arc::new(map) })
    });
    Value::List(Arc::new(used.collect()))
}

/// What all parts cost; null where one is not registered.
fn parts_cost(case: &Case) -> Value {
    let costs = case
        .slip
        .parts_used()
        .into_iter()
        .map(|(part, qty)| Some(case.month.registers.part(part)?.unit_cost.for_each_of(qty)));
    fen(costs.sum::<Option<Money>>())
}

#[cfg(test)]
mod tests;
