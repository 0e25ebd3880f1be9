//! How much is said where: counts by subject for the map, written by a follower of the record.

use std::collections::HashMap;

use dialogue::{NoticeId, Subject};
use jiff::Timestamp;

use crate::engine::{Connection, on_engine};
use crate::moment::Moment;
use crate::{StoreError, Transaction, number, parsed};

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

// A list of ids as JSON is what both engines take as one argument; each reads it by a word of its own.
const COUNTS_IN_SQLITE: &str = "
    select subject_id, shown from thread
    where subject_kind = $1 and subject_id in (select value from json_each($2))";
const COUNTS_IN_POSTGRES: &str = "
    select subject_id, shown from thread
    where subject_kind = $1 and subject_id in (select jsonb_array_elements_text(cast($2 as jsonb)))";
/// How many comments are to be read about each of these notices: in one query, however many they are. One about which
/// nobody has written is not in the answer.
pub async fn of_notices(
    connection: &mut Connection,
    notices: &[NoticeId],
) -> Result<HashMap<NoticeId, u32>, StoreError> {
    if notices.is_empty() {
        return Ok(HashMap::new());
    }
    let ids = serde_json::json!(notices).to_string();
    let sql = if connection.is_postgres() { COUNTS_IN_POSTGRES } else { COUNTS_IN_SQLITE };
    let rows: Vec<(String, i64)> =
        on_engine!(connection, |c| sqlx::query_as(sql).bind("notice").bind(&ids).fetch_all(c).await?);
    rows.into_iter()
        .filter(|(_, shown)| *shown > 0)
        .map(|(id, shown)| Ok((parsed("notice", &id)?, number("comments", shown)?)))
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
