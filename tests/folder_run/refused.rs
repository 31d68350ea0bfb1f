//! Refused sheets: what the run says of each, what goes back to the dealer, and that the rest is settled.

use std::fs;
use std::path::Path;

use sanbao::agreement::slip::Slip;
use sanbao::sheets::{Limits, Reader};

use crate::{SAMPLES, command, repository, run, samples_copy, stderr, walk};

#[test]
fn every_kind_of_refusal_is_explained_in_both_languages() {
    for file in walk(&repository("import-samples/refused")) {
        let name = file.file_name().unwrap().to_str().unwrap().to_owned();
        let folder = samples_copy();
        let extension = file.extension().unwrap().to_str().unwrap();
        fs::remove_file(folder.path().join("2026-01/HZ01-slips.xlsx")).unwrap();
        fs::copy(&file, folder.path().join(format!("2026-01/HZ01-slips.{extension}"))).unwrap();
        let mut said = String::new();
        for lang in ["zh-CN", "en"] {
            let (out, output) = run(folder.path(), ["2026-01", "2026-01", "seed"], lang);
            assert_eq!(output.status.code(), Some(1), "{name}: {}", stderr(&output));
            let rejected = fs::read_to_string(out.path().join("rejected_sheets.csv")).unwrap();
            said.push_str(rejected.split_once('\n').unwrap().1);
            let decisions = fs::read_to_string(out.path().join("decisions.csv")).unwrap();
            assert!(!decisions.contains(",HZ01,"), "{name}: nothing of a refused sheet is filed");
            assert!(decisions.contains(",NB02,"), "{name}: the others go on");
            let copy = out.path().join("refused/2026-01/HZ01-slips.xlsx");
            said.push_str(if copy.exists() { "+ a marked workbook\n" } else { "+ no workbook\n" });
        }
        insta::assert_snapshot!(format!("refused-{name}"), said);
    }
}

/// One line a row: the columns of `expected.csv`.
fn rows_of(file: &Path) -> Vec<String> {
    let reader = Reader::new(env!("CARGO_BIN_EXE_sanbao").into());
    let mut rows = Vec::new();
    let answer = reader
        .read(file, Limits::DEALER, &mut |_, slip: Slip| {
            let text = |value: Option<String>| value.unwrap_or_default();
            let part = slip.parts.first();
            rows.push(
                [
                    slip.no.to_string(),
                    text(slip.model.map(|it| it.to_string())),
                    text(slip.serial.map(|it| it.to_string())),
                    text(slip.sold_on.map(|it| it.to_string())),
                    text(slip.customer_name.map(|it| it.to_string())),
                    text(slip.customer_phone.map(|it| it.to_string())),
                    text(slip.reported_at.map(|it| it.to_string())),
                    text(slip.repaired_on.map(|it| it.to_string())),
                    text(part.and_then(|it| it.part.as_ref()).map(ToString::to_string)),
                    text(part.and_then(|it| it.qty).map(|it| it.to_string())),
                    text(slip.claimed_fee.map(|it| it.to_string())),
                    text(slip.customer_signed.map(|it| if it { "yes" } else { "no" }.to_owned())),
                ]
                .join(","),
            );
        })
        .unwrap();
    assert_eq!(answer.faults, [], "{}", file.display());
    rows
}

#[test]
fn every_format_says_the_same() {
    let formats = repository("import-samples/formats");
    let expected = fs::read_to_string(formats.join("expected.csv")).unwrap();
    let expected: Vec<&str> = expected.lines().skip(1).collect();
    let files: Vec<_> = walk(&formats).into_iter().filter(|file| !file.ends_with("expected.csv")).collect();
    assert!(files.len() >= 8);
    for file in files {
        assert_eq!(rows_of(&file), expected, "{}", file.display());
    }
}

#[test]
fn a_sheet_in_two_files_is_refused_whole_and_counts_as_missing() {
    let folder = samples_copy();
    fs::copy(folder.path().join("2026-01/WZ03-slips.csv"), folder.path().join("2026-01/WZ03-slips.txt")).unwrap();
    let (out, output) = run(folder.path(), SAMPLES, "en");
    assert_eq!(output.status.code(), Some(1));
    let rejected = fs::read_to_string(out.path().join("rejected_sheets.csv")).unwrap();
    insta::assert_snapshot!(rejected, @r"
    file,row,column,value,message
    2026-01/WZ03-slips.csv,,,,This sheet is there in two files; the other is 2026-01/WZ03-slips.txt. Keep one of them and run again.
    2026-01/WZ03-slips.txt,,,,This sheet is there in two files; the other is 2026-01/WZ03-slips.csv. Keep one of them and run again.
    ");
    let violations = fs::read_to_string(out.path().join("violations.csv")).unwrap();
    assert!(violations.contains("2026-01,WZ03,SLIPS_MISSING"));
}

#[test]
fn sheets_of_strangers_and_of_other_months_are_listed_and_not_read() {
    let folder = samples_copy();
    fs::copy(folder.path().join("2026-01/WZ03-slips.csv"), folder.path().join("2026-01/XX99-slips.csv")).unwrap();
    let (_, output) = run(folder.path(), ["2026-01", "2026-02", "seed"], "en");
    assert_eq!(output.status.code(), Some(0));
    let said = stderr(&output);
    let line = said.lines().find(|line| line.starts_with("Of other months")).unwrap();
    assert!(line.contains("2026-01/XX99-slips.csv") && line.contains("2026-03/HZ01-slips.xlsx"), "{line}");
}

#[test]
fn what_a_run_before_sent_back_is_gone_when_nothing_is_refused_any_more() {
    let (out, _) = {
        let folder = samples_copy();
        let bad = folder.path().join("refused/yes-no-not-understood.csv");
        fs::copy(bad, folder.path().join("2026-01/WZ03-slips.csv")).unwrap();
        run(folder.path(), SAMPLES, "en")
    };
    assert!(out.path().join("refused/2026-01/WZ03-slips.xlsx").exists());
    let (folder, to) = (repository("import-samples"), out.path().to_str().unwrap());
    let [from, through, seed] = SAMPLES;
    let words = ["run", folder.to_str().unwrap(), "--from", from, "--through", through, "--seed", seed, "--out", to];
    assert_eq!(command(&words).status.code(), Some(0));
    assert!(!out.path().join("refused").exists());
}
