//! The command line: one file a command.

mod audit;
mod backup;
mod batch;
mod binder;
mod demo;
mod export;
mod import;
mod installation;
mod migrate;
mod parse_worker;
mod restore;
mod run;
mod samples;
mod secret;
mod serve;
mod settle;
mod user;
mod verify;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{Parser, Subcommand};

/// Sanbao settles warranty claims between dealers and the manufacturer.
#[derive(Debug, Parser)]
#[command(name = "sanbao", version, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Write the files of some months from the database
    Export(export::Args),
    /// Write the documents of a payment batch
    Batch(batch::Args),
    /// Fill an installation with the samples, and serve it
    Demo(demo::Args),
    /// Serve dealers and offices over HTTP
    Serve(serve::Args),
    /// Bring the database up to date
    Migrate(migrate::Args),
    /// Bind the evidence of a statement or a dispute into one zip
    Binder(binder::Args),
    /// Verify an evidence binder, without a database
    Verify(verify::Args),
    /// Check the audit trail
    Audit(audit::Args),
    /// Copy the embedded database while it serves
    Backup(backup::Args),
    /// Verify a backup and put it in its place
    Restore(restore::Args),
    /// Settle the open months of every dealer now
    Settle(settle::Args),
    /// Take the registers and agreements of a folder into the database
    Import(import::Args),
    /// Settle the months of a folder of spreadsheets
    Run(run::Args),
    /// Make a sample folder of any size
    Samples(samples::Args),
    /// Add, invite and disable people
    User(user::Args),
    /// Read one spreadsheet after another for the parent process
    #[command(hide = true)]
    ParseWorker,
}

/// What is wrong with the command line, in one sentence.
fn usage(error: &clap::Error) -> String {
    if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        return error.to_string();
    }
    let rendered = error.to_string();
    let message = rendered.split("\n\nUsage").next().unwrap_or(&rendered);
    let message = message.split("\n\nFor more information").next().unwrap_or(message);
    let words: Vec<&str> = message.trim_start_matches("error: ").split_whitespace().collect();
    format!("{}. Try sanbao --help.", words.join(" ").trim_end_matches('.'))
}

/// The exit status when nothing could be done.
const NOTHING_DONE: u8 = 2;

/// Runs the command line; the exit status is that of `sheets.md`, "A folder run".
pub fn main(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(error) if !error.use_stderr() => {
            print!("{error}");
            return ExitCode::SUCCESS;
        }
        Err(error) => {
            eprintln!("{}", usage(&error));
            return ExitCode::from(NOTHING_DONE);
        }
    };
    match cli.command {
        Command::Demo(args) => demo::run(&args),
        Command::Serve(args) => serve::run(&args),
        Command::Migrate(args) => migrate::run(&args),
        Command::Binder(args) => binder::run(&args),
        Command::Verify(args) => verify::run(&args),
        Command::Audit(args) => audit::run(&args),
        Command::Batch(args) => batch::run(&args),
        Command::Backup(args) => backup::run(&args),
        Command::Restore(args) => restore::run(&args),
        Command::Export(args) => export::run(&args),
        Command::Settle(args) => settle::run(&args),
        Command::Import(args) => import::run(&args),
        Command::Run(args) => run::run(&args),
        Command::Samples(args) => samples::run(&args),
        Command::User(args) => user::run(&args),
        Command::ParseWorker => parse_worker::run(),
    }
}
