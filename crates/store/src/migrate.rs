//! Brings the tables up to date, once, whoever starts first.
//!
//! All pending migrations run in one transaction under the engine's own lock (SQLite: `begin immediate`; PostgreSQL: an
//! advisory lock of the transaction), so two programs that start at once migrate once, and a migration that fails or is
//! killed anywhere leaves the store exactly as it was. Each applied migration names the program that applied it, so
//! that an older one can say what it would need.
//!
//! A migration is a pair of files of one name in `migrations/{sqlite,postgres}`; a statement ends with `;` at the end
//! of a line. Comments are kept out of the checksum, so that a comment can be mended later.

use std::borrow::Cow;

use sha2::{Digest, Sha256};
use sqlx::AssertSqlSafe;

use crate::engine::{Engine, EngineName, Store, on_engine};
use crate::{Connection, StoreError};

static SQLITE: sqlx::migrate::Migrator = sqlx::migrate!("../../migrations/sqlite");
static POSTGRES: sqlx::migrate::Migrator = sqlx::migrate!("../../migrations/postgres");

/// The version that a store is marked with, and that [`StoreError::Newer`] names as ours.
const PROGRAM: &str = env!("CARGO_PKG_VERSION");

/// Any number, the same in every version of this program: key of PostgreSQL's advisory lock.
const LOCK: i64 = 0x0074_696c_6b65_0001;

/// One step of the tables' history.
#[derive(Debug, Clone)]
pub(crate) struct Migration {
    pub(crate) version: i64,
    pub(crate) name: Cow<'static, str>,
    pub(crate) sql: Cow<'static, str>,
}

impl Migration {
    fn file(&self) -> String {
        format!("{}_{}.sql", self.version, self.name.replace(' ', "_"))
    }

    fn statements(&self) -> impl Iterator<Item = &str> {
        self.sql.split(";\n").map(str::trim).filter(|statement| {
            statement.lines().any(|line| !line.trim().is_empty() && !line.trim_start().starts_with("--"))
        })
    }

    fn checksum(&self) -> Vec<u8> {
        let mut digest = Sha256::new();
        for line in self.sql.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("--")) {
            digest.update(line.as_bytes());
            digest.update(b"\n");
        }
        digest.finalize().to_vec()
    }
}

/// The migrations that this program carries for an engine, oldest first.
pub(crate) fn known(engine: EngineName) -> Vec<Migration> {
    let migrator = match engine {
        EngineName::Sqlite => &SQLITE,
        EngineName::Postgres => &POSTGRES,
    };
    migrator
        .iter()
        .map(|migration| Migration {
            version: migration.version,
            name: migration.description.clone(),
            sql: migration.sql.as_str().to_owned().into(),
        })
        .collect()
}

/// Applies what this program carries and the store does not have.
pub(crate) async fn up_to_date(store: &Store) -> Result<(), StoreError> {
    apply(store, &known(store.engine())).await
}

const CREATE: &str = "
    create table if not exists schema_migration (
        version bigint primary key, name text not null, checksum text not null, program text not null)";
const APPLIED: &str = "select version, name, checksum, program from schema_migration order by version";
const MARK: &str = "insert into schema_migration (version, name, checksum, program) values ($1, $2, $3, $4)";

#[derive(sqlx::FromRow)]
struct Applied {
    version: i64,
    name: String,
    checksum: String,
    program: String,
}

pub(crate) async fn apply(store: &Store, migrations: &[Migration]) -> Result<(), StoreError> {
    let mut connection = store.alone().await?;
    let applied = on_engine!(connection, |c| {
        sqlx::query(CREATE).execute(&mut *c).await?;
        sqlx::query_as::<_, Applied>(APPLIED).fetch_all(c).await?
    });
    if let Some(unknown) = applied.iter().rfind(|a| migrations.iter().all(|m| m.version != a.version)) {
        return Err(StoreError::Newer {
            made_by: unknown.program.clone(),
            migration: format!("{}_{}", unknown.version, unknown.name),
            ours: PROGRAM,
        });
    }
    for migration in migrations {
        match applied.iter().find(|a| a.version == migration.version) {
            Some(done) if done.checksum == hex(&migration.checksum()) => {}
            Some(_) => return Err(StoreError::Altered { file: migration.file() }),
            None => run(&mut connection, migration).await?,
        }
    }
    // Killed before this line: nothing happened. After it: everything did.
    connection.commit().await
}

async fn run(connection: &mut Connection, migration: &Migration) -> Result<(), StoreError> {
    for (index, statement) in migration.statements().enumerate() {
        let result = match connection.engine() {
            Engine::Sqlite(c) => sqlx::raw_sql(AssertSqlSafe(statement)).execute(c).await.map(|_| ()),
            Engine::Postgres(c) => sqlx::raw_sql(AssertSqlSafe(statement)).execute(c).await.map(|_| ()),
        };
        if let Err(error) = result {
            return Err(match StoreError::from(error) {
                passing @ (StoreError::Unavailable(_) | StoreError::Full(_)) => passing,
                other => {
                    StoreError::Migration { file: migration.file(), statement: index + 1, cause: other.to_string() }
                }
            });
        }
    }
    on_engine!(connection, |c| {
        sqlx::query(MARK)
            .bind(migration.version)
            .bind(migration.name.replace(' ', "_"))
            .bind(hex(&migration.checksum()))
            .bind(PROGRAM)
            .execute(c)
            .await?;
    });
    tracing::info!(migration = %migration.file(), "Applied migration {}", migration.file());
    Ok(())
}

/// PostgreSQL's side of [`Store::alone`].
pub(crate) async fn lock(connection: &mut sqlx::PgConnection) -> Result<(), sqlx::Error> {
    // An index on a large city may take longer than a statement of a request is allowed to.
    sqlx::query("set local statement_timeout = 0").execute(&mut *connection).await?;
    sqlx::query("select pg_advisory_xact_lock($1)").bind(LOCK).execute(connection).await?;
    Ok(())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
