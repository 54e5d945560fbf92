//! A change of the rules: proposed by one officer with what it was seen to change, signed or rejected by another. What is
//! signed is sealed and in force from its day; the days it concerns are judged anew.

use hadir_store::activated_packs::{self, ActivatedPack};
use hadir_store::acts::{self, Act, ActKind};
use hadir_store::instansi::Instansi;
use hadir_store::{StoreError, dirty};
use jiff::Timestamp;
use jiff::civil::Date;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::comparing::{Ask, Compared, Totals, compare};
use super::in_force::{self, EVER, packs_in};
use super::words::{Decided, PROPOSED, Proposed, REJECTED, SIGNED};
use crate::app::App;
use crate::services::act_refusals::{id_taken, raced};
use crate::services::error::ServiceError;
use crate::services::roster_desk::Officer;

/// What is proposed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewChange {
    /// Its key, from whoever proposes.
    pub id: Uuid,
    /// The text of the pack.
    pub pack: String,
    /// Why.
    pub reason: String,
    /// Number of the regulation it rests on.
    pub basis_number: String,
    /// Its date.
    pub basis_date: Date,
    /// Why it holds for days that are over; empty where it does not.
    pub retroactive_reason: String,
    /// The days it was tried on.
    pub span: (Date, Date),
    /// SHA-256 of the comparison that was shown, hex.
    pub sha256: String,
}

/// What another officer said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Whether it was signed.
    pub signed: bool,
    /// Whose login.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// What was said.
    pub reason: String,
}

/// A change, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleChange {
    /// Its key.
    pub id: Uuid,
    /// The text of the pack.
    pub pack: String,
    /// The word for its kind.
    pub kind: String,
    /// Title in Indonesian.
    pub title: String,
    /// Title in English.
    pub title_en: String,
    /// From when it holds.
    pub from: Date,
    /// Why.
    pub reason: String,
    /// Number of the regulation it rests on.
    pub basis_number: String,
    /// Its date.
    pub basis_date: Date,
    /// Why it holds for days that are over.
    pub retroactive_reason: String,
    /// The days it was tried on.
    pub tried: (Date, Date),
    /// What was seen to change.
    pub totals: Totals,
    /// SHA-256 of that comparison, hex.
    pub sha256: String,
    /// Who proposed it.
    pub proposed_by: String,
    /// When.
    pub proposed_at: Timestamp,
    /// What another officer said; none while it waits.
    pub decision: Option<Decision>,
}

/// Every change, the newest first.
///
/// # Errors
///
/// When the database does not answer.
pub async fn list(app: &App, instansi: &Instansi) -> Result<Vec<RuleChange>, ServiceError> {
    let words = app.db.read(async |tx| acts::in_span(tx, instansi.id, ActKind::RuleChange, EVER).await).await?;
    let asked = words.iter().filter(|act| act.what == PROPOSED);
    let changes = asked.map(|asked| {
        let said = words.iter().find(|act| act.subject == asked.id && act.ordinal == Some(1));
        change(asked, said)
    });
    let mut changes = changes.collect::<Result<Vec<_>, _>>()?;
    changes.sort_by_key(|one| (std::cmp::Reverse(one.proposed_at), one.id));
    Ok(changes)
}

/// One change.
///
/// # Errors
///
/// `unknown_rule_change`.
pub async fn get(app: &App, instansi: &Instansi, id: Uuid) -> Result<RuleChange, ServiceError> {
    let words = words(app, instansi, id).await?;
    let asked = words.iter().find(|act| act.id == id && act.what == PROPOSED).ok_or_else(unknown)?;
    Ok(change(asked, words.iter().find(|act| act.ordinal == Some(1)))?)
}

