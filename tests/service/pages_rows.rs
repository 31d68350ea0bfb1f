//! A number on a page is a link to its rows, and the rows come to the number: on the demonstration, whose months have
//! slips of every verdict.

use std::path::Path;

use sanbao::auth::{Actor, Role};
use sanbao::store::Backend;
use sanbao::store::registers::Register;
use sanbao::store::registers::versions::Mode;
use sanbao::workflow::demonstrate::demonstrate;
use sanbao::workflow::import_register::{RegisterFile, import_register};

use super::harness::{Client, TestApp, TestOffice};
use super::month::{at, file, open, period};

fn demonstration() -> TestApp {
    let test = TestOffice::on(Backend::Sqlite);
    demonstrate(&test.office, Path::new("import-samples"), &mut |_, _| {}).unwrap();
    TestApp::before(test)
}

#[track_caller]
fn page(client: &Client, path: &str) -> String {
    let answer = client.get(path);
    assert_eq!(answer.status, 200, "{path}: {}", answer.text());
    answer.text().to_owned()
}

/// The links of a page that say nothing but a text: where they lead, and what they say.
fn links(html: &str) -> Vec<(String, String)> {
    let link = |part: &str| {
        let (tag, rest) = part.split_once('>')?;
        let (_, href) = tag.split_once("href=\"")?;
        let (href, _) = href.split_once('"')?;
        let (text, _) = rest.split_once("</a>")?;
        (!text.contains('<')).then(|| (href.replace("&#38;", "&"), text.trim().to_owned()))
    };
    html.split("<a ").skip(1).filter_map(link).collect()
}

/// What a text says in whole numbers: an amount in fen, a count as it is; none where it is no number.
fn number(text: &str) -> Option<i64> {
    let digits: String = text.chars().filter(|letter| !"¥,.−".contains(*letter)).collect();
    if digits.is_empty()
        || text.trim_start_matches(['−', '+']).starts_with(|first: char| first != '¥' && !first.is_ascii_digit())
    {
        return None;
    }
    digits.trim_start_matches('+').parse().ok()
}

/// What the slips at an address come to: how many, what they claim, what they pay.
fn slips_at(client: &Client, href: &str) -> [i64; 3] {
    let html = page(client, href);
    let Some((_, sums)) = html.split_once("id=\"sums\">") else { return [0; 3] };
    let (sums, _) = sums.split_once('<').unwrap();
    let parts: Vec<i64> = sums
        .split(" · ")
        .map(|part| number(part.split(' ').find(|word| number(word).is_some()).unwrap()).unwrap())
        .collect();
    parts.try_into().unwrap()
}

fn is_slips(href: &str) -> bool {
    let path = href.split('?').next().unwrap_or_default();
    path == "/slips" || path.ends_with("/slips")
}

/// Every number of a page that leads to slips is what these come to; answers how many such numbers there are.
#[track_caller]
fn check_slips(client: &Client, path: &str) -> usize {
    let numbers = links(&page(client, path)).into_iter().filter(|(href, _)| is_slips(href));
    let numbers: Vec<(String, i64)> = numbers.filter_map(|(href, text)| Some((href, number(&text)?))).collect();
    for (href, shown) in &numbers {
        let found = slips_at(client, href);
        assert!(found.contains(shown), "{path}: {shown} leads to {href}, which comes to {found:?}");
    }
    numbers.len()
}

#[test]
fn numbers_of_slips_lead_to_those_slips() {
    let app = demonstration();
    let manager = app.signed_in(Role::SalesManager, None);
    let clerk = app.signed_in(Role::DealerClerk, Some("WZ03"));
    let mut counted = 0;
    for period in ["2026-01", "2026-02", "2026-03"] {
        counted += check_slips(&manager, &format!("/months/{period}"));
        for dealer in ["HZ01", "WZ03", "JH05", "TZ06"] {
            counted += check_slips(&manager, &format!("/dealers/{dealer}/months/{period}"));
        }
        counted += check_slips(&clerk, &format!("/dealers/WZ03/months/{period}"));
    }
    counted += check_slips(&manager, "/months") + check_slips(&manager, "/") + check_slips(&clerk, "/");
    assert!(counted > 100, "{counted} numbers");
}

