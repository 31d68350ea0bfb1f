//! What can be gone to from everywhere. A line is shown to the roles that its page is for.

use super::Page;
use super::routes::pages;
use crate::web::Access;

/// The key of the label and the page, in the order of the header.
#[rustfmt::skip]
const NAV: &[(&str, &str)] = &[
    ("nav-home", "/"),
    // The dealer's clerk.
    ("nav-slips", "/slips"),
    ("nav-disputes", "/disputes"),
    ("nav-findings", "/findings"),
    // The centre.
    // The sales manager.
    ("nav-months", "/months"),
    ("nav-violations", "/violations"),
    ("nav-quality", "/quality"),
    // Finance.
    ("batches-title", "/batches"),
    ("bank-results-title", "/bank-results"),
    ("accounts-title", "/bank-accounts"),
    ("ledger-title", "/ledger"),
    // The administrator, and quality.
    ("nav-administration", "/administration"),
    ("people-title", "/people"),
    ("outbox-title", "/outbox"),
    ("health-title", "/health"),
];

/// A line of the navigation.
#[derive(Clone, Debug)]
pub struct NavItem {
    /// What it is called.
    pub label: String,
    /// Where it is.
    pub href: &'static str,
    /// Whether one is there or below it.
    pub is_here: bool,
}

/// The lines for whoever looks.
pub fn of(page: &Page) -> Vec<NavItem> {
    NAV.iter()
        .filter(|(_, path)| is_for(page, path))
        .map(|(key, path)| NavItem { label: page.t(key), href: path, is_here: is_at(&page.path, path) })
        .collect()
}

/// Whether a page, as the table of routes has its path, is for whoever looks.
pub fn is_for(page: &Page, path: &str) -> bool {
    let Some(who) = &page.who else { return false };
    pages().any(|route| match &route.access {
        Access::People { roles, .. } => route.path == path && roles.contains(&who.actor.role),
        Access::Anyone | Access::SigningIn => false,
    })
}

fn is_at(path: &str, nav: &str) -> bool {
    path == nav || (nav != "/" && path.strip_prefix(nav).is_some_and(|rest| rest.starts_with('/')))
}
