//! What every handler shares.

use std::{ops::Deref, sync::Arc, time::Duration};

use arc_swap::ArcSwapOption;
use axum::http::HeaderValue;
use store::{Store, entries};
use tokio::sync::{Notify, watch};
use tokio_util::task::TaskTracker;

use crate::{city::City, clock::Clock, config::Config, limits::Limits, problem::Problem, publication::Published};

/// The service's parts, shared by all handlers and followers. Cheap to clone.
#[derive(Debug, Clone)]
pub struct App(Arc<Parts>);

/// See [`App`], which derefs to this.
#[derive(Debug)]
pub struct Parts {
    /// The settings.
    pub config: Config,
    /// The city.
    pub city: City,
    /// What lasts.
    pub store: Store,
    /// Time, ids and chance.
    pub clock: Clock,
    /// Rate limits.
    pub limits: Limits,
    /// Writes under way: a graceful stop waits for them.
    pub writes: TaskTracker,
    /// What is on the map now.
    pub activity: crate::activity::Shown,
    /// Rung when a letter was queued.
    pub letters_wait: Notify,
    /// Rung after each write of this node, so that the watch looks at once.
    pub changed: Notify,
    published: ArcSwapOption<Published>,
    entries: watch::Sender<u64>,
}

impl Deref for App {
    type Target = Parts;
    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl App {
    /// Puts the parts together.
    pub fn new(config: Config, city: City, store: Store, clock: Clock, limits: Limits) -> Self {
        Self(Arc::new(Parts {
            config,
            city,
            store,
            clock,
            limits,
            writes: TaskTracker::new(),
            activity: crate::activity::Shown::default(),
            letters_wait: Notify::new(),
            changed: Notify::new(),
            published: ArcSwapOption::empty(),
            entries: watch::Sender::new(0),
        }))
    }

    /// The layer in force; `no-layer` before the first import.
    pub fn published(&self) -> Result<Arc<Published>, Problem> {
        self.0.published.load_full().ok_or_else(|| Problem::new("no-layer"))
    }

    /// Puts another layer in force, in one step for all readers.
    pub fn put_in_force(&self, published: Arc<Published>) {
        self.0.published.store(Some(published));
    }

    /// Whether the store takes reads and writes; else why not.
    pub async fn store_is_ready(&self) -> Result<(), String> {
        let look = async {
            let mut reading = self.0.store.read().await?;
            entries::count(&mut reading).await?;
            self.0.store.ready().await
        };
        look.await.map_err(|error| error.to_string())
    }

    /// How many entries the record has, as far as this node has heard.
    pub fn entries(&self) -> u64 {
        *self.0.entries.borrow()
    }

    /// A value that changes with each public change.
    pub fn heard(&self) -> watch::Receiver<u64> {
        self.0.entries.subscribe()
    }

    /// The record has so many entries.
    pub(crate) fn hear(&self, entries: u64) {
        self.0.entries.send_if_modified(|known| std::mem::replace(known, entries) != entries);
    }

    /// The absolute address of a path of ours.
    pub fn url(&self, path: &str) -> String {
        self.config.public_url.at(path)
    }

    /// A `Set-Cookie` of ours: not for script, not sent along by other sites, and only over TLS where there is TLS.
    /// Kept for `max_age`, or until the browser closes; [`Duration::ZERO`] takes it away.
    pub fn cookie(&self, name: &str, value: &str, max_age: Option<Duration>) -> HeaderValue {
        let public = &self.config.public_url;
        let path = if public.path().is_empty() { "/" } else { public.path() };
        let mut cookie = format!("{name}={value}; Path={path}; HttpOnly; SameSite=Lax");
        if let Some(age) = max_age {
            cookie.push_str(&format!("; Max-Age={}", age.as_secs()));
        }
        if public.is_https() {
            cookie.push_str("; Secure");
        }
        HeaderValue::from_str(&cookie).expect("names and values of our cookies are plain ASCII")
    }
}
