//! Secrets that others hold and hashes that we keep.

use serde::Serialize;
use sha2::{Digest, Sha256};

/// Random bytes that go into a content's hash and are erased with the content: then nobody can find the content by
/// trying, and the record still verifies.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Salt(pub [u8; 32]);

impl std::fmt::Debug for Salt {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Salt(…)")
    }
}

impl Salt {
    /// The salted hash of a content: SHA-256 of the salt and the content as JSON, its members in the order of the type.
    pub(crate) fn hash(&self, content: &impl Serialize) -> [u8; 32] {
        let content = serde_json::to_vec(content).expect("contents are plain structs of text and numbers");
        record::content_hash(&self.0, &content)
    }
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
