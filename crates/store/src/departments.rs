//! Departments: they publish notices and answer. They are renamed, split and closed, so they are data with dates.

use dialogue::{Department, DepartmentId, Texts};
use jiff::civil::Date;
use uuid::Uuid;

use crate::engine::{Connection, on_engine};
use crate::moment::Day;
use crate::{StoreError, Transaction};

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    key: String,
    name_ky: Option<String>,
    name_ru: Option<String>,
    name_en: Option<String>,
    since: Option<Day>,
    until: Option<Day>,
}

impl From<Row> for Department {
    fn from(row: Row) -> Self {
        Department {
            id: row.id.into(),
            key: row.key,
            name: Texts { ky: row.name_ky, ru: row.name_ru, en: row.name_en },
            since: row.since.map(|day| day.0),
            until: row.until.map(|day| day.0),
        }
    }
}

const PUT: &str = "
    insert into department (id, key, name_ky, name_ru, name_en, since, until) values ($1, $2, $3, $4, $5, $6, $7)
    on conflict (key) do update set name_ky = excluded.name_ky, name_ru = excluded.name_ru,
        name_en = excluded.name_en, since = excluded.since, until = excluded.until
    returning id";
/// Makes the department, or brings the one with this key up to date. Returns the id that it has.
pub async fn put(transaction: &mut Transaction, department: &Department) -> Result<DepartmentId, StoreError> {
    let day = |date: Option<Date>| date.map(Day);
    let id: Uuid = on_engine!(transaction, |c| {
        sqlx::query_scalar(PUT)
            .bind(department.id.uuid())
            .bind(&department.key)
            .bind(&department.name.ky)
            .bind(&department.name.ru)
            .bind(&department.name.en)
            .bind(day(department.since))
            .bind(day(department.until))
            .fetch_one(c)
            .await?
    });
    Ok(id.into())
}

const ALL: &str = "select id, key, name_ky, name_ru, name_en, since, until from department order by key limit 1000";
/// All departments, the closed ones too, by key.
pub async fn all(connection: &mut Connection) -> Result<Vec<Department>, StoreError> {
    let rows: Vec<Row> = on_engine!(connection, |c| sqlx::query_as(ALL).fetch_all(c).await?);
    Ok(rows.into_iter().map(Department::from).collect())
}

const FIND: &str = "select id, key, name_ky, name_ru, name_en, since, until from department where id = $1";
/// The department with this id.
pub async fn find(connection: &mut Connection, id: DepartmentId) -> Result<Option<Department>, StoreError> {
    let row: Option<Row> = on_engine!(connection, |c| sqlx::query_as(FIND).bind(id.uuid()).fetch_optional(c).await?);
    Ok(row.map(Department::from))
}

const BY_KEY: &str = "select id, key, name_ky, name_ru, name_en, since, until from department where key = $1";
/// The department with this key.
pub async fn by_key(connection: &mut Connection, key: &str) -> Result<Option<Department>, StoreError> {
    let row: Option<Row> = on_engine!(connection, |c| sqlx::query_as(BY_KEY).bind(key).fetch_optional(c).await?);
    Ok(row.map(Department::from))
}
