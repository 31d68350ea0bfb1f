//! For hledger.

use std::io::{self, Write};

use super::{Journal, facts, on_one_line, whole_name};
use crate::agreement::ledger::Entry;
use crate::money::{CURRENCY, Money};
use crate::texts::Lang;

pub fn write(journal: &Journal, lang: Lang, to: &mut dyn Write) -> io::Result<()> {
    writeln!(to, "; {}\n", text(&lang.ledger_title(journal.first, journal.last)))?;
    writeln!(to, "commodity 1000.00 {CURRENCY}\n")?;
    for (account, dealer) in journal.accounts() {
        writeln!(to, "account {}", whole_name(account, dealer))?;
        writeln!(to, "    ; title: {}", text(lang.ledger_account(account)))?;
        if let Some(dealer) = dealer {
            writeln!(to, "    ; dealer: {}", text(dealer.as_str()))?;
            writeln!(to, "    ; name: {}", text(journal.name_of(dealer)))?;
        }
    }
    let opening = journal.opening();
    if !opening.is_empty() {
        writeln!(to, "\n{} * {}", journal.first, text(lang.ledger_opening()))?;
        for (account, amount) in opening {
            writeln!(to, "    {account}  {amount} {CURRENCY}")?;
        }
    }
    for entry in &journal.entries {
        write_entry(journal, entry, lang, to)?;
    }
    write_assertions(journal, lang, to)
}

fn write_entry(journal: &Journal, entry: &Entry, lang: Lang, to: &mut dyn Write) -> io::Result<()> {
    let payee = text(&format!("{} {}", entry.dealer, journal.name_of(&entry.dealer)));
    let cause = text(&lang.ledger_cause(&entry.cause));
    writeln!(to, "\n{} * ({}) {payee} | {cause}", entry.on, entry.id())?;
    for (name, value) in facts(entry) {
        writeln!(to, "    ; {name}: {}", text(&value))?;
    }
    for (account, amount) in entry.postings() {
        writeln!(to, "    {}  {amount} {CURRENCY}", account.of(&entry.dealer))?;
    }
    Ok(())
}

/// An entry that moves nothing, whose postings say what must stand.
fn write_assertions(journal: &Journal, lang: Lang, to: &mut dyn Write) -> io::Result<()> {
    if journal.positions.is_empty() {
        return Ok(());
    }
    writeln!(to, "\n{} * {}", journal.last, text(lang.ledger_closing()))?;
    let zero = Money::ZERO;
    for (dealer, position) in &journal.positions {
        for (account, balance) in position.balances() {
            writeln!(to, "    {}  {zero} {CURRENCY} = {balance} {CURRENCY}", account.of(dealer))?;
        }
    }
    Ok(())
}

/// A text in which nothing begins a comment, a tag, a bracketed date or another field.
fn text(text: &str) -> String {
    let wide = |letter: char| match letter {
        ';' => '；',
        ',' => '，',
        ':' => '：',
        '[' => '［',
        ']' => '］',
        '|' => '｜',
        other => other,
    };
    on_one_line(text).chars().map(wide).collect()
}
