//! The public, ordered record of everything that changed in public, and how an outsider checks it.
//!
//! Each [`Entry`] says what happened, to which subject, in which role and when, and carries a salted hash of the content
//! ([`content_hash`]). It says nothing private: no account, no name, no text. Content that the law makes the city erase
//! goes together with its salt; the entry stays, and the record still verifies.
//!
//! Entries are numbered 0, 1, 2, … without gaps. [`Entry::to_bytes`] is what is hashed; it is laid out field by field in
//! [`mod@entry`] so that anybody can write it again in another language. [`leaf_hash`] and [`node_hash`] are RFC 6962's.

pub mod entry;
pub mod hash;

pub use entry::{ActingRole, Entry, EntryKind, NewEntry, SubjectKind, UnknownWord};
pub use hash::{Hash, Salt, content_hash, leaf_hash, node_hash};
