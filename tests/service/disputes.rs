//! Disputes and corrections (agreement 9.2, 7.4): within their time, settled once, a line of the next draft.

use sanbao::agreement::codes::SlipNo;
use sanbao::agreement::statement::Adjustment;
use sanbao::money::Money;
use sanbao::store::disputes::{self, DisputeState};
use sanbao::store::{adjustments, files};
use sanbao::workflow::approve_statement::approve_statement;
use sanbao::workflow::confirm_statement::confirm_statement;
use sanbao::workflow::correct_statement::correct_statement;
use sanbao::workflow::raise_dispute::{About, AttachmentFault, NewAttachment, raise_dispute};
use sanbao::workflow::settle_dispute::{reject_dispute, uphold_dispute};
use sanbao::workflow::{Error, Refusal, StatementRefusal};

use super::harness::TestOffice;
use super::month::*;
use super::registers::dealer;

fn raise(test: &TestOffice, about: &About) -> Result<String, Error> {
    raise_dispute(&test.office, &clerk("D1"), &dealer("D1"), period("2026-01"), (about, "paid too little"), &[])
}

fn refusal(outcome: Result<impl std::fmt::Debug, Error>) -> StatementRefusal {
    match outcome {
        Err(Error::Refused(Refusal::Statement(refusal))) => refusal,
        other => panic!("{other:?}"),
    }
}

