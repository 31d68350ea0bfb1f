//! A mail server that does what a test says: a real one to whoever talks to it, over TCP.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{JoinHandle, sleep, spawn};
use std::time::Duration;

/// What becomes of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mood {
    /// The message is taken.
    Take,
    /// Nothing is said, not even a greeting.
    Silent,
    /// A greeting, then nothing.
    GreetsThenHangs,
    /// 421 to the greeting.
    Busy,
    /// 451 to the recipient.
    Greylist,
    /// 550 to the recipient.
    Unknown,
    /// 552 to the message.
    TooLarge,
    /// The message is taken and kept, and the line is cut before that is said.
    CutAfterData,
    /// The message is taken, and nothing is said any more when the other takes leave.
    HangsAtQuit,
    /// A byte a second.
    Drips,
}

/// A message that was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    /// Of the envelope.
    pub to: String,
    /// Headers and body.
    pub message: String,
}

impl Received {
    /// The value of a header that stands on one line.
    pub fn header(&self, name: &str) -> &str {
        let start = format!("{name}: ");
        self.message.lines().find_map(|line| line.strip_prefix(&start)).unwrap_or_default()
    }
}

#[derive(Default)]
struct State {
    moods: Mutex<VecDeque<Mood>>,
    received: Mutex<Vec<Received>>,
    stopping: AtomicBool,
}

/// A running server.
pub struct SmtpServer {
    /// Where it listens.
    pub port: u16,
    state: Arc<State>,
    thread: Option<JoinHandle<()>>,
}

impl SmtpServer {
    /// Starts one on a port of its own.
    pub fn start() -> Self {
        Self::on(TcpListener::bind("127.0.0.1:0").unwrap(), Arc::default())
    }

    fn on(listener: TcpListener, state: Arc<State>) -> Self {
        let port = listener.local_addr().unwrap().port();
        state.stopping.store(false, Ordering::SeqCst);
        let at_work = Arc::clone(&state);
        let thread = spawn(move || {
            for connection in listener.incoming() {
                if at_work.stopping.load(Ordering::SeqCst) {
                    return;
                }
                let mood = at_work.moods.lock().unwrap().pop_front().unwrap_or(Mood::Take);
                let state = Arc::clone(&at_work);
                spawn(move || drop(serve(&connection.unwrap(), mood, &state)));
            }
        });
        Self { port, state, thread: Some(thread) }
    }

    /// What becomes of the next connections, one after another; of those after them, [`Mood::Take`].
    pub fn be(&self, moods: &[Mood]) {
        *self.state.moods.lock().unwrap() = moods.iter().copied().collect();
    }

    /// What was taken so far.
    pub fn received(&self) -> Vec<Received> {
        self.state.received.lock().unwrap().clone()
    }

    /// Goes away: connections are refused until [`Away::come_back`].
    pub fn go_away(mut self) -> Away {
        self.end();
        Away { port: self.port, state: Arc::clone(&self.state) }
    }

    fn end(&mut self) {
        self.state.stopping.store(true, Ordering::SeqCst);
        // Whoever accepts is woken to see that it is over.
        drop(TcpStream::connect(("127.0.0.1", self.port)));
        if let Some(thread) = self.thread.take() {
            thread.join().unwrap();
        }
    }
}

impl Drop for SmtpServer {
    fn drop(&mut self) {
        self.end();
    }
}

/// A server that is not there.
pub struct Away {
    /// Where it was.
    pub port: u16,
    state: Arc<State>,
}

impl Away {
    /// The same server on the same port.
    pub fn come_back(self) -> SmtpServer {
        SmtpServer::on(TcpListener::bind(("127.0.0.1", self.port)).unwrap(), self.state)
    }
}

fn serve(stream: &TcpStream, mood: Mood, state: &State) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    let say = |line: &str| {
        if mood == Mood::Drips {
            for byte in line.bytes().chain(*b"\r\n") {
                (&*stream).write_all(&[byte])?;
                sleep(Duration::from_secs(1));
            }
            return Ok(());
        }
        (&*stream).write_all(format!("{line}\r\n").as_bytes())
    };
    match mood {
        Mood::Silent => return hang(&mut lines),
        Mood::Busy => return say("421 too many"),
        _ => say("220 test ESMTP")?,
    }
    if mood == Mood::GreetsThenHangs {
        return hang(&mut lines);
    }
    let mut to = String::new();
    while let Some(line) = lines.next() {
        let line = line?;
        match line.split([' ', ':']).next().unwrap_or_default() {
            "EHLO" => say("250 test")?,
            "RCPT" if mood == Mood::Greylist => say("451 try again later")?,
            // Real servers repeat the address.
            "RCPT" if mood == Mood::Unknown => say(&format!("550 5.1.1 <{}>: nobody here", recipient(&line)))?,
            "RCPT" => {
                recipient(&line).clone_into(&mut to);
                say("250 ok")?;
            }
            "DATA" => {
                say("354 go on")?;
                let message = message(&mut lines)?;
                if mood == Mood::TooLarge {
                    say("552 too large")?;
                    continue;
                }
                state.received.lock().unwrap().push(Received { to: to.clone(), message });
                if mood == Mood::CutAfterData {
                    return stream.shutdown(std::net::Shutdown::Both);
                }
                say("250 taken")?;
            }
            "QUIT" if mood == Mood::HangsAtQuit => return hang(&mut lines),
            "QUIT" => return say("221 bye"),
            _ => say("250 ok")?,
        }
    }
    Ok(())
}

fn recipient(line: &str) -> &str {
    line.trim_start_matches("RCPT TO:<").split('>').next().unwrap_or_default()
}

fn message(lines: &mut impl Iterator<Item = std::io::Result<String>>) -> std::io::Result<String> {
    let mut message = String::new();
    for line in lines {
        let line = line?;
        if line == "." {
            break;
        }
        message.push_str(line.strip_prefix('.').unwrap_or(&line));
        message.push('\n');
    }
    Ok(message)
}

/// Says nothing until the other goes.
fn hang(lines: &mut impl Iterator<Item = std::io::Result<String>>) -> std::io::Result<()> {
    lines.try_for_each(|line| line.map(drop))
}
