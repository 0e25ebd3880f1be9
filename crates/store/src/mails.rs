//! Letters that wait to be sent. Who queues one does it in the transaction of its cause; a follower sends them.

use dialogue::EmailAddress;
use jiff::Timestamp;
use uuid::Uuid;

use crate::engine::{Connection, on_engine};
use crate::moment::Moment;
use crate::{StoreError, Transaction, number};

/// A letter to be queued.
#[derive(Debug, Clone)]
pub struct NewMail {
    /// Its id.
    pub id: Uuid,
    /// What it is the letter of, such as `confirm:{secret's id}`: a second letter with the same word is not queued.
    pub once: String,
    /// To whom.
    pub recipient: EmailAddress,
    /// Its subject line.
    pub subject: String,
    /// Its text.
    pub body: String,
    /// Now.
    pub at: Timestamp,
}

/// A letter that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// Its id.
    pub id: Uuid,
    /// To whom.
    pub recipient: String,
    /// Its subject line.
    pub subject: String,
    /// Its text.
    pub body: String,
    /// How often it was tried.
    pub attempts: u32,
}

const QUEUE: &str = "
    insert into mail (id, once, recipient, subject, body, queued_at, due_at) values ($1, $2, $3, $4, $5, $6, $6)
    on conflict (once) do nothing";
/// Queues a letter; `false` if it was queued before.
pub async fn queue(transaction: &mut Transaction, mail: &NewMail) -> Result<bool, StoreError> {
    let queued = on_engine!(transaction, |c| {
        sqlx::query(QUEUE)
            .bind(mail.id)
            .bind(&mail.once)
            .bind(mail.recipient.as_str())
            .bind(&mail.subject)
            .bind(&mail.body)
            .bind(Moment::from(mail.at))
            .execute(c)
            .await?
            .rows_affected()
    });
    Ok(queued == 1)
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    recipient: Option<String>,
    subject: Option<String>,
    body: Option<String>,
    attempts: i64,
}

const DUE: &str = "
    select id, recipient, subject, body, attempts from mail
    where sent_at is null and gave_up_at is null and due_at <= $1
    order by due_at, id
    limit $2";
/// The letters to be sent now, the longest waiting first.
pub async fn due(connection: &mut Connection, now: Timestamp, limit: u16) -> Result<Vec<Mail>, StoreError> {
    let rows: Vec<Row> = on_engine!(connection, |c| {
        sqlx::query_as(DUE).bind(Moment::from(now)).bind(i64::from(limit)).fetch_all(c).await?
    });
    rows.into_iter()
        .map(|row| {
            Ok(Mail {
                id: row.id,
                recipient: row.recipient.unwrap_or_default(),
                subject: row.subject.unwrap_or_default(),
                body: row.body.unwrap_or_default(),
                attempts: number("attempts", row.attempts)?,
            })
        })
        .collect()
}

const HOLD: &str = "
    update mail set attempts = attempts + 1, due_at = $3
    where id = $1 and sent_at is null and gave_up_at is null and due_at <= $2";
/// Takes a letter to send it: until `until` nobody else gets it. `false` if somebody else has it.
///
/// Killed after this and before [`sent`]: the letter is sent again at `until`. A letter may come twice, never not at all.
pub async fn hold(
    transaction: &mut Transaction,
    id: Uuid,
    now: Timestamp,
    until: Timestamp,
) -> Result<bool, StoreError> {
    let held = on_engine!(transaction, |c| {
        sqlx::query(HOLD).bind(id).bind(Moment::from(now)).bind(Moment::from(until)).execute(c).await?.rows_affected()
    });
    Ok(held == 1)
}

const SENT: &str = "update mail set sent_at = $2, recipient = null, subject = null, body = null where id = $1";
/// The letter has gone; its text is forgotten.
pub async fn sent(transaction: &mut Transaction, id: Uuid, at: Timestamp) -> Result<(), StoreError> {
    on_engine!(transaction, |c| sqlx::query(SENT).bind(id).bind(Moment::from(at)).execute(c).await?.rows_affected());
    Ok(())
}

const RETRY: &str = "update mail set due_at = $2, failure = $3 where id = $1";
/// The letter could not be sent; it is due again at `due_at`.
pub async fn retry(
    transaction: &mut Transaction,
    id: Uuid,
    due_at: Timestamp,
    failure: &str,
) -> Result<(), StoreError> {
    on_engine!(transaction, |c| {
        sqlx::query(RETRY).bind(id).bind(Moment::from(due_at)).bind(failure).execute(c).await?.rows_affected()
    });
    Ok(())
}

const GIVE_UP: &str = "
    update mail set gave_up_at = $2, failure = $3, recipient = null, subject = null, body = null where id = $1";
/// The letter will not be sent; its text is forgotten, the reason kept.
pub async fn give_up(transaction: &mut Transaction, id: Uuid, at: Timestamp, failure: &str) -> Result<(), StoreError> {
    on_engine!(transaction, |c| {
        sqlx::query(GIVE_UP).bind(id).bind(Moment::from(at)).bind(failure).execute(c).await?.rows_affected()
    });
    Ok(())
}

const WAITING: &str = "select count(*) from mail where sent_at is null and gave_up_at is null";
/// How many letters wait; for the operator.
pub async fn waiting(connection: &mut Connection) -> Result<u64, StoreError> {
    let count: i64 = on_engine!(connection, |c| sqlx::query_scalar(WAITING).fetch_one(c).await?);
    number("letters", count)
}
