//! The letters of a stop of pay: the notice, the proposal to the KPA, and the proposal to pay again.

use hadir_domain::discipline_letters::{Letter, PayResumeProposal, PayStopProposal};
use hadir_domain::ids::PersonId;
use hadir_domain::pay_stops::{PayStopAct, PayStopDuty, PayStopState, PayStopStep, holders};
use hadir_store::instansi::Instansi;
use jiff::civil::Date;

use super::{KeptAct, PayStop};
use crate::app::App;
use crate::services::casing::lettering::roll::{Roll, with_desk};
use crate::services::casing::lettering::{Written, no_letter};
use crate::services::error::ServiceError;
use crate::services::letters::desk::When;

/// The title of the letter a step issues; `None` where it issues none.
pub fn title(step: &PayStopStep) -> Option<&'static str> {
    match step {
        PayStopStep::Notify { .. } => Some("Usul penghentian gaji kepada BKPSDM"),
        PayStopStep::Pass { .. } => Some("Usul penghentian gaji kepada KPA"),
        PayStopStep::ProposeResume { .. } => Some("Usul pengaktifan kembali gaji"),
        _ => None,
    }
}

/// The letter a step issued.
///
/// # Errors
///
/// `no_letter` where it issues none.
pub async fn of_act(app: &App, instansi: &Instansi, stop: &PayStop, kept: &KeptAct) -> Result<Written, ServiceError> {
    let (act, when) = (&kept.act, When { on: kept.act.on, at: kept.at });
    let (roll, desk) = with_desk(app, instansi, &stop.people(), act.on).await?;
    let agency = roll.agency(act.person);
    let head = |number: &str| desk.letter_head(instansi, agency, when, number);
    let until: Vec<PayStopAct> = stop.steps().into_iter().filter(|one| (one.on, one.id) <= (act.on, act.id)).collect();
    let state = PayStopState::of(stop.subject(), &until);
    let holders = holders(&stop.opening, &until);
    let (subject, signer) = (roll.official(stop.subject()), roll.official(act.person));
    let letter: Letter = match &act.step {
        PayStopStep::Notify { number, days } => PayStopProposal {
            head: head(number),
            to: to_agency(&roll, holders.get(&PayStopDuty::Bkpsdm).copied()),
            subject,
            days: days.clone(),
            from_month: None,
            verified: None,
            signer,
        }
        .into(),
        PayStopStep::Pass { number } => PayStopProposal {
            head: head(number),
            to: to_kpa(&roll, holders.get(&PayStopDuty::Kpa).copied()),
            subject,
            days: state.days.clone(),
            from_month: act.on.last_of_month().tomorrow().ok(),
            verified: state.verified_by.map(|person| (roll.official(person), number.clone())),
            signer,
        }
        .into(),
        PayStopStep::ProposeResume { number, recap: (from, _), items } => PayResumeProposal {
            head: head(number),
            to: to_kpa(&roll, holders.get(&PayStopDuty::Kpa).copied()),
            subject,
            stopped_by: stopped_by(&until).ok_or_else(no_letter)?,
            works_since: *from,
            items: items.clone(),
            signer,
        }
        .into(),
        _ => return Err(no_letter()),
    };
    let (signer, subject) = (act.person, stop.subject());
    Ok(Written { id: act.id, signer, subject, letter, agency: agency.cloned(), when, desk })
}

/// Number and day of the decision that stopped it.
fn stopped_by(acts: &[PayStopAct]) -> Option<(String, Date)> {
    acts.iter().rev().find_map(|act| match &act.step {
        PayStopStep::Decide { stop: true, number, .. } => Some((number.clone(), act.on)),
        _ => None,
    })
}

fn to_agency(roll: &Roll, verifier: Option<PersonId>) -> String {
    let agency = verifier.and_then(|one| roll.agency(one));
    agency.map_or_else(|| "Kepala BKPSDM".to_owned(), |unit| format!("Kepala {}", unit.name))
}

fn to_kpa(roll: &Roll, kpa: Option<PersonId>) -> String {
    kpa.map_or_else(
        || "Kuasa Pengguna Anggaran".to_owned(),
        |kpa| format!("{} selaku Kuasa Pengguna Anggaran", roll.official(kpa).post),
    )
}
