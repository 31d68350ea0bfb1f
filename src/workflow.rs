//! What people do, a file a verb: load, decide, save, inside one write transaction.

mod error;
pub mod run_folder;

pub use error::{Error, Refusal};

use crate::auth::{Attempts, Seal};
use crate::clock::Clock;
use crate::sheets::Reader;
use crate::store::Store;

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
}
