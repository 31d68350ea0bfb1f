//! What waits for finance.

use super::{Months, Task};
use crate::agreement::statement::State;
use crate::pages::{Failure, Page};
use crate::store::accounts;
use crate::web::Desk;

pub async fn tasks(desk: &Desk, page: &Page, months: &Months) -> Result<Vec<Task>, Failure> {
    let accounts = page.count(page.look(desk, accounts::waiting_count).await?);
    let task = |key: &str, state: State, href: &'static str| {
        let (count, amount) = months.in_state(state);
        Task::new(page, key, page.count(count), page.money(amount), href)
    };
    Ok(vec![
        task("home-to-release", State::Approved, "/batches/new"),
        task("home-to-pay", State::Released, "/bank-results"),
        Task::new(page, "home-accounts", accounts, page.t("home-accounts-note"), "/bank-accounts"),
        task("home-paid", State::Paid, "/batches"),
    ])
}
