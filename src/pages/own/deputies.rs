//! `/deputies`: who acts for oneself when, and for whom one may act. For whoever decides, and whoever can be their deputy.

use std::collections::BTreeMap;

use actix_web::HttpResponse;
use actix_web::web::Path;
use askama::Template;
use serde::Deserialize;

use crate::auth::{Capacity, Refused, Role, may_act_as};
use crate::calendar::Day;
use crate::pages::chips::Chip;
use crate::pages::form::{Faults, Field, Posted};
use crate::pages::guard::see;
use crate::pages::listing::{List, encoded};
use crate::pages::{Answer, Failure, Flash, Page, html, unprocessable};
use crate::store::delegations::{self, DelegationRow};
use crate::store::people::{self, PersonRow};
use crate::store::{Db, Error as StoreError};
use crate::web::{Desk, on_block};
use crate::workflow::end_delegation::end_delegation;
use crate::workflow::name_deputy::{NewDelegation, name_deputy, possible_deputies};
use crate::workflow::{Error, Refusal};

/// Who name deputies.
pub const DELEGATING: &[Role] = &[Role::Reviewer, Role::SalesManager, Role::Finance];
/// Who can be deputies, and who name them.
pub const HOUSE: &[Role] = &[Role::Reviewer, Role::CallAgent, Role::SalesManager, Role::Finance];

#[derive(Template)]
#[template(path = "own/deputies.html")]
struct Deputies {
    page: Page,
    /// For whom one may act.
    given: Vec<Line>,
    /// Who acts for oneself.
    named: Vec<Line>,
    /// Empty where one names nobody, or not now.
    fields: Vec<Field>,
    whole: String,
    is_deputy: bool,
}

/// A delegation.
struct Line {
    id: String,
    name: String,
    role: String,
    days: String,
    chip: Chip,
    can_act: bool,
    needs_factor: bool,
    can_end: bool,
}

/// What is posted to name a deputy.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeputyForm {
    deputy: String,
    first_day: String,
    last_day: String,
}

/// What is loaded.
struct Loaded {
    own: PersonRow,
    rows: Vec<DelegationRow>,
    names: BTreeMap<String, String>,
    possible: Vec<PersonRow>,
}

fn load(c: &mut Db, id: &str) -> Result<Option<Loaded>, StoreError> {
    let Some(own) = people::by_id(c, id)? else { return Ok(None) };
    let rows = delegations::of_person(c, &own.login)?;
    let logins: Vec<&str> = rows.iter().flat_map(|row| [row.principal.as_str(), row.deputy.as_str()]).collect();
    let names = people::names(c, &logins)?;
    let may_delegate = Role::of(&own.role).is_some_and(Role::may_delegate);
    let possible = if may_delegate { possible_deputies(c, &own.login)? } else { Vec::new() };
    Ok(Some(Loaded { own, rows, names, possible }))
}

/// The page; the form is filled from the address.
pub async fn show(desk: Desk, page: Page, list: List) -> Answer {
    let asked = |name: &str| list.get(name).to_owned();
    let form = DeputyForm { deputy: asked("deputy"), first_day: asked("first_day"), last_day: asked("last_day") };
    html(&drawn(&desk, page, &form, &Faults::none()).await?)
}

/// Names a deputy.
pub async fn take(desk: Desk, page: Page, posted: Posted<DeputyForm>) -> Answer {
    let Posted(form) = posted;
    let day = |text: &str| text.parse::<Day>().ok();
    let (Some(first_day), Some(last_day)) = (day(&form.first_day), day(&form.last_day)) else {
        let fault = page.t("deputies-no-day");
        let at = |faults: Faults, name: &str, text: &str| {
            if day(text).is_none() { faults.with(name, fault.clone()) } else { faults }
        };
        let faults = at(at(Faults::none(), "first_day", &form.first_day), "last_day", &form.last_day);
        return unprocessable(&drawn(&desk, page, &form, &faults).await?);
    };
    let new = NewDelegation { deputy: form.deputy.clone(), first_day, last_day };
    let caller = page.caller()?;
    match on_block(&desk, move |office| name_deputy(office, &caller, &new)).await {
        Ok(_) => Ok(page.see("/deputies", Flash::done(page.t("deputies-named-now")))),
        Err(Error::Refused(Refusal::Person(Refused::PresenceNeeded))) => {
            let fields = [("deputy", form.deputy), ("first_day", form.first_day), ("last_day", form.last_day)];
            let back = encoded(&fields.map(|(name, value)| (name.to_owned(), value)));
            let next = encoded(&[("next".to_owned(), format!("/deputies?{back}"))]);
            Ok(see(&format!("/confirm?{next}")))
        }
        Err(error @ Error::Refused(_)) => {
            let faults = Faults::whole(page.why(&error));
            unprocessable(&drawn(&desk, page, &form, &faults).await?)
        }
        Err(error) => Err(page.failure(&error)),
    }
}

