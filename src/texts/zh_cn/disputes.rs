//! Disputes and what is attached to them.

use crate::workflow::raise_dispute::AttachmentFault;

/// What is wrong with the attachments.
pub fn attachment(fault: &AttachmentFault) -> String {
    match fault {
        AttachmentFault::TooMany { count_max } => format!("最多可附 {count_max} 个文件。"),
        AttachmentFault::TooLarge { file_name, bytes_max } => {
            format!("{file_name} 太大；每个文件不超过 {} MiB。", bytes_max >> 20)
        }
        AttachmentFault::UnknownType { file_name } => {
            format!("{file_name} 不是 PDF、PNG 或 JPEG 图片，也不是 .xlsx 工作簿。")
        }
    }
}
