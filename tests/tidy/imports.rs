//! Which room may import which, and what of the standard library and of other crates.

use std::collections::BTreeSet;

use crate::{Source, none, root, sources};

/// A room of the house, and what it may name.
struct Room {
    name: &'static str,
    /// Other rooms, or what it may name of them.
    rooms: &'static [&'static str],
    /// Crates of `Cargo.toml`.
    crates: &'static [&'static str],
}

/// In the order of `src/lib.rs`.
const ROOMS: &[Room] = &[
    Room {
        name: "agreement",
        rooms: &["money", "calendar"],
        crates: &["cel", "compact_str", "serde", "sha2", "thiserror", "toml", "unicode_normalization"],
    },
    Room {
        name: "api",
        rooms: &[
            "agreement",
            "auth",
            "calendar",
            "exports",
            "jobs",
            "money",
            "notify::address",
            "reports",
            "sheets",
            "store",
            "texts",
            "url",
            "web",
            "workflow",
        ],
        crates: &[
            "zip",
            "actix_multipart",
            "actix_web",
            "csv",
            "data_encoding",
            "futures_util",
            "memchr",
            "rust_xlsxwriter",
            "serde",
            "serde_json",
            "serde_path_to_error",
            "tempfile",
            "tracing",
            "utoipa",
            "utoipa_swagger_ui",
            "validator",
        ],
    },
    Room {
        name: "app",
        rooms: &["api", "auth", "jobs", "pages", "store", "texts", "web", "workflow"],
        crates: &[
            "actix_web",
            "futures_util",
            "metrics",
            "metrics_exporter_prometheus",
            "serde_json",
            "tracing",
            "tracing_actix_web",
            "tracing_subscriber",
            "utoipa_swagger_ui",
        ],
    },
    Room {
        name: "auth",
        rooms: &["agreement", "calendar", "clock", "store", "url"],
        crates: &[
            "argon2",
            "chacha20poly1305",
            "chrono",
            "data_encoding",
            "getrandom",
            "hmac",
            "serde",
            "sha1",
            "sha2",
            "thiserror",
            "unicode_normalization",
            "utoipa",
        ],
    },
    Room { name: "calendar", rooms: &[], crates: &["chrono", "serde", "thiserror"] },
    Room {
        name: "cli",
        rooms: &[
            "agreement",
            "app",
            "auth",
            "calendar",
            "clock",
            "jobs",
            "money",
            "notify",
            "reports::pdf::Typeface",
            "samples",
            "sheets",
            "store",
            "texts",
            "workflow",
        ],
        crates: &[
            "clap",
            "indicatif",
            "serde_json",
            "tempfile",
            "tracing",
            "tracing_subscriber",
            "unicode_normalization",
        ],
    },
    Room { name: "clock", rooms: &["calendar"], crates: &["chrono"] },
    Room {
        name: "exports",
        // A refused sheet goes out with its faults.
        rooms: &["agreement", "calendar", "money", "texts", "sheets::Fault", "sheets::SheetKind"],
        crates: &["calamine", "csv", "data_encoding", "quick_xml", "rust_xlsxwriter"],
    },
    Room {
        name: "jobs",
        rooms: &["calendar", "notify", "store", "workflow"],
        crates: &["chrono", "metrics", "tracing"],
    },
    Room { name: "money", rooms: &[], crates: &["rust_decimal", "serde", "thiserror"] },
    Room {
        name: "notify",
        rooms: &["agreement", "auth", "calendar", "money", "store", "texts", "url"],
        crates: &["askama", "chrono", "lettre", "memchr", "percent_encoding", "serde", "serde_json", "tokio", "utoipa"],
    },
    Room {
        name: "pages",
        // Never the API: what both need is in `web`.
        rooms: &[
            "agreement",
            "auth",
            "calendar",
            "clock::business_time",
            "clock::of_business_time",
            "exports",
            "money",
            "notify::address",
            "reports",
            "sheets",
            "store",
            "texts",
            "url",
            "web",
            "workflow",
        ],
        crates: &[
            "actix_multipart",
            "actix_web",
            "askama",
            "chrono",
            "data_encoding",
            "fluent_templates",
            "futures_util",
            "pinyin",
            "qrcode",
            "rust_embed",
            "serde",
            "serde_json",
            "tempfile",
            "tracing",
        ],
    },
    Room {
        name: "reports",
        rooms: &["agreement", "calendar", "money", "texts"],
        crates: &["askama", "chrono", "data_encoding", "krilla", "rust_xlsxwriter", "sha2", "thiserror", "ttf_parser"],
    },
    Room {
        name: "samples",
        rooms: &["agreement", "calendar", "money", "sheets::SheetKind", "sheets::columns"],
        crates: &["calamine", "chrono", "clap", "csv", "rust_xlsxwriter", "sha2", "tempfile", "thiserror"],
    },
    Room {
        name: "sheets",
        rooms: &["agreement", "calendar", "money"],
        crates: &[
            "chrono",
            "csv",
            "encoding_rs",
            "memchr",
            "postcard",
            "rust_xlsxwriter",
            "rustix",
            "serde",
            "tempfile",
            "thiserror",
            "unicode_normalization",
            "zip",
        ],
    },
    Room {
        name: "store",
        rooms: &["agreement", "calendar", "money", "sheets::SheetKind"],
        crates: &[
            "tempfile",
            "chrono",
            // The names of modes are those of the command line.
            "clap",
            "data_encoding",
            "diesel",
            "diesel_migrations",
            "serde",
            "serde_json",
            "sha2",
            "thiserror",
            // What the API shows as it is stored carries its description.
            "utoipa",
            "uuid",
        ],
    },
    Room {
        name: "texts",
        // What is worded: verdicts, faults, refusals, and why a verb could not be done.
        rooms: &[
            "agreement",
            "auth",
            "calendar",
            "money",
            "notify",
            "reports::pdf::TypefaceError",
            "samples",
            "sheets",
            "workflow",
            "store::Error",
            "store::audit",
            "store::backup",
            "store::outbox",
            "store::payments",
            "store::registers",
        ],
        crates: &["clap"],
    },
    Room { name: "url", rooms: &[], crates: &["percent_encoding"] },
    Room {
        name: "web",
        rooms: &["agreement", "auth", "store::behalf", "store::idempotency", "texts", "workflow"],
        crates: &["actix_multipart", "actix_web", "futures_util", "tempfile"],
    },
    Room {
        name: "workflow",
        rooms: &[
            "agreement",
            "auth",
            "calendar",
            "clock",
            "exports",
            "money",
            "notify",
            "reports",
            "sheets",
            "store",
            "texts",
        ],
        crates: &[
            "chrono",
            "data_encoding",
            "getrandom",
            "postcard",
            "serde",
            "serde_json",
            "sha2",
            "tempfile",
            "thiserror",
            "tracing",
            "unicode_normalization",
            "utoipa",
            "zip",
        ],
    },
];

