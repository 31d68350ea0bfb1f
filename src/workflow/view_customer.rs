//! Looking at a customer's personal data in full: only by those who need them, and each time in the audit trail.

use serde_json::json;

use super::{Error, Office, only};
use crate::agreement::codes::{DealerCode, SlipNo};
use crate::auth::{Actor, Role};
use crate::calendar::Period;
use crate::store::audit::{self, Entry};
use crate::store::slips;

/// A slip's customer.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct Customer {
    /// 用户姓名
    pub name: String,
    /// 联系电话
    pub phone: String,
    /// 地址
    pub address: String,
}

/// The customer of a slip, for its reviewer, for who calls, and for the clerk of the dealer who filed it.
pub fn view_customer(
    office: &Office,
    actor: &Actor,
    dealer: &DealerCode,
    period: Period,
    slip_no: &SlipNo,
) -> Result<Customer, Error> {
    only(actor, &[Role::DealerClerk, Role::Reviewer, Role::CallAgent])?;
    if !actor.sees(dealer) {
        return Err(Error::NotFound);
    }
    office.store.write(|c| {
        let slip = slips::current_one(c, dealer, period, slip_no)?.ok_or(Error::NotFound)?;
        let entry = Entry {
            at: office.clock.now(),
            person: &actor.login,
            action: "customer.view",
            dealer: dealer.as_str(),
            object: &format!("slip {dealer} {period} {slip_no}"),
            facts: json!({}),
        };
        audit::append(c, &entry)?;
        Ok(Customer {
            name: slip.customer_name.unwrap_or_default().into(),
            phone: slip.customer_phone.unwrap_or_default().into(),
            address: slip.customer_address.unwrap_or_default().into(),
        })
    })
}
