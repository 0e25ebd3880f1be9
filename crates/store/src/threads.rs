//! Threads: the discussion of one subject, made when it is first needed.

use dialogue::{Subject, Thread, ThreadId};
use jiff::Timestamp;
use uuid::Uuid;

use crate::engine::{Connection, on_engine};
use crate::moment::Moment;
use crate::{StoreError, Transaction, number};

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    subject_kind: String,
    subject_id: String,
    opened_at: Moment,
    last_number: i64,
    shown: i64,
}

impl TryFrom<Row> for Thread {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Thread {
            id: row.id.into(),
            subject: Subject::parse(&row.subject_kind, &row.subject_id)
                .ok_or(StoreError::Unreadable { what: "subject of a thread", value: row.subject_kind })?,
            opened_at: row.opened_at.0,
            last_number: number("comment number", row.last_number)?,
            shown: number("comment count", row.shown)?,
        })
    }
}

const FIND: &str = "select id, subject_kind, subject_id, opened_at, last_number, shown from thread where id = $1";
/// The thread with this id.
pub async fn find(connection: &mut Connection, id: ThreadId) -> Result<Option<Thread>, StoreError> {
    let row: Option<Row> = on_engine!(connection, |c| sqlx::query_as(FIND).bind(id.uuid()).fetch_optional(c).await?);
    row.map(Thread::try_from).transpose()
}

const OF: &str = "
    select id, subject_kind, subject_id, opened_at, last_number, shown from thread
    where subject_kind = $1 and subject_id = $2";
/// The thread about this subject, if it was opened.
pub async fn of(connection: &mut Connection, subject: &Subject) -> Result<Option<Thread>, StoreError> {
    let row: Option<Row> = on_engine!(connection, |c| {
        sqlx::query_as(OF).bind(subject.kind()).bind(subject.id()).fetch_optional(c).await?
    });
    row.map(Thread::try_from).transpose()
}

const OPEN: &str = "
    insert into thread (id, subject_kind, subject_id, opened_at) values ($1, $2, $3, $4)
    on conflict (subject_kind, subject_id) do nothing";
/// The thread about this subject; opened under `id` if there was none. Two who open it at once get the same thread.
///
/// An empty thread says nothing, so opening one needs no entry: the first comment has its own.
pub async fn open(
    transaction: &mut Transaction,
    subject: &Subject,
    id: ThreadId,
    at: Timestamp,
) -> Result<Thread, StoreError> {
    if let Some(thread) = of(transaction, subject).await? {
        return Ok(thread);
    }
    let row: Row = on_engine!(transaction, |c| {
        // On PostgreSQL this waits for another transaction that opens the same thread.
        sqlx::query(OPEN)
            .bind(id.uuid())
            .bind(subject.kind())
            .bind(subject.id())
            .bind(Moment::from(at))
            .execute(&mut *c)
            .await?;
        sqlx::query_as(OF).bind(subject.kind()).bind(subject.id()).fetch_one(c).await?
    });
    row.try_into()
}

const HOLD_IN_POSTGRES: &str = "
    select id, subject_kind, subject_id, opened_at, last_number, shown from thread where id = $1 for update";
/// [`find`], and until the transaction ends nobody else posts, deletes or hides in this thread.
///
/// A write to a thread begins with this; what it then reads in the thread (is the comment that it replies to still
/// there?) stays true until it commits.
pub async fn hold(transaction: &mut Transaction, id: ThreadId) -> Result<Option<Thread>, StoreError> {
    // SQLite's writer is alone already.
    let sql = if transaction.is_postgres() { HOLD_IN_POSTGRES } else { FIND };
    let row: Option<Row> = on_engine!(transaction, |c| sqlx::query_as(sql).bind(id.uuid()).fetch_optional(c).await?);
    row.map(Thread::try_from).transpose()
}

const LIVELY: &str = "
    select id, subject_kind, subject_id, opened_at, last_number, shown from thread
    where last_comment_at is not null
    order by last_comment_at desc, id
    limit $1";
/// The threads in which somebody wrote last, the latest first; for what is new.
pub async fn lively(connection: &mut Connection, limit: u16) -> Result<Vec<Thread>, StoreError> {
    let rows: Vec<Row> = on_engine!(connection, |c| sqlx::query_as(LIVELY).bind(i64::from(limit)).fetch_all(c).await?);
    rows.into_iter().map(Thread::try_from).collect()
}
