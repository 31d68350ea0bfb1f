//! Forms: what was posted, the fields of the page, and what is wrong at which.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::{FromRequest, HttpRequest, web};
use askama::Template;
use askama::filters::HtmlSafe;
use serde::de::DeserializeOwned;

use super::listing::{encoded, pairs};
use super::token::FIELD;
use super::{Failure, Page};

/// The fields of a form, without its CSRF token; types deny unknown fields.
#[derive(Debug)]
pub struct Posted<T>(pub T);

impl<T: DeserializeOwned + 'static> FromRequest for Posted<T> {
    type Error = Failure;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Failure>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let page = Page::of(request);
        let body = web::Bytes::from_request(request, payload);
        Box::pin(async move {
            let wrong = |page: Page| {
                let detail = page.lang.invalid_body().to_owned();
                Failure::new(page, StatusCode::UNPROCESSABLE_ENTITY, "invalid_body", detail)
            };
            let Ok(body) = body.await else { return Err(wrong(page)) };
            let own: Vec<(String, String)> =
                pairs(&String::from_utf8_lossy(&body)).into_iter().filter(|(name, _)| name != FIELD).collect();
            match web::Query::<T>::from_query(&encoded(&own)) {
                Ok(value) => Ok(Self(value.into_inner())),
                Err(_) => Err(wrong(page)),
            }
        })
    }
}

/// What is wrong at which field; at none, of the form as a whole.
#[derive(Clone, Debug, Default)]
pub struct Faults(BTreeMap<String, String>);

impl Faults {
    /// Nothing is wrong.
    pub fn none() -> Self {
        Self::default()
    }

    /// The form as a whole.
    pub fn whole(message: impl Into<String>) -> Self {
        Self::none().with("", message)
    }

    /// The same with a fault at a field.
    #[must_use]
    pub fn with(mut self, field: &str, message: impl Into<String>) -> Self {
        self.0.insert(field.to_owned(), message.into());
        self
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What is wrong, wherever.
    pub fn all(&self) -> impl Iterator<Item = &str> {
        self.0.values().map(String::as_str)
    }

    /// What is wrong at a field; empty where nothing is.
    pub fn at(&self, field: &str) -> &str {
        self.0.get(field).map_or("", String::as_str)
    }
}

/// A field with its label, what is wrong with it, and what it is for: `{{ field }}` in a template draws it all.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "parts/field.html")]
pub struct Field {
    /// As it is posted.
    pub name: &'static str,
    /// What stands above it.
    pub label: String,
    /// `text`, `password`, `date`, `number`, `textarea`, `select`, …
    pub kind: &'static str,
    /// What is in it.
    pub value: String,
    /// What is to be known about it; may be empty.
    pub hint: String,
    /// What is wrong with it; empty where nothing is.
    pub fault: String,
    /// The browser's `autocomplete`; may be empty.
    pub autocomplete: &'static str,
    /// `numeric` for digits; may be empty.
    pub inputmode: &'static str,
    /// What a `select` offers: what is posted, and in words.
    pub options: Vec<(String, String)>,
    /// Whether it must be filled.
    pub is_required: bool,
    /// Whether the browser begins here.
    pub is_first: bool,
}

impl HtmlSafe for Field {}

impl Field {
    /// A field that must be filled, with its fault.
    pub fn new(page: &Page, name: &'static str, label: &str, faults: &Faults) -> Self {
        let (label, fault) = (page.t(label), faults.at(name).to_owned());
        Self { name, label, kind: "text", fault, is_required: true, ..Self::default() }
    }

    /// The same with what is in it.
    #[must_use]
    pub fn value(mut self, value: impl Into<String>) -> Self {
        self.value = value.into();
        self
    }

    /// The same of a kind of `input`, or a `textarea`.
    #[must_use]
    pub fn kind(mut self, kind: &'static str) -> Self {
        self.kind = kind;
        self
    }

    /// The same as a choice among these: what is posted, and in words.
    #[must_use]
    pub fn options(mut self, options: impl IntoIterator<Item = (String, String)>) -> Self {
        self.kind = "select";
        self.options = options.into_iter().collect();
        self
    }

    /// The same with a hint, already worded.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }

    /// The same as browsers fill it.
    #[must_use]
    pub fn autocomplete(mut self, autocomplete: &'static str) -> Self {
        self.autocomplete = autocomplete;
        self
    }

    /// The same for digits.
    #[must_use]
    pub fn digits(mut self) -> Self {
        self.inputmode = "numeric";
        self
    }

    /// The same where the browser begins.
    #[must_use]
    pub fn first(mut self) -> Self {
        self.is_first = true;
        self
    }

    /// The same that may stay empty.
    #[must_use]
    pub fn optional(mut self) -> Self {
        self.is_required = false;
        self
    }
}

/// One value among some, with its label: `{{ select }}` in a template draws it.
#[derive(Clone, Debug, Template)]
#[template(path = "parts/select.html")]
pub struct Select {
    name: &'static str,
    label: String,
    /// What is posted, and what is read.
    options: Vec<(String, String)>,
    chosen: String,
    fault: String,
}

impl HtmlSafe for Select {}

impl Select {
    /// A choice among values and their words; of a value that is none of them the first stands.
    pub fn new(page: &Page, name: &'static str, label: &str, options: Vec<(String, String)>, chosen: &str) -> Self {
        Self { name, label: page.t(label), options, chosen: chosen.to_owned(), fault: String::new() }
    }

    /// The same with what is wrong with it; nothing where that is empty.
    #[must_use]
    pub fn fault(mut self, fault: &str) -> Self {
        fault.clone_into(&mut self.fault);
        self
    }
}
