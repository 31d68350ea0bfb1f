//! `/administration`: everything that an administrator keeps, in one place.

use askama::Template;

use crate::pages::{Answer, Page, html};

/// A group, and its pages: path, name and what it is for, as keys.
type Group = (&'static str, &'static [(&'static str, &'static str, &'static str)]);

static GROUPS: &[Group] = &[
    (
        "hub-rules",
        &[
            ("/agreements", "agreements-title", "hub-agreements"),
            ("/what-if", "what-if-title", "hub-what-if"),
            ("/house-checks", "house-checks-title", "hub-house-checks"),
        ],
    ),
    (
        "hub-books",
        &[
            ("/registers", "registers-title", "hub-registers"),
            ("/uploads", "uploads-all", "hub-uploads"),
            ("/dictionary", "dictionary-title", "hub-dictionary"),
            ("/payment-terms", "payment-terms-title", "hub-payment-terms"),
            ("/settings", "settings-title", "hub-settings"),
            ("/do-not-call", "wishes-title", "hub-do-not-call"),
            ("/seeds", "seeds-title", "hub-seeds"),
        ],
    ),
    ("hub-people", &[("/people", "people-title", "hub-people-what"), ("/profile", "profile-title", "hub-profile")]),
    (
        "hub-running",
        &[
            ("/health", "health-title", "hub-health"),
            ("/outbox", "outbox-title", "hub-outbox"),
            ("/audit", "audit-title", "hub-audit"),
        ],
    ),
];

#[derive(Template)]
#[template(path = "administration/hub.html")]
struct Hub {
    page: Page,
    groups: Vec<(String, Vec<Line>)>,
}

struct Line {
    href: &'static str,
    label: String,
    what: String,
}

/// The page.
pub async fn show(page: Page) -> Answer {
    let page = page.titled("nav-administration");
    let line =
        |(href, label, what): &(&'static str, &str, &str)| Line { href, label: page.t(label), what: page.t(what) };
    let groups = GROUPS.iter().map(|(title, lines)| (page.t(title), lines.iter().map(line).collect())).collect();
    html(&Hub { page, groups })
}
