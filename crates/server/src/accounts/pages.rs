//! The pages about accounts.

use askama::Template;
use axum::http::HeaderMap;
use dialogue::{Comment, Content};
use store::{comments, departments, sessions};

use super::{Problem, kept, me::as_maybe, password};
use crate::{
    app::App,
    extract::{MaybeSignedIn, Reader, SignedIn, cookie},
    input::Form,
    page::{Page, Place},
    parts::{Field, FieldKind, Link, Note, NoteKind, Wrong, Wrongs},
};

/// In place of a page where the answer is a redirect.
#[derive(Template)]
#[template(source = "", ext = "txt")]
pub(super) struct Nothing;

fn frame(app: &App, reader: &Reader, who: &MaybeSignedIn, title: &str) -> Page {
    Page::new(app, reader, who).titled(reader.say.text(title)).at(Place::Account).private()
}

/// A field of one of our forms: its label is `accounts-{name}`, and what was typed stays in it.
fn field(form: &Form, page: &Page, prefix: &str, name: &str, label: &str, kind: FieldKind) -> Field {
    let mut field = Field::new(page.say, name, page.say.text(label), kind)
        .with_value(form.value(name))
        .with_fault(form.wrong(name).map(str::to_owned));
    field.id = format!("{prefix}-{}", field.id);
    field
}

/// What is wrong with the form as a whole, and where.
fn wrongs(form: &Form, page: &Page, prefix: &str) -> Wrongs {
    let faults = form.wrongs().iter().map(|(field, text)| Wrong {
        field: if field.is_empty() { String::new() } else { format!("{prefix}-{}", field.replace('_', "-")) },
        text: text.clone(),
    });
    Wrongs { say: page.say, faults: faults.collect() }
}

fn password_hint(page: &Page) -> String {
    page.say.fill("accounts-password-hint").put("least", password::LEAST_CHARACTERS as u64).text()
}

/// Signing in, or up: one page, since whoever came does not know which.
#[derive(Template)]
#[template(path = "accounts/sign_in.html")]
pub(super) struct SignInPage {
    page: Page,
    title: String,
    lead: String,
    kept: Option<Kept>,
    next: String,
    sign_in_wrongs: Wrongs,
    sign_in: Vec<Field>,
    sign_up_wrongs: Wrongs,
    sign_up: Vec<Field>,
    sign_up_hint: String,
}

/// What was written before signing in.
struct Kept {
    body: String,
}

impl SignInPage {
    pub(super) async fn gather(
        app: &App,
        reader: &Reader,
        who: &MaybeSignedIn,
        headers: &HeaderMap,
        next: &str,
        sign_in: Form,
        sign_up: Form,
    ) -> Result<Self, Problem> {
        let say = reader.say;
        let mut reading = app.store.read().await?;
        let kept = kept::in_browser(&mut reading, app, headers).await?.map(|text| Kept { body: text.content.body });
        let page = frame(app, reader, who, "accounts-sign-in-title");
        let email = FieldKind::Email;
        let fields_in = vec![
            field(&sign_in, &page, "in", "email", "accounts-email", email.clone()).with_autocomplete("username"),
            field(&sign_in, &page, "in", "password", "accounts-password", FieldKind::Password)
                .with_autocomplete("current-password"),
        ];
        let fields_up = vec![
            field(&sign_up, &page, "up", "display_name", "accounts-display-name", FieldKind::Text)
                .with_hint(say.text("accounts-display-name-hint"))
                .with_autocomplete("nickname"),
            field(&sign_up, &page, "up", "email", "accounts-email", email).with_autocomplete("email"),
            field(&sign_up, &page, "up", "password", "accounts-password", FieldKind::Password)
                .with_hint(password_hint(&page))
                .with_autocomplete("new-password"),
        ];
        let is_kept = kept.is_some();
        Ok(Self {
            title: say.text(if is_kept { "accounts-kept-title" } else { "accounts-sign-in-title" }),
            lead: say.text(if is_kept { "accounts-kept-lead" } else { "accounts-sign-in-lead" }),
            kept,
            next: next.to_owned(),
            sign_in_wrongs: wrongs(&sign_in, &page, "in"),
            sign_in: fields_in,
            sign_up_wrongs: wrongs(&sign_up, &page, "up"),
            sign_up: fields_up,
            sign_up_hint: say.text(if is_kept { "accounts-sign-up-hint-kept" } else { "accounts-sign-up-hint" }),
            page,
        })
    }
}

