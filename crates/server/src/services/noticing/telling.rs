//! Telling people something in the transaction it happens in. The job sends it later, over the ways they chose.

use hadir_domain::ids::{AccountId, PersonId};
use hadir_domain::notices::NoticeKind;
use hadir_store::instansi::Instansi;
use hadir_store::notices::{self, NewNotice, NoticeText};
use hadir_store::{StoreError, Tx};

use crate::app::App;

/// What is told.
#[derive(Debug, Clone)]
pub struct Word {
    /// What it is about.
    pub kind: NoticeKind,
    /// What makes it the same: told an account once.
    pub key: String,
    /// The words; they name no colleague and no reason, for they pass through the hands of others.
    pub text: NoticeText,
    /// The page it opens.
    pub link: String,
}

impl Word {
    /// A word with its texts: title and body, Indonesian and English.
    pub fn new(kind: NoticeKind, key: String, link: &str, titles: (&str, &str), bodies: (String, String)) -> Self {
        let text = NoticeText {
            title_id: titles.0.to_owned(),
            title_en: titles.1.to_owned(),
            body_id: bodies.0,
            body_en: bodies.1,
        };
        Self { kind, key, text, link: link.to_owned() }
    }
}

/// Tells accounts.
///
/// # Errors
///
/// When the database refuses.
pub async fn accounts(
    tx: &mut Tx,
    app: &App,
    instansi: &Instansi,
    accounts: &[AccountId],
    word: &Word,
) -> Result<(), StoreError> {
    for account in accounts {
        let notice = NewNotice {
            id: app.system.uuid(),
            account: *account,
            kind: word.kind,
            dedupe_key: word.key.clone(),
            text: word.text.clone(),
            link: word.link.clone(),
            created_at: app.now(),
            expires_at: None,
        };
        notices::add(tx, instansi.id, &notice).await?;
    }
    Ok(())
}

/// Tells people by every account they use.
///
/// # Errors
///
/// When the database refuses.
pub async fn people(
    tx: &mut Tx,
    app: &App,
    instansi: &Instansi,
    people: &[PersonId],
    word: &Word,
) -> Result<(), StoreError> {
    let known: Vec<AccountId> =
        notices::accounts_of(tx, instansi.id, people).await?.into_iter().map(|(_, account)| account).collect();
    accounts(tx, app, instansi, &known, word).await
}
