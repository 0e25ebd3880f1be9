//! Secrets that others hold and hashes that we keep.

use record::{Hash, Salt};
use serde::Serialize;
use sha2::{Digest, Sha256};

/// The salted hash of a content in the record: of its JSON, with the members in the order of the type.
pub(crate) fn content_hash(salt: Salt, content: &impl Serialize) -> Option<Hash> {
    let content = serde_json::to_vec(content).expect("contents are plain structs of text and numbers");
    Some(record::content_hash(salt, &content))
}

/// SHA-256 of a secret that somebody else holds (a session's cookie, a token, a link). The secret itself is never
/// stored; it has 256 random bits, so that a plain hash is enough.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct SecretHash([u8; 32]);

impl SecretHash {
    pub(crate) fn of(secret: &str) -> Self {
        SecretHash(Sha256::digest(secret.as_bytes()).into())
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.0
    }
}
