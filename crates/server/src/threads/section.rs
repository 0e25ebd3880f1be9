//! The discussion of one subject, as a part of a parcel's page, of a notice's page, of the panel, or alone.

use askama::Template;
use dialogue::{CommentId, SortOrder, Subject, Thread};
use store::{Connection, comments as stored, kept_texts::KeptContent, threads};

use super::subject::About;
use crate::{
    app::App,
    comments::{self, kept, view::Setting},
    extract::MaybeSignedIn,
    language::Say,
    parts::{self, Empty, Link, Note, NoteKind, Pager, Segment, Segments, StanceBar, StanceChoice, WriteForm},
    picture::MapPart,
    problem::Problem,
};

/// Comments on one page of a thread.
pub const PAGE: u16 = 40;

/// The discussion of one subject: title, order, stances, comments, and the form to write.
#[derive(Debug, Template)]
#[template(path = "threads/thread.html")]
pub struct ThreadSection {
    say: Say,
    counts: String,
    order: Option<Segments>,
    stances: Option<StanceBar>,
    /// That the page begins in the middle of the thread.
    later: Option<Link>,
    comments: Vec<parts::Comment>,
    empty: Option<Empty>,
    pager: Option<Pager>,
    closed: Option<Note>,
    write: Option<WriteForm>,
}

/// Which page of a thread is shown.
#[derive(Debug, Clone)]
pub struct Shown {
    /// In which order.
    pub order: SortOrder,
    /// Where it begins.
    pub start: stored::Start,
    /// How many comments.
    pub limit: u16,
    /// The comment that was asked for by its own address.
    pub here: Option<CommentId>,
}

impl Default for Shown {
    fn default() -> Self {
        Self { order: ORDER, start: stored::Start::Top, limit: PAGE, here: None }
    }
}

/// The order for a reader who asks for none.
pub const ORDER: SortOrder = SortOrder::Newest;

/// The discussion of a subject from its first page, for the page of that subject.
///
/// A parcel whose thread nobody has opened yet has an empty one; its first comment opens it.
pub async fn of_subject(
    connection: &mut Connection,
    app: &App,
    say: Say,
    who: &MaybeSignedIn,
    subject: Subject,
) -> Result<ThreadSection, Problem> {
    let thread = threads::of(connection, &subject).await?;
    let about = About::find(connection, app, subject).await?;
    section(connection, app, say, who, &about, thread.as_ref(), Shown::default()).await
}

/// A page of a thread.
pub async fn section(
    connection: &mut Connection,
    app: &App,
    say: Say,
    who: &MaybeSignedIn,
    about: &About,
    thread: Option<&Thread>,
    shown: Shown,
) -> Result<ThreadSection, Problem> {
    let kept = kept::about(connection, app, who, &about.subject).await?;
    let Some(thread) = thread else {
        return Ok(empty(app, say, who, about, kept));
    };
    let page = match shown.here {
        // A permalink: the page around the comment.
        Some(here) => match stored::around(connection, here, shown.order, shown.limit).await? {
            Some(around) => Around { ancestors: around.ancestors, page: around.page },
            None => return Err(Problem::not_found()),
        },
        None => {
            let page = stored::page(connection, thread.id, shown.order, &shown.start, shown.limit).await?;
            let ancestors = match page.comments.first() {
                Some(first) if shown.start != stored::Start::Top => stored::ancestors(connection, first).await?,
                _ => Vec::new(),
            };
            Around { ancestors, page }
        }
    };
    let begins_later = shown.start != stored::Start::Top || shown.here.is_some();
    let next = page.page.next.clone();
    let listed = page.in_reading_order();
    let mut setting = Setting::of(connection, app, say, who, &listed, about.taken.is_ok()).await?;
    if let Some(here) = shown.here {
        setting = setting.here(here);
    }
    let address = format!("/threads/{}", thread.id);
    let in_order = |order: SortOrder| format!("{address}?order={order}");
    let stances = match about.asks_stance() {
        true => stored::stances(connection, thread.id).await?,
        false => stored::Stances::default(),
    };
    let stance_count = stances.for_it + stances.neutral + stances.against;
    let comments = setting.tree(listed);
    Ok(ThreadSection {
        say,
        counts: say.count("talk-comments", thread.shown),
        order: (thread.last_number > 1).then(|| Segments {
            label: say.text("talk-order"),
            choices: [SortOrder::Newest, SortOrder::Oldest, SortOrder::MostSupported]
                .map(|order| Segment {
                    address: in_order(order),
                    text: say.text(&format!("talk-order-{order}")),
                    current: order == shown.order,
                })
                .into(),
            target: Some("#thread"),
        }),
        stances: (stance_count > 0).then(|| StanceBar {
            say,
            in_favour: u64::from(stances.for_it),
            neutral: u64::from(stances.neutral),
            against: u64::from(stances.against),
        }),
        later: begins_later.then(|| Link { address: in_order(shown.order), text: say.text("threads-from-the-start") }),
        empty: comments.is_empty().then(|| nobody_yet(say, about)),
        comments,
        pager: next.map(|key| Pager {
            say,
            text: say.count("talk-comments", thread.shown),
            first: begins_later.then(|| Link { address: in_order(shown.order), text: say.text("threads-first-page") }),
            next: Some(Link {
                address: format!("{}&after={key}", in_order(shown.order)),
                text: say.text("threads-next-page"),
            }),
        }),
        closed: closed(app, say, about),
        write: about.taken.is_ok().then(|| write_form(app, say, who, about, Some(thread), shown.order, kept)),
    })
}

