//! A fresh store on each engine, people who write in it, and ids that a test can foresee.

use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

use dialogue::{
    AccountId, CommentBody, CommentId, DepartmentId, DisplayName, EmailAddress, Language, ParcelCode, Role, Subject,
    ThreadId,
};
use jiff::{SignedDuration, Timestamp};
use sqlx::Connection as _;
use store::{Actor, Salt, Store, accounts, comments, threads};
use uuid::Uuid;

/// A test that runs on both engines: `on_both!(async fn it_keeps_its_promise(store: &TestStore) { … });`
macro_rules! on_both {
    ($($(#[$meta:meta])* async fn $name:ident($store:ident: &TestStore) $body:block)+) => {$(
        mod $name {
            use super::*;

            async fn promise($store: &TestStore) $body

            $(#[$meta])*
            #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn sqlite() {
                let store = TestStore::sqlite().await;
                promise(&store).await;
                store.done().await;
            }

            $(#[$meta])*
            #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn postgres() {
                let Some(store) = TestStore::postgres().await else { return };
                promise(&store).await;
                store.done().await;
            }
        }
    )+};
}
pub(crate) use on_both;

/// A store of its own for one test.
pub(crate) struct TestStore {
    pub(crate) store: Store,
    pub(crate) url: String,
    place: Place,
    ids: AtomicU64,
}

enum Place {
    Folder(#[expect(dead_code, reason = "removed when dropped")] tempfile::TempDir),
    Database { cluster: String, name: String },
}

impl TestStore {
    pub(crate) async fn sqlite() -> TestStore {
        let (url, place) = Self::empty_sqlite();
        Self::open(url, place).await
    }

    pub(crate) async fn postgres() -> Option<TestStore> {
        let (url, place) = Self::empty_postgres().await?;
        Some(Self::open(url, place).await)
    }

    fn empty_sqlite() -> (String, Place) {
        let folder = tempfile::tempdir().unwrap();
        (format!("sqlite://{}", folder.path().join("city.db").display()), Place::Folder(folder))
    }

    async fn empty_postgres() -> Option<(String, Place)> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let Ok(cluster) = std::env::var("TILKE_TEST_POSTGRES_URL") else {
            assert!(std::env::var_os("CI").is_none(), "TILKE_TEST_POSTGRES_URL is not set");
            eprintln!("NOT TESTED on PostgreSQL: TILKE_TEST_POSTGRES_URL is not set");
            return None;
        };
        let name = format!("store_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let mut connection = sqlx::PgConnection::connect(&cluster).await.unwrap();
        sqlx::raw_sql(sqlx::AssertSqlSafe(format!("drop database if exists {name} with (force)")))
            .execute(&mut connection)
            .await
            .unwrap();
        sqlx::raw_sql(sqlx::AssertSqlSafe(format!("create database {name}"))).execute(&mut connection).await.unwrap();
        let (server, _) = cluster.rsplit_once('/').unwrap();
        Some((format!("{server}/{name}"), Place::Database { cluster: cluster.clone(), name }))
    }

    async fn open(url: String, place: Place) -> TestStore {
        let store = Store::open(&url).await.unwrap();
        TestStore { store, url, place, ids: AtomicU64::new(1) }
    }

    pub(crate) async fn done(self) {
        self.store.close().await;
        if let Place::Database { cluster, name } = &self.place {
            let mut connection = sqlx::PgConnection::connect(cluster).await.unwrap();
            sqlx::raw_sql(sqlx::AssertSqlSafe(format!("drop database {name} with (force)")))
                .execute(&mut connection)
                .await
                .unwrap();
        }
    }

    /// Ids that grow, as UUIDv7s do.
    pub(crate) fn id<T: From<Uuid>>(&self) -> T {
        T::from(Uuid::from_u128(
            0x0199_0000_0000_7000_8000_0000_0000_0000 + u128::from(self.ids.fetch_add(1, Ordering::Relaxed)),
        ))
    }

    pub(crate) async fn person(&self, name: &str) -> Actor {
        self.somebody(name, Role::Resident, None).await
    }

    pub(crate) async fn somebody(&self, name: &str, role: Role, department: Option<DepartmentId>) -> Actor {
        let id: AccountId = self.id();
        let new = accounts::NewAccount {
            id,
            email: EmailAddress::new(&format!("{}@example.org", id.uuid().as_u128())).unwrap(),
            name: DisplayName::new(name).unwrap(),
            password_hash: None,
            role,
            department,
            language: Language::Ky,
            made_at: at(0),
            confirmed_at: Some(at(0)),
            demonstration: false,
        };
        let mut transaction = self.store.begin().await.unwrap();
        accounts::add(&mut transaction, &new).await.unwrap().unwrap();
        transaction.commit_private("a person of a test").await.unwrap();
        Actor { account: id, role, department }
    }

    pub(crate) async fn thread(&self, code: &str) -> ThreadId {
        let mut transaction = self.store.begin().await.unwrap();
        let subject = Subject::Parcel(ParcelCode::new(code));
        let thread = threads::open(&mut transaction, &subject, self.id(), at(0)).await.unwrap();
        transaction.commit_private("a thread of a test").await.unwrap();
        thread.id
    }

    /// Posts and commits; the number of the entry and the comment.
    pub(crate) async fn posts(
        &self,
        author: Actor,
        thread: ThreadId,
        reply_to: Option<CommentId>,
        body: &str,
        when: Timestamp,
    ) -> (u64, CommentId) {
        let mut transaction = self.store.begin().await.unwrap();
        threads::hold(&mut transaction, thread).await.unwrap().unwrap();
        let parent = match reply_to {
            Some(id) => Some(comments::find(&mut transaction, id).await.unwrap().unwrap()),
            None => None,
        };
        let new = a_comment(self.id(), thread, author, body, when);
        let new = comments::NewComment { reply_to: parent.map(|parent| (parent.id, parent.path)), ..new };
        let posted = comments::add(&mut transaction, &new).await.unwrap();
        let number = transaction.commit(posted.entry).await.unwrap();
        (number, posted.id)
    }
}

pub(crate) fn a_comment(
    id: CommentId,
    thread: ThreadId,
    author: Actor,
    body: &str,
    when: Timestamp,
) -> comments::NewComment {
    comments::NewComment {
        id,
        thread,
        reply_to: None,
        author,
        body: CommentBody::new(body).unwrap(),
        stance: None,
        language: Some(Language::Ru),
        position: None,
        at: when,
        salt: SALT,
    }
}

pub(crate) const SALT: Salt = Salt([7; 32]);

/// So many seconds after the first of September 2026, nine o'clock in Bishkek.
pub(crate) fn at(seconds: i64) -> Timestamp {
    "2026-09-01T09:00:00+06:00".parse::<Timestamp>().unwrap() + SignedDuration::from_secs(seconds)
}
