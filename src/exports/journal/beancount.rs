//! For Beancount.

use std::io::{self, Write};

use super::{Journal, facts, on_one_line, whole_name};
use crate::agreement::ledger::Entry;
use crate::calendar::days_after;
use crate::money::CURRENCY;
use crate::texts::Lang;

pub fn write(journal: &Journal, lang: Lang, to: &mut dyn Write) -> io::Result<()> {
    let first = journal.first;
    writeln!(to, "option \"title\" {}", text(&lang.ledger_title(first, journal.last)))?;
    writeln!(to, "option \"operating_currency\" \"{CURRENCY}\"\n")?;
    writeln!(to, "{first} commodity {CURRENCY}\n")?;
    for (account, dealer) in journal.accounts() {
        writeln!(to, "{first} open {} {CURRENCY}", whole_name(account, dealer))?;
        writeln!(to, "  title: {}", text(lang.ledger_account(account)))?;
        if let Some(dealer) = dealer {
            writeln!(to, "  dealer: {}", text(dealer.as_str()))?;
            writeln!(to, "  name: {}", text(journal.name_of(dealer)))?;
        }
    }
    let opening = journal.opening();
    if !opening.is_empty() {
        writeln!(to, "\n{first} * {}", text(lang.ledger_opening()))?;
        for (account, amount) in opening {
            writeln!(to, "  {account}  {amount} {CURRENCY}")?;
        }
    }
    for entry in &journal.entries {
        write_entry(journal, entry, lang, to)?;
    }
    writeln!(to)?;
    // Beancount asserts what stands when a day begins. Unless told otherwise it overlooks a fen.
    let day = days_after(journal.last, 1);
    for (dealer, position) in &journal.positions {
        for (account, balance) in position.balances() {
            writeln!(to, "{day} balance {}  {balance} ~ 0.001 {CURRENCY}", account.of(dealer))?;
        }
    }
    Ok(())
}

fn write_entry(journal: &Journal, entry: &Entry, lang: Lang, to: &mut dyn Write) -> io::Result<()> {
    let payee = format!("{} {}", entry.dealer, journal.name_of(&entry.dealer));
    writeln!(to, "\n{} * {} {}", entry.on, text(&payee), text(&lang.ledger_cause(&entry.cause)))?;
    for (name, value) in facts(entry) {
        writeln!(to, "  {name}: {}", text(&value))?;
    }
    for (account, amount) in entry.postings() {
        writeln!(to, "  {}  {amount} {CURRENCY}", account.of(&entry.dealer))?;
    }
    Ok(())
}

/// A text between quotes.
fn text(text: &str) -> String {
    format!("\"{}\"", on_one_line(text).replace('\\', "\\\\").replace('"', "\\\""))
}
