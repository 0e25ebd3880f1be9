//! Notices: drafts that only their department sees, published notices with their revisions, and lists by deadline.
//!
//! A notice's content is one JSON value per revision; what lists ask for (kind, department, deadline, state, parcels)
//! stands beside it in columns. A notice stays with its parcels by code, through every new layer.

use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;

use dialogue::{
    Area, DepartmentId, Draft, DraftPeriod, Ending, Life, Notice, NoticeContent, NoticeId, NoticeKind, NoticeRevision,
    NoticeStatus, ParcelCode, Period, Subject, Texts, ThreadId,
};
use jiff::Timestamp;
use record::{EntryKind, NewEntry, Salt, SubjectKind};
use serde::Serialize;
use sqlx::types::Json;
use uuid::Uuid;

use crate::engine::{Connection, Engine, on_engine};
use crate::moment::Moment;
use crate::secrets::content_hash;
use crate::transaction::Unnumbered;
use crate::{Actor, StoreError, Transaction, acting, number, parsed, threads};

// --- drafts ----------------------------------------------------------------------------------------------------------

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

const DROP_DRAFT: &str = "delete from notice_draft where id = $1";
/// Throws a draft away; `false` if there is none.
pub async fn drop_draft(transaction: &mut Transaction, id: NoticeId) -> Result<bool, StoreError> {
    let dropped =
        on_engine!(transaction, |c| { sqlx::query(DROP_DRAFT).bind(id.uuid()).execute(c).await?.rows_affected() });
    Ok(dropped == 1)
}

// --- reading ---------------------------------------------------------------------------------------------------------

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

// --- writing ---------------------------------------------------------------------------------------------------------

/// A notice to be published. Its draft, if there is one under the same id, is gone with it.
#[derive(Debug, Clone)]
pub struct NewNotice {
    /// Its id, the draft's.
    pub id: NoticeId,
    /// The id that its thread gets.
    pub thread: ThreadId,
    /// Who announces.
    pub department: DepartmentId,
    /// What.
    pub content: NoticeContent,
    /// In which period it takes comments, if it does.
    pub period: Option<Period>,
    /// Who publishes.
    pub by: Actor,
    /// The notice that it repeats.
    pub repeats: Option<NoticeId>,
    /// Now.
    pub at: Timestamp,
    /// Random.
    pub salt: Salt,
    /// Made by the sample data.
    pub demonstration: bool,
}

/// A notice that was published, once the transaction commits with `entry`.
#[derive(Debug, Clone)]
#[must_use = "commit with its entry"]
pub struct Published {
    /// The notice.
    pub id: NoticeId,
    /// Its thread.
    pub thread: ThreadId,
    /// Its line in the record.
    pub entry: NewEntry,
}

const PUBLISH: &str = "
    insert into notice (id, thread_id, department_id, kind, published_at, state, opens, closes, deadline, revision,
        repeats_id, demonstration)
    values ($1, $2, $3, $4, $5, 'published', $6, $7, $8, 1, $9, $10)";
/// Publishes a notice, with its thread.
pub async fn publish(transaction: &mut Transaction, new: &NewNotice) -> Result<Published, StoreError> {
    let thread = threads::open(transaction, &Subject::Notice(new.id), new.thread, new.at).await?.id;
    let period = new.period.as_ref();
    on_engine!(transaction, |c| {
        sqlx::query(DROP_DRAFT).bind(new.id.uuid()).execute(&mut *c).await?;
        sqlx::query(PUBLISH)
            .bind(new.id.uuid())
            .bind(thread.uuid())
            .bind(new.department.uuid())
            .bind(new.content.kind.key())
            .bind(Moment::from(new.at))
            .bind(period.map(|period| Moment::from(period.opens)))
            .bind(period.map(|period| Moment::from(period.closes)))
            .bind(Moment::from(period.map_or_else(end_of_time, |period| period.closes)))
            .bind(new.repeats.map(NoticeId::uuid))
            .bind(new.demonstration)
            .execute(c)
            .await?;
    });
    let revision = NewRevision {
        notice: new.id,
        revision: 1,
        act: Act::Published,
        at: new.at,
        by: new.by,
        content: &new.content,
        period,
        state: "published",
        reason: None,
        salt: new.salt,
    };
    let entry = revise_with(transaction, &revision).await?;
    Ok(Published { id: new.id, thread, entry })
}

