//! Why something could not be done, and the way out.

use crate::agreement::penalties::FindingRefused;
use crate::agreement::statement::{Role, State, StepRefused};
use crate::calendar::Day;
use crate::workflow::try_change::MONTHS_MAX;
use crate::workflow::{Error, Refusal};

/// Why a verb could not be done.
pub fn error(error: &Error) -> String {
    match error {
        Error::NotFound => "There is nothing here, or it is not yours to see.".to_owned(),
        Error::NotAllowed => "Your role may not do this.".to_owned(),
        Error::OutOfTime { last_day } => format!("Its time ran out: the last day was {last_day}."),
        Error::Step(refused) => step(*refused),
        Error::Changed => "Somebody else changed this meanwhile. Look at it again and repeat.".to_owned(),
        Error::Refused(refusal) => self::refusal(refusal),
        Error::Store(_) | Error::Read(_) | Error::Io(_) => internal().to_owned(),
    }
}

/// What is noted of a refusal that nobody telephoned for.
pub fn standing_wish(since: Day, said_to: &str) -> String {
    format!("Not telephoned: on {since} the customer asked {said_to} not to be called again; recorded as refused.")
}

/// Why a step of a statement was refused.
pub fn step(refused: StepRefused) -> String {
    match refused {
        StepRefused::WrongState { state, needed } => {
            format!("The statement is {}; for this step it must be {}.", self::state(state), self::state(needed))
        }
        StepRefused::WrongRole { needed } => format!("This step is taken by {}.", party(needed)),
        StepRefused::TookAnEarlierStep => {
            "You took an earlier step on this statement; another person must take this one (agreement 7.4).".to_owned()
        }
    }
}

/// What a statement's state is called.
pub fn state(state: State) -> &'static str {
    match state {
        State::Draft => "a draft",
        State::Confirmed => "confirmed",
        State::Approved => "approved",
        State::Released => "released",
        State::Paid => "paid",
    }
}

fn party(role: Role) -> &'static str {
    match role {
        Role::AfterSalesCentre => "the after-sales centre",
        Role::SalesManager => "the sales manager",
        Role::Finance => "finance",
    }
}

fn refusal(refusal: &Refusal) -> String {
    match refusal {
        Refusal::Person(refused) => super::people::refused(refused),
        Refusal::Statement(refusal) => super::statements::refusal(refusal),
        Refusal::StatementFrozen => {
            "The statement of this month is confirmed; nothing is filed for it any more. What is missing can be disputed."
                .to_owned()
        }
        Refusal::PeriodNotOver => "The month is not over yet; its lot is drawn afterwards.".to_owned(),
        Refusal::SlipsNotFiled => "No slips are filed for this month, so there is no lot to draw.".to_owned(),
        Refusal::NoSeed => "The month has no seed, which must be fixed before its lot is known.".to_owned(),
        Refusal::ReasonMissing => "Give a reason; it is kept and shown.".to_owned(),
        Refusal::SlipNotHeld => "Only a slip that is held waits for a decision.".to_owned(),
        Refusal::CallTaken { by } => format!("{by} is calling this customer; take the next one."),
        Refusal::AppointmentUnfit { days_max } => {
            format!("The time must come after now and within {days_max} days.")
        }
        Refusal::NothingToWithdraw => "No review of this slip stands that could be taken back.".to_owned(),
        Refusal::CalledAsFirstFiled { first } => format!(
            "This number was filed for {first} first, which is what calls concern (agreement 6.4); add the slip of that month."
        ),
        Refusal::NobodyToCall => "The slip has no telephone number to call.".to_owned(),
        Refusal::CallWaits => "The slip waits for a call already.".to_owned(),
        Refusal::WishWithoutRefusal => "Such a wish is recorded with the outcome refused alone.".to_owned(),
        Refusal::NoStandingWish => "This customer did not ask not to be called again; call as usual.".to_owned(),
        Refusal::PickCalled => "The slip has been called, so that it cannot be taken off any more.".to_owned(),
        Refusal::NotWaitingForReview => {
            "A dealer is asked about a slip that waits for a reviewer; this one waits for its call, for an answer, or for nobody."
                .to_owned()
        }
        Refusal::AnswerDayUnfit { days_max } => {
            format!("The last day of the answer must come after today and within {days_max} days.")
        }
        Refusal::NoOpenQuestion => "No question about this slip waits for an answer.".to_owned(),
        Refusal::FindingSettled => "The finding is settled already.".to_owned(),
        Refusal::Finding(FindingRefused::SamePerson) => {
            "You found this; another person must settle it (agreement 7.4).".to_owned()
        }
        Refusal::Finding(FindingRefused::StillToAnswer { last_day }) => {
            format!("The dealer may answer until {last_day}; settle it afterwards (agreement 7.4).")
        }
        Refusal::Register { faults } => format!("The register was not taken: {} faults.", faults.len()),
        Refusal::CallsAreKept => "Calls are only ever added, never replaced.".to_owned(),
        Refusal::Agreement { faults } => format!("The agreement was not taken: {} faults.", faults.len()),
        Refusal::SameFirstDay(clashes) => clashes.iter().map(super::terms::same_first_day).collect::<Vec<_>>().join(" "),
        Refusal::AgreementInUse { dealer, period } => format!(
            "The statement of {dealer} for {period} is confirmed under this text. Publish a new one with a later first day."
        ),
        Refusal::AccountWaits { proposed_by } => {
            format!("A change of this account, proposed by {proposed_by}, waits for a second person. Decide it first.")
        }
        Refusal::AccountUnchanged => "This is the dealer's account already.".to_owned(),
        Refusal::AccountDecided { decided_by } => format!("{decided_by} has decided this change already."),
        Refusal::ProposedByYourself => "You proposed this account; another person must decide it.".to_owned(),
        Refusal::FirstPeriodFixed => {
            "The first period stays, because sheets are filed or statements confirmed already.".to_owned()
        }
        Refusal::SeedFixed => "The seed of this month is fixed and stays.".to_owned(),
        Refusal::LotDrawn => "The lot is drawn already.".to_owned(),
        Refusal::HouseCheck(fault) => super::house_checks::fault(fault),
        Refusal::HouseCheckStands => {
            "A check with this code is in force. End it first, or give this one another code.".to_owned()
        }
        Refusal::HouseCheckEnded => "The check has ended already.".to_owned(),
        Refusal::TrialPeriods { last } => format!(
            "Choose at most {MONTHS_MAX} months, the first before the last, and none after {last}."
        ),
        Refusal::Upload(refusal) => super::uploads::refusal(*refusal),
        Refusal::Mail { state } => super::mail::refusal(*state).to_owned(),
    }
}

