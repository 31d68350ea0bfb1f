//! Whose and which: the parts of a path as the agreement's types. What cannot be one is not there.

use super::Who;
use crate::agreement::codes::{DealerCode, SlipNo};
use crate::auth::Role;
use crate::calendar::{Moment, Period};
use crate::workflow::Error;

/// A dealer.
pub fn dealer(text: &str) -> Result<DealerCode, Error> {
    DealerCode::new(text).ok_or(Error::NotFound)
}

/// A period.
pub fn period(text: &str) -> Result<Period, Error> {
    text.parse().map_err(|_| Error::NotFound)
}

/// A slip's number.
pub fn slip_no(text: &str) -> Result<SlipNo, Error> {
    SlipNo::new(text).ok_or(Error::NotFound)
}

/// The dealer that a list is limited to: a clerk's own, whatever was asked for; another's is not there.
pub fn listed_dealer(who: &Who, asked: Option<&str>) -> Result<Option<DealerCode>, Error> {
    let asked = asked.map(dealer).transpose()?;
    if who.actor.role != Role::DealerClerk {
        return Ok(asked);
    }
    match (&who.actor.dealer, asked) {
        (Some(own), None) => Ok(Some(own.clone())),
        (Some(own), Some(asked)) if *own == asked => Ok(Some(asked)),
        _ => Err(Error::NotFound),
    }
}

/// An instant as answers have it.
pub fn utc(at: Moment) -> String {
    at.and_utc().to_rfc3339()
}
