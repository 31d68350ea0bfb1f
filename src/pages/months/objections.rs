//! Lists of what is objected to in statements, which differ only in their columns and states: disputes by dealers, findings
//! by the centre. A dealer's clerk sees the own ones.

use askama::Template;

use super::places;
use crate::agreement::codes::DealerCode;
use crate::auth::Role;
use crate::pages::chips::Chip;
use crate::pages::form::{Faults, Field};
use crate::pages::listing::{Empty, Foot, Head, List};
use crate::pages::{Answer, Failure, Page, html};
use crate::workflow::Error;

/// What one list has of its own: keys of words, states, the API's list, which gives the files.
pub(super) struct Kind<S: 'static> {
    /// The title.
    pub title: &'static str,
    /// The column that leads to each, before its dealer.
    pub first: &'static str,
    /// The columns after the dealer.
    pub columns: &'static [&'static str],
    /// A last column of amounts.
    pub amount: Option<&'static str>,
    /// Each state as the address has it, and in words.
    pub states: &'static [(S, &'static str, &'static str)],
    /// That there is none, and what to do: whoever looks after all dealers, a dealer's clerk.
    pub none: [&'static str; 3],
    /// The API's list.
    pub export: &'static str,
}

/// What an address asks for.
pub(super) struct Asked<S> {
    /// Whose; none is everybody's.
    pub dealer: Option<DealerCode>,
    /// In which state.
    pub state: Option<S>,
    /// Behind which one the page begins.
    pub behind: Option<String>,
}

/// One of them.
pub(super) struct Row {
    /// What it is about, and its page.
    pub first: (String, String),
    /// Whose.
    pub dealer: String,
    /// What stands in the columns.
    pub cells: Vec<Cell>,
}

/// What stands in a column.
pub(super) enum Cell {
    /// What may be long.
    Text(String),
    /// What stays on one line, such as a day.
    Short(String),
    /// A page and what it is called.
    Link(String, String),
    /// A state.
    State(Chip),
    /// An amount.
    Amount(String),
}

#[derive(Template)]
#[template(path = "months/objections.html")]
struct Objections {
    page: Page,
    fields: Vec<Field>,
    heads: Vec<Head>,
    has_dealers: bool,
    rows: Vec<Row>,
    empty: Empty,
    foot: Foot,
}

impl<S: Copy> Kind<S> {
    /// What the address asks for; another dealer's are not there for a clerk.
    pub fn asked(&self, page: &Page, list: &List) -> Result<Asked<S>, Failure> {
        let actor = page.caller()?.actor;
        let dealer = places::listed_dealer(&actor, list.get("dealer")).map_err(|error| page.failure(&error))?;
        let state = self.state_of(list.get("state")).map_err(|error| page.failure(&error))?;
        Ok(Asked { dealer, state, behind: list.after::<1>().map(|[id]| id) })
    }

    fn state_of(&self, asked: &str) -> Result<Option<S>, Error> {
        if asked.is_empty() {
            return Ok(None);
        }
        let found = self.states.iter().find(|(_, word, _)| *word == asked);
        found.map(|(state, ..)| Some(*state)).ok_or(Error::NotFound)
    }

    /// The page with its rows.
    pub fn draw(&self, page: Page, list: &List, next: Option<&[String]>, rows: Vec<Row>) -> Answer {
        let is_clerk = page.is(Role::DealerClerk);
        let [none, do_all, do_own] = self.none;
        let empty = Empty {
            title: page.t(none),
            what_to_do: page.t(if is_clerk { do_own } else { do_all }),
            href: if list.is_filtered() { page.path.clone() } else { String::new() },
            label: page.t("slips-all"),
        };
        html(&Objections {
            fields: self.fields(&page, list, !is_clerk),
            heads: self.heads(&page, list, !is_clerk),
            has_dealers: !is_clerk,
            rows,
            empty,
            foot: list.foot(&page, next, self.export),
            page,
        })
    }

    fn heads(&self, page: &Page, list: &List, has_dealers: bool) -> Vec<Head> {
        let dealer = has_dealers.then_some("slip-dealer");
        let keys = [self.first].into_iter().chain(dealer).chain(self.columns.iter().copied());
        let amount = self.amount.map(|key| list.plain(page, key).number());
        keys.map(|key| list.plain(page, key)).chain(amount).collect()
    }

    fn fields(&self, page: &Page, list: &List, has_dealers: bool) -> Vec<Field> {
        let none = Faults::none();
        let any = (String::new(), page.t("slips-any"));
        let states = self.states.iter().map(|(_, word, key)| ((*word).to_owned(), page.t(key)));
        let states: Vec<(String, String)> = std::iter::once(any).chain(states).collect();
        let state = Field::new(page, "state", "state", &none).value(list.get("state")).optional().options(states);
        let dealer = Field::new(page, "dealer", "slip-dealer", &none).value(list.get("dealer")).optional();
        if has_dealers { vec![state, dealer] } else { vec![state] }
    }
}
