//! Deciding at a step: who may, what it does to the request, and the records that follow the last yes.

use std::collections::{BTreeSet, HashMap};

use hadir_domain::access::Grant;
use hadir_domain::ids::{PersonId, RequestId};
use hadir_domain::requests::{
    Decider, DecisionAction, NotAllowed, Parties, RequestState, Seat, Wish, decide as next, may_decide,
};
use hadir_domain::units::Unit;
use hadir_store::requests::steps::{self, RequestStep};
use hadir_store::requests::{self, Request};
use hadir_store::{StoreError, Tx, dirty, posts, units};
use uuid::Uuid;

use super::effects::{self, Planned};
use super::standing::{Place, standing};
use super::view::Whole;
use super::{due_on, noticing, seat_id, submitting, view};
use crate::app::App;
use crate::auth::Caller;
use crate::services::error::ServiceError;
use crate::services::judging;

/// A decision as it came.
#[derive(Debug, Clone)]
pub struct NewDecision {
    /// Its key, made by the client.
    pub id: Uuid,
    /// On which request.
    pub request: RequestId,
    /// At which step, as the caller saw it.
    pub step: usize,
    /// What.
    pub action: DecisionAction,
    /// Why.
    pub reason: String,
}

/// Whether and in which seat the caller may decide on requests where they now wait, in their order.
///
/// # Errors
///
/// When the database does not answer.
pub async fn seats(
    tx: &mut Tx,
    caller: &Caller,
    all_units: &[Unit],
    requests: &[Whole],
) -> Result<Vec<Result<Seat, NotAllowed>>, StoreError> {
    let people: BTreeSet<PersonId> = requests.iter().map(|one| one.request.person).collect();
    let people: Vec<PersonId> = people.into_iter().collect();
    let posts = posts::of_people(tx, caller.id(), &people).await?;
    let grants = caller.holder.in_force(caller.today);
    let mut places: HashMap<PersonId, Place> = HashMap::new();
    for of_person in posts.chunk_by(|one, next| one.person == next.person) {
        if let Some(first) = of_person.first() {
            places.insert(first.person, Place::of(of_person, all_units, caller.today));
        }
    }
    let nowhere = Place::default();
    let place_of = |person: PersonId| places.get(&person).unwrap_or(&nowhere);
    Ok(requests.iter().map(|one| seat(caller, &grants, place_of(one.request.person), one)).collect())
}

fn seat(caller: &Caller, grants: &[Grant], place: &Place, whole: &Whole) -> Result<Seat, NotAllowed> {
    let request = &whole.request;
    let step = request.waits_for().ok_or(NotAllowed::NotYours)?;
    let decided = decided_in_round(whole);
    let parties = Parties {
        subject: request.person,
        filed_by: request.filed_by,
        colleague: request.colleague,
        decided: &decided,
    };
    let decider = Decider { person: caller.account.person, standing: standing(grants, place) };
    let overdue = request.due_on.is_some_and(|due| due < caller.today);
    may_decide(step, overdue, &parties, &decider)
}

fn decided_in_round(whole: &Whole) -> Vec<PersonId> {
    let round = whole.request.round;
    let yes = whole.steps.iter().filter(|step| step.round == round && step.action == "approve");
    yes.filter_map(|step| step.by_person).collect()
}

/// What somebody in a seat may do to a request.
pub fn actions(whole: &Whole) -> Vec<String> {
    let postpone = matches!(&whole.request.wish, Wish::Leave(wish) if super::leave::can_be_postponed(wish.leave));
    let actions = DecisionAction::ALL.into_iter().filter(|action| *action != DecisionAction::Postpone || postpone);
    actions.map(|action| action.as_str().to_owned()).collect()
}

