//! Both engines have the same tables and columns, and one migrates while the other waits.

use std::collections::BTreeMap;

use sqlx::Connection as _;
use store::Store;

use crate::harness::{TestStore, on_both};

type Catalogue = BTreeMap<String, Vec<String>>;

fn catalogue(rows: Vec<(String, String)>) -> Catalogue {
    let mut catalogue = Catalogue::new();
    for (table, column) in rows {
        catalogue.entry(table).or_default().push(column);
    }
    catalogue
}

#[tokio::test]
async fn both_engines_have_the_same_tables_and_columns() {
    let Some(postgres) = TestStore::postgres().await else { return };
    let sqlite = TestStore::sqlite().await;
    let mut connection = sqlx::SqliteConnection::connect(&sqlite.url).await.unwrap();
    let in_sqlite = sqlx::query_as(
        "select tables.name, columns.name from sqlite_schema as tables, pragma_table_info(tables.name) as columns
        where tables.type = 'table' order by tables.name, columns.name",
    )
    .fetch_all(&mut connection)
    .await
    .unwrap();
    connection.close().await.unwrap();
    let mut connection = sqlx::PgConnection::connect(&postgres.url).await.unwrap();
    let in_postgres = sqlx::query_as(
        "select columns.table_name::text, columns.column_name::text from information_schema.columns
        join information_schema.tables using (table_schema, table_name)
        where table_schema = 'public' and table_type = 'BASE TABLE' and table_name <> 'spatial_ref_sys'
        order by 1, 2",
    )
    .fetch_all(&mut connection)
    .await
    .unwrap();
    connection.close().await.unwrap();
    let (in_sqlite, in_postgres) = (catalogue(in_sqlite), catalogue(in_postgres));
    assert!(in_sqlite.contains_key("comment_revision"));
    assert_eq!(in_sqlite, in_postgres);
    sqlite.done().await;
    postgres.done().await;
}

on_both! {
    async fn several_that_start_at_once_migrate_once(store: &TestStore) {
        let mut starting = tokio::task::JoinSet::new();
        for _ in 0..6 {
            let url = store.url.clone();
            starting.spawn(async move {
                let store = Store::open(&url).await?;
                store.ready().await?;
                store.close().await;
                Ok::<_, store::StoreError>(())
            });
        }
        for started in starting.join_all().await {
            started.unwrap();
        }
    }
}
