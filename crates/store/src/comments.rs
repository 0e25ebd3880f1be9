//! Comments: a tree per thread, read by pages; each an identity and its revisions.
//!
//! A page is a range of keys (`dialogue::PageKey`): its cost depends neither on how far down it is nor on how deep the
//! tree is, and nobody who reads on while others write sees a comment twice or misses one.
//!
//! Writes take what `dialogue` has allowed: the caller holds the thread (`threads::hold`), reads the comment that it
//! means to change or to answer, asks its rules, and then writes, all in one transaction.

use dialogue::{
    AccountId, Author, Comment, CommentBody, CommentId, Content, DepartmentId, DisplayName, HideReason, PageKey,
    Position, SortOrder, Stance, ThreadId, Tombstone, TombstoneActor, TreePath,
};
use uuid::Uuid;

use crate::engine::{Connection, on_engine};
use crate::moment::Moment;
use crate::{StoreError, number, parsed};

mod revisions;

pub use revisions::{Act, NewComment, Posted, Revision, add, delete, edit, hide, restore, revisions};

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    thread_id: Uuid,
    parent_id: Option<Uuid>,
    path: String,
    author_id: Uuid,
    author_role: String,
    author_department_id: Option<Uuid>,
    posted_at: Moment,
    edited_at: Option<Moment>,
    state: String,
    supports: i64,
    replies: i64,
    name: String,
    revised_at: Moment,
    body: Option<String>,
    stance: Option<String>,
    language: Option<String>,
    longitude: Option<f64>,
    latitude: Option<f64>,
    reason: Option<String>,
    top_support: i64,
}

impl Row {
    fn key(&self) -> Result<PageKey, StoreError> {
        Ok(PageKey { support: number("support", self.top_support)?, path: parsed("path", &self.path)? })
    }
}

fn position(longitude: Option<f64>, latitude: Option<f64>) -> Option<Position> {
    Position::new(longitude?, latitude?).ok()
}

impl TryFrom<Row> for Comment {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let gone = |by| Tombstone { by, at: row.revised_at.0, reason: None };
        let content = match row.state.as_str() {
            "shown" => Content::Written(CommentBody::stored(row.body.unwrap_or_default())),
            "deleted" => Content::Gone(gone(TombstoneActor::Author)),
            "hidden" => {
                let reason: Option<HideReason> =
                    row.reason.as_deref().map(|reason| parsed("reason", reason)).transpose()?;
                Content::Gone(Tombstone { reason, ..gone(TombstoneActor::Moderator) })
            }
            other => return Err(StoreError::Unreadable { what: "state of a comment", value: other.to_owned() }),
        };
        Ok(Comment {
            id: row.id.into(),
            thread: row.thread_id.into(),
            path: parsed("path", &row.path)?,
            reply_to: row.parent_id.map(CommentId::from),
            author: Author {
                account: row.author_id.into(),
                name: Some(DisplayName::stored(row.name)),
                role: parsed("role", &row.author_role)?,
                department: row.author_department_id.map(DepartmentId::from),
            },
            language: row.language.as_deref().map(|language| parsed("language", language)).transpose()?,
            content,
            stance: row.stance.as_deref().map(|stance| parsed("stance", stance)).transpose()?,
            position: position(row.longitude, row.latitude),
            posted_at: row.posted_at.0,
            edited_at: row.edited_at.map(|at| at.0),
            support: number("support", row.supports)?,
            replies: number("replies", row.replies)?,
        })
    }
}

/// What a [`Row`] is made of, up to the choice of comments and the order.
macro_rules! select_comments {
    ($top_support:literal) => {
        select_comments!($top_support, "comment")
    };
    ($top_support:literal, $from:literal) => {
        concat!(
            "select comment.id, comment.thread_id, comment.parent_id, comment.path, comment.author_id,
                comment.author_role, comment.author_department_id, comment.posted_at, comment.edited_at, comment.state,
                comment.supports, comment.replies, account.name, revision.at as revised_at, revision.body,
                revision.stance, revision.language, revision.longitude, revision.latitude, revision.reason, ",
            $top_support,
            " as top_support
            from ",
            $from,
            " join account on account.id = comment.author_id
            join comment_revision as revision
                on revision.comment_id = comment.id and revision.revision = comment.revision "
        )
    };
}

const FIND: &str = concat!(select_comments!("comment.supports"), "where comment.id = $1");
/// The comment with this id, or its tombstone.
pub async fn find(connection: &mut Connection, id: CommentId) -> Result<Option<Comment>, StoreError> {
    let row: Option<Row> = on_engine!(connection, |c| sqlx::query_as(FIND).bind(id.uuid()).fetch_optional(c).await?);
    row.map(Comment::try_from).transpose()
}

/// Where a page begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Start {
    /// With the first comment.
    Top,
    /// Right after this key: the last of the page before.
    After(PageKey),
    /// With this key itself.
    At(PageKey),
}

