//! Programs that the tests compare with: Debian's package is installed where one is not there, and a Python package in an
//! environment of its own below `target`.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;

/// Has a program; `package` is Debian's name of what brings it.
pub fn has(program: &str, package: &str) {
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let _alone = ONE_AT_A_TIME.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if !is_here(program) {
        install(package);
        assert!(is_here(program), "{package} brings {program}");
    }
}

/// A Python that has a package, such as `beancount==3.2.3`, which brings a module. Made once for all runs.
pub fn python(package: &str, module: &str) -> PathBuf {
    let below = Path::new(env!("CARGO_TARGET_TMPDIR"));
    // Test processes wait here for the one that installs.
    let lock = File::create(below.join(format!("{module}.lock"))).unwrap();
    lock.lock().unwrap();
    let environment = below.join(package.replace("==", "-"));
    let python = environment.join("bin/python");
    let has_module = || succeeds(Command::new(&python).arg("-c").arg(format!("import {module}")));
    if !has_module() {
        let make = || succeeds(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&environment));
        if !make() {
            install("python3-venv");
            assert!(make(), "python3 makes an environment");
        }
        let installed = succeeds(Command::new(&python).args(["-m", "pip", "install", "--quiet", package]));
        assert!(installed && has_module(), "The tests need {package}, and pip could not install it.");
    }
    python
}

/// Whether a program says that all went well; what else it says is not heard.
pub fn succeeds(command: &mut Command) -> bool {
    let quiet = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    quiet.status().is_ok_and(|status| status.success())
}

/// Installs a package.
fn install(package: &str) {
    eprintln!("The tests need {package}; installing Debian's package.");
    let install = format!(
        "export DEBIAN_FRONTEND=noninteractive; apt-get -o DPkg::Lock::Timeout=300 update \
        && apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends {package}"
    );
    let installed = crate::cluster::as_root(&install).status().is_ok_and(|status| status.success());
    assert!(
        installed,
        "The tests need {package}, and it could not be installed. On Debian or Ubuntu run \
        `sudo apt-get install {package}`."
    );
}

fn is_here(program: &str) -> bool {
    let mut asked = Command::new(program);
    asked.arg("--version").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok()
}
