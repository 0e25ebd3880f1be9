//! What somebody wrote before signing in, kept through sign-up and the confirming link.
//!
//! A text is kept under a secret in the writer's browser. Once they have an account it is the account's too, so that a
//! confirming link that is opened in another browser still finds it.

use dialogue::{AccountId, CommentId, Language, Stance, Subject};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sqlx::types::Json;

use crate::engine::{Connection, on_engine};
use crate::moment::Moment;
use crate::secrets::SecretHash;
use crate::{StoreError, Transaction};

/// A comment in waiting, as it was typed: it is checked when it is posted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KeptContent {
    /// The text.
    pub body: String,
    /// What it answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<CommentId>,
    /// For or against.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stance: Option<Stance>,
    /// Longitude and latitude.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<[f64; 2]>,
    /// The language of the text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
    /// The key of the form that it came with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub submission: Option<String>,
}

/// A kept text and what it is about.
#[derive(Debug, Clone, PartialEq)]
pub struct KeptText {
    /// What it is about.
    pub subject: Subject,
    /// What was typed.
    pub content: KeptContent,
    /// When.
    pub kept_at: Timestamp,
}

#[derive(sqlx::FromRow)]
struct Row {
    subject_kind: String,
    subject_id: String,
    content: Json<KeptContent>,
    kept_at: Moment,
}

impl TryFrom<Row> for KeptText {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(KeptText {
            subject: Subject::parse(&row.subject_kind, &row.subject_id)
                .ok_or(StoreError::Unreadable { what: "subject of a kept text", value: row.subject_kind })?,
            content: row.content.0,
            kept_at: row.kept_at.0,
        })
    }
}

const KEEP: &str = "
    insert into kept_text (secret_hash, subject_kind, subject_id, content, kept_at, expires_at)
    values ($1, $2, $3, $4, $5, $6)
    on conflict (secret_hash) do update set subject_kind = excluded.subject_kind, subject_id = excluded.subject_id,
        content = excluded.content, kept_at = excluded.kept_at, expires_at = excluded.expires_at";
/// Keeps a text under a secret of its writer's browser; a later one under the same secret takes its place.
pub async fn keep(
    transaction: &mut Transaction,
    secret: &str,
    text: &KeptText,
    expires_at: Timestamp,
) -> Result<(), StoreError> {
    on_engine!(transaction, |c| {
        sqlx::query(KEEP)
            .bind(SecretHash::of(secret).bytes())
            .bind(text.subject.kind())
            .bind(text.subject.id())
            .bind(Json(&text.content))
            .bind(Moment::from(text.kept_at))
            .bind(Moment::from(expires_at))
            .execute(c)
            .await?
            .rows_affected()
    });
    Ok(())
}

const GIVE_TO: &str = "update kept_text set account_id = $2 where secret_hash = $1 and account_id is null";
/// The writer has an account now.
pub async fn give_to(transaction: &mut Transaction, secret: &str, account: AccountId) -> Result<(), StoreError> {
    on_engine!(transaction, |c| {
        sqlx::query(GIVE_TO).bind(SecretHash::of(secret).bytes()).bind(account.uuid()).execute(c).await?.rows_affected()
    });
    Ok(())
}

const BY_SECRET: &str = "
    select subject_kind, subject_id, content, kept_at from kept_text where secret_hash = $1 and expires_at > $2";
/// The text kept under a secret.
pub async fn by_secret(
    connection: &mut Connection,
    secret: &str,
    now: Timestamp,
) -> Result<Option<KeptText>, StoreError> {
    let row: Option<Row> = on_engine!(connection, |c| {
        sqlx::query_as(BY_SECRET).bind(SecretHash::of(secret).bytes()).bind(Moment::from(now)).fetch_optional(c).await?
    });
    row.map(KeptText::try_from).transpose()
}

const OF_ACCOUNT: &str = "
    select subject_kind, subject_id, content, kept_at from kept_text
    where account_id = $1 and expires_at > $2
    order by kept_at
    limit 100";
/// The texts that wait for an account, the oldest first.
pub async fn of_account(
    connection: &mut Connection,
    account: AccountId,
    now: Timestamp,
) -> Result<Vec<KeptText>, StoreError> {
    let rows: Vec<Row> = on_engine!(connection, |c| {
        sqlx::query_as(OF_ACCOUNT).bind(account.uuid()).bind(Moment::from(now)).fetch_all(c).await?
    });
    rows.into_iter().map(KeptText::try_from).collect()
}

const DROP: &str = "delete from kept_text where secret_hash = $1";
/// The text under this secret was posted or thrown away.
pub async fn drop_by_secret(transaction: &mut Transaction, secret: &str) -> Result<(), StoreError> {
    on_engine!(transaction, |c| sqlx::query(DROP)
        .bind(SecretHash::of(secret).bytes())
        .execute(c)
        .await?
        .rows_affected());
    Ok(())
}

const DROP_OF: &str = "delete from kept_text where account_id = $1 and subject_kind = $2 and subject_id = $3";
/// The texts of an account about this subject were posted or thrown away.
pub async fn drop_of_account(
    transaction: &mut Transaction,
    account: AccountId,
    subject: &Subject,
) -> Result<(), StoreError> {
    on_engine!(transaction, |c| {
        sqlx::query(DROP_OF)
            .bind(account.uuid())
            .bind(subject.kind())
            .bind(subject.id())
            .execute(c)
            .await?
            .rows_affected()
    });
    Ok(())
}

const FORGET: &str = "delete from kept_text where expires_at <= $1";
/// Forgets the texts that have grown old. Returns how many.
pub async fn forget_expired(transaction: &mut Transaction, now: Timestamp) -> Result<u64, StoreError> {
    Ok(on_engine!(transaction, |c| sqlx::query(FORGET).bind(Moment::from(now)).execute(c).await?.rows_affected()))
}