fn change(asked: &Act, said: Option<&Act>) -> Result<RuleChange, StoreError> {
    let proposed: Proposed = asked.read()?;
    let decision = said.map(|act| {
        let Decided { reason, .. } = act.read()?;
        let signed = act.what == SIGNED;
        Ok::<_, StoreError>(Decision { signed, by: act.by_login.clone(), at: act.received_at, reason })
    });
    Ok(RuleChange {
        id: asked.id,
        pack: proposed.pack,
        kind: proposed.kind,
        title: proposed.title,
        title_en: proposed.title_en,
        from: asked.on,
        reason: proposed.reason,
        basis_number: proposed.basis_number,
        basis_date: proposed.basis_date,
        retroactive_reason: proposed.retroactive_reason,
        tried: proposed.tried,
        totals: proposed.totals,
        sha256: proposed.sha256,
        proposed_by: asked.by_login.clone(),
        proposed_at: asked.received_at,
        decision: decision.transpose()?,
    })
}

async fn words(app: &App, instansi: &Instansi, id: Uuid) -> Result<Vec<Act>, ServiceError> {
    let mut words = app.db.read(async |tx| acts::of_subject(tx, instansi.id, id).await).await?;
    words.retain(|act| act.kind == ActKind::RuleChange);
    Ok(words)
}

/// Proposes a change with what it was seen to change.
///
/// # Errors
///
/// `retroactive` for days that are over without a reason, `figures_changed` when the comparison says something else by now,
/// `id_taken`, and all of [`compare`].
pub async fn propose(
    app: &App,
    instansi: &Instansi,
    officer: Officer<'_>,
    new: &NewChange,
) -> Result<RuleChange, ServiceError> {
    if let Some(there) = app.db.read(async |tx| acts::get(tx, instansi.id, new.id).await).await? {
        let same = there.kind == ActKind::RuleChange && there.what == PROPOSED && there.by_login == officer.login;
        let told = if same { Some(there.read::<Proposed>()?) } else { None };
        let same = told.is_some_and(|told| told.pack == new.pack && told.sha256 == new.sha256);
        return if same { Ok(change(&there, None)?) } else { Err(id_taken()) };
    }
    let compared = tried(app, instansi, &new.pack, new.span).await?;
    let from = compared.info.covers_from;
    if from < app.today(instansi) && new.retroactive_reason.is_empty() {
        return Err(retroactive(from));
    }
    if compared.sha256 != new.sha256 {
        return Err(figures_changed());
    }
    let proposed = Proposed {
        pack: new.pack.clone(),
        kind: compared.info.kind.to_owned(),
        title: compared.info.title,
        title_en: compared.info.title_en,
        reason: new.reason.clone(),
        basis_number: new.basis_number.clone(),
        basis_date: new.basis_date,
        retroactive_reason: new.retroactive_reason.clone(),
        tried: new.span,
        totals: compared.totals,
        sha256: compared.sha256,
    };
    let acts = [Act {
        id: new.id,
        subject: new.id,
        ordinal: Some(0),
        kind: ActKind::RuleChange,
        what: PROPOSED.to_owned(),
        unit: None,
        person: None,
        on: from,
        content: serde_json::to_value(proposed).map_err(ServiceError::fault)?,
        by_login: officer.login.to_owned(),
        by_person: officer.person,
        received_at: app.now(),
    }];
    app.db.write(async |tx| acts::add(tx, instansi.id, &acts, || app.system.bytes()).await.map_err(raced)).await?;
    Ok(change(&acts[0], None)?)
}

