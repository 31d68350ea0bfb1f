//! What cannot be run: one sentence that says what to do, exit status 2, and no output touched.

use std::fs;
use std::path::Path;

use crate::{SAMPLES, command, run, samples_copy, stderr};

/// Spoils a copy of the samples and compares what the run says of it.
#[track_caller]
fn check(spoil: impl FnOnce(&Path), said: &str) {
    let folder = samples_copy();
    spoil(folder.path());
    let (out, output) = run(folder.path(), SAMPLES, "en");
    let found = stderr(&output).replace(folder.path().to_str().unwrap(), "FOLDER");
    assert_eq!(found.trim(), said);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(fs::read_dir(out.path()).unwrap().count(), 0, "nothing is written");
}

fn write(folder: &Path, file: &str, text: &str) {
    fs::write(folder.join(file), text).unwrap();
}

fn remove(folder: &Path, file: &str) {
    fs::remove_file(folder.join(file)).unwrap();
}

#[test]
fn a_folder_without_its_first_needs_says_which() {
    check(
        |folder| remove(folder, "dealers.xlsx"),
        "FOLDER has no register of dealers; put dealers.csv (or .xlsx, .xls, .ods) there.",
    );
    check(
        |folder| {
            remove(folder, "agreement-standard.toml");
            remove(folder, "agreement-HZ01.toml");
        },
        "FOLDER has no agreement; put at least one agreement….toml there.",
    );
}

#[test]
fn an_agreement_that_cannot_stand_is_explained_key_by_key() {
    let head = "code = \"x\"\ndealers = [\"*\"]\neffective_from = 2026-01-01\n";
    check(
        |folder| write(folder, "agreement-x.toml", &format!("{head}[terms]\nslips_due_day = 31\nslip_due_day = 1")),
        "agreement-x.toml cannot be used; correct what is listed and run again.
  terms.slips_due_day = 31: expected a whole number from 1 to 28, without quotes
  terms.slip_due_day: no such key is known here; correct its spelling or delete it",
    );
    check(
        |folder| fs::write(folder.join("agreement-x.toml"), b"code = \"\xb1\xea\xd7\xbc\"").unwrap(),
        "agreement-x.toml cannot be used; correct what is listed and run again.
  not in UTF-8; open it in an editor and save it in that encoding",
    );
    check(
        |folder| {
            write(folder, "agreement-x.toml", &head.replace("\"*\"", "\"D9\""));
            write(folder, "agreement-y.toml", &head.replace("\"*\"", "\"D9\"").replace("\"x\"", "\"y\""));
        },
        "Two agreements bind one dealer from the same day on.
  the agreements \"x\" and \"y\" both bind D9 from 2026-01-01; change effective_from of one of them",
    );
}

#[test]
fn a_register_that_cannot_stand_is_explained_row_by_row() {
    check(
        |folder| {
            let units = "serial_no,product_model,dealer_code,sale_date\nS1,M,D1,2026-01-01\nS1,M,D1,2026-13-01\n,M,D1,\nS1,M,D2,2026-01-02\n";
            write(folder, "units.csv", units);
        },
        "The register units.csv cannot be used; correct what is listed and run again.
  row 3, column sale_date: 2026-13-01 — Not a day. Expected a date such as 2026-10-05.
  row 4, column serial_no: The value is missing, and this column must be filled in.
  row 4, column sale_date: The value is missing, and this column must be filled in.
  row 5: A row above has the same key. Delete one of the two rows.",
    );
    check(
        |folder| write(folder, "units.xlsx", ""),
        "units.csv and units.xlsx are the same register; keep one of them.",
    );
}

#[test]
fn a_command_line_that_cannot_be_understood_is_answered_in_a_sentence() {
    for (words, said) in [
        (
            "run",
            "the following required arguments were not provided: --from <FROM> --through <THROUGH> --seed <SEED> --out <OUT> <FOLDER>. Try sanbao --help.",
        ),
        (
            "run x --from 2026-13 --through 2026-01 --seed s --out o",
            "invalid value '2026-13' for '--from <FROM>': not a month written YYYY-MM. Try sanbao --help.",
        ),
        ("run x --from 2026-01 --through 2026-01 --seed s --out o", "没有文件夹 x，请检查路径。"),
        (
            "run x --from 2026-02 --through 2026-01 --seed s --out o --lang en",
            "--through is before --from; exchange them.",
        ),
        (
            "run x --from 2026-01 --through 2026-01 --seed s --out o --lang fr",
            "invalid value 'fr' for '--lang <LANG>' [possible values: zh-CN, en]. Try sanbao --help.",
        ),
        ("reckon", "unrecognized subcommand 'reckon'. Try sanbao --help."),
    ] {
        let output = command(&words.split(' ').collect::<Vec<_>>());
        assert_eq!(stderr(&output).trim(), said);
        assert_eq!(output.status.code(), Some(2), "{words}");
    }
    assert_eq!(command(&["--help"]).status.code(), Some(0));
}

#[test]
fn the_inputs_are_no_place_for_the_outputs() {
    let folder = samples_copy();
    let path = folder.path().to_str().unwrap();
    let [from, through, seed] = SAMPLES;
    let words = ["run", path, "--from", from, "--through", through, "--seed", seed, "--out", path, "--lang", "en"];
    let output = command(&words);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).starts_with("The outputs would lie among the inputs"));
    assert!(!folder.path().join("decisions.csv").exists());
}