const REVISE: &str = "
    update notice set revision = revision + 1, kind = $2, revised_at = $3, revised_reason = $4, opens = $5,
        closes = $6, deadline = $7
    where id = $1
    returning revision";
/// Replaces content and period; the earlier ones stay as a revision. `reason` is public. The caller holds the notice
/// ([`hold`]) and has asked its rules.
///
/// If the content is as before and only the period moved, the record says so.
#[expect(clippy::too_many_arguments, reason = "what a revision consists of")]
pub async fn revise(
    transaction: &mut Transaction,
    notice: &Notice,
    content: &NoticeContent,
    period: Option<&Period>,
    reason: &Texts,
    by: Actor,
    at: Timestamp,
    salt: Salt,
) -> Result<NewEntry, StoreError> {
    let revision: i64 = on_engine!(transaction, |c| {
        sqlx::query_scalar(REVISE)
            .bind(notice.id.uuid())
            .bind(content.kind.key())
            .bind(Moment::from(at))
            .bind(Json(reason))
            .bind(period.map(|period| Moment::from(period.opens)))
            .bind(period.map(|period| Moment::from(period.closes)))
            .bind(Moment::from(period.map_or_else(end_of_time, |period| period.closes)))
            .fetch_one(c)
            .await?
    });
    let act = if *content == notice.content { Act::PeriodMoved } else { Act::Revised };
    let revision = NewRevision {
        notice: notice.id,
        revision,
        act,
        at,
        by,
        content,
        period,
        state: "published",
        reason: Some(reason),
        salt,
    };
    revise_with(transaction, &revision).await
}

const END: &str = "
    update notice set revision = revision + 1, state = $2, ended_at = $3, ended_reason = $4 where id = $1
    returning revision";
/// Ends a notice: decided, cancelled, not held or withdrawn, for a public reason. It stays where it is.
pub async fn end(
    transaction: &mut Transaction,
    notice: &Notice,
    ending: Ending,
    reason: &Texts,
    by: Actor,
    at: Timestamp,
    salt: Salt,
) -> Result<NewEntry, StoreError> {
    let revision: i64 = on_engine!(transaction, |c| {
        sqlx::query_scalar(END)
            .bind(notice.id.uuid())
            .bind(ending.key())
            .bind(Moment::from(at))
            .bind(Json(reason))
            .fetch_one(c)
            .await?
    });
    let act = if ending == Ending::Withdrawn { Act::Withdrawn } else { Act::Ended };
    let revision = NewRevision {
        notice: notice.id,
        revision,
        act,
        at,
        by,
        content: &notice.content,
        period: notice.period.as_ref(),
        state: ending.key(),
        reason: Some(reason),
        salt,
    };
    revise_with(transaction, &revision).await
}

#[derive(Clone, Copy)]
enum Act {
    Published,
    Revised,
    PeriodMoved,
    Withdrawn,
    Ended,
}

impl Act {
    const fn key(self) -> &'static str {
        match self {
            Act::Published => "published",
            Act::Revised => "revised",
            Act::PeriodMoved => "period_moved",
            Act::Withdrawn | Act::Ended => "ended",
        }
    }

    const fn entry_kind(self) -> EntryKind {
        match self {
            Act::Published => EntryKind::NoticePublished,
            Act::Revised => EntryKind::NoticeRevised,
            Act::PeriodMoved => EntryKind::PeriodMoved,
            Act::Withdrawn => EntryKind::NoticeWithdrawn,
            Act::Ended => EntryKind::NoticeEnded,
        }
    }
}

struct NewRevision<'a> {
    notice: NoticeId,
    revision: i64,
    act: Act,
    at: Timestamp,
    by: Actor,
    content: &'a NoticeContent,
    period: Option<&'a Period>,
    state: &'static str,
    reason: Option<&'a Texts>,
    salt: Salt,
}

