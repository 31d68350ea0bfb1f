//! Disputes and what is attached to them.

use crate::workflow::raise_dispute::AttachmentFault;

/// What is wrong with the attachments.
pub fn attachment(fault: &AttachmentFault) -> String {
    match fault {
        AttachmentFault::TooMany { count_max } => format!("At most {count_max} files can be attached."),
        AttachmentFault::TooLarge { file_name, bytes_max } => {
            format!("{file_name} is too large; a file may have {} MiB.", bytes_max >> 20)
        }
        AttachmentFault::UnknownType { file_name } => {
            format!("{file_name} is neither a PDF, nor a PNG or JPEG picture, nor an .xlsx workbook.")
        }
    }
}
