//! A file that comes in a form (`multipart/form-data`), with the fields beside it.

use std::collections::BTreeMap;
use std::io::Write as _;

use actix_multipart::{Field, Multipart};
use actix_web::http::StatusCode;
use actix_web::web;
use futures_util::TryStreamExt as _;
use tempfile::NamedTempFile;

use super::Problem;
use super::problem::FieldFault;
use crate::texts::Lang;
use crate::workflow::scratch;

/// Written at a time; whoever sends slowly holds no thread meanwhile.
const PIECE_BYTES: usize = 1 << 20;
/// The most bytes of a field beside the file.
const FIELD_BYTES_MAX: usize = 1_000;

/// A form with one file.
#[derive(Debug)]
pub struct ReceivedFile {
    /// What the file was called where it came from; without its folder.
    pub name: String,
    /// Where it lies, until this is dropped.
    pub file: NamedTempFile,
    /// The other fields.
    pub fields: BTreeMap<String, String>,
}

/// A form with a file alone.
#[derive(Debug, utoipa::ToSchema)]
#[expect(dead_code, reason = "only the description reads it")]
pub struct FileForm {
    /// The file.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// Receives a form with one file of at most so many bytes, in the field `file`; beside it may stand the known fields.
pub async fn receive(mut form: Multipart, bytes_max: u64, known: &[&str], lang: Lang) -> Result<ReceivedFile, Problem> {
    let broken = |error: &dyn std::fmt::Display| Problem::body(lang, vec![FieldFault::whole(error.to_string())]);
    let mut fields = BTreeMap::new();
    let mut received = None;
    while let Some(mut field) = form.try_next().await.map_err(|error| broken(&error))? {
        let name = field.name().unwrap_or_default().to_owned();
        if name == "file" && received.is_none() {
            let file_name = field.content_disposition().and_then(|about| about.get_filename()).unwrap_or_default();
            let file_name = file_name.rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
            received = Some((file_name, file_of(&mut field, bytes_max, lang).await?));
        } else if !known.contains(&name.as_str()) || fields.contains_key(&name) {
            return Err(broken(&format!("{name}: unknown or twice")));
        } else {
            let mut text = Vec::new();
            while let Some(bytes) = field.try_next().await.map_err(|error| broken(&error))? {
                text.extend_from_slice(&bytes);
                if text.len() > FIELD_BYTES_MAX {
                    return Err(broken(&format!("{name}: > {FIELD_BYTES_MAX}")));
                }
            }
            fields.insert(name, String::from_utf8(text).map_err(|error| broken(&error))?);
        }
    }
    let (name, file) = received.ok_or_else(|| broken(&"file"))?;
    Ok(ReceivedFile { name, file, fields })
}

async fn file_of(field: &mut Field, bytes_max: u64, lang: Lang) -> Result<NamedTempFile, Problem> {
    let failed = |error: &dyn std::fmt::Display| Problem::internal(&error.to_string(), lang);
    let mut file = scratch::file().map_err(|error| failed(&error))?;
    let (mut piece, mut total) = (Vec::new(), 0_u64);
    loop {
        let bytes = field.try_next().await;
        let bytes = bytes.map_err(|error| Problem::body(lang, vec![FieldFault::whole(error.to_string())]))?;
        let is_over = bytes.is_none();
        if let Some(bytes) = bytes {
            total = total.saturating_add(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
            piece.extend_from_slice(&bytes);
        }
        if total > bytes_max {
            return Err(Problem::of_status(StatusCode::PAYLOAD_TOO_LARGE, lang));
        }
        if is_over || piece.len() >= PIECE_BYTES {
            let whole = std::mem::take(&mut piece);
            let write = web::block(move || file.write_all(&whole).map(|()| file)).await;
            file = write.map_err(|error| failed(&error))?.map_err(|error| failed(&error))?;
        }
        if is_over {
            return Ok(file);
        }
    }
}
