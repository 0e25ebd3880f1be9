//! What comes after a change: each follower reads the record's entries in order, from a stored position of its own.
//!
//! A follower is told an entry once: what it does and its position are kept by the same transaction. So after a kill it
//! goes on where it was, and two nodes that run it take turns. A follower that fails tries again, later and later, and
//! the record waits for it, not the other way round.

use std::time::Duration;

use record::Entry;
use store::{StoreError, Transaction, entries};
use tokio_util::sync::CancellationToken;
use tracing::{error, info, warn};

use crate::app::App;

mod watch;

pub use watch::watch;

/// How many entries one transaction takes: few enough that writers do not wait long.
const AT_ONCE: u16 = 50;
/// The first wait after a failure, doubled each time up to the last.
const FIRST_WAIT: Duration = Duration::from_millis(500);
const LAST_WAIT: Duration = Duration::from_secs(60);
/// From here on somebody should look.
const FAILURES_TO_TELL: u32 = 5;

/// Something that happens after changes.
pub trait Follower: Send + Sync + 'static {
    /// Key of the stored position: never rename it.
    const NAME: &'static str;

    /// Does what follows from one entry, in the transaction that also keeps the position.
    fn follow(
        &self,
        entry: &Entry,
        transaction: &mut Transaction,
    ) -> impl Future<Output = Result<(), FollowError>> + Send;
}

/// Why a follower could not do its work. It tries again.
#[derive(Debug, thiserror::Error)]
pub enum FollowError {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Something else.
    #[error("{0}")]
    Other(String),
}

/// Runs a follower until told to stop.
pub async fn run(app: App, follower: impl Follower, stop: CancellationToken) {
    let mut heard = app.heard();
    let mut failures = 0;
    loop {
        match follow_some(&app, &follower).await {
            // There may be more.
            Ok(done) if done > 0 => {
                failures = 0;
                metrics::counter!("tilke_followed_entries_total", "follower" => name(&follower)).increment(done);
                if !stop.is_cancelled() {
                    continue;
                }
            }
            Ok(_) => {
                failures = 0;
                tokio::select! {
                    // The watch looks for entries of other nodes, too, and has this value change.
                    changed = heard.changed() => if changed.is_err() { return },
                    () = stop.cancelled() => return,
                }
            }
            Err(failed) => {
                failures += 1;
                let wait = LAST_WAIT.min(FIRST_WAIT.saturating_mul(1 << failures.min(10)));
                let (follower, wait_s) = (name(&follower), wait.as_secs());
                if failures == FAILURES_TO_TELL {
                    error!(follower, failures, "The follower {follower} fails again and again: {failed}");
                } else {
                    warn!(follower, failures, "The follower {follower} failed, trying again in {wait_s} s: {failed}");
                }
                tokio::select! { () = tokio::time::sleep(wait) => {}, () = stop.cancelled() => return }
            }
        }
        if stop.is_cancelled() {
            return;
        }
    }
}

fn name<F: Follower>(_: &F) -> &'static str {
    F::NAME
}

/// One transaction's worth. Returns how many entries were done.
async fn follow_some<F: Follower>(app: &App, follower: &F) -> Result<u64, FollowError> {
    // A look without holding anything: most of the time there is nothing.
    let mut reading = app.store.read().await?;
    let position = entries::followers::position(&mut reading, F::NAME).await?;
    if entries::count(&mut reading).await? <= position {
        return Ok(0);
    }
    drop(reading);
    let mut transaction = app.store.begin().await?;
    // Held from here on: another node that runs this follower waits, then begins where we end.
    let position = entries::followers::hold(&mut transaction, F::NAME).await?;
    let batch = entries::from(&mut transaction, position, AT_ONCE).await?;
    let Some(last) = batch.last() else { return Ok(0) };
    let next = last.number + 1;
    for entry in &batch {
        follower.follow(entry, &mut transaction).await?;
    }
    entries::followers::move_to(&mut transaction, F::NAME, next).await?;
    // Killed before this line: nothing was done, all of it is told again. After it: done, and told no more.
    transaction.commit_private(F::NAME).await?;
    info!(follower = F::NAME, next, "The follower {} read up to entry {next}", F::NAME);
    Ok(next - position)
}
