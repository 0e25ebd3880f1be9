//! `tilke sample`: loads the sample dialogue that city.toml names.
//!
//! Times in it are relative to the day of loading, so that the sample is always fresh; what happened is written in the order
//! in which it happened, each with its entry, through the same functions of the store as any person's writing. Everybody and
//! every notice in it is marked as demonstration. Parts of the file that the service has no place for yet are left out, and
//! counted.

use std::collections::{BTreeMap, HashMap};

use anyhow::{Context, bail};
use clap::Args;
use dialogue::{
    AccountId, Comment, CommentBody, CommentId, DepartmentId, DisplayName, DraftPeriod, EmailAddress, Ending,
    NoticeContent, NoticeId, ParcelCode, Period, Position, Role, RuleId, Subject, Texts, ThreadId,
};
use jiff::{SignedDuration, Timestamp};
use store::{Actor, Salt, Store, accounts, comments, departments, notices, supports, threads};

use crate::{city::City, clock::Clock, config::Config};

mod content;
mod file;

use file::File;

/// Loads the sample dialogue of the city: people, notices, discussions
#[derive(Debug, Args)]
pub(super) struct Sample {}

impl Sample {
    pub(super) async fn run(self, config: Config) -> anyhow::Result<()> {
        let city = super::open_city(&config)?;
        let Some(path) = city.dialogue.clone() else {
            bail!("{}: this city has no sample dialogue", config.city_folder().join("city.toml").display());
        };
        let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let file: File = serde_json::from_str(&text).with_context(|| format!("{}", path.display()))?;
        let store = super::open_store(&config).await?;
        let mut loader = Loader::new(city, store, Clock::from_environment());
        loader.people(&file).await?;
        let events = loader.timeline(&file)?;
        let count = events.len();
        for event in events {
            loader.happens(event, &file).await?;
        }
        loader.drafts(&file).await?;
        let supports = loader.supports(&file).await?;
        println!(
            "Loaded {} departments, {} accounts, {} notices, {} threads: {count} changes with an entry each, {supports} supports.",
            file.departments.len(),
            file.accounts.len(),
            file.notices.len(),
            file.threads.len(),
        );
        if !loader.left_out.is_empty() {
            let parts: Vec<_> = loader.left_out.iter().map(|(what, count)| format!("{what} ({count})")).collect();
            println!("Left out: {}.", parts.join(", "));
        }
        loader.store.close().await;
        Ok(())
    }
}

/// One public change of the sample, at its instant.
#[derive(Debug, Clone, Copy)]
enum Event {
    /// Notice of this place in the file, with what its first version said.
    Published(usize),
    /// Its correction.
    Revised(usize),
    /// Its end.
    Ended(usize),
    /// Thread and comment by their places in the file.
    Posted(usize, usize),
    /// With the place of the revision.
    Edited(usize, usize, usize),
    Deleted(usize, usize),
    Hidden(usize, usize),
}

struct Loader {
    city: City,
    store: Store,
    clock: Clock,
    now: Timestamp,
    departments: HashMap<String, DepartmentId>,
    accounts: HashMap<String, (AccountId, Role, Option<DepartmentId>)>,
    notices: HashMap<String, NoticeId>,
    comments: HashMap<String, CommentId>,
    left_out: BTreeMap<String, u32>,
}

impl Loader {
    fn new(city: City, store: Store, clock: Clock) -> Self {
        let now = clock.now();
        Self {
            city,
            store,
            clock,
            now,
            departments: HashMap::new(),
            accounts: HashMap::new(),
            notices: HashMap::new(),
            comments: HashMap::new(),
            left_out: BTreeMap::new(),
        }
    }

    fn salt(&self) -> Salt {
        Salt(self.clock.random())
    }

    fn leave_out(&mut self, what: &str, count: usize) {
        if count > 0 {
            *self.left_out.entry(what.to_owned()).or_default() += u32::try_from(count).unwrap_or(u32::MAX);
        }
    }

