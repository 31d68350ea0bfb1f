//! What every page knows: who looks, in which language, where, and what was just done.

use std::rc::Rc;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage as _, HttpRequest, HttpResponse};
use fluent_templates::fluent_bundle::FluentValue;

use super::flash::Flash;
use super::guard::see;
use super::listing::{encoded, pairs};
use super::nav::{self, NavItem};
use super::words::{Values, words, words_with};
use super::{Failure, assets};
use crate::auth::{Caller, Capacity, Role};
use crate::calendar::Day;
use crate::store::{Db, Error as StoreError};
use crate::texts::Lang;
use crate::web::language::lang_of;
use crate::web::{CookieKind, Desk, RequestId, on_block};
use crate::workflow::{Error, Office};

/// A step of the way from home to here.
#[derive(Clone, Debug)]
pub struct Crumb {
    /// What it is called.
    pub label: String,
    /// Where it is.
    pub href: String,
}

/// What stands above every page while somebody is not themselves.
#[derive(Clone, Debug)]
pub struct Banner {
    /// As what they act or look.
    pub text: String,
    /// What ends it.
    pub end: String,
}

/// What a template is drawn with; each has one as `page`.
#[derive(Clone, Debug)]
pub struct Page {
    /// Who looks; none before signing in.
    pub who: Option<Rc<Caller>>,
    /// Their language.
    pub lang: Lang,
    /// Where they are.
    pub path: String,
    /// What stands behind `?`.
    pub query: String,
    /// The whole address, for who reads it on paper.
    pub address: String,
    /// Today, in the business time zone.
    pub today: Day,
    /// The request's number.
    pub request_id: String,
    /// What was just done.
    pub flash: Option<Flash>,
    /// What the page is called, already worded.
    pub title: String,
    /// The way here.
    pub crumbs: Vec<Crumb>,
    kind: CookieKind,
}

impl FromRequest for Page {
    type Error = Failure;
    type Future = std::future::Ready<Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        std::future::ready(Ok(Self::of(request)))
    }
}

impl Page {
    /// The page of a request.
    pub fn of(request: &HttpRequest) -> Self {
        let extensions = request.extensions();
        let today = request.app_data::<Desk>().map(|desk| desk.clock.today());
        let who = extensions.get::<Rc<Caller>>().cloned();
        let request_id = extensions.get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default();
        drop(extensions);
        let connection = request.connection_info().clone();
        Self {
            who,
            address: format!("{}://{}{}", connection.scheme(), connection.host(), request.uri()),
            lang: lang_of(request),
            path: request.path().to_owned(),
            query: request.query_string().to_owned(),
            today: today.unwrap_or_default(),
            request_id,
            flash: Flash::of(request),
            title: String::new(),
            crumbs: Vec::new(),
            kind: CookieKind::of(request),
        }
    }

    /// Names the page by a key.
    #[must_use]
    pub fn titled(mut self, key: &str) -> Self {
        self.title = self.t(key);
        self
    }

    /// Names the page by what it shows, such as a number.
    #[must_use]
    pub fn named(mut self, title: impl Into<String>) -> Self {
        self.title = title.into();
        self
    }

    /// Adds a step to the way here, after home.
    #[must_use]
    pub fn below(mut self, key: &str, href: &str) -> Self {
        self.crumbs.push(Crumb { label: self.t(key), href: href.to_owned() });
        self
    }

    /// The caller; a page behind `People` has one.
    pub fn caller(&self) -> Result<Caller, Failure> {
        let caller = self.who.as_ref().map(|who| Caller::clone(who));
        caller.ok_or_else(|| self.failure(&Error::NotAllowed))
    }

    /// Whether whoever looks has the role.
    pub fn is(&self, role: Role) -> bool {
        self.who.as_ref().is_some_and(|who| who.actor.role == role)
    }

    /// Runs a verb, its error a page.
    pub async fn ask<T: Send + 'static>(
        &self,
        desk: &Desk,
        work: impl FnOnce(&Office) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Failure> {
        on_block(desk, work).await.map_err(|error| self.failure(&error))
    }

    /// Reads from the store in one snapshot.
    pub async fn look<T: Send + 'static>(
        &self,
        desk: &Desk,
        read: impl FnOnce(&mut Db) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, Failure> {
        self.ask(desk, move |office| Ok(office.store.read(read)?)).await
    }

