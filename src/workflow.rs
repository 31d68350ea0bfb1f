//! What people do, a file a verb.

pub mod run_folder;
