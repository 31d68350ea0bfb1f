//! The one table from errors to status and code, for the API's problems and for the pages of errors.

use actix_web::http::StatusCode;

use crate::agreement::penalties::FindingRefused;
use crate::agreement::statement::StepRefused;
use crate::auth;
use crate::workflow::enter_invoice::InvoiceRefusal;
use crate::workflow::{Error, Refusal, StatementRefusal, UploadRefusal};

/// Status and code of every error of a verb.
pub fn status_of(error: &Error) -> (StatusCode, &'static str) {
    match error {
        Error::NotFound => (StatusCode::NOT_FOUND, "not_found"),
        Error::NotAllowed => (StatusCode::FORBIDDEN, "not_allowed"),
        Error::OutOfTime { .. } => (StatusCode::CONFLICT, "out_of_time"),
        Error::Step(StepRefused::WrongState { .. }) => (StatusCode::CONFLICT, "wrong_state"),
        Error::Step(StepRefused::WrongRole { .. }) => (StatusCode::FORBIDDEN, "wrong_role"),
        Error::Step(StepRefused::TookAnEarlierStep) => (StatusCode::FORBIDDEN, "same_person"),
        Error::Changed => (StatusCode::PRECONDITION_FAILED, "changed_meanwhile"),
        Error::Refused(refusal) => refused(refusal),
        Error::Store(_) | Error::Read(_) | Error::Io(_) => (StatusCode::INTERNAL_SERVER_ERROR, "internal"),
    }
}

fn refused(refusal: &Refusal) -> (StatusCode, &'static str) {
    match refusal {
        Refusal::Person(refused) => person(refused),
        Refusal::Statement(refusal) => statement(refusal),
        Refusal::StatementFrozen => (StatusCode::CONFLICT, "statement_frozen"),
        Refusal::PeriodNotOver => (StatusCode::CONFLICT, "period_not_over"),
        Refusal::SlipsNotFiled => (StatusCode::CONFLICT, "slips_not_filed"),
        Refusal::NoSeed => (StatusCode::CONFLICT, "no_seed"),
        Refusal::ReasonMissing => (StatusCode::UNPROCESSABLE_ENTITY, "reason_missing"),
        Refusal::SlipNotHeld => (StatusCode::CONFLICT, "slip_not_held"),
        Refusal::CallTaken { .. } => (StatusCode::CONFLICT, "call_taken"),
        Refusal::AppointmentUnfit { .. } => (StatusCode::UNPROCESSABLE_ENTITY, "appointment_unfit"),
        Refusal::NothingToWithdraw => (StatusCode::CONFLICT, "nothing_to_withdraw"),
        Refusal::CalledAsFirstFiled { .. } => (StatusCode::CONFLICT, "called_as_first_filed"),
        Refusal::NobodyToCall => (StatusCode::CONFLICT, "nobody_to_call"),
        Refusal::CallWaits => (StatusCode::CONFLICT, "call_waits"),
        Refusal::PickCalled => (StatusCode::CONFLICT, "pick_called"),
        Refusal::NotWaitingForReview => (StatusCode::CONFLICT, "not_waiting_for_review"),
        Refusal::AnswerDayUnfit { .. } => (StatusCode::UNPROCESSABLE_ENTITY, "answer_day_unfit"),
        Refusal::NoOpenQuestion => (StatusCode::CONFLICT, "no_open_question"),
        Refusal::WishWithoutRefusal => (StatusCode::UNPROCESSABLE_ENTITY, "wish_without_refusal"),
        Refusal::NoStandingWish => (StatusCode::CONFLICT, "no_standing_wish"),
        Refusal::FindingSettled => (StatusCode::CONFLICT, "finding_settled"),
        Refusal::Finding(FindingRefused::SamePerson) => (StatusCode::FORBIDDEN, "same_person"),
        Refusal::Finding(FindingRefused::StillToAnswer { .. }) => (StatusCode::CONFLICT, "still_to_answer"),
        Refusal::Register { .. } => (StatusCode::UNPROCESSABLE_ENTITY, "register_faults"),
        Refusal::CallsAreKept => (StatusCode::CONFLICT, "calls_are_kept"),
        Refusal::Agreement { .. } => (StatusCode::UNPROCESSABLE_ENTITY, "agreement_faults"),
        Refusal::SameFirstDay(_) => (StatusCode::CONFLICT, "same_first_day"),
        Refusal::AgreementInUse { .. } => (StatusCode::CONFLICT, "agreement_in_use"),
        Refusal::AccountWaits { .. } => (StatusCode::CONFLICT, "account_waits"),
        Refusal::AccountUnchanged => (StatusCode::CONFLICT, "account_unchanged"),
        Refusal::AccountDecided { .. } => (StatusCode::CONFLICT, "account_decided"),
        Refusal::ProposedByYourself => (StatusCode::FORBIDDEN, "proposed_by_yourself"),
        Refusal::FirstPeriodFixed => (StatusCode::CONFLICT, "first_period_fixed"),
        Refusal::SeedFixed => (StatusCode::CONFLICT, "seed_fixed"),
        Refusal::LotDrawn => (StatusCode::CONFLICT, "lot_drawn"),
        Refusal::HouseCheck(_) => (StatusCode::UNPROCESSABLE_ENTITY, "house_check_fault"),
        Refusal::HouseCheckStands => (StatusCode::CONFLICT, "house_check_stands"),
        Refusal::HouseCheckEnded => (StatusCode::CONFLICT, "house_check_ended"),
        Refusal::TrialPeriods { .. } => (StatusCode::UNPROCESSABLE_ENTITY, "trial_periods"),
        Refusal::Upload(refusal) => upload(*refusal),
        Refusal::Mail { .. } => (StatusCode::CONFLICT, "mail_state"),
    }
}

