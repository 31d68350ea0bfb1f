//! `/tokens`: one's own API tokens; the secret of a new one is shown once. For everybody.

use actix_web::HttpResponse;
use actix_web::web::Path;
use askama::Template;

use crate::auth::{Refused, Scope, Scopes};
use crate::pages::chips::Chip;
use crate::pages::form::{Faults, Field, Posted};
use crate::pages::guard::see;
use crate::pages::listing::{encoded, pairs};
use crate::pages::{Answer, Failure, Flash, Page, html, unprocessable};
use crate::store::api_tokens::{self, ApiTokenRow};
use crate::web::{Desk, on_block};
use crate::workflow::make_token::{NewToken, make_token};
use crate::workflow::revoke_token::revoke_token;
use crate::workflow::{Error, Refusal};

/// Every scope with the key of its words.
static SCOPES: &[(Scope, &str)] = &[
    (Scope::Read, "scope-read"),
    (Scope::File, "scope-file"),
    (Scope::Review, "scope-review"),
    (Scope::Call, "scope-call"),
    (Scope::Approve, "scope-approve"),
    (Scope::Pay, "scope-pay"),
    (Scope::Admin, "scope-admin"),
];
/// For how long a token is offered.
const DAYS: &str = "90";

#[derive(Template)]
#[template(path = "own/tokens.html")]
struct TokensPage {
    page: Page,
    whole: String,
    secret: String,
    tokens: Vec<TokenLine>,
    fields: Vec<Field>,
    scopes: Vec<(&'static str, String, bool)>,
}

struct TokenLine {
    id: String,
    name: String,
    scopes: String,
    made: String,
    until: String,
    used: String,
    chip: Chip,
    can_be_revoked: bool,
}

/// What is asked for.
#[derive(Debug, Default)]
struct Wanted {
    name: String,
    days: String,
    scopes: Vec<String>,
}

impl Wanted {
    fn of(fields: &[(String, String)]) -> Self {
        let value = |name: &str| fields.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
        let scopes = fields.iter().filter(|(name, _)| name == "scope").map(|(_, scope)| scope.clone()).collect();
        Self { name: value("name").unwrap_or_default(), days: value("days").unwrap_or_else(|| DAYS.to_owned()), scopes }
    }

    fn new_token(&self) -> NewToken {
        let scopes: Scopes = Scopes::of(&self.scopes.join(" "));
        NewToken { name: self.name.clone(), scopes, days: self.days.trim().parse().unwrap_or_default() }
    }
}

/// The list, and the form, filled from the address.
pub async fn show(desk: Desk, page: Page) -> Answer {
    let wanted = Wanted::of(&pairs(&page.query));
    html(&drawn(&desk, page, &wanted, String::new(), String::new()).await?)
}

/// Makes a token, and shows its secret this once.
pub async fn take(desk: Desk, page: Page, posted: Posted<Vec<(String, String)>>) -> Answer {
    let Posted(fields) = posted;
    let wanted = Wanted::of(&fields);
    let (caller, new) = (page.caller()?, wanted.new_token());
    match on_block(&desk, move |office| make_token(office, &caller, &new)).await {
        Ok((secret, _)) => {
            let secret = secret.as_str().to_owned();
            html(&drawn(&desk, page, &Wanted::of(&[]), secret, String::new()).await?)
        }
        Err(Error::Refused(Refusal::Person(Refused::PresenceNeeded))) => {
            let back = format!("/tokens?{}", encoded(&fields));
            Ok(see(&format!("/confirm?{}", encoded(&[("next".to_owned(), back)]))))
        }
        Err(error @ Error::Refused(_)) => {
            let whole = page.why(&error);
            unprocessable(&drawn(&desk, page, &wanted, String::new(), whole).await?)
        }
        Err(error) => Err(page.failure(&error)),
    }
}

/// Revokes a token.
pub async fn revoke(desk: Desk, page: Page, id: Path<String>) -> Result<HttpResponse, Failure> {
    let caller = page.caller()?;
    page.ask(&desk, move |office| revoke_token(office, &caller, &id)).await?;
    Ok(page.see("/tokens", Flash::done(page.t("token-revoked"))))
}

async fn drawn(desk: &Desk, page: Page, wanted: &Wanted, secret: String, whole: String) -> Result<TokensPage, Failure> {
    let page = page.titled("tokens-title").below("profile-title", "/profile");
    let person = page.caller()?.person;
    let rows = page
        .ask(desk, move |office| Ok((office.store.read(|c| api_tokens::of_person(c, &person))?, office.clock.now())))
        .await?;
    let (rows, now) = rows;
    let line = |row: ApiTokenRow| {
        let scopes: Vec<String> = SCOPES
            .iter()
            .filter(|(scope, _)| Scopes::of(&row.scopes).has(*scope))
            .map(|(_, words)| page.t(words))
            .collect();
        let chip = if row.revoked_at.is_some() {
            page.chip("quiet", "token-revoked-chip")
        } else if row.expires_at <= now {
            page.chip("quiet", "token-expired")
        } else {
            page.chip("ok", "token-valid")
        };
        TokenLine {
            can_be_revoked: row.revoked_at.is_none() && row.expires_at > now,
            scopes: scopes.join(" · "),
            made: page.moment(row.created_at),
            until: page.moment(row.expires_at),
            used: row.used_at.map_or_else(|| page.t("token-unused"), |at| page.moment(at)),
            id: row.id,
            name: row.name,
            chip,
        }
    };
    let none = Faults::none();
    let fields = vec![
        Field::new(&page, "name", "token-name", &none).value(&wanted.name).hint(page.t("token-name-hint")),
        Field::new(&page, "days", "token-days", &none).value(&wanted.days).digits().hint(page.t("token-days-hint")),
    ];
    let scope = |(scope, words): &(Scope, &str)| {
        let is_chosen = wanted.scopes.iter().any(|name| name == scope.as_str());
        (scope.as_str(), page.t(words), is_chosen)
    };
    Ok(TokensPage {
        whole,
        secret,
        tokens: rows.into_iter().map(line).collect(),
        fields,
        scopes: SCOPES.iter().map(scope).collect(),
        page,
    })
}