/// A page of a thread.
#[derive(Debug, Clone)]
pub struct Page {
    /// The comments, in reading order: each is followed by its replies, as far as the page goes.
    pub comments: Vec<Comment>,
    /// The key to read on after, if there is more.
    pub next: Option<PageKey>,
}

// `$4` is 0 to begin right after the key, 1 to begin with it. Each names the bound of its key alone first (`>=`, `<=`),
// which both engines look up in the index; what follows only trims the edge. So the last page costs what the first does.
const OLDEST: &str = concat!(
    select_comments!("cast(0 as bigint)"),
    "where comment.thread_id = $1 and comment.path >= $2 and (comment.path > $2 or cast($4 as bigint) = 1)
    order by comment.path
    limit $3"
);
const NEWEST: &str = concat!(
    select_comments!("cast(0 as bigint)"),
    "where comment.thread_id = $1 and comment.top_number <= $5
        and (comment.top_number < $5 or comment.path > $2 or (comment.path = $2 and cast($4 as bigint) = 1))
    order by comment.top_number desc, comment.path
    limit $3"
);
// The branches come first: as many tops as the page has places, and one that the page before may have read to its end,
// are enough to fill it, so the sort below stays small.
const MOST_SUPPORTED: &str = concat!(
    "with top as (
        select number, supports from comment
        where thread_id = $1 and parent_id is null and supports <= $6 and (supports < $6 or number >= $5)
        order by supports desc, number
        limit $3 + 1
    ) ",
    // `cross join`: SQLite walks the tops first and looks their branches up, instead of reading the whole thread.
    select_comments!("top.supports", "top cross join comment"),
    "where comment.thread_id = $1 and comment.top_number = top.number
        and (top.supports < $6 or comment.path > $2 or (comment.path = $2 and cast($4 as bigint) = 1))
    order by top.supports desc, comment.path
    limit $3"
);
/// At most `limit` comments of a thread, from `start` on, in the given order.
pub async fn page(
    connection: &mut Connection,
    thread: ThreadId,
    order: SortOrder,
    start: &Start,
    limit: u16,
) -> Result<Page, StoreError> {
    let limit = usize::from(limit.max(1));
    // One more than asked: it tells whether there is a next page.
    let fetched = i64::try_from(limit).unwrap_or(i64::MAX - 1) + 1;
    let (key, inclusive) = match start {
        Start::Top => (None, 0_i64),
        Start::After(key) => (Some(key), 0),
        Start::At(key) => (Some(key), 1),
    };
    let path = key.map_or("", |key| key.path.as_str());
    let mut rows: Vec<Row> = match order {
        SortOrder::Oldest => on_engine!(connection, |c| {
            sqlx::query_as(OLDEST).bind(thread.uuid()).bind(path).bind(fetched).bind(inclusive).fetch_all(c).await?
        }),
        SortOrder::Newest => on_engine!(connection, |c| {
            sqlx::query_as(NEWEST)
                .bind(thread.uuid())
                .bind(path)
                .bind(fetched)
                .bind(inclusive)
                .bind(key.map_or(i64::MAX, |key| i64::from(key.path.top_number())))
                .fetch_all(c)
                .await?
        }),
        SortOrder::MostSupported => on_engine!(connection, |c| {
            sqlx::query_as(MOST_SUPPORTED)
                .bind(thread.uuid())
                .bind(path)
                .bind(fetched)
                .bind(inclusive)
                .bind(key.map_or(0, |key| i64::from(key.path.top_number())))
                .bind(key.map_or(i64::MAX, |key| i64::from(key.support)))
                .fetch_all(c)
                .await?
        }),
    };
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = if more { rows.last().map(Row::key).transpose()? } else { None };
    Ok(Page { comments: rows.into_iter().map(Comment::try_from).collect::<Result<_, _>>()?, next })
}

const SINCE: &str = concat!(
    select_comments!("cast(0 as bigint)"),
    "where comment.thread_id = $1 and comment.number > $2
    order by comment.number
    limit $3"
);
/// The comments that came after number `number` (of `Thread::last_number` or `TreePath::number`), as they came.
pub async fn since(
    connection: &mut Connection,
    thread: ThreadId,
    number: u32,
    limit: u16,
) -> Result<Vec<Comment>, StoreError> {
    let rows: Vec<Row> = on_engine!(connection, |c| {
        sqlx::query_as(SINCE).bind(thread.uuid()).bind(i64::from(number)).bind(i64::from(limit)).fetch_all(c).await?
    });
    rows.into_iter().map(Comment::try_from).collect()
}

const BY_PATH: &str =
    concat!(select_comments!("cast(0 as bigint)"), "where comment.thread_id = $1 and comment.path = $2");
