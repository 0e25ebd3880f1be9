//! Hears of every public change, also of those that other nodes and commands make.

use std::time::Duration;

use store::{StoreError, entries};
use tokio_util::sync::CancellationToken;
use tracing::warn;

use crate::app::App;

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

async fn look(app: &App) -> Result<(), StoreError> {
    let mut reading = app.store.read().await?;
    let count = entries::count(&mut reading).await?;
    app.hear(count);
    Ok(())
}
