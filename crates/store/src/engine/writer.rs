//! The one writer of a SQLite file, with group commit.
//!
//! SQLite has one writer at a time, and a commit costs a flush to the disk. Callers therefore queue here, fairly, in
//! memory. Each caller's transaction is a *savepoint* inside one real transaction, the **group**. A caller that is done
//! while others wait leaves the group open for them and waits for its outcome; whoever comes last commits it for all.
//! So 64 writers share a flush, a lone writer flushes at once, and nobody hears "yes" before the flush.
//!
//! - A caller that gives up (drops its [`Writing`]) is rolled back to its savepoint; the group goes on without it.
//! - If the group's commit fails, or SQLite itself threw the transaction away (full disk), everyone in the group hears
//!   so: nothing of it was acknowledged.
//! - If the process dies anywhere in here, the file holds exactly the groups whose commit was flushed. Recovery is what
//!   SQLite does on every open.

use std::fs::{File, TryLockError};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection as _, SqliteConnection};
use tokio::sync::{Mutex, OwnedMutexGuard, watch};

use crate::StoreError;

/// A group is committed at the latest when it has this many members: bounds how long the first of them waits.
const LARGEST_GROUP: usize = 64;

/// The writer and the queue before it.
#[derive(Debug)]
pub(crate) struct Writer {
    desk: Arc<Mutex<Desk>>,
    waiting: Arc<AtomicUsize>,
    patience: Duration,
}

/// What the caller whose turn it is holds.
#[derive(Debug)]
struct Desk {
    options: SqliteConnectOptions,
    patience: Duration,
    /// `None` after a failure that left the connection in doubt: opened anew at the next turn.
    connection: Option<SqliteConnection>,
    /// The open real transaction, if there is one.
    group: Option<Group>,
    /// What the last caller left behind.
    left: Left,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Left {
    /// Nothing: between two savepoints.
    Nothing,
    /// A savepoint to be taken back.
    Savepoint,
    /// It was dropped inside a statement of ours: the whole group is in doubt.
    Doubt,
}

/// Those who wait for one commit.
#[derive(Debug)]
struct Group {
    members: usize,
    outcome: watch::Sender<Option<Outcome>>,
}

#[derive(Debug, Clone)]
enum Outcome {
    Kept,
    Lost { full: bool, cause: Arc<str> },
}

impl Outcome {
    fn lost(error: &StoreError) -> Self {
        Outcome::Lost { full: matches!(error, StoreError::Full(_)), cause: error.to_string().into() }
    }

    fn into_result(self) -> Result<(), StoreError> {
        match self {
            Outcome::Kept => Ok(()),
            Outcome::Lost { full: true, cause } => Err(StoreError::Full(cause.to_string().into())),
            Outcome::Lost { full: false, cause } => Err(StoreError::Unavailable(cause.to_string().into())),
        }
    }
}

impl Writer {
    pub(crate) async fn open(options: SqliteConnectOptions, patience: Duration) -> Result<Writer, StoreError> {
        let connection = Some(options.connect().await?);
        let desk = Desk { options, patience, connection, group: None, left: Left::Nothing };
        Ok(Writer { desk: Arc::new(Mutex::new(desk)), waiting: Arc::new(AtomicUsize::new(0)), patience })
    }

    /// Waits for its turn and begins.
    pub(crate) async fn begin(&self) -> Result<Writing, StoreError> {
        let desk = {
            let _waiting = Waiting::new(&self.waiting);
            tokio::time::timeout(self.patience, Arc::clone(&self.desk).lock_owned())
                .await
                .map_err(|_| StoreError::Unavailable("too many writers wait before this one".into()))?
        };
        let mut writing =
            Writing { desk: Some(desk), waiting: Arc::clone(&self.waiting), home: Arc::clone(&self.desk) };
        let desk = writing.desk_mut();
        desk.clear().await;
        // Dropped from here to the end of the statement: in doubt, and the next caller throws the group away.
        desk.left = Left::Doubt;
        match desk.open_savepoint().await {
            Ok(()) => {
                desk.left = Left::Savepoint;
                Ok(writing)
            }
            Err(error) => {
                desk.lose_group(&error).await;
                Err(error)
            }
        }
    }

    pub(crate) async fn close(&self) {
        let mut desk = self.desk.lock().await;
        desk.clear().await;
        desk.commit_group().await.ok();
        if let Some(connection) = desk.connection.take() {
            connection.close().await.ok();
        }
    }
}

/// Counts a caller in the queue, also when it leaves early.
struct Waiting<'a>(&'a AtomicUsize);

