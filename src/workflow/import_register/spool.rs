//! The rows of a file while they wait for their transaction: a line of JSON each in a file of their own.

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Seek, Write};
use std::marker::PhantomData;
use std::path::Path;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::super::{Error, Refusal};
use crate::sheets::{Limits, Problem, Reader, Record};

/// How many rows are given out at a time.
const BATCH_ROWS: usize = 5_000;

/// Rows that wait.
pub struct Spool<R> {
    file: File,
    sheet: String,
    rows_read: u32,
    kind: PhantomData<R>,
}

impl<R: Serialize + DeserializeOwned> Spool<R> {
    /// Reads a register's file, each row as `kept` has it; refuses the file with every fault.
    pub fn read<T: Record>(
        reader: &Reader,
        path: &Path,
        mut kept: impl FnMut(u32, T) -> Result<R, Error>,
    ) -> Result<Self, Error> {
        let mut lines = BufWriter::new(tempfile::tempfile()?);
        let mut failed = None;
        let mut write = |row_no, row| -> Result<(), Error> {
            serde_json::to_writer(&mut lines, &kept(row_no, row)?).map_err(std::io::Error::from)?;
            Ok(lines.write_all(b"\n")?)
        };
        let answer = reader.read(path, Limits::REGISTER, &mut |row_no, row: T| {
            if failed.is_none() {
                failed = write(row_no, row).err();
            }
        })?;
        if !answer.faults.is_empty() {
            return Err(Error::Refused(Refusal::Register { faults: answer.faults }));
        }
        if let Some(error) = failed {
            return Err(error);
        }
        let file = lines.into_inner().map_err(std::io::IntoInnerError::into_error)?;
        Ok(Self { file, sheet: answer.sheet, rows_read: answer.rows, kind: PhantomData })
    }

    /// How many rows the file has.
    pub const fn rows_read(&self) -> u32 {
        self.rows_read
    }

    /// Gives the rows out in their order.
    pub fn batches(&mut self, mut take: impl FnMut(Vec<R>) -> Result<(), Error>) -> Result<(), Error> {
        self.file.rewind()?;
        let mut lines = BufReader::new(&self.file);
        let mut line = Vec::new();
        let mut batch = Vec::new();
        while lines.read_until(b'\n', &mut line)? > 0 {
            batch.push(serde_json::from_slice(&line).map_err(std::io::Error::from)?);
            line.clear();
            if batch.len() == BATCH_ROWS {
                take(std::mem::take(&mut batch))?;
            }
        }
        take(batch)
    }

    /// Refuses the whole file for these rows of it, unless there are none.
    pub fn refuse(&self, rows: impl IntoIterator<Item = (u32, Problem)>) -> Result<(), Error> {
        super::refuse(&self.sheet, rows)
    }
}
