//! What dealers upload: take it in, say what is wrong with it, file it.

mod view;

use actix_multipart::Multipart;
use actix_web::http::header::{
    CONTENT_DISPOSITION, Charset, ContentDisposition, DispositionParam, DispositionType, ExtendedValue, LOCATION,
};
use actix_web::web::{Json, Path};
use actix_web::{HttpResponse, Responder};
use serde::Deserialize;
use validator::Validate;

pub use self::view::{FaultsView, UploadDetails, UploadView};
use super::listing::{Filter, Page, Paging};
use super::received::receive;
use super::{Checked, Desk, Problem, Who, on_block};
use crate::agreement::codes::DealerCode;
use crate::agreement::registers::FiledSheet;
use crate::auth::Role;
use crate::calendar::{Day, Period};
use crate::store::Db;
use crate::store::uploads::{self, Upload, UploadState};
use crate::texts::Lang;
use crate::texts::bodies::{Takes, Wrong};
use crate::workflow::check_upload::SheetAnswer;
use crate::workflow::upload_sheet::{NewUpload, upload_sheet};
use crate::workflow::{Error, Office, fetch_original, file_upload, mark_upload, read_sheet, withdraw_upload};

/// A sheet as a form: the file, and the day on which it came.
#[derive(Debug, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "only the description reads it")]
pub struct SheetForm {
    /// The sheet: .xlsx, .xlsm, .xls, .ods or .csv.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
    /// The day on which it came, where that was not today; only the after-sales centre may say so.
    #[schema(value_type = Option<String>, format = Date)]
    received_on: Option<Day>,
}

/// Which uploads.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct UploadQuery {
    /// Of one dealer; a dealer's own list has no other.
    pub dealer: Option<String>,
    /// Of one period, YYYY-MM.
    #[param(value_type = Option<String>)]
    pub period: Option<Period>,
    /// Of slips, or of feedback.
    #[param(value_type = Option<String>)]
    pub sheet: Option<FiledSheet>,
    /// In one state.
    pub state: Option<UploadState>,
}

/// A clerk's confirmation.
#[derive(Debug, Deserialize, Validate, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Confirmation {
    /// Whether to file the readable slips of a sheet with faults; the others stay listed as not filed.
    #[serde(default)]
    pub readable_only: bool,
}

