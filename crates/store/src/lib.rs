//! The city's memory over two engines: SQLite in one file, or PostgreSQL with PostGIS.
//!
//! [`Store::open`] opens either and brings its tables up to date. Reading: [`Store::read`] gives one consistent picture
//! that the read functions take as `&mut Connection`. Writing: [`Store::begin`] gives a [`Transaction`] that the write
//! functions take; a public write returns its [`NewEntry`], and [`Transaction::commit`] keeps both or neither.
//!
//! ```no_run
//! # async fn example(store: store::Store, new: store::comments::NewComment) -> Result<(), store::StoreError> {
//! let mut transaction = store.begin().await?;
//! let posted = store::comments::add(&mut transaction, &new).await?;
//! let number = transaction.commit(posted.entry).await?; // row and entry, or neither
//! # Ok(()) }
//! ```
//!
//! One file per subject. SQL is a constant, the same text for both engines; `engine.rs` is the only file that knows
//! that there are two. Times and random values are arguments.

mod engine;
mod error;
mod migrate;
mod moment;
mod secrets;
mod transaction;

pub mod accounts;
pub mod activity;
pub mod comments;
pub mod departments;
pub mod entries;
pub mod kept_texts;
pub mod layers;
pub mod mails;
pub mod notices;
pub mod one_time_links;
pub mod reports;
pub mod sessions;
pub mod submissions;
pub mod supports;
pub mod threads;
pub mod tokens;

pub use engine::{Connection, EngineName, Options, Reading, Store};
pub use entries::followers;
pub use error::{Conflict, StoreError};
pub use record::{Entry, NewEntry, Salt};
pub use transaction::Transaction;

use dialogue::{AccountId, DepartmentId, Role};

/// Who does something, in which role, for which department.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Actor {
    /// Their account.
    pub account: AccountId,
    /// In which role they act.
    pub role: Role,
    /// The department that they act for, if they are staff.
    pub department: Option<DepartmentId>,
}

/// The role as the record names it.
fn acting(role: Role) -> record::ActingRole {
    match role {
        Role::Resident => record::ActingRole::Resident,
        Role::Staff => record::ActingRole::Staff,
        Role::Moderator => record::ActingRole::Moderator,
        Role::Administrator => record::ActingRole::Administrator,
    }
}

/// A word of ours as it stands in a column.
fn parsed<T: std::str::FromStr>(what: &'static str, value: &str) -> Result<T, StoreError> {
    value.parse().map_err(|_| StoreError::Unreadable { what, value: value.to_owned() })
}

/// A count or number that is never negative.
fn number<T: TryFrom<i64>>(what: &'static str, value: i64) -> Result<T, StoreError> {
    T::try_from(value).map_err(|_| StoreError::Unreadable { what, value: value.to_string() })
}
