//! Notices: drafts that only their department sees, published notices with their revisions, and lists by deadline.
//!
//! A notice's content is one JSON value per revision; what lists ask for (kind, department, deadline, state, parcels)
//! stands beside it in columns. A notice stays with its parcels by code, through every new layer.

use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;

use dialogue::{
    DepartmentId, Life, Notice, NoticeContent, NoticeId, NoticeKind, NoticeRevision, NoticeStatus, ParcelCode, Period,
    Texts,
};
use jiff::Timestamp;
use sqlx::types::Json;
use uuid::Uuid;

use crate::engine::{Connection, Engine, on_engine};
use crate::moment::Moment;
use crate::{StoreError, Transaction, number, parsed};

mod drafts;
mod revisions;

pub use drafts::{drafts, drop_draft, find_draft, save_draft};
pub use revisions::{NewNotice, Published, end, publish, revise};

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    thread_id: Uuid,
    department_id: Uuid,
    published_at: Moment,
    state: String,
    ended_at: Option<Moment>,
    ended_reason: Option<Json<Texts>>,
    revised_at: Option<Moment>,
    revised_reason: Option<Json<Texts>>,
    revision: i64,
    repeats_id: Option<Uuid>,
    content: Json<NoticeContent>,
    period: Option<Json<Period>>,
    deadline: Moment,
}

impl TryFrom<Row> for Notice {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let life = match row.state.as_str() {
            "published" => Life::Published,
            ending => Life::Ended {
                ending: parsed("ending of a notice", ending)?,
                at: row.ended_at.unwrap_or(row.published_at).0,
                reason: row.ended_reason.map(|reason| reason.0).unwrap_or_default(),
            },
        };
        Ok(Notice {
            id: row.id.into(),
            thread: row.thread_id.into(),
            department: row.department_id.into(),
            content: row.content.0,
            period: row.period.map(|period| period.0),
            life,
            published_at: row.published_at.0,
            revision: number("revision", row.revision)?,
            revised: row.revised_at.map(|at| (at.0, row.revised_reason.map(|reason| reason.0).unwrap_or_default())),
            repeats: row.repeats_id.map(NoticeId::from),
        })
    }
}

macro_rules! select_notices {
    () => {
        "select notice.id, notice.thread_id, notice.department_id, notice.published_at, notice.state, notice.ended_at,
            notice.ended_reason, notice.revised_at, notice.revised_reason, notice.revision, notice.repeats_id,
            notice.deadline, last.content, last.period
        from notice
        join notice_revision as last on last.notice_id = notice.id and last.revision = notice.revision "
    };
}

const FIND: &str = concat!(select_notices!(), "where notice.id = $1");
/// The published notice with this id, whatever became of it.
pub async fn find(connection: &mut Connection, id: NoticeId) -> Result<Option<Notice>, StoreError> {
    let row: Option<Row> = on_engine!(connection, |c| sqlx::query_as(FIND).bind(id.uuid()).fetch_optional(c).await?);
    row.map(Notice::try_from).transpose()
}

const HOLD_IN_POSTGRES: &str = "select 1 from notice where id = $1 for update";
/// [`find`], and until the transaction ends nobody else changes this notice.
pub async fn hold(transaction: &mut Transaction, id: NoticeId) -> Result<Option<Notice>, StoreError> {
    // SQLite's writer is alone already. In PostgreSQL the lock comes first and alone: locked and joined in one statement,
    // a notice that was revised while we waited would be met with its old revision, and vanish.
    if let Engine::Postgres(c) = transaction.engine() {
        sqlx::query(HOLD_IN_POSTGRES).bind(id.uuid()).execute(c).await?;
    }
    find(transaction, id).await
}

/// Which notices a list holds. `None` means: any.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// As the clock says.
    pub status: Option<NoticeStatus>,
    /// Of one kind.
    pub kind: Option<NoticeKind>,
    /// Of one department.
    pub department: Option<DepartmentId>,
    /// About one parcel.
    pub parcel: Option<ParcelCode>,
}

