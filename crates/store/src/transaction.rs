//! What ends in an entry.
//!
//! A [`Transaction`] is the only thing that writes. It ends in one of three ways: [`commit`](Transaction::commit) with
//! the record's entry for a public change, [`commit_private`](Transaction::commit_private) for what the public does not
//! see (sessions, drafts, letters), or by being dropped, which takes everything back.
//!
//! **Numbers without gaps.** The record's head is one row, locked last, just before the commit; so the order of numbers
//! is the order of commits on both engines, a number that was taken is taken back with its transaction, and the lock is
//! held only for the few statements here and the flush. A revision is written before its entry has a number; the
//! transaction remembers it and fills the number in.
//!
//! **Safe to be dropped** at any await: before the commit is sent everything is taken back; after it the database
//! decides, and the caller that went away does not hear how. Callers that must hear run in `tokio::spawn`.

use std::ops::{Deref, DerefMut};

use record::{NewEntry, SubjectKind};
use uuid::Uuid;

use crate::StoreError;
use crate::engine::{Connection, on_engine};
use crate::moment::Moment;

/// A revision that waits for the number of its entry.
#[derive(Debug)]
pub(crate) enum Unnumbered {
    Comment { id: Uuid, revision: i64 },
    Notice { id: Uuid, revision: i64 },
    Layer { id: Uuid },
}

impl Unnumbered {
    fn is_about(&self, entry: &NewEntry) -> bool {
        let (kind, id) = match self {
            Unnumbered::Comment { id, .. } => (SubjectKind::Comment, id),
            Unnumbered::Notice { id, .. } => (SubjectKind::Notice, id),
            Unnumbered::Layer { id } => (SubjectKind::Layer, id),
        };
        entry.subject_kind == kind && entry.subject_id == id.to_string()
    }
}

/// A change in the making. Derefs to [`Connection`], so that everything that reads can read in it.
#[derive(Debug)]
#[must_use = "dropping a transaction takes everything back"]
pub struct Transaction {
    connection: Connection,
    unnumbered: Vec<Unnumbered>,
}

const TAKE_NUMBERS: &str =
    "update record_head set next_number = next_number + $1 where id = 1 returning next_number - $1";
const ENTRY: &str = "
    insert into entry (number, kind, subject_kind, subject_id, role, at, content_hash)
    values ($1, $2, $3, $4, $5, $6, $7)";
const NUMBER_COMMENT: &str = "update comment_revision set entry_number = $1 where comment_id = $2 and revision = $3";
const NUMBER_NOTICE: &str = "update notice_revision set entry_number = $1 where notice_id = $2 and revision = $3";
const NUMBER_LAYER: &str = "update layer set entry_number = $1 where id = $2";

impl Transaction {
    pub(crate) fn new(connection: Connection) -> Self {
        Transaction { connection, unnumbered: Vec::new() }
    }

    /// Remembers a revision that the entry of this transaction makes.
    pub(crate) fn made(&mut self, revision: Unnumbered) {
        self.unnumbered.push(revision);
    }

    /// Keeps the change and its entry, or neither. Returns the entry's number.
    pub async fn commit(self, entry: NewEntry) -> Result<u64, StoreError> {
        self.commit_all(vec![entry]).await
    }

    /// Keeps the changes and their entries, or nothing; returns the number of the first entry, the others follow it.
    ///
    /// With several entries each revision goes to the entry about the same subject.
    pub async fn commit_all(mut self, entries: Vec<NewEntry>) -> Result<u64, StoreError> {
        let count = i64::try_from(entries.len()).map_err(|_| StoreError::Unrecorded)?;
        let mut unnumbered = std::mem::take(&mut self.unnumbered);
        let first: i64 = on_engine!(self.connection, |c| {
            // From here on every other public change waits for this one. Killed anywhere before the commit: the number
            // goes back with everything else.
            let first = sqlx::query_scalar(TAKE_NUMBERS).bind(count).fetch_one(&mut *c).await?;
            let mut number: i64 = first;
            let only_one = entries.len() == 1;
            for entry in &entries {
                sqlx::query(ENTRY)
                    .bind(number)
                    .bind(entry.kind.word())
                    .bind(entry.subject_kind.word())
                    .bind(&entry.subject_id)
                    .bind(entry.role.word())
                    .bind(Moment::from(entry.at))
                    .bind(entry.content_hash.map(|hash| hash.0.to_vec()))
                    .execute(&mut *c)
                    .await?;
                let mut index = 0;
                while index < unnumbered.len() {
                    if !only_one && !unnumbered[index].is_about(entry) {
                        index += 1;
                        continue;
                    }
                    let query = match unnumbered.swap_remove(index) {
                        Unnumbered::Comment { id, revision } => {
                            sqlx::query(NUMBER_COMMENT).bind(number).bind(id).bind(revision)
                        }
                        Unnumbered::Notice { id, revision } => {
                            sqlx::query(NUMBER_NOTICE).bind(number).bind(id).bind(revision)
                        }
                        Unnumbered::Layer { id } => sqlx::query(NUMBER_LAYER).bind(number).bind(id),
                    };
                    query.execute(&mut *c).await?;
                }
                number += 1;
            }
            first
        });
        if !unnumbered.is_empty() {
            return Err(StoreError::Unrecorded);
        }
        // Killed before this line: nothing happened. After it: the change and its entry are on disk.
        self.connection.commit().await?;
        u64::try_from(first).map_err(|_| StoreError::Unreadable { what: "entry number", value: first.to_string() })
    }

    /// Keeps a change that the public does not see. `reason` says which, for the log of slow or failed writes.
    pub async fn commit_private(self, reason: &'static str) -> Result<(), StoreError> {
        if !self.unnumbered.is_empty() {
            return Err(StoreError::Unrecorded);
        }
        tracing::trace!(reason, "Committing a private change");
        self.connection.commit().await
    }
}

impl Deref for Transaction {
    type Target = Connection;
    fn deref(&self) -> &Connection {
        &self.connection
    }
}

impl DerefMut for Transaction {
    fn deref_mut(&mut self) -> &mut Connection {
        &mut self.connection
    }
}
