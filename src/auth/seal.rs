//! The installation's key: what must be given back in clear, such as secrets of second factors, is kept sealed with it.

use std::fmt;

use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac as _};
use sha2::Sha256;

use super::secret::random;

/// The nonce is random for every sealing; at 192 bits none comes twice.
const NONCE_BYTES: usize = 24;

/// Why a text is no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the key must be 64 hexadecimal digits (32 bytes)")]
pub struct SealError;

/// Seals, opens and marks with the installation's key.
#[derive(Clone)]
pub struct Seal {
    cipher: XChaCha20Poly1305,
    marks: Hmac<Sha256>,
}

impl Seal {
    /// With this key.
    pub fn new(key: &[u8; 32]) -> Self {
        // Marks have a key of their own, which follows from the installation's.
        let mut derived = keyed(key);
        derived.update(b"sanbao marks");
        let marks = keyed(&derived.finalize().into_bytes());
        Self { cipher: XChaCha20Poly1305::new(key.into()), marks }
    }

    /// With the key of a file or of the environment: 64 hexadecimal digits, blanks around them do not count.
    pub fn of_text(text: &str) -> Result<Self, SealError> {
        let bytes = data_encoding::HEXLOWER_PERMISSIVE.decode(text.trim().as_bytes()).map_err(|_| SealError)?;
        let key: [u8; 32] = bytes.try_into().map_err(|_| SealError)?;
        Ok(Self::new(&key))
    }

    /// A new key as `of_text` takes it.
    pub fn new_key_text() -> String {
        data_encoding::HEXLOWER.encode(&random::<32>())
    }

    /// Seals for a purpose: only who names the same purpose can open it, so that no seal does for another person.
    pub fn seal(&self, purpose: &str, plain: &[u8]) -> String {
        let nonce = random::<NONCE_BYTES>();
        let payload = Payload { msg: plain, aad: purpose.as_bytes() };
        // Sealing fails only beyond 256 GiB; an empty text opens to nothing.
        let sealed = self.cipher.encrypt(&XNonce::from(nonce), payload).unwrap_or_default();
        data_encoding::BASE64URL_NOPAD.encode(&[nonce.as_slice(), &sealed].concat())
    }

    /// The mark of a text for a purpose: the same for the same text, by which it is found again without being kept.
    pub fn mark(&self, purpose: &str, plain: &[u8]) -> String {
        let mut hmac = self.marks.clone();
        for part in [purpose.as_bytes(), &[0], plain] {
            hmac.update(part);
        }
        data_encoding::BASE64URL_NOPAD.encode(&hmac.finalize().into_bytes())
    }

    /// What was sealed for the purpose; none where it is not our seal.
    pub fn open(&self, purpose: &str, sealed: &str) -> Option<Vec<u8>> {
        let bytes = data_encoding::BASE64URL_NOPAD.decode(sealed.as_bytes()).ok()?;
        let (nonce, sealed) = bytes.split_first_chunk::<NONCE_BYTES>()?;
        self.cipher.decrypt(&XNonce::from(*nonce), Payload { msg: sealed, aad: purpose.as_bytes() }).ok()
    }
}

/// HMAC with a key that is shorter than the hash's block, which zeros fill up.
fn keyed(key: &[u8]) -> Hmac<Sha256> {
    let mut block = [0; 64];
    block.iter_mut().zip(key).for_each(|(place, byte)| *place = *byte);
    <Hmac<Sha256> as hmac::KeyInit>::new(&block.into())
}

impl fmt::Debug for Seal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seal(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opens_only_with_its_key_for_its_purpose_and_whole() {
        let (ours, theirs) = (Seal::new(&[1; 32]), Seal::new(&[2; 32]));
        let sealed = ours.seal("totp li", b"seed");
        assert_eq!(ours.open("totp li", &sealed), Some(b"seed".to_vec()));
        assert_eq!(ours.open("totp wang", &sealed), None);
        assert_eq!(theirs.open("totp li", &sealed), None);
        assert_eq!(ours.open("totp li", &sealed[..sealed.len() - 2]), None);
        assert_eq!(ours.open("totp li", ""), None);
        assert_ne!(ours.seal("totp li", b"seed"), sealed, "a nonce of its own each time");
    }

    #[test]
    fn a_text_has_the_same_mark_with_its_key_for_its_purpose() {
        let (ours, theirs) = (Seal::new(&[1; 32]), Seal::new(&[2; 32]));
        let mark = ours.mark("number", b"13812345678");
        assert_eq!(ours.clone().mark("number", b"13812345678"), mark);
        assert!(!mark.contains("138"));
        for other in
            [theirs.mark("number", b"13812345678"), ours.mark("name", b"13812345678"), ours.mark("number", b"1")]
        {
            assert_ne!(other, mark);
        }
    }

    #[test]
    fn a_key_is_64_hexadecimal_digits() {
        let text = Seal::new_key_text();
        let sealed = Seal::of_text(&text).unwrap().seal("", b"x");
        assert_eq!(
            Seal::of_text(&format!(" {}\n", text.to_uppercase())).unwrap().open("", &sealed),
            Some(b"x".to_vec())
        );
        for wrong in ["", "00", &text[..62], &format!("{text}00"), &text.replace(|_: char| true, "x")] {
            assert_eq!(Seal::of_text(wrong).unwrap_err(), SealError, "{wrong}");
        }
    }
}
