//! `/people` and below: who may come in, as what, and how they are invited.

pub mod invite;
pub mod one;

use askama::Template;

use crate::auth::Role;
use crate::notify::address::MailPace;
use crate::pages::chips::Chip;
use crate::pages::form::{Faults, Field};
use crate::pages::listing::{Empty, Foot, Head, List, ROWS_FETCHED, cut, segment};
use crate::pages::{Answer, Page, html};
use crate::store::people::{self, PeopleFilter, PeopleOrder, PersonRow};
use crate::web::Desk;

#[derive(Template)]
#[template(path = "administration/people.html")]
struct PeoplePage {
    page: Page,
    heads: Vec<Head>,
    filter: Vec<Field>,
    people: Vec<PersonLine>,
    foot: Foot,
    empty: Empty,
}

/// A person in the list.
struct PersonLine {
    login: String,
    href: String,
    name: String,
    role: String,
    dealer: String,
    email: String,
    chip: Chip,
    factor: String,
}

/// What a role is, for choosing.
fn roles(page: &Page) -> Vec<(String, String)> {
    Role::ALL.into_iter().map(|role| (role.as_str().to_owned(), page.lang.role(role).to_owned())).collect()
}

fn languages(page: &Page) -> Vec<(String, String)> {
    vec![("zh-CN".to_owned(), page.t("person-chinese")), ("en".to_owned(), page.t("person-english"))]
}

fn paces(page: &Page) -> Vec<(String, String)> {
    let word = |pace: MailPace, key: &str| (pace.as_str().to_owned(), page.t(key));
    vec![word(MailPace::AtOnce, "person-pace-at-once"), word(MailPace::Daily, "person-pace-daily")]
}

/// Whether somebody may come in.
fn state(page: &Page, row: &PersonRow) -> Chip {
    if row.disabled_at.is_some() {
        page.chip("quiet", "person-disabled")
    } else if row.password_hash.is_empty() {
        page.chip("wait", "person-invited")
    } else {
        page.chip("ok", "person-active")
    }
}

/// A role in words, by its name.
pub fn role_of(page: &Page, name: &str) -> String {
    Role::of(name).map_or_else(|| name.to_owned(), |role| page.lang.role(role).to_owned())
}

/// The list.
pub async fn list(desk: Desk, page: Page, list: List) -> Answer {
    let page = page.titled("people-title");
    let set = |name: &str| Some(list.get(name).trim().to_owned()).filter(|value| !value.is_empty());
    let filter = PeopleFilter {
        role: set("role"),
        dealer: set("dealer"),
        text: set("q"),
        is_disabled: match list.get("state") {
            "disabled" => Some(true),
            "active" => Some(false),
            _ => None,
        },
        is_invited: list.get("state") == "invited",
        order: match list.sort().0 {
            "name" => PeopleOrder::Name,
            "role" => PeopleOrder::Role,
            "dealer" => PeopleOrder::Dealer,
            _ => PeopleOrder::Login,
        },
        is_down: list.sort().1,
    };
    let (order, after) = (filter.order, list.after::<2>());
    let mut rows = page.look(&desk, move |c| people::list(c, &filter, after, ROWS_FETCHED)).await?;
    let next = cut(&mut rows, |row| order.place(row).to_vec());
    let line = |row: &PersonRow| PersonLine {
        href: format!("/people/{}", segment(&row.login)),
        login: row.login.clone(),
        name: row.name.clone(),
        role: role_of(&page, &row.role),
        dealer: row.dealer.clone(),
        email: row.email.clone(),
        chip: state(&page, row),
        factor: page.t(if row.totp_secret.is_empty() { "person-no-factor" } else { "person-factor" }),
    };
    let empty = Empty {
        title: page.t("people-none"),
        what_to_do: page.t("people-none-do"),
        href: "/people/new".to_owned(),
        label: page.t("people-invite"),
    };
    html(&PeoplePage {
        filter: filter_fields(&page, &list),
        people: rows.iter().map(line).collect(),
        heads: heads(&page, &list),
        foot: list.foot(&page, next.as_deref(), "/api/v1/people"),
        empty,
        page,
    })
}

fn heads(page: &Page, list: &List) -> Vec<Head> {
    vec![
        list.sorted(page, "person-name", "name"),
        list.sorted(page, "person-login", "login"),
        list.sorted(page, "person-role", "role"),
        list.sorted(page, "person-dealer", "dealer"),
        list.plain(page, "state"),
        list.plain(page, "person-second"),
        list.plain(page, "person-email"),
    ]
}

fn filter_fields(page: &Page, list: &List) -> Vec<Field> {
    let none = Faults::none();
    let all = || std::iter::once((String::new(), page.t("list-all")));
    let states = [("active", "person-active"), ("invited", "person-invited"), ("disabled", "person-disabled")];
    let states = states.map(|(state, words)| (state.to_owned(), page.t(words)));
    let field = |name: &'static str, label: &str| Field::new(page, name, label, &none).value(list.get(name)).optional();
    vec![
        field("q", "people-search"),
        field("role", "person-role").options(all().chain(roles(page))),
        field("state", "state").options(all().chain(states)),
        field("dealer", "person-dealer"),
    ]
}
