//! What stands against an upload, or against filing it.

use crate::workflow::UploadRefusal;

/// Why, and what to do.
pub fn refusal(refusal: UploadRefusal) -> String {
    match refusal {
        UploadRefusal::PeriodNotOpen { first, last } => {
            format!("Sheets can be uploaded for the months {first} to {last}.")
        }
        UploadRefusal::ReceivedOn { first, last } => {
            format!("The day on which the sheet came must lie between {first} and {last}.")
        }
        UploadRefusal::NotRead => "The sheet is still being read. Try again in a moment.".to_owned(),
        UploadRefusal::NothingReadable => {
            "Nothing of this sheet can be filed. Correct the errors and upload it again.".to_owned()
        }
        UploadRefusal::HasFaults => {
            "The sheet has errors. Correct them and upload it again, or file the readable slips only.".to_owned()
        }
        UploadRefusal::Filed => {
            "The sheet is filed and cannot be withdrawn. Upload a corrected sheet to replace its slips.".to_owned()
        }
        UploadRefusal::Withdrawn => "The sheet was withdrawn. Upload it again to file it.".to_owned(),
    }
}
