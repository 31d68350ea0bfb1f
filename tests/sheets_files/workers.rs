//! Whatever becomes of a child process, the parent has an answer.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use sanbao::agreement::slip::Feedback;
use sanbao::sheets::{Answer, FileProblem, Limits, Problem, ReadError, Reader};

const SHEET: &str = "product_model,fault_code,fault_description,occurrences\nA,B,C,1\nD,E,F,2\n";

/// A program that stands in for the child.
fn stand_in(folder: &Path, script: &str) -> PathBuf {
    let path = folder.join("child");
    std::fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    path
}

fn sheet(folder: &Path) -> PathBuf {
    let path = folder.join("feedback.csv");
    std::fs::write(&path, SHEET).unwrap();
    path
}

fn count(reader: &Reader, path: &Path) -> Result<(Answer, usize), ReadError> {
    let mut rows = 0;
    let answer = reader.read(path, Limits::DEALER, &mut |_, _: Feedback| rows += 1)?;
    Ok((answer, rows))
}

#[test]
fn a_child_that_dies_or_talks_nonsense_is_a_damaged_file() {
    for script in [
        "exit 0",
        "exit 101",
        "kill -9 $$",
        "echo nonsense; sleep 5",
        "printf '\\001\\377\\377\\377\\377'",
        "ulimit -v 1000; exec yes",
    ] {
        let folder = tempfile::tempdir().unwrap();
        let reader = Reader::new(stand_in(folder.path(), script));
        let started = Instant::now();
        let (answer, rows) = count(&reader, &sheet(folder.path())).unwrap();
        assert_eq!(answer.faults[0].problem, Problem::File(FileProblem::Damaged), "{script}");
        assert_eq!(rows, 0, "{script}");
        assert!(started.elapsed() < Duration::from_secs(5), "{script}");
    }
}

#[test]
fn a_child_serves_many_files_and_survives_bad_ones() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("starts");
    let script = format!("echo start >> {}; exec {} \"$@\"", log.display(), env!("CARGO_BIN_EXE_sanbao"));
    let reader = Reader::new(stand_in(folder.path(), &script));
    let good = sheet(folder.path());
    let bad = folder.path().join("bad.csv");
    std::fs::write(&bad, "%PDF").unwrap();
    for _ in 0..3 {
        assert_eq!(count(&reader, &good).unwrap().1, 2);
        assert_eq!(count(&reader, &bad).unwrap().1, 0);
    }
    assert_eq!(std::fs::read_to_string(log).unwrap(), "start\n");
}

#[test]
fn a_child_that_dies_after_other_files_is_replaced_without_repeating_rows() {
    let folder = tempfile::tempdir().unwrap();
    let (program, path) = (env!("CARGO_BIN_EXE_sanbao"), sheet(folder.path()));
    let (said, mark) = (folder.path().join("said"), folder.path().join("mark"));
    let listening = Reader::new(stand_in(folder.path(), &format!("{program} \"$@\" | tee {}", said.display())));
    assert_eq!(count(&listening, &path).unwrap().1, 2);
    drop(listening);
    // Rows, then the ending, each with five bytes in front; `tee` may write its copy late.
    let message = |bytes: &[u8], at: usize| 5 + usize::from(bytes[at + 1]);
    let said = loop {
        let bytes = std::fs::read(&said).unwrap();
        if bytes.len() > 5 && bytes.len() > message(&bytes, 0) + 5 {
            break bytes;
        }
    };
    let rows_message = message(&said, 0);
    // The first child answers one file and the rows of the next before it dies; the second child lives.
    let script = format!(
        "if [ -e {mark} ]; then exec {program} \"$@\"; fi; touch {mark}; {program} \"$@\" | {{ dd bs=1 count={bytes}; kill -9 $$; }}",
        mark = mark.display(),
        bytes = said.len() + rows_message,
    );
    let reader = Reader::new(stand_in(folder.path(), &script));
    for _ in 0..3 {
        let (answer, rows) = count(&reader, &path).unwrap();
        assert_eq!((answer.faults.len(), answer.rows, rows), (0, 2, 2));
    }
}

#[test]
fn threads_read_beside_each_other() {
    let folder = tempfile::tempdir().unwrap();
    let (reader, path) = (crate::reader(), sheet(folder.path()));
    std::thread::scope(|scope| {
        let readers: Vec<_> = (0..4).map(|_| scope.spawn(|| count(&reader, &path).unwrap().1)).collect();
        for thread in readers {
            assert_eq!(thread.join().unwrap(), 2);
        }
    });
}

#[test]
fn a_child_is_confined() {
    let folder = tempfile::tempdir().unwrap();
    let pid = folder.path().join("pid");
    let script = format!("echo $$ > {}; exec {} \"$@\"", pid.display(), env!("CARGO_BIN_EXE_sanbao"));
    let reader = Reader::new(stand_in(folder.path(), &script));
    assert_eq!(count(&reader, &sheet(folder.path())).unwrap().1, 2);
    let pid = std::fs::read_to_string(pid).unwrap();
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", pid.trim())).unwrap();
    let soft_limit = |name: &str| {
        let line = limits.lines().find_map(|line| line.strip_prefix(name)).unwrap();
        line.split_whitespace().next().unwrap().to_owned()
    };
    assert_eq!(soft_limit("Max address space"), "536870912");
    assert_eq!(soft_limit("Max cpu time"), "21");
    assert_eq!(soft_limit("Max file size"), "0");
    let environment = std::fs::read(format!("/proc/{}/environ", pid.trim())).unwrap();
    let secrets = String::from_utf8_lossy(&environment).split('\0').filter(|entry| entry.starts_with("CARGO")).count();
    assert_eq!(secrets, 0);
}

#[test]
fn what_is_no_file_is_an_error_of_ours() {
    let folder = tempfile::tempdir().unwrap();
    let reader = crate::reader();
    assert!(matches!(count(&reader, folder.path()), Err(ReadError::Open { .. })));
    assert!(matches!(count(&reader, &folder.path().join("absent")), Err(ReadError::Open { .. })));
    let lost = Reader::new(folder.path().join("absent"));
    assert!(matches!(count(&lost, &sheet(folder.path())), Err(ReadError::Worker(_))));
}
