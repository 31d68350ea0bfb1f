//! `/agreements` and below: the agreements as they were published, what differs between their versions, and the form of the
//! next one.

pub mod draft;
pub mod edit;
pub mod shown;
pub mod terms;

use actix_web::web::Path;
use askama::Template;

use self::draft::Draft;
use self::shown::{Block, Difference, differences, lines_shown, shown};
use crate::agreement::terms::Agreement;
use crate::auth::Role;
use crate::pages::chips::Chip;
use crate::pages::listing::{Empty, List};
use crate::pages::{Answer, Page, html};
use crate::store::agreements::{self, PublishedAgreement};
use crate::store::{Db, Error as StoreError};
use crate::web::Desk;
use crate::workflow::Error;

#[derive(Template)]
#[template(path = "administration/agreements.html")]
struct Agreements {
    page: Page,
    may_change: bool,
    texts: Vec<TextLine>,
    replaced_count: String,
    empty: Empty,
}

/// A text in the list.
struct TextLine {
    id: String,
    code: String,
    dealers: String,
    first_day: String,
    last_day: String,
    chip: Chip,
    by: String,
    at: String,
    is_standing: bool,
}

#[derive(Template)]
#[template(path = "administration/agreement.html")]
struct One {
    page: Page,
    may_change: bool,
    text: TextLine,
    versions: Vec<Version>,
    against: String,
    differences: Vec<Difference>,
    general: Vec<Block>,
    lines: Vec<String>,
    line_terms: Block,
    extensions: Vec<[String; 3]>,
    toml: String,
}

/// A version of the same agreement.
struct Version {
    text: TextLine,
    is_this: bool,
    differences: String,
    compare: String,
}

/// A text and what it says.
type Read = (PublishedAgreement, Agreement);

/// Every text that was ever published, the last first, with what it says.
pub fn read_all(c: &mut Db) -> Result<Vec<Read>, StoreError> {
    let texts = agreements::all(c)?;
    texts.into_iter().map(|text| text.terms().map(|agreement| (text, agreement))).collect()
}

/// The list.
pub async fn list(desk: Desk, page: Page) -> Answer {
    let page = page.titled("agreements-title");
    let mut all = page.look(&desk, read_all).await?;
    all.sort_by(|(a, _), (b, _)| (&a.code, b.effective_from, &b.id).cmp(&(&b.code, a.effective_from, &a.id)));
    let replaced = all.iter().filter(|(text, _)| text.replaced_at.is_some()).count();
    let shows_all = page.query == "replaced=yes";
    let kept = |read: &&Read| shows_all || read.0.replaced_at.is_none();
    let texts = all.iter().filter(kept).map(|read| line(&page, read, &all)).collect();
    let replaced_count =
        if replaced == 0 || shows_all { String::new() } else { page.t_n("agreements-replaced-too", replaced) };
    let empty = Empty {
        title: page.t("agreements-empty"),
        what_to_do: page.t("agreements-empty-do"),
        href: "/agreements/new".to_owned(),
        label: page.t("agreements-new"),
    };
    html(&Agreements { may_change: page.is(Role::Administrator), texts, replaced_count, empty, page })
}

/// One text: what it says, its history, and what differs from the version before or another one.
pub async fn one(desk: Desk, page: Page, path: Path<String>, list: List) -> Answer {
    let all = page.look(&desk, read_all).await?;
    let not_found = || page.failure(&Error::NotFound);
    let this = all.iter().find(|(text, _)| text.id == *path).ok_or_else(not_found)?;
    let (published, agreement) = this;
    let mut versions: Vec<&Read> = all.iter().filter(|(text, _)| text.code == published.code).collect();
    versions.sort_by_key(|(text, _)| std::cmp::Reverse((text.effective_from, text.id.clone())));
    let before = |id: &str| {
        let place = versions.iter().position(|(text, _)| text.id == id)?;
        versions.get(place + 1).copied()
    };
    let against = match list.get("against") {
        "" => before(&published.id),
        id => Some(all.iter().find(|(text, _)| text.id == id).ok_or_else(not_found)?),
    };
    let page = page
        .named(format!("{} · {}", published.code, published.effective_from))
        .below("agreements-title", "/agreements");
    let version = |read: &&Read| {
        let earlier = before(&read.0.id);
        let count = earlier.map(|(_, earlier)| differences(&page, &Draft::of(earlier), &Draft::of(&read.1)).len());
        Version {
            text: line(&page, read, &all),
            is_this: read.0.id == published.id,
            differences: count
                .map_or_else(|| page.t("agreement-first-version"), |count| page.t_n("agreement-changes", count)),
            compare: earlier
                .map(|(text, _)| format!("/agreements/{}?against={}#differences", read.0.id, text.id))
                .unwrap_or_default(),
        }
    };
    let draft = Draft::of(agreement);
    let extensions = agreement.warranty_extensions.iter().map(|extension| {
        [extension.region.to_string(), extension.line.to_string(), extension.warranty_months.to_string()]
    });
    html(&One {
        may_change: page.is(Role::Administrator),
        text: line(&page, this, &all),
        versions: versions.iter().map(version).collect(),
        against: against
            .map(|(text, _)| page.t_with("agreement-against", &[&text.code, &page.day(text.effective_from)]))
            .unwrap_or_default(),
        differences: against.map(|(_, other)| differences(&page, &Draft::of(other), &draft)).unwrap_or_default(),
        general: shown(&page, &draft),
        lines: agreement.lines.keys().map(ToString::to_string).collect(),
        line_terms: lines_shown(&page, &draft),
        extensions: extensions.collect(),
        toml: published.body.clone(),
        page,
    })
}

/// A text as lists show it.
fn line(page: &Page, (text, agreement): &Read, all: &[Read]) -> TextLine {
    let dealers: Vec<String> = agreement
        .dealers
        .iter()
        .map(|binds| match binds {
            crate::agreement::terms::Binds::Unnamed => page.t("agreements-all-dealers"),
            crate::agreement::terms::Binds::Dealer(dealer) => dealer.to_string(),
        })
        .collect();
    TextLine {
        id: text.id.clone(),
        code: text.code.clone(),
        dealers: dealers.join("、"),
        first_day: page.day(text.effective_from),
        last_day: page.day_if(agreement.effective_to),
        chip: state(page, text, agreement, all),
        by: text.published_by.clone(),
        at: page.moment(text.published_at),
        is_standing: text.replaced_at.is_none(),
    }
}

/// Whether a text is in force today.
fn state(page: &Page, text: &PublishedAgreement, agreement: &Agreement, all: &[Read]) -> Chip {
    let is_followed = all.iter().any(|(other, _)| {
        other.code == text.code
            && other.replaced_at.is_none()
            && other.effective_from > text.effective_from
            && other.effective_from <= page.today
    });
    if text.replaced_at.is_some() {
        page.chip("quiet", "agreement-replaced")
    } else if text.effective_from > page.today {
        page.chip("info", "agreement-to-come")
    } else if agreement.effective_to.is_some_and(|last| last < page.today) {
        page.chip("quiet", "agreement-over")
    } else if is_followed {
        page.chip("quiet", "agreement-followed")
    } else {
        page.chip("ok", "agreement-in-force")
    }
}
