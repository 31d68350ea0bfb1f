//! `/registers/{register}/template.xlsx`: a workbook with the register's header, to be filled in and uploaded; `?names=`
//! says in which language the columns are named.

use actix_web::web::Path;

use super::upload::{need_of, sheet};
use super::{register_of, words};
use crate::pages::listing::List;
use crate::pages::uploads::template::workbook;
use crate::pages::{Answer, Page};
use crate::sheets::columns::{Column, layout};
use crate::sheets::template::{Asked, Offer, Template, TemplateColumn, asked, write};
use crate::store::registers::Register;
use crate::texts::Lang;

/// The workbook.
pub async fn fetch(page: Page, path: Path<String>, list: List) -> Answer {
    let register = register_of(&page, &path)?;
    let names = [Lang::ZhCn, Lang::En].into_iter().find(|lang| lang.locale() == list.get("names")).unwrap_or(page.lang);
    let content = made(&page, register, names).map_err(|cause| page.internal(&cause))?;
    Ok(workbook(format!("{}-{}.xlsx", register.as_str(), names.locale()), content))
}

fn made(page: &Page, register: Register, names: Lang) -> Result<Vec<u8>, String> {
    let sheet = sheet(register);
    let (name, lead) = (page.t(words(register).0), page.t("register-template-lead"));
    let (asked, columns) = (asked(sheet), layout(sheet).columns);
    let columns = asked.iter().zip(columns).map(|(asked, column)| shown(page, asked, column, names));
    let template = Template {
        sheet,
        tab: register.as_str(),
        title: &name,
        lead: &lead,
        made_on: page.today,
        columns: columns.collect(),
        rows: &[],
    };
    write(&template).map_err(|error| error.to_string())
}

/// A column under its name in one language, its other name and whether it is needed as a note.
fn shown(page: &Page, asked: &Asked, column: &Column, names: Lang) -> TemplateColumn {
    let is_chinese = names == Lang::ZhCn;
    let (name, other) = if is_chinese { (asked.chinese, asked.name) } else { (asked.name, asked.chinese) };
    let word = |(english, chinese): &(&str, &str)| {
        if is_chinese && !chinese.is_empty() { (*chinese).to_owned() } else { (*english).to_owned() }
    };
    let offer = match asked.words {
        _ if asked.is_yes_no => Offer::Words(names.yes_no().map(str::to_owned).to_vec()),
        [] => Offer::Nothing,
        words => Offer::Words(words.iter().map(word).collect()),
    };
    TemplateColumn {
        header: if asked.is_required { format!("{name} *") } else { name.to_owned() },
        note: format!("{other} · {}", page.t(need_of(column))),
        offer,
    }
}
