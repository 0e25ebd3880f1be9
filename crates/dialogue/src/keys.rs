//! Enumerations whose variants have a stable word: on the wire, in the database, in the messages.

/// A word that is none of the keys expected.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{0:?} is not known")]
pub struct UnknownKey(pub String);

macro_rules! keyed {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $key:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, serde::Serialize, serde::Deserialize)]
        pub enum $name { $($(#[$variant_doc])* #[serde(rename = $key)] $variant,)* }

        impl $name {
            /// All of them, in the order in which a form offers them.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The word used on the wire, in the database and in the messages.
            #[must_use]
            pub const fn key(self) -> &'static str {
                match self { $(Self::$variant => $key),* }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                out.write_str(self.key())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::keys::UnknownKey;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::ALL.iter().copied().find(|variant| variant.key() == text).ok_or_else(|| $crate::keys::UnknownKey(text.to_owned()))
            }
        }
    };
}
pub(crate) use keyed;
