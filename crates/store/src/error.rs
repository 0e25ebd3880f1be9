//! What can go wrong between us and the database, sorted by what the caller can do about it.

use std::borrow::Cow;

/// Why the store did not do what it was asked.
///
/// The kinds matter more than the causes: [`Unavailable`](StoreError::Unavailable) and [`Full`](StoreError::Full)
/// pass by themselves or by an operator's hand and are worth another try; a [`Conflict`](StoreError::Conflict) is the
/// caller's to answer; [`Other`](StoreError::Other) is a bug of ours or a damaged store.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The database is away, busy past our patience, or went away in the middle. Nothing was acknowledged.
    #[error("the store is not available: {0}")]
    Unavailable(Cow<'static, str>),
    /// The disk (or a quota) is full. Nothing was written; reads go on.
    #[error("the store is full: {0}")]
    Full(Cow<'static, str>),
    /// A constraint that another write got to first.
    #[error("another write was first: {0}")]
    Conflict(Conflict),
    /// The store was written by a later program, so this one must not touch it.
    #[error(
        "this store was made ready by Tilke {made_by} (migration {migration}); this program is {ours} and does not know \
         that migration. Start Tilke {made_by} or later"
    )]
    Newer {
        /// Version of the program that applied the unknown migration: at least this one is needed.
        made_by: String,
        /// Name of the newest migration that we do not know.
        migration: String,
        /// Our version.
        ours: &'static str,
    },
    /// A migration failed; the store is as it was before.
    #[error("migration {file}, statement {statement}: {cause}. Nothing was changed")]
    Migration {
        /// File name of the migration.
        file: String,
        /// Which statement of the file, counted from 1.
        statement: usize,
        /// What the database said.
        cause: String,
    },
    /// An applied migration no longer reads as it did when it was applied.
    #[error("migration {file} was applied with another text than this program carries")]
    Altered {
        /// File name of the migration.
        file: String,
    },
    /// The address of the store is not one we can open.
    #[error("{url}: not a store's address (sqlite://FILE or postgres://…): {cause}")]
    Address {
        /// As it was given, without a password.
        url: String,
        /// What is wrong with it.
        cause: String,
    },
    /// A value in the store that this program cannot read.
    #[error("unreadable {what} in the store: {value}")]
    Unreadable {
        /// Which column or thing.
        what: &'static str,
        /// The value.
        value: String,
    },
    /// A public change was committed without the entry that records it: a bug of ours, and nothing was kept.
    #[error("a public change without its entry in the record")]
    Unrecorded,
    /// Anything else: a bug or a damaged file.
    #[error(transparent)]
    Other(sqlx::Error),
}

/// Which kind of constraint was in the way. SQLite does not tell names, so the kind is all that is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Conflict {
    /// The same key exists.
    #[error("the key exists")]
    Unique,
    /// What it refers to does not exist.
    #[error("what it refers to is gone")]
    Reference,
    /// A rule of the table forbids the value.
    #[error("a rule of the table forbids it")]
    Check,
    /// Two transactions waited for each other, and this one was ended. Trying again helps.
    #[error("two writes waited for each other")]
    Deadlock,
}

impl StoreError {
    /// True if the same call may succeed later without anything being changed about it.
    pub fn is_passing(&self) -> bool {
        matches!(self, StoreError::Unavailable(_) | StoreError::Full(_) | StoreError::Conflict(Conflict::Deadlock))
    }

    /// True if a row with the same key exists.
    pub fn is_unique_conflict(&self) -> bool {
        matches!(self, StoreError::Conflict(Conflict::Unique))
    }
}

// Primary result codes of SQLite (the low byte of the extended code), https://www.sqlite.org/rescode.html
const SQLITE_BUSY: i64 = 5;
const SQLITE_LOCKED: i64 = 6;
const SQLITE_READONLY: i64 = 8;
const SQLITE_IOERR: i64 = 10;
const SQLITE_FULL: i64 = 13;
const SQLITE_CANTOPEN: i64 = 14;
const SQLITE_PROTOCOL: i64 = 15;
/// `SQLITE_IOERR_WRITE`, `_TRUNCATE`, `_SHMSIZE`, `_SHMMAP`: what a full disk looks like while the WAL grows.
const SQLITE_IOERR_OF_A_FULL_DISK: [i64; 4] = [778, 1546, 4874, 5386];

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        use sqlx::error::ErrorKind;
        let unavailable = |error: &sqlx::Error| StoreError::Unavailable(error.to_string().into());
        let sqlx::Error::Database(database) = &error else {
            return match error {
                sqlx::Error::Io(_)
                | sqlx::Error::Tls(_)
                | sqlx::Error::PoolTimedOut
                | sqlx::Error::PoolClosed
                | sqlx::Error::WorkerCrashed
                | sqlx::Error::BeginFailed => unavailable(&error),
                // An answer cut short: the server went away in the middle of it.
                sqlx::Error::Protocol(_) => unavailable(&error),
                other => StoreError::Other(other),
            };
        };
        match database.kind() {
            ErrorKind::UniqueViolation => return StoreError::Conflict(Conflict::Unique),
            ErrorKind::ForeignKeyViolation => return StoreError::Conflict(Conflict::Reference),
            ErrorKind::CheckViolation | ErrorKind::NotNullViolation | ErrorKind::ExclusionViolation => {
                return StoreError::Conflict(Conflict::Check);
            }
            _ => {}
        }
        let code = database.code().unwrap_or_default().into_owned();
        let told = || Cow::Owned(database.to_string());
        if database.try_downcast_ref::<sqlx::postgres::PgDatabaseError>().is_some() {
            // https://www.postgresql.org/docs/current/errcodes-appendix.html
            return match code.as_str() {
                "53100" => StoreError::Full(told()),
                "40001" | "40P01" => StoreError::Conflict(Conflict::Deadlock),
                // Connection, resources, operator's intervention (shutdown, cancelled by a timeout), read-only standby,
                // a role or database that is missing for the moment, an I/O error of the server.
                code if code.starts_with("08")
                    || code.starts_with("53")
                    || code.starts_with("57")
                    || code.starts_with("28")
                    || code.starts_with("58")
                    || matches!(code, "25006" | "3D000" | "55P03") =>
                {
                    StoreError::Unavailable(told())
                }
                _ => StoreError::Other(error),
            };
        }
        let extended: i64 = code.parse().unwrap_or_default();
        match extended & 0xff {
            SQLITE_FULL => StoreError::Full(told()),
            SQLITE_IOERR if SQLITE_IOERR_OF_A_FULL_DISK.contains(&extended) => StoreError::Full(told()),
            SQLITE_BUSY | SQLITE_LOCKED | SQLITE_READONLY | SQLITE_IOERR | SQLITE_CANTOPEN | SQLITE_PROTOCOL => {
                StoreError::Unavailable(told())
            }
            _ => StoreError::Other(error),
        }
    }
}
