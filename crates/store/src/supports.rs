//! Support of comments: one per account, counted on the comment.
//!
//! Only the number is public. A support has no entry in the record (see `record::entry`): a line for each press would
//! tell who supports whom. Commit with `commit_private`.

use std::collections::HashSet;

use dialogue::{AccountId, CommentId, ThreadId};
use jiff::Timestamp;
use uuid::Uuid;

use crate::engine::{Connection, on_engine};
use crate::moment::Moment;
use crate::{StoreError, Transaction};

const GIVE: &str = "
    insert into support (comment_id, account_id, at) values ($1, $2, $3)
    on conflict (comment_id, account_id) do nothing";
const TAKE_BACK: &str = "delete from support where comment_id = $1 and account_id = $2";
const COUNT: &str = "update comment set supports = supports + $2 where id = $1";

/// Supports a comment; `false` if this account does already.
pub async fn give(
    transaction: &mut Transaction,
    comment: CommentId,
    by: AccountId,
    at: Timestamp,
) -> Result<bool, StoreError> {
    on_engine!(transaction, |c| {
        let given = sqlx::query(GIVE)
            .bind(comment.uuid())
            .bind(by.uuid())
            .bind(Moment::from(at))
            .execute(&mut *c)
            .await?
            .rows_affected();
        if given == 0 {
            return Ok(false);
        }
        sqlx::query(COUNT).bind(comment.uuid()).bind(1_i64).execute(c).await?;
    });
    Ok(true)
}

/// Takes support back; `false` if there was none.
pub async fn take_back(transaction: &mut Transaction, comment: CommentId, by: AccountId) -> Result<bool, StoreError> {
    on_engine!(transaction, |c| {
        let taken = sqlx::query(TAKE_BACK).bind(comment.uuid()).bind(by.uuid()).execute(&mut *c).await?.rows_affected();
        if taken == 0 {
            return Ok(false);
        }
        sqlx::query(COUNT).bind(comment.uuid()).bind(-1_i64).execute(c).await?;
    });
    Ok(true)
}

const IN_THREAD: &str = "
    select support.comment_id from support
    join comment on comment.id = support.comment_id
    where support.account_id = $1 and comment.thread_id = $2";
/// Which comments of a thread this account supports.
pub async fn in_thread(
    connection: &mut Connection,
    account: AccountId,
    thread: ThreadId,
) -> Result<HashSet<CommentId>, StoreError> {
    let ids: Vec<Uuid> = on_engine!(connection, |c| {
        sqlx::query_scalar(IN_THREAD).bind(account.uuid()).bind(thread.uuid()).fetch_all(c).await?
    });
    Ok(ids.into_iter().map(CommentId::from).collect())
}
