//! Mail to a server of another make, aiosmtpd, with TLS and a password; and certificates that must not be taken.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::LazyLock;

use sanbao::notify::server::{NotSent, Server};
use sanbao::texts::Lang;
use sanbao::workflow::send_mail::try_server;
use tempfile::TempDir;

use super::harness::packages;

static PYTHON: LazyLock<PathBuf> = LazyLock::new(|| packages::python("aiosmtpd==1.4.6", "aiosmtpd"));

/// An authority and certificates of its own, made with OpenSSL.
struct Certificates {
    folder: TempDir,
}

impl Certificates {
    fn new() -> Self {
        packages::has("openssl", "openssl");
        let made = Self { folder: TempDir::new().unwrap() };
        let (key, authority) = (made.path("ca.key"), made.path("ca.pem"));
        let mut make = Command::new("openssl");
        make.args(["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=Test authority"]);
        run(make.args(["-addext", "keyUsage=critical,keyCertSign"]).arg("-keyout").arg(key).arg("-out").arg(authority));
        made
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn authority(&self) -> Vec<u8> {
        fs::read(self.path("ca.pem")).unwrap()
    }

    /// A certificate for a name; `validity` as OpenSSL takes it.
    fn sign(&self, name: &str, validity: &[&str]) -> (PathBuf, PathBuf) {
        let (key, request, certificate) = (self.path("key"), self.path("request"), self.path("certificate"));
        let mut ask = Command::new("openssl");
        ask.args(["req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=mail", "-addext"]);
        ask.arg(format!("subjectAltName=DNS:{name}")).arg("-keyout").arg(&key).arg("-out").arg(&request);
        run(&mut ask);
        let mut sign = Command::new("openssl");
        sign.args(["x509", "-req", "-copy_extensions", "copy", "-CAcreateserial"]).args(validity);
        sign.arg("-CA").arg(self.path("ca.pem")).arg("-CAkey").arg(self.path("ca.key"));
        run(sign.arg("-in").arg(&request).arg("-out").arg(&certificate));
        (certificate, key)
    }
}

fn run(command: &mut Command) {
    let output = command.stdin(Stdio::null()).output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}: {errors}", command.get_program().display());
}

/// A running aiosmtpd.
struct Aiosmtpd {
    child: Child,
    said: BufReader<ChildStdout>,
    port: u16,
}

impl Aiosmtpd {
    fn start(mode: &str, (certificate, key): &(PathBuf, PathBuf)) -> Self {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/service/harness/mail_server.py");
        let mut command = Command::new(&*PYTHON);
        command.arg(script).arg(mode).arg(certificate).arg(key);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let said = BufReader::new(child.stdout.take().unwrap());
        let mut server = Self { child, said, port: 0 };
        server.port = server.line().parse().unwrap();
        server
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.said.read_line(&mut line).unwrap();
        line.trim().to_owned()
    }
}

impl Drop for Aiosmtpd {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

fn server(scheme: &str, password: &str, port: u16, authorities: Option<&[u8]>) -> Server {
    let url = format!("{scheme}://sanbao:{password}@localhost:{port}");
    Server::of(&url, "Sanbao <sanbao@sanbao.example>", authorities).unwrap()
}

fn send(server: &Server) -> Result<(), NotSent> {
    try_server(server, "li@example.cn", Lang::ZhCn)
}

#[test]
fn mail_goes_out_over_tls_with_a_password() {
    let certificates = Certificates::new();
    let signed = certificates.sign("localhost", &["-days", "1"]);
    let authorities = certificates.authority();
    for (mode, scheme) in [("tls", "smtps"), ("starttls", "smtp+starttls")] {
        let mut smtp = Aiosmtpd::start(mode, &signed);
        send(&server(scheme, "p%40ss%2Fword", smtp.port, Some(&authorities))).unwrap();
        let line = smtp.line();
        assert!(line.starts_with("sanbao li@example.cn <") && line.ends_with("@sanbao.example>"), "{line}");
        // A wrong password is the installation's fault, not the mail's: it waits.
        let refused = send(&server(scheme, "wrong", smtp.port, Some(&authorities)));
        assert!(matches!(&refused, Err(NotSent::Unreachable(reason)) if reason.contains("535")), "{refused:?}");
        // Nobody whom we know has signed the certificate.
        let unknown = send(&server(scheme, "p%40ss%2Fword", smtp.port, None));
        assert!(matches!(unknown, Err(NotSent::Unreachable(_))), "{unknown:?}");
    }
}

#[test]
fn a_certificate_that_is_not_the_servers_or_out_of_date_is_not_taken() {
    let certificates = Certificates::new();
    let authorities = certificates.authority();
    let expired: &[&str] = &["-days", "-1"];
    for (name, validity) in [("mail.example.com", &["-days", "1"][..]), ("localhost", expired)] {
        let signed = certificates.sign(name, validity);
        for (mode, scheme) in [("tls", "smtps"), ("starttls", "smtp+starttls")] {
            let smtp = Aiosmtpd::start(mode, &signed);
            let refused = send(&server(scheme, "p%40ss%2Fword", smtp.port, Some(&authorities)));
            let told = matches!(&refused, Err(NotSent::Unreachable(reason)) if reason.contains("certificate"));
            assert!(told, "{name} {mode}: {refused:?}");
        }
    }
}