const BETWEEN: &str = concat!(
    select_comments!("cast(0 as bigint)"),
    "where comment.thread_id = $1 and comment.path >= $2 and comment.path <= $3
        and substr($3, 1, length(comment.path)) = comment.path
    order by comment.path"
);
/// What a comment answers, what that answers, and so on: from the top down, without itself.
pub async fn ancestors(connection: &mut Connection, comment: &Comment) -> Result<Vec<Comment>, StoreError> {
    let Some(top) = comment.path.ancestors().next() else { return Ok(Vec::new()) };
    // Few levels: a look by key for each is cheaper than walking the branch. Many: one walk.
    let paths: Vec<TreePath> = comment.path.ancestors().collect();
    let rows: Vec<Row> = if paths.len() <= 4 {
        let mut rows = Vec::with_capacity(paths.len());
        for path in &paths {
            let row: Option<Row> = on_engine!(connection, |c| {
                sqlx::query_as(BY_PATH).bind(comment.thread.uuid()).bind(path.as_str()).fetch_optional(c).await?
            });
            rows.extend(row);
        }
        rows
    } else {
        on_engine!(connection, |c| {
            sqlx::query_as(BETWEEN)
                .bind(comment.thread.uuid())
                .bind(top.as_str())
                .bind(comment.path.as_str())
                .fetch_all(c)
                .await?
        })
    };
    let all: Vec<Comment> = rows.into_iter().map(Comment::try_from).collect::<Result<_, _>>()?;
    Ok(all.into_iter().filter(|ancestor| ancestor.id != comment.id).collect())
}

/// One comment in its place.
#[derive(Debug, Clone)]
pub struct Around {
    /// The comment.
    pub comment: Comment,
    /// From the top of its branch down to what it answers.
    pub ancestors: Vec<Comment>,
    /// A page that holds the comment: it begins with the top of its branch if the comment is near enough to it, else
    /// with the comment itself.
    pub page: Page,
}

const PLACE_IN_BRANCH: &str = "select count(*) from comment where thread_id = $1 and path >= $2 and path < $3";
const TOP_SUPPORT: &str = "select supports from comment where thread_id = $1 and number = $2";
/// A comment with its ancestors and a page around it, in the given order (thr-06).
pub async fn around(
    connection: &mut Connection,
    id: CommentId,
    order: SortOrder,
    limit: u16,
) -> Result<Option<Around>, StoreError> {
    let Some(comment) = find(connection, id).await? else { return Ok(None) };
    let top = TreePath::top(comment.path.top_number());
    let (place, support): (i64, i64) = on_engine!(connection, |c| {
        let place = sqlx::query_scalar(PLACE_IN_BRANCH)
            .bind(comment.thread.uuid())
            .bind(top.as_str())
            .bind(comment.path.as_str())
            .fetch_one(&mut *c)
            .await?;
        let support = sqlx::query_scalar(TOP_SUPPORT)
            .bind(comment.thread.uuid())
            .bind(i64::from(top.number()))
            .fetch_one(c)
            .await?;
        (place, support)
    });
    let near = place < i64::from(limit);
    let path = if near { top } else { comment.path.clone() };
    let start = Start::At(PageKey { support: number("support", support)?, path });
    let page = page(connection, comment.thread, order, &start, limit).await?;
    let ancestors = ancestors(connection, &comment).await?;
    Ok(Some(Around { comment, ancestors, page }))
}

const OF_AUTHOR: &str = concat!(
    select_comments!("cast(0 as bigint)"),
    "where comment.author_id = $1 and comment.id < $2
    order by comment.id desc
    limit $3"
);
/// What an account wrote, the newest first, before the comment `before` (`None` for the first page).
pub async fn of_author(
    connection: &mut Connection,
    author: AccountId,
    before: Option<CommentId>,
    limit: u16,
) -> Result<Vec<Comment>, StoreError> {
    let before = before.map_or(Uuid::max(), CommentId::uuid);
    let rows: Vec<Row> = on_engine!(connection, |c| {
        sqlx::query_as(OF_AUTHOR).bind(author.uuid()).bind(before).bind(i64::from(limit)).fetch_all(c).await?
    });
    rows.into_iter().map(Comment::try_from).collect()
}

/// How many comments take which stance, tombstones not counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Stances {
    /// For what the notice proposes.
    pub for_it: u32,
    /// Against it.
    pub against: u32,
    /// Neither, said so.
    pub neutral: u32,
}

const STANCES: &str = "
    select revision.stance, count(distinct comment.author_id) from comment
    join comment_revision as revision on revision.comment_id = comment.id and revision.revision = comment.revision
    where comment.thread_id = $1 and comment.state = 'shown' and revision.stance is not null
    group by revision.stance";
/// How many people are for and against, in one thread. Somebody who wrote twice on one side counts once.
pub async fn stances(connection: &mut Connection, thread: ThreadId) -> Result<Stances, StoreError> {
    let rows: Vec<(String, i64)> =
        on_engine!(connection, |c| sqlx::query_as(STANCES).bind(thread.uuid()).fetch_all(c).await?);
    let mut stances = Stances::default();
    for (stance, count) in rows {
        let count = number("stances", count)?;
        match parsed("stance", &stance)? {
            Stance::For => stances.for_it = count,
            Stance::Against => stances.against = count,
            Stance::Neutral => stances.neutral = count,
        }
    }
    Ok(stances)
}
