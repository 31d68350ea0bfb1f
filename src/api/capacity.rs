//! As what one acts or looks in a session: as somebody's deputy, as a dealer's clerk who changes nothing, or as oneself.

use actix_web::HttpResponse;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::{Checked, Desk, Problem, Who, on_block, place};
use crate::auth::{Caller, Capacity};
use crate::calendar::Day;
use crate::workflow::act_as_deputy::act_as_deputy;
use crate::workflow::leave_capacity::leave_capacity;
use crate::workflow::look_as_dealer::look_as_dealer;

/// As what you act or look from now on.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct CapacityBody {
    /// What you act or look as.
    kind: CapacityKind,
    /// The delegation's key, or the dealer's code.
    #[validate(length(min = 1, max = 200))]
    of: String,
}

/// What somebody acts or looks as.
#[derive(Clone, Copy, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CapacityKind {
    /// Somebody's deputy: with their reach instead of one's own.
    Deputy,
    /// A dealer's clerk who changes nothing.
    Look,
}

/// As what a session's person acts or looks.
#[derive(Serialize, ToSchema)]
pub struct CapacityView {
    /// What.
    kind: CapacityKind,
    /// The principal's login, or the dealer's code.
    of: String,
    /// As people call them.
    name: String,
    /// A deputy's last day.
    #[schema(value_type = Option<String>, format = Date)]
    until: Option<Day>,
}

impl CapacityView {
    /// Nothing where somebody is themselves.
    pub fn of(capacity: &Capacity) -> Option<Self> {
        match capacity {
            Capacity::Own => None,
            Capacity::Deputy(deputy) => Some(Self {
                kind: CapacityKind::Deputy,
                of: deputy.login.clone(),
                name: deputy.name.clone(),
                until: Some(deputy.last_day),
            }),
            Capacity::Look(look) => Some(Self {
                kind: CapacityKind::Look,
                of: look.dealer.to_string(),
                name: look.name.clone(),
                until: None,
            }),
        }
    }
}

/// Begins to act as a deputy, or to look at a dealer's pages; in this session alone, from its next request on.
#[utoipa::path(put, path = "/session/capacity", tag = "session", request_body = CapacityBody,
    responses((status = 204), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn take(desk: Desk, who: Who, body: Checked<CapacityBody>) -> Result<HttpResponse, Problem> {
    let (caller, Checked(CapacityBody { kind, of })) = (Caller::clone(&who.caller), body);
    let taken = on_block(&desk, who.lang, move |office| match kind {
        CapacityKind::Deputy => act_as_deputy(office, &caller, &of),
        CapacityKind::Look => look_as_dealer(office, &caller, &place::dealer(&of)?),
    });
    taken.await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Is oneself again.
#[utoipa::path(delete, path = "/session/capacity", tag = "session",
    responses((status = 204), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn leave(desk: Desk, who: Who) -> Result<HttpResponse, Problem> {
    let caller = Caller::clone(&who.caller);
    on_block(&desk, who.lang, move |office| leave_capacity(office, &caller)).await?;
    Ok(HttpResponse::NoContent().finish())
}
