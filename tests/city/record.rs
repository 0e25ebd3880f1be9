//! A look behind the program's back: what its store holds of the public record.

use sqlx::{Connection, PgConnection, Row, SqliteConnection, sqlite::SqliteConnectOptions};

use crate::City;

/// One line of the record, as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredEntry {
    /// Its number.
    pub number: i64,
    /// What happened.
    pub kind: String,
    /// To which kind of subject.
    pub subject_kind: String,
    /// To which.
    pub subject_id: String,
}

const ENTRIES: &str = "select number, kind, subject_kind, subject_id from entry order by number";

impl City {
    /// All entries in order. They are numbered 0, 1, 2, … without gaps, or this panics.
    pub async fn entries(&self) -> Vec<StoredEntry> {
        let entries = match self.database_url() {
            None => {
                let file = SqliteConnectOptions::new().filename(self.data.join("tilke.sqlite")).read_only(true);
                let mut store = SqliteConnection::connect_with(&file).await.expect("the store's file can be read");
                let rows = sqlx::query(ENTRIES).fetch_all(&mut store).await.expect("entries");
                rows.iter().map(entry).collect::<Vec<_>>()
            }
            Some(url) => {
                let mut store = PgConnection::connect(url).await.expect("the store answers");
                let rows = sqlx::query(ENTRIES).fetch_all(&mut store).await.expect("entries");
                rows.iter().map(entry).collect()
            }
        };
        for (expected, entry) in (0..).zip(&entries) {
            assert_eq!(entry.number, expected, "the record has a gap before {entry:?}");
        }
        entries
    }
}

fn entry<R: Row>(row: &R) -> StoredEntry
where
    for<'r> i64: sqlx::Decode<'r, R::Database> + sqlx::Type<R::Database>,
    for<'r> String: sqlx::Decode<'r, R::Database> + sqlx::Type<R::Database>,
    usize: sqlx::ColumnIndex<R>,
{
    StoredEntry { number: row.get(0), kind: row.get(1), subject_kind: row.get(2), subject_id: row.get(3) }
}
