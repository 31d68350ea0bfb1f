//! A file that comes in a form (`multipart/form-data`), with the fields beside it.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::io::Write as _;

use actix_multipart::{Field, Multipart};
use actix_web::web;
use futures_util::TryStreamExt as _;
use tempfile::NamedTempFile;

use crate::texts::bodies::{BodyFault, Takes, Wrong};
use crate::workflow::scratch;

/// Written at a time; whoever sends slowly holds no thread meanwhile.
const PIECE_BYTES: usize = 1 << 20;
/// The most bytes of a field beside the file.
const FIELD_BYTES_MAX: usize = 1_000;

/// A form with one file.
#[derive(Debug)]
pub struct ReceivedFile {
    /// What the file was called where it came from; without its folder. Empty where a browser had no file chosen.
    pub name: String,
    /// Where it lies, until this is dropped.
    pub file: NamedTempFile,
    /// The other fields.
    pub fields: BTreeMap<String, String>,
}

impl ReceivedFile {
    /// A field's value; empty where it did not come.
    pub fn field(&self, name: &str) -> &str {
        self.fields.get(name).map_or("", String::as_str)
    }
}

/// Why no form was received.
#[derive(Debug)]
pub enum NotReceived {
    /// It is not the form that was to come.
    Broken(BodyFault),
    /// The file is larger than it may be.
    TooLarge {
        /// The most bytes.
        bytes_max: u64,
    },
    /// The file could not be written down.
    Failed(String),
}

impl NotReceived {
    fn broken(field: &str, wrong: Wrong) -> Self {
        Self::Broken(BodyFault::new(field, wrong))
    }

    fn failed(error: &dyn Display) -> Self {
        Self::Failed(error.to_string())
    }
}

/// Receives a form with one file of at most so many bytes, in the field `file`; beside it may stand the known fields.
pub async fn receive(mut form: Multipart, bytes_max: u64, known: &[&str]) -> Result<ReceivedFile, NotReceived> {
    let mut fields = BTreeMap::new();
    let mut received = None;
    while let Some(mut field) = form.try_next().await.map_err(|_| NotReceived::broken("", Wrong::NotReceived))? {
        let name = field.name().unwrap_or_default().to_owned();
        if name == "file" && received.is_none() {
            let file_name = field.content_disposition().and_then(|about| about.get_filename()).unwrap_or_default();
            let file_name = file_name.rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
            received = Some((file_name, file_of(&mut field, bytes_max).await?));
        } else if name == "file" || fields.contains_key(&name) {
            return Err(NotReceived::broken(&name, Wrong::Twice));
        } else if !known.contains(&name.as_str()) {
            let known = std::iter::once("file").chain(known.iter().copied()).map(str::to_owned).collect();
            return Err(NotReceived::broken(&name, Wrong::Unknown(known)));
        } else {
            let value = text_of(&mut field, &name).await?;
            fields.insert(name, value);
        }
    }
    let (name, file) = received.ok_or_else(|| NotReceived::broken("file", Wrong::Missing))?;
    Ok(ReceivedFile { name, file, fields })
}

async fn text_of(field: &mut Field, name: &str) -> Result<String, NotReceived> {
    let mut text = Vec::new();
    while let Some(bytes) = field.try_next().await.map_err(|_| NotReceived::broken(name, Wrong::NotReceived))? {
        text.extend_from_slice(&bytes);
        if text.len() > FIELD_BYTES_MAX {
            return Err(NotReceived::broken(name, Wrong::Takes(Takes::Bytes(FIELD_BYTES_MAX))));
        }
    }
    String::from_utf8(text).map_err(|_| NotReceived::broken(name, Wrong::Unreadable))
}

async fn file_of(field: &mut Field, bytes_max: u64) -> Result<NamedTempFile, NotReceived> {
    let mut file = scratch::file().map_err(|error| NotReceived::failed(&error))?;
    let (mut piece, mut total) = (Vec::new(), 0_u64);
    loop {
        let bytes = field.try_next().await.map_err(|_| NotReceived::broken("file", Wrong::NotReceived))?;
        let is_over = bytes.is_none();
        if let Some(bytes) = bytes {
            total = total.saturating_add(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
            piece.extend_from_slice(&bytes);
        }
        if total > bytes_max {
            return Err(NotReceived::TooLarge { bytes_max });
        }
        if is_over || piece.len() >= PIECE_BYTES {
            let whole = std::mem::take(&mut piece);
            let write = web::block(move || file.write_all(&whole).map(|()| file)).await;
            let written = write.map_err(|error| NotReceived::failed(&error))?;
            file = written.map_err(|error| NotReceived::failed(&error))?;
        }
        if is_over {
            return Ok(file);
        }
    }
}
