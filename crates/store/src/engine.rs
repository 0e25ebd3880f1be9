//! The only file that knows there are two engines.
//!
//! A [`Store`] is opened from an address and handed around by clone. [`Store::read`] gives one consistent picture for a
//! few queries; [`Store::begin`] gives a [`Transaction`](crate::Transaction), the only thing that can write. Store
//! functions take `&mut Connection` when they read and `&mut Transaction` when they write; both deref to
//! [`Connection`], and [`on_engine!`] writes a function's body out for each engine.
//!
//! **SQLite.** Write-ahead log, `synchronous=FULL`. Readers are a pool of their own and never wait for the writer.
//! There is one writer per process (see [`writer`]): 64 callers queue for it in memory instead of fighting for the
//! file's lock, and those that queue share one flush to the disk.
//!
//! **PostgreSQL.** A pool; reads are `repeatable read, read only`, writes `read committed` with the record's head row
//! locked last (see `transaction.rs`).

use std::ops::{Deref, DerefMut};
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{PgConnection, PgPool, SqliteConnection, SqlitePool};

use crate::StoreError;
use crate::migrate;
use crate::transaction::Transaction;

pub(crate) mod writer;

use writer::{Writer, Writing};

/// How patient the store is and how wide. The defaults suit one small server.
#[derive(Debug, Clone)]
pub struct Options {
    /// How long a caller waits for a connection, or for its turn to write, before it hears
    /// [`StoreError::Unavailable`].
    pub patience: Duration,
    /// Connections for reading (SQLite), or in all (PostgreSQL).
    pub connections: u32,
    /// A single statement of PostgreSQL is cancelled after this long (an import of parcels raises it for itself).
    pub statement_timeout: Duration,
    /// A quota in bytes for the SQLite file: what would make it larger hears [`StoreError::Full`]. `None`: the disk's.
    pub largest_file: Option<u64>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            patience: Duration::from_secs(10),
            connections: 16,
            statement_timeout: Duration::from_secs(30),
            largest_file: None,
        }
    }
}

/// Bytes of a page of SQLite: its default, which no file of ours changes.
const SQLITE_PAGE: u64 = 4096;

/// The city's memory: one SQLite file or one PostgreSQL database. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Store {
    pools: Pools,
    patience: Duration,
}

#[derive(Debug, Clone)]
enum Pools {
    Sqlite { readers: SqlitePool, writer: Arc<Writer> },
    Postgres(PgPool),
}

/// Which engine a store runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EngineName {
    /// One file beside the program.
    Sqlite,
    /// A server with PostGIS.
    Postgres,
}

impl Store {
    /// Opens the store at `url` (`sqlite://path/to/file` or `postgres://…`) and brings its tables up to date.
    ///
    /// Several programs may do this at once: one migrates, the others wait for it. A store that was made ready by a
    /// later program is refused with [`StoreError::Newer`].
    pub async fn open(url: &str) -> Result<Store, StoreError> {
        Self::open_with(url, &Options::default()).await
    }

    /// [`open`](Self::open) with other patience or width.
    pub async fn open_with(url: &str, options: &Options) -> Result<Store, StoreError> {
        let store = Self::connect(url, options).await?;
        migrate::up_to_date(&store).await?;
        Ok(store)
    }

