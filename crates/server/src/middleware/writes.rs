//! A write runs to its end although the client leaves; what takes too long is answered nevertheless.

use std::time::Duration;

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};

use crate::{app::App, problem::Problem};

/// A person has given up by then; a proxy, too.
const LONGEST: Duration = Duration::from_secs(30);

/// Answers `timed-out` after a while. Stands outside [`finish_writes`], so a write goes on.
pub async fn time_limit(request: Request, next: Next) -> Response {
    match tokio::time::timeout(LONGEST, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Problem::new("timed-out").retry_after(5).into_response(),
    }
}

/// Runs each write as a task of its own.
///
/// axum drops a handler when its client leaves; a transaction dropped while it begins may stay open on its connection
/// (a known fault of sqlx). And a graceful stop waits for these tasks.
pub async fn finish_writes(State(app): State<App>, request: Request, next: Next) -> Response {
    if request.method().is_safe() {
        return next.run(request).await;
    }
    let changed = app.clone();
    let done = app.writes.spawn(async move {
        let response = next.run(request).await;
        // Followers look at once, whatever it was that was written.
        changed.changed.notify_one();
        response
    });
    match done.await {
        Ok(response) => response,
        // A panic inside was already turned into an answer; this is the runtime shutting down.
        Err(_) => Problem::new("stopping").retry_after(5).into_response(),
    }
}
