//! What is done with a file that was read: it is filed, or taken back.

use actix_web::web::Path;
use serde::Deserialize;

use super::uploads_of;
use crate::agreement::codes::DealerCode;
use crate::auth::Actor;
use crate::pages::form::Posted;
use crate::pages::{Answer, Flash, Page};
use crate::store::uploads::Upload;
use crate::web::{Desk, on_block};
use crate::workflow::file_upload::file_upload;
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
