//! The CSRF token of a form. It is the first field of every form, so that it is read before the rest of a large one.

use actix_web::HttpMessage as _;
use actix_web::dev::{Payload, ServiceRequest};
use actix_web::web::{Bytes, BytesMut};
use futures_util::{StreamExt as _, stream};

/// The name of the field.
pub const FIELD: &str = "csrf";
/// Within so many bytes the first field is over.
const HEAD_BYTES: usize = 4096;

/// The token that the body begins with; the body stays whole.
pub async fn of_body(request: &mut ServiceRequest) -> Option<String> {
    let mut payload = request.take_payload();
    let mut head = BytesMut::new();
    let mut ended = None;
    while head.len() < HEAD_BYTES {
        match payload.next().await {
            Some(Ok(chunk)) => head.extend_from_slice(&chunk),
            Some(Err(error)) => {
                ended = Some(Err(error));
                break;
            }
            None => break,
        }
    }
    let head = head.freeze();
    let token = of_head(&head);
    let read = stream::iter(std::iter::once(Ok(head)).chain(ended));
    request.set_payload(Payload::Stream { payload: read.chain(payload).fuse().boxed_local() });
    token
}

fn of_head(head: &Bytes) -> Option<String> {
    let head = String::from_utf8_lossy(head);
    if let Some(rest) = head.strip_prefix(FIELD).and_then(|rest| rest.strip_prefix('=')) {
        return rest.split('&').next().map(str::to_owned);
    }
    let (headers, rest) = head.split_once("\r\n\r\n")?;
    if !headers.contains("name=\"csrf\"") {
        return None;
    }
    rest.split("\r\n").next().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_is_the_first_field_of_either_kind_of_form() {
        let part = "--b\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\nabc\r\n--b\r\n";
        let other = "--b\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nabc\r\n--b\r\n";
        let table = [
            ("csrf=abc&x=1", Some("abc")),
            ("csrf=abc", Some("abc")),
            ("x=1&csrf=abc", None),
            (part, Some("abc")),
            (other, None),
            ("", None),
        ];
        for (head, expected) in table {
            assert_eq!(of_head(&Bytes::from_static(head.as_bytes())).as_deref(), expected, "{head}");
        }
    }
}
