//! `Idempotency-Key`: a POST that is sent again under its key is answered with the first answer, and done once.
//!
//! What is kept is the answer of a request that did something; of an answer with a secret, only that it was given. One that
//! was refused did nothing, so its key is free again.
//! One whose process died is done by whoever sends it again, unless it was done already; then its answer is lost, and it
//! is answered without a body.

use std::future::poll_fn;
use std::pin::pin;

use actix_web::body::{MessageBody, to_bytes};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::http::header::{CONTENT_TYPE, ETAG, HeaderMap, HeaderName, LOCATION};
use actix_web::http::{Method, StatusCode};
use actix_web::web::Bytes;
use actix_web::{HttpMessage as _, HttpResponse};
use futures_util::StreamExt as _;
use memchr::memmem;

use super::problem::Problem;
use super::{Desk, on_block};
use crate::calendar::Moment;
use crate::store::files;
use crate::store::idempotency::{self, Answered, Begun, Claim, Keyed, under};
use crate::texts::Lang;

/// The header with the key.
pub const KEY_HEADER: &str = "Idempotency-Key";
/// The header of an answer that was given before.
const REPLAYED_HEADER: &str = "Idempotent-Replayed";
const KEY_LETTERS_MAX: usize = 200;
/// The most that a body under a key may have: the largest sheet with what is around it.
const BODY_BYTES_MAX: usize = 24 << 20;

/// The key of a request, where it has one that counts.
pub fn key_of(request: &ServiceRequest, lang: Lang) -> Result<Option<String>, Problem> {
    let Some(key) = request.headers().get(KEY_HEADER).filter(|_| request.method() == Method::POST) else {
        return Ok(None);
    };
    let key = key.to_str().ok().filter(|key| (1..=KEY_LETTERS_MAX).contains(&key.len()));
    key.map(|key| Some(key.to_owned())).ok_or_else(|| Problem::key_unusable(lang))
}

/// A request under its key.
#[derive(Clone, Debug)]
pub struct Once {
    person: String,
    key: String,
    request_sha256: String,
    begun_at: Moment,
}

impl Once {
    /// Reads the request, whose handler reads it once more.
    pub async fn of(request: &mut ServiceRequest, (person, key): (&str, String), lang: Lang) -> Result<Self, Problem> {
        let mut body = Vec::new();
        let mut payload = request.take_payload();
        while let Some(chunk) = payload.next().await {
            let chunk = chunk.map_err(|_| Problem::of_status(StatusCode::BAD_REQUEST, lang))?;
            if body.len() + chunk.len() > BODY_BYTES_MAX {
                return Err(Problem::of_status(StatusCode::PAYLOAD_TOO_LARGE, lang));
            }
            body.extend_from_slice(&chunk);
        }
        let mut said = format!("{} {}\n", request.method(), request.uri()).into_bytes();
        append_body(&mut said, request.headers(), &body);
        request.set_payload(Payload::from(Bytes::from(body)));
        let request_sha256 = files::sha256(&said);
        Ok(Self { person: person.to_owned(), key, request_sha256, begun_at: Moment::default() })
    }

    /// Lets a handler work: what it writes is kept together with the word that its request is done.
    pub async fn at_work<T>(&self, handler: impl Future<Output = T>) -> T {
        let claim = Claim { person: self.person.clone(), key: self.key.clone(), begun_at: self.begun_at };
        let mut handler = pin!(handler);
        poll_fn(|context| under(Some(claim.clone()), || handler.as_mut().poll(context))).await
    }