    /// Departments and accounts: private, in one transaction.
    async fn people(&mut self, file: &File) -> anyhow::Result<()> {
        let mut transaction = self.store.begin().await?;
        for given in &file.departments {
            let department = dialogue::Department {
                id: DepartmentId::new(self.clock.new_id()),
                key: given.key.clone(),
                name: Texts::new(&given.name_ky, &given.name_ru, &given.name_en),
                since: given.since,
                until: None,
            };
            let id = departments::put(&mut transaction, &department).await?;
            self.departments.insert(given.key.clone(), id);
        }
        for given in &file.accounts {
            let department = given.department.as_ref().and_then(|key| self.departments.get(key)).copied();
            let id = AccountId::new(self.clock.new_id());
            let new = accounts::NewAccount {
                id,
                // Nobody can sign in with it: there is no password, and letters to .example go nowhere.
                email: EmailAddress::new(&format!("{}@sample.example", given.key.replace('_', "-")))?,
                name: DisplayName::new(&given.display_name)?,
                password_hash: None,
                role: given.role,
                department,
                language: given.language,
                made_at: self.now,
                confirmed_at: Some(self.now),
                demonstration: true,
            };
            if let Err(taken) = accounts::add(&mut transaction, &new).await? {
                bail!(
                    "the sample seems to be loaded already: {} is taken ({taken:?}); nothing was changed",
                    new.email.as_str()
                );
            }
            self.accounts.insert(given.key.clone(), (id, given.role, department));
        }
        transaction.commit_private("people of the sample").await?;
        Ok(())
    }

    /// Everything that happened, in order.
    fn timeline(&mut self, file: &File) -> anyhow::Result<Vec<Event>> {
        let mut events: Vec<(Timestamp, Event)> = Vec::new();
        for (place, notice) in file.notices.iter().enumerate() {
            let Some(published) = &notice.published else { continue };
            let first = notice.correction().map_or(published, |correction| &correction.when);
            let opens = first.on(&self.city, self.now)?;
            if opens > self.now {
                self.leave_out("notices that are published later", 1);
                continue;
            }
            events.push((opens, Event::Published(place)));
            if notice.correction().is_some() {
                events.push((published.on(&self.city, self.now)?, Event::Revised(place)));
            }
            if let Some((when, _)) = file.ending(notice) {
                events.push((when.on(&self.city, self.now)?, Event::Ended(place)));
            }
        }
        for (thread, given) in file.threads.iter().enumerate() {
            for (place, comment) in given.comments.iter().enumerate() {
                let posted = comment.when.on(&self.city, self.now)?;
                events.push((posted, Event::Posted(thread, place)));
                for (number, revision) in comment.revisions.iter().enumerate().skip(1) {
                    events.push((
                        posted + SignedDuration::from_mins(revision.minutes_after),
                        Event::Edited(thread, place, number),
                    ));
                }
                if let Some(withdrawn) = &comment.withdrawn {
                    events.push((
                        posted + SignedDuration::from_mins(withdrawn.minutes_after),
                        Event::Deleted(thread, place),
                    ));
                }
                if let Some(moderated) =
                    comment.moderated.as_ref().and_then(|key| file.moderation.iter().find(|m| m.key == *key))
                {
                    events.push((moderated.when.on(&self.city, self.now)?, Event::Hidden(thread, place)));
                }
            }
        }
        // A sample that was made for another day of the week must not write into the future.
        let now = self.now;
        events.retain(|(at, _)| *at <= now);
        events.sort_by_key(|(at, _)| *at);
        for (what, count) in file.later_parts() {
            self.leave_out(what, count);
        }
        Ok(events.into_iter().map(|(_, event)| event).collect())
    }

