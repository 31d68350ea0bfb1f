//! The files that go out (`sheets.md`, "A folder run"), one module a file.