/// Decides; answers the request as it then stands. Sending a decision again changes nothing.
///
/// # Errors
///
/// `own_record`, `not_yours`, `four_eyes`, `already_decided`, `proof_missing`, `superseded` and what stands against the
/// records that would follow.
pub async fn decide(app: &App, caller: &Caller, new: &NewDecision) -> Result<Request, ServiceError> {
    let (id, instansi) = (caller.id(), &caller.instansi);
    let (whole, seat, repeated) = app
        .db
        .read(async |tx| {
            let request = requests::get(tx, id, new.request).await?.ok_or_else(submitting::unknown)?;
            let repeated = steps::get(tx, id, new.id).await?;
            let (mut whole, _) = view::load(tx, instansi, vec![request]).await?;
            let whole = whole.pop().ok_or_else(submitting::unknown)?;
            let all_units = units::list(tx, id).await?;
            let seats = seats(tx, caller, &all_units, std::slice::from_ref(&whole)).await?;
            let seat = seats.into_iter().next().unwrap_or(Err(NotAllowed::NotYours));
            Ok::<_, ServiceError>((whole, seat, repeated))
        })
        .await?;
    if let Some(step) = repeated {
        let same = step.request == new.request && step.action == new.action.as_str() && step.by_login == caller.by;
        return if same { Ok(whole.request) } else { Err(id_reused()) };
    }
    let seat = match seat {
        Ok(seat) => seat,
        // Who has nothing to do with it is not told of it.
        Err(NotAllowed::NotYours) if !super::inbox::sees(app, caller, &whole).await? => {
            return Err(submitting::unknown());
        }
        Err(_) if whole.request.progress.state != RequestState::Pending => return Err(already_decided()),
        Err(refusal) => return Err(not_allowed(refusal)),
    };
    let request = &whole.request;
    if request.progress.step != Some(new.step) {
        return Err(already_decided());
    }
    if new.action != DecisionAction::Approve && new.reason.is_empty() {
        return Err(ServiceError::bad("blank", "Tulis alasannya.", "Say why."));
    }
    if !actions(&whole).iter().any(|action| action == new.action.as_str()) {
        return Err(ServiceError::bad(
            "not_postponable",
            "Hanya cuti yang dapat ditangguhkan; pilih kembalikan atau tolak.",
            "Only leave of that kind can be put off; return or reject it.",
        ));
    }
    let to = next(&request.chain, request.progress, new.action).ok_or_else(already_decided)?;
    let planned = if to.state == RequestState::Approved {
        if whole.proof_missing() {
            return Err(ServiceError::conflict(
                "proof_missing",
                "Buktinya belum sampai. Tunggu berkasnya, atau kembalikan permohonan ini dengan alasan.",
                "The proof has not come. Wait for the file, or return this request with a reason.",
            ));
        }
        Some(follow(app, caller, request).await?)
    } else {
        None
    };
    let due = to.step.and_then(|step| due_on(app, instansi, &request.chain, step, caller.today));
    let now = app.now();
    let decided_at = to.state.is_over().then_some(now);
    let step = step_of(caller, request, new, seat, now);
    app.db
        .write(async |tx| {
            let effects = match &planned {
                Some(planned) => Some(effects::make(tx, app, instansi, &caller.by, planned).await.map_err(superseded)?),
                None => None,
            };
            if !requests::advance(tx, id, request, to, due, decided_at, effects.as_ref()).await? {
                return Err(already_decided());
            }
            steps::add(tx, id, &step, app.system.bytes()).await?;
            if let Some(planned) = &planned {
                mark(tx, caller, planned).await?;
            }
            let after = requests::get(tx, id, request.id).await?.ok_or_else(submitting::unknown)?;
            noticing::decided(tx, app, instansi, &after, new.action, !new.reason.is_empty()).await?;
            Ok::<_, ServiceError>(())
        })
        .await?;
    if planned.is_some() {
        judging::project(app, instansi).await?;
        app.dirty.notify_one();
    }
    let after = app.db.read(async |tx| requests::get(tx, id, new.request).await).await?;
    after.ok_or_else(submitting::unknown)
}

