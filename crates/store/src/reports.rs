//! Reports against comments: not public, one per account and comment.

use dialogue::{AccountId, CommentId, ReportId, ReportReason};
use jiff::Timestamp;
use uuid::Uuid;

use crate::engine::{Connection, on_engine};
use crate::moment::Moment;
use crate::{StoreError, Transaction, number, parsed};

/// Somebody's report against a comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Its id.
    pub id: ReportId,
    /// Against which comment.
    pub comment: CommentId,
    /// Who reports.
    pub by: AccountId,
    /// Why.
    pub reason: ReportReason,
    /// In their own words.
    pub note: Option<String>,
    /// When.
    pub at: Timestamp,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    comment_id: Uuid,
    account_id: Uuid,
    reason: String,
    note: Option<String>,
    at: Moment,
}

impl TryFrom<Row> for Report {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Report {
            id: row.id.into(),
            comment: row.comment_id.into(),
            by: row.account_id.into(),
            reason: parsed("reason", &row.reason)?,
            note: row.note,
            at: row.at.0,
        })
    }
}

const ADD: &str = "
    insert into report (id, comment_id, account_id, reason, note, at) values ($1, $2, $3, $4, $5, $6)
    on conflict (comment_id, account_id) do nothing";
/// Reports a comment; `false` if this account has done so before.
pub async fn add(transaction: &mut Transaction, report: &Report) -> Result<bool, StoreError> {
    let added = on_engine!(transaction, |c| {
        sqlx::query(ADD)
            .bind(report.id.uuid())
            .bind(report.comment.uuid())
            .bind(report.by.uuid())
            .bind(report.reason.key())
            .bind(&report.note)
            .bind(Moment::from(report.at))
            .execute(c)
            .await?
            .rows_affected()
    });
    Ok(added == 1)
}

const WAITING: &str = "
    select id, comment_id, account_id, reason, note, at from report
    where settled_at is null and id > $1
    order by id
    limit $2";
/// The reports that nobody has settled, the oldest first, after `after` (`None` for the first page).
pub async fn waiting(
    connection: &mut Connection,
    after: Option<ReportId>,
    limit: u16,
) -> Result<Vec<Report>, StoreError> {
    let after = after.map_or(Uuid::nil(), ReportId::uuid);
    let rows: Vec<Row> =
        on_engine!(connection, |c| { sqlx::query_as(WAITING).bind(after).bind(i64::from(limit)).fetch_all(c).await? });
    rows.into_iter().map(Report::try_from).collect()
}

const COUNT: &str = "select count(*) from report where settled_at is null";
/// How many reports wait.
pub async fn count_waiting(connection: &mut Connection) -> Result<u64, StoreError> {
    let count: i64 = on_engine!(connection, |c| sqlx::query_scalar(COUNT).fetch_one(c).await?);
    number("reports", count)
}

const SETTLE: &str = "update report set settled_at = $2 where comment_id = $1 and settled_at is null";
/// The reports against a comment are settled, because it was hidden or because it stays. Returns how many there were.
pub async fn settle(transaction: &mut Transaction, comment: CommentId, at: Timestamp) -> Result<u64, StoreError> {
    Ok(on_engine!(transaction, |c| {
        sqlx::query(SETTLE).bind(comment.uuid()).bind(Moment::from(at)).execute(c).await?.rows_affected()
    }))
}
