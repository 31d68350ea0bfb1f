//! What the offices did with the year's statements: confirmed, approved, released and paid, with some findings and
//! disputes.

use std::collections::HashMap;

use sanbao::agreement::codes::DealerCode;
use sanbao::agreement::registers::Dealer;
use sanbao::agreement::statement::State;
use sanbao::calendar::Period;
use sanbao::money::Money;
use sanbao::store::disputes::{self, Dispute, DisputeState};
use sanbao::store::findings::{self, FindingKind, FindingState, NewFinding};
use sanbao::store::months::Month;
use sanbao::store::payment_terms::Payer;
use sanbao::store::payments::{self, Batch, Payment, PaymentState};
use sanbao::store::statement_steps::{self, StepKind, TakenStep};
use sanbao::store::{self, Db, months, new_id, registers};
use sanbao::workflow::Office;
use sanbao::workflow::sum_ledger::sum_dealer;

use crate::fill::{at, record};

/// One payment batch a month for so many dealers.
const PAYMENTS_OF_A_BATCH: usize = 200;

/// Takes every month but the last where it stands by now.
pub fn walk(office: &Office, dealers: &[DealerCode], periods: &[Period]) {
    let registered = office.store.read(registers::dealers).unwrap();
    let accounts: HashMap<DealerCode, Dealer> =
        registered.into_iter().map(|dealer| (dealer.code.clone(), dealer)).collect();
    let (open, settled) = periods.split_last().unwrap();
    let (on_its_way, paid) = settled.split_last().unwrap();
    for period in paid {
        for some in dealers.chunks(PAYMENTS_OF_A_BATCH) {
            let write = |c: &mut Db| pay(c, some, *period, &accounts);
            office.store.write::<_, store::Error>(write).unwrap();
        }
    }
    let write = |c: &mut Db| {
        for (number, dealer) in dealers.iter().enumerate() {
            step(c, dealer, *on_its_way, StepKind::Confirm, State::Confirmed)?;
            if number % 2 == 0 {
                step(c, dealer, *on_its_way, StepKind::Approve, State::Approved)?;
            }
        }
        Ok(())
    };
    office.store.write::<_, store::Error>(write).unwrap();
    for dealer in dealers {
        sum_dealer(&office.store, dealer).unwrap();
    }
    let write = |c: &mut Db| {
        for period in paid {
            dealers.iter().try_for_each(|dealer| complain(c, dealer, *period, *open))?;
        }
        Ok(())
    };
    office.store.write::<_, store::Error>(write).unwrap();
}

fn step(
    c: &mut Db,
    dealer: &DealerCode,
    period: Period,
    kind: StepKind,
    to: State,
) -> Result<Option<Month>, store::Error> {
    let Some(month) = months::load(c, dealer, period)? else { return Ok(None) };
    let person = match kind {
        StepKind::Confirm => "reviewer",
        StepKind::Approve => "manager",
        StepKind::Pay => "cashier",
        StepKind::Release | StepKind::Hold | StepKind::Refuse | StepKind::Return => "finance",
    };
    let step = TakenStep {
        kind,
        person: person.to_owned(),
        taken_at: at(period.plus(2).day(6)),
        revision: month.statement_revision,
        batch: String::new(),
        note: String::new(),
        on_behalf_of: String::new(),
    };
    statement_steps::take(c, &month, to, &step)?;
    record(c, step.taken_at, (person, "statements.step"), dealer, &format!("statement {dealer} {period}"))?;
    Ok(Some(month))
}

fn pay(
    c: &mut Db,
    dealers: &[DealerCode],
    period: Period,
    accounts: &HashMap<DealerCode, Dealer>,
) -> Result<(), store::Error> {
    let (id, made_at) = (new_id(), at(period.plus(2).day(7)));
    let mut paid = Vec::new();
    for dealer in dealers {
        step(c, dealer, period, StepKind::Confirm, State::Confirmed)?;
        step(c, dealer, period, StepKind::Approve, State::Approved)?;
        step(c, dealer, period, StepKind::Release, State::Released)?;
        let Some(month) = step(c, dealer, period, StepKind::Pay, State::Paid)? else { continue };
        let account = &accounts[dealer];
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        paid.push(Payment {
            dealer: dealer.clone(),
            period,
            batch: id.clone(),
            amount: month.sums.payable,
            account_name: text(&account.account_name),
            bank_name: text(&account.bank_name),
            bank_account: text(&account.bank_account),
            bank_code: text(&account.bank_code),
            reference: format!("{dealer} {period}"),
            due_on: month.sums.payment_due_on,
            state: PaymentState::Paid,
            result: String::new(),
            result_at: Some(made_at),
            dealer_name: account.name.clone(),
            region: account.region.as_ref().map(ToString::to_string).unwrap_or_default(),
            invoice_no: String::new(),
            invoiced_on: None,
        });
    }
    let total: Money = paid.iter().map(|payment| payment.amount).sum();
    let batch = Batch {
        sha256: store::files::sha256(id.as_bytes()),
        id,
        made_by: "finance".to_owned(),
        made_at,
        payment_count: i64::try_from(paid.len()).unwrap(),
        total_fen: total.fen(),
        payer: serde_json::to_string(&Payer::default()).unwrap(),
        on_behalf_of: String::new(),
    };
    payments::add_batch(c, &batch, &paid)
}

/// A call found something in the frozen month, and every fourth month the dealer disputes a line; most is settled.
fn complain(c: &mut Db, dealer: &DealerCode, period: Period, open: Period) -> Result<(), store::Error> {
    let Some(slip) = months::load(c, dealer, period)?.and_then(|month| month.lot?.drawn.first().cloned()) else {
        return Ok(());
    };
    let found_on = period.plus(3).day(3);
    let new = NewFinding {
        dealer,
        period,
        slip: &slip,
        kind: FindingKind::Mismatch,
        found_by: "caller",
        found_on,
        answer_until: period.plus(3).day(13),
    };
    let finding = findings::open(c, new)?;
    if period.plus(3) < open {
        let by = ("manager", "电话录音核实");
        findings::decided(c, dealer, &finding, FindingState::Dismissed, by, at(period.plus(3).day(14)))?;
    }
    if period.month() % 4 != 1 {
        return Ok(());
    }
    let dispute = Dispute {
        dealer: dealer.clone(),
        id: new_id(),
        period,
        line: Some(1),
        slip: Some(slip),
        reason: "上门费少计".to_owned(),
        raised_by: dealer.as_str().to_lowercase(),
        raised_at: at(found_on),
        state: DisputeState::Open,
        amount: Money::default(),
        outcome_reason: String::new(),
        settled_by: String::new(),
        settled_at: None,
        settled_on_behalf_of: String::new(),
    };
    disputes::add(c, &dispute)?;
    if period.plus(3) < open {
        let settled = Dispute {
            state: DisputeState::Rejected,
            outcome_reason: "协议规定不计".to_owned(),
            settled_by: "reviewer".to_owned(),
            settled_at: Some(at(period.plus(3).day(20))),
            ..dispute
        };
        disputes::settle(c, &settled)?;
    }
    Ok(())
}
