//! Changing a result after closing: one officer proposes with the reason, another agrees or not.

use std::collections::{BTreeMap, HashMap};

use hadir_domain::apel::{ApelBasis, ApelJudged, ApelKind, ApelStanding, ApelWord};
use hadir_domain::ids::PersonId;
use hadir_store::acts::{self, Act};
use hadir_store::instansi::Instansi;
use hadir_store::{StoreError, Tx};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Known, NewAct, closed, keep, own_record};
use crate::app::App;
use crate::services::error::ServiceError;
use crate::services::roster_desk::Officer;

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Asked {
    standing: ApelStanding,
    reason: String,
}

/// What another officer said to it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Decided {
    /// The proposal.
    pub of: Uuid,
    /// What the result becomes.
    pub standing: ApelStanding,
    /// Why it was asked for.
    pub reason: String,
    /// What the second officer said.
    pub word: String,
    /// Which kind of event.
    pub event: ApelKind,
    /// Its title.
    pub title: String,
}

impl Decided {
    /// Puts it over a result.
    pub fn apply(&self, judged: &mut ApelJudged) {
        judged.standing = self.standing;
        judged.basis = ApelBasis::Correction;
        judged.why = None;
        judged.note.clone_from(&self.reason);
    }
}

/// A proposal with what became of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Correction {
    /// Its key.
    pub id: Uuid,
    /// About whom.
    pub person: PersonId,
    /// What the result is to become.
    pub standing: ApelStanding,
    /// Why.
    pub reason: String,
    /// Who asked.
    pub by_login: String,
    /// When.
    pub at: Timestamp,
    /// Whether another officer agreed, who, and what they said; none while it waits.
    pub decided: Option<(bool, String, String)>,
}

/// All proposals of an event, oldest first. Of two decisions the first counts.
///
/// # Errors
///
/// When the database does not answer.
pub async fn list(tx: &mut Tx, instansi: &Instansi, event: Uuid) -> Result<Vec<Correction>, StoreError> {
    let mut decided: HashMap<Uuid, (bool, String, String)> = HashMap::new();
    for (act, agreed) in decisions(tx, instansi, event).await? {
        let said: Decided = act.read()?;
        decided.entry(said.of).or_insert((agreed, act.by_login, said.word));
    }
    let asked = acts::what_of_subject(tx, instansi.id, event, ApelWord::Correction.as_str()).await?;
    let mut all = Vec::with_capacity(asked.len());
    for act in asked {
        let (Some(person), Asked { standing, reason }) = (act.person, act.read()?) else { continue };
        let decided = decided.get(&act.id).cloned();
        all.push(Correction {
            id: act.id,
            person,
            standing,
            reason,
            by_login: act.by_login,
            at: act.received_at,
            decided,
        });
    }
    Ok(all)
}

async fn decisions(tx: &mut Tx, instansi: &Instansi, event: Uuid) -> Result<Vec<(Act, bool)>, StoreError> {
    let mut all = Vec::new();
    for (word, agreed) in [(ApelWord::Corrected, true), (ApelWord::CorrectionRefused, false)] {
        let acts = acts::what_of_subject(tx, instansi.id, event, word.as_str()).await?;
        all.extend(acts.into_iter().map(|act| (act, agreed)));
    }
    all.sort_by_key(|(act, _)| (act.received_at, act.id));
    Ok(all)
}

/// The corrections that count, by person: the newest that was agreed to.
///
/// # Errors
///
/// When the database does not answer.
pub async fn in_force(
    tx: &mut Tx,
    instansi: &Instansi,
    event: Uuid,
) -> Result<BTreeMap<PersonId, Decided>, StoreError> {
    let mut all = BTreeMap::new();
    let mut seen = Vec::new();
    for (act, agreed) in decisions(tx, instansi, event).await? {
        let said: Decided = act.read()?;
        if seen.contains(&said.of) {
            continue;
        }
        seen.push(said.of);
        if let Some(person) = act.person.filter(|_| agreed) {
            all.insert(person, said);
        }
    }
    Ok(all)
}