fn upload(refusal: UploadRefusal) -> (StatusCode, &'static str) {
    match refusal {
        UploadRefusal::PeriodNotOpen { .. } => (StatusCode::CONFLICT, "period_not_open"),
        UploadRefusal::ReceivedOn { .. } => (StatusCode::UNPROCESSABLE_ENTITY, "received_on_impossible"),
        UploadRefusal::NotRead => (StatusCode::CONFLICT, "upload_not_read"),
        UploadRefusal::NothingReadable => (StatusCode::CONFLICT, "nothing_readable"),
        UploadRefusal::HasFaults => (StatusCode::CONFLICT, "sheet_has_faults"),
        UploadRefusal::Filed => (StatusCode::CONFLICT, "upload_filed"),
        UploadRefusal::Withdrawn => (StatusCode::CONFLICT, "upload_withdrawn"),
    }
}

fn statement(refusal: &StatementRefusal) -> (StatusCode, &'static str) {
    use StatementRefusal as R;
    match refusal {
        R::NotConfirmable(_) => (StatusCode::CONFLICT, "not_confirmable"),
        R::KeptBack { .. } => (StatusCode::CONFLICT, "kept_back"),
        R::OwnCorrection => (StatusCode::FORBIDDEN, "own_correction"),
        R::Payments(_) => (StatusCode::CONFLICT, "payment_faults"),
        R::Invoice(InvoiceRefusal::NumberUnfit | InvoiceRefusal::DayUnfit { .. }) => {
            (StatusCode::UNPROCESSABLE_ENTITY, "invoice_unfit")
        }
        R::Invoice(_) => (StatusCode::CONFLICT, "invoice_refused"),
        R::NothingToRelease => (StatusCode::CONFLICT, "nothing_to_release"),
        R::BankAnswer(_) => (StatusCode::CONFLICT, "bank_answer"),
        R::HasPayment => (StatusCode::CONFLICT, "has_payment"),
        R::StillOpen => (StatusCode::CONFLICT, "still_open"),
        R::NoSuchLine { .. } => (StatusCode::UNPROCESSABLE_ENTITY, "no_such_line"),
        R::NoSuchSlip => (StatusCode::UNPROCESSABLE_ENTITY, "no_such_slip"),
        R::AmountOutOfRange => (StatusCode::UNPROCESSABLE_ENTITY, "amount_out_of_range"),
        R::AlreadyDisputed { .. } => (StatusCode::CONFLICT, "already_disputed"),
        R::DisputeSettled => (StatusCode::CONFLICT, "dispute_settled"),
        R::Attachment(_) => (StatusCode::UNPROCESSABLE_ENTITY, "attachment"),
    }
}

fn person(refused: &auth::Refused) -> (StatusCode, &'static str) {
    use auth::Refused as R;
    match refused {
        R::SignIn => (StatusCode::UNAUTHORIZED, "sign_in_failed"),
        R::Wait { .. } => (StatusCode::TOO_MANY_REQUESTS, "wait"),
        R::Password(_) => (StatusCode::UNPROCESSABLE_ENTITY, "weak_password"),
        R::Code => (StatusCode::UNAUTHORIZED, "wrong_code"),
        R::NoSecondFactor => (StatusCode::CONFLICT, "no_second_factor"),
        R::PresenceNeeded => (StatusCode::FORBIDDEN, "presence_needed"),
        R::Invitation => (StatusCode::GONE, "invitation_over"),
        R::LoginTaken => (StatusCode::CONFLICT, "login_taken"),
        R::LoginUnusable => (StatusCode::UNPROCESSABLE_ENTITY, "login_unusable"),
        R::DealerAndRole => (StatusCode::UNPROCESSABLE_ENTITY, "dealer_and_role"),
        R::LastAdministrator => (StatusCode::CONFLICT, "last_administrator"),
        R::OwnAccount => (StatusCode::CONFLICT, "own_account"),
        R::TokenTerms => (StatusCode::UNPROCESSABLE_ENTITY, "token_terms"),
        R::Disabled => (StatusCode::CONFLICT, "disabled"),
        R::EmailUnusable => (StatusCode::UNPROCESSABLE_ENTITY, "email_unusable"),
        R::OnlyLooking => (StatusCode::FORBIDDEN, "only_looking"),
        R::CustomersMasked => (StatusCode::FORBIDDEN, "customers_masked"),
        R::NotThemselves => (StatusCode::CONFLICT, "not_themselves"),
        R::DeputyUnfit => (StatusCode::UNPROCESSABLE_ENTITY, "deputy_unfit"),
        R::DelegationDays { .. } => (StatusCode::UNPROCESSABLE_ENTITY, "delegation_days"),
        R::DeputyNamed { .. } => (StatusCode::CONFLICT, "deputy_named"),
        R::DelegationOver => (StatusCode::CONFLICT, "delegation_over"),
        R::FactorForDeputy => (StatusCode::CONFLICT, "factor_for_deputy"),
    }
}

/// The code of what the framework found wrong, of which only the status is known.
pub fn code_of_status(status: StatusCode) -> &'static str {
    match status {
        StatusCode::BAD_REQUEST => "bad_request",
        StatusCode::NOT_FOUND => "not_found",
        StatusCode::METHOD_NOT_ALLOWED => "method_not_allowed",
        StatusCode::REQUEST_TIMEOUT => "too_slow",
        StatusCode::PAYLOAD_TOO_LARGE => "too_large",
        StatusCode::UNSUPPORTED_MEDIA_TYPE => "media_type",
        _ if status.is_client_error() => "refused",
        _ => "internal",
    }
}
