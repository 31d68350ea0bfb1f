//! What people do, a file a verb: load, decide, save, inside one write transaction.

mod error;
mod read_sheet;
pub mod run_folder;

pub use error::{Error, Refusal};

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
}
