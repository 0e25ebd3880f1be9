//! The service: pages for people and JSON for programs at the same addresses, and the command line around it.
//!
//! Begin at [`router`], which lists every address. A handler says who ([`extract`]), what, may they, one change, and an
//! answer ([`answer`]); what goes wrong becomes a [`problem`]. What comes after a change is a follower's work
//! ([`followers`]). Sentences live in `languages/` ([`language`]), pages in `templates/` ([`page`]).

pub mod accounts;
pub mod activity;
pub mod answer;
pub mod app;
pub mod assets;
pub mod base;
pub mod city;
pub mod clock;
pub mod collections;
pub mod commands;
pub mod comments;
pub mod config;
pub mod extract;
pub mod followers;
pub mod health;
pub mod home;
pub mod input;
pub mod language;
pub mod limits;
pub mod mails;
pub mod middleware;
pub mod notices;
pub mod page;
pub mod parcels;
pub mod parts;
pub mod picture;
pub mod problem;
pub mod publication;
pub mod record;
pub mod router;
pub mod serve;
pub mod threads;
pub mod tiles;
