//! How far a run is, on a terminal, once it takes over a second.

use std::sync::Mutex;
use std::thread;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::calendar::Period;
use crate::workflow::run_folder::{Progress, ReadSheet};

/// What is shorter needs no bar.
const QUIET_FOR: Duration = Duration::from_secs(1);

/// A bar on standard error, which is drawn only where that is a terminal.
pub struct TerminalProgress {
    bar: ProgressBar,
    rows: Mutex<u64>,
}

impl TerminalProgress {
    /// A bar that does not show yet.
    pub fn new() -> Self {
        let bar = ProgressBar::hidden();
        if let Ok(style) = ProgressStyle::with_template("{spinner} {prefix} {wide_bar} {pos}/{len} {msg}") {
            bar.set_style(style);
        }
        let waiting = bar.clone();
        // The thread ends with the process; a run that is over by then shows nothing.
        thread::spawn(move || {
            thread::sleep(QUIET_FOR);
            if !waiting.is_finished() {
                waiting.set_draw_target(ProgressDrawTarget::stderr());
            }
        });
        Self { bar, rows: Mutex::new(0) }
    }

    /// Takes the bar away.
    pub fn end(&self) {
        self.bar.finish_and_clear();
    }
}

impl Progress for TerminalProgress {
    fn registers(&self) {
        self.bar.enable_steady_tick(Duration::from_millis(200));
    }

    fn months(&self, sheets: usize) {
        self.bar.set_length(u64::try_from(sheets).unwrap_or(u64::MAX));
    }

    fn sheet(&self, sheet: &ReadSheet) {
        let rows = self.rows.lock().map_or(0, |mut rows| {
            *rows += u64::from(sheet.rows);
            *rows
        });
        self.bar.inc(1);
        self.bar.set_message(format!("{rows}"));
    }

    fn month(&self, period: Period) {
        self.bar.set_prefix(period.to_string());
    }
}