    fn keyed(&self) -> Keyed<'_> {
        Keyed { person: &self.person, key: &self.key, request_sha256: &self.request_sha256 }
    }

    /// The first answer, where the request was answered before; none where it is to be done now.
    pub async fn begin(&mut self, desk: &Desk, lang: Lang) -> Result<Option<HttpResponse>, Problem> {
        self.begun_at = desk.clock.now();
        let once = self.clone();
        let begun = on_block(desk, lang, move |office| {
            Ok(office.store.write(|c| idempotency::begin(c, once.keyed(), once.begun_at))?)
        });
        match begun.await? {
            Begun::First => Ok(None),
            Begun::Again(answered) => Ok(Some(replayed(answered))),
            Begun::Done => Ok(Some(replayed(Answered::without_body()))),
            Begun::AtWork => Err(Problem::key_at_work(lang)),
            Begun::Other => Err(Problem::key_reused(lang)),
        }
    }

    /// Keeps the answer of a request that did something, its body only where it may be told again, and frees the key of one
    /// that did nothing.
    pub async fn end(
        self,
        desk: &Desk,
        lang: Lang,
        response: ServiceResponse,
        is_told_again: bool,
    ) -> Result<ServiceResponse, Problem> {
        if !response.status().is_success() {
            let forget = move |c: &mut crate::store::Db| idempotency::given_up(c, self.keyed(), self.begun_at);
            on_block(desk, lang, move |office| Ok(office.store.write(forget)?)).await?;
            return Ok(response);
        }
        let status = i64::from(response.status().as_u16());
        let header = |name: HeaderName| {
            let value = response.headers().get(name).and_then(|value| value.to_str().ok());
            value.unwrap_or_default().to_owned()
        };
        let (content_type, location, etag) = (header(CONTENT_TYPE), header(LOCATION), header(ETAG));
        let (request, response) = response.into_parts();
        let (head, body) = response.into_parts();
        let body = body_of(body).await.ok_or_else(|| Problem::internal("an answer could not be kept", lang))?;
        let answer = if is_told_again {
            Answered { status, content_type, body: body.to_vec(), location, etag }
        } else {
            Answered::without_body()
        };
        let keep = move |c: &mut crate::store::Db| idempotency::answered(c, self.keyed(), self.begun_at, &answer);
        on_block(desk, lang, move |office| Ok(office.store.write(keep)?)).await?;
        Ok(ServiceResponse::new(request, head.set_body(body).map_into_boxed_body()))
    }
}

async fn body_of(body: impl MessageBody) -> Option<Bytes> {
    to_bytes(body).await.ok()
}

fn replayed(answered: Answered) -> HttpResponse {
    let status = u16::try_from(answered.status).ok().and_then(|status| StatusCode::from_u16(status).ok());
    let mut response = HttpResponse::build(status.unwrap_or(StatusCode::OK));
    response.insert_header((REPLAYED_HEADER, "true"));
    let kept = [(CONTENT_TYPE, answered.content_type), (LOCATION, answered.location), (ETAG, answered.etag)];
    for header in kept.into_iter().filter(|(_, value)| !value.is_empty()) {
        response.insert_header(header);
    }
    response.body(answered.body)
}

/// The body as it counts: a form with files has a new boundary every time it is sent.
fn append_body(said: &mut Vec<u8>, headers: &HeaderMap, body: &[u8]) {
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let boundary = kind.split(';').find_map(|part| part.trim().strip_prefix("boundary="));
    let Some(boundary) = boundary.map(|boundary| boundary.trim_matches('"')).filter(|boundary| !boundary.is_empty())
    else {
        said.extend_from_slice(body);
        return;
    };
    let mut rest = body;
    while let Some(at) = memmem::find(rest, boundary.as_bytes()) {
        let (before, after) = rest.split_at(at);
        said.extend_from_slice(before);
        said.push(0);
        rest = after.get(boundary.len()..).unwrap_or_default();
    }
    said.extend_from_slice(rest);
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;

    use super::*;

    fn said(kind: &'static str, body: &str) -> Vec<u8> {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
        let mut said = Vec::new();
        append_body(&mut said, &headers, body.as_bytes());
        said
    }

    #[test]
    fn a_form_sent_again_counts_as_the_same_whatever_its_boundary() {
        let first = said("multipart/form-data; boundary=abc", "--abc\r\nslips\r\n--abc--");
        assert_eq!(first, said("multipart/form-data; boundary=\"xyz1\"", "--xyz1\r\nslips\r\n--xyz1--"));
        assert_ne!(first, said("multipart/form-data; boundary=abc", "--abc\r\nother\r\n--abc--"));
        assert_eq!(said("application/json", "{}"), b"{}");
    }
}
