//! Programs that the tests compare with: Debian's package is installed where one is not there.

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

/// Installs a package.
pub fn install(package: &str) {
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
