//! `/search`: one box over all numbers and names. Everybody finds what they may look at.

use askama::Template;
use pinyin::ToPinyinMulti as _;

use super::listing::{Empty, List, segment};
use super::{Answer, Page, html};
use crate::agreement::codes::DealerCode;
use crate::auth::Role;
use crate::calendar::Period;
use crate::store::people::{self, PeopleFilter};
use crate::store::registers::{self, Register};
use crate::store::slips::ListedSlip;
use crate::store::{Db, Error as StoreError, payments, search};
use crate::web::Desk;

/// Hits of one kind that are shown.
const HITS_MAX: usize = 15;
/// The longest that anybody looks for.
const LETTERS_MAX: usize = 100;

#[derive(Template)]
#[template(path = "search.html")]
struct Search {
    page: Page,
    query: String,
    groups: Vec<Group>,
    empty: Empty,
}

/// Hits of one kind.
struct Group {
    title: String,
    hits: Vec<Hit>,
}

struct Hit {
    label: String,
    note: String,
    href: String,
}

/// What was found.
#[derive(Default)]
struct Found {
    slips: Vec<ListedSlip>,
    repairs: Vec<ListedSlip>,
    units: Vec<String>,
    parts: Vec<String>,
    models: Vec<String>,
    dealers: Vec<(String, String)>,
    payments: Vec<(String, String, Period)>,
    people: Vec<(String, String, String)>,
}

/// What whoever looks may find.
struct May {
    dealer: Option<DealerCode>,
    registers: bool,
    payments: bool,
    people: bool,
}

/// The page.
pub async fn show(desk: Desk, page: Page, list: List) -> Answer {
    let page = page.titled("search-title");
    let query: String = list.get("q").trim().chars().take(LETTERS_MAX).collect();
    let caller = page.caller()?;
    let role = caller.actor.role;
    let may = May {
        registers: !matches!(role, Role::DealerClerk | Role::CallAgent),
        payments: matches!(role, Role::SalesManager | Role::Finance | Role::Administrator),
        people: role == Role::Administrator,
        dealer: caller.actor.dealer,
    };
    let found = if query.is_empty() {
        Found::default()
    } else {
        let asked = query.clone();
        page.look(&desk, move |c| find(c, &asked, &may)).await?
    };
    let empty = Empty {
        title: page.t_with("search-none", &[&query]),
        what_to_do: page.t("search-hint"),
        href: String::new(),
        label: String::new(),
    };
    html(&Search { groups: groups(&page, found), query, empty, page })
}

fn find(c: &mut Db, query: &str, may: &May) -> Result<Found, StoreError> {
    let dealer = may.dealer.as_ref();
    let rows_max = i64::try_from(HITS_MAX).unwrap_or(i64::MAX);
    let mut found = Found {
        slips: search::slips_by_number(c, query, dealer, rows_max)?,
        repairs: search::slips_by_serial(c, query, dealer, rows_max)?,
        ..Found::default()
    };
    found.slips.sort_by(|a, b| a.slip_no.cmp(&b.slip_no));
    if dealer.is_none() {
        found.dealers = dealers(c, query)?;
    }
    if may.registers {
        found.units = search::register_keys(c, Register::Units.as_str(), query, rows_max)?;
        found.parts = search::register_keys(c, Register::Parts.as_str(), query, rows_max)?;
        found.models = search::register_keys(c, Register::Products.as_str(), query, rows_max)?;
    }
    if may.payments
        && let Some(payment) = payments::of_reference(c, query)?
    {
        found.payments.push((payment.reference, payment.dealer.to_string(), payment.period));
    }
    if may.people {
        let filter = PeopleFilter { text: Some(query.to_owned()), ..PeopleFilter::default() };
        let people = people::list(c, &filter, None, rows_max)?;
        found.people = people.into_iter().map(|row| (row.login, row.name, row.role)).collect();
    }
    Ok(found)
}