/// Signs a change or rejects it: by another officer. What is signed is compared once more; where that says something else
/// by now, the proposal no longer holds. Days from its beginning on are judged anew, closed months stay as they were sealed.
///
/// # Errors
///
/// `unknown_rule_change`, `own_proposal`, `decided_already`, `figures_changed`, `retroactive` when its day passed meanwhile,
/// `changed_meanwhile`.
pub async fn decide(
    app: &App,
    instansi: &Instansi,
    officer: Officer<'_>,
    (id, of): (Uuid, Uuid),
    (agrees, reason): (bool, String),
) -> Result<RuleChange, ServiceError> {
    let words = words(app, instansi, of).await?;
    let asked = words.iter().find(|act| act.id == of && act.what == PROPOSED).ok_or_else(unknown)?;
    if let Some(said) = words.iter().find(|act| act.ordinal == Some(1)) {
        return if said.id == id { Ok(change(asked, Some(said))?) } else { Err(decided_already()) };
    }
    if officer.is(&asked.by_login, asked.by_person) {
        return Err(ServiceError::forbidden(
            "own_proposal",
            "Anda sendiri yang mengusulkan. Petugas lain yang menandatangani.",
            "You proposed it yourself. Another officer signs.",
        ));
    }
    let proposed: Proposed = asked.read()?;
    if agrees {
        if asked.on < app.today(instansi) && proposed.retroactive_reason.is_empty() {
            return Err(retroactive(asked.on));
        }
        if tried(app, instansi, &proposed.pack, proposed.tried).await?.sha256 != proposed.sha256 {
            return Err(figures_changed());
        }
    }
    let said = Act {
        id,
        ordinal: Some(1),
        what: if agrees { SIGNED } else { REJECTED }.to_owned(),
        content: serde_json::to_value(Decided { reason, sha256: proposed.sha256 }).map_err(ServiceError::fault)?,
        by_login: officer.login.to_owned(),
        by_person: officer.person,
        received_at: app.now(),
        ..asked.clone()
    };
    let acts = [said];
    let pack = ActivatedPack {
        sha256: Sha256::digest(proposed.pack.as_bytes()).into(),
        name: format!("instansi/{}", in_force::name(asked.on, of)),
        body: proposed.pack,
        activated_at: app.now(),
        by_login: officer.login.to_owned(),
    };
    // Whoever judges now writes first; then the days are marked, and judged by what was signed.
    let alone = app.settling.lock().await;
    app.db
        .write(async |tx| {
            acts::add(tx, instansi.id, &acts, || app.system.bytes()).await.map_err(raced)?;
            if agrees {
                activated_packs::add(tx, instansi.id, &pack, app.system.uuid(), app.system.bytes()).await?;
                // The windows of the day before end with the hours of the first.
                dirty::mark_stored(tx, instansi.id, asked.on.yesterday().unwrap_or(asked.on)).await?;
            }
            Ok::<_, ServiceError>(())
        })
        .await?;
    drop(alone);
    if agrees {
        app.db.read(async |tx| packs_in(tx, app, instansi).await).await?;
        app.dirty.notify_one();
    }
    Ok(change(asked, Some(&acts[0]))?)
}

/// A change always concerns the whole instansi.
async fn tried(app: &App, instansi: &Instansi, pack: &str, span: (Date, Date)) -> Result<Compared, ServiceError> {
    compare(app, instansi, &Ask { pack: pack.to_owned(), span: Some(span), unit: None }).await
}

fn retroactive(from: Date) -> ServiceError {
    ServiceError::bad(
        "retroactive",
        format!(
            "Paket ini berlaku mulai {from}, sebelum hari ditandatangani. Aturan tidak berlaku surut: isi covers_from dengan \
             tanggal mulai hari ini, atau tuliskan alasan mengapa harus surut."
        ),
        format!(
            "This pack holds from {from}, before the day it is signed. Rules do not reach back: set covers_from to today or \
             later, or say why it must."
        ),
    )
}

fn figures_changed() -> ServiceError {
    ServiceError::conflict(
        "figures_changed",
        "Sejak dibandingkan ada hari atau aturan yang berubah, jadi angkanya lain. Bandingkan lagi, lalu usulkan lagi.",
        "A day or a rule changed since it was compared, so the figures differ. Compare again, then propose again.",
    )
}

fn unknown() -> ServiceError {
    ServiceError::not_found(
        "unknown_rule_change",
        "Usul perubahan aturan itu tidak ada. Muat ulang daftarnya.",
        "There is no such change of the rules. Load the list again.",
    )
}

fn decided_already() -> ServiceError {
    ServiceError::conflict(
        "decided_already",
        "Usul ini sudah diputuskan petugas lain. Muat ulang halaman untuk melihat hasilnya.",
        "Another officer decided this. Load the page again to see what became of it.",
    )
}
