//! Sanbao settles warranty claims between dealers and the manufacturer. The code map, a sentence per room:

/// The service agreement as pure rules: what a slip is worth, whom to call, what a month pays.
pub mod agreement;
/// The HTTP interface: JSON under /api/v1.
pub mod api;
/// The service as one HTTP server.
pub mod app;
/// Who is asking: people, roles, passwords, sessions, tokens.
pub mod auth;
/// Periods, due days, terms of months and days.
pub mod calendar;
/// The commands of the command line.
pub mod cli;
/// The time, which tests and the demonstration can set.
pub mod clock;
/// The files that go out, one module a file.
pub mod exports;
/// Work that is done after the request, from a queue in the database.
pub mod jobs;
/// Whole fen, exact rates, the only rounding.
pub mod money;
/// Mail: what is told to whom, in which words, and how it goes out.
pub mod notify;
/// The pages of the three offices and of dealers, drawn by the server.
pub mod pages;
/// Papers: one model, drawn as a page, a PDF and a workbook.
pub mod reports;
/// Folders of any size that look like a manufacturer's year.
pub mod samples;
/// Spreadsheet intake: from a file's bytes to typed rows, or the list of what is wrong and where.
pub mod sheets;
/// Persistence on SQLite and PostgreSQL; the only diesel.
pub mod store;
/// Every sentence for people, in both languages.
pub mod texts;
/// Texts in addresses, percent-encoded.
pub mod url;
/// What the API and the pages have in common: who asks, whether they may, in which language.
pub mod web;
/// What people do, a file a verb: load, decide, save in one transaction; and the folder run, which needs no database.
pub mod workflow;
