//! Comments as programs read and write them.

use dialogue::{Comment as Known, CommentId, Content, Department, DepartmentId, Language, SortOrder, Stance};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// A comment, or what stays where one was.
#[derive(Debug, Serialize, ToSchema)]
pub struct Comment {
    /// Its id.
    pub id: Uuid,
    /// Its address.
    pub address: String,
    /// The thread that it is in.
    pub thread: Uuid,
    /// Its number in the thread: 1, 2, 3, … as they came.
    pub number: u32,
    /// How deep in the tree, the top being 0.
    pub depth: usize,
    /// `shown`, `deleted` by its author, or `hidden` by a moderator.
    pub state: &'static str,
    /// The comment that it answers.
    pub reply_to: Option<Uuid>,
    /// Its address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply_to_address: Option<String>,
    /// Who wrote it.
    pub author: Author,
    /// The language that its author said it is in.
    #[schema(value_type = Option<String>, example = "ky")]
    pub language: Option<Language>,
    /// Its text: plain, paragraphs parted by empty lines. Missing when it is gone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// Who took it away, when and why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gone: Option<Gone>,
    /// What it thinks of the notice: `for`, `against`, `neutral`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, example = "for")]
    pub stance: Option<Stance>,
    /// The place that it points at: longitude, latitude.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<[f64; 2]>,
    /// When it was posted.
    #[schema(value_type = String, format = DateTime)]
    pub posted_at: jiff::Timestamp,
    /// When its author last changed it; `/comments/{id}/revisions` has what it said before.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub edited_at: Option<jiff::Timestamp>,
    /// Until when its author may change it.
    #[schema(value_type = String, format = DateTime)]
    pub editable_until: jiff::Timestamp,
    /// How many accounts support it.
    pub supports: u32,
    /// How many direct replies it has, those that are gone included.
    pub replies: u32,
}

/// Who wrote a comment.
#[derive(Debug, Serialize, ToSchema)]
pub struct Author {
    /// The name that others see; missing once the account is closed.
    pub name: Option<String>,
    /// The role in which it was written.
    #[schema(value_type = String, example = "resident")]
    pub role: dialogue::Role,
    /// The key of the department for which a clerk wrote.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub department: Option<String>,
}

/// That a comment is gone.
#[derive(Debug, Serialize, ToSchema)]
pub struct Gone {
    /// `author` or `moderator`.
    pub by: &'static str,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub at: jiff::Timestamp,
    /// Why a moderator hid it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, example = "insult")]
    pub reason: Option<dialogue::HideReason>,
}

/// Names departments by their ids.
pub type Departments = [Department];

impl Comment {
    /// The comment for a program.
    pub fn of(comment: &Known, departments: &Departments) -> Self {
        let (body, gone) = match &comment.content {
            Content::Written(body) => (Some(body.as_str().to_owned()), None),
            Content::Gone(stone) => (None, Some(Gone { by: stone.by.key(), at: stone.at, reason: stone.reason })),
        };
        let there = gone.is_none();
        Self {
            id: comment.id.uuid(),
            address: address(comment.id),
            thread: comment.thread.uuid(),
            number: comment.path.number(),
            depth: comment.path.depth(),
            state: match &comment.content {
                Content::Written(_) => "shown",
                Content::Gone(stone) if stone.by == dialogue::TombstoneActor::Author => "deleted",
                Content::Gone(_) => "hidden",
            },
            reply_to: comment.reply_to.map(CommentId::uuid),
            reply_to_address: comment.reply_to.map(address),
            author: Author {
                name: comment.author.name.as_ref().map(ToString::to_string),
                role: comment.author.role,
                department: comment.author.department.and_then(|id| key_of(departments, id)),
            },
            language: comment.language,
            body,
            gone,
            stance: comment.stance.filter(|_| there),
            position: comment.position.filter(|_| there).map(|place| [place.longitude(), place.latitude()]),
            posted_at: comment.posted_at,
            edited_at: comment.edited_at,
            editable_until: comment.editable_until(),
            supports: comment.support,
            replies: comment.replies,
        }
    }
}

