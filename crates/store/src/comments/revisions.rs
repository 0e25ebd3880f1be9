//! Writing comments: each change is a revision, never an overwriting, and each revision ends in an entry.

use dialogue::{
    AccountId, Comment, CommentBody, CommentId, DepartmentId, HideReason, Language, Position, Stance, ThreadId,
    TreePath,
};
use jiff::Timestamp;
use record::{EntryKind, NewEntry, Salt, SubjectKind};
use serde::Serialize;
use uuid::Uuid;

use super::position;
use crate::engine::{Connection, on_engine};
use crate::moment::Moment;
use crate::secrets::content_hash;
use crate::transaction::Unnumbered;
use crate::{Actor, StoreError, Transaction, acting, number, parsed};

/// What a revision did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Act {
    /// The first.
    Posted,
    /// Its author changed the text.
    Edited,
    /// Its author took it away.
    Deleted,
    /// A moderator took it away.
    Hidden,
    /// A moderator brought it back.
    Restored,
}

impl Act {
    const ALL: [Act; 5] = [Act::Posted, Act::Edited, Act::Deleted, Act::Hidden, Act::Restored];

    /// The word in the store.
    pub const fn key(self) -> &'static str {
        match self {
            Act::Posted => "posted",
            Act::Edited => "edited",
            Act::Deleted => "deleted",
            Act::Hidden => "hidden",
            Act::Restored => "restored",
        }
    }

    const fn entry_kind(self) -> EntryKind {
        match self {
            Act::Posted => EntryKind::CommentPosted,
            Act::Edited => EntryKind::CommentEdited,
            Act::Deleted => EntryKind::CommentDeleted,
            Act::Hidden => EntryKind::CommentHidden,
            Act::Restored => EntryKind::CommentRestored,
        }
    }
}

/// One revision of a comment. Of a comment that is gone, show no earlier text: the caller decides by its state.
#[derive(Debug, Clone, PartialEq)]
pub struct Revision {
    /// 1, 2, …
    pub revision: u32,
    /// The entry that made it.
    pub entry: Option<u64>,
    /// What it did.
    pub act: Act,
    /// When.
    pub at: Timestamp,
    /// Who did it.
    pub by: AccountId,
    /// In which role.
    pub role: dialogue::Role,
    /// The text; none for a deletion or a hiding.
    pub body: Option<CommentBody>,
    /// The stance.
    pub stance: Option<Stance>,
    /// Why it was hidden.
    pub reason: Option<HideReason>,
}

#[derive(sqlx::FromRow)]
struct RevisionRow {
    revision: i64,
    entry_number: Option<i64>,
    act: String,
    at: Moment,
    account_id: Uuid,
    role: String,
    body: Option<String>,
    stance: Option<String>,
    reason: Option<String>,
}

const REVISIONS: &str = "
    select revision, entry_number, act, at, account_id, role, body, stance, reason from comment_revision
    where comment_id = $1
    order by revision
    limit 1000";
/// All revisions of a comment, the first first.
pub async fn revisions(connection: &mut Connection, id: CommentId) -> Result<Vec<Revision>, StoreError> {
    let rows: Vec<RevisionRow> =
        on_engine!(connection, |c| sqlx::query_as(REVISIONS).bind(id.uuid()).fetch_all(c).await?);
    rows.into_iter()
        .map(|row| {
            Ok(Revision {
                revision: number("revision", row.revision)?,
                entry: row.entry_number.map(|entry| number("entry number", entry)).transpose()?,
                act: Act::ALL
                    .into_iter()
                    .find(|act| act.key() == row.act)
                    .ok_or(StoreError::Unreadable { what: "act", value: row.act })?,
                at: row.at.0,
                by: row.account_id.into(),
                role: parsed("role", &row.role)?,
                body: row.body.map(CommentBody::stored),
                stance: row.stance.as_deref().map(|stance| parsed("stance", stance)).transpose()?,
                reason: row.reason.as_deref().map(|reason| parsed("reason", reason)).transpose()?,
            })
        })
        .collect()
}

/// A comment to be posted.
#[derive(Debug, Clone)]
pub struct NewComment {
    /// Its id.
    pub id: CommentId,
    /// Its thread, held by this transaction (`threads::hold`).
    pub thread: ThreadId,
    /// What it answers: read in this transaction, in the same thread, and there.
    pub reply_to: Option<(CommentId, TreePath)>,
    /// Who writes.
    pub author: Actor,
    /// The text.
    pub body: CommentBody,
    /// For or against what a notice proposes.
    pub stance: Option<Stance>,
    /// The language of the text, if it is known.
    pub language: Option<Language>,
    /// A place inside the parcel.
    pub position: Option<Position>,
    /// Now.
    pub at: Timestamp,
    /// Random.
    pub salt: Salt,
}

