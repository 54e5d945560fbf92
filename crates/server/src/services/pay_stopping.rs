//! Stops of pay: begun by the written notice of a superior, verified by BKPSDM, decided by the KPA, and paying again the same
//! way. What a step needs is said in `domain::pay_stops`; here it is kept, sealed and told.
//!
//! **Invariant:** it is confidential as a case is, waits for no case and decides nothing about one.

pub mod acting;
pub mod lettering;
pub mod opening;
pub mod rows;
pub mod telling;
pub mod watching;

use hadir_domain::access::Holder;
use hadir_domain::discipline_cases::Uncovered;
use hadir_domain::ids::PersonId;
use hadir_domain::pay_stops::{
    PaySight, PayStopAct, PayStopOpening, PayStopRefusal, PayStopState, PayStopStep, PayStopTerm, may_see, terms,
};
use hadir_store::acts::{self, Act, ActKind};
use hadir_store::instansi::Instansi;
use hadir_store::{StoreError, Tx};
use jiff::Timestamp;
use jiff::civil::Date;
use uuid::Uuid;

use super::casing;
use super::casing::setting::CaseRules;
use super::error::ServiceError;

/// The word a stop begins with.
pub const OPENED: &str = "opened";
/// Stops of every day.
const EVER: (Date, Date) = (Date::constant(2000, 1, 1), Date::constant(9999, 12, 31));

/// A stop of pay as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct PayStop {
    /// How it began.
    pub opening: PayStopOpening,
    /// What was done in the order received, the notice first.
    pub acts: Vec<KeptAct>,
}

/// An act with the moment it came.
#[derive(Debug, Clone, PartialEq)]
pub struct KeptAct {
    /// What.
    pub act: PayStopAct,
    /// When it was written down.
    pub at: Timestamp,
}

impl PayStop {
    /// Its key.
    pub fn id(&self) -> Uuid {
        self.opening.id
    }

    /// Whose pay.
    pub fn subject(&self) -> PersonId {
        self.opening.subject
    }

    /// The acts alone.
    pub fn steps(&self) -> Vec<PayStopAct> {
        self.acts.iter().map(|kept| kept.act.clone()).collect()
    }

    /// Where it stands.
    pub fn state(&self) -> PayStopState {
        PayStopState::of(self.subject(), self.acts.iter().map(|kept| &kept.act))
    }

    /// Everybody it names.
    pub fn people(&self) -> Vec<PersonId> {
        let mut people = vec![self.subject()];
        people.extend(self.opening.people.iter().map(|one| one.person));
        people.extend(self.acts.iter().map(|kept| kept.act.person));
        people.extend(self.acts.iter().filter_map(|kept| match kept.act.step {
            PayStopStep::Assign { to, .. } => Some(to),
            _ => None,
        }));
        people.sort_unstable();
        people.dedup();
        people
    }

    /// How much of it an account sees.
    pub fn sight(&self, holder: &Holder, today: Date) -> Option<PaySight> {
        may_see(&self.opening, self.acts.iter().map(|kept| &kept.act), holder, today)
    }

    /// Its terms, the last may be open.
    ///
    /// # Errors
    ///
    /// `no_rule`, `no_calendar` where the packs do not reach.
    pub fn terms(&self, rules: &CaseRules) -> Result<Vec<PayStopTerm>, ServiceError> {
        terms(&self.opening, &self.steps(), &rules.pay_terms()).map_err(uncovered)
    }
}

/// Rules or calendar do not reach.
fn uncovered(gap: Uncovered) -> ServiceError {
    casing::refused(&gap.into())
}

/// One stop of pay.
///
/// # Errors
///
/// When the database does not answer.
pub async fn get(tx: &mut Tx, instansi: &Instansi, id: Uuid) -> Result<Option<PayStop>, StoreError> {
    Ok(fold(acts::of_subject(tx, instansi.id, id).await?)?.pop())
}

/// Every stop of pay, in the order begun.
///
/// # Errors
///
/// When the database does not answer.
pub async fn all(tx: &mut Tx, instansi: &Instansi) -> Result<Vec<PayStop>, StoreError> {
    fold(acts::in_span(tx, instansi.id, ActKind::PayStop, EVER).await?)
}

/// The stops of one person's pay, in the order begun.
///
/// # Errors
///
/// When the database does not answer.
pub async fn about(tx: &mut Tx, instansi: &Instansi, person: PersonId) -> Result<Vec<PayStop>, StoreError> {
    fold(acts::of_person(tx, instansi.id, ActKind::PayStop, person, EVER).await?)
}

fn fold(acts: Vec<Act>) -> Result<Vec<PayStop>, StoreError> {
    let mut found: Vec<PayStop> = Vec::new();
    let mut places = std::collections::HashMap::new();
    for act in acts.into_iter().filter(|act| act.kind == ActKind::PayStop) {
        if act.what == OPENED {
            let opening: PayStopOpening = act.read()?;
            let notice = KeptAct { act: opening.notice.clone(), at: act.received_at };
            places.insert(act.id, found.len());
            found.push(PayStop { opening, acts: vec![notice] });
        } else if let Some(one) = places.get(&act.subject).and_then(|place| found.get_mut(*place)) {
            one.acts.push(KeptAct { act: act.read()?, at: act.received_at });
        }
    }
    Ok(found)
}

/// There is none such, or not for this caller: both are answered alike.
pub fn unknown() -> ServiceError {
    ServiceError::not_found(
        "unknown_pay_stop",
        "Penghentian gaji itu tidak ada, atau Anda tidak bertugas di dalamnya. Lihat daftar Anda.",
        "There is no such stop of pay, or you have no part in it. See your list.",
    )
}

/// What the flow says against it.
pub fn refused(refusal: &PayStopRefusal) -> ServiceError {
    let code = refusal.code();
    ServiceError::conflict(code, refusal.id(), format!("The procedure does not allow this now ({code})."))
}
