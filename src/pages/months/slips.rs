//! `/slips` and `/dealers/{dealer}/months/{period}/slips`: slips with their decisions, filtered, added up, as files.

use actix_web::web::Path;
use askama::Template;

use super::{panel, places};
use crate::agreement::codes::DealerCode;
use crate::agreement::decision::Verdict;
use crate::auth::Role;
use crate::calendar::Period;
use crate::money::Money;
use crate::pages::chips::Chip;
use crate::pages::form::{Faults, Field};
use crate::pages::listing::{Empty, Foot, Head, List, ROWS_FETCHED, cut, encoded};
use crate::pages::{Answer, Page, html};
use crate::store::months;
use crate::store::slips::{self, ListedSlip, SlipFilter, SlipTotals};
use crate::web::Desk;
use crate::workflow::Error;

/// The API's list, which gives the files.
const EXPORT: &str = "/api/v1/slips";
/// So many months can be chosen.
const MONTHS_MAX: i64 = 400;

#[derive(Template)]
#[template(path = "months/slips.html")]
struct Shown {
    page: Page,
    fields: Vec<Field>,
    path: String,
    is_filtered: bool,
    sums: String,
    heads: Vec<Head>,
    has_dealers: bool,
    has_periods: bool,
    rows: Vec<Row>,
    empty: Empty,
    foot: Foot,
}

struct Row {
    number: String,
    href: String,
    dealer: String,
    period: String,
    month: String,
    model: String,
    serial: String,
    repaired: String,
    chip: Chip,
    reasons: Vec<(String, String)>,
    claimed: String,
    payable: String,
}

/// Slips of all months.
pub async fn all(desk: Desk, page: Page, list: List) -> Answer {
    let page = page.titled("slips-title");
    show(desk, page, list, None).await
}

/// The slips of a dealer's month.
pub async fn of_month(desk: Desk, page: Page, list: List, path: Path<(String, String)>) -> Answer {
    let (dealer, period) = places::month_of(&path).map_err(|error| page.failure(&error))?;
    let page = page.titled("slips-title").below_month(&dealer, period);
    show(desk, page, list, Some((dealer, period))).await
}

async fn show(desk: Desk, page: Page, list: List, month: Option<(DealerCode, Period)>) -> Answer {
    let filter = filter(&page, &list, month.as_ref()).map_err(|error| page.failure(&error))?;
    let (asked, after) = (filter.clone(), list.after::<3>());
    let of_dealer = filter.dealer.clone();
    let found = page.look(&desk, move |c| {
        let periods = months::periods(c, of_dealer.as_ref(), MONTHS_MAX)?;
        Ok((slips::list(c, &asked, after, ROWS_FETCHED)?, slips::totals(c, &asked)?, periods))
    });
    let (mut rows, totals, periods) = found.await?;
    let next = cut(&mut rows, |row| vec![row.period.clone(), row.dealer.clone(), row.slip_no.clone()]);
    let export = month.as_ref().map_or_else(|| EXPORT.to_owned(), |(dealer, period)| of_export(dealer, *period));
    let has_dealers = month.is_none() && !page.is(Role::DealerClerk);
    let has_periods = month.is_none();
    let shown = Shown {
        fields: fields(&page, &list, has_dealers, has_periods.then_some(periods.as_slice())),
        path: page.path.clone(),
        is_filtered: list.is_filtered(),
        sums: sums(&page, totals),
        heads: heads(&page, &list, has_dealers, has_periods),
        has_dealers,
        has_periods,
        rows: rows.iter().map(|row| line(&page, row)).collect(),
        empty: empty(&page, &list, month.as_ref()),
        foot: list.foot(&page, next.as_deref(), &export),
        page,
    };
    html(&shown)
}

fn of_export(dealer: &DealerCode, period: Period) -> String {
    let query = [("dealer".to_owned(), dealer.to_string()), ("period".to_owned(), period.to_string())];
    format!("{EXPORT}?{}", encoded(&query))
}