fn room_of(source: &Source) -> Option<&'static Room> {
    let path = source.path.strip_prefix("src/")?;
    ROOMS.iter().find(|room| path.strip_prefix(room.name).is_some_and(|rest| rest.starts_with(['/', '.'])))
}

/// Every path that begins with `crate::`, groups written out: `a::{b, c::d}` is `a::b` and `a::c::d`.
fn crate_paths(code: &str) -> Vec<String> {
    let mut paths = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        if at == 0 || !code[..at].ends_with(|before: char| before.is_alphanumeric() || before == '_') {
            write_out("", &code[at + "crate::".len()..], &mut paths);
        }
    }
    paths
}

/// Writes out one tree of a `use`, and gives what follows it.
fn write_out<'a>(prefix: &str, tree: &'a str, paths: &mut Vec<String>) -> &'a str {
    let end = tree.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | ':' | '*'))).unwrap_or(tree.len());
    let (path, mut rest) = tree.split_at(end);
    let path = format!("{prefix}{path}");
    let Some(group) = rest.strip_prefix('{').filter(|_| path.ends_with("::")) else {
        paths.push(path.trim_end_matches(':').to_owned());
        return rest;
    };
    rest = group.trim_start();
    while !rest.is_empty() && !rest.starts_with('}') {
        rest = write_out(&path, rest, paths);
        // What stands between two branches: a comma, or another name for the one before.
        let next = rest.find([',', '}']).unwrap_or(rest.len());
        rest = rest[next..].trim_start_matches(',').trim_start();
    }
    rest.strip_prefix('}').unwrap_or(rest)
}

