//! Agreement 7.4: how any step of a statement is taken: by whom, from which state, never over somebody else's change.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{Error, sum_ledger};
use crate::agreement::codes::DealerCode;
use crate::agreement::disputes;
use crate::agreement::statement::{State, Step};
use crate::auth::Actor;
use crate::calendar::{Moment, Period};
use crate::clock;
use crate::notify::event::Event;
use crate::notify::outbox;
use crate::store::audit::{self, Entry};
use crate::store::behalf::behalf;
use crate::store::months::{self, Month};
use crate::store::statement_steps::{self, StepKind, TakenStep};
use crate::store::{Db, agreements};

/// A statement as a step meets it.
pub(super) struct Met {
    /// The dealer's month.
    pub month: Month,
    /// Where its statement stands.
    pub state: State,
    /// What was done to it so far.
    pub steps: Vec<TakenStep>,
}

/// What a step leaves behind besides the state.
#[derive(Clone, Copy, Default)]
pub(super) struct Beside<'a> {
    /// The payment batch that is concerned.
    pub batch: &'a str,
    /// What is said to it.
    pub note: &'a str,
}

impl Met {
    /// A dealer's statement; `expected` is the state's version that the person saw, where they say so.
    pub fn load(c: &mut Db, dealer: &DealerCode, period: Period, expected: Option<i64>) -> Result<Self, Error> {
        // Of two who take the same step, the second sees what the first did.
        months::lock(c, dealer, period)?;
        let month = months::load(c, dealer, period)?.ok_or(Error::NotFound)?;
        let state = month.state.ok_or(Error::NotFound)?;
        let steps = statement_steps::of(c, dealer, period)?;
        let met = Self { month, state, steps };
        if expected.is_some_and(|version| version != met.month.state_version) {
            return Err(Error::Changed);
        }
        Ok(met)
    }

    /// Several statements; those that there are. Each is locked in the order in which every verb does.
    pub fn load_all(c: &mut Db, statements: &BTreeSet<(DealerCode, Period)>) -> Result<Vec<Self>, Error> {
        for (dealer, period) in statements {
            months::lock(c, dealer, *period)?;
        }
        Self::look(c, statements)
    }

    /// The same for whoever only looks.
    pub fn look(c: &mut Db, statements: &BTreeSet<(DealerCode, Period)>) -> Result<Vec<Self>, Error> {
        let mut steps = statement_steps::of_statements(c, statements)?;
        let met = |(statement, month): (_, Month)| {
            let steps = steps.remove(&statement).unwrap_or_default();
            Some(Self { state: month.state?, steps, month })
        };
        Ok(months::of_statements(c, statements)?.into_iter().filter_map(met).collect())
    }

    /// The state after a step, or why this person may not take it.
    pub fn after(&self, step: Step, actor: &Actor) -> Result<State, Error> {
        let role = actor.role.party().ok_or(Error::NotAllowed)?;
        let taken = self.steps.iter().filter(|taken| taken.kind.step().is_some());
        let persons: Vec<&str> = taken.map(|taken| taken.person.as_str()).collect();
        Ok(step.take(self.state, &actor.login.as_str(), role, &persons)?)
    }

    /// Takes a step that is allowed, and tells of it.
    pub fn take(
        &self,
        c: &mut Db,
        kind: StepKind,
        to: State,
        actor: &Actor,
        beside: Beside,
        now: Moment,
    ) -> Result<(), Error> {
        let step = TakenStep {
            kind,
            person: actor.login.clone(),
            taken_at: now,
            revision: self.month.statement_revision,
            batch: beside.batch.to_owned(),
            note: beside.note.to_owned(),
            on_behalf_of: behalf(),
        };
        if statement_steps::take(c, &self.month, to, &step)? { self.tell(c, kind, now) } else { Err(Error::Changed) }
    }

    fn tell(&self, c: &mut Db, kind: StepKind, now: Moment) -> Result<(), Error> {
        let (dealer, period) = (&self.month.dealer, self.month.period);
        let (payable, payment_due_on) = (self.month.sums.payable, self.month.sums.payment_due_on);
        let mut events = Vec::with_capacity(2);
        match kind {
            StepKind::Confirm => {
                let agreements = agreements::standing(c)?;
                let version = agreements.of(dealer).for_period(period);
                let issued_on = clock::business_day(now);
                let dispute_until = version.map(|version| disputes::last_day(&version.terms, issued_on));
                events.push(Event::StatementConfirmed { period, payable, payment_due_on, dispute_until });
                events.push(Event::ApprovalWaits { period, payable });
            }
            StepKind::Approve => {
                events.push(Event::StatementApproved { period, payable });
                events.push(Event::ReleaseWaits { period, payable, payment_due_on });
            }
            StepKind::Release => events.push(Event::StatementReleased { period, payable }),
            StepKind::Pay => events.push(Event::StatementPaid { period, payable }),
            StepKind::Refuse => {
                events.push(Event::PaymentRefused { period, payable });
                events.push(Event::PaymentFailed { period, payable });
            }
            StepKind::Return => {
                events.push(Event::PaymentReturned { period, payable });
                events.push(Event::PaymentTakenBack { period, payable });
            }
            // The centre and the manager talk about it.
            StepKind::Hold => {}
        }
        // A step that is taken again, such as another release, is told again.
        let key = format!("{dealer} {period} {}", self.month.state_version);
        for event in events {
            outbox::tell(c, dealer, event, &key, now)?;
        }
        Ok(())
    }

    /// Records the step in the audit trail, with the ledger's sums as they are now; the last thing of a transaction.
    pub fn record(&self, c: &mut Db, action: &str, actor: &Actor, facts: Value, now: Moment) -> Result<(), Error> {
        let (dealer, period) = (&self.month.dealer, self.month.period);
        sum_ledger::sum_statement(c, dealer, period)?;
        let object = format!("statement {dealer} {period}");
        let entry = Entry { at: now, person: &actor.login, action, dealer: dealer.as_str(), object: &object, facts };
        Ok(audit::append(c, &entry)?)
    }

    /// What is recorded of every step: the revision that it was taken on, and what that pays.
    pub fn facts(&self) -> Value {
        json!({ "revision": self.month.statement_revision, "payable_fen": self.month.sums.payable.fen() })
    }
}

/// What became of the same step on several statements: those that could be taken are kept whatever became of others.
#[derive(Debug, Default)]
pub struct StepsTaken {
    /// Whose statements.
    pub taken: Vec<(DealerCode, Period)>,
    /// Whose not, and why.
    pub refused: Vec<(DealerCode, Period, Error)>,
}

/// Takes a step on each of some statements, each in a transaction of its own. Ends early only where the database fails.
pub(super) fn take_each(
    statements: Vec<(DealerCode, Period)>,
    mut step: impl FnMut(&DealerCode, Period) -> Result<(), Error>,
) -> Result<StepsTaken, Error> {
    let mut came = StepsTaken::default();
    for (dealer, period) in statements {
        match step(&dealer, period) {
            Ok(()) => came.taken.push((dealer, period)),
            Err(Error::Store(error)) => return Err(Error::Store(error)),
            Err(error) => came.refused.push((dealer, period, error)),
        }
    }
    Ok(came)
}
