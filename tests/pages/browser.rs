//! Brings along what the scripts need: Chromium, a font with Chinese letters, Node.js, a reader of PDFs, and the packages of
//! `tests/pages/package-lock.json`.

use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::process::Command;
use std::sync::Once;

/// Installs what is missing, once.
pub fn install() {
    static INSTALLED: Once = Once::new();
    INSTALLED.call_once(|| {
        install_programs();
        install_packages();
    });
}

fn install_programs() {
    let mut missing = Vec::new();
    for (program, packages) in
        [("chromium", "chromium"), ("node", "nodejs"), ("npm", "npm"), ("pdftotext", "poppler-utils")]
    {
        if !succeeds(Command::new("sh").args(["-c", &format!("command -v {program}")])) {
            missing.push(packages);
        }
    }
    if !succeeds(Command::new("sh").args(["-c", "fc-list :lang=zh-cn | grep -q ."])) {
        missing.push("fontconfig fonts-wqy-microhei");
    }
    if missing.is_empty() {
        return;
    }
    let packages = missing.join(" ");
    let install = format!(
        "export DEBIAN_FRONTEND=noninteractive; apt-get -o DPkg::Lock::Timeout=300 update \
        && apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends {packages}"
    );
    let mut command = if is_root() { Command::new("sh") } else { Command::new("sudo") };
    if !is_root() {
        command.args(["-n", "sh"]);
    }
    assert!(
        succeeds(command.args(["-c", &install])),
        "The tests of pages need a browser, and it could not be installed. On Debian or Ubuntu run \
        `sudo apt-get install {packages}`; elsewhere have `chromium`, `node` and `npm` on the path."
    );
}

fn install_packages() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages");
    let read = |path: &Path| std::fs::read(path).unwrap_or_default();
    let (lock, installed) = (folder.join("package-lock.json"), folder.join("node_modules/.installed"));
    if read(&lock) == read(&installed) {
        return;
    }
    let words = ["ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"];
    assert!(succeeds(Command::new("npm").current_dir(&folder).args(words)), "`npm ci` in tests/pages failed");
    std::fs::copy(lock, installed).unwrap();
}

fn succeeds(command: &mut Command) -> bool {
    command.status().is_ok_and(|status| status.success())
}

fn is_root() -> bool {
    std::fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0)
}
