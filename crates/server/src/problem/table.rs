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
    // Accounts
    kind(401, "wrong-password"),
    kind(410, "link-gone"),
    kind(422, "name-empty"),
    kind(422, "name-too-short"),            // length, limit
    kind(422, "name-too-long"),             // length, limit
    kind(422, "name-with-control-character"), // character, place
    kind(422, "name-without-letter"),
    kind(422, "name-taken"),
    kind(422, "email-invalid"),
    kind(422, "email-too-long"),            // length, limit
    kind(422, "password-too-short"),        // length, limit
    kind(422, "password-too-long"),         // limit
    kind(422, "password-guessable"),
    // The same thing twice
    kind(409, "submission-reused"),
    kind(409, "conflict"),
    // Comments
    kind(422, "comment-empty"),
    kind(422, "comment-too-long"),              // length, limit
    kind(422, "comment-direction-character"),   // character, place
    kind(422, "comment-invisible-character"),   // character, place
    kind(422, "comment-control-character"),     // character, place
    kind(422, "stance-without-notice"),
    kind(422, "position-outside"),
    kind(422, "position-not-on-earth"),
    kind(422, "reply-to-elsewhere"),            // reply_to
    kind(409, "reply-to-gone"),                 // reply_to
    kind(409, "comment-gone"),
    kind(409, "edit-window-over"),              // until
    kind(403, "own-comment"),
    kind(403, "account-blocked"),
    // Notices
    kind(409, "period-not-open"),               // opens, rule
    kind(409, "period-closed"),                 // last_day, closed_at, rule
    kind(409, "notice-ended"),
    kind(409, "notice-without-comments"),
    kind(409, "notice-published"),
    kind(403, "other-department"),
    kind(403, "without-department"),
    kind(422, "field-too-long"),                // length, limit
    kind(422, "field-concealed"),
    kind(422, "notice-without-place"),
    kind(422, "notice-too-many-parcels"),       // count, limit
    kind(422, "unknown-parcels"),               // codes
    kind(422, "period-missing"),
    kind(422, "period-ends-before-it-begins"),
    kind(422, "period-shorter"),                // promised, asked
    kind(422, "reason-missing"),
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
