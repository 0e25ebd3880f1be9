//! Notices.
pub mod area;
