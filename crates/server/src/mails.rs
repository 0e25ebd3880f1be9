//! Letters: written in the reader's language, queued in the transaction of their cause, sent beside the service.
//!
//! A letter goes by SMTP when that is configured, else into a file in the data folder with a line in the log. Two nodes
//! share the queue: who takes a letter holds it for a while, and one that could not be sent is tried again, later and
//! later, until it is given up.

use std::{path::Path, time::Duration};

use dialogue::{DisplayName, EmailAddress};
use jiff::{SignedDuration, Timestamp};
use lettre::{
    AsyncFileTransport, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{
        Body, Mailbox,
        header::{ContentTransferEncoding, ContentType},
    },
};
use record::{Entry, EntryKind};
use store::{Store, StoreError, Transaction, accounts, comments, mails, mails::NewMail};
use tokio_util::sync::CancellationToken;
use tracing::{error, info, warn};

use crate::{
    accounts::{CONFIRM_WITHIN, RESET_WITHIN},
    app::App,
    followers::{FollowError, Follower},
    language::Say,
};

/// Letters that one look takes.
const AT_ONCE: u16 = 20;
/// Another node takes a letter that was held for so long: its holder died.
const HELD_FOR: SignedDuration = SignedDuration::from_mins(5);
/// The first wait after a failure, doubled each time.
const FIRST_WAIT: SignedDuration = SignedDuration::from_mins(1);
/// Tries before a letter is given up: the last is some three days after the first.
const TRIES: u32 = 12;
/// How often the queue is looked at when nobody rings.
const LOOK_EVERY: Duration = Duration::from_secs(10);

/// Writes letters in one language.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Letters<'a> {
    app: &'a App,
    say: Say,
}

impl<'a> Letters<'a> {
    pub(crate) fn new(app: &'a App, say: Say) -> Self {
        Self { app, say }
    }

    fn city(&self) -> &str {
        self.app.city.name.said(self.say)
    }

    /// Please confirm that this is your address.
    pub(crate) async fn confirm(
        &self,
        transaction: &mut Transaction,
        to: &EmailAddress,
        name: &DisplayName,
        secret: &str,
    ) -> Result<(), StoreError> {
        let link = self.app.url(&format!("/accounts/confirmation?token={secret}"));
        let body = self
            .say
            .fill("mail-confirm-body")
            .put("city", self.city())
            .put("name", name.as_str())
            .put("link", link)
            .put("hours", CONFIRM_WITHIN.as_hours() as u64)
            .text();
        self.queue(transaction, to, self.say.text("mail-confirm-subject"), body).await
    }

    /// Somebody wanted to sign up with an address that has an account.
    pub(crate) async fn already_known(
        &self,
        transaction: &mut Transaction,
        to: &EmailAddress,
    ) -> Result<(), StoreError> {
        let body = self
            .say
            .fill("mail-known-body")
            .put("city", self.city())
            .put("sign_in", self.app.url("/session"))
            .put("reset", self.app.url("/accounts/password"))
            .text();
        self.queue(transaction, to, self.say.text("mail-known-subject"), body).await
    }

    /// A link for another password.
    pub(crate) async fn reset(
        &self,
        transaction: &mut Transaction,
        to: &EmailAddress,
        secret: &str,
    ) -> Result<(), StoreError> {
        let link = self.app.url(&format!("/accounts/password/new?token={secret}"));
        let body =
            self.say.fill("mail-reset-body").put("link", link).put("minutes", RESET_WITHIN.as_mins() as u64).text();
        self.queue(transaction, to, self.say.text("mail-reset-subject"), body).await
    }

    async fn queue(
        &self,
        transaction: &mut Transaction,
        to: &EmailAddress,
        subject: String,
        body: String,
    ) -> Result<(), StoreError> {
        let id = self.app.clock.new_id();
        let mail = NewMail { id, once: id.to_string(), recipient: to.clone(), subject, body, at: self.app.clock.now() };
        mails::queue(transaction, &mail).await.map(drop)
    }
}

/// Writes to an author whose comment a moderator has hidden: which one, why, and that the replies stay.
#[derive(Debug)]
pub struct HiddenComments(pub App);

impl Follower for HiddenComments {
    const NAME: &str = "letters"; // key of the stored position: never rename

    // Told twice after a crash, it works once: the letter is queued under the entry's number.
    async fn follow(&self, entry: &Entry, transaction: &mut Transaction) -> Result<(), FollowError> {
        if entry.what.kind != EntryKind::CommentHidden {
            return Ok(());
        }
        let Ok(id) = entry.what.subject_id.parse() else { return Ok(()) };
        let Some(comment) = comments::find(transaction, id).await? else { return Ok(()) };
        let Some(author) = accounts::find(transaction, comment.author.account).await? else { return Ok(()) };
        if author.demonstration || author.confirmed_at.is_none() {
            return Ok(());
        }
        let dialogue::Content::Gone(gone) = &comment.content else { return Ok(()) };
        let say = Say::of(author.language.tag()).unwrap_or_else(Say::kyrgyz);
        let reason = gone.reason.as_ref().map(|reason| say.text(&format!("comments-hidden-{}", reason.key())));
        let mail = NewMail {
            id: self.0.clock.new_id(),
            once: format!("comment-hidden:{}", entry.number),
            recipient: author.email.clone(),
            subject: say.text("mail-hidden-subject"),
            body: say
                .fill("mail-hidden-body")
                .put("link", self.0.url(&format!("/comments/{id}")))
                .put("reason", reason.unwrap_or_default())
                .text(),
            at: self.0.clock.now(),
        };
        if mails::queue(transaction, &mail).await? {
            self.0.letters_wait.notify_one();
        }
        Ok(())
    }
}

