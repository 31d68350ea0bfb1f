//! What stands against a batch, all of it at once: the same look before a batch is made and while it is.
//!
//! No amount has a third decimal, because `Money` counts whole fen. That the documents say so too is not believed but read
//! back from them ([`of_documents`]).

use std::collections::{BTreeMap, BTreeSet};

use super::super::Error;
use super::super::batch_documents::untied;
use super::super::steps::Met;
use super::Chosen;
use crate::agreement::codes::DealerCode;
use crate::agreement::registers::Dealer;
use crate::agreement::statement::{self, State, Step, StepRefused};
use crate::auth::Actor;
use crate::calendar::{Day, Period};
use crate::money::Money;
use crate::store::files::sha256;
use crate::store::invoices::{self, Invoice};
use crate::store::payment_terms::{self, Payer};
use crate::store::payments::{self, Batch, Payment, PaymentState};
use crate::store::{Db, registers};

/// What the bank's formats take of a name, a bank and an account number.
const NAME_LETTERS_MAX: usize = 140;
const ACCOUNT_LETTERS_MAX: usize = 34;
/// What they take of a reference.
const REFERENCE_LETTERS_MAX: usize = 35;

/// Something that keeps a batch from being made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentFault {
    /// Of which statement; none where it concerns the whole batch.
    pub statement: Option<(DealerCode, Period)>,
    /// What.
    pub problem: PaymentProblem,
}

/// Why a batch cannot be made, or a statement cannot go into it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PaymentProblem {
    /// Nobody is set from whose account payments go out.
    PayerMissing,
    /// There is no such statement.
    Unknown,
    /// It is named twice.
    Doubled,
    /// It is not approved, or this person took an earlier step.
    Step(StepRefused),
    /// Another batch pays it.
    UnderWay {
        /// Which.
        batch: String,
    },
    /// The dealer has no approved account.
    AccountMissing,
    /// Another account waits for a second person; the old one may be wrong.
    AccountUnderChange,
    /// No bank's format takes the account as it is written.
    AccountUnfit {
        /// Which part of it.
        field: AccountField,
        /// As it is written.
        value: String,
    },
    /// Other dealers have the same account.
    PayeeDoubled {
        /// Who.
        others: Vec<DealerCode>,
    },
    /// The payment waits for the dealer's invoice.
    InvoiceMissing,
    /// A document of the batch, read back, says other payments or sums than the batch, or amounts beyond the fen.
    DocumentDiffers {
        /// Which.
        file: &'static str,
    },
}

/// A part of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountField {
    /// 户名
    Name,
    /// 开户行
    Bank,
    /// 账号
    Number,
    /// 联行号
    BankCode,
}

/// What finance should know of a payment, though it can be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaymentNote {
    /// Its day is past.
    Overdue {
        /// Which day.
        due_on: Day,
    },
    /// It has no day.
    NoDueDay,
    /// The account's bank has no code.
    BankCodeMissing,
}

/// A statement that can be released, and its payment where it pays anything; the batch has no name yet.
pub struct Ready {
    /// The statement.
    pub met: Met,
    /// Its payment.
    pub payment: Option<Payment>,
}

/// What a look at the chosen statements found.
pub struct Examined {
    /// What can be released.
    pub ready: Vec<Ready>,
    /// What stands against it.
    pub faults: Vec<PaymentFault>,
    /// Who pays.
    pub payer: Payer,
}

/// How statements are met: kept from others, or only looked at.
pub type Meet = fn(&mut Db, &BTreeSet<(DealerCode, Period)>) -> Result<Vec<Met>, Error>;