    async fn happens(&mut self, event: Event, file: &File) -> anyhow::Result<()> {
        match event {
            Event::Published(place) => self.publishes(file, place).await,
            Event::Revised(place) => self.revises(file, place).await,
            Event::Ended(place) => self.ends(file, place).await,
            Event::Posted(thread, place) => {
                let thread = &file.threads[thread];
                self.posts(thread, &thread.comments[place]).await.with_context(|| thread.comments[place].key.clone())
            }
            Event::Edited(thread, place, number) => self.edits(&file.threads[thread].comments[place], number).await,
            Event::Deleted(thread, place) => self.deletes(&file.threads[thread].comments[place]).await,
            Event::Hidden(thread, place) => self.hides(file, &file.threads[thread].comments[place]).await,
        }
    }

    /// Who publishes for a department: its clerk, else the administrator.
    fn publisher(&self, department: DepartmentId) -> anyhow::Result<Actor> {
        let clerk = self.accounts.values().find(|(_, role, of)| *role == Role::Staff && *of == Some(department));
        let (account, role, department) = clerk
            .or_else(|| self.accounts.values().find(|(_, role, _)| *role == Role::Administrator))
            .copied()
            .context("the sample has no administrator")?;
        Ok(Actor { account, role, department })
    }

    fn department(&self, key: &str) -> anyhow::Result<DepartmentId> {
        self.departments.get(key).copied().with_context(|| format!("there is no department {key}"))
    }

    /// The period by the city's own rule; by the notice's own day where there is none.
    fn period(&self, notice: &file::Notice, content: &NoticeContent, at: Timestamp) -> anyhow::Result<Option<Period>> {
        let Some(given) = &notice.period else { return Ok(None) };
        let rule =
            DraftPeriod::Rule.opening_at(content.kind, at, &self.city.time_zone, &self.city.calendar, &self.city.terms);
        if let Ok(Some((period, _))) = rule {
            return Ok(Some(period));
        }
        let closes = self.city.local(given.closes.on(&self.city, self.now)?);
        Ok(Some(Period::until_hour(at, closes.date(), closes.time(), RuleId::named(), &self.city.time_zone)?))
    }

    async fn publishes(&mut self, file: &File, place: usize) -> anyhow::Result<()> {
        let given = &file.notices[place];
        let published = given.published.as_ref().context("a published notice has a day")?;
        let at = given.correction().map_or(published, |correction| &correction.when).on(&self.city, self.now)?;
        let mut content = given.content(&self.city, self.now)?;
        if let Some(correction) = given.correction() {
            content::as_it_was(&mut content, &correction.changed);
        }
        let department = self.department(&given.department)?;
        let new = notices::NewNotice {
            id: NoticeId::new(self.clock.new_id()),
            thread: ThreadId::new(self.clock.new_id()),
            department,
            period: self.period(given, &content, at)?,
            content,
            by: self.publisher(department)?,
            repeats: given.repeats.as_ref().and_then(|key| self.notices.get(key)).copied(),
            at,
            salt: self.salt(),
            demonstration: true,
        };
        let mut transaction = self.store.begin().await?;
        let published = notices::publish(&mut transaction, &new).await?;
        transaction.commit(published.entry).await?;
        self.notices.insert(given.key.clone(), new.id);
        Ok(())
    }

    async fn revises(&mut self, file: &File, place: usize) -> anyhow::Result<()> {
        let given = &file.notices[place];
        let (Some(correction), Some(published)) = (given.correction(), &given.published) else { return Ok(()) };
        let at = published.on(&self.city, self.now)?;
        let content = given.content(&self.city, self.now)?;
        let (mut transaction, notice) = self.holds(given).await?;
        let period = if correction.restarts_period { self.period(given, &content, at)? } else { notice.period.clone() };
        let (by, salt) = (self.publisher(notice.department)?, self.salt());
        let entry =
            notices::revise(&mut transaction, &notice, &content, period.as_ref(), &correction.reason, by, at, salt)
                .await?;
        transaction.commit(entry).await?;
        Ok(())
    }