#[test]
fn what_is_not_paid_leads_to_slips_of_several_verdicts() {
    let app = demonstration();
    let manager = app.signed_in(Role::SalesManager, None);
    let is_unpaid = |(href, _): &(String, String)| href.ends_with("&verdict=unpaid");
    let mut mixed = 0;
    for period in ["2026-01", "2026-02", "2026-03"] {
        for (href, shown) in links(&page(&manager, &format!("/months/{period}"))).into_iter().filter(is_unpaid) {
            let Some(shown) = number(&shown) else { continue };
            let of =
                |verdict: &str| slips_at(&manager, &href.replace("verdict=unpaid", &format!("verdict={verdict}")))[0];
            let each = ["rejected", "void", "fabricated"].map(of);
            assert_eq!(each.iter().sum::<i64>(), shown, "{href}");
            assert_eq!(slips_at(&manager, &href)[0], shown, "{href}");
            mixed += i64::from(each.iter().filter(|count| **count > 0).count() > 1);
        }
    }
    assert!(mixed > 0, "some dealer has slips that are not paid for several reasons");
}

/// The last amounts of the rows of the month's dealers, each what the dealer's statement pays.
fn payable_of_rows(html: &str) -> i64 {
    let (_, rows) = html.split_once("id=\"dealers\"").unwrap();
    let amounts = rows.split("<td class=\"num strong\">").skip(1);
    amounts.map(|cell| number(&links(cell)[0].1).unwrap()).sum()
}

#[test]
fn what_is_paid_leads_to_the_dealers_who_were_paid_and_to_their_payments() {
    let app = demonstration();
    let finance = app.signed_in(Role::Finance, None);
    for period in ["2026-01", "2026-02", "2026-03"] {
        let html = page(&finance, &format!("/months/{period}"));
        let tile = links(&html).into_iter().find(|(href, _)| href.ends_with("?state=paid#dealers")).unwrap();
        let rows = page(&finance, tile.0.split('#').next().unwrap());
        assert_eq!(payable_of_rows(&rows), number(&tile.1).unwrap(), "{period}");
        let all = links(&html).into_iter().find(|(href, _)| href == "#dealers").unwrap();
        assert_eq!(payable_of_rows(&html), number(&all.1).unwrap(), "{period}");
    }
    let paid = page(&finance, "/months/2026-01");
    let payments: Vec<&str> =
        paid.split("href=\"/payments/").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    assert!(!payments.is_empty());
    for reference in payments {
        assert!(page(&finance, &format!("/payments/{reference}")).contains(reference));
    }
    let reviewer = app.signed_in(Role::Reviewer, None);
    assert!(!page(&reviewer, "/months/2026-01").contains("/payments/"), "who may not look at payments has no link");
}

#[test]
fn what_is_still_to_be_paid_leads_to_its_months() {
    let app = demonstration();
    let clerk = app.signed_in(Role::DealerClerk, Some("HZ01"));
    let home = page(&clerk, "/");
    let (href, shown) = links(&home).into_iter().find(|(href, _)| href.starts_with("/?show=unpaid")).unwrap();
    let months = page(&clerk, href.split('#').next().unwrap());
    let amounts = months.split("<td class=\"num strong\">").skip(1).map(|cell| number(&links(cell)[0].1).unwrap());
    assert_eq!(amounts.sum::<i64>(), number(&shown).unwrap());
    assert!(home.contains("months/2026-01/statement") && !months.contains("months/2026-01/statement\">¥"));
}

