//! Finance: payment batches and the way back from each payment, the bank's results, accounts, invoices, the ledger.

pub mod account;
pub mod accounts;
pub mod balances;
pub mod bank_result;
pub mod bank_results;
pub mod batch;
pub mod batches;
pub mod closing;
pub mod entries;
pub mod invoices;
pub mod payment;
pub mod payment_terms;
pub mod places;
pub mod release;
mod shown;
