//! A message that the next page shows once, after a form was taken.

use actix_web::HttpRequest;
use actix_web::cookie::Cookie;
use data_encoding::BASE64URL_NOPAD;
use serde::{Deserialize, Serialize};

use crate::web::CookieKind;

/// Where the message waits.
pub const FLASH_COOKIE: &str = "sanbao-flash";
/// Browsers keep about 4,000 bytes of a cookie.
const BYTES_MAX: usize = 2_400;

/// A message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flash {
    /// Whether what was asked for was done.
    pub is_done: bool,
    /// In the reader's language.
    pub text: String,
}

impl Flash {
    /// It was done.
    pub fn done(text: impl Into<String>) -> Self {
        Self { is_done: true, text: text.into() }
    }

    /// It was not, or not wholly.
    pub fn failed(text: impl Into<String>) -> Self {
        Self { is_done: false, text: text.into() }
    }

    /// The message that came with a request.
    pub fn of(request: &HttpRequest) -> Option<Self> {
        let cookie = request.cookie(FLASH_COOKIE)?;
        serde_json::from_slice(&BASE64URL_NOPAD.decode(cookie.value().as_bytes()).ok()?).ok()
    }

    /// As a cookie.
    pub fn cookie(mut self, kind: CookieKind) -> Cookie<'static> {
        while self.text.len() > BYTES_MAX {
            self.text.pop();
        }
        let value = BASE64URL_NOPAD.encode(&serde_json::to_vec(&self).unwrap_or_default());
        kind.cookie(FLASH_COOKIE, &value)
    }
}
