//! A form with several files: what a dispute is raised with. Its files are small, and are checked by the verb that takes them.

use std::collections::BTreeMap;

use actix_multipart::{Field, Multipart};
use futures_util::TryStreamExt as _;

use crate::pages::token::FIELD;
use crate::workflow::raise_dispute::{ATTACHMENT_BYTES_MAX, ATTACHMENTS_MAX, NewAttachment};

/// The most bytes of a field beside the files.
const FIELD_BYTES_MAX: usize = 16_000;
/// The most letters of a file's name.
const NAME_LETTERS_MAX: usize = 200;

/// A form with its files.
#[derive(Debug, Default)]
pub struct Received {
    fields: BTreeMap<String, String>,
    /// The files that were chosen. One that is too large is cut just beyond what one may have, and refused for it.
    pub files: Vec<NewAttachment>,
}

/// A form that is not what the page sends.
#[derive(Debug)]
pub struct Broken;

impl Received {
    /// A field; empty where it did not come.
    pub fn field(&self, name: &str) -> &str {
        self.fields.get(name).map_or("", String::as_str)
    }
}

/// Receives a form: its known fields, and files in the field `file`.
pub async fn receive(mut form: Multipart, known: &[&str]) -> Result<Received, Broken> {
    let mut received = Received::default();
    while let Some(mut field) = form.try_next().await.map_err(|_| Broken)? {
        let name = field.name().unwrap_or_default().to_owned();
        if name == "file" {
            let file_name = field.content_disposition().and_then(|about| about.get_filename()).unwrap_or_default();
            let file_name = file_name.rsplit(['/', '\\']).next().unwrap_or_default();
            let letters = file_name.chars().filter(|letter| !letter.is_control());
            let file_name: String = letters.take(NAME_LETTERS_MAX).collect();
            let content = bytes_of(&mut field, ATTACHMENT_BYTES_MAX).await?;
            // A browser sends a nameless file where none was chosen.
            if !file_name.is_empty() && received.files.len() <= ATTACHMENTS_MAX {
                received.files.push(NewAttachment { file_name, content });
            }
        } else {
            let bytes = bytes_of(&mut field, FIELD_BYTES_MAX).await?;
            let is_known = name == FIELD || known.contains(&name.as_str());
            if !is_known || bytes.len() > FIELD_BYTES_MAX || received.fields.contains_key(&name) {
                return Err(Broken);
            }
            received.fields.insert(name, String::from_utf8(bytes).map_err(|_| Broken)?);
        }
    }
    Ok(received)
}

/// What a field holds, up to one byte more than it may: the rest is read and left.
async fn bytes_of(field: &mut Field, bytes_max: usize) -> Result<Vec<u8>, Broken> {
    let mut bytes = Vec::new();
    while let Some(piece) = field.try_next().await.map_err(|_| Broken)? {
        let room = (bytes_max + 1).saturating_sub(bytes.len());
        bytes.extend(piece.iter().take(room));
    }
    Ok(bytes)
}
