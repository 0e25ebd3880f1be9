//! Accounts: who takes part, under which name, in which role.
//!
//! E-mail and display name are unique in their folded forms (`EmailAddress::key`, `DisplayName::key`).

use dialogue::{AccountId, DepartmentId, DisplayName, EmailAddress, Language, Role};
use jiff::Timestamp;
use uuid::Uuid;

use crate::engine::{Connection, on_engine};
use crate::moment::Moment;
use crate::{StoreError, Transaction, parsed};

/// An account. The e-mail address is for its owner and for letters only; nobody else is ever shown it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Its id.
    pub id: AccountId,
    /// Where letters go.
    pub email: EmailAddress,
    /// What others see.
    pub name: DisplayName,
    /// What it may do.
    pub role: Role,
    /// The department of a member of staff.
    pub department: Option<DepartmentId>,
    /// The language of its letters.
    pub language: Language,
    /// When it was made.
    pub made_at: Timestamp,
    /// When the e-mail address was confirmed.
    pub confirmed_at: Option<Timestamp>,
    /// When it was blocked from writing.
    pub blocked_at: Option<Timestamp>,
    /// Why.
    pub blocked_reason: Option<String>,
    /// Made by the sample data; said wherever the name is shown.
    pub demonstration: bool,
}

impl Account {
    /// The account as the one who does something.
    pub fn actor(&self) -> crate::Actor {
        crate::Actor { account: self.id, role: self.role, department: self.department }
    }
}

/// An account to be made.
#[derive(Debug, Clone)]
pub struct NewAccount {
    /// Its id.
    pub id: AccountId,
    /// Where letters go.
    pub email: EmailAddress,
    /// What others see.
    pub name: DisplayName,
    /// An argon2id string; `None` for an account that cannot sign in by password.
    pub password_hash: Option<String>,
    /// What it may do.
    pub role: Role,
    /// The department of a member of staff.
    pub department: Option<DepartmentId>,
    /// The language of its letters.
    pub language: Language,
    /// Now.
    pub made_at: Timestamp,
    /// `Some` if the address needs no confirming (made by an operator, sample data).
    pub confirmed_at: Option<Timestamp>,
    /// Made by the sample data.
    pub demonstration: bool,
}

/// What somebody else already has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Taken {
    /// An account with this e-mail address exists.
    #[error("the e-mail address has an account")]
    Email,
    /// Another account is called so, or looks so.
    #[error("the name is taken")]
    Name,
}

#[derive(sqlx::FromRow)]
pub(crate) struct Row {
    id: Uuid,
    email: String,
    name: String,
    role: String,
    department_id: Option<Uuid>,
    language: String,
    made_at: Moment,
    confirmed_at: Option<Moment>,
    blocked_at: Option<Moment>,
    blocked_reason: Option<String>,
    demonstration: bool,
}

impl TryFrom<Row> for Account {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Account {
            id: row.id.into(),
            email: EmailAddress::stored(row.email),
            name: DisplayName::stored(row.name),
            role: parsed("role", &row.role)?,
            department: row.department_id.map(DepartmentId::from),
            language: parsed("language", &row.language)?,
            made_at: row.made_at.0,
            confirmed_at: row.confirmed_at.map(|at| at.0),
            blocked_at: row.blocked_at.map(|at| at.0),
            blocked_reason: row.blocked_reason,
            demonstration: row.demonstration,
        })
    }
}

/// The columns of [`Row`], for every query that reads accounts under the alias `account`.
macro_rules! account_columns {
    () => {
        "account.id, account.email, account.name, account.role, account.department_id, account.language,
         account.made_at, account.confirmed_at, account.blocked_at, account.blocked_reason, account.demonstration"
    };
}
pub(crate) use account_columns;

const ADD: &str = "
    insert into account (id, email, email_folded, name, name_folded, password_hash, role, department_id, language,
        made_at, confirmed_at, demonstration)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
    on conflict do nothing";
