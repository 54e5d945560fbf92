//! Giving a reprimand outside a case: by a superior, to whoever is no PNS or CPNS.

use std::collections::BTreeSet;

use hadir_domain::ids::{PersonId, UnitId};
use hadir_domain::people::EmployeeType;
use hadir_domain::reprimands::{ReprimandAct, ReprimandKind, ReprimandStep, check};
use hadir_store::Tx;
use hadir_store::acts::{self, Act, ActKind};
use hadir_store::instansi::Instansi;
use jiff::civil::Date;
use uuid::Uuid;

use super::{Entry, get, refused, unknown};
use crate::app::App;
use crate::auth::Caller;
use crate::error::ApiError;
use crate::services::error::ServiceError;
use crate::services::letters::numbers::{Book, Signs};
use crate::services::noticing::telling;
use crate::services::superiors::{Subject, subject};
use crate::services::{act_refusals, casing, pay_stopping};

/// What a superior gives.
#[derive(Debug, Clone)]
pub struct NewReprimand {
    /// Its key.
    pub id: Uuid,
    /// To whom.
    pub subject: PersonId,
    /// When.
    pub on: Date,
    /// Which.
    pub kind: ReprimandKind,
    /// Number of the paper or record.
    pub number: String,
    /// For what.
    pub text: String,
    /// Its article or clause.
    pub article: String,
    /// The days it is about.
    pub days: BTreeSet<Date>,
}

/// Gives a reprimand. Sent again with the same key and content it changes nothing.
///
/// # Errors
///
/// 403 without the right, `not_superior`, 404 out of reach, `id_taken`, `number_taken`, or what the register says against it.
pub async fn give(app: &App, caller: &Caller, new: &NewReprimand) -> Result<Entry, ApiError> {
    let me = caller.account.person.ok_or_else(casing::no_person)?;
    let Subject { person, unit } = subject(app, caller, new.subject, None).await?;
    let act = ReprimandAct {
        id: new.id,
        on: new.on,
        by: caller.by.clone(),
        person: me,
        step: ReprimandStep::Give {
            kind: new.kind.clone(),
            number: new.number.trim().to_owned(),
            text: new.text.trim().to_owned(),
            article: new.article.trim().to_owned(),
            days: new.days.clone(),
            case: None,
        },
    };
    let whose = Whose { subject: person.id, unit: unit.id, of: person.employee_type };
    Ok(app.db.write(async |tx| keep(tx, app, caller, &whose, &act).await).await?)
}

struct Whose {
    subject: PersonId,
    unit: UnitId,
    of: EmployeeType,
}

async fn keep(
    tx: &mut Tx,
    app: &App,
    caller: &Caller,
    whose: &Whose,
    act: &ReprimandAct,
) -> Result<Entry, ServiceError> {
    let instansi: &Instansi = &caller.instansi;
    let book = Book::open(tx, instansi, act.step.number()).await?;
    if acts::get(tx, instansi.id, act.id).await?.is_some() {
        let there = get(tx, instansi, act.id).await?.filter(|one| one.case.is_none());
        let same = there.filter(|one| one.acts.first().is_some_and(|kept| kept.act == *act));
        return same.filter(|one| one.subject == whose.subject).ok_or_else(act_refusals::id_taken);
    }
    check(whose.subject, whose.of, &[], act, caller.today).map_err(refused)?;
    book.is_free(tx, instansi, act.on, Signs { person: act.person, by_ppk: false }).await?;
    let kept = Act {
        id: act.id,
        subject: act.id,
        ordinal: Some(0),
        kind: ActKind::Reprimand,
        what: act.step.word().to_owned(),
        unit: Some(whose.unit),
        person: Some(whose.subject),
        on: act.on,
        content: serde_json::to_value(act).map_err(ServiceError::fault)?,
        by_login: act.by.clone(),
        by_person: Some(act.person),
        received_at: app.now(),
    };
    acts::add(tx, instansi.id, &[kept], || app.system.bytes()).await.map_err(act_refusals::raced)?;
    let word = pay_stopping::telling::to_person(&format!("reprimand {}", act.id));
    telling::people(tx, app, instansi, &[whose.subject], &word).await?;
    get(tx, instansi, act.id).await?.ok_or_else(unknown)
}
