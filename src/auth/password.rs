//! Passwords: which are good enough, and how they are kept (argon2id).

use std::sync::{Condvar, Mutex, OnceLock, PoisonError};

use argon2::password_hash::PasswordHasher as _;
use argon2::password_hash::PasswordVerifier as _;
use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, Version};
use unicode_normalization::UnicodeNormalization as _;

use super::Secret;

/// In letters, of any kind.
const LETTERS_MIN: usize = 12;
const LETTERS_MAX: usize = 128;
/// A login of fewer letters is in many words by chance.
const LOGIN_LETTERS_MIN: usize = 4;
/// A password of fewer different letters is a pattern.
const DIFFERENT_LETTERS_MIN: usize = 5;

/// What a hash costs: memory in KiB, passes, lanes.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// A hash takes memory and a core: more at once would be a way to bring the service to its knees.
const AT_ONCE_MAX: usize = 2;
/// Whoever comes when so many wait already is sent away.
const WAITING_MAX: usize = 64;

/// Why a password is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WeakPassword {
    /// It has too few letters.
    Short {
        /// How many it needs.
        letters_min: usize,
    },
    /// It has too many letters.
    Long {
        /// How many it may have.
        letters_max: usize,
    },
    /// It is one of those that are tried first, or such a one with digits and signs behind it.
    Common,
    /// It holds the login.
    HoldsLogin,
}

/// Too many people sign in at the same time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HashingBusy;

/// A password that may be set, in the form of Unicode in which it is hashed (NFC).
#[derive(Clone)]
pub struct Password(String);

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Password(…)")
    }
}

impl Password {
    /// A password good enough for the person of a login.
    pub fn new(text: &str, login: &str) -> Result<Self, WeakPassword> {
        let password = normalised(text);
        let letters = password.chars().count();
        if letters < LETTERS_MIN {
            return Err(WeakPassword::Short { letters_min: LETTERS_MIN });
        }
        if letters > LETTERS_MAX {
            return Err(WeakPassword::Long { letters_max: LETTERS_MAX });
        }
        let lower = password.to_lowercase();
        if login.chars().count() >= LOGIN_LETTERS_MIN && lower.contains(&login.to_lowercase()) {
            return Err(WeakPassword::HoldsLogin);
        }
        if is_common(&lower) {
            return Err(WeakPassword::Common);
        }
        Ok(Self(password))
    }

    /// The PHC string to keep, with a salt of its own. Blocks for long: never on a thread that serves requests.
    pub fn hash(&self) -> Result<String, HashingBusy> {
        hash(&self.0)
    }
}

fn normalised(text: &str) -> String {
    text.nfc().collect()
}

fn is_common(lower: &str) -> bool {
    let mut different: Vec<char> = lower.chars().collect();
    different.sort_unstable();
    different.dedup();
    let word = lower.trim_matches(|letter: char| !letter.is_alphabetic());
    let common = || include_str!("common_passwords.txt").lines();
    let is_repeated = |part: &str| !word.is_empty() && word.replace(part, "").is_empty();
    different.len() < DIFFERENT_LETTERS_MIN
        || common().any(|password| password == lower)
        || common().any(|password| password == word || is_repeated(password))
}

/// Whether a text is the password of a PHC string. Blocks for long, as `hash` does.
pub fn is_right(text: &str, phc: &str) -> Result<bool, HashingBusy> {
    let Ok(parsed) = PasswordHash::new(phc) else {
        waste_as_much_time(text)?;
        return Ok(false);
    };
    let _pass = GATE.enter()?;
    let bounded: String = text.chars().take(LETTERS_MAX + 1).collect();
    Ok(argon2id().verify_password(normalised(&bounded).as_bytes(), &parsed).is_ok())
}

/// Does the work of `is_right` where nobody has the login, so that the answer takes as long.
pub fn waste_as_much_time(text: &str) -> Result<(), HashingBusy> {
    static NOBODYS: OnceLock<String> = OnceLock::new();
    let nobodys = if let Some(phc) = NOBODYS.get() {
        phc
    } else {
        let phc = hash(Secret::random().as_str())?;
        NOBODYS.get_or_init(|| phc)
    };
    is_right(text, nobodys).map(drop)
}

/// Whether a kept hash was made with less than we ask for now.
pub fn needs_new_hash(phc: &str) -> bool {
    let Ok(parsed) = PasswordHash::new(phc) else { return true };
    let Ok(params) = Params::try_from(&parsed) else { return true };
    let is_weaker = params.m_cost() < MEMORY_KIB || params.t_cost() < PASSES;
    !phc.starts_with("$argon2id$v=19$") || is_weaker
}

/// The hash of a password that was set when other rules held, made anew.
pub(crate) fn hash_again(text: &str) -> Result<String, HashingBusy> {
    hash(&normalised(text))
}

