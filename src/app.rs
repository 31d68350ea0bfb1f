//! The service as one HTTP server: the API, its description, how it is doing; and what every answer carries.

mod answer;
mod body;
mod health;

use std::io;
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use actix_web::dev::Server;
use actix_web::middleware::from_fn;
use actix_web::{App, HttpRequest, HttpServer, web};
use tracing_subscriber::EnvFilter;

use crate::api::{Problem, document, routes};
use crate::pages;
pub use crate::web::CookieKind;
use crate::web::language::lang_of;
use crate::workflow::{Error, Office};

/// The most that a body without a handler's own limit may have.
const BODY_BYTES_MAX: usize = 1 << 20;
/// Whoever opens a connection sends the head of a request within this time.
const HEAD_DEADLINE: Duration = Duration::from_secs(10);
/// What is at work when the server is told to stop has so many seconds to end.
const STOP_SECONDS: u64 = 30;

/// How the server listens.
#[derive(Debug)]
pub struct Listening {
    /// Where; on port 0 the system chooses.
    pub listener: TcpListener,
    /// Under which name sessions come.
    pub cookie: CookieKind,
    /// Threads that take requests.
    pub workers: usize,
}

/// A server that runs when it is awaited, and ends when it is told to.
pub fn server(office: Arc<Office>, listening: Listening) -> io::Result<Server> {
    health::install_metrics();
    let (desk, cookie) = (web::Data::from(office), web::Data::new(listening.cookie));
    let server = HttpServer::new(move || {
        App::new()
            .app_data(desk.clone())
            .app_data(cookie.clone())
            .app_data(web::PayloadConfig::new(BODY_BYTES_MAX))
            .configure(health::configure)
            .configure(document::configure)
            .service(web::scope("/api/v1").configure(routes::configure))
            .configure(pages::routes::configure)
            .default_service(web::to(nothing_here).wrap(from_fn(pages::guard::nowhere)))
            .wrap(from_fn(answer::answer))
    });
    // A list that is streamed is sent as it comes; otherwise its end waits 40 ms for the receiver's word.
    let server = server.workers(listening.workers).client_request_timeout(HEAD_DEADLINE).tcp_nodelay(true);
    Ok(server.shutdown_timeout(STOP_SECONDS).listen(listening.listener)?.run())
}

/// Serves until the process is told to stop; what is at work then is ended first.
pub fn run(office: Arc<Office>, listening: Listening) -> io::Result<()> {
    actix_web::rt::System::new().block_on(async { server(office, listening)?.await })
}

/// Writes the log as lines of JSON to standard error; `RUST_LOG` says how much.
pub fn log_as_json() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let log = tracing_subscriber::fmt().json().flatten_event(true).with_env_filter(filter).with_writer(io::stderr);
    // Only tests have a log already.
    let _ = log.try_init();
}

async fn nothing_here(request: HttpRequest) -> Problem {
    Problem::of(&Error::NotFound, lang_of(&request))
}
