//! What happens to every request around its handler. [`router`](crate::router) puts the layers in order and says why.

mod address;
mod headers;
mod log;
mod prefix;
mod writes;

pub use address::{Client, count_requests, find_client};
pub use headers::{cross_origin, secure};
pub use log::{MATCHED, log, name_route};
pub use prefix::live_under;
pub use writes::{finish_writes, time_limit};
