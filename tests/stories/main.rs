//! What people do with a city, over HTTP.

mod accounts;
mod collections;
mod comments;
mod notices;
mod tiles;
