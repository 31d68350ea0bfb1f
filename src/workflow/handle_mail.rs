//! What an administrator does about the outbox: sends again, cancels, sees how long it is.

use serde_json::json;

use super::{Error, Office, Refusal, only};
use crate::auth::{Actor, Role};
use crate::calendar::Moment;
use crate::notify::outbox::PATIENCE;
use crate::store::audit::{self, Entry};
use crate::store::outbox::{self, Depth, OutboxRow};
use crate::store::{self, Db};

/// Has a mail sent again.
pub fn resend_mail(office: &Office, actor: &Actor, id: &str) -> Result<OutboxRow, Error> {
    handle(office, actor, id, "mail.resend", |c, now| outbox::resend(c, id, now, now + PATIENCE))
}

/// Keeps a waiting mail from being sent.
pub fn cancel_mail(office: &Office, actor: &Actor, id: &str) -> Result<OutboxRow, Error> {
    handle(office, actor, id, "mail.cancel", |c, now| outbox::cancel(c, id, now))
}

fn handle(
    office: &Office,
    actor: &Actor,
    id: &str,
    action: &str,
    change: impl FnOnce(&mut Db, Moment) -> Result<bool, store::Error>,
) -> Result<OutboxRow, Error> {
    only(actor, &[Role::Administrator])?;
    let now = office.clock.now();
    office.store.write(|c| {
        let before = outbox::load(c, id)?.ok_or(Error::NotFound)?;
        if !change(c, now)? {
            let state = before.mail_state()?;
            return Err(Refusal::Mail { state }.into());
        }
        let facts = json!({ "event": before.event, "to": before.recipient, "state": before.state });
        let object = format!("mail {id}");
        let (person, dealer) = (actor.login.as_str(), before.dealer.as_str());
        audit::append(c, &Entry { at: now, person, action, dealer, object: &object, facts })?;
        outbox::load(c, id)?.ok_or(Error::NotFound)
    })
}

/// How full the outbox is.
pub fn outbox_depth(office: &Office) -> Result<Depth, Error> {
    let now = office.clock.now();
    Ok(office.store.read(|c| outbox::depth(c, now))?)
}