/// Looks at the chosen statements, in the order in which every verb locks them.
pub fn examine(c: &mut Db, actor: &Actor, chosen: &Chosen, load: Meet) -> Result<Examined, Error> {
    let terms = payment_terms::load(c)?;
    let (statements, doubled) = named_once(c, chosen)?;
    let of_statement = |(dealer, period): &(DealerCode, Period), problem| {
        let statement = Some((dealer.clone(), *period));
        PaymentFault { statement, problem }
    };
    let mut faults: Vec<PaymentFault> =
        doubled.iter().map(|statement| of_statement(statement, PaymentProblem::Doubled)).collect();
    let met = load(c, &statements)?.into_iter().map(|met| ((met.month.dealer.clone(), met.month.period), met));
    let mut met: BTreeMap<(DealerCode, Period), Met> = met.collect();
    // Read once the statements are kept from others.
    let beside = Beside::load(c, &statements, terms.require_invoice)?;
    let mut ready = Vec::with_capacity(statements.len());
    for statement in &statements {
        let examined = match met.remove(statement) {
            Some(met) => examine_statement(&beside, actor, met),
            None => Err(vec![PaymentProblem::Unknown]),
        };
        match examined {
            Ok(found) => ready.push(found),
            Err(problems) => faults.extend(problems.into_iter().map(|problem| of_statement(statement, problem))),
        }
    }
    let pays = ready.iter().any(|ready| ready.payment.is_some());
    if pays && terms.payer.is_none() {
        faults.insert(0, PaymentFault { statement: None, problem: PaymentProblem::PayerMissing });
    }
    Ok(Examined { ready, faults, payer: terms.payer.unwrap_or_default() })
}

/// What stands against the documents that a batch would have.
pub fn of_documents(batch: &Batch, payer: &Payer, paid: &[Payment]) -> Result<Vec<PaymentFault>, Error> {
    let fault = |file| PaymentFault { statement: None, problem: PaymentProblem::DocumentDiffers { file } };
    Ok(untied(batch, payer, paid)?.into_iter().map(fault).collect())
}

/// The chosen statements in order, and those that are named twice.
#[expect(clippy::type_complexity, reason = "two lists, each said once")]
fn named_once(
    c: &mut Db,
    chosen: &Chosen,
) -> Result<(BTreeSet<(DealerCode, Period)>, Vec<(DealerCode, Period)>), Error> {
    match chosen {
        Chosen::Ready { due_by, except } => {
            let mut statements: BTreeSet<_> = payments::ready(c, *due_by)?.into_iter().collect();
            statements.retain(|statement| !except.contains(statement));
            Ok((statements, Vec::new()))
        }
        Chosen::Listed(listed) => {
            let mut statements = BTreeSet::new();
            let doubled = listed.iter().filter(|statement| !statements.insert((*statement).clone())).cloned().collect();
            Ok((statements, doubled))
        }
    }
}

/// The dealers with their accounts, and whose account each number is.
struct Payees {
    dealers: BTreeMap<DealerCode, Dealer>,
    owners: BTreeMap<String, Vec<DealerCode>>,
}

impl Payees {
    fn load(c: &mut Db) -> Result<Self, Error> {
        let mut owners: BTreeMap<String, Vec<DealerCode>> = BTreeMap::new();
        let mut dealers = BTreeMap::new();
        for dealer in registers::dealers(c)? {
            if let Some(account) = &dealer.bank_account {
                owners.entry(bare(account)).or_default().push(dealer.code.clone());
            }
            dealers.insert(dealer.code.clone(), dealer);
        }
        Ok(Self { dealers, owners })
    }

    /// Other dealers with the same account.
    fn others(&self, dealer: &DealerCode, account: &str) -> Vec<DealerCode> {
        let owners = self.owners.get(&bare(account)).into_iter().flatten();
        owners.filter(|owner| *owner != dealer).cloned().collect()
    }
}

/// An account's letters and digits, so that spaces and hyphens do not hide that it is the same.
fn bare(account: &str) -> String {
    account.chars().filter(|letter| letter.is_alphanumeric()).collect()
}

/// What lies beside the statements, of all of them at once.
struct Beside {
    payees: Payees,
    tried: BTreeMap<(DealerCode, Period), Vec<Payment>>,
    invoices: BTreeMap<(DealerCode, Period), Invoice>,
    require_invoice: bool,
    under_change: BTreeSet<DealerCode>,
}

