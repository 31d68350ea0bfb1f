//! A mail as a program of another make reads it: Python's `email`.

use std::io::Write as _;
use std::process::{Command, Stdio};

use serde::Deserialize;

use super::packages;

/// Prints what a message holds; a defect in it is an error.
const READ: &str = "
import base64, email, email.policy, json, sys

def parts(of, within):
    assert not of.defects, of.defects
    kind = of.get_content_type()
    if of.is_multipart():
        for part in of.iter_parts():
            yield from parts(part, kind)
        return
    content = of.get_content()
    is_text = isinstance(content, str)
    content = content if is_text else base64.b64encode(content).decode()
    yield {'kind': kind, 'within': within, 'name': of.get_filename() or '', 'content': content}

message = email.message_from_bytes(sys.stdin.buffer.read(), policy=email.policy.default)
found = {'subject': str(message['Subject']), 'language': str(message['Content-Language']), 'parts': list(parts(message, ''))}
json.dump(found, sys.stdout)
";

/// A mail.
#[derive(Debug, Deserialize)]
pub struct Mail {
    /// As it is read.
    pub subject: String,
    /// `Content-Language`.
    pub language: String,
    /// What holds nothing further, in its order.
    pub parts: Vec<MailPart>,
}

/// A part of a mail.
#[derive(Debug, Deserialize)]
pub struct MailPart {
    /// Its content type.
    pub kind: String,
    /// The content type of what holds it.
    pub within: String,
    /// The name of a file.
    pub name: String,
    /// Text as text, else base64.
    pub content: String,
}

/// Reads a message as it went over the line.
pub fn read(message: &str) -> Mail {
    packages::has("python3", "python3");
    let mut python = Command::new("python3");
    let python = python.args(["-c", READ]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut python = python.spawn().unwrap();
    python.stdin.take().unwrap().write_all(message.as_bytes()).unwrap();
    let output = python.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}
