//! Child processes that read files for us.
//!
//! Real files that are damaged, and files built to harm, make readers run out of memory, run for ever or panic; none
//! of that may touch the process that settles. A child has 512 MiB, some seconds, no environment and nothing to write
//! to; whatever becomes of it, the parent has an answer.

mod child;
mod copying;

use std::io::{self, BufReader, Read};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::pipe::fcntl_setpipe_size;

pub use self::child::serve;
use super::fault::{Fault, FileProblem};
use super::wire::{self, Kind, Request, Row};
use super::{Answer, Glossary, Limits, SheetKind};

/// How long a child may keep silent in all over a file of up to [`STEP_BYTES`], and again for each further step.
const PATIENCE: Duration = Duration::from_secs(30);
/// The size of file for which the plain limits of time are meant.
const STEP_BYTES: u64 = 20 << 20;

/// What a pipe may hold.
const PIPE_BYTES: usize = 1 << 20;

/// A file to read.
#[derive(Debug)]
pub struct Task<'a> {
    /// Where it is.
    pub path: &'a Path,
    /// How large.
    pub file_bytes: u64,
    /// As which sheet it is read.
    pub sheet: SheetKind,
    /// What it may hold.
    pub limits: Limits,
    /// What columns are called in it.
    pub aliases: &'a Glossary,
}

/// Takes the rows of a file as they come.
pub type RowSink<'a> = &'a mut dyn FnMut(u32, Row<'_>) -> io::Result<()>;

/// Children that wait for work; as many as ever read at once.
#[derive(Debug)]
pub struct Pool {
    program: PathBuf,
    idle: Mutex<Vec<Worker>>,
}

impl Pool {
    /// A pool whose children are `program parse-worker`.
    pub fn new(program: PathBuf) -> Self {
        Self { program, idle: Mutex::new(Vec::new()) }
    }

    /// Reads one file. Fails only where no child can be started.
    pub fn read(&self, task: &Task<'_>, sink: RowSink<'_>) -> io::Result<Answer> {
        let mut delivered: u64 = 0;
        let idle = self.idle.lock().unwrap_or_else(std::sync::PoisonError::into_inner).pop();
        if let Some(worker) = idle
            && let Some(answer) = self.read_with(worker, task, &mut delivered, 0, sink)
        {
            return Ok(answer);
        }
        // The child may have died of what earlier files left in it; only a fresh one proves this file.
        let worker = Worker::start(&self.program)?;
        let skipped = delivered;
        let answer = self.read_with(worker, task, &mut delivered, skipped, sink);
        let refused = || Answer { faults: vec![Fault::of_file(FileProblem::Damaged)], ..Answer::default() };
        Ok(answer.unwrap_or_else(refused))
    }

    /// Reads with one child, which is kept if it lives; none where it dies. The first `skipped` rows were delivered
    /// before.
    fn read_with(
        &self,
        mut worker: Worker,
        task: &Task<'_>,
        delivered: &mut u64,
        skipped: u64,
        sink: RowSink<'_>,
    ) -> Option<Answer> {
        let mut seen: u64 = 0;
        let mut new_rows = |number, row: Row<'_>| {
            seen += 1;
            if seen <= skipped {
                return Ok(());
            }
            *delivered += 1;
            sink(number, row)
        };
        let answer = worker.read(task, &mut new_rows).ok()?;
        self.idle.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push(worker);
        Some(answer)
    }
}

/// How many times the plain limits of time a file of this size gets.
fn time_steps(file_bytes: u64) -> u32 {
    u32::try_from(file_bytes / STEP_BYTES).unwrap_or(u32::MAX - 1).saturating_add(1)
}

/// A child and the pipes to it. Dropped, it is killed.
#[derive(Debug)]
pub struct Worker {
    child: Child,
    requests: ChildStdin,
    answers: BufReader<Impatient>,
    message: Vec<u8>,
}