fn hash(normalised: &str) -> Result<String, HashingBusy> {
    let _pass = GATE.enter()?;
    // It fails where the machine gives no random salt; nobody can be let in then.
    argon2id().hash_password(normalised.as_bytes()).map(|phc| phc.to_string()).map_err(|_| HashingBusy)
}

fn argon2id() -> Argon2<'static> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).unwrap_or_default();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

static GATE: Gate = Gate { taken: Mutex::new(Taken { running: 0, waiting: 0 }), left: Condvar::new() };

/// Lets through so many at once.
struct Gate {
    taken: Mutex<Taken>,
    left: Condvar,
}

struct Taken {
    running: usize,
    waiting: usize,
}

struct Pass<'a>(&'a Gate);

impl Gate {
    fn enter(&self) -> Result<Pass<'_>, HashingBusy> {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if taken.waiting >= WAITING_MAX {
            return Err(HashingBusy);
        }
        taken.waiting += 1;
        while taken.running >= AT_ONCE_MAX {
            taken = self.left.wait(taken).unwrap_or_else(PoisonError::into_inner);
        }
        taken.waiting -= 1;
        taken.running += 1;
        Ok(Pass(self))
    }
}

impl Drop for Pass<'_> {
    fn drop(&mut self) {
        self.0.taken.lock().unwrap_or_else(PoisonError::into_inner).running -= 1;
        self.0.left.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[test]
    fn what_may_be_a_password() {
        let (short, long) = (WeakPassword::Short { letters_min: 12 }, WeakPassword::Long { letters_max: 128 });
        let long_enough = "长".repeat(20) + "短期内不会被人猜到";
        let table = [
            ("Elf Zeichen", Err(short)),
            ("Zwölf Zeichn", Ok(())),
            ("  spaces at both ends  ", Ok(())),
            ("🐎🔋📎🪜🎷🧂🚲🌋🥢🧭🪁🧶", Ok(())),
            ("一二三四五六七八九十百千", Ok(())),
            (&long_enough, Ok(())),
            (&"kwvzqbnj".repeat(16), Ok(())),
            (&("kwvzqbnj".repeat(16) + "i"), Err(long)),
            ("aaaaaaaaaaaaaaaa", Err(WeakPassword::Common)),
            ("121212121212", Err(WeakPassword::Common)),
            ("password2026!", Err(WeakPassword::Common)),
            ("Password1234", Err(WeakPassword::Common)),
            ("PasswordPassword", Err(WeakPassword::Common)),
            ("abcdefghabcdefghabcdefgh", Err(WeakPassword::Common)),
            ("woaini1314520", Err(WeakPassword::Common)),
            ("1234567890ab", Err(WeakPassword::Common)),
            ("the wangwei of us", Err(WeakPassword::HoldsLogin)),
            ("WANGWEI and his dog", Err(WeakPassword::HoldsLogin)),
        ];
        for (text, expected) in table {
            assert_eq!(Password::new(text, "wangwei").map(drop), expected, "{text}");
        }
        assert!(Password::new("li has a short login", "li").is_ok());
    }

    #[test]
    fn a_password_is_right_whole_and_in_either_form_of_unicode() {
        // Beyond the 72 bytes at which some hashes stop to look.
        let text = "é".repeat(60) + "abcdef";
        let phc = Password::new(&text, "li").unwrap().hash().unwrap();
        assert!(phc.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{phc}");
        let decomposed = "e\u{301}".repeat(60) + "abcdef";
        let table = [
            (text.as_str(), true),
            (&decomposed, true),
            (&text[..text.len() - 1], false),
            (&format!("{text} "), false),
            ("", false),
        ];
        for (given, expected) in table {
            assert_eq!(is_right(given, &phc).unwrap(), expected, "{given}");
        }
        assert!(!is_right(&text, "").unwrap(), "no password is right where none was set");
    }

    #[test]
    fn weaker_hashes_are_made_anew() {
        let weak = Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(8 * 1024, 1, 1, None).unwrap());
        let weak = weak.hash_password(b"a password of old").unwrap().to_string();
        assert!(needs_new_hash(&weak));
        assert!(is_right("a password of old", &weak).unwrap());
        assert!(!needs_new_hash(&hash_again("a password of old").unwrap()));
        assert!(needs_new_hash(""));
    }

    #[test]
    fn at_most_two_hash_at_once() {
        let gate = Gate { taken: Mutex::new(Taken { running: 0, waiting: 0 }), left: Condvar::new() };
        let (inside, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    let _pass = gate.enter().unwrap();
                    most.fetch_max(inside.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                    std::thread::sleep(std::time::Duration::from_millis(5));
                    inside.fetch_sub(1, Ordering::SeqCst);
                });
            }
        });
        assert_eq!(most.into_inner(), 2);
        gate.taken.lock().unwrap().waiting = WAITING_MAX;
        assert_eq!(gate.enter().map(drop), Err(HashingBusy));
    }
}