#[test]
fn a_failed_lot_leads_to_its_violation_and_the_file_has_the_same_rows() {
    let app = demonstration();
    let manager = app.signed_in(Role::SalesManager, None);
    let pack = page(&manager, "/months/2026-02");
    let (_, rest) = pack.split_once("code=LOT_REJECTED").unwrap();
    let failed = number(rest.split_once("chip-bad\">").unwrap().1.split('<').next().unwrap()).unwrap();
    for (query, rows) in [
        ("period=2026-02&code=LOT_REJECTED", Some(failed)),
        ("period=2026-02&code=LOT_REJECTED&dealer=JH05", Some(1)),
        ("period=2026-02&code=LOT_REJECTED&dealer=HZ01", Some(0)),
        ("dealer=WZ03&sort=day", None),
        ("period=2026-03&sort=-dealer", None),
    ] {
        let html = page(&manager, &format!("/violations?{query}"));
        let shown = html.matches("<tr data-row>").count();
        if let Some(rows) = rows {
            assert_eq!(i64::try_from(shown).unwrap(), rows, "{query}");
        }
        if shown == 0 {
            assert!(html.contains("class=\"empty\""));
            continue;
        }
        let (file, _) = links(&html).into_iter().find(|(href, _)| href.ends_with("format=csv")).unwrap();
        let csv = page(&manager, &file);
        assert_eq!(csv.lines().count() - 1, shown, "{file}");
    }
    assert_eq!(manager.get("/violations?code=NOTHING").status, 404);
    assert_eq!(manager.get("/api/v1/violations?code=NOTHING").status, 404);
}

#[test]
fn a_registers_template_is_read_as_the_register() {
    let app = TestApp::on(Backend::Sqlite);
    let admin = app.signed_in(Role::Administrator, None);
    for register in Register::ALL {
        let form = page(&admin, &format!("/registers/{}/upload", register.as_str()));
        let templates: Vec<String> =
            links(&form).into_iter().map(|(href, _)| href).filter(|href| href.contains("/template.xlsx?")).collect();
        assert_eq!(templates.len(), 2, "{register:?}");
        for href in templates {
            let file = admin.get(&href);
            assert_eq!(file.status, 200, "{href}");
            let path = app.test.folder.path().join("template.xlsx");
            std::fs::write(&path, &file.body).unwrap();
            let file = RegisterFile { register, mode: Mode::Add, name: "template.xlsx", path: &path };
            let taken = import_register(&app.test.office, &Actor::system(), &file);
            let version = taken.unwrap_or_else(|error| panic!("{href}: {error:?}"));
            assert_eq!(version.rows_read, 0, "{href}");
        }
    }
}

#[test]
fn the_template_is_of_the_month_that_the_address_names() {
    let app = demonstration();
    let clerk = app.signed_in(Role::DealerClerk, Some("HZ01"));
    for period in ["2026-01", "2026-03", "2026-04"] {
        let html = page(&clerk, &format!("/dealers/HZ01/uploads/new?period={period}"));
        let templates: Vec<String> =
            links(&html).into_iter().map(|(href, _)| href).filter(|href| href.contains("/template.xlsx?")).collect();
        let of_month = format!("period={period}");
        assert_eq!(templates.iter().filter(|href| href.contains(&of_month)).count(), 2, "{templates:?}");
        assert!(html.contains(&format!("<option value=\"{period}\" selected>")), "the form is of the same month");
    }
}

/// Lists with a filter, and who looks at them.
const LISTS: &[(Role, &str)] = &[
    (Role::SalesManager, "/slips?period=2026-02&verdict=unpaid"),
    (Role::SalesManager, "/slips?period=2026-02&code=LATE_SERVICE"),
    (Role::SalesManager, "/dealers/WZ03/months/2026-02/slips?verdict=payable"),
    (Role::SalesManager, "/months/2026-01?state=paid"),
    (Role::SalesManager, "/lots?period=2026-02&sort=-failed"),
    (Role::SalesManager, "/quality/rows?dealer=HZ01"),
    (Role::Finance, "/batches?dealer=HZ01&sort=total"),
    (Role::Finance, "/invoices?show=all&sort=-payable"),
    (Role::Finance, "/invoices?dealer=HZ01&sort=due"),
    (Role::Finance, "/bank-accounts?account=present&sort=-name"),
    (Role::Finance, "/ledger?account=Liabilities%3ADealerPayable&sort=-balance"),
    (Role::Administrator, "/people?role=dealer_clerk&sort=-name"),
    (Role::Administrator, "/people?state=invited"),
];

