//! What can be gone to from everywhere. A line is shown to the roles that its page is for.

use super::Page;
use super::listing::segment;
use super::routes::pages;
use crate::web::Access;

/// The key of the label and the page, in the order of the header.
/// A `{dealer}` in it is the own one.
#[rustfmt::skip]
const NAV: &[(&str, &str)] = &[
    ("nav-home", "/"),
    // The dealer's clerk.
    ("uploads-title", "/dealers/{dealer}/uploads"),
    ("nav-slips", "/slips"),
    ("nav-disputes", "/disputes"),
    ("nav-findings", "/findings"),
    // The centre.
    ("nav-review", "/review"),
    ("nav-calls", "/calls"),
    ("nav-lots", "/lots"),
    ("nav-confirm-month", "/confirm-month"),
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
    ("uploads-all", "/uploads"),
];

/// A line of the navigation.
#[derive(Clone, Debug)]
pub struct NavItem {
    /// What it is called.
    pub label: String,
    /// Where it is.
    pub href: String,
    /// Whether one is there or below it.
    pub is_here: bool,
}

/// The lines for whoever looks.
pub fn of(page: &Page) -> Vec<NavItem> {
    let lines = NAV.iter().filter(|(_, path)| is_for(page, path));
    lines
        .filter_map(|(key, path)| Some((page.t(key), own(page, path)?)))
        .map(|(label, href)| NavItem { label, is_here: is_at(&page.path, &href), href })
        .collect()
}

/// The path with the own dealer in it; none for whoever has none.
fn own(page: &Page, path: &str) -> Option<String> {
    if !path.contains("{dealer}") {
        return Some(path.to_owned());
    }
    let dealer = page.who.as_ref()?.actor.dealer.as_ref()?;
    Some(path.replace("{dealer}", &segment(dealer.as_str())))
}

/// Whether a page, as the table of routes has its path, is for whoever looks.
pub fn is_for(page: &Page, path: &str) -> bool {
    let Some(who) = &page.who else { return false };
    pages().any(|route| match &route.access {
        Access::People { roles, .. } => route.path == path && roles.contains(&who.actor.role),
        Access::Anyone | Access::SigningIn | Access::Leaving => false,
    })
}

fn is_at(path: &str, nav: &str) -> bool {
    path == nav || (nav != "/" && path.strip_prefix(nav).is_some_and(|rest| rest.starts_with('/')))
}
