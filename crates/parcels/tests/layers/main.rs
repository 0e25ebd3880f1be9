//! What a layer promises: places, words, tiles, archives, lineage.

#![expect(clippy::unwrap_used, reason = "a test stops where it fails")]

mod archives;
mod cities;
mod lineages;
mod queries;
mod searches;
mod tiles;