#[test]
fn a_lists_files_have_the_rows_that_its_filter_shows() {
    let app = demonstration();
    for (role, path) in LISTS {
        let client = app.signed_in(*role, None);
        let html = page(&client, path);
        let shown = html.matches("<tr data-row").count();
        if shown == 0 {
            assert!(html.contains("class=\"empty\""), "{path}: what is empty says what to do");
            continue;
        }
        let files =
            links(&html).into_iter().filter(|(href, _)| href.starts_with("/api/v1/") && href.contains("format="));
        let files: Vec<String> = files.map(|(href, _)| href).collect();
        assert_eq!(files.len(), 2, "{path}: CSV and XLSX: {files:?}");
        assert_eq!(page(&client, &files[0]).lines().count() - 1, shown, "{path}: {}", files[0]);
        assert!(client.get(&files[1]).body.starts_with(b"PK"), "{path}");
    }
}

/// Of many dealers the month draws the first fifty, those that are paid most, and the others where they are asked for; its
/// sums are those of all.
#[test]
fn a_month_draws_the_first_fifty_dealers_and_all_where_asked() {
    let test = TestOffice::on(Backend::Sqlite);
    let codes: Vec<String> = (1..=51).map(|number| format!("P{number:02}")).collect();
    open(&test, &codes.iter().map(String::as_str).collect::<Vec<_>>());
    for code in &codes {
        file(&test, code, period("2026-01"), &["W-1"]);
    }
    at(&test, "2026-02-10 09:00");
    let app = TestApp::before(test);
    let manager = app.signed_in(Role::SalesManager, None);
    let drawn = |path: &str| page(&manager, path).matches("<tr data-row").count();
    let html = page(&manager, "/months/2026-01");
    assert_eq!(html.matches("<tr data-row").count(), 50);
    assert!(links(&html).contains(&("/months/2026-01?dealers=all#dealers".to_owned(), "All dealers".to_owned())));
    assert!(links(&html).contains(&("/slips?period=2026-01".to_owned(), "51".to_owned())), "slips of all are counted");
    assert_eq!(drawn("/months/2026-01?dealers=all"), 51);
    assert_eq!(drawn("/months/2026-01?sort=dealer&dealers=all"), 51);
    assert_eq!(drawn("/months/2026-01?state=paid"), 0);
}

#[test]
fn a_batchs_payments_are_sorted_filtered_and_kept_as_a_file() {
    let app = demonstration();
    let finance = app.signed_in(Role::Finance, None);
    let batches = page(&finance, "/batches");
    let (batch, _) =
        links(&batches).into_iter().find(|(href, _)| href.starts_with("/batches/") && href != "/batches/new").unwrap();
    let amounts = |query: &str| -> Vec<i64> {
        let html = page(&finance, &format!("{batch}?{query}"));
        let cells =
            html.split("<td class=\"num strong\">").skip(1).map(|cell| cell.split('<').next().unwrap().to_owned());
        let mut found: Vec<i64> = cells.filter_map(|cell| number(&cell)).collect();
        // The last is the total.
        let total = found.pop().unwrap();
        assert_eq!(found.iter().sum::<i64>(), total, "{query}");
        found
    };
    let (up, down) = (amounts("sort=amount"), amounts("sort=-amount"));
    assert!(up.is_sorted() && up.len() > 1);
    assert_eq!(up.iter().rev().collect::<Vec<_>>(), down.iter().collect::<Vec<_>>());
    assert_eq!(amounts("dealer=HZ01").len(), 1);
    let html = page(&finance, &format!("{batch}?dealer=HZ01&state=paid"));
    let (file, _) = links(&html).into_iter().find(|(href, _)| href.ends_with("format=csv")).unwrap();
    assert_eq!(page(&finance, &file).lines().count(), 2, "{file}");
    assert!(page(&finance, &format!("{batch}?dealer=NOBODY")).contains("class=\"empty\""));
}