/// What the address asks for, within what whoever looks may see. What cannot be is not there.
fn filter(page: &Page, list: &List, month: Option<&(DealerCode, Period)>) -> Result<SlipFilter, Error> {
    let actor = page.who.as_ref().map(|who| &who.actor).ok_or(Error::NotAllowed)?;
    let asked = |name: &str| Some(list.get(name)).filter(|value| !value.is_empty()).map(str::to_owned);
    let (dealer, period) = if let Some((dealer, period)) = month {
        (Some(dealer.clone()), Some(*period))
    } else {
        let period = asked("period").map(|period| period.parse().map_err(|_| Error::NotFound)).transpose()?;
        (places::listed_dealer(actor, list.get("dealer"))?, period)
    };
    let verdict = asked("verdict").map(|asked| Verdict::ALL.into_iter().find(|it| it.as_str() == asked));
    let is_ascending = list.sort() == ("period", false);
    Ok(SlipFilter {
        period,
        dealer,
        verdict: verdict.map(|verdict| verdict.ok_or(Error::NotFound)).transpose()?,
        codes: asked("code").into_iter().collect(),
        number: asked("slip_no"),
        serial: asked("serial_no"),
        // A month reads from its first number, all months from the latest.
        latest_first: month.is_none() && !is_ascending || list.sort() == ("period", true),
    })
}

fn fields(page: &Page, list: &List, has_dealers: bool, periods: Option<&[Period]>) -> Vec<Field> {
    let none = Faults::none();
    let field = |name: &'static str, label: &str| Field::new(page, name, label, &none).value(list.get(name)).optional();
    let any = (String::new(), page.t("slips-any"));
    let verdicts = Verdict::ALL.into_iter().map(|it| (it.to_string(), page.lang.verdict(it).to_owned()));
    let codes = panel::code_choices(page.lang).into_iter();
    let mut fields = vec![field("slip_no", "slip-no").kind("search"), field("serial_no", "slip-serial")];
    if has_dealers {
        fields.push(field("dealer", "slip-dealer"));
    }
    if let Some(periods) = periods {
        let months = periods.iter().rev().map(|period| (period.to_string(), page.period(*period)));
        fields.push(field("period", "month").options(std::iter::once(any.clone()).chain(months)));
    }
    fields.push(field("verdict", "slip-verdict").options(std::iter::once(any.clone()).chain(verdicts)));
    fields.push(field("code", "slip-reason").options(std::iter::once(any).chain(codes)));
    fields
}

fn sums(page: &Page, totals: Option<SlipTotals>) -> String {
    let Some(totals) = totals else { return page.t("slips-too-many") };
    let SlipTotals { count, claimed, payable } = totals;
    page.t_with("slips-sums", &[&page.count(count), &page.money(claimed), &page.money(payable)])
}

fn heads(page: &Page, list: &List, has_dealers: bool, has_periods: bool) -> Vec<Head> {
    let mut heads = vec![list.plain(page, "slip-no")];
    if has_periods {
        heads.push(list.sorted(page, "month", "period"));
    }
    if has_dealers {
        heads.push(list.plain(page, "slip-dealer"));
    }
    heads.extend(
        ["slip-model", "slip-serial", "slip-repaired", "slip-verdict", "slip-reason"].map(|key| list.plain(page, key)),
    );
    heads.extend(["slip-claim", "slip-payable"].map(|key| list.plain(page, key).number()));
    heads
}

fn line(page: &Page, row: &ListedSlip) -> Row {
    let list = places::slips(&row.dealer, &row.period);
    let reason =
        |code: &str| (page.code_name(code), format!("{list}?{}", encoded(&[("code".to_owned(), code.to_owned())])));
    Row {
        number: row.slip_no.clone(),
        href: places::slip(&row.dealer, &row.period, &row.slip_no),
        dealer: row.dealer.clone(),
        period: row.period.parse().map_or_else(|_| row.period.clone(), |period| page.period(period)),
        month: places::month(&row.dealer, &row.period),
        model: row.product_model.clone(),
        serial: row.serial_no.clone(),
        repaired: row.repair_date.map(|day| day.to_string()).unwrap_or_default(),
        chip: page.decision_chip(Verdict::ALL.into_iter().find(|verdict| verdict.as_str() == row.verdict)),
        reasons: row.reasons.split(';').filter(|code| !code.is_empty()).map(reason).collect(),
        claimed: page.money(Money::from_fen(row.claim_fen)),
        payable: page.money(Money::from_fen(row.payable_fen)),
    }
}

fn empty(page: &Page, list: &List, month: Option<&(DealerCode, Period)>) -> Empty {
    if list.is_filtered() {
        return Empty {
            title: page.t("slips-none-found"),
            what_to_do: page.t("slips-none-found-do"),
            href: page.path.clone(),
            label: page.t("slips-all"),
        };
    }
    let upload = month
        .filter(|_| page.is(Role::DealerClerk))
        .map(|(dealer, period)| format!("/dealers/{}/uploads/new?period={period}", places::segment(dealer.as_str())));
    Empty {
        title: page.t("slips-none"),
        what_to_do: page.t("slips-none-do"),
        label: page.t("month-next-upload"),
        href: upload.unwrap_or_default(),
    }
}