impl Beside {
    fn load(c: &mut Db, statements: &BTreeSet<(DealerCode, Period)>, require_invoice: bool) -> Result<Self, Error> {
        Ok(Self {
            payees: Payees::load(c)?,
            tried: payments::of_statements(c, statements)?,
            invoices: invoices::standing(c, statements)?,
            require_invoice,
            under_change: payments::accounts_under_change(c)?,
        })
    }
}

fn examine_statement(beside: &Beside, actor: &Actor, met: Met) -> Result<Ready, Vec<PaymentProblem>> {
    let statement = (met.month.dealer.clone(), met.month.period);
    let (dealer, period) = (&statement.0, statement.1);
    let tried = beside.tried.get(&statement).map_or(&[][..], Vec::as_slice);
    if let Some(live) = tried.iter().find(|payment| payment.state != PaymentState::Refused) {
        return Err(vec![PaymentProblem::UnderWay { batch: live.batch.clone() }]);
    }
    let mut problems: Vec<PaymentProblem> =
        may_release(&met, actor, !tried.is_empty()).err().map(PaymentProblem::Step).into_iter().collect();
    let amount = met.month.sums.payable;
    if amount <= Money::ZERO {
        return if problems.is_empty() { Ok(Ready { met, payment: None }) } else { Err(problems) };
    }
    if beside.under_change.contains(dealer) {
        problems.push(PaymentProblem::AccountUnderChange);
    }
    let invoice = beside.invoices.get(&statement);
    if beside.require_invoice && invoice.is_none() {
        problems.push(PaymentProblem::InvoiceMissing);
    }
    let Some((payee, [account_name, bank_name, bank_account, bank_code])) = payee(&beside.payees, dealer) else {
        problems.push(PaymentProblem::AccountMissing);
        return Err(problems);
    };
    problems.extend(unfit(&account_name, &bank_name, &bank_account, &bank_code));
    let others = beside.payees.others(dealer, &bank_account);
    if !others.is_empty() {
        problems.push(PaymentProblem::PayeeDoubled { others });
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let (invoice_no, invoiced_on) = invoice.map(|invoice| (invoice.invoice_no.clone(), invoice.invoiced_on)).unzip();
    let payment = Payment {
        dealer: dealer.clone(),
        period,
        batch: String::new(),
        amount,
        account_name,
        bank_name,
        bank_account,
        bank_code,
        reference: reference(dealer, period, tried.len()),
        due_on: met.month.sums.payment_due_on,
        state: PaymentState::Sent,
        result: String::new(),
        result_at: None,
        dealer_name: payee.name.clone(),
        region: payee.region.as_ref().map(ToString::to_string).unwrap_or_default(),
        invoice_no: invoice_no.unwrap_or_default(),
        invoiced_on,
    };
    Ok(Ready { met, payment: Some(payment) })
}

/// The dealer, its account's name, bank, number and bank's code.
fn payee<'p>(payees: &'p Payees, dealer: &DealerCode) -> Option<(&'p Dealer, [String; 4])> {
    let dealer = payees.dealers.get(dealer)?;
    let account_name = dealer.account_name.clone()?;
    let (bank_name, bank_account) = (dealer.bank_name.clone()?, dealer.bank_account.clone()?);
    Some((dealer, [account_name, bank_name, bank_account, dealer.bank_code.clone().unwrap_or_default()]))
}

/// Whether the person may release the statement; once more, where the bank refused the payment before. Who released it
/// before may do so again, because that is still one step.
fn may_release(met: &Met, actor: &Actor, bank_refused: bool) -> Result<(), StepRefused> {
    let role = actor.role.party().unwrap_or(statement::Role::Finance);
    let state = if bank_refused && met.state == State::Released { State::Approved } else { met.state };
    let others = met.steps.iter().filter(|taken| taken.kind.step().is_some_and(|step| step != Step::Release));
    let persons: Vec<&str> = others.map(|taken| taken.person.as_str()).collect();
    Step::Release.take(state, &actor.login.as_str(), role, &persons).map(drop)
}

