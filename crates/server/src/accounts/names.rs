//! Refused names and addresses as problems.

use dialogue::NameRefused;

use crate::problem::Problem;

/// Why a display name was not taken.
pub(super) fn name_problem(refused: NameRefused) -> Problem {
    match refused {
        NameRefused::Empty => Problem::new("name-empty"),
        NameRefused::TooShort { length, limit } => {
            Problem::new("name-too-short").with("length", length).with("limit", limit)
        }
        NameRefused::TooLong { length, limit } => {
            Problem::new("name-too-long").with("length", length).with("limit", limit)
        }
        NameRefused::Control { character, place } => Problem::new("name-with-control-character")
            .with("character", format!("U+{:04X}", u32::from(character)))
            .with("place", place),
        NameRefused::NoLetter => Problem::new("name-without-letter"),
        NameRefused::NotAnAddress => Problem::new("email-invalid"),
    }
}

/// Why an e-mail address was not taken.
pub(super) fn email_problem(refused: NameRefused) -> Problem {
    match refused {
        NameRefused::Empty => Problem::new("missing-field"),
        NameRefused::TooLong { length, limit } => {
            Problem::new("email-too-long").with("length", length).with("limit", limit)
        }
        _ => Problem::new("email-invalid"),
    }
}
