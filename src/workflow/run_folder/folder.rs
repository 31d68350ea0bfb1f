//! What lies in the folder of a run: registers and agreements at the top, dealers' sheets below their months.

use std::collections::BTreeMap;
use std::fs::DirEntry;
use std::path::{Path, PathBuf};

use unicode_normalization::UnicodeNormalization;

use super::error::RunError;
use crate::agreement::codes::DealerCode;
use crate::agreement::registers::FiledSheet;
use crate::calendar::Period;
use crate::sheets::SheetKind;

/// The registers by the names of their files.
const REGISTERS: [(&str, SheetKind); 11] = [
    ("dealers", SheetKind::Dealers),
    ("products", SheetKind::Products),
    ("parts", SheetKind::Parts),
    ("sales", SheetKind::Sales),
    ("units", SheetKind::Units),
    ("stock", SheetKind::Stock),
    ("goods_returns", SheetKind::GoodsReturns),
    ("complaints", SheetKind::Complaints),
    ("technicians", SheetKind::Technicians),
    ("submissions", SheetKind::Submissions),
    ("callbacks", SheetKind::Callbacks),
];

/// What Excel, LibreOffice and editors leave beside the files they open.
const LEFTOVERS: [&str; 4] = [".bak", ".tmp", ".swp", "~"];

/// The files of a run.
#[derive(Debug, Default)]
pub struct Folder {
    registers: BTreeMap<SheetKind, PathBuf>,
    /// The agreements' files, by name.
    pub agreements: Vec<PathBuf>,
    /// The dealers' sheets by month.
    pub months: BTreeMap<Period, Vec<SheetFile>>,
    /// What lies among the months and their sheets under a name that says neither whose nor what it is.
    pub strangers: Vec<String>,
}

/// A file that a dealer filed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SheetFile {
    /// The dealer of the file's name.
    pub dealer: DealerCode,
    /// What it should hold.
    pub sheet: FiledSheet,
    /// Where it lies.
    pub path: PathBuf,
    /// The same from the run's folder on, with `/` between the parts.
    pub name: String,
}

impl Folder {
    /// Looks through the folder.
    pub fn of(root: &Path) -> Result<Self, RunError> {
        if !root.is_dir() {
            return Err(RunError::NoFolder(root.to_owned()));
        }
        let mut folder = Self::default();
        for entry in entries(root)? {
            let (name, path) = (file_name(&entry), entry.path());
            if path.is_dir() {
                match name.parse() {
                    Ok(period) => drop(folder.months.insert(period, sheet_files(&path, &name, &mut folder.strangers)?)),
                    Err(_) if name.starts_with(|first: char| first.is_ascii_digit()) => folder.strangers.push(name),
                    Err(_) => {}
                }
            } else if name.starts_with("agreement") && path.extension().is_some_and(|extension| extension == "toml") {
                folder.agreements.push(path);
            } else {
                folder.add_register(&name, path)?;
            }
        }
        folder.agreements.sort();
        Ok(folder)
    }

    fn add_register(&mut self, name: &str, path: PathBuf) -> Result<(), RunError> {
        let stem = name.split_once('.').map_or("", |(stem, _)| stem);
        let Some((_, sheet)) = REGISTERS.iter().find(|(register, _)| register.eq_ignore_ascii_case(stem)) else {
            return Ok(());
        };
        match self.registers.insert(*sheet, path) {
            None => Ok(()),
            Some(other) => {
                let mut files = [name.to_owned(), other.file_name().unwrap_or_default().display().to_string()];
                files.sort();
                Err(RunError::RegisterTwice { files })
            }
        }
    }

    /// The file of a register.
    pub fn register(&self, sheet: SheetKind) -> Option<&Path> {
        self.registers.get(&sheet).map(PathBuf::as_path)
    }
}

/// A register's name as its file has it.
pub fn register_name(sheet: SheetKind) -> &'static str {
    REGISTERS.iter().find(|(_, register)| *register == sheet).map_or("", |(name, _)| name)
}

