//! How much is said where: counts by subject for the map, written by a follower of the record.

use dialogue::Subject;
use jiff::Timestamp;

use crate::engine::{Connection, on_engine};
use crate::moment::Moment;
use crate::{StoreError, Transaction, number};

/// What the map shows about a subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Activity {
    /// Of what.
    pub subject: Subject,
    /// How many comments are to be read there.
    pub comments: u32,
    /// When the last one was posted.
    pub last_comment_at: Option<Timestamp>,
}

#[derive(sqlx::FromRow)]
struct Row {
    subject_kind: String,
    subject_id: String,
    comments: i64,
    last_comment_at: Option<Moment>,
}

const REFRESH: &str = "
    insert into activity (subject_kind, subject_id, comments, last_comment_at)
    select subject_kind, subject_id, shown, last_comment_at from thread
    where id = (select thread_id from comment where id = $1)
    on conflict (subject_kind, subject_id) do update
        set comments = excluded.comments, last_comment_at = excluded.last_comment_at";
/// Brings the counts up to date after something happened to a comment. Told twice, it works once.
pub async fn refresh(transaction: &mut Transaction, comment: dialogue::CommentId) -> Result<(), StoreError> {
    on_engine!(transaction, |c| sqlx::query(REFRESH).bind(comment.uuid()).execute(c).await?.rows_affected());
    Ok(())
}

const ALL: &str = "
    select subject_kind, subject_id, comments, last_comment_at from activity
    where comments > 0
    order by subject_kind, subject_id";
/// Every subject about which something is to be read. Small: only what people spoke about.
pub async fn all(connection: &mut Connection) -> Result<Vec<Activity>, StoreError> {
    let rows: Vec<Row> = on_engine!(connection, |c| sqlx::query_as(ALL).fetch_all(c).await?);
    rows.into_iter()
        .map(|row| {
            Ok(Activity {
                subject: Subject::parse(&row.subject_kind, &row.subject_id)
                    .ok_or(StoreError::Unreadable { what: "subject of activity", value: row.subject_kind })?,
                comments: number("comments", row.comments)?,
                last_comment_at: row.last_comment_at.map(|at| at.0),
            })
        })
        .collect()
}

const COUNT: &str = "select shown from thread where subject_kind = $1 and subject_id = $2";
/// How many comments are to be read about one subject, as of this moment.
pub async fn comments(connection: &mut Connection, subject: &Subject) -> Result<u32, StoreError> {
    let count: Option<i64> = on_engine!(connection, |c| {
        sqlx::query_scalar(COUNT).bind(subject.kind()).bind(subject.id()).fetch_optional(c).await?
    });
    number("comments", count.unwrap_or(0))
}
