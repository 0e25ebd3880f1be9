//! Passwords: argon2id with the OWASP's least parameters (19 MiB, 2 passes, 1 lane), off tokio's threads and few at once.

use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use tokio::sync::Semaphore;

use crate::problem::Problem;

/// Fewest characters (NIST SP 800-63B asks for 8 at least; a long sentence is welcome, so 12).
pub const LEAST_CHARACTERS: usize = 12;
/// Most bytes: more is no safer, but costs.
pub const MOST_BYTES: usize = 1024;
/// Least score of zxcvbn, 0 to 4: what 10⁶ guesses find is refused.
const LEAST_SCORE: u8 = 2;

/// Each hash holds 19 MiB and a core: a flood of sign-ins waits here instead of taking the machine.
static AT_ONCE: Semaphore = Semaphore::const_new(4);

/// Checked against when there is no such account, so that the answer takes as long. Of no password that anybody knows.
const NOBODYS: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$dGlsa2UtdGlsa2UtdGlsa2U$4XkG0mB6yWqkF0bGZ0m0T8d1k0VjQ6gq3mB0b6nq0bE";

/// Whether a password may be set; `known` is what a guesser would try first.
pub fn judge(password: &str, known: &[&str]) -> Result<(), Problem> {
    let length = password.chars().count();
    if length < LEAST_CHARACTERS {
        return Err(Problem::new("password-too-short").with("length", length).with("limit", LEAST_CHARACTERS));
    }
    if password.len() > MOST_BYTES {
        return Err(Problem::new("password-too-long").with("limit", MOST_BYTES));
    }
    // Its cost grows with the square of the length; what follows the hundredth character makes no password weak.
    let beginning: String = password.chars().take(100).collect();
    if u8::from(zxcvbn::zxcvbn(&beginning, known).score()) < LEAST_SCORE {
        return Err(Problem::new("password-guessable"));
    }
    Ok(())
}

/// The hash to keep (PHC string, with a salt of its own).
pub async fn hash(password: String) -> Result<String, Problem> {
    in_turn(move || Argon2::default().hash_password(password.as_bytes()).map(|hash| hash.to_string()))
        .await?
        .map_err(|error| Problem::internal(&error))
}

/// Whether a password is the one that was kept. Takes as long without a hash as with one.
pub async fn fits(password: String, hash: Option<String>) -> Result<bool, Problem> {
    in_turn(move || {
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| NOBODYS.to_owned());
        let fits = PasswordHash::new(&hash)
            .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok());
        known && fits
    })
    .await
}

async fn in_turn<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Problem> {
    let turn = AT_ONCE.acquire().await.map_err(|error| Problem::internal(&error))?;
    let done = tokio::task::spawn_blocking(work).await.map_err(|error| Problem::internal(&error));
    drop(turn);
    done
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_password_that_was_set_fits() {
        let hash = hash("үйдүн жанында терек өсөт".into()).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(fits("үйдүн жанында терек өсөт".into(), Some(hash.clone())).await.unwrap());
        assert!(!fits("үйдүн жанында кайың өсөт".into(), Some(hash)).await.unwrap());
        assert!(!fits("anything".into(), None).await.unwrap());
    }

    #[test]
    fn the_hash_of_nobody_costs_as_much_as_anybodys() {
        let hash = PasswordHash::new(NOBODYS).unwrap();
        assert_eq!(hash.params.to_string(), "m=19456,t=2,p=1");
        assert_eq!(hash.hash.unwrap().as_bytes().len(), 32);
    }

    #[test]
    fn what_is_guessed_at_once_is_refused() {
        assert_eq!(judge("короткий", &[]).unwrap_err().code(), "password-too-short");
        assert_eq!(judge("passwordpassword", &[]).unwrap_err().code(), "password-guessable");
        assert_eq!(judge(&"й".repeat(600), &[]).unwrap_err().code(), "password-too-long");
        judge("терек суу көпүрө 17", &["aigul@example.org"]).unwrap();
    }
}
