//! Sessions: who is signed in, on which device, until when. Only the hash of a session's secret is kept.

use dialogue::AccountId;
use jiff::Timestamp;
use uuid::Uuid;

use crate::accounts::{self, Account, account_columns};
use crate::engine::{Connection, on_engine};
use crate::moment::Moment;
use crate::secrets::SecretHash;
use crate::{StoreError, Transaction};

/// A session to be begun, and what one is told about it later.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Whose.
    pub account: AccountId,
    /// When it began.
    pub made_at: Timestamp,
    /// When it was last used, roughly: see [`touch`].
    pub seen_at: Timestamp,
    /// When it ends by itself.
    pub expires_at: Timestamp,
    /// What the browser called itself, for the list on the account page.
    pub device: Option<String>,
}

#[derive(sqlx::FromRow)]
struct Row {
    session_account_id: Uuid,
    session_made_at: Moment,
    seen_at: Moment,
    expires_at: Moment,
    device: Option<String>,
}

impl From<Row> for Session {
    fn from(row: Row) -> Self {
        Session {
            account: row.session_account_id.into(),
            made_at: row.session_made_at.0,
            seen_at: row.seen_at.0,
            expires_at: row.expires_at.0,
            device: row.device,
        }
    }
}

#[derive(sqlx::FromRow)]
struct WithAccount {
    #[sqlx(flatten)]
    session: Row,
    #[sqlx(flatten)]
    account: accounts::Row,
}

const BEGIN: &str = "
    insert into session (secret_hash, account_id, made_at, seen_at, expires_at, device)
    values ($1, $2, $3, $4, $5, $6)";
/// Signs somebody in: `secret` is what their cookie holds.
pub async fn begin(transaction: &mut Transaction, secret: &str, session: &Session) -> Result<(), StoreError> {
    on_engine!(transaction, |c| {
        sqlx::query(BEGIN)
            .bind(SecretHash::of(secret).bytes())
            .bind(session.account.uuid())
            .bind(Moment::from(session.made_at))
            .bind(Moment::from(session.seen_at))
            .bind(Moment::from(session.expires_at))
            .bind(&session.device)
            .execute(c)
            .await?
            .rows_affected()
    });
    Ok(())
}

const FIND: &str = concat!(
    "select session.account_id as session_account_id, session.made_at as session_made_at, session.seen_at,
        session.expires_at, session.device, ",
    account_columns!(),
    " from session join account on account.id = session.account_id
    where session.secret_hash = $1 and session.expires_at > $2"
);
/// Who holds this secret, if their session has not ended. The account may be blocked or unconfirmed: the caller looks.
pub async fn find(
    connection: &mut Connection,
    secret: &str,
    now: Timestamp,
) -> Result<Option<(Session, Account)>, StoreError> {
    let row: Option<WithAccount> = on_engine!(connection, |c| {
        sqlx::query_as(FIND).bind(SecretHash::of(secret).bytes()).bind(Moment::from(now)).fetch_optional(c).await?
    });
    row.map(|row| Ok((row.session.into(), row.account.try_into()?))).transpose()
}

const TOUCH: &str = "update session set seen_at = $2, expires_at = $3 where secret_hash = $1";
/// The session was used and lives on. Called now and then, not at every request: a write each would be a waste.
pub async fn touch(
    transaction: &mut Transaction,
    secret: &str,
    seen_at: Timestamp,
    expires_at: Timestamp,
) -> Result<(), StoreError> {
    on_engine!(transaction, |c| {
        sqlx::query(TOUCH)
            .bind(SecretHash::of(secret).bytes())
            .bind(Moment::from(seen_at))
            .bind(Moment::from(expires_at))
            .execute(c)
            .await?
            .rows_affected()
    });
    Ok(())
}

const OF_ACCOUNT: &str = "
    select account_id as session_account_id, made_at as session_made_at, seen_at, expires_at, device from session
    where account_id = $1 and expires_at > $2
    order by seen_at desc
    limit 100";
/// The sessions of an account that have not ended, the last used first.
pub async fn of_account(
    connection: &mut Connection,
    account: AccountId,
    now: Timestamp,
) -> Result<Vec<Session>, StoreError> {
    let rows: Vec<Row> = on_engine!(connection, |c| {
        sqlx::query_as(OF_ACCOUNT).bind(account.uuid()).bind(Moment::from(now)).fetch_all(c).await?
    });
    Ok(rows.into_iter().map(Session::from).collect())
}

const END: &str = "delete from session where secret_hash = $1";
/// Signs out.
pub async fn end(transaction: &mut Transaction, secret: &str) -> Result<(), StoreError> {
    on_engine!(transaction, |c| sqlx::query(END)
        .bind(SecretHash::of(secret).bytes())
        .execute(c)
        .await?
        .rows_affected());
    Ok(())
}

const END_ALL_BUT: &str = "delete from session where account_id = $1 and secret_hash <> $2";
/// Signs an account out everywhere but where `kept` is held; everywhere for `None`. Returns how many sessions ended.
pub async fn end_all_but(
    transaction: &mut Transaction,
    account: AccountId,
    kept: Option<&str>,
) -> Result<u64, StoreError> {
    let kept = kept.map(SecretHash::of);
    // No hash is empty, so nothing is kept for `None`.
    let kept = kept.as_ref().map_or(&[][..], SecretHash::bytes);
    let ended = on_engine!(transaction, |c| {
        sqlx::query(END_ALL_BUT).bind(account.uuid()).bind(kept).execute(c).await?.rows_affected()
    });
    Ok(ended)
}

const FORGET: &str = "delete from session where expires_at <= $1";
/// Forgets the sessions that have ended. Returns how many.
pub async fn forget_ended(transaction: &mut Transaction, now: Timestamp) -> Result<u64, StoreError> {
    Ok(on_engine!(transaction, |c| sqlx::query(FORGET).bind(Moment::from(now)).execute(c).await?.rows_affected()))
}
