//! `/batches/new`: what a batch would be and everything that stands against it, and then releasing it.
//!
//! What is left out stands in the address, so that what is shown is what is released: the form posts exactly these
//! statements, and a mark of what was shown of them.

mod against;

use askama::Template;

use self::against::{AgainstLine, against};
use super::places;
use crate::agreement::codes::DealerCode;
use crate::auth::Actor;
use crate::calendar::{Day, Period};
use crate::money::Money;
use crate::pages::form::{Faults, Field, Posted};
use crate::pages::listing::{Empty, encoded, pairs};
use crate::pages::{Answer, Flash, Page, html};
use crate::store::files::sha256;
use crate::store::payment_terms;
use crate::store::payments::Payment;
use crate::web::Desk;
use crate::workflow::Error;
use crate::workflow::release_payments::{Chosen, Preflight, preflight_payments, release_payments};

/// So many payments, and so many lines of what stands against them, are shown at once.
const ROWS_SHOWN: usize = 100;

/// A statement, by dealer and period.
type Key = (DealerCode, Period);

#[derive(Template)]
#[template(path = "treasury/release.html")]
struct ReleasePage {
    page: Page,
    due_by: Field,
    except: Vec<String>,
    count: String,
    total: String,
    capitals: String,
    payer: String,
    faults: Vec<AgainstLine>,
    fault_count: usize,
    leave_out_faulty: String,
    notes: Vec<AgainstLine>,
    note_count: usize,
    rows: Vec<PaymentLine>,
    all: String,
    shown: String,
    without_payment: Vec<Named>,
    left_out: Vec<Named>,
    statements: Vec<String>,
    seen: String,
    can_release: bool,
    code_first: String,
    sure: String,
    empty: Empty,
}

/// A payment that would be made.
struct PaymentLine {
    dealer: String,
    dealer_name: String,
    period: String,
    statement: String,
    account_name: String,
    account: String,
    accounts: String,
    amount: String,
    invoice: String,
    due: String,
    leave_out: String,
}

/// A statement with its page, and where one goes to leave it out or take it in.
struct Named {
    label: String,
    href: String,
    change: String,
}

/// Which statements the address asks for.
struct Asked {
    due_by: Option<Day>,
    except: Vec<Key>,
    /// Every row, however many they are.
    all: bool,
}

impl Asked {
    fn of(query: &str) -> Self {
        let pairs = pairs(query);
        let due_by = pairs.iter().find(|(name, _)| name == "due_by").and_then(|(_, day)| day.parse().ok());
        let except = pairs.iter().filter(|(name, _)| name == "except").filter_map(|(_, text)| key_of(text)).collect();
        Self { due_by, except, all: pairs.iter().any(|(name, value)| name == "all" && value == "yes") }
    }

    /// How many rows are shown.
    fn rows_max(&self) -> usize {
        if self.all { usize::MAX } else { ROWS_SHOWN }
    }

    /// The same page with every row.
    fn with_all(&self) -> String {
        Self { all: true, due_by: self.due_by, except: Vec::new() }.address(&self.except)
    }

    /// The same page with these left out.
    fn address(&self, except: &[Key]) -> String {
        let mut query: Vec<(String, String)> =
            self.due_by.iter().map(|day| ("due_by".to_owned(), day.to_string())).collect();
        query.extend(except.iter().map(|key| ("except".to_owned(), word_of(key))));
        query.extend(self.all.then(|| ("all".to_owned(), "yes".to_owned())));
        if query.is_empty() { "/batches/new".to_owned() } else { format!("/batches/new?{}", encoded(&query)) }
    }

    fn without(&self, key: &Key) -> String {
        self.address(&[self.except.as_slice(), std::slice::from_ref(key)].concat())
    }

    fn with(&self, key: &Key) -> String {
        let rest: Vec<Key> = self.except.iter().filter(|left_out| *left_out != key).cloned().collect();
        self.address(&rest)
    }
}

/// A statement as an address has it. No period has a colon.
fn word_of((dealer, period): &Key) -> String {
    format!("{period}:{dealer}")
}

fn key_of(word: &str) -> Option<Key> {
    let (period, dealer) = word.split_once(':')?;
    Some((DealerCode::new(dealer)?, period.parse().ok()?))
}

