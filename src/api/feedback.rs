//! Quality feedback, row by row.

use actix_web::HttpResponse;
use serde::{Deserialize, Serialize};

use super::listing::{Cell, Filter, Item, Page, Paging};
use super::{Desk, Problem, Who, on_block, place};
use crate::agreement::registers::Product;
use crate::store::quality::{self, FeedbackLine, FeedbackOrder, QualityFilter};
use crate::store::registers;
use crate::workflow::{Error, Office};

/// A row of a feedback sheet.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct FeedbackView {
    /// Whose.
    pub dealer: String,
    /// YYYY-MM
    pub period: String,
    /// Its place in the sheet.
    pub row_no: i64,
    /// The sheet's upload.
    pub upload: String,
    /// 产品型号
    pub product_model: String,
    /// 故障代码
    pub fault_code: String,
    /// 故障现象
    pub fault_description: String,
    /// 数量
    pub occurrences: i64,
    /// 配件编号
    pub part_no: String,
    /// `safety`, `function`, `appearance`, or empty.
    pub severity: String,
    /// 原因分析
    pub suspected_cause: String,
    /// 改进建议
    pub suggestion: String,
}

impl From<FeedbackLine> for FeedbackView {
    fn from(row: FeedbackLine) -> Self {
        Self {
            dealer: row.dealer,
            period: row.period,
            row_no: row.row_no,
            upload: row.upload,
            product_model: row.product_model,
            fault_code: row.fault_code,
            fault_description: row.fault_description,
            occurrences: row.occurrences,
            part_no: row.part_no,
            severity: row.severity,
            suspected_cause: row.suspected_cause,
            suggestion: row.suggestion,
        }
    }
}

impl Item for FeedbackView {
    const COLUMNS: &'static [&'static str] = &[
        "period",
        "dealer_code",
        "product_model",
        "fault_code",
        "fault_description",
        "occurrences",
        "part_no",
        "severity",
        "suspected_cause",
        "suggestion",
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::text(&self.period),
            Cell::text(&self.dealer),
            Cell::text(&self.product_model),
            Cell::text(&self.fault_code),
            Cell::text(&self.fault_description),
            Cell::Count(self.occurrences),
            Cell::text(&self.part_no),
            Cell::text(&self.severity),
            Cell::text(&self.suspected_cause),
            Cell::text(&self.suggestion),
        ]
    }

    fn key(&self) -> Vec<String> {
        vec![self.period.clone(), self.dealer.clone(), self.row_no.to_string()]
    }
}

/// Which rows.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct FeedbackQuery {
    /// From this month on, YYYY-MM; the last twelve months where it is left out.
    pub first: Option<String>,
    /// Through this one.
    pub last: Option<String>,
    /// Of one product line.
    pub line: Option<String>,
    /// Of one model.
    pub model: Option<String>,
    /// Of one dealer.
    pub dealer: Option<String>,
    /// With one part.
    pub part: Option<String>,
    /// With one fault code.
    pub fault: Option<String>,
}

impl FeedbackQuery {
    /// The filter that is meant.
    pub fn filter(self, office: &Office) -> Result<QualityFilter, Error> {
        let first = self.first.as_deref().map(place::period).transpose()?;
        let last = self.last.as_deref().map(place::period).transpose()?;
        let (line, model) = (self.line.unwrap_or_default(), self.model.unwrap_or_default());
        let today = office.clock.today();
        let (first, last, models) = office.store.read(|c| {
            let products = registers::standing::<Product>(c, "")?;
            let products: Vec<Product> = products.into_iter().map(|standing| standing.row).collect();
            let (first, last) = quality::months_meant(c, first, last, today)?;
            Ok::<_, Error>((first, last, quality::models_meant(&products, &line, &model)))
        })?;
        let (dealer, part, fault) =
            (self.dealer.unwrap_or_default(), self.part.unwrap_or_default(), self.fault.unwrap_or_default());
        Ok(QualityFilter { first, last, dealer, models, part, fault })
    }
}

/// What dealers say of quality, the latest month first.
#[utoipa::path(get, path = "/feedback", tag = "uploads", params(FeedbackQuery, Paging),
    responses((status = 200, body = Page<FeedbackView>), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn list(desk: Desk, who: Who, query: Filter<FeedbackQuery>, paging: Paging) -> Result<HttpResponse, Problem> {
    let lang = who.lang;
    let before = paging.after::<3>(lang)?.map(|[period, dealer, row]| [period.clone(), period, dealer, row]);
    let rows_max = paging.fetch();
    let rows = on_block(&desk, lang, move |office| {
        let filter = query.0.filter(office)?;
        Ok(office.store.read(|c| quality::feedback(c, &filter, (FeedbackOrder::Month, false), before, rows_max))?)
    });
    paging.answer(rows.await?.into_iter().map(FeedbackView::from).collect(), lang).await
}
