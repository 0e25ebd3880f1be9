//! Was this form sent before? One form makes one thing, however often it is sent (thr-03).

use dialogue::AccountId;
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::engine::on_engine;
use crate::moment::Moment;
use crate::{StoreError, Transaction};

/// What became of a form that was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claim {
    /// It is the first time: go on, and make the thing under the id that was claimed.
    First,
    /// It made this before, from the same content: answer with its address.
    Again(Uuid),
    /// It made this before, from another content: refuse.
    Another(Uuid),
}

const CLAIM: &str = "
    insert into submission (account_id, key, digest, made_id, at) values ($1, $2, $3, $4, $5)
    on conflict (account_id, key) do nothing";
const FIND: &str = "select digest, made_id from submission where account_id = $1 and key = $2";
/// Claims a form's key for the thing `id` that it is about to make in this transaction. `content` is all that was sent
/// (only a digest of it is kept). If the transaction is taken back, so is the claim.
///
/// Called first in a transaction: on PostgreSQL it waits for another transaction with the same key.
pub async fn claim(
    transaction: &mut Transaction,
    account: AccountId,
    key: &str,
    content: &[u8],
    id: Uuid,
    at: Timestamp,
) -> Result<Claim, StoreError> {
    let digest: [u8; 32] = Sha256::digest(content).into();
    on_engine!(transaction, |c| {
        let claimed = sqlx::query(CLAIM)
            .bind(account.uuid())
            .bind(key)
            .bind(&digest[..])
            .bind(id)
            .bind(Moment::from(at))
            .execute(&mut *c)
            .await?
            .rows_affected();
        if claimed == 1 {
            return Ok(Claim::First);
        }
        let (known, made): (Vec<u8>, Uuid) = sqlx::query_as(FIND).bind(account.uuid()).bind(key).fetch_one(c).await?;
        Ok(if known == digest { Claim::Again(made) } else { Claim::Another(made) })
    })
}

const FORGET: &str = "delete from submission where at < $1";
/// Forgets the forms sent before `before`. Returns how many.
pub async fn forget(transaction: &mut Transaction, before: Timestamp) -> Result<u64, StoreError> {
    Ok(on_engine!(transaction, |c| sqlx::query(FORGET).bind(Moment::from(before)).execute(c).await?.rows_affected()))
}
