//! The pages in a real browser, on the demonstration's data: every test copies its database, serves it, and runs one script
//! of `tests/pages/` under Node.js. Screenshots go to `target/screenshots`.

#![expect(clippy::unwrap_used, reason = "a test fails where it cannot go on")]

mod served;

mod pages {
    pub mod browser;
    pub mod demo;
}

use pages::demo::Demo;

#[test]
fn every_page_is_accessible_in_both_languages_and_themes() {
    Demo::copied().run("tour.mjs");
}

#[test]
fn a_month_goes_through_every_office_in_chinese() {
    Demo::copied().run_in("month.mjs", "with a mouse, zh-CN");
}

#[test]
fn a_month_goes_through_every_office_in_english() {
    Demo::copied().run_in("month.mjs", "with a mouse, en");
}

#[test]
fn a_month_goes_through_every_office_by_keys_alone() {
    Demo::copied().run_in("month.mjs", "by keys alone");
}

#[test]
fn a_month_goes_through_every_office_without_scripts() {
    Demo::copied().run_in("month.mjs", "without scripts");
}

#[test]
fn finance_pays_a_month() {
    Demo::copied().run("treasury.mjs");
}

#[test]
fn one_comes_in_and_goes_out() {
    Demo::copied().run("door.mjs");
}

#[test]
fn the_centre_reviews_calls_draws_and_confirms() {
    Demo::copied().run("centre.mjs");
}

#[test]
fn a_clerk_reads_a_month_and_disputes_a_slip_and_a_reviewer_settles_it() {
    Demo::copied().run("months.mjs");
}

#[test]
fn the_sales_manager_approves_a_month_and_looks_after_quality() {
    Demo::copied().run("management.mjs");
}

#[test]
fn an_administrator_keeps_the_terms_the_registers_and_the_people() {
    Demo::copied().run("administration.mjs");
}

#[test]
fn a_clerk_files_a_month() {
    Demo::copied().run("clerk.mjs");
}
