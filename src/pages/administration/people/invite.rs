//! `/people/new`: inviting one person by a form, or several by pasted lines, all or nobody. The links are shown once.

use std::collections::BTreeSet;

use askama::Template;
use serde::Deserialize;

use super::{languages, roles};
use crate::agreement::codes::DealerCode;
use crate::auth::Role;
use crate::pages::form::{Faults, Field, Posted};
use crate::pages::listing::encoded;
use crate::pages::{Answer, Failure, Page, html, unprocessable};
use crate::store::{registers, settings};
use crate::texts::Lang;
use crate::web::{Desk, on_block};
use crate::workflow::invite_person::{Invited, NewPerson, invite_people};

/// More lines than anybody invites at once.
const LINES_MAX: usize = 500;

#[derive(Template)]
#[template(path = "administration/people_new.html")]
struct New {
    page: Page,
    whole: String,
    fields: Vec<Field>,
    lines: Field,
    faults: Vec<String>,
    locale: Field,
}

#[derive(Template)]
#[template(path = "administration/people_invited.html")]
struct Links {
    page: Page,
    invited: Vec<Link>,
}

/// A one-time link.
pub struct Link {
    /// For whom.
    pub login: String,
    /// As people call them.
    pub name: String,
    /// The whole address where it is known.
    pub address: String,
    /// Until when it holds.
    pub until: String,
}

/// What is posted: one person, or lines.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewForm {
    #[serde(default)]
    login: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    role: String,
    #[serde(default)]
    dealer: String,
    #[serde(default)]
    email: String,
    #[serde(default)]
    locale: String,
    #[serde(default)]
    lines: String,
}

/// Somebody as they were written down, or what is wrong with the line.
type Line = Result<NewPerson, String>;

/// The form.
pub async fn show(page: Page) -> Answer {
    let locale = page.locale().to_owned();
    html(&form(page, &NewForm { locale, ..NewForm::default() }, String::new(), Vec::new()))
}

/// Invites whoever is written down, and shows their links.
pub async fn take(desk: Desk, page: Page, posted: Posted<NewForm>) -> Answer {
    let Posted(new) = posted;
    let is_pasted = !new.lines.trim().is_empty();
    let lines: Vec<Line> = if is_pasted {
        new.lines
            .lines()
            .filter(|line| !line.trim().is_empty())
            .take(LINES_MAX)
            .map(|line| read(&page, line, &new.locale))
            .collect()
    } else {
        let parts = [&new.name, &new.login, &new.role, &new.dealer, &new.email].map(String::as_str);
        vec![person(&page, parts, &new.locale)]
    };
    let known = page.look(&desk, registers::dealers).await?;
    let known: BTreeSet<DealerCode> = known.into_iter().map(|dealer| dealer.code).collect();
    let mut faults: Vec<(usize, String)> = Vec::new();
    for (place, line) in lines.iter().enumerate() {
        match line {
            Err(wrong) => faults.push((place, wrong.clone())),
            Ok(person) => match &person.dealer {
                Some(dealer) if !known.contains(dealer) => {
                    faults.push((place, page.t_with("people-no-dealer", &[dealer])));
                }
                _ => {}
            },
        }
    }
    let people: Vec<NewPerson> = lines.into_iter().flatten().collect();
    let names: Vec<String> = people.iter().map(|person| person.name.clone()).collect();
    if faults.is_empty() {
        match invite(&desk, &page, people).await? {
            Ok(invited) => return links(&desk, page, invited.into_iter().zip(names).collect()).await,
            Err(refused) => faults = refused,
        }
    }
    let told = |(place, wrong): (usize, String)| {
        if is_pasted { page.t_with("people-line-fault", &[&(place + 1), &wrong]) } else { wrong }
    };
    let faults: Vec<String> = faults.into_iter().map(told).collect();
    let whole = page.t(if is_pasted { "people-nobody-invited" } else { "people-not-invited" });
    unprocessable(&form(page, &new, whole, faults))
}

async fn invite(
    desk: &Desk,
    page: &Page,
    people: Vec<NewPerson>,
) -> Result<Result<Vec<Invited>, Vec<(usize, String)>>, Failure> {
    let actor = page.caller()?.actor;
    match on_block(desk, move |office| invite_people(office, &actor, &people)).await {
        Ok(Ok(invited)) => Ok(Ok(invited)),
        Ok(Err(refused)) => {
            let told = refused.into_iter().map(|one| (one.place, page.lang.person_refused(&one.refused)));
            Ok(Err(told.collect()))
        }
        Err(error) => Err(page.failure(&error)),
    }
}

