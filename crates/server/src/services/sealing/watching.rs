//! This server as a witness of other logs (C2SP tlog-witness): cosigns what continues what it cosigned before.
//!
//! **Invariant:** for one origin no two cosignatures of this server belong to logs of which neither is the beginning of
//! the other. The state is checked and moved in one transaction.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hadir_domain::ids::InstansiId;
use hadir_ledger::checkpoint::Checkpoint;
use hadir_ledger::merkle::Hash;
use hadir_ledger::note::{Algorithm, Note, Signer, Verifier};
use hadir_ledger::tree::is_consistent;
use hadir_store::StoreError;
use hadir_store::seal::watched::{self, WatchedKey, WatchedState};

use super::naming;
use crate::app::App;
use crate::services::error::ServiceError;

/// The server as a whole: what it watches belongs to no instansi.
const SERVER: InstansiId = InstansiId(0);

/// The name of the secret it cosigns with.
const SECRET: &str = "witness";

/// Most lines of a proof.
const MOST_LINES: usize = 63;

/// What a log asks to have cosigned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The size it believes was cosigned last.
    pub old: u64,
    /// That the new log continues the old.
    pub proof: Vec<Hash>,
    /// The new checkpoint.
    pub note: Note,
}

impl Asked {
    /// Reads the body of a request; `None` when it is none.
    pub fn parse(body: &str) -> Option<Self> {
        let (head, note) = body.split_once("\n\n")?;
        let mut lines = head.split('\n');
        let old = lines.next()?.strip_prefix("old ")?;
        let number: u64 = old.parse().ok()?;
        let hash = |line: &str| STANDARD.decode(line).ok()?.try_into().ok();
        let proof: Vec<Hash> = lines.map(hash).collect::<Option<_>>()?;
        if number.to_string() != old || proof.len() > MOST_LINES {
            return None;
        }
        Some(Self { old: number, proof, note: Note::parse(note).ok()? })
    }
}

/// How a log was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// The line of this witness.
    Signed(String),
    /// No request, or a size that cannot be.
    Malformed,
    /// A log nobody had watched.
    UnknownLog,
    /// Signed by none of the keys that are believed.
    UnknownKey,
    /// Another size was cosigned last; or another log of the same size.
    Conflict(u64),
    /// It does not continue what was cosigned.
    NotConsistent,
}

/// Cosigns a checkpoint that continues what was cosigned before.
///
/// # Errors
///
/// When the database does not answer or the key cannot be opened.
pub async fn add_checkpoint(app: &App, body: &str) -> Result<Answer, ServiceError> {
    let Some(asked) = Asked::parse(body) else { return Ok(Answer::Malformed) };
    let Ok(stated) = Checkpoint::parse(&asked.note.text) else { return Ok(Answer::Malformed) };
    let keys = app.db.read(async |tx| watched::keys(tx, SERVER).await).await?;
    let believed: Vec<Verifier> = keys
        .iter()
        .filter(|key| key.ended_at.is_none() && key.origin == stated.origin)
        .filter_map(|key| Verifier::parse(&key.vkey).ok())
        .collect();
    if believed.is_empty() {
        return Ok(Answer::UnknownLog);
    }
    let Some(checkpoint) = opened(&asked.note, &believed) else { return Ok(Answer::UnknownKey) };
    if asked.old > checkpoint.size {
        return Ok(Answer::Malformed);
    }
    let signer = signer(app).await?;
    let at = app.now();
    let new = WatchedState { size: checkpoint.size, root: checkpoint.root, at };
    let refused = app
        .db
        .write(async |tx| {
            let state = watched::state(tx, SERVER, &checkpoint.origin).await?;
            if let Some(refused) = refusal(state.as_ref(), &asked, &checkpoint) {
                return Ok::<_, StoreError>(Some(refused));
            }
            if watched::grow(tx, SERVER, &checkpoint.origin, state.as_ref(), &new).await? {
                return Ok(None);
            }
            let now = watched::state(tx, SERVER, &checkpoint.origin).await?;
            Ok(Some(Answer::Conflict(now.map_or(0, |state| state.size))))
        })
        .await?;
    if let Some(refused) = refused {
        if matches!(refused, Answer::NotConsistent) || matches!(refused, Answer::Conflict(size) if size == asked.old) {
            tracing::error!(origin = checkpoint.origin, size = checkpoint.size, note = %asked.note,
                "A WATCHED LOG DOES NOT CONTINUE WHAT WAS COSIGNED; this note is the proof");
        }
        return Ok(refused);
    }
    let seconds = u64::try_from(at.as_second()).unwrap_or(0);
    Ok(Answer::Signed(signer.sign(&asked.note.text, seconds).to_string()))
}

