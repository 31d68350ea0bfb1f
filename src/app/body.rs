//! How long a body may take.

use std::time::Duration;

use actix_web::HttpMessage as _;
use actix_web::dev::{Payload, ServiceRequest};
use actix_web::error::PayloadError;
use actix_web::rt::time::{Instant, timeout};
use actix_web::web::Bytes;
use futures_util::StreamExt as _;
use futures_util::stream;

/// Whoever sends a body sends all of it within this time: a workbook of 20 MiB over a slow line.
const BODY_DEADLINE: Duration = Duration::from_mins(5);

/// Ends a body that comes too slowly, which would otherwise hold its connection for ever.
pub fn limit_time(request: &mut ServiceRequest) {
    let deadline = Instant::now() + BODY_DEADLINE;
    let payload = match request.take_payload() {
        Payload::None => return,
        payload => payload,
    };
    let limited = stream::unfold(Some(payload), move |payload| next(payload, deadline));
    // Forms ask once more after the end.
    request.set_payload(Payload::Stream { payload: limited.fuse().boxed_local() });
}

type Chunk = Result<Bytes, PayloadError>;

async fn next(payload: Option<Payload>, deadline: Instant) -> Option<(Chunk, Option<Payload>)> {
    let mut payload = payload?;
    match timeout(deadline.saturating_duration_since(Instant::now()), payload.next()).await {
        Ok(chunk) => chunk.map(|chunk| (chunk, Some(payload))),
        Err(_) => Some((Err(PayloadError::Io(std::io::ErrorKind::TimedOut.into())), None)),
    }
}