const EMAIL_TAKEN: &str = "select count(*) from account where email_folded = $1";
/// Makes an account, unless the address or the name is taken: then nothing is written and the transaction goes on.
pub async fn add(transaction: &mut Transaction, new: &NewAccount) -> Result<Result<(), Taken>, StoreError> {
    on_engine!(transaction, |c| {
        let added = sqlx::query(ADD)
            .bind(new.id.uuid())
            .bind(new.email.as_str())
            .bind(new.email.key())
            .bind(new.name.as_str())
            .bind(new.name.key())
            .bind(&new.password_hash)
            .bind(new.role.key())
            .bind(new.department.map(DepartmentId::uuid))
            .bind(new.language.tag())
            .bind(Moment::from(new.made_at))
            .bind(new.confirmed_at.map(Moment::from))
            .bind(new.demonstration)
            .execute(&mut *c)
            .await?
            .rows_affected();
        if added == 1 {
            return Ok(Ok(()));
        }
        let email: i64 = sqlx::query_scalar(EMAIL_TAKEN).bind(new.email.key()).fetch_one(c).await?;
        Ok(Err(if email > 0 { Taken::Email } else { Taken::Name }))
    })
}

const FIND: &str = concat!("select ", account_columns!(), " from account where id = $1");
/// The account with this id.
pub async fn find(connection: &mut Connection, id: AccountId) -> Result<Option<Account>, StoreError> {
    let row: Option<Row> = on_engine!(connection, |c| sqlx::query_as(FIND).bind(id.uuid()).fetch_optional(c).await?);
    row.map(Account::try_from).transpose()
}

const BY_EMAIL: &str = concat!("select ", account_columns!(), " from account where email_folded = $1");
/// The account with this address, however its letters are cased.
pub async fn by_email(connection: &mut Connection, email: &EmailAddress) -> Result<Option<Account>, StoreError> {
    let row: Option<Row> =
        on_engine!(connection, |c| sqlx::query_as(BY_EMAIL).bind(email.key()).fetch_optional(c).await?);
    row.map(Account::try_from).transpose()
}

const PASSWORD: &str = "select password_hash from account where id = $1";
/// The argon2id string of an account, if it has a password.
pub async fn password_hash(connection: &mut Connection, id: AccountId) -> Result<Option<String>, StoreError> {
    let hash: Option<Option<String>> =
        on_engine!(connection, |c| sqlx::query_scalar(PASSWORD).bind(id.uuid()).fetch_optional(c).await?);
    Ok(hash.flatten())
}

const PAGE: &str = concat!(
    "select ",
    account_columns!(),
    " from account where (cast($1 as text) is null or role = $1) and email_folded > $2 order by email_folded limit $3"
);
/// Accounts by address, after the address `after` (folded; empty for the first page), of one role or of all; for the
/// operator.
pub async fn page(
    connection: &mut Connection,
    role: Option<Role>,
    after: &str,
    limit: u16,
) -> Result<Vec<Account>, StoreError> {
    let rows: Vec<Row> = on_engine!(connection, |c| {
        sqlx::query_as(PAGE).bind(role.map(Role::key)).bind(after).bind(i64::from(limit)).fetch_all(c).await?
    });
    rows.into_iter().map(Account::try_from).collect()
}

const NAME_TAKEN: &str = "select count(*) from account where name_folded = $1";
/// Whether somebody is called so, or looks so.
pub async fn name_is_taken(connection: &mut Connection, name: &DisplayName) -> Result<bool, StoreError> {
    let count: i64 = on_engine!(connection, |c| sqlx::query_scalar(NAME_TAKEN).bind(name.key()).fetch_one(c).await?);
    Ok(count > 0)
}

const CONFIRM: &str = "update account set confirmed_at = $2 where id = $1 and confirmed_at is null";
/// The e-mail address is its owner's. Confirming again changes nothing.
pub async fn confirm(transaction: &mut Transaction, id: AccountId, at: Timestamp) -> Result<(), StoreError> {
    on_engine!(transaction, |c| sqlx::query(CONFIRM)
        .bind(id.uuid())
        .bind(Moment::from(at))
        .execute(c)
        .await?
        .rows_affected());
    Ok(())
}

