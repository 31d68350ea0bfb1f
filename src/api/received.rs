//! A file that comes in a form, or the problem that it is.

use actix_multipart::Multipart;
use actix_web::http::StatusCode;

use super::Problem;
use super::problem::FieldFault;
use crate::sheets::FileProblem;
use crate::texts::Lang;
use crate::web::received::{self, NotReceived};

pub use crate::web::received::ReceivedFile;

/// A form with a file alone.
#[derive(Debug, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "only the description reads it")]
pub struct FileForm {
    /// The file.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// Receives a form with one file of at most so many bytes, in the field `file`; beside it may stand the known fields.
pub async fn receive(form: Multipart, bytes_max: u64, known: &[&str], lang: Lang) -> Result<ReceivedFile, Problem> {
    received::receive(form, bytes_max, known).await.map_err(|not| match not {
        NotReceived::Broken(fault) => Problem::body(lang, vec![FieldFault::of_body(&fault, lang)]),
        NotReceived::TooLarge { bytes_max } => {
            let problem = crate::sheets::Problem::File(FileProblem::FileTooLarge { bytes_max });
            Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "file_too_large", lang, lang.problem(&problem))
        }
        NotReceived::Failed(cause) => Problem::internal(&cause, lang),
    })
}