/// How letters leave.
enum Post {
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
    Files(AsyncFileTransport<Tokio1Executor>),
}

impl Post {
    fn of(app: &App) -> anyhow::Result<Self> {
        match &app.config.smtp_url {
            Some(url) => {
                let smtp = AsyncSmtpTransport::<Tokio1Executor>::from_url(url)?.timeout(Some(Duration::from_secs(30)));
                Ok(Self::Smtp(smtp.build()))
            }
            None => {
                let folder = app.config.data_dir.join("mails");
                std::fs::create_dir_all(&folder)?;
                keep_private(&folder)?;
                Ok(Self::Files(AsyncFileTransport::new(folder)))
            }
        }
    }

    async fn send(&self, message: Message) -> Result<Option<String>, String> {
        match self {
            Self::Smtp(smtp) => smtp.send(message).await.map(|_| None).map_err(|error| error.to_string()),
            Self::Files(files) => files.send(message).await.map(Some).map_err(|error| error.to_string()),
        }
    }
}

/// Letters hold links that sign their readers in: for the service's own user alone.
fn keep_private(folder: &Path) -> std::io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700))?;
    }
    Ok(())
}

/// Sends what waits, until told to stop.
pub async fn send(app: App, stop: CancellationToken) {
    let post = match Post::of(&app) {
        Ok(post) => post,
        Err(failed) => {
            error!("Letters cannot be sent, they wait in the store: TILKE_SMTP_URL or the data folder: {failed}");
            return;
        }
    };
    loop {
        match send_due(&app, &post).await {
            // There may be more.
            Ok(sent) if sent == usize::from(AT_ONCE) => continue,
            Ok(_) => {}
            Err(failed) => warn!("The queue of letters cannot be read: {failed}"),
        }
        tokio::select! {
            () = app.letters_wait.notified() => {},
            () = tokio::time::sleep(LOOK_EVERY) => {},
            () = stop.cancelled() => return,
        }
    }
}

async fn send_due(app: &App, post: &Post) -> Result<usize, StoreError> {
    let now = app.clock.now();
    let mut reading = app.store.read().await?;
    let due = mails::due(&mut reading, now, AT_ONCE).await?;
    metrics::gauge!("tilke_letters_waiting").set(mails::waiting(&mut reading).await? as f64);
    drop(reading);
    let count = due.len();
    for mail in due {
        let mut transaction = app.store.begin().await?;
        if !mails::hold(&mut transaction, mail.id, now, now + HELD_FOR).await? {
            // Another node was quicker.
            continue;
        }
        transaction.commit_private("taking a letter from the queue").await?;
        // Killed between here and the last line: the letter goes again after HELD_FOR. Twice is better than never.
        let sent = match message(&app.config.mail_from, &mail, matches!(post, Post::Files(_))) {
            Ok(message) => post.send(message).await.map_err(|failure| (failure, mail.attempts + 1 >= TRIES)),
            Err(failure) => Err((failure, true)),
        };
        settle(&app.store, app.clock.now(), &mail, sent).await?;
    }
    Ok(count)
}

async fn settle(
    store: &Store,
    now: Timestamp,
    mail: &mails::Mail,
    sent: Result<Option<String>, (String, bool)>,
) -> Result<(), StoreError> {
    let mut transaction = store.begin().await?;
    match sent {
        Ok(file) => {
            mails::sent(&mut transaction, mail.id, now).await?;
            metrics::counter!("tilke_letters_total", "how" => "sent").increment(1);
            match file {
                Some(file) => info!(mail.id = %mail.id, "Wrote a letter to mails/{file}.eml"),
                None => info!(mail.id = %mail.id, "Sent a letter"),
            }
        }
        Err((failure, true)) => {
            mails::give_up(&mut transaction, mail.id, now, &failure).await?;
            metrics::counter!("tilke_letters_total", "how" => "given up").increment(1);
            error!(mail.id = %mail.id, "Gave a letter up: {failure}");
        }
        Err((failure, false)) => {
            let wait = FIRST_WAIT * (1 << mail.attempts.min(10));
            mails::retry(&mut transaction, mail.id, now + wait, &failure).await?;
            metrics::counter!("tilke_letters_total", "how" => "tried again").increment(1);
            warn!(mail.id = %mail.id, "A letter could not be sent, trying again in {} s: {failure}", wait.as_secs());
        }
    }
    transaction.commit_private("a letter was sent or not").await
}

/// A letter. As a file it can be read as it is (8bit); for a server it is wrapped as servers want it.
fn message(from: &str, mail: &mails::Mail, as_file: bool) -> Result<Message, String> {
    let body = match as_file {
        // Not `new_with_encoding`: it takes no line of more than 76 bytes, which a link alone has.
        true => Body::dangerous_pre_encoded(
            mail.body.replace("\r\n", "\n").replace('\n', "\r\n").into_bytes(),
            ContentTransferEncoding::EightBit,
        ),
        false => Body::new(mail.body.clone()),
    };
    let mailbox = |text: &str| text.parse::<Mailbox>().map_err(|error| format!("{error}"));
    Message::builder()
        .from(mailbox(from)?)
        .to(mailbox(&mail.recipient)?)
        .subject(&mail.subject)
        .header(ContentType::TEXT_PLAIN)
        .body(body)
        .map_err(|error| error.to_string())
}
