//! Tokens: how a program signs in. Only the hash of a token's secret is kept.

use dialogue::{AccountId, TokenId};
use jiff::Timestamp;
use uuid::Uuid;

use crate::accounts::{self, Account, account_columns};
use crate::engine::{Connection, on_engine};
use crate::moment::Moment;
use crate::secrets::SecretHash;
use crate::{StoreError, Transaction};

/// A program's way in, as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Its id.
    pub id: TokenId,
    /// Whose.
    pub account: AccountId,
    /// What its owner calls it.
    pub label: String,
    /// When it was made.
    pub made_at: Timestamp,
    /// When it ends by itself, if ever.
    pub expires_at: Option<Timestamp>,
    /// When it was last used, roughly: see [`used`].
    pub used_at: Option<Timestamp>,
    /// When it was taken back.
    pub revoked_at: Option<Timestamp>,
}

#[derive(sqlx::FromRow)]
struct Row {
    token_id: Uuid,
    token_account_id: Uuid,
    label: String,
    token_made_at: Moment,
    expires_at: Option<Moment>,
    used_at: Option<Moment>,
    revoked_at: Option<Moment>,
}

impl From<Row> for Token {
    fn from(row: Row) -> Self {
        Token {
            id: row.token_id.into(),
            account: row.token_account_id.into(),
            label: row.label,
            made_at: row.token_made_at.0,
            expires_at: row.expires_at.map(|at| at.0),
            used_at: row.used_at.map(|at| at.0),
            revoked_at: row.revoked_at.map(|at| at.0),
        }
    }
}

#[derive(sqlx::FromRow)]
struct WithAccount {
    #[sqlx(flatten)]
    token: Row,
    #[sqlx(flatten)]
    account: accounts::Row,
}

macro_rules! token_columns {
    () => {
        "token.id as token_id, token.account_id as token_account_id, token.label, token.made_at as token_made_at,
         token.expires_at, token.used_at, token.revoked_at"
    };
}

const ADD: &str = "
    insert into token (id, secret_hash, account_id, label, made_at, expires_at) values ($1, $2, $3, $4, $5, $6)";
/// Gives a program a way in: `secret` is what it will send.
pub async fn add(transaction: &mut Transaction, secret: &str, token: &Token) -> Result<(), StoreError> {
    on_engine!(transaction, |c| {
        sqlx::query(ADD)
            .bind(token.id.uuid())
            .bind(SecretHash::of(secret).bytes())
            .bind(token.account.uuid())
            .bind(&token.label)
            .bind(Moment::from(token.made_at))
            .bind(token.expires_at.map(Moment::from))
            .execute(c)
            .await?
            .rows_affected()
    });
    Ok(())
}

const FIND: &str = concat!(
    "select ",
    token_columns!(),
    ", ",
    account_columns!(),
    " from token join account on account.id = token.account_id
    where token.secret_hash = $1 and token.revoked_at is null and (token.expires_at is null or token.expires_at > $2)"
);
/// Whose program holds this secret, if the token is neither taken back nor ended.
pub async fn find(
    connection: &mut Connection,
    secret: &str,
    now: Timestamp,
) -> Result<Option<(Token, Account)>, StoreError> {
    let row: Option<WithAccount> = on_engine!(connection, |c| {
        sqlx::query_as(FIND).bind(SecretHash::of(secret).bytes()).bind(Moment::from(now)).fetch_optional(c).await?
    });
    row.map(|row| Ok((row.token.into(), row.account.try_into()?))).transpose()
}

const OF_ACCOUNT: &str =
    concat!("select ", token_columns!(), " from token where account_id = $1 order by made_at desc, id limit 100");
/// The tokens of an account, the newest first, with those that were taken back.
pub async fn of_account(connection: &mut Connection, account: AccountId) -> Result<Vec<Token>, StoreError> {
    let rows: Vec<Row> =
        on_engine!(connection, |c| sqlx::query_as(OF_ACCOUNT).bind(account.uuid()).fetch_all(c).await?);
    Ok(rows.into_iter().map(Token::from).collect())
}

const USED: &str = "update token set used_at = $2 where id = $1";
/// The token was used. Called now and then, not at every request.
pub async fn used(transaction: &mut Transaction, id: TokenId, at: Timestamp) -> Result<(), StoreError> {
    on_engine!(transaction, |c| sqlx::query(USED)
        .bind(id.uuid())
        .bind(Moment::from(at))
        .execute(c)
        .await?
        .rows_affected());
    Ok(())
}

const REVOKE: &str = "update token set revoked_at = $3 where id = $1 and account_id = $2 and revoked_at is null";
/// Takes a token of this account back. `false` if there is none, or it was taken back before.
pub async fn revoke(
    transaction: &mut Transaction,
    id: TokenId,
    account: AccountId,
    at: Timestamp,
) -> Result<bool, StoreError> {
    let revoked = on_engine!(transaction, |c| {
        sqlx::query(REVOKE)
            .bind(id.uuid())
            .bind(account.uuid())
            .bind(Moment::from(at))
            .execute(c)
            .await?
            .rows_affected()
    });
    Ok(revoked == 1)
}
