//! Where things of a dealer's month are, and what stands in such an address.

use crate::agreement::codes::{DealerCode, SlipNo};
use crate::auth::{Actor, Role};
use crate::calendar::Period;
pub use crate::pages::listing::segment;
use crate::pages::management::OFFICES;
use crate::pages::{Crumb, Page};
use crate::workflow::Error;

/// A dealer's month.
pub fn month(dealer: &str, period: impl std::fmt::Display) -> String {
    format!("/dealers/{}/months/{period}", segment(dealer))
}

/// Its statement.
pub fn statement(dealer: &str, period: impl std::fmt::Display) -> String {
    format!("{}/statement", month(dealer, period))
}

/// Its slips.
pub fn slips(dealer: &str, period: impl std::fmt::Display) -> String {
    format!("{}/slips", month(dealer, period))
}

/// One of them.
pub fn slip(dealer: &str, period: impl std::fmt::Display, number: &str) -> String {
    format!("{}/{}", slips(dealer, period), segment(number))
}

/// Where a dealer disputes something of a month; what is said with `?line=` or `?slip=`.
pub fn raise(dealer: &str, period: impl std::fmt::Display) -> String {
    format!("{}/dispute", month(dealer, period))
}

/// A dispute.
pub fn dispute(dealer: &str, id: &str) -> String {
    format!("/dealers/{}/disputes/{}", segment(dealer), segment(id))
}

/// A finding.
pub fn finding(dealer: &str, id: &str) -> String {
    format!("/dealers/{}/findings/{}", segment(dealer), segment(id))
}

/// An upload.
pub fn upload(dealer: &str, id: &str) -> String {
    format!("/dealers/{}/uploads/{}", segment(dealer), segment(id))
}

/// The API's statement, below which its papers, its binder and its invoices are.
pub fn papers(dealer: &str, period: impl std::fmt::Display) -> String {
    format!("/api/v1/dealers/{}/statements/{period}", segment(dealer))
}

/// The dealer and the period of a path.
pub fn month_of((dealer, period): &(String, String)) -> Result<(DealerCode, Period), Error> {
    Ok((dealer_of(dealer)?, period.parse().map_err(|_| Error::NotFound)?))
}

/// The dealer of a path.
pub fn dealer_of(dealer: &str) -> Result<DealerCode, Error> {
    DealerCode::new(dealer).ok_or(Error::NotFound)
}

/// The slip of a path.
pub fn slip_of((dealer, period, number): &(String, String, String)) -> Result<(DealerCode, Period, SlipNo), Error> {
    let (dealer, period) = month_of(&(dealer.clone(), period.clone()))?;
    Ok((dealer, period, SlipNo::new(number).ok_or(Error::NotFound)?))
}

/// The dealer that a list is limited to: a clerk's own, whatever was asked for; another's is not there.
pub fn listed_dealer(actor: &Actor, asked: &str) -> Result<Option<DealerCode>, Error> {
    let asked = DealerCode::new(asked);
    if actor.role != Role::DealerClerk {
        return Ok(asked);
    }
    let own = actor.dealer.clone().ok_or(Error::NotFound)?;
    if asked.is_some_and(|asked| asked != own) { Err(Error::NotFound) } else { Ok(Some(own)) }
}

impl Page {
    /// The way to what is below a month of all dealers, for those who see that.
    #[must_use]
    pub fn below_period(mut self, period: Period) -> Self {
        if OFFICES.iter().any(|role| self.is(*role)) {
            let label = self.period(period);
            self.crumbs.push(Crumb { label, href: format!("/months/{period}") });
        }
        self
    }

    /// The way to what is below a dealer's month.
    #[must_use]
    pub fn below_month(self, dealer: &DealerCode, period: Period) -> Self {
        let mut page = self.below_period(period);
        let label = format!("{dealer} · {}", page.period(period));
        page.crumbs.push(Crumb { label, href: month(dealer.as_str(), period) });
        page
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_dealers_number_their_slips_by_is_part_of_an_address() {
        assert_eq!(slip("HZ01", "2026-03", "维/1 a"), "/dealers/HZ01/months/2026-03/slips/%E7%BB%B4%2F1%20a");
        assert_eq!(papers("HZ01", "2026-03"), "/api/v1/dealers/HZ01/statements/2026-03");
    }
}
