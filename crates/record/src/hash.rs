//! The hashes of the record: SHA-256 throughout.
//!
//! | hash | of |
//! |---|---|
//! | content | `"tilke-content-v1"`, a zero byte, the salt (32 bytes), the content's bytes |
//! | leaf | a zero byte, the entry's bytes (RFC 6962, section 2.1) |
//! | node | a byte 1, the left hash, the right hash (RFC 6962, section 2.1) |
//!
//! The salt is drawn anew for each content and kept beside it, so that a short text cannot be found by trying, and so
//! that deleting text and salt leaves a hash that says nothing.

use std::fmt;

use sha2::{Digest, Sha256};

/// What a content hash begins with, so that it can be no other hash.
const CONTENT_DOMAIN: &[u8] = b"tilke-content-v1\0";

/// A SHA-256 hash.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash(pub [u8; 32]);

/// 32 random bytes that are kept, and erased, with the content that they salt. The server's clock draws them.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Salt(pub [u8; 32]);

impl Hash {
    /// The hash in 64 hexadecimal digits.
    #[must_use]
    pub fn to_hex(self) -> String {
        use fmt::Write;
        self.0.iter().fold(String::with_capacity(64), |mut hex, byte| {
            write!(hex, "{byte:02x}").expect("writing to a string");
            hex
        })
    }

    /// The hash from bytes as a store keeps them; `None` unless there are 32.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }
}

impl Salt {
    /// The salt from bytes as a store keeps them; `None` unless there are 32.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.to_hex())
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.to_hex())
    }
}

/// A salt never reaches a log.
impl fmt::Debug for Salt {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Salt(…)")
    }
}

/// The salted hash of a content.
#[must_use]
pub fn content_hash(salt: Salt, content: &[u8]) -> Hash {
    hashed(&[CONTENT_DOMAIN, &salt.0, content])
}

/// The hash of a leaf of the tree: of an entry's bytes.
#[must_use]
pub fn leaf_hash(entry: &[u8]) -> Hash {
    hashed(&[&[0], entry])
}

/// The hash of an inner node of the tree.
#[must_use]
pub fn node_hash(left: Hash, right: Hash) -> Hash {
    hashed(&[&[1], &left.0, &right.0])
}

fn hashed(parts: &[&[u8]]) -> Hash {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(part);
    }
    Hash(hasher.finalize().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The vectors of RFC 6962's reference implementation: the empty leaf and the leaf "L123456".
    #[test]
    fn leaves_and_nodes_are_hashed_as_rfc_6962_says() {
        assert_eq!(leaf_hash(b"").to_hex(), "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
        assert_eq!(leaf_hash(b"L123456").to_hex(), "395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56");
    }

    #[test]
    fn the_salt_changes_everything_about_a_content_hash() {
        let first = content_hash(Salt([0; 32]), "Кудук орток.".as_bytes());
        assert_ne!(first, content_hash(Salt([1; 32]), "Кудук орток.".as_bytes()));
        assert_ne!(first, content_hash(Salt([0; 32]), "Кудук орток".as_bytes()));
        assert_eq!(Hash::from_bytes(&first.0), Some(first));
        assert_eq!(Hash::from_bytes(&[0; 31]), None);
    }
}
