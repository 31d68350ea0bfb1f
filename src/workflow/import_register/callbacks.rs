//! A file of calls (agreement 6): its rows become calls, which are only ever added.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use super::super::know_number::note;
use super::super::pick_call::close_done;
use super::super::record_call::{find_in, found_by};
use super::super::{Error, Office, Refusal};
use super::spool::Spool;
use super::{Import, RegisterFile};
use crate::agreement::codes::DealerCode;
use crate::agreement::registers::Call;
use crate::auth::Actor;
use crate::store::registers::incoming::Changes;
use crate::store::registers::versions::{self, Mode, Version};
use crate::store::{Db, appointments, books, calls};

/// Records the calls of a file; the same file again answers the first version.
pub(super) fn import(office: &Office, actor: &Actor, file: &RegisterFile) -> Result<Version, Error> {
    if file.mode == Mode::Replace {
        return Err(Error::Refused(Refusal::CallsAreKept));
    }
    let import = Import::new(office, actor, file)?;
    if let Some(version) = office.store.read(|c| import.answered(c))? {
        return Ok(version);
    }
    let mut dealers = BTreeSet::new();
    let mut rows = Spool::read(&office.reader, file.path, |_, call: Call| {
        if !dealers.contains(&call.dealer) {
            dealers.insert(call.dealer.clone());
        }
        Ok(call)
    })?;
    office.store.write(|c| take(c, &import, &dealers, &mut rows))
}

fn take(c: &mut Db, import: &Import, dealers: &BTreeSet<DealerCode>, rows: &mut Spool<Call>) -> Result<Version, Error> {
    books::lock_several(c)?;
    if let Some(version) = import.answered(c)? {
        return Ok(version);
    }
    for dealer in dealers {
        books::touch(c, dealer, import.now)?;
    }
    // Few calls find anything against a dealer; those are looked at when all are recorded.
    let mut grave: BTreeMap<DealerCode, Vec<Call>> = BTreeMap::new();
    rows.batches(|made| {
        let ids = calls::record(c, &made, &import.actor.login, import.now)?;
        note(c, &import.office.seal, &made, &ids)?;
        for call in made.into_iter().filter(|call| found_by(call.outcome).is_some()) {
            grave.entry(call.dealer.clone()).or_default().push(call);
        }
        Ok(())
    })?;
    for dealer in dealers {
        close_done(c, dealer)?;
        appointments::catch_up(c, dealer)?;
    }
    for (dealer, made) in &grave {
        find_in(c, import.office, import.actor, dealer, made)?;
    }
    let id = versions::next_id(c)?;
    let changes = Changes { added: rows.rows_read().into(), removed: 0 };
    import.record(c, id, rows.rows_read(), changes, &json!({}))
}