impl Worker {
    fn start(program: &Path) -> io::Result<Self> {
        let mut child = Command::new(program)
            .arg("parse-worker")
            .env_clear()
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let (Some(requests), Some(pipe)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(io::Error::other("no pipes"));
        };
        // A larger pipe spares half of the waiting for each other; where the system refuses one, the plain one does.
        let _granted = fcntl_setpipe_size(&pipe, PIPE_BYTES).unwrap_or_default();
        let answers = BufReader::with_capacity(1 << 16, Impatient { pipe, patience: PATIENCE });
        Ok(Self { child, requests, answers, message: Vec::new() })
    }

    fn ask(&mut self, kind: Kind, task: &Task<'_>) -> io::Result<()> {
        self.answers.get_mut().patience = PATIENCE.saturating_mul(time_steps(task.file_bytes));
        let sheet = SheetKind::ALL.iter().position(|sheet| *sheet == task.sheet).unwrap_or_default();
        let request = Request {
            sheet: u8::try_from(sheet).map_err(io::Error::other)?,
            path: task.path.as_os_str().as_bytes().to_vec(),
            limits: task.limits,
            aliases: task.aliases.clone(),
        };
        wire::send_encoded(&mut self.requests, kind, &request)
    }

    /// Any failure means that the child is dead, or to be taken for dead.
    fn read(&mut self, task: &Task<'_>, sink: RowSink<'_>) -> io::Result<Answer> {
        self.ask(Kind::Request, task)?;
        let mut faults: Vec<Fault> = Vec::new();
        loop {
            match wire::receive(&mut self.answers, &mut self.message)? {
                Some(Kind::Rows) => {
                    let mut rows = self.message.as_slice();
                    while let Some((number, row)) = wire::next_row(&mut rows)? {
                        sink(number, row)?;
                    }
                }
                Some(Kind::Faults) => faults.extend(wire::decode::<Vec<Fault>>(&self.message)?),
                Some(Kind::Ending) => {
                    let ending: wire::Ending = wire::decode(&self.message)?;
                    return Ok(ending.into_answer(task.sheet, faults));
                }
                _ => return Err(io::ErrorKind::UnexpectedEof.into()),
            }
        }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        // A child that has ended already cannot be killed, which is as good.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// A pipe that is not waited for longer than patience lasts. Only waiting counts, so that a slow receiver of rows does
/// not kill an innocent child.
#[derive(Debug)]
struct Impatient {
    pipe: ChildStdout,
    patience: Duration,
}

impl Read for Impatient {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let started = Instant::now();
        let timeout = Timespec::try_from(self.patience).map_err(io::Error::other)?;
        let ready = match poll(&mut [PollFd::new(&self.pipe, PollFlags::IN)], Some(&timeout)) {
            Err(rustix::io::Errno::INTR) => return Err(io::ErrorKind::Interrupted.into()),
            other => other?,
        };
        self.patience = self.patience.saturating_sub(started.elapsed());
        if ready == 0 { Err(io::ErrorKind::TimedOut.into()) } else { self.pipe.read(buffer) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_silent_child_is_not_waited_for_longer_than_patience_lasts() {
        let mut child = Command::new("sleep").arg("10").stdout(Stdio::piped()).spawn().unwrap();
        let pipe = child.stdout.take().unwrap();
        let mut impatient = Impatient { pipe, patience: Duration::from_millis(50) };
        let started = Instant::now();
        assert_eq!(impatient.read(&mut [0]).map_err(|error| error.kind()), Err(io::ErrorKind::TimedOut));
        assert!(started.elapsed() < Duration::from_secs(5));
        assert!(impatient.patience.is_zero());
        child.kill().unwrap();
        child.wait().unwrap();
    }

    #[test]
    fn larger_files_get_more_time() {
        for (file_bytes, steps) in [(0, 1), (STEP_BYTES - 1, 1), (STEP_BYTES, 2), (1 << 30, 52), (u64::MAX, u32::MAX)] {
            assert_eq!(time_steps(file_bytes), steps, "{file_bytes}");
        }
    }
}