    async fn ends(&mut self, file: &File, place: usize) -> anyhow::Result<()> {
        let given = &file.notices[place];
        let Some((when, reason)) = file.ending(given) else { return Ok(()) };
        let ending: Ending =
            given.state.parse().map_err(|_| anyhow::anyhow!("{}: no ending {}", given.key, given.state))?;
        let at = when.on(&self.city, self.now)?;
        let (mut transaction, notice) = self.holds(given).await?;
        let (by, salt) = (self.publisher(notice.department)?, self.salt());
        let entry = notices::end(&mut transaction, &notice, ending, reason, by, at, salt).await?;
        transaction.commit(entry).await?;
        Ok(())
    }

    async fn holds(&self, given: &file::Notice) -> anyhow::Result<(store::Transaction, dialogue::Notice)> {
        let id = *self.notices.get(&given.key).with_context(|| format!("{} is not published", given.key))?;
        let mut transaction = self.store.begin().await?;
        let notice = notices::hold(&mut transaction, id).await?.context("it was published")?;
        Ok((transaction, notice))
    }

    fn author(&self, key: &str) -> anyhow::Result<Actor> {
        let (account, role, department) =
            *self.accounts.get(key).with_context(|| format!("there is no account {key}"))?;
        Ok(Actor { account, role, department })
    }

    async fn posts(&mut self, thread: &file::Thread, given: &file::Comment) -> anyhow::Result<()> {
        let at = given.when.on(&self.city, self.now)?;
        let subject = match (&thread.subject.notice, &thread.subject.parcel) {
            (Some(key), _) => match self.notices.get(key) {
                Some(id) => Subject::Notice(*id),
                None => {
                    self.leave_out("comments on notices that are not published", 1);
                    return Ok(());
                }
            },
            (None, Some(code)) => Subject::Parcel(ParcelCode::new(code)),
            (None, None) => bail!("a thread without a subject"),
        };
        let reply_to = match &given.reply_to {
            None => None,
            Some(key) => match self.comments.get(key).copied() {
                None => {
                    self.leave_out("replies to comments that were left out", 1);
                    return Ok(());
                }
                answered => answered,
            },
        };
        let first = given.revisions.first().map_or(&given.body, |revision| &revision.body);
        let mut transaction = self.store.begin().await?;
        // The same question as for anybody: is the period open?
        if let Subject::Notice(id) = &subject {
            let notice = notices::find(&mut transaction, *id).await?.context("it was published")?;
            if notice.takes_comment(at).is_err() {
                self.leave_out("comments outside the period of their notice", 1);
                return Ok(());
            }
        }
        let opened = threads::open(&mut transaction, &subject, ThreadId::new(self.clock.new_id()), at).await?;
        let held = threads::hold(&mut transaction, opened.id).await?.context("it was opened")?;
        let reply_to = match reply_to {
            None => None,
            Some(id) => {
                let answered = comments::find(&mut transaction, id).await?.context("it was posted")?;
                if answered.may_be_replied_to(held.id).is_err() {
                    self.leave_out("replies to comments that were gone", 1);
                    return Ok(());
                }
                Some((answered.id, answered.path))
            }
        };
        let new = comments::NewComment {
            id: CommentId::new(self.clock.new_id()),
            thread: held.id,
            reply_to,
            author: self.author(&given.author)?,
            body: CommentBody::new(first)?,
            stance: given.stance,
            language: Some(given.language),
            position: given.position.map(|[longitude, latitude]| Position::new(longitude, latitude)).transpose()?,
            at,
            salt: self.salt(),
        };
        let posted = comments::add(&mut transaction, &new).await?;
        transaction.commit(posted.entry).await?;
        self.comments.insert(given.key.clone(), new.id);
        Ok(())
    }

    /// The comment as it stands, if it was loaded.
    async fn stands(&self, given: &file::Comment) -> anyhow::Result<Option<(store::Transaction, Comment)>> {
        let Some(id) = self.comments.get(&given.key) else { return Ok(None) };
        let mut transaction = self.store.begin().await?;
        let comment = comments::find(&mut transaction, *id).await?.context("it was posted")?;
        Ok(Some((transaction, comment)))
    }