on_both! {
    fn a_dispute_has_three_months_from_the_confirmation(test: &TestOffice) {
        open(test, &["D1"]);
        ready(test, "D1", &["W-1"]);
        assert_eq!(refusal(raise(test, &About::Statement)), StatementRefusal::StillOpen);
        // 00:30 in Shanghai is still the day before in UTC.
        at(test, "2026-02-07 00:30");
        confirm_statement(&test.office, &centre(), &dealer("D1"), period("2026-01"), None).unwrap();
        at(test, "2026-05-08 00:00");
        let last_day = "2026-05-07".parse().unwrap();
        assert!(matches!(raise(test, &About::Statement), Err(Error::OutOfTime { last_day: day }) if day == last_day));
        at(test, "2026-05-07 23:59");
        raise(test, &About::Statement).unwrap();
    }

    fn only_the_dealers_own_clerk_disputes_what_is_there_and_once(test: &TestOffice) {
        open(test, &["D1", "D2"]);
        confirmed(test, "D1", &["W-1"]);
        let of = |actor| raise_dispute(
            &test.office, &actor, &dealer("D1"), period("2026-01"), (&About::Statement, "why"), &[]);
        assert!(matches!(of(clerk("D2")), Err(Error::NotFound)));
        assert!(matches!(of(centre()), Err(Error::NotAllowed)));
        assert_eq!(refusal(raise(test, &About::Line(0))), StatementRefusal::NoSuchLine { lines: 1 });
        assert_eq!(refusal(raise(test, &About::Line(2))), StatementRefusal::NoSuchLine { lines: 1 });
        let missing = About::Slip(SlipNo::new("W-9").unwrap());
        assert_eq!(refusal(raise(test, &missing)), StatementRefusal::NoSuchSlip);
        let first = raise(test, &About::Line(1)).unwrap();
        let again = StatementRefusal::AlreadyDisputed { dispute: first };
        assert_eq!(refusal(raise(test, &About::Line(1))), again);
        raise(test, &About::Slip(SlipNo::new("W-1").unwrap())).unwrap();
        let found = test.office.store.read(|c| disputes::list(c, None, Some(DisputeState::Open), None, 10)).unwrap();
        assert_eq!(found.len(), 2);
    }

    fn attachments_are_kept_byte_for_byte(test: &TestOffice) {
        open(test, &["D1"]);
        confirmed(test, "D1", &["W-1"]);
        let photo = NewAttachment { file_name: "照片.jpg".to_owned(), content: b"\xff\xd8\xff photo".to_vec() };
        let program = NewAttachment { file_name: "a.pdf".to_owned(), content: b"#!/bin/sh".to_vec() };
        let with = |attached: &[NewAttachment]| raise_dispute(
            &test.office, &clerk("D1"), &dealer("D1"), period("2026-01"), (&About::Statement, "why"), attached);
        let fault = AttachmentFault::UnknownType { file_name: "a.pdf".to_owned() };
        assert_eq!(refusal(with(&[photo.clone(), program])), StatementRefusal::Attachment(fault));
        let id = with(std::slice::from_ref(&photo)).unwrap();
        let attached = test.office.store.read(|c| disputes::attached(c, &dealer("D1"), &id)).unwrap();
        assert_eq!((attached.len(), attached[0].file_name.as_str()), (1, "照片.jpg"));
        let content = test.office.store.read(|c| files::get(c, &attached[0].file_sha256)).unwrap();
        assert_eq!(content, Some(photo.content));
    }

    fn an_upheld_dispute_is_a_line_of_the_next_draft(test: &TestOffice) {
        open(test, &["D1"]);
        confirmed(test, "D1", &["W-1"]);
        let id = raise(test, &About::Slip(SlipNo::new("W-1").unwrap())).unwrap();
        let one = dealer("D1");
        let uphold = |actor, fen| uphold_dispute(&test.office, &actor, &one, &id, Money::from_fen(fen), "the tariff was wrong", None);
        assert!(matches!(uphold(manager(), 15_00), Err(Error::NotAllowed)));
        assert_eq!(refusal(uphold(centre(), 0)), StatementRefusal::AmountOutOfRange);
        uphold(centre(), 15_00).unwrap();
        assert_eq!(refusal(uphold(centre(), 15_00)), StatementRefusal::DisputeSettled);
        let rejected = reject_dispute(&test.office, &centre(), &one, &id, "no", None);
        assert_eq!(refusal(rejected), StatementRefusal::DisputeSettled);
        at(test, "2026-03-06 09:00");
        file(test, "D1", period("2026-02"), &["W-2"]);
        let expected = [("fees".to_owned(), 100_00), ("adjustment".to_owned(), 15_00)];
        assert_eq!(lines(test, "D1", "2026-02"), expected);
        assert_eq!(lines(test, "D1", "2026-01"), [("fees".to_owned(), 100_00)]);
        call(test, "D1", period("2026-02"), &["W-2"]);
        confirm_statement(&test.office, &centre(), &one, period("2026-02"), None).unwrap();
        let entered = test.office.store.read(|c| adjustments::of_statement(c, &one, period("2026-02"))).unwrap();
        assert_eq!((entered.len(), entered[0].adjustment.line), (1, 1));
        at(test, "2026-04-06 09:00");
        settle(test, "D1");
        assert_eq!(lines(test, "D1", "2026-03"), [], "it is paid once");
    }

    fn a_rejected_dispute_changes_nothing(test: &TestOffice) {
        open(test, &["D1"]);
        confirmed(test, "D1", &["W-1"]);
        let id = raise(test, &About::Statement).unwrap();
        let silent = reject_dispute(&test.office, &centre(), &dealer("D1"), &id, " ", None);
        assert!(matches!(silent, Err(Error::Refused(Refusal::ReasonMissing))));
        reject_dispute(&test.office, &centre(), &dealer("D1"), &id, "the slip says so", None).unwrap();
        at(test, "2026-03-06 09:00");
        file(test, "D1", period("2026-02"), &["W-2"]);
        assert_eq!(lines(test, "D1", "2026-02"), [("fees".to_owned(), 100_00)]);
    }

    fn decembers_dispute_enters_the_next_january(test: &TestOffice) {
        open(test, &["D1"]);
        let (one, year) = (dealer("D1"), period("2026-01").through(period("2026-12")));
        at(test, "2027-01-06 09:00");
        for month in year {
            file(test, "D1", month, &[]);
            confirm_statement(&test.office, &centre(), &one, month, None).unwrap();
            settle(test, "D1");
        }
        let about = (&About::Statement, "a repair is missing");
        let id = raise_dispute(&test.office, &clerk("D1"), &one, period("2026-12"), about, &[]).unwrap();
        uphold_dispute(&test.office, &centre(), &one, &id, Money::from_fen(100_00), "it is", None).unwrap();
        at(test, "2027-02-01 09:00");
        settle(test, "D1");
        assert_eq!(lines(test, "D1", "2027-01"), [("adjustment".to_owned(), 100_00)]);
    }

    fn a_correction_is_approved_by_somebody_else(test: &TestOffice) {
        open(test, &["D1"]);
        ready(test, "D1", &["W-1"]);
        let (one, january, february) = (dealer("D1"), period("2026-01"), period("2026-02"));
        let correction = |line, fen| Adjustment { period: january, line, reference: None, amount: Money::from_fen(fen) };
        let correct = |actor, line, fen| correct_statement(&test.office, &actor, &one, &correction(line, fen), "counted twice");
        assert_eq!(refusal(correct(manager(), 1, -30_00)), StatementRefusal::StillOpen);
        confirm_statement(&test.office, &centre(), &one, january, None).unwrap();
        assert!(matches!(correct(centre(), 1, -30_00), Err(Error::NotAllowed)));
        assert_eq!(refusal(correct(manager(), 2, -30_00)), StatementRefusal::NoSuchLine { lines: 1 });
        assert_eq!(refusal(correct(manager(), 1, 0)), StatementRefusal::AmountOutOfRange);
        correct(manager(), 1, -30_00).unwrap();
        at(test, "2026-03-06 09:00");
        file(test, "D1", february, &["W-2"]);
        call(test, "D1", february, &["W-2"]);
        assert_eq!(lines(test, "D1", "2026-02").last(), Some(&("adjustment".to_owned(), -30_00)));
        confirm_statement(&test.office, &centre(), &one, february, None).unwrap();
        let own = approve_statement(&test.office, &manager(), &one, february, None);
        assert_eq!(refusal(own), StatementRefusal::OwnCorrection);
        let other = person("zhou", sanbao::auth::Role::SalesManager);
        approve_statement(&test.office, &other, &one, february, None).unwrap();
    }
}
