//! What could not be done, as RFC 9457 has it: the one table from errors to status and code.

use std::fmt;

use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::http::header::ContentType;
use actix_web::{HttpRequest, HttpResponse, Responder, ResponseError};
use serde::Serialize;

use crate::auth;
use crate::sheets::Fault;
use crate::store;
use crate::texts::Lang;
use crate::texts::bodies::{BodyFault, Wrong};
use crate::web::status::{code_of_status, status_of};
use crate::workflow::{Error, Refusal, StatementRefusal};

/// A problem in the words of the caller's language; boxed, because it is the error of everything.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(transparent)]
pub struct Problem(Box<Told>);

/// What a problem says.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Told {
    /// What kind of problem; a path that explains it.
    #[serde(rename = "type")]
    kind: String,
    /// The kind in words.
    title: String,
    /// The HTTP status.
    status: u16,
    /// What is wrong here, and the way out.
    #[serde(skip_serializing_if = "String::is_empty")]
    detail: String,
    /// The number of the request, as the log has it.
    #[serde(skip_serializing_if = "String::is_empty")]
    instance: String,
    /// For programs; stays the same in every language.
    code: &'static str,
    /// Every single fault.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldFault>,
    /// After how many seconds it is worth asking again.
    #[serde(skip)]
    retry_after: Option<i64>,
}

/// One fault of a body or of a sheet.
#[derive(Clone, Debug, Default, Serialize, utoipa::ToSchema)]
pub struct FieldFault {
    /// The field of a JSON body.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pointer: Option<String>,
    /// The workbook's sheet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// The row as the spreadsheet numbers it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub row: Option<u32>,
    /// The column as the sheet spells it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// What stands there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// What is wrong and what was expected.
    pub message: String,
}

impl FieldFault {
    /// A fault of a body, at its field.
    pub fn of_body(fault: &BodyFault, lang: Lang) -> Self {
        let pointer = Some(format!("/{}", fault.field.replace('.', "/")));
        Self { pointer, message: lang.body_fault(fault), ..Self::default() }
    }

    /// A fault of a sheet.
    pub fn of(fault: &Fault, lang: Lang) -> Self {
        Self {
            pointer: None,
            sheet: (!fault.sheet.is_empty()).then(|| fault.sheet.clone()),
            row: fault.row,
            column: fault.column.clone(),
            value: (!fault.value.is_empty()).then(|| fault.value.clone()),
            message: lang.problem(&fault.problem),
        }
    }
}

impl Problem {
    /// The problem that an error of a verb is to its caller. What failed inside is logged, and not told.
    pub fn of(error: &Error, lang: Lang) -> Self {
        if let Error::Store(store::Error::TakenOver) = error {
            return Self::key_at_work(lang);
        }
        let (status, code) = status_of(error);
        match error {
            Error::Store(cause) => tracing::error!(%cause, "the database failed"),
            Error::Read(cause) => tracing::error!(%cause, "the reader failed"),
            Error::Io(cause) => tracing::error!(%cause, "a file failed"),
            _ => {}
        }
        let mut problem = Self::new(status, code, lang, lang.verb_error(error));
        match error {
            Error::Refused(Refusal::Person(auth::Refused::Wait { seconds })) => problem.0.retry_after = Some(*seconds),
            Error::Refused(Refusal::Register { faults }) => {
                problem.0.errors = faults.iter().map(|fault| FieldFault::of(fault, lang)).collect();
            }
            Error::Refused(Refusal::Statement(StatementRefusal::Payments(faults))) => {
                let told = |fault| FieldFault { message: lang.payment_fault(fault), ..FieldFault::default() };
                problem.0.errors = faults.iter().map(told).collect();
            }
            Error::Refused(Refusal::Agreement { faults }) => {
                let told = |fault| FieldFault { message: lang.term_fault(fault), ..FieldFault::default() };
                problem.0.errors = faults.iter().map(told).collect();
            }
            _ => {}
        }
        problem
    }