/// What a status means.
pub fn title(status: u16) -> &'static str {
    match status {
        401 => "Sign in first",
        403 => "Not allowed",
        404 => "Not found",
        409 => "Not as things stand",
        410 => "No longer valid",
        412 => "Changed meanwhile",
        413 => "Too large",
        422 => "Not understood",
        428 => "Say what you saw",
        429 => "Too many requests",
        500.. => "Our fault",
        _ => "Refused",
    }
}

/// A body that is not what the operation takes.
pub fn invalid_body() -> &'static str {
    "The request's body is not what this operation takes; every fault is listed."
}

/// A failure of ours.
pub fn internal() -> &'static str {
    "Something failed on our side; nothing was changed. Try again, and tell us the number of the request if it stays."
}

/// Nobody is signed in.
pub fn unauthenticated() -> &'static str {
    "Sign in, or send an API token. The session may have ended."
}

/// A request from elsewhere.
pub fn forged() -> &'static str {
    "The request does not come from our pages: reload the page and repeat, or send the session's X-CSRF-Token."
}

/// A parameter of the address that is not understood.
pub const fn invalid_query() -> &'static str {
    "The address has a parameter that is not understood."
}

/// A parameter that a route does not have.
pub fn unknown_parameter(name: &str, known: &str) -> String {
    if known.is_empty() {
        return format!("The parameter {name} is not known; there are none here.");
    }
    format!("The parameter {name} is not known; there are {known}.")
}

/// The service cannot work yet, or not now.
pub const fn not_ready() -> &'static str {
    "The database does not answer, or is of another version. Try again in a moment."
}

/// A decision that does not say which version it rests on.
pub const fn version_missing() -> &'static str {
    "A decision says what was seen: fetch it, and send its ETag as If-Match."
}

/// An Idempotency-Key that is none.
pub const fn key_unusable() -> &'static str {
    "An Idempotency-Key has 1 to 200 letters, digits and signs."
}

/// An Idempotency-Key that stood for another request.
pub const fn key_reused() -> &'static str {
    "This Idempotency-Key stood for another request. Take a new one."
}

/// An Idempotency-Key whose first request is at work.
pub const fn key_at_work() -> &'static str {
    "The first request with this Idempotency-Key is still at work. Ask again in a moment."
}