const SET_PASSWORD: &str = "update account set password_hash = $2 where id = $1";
/// Another password (an argon2id string). The caller ends the other sessions, see `sessions::end_all_but`.
pub async fn set_password(transaction: &mut Transaction, id: AccountId, hash: &str) -> Result<(), StoreError> {
    on_engine!(transaction, |c| sqlx::query(SET_PASSWORD).bind(id.uuid()).bind(hash).execute(c).await?.rows_affected());
    Ok(())
}

const SET_ROLE: &str = "update account set role = $2, department_id = $3 where id = $1";
/// Another role, with the department of a member of staff.
pub async fn set_role(
    transaction: &mut Transaction,
    id: AccountId,
    role: Role,
    department: Option<DepartmentId>,
) -> Result<(), StoreError> {
    on_engine!(transaction, |c| {
        sqlx::query(SET_ROLE)
            .bind(id.uuid())
            .bind(role.key())
            .bind(department.map(DepartmentId::uuid))
            .execute(c)
            .await?
            .rows_affected()
    });
    Ok(())
}

const SET_LANGUAGE: &str = "update account set language = $2 where id = $1";
/// The language of letters.
pub async fn set_language(transaction: &mut Transaction, id: AccountId, language: Language) -> Result<(), StoreError> {
    on_engine!(transaction, |c| sqlx::query(SET_LANGUAGE)
        .bind(id.uuid())
        .bind(language.tag())
        .execute(c)
        .await?
        .rows_affected());
    Ok(())
}

const SET_NAME: &str = "
    update account set name = $2, name_folded = $3
    where id = $1 and not exists (select 1 from account as other where other.name_folded = $3 and other.id <> $1)";
/// Another display name, unless it is taken. (Two who take one name in the same instant: the second hears a
/// unique [`StoreError::Conflict`], which the caller answers like [`Taken::Name`].)
pub async fn set_name(
    transaction: &mut Transaction,
    id: AccountId,
    name: &DisplayName,
) -> Result<Result<(), Taken>, StoreError> {
    let changed = on_engine!(transaction, |c| {
        sqlx::query(SET_NAME).bind(id.uuid()).bind(name.as_str()).bind(name.key()).execute(c).await?.rows_affected()
    });
    Ok(if changed == 1 { Ok(()) } else { Err(Taken::Name) })
}

const SET_EMAIL: &str = "
    update account set email = $2, email_folded = $3, confirmed_at = null
    where id = $1 and not exists (select 1 from account as other where other.email_folded = $3 and other.id <> $1)";
/// Another e-mail address, to be confirmed anew, unless it is taken.
pub async fn set_email(
    transaction: &mut Transaction,
    id: AccountId,
    email: &EmailAddress,
) -> Result<Result<(), Taken>, StoreError> {
    let changed = on_engine!(transaction, |c| {
        sqlx::query(SET_EMAIL).bind(id.uuid()).bind(email.as_str()).bind(email.key()).execute(c).await?.rows_affected()
    });
    Ok(if changed == 1 { Ok(()) } else { Err(Taken::Email) })
}

const SET_BLOCK: &str = "update account set blocked_at = $2, blocked_reason = $3 where id = $1";
/// Keeps the account from writing, from `at` on, for a reason that its owner is told.
pub async fn block(
    transaction: &mut Transaction,
    id: AccountId,
    at: Timestamp,
    reason: &str,
) -> Result<(), StoreError> {
    on_engine!(transaction, |c| {
        sqlx::query(SET_BLOCK).bind(id.uuid()).bind(Moment::from(at)).bind(reason).execute(c).await?.rows_affected()
    });
    Ok(())
}

/// Lets the account write again.
pub async fn unblock(transaction: &mut Transaction, id: AccountId) -> Result<(), StoreError> {
    on_engine!(transaction, |c| {
        sqlx::query(SET_BLOCK).bind(id.uuid()).bind(None::<Moment>).bind(None::<&str>).execute(c).await?.rows_affected()
    });
    Ok(())
}
