//! `sanbao samples`: makes a sample folder.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::NOTHING_DONE;
use crate::calendar::Period;
use crate::samples::{Error, Format, Made, Plan, make};
use crate::sheets::Limits;
use crate::texts::Lang;

/// What to make.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder to make; it must not exist or be empty
    dir: PathBuf,
    /// How many dealers file
    #[arg(long)]
    dealers: u32,
    /// How many months they file for
    #[arg(long)]
    months: u32,
    /// Slips of all dealers and months together, at most 1000000
    #[arg(long)]
    slips: u32,
    /// Any text: the same arguments with the same seed make the same files
    #[arg(long)]
    seed: String,
    /// The first month
    #[arg(long, default_value = "2026-01")]
    from: Period,
    /// The format of the dealers' sheets and the shorter registers
    #[arg(long, value_enum, default_value_t = Format::Xlsx)]
    format: Format,
    /// The language of what is said here
    #[arg(long, value_enum, default_value_t)]
    lang: Lang,
}

pub fn run(args: &Args) -> ExitCode {
    let plan = match Plan::new(args.dealers, args.months, args.slips, &args.seed, args.from) {
        Ok(plan) => plan,
        Err(error) => return refuse(&args.lang.plan_error(error)),
    };
    match make_with_progress(&plan, &args.dir, args.format) {
        Ok(made) => {
            println!("{}", args.lang.samples_made(&plan, made, &run_command(&plan, &args.dir, made)));
            ExitCode::SUCCESS
        }
        Err(error) => refuse(&args.lang.samples_error(&error)),
    }
}

fn refuse(sentence: &str) -> ExitCode {
    eprintln!("{sentence}");
    ExitCode::from(NOTHING_DONE)
}

/// Shows how far it is on a terminal, once it takes over a second.
fn make_with_progress(plan: &Plan, dir: &Path, format: Format) -> Result<Made, Error> {
    let bar = ProgressBar::with_draw_target(Some(plan.slips.into()), ProgressDrawTarget::hidden());
    if let Ok(style) = ProgressStyle::with_template("{wide_bar} {human_pos}/{human_len} {eta}") {
        bar.set_style(style);
    }
    let begun = Instant::now();
    let mut shown = !std::io::stderr().is_terminal();
    let made = make(plan, dir, format, &mut |slips| {
        if !shown && begun.elapsed() > Duration::from_secs(1) {
            bar.set_draw_target(ProgressDrawTarget::stderr());
            shown = true;
        }
        bar.set_position(slips.into());
    });
    bar.finish_and_clear();
    made
}

/// The command line that settles the folder.
fn run_command(plan: &Plan, dir: &Path, made: Made) -> String {
    let mut words = vec![
        "sanbao run".to_owned(),
        quoted(&dir.display().to_string()),
        format!("--from {} --through {} --seed {} --out settlement", plan.from, plan.through(), quoted(&plan.seed)),
    ];
    if made.rows_max > Limits::DEALER.rows_max {
        words.push(format!("--dealer-rows-max {}", made.rows_max));
    }
    if made.bytes_max > Limits::DEALER.file_bytes_max {
        let mib = made.bytes_max.div_ceil(1 << 20);
        words.push(format!("--dealer-mib-max {mib}"));
    }
    words.join(" ")
}

/// A word of a command line, quoted where a shell would take it apart.
fn quoted(word: &str) -> String {
    let plain = |letter: char| letter.is_alphanumeric() || "-_./:".contains(letter);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(seed: &str, made: Made, command: &str) {
        let plan = Plan::new(2, 3, 10, seed, "2026-01".parse().expect("a period")).expect("a plan");
        assert_eq!(run_command(&plan, Path::new("demo"), made), command);
    }

    #[test]
    fn the_command_that_settles_a_folder_says_what_the_run_must_be_told() {
        let small = Made { rows_max: 50_000, bytes_max: 20 << 20, ..Made::default() };
        let start = "sanbao run demo --from 2026-01 --through 2026-03 --seed";
        check("s1", small, &format!("{start} s1 --out settlement"));
        check("it's 1", small, &format!(r"{start} 'it'\''s 1' --out settlement"));
        let long = Made { rows_max: 50_001, ..small };
        check("s", long, &format!("{start} s --out settlement --dealer-rows-max 50001"));
        let large = Made { bytes_max: (20 << 20) + 1, ..small };
        check("s", large, &format!("{start} s --out settlement --dealer-mib-max 21"));
    }
}