    /// Sends the browser on after a form was taken, with a message for the next page.
    pub fn see(&self, path: &str, flash: Flash) -> HttpResponse {
        let mut response = see(path);
        let _ = response.add_cookie(&flash.cookie(self.kind));
        response
    }

    /// The words of a key.
    pub fn t(&self, key: &str) -> String {
        words(self.lang, key)
    }

    /// The words of a key with a number as `$n`.
    pub fn t_n(&self, key: &str, n: impl TryInto<i64>) -> String {
        let n: i64 = n.try_into().unwrap_or(i64::MAX);
        words_with(self.lang, key, &Values::from([("n".into(), FluentValue::from(n))]))
    }

    /// The words of a key with texts as `$a`, `$b`, … in their order.
    pub fn t_with(&self, key: &str, texts: &[&dyn std::fmt::Display]) -> String {
        const NAMES: [&str; 6] = ["a", "b", "c", "d", "e", "f"];
        let value = |(name, text): (&&'static str, &&dyn std::fmt::Display)| {
            ((*name).into(), FluentValue::from(text.to_string()))
        };
        words_with(self.lang, key, &NAMES.iter().zip(texts).map(value).collect())
    }

    /// Why a verb could not be done.
    pub fn why(&self, error: &Error) -> String {
        self.lang.verb_error(error)
    }

    /// The token that every form shows; empty before signing in.
    pub fn csrf(&self) -> &str {
        let session = self.who.as_ref().and_then(|who| who.session());
        session.map_or("", |session| session.csrf_token.as_str())
    }

    /// The field with which every form begins.
    pub fn csrf_field(&self) -> String {
        format!("<input type=\"hidden\" name=\"csrf\" value=\"{}\">", self.csrf())
    }

    /// Where a file of `assets/` is.
    pub fn asset(&self, name: &str) -> String {
        assets::address(name)
    }

    /// `zh-CN` or `en`.
    pub fn locale(&self) -> &'static str {
        self.lang.locale()
    }

    /// What can be gone to from everywhere.
    pub fn nav(&self) -> Vec<NavItem> {
        self.who.as_ref().filter(|who| who.is_signed_in()).map(|_| nav::of(self)).unwrap_or_default()
    }

    /// Whether signing in is complete.
    pub fn is_signed_in(&self) -> bool {
        self.who.as_ref().is_some_and(|who| who.is_signed_in())
    }

    /// As whoever looks is called, and what they are.
    pub fn name(&self) -> &str {
        self.who.as_ref().map_or("", |who| who.name.as_str())
    }

    /// The role in words, with a clerk's dealer.
    pub fn role(&self) -> String {
        let Some(who) = &self.who else { return String::new() };
        let role = self.lang.role(who.actor.role);
        who.actor.dealer.as_ref().map_or_else(|| role.to_owned(), |dealer| format!("{role} · {dealer}"))
    }

    /// As what whoever looks acts or looks; none where as themselves.
    pub fn banner(&self) -> Option<Banner> {
        let who = self.who.as_ref()?;
        let (text, end) = match who.capacity() {
            Capacity::Own => return None,
            Capacity::Deputy(deputy) => {
                let (role, until) = (self.lang.role(who.actor.role), self.day(deputy.last_day));
                (self.t_with("capacity-deputy", &[&deputy.name, &role, &until]), self.t("capacity-rest"))
            }
            Capacity::Look(look) => {
                (self.t_with("capacity-look", &[&look.dealer, &look.name]), self.t("capacity-back"))
            }
        };
        Some(Banner { text, end })
    }

    /// Whether whoever looks could look at a dealer's pages.
    pub fn may_look(&self) -> bool {
        let themselves = self.who.as_ref().filter(|who| *who.capacity() == Capacity::Own);
        themselves.is_some_and(|who| who.actor.role.may_look())
    }

    /// A person, with for whom they acted where that is somebody.
    pub fn acted(&self, person: &str, on_behalf_of: &str) -> String {
        if on_behalf_of.is_empty() {
            return person.to_owned();
        }
        self.t_with("capacity-for", &[&person, &on_behalf_of])
    }

    /// This page in the other language.
    pub fn other_language(&self) -> String {
        let other = if self.lang == Lang::ZhCn { Lang::En } else { Lang::ZhCn };
        let mut query: Vec<(String, String)> =
            pairs(&self.query).into_iter().filter(|(name, _)| name != "lang").collect();
        query.push(("lang".to_owned(), other.locale().to_owned()));
        format!("{}?{}", self.path, encoded(&query))
    }
}
