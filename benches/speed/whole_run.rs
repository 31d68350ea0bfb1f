//! `sanbao run` as a whole: its time and memory, and that of all its processes.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::folder::{Folder, PROGRAM, SEED};

/// How often the memory is looked at, and the end of the run.
const LOOK_EVERY: Duration = Duration::from_millis(5);
/// Linux counts processor time towards programs in hundredths of a second.
const TICK: Duration = Duration::from_millis(10);

/// What a run took.
pub struct WholeRun {
    /// From start to end.
    pub time: Duration,
    /// Of all its processes.
    pub processor_time: Duration,
    /// The most that all its processes held together.
    pub memory_bytes: u64,
}

impl WholeRun {
    /// Worse than any run.
    pub const fn worst() -> Self {
        Self { time: Duration::MAX, processor_time: Duration::MAX, memory_bytes: 0 }
    }

    /// The best times of two runs, and the most memory.
    pub fn best(self, other: &Self) -> Self {
        Self {
            time: self.time.min(other.time),
            processor_time: self.processor_time.min(other.processor_time),
            memory_bytes: self.memory_bytes.max(other.memory_bytes),
        }
    }

    /// Runs a folder.
    pub fn of(folder: &Folder) -> Self {
        let (first, last) = (folder.periods.first(), folder.periods.last());
        let (Some(first), Some(last)) = (first, last) else { panic!("a folder without months") };
        let mut command = Command::new(PROGRAM);
        command.arg("run").arg(folder.input()).arg("--out").arg(folder.output());
        command.args(["--from", &first.to_string(), "--through", &last.to_string(), "--seed", SEED]);
        command.args(["--dealer-rows-max", "2000000", "--dealer-mib-max", "4096"]);
        let processor_before = processor_time_of_children();
        let begun_at = Instant::now();
        let mut run = command.stdout(Stdio::null()).spawn().expect("sanbao run starts");
        let mut memory_bytes = 0;
        let status = loop {
            memory_bytes = memory_bytes.max(memory_with_children(run.id()));
            if let Some(status) = run.try_wait().expect("the run can be waited for") {
                break status;
            }
            std::thread::sleep(LOOK_EVERY);
        };
        let time = begun_at.elapsed();
        assert!(status.success(), "sanbao run: {status}");
        Self { time, processor_time: processor_time_of_children().saturating_sub(processor_before), memory_bytes }
    }
}

/// The processor time of the processes that this one has waited for, and of those that they waited for.
fn processor_time_of_children() -> Duration {
    const CHILDREN_USER_AND_SYSTEM: std::ops::RangeInclusive<usize> = 13..=14;
    let stat = std::fs::read_to_string("/proc/self/stat").expect("Linux tells of its processes");
    // The second field is the program's name in brackets, which may hold blanks.
    let (_, fields) = stat.rsplit_once(") ").expect("a name in brackets");
    let ticks = fields.split(' ').enumerate().filter(|(place, _)| CHILDREN_USER_AND_SYSTEM.contains(place));
    ticks.filter_map(|(_, ticks)| ticks.parse::<u32>().ok()).map(|ticks| TICK * ticks).sum()
}

/// The most memory that a process and its children, which live as long, have each held.
fn memory_with_children(process: u32) -> u64 {
    let folder = PathBuf::from(format!("/proc/{process}"));
    let threads = std::fs::read_dir(folder.join("task")).into_iter().flatten().flatten();
    let children: u64 = threads
        .filter_map(|thread| std::fs::read_to_string(thread.path().join("children")).ok())
        .flat_map(|children| children.split_whitespace().filter_map(|id| id.parse().ok()).collect::<Vec<u32>>())
        .map(memory_with_children)
        .sum();
    let status = std::fs::read_to_string(folder.join("status")).unwrap_or_default();
    let most = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.parse().ok());
    children + most.unwrap_or(0_u64) * 1024
}
