//! Agreement 7.4: the states of a statement, who takes which step, and that no one person takes two.

use serde::{Deserialize, Serialize};

/// Where a statement stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Recomputed whenever something under it changes.
    Draft,
    /// By the after-sales centre; frozen from here on.
    Confirmed,
    /// By the sales manager.
    Approved,
    /// By finance, in a payment batch.
    Released,
    /// The bank has paid.
    Paid,
}

impl State {
    /// Every state, in the order of the steps.
    pub const ALL: [Self; 5] = [Self::Draft, Self::Confirmed, Self::Approved, Self::Released, Self::Paid];

    /// As it is stored and as addresses name it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Confirmed => "confirmed",
            Self::Approved => "approved",
            Self::Released => "released",
            Self::Paid => "paid",
        }
    }

    /// Whether the statement is still recomputed.
    pub fn is_frozen(self) -> bool {
        self > Self::Draft
    }
}

/// The people who take steps (agreement 1.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// 售后服务中心
    AfterSalesCentre,
    /// 营销经理
    SalesManager,
    /// 财务部
    Finance,
}

/// The steps from one state to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Draft to confirmed.
    Confirm,
    /// Confirmed to approved.
    Approve,
    /// Approved to released.
    Release,
    /// Released to paid.
    Pay,
}

impl Step {
    /// The states before and after, and who takes it.
    pub const fn rule(self) -> (State, State, Role) {
        match self {
            Self::Confirm => (State::Draft, State::Confirmed, Role::AfterSalesCentre),
            Self::Approve => (State::Confirmed, State::Approved, Role::SalesManager),
            Self::Release => (State::Approved, State::Released, Role::Finance),
            Self::Pay => (State::Released, State::Paid, Role::Finance),
        }
    }

    /// The state after the step, or why this person may not take it. `taken_by` are those who took the steps before.
    pub fn take<Person: PartialEq>(
        self,
        state: State,
        person: &Person,
        role: Role,
        taken_by: &[Person],
    ) -> Result<State, StepRefused> {
        let (from, to, needed) = self.rule();
        if state != from {
            return Err(StepRefused::WrongState { state, needed: from });
        }
        if role != needed {
            return Err(StepRefused::WrongRole { needed });
        }
        if taken_by.contains(person) {
            return Err(StepRefused::TookAnEarlierStep);
        }
        Ok(to)
    }
}

/// Why a step was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepRefused {
    /// The statement is not where the step begins.
    WrongState {
        /// Where it is.
        state: State,
        /// Where it would have to be.
        needed: State,
    },
    /// Somebody else takes this step.
    WrongRole {
        /// Who.
        needed: Role,
    },
    /// The same person took an earlier step on this statement.
    TookAnEarlierStep,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_step_has_its_state_its_role_and_its_own_person() {
        let (centre, manager, finance) = (Role::AfterSalesCentre, Role::SalesManager, Role::Finance);
        for (step, state, person, role, taken_by, outcome) in [
            (Step::Confirm, State::Draft, "li", centre, &[][..], Ok(State::Confirmed)),
            (Step::Approve, State::Confirmed, "wang", manager, &["li"], Ok(State::Approved)),
            (Step::Release, State::Approved, "zhao", finance, &["li", "wang"], Ok(State::Released)),
            (Step::Pay, State::Released, "qian", finance, &["li", "wang", "zhao"], Ok(State::Paid)),
            (Step::Pay, State::Released, "zhao", finance, &["li", "wang", "zhao"], Err(StepRefused::TookAnEarlierStep)),
            (Step::Approve, State::Confirmed, "li", manager, &["li"], Err(StepRefused::TookAnEarlierStep)),
            (
                Step::Approve,
                State::Confirmed,
                "zhao",
                finance,
                &["li"],
                Err(StepRefused::WrongRole { needed: manager }),
            ),
            (
                Step::Approve,
                State::Draft,
                "wang",
                manager,
                &[],
                Err(StepRefused::WrongState { state: State::Draft, needed: State::Confirmed }),
            ),
        ] {
            assert_eq!(step.take(state, &person, role, taken_by), outcome, "{step:?} by {person}");
        }
        assert!(!State::Draft.is_frozen());
        assert!(State::Confirmed.is_frozen());
    }
}
