//! Identities. Things made here have UUIDv7 ids (their order is the order in time); a parcel has its code.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// This id from a UUID, which the server's clock makes.
            #[must_use]
            pub const fn new(uuid: Uuid) -> Self {
                Self(uuid)
            }

            /// The UUID itself, as the stores keep it.
            #[must_use]
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl From<Uuid> for $name {
            fn from(uuid: Uuid) -> Self {
                Self(uuid)
            }
        }

        impl From<$name> for Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.hyphenated().fmt(out)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::try_parse(text).map(Self)
            }
        }
    )*};
}

ids! {
    /// A person's or a clerk's account.
    AccountId;
    /// A signed-in browser.
    SessionId;
    /// A bearer token of a program.
    TokenId;
    /// The discussion of one subject.
    ThreadId;
    /// One comment.
    CommentId;
    /// One version of what a comment or a notice said.
    RevisionId;
    /// One report against a comment.
    ReportId;
    /// One notice.
    NoticeId;
    /// One published version of all parcels.
    LayerId;
    /// A department of the city.
    DepartmentId;
    /// What a form carries so that, sent twice, it does its work once (thr-03).
    SubmissionId;
}

/// A parcel's cadastral code as the layer in force writes it: opaque here, checked by the city's pattern elsewhere.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ParcelCode(Arc<str>);

impl ParcelCode {
    /// A code that was found in a layer or checked by its pattern.
    #[must_use]
    pub fn new(code: &str) -> Self {
        Self(Arc::from(code))
    }

    /// The code as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for ParcelCode {
    fn from(code: &str) -> Self {
        Self::new(code)
    }
}

impl From<String> for ParcelCode {
    fn from(code: String) -> Self {
        Self(Arc::from(code))
    }
}

impl AsRef<str> for ParcelCode {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ParcelCode {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}
