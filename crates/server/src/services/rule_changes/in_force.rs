//! The packs an instansi is judged by: those of this program, and over them what it signed itself.
//!
//! **Invariant:** verdicts are made by packs read in the same state as the records ([`packs_in`]). Everything else asks
//! [`App::packs_of`], which is what was last read: at the start, at every signature here, and whenever days are judged.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use hadir_domain::ids::InstansiId;
use hadir_rules::{PackError, Packs};
use hadir_store::acts::{self, ActKind};
use hadir_store::instansi::{self, Instansi};
use hadir_store::{StoreError, Tx};
use jiff::civil::{Date, date};
use uuid::Uuid;

use super::words::{PROPOSED, Proposed, SIGNED};
use crate::app::App;
use crate::services::error::ServiceError;

/// Days of every change.
pub(super) const EVER: (Date, Date) = (date(1900, 1, 1), date(9999, 12, 31));

/// The region of an instansi, how many changes it had signed, and the packs of that state.
type AsRead = (String, u64, Arc<Packs>);

/// What was last read, by instansi.
#[derive(Debug, Default)]
pub struct Kept(RwLock<HashMap<InstansiId, AsRead>>);

impl App {
    /// The packs of an instansi as last read; those of this program where it signed none.
    pub fn packs_of(&self, instansi: &Instansi) -> Arc<Packs> {
        let kept = self.rules.0.read().unwrap_or_else(PoisonError::into_inner);
        kept.get(&instansi.id).map_or_else(|| Arc::clone(&self.shipped), |(_, _, packs)| Arc::clone(packs))
    }
}

/// The packs of an instansi in this state of the database.
///
/// # Errors
///
/// `signed_pack_unread` when what was signed is not understood by this program: then nothing is judged rather than by
/// other rules.
pub async fn packs_in(tx: &mut Tx, app: &App, instansi: &Instansi) -> Result<Arc<Packs>, ServiceError> {
    let signed = acts::count(tx, instansi.id, (ActKind::RuleChange, SIGNED)).await?;
    {
        let kept = app.rules.0.read().unwrap_or_else(PoisonError::into_inner);
        match kept.get(&instansi.id) {
            Some((region, count, packs)) if *count == signed && *region == instansi.region => {
                return Ok(Arc::clone(packs));
            }
            None if signed == 0 => return Ok(Arc::clone(&app.shipped)),
            _ => {}
        }
    }
    let texts = texts(tx, instansi).await?;
    let own: Vec<(&str, &str)> = texts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let packs = Packs::with_own(&app.shipped, instansi.region_code(), &own).map_err(|faults| unread(&faults))?;
    let packs = Arc::new(packs);
    let mut kept = app.rules.0.write().unwrap_or_else(PoisonError::into_inner);
    // Rows only come: whoever saw fewer looked at an older state.
    if kept.get(&instansi.id).is_none_or(|(_, count, _)| *count <= signed) {
        kept.insert(instansi.id, (instansi.region.clone(), signed, Arc::clone(&packs)));
    }
    Ok(packs)
}

/// Reads the packs of every instansi anew.
///
/// # Errors
///
/// As [`packs_in`].
pub async fn refresh(app: &App) -> Result<(), ServiceError> {
    for one in app.db.read(async |tx| instansi::all(tx).await).await? {
        app.db.read(async |tx| packs_in(tx, app, &one).await).await?;
    }
    Ok(())
}

/// What was signed, in the order signed: the name of each pack and its text.
async fn texts(tx: &mut Tx, instansi: &Instansi) -> Result<Vec<(String, String)>, StoreError> {
    let mut signed = acts::what_in_span(tx, instansi.id, (ActKind::RuleChange, SIGNED), EVER).await?;
    signed.sort_by_key(|act| (act.received_at, act.id));
    let mut found = Vec::with_capacity(signed.len());
    for act in signed {
        let proposed = acts::what_of_subject(tx, instansi.id, act.subject, PROPOSED).await?;
        let proposed = proposed.first().ok_or_else(|| StoreError::corrupt("a signature without its proposal"))?;
        let Proposed { pack, .. } = proposed.read()?;
        found.push((name(proposed.on, act.subject), pack));
    }
    Ok(found)
}

/// Under which name a change stands among the packs: `perubahan-2027-01-04-1f2e3d4c`.
pub(super) fn name(from: Date, change: Uuid) -> String {
    let key = change.simple().to_string();
    format!("perubahan-{from}-{}", &key[key.len() - 8..])
}

fn unread(faults: &[PackError]) -> ServiceError {
    let id: Vec<String> = faults.iter().map(PackError::id).collect();
    let en: Vec<String> = faults.iter().map(PackError::en).collect();
    ServiceError::conflict(
        "signed_pack_unread",
        format!(
            "Paket aturan yang sudah ditandatangani tidak terbaca oleh versi Hadir ini, jadi hari tidak dinilai: {}. Pakai \
             lagi versi Hadir sebelumnya, lalu laporkan.",
            id.join("; ")
        ),
        format!(
            "A rule pack that was signed is not understood by this version of Hadir, so days are not judged: {}. Go back to \
             the version before, and report it.",
            en.join("; ")
        ),
    )
}
