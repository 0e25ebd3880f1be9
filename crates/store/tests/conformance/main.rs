//! One suite for both stores: every promise of the store is kept on SQLite and on PostgreSQL alike.
//!
//! PostgreSQL's half needs `TILKE_TEST_POSTGRES_URL`, a cluster in which this suite may create databases. `make test`
//! sets it. Without it these tests say so and pass on a desk, and fail where `CI` is set.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails there")]

mod accounts;
mod faults;
mod harness;
mod layers;
mod notices;
mod record;
mod tables;
mod threads;
