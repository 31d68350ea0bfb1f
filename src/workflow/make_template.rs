//! The month's sheet for a dealer to fill in: what can be chosen is its own, and what was not filed is in it already.

use std::collections::BTreeSet;

use super::name_columns::glossary_of;
use super::parked_rows::{ParkedRows, parked_rows};
use super::read_sheet::{dealer_limits, kind, stored_copy};
use super::{Error, Office, fetch_original, may_file};
use crate::agreement::codes::DealerCode;
use crate::agreement::registers::{Dealer, FiledSheet, Part, Product, TechnicianListing};
use crate::agreement::terms::Agreement;
use crate::auth::Actor;
use crate::calendar::Period;
use crate::sheets::Fault;
use crate::sheets::refusal::Original;
use crate::sheets::returned::{ReturnedRow, Said, returned};
use crate::sheets::template::{Asked, Offer, Template, TemplateColumn, asked, write};
use crate::store::{self, Db, agreements, registers};
use crate::texts::Lang;

/// A sheet to fill in.
#[derive(Debug)]
pub struct MadeTemplate {
    /// What to call it.
    pub file_name: String,
    /// The workbook.
    pub content: Vec<u8>,
}

/// What a template offers.
struct Offered {
    dealer: Dealer,
    models: Vec<String>,
    parts: Vec<String>,
    technicians: Vec<String>,
}

/// The template of a dealer's month. Whoever fetches one with rows that came back is recorded as if it were the file that
/// they stood in: customers are named there.
pub fn make_template(
    office: &Office,
    actor: &Actor,
    dealer: &DealerCode,
    (period, sheet): (Period, FiledSheet),
    lang: Lang,
) -> Result<MadeTemplate, Error> {
    may_file(actor, dealer)?;
    let offered = office.store.read(|c| offered(c, dealer, period))?.ok_or(Error::NotFound)?;
    let rows = came_back(office, actor, dealer, (period, sheet), lang)?;
    let column = |asked: &Asked| column(asked, sheet, period, &offered, lang);
    let template = Template {
        sheet: kind(sheet),
        tab: lang.template_tab(sheet),
        title: &lang.template_title(sheet, &offered.dealer, period),
        lead: &lang.template_lead(sheet, rows.len()),
        made_on: period.first_day(),
        columns: asked(kind(sheet)).iter().map(column).collect(),
        rows: &rows,
    };
    let content = write(&template).map_err(|error| Error::Io(std::io::Error::other(error)))?;
    Ok(MadeTemplate { file_name: format!("{}-{dealer}-{period}.xlsx", lang.template_tab(sheet)), content })
}

/// What the dealer chooses from: the models and parts of the lines that its agreement of the month names, and its own
/// technicians.
fn offered(c: &mut Db, code: &DealerCode, period: Period) -> Result<Option<Offered>, store::Error> {
    let Some(dealer) = registers::dealer(c, code)? else { return Ok(None) };
    let agreements = agreements::standing(c)?;
    let version: Option<&Agreement> = agreements.of(code).for_period(period);
    let is_own = |line: &_| version.is_none_or(|version| version.lines.contains_key(line));
    let products = registers::standing::<Product>(c, "")?.into_iter().map(|standing| standing.row);
    let parts = registers::standing::<Part>(c, "")?.into_iter().map(|standing| standing.row);
    let listings = registers::standing::<TechnicianListing>(c, code.as_str())?.into_iter().map(|standing| standing.row);
    let (first, last) = (period.first_day(), period.last_day());
    let was_there = |listing: &TechnicianListing| {
        listing.listed_on <= last && listing.left_on.is_none_or(|left_on| first <= left_on)
    };
    let technicians: BTreeSet<String> =
        listings.filter(was_there).map(|listing| listing.technician.to_string()).collect();
    let mut models: Vec<String> =
        products.filter(|product| is_own(&product.line)).map(|product| product.model.to_string()).collect();
    let mut parts: Vec<String> = parts.filter(|part| is_own(&part.line)).map(|part| part.no.to_string()).collect();
    models.sort_unstable();
    parts.sort_unstable();
    Ok(Some(Offered { dealer, models, parts, technicians: technicians.into_iter().collect() }))
}

fn column(asked: &Asked, sheet: FiledSheet, period: Period, offered: &Offered, lang: Lang) -> TemplateColumn {
    let is_chinese = lang == Lang::ZhCn;
    let word = |(english, chinese): &(&str, &str)| {
        if is_chinese && !chinese.is_empty() { (*chinese).to_owned() } else { (*english).to_owned() }
    };
    let offer = match asked.name {
        _ if asked.is_yes_no => Offer::Words(lang.yes_no().map(str::to_owned).to_vec()),
        _ if !asked.words.is_empty() => Offer::Words(asked.words.iter().map(word).collect()),
        "product_model" => Offer::Registered(offered.models.clone()),
        "part_no" => Offer::Registered(offered.parts.clone()),
        "technician" => Offer::Registered(offered.technicians.clone()),
        "repair_date" => Offer::Days(period.first_day(), period.last_day()),
        _ => Offer::Nothing,
    };
    let name = if is_chinese { asked.chinese } else { asked.name };
    TemplateColumn {
        header: if asked.is_required { format!("{name} *") } else { name.to_owned() },
        note: lang.template_note(sheet, asked.name).to_owned(),
        offer,
    }
}

/// The rows of the last sheet with faults that were filed neither with it nor since.
fn came_back(
    office: &Office,
    actor: &Actor,
    dealer: &DealerCode,
    (period, sheet): (Period, FiledSheet),
    lang: Lang,
) -> Result<Vec<ReturnedRow>, Error> {
    let found = office.store.read(|c| parked_rows(c, dealer, period, sheet))?;
    let Some(ParkedRows { upload, answer, filed }) = found else { return Ok(Vec::new()) };
    let (limits, aliases) = office.store.read(|c| Ok::<_, Error>((dealer_limits(c)?, glossary_of(c, &upload)?)))?;
    let copy = stored_copy(office, &upload.file_sha256)?;
    let original = Original { path: copy.path(), sheet: kind(sheet), limits, aliases: &aliases };
    let said = Said { header: &answer.header, faults: &answer.faults, keys: &answer.unreadable_slips, filed: &filed };
    let rows = returned(&office.reader, &original, said, &|fault: &Fault| lang.problem(&fault.problem))?;
    if !rows.is_empty() {
        office.store.write(|c| fetch_original::record(office, c, actor, &upload))?;
    }
    Ok(rows)
}
