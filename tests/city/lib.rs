//! A city to test: the built program on a free port with a folder of its own, and the people who use it over HTTP.
//!
//! ```no_run
//! # async fn story() {
//! use city::{City, PARCEL};
//! let city = City::open("2026-09-01T09:00+06:00").await;
//! let aigul = city.resident("Айгүл").await;
//! aigul.comments_on_parcel(PARCEL, "The well is shared.").await.is_created();
//! city.time_is("2026-10-03T00:00:00+06:00");
//! # }
//! ```
//!
//! The tests know the program by its addresses and its command line alone, as its users do. A city is gone, with its
//! process, its folder and its database, when its value is dropped.

mod answer;
mod database;
mod mail;
mod people;
mod program;
mod record;

pub use answer::{Answer, Page};
pub use database::Engine;
pub use mail::Mail;
pub use people::Person;
pub use program::{City, Outcome, Plan};
pub use record::StoredEntry;

/// A plot with a house in the small city.
pub const PARCEL: &str = "1-99-03-0002-0063";
/// Its neighbour.
pub const NEIGHBOUR: &str = "1-99-03-0002-0065";
/// A field without a street.
pub const FIELD: &str = "1-99-01-0167-0004";
/// The password of everybody here: long enough for any rule.
pub const PASSWORD: &str = "ак-кула-минген-манас-1995";
