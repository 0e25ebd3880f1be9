//! Links that work once: to confirm an e-mail address, to set a new password. Only the hash of a link's secret is kept.

use dialogue::AccountId;
use jiff::Timestamp;
use uuid::Uuid;

use crate::engine::{Connection, on_engine};
use crate::moment::Moment;
use crate::secrets::SecretHash;
use crate::{StoreError, Transaction};

/// What a link is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// The e-mail address is its owner's.
    Confirm,
    /// Another password.
    Reset,
}

impl Purpose {
    /// The word in the store.
    pub const fn key(self) -> &'static str {
        match self {
            Purpose::Confirm => "confirm",
            Purpose::Reset => "reset",
        }
    }
}

/// Why a link does not work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LinkRefused {
    /// We never made it, or have forgotten it.
    #[error("no such link")]
    Unknown,
    /// It has grown old.
    #[error("the link has expired")]
    Expired,
    /// It, or a later one for the same purpose, was used. Names the account, so that a page can say what to do next.
    #[error("the link was used")]
    Used(AccountId),
}

const ADD: &str = "
    insert into one_time_link (secret_hash, account_id, purpose, made_at, expires_at) values ($1, $2, $3, $4, $5)";
/// Makes a link: `secret` is what its address holds. Earlier ones for the same purpose work until one of them is used.
pub async fn add(
    transaction: &mut Transaction,
    secret: &str,
    account: AccountId,
    purpose: Purpose,
    made_at: Timestamp,
    expires_at: Timestamp,
) -> Result<(), StoreError> {
    on_engine!(transaction, |c| {
        sqlx::query(ADD)
            .bind(SecretHash::of(secret).bytes())
            .bind(account.uuid())
            .bind(purpose.key())
            .bind(Moment::from(made_at))
            .bind(Moment::from(expires_at))
            .execute(c)
            .await?
            .rows_affected()
    });
    Ok(())
}

#[derive(sqlx::FromRow)]
struct Row {
    account_id: Uuid,
    expires_at: Moment,
    used_at: Option<Moment>,
}

const FIND: &str = "select account_id, expires_at, used_at from one_time_link where secret_hash = $1 and purpose = $2";
/// Whose link it is, if it works; without using it (for the page that the link opens).
pub async fn look(
    connection: &mut Connection,
    secret: &str,
    purpose: Purpose,
    now: Timestamp,
) -> Result<Result<AccountId, LinkRefused>, StoreError> {
    let row: Option<Row> = on_engine!(connection, |c| {
        sqlx::query_as(FIND).bind(SecretHash::of(secret).bytes()).bind(purpose.key()).fetch_optional(c).await?
    });
    Ok(match row {
        None => Err(LinkRefused::Unknown),
        Some(row) if row.used_at.is_some() => Err(LinkRefused::Used(row.account_id.into())),
        Some(row) if row.expires_at.0 <= now => Err(LinkRefused::Expired),
        Some(row) => Ok(row.account_id.into()),
    })
}

const SPEND: &str = "update one_time_link set used_at = $2 where secret_hash = $1 and used_at is null";
const SPEND_OTHERS: &str =
    "update one_time_link set used_at = $3 where account_id = $1 and purpose = $2 and used_at is null";
/// Uses the link: it and all others of the account for this purpose stop working. Two who use it at once: one wins.
pub async fn spend(
    transaction: &mut Transaction,
    secret: &str,
    purpose: Purpose,
    now: Timestamp,
) -> Result<Result<AccountId, LinkRefused>, StoreError> {
    let account = match look(transaction, secret, purpose, now).await? {
        Ok(account) => account,
        refused => return Ok(refused),
    };
    on_engine!(transaction, |c| {
        let spent = sqlx::query(SPEND)
            .bind(SecretHash::of(secret).bytes())
            .bind(Moment::from(now))
            .execute(&mut *c)
            .await?
            .rows_affected();
        if spent == 0 {
            return Ok(Err(LinkRefused::Used(account)));
        }
        sqlx::query(SPEND_OTHERS).bind(account.uuid()).bind(purpose.key()).bind(Moment::from(now)).execute(c).await?;
    });
    Ok(Ok(account))
}

/// All links of an account for one purpose stop working, as when its password has changed meanwhile.
pub async fn void(
    transaction: &mut Transaction,
    account: AccountId,
    purpose: Purpose,
    now: Timestamp,
) -> Result<(), StoreError> {
    on_engine!(transaction, |c| {
        sqlx::query(SPEND_OTHERS)
            .bind(account.uuid())
            .bind(purpose.key())
            .bind(Moment::from(now))
            .execute(c)
            .await?
            .rows_affected()
    });
    Ok(())
}

const FORGET: &str = "delete from one_time_link where expires_at <= $1";
/// Forgets the links that expired before `before`. Returns how many.
pub async fn forget_expired(transaction: &mut Transaction, before: Timestamp) -> Result<u64, StoreError> {
    Ok(on_engine!(transaction, |c| sqlx::query(FORGET).bind(Moment::from(before)).execute(c).await?.rows_affected()))
}
