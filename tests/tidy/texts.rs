//! That every sentence is there in both languages.

use std::collections::BTreeSet;
use std::fs;

use sanbao::agreement::codes::{DealerCode, PartNo, ProductLine, ProductModel, SerialNo, Technician};
use sanbao::agreement::decision::{Code, Hit, HouseHit};
use sanbao::agreement::slip::{Area, Cause, ServiceClass};
use sanbao::calendar::{Day, Period};
use sanbao::money::Money;
use sanbao::texts::Lang;

use crate::root;

#[test]
fn both_languages_have_the_same_files() {
    let files = |language: &str| -> BTreeSet<_> {
        let folder = fs::read_dir(root().join("src/texts").join(language)).unwrap();
        folder.map(|entry| entry.unwrap().file_name()).collect()
    };
    assert_eq!(files("zh_cn"), files("en"), "write the texts of a subject in a file of the same name in both folders");
}

/// A hit of every rule, with plain facts.
fn hits() -> Vec<Hit> {
    let day: Day = "2026-03-05".parse().unwrap();
    let month: Period = "2026-02".parse().unwrap();
    let part = || PartNo::new("P-1").unwrap();
    let model = || ProductModel::new("WH-60").unwrap();
    let line = || ProductLine::new("water-heater").unwrap();
    let dealer = || DealerCode::new("D1").unwrap();
    let fen = Money::from_fen;
    vec![
        Hit::Incomplete { blank: vec!["serial_no".into()] },
        Hit::Unsigned,
        Hit::NotUnderWarrantyService { class: ServiceClass::A },
        Hit::OutsidePeriod { repaired_on: day },
        Hit::DuplicateSlip { filed_for: month },
        Hit::TooManyReissues { place: 3, reissued_slips_max: 2 },
        Hit::UnknownModel { model: model() },
        Hit::NoAgreement { line: line(), repaired_on: day },
        Hit::UnregisteredSerial { serial: SerialNo::new("S1").unwrap() },
        Hit::ModelMismatch { registered: model() },
        Hit::SoldByAnotherDealer { dealer: dealer(), served: false },
        Hit::SoldByAnotherDealer { dealer: dealer(), served: true },
        Hit::OutOfWarranty { sold_on: day, last_day: day, reported_on: day },
        Hit::SaleDateDiffers { registered: day, on_slip: day },
        Hit::NotAProductFault { cause: Cause::UserDamage },
        Hit::UnregisteredTechnician { technician: Technician::new("Wang").unwrap() },
        Hit::UnknownPart { part: part() },
        Hit::PartNotForProduct { part: part(), part_line: line() },
        Hit::RepeatRepair { earlier_on: day, repeat_repair_days: 30 },
        Hit::PartQtyAboveMaximum { part: part(), qty: 3, max_per_repair: 2 },
        Hit::RepairsExceedSales { repairs_max: 1, units: 10 },
        Hit::PartExceedsStock { part: part(), qty: 3, on_hand: 2 },
        Hit::SameDayElsewhere { dealer: dealer() },
        Hit::FeeAboveTariff { claimed: fen(20_00), tariff: fen(15_00) },
        Hit::LateService { area: Area::City, hours_max: 24, minutes: 1441, served_on: day },
        Hit::CallbackFabricated { called_on: day },
        Hit::CallbackMismatch { called_on: day },
        Hit::CallbackWrongNumber { called_on: day },
        Hit::CallbackPending { drawn: true },
        Hit::CallbackPending { drawn: false },
        Hit::LotRejected { failed: 2, accept_number: 1 },
        Hit::HouseCheck(Box::new(HouseHit { code: "OWN".into(), held: true, message: "own words".to_owned() })),
    ]
}

#[test]
fn every_code_has_words_in_both_languages() {
    let is_chinese = |text: &str| text.chars().any(|letter| ('\u{4e00}'..='\u{9fff}').contains(&letter));
    let hits = hits();
    let worded: BTreeSet<Code> = hits.iter().map(Hit::code).collect();
    assert_eq!(worded, Code::ALL.iter().copied().collect(), "add a hit of the new code to hits()");
    for hit in hits.iter().filter(|hit| hit.code() != Code::HouseCheck) {
        let (chinese, english) = (Lang::ZhCn.reason(hit), Lang::En.reason(hit));
        assert!(is_chinese(&chinese), "say {} in Chinese: {chinese}", hit.name());
        assert!(!is_chinese(&english) && english.len() > 10, "say {} in English: {english}", hit.name());
    }
}
