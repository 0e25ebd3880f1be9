//! Comments as a page shows them: each with what this reader may do with it, in the shape of the tree.

use std::{
    collections::{HashMap, HashSet},
    iter::Peekable,
    vec::IntoIter,
};

use dialogue::{AccountId, Comment, CommentId, Content, Department, DepartmentId, TombstoneActor, TreePath};
use jiff::{Timestamp, ToSpan};
use store::{Connection, StoreError, comments as stored, departments, supports};

use super::text;
use crate::{
    app::App,
    extract::MaybeSignedIn,
    language::Say,
    parts::{self, Edited, Shown, Support, When},
};

/// Replies of a comment at this depth and below are folded behind their count, the top being 0.
const FOLDED_FROM: usize = 2;

/// Who reads, when, and what this reader has done: all that decides what a comment offers.
#[derive(Debug)]
pub struct Setting<'a> {
    app: &'a App,
    say: Say,
    now: Timestamp,
    viewer: Option<AccountId>,
    supported: HashSet<CommentId>,
    departments: HashMap<DepartmentId, Department>,
    earlier: HashMap<CommentId, Vec<stored::Revision>>,
    /// Whether replies are taken.
    open: bool,
    /// The comment that was asked for by its own address.
    here: Option<CommentId>,
    /// The comment that has just been written.
    new: Option<CommentId>,
}

impl<'a> Setting<'a> {
    /// Looks up what is needed to show these comments to this reader.
    pub async fn of(
        connection: &mut Connection,
        app: &'a App,
        say: Say,
        who: &MaybeSignedIn,
        comments: &[Comment],
        open: bool,
    ) -> Result<Self, StoreError> {
        let viewer = who.0.as_ref().map(|signed_in| signed_in.id);
        let supported = match (viewer, comments.first()) {
            (Some(account), Some(first)) => supports::in_thread(connection, account, first.thread).await?,
            _ => HashSet::new(),
        };
        let departments = departments::all(connection).await?.into_iter().map(|found| (found.id, found)).collect();
        let mut earlier = HashMap::new();
        // Few comments of a page were edited: it is possible for a quarter of an hour.
        for comment in comments.iter().filter(|comment| comment.edited_at.is_some() && !comment.is_gone()) {
            earlier.insert(comment.id, stored::revisions(connection, comment.id).await?);
        }
        Ok(Self {
            app,
            say,
            now: app.clock.now(),
            viewer,
            supported,
            departments,
            earlier,
            open,
            here: None,
            new: None,
        })
    }

    /// With the comment that was asked for.
    #[must_use]
    pub fn here(mut self, comment: CommentId) -> Self {
        self.here = Some(comment);
        self
    }

    /// With the comment that has just been written.
    #[must_use]
    pub fn new(mut self, comment: CommentId) -> Self {
        self.new = Some(comment);
        self
    }

    /// One comment without its replies.
    pub fn body(&self, comment: &Comment) -> parts::CommentBody {
        let say = self.say;
        let mine = self.viewer == Some(comment.author.account);
        let there = !comment.is_gone();
        let address = format!("/comments/{}", comment.id);
        let act = |name: &str, offered: bool| offered.then(|| format!("{address}/{name}"));
        parts::CommentBody {
            say,
            id: comment.id.to_string(),
            shown: match &comment.content {
                Content::Written(body) => Shown::Text {
                    html: text::html(body),
                    language: comment.language.map(dialogue::Language::tag).filter(|tag| *tag != say.tag()),
                    edited: comment.edited_at.map(|at| self.edited(comment, at)),
                },
                Content::Gone(stone) => {
                    let moderated = stone.by == TombstoneActor::Moderator;
                    let key = if moderated { "talk-tomb-moderator" } else { "talk-tomb-author" };
                    let moment = say.moment(self.app.city.local(stone.at).datetime());
                    let reason = stone.reason.map(|reason| say.text(&format!("comments-hidden-{reason}")));
                    let mut words =
                        say.fill(if moderated { "talk-tomb-moderator-text" } else { "talk-tomb-author-text" });
                    words = words.put("moment", moment);
                    if moderated {
                        words = words.put("reason", reason.unwrap_or_else(|| say.text("comments-hidden-no-reason")));
                    }
                    Shown::Tombstone(parts::Tombstone { moderated, lead: say.text(key), text: words.text() })
                }
            },
            author: self.name(comment),
            department: comment
                .author
                .department
                .and_then(|id| self.departments.get(&id))
                .map(|department| department.name.in_language(super::language(say)).to_owned()),
            written: self.when(comment.posted_at),
            stance: comment.stance.filter(|_| there),
            place: comment.position.filter(|_| there).map(|place| {
                // Zoom 19: a place inside a parcel.
                format!("/?view=19,{:.7},{:.7}", place.longitude(), place.latitude())
            }),
            support: Support {
                count: u64::from(comment.support),
                mine: self.supported.contains(&comment.id),
                address: act("support", !mine && there),
            },
            reply: act("reply", self.open && there),
            edit: act("edit", comment_is_changeable(comment, self.viewer, self.now)),
            delete: act("delete", mine && there),
            report: act("report", !mine && there),
            here: self.here == Some(comment.id),
            new: self.new == Some(comment.id),
            address,
        }
    }

