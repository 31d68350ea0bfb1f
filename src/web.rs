//! What the API and the pages have in common: who a request comes from, whether it may pass, in which language it is
//! answered, and where verbs run.

pub mod access;
pub mod language;
pub mod pass;
pub mod received;
pub mod session;
pub mod status;

use std::sync::Arc;

use actix_web::web;

pub use access::Access;
pub use pass::Denied;
pub use session::CookieKind;

use crate::store::behalf::{behalf, on_behalf_of};
use crate::store::idempotency::{claimed, under};
use crate::workflow::{Error, Office};

/// What every handler is given to work with.
pub type Desk = web::Data<Office>;

/// The number of a request, as its answer and the log have it.
#[derive(Clone, Debug, Default)]
pub struct RequestId(pub String);

/// Runs a verb on a thread that may wait, under the claim of the request that it is done for, and for whom that is made.
pub async fn on_block<T: Send + 'static>(
    desk: &Desk,
    work: impl FnOnce(&Office) -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    let office: Arc<Office> = Arc::clone(desk);
    let (claim, whom) = (claimed(), behalf());
    let ended = web::block(move || under(claim, || on_behalf_of(&whom, || work(&office)))).await;
    ended.unwrap_or_else(|_| Err(Error::Io(std::io::Error::other("a blocking thread ended early"))))
}
