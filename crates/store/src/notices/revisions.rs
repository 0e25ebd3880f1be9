//! Writing notices: publishing, revising, ending; each a revision and an entry.

use dialogue::{Area, DepartmentId, Ending, Notice, NoticeContent, NoticeId, Period, Subject, Texts, ThreadId};
use jiff::Timestamp;
use record::{EntryKind, NewEntry, Salt, SubjectKind};
use serde::Serialize;
use sqlx::types::Json;
use uuid::Uuid;

use super::end_of_time;
use crate::engine::on_engine;
use crate::moment::Moment;
use crate::secrets::content_hash;
use crate::transaction::Unnumbered;
use crate::{Actor, StoreError, Transaction, acting, threads};

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
        sqlx::query(super::drafts::DROP_DRAFT).bind(new.id.uuid()).execute(&mut *c).await?;
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