    /// Connects without touching any table; for tests of the migrations.
    pub(crate) async fn connect(url: &str, options: &Options) -> Result<Store, StoreError> {
        let refused = |cause: String| StoreError::Address { url: without_password(url), cause };
        if url.starts_with("sqlite:") {
            let connect = SqliteConnectOptions::from_str(url).map_err(|error| refused(error.to_string()))?;
            if connect.get_filename().as_os_str().is_empty() || url.contains(":memory:") {
                return Err(refused("a store in memory would not last; name a file".into()));
            }
            let connect = connect
                .create_if_missing(true)
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Full)
                .foreign_keys(true)
                .busy_timeout(options.patience)
                // The write-ahead file is cut back to this after a checkpoint, instead of keeping its largest size.
                .pragma("journal_size_limit", "67108864")
                .pragma("cache_size", "-16384");
            let connect = match options.largest_file {
                Some(bytes) => connect.pragma("max_page_count", (bytes / SQLITE_PAGE).to_string()),
                None => connect,
            };
            // The writer opens first: it creates the file and its write-ahead log, which a reader could not.
            let writer = Writer::open(connect.clone(), options.patience).await?;
            let readers = SqlitePoolOptions::new()
                .min_connections(0)
                .max_connections(options.connections.max(2))
                .acquire_timeout(options.patience)
                // A file does not go away between two reads as a server does.
                .test_before_acquire(false)
                .connect_lazy_with(connect.pragma("query_only", "on").pragma("cache_size", "-4096"));
            Ok(Store { pools: Pools::Sqlite { readers, writer: Arc::new(writer) }, patience: options.patience })
        } else if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            let connect = PgConnectOptions::from_str(url)
                .map_err(|error| refused(error.to_string()))?
                .application_name("tilke")
                .options([
                    ("statement_timeout", options.statement_timeout.as_millis().to_string()),
                    // A client that vanished inside a transaction must not hold the record's head for ever.
                    ("idle_in_transaction_session_timeout", "60000".to_owned()),
                    ("timezone", "UTC".to_owned()),
                ]);
            let pool = PgPoolOptions::new()
                .max_connections(options.connections.max(2))
                // Half: a server that is away makes every caller wait this long, and nobody queues here for one writer.
                .acquire_timeout(options.patience / 2)
                .connect_lazy_with(connect);
            Ok(Store { pools: Pools::Postgres(pool), patience: options.patience })
        } else {
            Err(refused("unknown scheme".into()))
        }
    }

    /// Which engine this is; for a sentence in a log or in `doctor`, never for a decision of a subject.
    pub fn engine(&self) -> EngineName {
        match self.pools {
            Pools::Sqlite { .. } => EngineName::Sqlite,
            Pools::Postgres(_) => EngineName::Postgres,
        }
    }

    /// One consistent picture of the store, for a few queries. It cannot write, by type and by engine.
    ///
    /// Safe to be dropped at any point, also while it waits.
    pub async fn read(&self) -> Result<Reading, StoreError> {
        let pools = self.pools.clone();
        // In a task of its own: sqlx leaves a transaction open when its `begin` is dropped half-way (transact-rs/sqlx#4385).
        let connection = own_task(self.patience, async move {
            Ok(match pools {
                Pools::Sqlite { readers, .. } => Connection::Reader(readers.begin().await?),
                Pools::Postgres(pool) => {
                    Connection::Postgres(pool.begin_with("begin isolation level repeatable read, read only").await?)
                }
            })
        })
        .await?;
        Ok(Reading { connection })
    }

    /// Begins a change. Nothing is kept until [`commit`](Transaction::commit) or
    /// [`commit_private`](Transaction::commit_private) has answered; dropping the transaction takes everything back.
    ///
    /// A caller whose own future may be dropped (an HTTP handler) must run its whole write in `tokio::spawn`: dropping
    /// is safe for the store, but then the caller does not learn whether a commit on its way took place.
    pub async fn begin(&self) -> Result<Transaction, StoreError> {
        let pools = self.pools.clone();
        let connection = own_task(self.patience, async move {
            Ok(match pools {
                Pools::Sqlite { writer, .. } => Connection::Writer(writer.begin().await?),
                Pools::Postgres(pool) => Connection::Postgres(pool.begin().await?),
            })
        })
        .await?;
        Ok(Transaction::new(connection))
    }

    /// A change that no other program can make at the same time; for migrations.
    pub(crate) async fn alone(&self) -> Result<Connection, StoreError> {
        match &self.pools {
            // `begin immediate` of the writer keeps every other program out of writing; readers see the old tables.
            Pools::Sqlite { writer, .. } => Ok(Connection::Writer(writer.begin().await?)),
            Pools::Postgres(pool) => {
                let mut transaction = pool.begin().await?;
                migrate::lock(&mut transaction).await?;
                Ok(Connection::Postgres(transaction))
            }
        }
    }

    /// Whether the store can be read and written at this moment. Writes one row, so that a full disk shows.
    pub async fn ready(&self) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        on_engine!(transaction, |connection| {
            sqlx::query("update readiness set probes = probes + 1 where id = 1")
                .execute(connection)
                .await?
                .rows_affected()
        });
        transaction.commit_private("readiness probe").await
    }

    /// Waits until every connection is closed; for tests and for a graceful stop.
    pub async fn close(&self) {
        match &self.pools {
            Pools::Sqlite { readers, writer } => {
                readers.close().await;
                writer.close().await;
            }
            Pools::Postgres(pool) => pool.close().await,
        }
    }
}