/// A letter is on its way.
#[derive(Template)]
#[template(path = "accounts/told.html")]
pub(super) struct SentPage {
    page: Page,
    title: String,
    sentences: Vec<String>,
}

impl SentPage {
    pub(super) fn after_sign_up(
        app: &App,
        reader: &Reader,
        who: &MaybeSignedIn,
        email: &str,
        kept: Option<store::kept_texts::KeptText>,
    ) -> Self {
        let say = reader.say;
        let hours = super::CONFIRM_WITHIN.as_hours();
        let mut sentences = vec![say.fill("accounts-sent-body").put("email", email).put("hours", hours as u64).text()];
        sentences.extend(kept.map(|_| say.text("accounts-sent-kept")));
        sentences.push(say.text("accounts-sent-not-there"));
        Self { page: frame(app, reader, who, "accounts-sent-title"), title: say.text("accounts-sent-title"), sentences }
    }

    pub(super) fn after_reset(app: &App, reader: &Reader, who: &MaybeSignedIn, email: &str) -> Self {
        let say = reader.say;
        let minutes = super::RESET_WITHIN.as_mins();
        let sentence = say.fill("accounts-reset-sent-body").put("email", email).put("minutes", minutes as u64).text();
        Self {
            page: frame(app, reader, who, "accounts-reset-sent-title"),
            title: say.text("accounts-reset-sent-title"),
            sentences: vec![sentence],
        }
    }
}

/// One button: the address is mine.
#[derive(Template)]
#[template(path = "accounts/confirm.html")]
pub(super) struct ConfirmPage {
    page: Page,
    button: String,
}

impl ConfirmPage {
    pub(super) fn new(app: &App, reader: &Reader, who: &MaybeSignedIn, text_waits: bool) -> Self {
        let button = if text_waits { "accounts-confirm-press-kept" } else { "accounts-confirm-press" };
        Self { page: frame(app, reader, who, "accounts-confirm-title"), button: reader.say.text(button) }
    }
}

/// A link that works no more.
#[derive(Template)]
#[template(path = "accounts/link_gone.html")]
pub(super) struct LinkGonePage {
    page: Page,
    again: Link,
}

impl LinkGonePage {
    pub(super) fn new(app: &App, reader: &Reader, who: &MaybeSignedIn, again: &str) -> Self {
        let say = reader.say;
        let text = if again == "/session" { "accounts-to-sign-in" } else { "accounts-link-gone-again" };
        Self {
            page: frame(app, reader, who, "accounts-link-gone-title"),
            again: Link { address: again.to_owned(), text: say.text(text) },
        }
    }
}

/// Asking for another password.
#[derive(Template)]
#[template(path = "accounts/form.html")]
pub(super) struct ResetPage {
    page: Page,
    title: String,
    lead: String,
    action: &'static str,
    wrongs: Wrongs,
    fields: Vec<Field>,
    button: String,
}

/// Setting another password.
pub(super) struct NewPasswordPage;

impl ResetPage {
    pub(super) fn new(app: &App, reader: &Reader, who: &MaybeSignedIn, form: &Form) -> Self {
        let say = reader.say;
        let page = frame(app, reader, who, "accounts-reset-title");
        Self {
            title: say.text("accounts-reset-title"),
            lead: say.text("accounts-reset-lead"),
            action: "/accounts/password",
            wrongs: wrongs(form, &page, "reset"),
            fields: vec![
                field(form, &page, "reset", "email", "accounts-email", FieldKind::Email).with_autocomplete("username"),
            ],
            button: say.text("accounts-reset-press"),
            page,
        }
    }
}

impl NewPasswordPage {
    /// The same form, asking for the password.
    #[expect(clippy::new_ret_no_self, reason = "one form of one field, as ResetPage")]
    pub(super) fn new(app: &App, reader: &Reader, who: &MaybeSignedIn, form: &Form) -> ResetPage {
        let say = reader.say;
        let page = frame(app, reader, who, "accounts-reset-title");
        ResetPage {
            title: say.text("accounts-reset-title"),
            lead: say.text("accounts-reset-set-hint"),
            action: "/accounts/password/new",
            wrongs: wrongs(form, &page, "new"),
            fields: vec![
                field(form, &page, "new", "password", "accounts-password-new", FieldKind::Password)
                    .with_hint(password_hint(&page))
                    .with_autocomplete("new-password"),
            ],
            button: say.text("accounts-reset-set"),
            page,
        }
    }
}

