//! The register of reprimands: what superiors gave, and what decided cases of level ringan came to. The latter is derived from
//! the case and kept nowhere else.
//!
//! **Invariant:** an entry is seen by the person, by whoever heads their unit, and by BKPSDM, who keeps the register; one of a
//! case only by whoever sees the case.

pub mod acting;
pub mod giving;
pub mod lettering;

use std::collections::BTreeMap;

use hadir_domain::discipline_cases::Sight;
use hadir_domain::ids::{PersonId, UnitId};
use hadir_domain::reprimands::{Reprimand, ReprimandAct, ReprimandRefusal, entry, of_case};
use hadir_domain::units::Unit;
use hadir_store::acts::{self, Act, ActKind};
use hadir_store::instansi::Instansi;
use hadir_store::{StoreError, Tx};
use jiff::Timestamp;
use jiff::civil::Date;
use uuid::Uuid;

use super::casing::{self, Case};
use super::error::ServiceError;
use super::superiors;
use crate::auth::Caller;

/// Entries of every day.
const EVER: (Date, Date) = (Date::constant(2000, 1, 1), Date::constant(9999, 12, 31));

/// An entry of the register.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Its key: that of the word that gave it, or of the decision of the case.
    pub id: Uuid,
    /// Whom it is about.
    pub subject: PersonId,
    /// Where they served then.
    pub unit: UnitId,
    /// As its words, or its case, leave it.
    pub reprimand: Reprimand,
    /// What was said about it, in the order received; empty where it follows from a case.
    pub acts: Vec<KeptAct>,
    /// The case it follows from.
    pub case: Option<Case>,
}

/// A word with the moment it came.
#[derive(Debug, Clone, PartialEq)]
pub struct KeptAct {
    /// What.
    pub act: ReprimandAct,
    /// When it was written down.
    pub at: Timestamp,
}

/// Whose eyes an entry meets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RegisterSight {
    /// The person's own.
    Own,
    /// Those of a superior or of BKPSDM, or of somebody with a duty in the case.
    Officer,
}

impl Entry {
    /// The words alone.
    pub fn words(&self) -> Vec<ReprimandAct> {
        self.acts.iter().map(|kept| kept.act.clone()).collect()
    }

    /// When the word that gave it was written down.
    pub fn given_at(&self) -> Option<Timestamp> {
        let own = self.acts.iter().find(|kept| kept.act.id == self.id).map(|kept| kept.at);
        let by_case = || self.case.as_ref()?.acts.iter().find(|kept| kept.act.id == self.id).map(|kept| kept.at);
        own.or_else(by_case)
    }

    /// Everybody it names.
    pub fn people(&self) -> Vec<PersonId> {
        let mut people = vec![self.subject, self.reprimand.given_by];
        people.extend(self.acts.iter().map(|kept| kept.act.person));
        people.sort_unstable();
        people.dedup();
        people
    }

    /// As whom the caller sees it; `serves` is where the person serves now, where that is known.
    pub fn sight(&self, caller: &Caller, units: &[Unit], serves: Option<UnitId>) -> Option<RegisterSight> {
        if caller.account.person? == self.subject {
            return Some(RegisterSight::Own);
        }
        let officer = match &self.case {
            Some(case) => case.sight(&caller.holder, caller.today) == Some(Sight::Whole),
            None => self.leads(caller, units, serves) || superiors::is_agency(caller),
        };
        officer.then_some(RegisterSight::Officer)
    }

    /// Whether the caller is the person's superior by office.
    pub fn leads(&self, caller: &Caller, units: &[Unit], serves: Option<UnitId>) -> bool {
        superiors::leads(caller, units, serves.unwrap_or(self.unit))
    }
}

/// One entry.
///
/// # Errors
///
/// When the database does not answer.
pub async fn get(tx: &mut Tx, instansi: &Instansi, id: Uuid) -> Result<Option<Entry>, StoreError> {
    match acts::get(tx, instansi.id, id).await? {
        Some(act) if act.kind == ActKind::Reprimand => {
            Ok(fold(acts::of_subject(tx, instansi.id, act.subject).await?)?.into_iter().find(|one| one.id == id))
        }
        Some(act) if act.kind == ActKind::DisciplineCase => {
            let case = casing::get(tx, instansi, act.subject).await?;
            Ok(case.and_then(derived).filter(|one| one.id == id))
        }
        _ => Ok(None),
    }
}

/// The whole register, in the order given.
///
/// # Errors
///
/// When the database does not answer.
pub async fn all(tx: &mut Tx, instansi: &Instansi) -> Result<Vec<Entry>, StoreError> {
    let given = fold(acts::in_span(tx, instansi.id, ActKind::Reprimand, EVER).await?)?;
    Ok(together(given, casing::all(tx, instansi).await?))
}

/// The entries about one person, in the order given.
///
/// # Errors
///
/// When the database does not answer.
pub async fn about(tx: &mut Tx, instansi: &Instansi, person: PersonId) -> Result<Vec<Entry>, StoreError> {
    let given = fold(acts::of_person(tx, instansi.id, ActKind::Reprimand, person, EVER).await?)?;
    Ok(together(given, casing::about(tx, instansi, person).await?))
}

fn together(mut given: Vec<Entry>, cases: Vec<Case>) -> Vec<Entry> {
    given.extend(cases.into_iter().filter_map(derived));
    given.sort_by_key(|one| (one.reprimand.given_on, one.id));
    given
}

/// The entry of a case of level ringan that was handed over.
fn derived(case: Case) -> Option<Entry> {
    let (id, reprimand) = of_case(&case.opening, case.acts.iter().map(|kept| &kept.act))?;
    let (subject, unit) = (case.subject(), case.opening.unit);
    Some(Entry { id, subject, unit, reprimand, acts: Vec::new(), case: Some(case) })
}

fn fold(acts: Vec<Act>) -> Result<Vec<Entry>, StoreError> {
    type Words = (Option<PersonId>, Option<UnitId>, Vec<KeptAct>);
    let mut found: BTreeMap<Uuid, Words> = BTreeMap::new();
    for act in acts.into_iter().filter(|act| act.kind == ActKind::Reprimand) {
        let one = found.entry(act.subject).or_insert_with(|| (act.person, act.unit, Vec::new()));
        one.2.push(KeptAct { act: act.read()?, at: act.received_at });
    }
    let entries = found.into_iter().filter_map(|(id, (subject, unit, acts))| {
        let reprimand = entry(acts.iter().map(|kept| &kept.act))?;
        Some(Entry { id, subject: subject?, unit: unit?, reprimand, acts, case: None })
    });
    Ok(entries.collect())
}

/// There is none such, or not for this caller: both are answered alike.
pub fn unknown() -> ServiceError {
    ServiceError::not_found(
        "unknown_reprimand",
        "Teguran itu tidak ada, atau bukan untuk Anda. Lihat daftar teguran.",
        "There is no such reprimand, or it is not for you. See the register.",
    )
}

/// What the register says against it.
pub fn refused(refusal: ReprimandRefusal) -> ServiceError {
    let code = refusal.code();
    ServiceError::conflict(code, refusal.id(), format!("The register does not allow this now ({code})."))
}