/// Proposes to change a result.
///
/// # Errors
///
/// `not_closed`, `own_record`, `not_due`, `bad_standing`, `waits_already`, `id_taken`.
pub async fn propose(
    app: &App,
    instansi: &Instansi,
    officer: Officer<'_>,
    (known, id): (&Known, Uuid),
    person: PersonId,
    (standing, reason): (ApelStanding, String),
) -> Result<(), ServiceError> {
    closed(known)?;
    if officer.person == Some(person) {
        return Err(own_record());
    }
    if standing == ApelStanding::BelumTercatat {
        return Err(ServiceError::bad(
            "bad_standing",
            "Pilih hadir, terlambat, berizin, dikecualikan atau tidak hadir.",
            "Choose present, late, excused, let off or absent.",
        ));
    }
    let mut act = NewAct::of(known, id, ApelWord::Correction, &Asked { standing, reason })?;
    act.person = Some(person);
    app.db
        .write(async |tx| {
            if super::is_there(tx, instansi, officer, &act).await? {
                return Ok(());
            }
            let waits = |one: &Correction| one.person == person && one.decided.is_none();
            if list(tx, instansi, known.id).await?.iter().any(waits) {
                return Err(ServiceError::conflict(
                    "waits_already",
                    "Sudah ada usul koreksi orang ini yang menunggu petugas lain. Tunggu keputusannya.",
                    "A correction of this person waits for another officer. Wait for the decision.",
                ));
            }
            keep(tx, app, instansi, officer, vec![act]).await
        })
        .await
}

/// Agrees to a proposal, or does not.
///
/// # Errors
///
/// `unknown_correction`, `own_record`, `own_proposal`, `decided_already`, `id_taken`.
pub async fn decide(
    app: &App,
    instansi: &Instansi,
    officer: Officer<'_>,
    (known, id): (&Known, Uuid),
    (of, agrees, word): (Uuid, bool, String),
) -> Result<(), ServiceError> {
    app.db
        .write(async |tx| {
            let asked = acts::get(tx, instansi.id, of)
                .await?
                .filter(|act| act.subject == known.id && act.what == ApelWord::Correction.as_str());
            let asked = asked.ok_or_else(unknown_correction)?;
            let Asked { standing, reason } = asked.read()?;
            let announced = &known.event.announced;
            let decided = Decided { of, standing, reason, word, event: announced.kind, title: announced.title.clone() };
            let what = if agrees { ApelWord::Corrected } else { ApelWord::CorrectionRefused };
            let mut act = NewAct::of(known, id, what, &decided)?;
            act.person = asked.person;
            if super::is_there(tx, instansi, officer, &act).await? {
                return Ok(());
            }
            if officer.person.is_some() && officer.person == asked.person {
                return Err(own_record());
            }
            if officer.is(&asked.by_login, asked.by_person) {
                return Err(ServiceError::forbidden(
                    "own_proposal",
                    "Anda sendiri yang mengusulkan. Petugas lain yang memutuskan.",
                    "You proposed it yourself. Another officer decides.",
                ));
            }
            if list(tx, instansi, known.id).await?.iter().any(|one| one.id == of && one.decided.is_some()) {
                return Err(ServiceError::conflict(
                    "decided_already",
                    "Usul ini sudah diputuskan petugas lain. Muat ulang halaman untuk melihat hasilnya.",
                    "Another officer decided this. Load the page again to see what became of it.",
                ));
            }
            keep(tx, app, instansi, officer, vec![act]).await
        })
        .await
}

/// The person a proposal is about.
///
/// # Errors
///
/// `unknown_correction`.
pub async fn person_of(app: &App, instansi: &Instansi, known: &Known, of: Uuid) -> Result<PersonId, ServiceError> {
    let asked = app.db.read(async |tx| acts::get(tx, instansi.id, of).await).await?;
    let asked = asked.filter(|act| act.subject == known.id && act.what == ApelWord::Correction.as_str());
    asked.and_then(|act| act.person).ok_or_else(unknown_correction)
}

fn unknown_correction() -> ServiceError {
    ServiceError::not_found(
        "unknown_correction",
        "Usul koreksi itu tidak ada. Muat ulang halaman.",
        "There is no such proposal. Load the page again.",
    )
}