    async fn edits(&mut self, given: &file::Comment, number: usize) -> anyhow::Result<()> {
        let Some((mut transaction, comment)) = self.stands(given).await? else { return Ok(()) };
        let revision = &given.revisions[number];
        let at = given.when.on(&self.city, self.now)? + SignedDuration::from_mins(revision.minutes_after);
        let (by, body, salt) = (self.author(&given.author)?, CommentBody::new(&revision.body)?, self.salt());
        let position = given.position.map(|[longitude, latitude]| Position::new(longitude, latitude)).transpose()?;
        let entry = comments::edit(
            &mut transaction,
            &comment,
            by,
            &body,
            given.stance,
            Some(given.language),
            position,
            at,
            salt,
        )
        .await?;
        transaction.commit(entry).await?;
        Ok(())
    }

    async fn deletes(&mut self, given: &file::Comment) -> anyhow::Result<()> {
        let (Some((mut transaction, comment)), Some(withdrawn)) = (self.stands(given).await?, &given.withdrawn) else {
            return Ok(());
        };
        let at = given.when.on(&self.city, self.now)? + SignedDuration::from_mins(withdrawn.minutes_after);
        let (by, salt) = (self.author(&given.author)?, self.salt());
        let entry = comments::delete(&mut transaction, &comment, by, at, salt).await?;
        transaction.commit(entry).await?;
        Ok(())
    }

    async fn hides(&mut self, file: &File, given: &file::Comment) -> anyhow::Result<()> {
        let moderated = given.moderated.as_ref().and_then(|key| file.moderation.iter().find(|m| m.key == *key));
        let (Some((mut transaction, comment)), Some(moderated)) = (self.stands(given).await?, moderated) else {
            return Ok(());
        };
        let Ok(reason) = moderated.reason.parse() else {
            self.leave_out("moderation for other reasons", 1);
            return Ok(());
        };
        let at = moderated.when.on(&self.city, self.now)?;
        let (by, salt) = (self.author(&moderated.by)?, self.salt());
        let entry = comments::hide(&mut transaction, &comment, by, reason, at, salt).await?;
        transaction.commit(entry).await?;
        Ok(())
    }

    /// What departments are still writing: private.
    async fn drafts(&mut self, file: &File) -> anyhow::Result<()> {
        let mut transaction = self.store.begin().await?;
        for given in file.notices.iter().filter(|notice| !self.notices.contains_key(&notice.key)) {
            let department = self.department(&given.department)?;
            let draft = dialogue::Draft {
                id: NoticeId::new(self.clock.new_id()),
                department,
                written_by: self.publisher(department)?.account,
                content: given.content(&self.city, self.now)?,
                period: DraftPeriod::Rule,
                repeats: None,
                created_at: self.now,
                saved_at: self.now,
            };
            notices::save_draft(&mut transaction, &draft).await?;
        }
        transaction.commit_private("drafts of the sample").await?;
        Ok(())
    }

    /// Supports are counted in public and given in private: as many residents as the file says, never the author.
    async fn supports(&mut self, file: &File) -> anyhow::Result<u32> {
        let mut residents: Vec<_> = file.accounts.iter().filter(|a| a.role == Role::Resident).map(|a| &a.key).collect();
        let mut given = 0;
        let mut transaction = self.store.begin().await?;
        for comment in file.threads.iter().flat_map(|thread| &thread.comments) {
            let Some(id) = self.comments.get(&comment.key) else { continue };
            residents.rotate_left(7);
            let supporters = residents.iter().filter(|key| ***key != comment.author).take(comment.support);
            for key in supporters {
                let (account, _, _) = self.accounts[*key];
                if supports::give(&mut transaction, *id, account, self.now).await? {
                    given += 1;
                }
            }
        }
        transaction.commit_private("supports of the sample").await?;
        Ok(given)
    }
}
