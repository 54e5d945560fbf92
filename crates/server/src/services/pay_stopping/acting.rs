//! A step in a stop of pay: held against the flow, kept under seal, told to whoever is next.

use hadir_domain::discipline::Due;
use hadir_domain::ids::PersonId;
use hadir_domain::pay_stops::{PayStopAct, PayStopDuty, PayStopRefusal, PayStopStep, RowRule, check, duty_of, holders};
use hadir_store::acts::{self, Act, ActKind};
use jiff::civil::Date;
use uuid::Uuid;

use super::opening::may_hold;
use super::{PayStop, get, refused, telling, unknown};
use crate::app::App;
use crate::auth::Caller;
use crate::services::casing::setting::CaseRules;
use crate::services::error::ServiceError;
use crate::services::letters::numbers::{Book, Signs};
use crate::services::{act_refusals, casing};

/// What somebody sends.
#[derive(Debug, Clone)]
pub struct NewAct {
    /// Its key.
    pub id: Uuid,
    /// The day of the letter or decision.
    pub on: Date,
    /// What.
    pub step: PayStopStep,
}

/// Does a step. Sent again with the same key and content it changes nothing.
///
/// # Errors
///
/// `unknown_pay_stop`, `no_person`, `id_taken`, `changed_meanwhile`, `number_taken`, or what the flow says against it.
pub async fn act(app: &App, caller: &Caller, id: Uuid, new: &NewAct) -> Result<PayStop, ServiceError> {
    let me = caller.account.person.ok_or_else(casing::no_person)?;
    let instansi = &caller.instansi;
    let rules = CaseRules::of(app, instansi);
    app.db
        .write(async |tx| {
            let book = Book::open(tx, instansi, new.step.number()).await?;
            let before = get(tx, instansi, id).await?.ok_or_else(unknown)?;
            let said = before.acts.iter().find(|kept| kept.act.id == new.id && kept.act.by == caller.by);
            // Who sends again what ended their own part did not get the answer.
            if said.is_none() && before.sight(&caller.holder, caller.today).is_none() {
                return Err(unknown());
            }
            if let Some(there) = said {
                let same = there.act.on == new.on && there.act.step == new.step;
                return if same { Ok(before) } else { Err(act_refusals::id_taken()) };
            }
            if acts::get(tx, instansi.id, new.id).await?.is_some() {
                return Err(act_refusals::id_taken());
            }
            let act = of(caller, me, &before, new);
            // The days of a notice are the server's: a new row of days is a new stop.
            if matches!(act.step, PayStopStep::Notify { .. }) {
                return Err(refused(&PayStopRefusal::WrongStage(before.state().stage)));
            }
            let row = RowRule { in_row: u16::MAX, due: &|_| Due::Uncovered };
            check(&before.opening, &before.steps(), &act, row, caller.today).map_err(|refusal| refused(&refusal))?;
            if let PayStopStep::Assign { duty, to, .. } = act.step {
                may_hold(tx, instansi, caller.today, duty, to).await?;
            }
            book.is_free(tx, instansi, act.on, Signs { person: me, by_ppk: false }).await?;
            let kept = Act {
                id: act.id,
                subject: id,
                ordinal: Some(u32::try_from(before.acts.len()).map_err(ServiceError::fault)?),
                kind: ActKind::PayStop,
                what: act.step.word().to_owned(),
                unit: Some(before.opening.unit),
                person: Some(before.subject()),
                on: before.opening.notice.on,
                content: serde_json::to_value(&act).map_err(ServiceError::fault)?,
                by_login: act.by.clone(),
                by_person: Some(act.person),
                received_at: app.now(),
            };
            acts::add(tx, instansi.id, &[kept], || app.system.bytes()).await.map_err(act_refusals::raced)?;
            let after = get(tx, instansi, id).await?.ok_or_else(unknown)?;
            telling::of_stop(tx, app, instansi, &rules, &after, &act).await?;
            Ok(after)
        })
        .await
}

/// The act with the duty the caller has in it; the duty it asks for where they have none, so that the flow refuses it.
fn of(caller: &Caller, me: PersonId, before: &PayStop, new: &NewAct) -> PayStopAct {
    let steps = before.steps();
    let has = duty_of(&holders(&before.opening, &steps), me);
    PayStopAct {
        id: new.id,
        on: new.on,
        by: caller.by.clone(),
        person: me,
        duty: new.step.duty().or(has).unwrap_or(PayStopDuty::Reporter),
        step: new.step.clone(),
    }
}
