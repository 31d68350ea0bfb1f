//! The words of this language, a file a subject.

pub mod bodies;
pub mod disputes;
pub mod evidence;
pub mod house_checks;
pub mod installation;
pub mod ledger;
pub mod mail;
pub mod payments;
pub mod people;
pub mod reasons;
pub mod refusal;
pub mod registers;
pub mod reports;
pub mod run;
pub mod samples;
pub mod sheets;
pub mod statements;
pub mod template;
pub mod terms;
pub mod uploads;
pub mod verbs;
pub mod violations;