fn is_within(path: &str, allowed: &str) -> bool {
    path.strip_prefix(allowed).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

#[test]
fn groups_of_imports_are_written_out() {
    let code = "use crate::a::{self, b::{C, d as e}, F};\nlet x = crate::g::h(my_crate::i);";
    let expected = ["a::self", "a::b::C", "a::b::d", "a::F", "g::h"];
    assert_eq!(crate_paths(code), expected);
}

#[test]
fn every_room_is_known_and_described() {
    let library = sources().into_iter().find(|source| source.path == "src/lib.rs").unwrap();
    let lines: Vec<&str> = library.text.lines().collect();
    let modules: Vec<&str> = lines.iter().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).collect();
    let known: Vec<&str> = ROOMS.iter().map(|room| room.name).collect();
    assert_eq!(modules, known, "give every room of src/lib.rs its row in tests/tidy/imports.rs, in the same order");
    let bare: Vec<String> = lines
        .windows(2)
        .filter(|pair| pair[1].starts_with("pub mod ") && !pair[0].starts_with("///"))
        .map(|pair| pair[1].to_owned())
        .collect();
    none(&bare, "say in a sentence what the room is for");
}

#[test]
fn rooms_import_only_what_they_may() {
    let mut broken = Vec::new();
    for source in sources() {
        let Some(room) = room_of(&source) else { continue };
        let code: Vec<&str> = source.code().map(|(_, line)| line).collect();
        for path in crate_paths(&code.join("\n")) {
            let within = |allowed: &&str| is_within(&path, allowed);
            if !is_within(&path, room.name) && !room.rooms.iter().any(within) {
                broken.push(format!("{}: crate::{path}", source.path));
            }
        }
    }
    none(
        &broken,
        "let the outer room import the inner one, or hand the value in; the table is ROOMS in tests/tidy/imports.rs",
    );
}

#[test]
fn crates_stay_in_the_rooms_that_are_theirs() {
    let manifest: toml::Table = std::fs::read_to_string(root().join("Cargo.toml")).unwrap().parse().unwrap();
    let dependencies: BTreeSet<String> =
        manifest.get("dependencies").unwrap().as_table().unwrap().keys().map(|name| name.replace('-', "_")).collect();
    let mut broken = Vec::new();
    for source in sources() {
        let Some(room) = room_of(&source) else { continue };
        for (number, line) in source.code() {
            for dependency in dependencies.iter().filter(|name| !room.crates.contains(&name.as_str())) {
                if names(line, &format!("{dependency}::")) {
                    broken.push(format!("{}:{number}: {dependency}", source.path));
                }
            }
        }
    }
    none(
        &broken,
        "keep the crate to the room whose concern it is, or give it to the room in ROOMS of tests/tidy/imports.rs",
    );
}

/// Whether a line names something that stands at the start of a path.
fn names(line: &str, path: &str) -> bool {
    line.match_indices(path).any(|(at, _)| {
        !line[..at].ends_with(|before: char| before.is_alphanumeric() || matches!(before, '_' | ':' | '-' | '"'))
    })
}

#[test]
fn the_rules_know_no_clock_no_chance_and_no_files() {
    let outside = [
        "std::env",
        "std::fs",
        "std::io",
        "std::net",
        "std::path",
        "std::process",
        "std::thread",
        "std::time",
        "Instant",
        "SystemTime",
        "RandomState",
        "::now(",
        "::today(",
        "println!",
        "eprintln!",
    ];
    let pure = ["money", "calendar", "agreement"];
    let mut broken = Vec::new();
    for source in sources() {
        if !room_of(&source).is_some_and(|room| pure.contains(&room.name)) {
            continue;
        }
        for (number, line) in source.code() {
            let found = outside.iter().filter(|name| line.contains(*name));
            broken.extend(found.map(|name| format!("{}:{number}: {name}", source.path)));
        }
    }
    none(&broken, "hand the day, the seed or the text in as an argument; files and clocks belong to workflow");
}

#[test]
fn floats_stay_where_spreadsheets_store_numbers_as_floats() {
    let spreadsheets = [
        "src/sheets/",
        "src/sheets.rs",
        "src/money/spreadsheet.rs",
        // The library that draws PDFs is handed lengths, which are counted in whole units before.
        "src/reports/pdf/",
    ];
    let mut broken = Vec::new();
    for source in sources() {
        if spreadsheets.iter().any(|place| source.path.starts_with(place)) {
            continue;
        }
        let floats = source.code().filter(|(_, line)| line.contains("f32") || line.contains("f64"));
        broken.extend(floats.map(|(number, line)| format!("{}:{number}: {}", source.path, line.trim())));
    }
    none(&broken, "use Money for amounts and Rate for shares");
}
