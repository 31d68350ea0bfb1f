//! The programs that journals are written for, as their users have them: Debian's hledger, and Beancount in an environment
//! of its own below `target`. What is missing is installed by whichever test asks first.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::LazyLock;

use super::packages::{self, succeeds};

/// Prints what stands on every account.
const BALANCES: &str = "
import sys
from collections import defaultdict
from beancount import loader
from beancount.core import data
entries, errors, _ = loader.load_file(sys.argv[1])
assert not errors, errors
found = defaultdict(int)
for entry in data.filter_txns(entries):
    for posting in entry.postings:
        assert posting.units.currency == 'CNY'
        found[posting.account] += posting.units.number
for account in sorted(found):
    print(f'{account},{found[account]}')
";

static PYTHON: LazyLock<PathBuf> = LazyLock::new(|| packages::python("beancount==3.2.3", "beancount"));

/// What stands on every account of a Beancount journal that `bean-check` accepts.
#[track_caller]
pub fn beancount(journal: &Path) -> BTreeMap<String, String> {
    accepted(Command::new(&*PYTHON).args(["-m", "beancount.scripts.check"]).arg(journal));
    balances(&accepted(Command::new(&*PYTHON).args(["-c", BALANCES]).arg(journal)))
}

/// Whether `bean-check` accepts a journal.
pub fn beancount_accepts(journal: &Path) -> bool {
    succeeds(Command::new(&*PYTHON).args(["-m", "beancount.scripts.check"]).arg(journal))
}

/// What stands on every account of an hledger journal that all of `hledger check`'s strict checks accept.
#[track_caller]
pub fn hledger(journal: &Path) -> BTreeMap<String, String> {
    accepted(hledger_on(journal).args(["check", "--strict", "ordereddates"]));
    let csv = accepted(hledger_on(journal).args(["balance", "--flat", "--no-total", "--empty", "-O", "csv"]));
    let csv = csv.lines().skip(1).map(|line| line.replace('"', "").replace(" CNY", ""));
    balances(&csv.collect::<Vec<_>>().join("\n"))
}

/// Whether `hledger check` accepts a journal.
pub fn hledger_accepts(journal: &Path) -> bool {
    succeeds(hledger_on(journal).arg("check"))
}

fn hledger_on(journal: &Path) -> Command {
    packages::has("hledger", "hledger");
    let mut command = Command::new("hledger");
    command.env("LC_ALL", "C.UTF-8").arg("-f").arg(journal);
    command
}

#[track_caller]
fn accepted(command: &mut Command) -> String {
    let Output { status, stdout, stderr } = command.stdin(Stdio::null()).output().unwrap();
    let said = format!("{}{}", String::from_utf8_lossy(&stdout), String::from_utf8_lossy(&stderr));
    assert!(status.success(), "{said}");
    String::from_utf8(stdout).unwrap()
}

/// `account,amount` line by line; accounts at zero are left out.
fn balances(csv: &str) -> BTreeMap<String, String> {
    let pairs = csv.lines().filter_map(|line| line.split_once(','));
    let standing = pairs.filter(|(_, amount)| amount.bytes().any(|byte| (b'1'..=b'9').contains(&byte)));
    standing.map(|(account, amount)| (account.to_owned(), amount.to_owned())).collect()
}