/// The page.
pub async fn show(desk: Desk, page: Page) -> Answer {
    let page = page.titled("release-title").below("batches-title", "/batches");
    let asked = Asked::of(&page.query);
    let actor = page.caller()?.actor;
    let chosen = Chosen::Ready { due_by: asked.due_by, except: asked.except.clone() };
    let looked = page.ask(&desk, move |office| {
        let terms = office.store.read(payment_terms::load)?;
        Ok((preflight_payments(office, &actor, &chosen)?, terms.payer))
    });
    let (preflight, payer) = looked.await?;
    let payer = payer.map(|payer| format!("{} · {} · {}", payer.name, payer.bank_name, payer.account));
    let code_first = page.code_first(&desk);
    html(&ReleasePage { code_first, ..drawn(page, &asked, &preflight, payer.unwrap_or_default()) })
}

fn drawn(page: Page, asked: &Asked, preflight: &Preflight, payer: String) -> ReleasePage {
    let total: Money = preflight.payments.iter().map(|payment| payment.amount).sum();
    let (faults, mendable) = against(&page, asked, preflight);
    let without_them = [asked.except.as_slice(), &mendable].concat();
    let notes = against::notes(&page, asked, preflight);
    let named = |key: &Key, change: String| Named {
        label: page.statement_name(&key.0, key.1),
        href: places::statement(key.0.as_str(), key.1),
        change,
    };
    let count = page.count(preflight.payments.len());
    let empty = Empty {
        title: page.t("release-nothing"),
        what_to_do: page.t("release-nothing-do"),
        href: "/batches".to_owned(),
        label: page.t("batches-title"),
    };
    let due_by = asked.due_by.map(|day| day.to_string()).unwrap_or_default();
    let rows: Vec<PaymentLine> =
        preflight.payments.iter().take(asked.rows_max()).map(|payment| line(&page, asked, payment)).collect();
    let counts = [preflight.payments.len(), preflight.faults.len(), preflight.notes.len()];
    let has_more = counts.iter().any(|count| *count > asked.rows_max());
    ReleasePage {
        all: if has_more { asked.with_all() } else { String::new() },
        shown: if rows.len() < preflight.payments.len() {
            page.t_with("release-shown", &[&page.count(rows.len()), &count])
        } else {
            String::new()
        },
        due_by: Field::new(&page, "due_by", "release-due-by", &Faults::none()).kind("date").value(due_by).optional(),
        except: asked.except.iter().map(word_of).collect(),
        total: page.money(total),
        capitals: page.in_capitals(total),
        payer,
        leave_out_faulty: if mendable.is_empty() { String::new() } else { asked.address(&without_them) },
        faults,
        fault_count: preflight.faults.len(),
        notes,
        note_count: preflight.notes.len(),
        rows,
        without_payment: preflight.without_payment.iter().map(|key| named(key, asked.without(key))).collect(),
        left_out: asked.except.iter().map(|key| named(key, asked.with(key))).collect(),
        statements: chosen_keys(preflight).iter().map(word_of).collect(),
        seen: mark(preflight),
        code_first: String::new(),
        can_release: preflight.faults.is_empty() && preflight.statement_count > 0,
        sure: page.t_with("release-sure", &[&count, &page.money(total)]),
        count,
        empty,
        page,
    }
}

fn chosen_keys(preflight: &Preflight) -> Vec<Key> {
    let paid = preflight.payments.iter().map(|payment| (payment.dealer.clone(), payment.period));
    paid.chain(preflight.without_payment.iter().cloned()).collect()
}

fn line(page: &Page, asked: &Asked, payment: &Payment) -> PaymentLine {
    let key = (payment.dealer.clone(), payment.period);
    let invoiced_on = payment.invoiced_on.map(|day| page.day(day)).unwrap_or_default();
    PaymentLine {
        dealer: payment.dealer.to_string(),
        dealer_name: payment.dealer_name.clone(),
        period: page.period(payment.period),
        statement: places::statement(payment.dealer.as_str(), payment.period),
        account_name: payment.account_name.clone(),
        account: format!("{} · {}", payment.bank_account, payment.bank_name),
        accounts: places::accounts(payment.dealer.as_str()),
        amount: page.money(payment.amount),
        invoice: format!("{} {invoiced_on}", payment.invoice_no).trim().to_owned(),
        due: page.day_if(payment.due_on),
        leave_out: asked.without(&key),
    }
}