/// The checkpoint, once one of the keys signed it. A line that does not fit spoils nothing while another does.
fn opened(note: &Note, keys: &[Verifier]) -> Option<Checkpoint> {
    keys.iter().find_map(|key| Checkpoint::open(note, std::slice::from_ref(key)).ok())
}

/// Why it is not cosigned; `None` when it is.
fn refusal(state: Option<&WatchedState>, asked: &Asked, new: &Checkpoint) -> Option<Answer> {
    let size = state.map_or(0, |state| state.size);
    if asked.old != size {
        return Some(Answer::Conflict(size));
    }
    match state {
        None if asked.proof.is_empty() => None,
        None => Some(Answer::NotConsistent),
        Some(state) if size == new.size => (state.root != new.root).then_some(Answer::Conflict(size)),
        Some(state) => {
            let continues = is_consistent(size, &state.root, new.size, &new.root, &asked.proof);
            (!continues).then_some(Answer::NotConsistent)
        }
    }
}

/// The key this server cosigns with, made at first use. Its name is that of the first public address, for good.
///
/// # Errors
///
/// When the key cannot be opened.
pub async fn signer(app: &App) -> Result<Signer, ServiceError> {
    let secret = app.keys.secret(&app.db, SERVER, SECRET).await.map_err(ServiceError::fault)?;
    let name = match app.db.read(async |tx| watched::known_name(tx, SERVER).await).await? {
        Some(name) => name,
        None => {
            let new = format!("{}/witness", naming::host(app.settings.public_url.as_deref()));
            app.db.write(async |tx| watched::name(tx, SERVER, &new, app.now()).await).await?
        }
    };
    Signer::new(&name, Algorithm::Cosignature, &secret).map_err(ServiceError::fault)
}

/// Watches a log by one of its keys from now on.
///
/// # Errors
///
/// `bad_key` when it is no key of a log.
pub async fn watch(app: &App, vkey: &str, by: &str) -> Result<WatchedKey, ServiceError> {
    let key = Verifier::parse(vkey.trim()).ok().filter(|key| key.algorithm() == Algorithm::Ed25519);
    let key = key.ok_or_else(|| {
        ServiceError::bad(
            "bad_key",
            "kunci log tidak terbaca; salin seluruhnya dari /log/<kode>/keys kota itu (keperluan log)",
            "the key of the log cannot be read; copy all of it from /log/<code>/keys of that city (purpose log)",
        )
    })?;
    let watched = WatchedKey {
        vkey: key.vkey(),
        origin: key.name().to_owned(),
        by_login: by.to_owned(),
        added_at: app.now(),
        ended_at: None,
    };
    app.db.write(async |tx| watched::add_key(tx, SERVER, &watched).await).await?;
    Ok(watched)
}

/// Believes a key of a log no more. What was cosigned stays, and so does the state.
///
/// # Errors
///
/// `unknown_key` when it is not believed.
pub async fn forget(app: &App, vkey: &str) -> Result<(), ServiceError> {
    if app.db.write(async |tx| watched::end_key(tx, SERVER, vkey.trim(), app.now()).await).await? {
        return Ok(());
    }
    Err(ServiceError::not_found(
        "unknown_key",
        "kunci itu tidak sedang diawasi; lihat `hadir ledger witness list`",
        "that key is not watched; see `hadir ledger witness list`",
    ))
}

/// The logs that are watched: each key, with the latest state that was cosigned.
///
/// # Errors
///
/// When the database does not answer.
pub async fn all(app: &App) -> Result<Vec<(WatchedKey, Option<WatchedState>)>, ServiceError> {
    app.db
        .read(async |tx| {
            let mut all = Vec::new();
            for key in watched::keys(tx, SERVER).await? {
                let state = watched::state(tx, SERVER, &key.origin).await?;
                all.push((key, state));
            }
            Ok::<_, ServiceError>(all)
        })
        .await
}