fn sheet_files(month: &Path, month_name: &str, strangers: &mut Vec<String>) -> Result<Vec<SheetFile>, RunError> {
    let mut files = Vec::new();
    for entry in entries(month)? {
        let (name, path) = (file_name(&entry), entry.path());
        let below = format!("{month_name}/{name}");
        match dealer_and_sheet(&name).filter(|_| path.is_file()) {
            Some((dealer, sheet)) => files.push(SheetFile { dealer, sheet, path, name: below }),
            None => strangers.push(below),
        }
    }
    files.sort();
    Ok(files)
}

/// `D001-slips.xlsx` is D001's slips. A code may hold dashes and points itself; its case counts, that of the rest not.
fn dealer_and_sheet(name: &str) -> Option<(DealerCode, FiledSheet)> {
    let (stem, _extension) = name.rsplit_once('.')?;
    let (code, sheet) = stem.rsplit_once('-')?;
    let sheet = match sheet.to_ascii_lowercase().as_str() {
        "slips" => FiledSheet::Slips,
        "feedback" => FiledSheet::Feedback,
        _ => return None,
    };
    let code: String = code.trim().nfkc().collect();
    Some((DealerCode::new(&code)?, sheet))
}

fn entries(folder: &Path) -> Result<Vec<DirEntry>, RunError> {
    let entries = std::fs::read_dir(folder).and_then(Iterator::collect::<std::io::Result<Vec<DirEntry>>>);
    let mut entries = entries.map_err(RunError::io(folder))?;
    entries.retain(|entry| {
        let name = file_name(entry);
        let hidden = name.starts_with('.') || name.starts_with("~$");
        !hidden && !LEFTOVERS.iter().any(|leftover| name.ends_with(leftover))
    });
    entries.sort_by_key(DirEntry::file_name);
    Ok(entries)
}

fn file_name(entry: &DirEntry) -> String {
    entry.file_name().to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheets_name_says_whose_it_is() {
        for (name, dealer, sheet) in [
            ("D001-slips.csv", "D001", FiledSheet::Slips),
            ("D-1.a-feedback.xlsx", "D-1.a", FiledSheet::Feedback),
            ("Ｄ００１-slips.xls", "D001", FiledSheet::Slips),
            ("A-slips-slips.xls", "A-slips", FiledSheet::Slips),
            ("d001-Slips.XLSX", "d001", FiledSheet::Slips),
        ] {
            assert_eq!(dealer_and_sheet(name), Some((DealerCode::new(dealer).unwrap(), sheet)), "{name}");
        }
        for name in ["D001-slips", "-slips.csv", "D001.csv", "D001-returns.csv"] {
            assert_eq!(dealer_and_sheet(name), None, "{name}");
        }
    }

    #[test]
    fn what_programs_leave_behind_is_not_read_and_two_files_of_a_register_are_told() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str| std::fs::write(folder.path().join(name), "").unwrap();
        std::fs::create_dir(folder.path().join("2026-01")).unwrap();
        std::fs::create_dir(folder.path().join("notes")).unwrap();
        for name in ["dealers.csv", "~$dealers.xlsx", ".units.csv", "units.csv.bak", "agreement-a.toml", "readme.txt"] {
            write(name);
        }
        write("2026-01/D1-slips.csv");
        write("2026-01/~$D1-slips.xlsx");
        write("2026-01/D1_slips.xlsx");
        std::fs::create_dir(folder.path().join("2026-1")).unwrap();
        let found = Folder::of(folder.path()).unwrap();
        assert!(found.register(SheetKind::Dealers).is_some());
        assert!(found.register(SheetKind::Units).is_none());
        assert_eq!(found.agreements.len(), 1);
        let names: Vec<&str> = found.months.values().flatten().map(|file| file.name.as_str()).collect();
        assert_eq!(names, ["2026-01/D1-slips.csv"]);
        assert_eq!(found.strangers, ["2026-01/D1_slips.xlsx", "2026-1"]);
        write("Dealers.xlsx");
        let twice = Folder::of(folder.path()).unwrap_err();
        assert!(matches!(twice, RunError::RegisterTwice { files } if files == ["Dealers.xlsx", "dealers.csv"]));
    }
}
