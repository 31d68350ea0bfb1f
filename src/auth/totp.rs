//! The second factor: codes of the time (RFC 6238, HMAC-SHA-1, 30 seconds, six digits), as authenticator apps make them.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha1::Sha1;

use super::secret::{is_equal, random};
use crate::calendar::Moment;
use crate::url::segment;

const STEP_SECONDS: i64 = 30;
/// How many steps a clock may be wrong by, either way.
const STEPS_OFF_MAX: i64 = 1;
/// As long as the hash, as RFC 4226 recommends.
const SECRET_BYTES: usize = 20;
/// Whose codes they are, in the list of an authenticator app.
const ISSUER: &str = "Sanbao";

/// A new secret.
pub(crate) fn new_secret() -> Vec<u8> {
    random::<SECRET_BYTES>().to_vec()
}

/// The secret as people type it.
pub(crate) fn secret_text(secret: &[u8]) -> String {
    data_encoding::BASE32_NOPAD.encode(secret)
}

/// What an authenticator app reads, mostly from a QR code.
pub(crate) fn uri(secret: &[u8], login: &str) -> String {
    let label = segment(login);
    format!(
        "otpauth://totp/{ISSUER}:{label}?secret={}&issuer={ISSUER}&algorithm=SHA1&digits=6&period={STEP_SECONDS}",
        secret_text(secret)
    )
}

/// The code of an instant.
pub fn code_at(secret: &[u8], now: Moment) -> String {
    code(secret, step_at(now), 6)
}

/// The step whose code was given, when it may be taken: not more than one step off, and after the last that was taken.
/// Where the last one lies ahead of all of these, the clock was set back since, and it says nothing.
pub(crate) fn accepted_step(secret: &[u8], given: &str, last_step: i64, now: Moment) -> Option<i64> {
    let given: String = given.chars().filter(|letter| !letter.is_whitespace()).collect();
    let step = step_at(now);
    let after = if last_step > step + STEPS_OFF_MAX { step - STEPS_OFF_MAX - 1 } else { last_step };
    let allowed = (step - STEPS_OFF_MAX)..=(step + STEPS_OFF_MAX);
    allowed.filter(|step| *step > after).find(|step| is_equal(&code(secret, *step, 6), &given))
}

fn step_at(now: Moment) -> i64 {
    now.and_utc().timestamp().div_euclid(STEP_SECONDS)
}

/// HOTP of a counter (RFC 4226, 5.3): four bytes of the hash, at the place that its last byte says.
fn code(secret: &[u8], step: i64, digits: u32) -> String {
    // HMAC takes keys of any length.
    let Ok(mut hmac) = Hmac::<Sha1>::new_from_slice(secret) else { return String::new() };
    hmac.update(&step.to_be_bytes());
    let hash = hmac.finalize().into_bytes();
    let offset = hash.last().map_or(0, |last| usize::from(last & 0x0f));
    let bytes = hash.get(offset..).and_then(|tail| tail.first_chunk::<4>()).copied().unwrap_or_default();
    let number = (u32::from_be_bytes(bytes) & 0x7fff_ffff) % 10_u32.pow(digits);
    let width = usize::try_from(digits).unwrap_or(usize::MAX);
    format!("{number:0width$}")
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &[u8] = b"12345678901234567890";

    fn at(seconds: i64) -> Moment {
        chrono::DateTime::from_timestamp_secs(seconds).unwrap().naive_utc()
    }

    #[test]
    fn the_vectors_of_rfc_6238() {
        let table = [
            (59, "94287082"),
            (1_111_111_109, "07081804"),
            (1_111_111_111, "14050471"),
            (1_234_567_890, "89005924"),
            (2_000_000_000, "69279037"),
            (20_000_000_000, "65353130"),
        ];
        for (seconds, expected) in table {
            assert_eq!(code(SECRET, step_at(at(seconds)), 8), expected, "{seconds}");
            assert_eq!(code_at(SECRET, at(seconds)), expected[2..], "{seconds}");
        }
    }

    #[test]
    fn the_vectors_of_rfc_4226() {
        let codes: Vec<String> = (0..10).map(|count| code(SECRET, count, 6)).collect();
        let expected =
            ["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"];
        assert_eq!(codes, expected);
    }

    #[test]
    fn a_code_is_taken_once_and_one_step_off() {
        let now = at(3000);
        let code_of = |step| code(SECRET, step, 6);
        let table = [
            (code_of(100), 0, Some(100)),
            (code_of(99), 0, Some(99)),
            (code_of(101), 0, Some(101)),
            (code_of(98), 0, None),
            (code_of(102), 0, None),
            (code_of(100), 100, None),
            (code_of(99), 100, None),
            (code_of(101), 100, Some(101)),
            (code_of(101), 101, None),
            // The clock was two hours ahead when the last code was taken.
            (code_of(100), 340, Some(100)),
            (code_of(98), 340, None),
            (String::new(), 0, None),
            ("12345".to_owned(), 0, None),
        ];
        for (given, last_step, expected) in table {
            assert_eq!(accepted_step(SECRET, &given, last_step, now), expected, "{given} after {last_step}");
        }
        let spaced = format!("{} {}", &code_of(100)[..3], &code_of(100)[3..]);
        assert_eq!(accepted_step(SECRET, &spaced, 0, now), Some(100));
    }

    #[test]
    fn an_app_reads_the_uri() {
        let expected = "otpauth://totp/Sanbao:li%40hq?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Sanbao\
            &algorithm=SHA1&digits=6&period=30";
        assert_eq!(uri(SECRET, "li@hq"), expected);
        assert_eq!(new_secret().len(), 20);
    }
}
