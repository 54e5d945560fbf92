//! A word about an entry: the person has it or would not sign, or it is taken back.

use hadir_domain::ids::UnitId;
use hadir_domain::reprimands::{ReprimandAct, ReprimandStep, check};
use hadir_domain::units::Unit;
use hadir_store::acts::{self, Act, ActKind};
use hadir_store::{people, posts, units};
use jiff::civil::Date;
use uuid::Uuid;

use super::{Entry, RegisterSight, get, refused, unknown};
use crate::app::App;
use crate::auth::Caller;
use crate::services::error::ServiceError;
use crate::services::noticing::telling;
use crate::services::{act_refusals, casing, pay_stopping};

/// What somebody sends.
#[derive(Debug, Clone)]
pub struct NewWord {
    /// Its key.
    pub id: Uuid,
    /// The day.
    pub on: Date,
    /// What.
    pub step: ReprimandStep,
}

/// Says a word about an entry. Sent again with the same key and content it changes nothing.
///
/// # Errors
///
/// `unknown_reprimand`, `no_person`, `by_case`, `not_superior`, `id_taken`, `changed_meanwhile`, or what the register says
/// against it.
pub async fn act(app: &App, caller: &Caller, id: Uuid, new: &NewWord) -> Result<Entry, ServiceError> {
    let me = caller.account.person.ok_or_else(casing::no_person)?;
    let instansi = &caller.instansi;
    app.db
        .write(async |tx| {
            let before = get(tx, instansi, id).await?.ok_or_else(unknown)?;
            let all = units::list(tx, instansi.id).await?;
            let served = posts::of_people(tx, instansi.id, &[before.subject]).await?;
            let serves = served.iter().find(|post| post.holds_on(caller.today)).map(|post| post.unit);
            let sight = before.sight(caller, &all, serves).ok_or_else(unknown)?;
            let act =
                ReprimandAct { id: new.id, on: new.on, by: caller.by.clone(), person: me, step: new.step.clone() };
            if let Some(there) = before.acts.iter().find(|kept| kept.act.id == act.id) {
                return if there.act == act { Ok(before) } else { Err(act_refusals::id_taken()) };
            }
            may(caller, &before, sight, (&all, serves))?;
            if acts::get(tx, instansi.id, act.id).await?.is_some() {
                return Err(act_refusals::id_taken());
            }
            let person = people::get(tx, instansi.id, before.subject).await?.ok_or_else(unknown)?;
            check(before.subject, person.employee_type, &before.words(), &act, caller.today).map_err(refused)?;
            let kept = Act {
                id: act.id,
                subject: before.id,
                ordinal: Some(u32::try_from(before.acts.len()).map_err(ServiceError::fault)?),
                kind: ActKind::Reprimand,
                what: act.step.word().to_owned(),
                unit: Some(before.unit),
                person: Some(before.subject),
                on: before.reprimand.given_on,
                content: serde_json::to_value(&act).map_err(ServiceError::fault)?,
                by_login: act.by.clone(),
                by_person: Some(act.person),
                received_at: app.now(),
            };
            acts::add(tx, instansi.id, &[kept], || app.system.bytes()).await.map_err(act_refusals::raced)?;
            if me != before.subject {
                let word = pay_stopping::telling::to_person(&format!("reprimand {}", act.id));
                telling::people(tx, app, instansi, &[before.subject], &word).await?;
            }
            get(tx, instansi, id).await?.ok_or_else(unknown)
        })
        .await
}

/// Whether the caller may say anything about it: the person, or a superior; what follows from a case goes by the case.
fn may(
    caller: &Caller,
    of: &Entry,
    sight: RegisterSight,
    (units, serves): (&[Unit], Option<UnitId>),
) -> Result<(), ServiceError> {
    if of.case.is_some() {
        return Err(ServiceError::conflict(
            "by_case",
            "Teguran ini mengikuti keputusan perkara. Penerimaan, keberatan dan peninjauannya lewat perkara itu.",
            "This reprimand follows from the decision of a case. Receipt, objection and review go by that case.",
        ));
    }
    if sight == RegisterSight::Own || of.leads(caller, units, serves) {
        return Ok(());
    }
    Err(ServiceError::forbidden(
        "not_superior",
        "Yang mencatat atau mencabut teguran ialah atasan pegawai itu. Minta mereka.",
        "Whoever heads the person's unit notes or withdraws a reprimand. Ask them.",
    ))
}
