//! Every problem that an answer can name, grouped by subject.
//!
//! The code is the contract: never renamed, never reused. Its words are `problem-{code}` in `languages/`: the message is
//! the title, `.about` explains it without knowing the occasion, and `.detail`, where there is one, tells this occasion
//! with the values that [`Problem::with`](super::Problem::with) gave.

/// A kind of problem.
#[derive(Debug)]
pub struct Kind {
    /// Lower-case, with hyphens.
    pub code: &'static str,
    /// HTTP status.
    pub status: u16,
}

const fn kind(status: u16, code: &'static str) -> Kind {
    Kind { code, status }
}

/// The table.
#[rustfmt::skip]
pub const KINDS: &[Kind] = &[
    // Asking
    kind(400, "bad-request"),
    kind(400, "invalid-parameter"),         // parameter, given, allowed
    kind(400, "unknown-format"),            // given
    kind(404, "not-found"),
    kind(405, "method-not-allowed"),
    kind(406, "not-acceptable"),
    kind(410, "gone"),
    kind(415, "unsupported-media-type"),
    // Parcels, collections, tiles
    kind(400, "unknown-parameter"),         // parameter, allowed
    kind(404, "unknown-collection"),        // given, allowed
    kind(404, "unknown-parcel"),            // given, example
    kind(404, "unknown-tile"),
    kind(404, "unknown-layer"),
    kind(410, "layer-replaced"),
    // Sending
    kind(400, "malformed-body"),            // line, column
    kind(408, "timed-out"),
    kind(413, "too-large"),                 // limit
    kind(422, "invalid-input"),             // problems
    kind(422, "invalid-field"),             // reason
    kind(422, "missing-field"),
    // May they?
    kind(401, "sign-in-needed"),
    kind(401, "invalid-token"),
    kind(403, "forbidden"),                 // role
    kind(403, "cross-site-write"),
    kind(429, "too-many-requests"),         // retry_after
    // The same thing twice
    kind(409, "submission-reused"),
    kind(409, "conflict"),
    // The service itself
    kind(500, "internal"),                  // incident
    kind(503, "store-unavailable"),
    kind(503, "store-full"),
    kind(503, "no-layer"),
    kind(503, "stopping"),
];

/// The kind with a code.
pub fn find(code: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.code == code)
}
