//! What stands against an upload, or against filing it.

use crate::workflow::UploadRefusal;

/// Why, and what to do.
pub fn refusal(refusal: UploadRefusal) -> String {
    match refusal {
        UploadRefusal::PeriodNotOpen { first, last } => format!("只能上传 {first} 至 {last} 各月的表。"),
        UploadRefusal::ReceivedOn { first, last } => format!("收到日期必须在 {first} 至 {last} 之间。"),
        UploadRefusal::NotRead => "表还在读取，请稍后再试。".to_owned(),
        UploadRefusal::NothingReadable => "本表没有可以报送的内容。请改正错误后重新上传。".to_owned(),
        UploadRefusal::HasFaults => "本表有错误。请改正后重新上传，或选择只报送能读取的维修单。".to_owned(),
        UploadRefusal::Filed => "本表已经报送，不能撤回。请上传改正后的表，逐单替换。".to_owned(),
        UploadRefusal::Withdrawn => "本表已经撤回。需要报送时请重新上传。".to_owned(),
    }
}
