//! The record: its lines in order, and how far each follower has read.

use record::{Entry, Hash, NewEntry, SubjectKind};

use crate::engine::{Connection, on_engine};
use crate::moment::Moment;
use crate::{StoreError, Transaction, number, parsed};

#[derive(sqlx::FromRow)]
struct Row {
    number: i64,
    kind: String,
    subject_kind: String,
    subject_id: String,
    role: String,
    at: Moment,
    content_hash: Option<Vec<u8>>,
}

fn entry(row: Row) -> Result<Entry, StoreError> {
    let content_hash = match &row.content_hash {
        None => None,
        Some(bytes) => Some(Hash::from_bytes(bytes).ok_or_else(|| StoreError::Unreadable {
            what: "content hash of an entry",
            value: row.number.to_string(),
        })?),
    };
    let what = NewEntry {
        kind: parsed("kind of an entry", &row.kind)?,
        subject_kind: parsed("subject kind of an entry", &row.subject_kind)?,
        subject_id: row.subject_id,
        role: parsed("role of an entry", &row.role)?,
        at: row.at.0,
        content_hash,
    };
    Ok(what.numbered(number("entry number", row.number)?))
}

const FROM: &str = "
    select number, kind, subject_kind, subject_id, role, at, content_hash from entry
    where number >= $1
    order by number
    limit $2";
/// The entries from number `from` on, in order. Cheap when there are none: one look at the end of an index.
pub async fn from(connection: &mut Connection, from: u64, limit: u16) -> Result<Vec<Entry>, StoreError> {
    let from = i64::try_from(from).unwrap_or(i64::MAX);
    let rows: Vec<Row> =
        on_engine!(connection, |c| { sqlx::query_as(FROM).bind(from).bind(i64::from(limit)).fetch_all(c).await? });
    rows.into_iter().map(entry).collect()
}

const COUNT: &str = "select next_number from record_head where id = 1";
/// How many entries there are: the number that the next one will have.
pub async fn count(connection: &mut Connection) -> Result<u64, StoreError> {
    let count: i64 = on_engine!(connection, |c| sqlx::query_scalar(COUNT).fetch_one(c).await?);
    number("record head", count)
}

const OF_SUBJECT: &str = "
    select number, kind, subject_kind, subject_id, role, at, content_hash from entry
    where subject_kind = $1 and subject_id = $2
    order by number";
/// All that happened to one thing.
pub async fn of_subject(connection: &mut Connection, kind: SubjectKind, id: &str) -> Result<Vec<Entry>, StoreError> {
    let rows: Vec<Row> =
        on_engine!(connection, |c| { sqlx::query_as(OF_SUBJECT).bind(kind.word()).bind(id).fetch_all(c).await? });
    rows.into_iter().map(entry).collect()
}

/// How far each follower has read.
pub mod followers {
    use super::{Connection, StoreError, Transaction, number, on_engine};

    const POSITION: &str = "select position from follower where name = $1";
    /// The number of the next entry that the follower `name` has not done; 0 for one that is new.
    pub async fn position(connection: &mut Connection, name: &str) -> Result<u64, StoreError> {
        let position: Option<i64> =
            on_engine!(connection, |c| sqlx::query_scalar(POSITION).bind(name).fetch_optional(c).await?);
        number("follower's position", position.unwrap_or(0))
    }

    const BEGIN: &str = "insert into follower (name, position) values ($1, 0) on conflict (name) do nothing";
    const HOLD: &str = "update follower set position = position where name = $1 returning position";
    /// [`position`], held until the transaction ends: two nodes that run the same follower take turns, and each entry
    /// is done once.
    pub async fn hold(transaction: &mut Transaction, name: &str) -> Result<u64, StoreError> {
        let position: i64 = on_engine!(transaction, |c| {
            sqlx::query(BEGIN).bind(name).execute(&mut *c).await?;
            sqlx::query_scalar(HOLD).bind(name).fetch_one(c).await?
        });
        number("follower's position", position)
    }

    const MOVE: &str = "
        insert into follower (name, position) values ($1, $2)
        on conflict (name) do update set position = excluded.position";
    /// Moves the follower on, in the transaction that holds what it did: done and remembered, or neither.
    pub async fn move_to(transaction: &mut Transaction, name: &str, position: u64) -> Result<(), StoreError> {
        let position = i64::try_from(position).unwrap_or(i64::MAX);
        on_engine!(transaction, |c| sqlx::query(MOVE).bind(name).bind(position).execute(c).await?.rows_affected());
        Ok(())
    }
}
