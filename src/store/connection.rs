//! The database: one code path for both backends, chosen by the URL at start.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::r2d2::{self, ManageConnection, Pool, PooledConnection, R2D2Connection};
use diesel::{Connection, PgConnection, SqliteConnection};

use super::{Error, idempotency};

/// A connection to either backend.
#[derive(diesel::MultiConnection)]
pub enum Db {
    /// PostgreSQL, where it is chosen.
    Postgres(PgConnection),
    /// SQLite, embedded.
    Sqlite(SqliteConnection),
}

impl Db {
    /// Which backend it is.
    pub fn backend(&self) -> Backend {
        match self {
            Self::Postgres(_) => Backend::Postgres,
            Self::Sqlite(_) => Backend::Sqlite,
        }
    }
}

/// The backends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backend {
    /// Chosen by a URL or by the keywords of a connection string.
    Postgres,
    /// A file.
    Sqlite,
}

impl Backend {
    /// The backend of a database URL: a PostgreSQL URL or connection string, else the path of an SQLite file.
    pub fn of(url: &str) -> Self {
        let postgres = url.starts_with("postgres://") || url.starts_with("postgresql://") || url.contains("host=");
        if postgres { Self::Postgres } else { Self::Sqlite }
    }
}

/// Opens connections; `establish` of the enum would guess the backend and hide the reason of a failure.
#[derive(Clone, Debug)]
pub struct Manager {
    url: String,
}

/// In this order: without the patience first, switching to the write-ahead log can fail at once.
const SQLITE_PRAGMAS: &str = "PRAGMA busy_timeout = 30000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
    PRAGMA foreign_keys = ON; PRAGMA wal_autocheckpoint = 4000; PRAGMA cache_size = -16384; PRAGMA temp_store = MEMORY;";

/// Whoever waits for a page waits for few rows: to compile a query for them, or to start processes, takes longer than to
/// fetch them.
const POSTGRES_SETTINGS: &str = "SET timezone = 'UTC'; SET jit = off; SET max_parallel_workers_per_gather = 0";

impl ManageConnection for Manager {
    type Connection = Db;
    type Error = r2d2::Error;

    fn connect(&self) -> Result<Db, r2d2::Error> {
        match Backend::of(&self.url) {
            Backend::Postgres => {
                let mut connection = PgConnection::establish(&self.url).map_err(r2d2::Error::ConnectionError)?;
                connection.batch_execute(POSTGRES_SETTINGS).map_err(r2d2::Error::QueryError)?;
                Ok(Db::Postgres(connection))
            }
            Backend::Sqlite => {
                let path = self.url.strip_prefix("sqlite://").unwrap_or(&self.url);
                let mut connection = SqliteConnection::establish(path).map_err(r2d2::Error::ConnectionError)?;
                connection.batch_execute(SQLITE_PRAGMAS).map_err(r2d2::Error::QueryError)?;
                Ok(Db::Sqlite(connection))
            }
        }
    }

    fn is_valid(&self, connection: &mut Db) -> Result<(), r2d2::Error> {
        connection.ping().map_err(r2d2::Error::QueryError)
    }

    fn has_broken(&self, connection: &mut Db) -> bool {
        // A transaction that a panic left open must not meet the next one.
        std::thread::panicking() || connection.is_broken()
    }
}

/// The database of an installation.
#[derive(Debug)]
pub struct Store {
    pool: Pool<Manager>,
    backend: Backend,
    url: String,
    /// SQLite has one writer; waiting here is fair, waiting inside SQLite is not.
    writer: Mutex<()>,
    /// How often this process has written; whoever waits for work is woken by it.
    writes: Mutex<u64>,
    written: Condvar,
}