/// The links, which nobody sees again.
pub async fn links(desk: &Desk, page: Page, invited: Vec<(Invited, String)>) -> Answer {
    let public = page.look(desk, |c| settings::get(c, settings::PUBLIC_URL)).await?.unwrap_or_default();
    let link = |(invited, name): (Invited, String)| {
        let query = encoded(&[("token".to_owned(), invited.token.as_str().to_owned())]);
        Link {
            address: format!("{public}/invitation?{query}"),
            login: invited.login,
            name,
            until: page.moment(invited.expires_at),
        }
    };
    let invited = invited.into_iter().map(link).collect();
    let page = page.titled("people-links-title").below("people-title", "/people");
    html(&Links { page, invited })
}

/// A line: name, login, role, dealer, mail, between tabs, commas or semicolons.
fn read(page: &Page, line: &str, locale: &str) -> Line {
    let separator = if line.contains('\t') { &['\t'][..] } else { &[',', '，', ';', '；'][..] };
    let mut parts = line.split(separator).map(str::trim);
    let mut next = || parts.next().unwrap_or_default();
    let person = person(page, [next(), next(), next(), next(), next()], locale)?;
    if parts.next().is_some_and(|rest| !rest.is_empty()) { Err(page.t("people-too-many-parts")) } else { Ok(person) }
}

fn person(page: &Page, [name, login, role, dealer, email]: [&str; 5], locale: &str) -> Line {
    if name.trim().is_empty() {
        return Err(page.t("people-no-name"));
    }
    let dealer = dealer.trim();
    Ok(NewPerson {
        login: login.trim().to_owned(),
        name: name.trim().to_owned(),
        role: role_named(role.trim()).ok_or_else(|| page.t_with("people-no-role", &[&role]))?,
        dealer: if matches!(dealer, "" | "-" | "—") { None } else { DealerCode::new(dealer) },
        locale: Lang::of(locale).locale().to_owned(),
        email: email.trim().to_owned(),
        mail_pace: None,
    })
}

/// A role by its name here, or as people call it in either language.
fn role_named(name: &str) -> Option<Role> {
    let is_called = |role: &Role| {
        let called = [role.as_str(), Lang::ZhCn.role(*role), Lang::En.role(*role)];
        called.iter().any(|called| called.eq_ignore_ascii_case(name))
    };
    Role::ALL.into_iter().find(is_called)
}

fn form(page: Page, new: &NewForm, whole: String, faults: Vec<String>) -> New {
    let page = page.titled("people-invite").below("people-title", "/people");
    let none = Faults::none();
    let field = |name: &'static str, label: &str, value: &str| Field::new(&page, name, label, &none).value(value);
    let role = if new.role.is_empty() { Role::DealerClerk.as_str() } else { &new.role };
    let fields = vec![
        field("name", "person-name", &new.name),
        field("login", "person-login", &new.login).autocomplete("off").hint(page.t("person-login-hint")),
        field("role", "person-role", role).options(roles(&page)),
        field("dealer", "person-dealer", &new.dealer).optional().hint(page.t("person-dealer-hint")),
        field("email", "person-email", &new.email).kind("email").optional().hint(page.t("person-email-hint")),
    ];
    New {
        whole,
        fields,
        lines: field("lines", "people-lines", &new.lines).kind("textarea").optional().hint(page.t("people-lines-hint")),
        faults,
        locale: field("locale", "person-language", &new.locale).options(languages(&page)),
        page,
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn lines_are_read_as_people_write_them() {
        let page = Page::of(&TestRequest::default().to_http_request());
        for line in [
            "王五\twangwu\t经销商文员\tHZ01\twang@example.cn",
            "王五，wangwu，经销商文员，HZ01，wang@example.cn",
            "王五, wangwu, dealer_clerk, HZ01, wang@example.cn,",
            "王五; wangwu; Dealer's clerk; HZ01; wang@example.cn",
        ] {
            let Ok(person) = read(&page, line, "en") else { continue };
            assert_eq!(
                (person.name.as_str(), person.login.as_str(), person.role),
                ("王五", "wangwu", Role::DealerClerk)
            );
            assert_eq!((person.dealer, person.email.as_str()), (DealerCode::new("HZ01"), "wang@example.cn"));
        }
        assert!(read(&page, "王五\twangwu\t经销商文员\tHZ01\twang@example.cn", "en").is_ok());
        assert!(read(&page, "李四,lisi,审核员", "en").is_err(), "no such role");
        assert!(read(&page, ",lisi,finance", "en").is_err(), "no name");
        assert!(read(&page, "李四,lisi,finance,,,more", "en").is_err(), "too many parts");
    }
}