impl<'a> Waiting<'a> {
    fn new(count: &'a AtomicUsize) -> Self {
        count.fetch_add(1, Ordering::SeqCst);
        Waiting(count)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Desk {
    /// Puts right what the last caller left behind.
    async fn clear(&mut self) {
        match std::mem::replace(&mut self.left, Left::Nothing) {
            Left::Nothing => {}
            Left::Savepoint => {
                self.left = Left::Doubt;
                match self.run("rollback to caller; release caller").await {
                    Ok(()) => self.left = Left::Nothing,
                    // SQLite threw the whole transaction away by itself, as it does on a full disk.
                    Err(_) => {
                        let cause = "the database took the transaction back, as it does when the disk is full";
                        self.lose_group(&StoreError::Unavailable(cause.into())).await;
                    }
                }
            }
            Left::Doubt => {
                self.lose_group(&StoreError::Unavailable("a writer before this one was interrupted".into())).await;
            }
        }
    }

    async fn open_savepoint(&mut self) -> Result<(), StoreError> {
        if self.connection.is_none() {
            self.connection = Some(self.options.connect().await?);
        }
        if self.group.is_some() {
            return self.run("savepoint caller").await;
        }
        let turn = Turn::take(self.options.get_filename(), self.patience).await?;
        self.run("begin immediate; savepoint caller").await?;
        drop(turn);
        self.group = Some(Group { members: 0, outcome: watch::Sender::new(None) });
        Ok(())
    }

    /// Makes the group last. Everyone in it hears how it went.
    async fn commit_group(&mut self) -> Result<(), StoreError> {
        if self.group.is_none() {
            return Ok(());
        }
        // Dropped here: the next caller finds the doubt and takes the group back, or, if the commit had been made,
        // its members hear "unavailable" for something that was kept, which repeating the request finds.
        self.left = Left::Doubt;
        match self.run("commit").await {
            Ok(()) => {
                self.left = Left::Nothing;
                if let Some(group) = self.group.take() {
                    group.outcome.send_replace(Some(Outcome::Kept));
                }
                Ok(())
            }
            Err(error) => {
                self.lose_group(&error).await;
                Err(error)
            }
        }
    }

    /// Takes the whole group back and tells its members.
    async fn lose_group(&mut self, cause: &StoreError) {
        self.left = Left::Doubt;
        // "no transaction is active" is fine: then SQLite took it back. Any other failure leaves the connection in
        // doubt; closing it is the one thing that surely ends its transaction.
        let ended = match &mut self.connection {
            None => true,
            Some(connection) => match sqlx::raw_sql("rollback").execute(connection).await {
                Ok(_) => true,
                Err(error) => error.to_string().contains("no transaction is active"),
            },
        };
        if !ended && let Some(connection) = self.connection.take() {
            connection.close_hard().await.ok();
        }
        if let Some(group) = self.group.take() {
            group.outcome.send_replace(Some(Outcome::lost(cause)));
        }
        self.left = Left::Nothing;
    }

    async fn run(&mut self, sql: &'static str) -> Result<(), StoreError> {
        let connection =
            self.connection.as_mut().ok_or_else(|| StoreError::Unavailable("the writer is closed".into()))?;
        sqlx::raw_sql(sql).execute(connection).await?;
        Ok(())
    }
}

/// The turnstile before SQLite's write lock: a lock on a file beside the database, held while one waits for the database.
///
/// SQLite's own waiting is a poll, so a program that writes without a pause would keep every other program out for ever:
/// it takes the lock again before the other looks. Here whoever waits holds the turnstile, and the busy program stands
/// behind it the next time. The lock ends with its process, however that ends; the empty file stays.
#[derive(Debug)]
struct Turn(#[expect(dead_code, reason = "held, and let go by being dropped")] Option<File>);

impl Turn {
    async fn take(database: &Path, patience: Duration) -> Result<Turn, StoreError> {
        let mut path = database.as_os_str().to_owned();
        path.push("-turn");
        // Where the file cannot be made (a full disk), only fairness is lost.
        let Ok(file) = File::create(&path) else { return Ok(Turn(None)) };
        match file.try_lock() {
            Ok(()) => return Ok(Turn(Some(file))),
            Err(TryLockError::WouldBlock) => {}
            Err(TryLockError::Error(_)) => return Ok(Turn(None)),
        }
        let waiting = tokio::task::spawn_blocking(move || file.lock().is_ok().then_some(file));
        match tokio::time::timeout(patience, waiting).await {
            Ok(Ok(file)) => Ok(Turn(file)),
            Ok(Err(_)) => Ok(Turn(None)),
            Err(_) => Err(StoreError::Unavailable("another program writes to the store".into())),
        }
    }
}

/// One caller's turn: a savepoint in the open group.
#[derive(Debug)]
pub struct Writing {
    /// Held until commit or drop.
    desk: Option<OwnedMutexGuard<Desk>>,
    waiting: Arc<AtomicUsize>,
    home: Arc<Mutex<Desk>>,
}

impl Writing {
    fn desk_mut(&mut self) -> &mut Desk {
        self.desk.as_mut().expect("held until commit or drop")
    }

    pub(crate) fn connection(&mut self) -> &mut SqliteConnection {
        self.desk_mut().connection.as_mut().expect("open since begin")
    }

    /// Makes the caller's changes last, together with those of the others in its group.
    pub(crate) async fn commit(mut self) -> Result<(), StoreError> {
        let others_wait = self.waiting.load(Ordering::SeqCst) > 0;
        let home = Arc::clone(&self.home);
        let desk = self.desk_mut();
        let (members, mut outcome) = match &mut desk.group {
            Some(group) => {
                group.members += 1;
                (group.members, group.outcome.subscribe())
            }
            None => return Err(StoreError::Unavailable("the transaction was taken back".into())),
        };
        desk.left = Left::Doubt;
        if let Err(error) = desk.run("release caller").await {
            desk.lose_group(&error).await;
            return Err(error);
        }
        desk.left = Left::Nothing;
        if !others_wait || members >= LARGEST_GROUP {
            return desk.commit_group().await;
        }
        if members == 1 {
            // The group's closing hand stands in the same fair queue: those before it join, then it commits.
            tokio::spawn(close_group(home));
        }
        self.desk = None;
        // Dropped here (or killed before the flush): not acknowledged; the group is committed or lost without us.
        let outcome = outcome.wait_for(Option::is_some).await.map(|outcome| outcome.clone());
        match outcome {
            Ok(Some(outcome)) => outcome.into_result(),
            _ => Err(StoreError::Unavailable("the writer was closed".into())),
        }
    }
}

impl Drop for Writing {
    fn drop(&mut self) {
        let Some(desk) = self.desk.take() else { return };
        if desk.left == Left::Nothing && desk.group.is_none() {
            return;
        }
        // The next caller would put right what is left, but there may be none for long, and an open transaction keeps
        // other programs out of the file.
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(close_group(Arc::clone(&self.home)));
        }
    }
}

async fn close_group(home: Arc<Mutex<Desk>>) {
    let mut desk = home.lock_owned().await;
    desk.clear().await;
    // A failure is told to the members by `commit_group`; nobody else waits for this.
    if let Err(error) = desk.commit_group().await {
        tracing::warn!(%error, "A group of writes was not kept");
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicBool;
    use std::time::Instant;

    use super::*;
    use crate::Store;

    #[tokio::test(flavor = "multi_thread")]
    async fn another_program_gets_its_turn_beside_one_that_writes_without_a_pause() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("city.db").display());
        let busy = Store::open(&url).await.unwrap();
        let stop = Arc::new(AtomicBool::new(false));
        let written = Arc::new(AtomicUsize::new(0));
        let writers: Vec<_> = (0..16)
            .map(|_| {
                let (busy, stop, written) = (busy.clone(), Arc::clone(&stop), Arc::clone(&written));
                tokio::spawn(async move {
                    while !stop.load(Ordering::SeqCst) {
                        busy.ready().await.unwrap();
                        written.fetch_add(1, Ordering::SeqCst);
                    }
                })
            })
            .collect();
        while written.load(Ordering::SeqCst) < 100 {
            tokio::task::yield_now().await;
        }
        // Locks belong to the opened file, so a second store in this process is as good as a second program.
        let begun = Instant::now();
        let other = Store::open(&url).await.unwrap();
        for _ in 0..5 {
            other.ready().await.unwrap();
        }
        assert!(begun.elapsed() < Duration::from_secs(5), "waited {:?}", begun.elapsed());
        let meanwhile = written.load(Ordering::SeqCst);
        stop.store(true, Ordering::SeqCst);
        for writer in writers {
            writer.await.unwrap();
        }
        assert!(meanwhile > 100, "and the busy one went on, too");
    }
}
