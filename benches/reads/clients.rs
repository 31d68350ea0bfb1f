//! Several clients who read at once.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use crate::reads::Read;
use crate::server::Server;

/// How many read at the same time: twice as many as the server has threads.
const CLIENTS: usize = 4;
/// How often each reads.
const ROUNDS: usize = 100;
/// Of a read that takes longer than this in all, fewer are made.
const PATIENCE: Duration = Duration::from_secs(8);

/// What a read took.
pub struct Measured {
    pub name: &'static str,
    pub p50: Duration,
    pub p99: Duration,
}

/// Reads again and again, each time something else, after one round that does not count.
pub fn measure(server: &Server, read: &Read) -> Measured {
    let times = Mutex::new(Vec::with_capacity(CLIENTS * ROUNDS));
    let begun_at = Instant::now();
    std::thread::scope(|scope| {
        for client in 0..CLIENTS {
            let times = &times;
            scope.spawn(move || {
                let agent = ureq::Agent::new_with_defaults();
                server.get(&agent, read.role, &(read.path)(client));
                for round in 0..ROUNDS {
                    let path = (read.path)(round * CLIENTS + client);
                    let sent_at = Instant::now();
                    server.get(&agent, read.role, &path);
                    times.lock().unwrap().push(sent_at.elapsed());
                    if begun_at.elapsed() > PATIENCE {
                        break;
                    }
                }
            });
        }
    });
    let mut times = times.into_inner().unwrap();
    times.sort_unstable();
    Measured { name: read.name, p50: times[times.len() / 2], p99: times[(times.len() * 99).div_ceil(100) - 1] }
}