    /// A problem with a status, a code and what is wrong here.
    pub fn new(status: StatusCode, code: &'static str, lang: Lang, detail: String) -> Self {
        let (kind, title) = (format!("/help/errors/{code}"), lang.problem_title(status.as_u16()).to_owned());
        Self(Box::new(Told {
            kind,
            title,
            status: status.as_u16(),
            detail,
            instance: String::new(),
            code,
            errors: Vec::new(),
            retry_after: None,
        }))
    }

    /// The same problem with every single fault.
    #[must_use]
    pub fn with(mut self, errors: Vec<FieldFault>) -> Self {
        self.0.errors = errors;
        self
    }

    /// A body that is not what the operation takes.
    pub fn body(lang: Lang, errors: Vec<FieldFault>) -> Self {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        Self::new(status, "invalid_body", lang, lang.invalid_body().to_owned()).with(errors)
    }

    /// A body of which one field is wrong.
    pub fn field(lang: Lang, field: &str, wrong: Wrong) -> Self {
        Self::body(lang, vec![FieldFault::of_body(&BodyFault::new(field, wrong), lang)])
    }

    /// A failure of ours; `cause` goes to the log alone.
    pub fn internal(cause: &str, lang: Lang) -> Self {
        tracing::error!(cause, "internal failure");
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", lang, lang.internal().to_owned())
    }

    /// The same problem with the number of its request.
    #[must_use]
    pub fn of_request(mut self, id: &str) -> Self {
        id.clone_into(&mut self.0.instance);
        self
    }

    /// What the framework found wrong, of which only the status is told.
    pub fn of_status(status: StatusCode, lang: Lang) -> Self {
        let code = code_of_status(status);
        Self::new(status, code, lang, lang.problem_title(status.as_u16()).to_owned())
    }

    /// A parameter of the address that is not known, or holds what it cannot.
    pub fn query(lang: Lang, what: &str) -> Self {
        let fault = FieldFault { message: what.to_owned(), ..FieldFault::default() };
        Self::new(StatusCode::BAD_REQUEST, "invalid_query", lang, lang.invalid_query().to_owned()).with(vec![fault])
    }

    /// A cursor that is none of ours.
    pub fn cursor(lang: Lang) -> Self {
        Self::query(lang, "cursor")
    }

    /// A decision without the version that it rests on.
    pub fn version_missing(lang: Lang) -> Self {
        Self::new(StatusCode::PRECONDITION_REQUIRED, "version_missing", lang, lang.version_missing().to_owned())
    }

    /// An `Idempotency-Key` that is none.
    pub fn key_unusable(lang: Lang) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "key_unusable", lang, lang.key_unusable().to_owned())
    }

    /// An `Idempotency-Key` that stood for another request.
    pub fn key_reused(lang: Lang) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "key_reused", lang, lang.key_reused().to_owned())
    }

    /// An `Idempotency-Key` whose first request is at work.
    pub fn key_at_work(lang: Lang) -> Self {
        let mut problem = Self::new(StatusCode::CONFLICT, "key_at_work", lang, lang.key_at_work().to_owned());
        problem.0.retry_after = Some(1);
        problem
    }

    /// The service cannot work yet, or not now.
    pub fn not_ready(lang: Lang) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "not_ready", lang, lang.not_ready().to_owned())
    }

    /// Nobody is signed in.
    pub fn unauthenticated(lang: Lang) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "unauthenticated", lang, lang.unauthenticated().to_owned())
    }

    /// A request of another site, or one that does not show the session's CSRF token.
    pub fn forged(lang: Lang) -> Self {
        Self::new(StatusCode::FORBIDDEN, "forged", lang, lang.forged().to_owned())
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.0.status, self.0.code)
    }
}

impl Responder for Problem {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        HttpResponse::from_error(self)
    }
}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.0.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status_code());
        if let Some(seconds) = self.0.retry_after {
            response.insert_header(("Retry-After", seconds.to_string()));
        }
        if self.0.status == 401 {
            response.insert_header(("WWW-Authenticate", "Bearer"));
        }
        let json = serde_json::to_vec(self).unwrap_or_default();
        response.insert_header(ContentType("application/problem+json".parse().unwrap_or(mime_json()))).body(json)
    }
}

fn mime_json() -> actix_web::mime::Mime {
    actix_web::mime::APPLICATION_JSON
}
