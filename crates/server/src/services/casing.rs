//! Discipline cases: opened from an indication, a confirmed misuse, a finding or a report, and led step by step by named
//! people. What a step needs and where it leads is said in `domain::discipline_cases`; here it is kept, sealed and told.
//!
//! **Invariant:** a case is confidential. Whoever has no part in it is told that there is none.

pub mod acting;
pub mod grounding;
pub mod indicating;
pub(in crate::services) mod ladder;
pub mod lettering;
pub mod opening;
pub mod setting;
pub mod sighting;
pub mod sources;
pub mod telling;
pub mod watching;

use hadir_domain::access::Holder;
use hadir_domain::discipline_cases::{CaseAct, CaseOpening, CaseState, CloseReason, Refusal, Sight, may_see};
use hadir_domain::ids::PersonId;
use hadir_store::acts::{self, Act, ActKind};
use hadir_store::instansi::Instansi;
use hadir_store::{StoreError, Tx};
use jiff::Timestamp;
use jiff::civil::Date;
use uuid::Uuid;

use super::error::ServiceError;

/// The word a case begins with.
pub const OPENED: &str = "opened";
/// Cases of every day.
const EVER: (Date, Date) = (Date::constant(2000, 1, 1), Date::constant(9999, 12, 31));

/// A case as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// How it began.
    pub opening: CaseOpening,
    /// What was done, in the order received.
    pub acts: Vec<KeptAct>,
    /// When it was opened.
    pub opened_at: Timestamp,
}

/// An act with the moment it came.
#[derive(Debug, Clone, PartialEq)]
pub struct KeptAct {
    /// What.
    pub act: CaseAct,
    /// When it was written down.
    pub at: Timestamp,
}

impl Case {
    /// Its key.
    pub fn id(&self) -> Uuid {
        self.opening.id
    }

    /// Whom it is about.
    pub fn subject(&self) -> PersonId {
        self.opening.subject
    }

    /// The acts alone.
    pub fn steps(&self) -> Vec<CaseAct> {
        self.acts.iter().map(|kept| kept.act.clone()).collect()
    }

    /// Where it stands by its acts.
    pub fn state(&self) -> CaseState {
        CaseState::of(&self.opening, self.acts.iter().map(|kept| &kept.act))
    }

    /// Everybody it names.
    pub fn people(&self) -> Vec<PersonId> {
        let state = self.state();
        let mut people = vec![self.subject(), self.opening.by.person];
        people.extend(self.opening.people.iter().chain(&state.people).map(|one| one.person));
        people.extend(state.team.iter().map(|one| one.person));
        people.extend(self.acts.iter().map(|kept| kept.act.by.person));
        people.extend(state.summons.iter().map(|one| one.before));
        people.sort_unstable();
        people.dedup();
        people
    }

    /// Whether it was taken back: opened by mistake, or twice.
    pub fn is_withdrawn(&self) -> bool {
        self.state().closed.is_some_and(|(_, reason)| reason == CloseReason::Withdrawn)
    }

    /// How much of it an account sees.
    pub fn sight(&self, holder: &Holder, today: Date) -> Option<Sight> {
        may_see(&self.opening, &self.state(), holder, today)
    }
}

/// One case.
///
/// # Errors
///
/// When the database does not answer.
pub async fn get(tx: &mut Tx, instansi: &Instansi, id: Uuid) -> Result<Option<Case>, StoreError> {
    Ok(fold(acts::of_subject(tx, instansi.id, id).await?)?.pop())
}

/// Every case, in the order opened.
///
/// # Errors
///
/// When the database does not answer.
pub async fn all(tx: &mut Tx, instansi: &Instansi) -> Result<Vec<Case>, StoreError> {
    fold(acts::in_span(tx, instansi.id, ActKind::DisciplineCase, EVER).await?)
}

/// The cases about one person, in the order opened.
///
/// # Errors
///
/// When the database does not answer.
pub async fn about(tx: &mut Tx, instansi: &Instansi, person: PersonId) -> Result<Vec<Case>, StoreError> {
    fold(acts::of_person(tx, instansi.id, ActKind::DisciplineCase, person, EVER).await?)
}

fn fold(acts: Vec<Act>) -> Result<Vec<Case>, StoreError> {
    let mut found: Vec<Case> = Vec::new();
    let mut places = std::collections::HashMap::new();
    for act in acts.into_iter().filter(|act| act.kind == ActKind::DisciplineCase) {
        if act.what == OPENED {
            places.insert(act.id, found.len());
            found.push(Case { opening: act.read()?, acts: Vec::new(), opened_at: act.received_at });
        } else if let Some(one) = places.get(&act.subject).and_then(|place| found.get_mut(*place)) {
            one.acts.push(KeptAct { act: act.read()?, at: act.received_at });
        }
    }
    Ok(found)
}

/// There is none such, or not for this caller: both are answered alike.
pub fn unknown() -> ServiceError {
    ServiceError::not_found(
        "unknown_case",
        "Perkara itu tidak ada, atau Anda tidak bertugas di dalamnya. Lihat daftar perkara Anda.",
        "There is no such case, or you have no part in it. See the list of your cases.",
    )
}

/// What the process says against it.
pub fn refused(refusal: &Refusal) -> ServiceError {
    ServiceError::conflict(refusal.code(), refusal.id(), refusal.en())
}

/// Only people act in a case: an account that stands for nobody has no name to sign with.
pub fn no_person() -> ServiceError {
    ServiceError::forbidden(
        "no_person",
        "Langkah perkara dicatat atas nama orang. Hubungkan akun ini dengan data pegawainya, lalu ulangi.",
        "Steps of a case are taken by a named person. Connect this account with its person, then repeat.",
    )
}
