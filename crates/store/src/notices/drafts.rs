//! Drafts of notices: private to their department, changed freely, gone when they are published.

use dialogue::{DepartmentId, Draft, DraftPeriod, NoticeContent, NoticeId};
use sqlx::types::Json;
use uuid::Uuid;

use crate::engine::{Connection, on_engine};
use crate::moment::Moment;
use crate::{StoreError, Transaction};

#[derive(sqlx::FromRow)]
struct DraftRow {
    id: Uuid,
    department_id: Uuid,
    written_by: Uuid,
    content: Json<NoticeContent>,
    period: Json<DraftPeriod>,
    repeats_id: Option<Uuid>,
    created_at: Moment,
    saved_at: Moment,
}

impl From<DraftRow> for Draft {
    fn from(row: DraftRow) -> Self {
        Draft {
            id: row.id.into(),
            department: row.department_id.into(),
            written_by: row.written_by.into(),
            content: row.content.0,
            period: row.period.0,
            repeats: row.repeats_id.map(NoticeId::from),
            created_at: row.created_at.0,
            saved_at: row.saved_at.0,
        }
    }
}

const SAVE_DRAFT: &str = "
    insert into notice_draft (id, department_id, written_by, content, period, repeats_id, created_at, saved_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8)
    on conflict (id) do update set department_id = excluded.department_id, content = excluded.content,
        period = excluded.period, repeats_id = excluded.repeats_id, saved_at = excluded.saved_at";
/// Saves a draft, new or changed. Private: commit with `commit_private`.
pub async fn save_draft(transaction: &mut Transaction, draft: &Draft) -> Result<(), StoreError> {
    on_engine!(transaction, |c| {
        sqlx::query(SAVE_DRAFT)
            .bind(draft.id.uuid())
            .bind(draft.department.uuid())
            .bind(draft.written_by.uuid())
            .bind(Json(&draft.content))
            .bind(Json(&draft.period))
            .bind(draft.repeats.map(NoticeId::uuid))
            .bind(Moment::from(draft.created_at))
            .bind(Moment::from(draft.saved_at))
            .execute(c)
            .await?
            .rows_affected()
    });
    Ok(())
}

const FIND_DRAFT: &str = "
    select id, department_id, written_by, content, period, repeats_id, created_at, saved_at from notice_draft
    where id = $1";
/// The draft with this id, while it is one.
pub async fn find_draft(connection: &mut Connection, id: NoticeId) -> Result<Option<Draft>, StoreError> {
    let row: Option<DraftRow> =
        on_engine!(connection, |c| sqlx::query_as(FIND_DRAFT).bind(id.uuid()).fetch_optional(c).await?);
    Ok(row.map(Draft::from))
}

const DRAFTS: &str = "
    select id, department_id, written_by, content, period, repeats_id, created_at, saved_at from notice_draft
    where cast($1 as uuid) is null or department_id = $1
    order by saved_at desc, id
    limit 200";
/// The drafts of a department (of all for `None`), the last saved first, at most 200.
pub async fn drafts(connection: &mut Connection, department: Option<DepartmentId>) -> Result<Vec<Draft>, StoreError> {
    let rows: Vec<DraftRow> = on_engine!(connection, |c| {
        sqlx::query_as(DRAFTS).bind(department.map(DepartmentId::uuid)).fetch_all(c).await?
    });
    Ok(rows.into_iter().map(Draft::from).collect())
}

pub(super) const DROP_DRAFT: &str = "delete from notice_draft where id = $1";
/// Throws a draft away; `false` if there is none.
pub async fn drop_draft(transaction: &mut Transaction, id: NoticeId) -> Result<bool, StoreError> {
    let dropped =
        on_engine!(transaction, |c| { sqlx::query(DROP_DRAFT).bind(id.uuid()).execute(c).await?.rows_affected() });
    Ok(dropped == 1)
}