/// Runs to its end even if the caller goes away; what it made is then dropped in an orderly way.
///
/// A server that neither answers nor hangs up (stopped, or behind a dead network) is given up after twice the patience:
/// once for a connection, once for the transaction.
async fn own_task<T: Send + 'static>(
    patience: Duration,
    work: impl Future<Output = Result<T, StoreError>> + Send + 'static,
) -> Result<T, StoreError> {
    match tokio::time::timeout(patience * 2, tokio::spawn(work)).await {
        Ok(Ok(result)) => result,
        Ok(Err(failed)) => Err(StoreError::Unavailable(failed.to_string().into())),
        Err(_) => Err(StoreError::Unavailable("the database does not answer".into())),
    }
}

/// The address without what follows `user:` in it.
fn without_password(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    match rest.split_once('@') {
        Some((who, host)) => {
            format!("{scheme}://{}:…@{host}", who.split_once(':').map_or(who, |(user, _)| user))
        }
        None => url.to_owned(),
    }
}

/// A connection inside a transaction, for reading or for writing, on either engine.
#[derive(Debug)]
pub enum Connection {
    /// A reader of the SQLite file.
    Reader(sqlx::Transaction<'static, sqlx::Sqlite>),
    /// The one writer of the SQLite file.
    Writer(Writing),
    /// A connection to PostgreSQL.
    Postgres(sqlx::Transaction<'static, sqlx::Postgres>),
}

/// The engine's own connection, for [`on_engine!`].
#[derive(Debug)]
pub(crate) enum Engine<'a> {
    /// SQLite's.
    Sqlite(&'a mut SqliteConnection),
    /// PostgreSQL's.
    Postgres(&'a mut PgConnection),
}

impl Connection {
    pub(crate) fn engine(&mut self) -> Engine<'_> {
        match self {
            Connection::Reader(transaction) => Engine::Sqlite(&mut *transaction),
            Connection::Writer(writing) => Engine::Sqlite(writing.connection()),
            Connection::Postgres(transaction) => Engine::Postgres(&mut *transaction),
        }
    }

    pub(crate) fn is_postgres(&self) -> bool {
        matches!(self, Connection::Postgres(_))
    }

    pub(crate) async fn commit(self) -> Result<(), StoreError> {
        match self {
            Connection::Reader(transaction) => transaction.rollback().await?,
            Connection::Writer(writing) => writing.commit().await?,
            Connection::Postgres(transaction) => transaction.commit().await?,
        }
        Ok(())
    }
}

/// One consistent picture of the store. Derefs to [`Connection`].
#[derive(Debug)]
pub struct Reading {
    connection: Connection,
}

impl Deref for Reading {
    type Target = Connection;
    fn deref(&self) -> &Connection {
        &self.connection
    }
}

impl DerefMut for Reading {
    fn deref_mut(&mut self) -> &mut Connection {
        &mut self.connection
    }
}

/// Writes its body out for each engine: `on_engine!(transaction, |connection| …)`, where `connection` is
/// `&mut SqliteConnection` in one and `&mut PgConnection` in the other.
macro_rules! on_engine {
    ($on:expr, |$connection:ident| $body:expr) => {
        match $on.engine() {
            $crate::engine::Engine::Sqlite($connection) => $body,
            $crate::engine::Engine::Postgres($connection) => $body,
        }
    };
}
pub(crate) use on_engine;