/// The records of the last yes; looked at once more, for much may have changed since it was asked.
async fn follow(app: &App, caller: &Caller, request: &Request) -> Result<Planned, ServiceError> {
    let reference = format!("{}, disetujui {}", view::reference(&request.wish, request.id), caller.today);
    let planned = effects::plan(app, &caller.instansi, request.id, request.person, &request.wish, &reference).await?;
    let planned = planned.map_err(|problem| ServiceError {
        kind: crate::services::error::Kind::Conflict,
        code: "cannot_follow",
        text: crate::error::Text::new(problem.detail, problem.detail_en),
    })?;
    if let Wish::Leave(wish) = &request.wish {
        super::leave::still_there(app, &caller.instansi, request, wish).await?;
    }
    Ok(planned)
}

async fn mark(tx: &mut Tx, caller: &Caller, planned: &Planned) -> Result<(), StoreError> {
    for (person, (from, to)) in planned.spans() {
        // Neighbouring windows turn with the duty of these days; days to come are judged when they come.
        let first = from.yesterday().unwrap_or(from);
        let last = to.tomorrow().unwrap_or(to).min(caller.today.tomorrow().unwrap_or(caller.today));
        if first <= last {
            dirty::mark_span(tx, caller.id(), person, first, last).await?;
        }
    }
    Ok(())
}

fn step_of(caller: &Caller, request: &Request, new: &NewDecision, seat: Seat, now: jiff::Timestamp) -> RequestStep {
    RequestStep {
        acting: seat.acting,
        action: new.action.as_str().to_owned(),
        by_login: caller.by.clone(),
        by_person: caller.account.person,
        id: new.id,
        reason: new.reason.clone(),
        received_at: now,
        request: request.id,
        round: request.round,
        seat: seat_id(seat.who).to_owned(),
        step: Some(u32::try_from(new.step).unwrap_or(u32::MAX)),
        wish: None,
    }
}

/// Another correction of that side was approved in between.
fn superseded(error: StoreError) -> ServiceError {
    match error {
        StoreError::Conflict(_) => ServiceError::conflict(
            "superseded",
            "Sementara itu koreksi lain untuk hari ini sudah disetujui. Kembalikan permohonan ini supaya dilihat lagi.",
            "Another correction of this day was approved in between. Return this request so that it is looked at again.",
        ),
        other => other.into(),
    }
}

/// It does not wait where the caller saw it.
pub fn already_decided() -> ServiceError {
    ServiceError::conflict(
        "already_decided",
        "Permohonan ini sudah diputus atau berpindah tahap. Muat ulang halaman ini.",
        "This request was decided or moved on. Load this page again.",
    )
}

fn id_reused() -> ServiceError {
    ServiceError::conflict(
        "id_reused",
        "Nomor keputusan ini sudah dipakai untuk keputusan lain. Muat ulang halaman ini.",
        "The id of this decision stands for another one. Load this page again.",
    )
}

fn not_allowed(refusal: NotAllowed) -> ServiceError {
    match refusal {
        NotAllowed::OwnRecord => ServiceError::conflict(
            "own_record",
            "Anda tidak dapat memutuskan permohonan Anda sendiri. Pejabat lain yang memutuskannya.",
            "You cannot decide on your own request. Another official decides on it.",
        ),
        NotAllowed::DecidedBefore => ServiceError::conflict(
            "four_eyes",
            "Anda sudah memutuskan tahap sebelumnya. Tahap ini harus diputus orang lain.",
            "You decided the step before. Somebody else must decide this one.",
        ),
        NotAllowed::NotYours => ServiceError::conflict(
            "not_yours",
            "Tahap ini diputus pejabat lain. Tunggu giliran Anda.",
            "Another official decides this step. Wait for your turn.",
        ),
        NotAllowed::NoPerson => ServiceError::conflict(
            "no_person",
            "Akun ini tidak terhubung dengan data pegawai, jadi tidak dapat memutuskan. Minta operator menghubungkannya.",
            "This account is not connected with a person, so it decides nothing. Ask the operator to connect it.",
        ),
    }
}
