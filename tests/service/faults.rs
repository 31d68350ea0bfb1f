//! The service under faults: two processes on one database, processes that are killed, a great many clerks at once.
//! Real processes of `sanbao serve`, reached over HTTP.

mod clerks;
mod kills;
mod logs;
mod process;
mod races;
