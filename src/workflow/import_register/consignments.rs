//! A consignment beyond the entitlement is refused when it is entered (agreement 5.1). What a file adds is entered; a file
//! that replaces the register brings one that was kept elsewhere, and is taken as it stands, like a folder run's.

use std::collections::{BTreeMap, HashMap};

use super::super::Error;
use super::FAULTS_MAX;
use crate::agreement::codes::{DealerCode, PartNo};
use crate::agreement::parts::{entitlement, refuse_consignment};
use crate::agreement::registers::{DealerRecords, Movement, Part, Registers, Sale, StockMovement};
use crate::agreement::terms::{Agreements, Versions};
use crate::sheets::Problem;
use crate::store::registers::{Register, incoming, standing};
use crate::store::{Db, agreements};

/// The rows of a version that consign more than the dealer is entitled to.
pub(super) fn beyond_entitlement(c: &mut Db, version: i64) -> Result<Vec<(u32, Problem)>, Error> {
    let agreements: Agreements = agreements::standing(c)?;
    let parts = standing::<Part>(c, "")?.into_iter();
    let parts: HashMap<PartNo, Part> = parts.map(|kept| (kept.row.no.clone(), kept.row)).collect();
    let mut refused = Vec::new();
    for dealer in incoming::changed_dealers(c, Register::Stock, version)? {
        let mut registers = Registers::default();
        for sale in standing::<Sale>(c, dealer.as_str())? {
            registers.add_sale(sale.row);
        }
        let none = DealerRecords::default();
        let records = registers.records(&dealer).unwrap_or(&none);
        let entitled = Entitled { records, versions: agreements.of(&dealer), parts: &parts };
        refused.extend(beyond(c, &dealer, version, &entitled)?);
    }
    refused.sort_unstable_by_key(|(row_no, _)| *row_no);
    refused.truncate(FAULTS_MAX.into());
    Ok(refused)
}

/// What a dealer's entitlement is made of.
struct Entitled<'a> {
    records: &'a DealerRecords,
    versions: Versions<'a>,
    parts: &'a HashMap<PartNo, Part>,
}

impl Entitled<'_> {
    /// What the dealer may hold of a part in the month of a movement; nothing of parts that are not consigned.
    fn to(&self, movement: &StockMovement) -> i64 {
        let Some(part) = self.parts.get(&movement.part).filter(|part| part.consigned) else { return 0 };
        let version = self.versions.for_period(movement.period);
        let terms = version.and_then(|version| version.lines.get(&part.line));
        terms.map_or(0, |terms| entitlement(self.records, &part.line, terms, movement.period))
    }
}

/// What was consigned and has not gone back counts, in the order in which it was entered.
fn beyond(c: &mut Db, dealer: &DealerCode, version: i64, entitled: &Entitled) -> Result<Vec<(u32, Problem)>, Error> {
    let mut held: BTreeMap<PartNo, i64> = BTreeMap::new();
    let mut refused = Vec::new();
    for kept in standing::<StockMovement>(c, dealer.as_str())? {
        let movement = kept.row;
        let held = held.entry(movement.part.clone()).or_default();
        match movement.movement {
            Movement::Consign => {
                if kept.added_in == version
                    && let Err(qty_max) = refuse_consignment(entitled.to(&movement), *held, movement.qty)
                {
                    refused.push((kept.row_no, Problem::BeyondEntitlement { qty_max }));
                }
                *held = held.saturating_add(movement.qty);
            }
            Movement::Return => *held = held.saturating_sub(movement.qty).max(0),
            Movement::Replenish | Movement::Purchase | Movement::OldPartReceived | Movement::Adjust => {}
        }
    }
    Ok(refused)
}
