//! Finding parcels by words: code and address.

use serde::Serialize;

use crate::layer::{Layer, ParcelRef};
use crate::parcel::Parcel;

/// How a parcel was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Match {
    /// The whole code.
    Code,
    /// The beginning of the code.
    CodeBeginning,
    /// Every word as it stands.
    Words,
    /// Some words are unfinished.
    UnfinishedWords,
    /// Words in another spelling: Latin letters, a wrong keyboard, old fonts.
    OtherSpelling,
}

/// A parcel that a search found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit<'a> {
    /// The parcel.
    pub parcel: ParcelRef<'a>,
    /// How it was found.
    pub by: Match,
}

#[derive(Debug, Default)]
pub(crate) struct Words {}

impl Words {
    pub(crate) fn of(_parcels: &[Parcel]) -> Self {
        Self {}
    }

    pub(crate) fn bytes(&self) -> usize {
        0
    }
}

impl Layer {
    /// The best `limit` parcels for what a person typed, best first.
    #[must_use]
    pub fn search(&self, typed: &str, limit: usize) -> Vec<Hit<'_>> {
        self.by_code(typed).into_iter().map(|parcel| Hit { parcel, by: Match::Code }).take(limit).collect()
    }
}
