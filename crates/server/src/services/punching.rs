//! Taking in punches of phones and kiosks: who sends them, what they are, what is noticed, one durable commit for many.
//!
//! **Invariant:** what was answered with `stored` or `repeated` is on disk; nothing is answered before. What cannot be
//! taken now is answered with 503 and a time to come back, never dropped.

pub mod callers;
mod draft;
mod jcs;
pub mod journal;
pub mod kiosk;
pub mod office;
pub mod receipt;
mod signed;
pub mod token;
pub mod wire;

use std::net::IpAddr;

use hadir_domain::punches::Source;
use hadir_store::punches::DedupeSecret;
use jiff::Timestamp;
use serde_json::Value;

use self::callers::{Callers, Puncher};
use self::journal::{Batch, Journal, Kept};
use self::receipt::{Receipt, Signers};
use self::wire::Sent;

pub use self::signed::{point_of as signed_point, spki_of, verify as signed_by};
use super::error::ServiceError;
use super::importing::DEDUPE_SECRET;
use crate::app::App;

/// Most punches of one request.
pub const MOST: usize = 500;

/// More punches than this are worked on beside the threads that serve others.
const FEW: usize = 8;

/// Everything that takes in punches.
pub struct Punching {
    /// Who stands behind tokens.
    pub callers: Callers,
    /// The one writer.
    pub journal: Journal,
    /// The keys that sign receipts.
    pub signers: Signers,
}

impl Punching {
    /// Starts the jobs behind it; they end with it.
    pub fn start(app: &App) -> Self {
        Self { callers: Callers::start(app.clone()), journal: Journal::start(app.clone()), signers: Signers::default() }
    }
}

/// What became of one punch.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// The id it was sent under, if it could be read.
    pub id: Option<String>,
    /// What was kept, or why not.
    pub kept: Kept,
    /// Whose it is, told to a kiosk only.
    pub person_name: Option<String>,
}

/// What became of a request.
#[derive(Debug, Clone, PartialEq)]
pub struct Taken {
    /// One for each punch, in the order sent.
    pub outcomes: Vec<Outcome>,
    /// Names everything that is in the journal now.
    pub receipt: Option<Receipt>,
}

/// Takes in punches somebody sent.
///
/// `waiting` is how many more the phone still holds, when it says so: with none, the phone has spoken up to now.
///
/// # Errors
///
/// `overloaded` when there is no place in the queue; otherwise when the database does not answer.
pub async fn take(
    app: &App,
    punching: &Punching,
    puncher: &Puncher,
    punches: Vec<Value>,
    waiting: Option<u64>,
    address: IpAddr,
) -> Result<Taken, ServiceError> {
    let instansi = puncher.instansi();
    let received_at = app.now();
    let secret =
        DedupeSecret(*app.keys.secret(&app.db, instansi.id, DEDUPE_SECRET).await.map_err(ServiceError::fault)?);
    let secrets = draft::Secrets::of(app, instansi).await?;
    let many = punches.len() > FEW;
    let sent = apart(many, move || punches.into_iter().map(wire::read).collect::<Vec<Sent>>()).await?;
    let codes = match puncher {
        Puncher::Person(_) => Vec::new(),
        Puncher::Station(_) => kiosk::people_of(app, instansi, &sent).await?,
    };

    let ids: Vec<Option<String>> = sent.iter().map(|one| one.id.clone()).collect();
    let names: Vec<Option<String>> = (0..sent.len()).map(|at| codes.get(at).and_then(kiosk::name_of)).collect();
    let draft = draft::Context {
        system: app.system.clone(),
        packs: app.packs_of(instansi),
        puncher: puncher.clone(),
        secrets,
        received_at,
        address,
    };
    let office_code_people = draft.office_code_people();
    let (drafts, unproven) = apart(many, move || draft.all(sent, &codes)).await?;
    let batch = Batch {
        instansi: instansi.id,
        secret,
        drafts,
        spoken: spoken(puncher, waiting, received_at),
        office_code_people,
        seen: puncher.to_note(received_at),
        received_at,
        reply: None,
    };
    let kept = punching.journal.append(batch).await?;
    if !unproven.is_empty() {
        signed::prove_later(app.clone(), instansi.id, unproven, received_at);
    }

    let commitments: Vec<_> = kept.iter().filter_map(Kept::commitment).collect();
    let receipt = match commitments.is_empty() {
        true => None,
        false => Some(punching.signers.sign(app, instansi, commitments, received_at).await?),
    };
    let outcomes =
        ids.into_iter().zip(kept).zip(names).map(|((id, kept), person_name)| Outcome { id, kept, person_name });
    Ok(Taken { outcomes: outcomes.collect(), receipt })
}

/// A source that has spoken, and until when: a phone that holds nothing back any more.
fn spoken(puncher: &Puncher, waiting: Option<u64>, now: Timestamp) -> Option<(Source, String, Timestamp)> {
    match puncher {
        Puncher::Person(person) if waiting == Some(0) => Some((Source::Phone, person.person.to_string(), now)),
        _ => None,
    }
}

/// Work of more than a moment goes to a thread of its own.
async fn apart<T: Send + 'static>(many: bool, work: impl FnOnce() -> T + Send + 'static) -> Result<T, ServiceError> {
    if many { tokio::task::spawn_blocking(work).await.map_err(ServiceError::fault) } else { Ok(work()) }
}
