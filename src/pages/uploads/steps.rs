//! What is done with a file that was read: it is filed, or taken back.

use actix_web::web::Path;
use serde::Deserialize;

use super::uploads_of;
use crate::agreement::codes::DealerCode;
use crate::auth::Actor;
use crate::pages::form::Posted;
use crate::pages::{Answer, Flash, Page};
use crate::sheets::Correction;
use crate::store::uploads::Upload;
use crate::web::{Desk, on_block};
use crate::workflow::file_upload::file_upload;
use crate::workflow::mend_values::mend_values;
use crate::workflow::withdraw_upload::withdraw_upload;
use crate::workflow::{Error, Office};

/// The clerk's word.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Confirmation {
    /// `yes` where only the readable slips are filed.
    #[serde(default)]
    readable_only: String,
}

/// Nothing is asked but to do it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

/// Files it.
pub async fn file(desk: Desk, page: Page, path: Path<(String, String)>, form: Posted<Confirmation>) -> Answer {
    let readable_only = form.0.readable_only == "yes";
    let file = move |office: &Office, actor: &Actor, dealer: &DealerCode, id: &str| {
        file_upload(office, actor, dealer, id, readable_only)
    };
    done(desk, page, path, "upload-filed-flash", file).await
}

/// Takes what is right in the place of wrong values, and has the file read again.
pub async fn mend(desk: Desk, page: Page, path: Path<(String, String)>, form: Posted<Vec<(String, String)>>) -> Answer {
    let said = corrections(form.0);
    if said.is_empty() {
        let (dealer, id) = path.into_inner();
        let dealer = DealerCode::new(&dealer).ok_or_else(|| page.failure(&Error::NotFound))?;
        let flash = Flash::failed(page.t("upload-mend-nothing"));
        return Ok(page.see(&format!("{}/{id}", uploads_of(&dealer)), flash));
    }
    let mend = move |office: &Office, actor: &Actor, dealer: &DealerCode, id: &str| {
        mend_values(office, actor, dealer, id, &said)
    };
    done(desk, page, path, "upload-mended-flash", mend).await
}

/// Each column and wrong value with what is right; where nothing is said and nothing was, there is no correction.
fn corrections(form: Vec<(String, String)>) -> Vec<Correction> {
    let mut said: Vec<(Correction, String)> = Vec::new();
    for (field, value) in form {
        match (field.as_str(), said.last_mut()) {
            ("column", _) => {
                let correction = Correction { column: value, wrong: String::new(), right: String::new() };
                said.push((correction, String::new()));
            }
            ("wrong", Some((correction, _))) => correction.wrong = value,
            ("before", Some((_, before))) => *before = value,
            ("right", Some((correction, _))) => value.trim().clone_into(&mut correction.right),
            _ => {}
        }
    }
    said.into_iter().filter(|(correction, before)| correction.right != *before).map(|(said, _)| said).collect()
}

/// Takes it back.
pub async fn withdraw(desk: Desk, page: Page, path: Path<(String, String)>, _: Posted<Nothing>) -> Answer {
    done(desk, page, path, "upload-withdrawn-flash", withdraw_upload).await
}

/// Does it, and goes back to the file, also where something stands against it.
async fn done(
    desk: Desk,
    page: Page,
    path: Path<(String, String)>,
    flash: &str,
    verb: impl FnOnce(&Office, &Actor, &DealerCode, &str) -> Result<Upload, Error> + Send + 'static,
) -> Answer {
    let (dealer, id) = path.into_inner();
    let dealer = DealerCode::new(&dealer).ok_or_else(|| page.failure(&Error::NotFound))?;
    let (actor, own) = (page.caller()?.actor, format!("{}/{id}", uploads_of(&dealer)));
    match on_block(&desk, move |office| verb(office, &actor, &dealer, &id)).await {
        Ok(_) => Ok(page.see(&own, Flash::done(page.t(flash)))),
        Err(error @ Error::Refused(_)) => Ok(page.see(&own, Flash::failed(page.why(&error)))),
        Err(error) => Err(page.failure(&error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_said_otherwise_than_before_is_a_correction() {
        let field = |column: &str, wrong: &str, before: &str, right: &str| {
            [("column", column), ("wrong", wrong), ("before", before), ("right", right)]
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
        };
        let form = [
            field("area", "城里", "", " 市区 "),
            field("area", "乡下", "", ""),
            field("part_qty", "两个", "2", "2"),
            field("customer_signed", "已签", "是", ""),
        ];
        let said = corrections(form.concat());
        let shown: Vec<[&str; 3]> =
            said.iter().map(|said| [said.column.as_str(), said.wrong.as_str(), said.right.as_str()]).collect();
        assert_eq!(shown, [["area", "城里", "市区"], ["customer_signed", "已签", ""]]);
    }
}
