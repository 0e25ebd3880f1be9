//! Hears of every public change, also of those that other nodes and commands make.

use std::time::Duration;

use store::entries;
use tokio_util::sync::CancellationToken;
use tracing::warn;

use crate::{
    app::App,
    publication::{self, NotInForce},
};

/// How soon a change by another program is heard.
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// Tells the node's followers, and puts a newly published layer in force, until told to stop.
pub async fn watch(app: App, stop: CancellationToken) {
    let mut away = false;
    loop {
        match look(&app).await {
            Ok(()) => away = false,
            Err(failed) => {
                // Once, not twice a second.
                if !std::mem::replace(&mut away, true) {
                    warn!("Cannot look for changes: {failed}");
                }
            }
        }
        tokio::select! {
            () = app.changed.notified() => {}
            () = tokio::time::sleep(LOOK_EVERY) => {}
            () = stop.cancelled() => return,
        }
    }
}

async fn look(app: &App) -> Result<(), NotInForce> {
    let mut reading = app.store.read().await?;
    let count = entries::count(&mut reading).await?;
    drop(reading);
    if count != app.entries() || app.published().is_err() {
        publication::refresh(app).await?;
    }
    // Afterwards: whoever waits for the change sees it in force.
    app.hear(count);
    Ok(())
}