/// One's own account.
#[derive(Template)]
#[template(path = "accounts/me.html")]
pub(super) struct MePage {
    page: Page,
    done: Option<Note>,
    blocked: bool,
    name: String,
    email: String,
    role: String,
    department: Option<String>,
    since: String,
    name_field: Field,
    passwords: Vec<Field>,
    sessions: Vec<OwnSession>,
    comments: Vec<OwnComment>,
}

struct OwnSession {
    device: String,
    since: String,
    this: bool,
}

struct OwnComment {
    address: String,
    day: String,
    beginning: String,
}

/// Comments shown on one's own page; the file has all.
const COMMENTS_SHOWN: u16 = 20;
/// Characters shown of each.
const BEGINNING: usize = 160;

impl MePage {
    pub(super) async fn gather(
        app: &App,
        reader: &Reader,
        signed_in: SignedIn,
        headers: &HeaderMap,
        done: &str,
        form: Form,
    ) -> Result<Self, Problem> {
        let say = reader.say;
        let now = app.clock.now();
        let mut reading = app.store.read().await?;
        let this = match cookie(headers, crate::extract::SESSION_COOKIE) {
            Some(secret) => sessions::find(&mut reading, secret, now).await?.map(|(session, _)| session.made_at),
            None => None,
        };
        let open = sessions::of_account(&mut reading, signed_in.id, now).await?;
        let written = comments::of_author(&mut reading, signed_in.id, None, COMMENTS_SHOWN).await?;
        let department = match signed_in.department {
            Some(id) => departments::find(&mut reading, id).await?.map(|department| {
                department.name.in_language(say.tag().parse().unwrap_or(dialogue::Language::Ky)).to_owned()
            }),
            None => None,
        };
        let page = frame(app, reader, &as_maybe(&signed_in), "me-title");
        let told = match done {
            "name" => Some("me-name-saved"),
            "password" => Some("me-password-saved"),
            "sessions" => Some("me-sessions-ended"),
            _ => None,
        };
        let mut name_field = field(&form, &page, "me", "display_name", "accounts-display-name", FieldKind::Text)
            .with_hint(say.text("accounts-display-name-hint"))
            .with_autocomplete("nickname");
        if !form.was_sent() || form.value("display_name").is_empty() && form.wrong("display_name").is_none() {
            name_field = name_field.with_value(signed_in.name.as_str());
        }
        let passwords = vec![
            field(&form, &page, "me", "current_password", "accounts-password-now", FieldKind::Password)
                .with_autocomplete("current-password"),
            field(&form, &page, "me", "password", "accounts-password-new", FieldKind::Password)
                .with_hint(password_hint(&page))
                .with_autocomplete("new-password"),
        ];
        Ok(Self {
            done: told.map(|key| Note {
                kind: NoteKind::Ok,
                icon: "check",
                lead: say.text(key),
                text: String::new(),
                link: None,
                fresh: true,
            }),
            blocked: signed_in.blocked_at.is_some(),
            name: signed_in.name.as_str().to_owned(),
            email: signed_in.email.as_str().to_owned(),
            role: say.text(&format!("me-role-{}", signed_in.role.key())),
            department,
            since: say.date(app.city.date(signed_in.made_at)),
            name_field,
            passwords,
            sessions: open
                .into_iter()
                .map(|session| OwnSession {
                    this: Some(session.made_at) == this,
                    since: say.with("me-sessions-since", &[("date", say.date(app.city.date(session.made_at)))]),
                    device: session.device.unwrap_or_default(),
                })
                .collect(),
            comments: written
                .iter()
                .map(|comment| OwnComment {
                    address: format!("/comments/{}", comment.id),
                    day: say.date(app.city.date(comment.posted_at)),
                    beginning: beginning(body_of(comment).unwrap_or_default()),
                })
                .collect(),
            page,
        })
    }
}

/// What a comment says, unless it is gone.
pub(super) fn body_of(comment: &Comment) -> Option<&str> {
    match &comment.content {
        Content::Written(body) => Some(body.as_str()),
        Content::Gone(_) => None,
    }
}

fn beginning(body: &str) -> String {
    let mut short: String = body.chars().take(BEGINNING).collect();
    if short.len() < body.len() {
        short.push('…');
    }
    short
}
