//! Correcting a frozen statement (agreement 7, `adjustment`): a line of the next statement that names the one it corrects.
//!
//! Finance or a sales manager enters it with a reason. Its second person is whoever approves the statement that it enters:
//! nobody approves a correction of their own.

use serde_json::json;

use super::{Error, Office, StatementRefusal, said};
use crate::agreement::codes::DealerCode;
use crate::agreement::statement::Adjustment;
use crate::auth::{Actor, Role};
use crate::money::Money;
use crate::store::adjustments::{self, Source};
use crate::store::audit::{self, Entry};
use crate::store::{books, months, new_id, statements};

/// Enters a correction, and answers its identifier.
pub fn correct_statement(
    office: &Office,
    actor: &Actor,
    dealer: &DealerCode,
    correction: &Adjustment,
    reason: &str,
) -> Result<String, Error> {
    if !matches!(actor.role, Role::Finance | Role::SalesManager) {
        return Err(Error::NotAllowed);
    }
    let reason = said(reason)?;
    let largest = Money::ENTRY_MAX;
    if correction.amount.is_zero() || correction.amount > largest || correction.amount < -largest {
        return Err(StatementRefusal::AmountOutOfRange.into());
    }
    let (now, period) = (office.clock.now(), correction.period);
    office.store.write(|c| {
        books::touch(c, dealer, now)?;
        let month = months::load(c, dealer, period)?.ok_or(Error::NotFound)?;
        if !month.is_frozen() {
            return Err(StatementRefusal::StillOpen.into());
        }
        let statement = statements::load(c, dealer, period, month.statement_revision)?.ok_or(Error::NotFound)?;
        if correction.line == 0 || usize::try_from(correction.line).is_ok_and(|line| line > statement.lines.len()) {
            return Err(StatementRefusal::NoSuchLine { lines: statement.lines.len() }.into());
        }
        let id = new_id();
        adjustments::add(c, dealer, correction, Source::Correction(&id), (&actor.login, reason), now)?;
        let facts = json!({
            "correction": id,
            "line": correction.line,
            "amount_fen": correction.amount.fen(),
            "reason": reason,
        });
        let object = format!("statement {dealer} {period}");
        let (person, dealer) = (actor.login.as_str(), dealer.as_str());
        audit::append(c, &Entry { at: now, person, action: "statement.correct", dealer, object: &object, facts })?;
        Ok(id)
    })
}
