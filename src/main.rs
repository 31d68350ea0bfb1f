//! The `sanbao` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    sanbao::cli::main(std::env::args_os())
}
