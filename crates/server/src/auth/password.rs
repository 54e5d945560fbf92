//! Passwords, kept as Argon2id.

use std::sync::Arc;

use anyhow::anyhow;
use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;

use crate::error::FieldProblem;
use crate::system::System;

/// Fewest characters of a password.
pub const SHORTEST: usize = 10;
/// Most characters; longer ones only cost memory.
pub const LONGEST: usize = 200;

/// OWASP's first choice for Argon2id: 19 MiB, two passes.
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;

/// Turns a password into what is stored. Takes some 20 ms; see [`Passwords`] for use in a handler.
///
/// # Errors
///
/// When the library refuses its parameters.
pub fn hash(system: &System, password: &str) -> anyhow::Result<String> {
    let stored = argon()?
        .hash_password_with_salt(password.as_bytes(), &system.bytes::<16>())
        .map_err(|error| anyhow!("password hashing: {error}"))?;
    Ok(stored.to_string())
}

/// Whether the password is the one stored.
pub fn verify(password: &str, stored: &str) -> bool {
    let Ok(stored) = PasswordHash::new(stored) else { return false };
    Argon2::default().verify_password(password.as_bytes(), &stored).is_ok()
}

fn argon() -> anyhow::Result<Argon2<'static>> {
    let params = Params::new(MEMORY_KIB, PASSES, 1, None).map_err(|error| anyhow!("Argon2: {error}"))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// What speaks against a new password, if anything.
///
/// `known` are texts others know too: login, numbers, name. No shared secret may be derived from them.
pub fn complaint(field: &str, password: &str, known: &[&str]) -> Option<FieldProblem> {
    let length = password.chars().count();
    if length < SHORTEST {
        let id = format!("Kata sandi sedikitnya {SHORTEST} huruf atau angka.");
        return Some(FieldProblem::new(
            field,
            "too_short",
            id,
            format!("A password has at least {SHORTEST} characters."),
        ));
    }
    if length > LONGEST {
        let id = format!("Kata sandi paling banyak {LONGEST} huruf atau angka.");
        return Some(FieldProblem::new(field, "too_long", id, format!("A password has at most {LONGEST} characters.")));
    }
    let plain = |text: &str| text.to_lowercase().chars().filter(|letter| letter.is_alphanumeric()).collect::<String>();
    let bare = plain(password);
    let first = password.chars().next();
    let guessable = known.iter().map(|text| plain(text)).any(|text| text.len() >= 4 && bare.contains(&text))
        || password.chars().all(|letter| Some(letter) == first);
    guessable.then(|| {
        FieldProblem::new(
            field,
            "guessable",
            "Kata sandi tidak boleh memuat nama masuk atau nomor pegawai, atau satu huruf yang diulang.",
            "A password must not hold the login or a staff number, or be one letter repeated.",
        )
    })
}

/// Checks passwords a few at a time: each check takes 19 MiB, so a crowd must queue.
#[derive(Debug)]
pub struct Passwords {
    turns: Semaphore,
    nobody: String,
    system: System,
}

impl Passwords {
    /// Gets ready.
    ///
    /// # Errors
    ///
    /// As [`hash`].
    pub fn new(system: &System) -> anyhow::Result<Arc<Self>> {
        let turns = std::thread::available_parallelism().map_or(2, usize::from).clamp(1, 4);
        let nobody = hash(system, &hex::encode(system.bytes::<16>()))?;
        Ok(Arc::new(Self { turns: Semaphore::new(turns), nobody, system: system.clone() }))
    }

    /// Whether the password is the stored one. Without a stored one the answer is no, after the same work.
    ///
    /// # Errors
    ///
    /// When the server is shutting down.
    pub async fn verify(&self, password: String, stored: Option<String>) -> anyhow::Result<bool> {
        let _turn = self.turns.acquire().await?;
        let known = stored.is_some();
        let stored = stored.unwrap_or_else(|| self.nobody.clone());
        let fits = tokio::task::spawn_blocking(move || verify(&password, &stored)).await?;
        Ok(fits && known)
    }

    /// As [`hash`], when it is this caller's turn.
    ///
    /// # Errors
    ///
    /// As [`hash`].
    pub async fn hash(&self, password: String) -> anyhow::Result<String> {
        let _turn = self.turns.acquire().await?;
        let system = self.system.clone();
        tokio::task::spawn_blocking(move || hash(&system, &password)).await?
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn system() -> System {
        System::fixed("2026-01-19T00:31:10Z".parse().unwrap(), 1)
    }

    #[test]
    fn only_the_right_password_fits_and_the_parameters_are_kept_beside() {
        let stored = hash(&system(), "laut biru 2099").unwrap();

        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(verify("laut biru 2099", &stored));
        assert!(!verify("laut biru 2098", &stored));
        assert!(!verify("laut biru 2099", "not a hash"));
    }

    #[tokio::test]
    async fn nobody_has_no_password() {
        let passwords = Passwords::new(&system()).unwrap();

        assert!(!passwords.verify("anything at all".into(), None).await.unwrap());
        assert!(!passwords.verify(passwords.nobody.clone(), None).await.unwrap());
    }

    #[test]
    fn short_guessable_and_endless_passwords_are_named() {
        let code = |password: &str| complaint("password", password, &["209909262120051001", "siti"]).map(|it| it.code);

        assert_eq!(code("pendek"), Some("too_short".into()));
        assert_eq!(code("20990926 212005 1 001"), Some("guessable".into()));
        assert_eq!(code("Siti123456"), Some("guessable".into()));
        assert_eq!(code("aaaaaaaaaaaa"), Some("guessable".into()));
        assert_eq!(code(&"ab".repeat(200)), Some("too_long".into()));
        assert_eq!(code("laut biru 2099"), None);
    }
}
