//! What the pages of quality are asked for, and the form that asks.

use std::collections::BTreeSet;

use crate::agreement::registers::Product;
use crate::calendar::{Day, Period};
use crate::pages::Page;
use crate::pages::listing::{List, encoded};
use crate::store::quality::{self, QualityFilter};
use crate::store::{Db, Error as StoreError, months, registers};

/// More months than are kept.
const PERIODS_MAX: i64 = 1_200;

/// A choice of a select: its value, its words, whether it is chosen.
pub type Choice = (String, String, bool);

/// What is asked, and what can be.
pub struct Asked {
    /// For the store.
    pub filter: QualityFilter,
    /// The product lines that are meant: that of the filter, or all.
    pub lines_meant: BTreeSet<String>,
    periods: Vec<Period>,
    lines: BTreeSet<String>,
    models: Vec<String>,
    dealers: Vec<(String, String)>,
}

impl Asked {
    /// Reads an address beside what the registers hold.
    pub fn of(c: &mut Db, list: &List, today: Day) -> Result<Self, StoreError> {
        let periods = months::periods(c, None, PERIODS_MAX)?;
        let products: Vec<Product> =
            registers::standing::<Product>(c, "")?.into_iter().map(|standing| standing.row).collect();
        let dealers = registers::names(c)?.into_iter().map(|(code, name)| (code.to_string(), name)).collect();
        let (first, through) =
            quality::months_meant(c, list.get("first").parse().ok(), list.get("last").parse().ok(), today)?;
        let (line, model) = (list.get("line").to_owned(), list.get("model").to_owned());
        let models = quality::models_meant(&products, &line, &model);
        let of_line = |product: &&Product| line.is_empty() || product.line.as_str() == line;
        let of_model = products.iter().filter(|product| product.model.as_str() == model);
        let lines: BTreeSet<String> = products.iter().map(|product| product.line.to_string()).collect();
        let lines_meant = match (model.is_empty(), line.is_empty()) {
            (false, _) => of_model.map(|product| product.line.to_string()).collect(),
            (true, false) => BTreeSet::from([line.clone()]),
            (true, true) => lines.clone(),
        };
        Ok(Self {
            filter: QualityFilter {
                first,
                last: through,
                dealer: list.get("dealer").to_owned(),
                models,
                part: list.get("part").trim().to_owned(),
                fault: list.get("fault").trim().to_owned(),
            },
            models: products.iter().filter(of_line).map(|product| product.model.to_string()).collect(),
            lines_meant,
            periods,
            lines,
            dealers,
        })
    }

    /// The form with what is chosen.
    pub fn form(&self, page: &Page, list: &List) -> Form {
        let period = |chosen: Period| {
            let known = self.periods.iter().copied().chain([self.filter.first, self.filter.last]);
            let known: BTreeSet<Period> = known.collect();
            known.into_iter().rev().map(|of| (of.to_string(), page.period(of), of == chosen)).collect()
        };
        let plain = |name: &str, values: &mut dyn Iterator<Item = &String>| -> Vec<Choice> {
            values.map(|value| (value.clone(), value.clone(), list.get(name) == value)).collect()
        };
        let dealer =
            |(code, name): &(String, String)| (code.clone(), format!("{code} {name}"), *code == self.filter.dealer);
        Form {
            firsts: period(self.filter.first),
            lasts: period(self.filter.last),
            lines: plain("line", &mut self.lines.iter()),
            models: plain("model", &mut self.models.iter()),
            dealers: self.dealers.iter().map(dealer).collect(),
            part: self.filter.part.clone(),
            fault: self.filter.fault.clone(),
        }
    }
}

/// The form of a filter.
pub struct Form {
    /// The first month.
    pub firsts: Vec<Choice>,
    /// The last month.
    pub lasts: Vec<Choice>,
    /// Product lines.
    pub lines: Vec<Choice>,
    /// Models of the line.
    pub models: Vec<Choice>,
    /// Dealers.
    pub dealers: Vec<Choice>,
    /// A part.
    pub part: String,
    /// A fault code.
    pub fault: String,
}

/// The same filter on another page, with some values more.
pub fn elsewhere(list: &List, path: &str, more: &[(&str, &str)]) -> String {
    let kept = ["first", "last", "line", "model", "dealer", "part", "fault"];
    let mut pairs: Vec<(String, String)> = kept
        .iter()
        .filter(|name| !more.iter().any(|(other, _)| other == *name))
        .map(|name| ((*name).to_owned(), list.get(name).to_owned()))
        .collect();
    pairs.extend(more.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    pairs.retain(|(_, value)| !value.is_empty());
    let query = encoded(&pairs);
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}
