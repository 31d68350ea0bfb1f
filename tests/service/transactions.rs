//! That a transaction is kept whole or not at all, and that writers wait for each other.

use std::sync::Barrier;

use sanbao::store::{self, settings};

on_both! {
    fn what_fails_leaves_nothing(test: &TestOffice) {
        let failed: Result<(), store::Error> = test.office.store.write(|c| {
            settings::set(c, "first", "1")?;
            Err(diesel::result::Error::RollbackTransaction.into())
        });
        assert!(failed.is_err());
        assert_eq!(test.office.store.read(|c| settings::get(c, "first")).unwrap(), None);
    }

    fn what_panics_leaves_nothing_and_the_next_writer_goes_on(test: &TestOffice) {
        let panicked = std::thread::scope(|scope| {
            let writer = scope.spawn(|| {
                test.office.store.write(|c| -> Result<(), store::Error> {
                    settings::set(c, "first", "1")?;
                    panic!("in the middle of a transaction")
                })
            });
            writer.join().is_err()
        });
        assert!(panicked);
        test.office.store.write(|c| settings::set(c, "second", "2")).unwrap();
        assert_eq!(test.office.store.read(|c| settings::get(c, "first")).unwrap(), None);
        assert_eq!(test.office.store.read(|c| settings::get(c, "second")).unwrap().as_deref(), Some("2"));
    }

    fn a_reading_sees_one_state_throughout(test: &TestOffice) {
        test.office.store.write(|c| settings::set(c, "name", "before")).unwrap();
        test.office.store.read(|c| -> Result<(), store::Error> {
            assert_eq!(settings::get(c, "name")?.as_deref(), Some("before"));
            test.office.store.write(|c| settings::set(c, "name", "after"))?;
            assert_eq!(settings::get(c, "name")?.as_deref(), Some("before"));
            Ok(())
        }).unwrap();
        assert_eq!(test.office.store.read(|c| settings::get(c, "name")).unwrap().as_deref(), Some("after"));
    }

    fn writers_of_two_processes_wait_for_each_other(test: &TestOffice) {
        let (one, other) = (&test.office, &test.another());
        let start = Barrier::new(8);
        test.office.store.write(|c| settings::set(c, "count", "0")).unwrap();
        std::thread::scope(|scope| {
            for writer in 0..8 {
                let (office, start) = (if writer % 2 == 0 { one } else { other }, &start);
                scope.spawn(move || {
                    start.wait();
                    for _ in 0..25 {
                        office.store.write(count_up).unwrap();
                    }
                });
            }
        });
        assert_eq!(test.office.store.read(|c| settings::get(c, "count")).unwrap().as_deref(), Some("200"));
    }
}

/// Reads and then writes, under the one lock that all take first.
fn count_up(c: &mut store::Db) -> Result<(), store::Error> {
    settings::set(c, "lock", "")?;
    let count: u32 = settings::get(c, "count")?.unwrap().parse().unwrap();
    settings::set(c, "count", &(count + 1).to_string())
}
