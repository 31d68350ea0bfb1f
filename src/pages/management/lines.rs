//! `/months/{period}/lines?of=fines`: the lines of statements behind a number of the month's page.

use actix_web::web::Path;
use askama::Template;

use super::pack::figures::heap_key;
use super::period_of;
use crate::money::Money;
use crate::pages::listing::{Empty, Foot, Head, List, ROWS_FETCHED, cut, segment};
use crate::pages::{Answer, Crumb, Page, html};
use crate::store::month_pack::{self, DealersLine, Heap, LineFilter, LineOrder};
use crate::web::Desk;
use crate::workflow::Error;

#[derive(Template)]
#[template(path = "management/lines.html")]
struct OfHeap {
    page: Page,
    heaps: Vec<(String, String, bool)>,
    heads: Vec<Head>,
    lines: Vec<Line>,
    empty: Empty,
    foot: Foot,
}

struct Line {
    dealer: String,
    number: String,
    href: String,
    kind: String,
    clause: &'static str,
    reference: String,
    amount: String,
    is_less: bool,
}

/// The page.
pub async fn show(desk: Desk, page: Page, list: List, path: Path<String>) -> Answer {
    let period = period_of(&page, &path)?;
    let asked = if list.get("of").is_empty() { Heap::Fines.as_str() } else { list.get("of") };
    let heap = Heap::ALL.into_iter().find(|heap| heap.as_str() == asked);
    let heap = heap.ok_or_else(|| page.failure(&Error::NotFound))?;
    let pack_title = page.t_with("pack-title", &[&page.period(period)]);
    let mut page = page.below("packs-title", "/months");
    page.crumbs.push(Crumb { label: pack_title, href: format!("/months/{period}") });
    let title = page.t(heap_key(heap));
    let page = page.named(title);
    let (column, is_down) = list.sort();
    let order = match column {
        "kind" => LineOrder::Kind,
        "amount" => LineOrder::Amount,
        _ => LineOrder::Dealer,
    };
    let filter = LineFilter { period, heap: Some(heap), order, is_down };
    let after = list.after::<3>();
    let mut rows = page.look(&desk, move |c| month_pack::lines_of(c, &filter, after, ROWS_FETCHED)).await?;
    let next = cut(&mut rows, |row| order.place(row).to_vec());
    let file = format!("/api/v1/statement-lines?period={period}");
    let tab =
        |other: Heap| (page.t(heap_key(other)), format!("/months/{period}/lines?of={}", other.as_str()), other == heap);
    let empty = Empty {
        title: page.t("packs-lines-empty"),
        what_to_do: page.t("packs-lines-empty-do"),
        href: format!("/months/{period}"),
        label: page.t("packs-lines-back"),
    };
    let view = OfHeap {
        heaps: Heap::ALL.into_iter().map(tab).collect(),
        lines: rows.iter().map(|row| line(&page, &period.to_string(), row)).collect(),
        heads: heads(&page, &list),
        foot: list.foot(&page, next.as_deref(), &file),
        empty,
        page,
    };
    html(&view)
}

fn heads(page: &Page, list: &List) -> Vec<Head> {
    vec![
        list.sorted(page, "pack-dealer", "dealer"),
        list.plain(page, "packs-lines-line"),
        list.sorted(page, "packs-lines-kind", "kind"),
        list.plain(page, "packs-lines-about"),
        list.plain(page, "packs-lines-clause"),
        list.sorted(page, "packs-lines-amount", "amount").number(),
    ]
}

fn line(page: &Page, period: &str, row: &DealersLine) -> Line {
    let about = [row.product_line.as_str(), row.reference.as_str()];
    let about: Vec<&str> = about.into_iter().filter(|text| !text.is_empty()).collect();
    Line {
        dealer: row.dealer.to_string(),
        number: row.line.to_string(),
        href: format!("/dealers/{}/months/{period}/statement", segment(row.dealer.as_str())),
        kind: page.lang.line_kind(row.kind).to_owned(),
        clause: row.kind.clause(),
        reference: about.join(" · "),
        amount: page.money(row.amount),
        is_less: row.amount < Money::ZERO,
    }
}
