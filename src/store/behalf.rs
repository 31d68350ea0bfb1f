//! For whom the person of a request does something, where they act as somebody's deputy.
//!
//! It belongs to the request and not to single verbs, so that no step and no entry of the audit trail can leave it out; the
//! person who acts stands there too, and is whom every rule about second persons looks at.

use std::cell::RefCell;

thread_local! {
    static BEHALF: RefCell<String> = const { RefCell::new(String::new()) };
}

/// For whom this thread works: a login; empty where somebody acts for themselves.
pub fn behalf() -> String {
    BEHALF.with_borrow(Clone::clone)
}

/// Works for somebody, or again for nobody else.
pub fn on_behalf_of<T>(whom: &str, work: impl FnOnce() -> T) -> T {
    struct Before(String);
    impl Drop for Before {
        fn drop(&mut self) {
            BEHALF.set(std::mem::take(&mut self.0));
        }
    }
    let _before = Before(BEHALF.replace(whom.to_owned()));
    work()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_works_for_somebody_until_the_work_is_done() {
        assert_eq!(behalf(), "");
        let within = on_behalf_of("wang", || (behalf(), on_behalf_of("", behalf), behalf()));
        assert_eq!(within, ("wang".to_owned(), String::new(), "wang".to_owned()));
        assert!(std::panic::catch_unwind(|| on_behalf_of("wang", || panic!("it fails"))).is_err());
        assert_eq!(behalf(), "");
    }
}
