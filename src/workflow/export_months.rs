//! Writes the folder run's files from what is stored: the same writers over the same structs, dealer by dealer, so that
//! memory does not grow with the months.

mod folder;

use std::io::{self, Write};

use super::{Error, Office, batch_documents};
use crate::agreement::codes::DealerCode;
use crate::agreement::decision::{DecidedMonth, DecidedSlip};
use crate::agreement::registers::Dealer;
use crate::agreement::statement::Statement;
use crate::agreement::violations::Violation;
use crate::calendar::{Day, Period};
use crate::exports::{EXPORTS, Export, GrowingExport, SettledMonth};
use crate::store::months::Month;
use crate::store::payments::{self, Payment, PaymentState};
use crate::store::{Db, months, registers, slips, statements};
use crate::texts::Lang;

pub use folder::{export_folder, rejected_sheets};

/// Which months, and of whom.
#[derive(Clone, Copy, Debug)]
pub struct Selection<'a> {
    /// The first period.
    pub from: Period,
    /// The last period.
    pub through: Period,
    /// One dealer's alone.
    pub dealer: Option<&'a DealerCode>,
}

/// The export of a file's name.
pub fn export_of(file: &str) -> Option<&'static Export> {
    EXPORTS.iter().find(|export| export.file == file)
}

/// Writes one of the exports.
pub fn export_months(
    office: &Office,
    export: &Export,
    selection: Selection,
    lang: Lang,
    to: Box<dyn Write + Send>,
) -> Result<(), Error> {
    let mut growing = GrowingExport::begin(export, lang, to)?;
    each_month(office, selection, |month| growing.add(month))?;
    Ok(growing.finish()?)
}

/// Hands every month out, in the order of periods and dealers. Each is one state of the database.
pub fn each_month(
    office: &Office,
    selection: Selection,
    mut take: impl FnMut(&SettledMonth) -> io::Result<()>,
) -> Result<(), Error> {
    let mut dealers = office.store.read(registers::dealers)?;
    dealers.retain(|dealer| selection.dealer.is_none_or(|only| dealer.code == *only));
    let today = office.clock.today();
    for period in selection.from.through(selection.through) {
        for dealer in &dealers {
            let stored = office.store.read(|c| Stored::load(c, dealer, period, today))?;
            if let Some(stored) = stored {
                take(&stored.settled(dealer, period))?;
            }
        }
    }
    Ok(())
}

/// A dealer's month as it is stored.
pub(super) struct Stored {
    /// Its slips and lot.
    pub decided: DecidedMonth,
    /// Its statement.
    pub statement: Option<Statement>,
    violations: Vec<Violation>,
    payment: Option<Payment>,
}

impl Stored {
    /// Loads a month. A violation is shown from the day of the violation on: before it the dealer still has time.
    pub fn load(c: &mut Db, dealer: &Dealer, period: Period, today: Day) -> Result<Option<Self>, Error> {
        let Some(month) = months::load(c, &dealer.code, period)? else { return Ok(None) };
        let slips = slips::decided(c, &dealer.code, period)?;
        let stored = match month.state {
            Some(_) => statements::load(c, &dealer.code, period, month.statement_revision)?,
            None => None,
        };
        let statement = stored.as_ref().map(|stored| stored.statement(&slips));
        let mut violations = stored.map(|stored| stored.violations).unwrap_or_default();
        violations.retain(|violation| violation.violated_on(period) <= today);
        let decided = decided_month(slips, &month);
        let mut tried = payments::of_statement(c, &dealer.code, period)?;
        let payment = tried.pop().filter(|payment| payment.state != PaymentState::Refused);
        Ok(Some(Self { decided, statement, violations, payment }))
    }

    fn settled<'a>(&'a self, dealer: &'a Dealer, period: Period) -> SettledMonth<'a> {
        SettledMonth {
            period,
            dealer,
            decided: &self.decided,
            statement: self.statement.as_ref(),
            violations: &self.violations,
            payment: self.payment.as_ref().map(batch_documents::row),
        }
    }
}

fn decided_month(slips: Vec<DecidedSlip>, month: &Month) -> DecidedMonth {
    let lot = month.lot.as_ref().map(|lot| lot.placed(&slips));
    DecidedMonth { slips, lot }
}
