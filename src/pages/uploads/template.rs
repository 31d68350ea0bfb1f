//! The month's sheet to fill in, as a workbook.

use actix_web::HttpResponse;
use actix_web::http::header::{Charset, ContentDisposition, DispositionParam, DispositionType, ExtendedValue};
use actix_web::web::Path;

use super::{due, sheet_of};
use crate::agreement::codes::DealerCode;
use crate::agreement::registers::FiledSheet;
use crate::pages::listing::List;
use crate::pages::{Answer, Page};
use crate::web::Desk;
use crate::workflow::Error;
use crate::workflow::make_template::make_template;

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// The workbook; of the month that is filed next where none is asked for.
pub async fn fetch(desk: Desk, page: Page, dealer: Path<String>, list: List) -> Answer {
    let dealer = DealerCode::new(&dealer).ok_or_else(|| page.failure(&Error::NotFound))?;
    let sheet = sheet_of(list.get("sheet")).unwrap_or(FiledSheet::Slips);
    let (actor, lang, today) = (page.caller()?.actor, page.lang, page.today);
    let asked = list.get("period").parse().ok();
    let made = page.ask(&desk, move |office| {
        let period = if let Some(period) = asked {
            period
        } else {
            let months = office.store.read(|c| due::months_of(c, &dealer, today))?;
            due::next(&months, sheet, today).ok_or(Error::NotFound)?
        };
        make_template(office, &actor, &dealer, (period, sheet), lang)
    });
    let made = made.await?;
    Ok(workbook(made.file_name, made.content))
}

/// A workbook to keep under a name.
pub fn workbook(file_name: String, content: Vec<u8>) -> HttpResponse {
    let name =
        ExtendedValue { charset: Charset::Ext("UTF-8".to_owned()), language_tag: None, value: file_name.into_bytes() };
    let parameters = vec![DispositionParam::FilenameExt(name)];
    let disposition = ContentDisposition { disposition: DispositionType::Attachment, parameters };
    let mut response = HttpResponse::Ok();
    response.insert_header(disposition).content_type(XLSX);
    response.body(content)
}
