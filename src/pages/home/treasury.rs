//! What waits for finance.

use super::{Known, Task};
use crate::agreement::statement::State;
use crate::pages::Page;

pub fn tasks(page: &Page, known: &Known) -> Vec<Task> {
    let task = |key: &str, state: State| {
        let (count, amount) = known.in_state(state);
        Task::new(page, key, page.count(count), page.money(amount), "")
    };
    vec![task("home-to-release", State::Approved), task("home-to-pay", State::Released), task("home-paid", State::Paid)]
}
