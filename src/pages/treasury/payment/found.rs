//! What the way back from a payment is read from, in one state of the database.

use std::collections::BTreeMap;

use crate::pages::listing::ROWS;
use crate::store::months::{self, Month};
use crate::store::payments::{self, Batch, Payment};
use crate::store::slips::{self, SlipSource};
use crate::store::statement_steps::{self, TakenStep};
use crate::store::statements::{self, LineSource, StoredLine, StoredStatement};
use crate::store::{Db, uploads};
use crate::workflow::Error;
use crate::workflow::check_upload::SheetAnswer;

/// A payment and everything behind it.
pub struct Found {
    /// Its batch.
    pub batch: Batch,
    /// All payments that were tried for the statement.
    pub tried: Vec<Payment>,
    /// The statement's month.
    pub month: Month,
    /// The statement.
    pub statement: StoredStatement,
    /// What was done with this payment, in its order.
    pub steps: Vec<TakenStep>,
    /// The number of the line whose slips are shown; 0 where no line has any.
    pub line: usize,
    /// Slips of that line behind the cursor, one more than are shown.
    pub slips: Vec<SlipSource>,
    /// The workbook's sheet, by upload.
    pub sheets: BTreeMap<String, String>,
    /// The payment.
    pub payment: Payment,
}

impl Found {
    /// Loads what stands behind a reference; of the slips those of a line, behind a number.
    pub fn load(c: &mut Db, reference: &str, line: Option<usize>, after: Option<&str>) -> Result<Self, Error> {
        let payment = payments::of_reference(c, reference)?.ok_or(Error::NotFound)?;
        let (dealer, period) = (&payment.dealer, payment.period);
        let batch = payments::batch(c, &payment.batch)?.ok_or(Error::NotFound)?;
        let month = months::load(c, dealer, period)?.ok_or(Error::NotFound)?;
        let statement = statements::load(c, dealer, period, month.statement_revision)?.ok_or(Error::NotFound)?;
        let tried = payments::of_statement(c, dealer, period)?;
        let mut steps = statement_steps::of(c, dealer, period)?;
        steps.retain(|step| step.batch == payment.batch);
        let line = line.filter(|line| (1..=statement.lines.len()).contains(line));
        let first = statement.lines.iter().position(|line| !numbers_of(line).is_empty());
        let line = line.unwrap_or(first.map_or(0, |place| place + 1));
        let mut numbers: Vec<String> = statement.lines.get(line.wrapping_sub(1)).map(numbers_of).unwrap_or_default();
        numbers.sort_unstable();
        numbers.retain(|number| after.is_none_or(|after| number.as_str() > after));
        numbers.truncate(ROWS + 1);
        let slips = slips::sources(c, dealer, period, &numbers)?;
        let mut sheets = BTreeMap::new();
        for slip in &slips {
            if !sheets.contains_key(&slip.upload) {
                let answer = uploads::answer::<SheetAnswer>(c, dealer, &slip.upload)?;
                sheets.insert(slip.upload.clone(), answer.map(|answer| answer.sheet).unwrap_or_default());
            }
        }
        Ok(Self { batch, tried, month, statement, steps, line, slips, sheets, payment })
    }
}

/// The slips that a line was made from.
pub fn numbers_of(line: &StoredLine) -> Vec<String> {
    match &line.made_from {
        LineSource::Slips { slips } => slips.iter().map(ToString::to_string).collect(),
        LineSource::Other(_) => Vec::new(),
    }
}