struct Around {
    ancestors: Vec<dialogue::Comment>,
    page: stored::Page,
}

impl Around {
    /// The page, and before it what its first comment answers, so that the tree has no loose ends.
    fn in_reading_order(self) -> Vec<dialogue::Comment> {
        let mut listed: Vec<_> = self
            .ancestors
            .into_iter()
            .filter(|ancestor| self.page.comments.iter().all(|comment| comment.id != ancestor.id))
            .collect();
        listed.extend(self.page.comments);
        listed
    }
}

fn empty(app: &App, say: Say, who: &MaybeSignedIn, about: &About, kept: Option<KeptContent>) -> ThreadSection {
    ThreadSection {
        say,
        counts: String::new(),
        order: None,
        stances: None,
        later: None,
        comments: Vec::new(),
        empty: Some(nobody_yet(say, about)),
        pager: None,
        closed: closed(app, say, about),
        write: about.taken.is_ok().then(|| write_form(app, say, who, about, None, ORDER, kept)),
    }
}

fn nobody_yet(say: Say, about: &About) -> Empty {
    let open = about.taken.is_ok();
    Empty {
        icon: "chat",
        title: say.text(if open { "talk-empty" } else { "threads-nothing-said" }),
        text: say.text(if open { "talk-empty-text" } else { "threads-nothing-said-text" }),
        links: Vec::new(),
    }
}

/// Why nothing is taken, and that reading goes on.
fn closed(app: &App, say: Say, about: &About) -> Option<Note> {
    let refused = about.taken.as_ref().err()?;
    let problem = Problem::from(refused.clone());
    Some(Note {
        kind: NoteKind::Plain,
        icon: "lock",
        lead: problem.title(say),
        text: problem.detail(say, app),
        link: None,
        fresh: false,
    })
}

/// The form below a thread.
pub fn write_form(
    app: &App,
    say: Say,
    who: &MaybeSignedIn,
    about: &About,
    thread: Option<&Thread>,
    order: SortOrder,
    kept: Option<KeptContent>,
) -> WriteForm {
    let kept = kept.filter(|kept| kept.reply_to.is_none());
    let stance = kept.as_ref().and_then(|kept| kept.stance).unwrap_or(dialogue::Stance::Neutral);
    let signed_in = who.0.is_some();
    let hint = if signed_in { "talk-hint" } else { "talk-hint-sign-in" };
    WriteForm {
        say,
        id: "write".into(),
        action: format!("/threads/{}/comments", super::name(thread, &about.subject)),
        title: say.text("talk-your-comment"),
        button: say.text("talk-send"),
        placeholder: say.text("talk-placeholder"),
        hint: say.with(hint, &[("limit", dialogue::MAX_COMMENT_CHARACTERS)]),
        submission: kept
            .as_ref()
            .and_then(|kept| kept.submission.clone())
            .unwrap_or_else(|| app.clock.new_id().to_string()),
        body: kept.map_or_else(String::new, |kept| kept.body),
        fault: None,
        hidden: Vec::new(),
        stance: if about.asks_stance() { StanceChoice::Chosen(stance) } else { StanceChoice::None },
        // Who is not signed in goes elsewhere: the text is kept, and signing in is asked for.
        target: signed_in.then(|| "#comments".into()),
        swap: if order == SortOrder::Newest { "afterbegin" } else { "beforeend" },
        longest: dialogue::MAX_COMMENT_CHARACTERS,
        draft: about.address(),
        cancel: None,
        place: None,
    }
}

impl ThreadSection {
    /// With a map in the form, to point at a place inside the parcel.
    #[must_use]
    pub fn pointing(mut self, map: impl FnOnce((String, String)) -> MapPart) -> Self {
        if let Some(form) = &mut self.write {
            form.place = Some(map(WriteForm::place_fields(&form.id)));
        }
        self
    }

    /// With a form in another state: what was typed and refused.
    #[must_use]
    pub fn with_form(mut self, form: WriteForm) -> Self {
        self.write = Some(form);
        self
    }
}

/// Where a comment that was just written is read: its own page, at the comment.
pub fn after_writing(comment: CommentId) -> String {
    format!("{}#comment-{comment}", comments::wire::address(comment))
}
