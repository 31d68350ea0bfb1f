//! Asking a child for the cells of a file that was refused.

use std::io;

use super::{Pool, Task, Worker};
use crate::sheets::read::{CopiedRow, CopiedSheet, CopyOutlet};
use crate::sheets::wire::{self, Kind};

impl Pool {
    /// A child of one's own.
    pub fn start(&self) -> io::Result<Worker> {
        Worker::start(&self.program)
    }
}

impl Worker {
    /// Hands the sheets that people see to the outlet, cell by cell. False where the file cannot be read to its end;
    /// an error is the outlet's, or nonsense that the child said.
    pub fn copy(&mut self, task: &Task<'_>, outlet: &mut dyn CopyOutlet) -> io::Result<bool> {
        let Ok(()) = self.ask(Kind::Copy, task) else { return Ok(false) };
        loop {
            let Ok(kind) = wire::receive(&mut self.answers, &mut self.message) else { return Ok(false) };
            match kind {
                Some(Kind::CopiedSheet) => outlet.sheet(&wire::decode::<CopiedSheet>(&self.message)?)?,
                Some(Kind::CopiedRows) => outlet.rows(&wire::decode::<Vec<CopiedRow>>(&self.message)?)?,
                Some(Kind::Copied) => return wire::decode(&self.message),
                _ => return Ok(false),
            }
        }
    }
}