/// What a revision's hash in the record covers, as JSON with the members in this order.
#[derive(Serialize)]
struct Hashed<'a> {
    notice: Uuid,
    revision: i64,
    act: &'static str,
    state: &'static str,
    at: String,
    content: &'a NoticeContent,
    period: Option<&'a Period>,
    reason: Option<&'a Texts>,
}

/// A drawn area as OGC well-known binary: little-endian, a multipolygon of polygons of rings of points. The JSON of the
/// content is what is read back; this is for those who work with the database directly.
fn area_to_wkb(area: &Area) -> Vec<u8> {
    const LITTLE_ENDIAN: u8 = 1;
    const POLYGON: u32 = 3;
    const MULTI_POLYGON: u32 = 6;
    fn count(bytes: &mut Vec<u8>, length: usize) {
        bytes.extend(u32::try_from(length).expect("a drawn area has few points").to_le_bytes());
    }
    let mut bytes = vec![LITTLE_ENDIAN];
    bytes.extend(MULTI_POLYGON.to_le_bytes());
    count(&mut bytes, area.0.len());
    for polygon in &area.0 {
        bytes.push(LITTLE_ENDIAN);
        bytes.extend(POLYGON.to_le_bytes());
        count(&mut bytes, polygon.len());
        for ring in polygon {
            count(&mut bytes, ring.len());
            for degrees in ring.iter().flatten() {
                bytes.extend(degrees.to_le_bytes());
            }
        }
    }
    bytes
}

macro_rules! add_revision {
    ($area:literal) => {
        concat!(
            "insert into notice_revision (notice_id, revision, act, at, account_id, role, content, period, state,
                reason, salt, area)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, ",
            $area,
            ")"
        )
    };
}

const ADD_REVISION_TO_SQLITE: &str = add_revision!("$12");
const ADD_REVISION_TO_POSTGRES: &str = add_revision!("ST_SetSRID(ST_GeomFromWKB($12), 4326)");
const ADD_PARCEL: &str = "
    insert into notice_parcel (notice_id, revision, code) values ($1, $2, $3)
    on conflict do nothing";
async fn revise_with(transaction: &mut Transaction, new: &NewRevision<'_>) -> Result<NewEntry, StoreError> {
    let at = Moment::from(new.at);
    let sql = if transaction.is_postgres() { ADD_REVISION_TO_POSTGRES } else { ADD_REVISION_TO_SQLITE };
    on_engine!(transaction, |c| {
        sqlx::query(sql)
            .bind(new.notice.uuid())
            .bind(new.revision)
            .bind(new.act.key())
            .bind(at)
            .bind(new.by.account.uuid())
            .bind(new.by.role.key())
            .bind(Json(new.content))
            .bind(new.period.map(Json))
            .bind(new.state)
            .bind(new.reason.map(Json))
            .bind(&new.salt.0[..])
            .bind(new.content.place.area.as_ref().map(area_to_wkb))
            .execute(&mut *c)
            .await?;
        // At most `dialogue::MAX_PARCELS` of them.
        for code in &new.content.place.parcels {
            sqlx::query(ADD_PARCEL)
                .bind(new.notice.uuid())
                .bind(new.revision)
                .bind(code.as_str())
                .execute(&mut *c)
                .await?;
        }
    });
    transaction.made(Unnumbered::Notice { id: new.notice.uuid(), revision: new.revision });
    let hashed = Hashed {
        notice: new.notice.uuid(),
        revision: new.revision,
        act: new.act.key(),
        state: new.state,
        at: format!("{:.6}", at.0),
        content: new.content,
        period: new.period,
        reason: new.reason,
    };
    Ok(NewEntry {
        kind: new.act.entry_kind(),
        subject_kind: SubjectKind::Notice,
        subject_id: new.notice.to_string(),
        role: acting(new.by.role),
        at: at.0,
        content_hash: content_hash(new.salt, &hashed),
    })
}
