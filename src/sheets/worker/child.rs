//! The side of the child.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, BufReader, Write};
use std::os::fd::AsFd;
use std::os::unix::ffi::OsStrExt;

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use rustix::time::{ClockId, clock_gettime};

use super::time_steps;
use crate::sheets::SheetKind;
use crate::sheets::fault::Fault;
use crate::sheets::read::{CopiedRow, CopiedSheet, CopyOutlet, Outlet, Wanted, copy, read};
use crate::sheets::wire::{self, Kind, Request};

/// All the memory that a child may ever have.
const MEMORY_BYTES: u64 = 512 << 20;
/// The seconds of computing for a file of up to 20 MiB, and again for each further 20 MiB.
const COMPUTING_SECONDS: u64 = 20;

/// Reads the files that the parent names on standard input, one after the other, until it hangs up.
pub fn serve() -> io::Result<()> {
    confine(Resource::As, MEMORY_BYTES)?;
    confine(Resource::Fsize, 0)?;
    confine(Resource::Core, 0)?;
    let mut requests = BufReader::new(io::stdin().lock());
    // Not `Stdout`, which would look for line ends in what it writes.
    let mut answers = File::from(io::stdout().as_fd().try_clone_to_owned()?);
    let mut message = Vec::new();
    while let Some(kind) = wire::receive(&mut requests, &mut message)? {
        let request: Request = wire::decode(&message)?;
        answer(kind, &request, &mut answers)?;
    }
    Ok(())
}

fn answer(kind: Kind, request: &Request, answers: &mut File) -> io::Result<()> {
    let sheet = SheetKind::ALL.get(usize::from(request.sheet)).ok_or(io::ErrorKind::InvalidData)?;
    let file = File::open(OsStr::from_bytes(&request.path))?;
    allow_computing(COMPUTING_SECONDS.saturating_mul(time_steps(file.metadata()?.len()).into()))?;
    let wanted = Wanted::of(*sheet, &request.aliases);
    match kind {
        Kind::Request => {
            let ending = read(file, wanted, request.limits, &mut Pipe(answers))?;
            wire::send_encoded(answers, Kind::Ending, &ending)
        }
        Kind::Copy => {
            let is_whole = copy(file, wanted, request.limits, &mut Pipe(answers))?;
            wire::send_encoded(answers, Kind::Copied, &is_whole)
        }
        _ => Err(io::ErrorKind::InvalidData.into()),
    }
}

fn confine(resource: Resource, most: u64) -> io::Result<()> {
    Ok(setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) })?)
}

/// Moves the end of computing time to so many seconds from now; the kernel counts from the start of the process.
fn allow_computing(seconds: u64) -> io::Result<()> {
    let used = clock_gettime(ClockId::ProcessCPUTime).tv_sec;
    let used = u64::try_from(used).map_err(io::Error::other)?;
    let maximum = getrlimit(Resource::Cpu).maximum;
    let end = used.saturating_add(seconds).saturating_add(1);
    let current = Some(maximum.map_or(end, |maximum| maximum.min(end)));
    Ok(setrlimit(Resource::Cpu, Rlimit { current, maximum })?)
}

struct Pipe<'a>(&'a mut File);

impl Outlet for Pipe<'_> {
    fn rows(&mut self, rows: &[u8]) -> io::Result<()> {
        wire::send(self.0, Kind::Rows, rows)?;
        self.0.flush()
    }

    fn faults(&mut self, faults: Vec<Fault>) -> io::Result<()> {
        wire::send_encoded(self.0, Kind::Faults, &faults)
    }
}

impl CopyOutlet for Pipe<'_> {
    fn sheet(&mut self, sheet: &CopiedSheet) -> io::Result<()> {
        wire::send_encoded(self.0, Kind::CopiedSheet, sheet)
    }

    fn rows(&mut self, rows: &[CopiedRow]) -> io::Result<()> {
        wire::send_encoded(self.0, Kind::CopiedRows, rows)
    }
}
