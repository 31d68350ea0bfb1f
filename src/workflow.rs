//! What people do, a file a verb: load, decide, save, inside one write transaction.

pub mod act_as_deputy;
pub mod answer_finding;
pub mod answer_question;
pub mod approve_statement;
pub mod ask_dealer;
pub mod attach_file;
pub mod batch_documents;
pub mod bind_evidence;
pub mod change_person;
pub mod change_settings;
pub mod check_upload;
pub mod choose_language;
pub mod close_statement;
pub mod compose_mail;
pub mod confirm_presence;
pub mod confirm_statement;
pub mod correct_statement;
pub mod decide_account;
pub mod demonstrate;
pub mod draw_lot;
pub mod end_delegation;
pub mod enrol_second_factor;
pub mod enter_invoice;
mod error;
pub mod export_months;
pub mod fetch_original;
pub mod file_upload;
pub mod handle_mail;
pub mod import_bank_result;
pub mod import_folder;
pub mod import_register;
pub mod invite_person;
pub mod keep_wish;
pub mod know_number;
pub mod lapse_questions;
pub mod leave_capacity;
pub mod look_as_dealer;
pub mod make_tally;
pub mod make_template;
pub mod make_token;
pub mod mark_upload;
pub mod mend_values;
pub mod name_columns;
pub mod name_deputy;
pub mod note_safety_fault;
mod note_unmatched;
pub mod parked_rows;
mod people;
pub mod pick_call;
pub mod propose_account;
pub mod publish_agreement;
pub mod publish_house_check;
pub mod publish_seeds;
pub mod raise_dispute;
pub mod read_ledger;
pub mod read_paper;
pub mod read_register;
pub mod read_seeds;
pub mod read_sheet;
pub mod read_trail;
mod reason;
pub mod record_call;
pub mod release_payments;
pub mod remind;
pub mod retry_job;
pub mod review_slip;
pub mod revoke_token;
pub mod run_folder;
pub mod scratch;
pub mod send_mail;
pub mod set_password;
pub mod set_payment_terms;
pub mod set_seed;
pub mod settle_dealer;
pub mod settle_dispute;
pub mod settle_finding;
pub mod show_source;
pub mod sign_in;
pub mod sign_out;
mod statement_refusal;
mod steps;
pub mod sum_ledger;
pub mod take_call;
pub mod teach_dictionary;
pub mod try_change;
pub mod upload_sheet;
pub mod verify_binder;
pub mod verify_books;
pub mod view_customer;
pub mod withdraw_upload;

use std::sync::Arc;

pub use error::{Error, Refusal, UploadRefusal};
pub use people::SignedIn;
pub use reason::REASON_LETTERS_MAX;
use reason::said;
pub use statement_refusal::StatementRefusal;
pub use steps::StepsTaken;

use crate::agreement::codes::DealerCode;
use crate::auth::{Actor, Attempts, Role, Seal};
use crate::calendar::{Moment, Period};
use crate::clock::Clock;
use crate::reports::pdf::Typeface;
use crate::sheets::Reader;
use crate::store::months::{self, Month};
use crate::store::{Db, Store, books};

/// What every verb of the service works with.
#[derive(Debug)]
pub struct Office {
    /// The database.
    pub store: Store,
    /// The time.
    pub clock: Clock,
    /// Reads what people upload, in child processes.
    pub reader: Reader,
    /// The installation's key.
    pub seal: Seal,
    /// Failed attempts to sign in, by address.
    pub attempts: Attempts,
    /// The font of PDFs.
    pub typeface: Arc<Typeface>,
}

/// Lets a clerk go on with what is the own dealer's, and the after-sales centre with any dealer's.
fn may_file(actor: &Actor, dealer: &DealerCode) -> Result<(), Error> {
    if actor.sees(dealer) { only(actor, &[Role::DealerClerk, Role::Reviewer]) } else { Err(Error::NotFound) }
}

/// A month whose statement can still change, its dealer's books held and to be settled again.
fn open_month(c: &mut Db, dealer: &DealerCode, period: Period, now: Moment) -> Result<Month, Error> {
    books::touch(c, dealer, now)?;
    let month = months::load(c, dealer, period)?.ok_or(Error::NotFound)?;
    if month.is_frozen() { Err(Refusal::StatementFrozen.into()) } else { Ok(month) }
}

/// Lets only people with these roles go on, and the installation itself.
fn only(actor: &Actor, roles: &[Role]) -> Result<(), Error> {
    if roles.contains(&actor.role) || *actor == Actor::system() { Ok(()) } else { Err(Error::NotAllowed) }
}
