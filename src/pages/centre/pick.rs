//! `POST /dealers/{dealer}/months/{period}/slips/{slip_no}/call-pick`: a reviewer adds a slip to the calls or takes it off
//! again, and the part of a slip's page that offers it. Dealers never see that a slip was added.

use actix_web::web::Path;
use askama::Template;
use askama::filters::HtmlSafe;
use serde::Deserialize;

use super::calls::address;
use super::case::Picked;
use super::decide::stopped;
use super::slip_key::SlipKey;
use crate::auth::Role;
use crate::pages::form::Posted;
use crate::pages::months::places;
use crate::pages::{Answer, Flash, Page};
use crate::store::{Db, Error as StoreError, appointments, calls};
use crate::web::{Desk, on_block};
use crate::workflow::Office;
use crate::workflow::pick_call::{drop_pick, pick_call};

/// What is known of a slip that can be added to the calls.
pub struct Standing {
    picked: Option<Picked>,
    waits: bool,
    was_called: bool,
}

impl Standing {
    /// Reads it.
    pub fn load(c: &mut Db, key: &SlipKey) -> Result<Self, StoreError> {
        let picked = Picked::load(c, key)?.filter(|picked| picked.pick.is_open);
        let was_called = match &picked {
            Some(picked) => !picked.pick.made(&calls::of_slip(c, &key.dealer, &key.no)?).is_empty(),
            None => false,
        };
        Ok(Self { waits: appointments::of_slip(c, &key.dealer, key.period, &key.no)?.is_some(), was_called, picked })
    }

    /// Who added it, when and why; empty where nobody did, or the call is done.
    pub fn said(&self, page: &Page) -> String {
        self.picked.as_ref().map(|picked| picked.said(page)).unwrap_or_default()
    }

    /// Whether it can be taken off again.
    pub fn can_drop(&self) -> bool {
        self.picked.is_some() && !self.was_called
    }

    /// Whether it can be added.
    pub fn can_pick(&self) -> bool {
        !self.waits
    }
}

/// The part of a slip's page: `{{ pick }}` draws it; nothing for whoever has nothing to do with calls.
#[derive(Clone, Debug, Template)]
#[template(path = "centre/pick.html")]
pub struct PickPart {
    page: Page,
    here: String,
    call: String,
    said: String,
    waits: bool,
    can_pick: bool,
    can_drop: bool,
}

impl HtmlSafe for PickPart {}

impl PickPart {
    /// For whoever looks at the page.
    pub fn of(page: &Page, key: &SlipKey, standing: &Standing) -> Self {
        let is_reviewer = page.is(Role::Reviewer);
        let is_caller = is_reviewer || page.is(Role::CallAgent);
        let slip = places::slip(key.dealer.as_str(), key.period, key.no.as_str());
        Self {
            here: format!("{slip}/call-pick"),
            call: address(&key.dealer, key.period, key.no.as_str()),
            said: if is_caller { standing.said(page) } else { String::new() },
            waits: is_caller && standing.waits,
            can_pick: is_reviewer && standing.can_pick(),
            can_drop: is_reviewer && standing.can_drop(),
            page: page.clone(),
        }
    }
}

/// What is posted.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PickForm {
    /// `add` or `drop`.
    action: String,
    #[serde(default)]
    reason: String,
}

/// Adds the slip, or takes it off.
pub async fn take(desk: Desk, page: Page, path: Path<(String, String, String)>, form: Posted<PickForm>) -> Answer {
    let (dealer, period, no) = places::slip_of(&path).map_err(|error| page.failure(&error))?;
    let place = places::slip(dealer.as_str(), period, no.as_str());
    let added = (form.0.action == "add").then_some(form.0.reason);
    change(desk, page, SlipKey { dealer, period, no }, added, &place).await
}

/// Adds a slip with a reason, or takes it off without one, and goes on to a place.
pub async fn change(desk: Desk, page: Page, key: SlipKey, added: Option<String>, place: &str) -> Answer {
    let actor = page.caller()?.actor;
    let told = page.t_with(if added.is_some() { "pick-added" } else { "pick-dropped" }, &[&key.no]);
    let work = move |office: &Office| {
        let slip = (&key.dealer, key.period, &key.no);
        match &added {
            Some(reason) => pick_call(office, &actor, slip, reason),
            None => drop_pick(office, &actor, slip),
        }
    };
    match on_block(&desk, work).await {
        Ok(()) => Ok(page.see(place, Flash::done(told))),
        Err(error) => stopped(&page, place, &error),
    }
}