/// A comment that was posted, once the transaction commits with `entry`.
#[derive(Debug, Clone)]
#[must_use = "commit with its entry"]
pub struct Posted {
    /// Its id.
    pub id: CommentId,
    /// Its place in the tree.
    pub path: TreePath,
    /// Its line in the record.
    pub entry: NewEntry,
}

/// What a revision's hash in the record covers, as JSON with the members in this order.
#[derive(Serialize)]
struct Hashed<'a> {
    comment: Uuid,
    revision: i64,
    act: &'static str,
    at: String,
    account: Uuid,
    body: Option<&'a str>,
    stance: Option<&'static str>,
    language: Option<&'static str>,
    position: Option<[f64; 2]>,
    reason: Option<&'static str>,
}

/// A revision to be written.
struct NewRevision<'a> {
    comment: CommentId,
    revision: i64,
    act: Act,
    at: Timestamp,
    by: Actor,
    body: Option<&'a CommentBody>,
    stance: Option<Stance>,
    language: Option<Language>,
    position: Option<Position>,
    reason: Option<HideReason>,
    salt: Salt,
}

const REVISE: &str = "
    insert into comment_revision (comment_id, revision, act, at, account_id, role, body, stance, language, longitude,
        latitude, reason, salt)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
async fn revise(transaction: &mut Transaction, new: NewRevision<'_>) -> Result<NewEntry, StoreError> {
    let at = Moment::from(new.at);
    on_engine!(transaction, |c| {
        sqlx::query(REVISE)
            .bind(new.comment.uuid())
            .bind(new.revision)
            .bind(new.act.key())
            .bind(at)
            .bind(new.by.account.uuid())
            .bind(new.by.role.key())
            .bind(new.body.map(CommentBody::as_str))
            .bind(new.stance.map(Stance::key))
            .bind(new.language.map(Language::tag))
            .bind(new.position.map(Position::longitude))
            .bind(new.position.map(Position::latitude))
            .bind(new.reason.map(HideReason::key))
            .bind(&new.salt.0[..])
            .execute(c)
            .await?
            .rows_affected()
    });
    transaction.made(Unnumbered::Comment { id: new.comment.uuid(), revision: new.revision });
    let hashed = Hashed {
        comment: new.comment.uuid(),
        revision: new.revision,
        act: new.act.key(),
        at: format!("{:.6}", at.0),
        account: new.by.account.uuid(),
        body: new.body.map(CommentBody::as_str),
        stance: new.stance.map(Stance::key),
        language: new.language.map(Language::tag),
        position: new.position.map(|position| [position.longitude(), position.latitude()]),
        reason: new.reason.map(HideReason::key),
    };
    Ok(NewEntry {
        kind: new.act.entry_kind(),
        subject_kind: SubjectKind::Comment,
        subject_id: new.comment.to_string(),
        role: acting(new.by.role),
        at: at.0,
        content_hash: content_hash(new.salt, &hashed),
    })
}

const TAKE_NUMBER: &str = "
    update thread set last_number = last_number + 1, shown = shown + 1, last_comment_at = $2 where id = $1
    returning last_number";
const ADD: &str = "
    insert into comment (id, thread_id, number, parent_id, top_number, path, author_id, author_role,
        author_department_id, posted_at, state, revision)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'shown', 1)";
const REPLIED: &str = "update comment set replies = replies + 1 where id = $1";
/// Posts a comment.
pub async fn add(transaction: &mut Transaction, new: &NewComment) -> Result<Posted, StoreError> {
    let at = Moment::from(new.at);
    let taken: Option<i64> = on_engine!(transaction, |c| {
        sqlx::query_scalar(TAKE_NUMBER).bind(new.thread.uuid()).bind(at).fetch_optional(c).await?
    });
    let taken = taken.ok_or(StoreError::Conflict(crate::Conflict::Reference))?;
    let place: u32 = number("comment number", taken)?;
    let path = match &new.reply_to {
        Some((_, parent)) => parent.reply(place),
        None => TreePath::top(place),
    };
    let parent = new.reply_to.as_ref().map(|(id, _)| id.uuid());
    on_engine!(transaction, |c| {
        sqlx::query(ADD)
            .bind(new.id.uuid())
            .bind(new.thread.uuid())
            .bind(taken)
            .bind(parent)
            .bind(i64::from(path.top_number()))
            .bind(path.as_str())
            .bind(new.author.account.uuid())
            .bind(new.author.role.key())
            .bind(new.author.department.map(DepartmentId::uuid))
            .bind(at)
            .execute(&mut *c)
            .await?;
        if let Some(parent) = parent {
            sqlx::query(REPLIED).bind(parent).execute(c).await?;
        }
    });
    let entry = revise(
        transaction,
        NewRevision {
            comment: new.id,
            revision: 1,
            act: Act::Posted,
            at: new.at,
            by: new.author,
            body: Some(&new.body),
            stance: new.stance,
            language: new.language,
            position: new.position,
            reason: None,
            salt: new.salt,
        },
    )
    .await?;
    Ok(Posted { id: new.id, path, entry })
}