/// What a person saw of a batch: where it comes out otherwise, something changed meanwhile, such as an account.
fn mark(preflight: &Preflight) -> String {
    let mut text = String::new();
    for payment in &preflight.payments {
        let account = [&payment.account_name, &payment.bank_name, &payment.bank_account, &payment.bank_code];
        let invoiced_on = payment.invoiced_on.map(|day| day.to_string()).unwrap_or_default();
        let own = [&payment.reference, &payment.amount.to_string(), &payment.invoice_no, &invoiced_on];
        text.extend(account.into_iter().chain(own).flat_map(|part| [part.as_str(), "\n"]));
    }
    for (dealer, period) in &preflight.without_payment {
        text.extend([dealer.as_str(), " ", &period.to_string(), "\n"]);
    }
    sha256(text.as_bytes())
}

/// What is posted: the statements that were shown, and the mark of them.
#[derive(Debug, Default)]
struct Shown {
    statements: Vec<Key>,
    seen: String,
    is_sure: bool,
}

impl Shown {
    fn of(posted: Vec<(String, String)>) -> Option<Self> {
        let mut shown = Self::default();
        for (name, value) in posted {
            match name.as_str() {
                "statement" => shown.statements.push(key_of(&value)?),
                "seen" => shown.seen = value,
                "sure" => shown.is_sure = value == "yes",
                _ => return None,
            }
        }
        Some(shown)
    }
}

/// Releases what was shown.
pub async fn take(desk: Desk, page: Page, form: Posted<Vec<(String, String)>>) -> Answer {
    let shown = Shown::of(form.0).ok_or_else(|| page.failure(&Error::NotFound))?;
    if !shown.is_sure {
        return Ok(page.see("/batches/new", Flash::failed(page.t("release-not-sure"))));
    }
    let actor: Actor = page.caller()?.actor;
    let released = page.ask(&desk, move |office| {
        let chosen = Chosen::Listed(shown.statements);
        let preflight = preflight_payments(office, &actor, &chosen)?;
        // What stands against it is told by the verb itself.
        if preflight.faults.is_empty() && mark(&preflight) != shown.seen {
            return Ok(Err(Error::Changed));
        }
        Ok(release_payments(office, &actor, &chosen))
    });
    match released.await? {
        Ok(released) => {
            let (count, total): (usize, Money) =
                (released.payments.len(), released.payments.iter().map(|payment| payment.amount).sum());
            let without = released.without_payment.len();
            let told = page.t_with("release-done", &[&page.count(count), &page.money(total), &page.count(without)]);
            let path = released.batch.map_or_else(|| "/batches".to_owned(), |batch| places::batch(&batch.id));
            Ok(page.see(&path, Flash::done(told)))
        }
        Err(error @ (Error::Refused(_) | Error::Changed)) => {
            Ok(page.see("/batches/new", Flash::failed(page.why(&error))))
        }
        Err(error) => Err(page.failure(&error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_out_stands_in_the_address() {
        let asked = Asked::of("due_by=2026-03-01&except=2026-01%3AHZ01&except=nonsense&except=2026-01%3A%E6%9D%AD%3A1");
        let keys: Vec<String> = asked.except.iter().map(word_of).collect();
        assert_eq!(keys, ["2026-01:HZ01", "2026-01:杭:1"]);
        let first = asked.except[0].clone();
        assert_eq!(asked.with(&first), "/batches/new?due_by=2026-03-01&except=2026-01%3A%E6%9D%AD%3A1");
        let none = Asked { due_by: None, except: Vec::new(), all: false };
        assert_eq!(
            (none.address(&[]), none.without(&first)),
            ("/batches/new".to_owned(), "/batches/new?except=2026-01%3AHZ01".to_owned(),)
        );
        assert_eq!((none.rows_max(), none.with_all()), (ROWS_SHOWN, "/batches/new?all=yes".to_owned()));
        let all = Asked::of("except=2026-01%3AHZ01&all=yes");
        assert_eq!((all.rows_max(), all.with(&first)), (usize::MAX, "/batches/new?all=yes".to_owned()));
    }

    #[test]
    fn only_what_the_page_posts_is_taken() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let shown = Shown::of(vec![pair("statement", "2026-01:HZ01"), pair("seen", "x"), pair("sure", "yes")]).unwrap();
        assert!(shown.is_sure && shown.seen == "x" && shown.statements.len() == 1);
        assert!(Shown::of(vec![pair("other", "x")]).is_none());
        assert!(Shown::of(vec![pair("statement", "HZ01")]).is_none());
        assert!(!Shown::of(Vec::new()).unwrap().is_sure);
    }
}
