//! Which store a city lives on, and a PostgreSQL database of its own.

use std::sync::atomic::{AtomicU32, Ordering};

use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};

/// The two stores.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// A file in the data folder.
    Sqlite,
    /// A database on the cluster that `TILKE_TEST_POSTGRES_URL` names.
    Postgres,
}

impl Engine {
    /// Both, or SQLite alone where no cluster was given; `make test` always gives one.
    pub fn both() -> Vec<Engine> {
        if cluster().is_some() {
            vec![Engine::Sqlite, Engine::Postgres]
        } else {
            eprintln!("TILKE_TEST_POSTGRES_URL is not set: this test ran on SQLite alone (scripts/postgres.sh run …)");
            vec![Engine::Sqlite]
        }
    }
}

fn cluster() -> Option<String> {
    std::env::var("TILKE_TEST_POSTGRES_URL").ok().filter(|url| !url.is_empty())
}

/// A database that is dropped with this value.
#[derive(Debug)]
pub(crate) struct Database {
    name: String,
    pub(crate) url: String,
}

impl Database {
    pub(crate) async fn create() -> Database {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let cluster = cluster().expect("TILKE_TEST_POSTGRES_URL names a cluster: scripts/postgres.sh run …");
        let name = format!("tilke_story_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let mut admin = PgConnection::connect(&cluster).await.expect("the cluster answers");
        admin
            .execute(AssertSqlSafe(format!("drop database if exists {name} with (force)")))
            .await
            .expect("no leftover");
        // Two tests that copy template1 at the same moment get in each other's way.
        let mut tries = 0;
        while let Err(error) = admin.execute(AssertSqlSafe(format!("create database {name}"))).await {
            tries += 1;
            assert!(tries < 50, "create database {name}: {error}");
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
        let (server, _) = cluster.rsplit_once('/').expect("a URL with a database");
        Database { url: format!("{server}/{name}"), name }
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let name = std::mem::take(&mut self.name);
        let Some(cluster) = cluster() else { return };
        // A destructor cannot await: a thread with a runtime of its own does.
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(async {
                if let Ok(mut admin) = PgConnection::connect(&cluster).await {
                    let _ = admin.execute(AssertSqlSafe(format!("drop database if exists {name} with (force)"))).await;
                }
            });
        });
        let _ = dropping.join();
    }
}
