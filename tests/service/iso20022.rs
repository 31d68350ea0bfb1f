//! ISO 20022's own schemas (tests/fixtures/iso20022), by the validator that everybody has.

use std::path::Path;
use std::process::Command;

use super::harness::packages;

/// What the schema of a message has against a document.
pub fn validate(message: &str, document: &[u8]) -> Result<(), String> {
    packages::has("xmllint", "libxml2-utils");
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