/// In which order a list comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// The nearest deadline first; those that take no comments last. For what is open.
    Deadline,
    /// The latest deadline first. For what is over.
    DeadlineLast,
    /// The last published first.
    Newest,
}

/// The key of the last notice of a page: the next page begins right after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    /// Deadline or publication, as the order says.
    pub at: Timestamp,
    /// Of the notice.
    pub id: NoticeId,
}

impl fmt::Display for Key {
    /// `1795845600000000.0199…`, as it stands in an address.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}.{}", self.at.as_microsecond(), self.id)
    }
}

/// Text that is no key of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a place in the list of notices")]
pub struct NotAKey;

impl FromStr for Key {
    type Err = NotAKey;

    fn from_str(text: &str) -> Result<Self, NotAKey> {
        let (at, id) = text.split_once('.').ok_or(NotAKey)?;
        let at = at.parse().ok().and_then(|at| Timestamp::from_microsecond(at).ok()).ok_or(NotAKey)?;
        Ok(Key { at, id: id.parse().map_err(|_| NotAKey)? })
    }
}

/// A page of a list.
#[derive(Debug, Clone)]
pub struct Page {
    /// The notices.
    pub notices: Vec<Notice>,
    /// The key to read on after, if there is more.
    pub next: Option<Key>,
}

/// The status as the clock says at `$5`; the same as `dialogue::status`.
macro_rules! status {
    ($now:literal) => {
        concat!(
            "case
            when notice.state <> 'published' then notice.state
            when notice.closes is null then 'published'
            when notice.opens > ",
            $now,
            " then 'scheduled'
            when notice.closes > ",
            $now,
            " then 'open'
            else 'comments_closed' end"
        )
    };
}

macro_rules! filtered {
    () => {
        concat!(
            "where (cast($1 as text) is null or notice.kind = $1)
            and (cast($2 as uuid) is null or notice.department_id = $2)
            and (cast($3 as text) is null or exists (
                select 1 from notice_parcel as about
                where about.notice_id = notice.id and about.revision = notice.revision and about.code = $3))
            and (cast($4 as text) is null or $4 = ",
            status!("$5"),
            ") "
        )
    };
}

const BY_DEADLINE: &str = concat!(
    select_notices!(),
    filtered!(),
    "and (notice.deadline, notice.id) > ($6, $7)
    order by notice.deadline, notice.id
    limit $8"
);
const BY_DEADLINE_LAST: &str = concat!(
    select_notices!(),
    filtered!(),
    "and (notice.deadline, notice.id) < ($6, $7)
    order by notice.deadline desc, notice.id desc
    limit $8"
);
const BY_PUBLICATION: &str = concat!(
    select_notices!(),
    filtered!(),
    "and (notice.published_at, notice.id) < ($6, $7)
    order by notice.published_at desc, notice.id desc
    limit $8"
);

/// Before everything that the store holds, and after it: where a first page begins.
fn first_key(order: Order) -> Key {
    match order {
        Order::Deadline => Key { at: Timestamp::UNIX_EPOCH, id: Uuid::nil().into() },
        Order::DeadlineLast | Order::Newest => Key { at: end_of_time(), id: Uuid::max().into() },
    }
}

/// The deadline of what has none, rounded to what both engines keep; and the end of every list.
fn end_of_time() -> Timestamp {
    Timestamp::from_second(253_370_764_800).unwrap_or(Timestamp::MAX) // 9999-01-01T00:00:00Z
}

/// At most `limit` notices, after the key `after` (`None` for the first page). `now` decides what is open.
pub async fn page(
    connection: &mut Connection,
    filter: &Filter,
    order: Order,
    after: Option<&Key>,
    limit: u16,
    now: Timestamp,
) -> Result<Page, StoreError> {
    let limit = usize::from(limit.max(1));
    let key = after.copied().unwrap_or_else(|| first_key(order));
    let sql = match order {
        Order::Deadline => BY_DEADLINE,
        Order::DeadlineLast => BY_DEADLINE_LAST,
        Order::Newest => BY_PUBLICATION,
    };
    let mut rows: Vec<Row> = on_engine!(connection, |c| {
        sqlx::query_as(sql)
            .bind(filter.kind.map(NoticeKind::key))
            .bind(filter.department.map(DepartmentId::uuid))
            .bind(filter.parcel.as_ref().map(ParcelCode::as_str))
            .bind(filter.status.map(NoticeStatus::key))
            .bind(Moment::from(now))
            .bind(Moment::from(key.at))
            .bind(key.id.uuid())
            // One more than asked: it tells whether there is a next page.
            .bind(i64::try_from(limit).unwrap_or(i64::MAX - 1) + 1)
            .fetch_all(c)
            .await?
    });
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| more).map(|row| Key {
        at: if order == Order::Newest { row.published_at.0 } else { row.deadline.0 },
        id: row.id.into(),
    });
    Ok(Page { notices: rows.into_iter().map(Notice::try_from).collect::<Result<_, _>>()?, next })
}

