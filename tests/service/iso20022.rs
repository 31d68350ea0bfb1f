//! ISO 20022's own schemas (tests/fixtures/iso20022), by the validator that everybody has.

use std::os::unix::fs::MetadataExt as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::LazyLock;

/// Whether xmllint is here; Debian's package is installed where it is not.
static XMLLINT: LazyLock<()> = LazyLock::new(|| {
    let is_here = || Command::new("xmllint").arg("--version").stderr(Stdio::null()).status().is_ok();
    if is_here() {
        return;
    }
    eprintln!("The tests need xmllint; installing Debian's package.");
    let install = "export DEBIAN_FRONTEND=noninteractive; apt-get -o DPkg::Lock::Timeout=300 update \
        && apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends libxml2-utils";
    let is_root = std::fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0);
    let words: &[&str] = if is_root { &["sh", "-c", install] } else { &["sudo", "-n", "sh", "-c", install] };
    let installed = Command::new(words[0]).args(&words[1..]).status().is_ok_and(|status| status.success());
    assert!(installed && is_here(), "install xmllint: on Debian or Ubuntu `sudo apt-get install libxml2-utils`");
});

/// What the schema of a message has against a document.
pub fn validate(message: &str, document: &[u8]) -> Result<(), String> {
    LazyLock::force(&XMLLINT);
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/fixtures/iso20022/{message}.xsd"));
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), document).unwrap();
    let judged = Command::new("xmllint").args(["--noout", "--nonet", "--schema"]).arg(schema).arg(file.path()).output();
    let judged = judged.unwrap();
    if judged.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&judged.stderr).into_owned()) }
}

#[test]
fn the_schema_refuses_what_it_does_not_know() {
    let xml = "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.001.001.09\"><Other/></Document>";
    assert!(validate("pain.001.001.09", xml.as_bytes()).unwrap_err().contains("Other"));
}
