//! Proposing an erasure, and the second officer's word. Each is a sealed record.

use hadir_domain::erasing::{DataClass, ErasureState, Ground, barred as may_not};
use hadir_domain::ids::PersonId;
use hadir_domain::privacy::DataAsk;
use hadir_store::data_requests;
use hadir_store::erasures::{self, Erasure, NewErasure, SYSTEM, Step, Word};
use hadir_store::instansi::Instansi;
use uuid::Uuid;

use super::{already_decided, barred, carrying, id_taken, list, planning, unknown};
use crate::app::App;
use crate::services::error::ServiceError;
use crate::services::roster_desk::Officer;

/// What somebody proposes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewProposal {
    /// Its key, made by whoever sends it.
    pub id: Uuid,
    /// Whose data.
    pub person: PersonId,
    /// By what right.
    pub ground: Ground,
    /// What.
    pub classes: Vec<DataClass>,
    /// The letter it rests on.
    pub reference: String,
    /// Why.
    pub reason: String,
    /// The person's own request it answers.
    pub request: Option<Uuid>,
}

/// Keeps a proposal. Nothing is erased. Sent again with the same id and content, it changes nothing.
///
/// # Errors
///
/// `own_record`, `legal_hold`, `nothing_goes`, `unknown_request`, `id_taken`; those of [`planning::plan`].
pub async fn propose(
    app: &App,
    instansi: &Instansi,
    officer: Officer<'_>,
    new: &NewProposal,
) -> Result<Erasure, ServiceError> {
    if officer.person == Some(new.person) {
        barred(Some(hadir_domain::erasing::ErasureBar::OwnRecord))?;
    }
    let rules = planning::rules(app, instansi)?;
    let now = app.now();
    app.db
        .write(async |tx| {
            if let Some(there) = erasures::get(tx, instansi.id, new.id).await? {
                let same = there.new.person == Some(new.person)
                    && there.new.ground == new.ground
                    && there.new.reference == new.reference
                    && there.new.by_login == officer.login;
                return if same { Ok(there) } else { Err(id_taken()) };
            }
            if new.ground == Ground::Request {
                let request = match new.request {
                    Some(id) => data_requests::get(tx, instansi.id, id).await?,
                    None => None,
                };
                if !request.is_some_and(|one| one.person == new.person && one.ask == DataAsk::Erase) {
                    return Err(crate::services::privacy::unknown_request());
                }
            }
            let plan = planning::within(tx, app, instansi, new.person, new.ground, &new.classes, &rules).await?;
            if !plan.holds.is_empty() {
                return Err(held());
            }
            if !plan.takes_something() {
                return Err(ServiceError::conflict(
                    "nothing_goes",
                    "Tidak ada yang boleh dihapus sekarang. Lihat alasan dan tanggalnya pada rencana.",
                    "Nothing may be erased now. See the reasons and dates in the plan.",
                ));
            }
            let record = NewErasure {
                id: new.id,
                person: Some(new.person),
                ground: new.ground,
                spans: plan.spans,
                reference: new.reference.clone(),
                reason: new.reason.clone(),
                request: new.request.filter(|_| new.ground == Ground::Request),
                by_login: officer.login.to_owned(),
                by_person: officer.person,
                received_at: now,
            };
            erasures::add(tx, instansi.id, &record, app.system.bytes()).await?;
            Ok(Erasure { new: record, steps: Vec::new() })
        })
        .await
}

/// Something is under a legal hold.
pub(super) fn held() -> ServiceError {
    ServiceError::conflict(
        "legal_hold",
        "Data ini sedang wajib disimpan (perintah menyimpan). Tidak ada yang dihapus sebelum perintah itu berakhir.",
        "This data is under a legal hold. Nothing is erased before the hold ends.",
    )
}

/// Confirms or rejects, and carries a confirmed erasure of one person out. Sent again with the same id, it changes nothing.
///
/// A proposal of the system is first taken up by one officer, then decided by another.
///
/// # Errors
///
/// `own_proposal`, `own_record`, `already_decided`, `legal_hold`, `unknown_erasure`.
pub async fn decide(
    app: &App,
    instansi: &Instansi,
    officer: Officer<'_>,
    id: Uuid,
    key: Uuid,
    confirmed: bool,
    reason: &str,
) -> Result<Erasure, ServiceError> {
    let now = app.now();
    let decided = app
        .db
        .write(async |tx| {
            let there = erasures::get(tx, instansi.id, id).await?.ok_or_else(unknown)?;
            if there.steps.iter().any(|step| step.id == key) {
                return Ok(there);
            }
            if there.state() != ErasureState::Proposed {
                return Err(already_decided());
            }
            let proposer = there.proposer().map(|(login, person)| (login.to_owned(), person));
            let by = proposer.as_ref().map_or((SYSTEM, None), |(login, person)| (login.as_str(), *person));
            barred(may_not(by, there.new.person, officer.login, officer.person))?;
            let word = match (confirmed, &proposer) {
                (false, _) => Word::Reject,
                (true, None) => Word::Review,
                (true, Some(_)) => Word::Confirm,
            };
            if let (Word::Confirm, Some(person)) = (word, there.new.person)
                && !planning::holds_on(tx, app, instansi, person).await?.is_empty()
            {
                return Err(held());
            }
            let step = Step {
                id: key,
                erasure: id,
                word,
                reason: reason.to_owned(),
                by_login: officer.login.to_owned(),
                by_person: officer.person,
                received_at: now,
            };
            if !erasures::step(tx, instansi.id, &step, app.system.bytes()).await? {
                return Err(already_decided());
            }
            if word == Word::Confirm {
                list::order(app, instansi, &there.new)?;
            }
            erasures::get(tx, instansi.id, id).await?.ok_or_else(unknown)
        })
        .await?;
    // What is about everybody takes long and is left to the job.
    if decided.state() == ErasureState::Confirmed && decided.new.person.is_some() {
        carrying::run(app, instansi, id, carrying::Holds::Win).await?;
        return app.db.read(async |tx| erasures::get(tx, instansi.id, id).await).await?.ok_or_else(unknown);
    }
    Ok(decided)
}