/// Dealers whose code or name holds the query. There are some hundred dealers, where there are millions of slips.
fn dealers(c: &mut Db, query: &str) -> Result<Vec<(String, String)>, StoreError> {
    let query = query.to_lowercase();
    let holds = |text: &str| text.to_lowercase().contains(&query);
    let is_meant =
        |(code, name): &(DealerCode, String)| holds(code.as_str()) || holds(name) || initials_hold(name, &query);
    let found = registers::names(c)?.into_iter().filter(is_meant);
    Ok(found.take(HITS_MAX).map(|(code, name)| (code.to_string(), name)).collect())
}

/// Whether the initials of a name's letters in pinyin hold the query, in any reading: `hzsd` finds 杭州顺达.
fn initials_hold(name: &str, query: &str) -> bool {
    let letters: Vec<Vec<char>> = name.chars().map(initials).collect();
    let query: Vec<char> = query.chars().collect();
    let is_plain = query.len() > 1 && query.iter().all(char::is_ascii_alphanumeric);
    is_plain && letters.windows(query.len()).any(|some| some.iter().zip(&query).all(|(set, one)| set.contains(one)))
}

/// The letters that a letter's readings begin with; itself where it has none.
fn initials(letter: char) -> Vec<char> {
    match letter.to_pinyin_multi() {
        Some(readings) => readings.into_iter().filter_map(|reading| reading.first_letter().chars().next()).collect(),
        None => letter.to_lowercase().collect(),
    }
}

fn groups(page: &Page, found: Found) -> Vec<Group> {
    let slip = |slip: ListedSlip| Hit {
        href: format!("/dealers/{}/months/{}/slips/{}", segment(&slip.dealer), slip.period, segment(&slip.slip_no)),
        note: format!("{} · {} · {} {}", slip.dealer, slip.period, slip.product_model, slip.serial_no),
        label: slip.slip_no,
    };
    let in_register = |register: Register| {
        move |key: String| Hit {
            href: format!("/registers/{}?begins={}", register.as_str(), segment(&key)),
            note: String::new(),
            label: key,
        }
    };
    let dealer =
        |(code, name): (String, String)| Hit { href: format!("/dealers/{}", segment(&code)), label: name, note: code };
    let payment = |(reference, dealer, period): (String, String, Period)| Hit {
        href: format!("/payments/{}", segment(&reference)),
        label: reference,
        note: format!("{dealer} · {}", page.period(period)),
    };
    let person = |(login, name, role): (String, String, String)| Hit {
        href: format!("/people/{}", segment(&login)),
        label: name,
        note: format!("{login} · {}", Role::of(&role).map_or("", |role| page.lang.role(role))),
    };
    let all: [(&str, Vec<Hit>); 8] = [
        ("search-dealers", found.dealers.into_iter().map(dealer).collect()),
        ("search-slips", found.slips.into_iter().map(slip).collect()),
        ("search-repairs", found.repairs.into_iter().map(slip).collect()),
        ("search-payments", found.payments.into_iter().map(payment).collect()),
        ("search-people", found.people.into_iter().map(person).collect()),
        ("search-units", found.units.into_iter().map(in_register(Register::Units)).collect()),
        ("search-models", found.models.into_iter().map(in_register(Register::Products)).collect()),
        ("search-parts", found.parts.into_iter().map(in_register(Register::Parts)).collect()),
    ];
    let group = |(title, hits): (&str, Vec<Hit>)| Group { title: page.t(title), hits };
    all.into_iter().filter(|(_, hits)| !hits.is_empty()).map(group).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_by_the_initials_of_any_reading() {
        for (name, query, expected) in [
            ("杭州顺达电器", "hzsd", true),
            ("杭州顺达电器", "sddq", true),
            ("重庆长安", "cqca", true),
            ("重庆长安", "zqza", true),
            ("A1杭州", "a1hz", true),
            ("杭州顺达电器", "hzds", false),
            ("杭州", "h", false),
            ("杭州", "hzsd", false),
            ("", "hz", false),
        ] {
            assert_eq!(initials_hold(name, query), expected, "{name} {query}");
        }
    }
}
