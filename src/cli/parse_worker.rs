//! `sanbao parse-worker`: the child process in which untrusted files are read.

use std::process::ExitCode;

pub fn run() -> ExitCode {
    match crate::sheets::serve_parent() {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}