fn key_of(departments: &Departments, id: DepartmentId) -> Option<String> {
    departments.iter().find(|department| department.id == id).map(|department| department.key.clone())
}

/// The address of a comment.
pub fn address(id: CommentId) -> String {
    format!("/comments/{id}")
}

/// A comment with its place in the thread.
#[derive(Debug, Serialize, ToSchema)]
pub struct CommentInPlace {
    /// The comment.
    #[serde(flatten)]
    pub comment: Comment,
    /// From the top of its branch down to what it answers.
    pub ancestors: Vec<Comment>,
}

/// One version of a comment's text.
#[derive(Debug, Serialize, ToSchema)]
pub struct Revision {
    /// 1, 2, 3, …
    pub number: u32,
    /// `posted`, `edited`, `deleted`, `hidden`, `restored`.
    pub act: &'static str,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub at: jiff::Timestamp,
    /// In which role.
    #[schema(value_type = String, example = "resident")]
    pub role: dialogue::Role,
    /// The entry of the record that made it.
    pub entry: Option<u64>,
    /// What it said; missing when nothing was said, and of a comment that is gone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// Why it was hidden.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub reason: Option<dialogue::HideReason>,
}

/// All versions of a comment, the first first.
#[derive(Debug, Serialize, ToSchema)]
pub struct Revisions {
    /// The comment's address.
    pub comment: String,
    /// The versions.
    pub revisions: Vec<Revision>,
}

/// A comment to post.
#[derive(Debug, Deserialize, ToSchema)]
pub struct PostComment {
    /// Plain text: an empty line parts paragraphs, lines that begin with `- ` or `1. ` are lists, addresses become
    /// links. At most 10,000 characters.
    #[serde(default)]
    pub body: String,
    /// The comment that it answers.
    #[serde(default)]
    #[schema(value_type = Option<Uuid>)]
    pub reply_to: Option<CommentId>,
    /// What it thinks of the notice: `for`, `against`, `neutral`. Only in the thread of a notice.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "for")]
    pub stance: Option<Stance>,
    /// A place inside the parcel: longitude, latitude.
    #[serde(default)]
    pub position: Option<[f64; 2]>,
    /// The same from a form.
    #[serde(default)]
    pub longitude: Option<f64>,
    /// The same from a form.
    #[serde(default)]
    pub latitude: Option<f64>,
    /// The language that it is in; without it that of the page.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "ky")]
    pub language: Option<Language>,
}

impl PostComment {
    /// The place, however it was sent.
    pub fn place(&self) -> Option<[f64; 2]> {
        self.position.or_else(|| Some([self.longitude?, self.latitude?]))
    }
}

/// Another text for a comment.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ChangeComment {
    /// The text.
    #[serde(default)]
    pub body: String,
    /// Another stance; without it the stance stays.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub stance: Option<Stance>,
}

/// A report against a comment.
#[derive(Debug, Deserialize, ToSchema)]
pub struct PostReport {
    /// Why: `insult`, `violence`, `personal_data`, `advertising`, `off_topic`, `falsehood`, `other`.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "insult")]
    pub reason: Option<dialogue::ReportReason>,
    /// In one's own words, at most 1,000 characters.
    #[serde(default)]
    pub note: String,
}

/// Why a moderator hides a comment.
#[derive(Debug, Deserialize, ToSchema)]
pub struct Hide {
    /// `insult`, `violence`, `personal_data_of_others`, `advertising`, `off_topic`, `law`.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "insult")]
    pub reason: Option<dialogue::HideReason>,
}

/// Support from a form.
#[derive(Debug, Deserialize, ToSchema)]
pub struct SupportForm {
    /// `yes` gives it, `no` takes it back.
    #[serde(default)]
    pub support: String,
}

/// How a thread or list is asked for.
#[derive(Debug, Default, Deserialize)]
pub struct PageQuery {
    /// In which order.
    #[serde(default)]
    pub order: Option<SortOrder>,
    /// The key of the last comment of the page before.
    #[serde(default)]
    pub after: Option<String>,
    /// How many comments.
    #[serde(default)]
    pub limit: Option<String>,
}
