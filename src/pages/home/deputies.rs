//! For whom whoever looks may act today.

use crate::auth::{Capacity, Role};
use crate::pages::{Failure, Page};
use crate::store::{delegations, people};
use crate::web::Desk;

/// That one may act for somebody.
pub struct Offer {
    /// The delegation.
    pub id: String,
    /// For whom, until when.
    pub text: String,
}

/// What can be begun; nothing while one acts or looks as somebody else.
pub async fn offers(desk: &Desk, page: &Page) -> Result<Vec<Offer>, Failure> {
    let caller = page.caller()?;
    if *caller.capacity() != Capacity::Own || !caller.actor.role.may_be_deputy() {
        return Ok(Vec::new());
    }
    let (login, today) = (caller.actor.login, page.today);
    let found = page.look(desk, move |c| {
        let given = delegations::of_deputy_on(c, &login, today)?;
        let principals: Vec<&str> = given.iter().map(|row| row.principal.as_str()).collect();
        let names = people::names(c, &principals)?;
        Ok((given, names))
    });
    let (given, names) = found.await?;
    let offer = |row: delegations::DelegationRow| {
        let name = names.get(&row.principal).unwrap_or(&row.principal);
        let role = Role::of(&row.role).map(|role| page.lang.role(role)).unwrap_or_default();
        let text = page.t_with("deputies-offer", &[name, &role, &page.day(row.last_day)]);
        Offer { id: row.id, text }
    };
    Ok(given.into_iter().map(offer).collect())
}