    /// The name that others see, or that the account is closed.
    pub fn name(&self, comment: &Comment) -> String {
        comment.author.name.as_ref().map_or_else(|| self.say.text("comments-account-closed"), ToString::to_string)
    }

    fn edited(&self, comment: &Comment, at: Timestamp) -> Edited {
        let texts: Vec<&str> = self
            .earlier
            .get(&comment.id)
            .into_iter()
            .flatten()
            .filter(|revision| matches!(revision.act, stored::Act::Posted | stored::Act::Edited))
            .filter_map(|revision| revision.body.as_ref().map(dialogue::CommentBody::as_str))
            .collect();
        Edited {
            text: self.say.with("talk-edited-at", &[("time", self.when(at).text)]),
            versions: texts.windows(2).rev().map(|pair| text::changes(pair[0], pair[1])).collect(),
        }
    }

    /// An instant as a machine and as a person read it.
    pub fn when(&self, at: Timestamp) -> When {
        when(self.app, self.say, at, self.now)
    }

    /// Comments in reading order as a tree. What answers something that is not among them stands at the top.
    pub fn tree(&self, comments: Vec<Comment>) -> Vec<parts::Comment> {
        let mut comments = comments.into_iter().peekable();
        let mut top = Vec::new();
        while comments.peek().is_some() {
            top.extend(self.branch(&mut comments).map(|branch| branch.item));
        }
        top
    }

    fn branch(&self, comments: &mut Peekable<IntoIter<Comment>>) -> Option<Branch> {
        let comment = comments.next()?;
        let below = |path: &TreePath| comment.path.is_above(path);
        let mut replies = Vec::new();
        let (mut count, mut leads_here) = (0, self.here == Some(comment.id));
        while comments.peek().is_some_and(|next| below(&next.path)) {
            let Some(branch) = self.branch(comments) else { break };
            count += 1 + branch.below;
            leads_here |= branch.leads_here;
            replies.push(branch.item);
        }
        let folds = comment.path.depth() >= FOLDED_FROM && count > 0 && !leads_here;
        Some(Branch {
            item: parts::Comment {
                say: self.say,
                body: self.body(&comment),
                replies,
                folded: if folds { count } else { 0 },
                more: None,
            },
            below: count,
            leads_here,
        })
    }
}

struct Branch {
    item: parts::Comment,
    /// How many comments are below, at any depth.
    below: u32,
    /// The comment that was asked for is in it, so it is not folded (thr-06).
    leads_here: bool,
}

fn comment_is_changeable(comment: &Comment, viewer: Option<AccountId>, now: Timestamp) -> bool {
    viewer.is_some_and(|account| comment.may_be_edited(account, now).is_ok())
}

/// "today, 09:40", "yesterday, 18:05", "30 November, 19:12"; with the year if it is another.
pub fn when(app: &App, say: Say, at: Timestamp, now: Timestamp) -> When {
    let (local, today) = (app.city.local(at), app.city.date(now));
    let (date, time) = (local.date(), say.time(local.time()));
    let text = if date == today {
        say.with("clock-today-at", &[("time", time)])
    } else if Some(date) == today.checked_sub(1.day()).ok() {
        say.with("clock-yesterday-at", &[("time", time)])
    } else if date.year() == today.year() {
        say.with("clock-day-at", &[("day", say.date_without_year(date)), ("time", time)])
    } else {
        say.with("clock-day-at", &[("day", say.date(date)), ("time", time)])
    };
    When { machine: local.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(), text }
}
