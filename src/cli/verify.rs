//! `sanbao verify`: whether an evidence binder is whole and comes to what it says; it needs no database.

use std::fs::File;
use std::path::PathBuf;
use std::process::ExitCode;

use crate::texts::Lang;
use crate::workflow::verify_binder::{Checked, verify_binder};

/// What to verify.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The binder
    binder: PathBuf,
    /// The language of what is said here
    #[arg(long, value_enum, default_value_t)]
    lang: Lang,
}

/// The exit status where the binder does not hold.
const DIFFERS: u8 = 1;

/// Runs the command.
pub fn run(args: &Args) -> ExitCode {
    let file = match File::open(&args.binder) {
        Ok(file) => file,
        Err(error) => {
            eprintln!("{}: {error}", args.binder.display());
            return ExitCode::from(super::NOTHING_DONE);
        }
    };
    match verify_binder(file) {
        Ok(checked) => {
            for checked in &checked {
                println!("{}", args.lang.checked(checked));
            }
            let holds = checked.iter().all(Checked::holds);
            println!("{}", args.lang.binder_verified(holds));
            if holds { ExitCode::SUCCESS } else { ExitCode::from(DIFFERS) }
        }
        Err(unreadable) => {
            eprintln!("{}", args.lang.binder_unreadable(&unreadable));
            ExitCode::from(DIFFERS)
        }
    }
}
