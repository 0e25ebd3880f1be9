//! Departments: they publish notices and answer. They are renamed, split and closed, so they are data with dates.

use jiff::civil::Date;

use crate::{DepartmentId, Texts};

/// A department of the city, under the name that it bears.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Department {
    /// Its id.
    pub id: DepartmentId,
    /// A short stable key for commands and files, such as `property`.
    pub key: String,
    /// Its name.
    pub name: Texts,
    /// Since when it exists, if told.
    pub since: Option<Date>,
    /// The last day on which it existed.
    pub until: Option<Date>,
}
