//! What waits for finance.

use super::{Known, Task};
use crate::agreement::statement::State;
use crate::pages::Page;

pub fn tasks(page: &Page, known: &Known) -> Vec<Task> {
    let task = |key: &str, state: State, href: &'static str| {
        let (count, amount) = known.in_state(state);
        Task::new(page, key, page.count(count), page.money(amount), href)
    };
    let accounts = page.count(known.accounts_waiting);
    vec![
        task("home-to-release", State::Approved, "/batches/new"),
        task("home-to-pay", State::Released, "/bank-results"),
        Task::new(page, "home-accounts", accounts, page.t("home-accounts-note"), "/bank-accounts"),
        task("home-paid", State::Paid, "/months?state=paid"),
    ]
}
