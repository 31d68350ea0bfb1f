//! The real server on a port of its own, for tests and benches.

use std::net::TcpListener;
use std::sync::{Arc, mpsc};
use std::thread::JoinHandle;

use actix_web::dev::ServerHandle;
use sanbao::app::{self, CookieKind, Listening};
use sanbao::workflow::Office;

/// The server while it runs; it ends with this value.
pub struct Served {
    /// `http://127.0.0.1:…`
    pub address: String,
    server: ServerHandle,
    thread: Option<JoinHandle<()>>,
}

impl Served {
    /// Starts it before an office.
    pub fn begin(office: Arc<Office>, cookie: CookieKind) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let (started, starting) = mpsc::channel();
        let thread = std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async {
                let server = app::server(office, Listening { listener, cookie, workers: 2 }).unwrap();
                started.send(server.handle()).unwrap();
                server.await.unwrap();
            });
        });
        Self { address, server: starting.recv().unwrap(), thread: Some(thread) }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        drop(self.server.stop(false));
        if let Some(thread) = self.thread.take() {
            let ended = thread.join();
            assert!(ended.is_ok() || std::thread::panicking(), "the server ended well");
        }
    }
}
