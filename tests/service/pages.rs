//! Who may see which page: every row of the table of pages, asked by everybody.
//!
//! The table below says again, by itself, what `src/pages/routes.rs` says: a page that is new or has changed needs its row
//! here. Who is not signed in is shown to the door, not allowed is 403, another dealer's is 404.

use std::collections::BTreeMap;

use sanbao::auth::Role;
use sanbao::pages::routes::pages;
use sanbao::store::Backend;

use super::answers::check_headers;
use super::harness::{Answer, Client, TestApp};

/// Method, path, who may, and what whoever may is answered where nothing is there and nothing is posted. Who may: `anyone`,
/// `signing` for every session, or letters: C dealer's clerk, R reviewer, K call agent, S sales manager, F finance,
/// A administrator; with `!` only after showing a second factor just before.
const TABLE: [&str; 6] = [DOOR, DEALER, CENTRE, MANAGEMENT, TREASURY, ADMINISTRATION];

const DOOR: &str = "
    GET    /assets/{hash}/{name}           anyone  404
    GET    /login                          anyone  200
    POST   /login                          anyone  422
    GET    /login/code                     signing 303
    POST   /login/code                     signing 422
    GET    /confirm                        signing 200
    POST   /confirm                        signing 422
    GET    /second-factor                  signing 200
    POST   /second-factor                  signing 422
    POST   /logout                         signing 303
    POST   /leave                          signing 303
    GET    /invitation                     anyone  200
    POST   /invitation                     anyone  422
    GET    /help                           anyone  200
    GET    /help/errors/{code}             anyone  404
    GET    /                               CRKSFA  200
";

const DEALER: &str = "
    GET    /dealers/{dealer}/months/{period}                    CRKSFA 404
    GET    /dealers/{dealer}/months/{period}/statement          CRKSFA 404
    POST   /dealers/{dealer}/months/{period}/statement          CF     404
    GET    /slips                                               CRKSFA 200
    GET    /dealers/{dealer}/months/{period}/slips              CRKSFA 200
    GET    /dealers/{dealer}/months/{period}/slips/{slip_no}    CRKSFA 404
    POST   /dealers/{dealer}/months/{period}/slips/{slip_no}    CRK    404
    GET    /disputes                                            CRSF   200
    GET    /dealers/{dealer}/months/{period}/dispute            C      404
    POST   /dealers/{dealer}/months/{period}/dispute            C      422
    GET    /dealers/{dealer}/disputes/{id}                      CRSF   404
    POST   /dealers/{dealer}/disputes/{id}                      R      404
    POST   /dealers/{dealer}/disputes/{id}/attachments          C      422
    GET    /questions                                           CR     200
    POST   /dealers/{dealer}/months/{period}/slips/{slip_no}/answer C   422
    GET    /findings                                            CRKSFA 200
    GET    /dealers/{dealer}/findings/{id}                      CRKSFA 404
    POST   /dealers/{dealer}/findings/{id}                      CRS    404
    GET    /dealers/{dealer}/uploads                CR      200
    GET    /dealers/{dealer}/uploads/new            CR      404
    POST   /dealers/{dealer}/uploads/new            CR      404
    GET    /dealers/{dealer}/uploads/{id}           CR      404
    GET    /dealers/{dealer}/uploads/{id}/columns   CR      404
    POST   /dealers/{dealer}/uploads/{id}/columns   CR      404
    POST   /dealers/{dealer}/uploads/{id}/file      CR      404
    POST   /dealers/{dealer}/uploads/{id}/mend      CR      303
    POST   /dealers/{dealer}/uploads/{id}/withdraw  CR      404
    GET    /dealers/{dealer}/template.xlsx          CR      404
";

const CENTRE: &str = "
    GET    /review                         R       200
    POST   /review/decide                  R       422
    POST   /review/undo                    R       422
    GET    /review/pace                    R       200
    GET    /review/bulk                    R       200
    POST   /review/bulk                    R       422
    GET    /dealers/{dealer}/months/{period}/slips/{slip_no}/source CR 404
    POST   /dealers/{dealer}/months/{period}/slips/{slip_no}/call-pick R 422
    GET    /calls                          RK      200
    POST   /calls/next                     RK      303
    GET    /calls/{dealer}/{period}/{slip_no} RK   404
    POST   /calls/{dealer}/{period}/{slip_no} RK   422
    GET    /do-not-call                    RKA     200
    POST   /do-not-call/{id}               RA      422
    GET    /lots                           RKSFA   200
    GET    /dealers/{dealer}/months/{period}/lot CRKSFA 404
    POST   /dealers/{dealer}/months/{period}/lot R 404
    GET    /confirm-month                  R       303
    GET    /confirm-month/{period}         R       200
    POST   /confirm-month/{period}         R       303
";

