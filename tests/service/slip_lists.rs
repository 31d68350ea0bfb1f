//! Lists of slips by the codes that hit them.

use diesel::RunQueryDsl as _;
use sanbao::agreement::codes::DealerCode;
use sanbao::agreement::decision::{Code, Verdict};
use sanbao::agreement::slip::Slip;
use sanbao::store::slips::{ListedSlip, SlipFilter, Verdicts};
use sanbao::store::{self, Backend, books, slips};
use sanbao::workflow::Office;
use sanbao::workflow::settle_dealer::settle_dealer;

use super::cases::{dealers, fed};

/// More than any case has.
const ALL: i64 = 10_000;

fn keys(rows: &[ListedSlip]) -> Vec<[String; 3]> {
    rows.iter().map(|row| [row.period.clone(), row.dealer.clone(), row.slip_no.clone()]).collect()
}

fn list(office: &Office, filter: &SlipFilter, after: Option<[String; 3]>, rows_max: i64) -> Vec<ListedSlip> {
    office.store.read(|c| slips::list(c, filter, after, rows_max)).unwrap()
}

fn with_code(code: &str) -> SlipFilter {
    SlipFilter { codes: vec![code.to_owned()], ..SlipFilter::default() }
}

/// The lists by every code, page after page, are those slips whose rows say that the code hit them.
fn check(office: &Office) -> usize {
    let all = list(office, &SlipFilter::default(), None, ALL);
    let mut hits = 0;
    for code in Code::ALL {
        let mut wanted = all.clone();
        wanted.retain(|row| row.reasons.split(';').any(|reason| reason == code.as_str()));
        let (mut found, mut after) = (Vec::new(), None);
        loop {
            let page = keys(&list(office, &with_code(code.as_str()), after, 2));
            after = page.last().cloned();
            if after.is_none() {
                break;
            }
            found.extend(page);
        }
        assert_eq!(found, keys(&wanted), "{code:?}");
        hits += found.len();
        for verdict in [Verdict::Held, Verdict::Rejected, Verdict::Void] {
            let filter = SlipFilter { verdicts: vec![verdict], ..with_code(code.as_str()) };
            let mut wanted = wanted.clone();
            wanted.retain(|row| row.verdict == verdict.as_str());
            assert_eq!(keys(&list(office, &filter, None, ALL)), keys(&wanted), "{code:?} {verdict:?}");
        }
        for dealer in dealers(office) {
            let filter = SlipFilter { dealer: Some(dealer.clone()), ..with_code(code.as_str()) };
            let mut wanted = wanted.clone();
            wanted.retain(|row| row.dealer == dealer.as_str());
            assert_eq!(keys(&list(office, &filter, None, ALL)), keys(&wanted), "{code:?} {dealer}");
        }
    }
    hits
}

/// Backwards the list is the same, page after page; what it adds up to is the sum of its rows.
fn check_totals(office: &Office, filter: &SlipFilter) {
    let rows = list(office, filter, None, ALL);
    let backwards = SlipFilter { latest_first: true, ..filter.clone() };
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let page = keys(&list(office, &backwards, after, 2));
        after = page.last().cloned();
        if after.is_none() {
            break;
        }
        found.extend(page);
    }
    found.reverse();
    assert_eq!(found, keys(&rows), "{filter:?}");
    let totals = office.store.read(|c| slips::totals(c, filter)).unwrap().unwrap();
    let sums = [rows.len().try_into().unwrap(), sum(&rows, |row| row.claim_fen), sum(&rows, |row| row.payable_fen)];
    assert_eq!([totals.count, totals.claimed.fen(), totals.payable.fen()], sums, "{filter:?}");
}

fn sum(rows: &[ListedSlip], of: fn(&ListedSlip) -> i64) -> i64 {
    rows.iter().map(of).sum()
}