/// The parts of an account that no bank's format takes.
pub fn unfit(name: &str, bank: &str, number: &str, bank_code: &str) -> Vec<PaymentProblem> {
    let is_text = |text: &str| text.chars().count() <= NAME_LETTERS_MAX && !text.chars().any(char::is_control);
    let is_number = |text: &str| {
        let fits = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, ' ' | '-');
        text.chars().count() <= ACCOUNT_LETTERS_MAX && text.chars().all(fits) && !bare(text).is_empty()
    };
    let parts = [
        (AccountField::Name, name, is_text(name)),
        (AccountField::Bank, bank, is_text(bank)),
        (AccountField::Number, number, is_number(number)),
        (AccountField::BankCode, bank_code, bank_code.is_empty() || is_cnaps_code(bank_code)),
    ];
    let unfit = parts.into_iter().filter(|(.., fits)| !fits);
    unfit.map(|(field, value, _)| PaymentProblem::AccountUnfit { field, value: value.to_owned() }).collect()
}

/// Whether a text is a bank's CNAPS code (联行号): 12 digits.
#[must_use]
pub fn is_cnaps_code(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// What the bank gives back with its answer. A payment that is tried again has another, so that no answer is taken for
/// that of an earlier try. Where the dealer's code is so long that banks would cut it off, its hash stands for it.
fn reference(dealer: &DealerCode, period: Period, tries_before: usize) -> String {
    let of = |dealer: &str| match tries_before {
        0 => format!("{dealer}-{period}"),
        tries => format!("{dealer}-{period}-{}", tries + 1),
    };
    let plain = of(dealer.as_str());
    if plain.chars().count() <= REFERENCE_LETTERS_MAX {
        return plain;
    }
    of(sha256(dealer.as_str().as_bytes()).get(..20).unwrap_or_default())
}

/// What finance should know of a payment.
pub fn notes(payment: &Payment, today: Day) -> Vec<PaymentNote> {
    let due = match payment.due_on {
        Some(due_on) if due_on < today => Some(PaymentNote::Overdue { due_on }),
        Some(_) => None,
        None => Some(PaymentNote::NoDueDay),
    };
    let bank_code = payment.bank_code.is_empty().then_some(PaymentNote::BankCodeMissing);
    due.into_iter().chain(bank_code).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_as_banks_take_it() {
        let long = "长".repeat(141);
        for (name, bank, number, code, expected) in [
            ("杭州西湖电器", "工商银行", "6222 0200-0000 0000 001", "102331000018", vec![]),
            ("杭州西湖电器", "工商银行", "NRA12345", "", vec![]),
            (&long, "工商银行", "6222", "", vec![AccountField::Name]),
            ("a\u{7}", &long, "6222", "", vec![AccountField::Name, AccountField::Bank]),
            ("甲", "乙", "12345678901234567890123456789012345", "", vec![AccountField::Number]),
            ("甲", "乙", "账号", "", vec![AccountField::Number]),
            ("甲", "乙", "- -", "1234567890", vec![AccountField::Number, AccountField::BankCode]),
            ("甲", "乙", "1", "10233100001X", vec![AccountField::BankCode]),
        ] {
            let found = unfit(name, bank, number, code).into_iter().map(|problem| match problem {
                PaymentProblem::AccountUnfit { field, .. } => field,
                other => panic!("{other:?}"),
            });
            assert_eq!(found.collect::<Vec<_>>(), expected, "{name} {bank} {number} {code}");
        }
    }

    #[test]
    fn a_reference_fits_what_banks_give_back() {
        let of = |code: &str, tries| reference(&DealerCode::new(code).unwrap(), "2026-03".parse().unwrap(), tries);
        assert_eq!(of("D001", 0), "D001-2026-03");
        assert_eq!(of("D001", 1), "D001-2026-03-2");
        assert_eq!(of("经销商", 9), "经销商-2026-03-10");
        let long = "D".repeat(40);
        assert_eq!(of(&long, 0).chars().count(), 28);
        assert!(of(&long, 99).chars().count() <= REFERENCE_LETTERS_MAX && of(&long, 0) != of(&format!("{long}1"), 0));
    }
}