const MANAGEMENT: &str = "
    GET    /months                                   RSFA  200
    GET    /months/{period}                          RSFA  200
    GET    /months/{period}/lines                    RSFA  200
    GET    /months/{period}/approve                  S     200
    POST   /months/{period}/approve                  S!    422
    GET    /months/{period}/hold                     S     200
    POST   /months/{period}/hold                     S     422
    GET    /violations                               RSFA  200
    GET    /dealers/{dealer}                         CRSFA 404
    GET    /dealers/{dealer}/months/{period}/correct SF    404
    POST   /dealers/{dealer}/months/{period}/correct SF!   404
    GET    /quality                                  RSA   200
    GET    /quality/rows                             RSA   200
    GET    /quality/claims                           RSA   200
    POST   /quality/safety                           RSA   422
";

const TREASURY: &str = "
    GET    /batches                                SFA     200
    GET    /batches/new                            F       200
    POST   /batches/new                            F!      303
    GET    /batches/{id}                           SFA     404
    GET    /payments/{reference}                   SFA     404
    GET    /payments/{reference}/bank-result       F       404
    POST   /payments/{reference}/bank-result       F!      404
    GET    /bank-results                           F       200
    POST   /bank-results                           F!      422
    GET    /statements/close                       F       200
    POST   /statements/close                       F!      303
    GET    /bank-accounts                          FA      200
    GET    /dealers/{dealer}/bank-accounts         CFA     404
    POST   /dealers/{dealer}/bank-accounts         FA!     404
    GET    /dealers/{dealer}/bank-accounts/{seq}   FA      404
    POST   /dealers/{dealer}/bank-accounts/{seq}   FA!     404
    GET    /invoices                               F       200
    GET    /payment-terms                          SFA     200
    POST   /payment-terms                          A!      422
    GET    /ledger                                 SFA     200
    GET    /ledger/entries                         SFA     200
";

const ADMINISTRATION: &str = "
    GET    /agreements                     RSFA    200
    GET    /agreements/new                 A       200
    POST   /agreements/new                 A       422
    GET    /agreements/{id}                RSFA    404
    GET    /what-if                        A       200
    GET    /house-checks                   RSFA    200
    GET    /house-checks/new               A       200
    POST   /house-checks/new               A       422
    GET    /house-checks/{id}/end          A       404
    POST   /house-checks/{id}/end          A       422
    GET    /registers                      RSFA    200
    GET    /registers/{register}           RSFA    404
    GET    /registers/{register}/template.xlsx A   404
    GET    /registers/{register}/upload    A       404
    POST   /registers/{register}/upload    A       404
    GET    /people                         A       200
    GET    /people/new                     A       200
    POST   /people/new                     A       422
    GET    /people/{login}                 A       404
    POST   /people/{login}                 A       422
    POST   /people/{login}/disable         A       404
    POST   /people/{login}/enable          A       404
    POST   /people/{login}/second-factor   A       404
    POST   /people/{login}/invitation      A       404
    GET    /administration                 A       200
    GET    /dictionary                     A       200
    POST   /dictionary                     A       422
    POST   /dictionary/forget              A       422
    GET    /audit                          FA      200
    GET    /audit/verified                 FA      200
    GET    /outbox                         A       200
    GET    /outbox/{id}                    A       404
    GET    /outbox/{id}/letter             A       404
    POST   /outbox/{id}/resend             A       404
    POST   /outbox/{id}/cancel             A       404
    GET    /health                         A       200
    POST   /health/jobs/{id}/retry         A       404
    GET    /settings                       A       200
    POST   /settings                       A       422
    GET    /seeds                          CRKSFA  200
    POST   /seeds                          A       422
    GET    /uploads                        RA      200
    GET    /search                         CRKSFA  200
    GET    /profile                        CRKSFA  200
    POST   /profile                        CRKSFA  422
    GET    /tokens                         CRKSFA  200
    POST   /tokens                         CRKSFA  422
    POST   /tokens/{id}/revoke             CRKSFA  404
    GET    /deputies                       RKSF    200
    POST   /deputies                       RSF     422
    POST   /deputies/{id}/end              RKSF    404
    POST   /deputies/{id}/act              RKSF    404
    POST   /dealers/{dealer}/look          RA      404
";

/// A row of the table.
struct Expected {
    method: &'static str,
    path: &'static str,
    who: &'static str,
    answer: u16,
}

fn rows() -> Vec<Expected> {
    let of_line = |line: &'static str| {
        let fields: Vec<&str> = line.split_whitespace().collect();
        let [method, path, who, answer] = fields[..] else { panic!("four fields: {line}") };
        Expected { method, path, who, answer: answer.parse().unwrap() }
    };
    TABLE.iter().flat_map(|office| office.lines()).filter(|line| !line.trim().is_empty()).map(of_line).collect()
}

const LETTERS: [(char, Role); 6] = [
    ('C', Role::DealerClerk),
    ('R', Role::Reviewer),
    ('K', Role::CallAgent),
    ('S', Role::SalesManager),
    ('F', Role::Finance),
    ('A', Role::Administrator),
];

/// The path with something in the place of what varies.
fn filled(path: &str) -> String {
    path.replace("{dealer}", "HZ01").replace("{period}", "2026-01").replace(['{', '}'], "x")
}

fn ask(client: &Client, row: &Expected) -> Answer {
    let headers = [("Content-Type", "application/x-www-form-urlencoded"), ("Accept", "text/html")];
    client.send(row.method, &filled(row.path), &headers, b"")
}

