//! Secrets that only their holder has: of sessions, API tokens and invitations. We keep their hashes.

use std::fmt;

use crate::store;

/// How an API token begins, so that people and scanners know one when they see it.
pub const API_TOKEN_PREFIX: &str = "sanbao_";

/// A random text of 256 bits. Its hash needs no salt and no slowness: nobody guesses 256 bits.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// A new one for a session, a form or an invitation.
    pub fn new() -> Self {
        Self(data_encoding::BASE64URL_NOPAD.encode(&random::<32>()))
    }

    /// A new API token.
    pub fn api_token() -> Self {
        Self(format!("{API_TOKEN_PREFIX}{}", Self::new().0))
    }

    /// The text, to be handed to its holder once.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What is kept of it.
    pub fn sha256(&self) -> String {
        sha256_hex(&self.0)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// The hash under which a secret is kept.
pub fn sha256_hex(secret: &str) -> String {
    store::files::sha256(secret.as_bytes())
}

/// Random bytes of the machine; without them nothing here can be safe, so we stop.
pub(in crate::auth) fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    assert!(getrandom::fill(&mut bytes).is_ok(), "the machine gives no random numbers");
    bytes
}

/// Whether two secrets are the same; takes as long wherever they differ.
pub(in crate::auth) fn is_equal(one: &str, other: &str) -> bool {
    let differ = one.bytes().zip(other.bytes()).fold(0, |differ, (a, b)| differ | (a ^ b));
    one.len() == other.len() && differ == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_differ_and_do_not_show_in_debug_output() {
        let (one, other) = (Secret::api_token(), Secret::api_token());
        assert_ne!(one, other);
        assert_eq!(one.as_str().len(), API_TOKEN_PREFIX.len() + 43);
        assert_eq!(format!("{one:?}"), "Secret(…)");
        assert_eq!(one.sha256().len(), 64);
    }

    #[test]
    fn equal_is_equal_in_every_byte_and_in_length() {
        for (one, other, expected) in
            [("abc", "abc", true), ("abc", "abd", false), ("abc", "ab", false), ("", "", true), ("", "a", false)]
        {
            assert_eq!(is_equal(one, other), expected, "{one} {other}");
        }
    }
}