/// Ends a delegation early.
pub async fn end(desk: Desk, page: Page, id: Path<String>) -> Result<HttpResponse, Failure> {
    let caller = page.caller()?;
    match on_block(&desk, move |office| end_delegation(office, &caller, &id)).await {
        Ok(()) => Ok(page.see("/deputies", Flash::done(page.t("deputies-ended-now")))),
        Err(error @ Error::Refused(_)) => Ok(page.see("/deputies", Flash::failed(page.why(&error)))),
        Err(error) => Err(page.failure(&error)),
    }
}

async fn drawn(desk: &Desk, page: Page, form: &DeputyForm, faults: &Faults) -> Result<Deputies, Failure> {
    let page = page.titled("deputies-title").below("profile-title", "/profile");
    let caller = page.caller()?;
    let person = caller.person.clone();
    let loaded = page.look(desk, move |c| load(c, &person)).await?;
    let loaded = loaded.ok_or_else(|| page.failure(&Error::NotFound))?;
    let is_own = *caller.capacity() == Capacity::Own;
    let line = |row: &DelegationRow| line(&page, &loaded, row, is_own);
    let (named, given): (Vec<&DelegationRow>, Vec<&DelegationRow>) =
        loaded.rows.iter().partition(|row| row.principal == loaded.own.login);
    Ok(Deputies {
        given: given.into_iter().map(line).collect(),
        named: named.into_iter().map(line).collect(),
        fields: if is_own { fields(&page, &loaded.possible, form, faults) } else { Vec::new() },
        whole: faults.at("").to_owned(),
        is_deputy: matches!(caller.capacity(), Capacity::Deputy(_)),
        page,
    })
}

fn line(page: &Page, loaded: &Loaded, row: &DelegationRow, is_own: bool) -> Line {
    let is_given = row.deputy == loaded.own.login;
    let other = if is_given { &row.principal } else { &row.deputy };
    let role = Role::of(&row.role);
    let (holds, is_open) = (row.holds_on(page.today), row.is_open_on(page.today));
    let has_factor = role.is_some_and(|role| may_act_as(role, &loaded.own));
    Line {
        id: row.id.clone(),
        name: loaded.names.get(other).unwrap_or(other).clone(),
        role: role.map(|role| page.lang.role(role).to_owned()).unwrap_or_default(),
        days: page.t_with("deputies-days", &[&page.day(row.first_day), &page.day(row.last_day)]),
        chip: if holds {
            page.chip("ok", "deputies-holds")
        } else if is_open {
            page.chip("wait", "deputies-to-come")
        } else if row.ended_at.is_some() {
            page.chip("quiet", "deputies-ended")
        } else {
            page.chip("quiet", "deputies-over")
        },
        can_act: is_given && holds && is_own && has_factor,
        needs_factor: is_given && is_open && !has_factor,
        can_end: is_open,
    }
}

fn fields(page: &Page, possible: &[PersonRow], form: &DeputyForm, faults: &Faults) -> Vec<Field> {
    if possible.is_empty() {
        return Vec::new();
    }
    let named = |person: &PersonRow| {
        let role = Role::of(&person.role).map(|role| page.lang.role(role)).unwrap_or_default();
        (person.login.clone(), format!("{} · {role}", person.name))
    };
    let first = if form.first_day.is_empty() { page.today.to_string() } else { form.first_day.clone() };
    let field = |name: &'static str, label: &str, value: &str| Field::new(page, name, label, faults).value(value);
    vec![
        field("deputy", "deputies-deputy", &form.deputy).options(possible.iter().map(named)),
        field("first_day", "deputies-first-day", &first).kind("date"),
        field("last_day", "deputies-last-day", &form.last_day).kind("date").hint(page.t("deputies-last-day-hint")),
    ]
}