const COUNTS: &str = concat!("select ", status!("$1"), " as status, count(*) from notice group by 1");
/// How many notices stand how, as the clock says.
pub async fn counts(connection: &mut Connection, now: Timestamp) -> Result<HashMap<NoticeStatus, u32>, StoreError> {
    let rows: Vec<(String, i64)> =
        on_engine!(connection, |c| sqlx::query_as(COUNTS).bind(Moment::from(now)).fetch_all(c).await?);
    rows.into_iter()
        .map(|(status, count)| Ok((parsed("status of a notice", &status)?, number("notices", count)?)))
        .collect()
}

const OPEN: &str = concat!(
    select_notices!(),
    "where notice.state = 'published' and (notice.closes is null or notice.closes > $1)
    order by notice.deadline, notice.id
    limit 10000"
);
/// The notices that are not over: open, scheduled, or published without a period; for the map's activity layer.
pub async fn not_over(connection: &mut Connection, now: Timestamp) -> Result<Vec<Notice>, StoreError> {
    let rows: Vec<Row> = on_engine!(connection, |c| sqlx::query_as(OPEN).bind(Moment::from(now)).fetch_all(c).await?);
    rows.into_iter().map(Notice::try_from).collect()
}

const OF_PARCEL: &str = concat!(
    select_notices!(),
    "join notice_parcel as about
        on about.notice_id = notice.id and about.revision = notice.revision and about.code = $1
    order by notice.published_at desc, notice.id desc
    limit 200"
);
/// The notices about a parcel, the last published first, at most 200.
pub async fn of_parcel(connection: &mut Connection, code: &ParcelCode) -> Result<Vec<Notice>, StoreError> {
    let rows: Vec<Row> = on_engine!(connection, |c| sqlx::query_as(OF_PARCEL).bind(code.as_str()).fetch_all(c).await?);
    rows.into_iter().map(Notice::try_from).collect()
}

#[derive(sqlx::FromRow)]
struct RevisionRow {
    revision: i64,
    entry_number: Option<i64>,
    at: Moment,
    content: Json<NoticeContent>,
    period: Option<Json<Period>>,
    reason: Option<Json<Texts>>,
}

const REVISIONS: &str = "
    select revision, entry_number, at, content, period, reason from notice_revision
    where notice_id = $1
    order by revision
    limit 1000";
/// All revisions of a notice, the first first, each with the number of the entry that made it.
pub async fn revisions(
    connection: &mut Connection,
    id: NoticeId,
) -> Result<Vec<(NoticeRevision, Option<u64>)>, StoreError> {
    let rows: Vec<RevisionRow> =
        on_engine!(connection, |c| sqlx::query_as(REVISIONS).bind(id.uuid()).fetch_all(c).await?);
    rows.into_iter()
        .map(|row| {
            let revision = NoticeRevision {
                number: number("revision", row.revision)?,
                content: row.content.0,
                period: row.period.map(|period| period.0),
                at: row.at.0,
                reason: row.reason.map(|reason| reason.0).unwrap_or_default(),
            };
            Ok((revision, row.entry_number.map(|entry| number("entry number", entry)).transpose()?))
        })
        .collect()
}