const NEXT_REVISION: &str = "
    update comment set revision = revision + 1, state = $2, edited_at = coalesce($3, edited_at) where id = $1
    returning revision";
const COUNT_SHOWN: &str = "update thread set shown = shown + $2 where id = $1";

async fn next_revision(
    transaction: &mut Transaction,
    comment: &Comment,
    state: &'static str,
    edited_at: Option<Timestamp>,
) -> Result<i64, StoreError> {
    let was_shown = !comment.is_gone();
    let revision: i64 = on_engine!(transaction, |c| {
        let change = i64::from(state == "shown") - i64::from(was_shown);
        if change != 0 {
            sqlx::query(COUNT_SHOWN).bind(comment.thread.uuid()).bind(change).execute(&mut *c).await?;
        }
        sqlx::query_scalar(NEXT_REVISION)
            .bind(comment.id.uuid())
            .bind(state)
            .bind(edited_at.map(Moment::from))
            .fetch_one(c)
            .await?
    });
    Ok(revision)
}

/// Replaces the text; the earlier one stays as a revision. Stance, place and language can change with it.
#[expect(clippy::too_many_arguments, reason = "what a comment consists of")]
pub async fn edit(
    transaction: &mut Transaction,
    comment: &Comment,
    by: Actor,
    body: &CommentBody,
    stance: Option<Stance>,
    language: Option<Language>,
    position: Option<Position>,
    at: Timestamp,
    salt: Salt,
) -> Result<NewEntry, StoreError> {
    let revision = next_revision(transaction, comment, "shown", Some(at)).await?;
    let revised = NewRevision {
        comment: comment.id,
        revision,
        act: Act::Edited,
        at,
        by,
        body: Some(body),
        stance,
        language,
        position,
        reason: None,
        salt,
    };
    revise(transaction, revised).await
}

/// Its author takes the comment away: a tombstone stays in its place, and the replies under it.
pub async fn delete(
    transaction: &mut Transaction,
    comment: &Comment,
    by: Actor,
    at: Timestamp,
    salt: Salt,
) -> Result<NewEntry, StoreError> {
    take_away(transaction, comment, by, Act::Deleted, None, at, salt).await
}

/// A moderator takes the comment away, for a reason that the tombstone shows.
pub async fn hide(
    transaction: &mut Transaction,
    comment: &Comment,
    by: Actor,
    reason: HideReason,
    at: Timestamp,
    salt: Salt,
) -> Result<NewEntry, StoreError> {
    take_away(transaction, comment, by, Act::Hidden, Some(reason), at, salt).await
}

async fn take_away(
    transaction: &mut Transaction,
    comment: &Comment,
    by: Actor,
    act: Act,
    reason: Option<HideReason>,
    at: Timestamp,
    salt: Salt,
) -> Result<NewEntry, StoreError> {
    let state = if act == Act::Hidden { "hidden" } else { "deleted" };
    let revision = next_revision(transaction, comment, state, None).await?;
    let revised = NewRevision {
        comment: comment.id,
        revision,
        act,
        at,
        by,
        body: None,
        stance: None,
        language: None,
        position: None,
        reason,
        salt,
    };
    revise(transaction, revised).await
}

#[derive(sqlx::FromRow)]
struct LastText {
    body: String,
    stance: Option<String>,
    language: Option<String>,
    longitude: Option<f64>,
    latitude: Option<f64>,
}

const LAST_TEXT: &str = "
    select body, stance, language, longitude, latitude from comment_revision
    where comment_id = $1 and body is not null
    order by revision desc
    limit 1";
/// A moderator brings a hidden comment back as it was. `None` if there is no text to bring back.
pub async fn restore(
    transaction: &mut Transaction,
    comment: &Comment,
    by: Actor,
    at: Timestamp,
    salt: Salt,
) -> Result<Option<NewEntry>, StoreError> {
    let last: Option<LastText> =
        on_engine!(transaction, |c| sqlx::query_as(LAST_TEXT).bind(comment.id.uuid()).fetch_optional(c).await?);
    let Some(last) = last else { return Ok(None) };
    let revision = next_revision(transaction, comment, "shown", None).await?;
    let body = CommentBody::stored(last.body);
    let revised = NewRevision {
        comment: comment.id,
        revision,
        act: Act::Restored,
        at,
        by,
        body: Some(&body),
        stance: last.stance.as_deref().map(|stance| parsed("stance", stance)).transpose()?,
        language: last.language.as_deref().map(|language| parsed("language", language)).transpose()?,
        position: position(last.longitude, last.latitude),
        reason: None,
        salt,
    };
    revise(transaction, revised).await.map(Some)
}
