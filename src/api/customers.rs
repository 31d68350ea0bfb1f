//! A slip's customer in full.

use actix_web::web::{Json, Path};

use super::{Desk, Problem, Who, on_block};
use crate::agreement::codes::{DealerCode, SlipNo};
use crate::workflow::Error;
use crate::workflow::view_customer::{Customer, view_customer};

/// The customer of a slip. Every look is kept in the audit trail, which is why one asks with POST.
#[utoipa::path(post, path = "/dealers/{dealer}/months/{period}/slips/{slip_no}/customer", tag = "slips",
    params(("dealer" = String, Path), ("period" = String, Path, description = "YYYY-MM"), ("slip_no" = String, Path)),
    responses((status = 200, body = Customer), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn view(desk: Desk, who: Who, path: Path<(String, String, String)>) -> Result<Json<Customer>, Problem> {
    let actor = who.actor.clone();
    let customer = on_block(&desk, who.lang, move |office| {
        let (dealer, period, slip_no) = path.into_inner();
        let dealer = DealerCode::new(&dealer).ok_or(Error::NotFound)?;
        let period = period.parse().map_err(|_| Error::NotFound)?;
        let slip_no = SlipNo::new(&slip_no).ok_or(Error::NotFound)?;
        view_customer(office, &actor, &dealer, period, &slip_no)
    });
    Ok(Json(customer.await?))
}