/// Lists of every kind, with what they add up to.
fn check_filters(office: &Office) {
    let all = list(office, &SlipFilter::default(), None, ALL);
    check_totals(office, &SlipFilter::default());
    for row in &all {
        let dealer = DealerCode::new(&row.dealer);
        let of_month = SlipFilter { dealer: dealer.clone(), period: row.period.parse().ok(), ..SlipFilter::default() };
        check_totals(office, &of_month);
        check_totals(office, &SlipFilter { verdicts: Verdicts::named(&row.verdict).unwrap().0, ..of_month.clone() });
        for verdicts in [Verdict::PAYABLE.to_vec(), Verdict::UNPAID.to_vec()] {
            check_totals(office, &SlipFilter { verdicts: verdicts.clone(), ..of_month.clone() });
            let codes = row.reasons.split(';').filter(|code| !code.is_empty()).map(str::to_owned).take(1).collect();
            check_totals(office, &SlipFilter { verdicts, codes, ..SlipFilter::default() });
        }
        check_totals(office, &SlipFilter { serial: Some(row.serial_no.clone()), ..SlipFilter::default() });
        check_totals(office, &SlipFilter { number: Some(row.slip_no.clone()), dealer, ..SlipFilter::default() });
        if let Some(code) = row.reasons.split(';').find(|code| !code.is_empty()) {
            check_totals(office, &with_code(code));
        }
    }
}

fn refile(office: &Office, row: &ListedSlip, change: impl Fn(&mut Slip)) -> DealerCode {
    let dealer = DealerCode::new(&row.dealer).unwrap();
    let (period, now) = (row.period.parse().unwrap(), office.clock.now());
    let write = |c: &mut store::Db| {
        let mut slip = slips::current(c, &dealer, period)?.into_iter().find(|slip| slip.no.as_str() == row.slip_no);
        change(slip.as_mut().unwrap());
        books::touch(c, &dealer, now)?;
        slips::file(c, &dealer, period, "", &[(2, slip.unwrap())], now)
    };
    assert_eq!(office.store.write::<_, store::Error>(write).unwrap().replaced, 1);
    dealer
}

on_both! {
    fn a_list_by_code_has_the_slips_whose_last_decision_names_it(test: &TestOffice) {
        let office = &test.office;
        fed(test, "one-month");
        assert!(check(office) > 5, "the case has hits");
        // A slip that was filed again waits for its decision, and no code hits it until then.
        let all = list(office, &SlipFilter::default(), None, ALL);
        let hit = all.iter().find(|row| !row.reasons.is_empty()).unwrap();
        let dealer = refile(office, hit, |slip| slip.work_done = Some("再次填写".into()));
        check(office);
        settle_dealer(office, &dealer).unwrap();
        check(office);
        let not_hit = all.iter().find(|row| row.reasons.is_empty()).unwrap();
        let dealer = refile(office, not_hit, |slip| slip.customer_signed = Some(false));
        settle_dealer(office, &dealer).unwrap();
        let unsigned = list(office, &with_code("UNSIGNED"), None, ALL);
        assert!(unsigned.iter().any(|row| row.slip_no == not_hit.slip_no));
        check(office);
    }

    fn a_list_runs_both_ways_and_adds_up_to_the_sum_of_its_rows(test: &TestOffice) {
        fed(test, "one-month");
        check_filters(&test.office);
    }

    fn the_migration_finds_the_codes_of_what_was_decided_before(test: &TestOffice) {
        let office = &test.office;
        fed(test, "one-month");
        let before = check(office);
        let up = match test.backend() {
            Backend::Sqlite => include_str!("../../migrations/sqlite/2026-11-28-000010_lists/up.sql"),
            Backend::Postgres => include_str!("../../migrations/postgres/2026-11-28-000010_lists/up.sql"),
        };
        let words = if test.backend() == Backend::Sqlite { "WITH RECURSIVE" } else { "INSERT INTO" };
        let (begin, end) = (up.find(words).unwrap(), up.find("<> '';").unwrap());
        let fill = up.get(begin..end).unwrap().to_owned() + "<> ''";
        office
            .store
            .write::<_, store::Error>(|c| {
                diesel::sql_query("DELETE FROM slip_codes").execute(c)?;
                Ok(diesel::sql_query(fill).execute(c)?)
            })
            .unwrap();
        assert_eq!(check(office), before);
    }
}