/// Takes in a sheet of repair slips for a period; it is read after the answer. The same file answers the first upload.
#[utoipa::path(post, path = "/dealers/{dealer}/months/{period}/slips", tag = "uploads",
    params(("dealer" = String, Path), ("period" = String, Path)),
    request_body(content = SheetForm, content_type = "multipart/form-data"),
    responses((status = 202, body = UploadView), (status = 200, body = UploadView, description = "The first upload of this file"),
        (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn slips(
    desk: Desk,
    who: Who,
    path: Path<(String, String)>,
    form: Multipart,
) -> Result<HttpResponse, Problem> {
    take_in(desk, who, path.into_inner(), FiledSheet::Slips, form).await
}

/// Takes in a sheet of quality feedback for a period.
#[utoipa::path(post, path = "/dealers/{dealer}/months/{period}/feedback", tag = "uploads",
    params(("dealer" = String, Path), ("period" = String, Path)),
    request_body(content = SheetForm, content_type = "multipart/form-data"),
    responses((status = 202, body = UploadView), (status = 200, body = UploadView, description = "The first upload of this file"),
        (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn feedback(
    desk: Desk,
    who: Who,
    path: Path<(String, String)>,
    form: Multipart,
) -> Result<HttpResponse, Problem> {
    take_in(desk, who, path.into_inner(), FiledSheet::Feedback, form).await
}

async fn take_in(
    desk: Desk,
    who: Who,
    (dealer, period): (String, String),
    sheet: FiledSheet,
    form: Multipart,
) -> Result<HttpResponse, Problem> {
    let lang = who.lang;
    let not_found = || Problem::of(&Error::NotFound, lang);
    let dealer = DealerCode::new(&dealer).ok_or_else(not_found)?;
    let period: Period = period.parse().map_err(|_| not_found())?;
    let limits = on_block(&desk, lang, |office| Ok(office.store.read(read_sheet::dealer_limits)?)).await?;
    let sent = receive(form, limits.file_bytes_max, &["received_on"], lang).await?;
    let received_on = day(sent.field("received_on"), lang)?;
    let actor = who.actor.clone();
    let uploaded = on_block(&desk, lang, move |office| {
        let new =
            NewUpload { dealer: &dealer, period, sheet, file_name: &sent.name, path: sent.file.path(), received_on };
        upload_sheet(office, &actor, &new)
    })
    .await?;
    let view = UploadView::from(uploaded.upload);
    let mut response = if uploaded.is_new { HttpResponse::Accepted() } else { HttpResponse::Ok() };
    let place = format!("/api/v1/dealers/{}/uploads/{}", view::escaped(&view.dealer), view.id);
    Ok(response.insert_header((LOCATION, place)).json(view))
}

/// The day of a field; none where it is left empty.
fn day(text: &str, lang: Lang) -> Result<Option<Day>, Problem> {
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|_| Problem::field(lang, "received_on", Wrong::Takes(Takes::Day)))
}

/// A dealer's uploads, the latest first.
#[utoipa::path(get, path = "/dealers/{dealer}/uploads", tag = "uploads", params(("dealer" = String, Path), UploadQuery, Paging),
    responses((status = 200, body = Page<UploadView>), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn list(
    desk: Desk,
    who: Who,
    path: Path<String>,
    query: Filter<UploadQuery>,
    paging: Paging,
) -> Result<HttpResponse, Problem> {
    let query = UploadQuery { dealer: Some(path.into_inner()), ..query.0 };
    answer_list(&desk, who.lang, query, paging).await
}

/// Every dealer's uploads, the latest first.
#[utoipa::path(get, path = "/uploads", tag = "uploads", params(UploadQuery, Paging),
    responses((status = 200, body = Page<UploadView>), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn list_all(
    desk: Desk,
    who: Who,
    query: Filter<UploadQuery>,
    paging: Paging,
) -> Result<HttpResponse, Problem> {
    answer_list(&desk, who.lang, query.0, paging).await
}

async fn answer_list(desk: &Desk, lang: Lang, query: UploadQuery, paging: Paging) -> Result<HttpResponse, Problem> {
    let dealer = query.dealer.as_deref().map(super::place::dealer).transpose();
    let dealer = dealer.map_err(|error| Problem::of(&error, lang))?;
    let filter = uploads::Filter { dealer, period: query.period, sheet: query.sheet, state: query.state };
    let after = paging.after::<1>(lang)?.map(|[id]| [String::new(), id]);
    let (order, rows_max) = (uploads::Order { after, ..uploads::Order::default() }, paging.fetch());
    let list = move |c: &mut Db| uploads::list(c, &filter, &order, rows_max);
    let rows = on_block(desk, lang, move |office| Ok(office.store.read(list)?)).await?;
    paging.answer(rows.into_iter().map(UploadView::from).collect(), lang).await
}

/// One upload: where it stands, what was found, and what filing it would come to.
#[utoipa::path(get, path = "/dealers/{dealer}/uploads/{id}", tag = "uploads",
    params(("dealer" = String, Path), ("id" = String, Path)),
    responses((status = 200, body = UploadDetails), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn show(desk: Desk, who: Who, path: Path<(String, String)>) -> Result<impl Responder, Problem> {
    let details = on_block(&desk, who.lang, move |office| {
        let (dealer, id) = place(path)?;
        office.store.read(|c| {
            let upload = uploads::load(c, &dealer, &id)?.ok_or(Error::NotFound)?;
            let (answer, preview) = (uploads::answer(c, &dealer, &id)?, uploads::preview(c, &dealer, &id)?);
            Ok::<_, Error>(UploadDetails::new(upload, answer, preview))
        })
    });
    Ok(Json(details.await?))
}

/// Everything that is wrong with an upload, in the order of rows; of very much the first 5,000. Customers' names, telephone
/// numbers and addresses in it are masked for whoever is not of the dealer.
#[utoipa::path(get, path = "/dealers/{dealer}/uploads/{id}/faults", tag = "uploads",
    params(("dealer" = String, Path), ("id" = String, Path)),
    responses((status = 200, body = FaultsView), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn faults(desk: Desk, who: Who, path: Path<(String, String)>) -> Result<impl Responder, Problem> {
    let (lang, is_own) = (who.lang, who.sees_customers_as() == Role::DealerClerk);
    let found = on_block(&desk, lang, move |office| {
        let (dealer, id) = place(path)?;
        office.store.read(|c| {
            uploads::load(c, &dealer, &id)?.ok_or(Error::NotFound)?;
            let answer: SheetAnswer = uploads::answer(c, &dealer, &id)?.unwrap_or_default();
            Ok::<_, Error>(FaultsView::new(&if is_own { answer } else { answer.masked() }, lang))
        })
    });
    Ok(Json(found.await?))
}

/// The file as it came.
#[utoipa::path(get, path = "/dealers/{dealer}/uploads/{id}/original", tag = "uploads",
    params(("dealer" = String, Path), ("id" = String, Path)),
    responses((status = 200, content_type = "application/octet-stream", body = Vec<u8>),
        (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn original(desk: Desk, who: Who, path: Path<(String, String)>) -> Result<HttpResponse, Problem> {
    let actor = who.actor.clone();
    let (upload, content) = on_block(&desk, who.lang, move |office| {
        let (dealer, id) = place(path)?;
        fetch_original::fetch_original(office, &actor, &dealer, &id)
    })
    .await?;
    Ok(as_file(&upload.file_name, "application/octet-stream", content))
}

/// The dealer's own workbook with what is wrong marked in it.
#[utoipa::path(get, path = "/dealers/{dealer}/uploads/{id}/marked", tag = "uploads",
    params(("dealer" = String, Path), ("id" = String, Path)),
    responses((status = 200, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = Vec<u8>),
        (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn marked(desk: Desk, who: Who, path: Path<(String, String)>) -> Result<HttpResponse, Problem> {
    const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    let (actor, lang) = (who.actor.clone(), who.lang);
    let content = on_block(&desk, lang, move |office| {
        let (dealer, id) = place(path)?;
        let copy = mark_upload::mark_upload(office, &actor, &dealer, &id, lang)?.ok_or(Error::NotFound)?;
        Ok(std::fs::read(copy.path())?)
    })
    .await?;
    Ok(as_file("marked.xlsx", XLSX, content))
}

fn as_file(name: &str, kind: &str, content: Vec<u8>) -> HttpResponse {
    let name = name.as_bytes().to_vec();
    let name = ExtendedValue { charset: Charset::Ext("UTF-8".to_owned()), language_tag: None, value: name };
    let parameters = vec![DispositionParam::FilenameExt(name)];
    let disposition = ContentDisposition { disposition: DispositionType::Attachment, parameters };
    HttpResponse::Ok().insert_header((CONTENT_DISPOSITION, disposition)).content_type(kind).body(content)
}

/// Files an upload.
#[utoipa::path(post, path = "/dealers/{dealer}/uploads/{id}/file", tag = "uploads",
    params(("dealer" = String, Path), ("id" = String, Path)), request_body = Confirmation,
    responses((status = 200, body = UploadDetails), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn file(
    desk: Desk,
    who: Who,
    path: Path<(String, String)>,
    confirmation: Checked<Confirmation>,
) -> Result<impl Responder, Problem> {
    let actor = who.actor.clone();
    let details = on_block(&desk, who.lang, move |office| {
        let (dealer, id) = place(path)?;
        let filed = file_upload::file_upload(office, &actor, &dealer, &id, confirmation.0.readable_only)?;
        details(office, filed)
    });
    Ok(Json(details.await?))
}

/// Takes an upload back before it is filed.
#[utoipa::path(post, path = "/dealers/{dealer}/uploads/{id}/withdraw", tag = "uploads",
    params(("dealer" = String, Path), ("id" = String, Path)),
    responses((status = 200, body = UploadDetails), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn withdraw(desk: Desk, who: Who, path: Path<(String, String)>) -> Result<impl Responder, Problem> {
    let actor = who.actor.clone();
    let details = on_block(&desk, who.lang, move |office| {
        let (dealer, id) = place(path)?;
        details(office, withdraw_upload::withdraw_upload(office, &actor, &dealer, &id)?)
    });
    Ok(Json(details.await?))
}

fn details(office: &Office, upload: Upload) -> Result<UploadDetails, Error> {
    office.store.read(|c| {
        let answer = uploads::answer(c, &upload.dealer, &upload.id)?;
        let preview = uploads::preview(c, &upload.dealer, &upload.id)?;
        Ok(UploadDetails::new(upload, answer, preview))
    })
}

/// Which upload a path names.
fn place(path: Path<(String, String)>) -> Result<(DealerCode, String), Error> {
    let (dealer, id) = path.into_inner();
    Ok((DealerCode::new(&dealer).ok_or(Error::NotFound)?, id))
}