impl Store {
    /// Opens a database; a SQLite file that is not there is made, empty.
    pub fn open(url: &str, connections_max: u32) -> Result<Self, Error> {
        let asks_for_tls = ["sslmode=require", "sslmode=verify-ca", "sslmode=verify-full"];
        if Backend::of(url) == Backend::Postgres && asks_for_tls.iter().any(|mode| url.contains(mode)) {
            return Err(Error::NoTls);
        }
        let manager = Manager { url: url.to_owned() };
        // The first connection tells what is wrong; the pool would only tell that it waited in vain.
        drop(manager.connect().map_err(|error| Error::Open(error.to_string()))?);
        let pool = Pool::builder()
            .max_size(connections_max)
            .min_idle(Some(1))
            .test_on_check_out(Backend::of(url) == Backend::Postgres)
            .connection_timeout(Duration::from_secs(30))
            .build(manager)
            .map_err(|error| Error::Open(error.to_string()))?;
        Ok(Self {
            pool,
            backend: Backend::of(url),
            url: url.to_owned(),
            writer: Mutex::new(()),
            writes: Mutex::default(),
            written: Condvar::new(),
        })
    }

    /// Which backend it is.
    pub fn backend(&self) -> Backend {
        self.backend
    }

    /// Where it is; may hold a password.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Reads in one transaction, which sees one state of the database throughout.
    pub fn read<T, E: From<Error>>(&self, work: impl FnOnce(&mut Db) -> Result<T, E>) -> Result<T, E> {
        let mut connection = self.connection()?;
        transaction(&mut connection, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", "BEGIN", work)
    }

    /// Writes in one transaction: all of it is kept, or nothing.
    pub fn write<T, E: From<Error>>(&self, work: impl FnOnce(&mut Db) -> Result<T, E>) -> Result<T, E> {
        let _one_writer = self.wait_for_writer();
        let mut connection = self.connection()?;
        let value = transaction(&mut connection, "BEGIN", "BEGIN IMMEDIATE", |c| -> Result<T, E> {
            let value = work(c)?;
            idempotency::mark(c)?;
            Ok(value)
        })?;
        self.wake();
        Ok(value)
    }

    /// How often this process has written, to be handed to [`Store::wait_for_write`].
    pub fn writes(&self) -> u64 {
        *self.writes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until this process writes, has written since `seen`, or the patience is over.
    pub fn wait_for_write(&self, seen: u64, patience: Duration) {
        let writes = self.writes.lock().unwrap_or_else(PoisonError::into_inner);
        drop(self.written.wait_timeout_while(writes, patience, |writes| *writes == seen));
    }

    /// Wakes whoever waits for a write.
    pub fn wake(&self) {
        *self.writes.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        self.written.notify_all();
    }

    /// A connection outside any transaction, for migrations and backups.
    pub fn connection(&self) -> Result<PooledConnection<Manager>, Error> {
        self.pool.get().map_err(|error| Error::Busy(error.to_string()))
    }

    fn wait_for_writer(&self) -> Option<MutexGuard<'_, ()>> {
        // What a panic left behind was rolled back with its connection.
        let lock = || self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        (self.backend == Backend::Sqlite).then(lock)
    }
}

fn transaction<T, E: From<Error>>(
    connection: &mut Db,
    begin_postgres: &str,
    begin_sqlite: &str,
    work: impl FnOnce(&mut Db) -> Result<T, E>,
) -> Result<T, E> {
    let begun = match connection {
        Db::Postgres(postgres) => AnsiTransactionManager::begin_transaction_sql(postgres, begin_postgres),
        Db::Sqlite(sqlite) => AnsiTransactionManager::begin_transaction_sql(sqlite, begin_sqlite),
    };
    begun.map_err(Error::from)?;
    match work(connection) {
        Ok(value) => {
            <Db as Connection>::TransactionManager::commit_transaction(connection).map_err(Error::from)?;
            Ok(value)
        }
        Err(error) => {
            // The first error is the one that tells; a connection that cannot roll back is broken and dropped.
            let _ = <Db as Connection>::TransactionManager::rollback_transaction(connection);
            Err(error)
        }
    }
}