#[test]
fn every_page_has_its_row() {
    let listed: BTreeMap<(String, String), String> =
        rows().iter().map(|row| ((row.path.to_owned(), row.method.to_owned()), row.who.to_owned())).collect();
    let served: Vec<(String, String)> =
        pages().map(|page| (page.path.to_owned(), page.method.as_str().to_owned())).collect();
    assert_eq!(served.len(), listed.len(), "each page once");
    for page in &served {
        assert!(listed.contains_key(page), "{page:?} needs a row in tests/service/pages.rs");
    }
}

#[test]
fn what_is_posted_after_a_second_factor_has_a_page_to_come_back_to() {
    let is_page = |path: &str| pages().any(|page| page.path == path && page.method.as_str() == "GET");
    for row in rows().iter().filter(|row| row.who.ends_with('!') && row.method == "POST") {
        assert!(is_page(row.path), "{} has a page with the same path, to which /confirm leads back", row.path);
    }
}

#[test]
fn pages_are_for_whom_the_table_says() {
    let app = TestApp::on(Backend::Sqlite);
    let anybody = app.anybody();
    for row in rows() {
        let answer = ask(&anybody, &row);
        if row.who == "anyone" {
            assert_eq!(answer.status, row.answer, "{} {}: {}", row.method, row.path, answer.text());
        } else {
            assert_eq!(answer.status, 303, "{} {}", row.method, row.path);
            assert!(answer.header("location").starts_with("/login?next="), "{}", answer.header("location"));
        }
        check_headers(&answer);
    }
    for (letter, role) in LETTERS {
        for row in rows().iter().filter(|row| row.who != "anyone") {
            // A session for each: some pages end it.
            let dealer = (role == Role::DealerClerk).then_some("HZ01");
            let client = app.signed_in(role, dealer);
            let answer = ask(&client, row);
            let may = row.who == "signing" || row.who.contains(letter);
            let expected = if may { row.answer } else { 403 };
            assert_eq!(answer.status, expected, "{role:?} {} {}: {}", row.method, row.path, answer.text());
            check_headers(&answer);
        }
    }
}

#[test]
fn what_is_posted_without_the_token_of_the_session_is_refused() {
    let app = TestApp::on(Backend::Sqlite);
    let client = app.signed_in(Role::Reviewer, None);
    let form = ("Content-Type", "application/x-www-form-urlencoded");
    let forged = client.send("POST", "/logout", &[form, ("X-CSRF-Token", "wrong")], b"");
    assert_eq!((forged.status, forged.header("content-type")), (403, "text/html; charset=utf-8"));
    let from_elsewhere = client.send("POST", "/logout", &[form, ("Origin", "https://evil.example")], b"");
    assert_eq!(from_elsewhere.status, 403);
    assert_eq!(client.get("/").status, 200, "still signed in");
}

#[test]
fn a_language_is_chosen_once_and_kept() {
    let app = TestApp::on(Backend::Sqlite);
    let client = app.signed_in(Role::Reviewer, None);
    assert!(client.get("/").text().contains("<html lang=\"en\">"));
    let chosen = client.get("/?lang=zh-CN&x=1");
    assert_eq!((chosen.status, chosen.header("location")), (303, "/?x=1"));
    assert!(client.get("/").text().contains("<html lang=\"zh-CN\">"));
}

#[test]
fn browsers_are_told_in_a_page_and_programs_in_a_problem() {
    let app = TestApp::on(Backend::Sqlite);
    let anybody = app.anybody();
    let page = anybody.send("GET", "/nothing", &[("Accept", "text/html")], b"");
    assert_eq!((page.status, page.header("content-type")), (404, "text/html; charset=utf-8"));
    check_headers(&page);
    let problem = anybody.send("GET", "/api/v1/nothing", &[("Accept", "text/html")], b"");
    assert_eq!(problem.header("content-type"), "application/problem+json");
}

#[test]
fn assets_are_kept_under_names_that_hold_their_hash() {
    let app = TestApp::on(Backend::Sqlite);
    let anybody = app.anybody();
    let text = anybody.get("/login").text().to_owned();
    let mut sum = compressed(text.as_bytes());
    for name in ["bootstrap.css", "app.css", "htmx.js", "app.js", "icon.svg"] {
        let end = text.find(name).unwrap() + name.len();
        let start = text[..end].rfind('"').unwrap() + 1;
        let file = anybody.get(&text[start..end]);
        assert_eq!(file.status, 200, "{name}");
        assert_eq!(file.header("cache-control"), "public, max-age=31536000, immutable");
        sum += compressed(&file.body);
    }
    println!("the first page weighs {sum} bytes");
    assert!(sum < 60_000, "the first page weighs {sum} bytes");
}

/// How many bytes gzip makes of it.
fn compressed(bytes: &[u8]) -> usize {
    use std::io::Write as _;
    use std::process::{Command, Stdio};
    let mut gzip = Command::new("gzip").arg("-6c").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    gzip.stdin.take().unwrap().write_all(bytes).unwrap();
    gzip.wait_with_output().unwrap().stdout.len()
}
