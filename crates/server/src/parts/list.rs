//! Around a list: where one is, and the pages before and after.

use askama::Template;

use super::Link;
use crate::language::Say;

/// One step of the way to a page; the last has no address.
#[derive(Debug)]
pub struct Crumb {
    /// Where to; none for the page itself.
    pub address: Option<String>,
    /// What one reads.
    pub text: String,
}

/// The way to a page, from the outside in.
#[derive(Debug, Template)]
#[template(path = "parts/crumbs.html")]
pub struct Crumbs {
    /// The reader's language.
    pub say: Say,
    /// The steps.
    pub steps: Vec<Crumb>,
}

/// The pages before and after this one of a list that is paged by key.
#[derive(Debug, Template)]
#[template(path = "parts/pager.html")]
pub struct Pager {
    /// The reader's language.
    pub say: Say,
    /// "1–25 of 37".
    pub text: String,
    /// Back to the first page.
    pub first: Option<Link>,
    /// On to the next page.
    pub next: Option<Link>,
}
