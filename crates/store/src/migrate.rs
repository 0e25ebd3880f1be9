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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Options;

    /// A store with no table yet, on each engine that there is.
    async fn empty_stores(name: &str) -> (Vec<Store>, tempfile::TempDir) {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("city.db").display());
        let mut stores = vec![Store::connect(&url, &Options::default()).await.unwrap()];
        if let Ok(cluster) = std::env::var("TILKE_TEST_POSTGRES_URL") {
            use sqlx::Connection as _;
            let name = format!("migrate_{}_{name}", std::process::id());
            let mut connection = sqlx::PgConnection::connect(&cluster).await.unwrap();
            for sql in [format!("drop database if exists {name} with (force)"), format!("create database {name}")] {
                sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut connection).await.unwrap();
            }
            let url = format!("{}/{name}", cluster.rsplit_once('/').unwrap().0);
            stores.push(Store::connect(&url, &Options::default()).await.unwrap());
        }
        (stores, folder)
    }

    async fn done(store: Store) {
        let mut connection = store.begin().await.unwrap();
        let name: Option<String> = match connection.engine() {
            Engine::Sqlite(_) => None,
            Engine::Postgres(c) => {
                Some(sqlx::query_scalar("select current_database()::text").fetch_one(c).await.unwrap())
            }
        };
        drop(connection);
        store.close().await;
        if let Some(name) = name {
            use sqlx::Connection as _;
            let cluster = std::env::var("TILKE_TEST_POSTGRES_URL").unwrap();
            let mut connection = sqlx::PgConnection::connect(&cluster).await.unwrap();
            let sql = format!("drop database {name} with (force)");
            sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut connection).await.unwrap();
        }
    }

    fn migration(version: i64, sql: &str) -> Migration {
        Migration { version, name: format!("step {version}").into(), sql: sql.to_owned().into() }
    }

    async fn tables(store: &Store) -> Vec<String> {
        let mut reading = store.read().await.unwrap();
        let mut tables: Vec<String> = match reading.engine() {
            Engine::Sqlite(c) => {
                sqlx::query_scalar("select name from sqlite_schema where type = 'table'").fetch_all(c).await.unwrap()
            }
            Engine::Postgres(c) => sqlx::query_scalar(
                "select tablename::text from pg_tables where schemaname = 'public' and tablename <> 'spatial_ref_sys'",
            )
            .fetch_all(c)
            .await
            .unwrap(),
        };
        tables.sort();
        tables
    }

    const FIVE: &str = "-- Why: a test.\ncreate table one (id bigint);\ncreate table two (id bigint);\n@\n\
        create table four (id bigint);\ncreate table five (id bigint);\n";

    #[tokio::test]
    async fn a_migration_that_fails_in_the_middle_leaves_the_store_as_it_was() {
        let (stores, _folder) = empty_stores("middle").await;
        for store in stores {
            let first = migration(1, "create table zero (id bigint);\n");
            apply(&store, std::slice::from_ref(&first)).await.unwrap();
            let broken = migration(2, &FIVE.replace('@', "create table two (id bigint);"));
            let error = apply(&store, &[first.clone(), broken]).await.unwrap_err();
            let StoreError::Migration { file, statement, .. } = &error else { panic!("{error}") };
            assert_eq!((file.as_str(), *statement), ("2_step_2.sql", 3));
            assert_eq!(tables(&store).await, ["schema_migration", "zero"]);
            // The program before still works, and the mended one goes through.
            apply(&store, std::slice::from_ref(&first)).await.unwrap();
            let mended = migration(2, &FIVE.replace('@', "create table three (id bigint);"));
            apply(&store, &[first, mended]).await.unwrap();
            assert_eq!(tables(&store).await, ["five", "four", "one", "schema_migration", "three", "two", "zero"]);
            done(store).await;
        }
    }

    #[tokio::test]
    async fn a_migration_that_is_killed_leaves_the_store_as_it_was() {
        let (stores, _folder) = empty_stores("killed").await;
        for store in stores {
            let mut connection = store.alone().await.unwrap();
            // The table of applied migrations is not there yet: it stops after its first statement, as if killed there.
            run(&mut connection, &migration(1, "create table half (id bigint);\n")).await.unwrap_err();
            drop(connection);
            assert!(tables(&store).await.is_empty());
            apply(&store, &[migration(1, "create table whole (id bigint);\n")]).await.unwrap();
            assert_eq!(tables(&store).await, ["schema_migration", "whole"]);
            done(store).await;
        }
    }

    #[tokio::test]
    async fn an_older_program_says_which_version_a_newer_store_needs() {
        let (stores, _folder) = empty_stores("older").await;
        for store in stores {
            let (first, second) =
                (migration(1, "create table a (id bigint);\n"), migration(2, "create table b (id bigint);\n"));
            apply(&store, &[first.clone(), second]).await.unwrap();
            let error = apply(&store, &[first]).await.unwrap_err();
            let StoreError::Newer { made_by, migration, .. } = &error else { panic!("{error}") };
            assert_eq!((made_by.as_str(), migration.as_str()), (PROGRAM, "2_step_2"));
            assert!(error.to_string().contains(&format!("Start Tilke {PROGRAM} or later")));
            done(store).await;
        }
    }

    #[tokio::test]
    async fn a_migration_that_was_rewritten_is_told_and_a_mended_comment_is_not() {
        let (stores, _folder) = empty_stores("rewritten").await;
        for store in stores {
            apply(&store, &[migration(1, "-- a\ncreate table a (id bigint);\n")]).await.unwrap();
            apply(&store, &[migration(1, "-- a better word\ncreate table a (id bigint);\n")]).await.unwrap();
            let error = apply(&store, &[migration(1, "create table a (id text);\n")]).await.unwrap_err();
            assert!(matches!(error, StoreError::Altered { .. }), "{error}");
            done(store).await;
        }
    }

    #[test]
    fn both_engines_have_the_same_migrations_and_each_says_what_it_lets_us_answer() {
        let (sqlite, postgres) = (known(EngineName::Sqlite), known(EngineName::Postgres));
        let names = |all: &[Migration]| all.iter().map(Migration::file).collect::<Vec<_>>();
        assert_eq!(names(&sqlite), names(&postgres));
        for migration in sqlite.iter().chain(&postgres) {
            let opening: String =
                migration.sql.lines().take_while(|line| line.starts_with("--")).collect::<Vec<_>>().join(" ");
            assert!(opening.contains('?'), "{} opens with no question", migration.file());
        }
    }
}
