//! Beginning a stop of pay: the notice of a superior, with the days the server counted.

use hadir_domain::access::Role;
use hadir_domain::discipline_cases::Sight;
use hadir_domain::ids::PersonId;
use hadir_domain::pay_stops::{
    PayStopAct, PayStopAssigned, PayStopDuty, PayStopOpening, PayStopStep, RowRule, check_opening,
};
use hadir_domain::people::Person;
use hadir_domain::units::Unit;
use hadir_store::accounts::AccountState;
use hadir_store::acts::{self, Act, ActKind};
use hadir_store::instansi::Instansi;
use hadir_store::{Tx, accounts, grants};
use jiff::civil::Date;
use uuid::Uuid;

use super::rows::{self, Row};
use super::{OPENED, PayStop, about, get, refused, telling, unknown};
use crate::app::App;
use crate::auth::Caller;
use crate::error::ApiError;
use crate::services::casing::setting::CaseRules;
use crate::services::error::ServiceError;
use crate::services::letters::numbers::{Book, Signs};
use crate::services::superiors::{Subject, subject};
use crate::services::{act_refusals, casing};

/// What the superior says.
#[derive(Debug, Clone)]
pub struct NewStop {
    /// Its key.
    pub id: Uuid,
    /// Whose pay.
    pub subject: PersonId,
    /// Number of the notice.
    pub number: String,
    /// The day of the notice.
    pub on: Date,
    /// The case it goes beside.
    pub case: Option<Uuid>,
    /// Who verifies for BKPSDM.
    pub verifier: PersonId,
    /// The KPA.
    pub kpa: PersonId,
}

/// Begins a stop. Sent again with the same key and content it changes nothing.
///
/// # Errors
///
/// What [`subject`] says, `id_taken`, `stop_open`, `not_bkpsdm`, `no_account`, `number_taken`, what [`rows::of`] and the flow say against it.
pub async fn open(app: &App, caller: &Caller, new: &NewStop) -> Result<PayStop, ApiError> {
    let me = caller.account.person.ok_or_else(casing::no_person)?;
    if let Some(there) = app.db.read(async |tx| acts::get(tx, caller.id(), new.id).await).await? {
        return Ok(again(app, caller, new, &there).await?);
    }
    let Subject { person, unit } = subject(app, caller, new.subject, new.case).await?;
    let row = rows::of(app, &caller.instansi, &person, new.on.min(caller.today)).await?;
    let beside = beside(app, caller, new, &row).await?;
    let opening = PayStopOpening { case: beside, ..opening_of(caller, me, new, &person, &unit, &row) };
    check_opening(&opening, rule_of(&row), caller.today).map_err(|refusal| refused(&refusal))?;
    let rules = CaseRules::of(app, &caller.instansi);
    Ok(app.db.write(async |tx| keep(tx, app, &caller.instansi, &rules, &opening).await).await?)
}

/// The case it goes beside: the one that was named, else an open one about these days that the caller sees.
async fn beside(app: &App, caller: &Caller, new: &NewStop, row: &Row) -> Result<Option<Uuid>, ServiceError> {
    if new.case.is_some() {
        return Ok(new.case);
    }
    let cases = app.db.read(async |tx| casing::about(tx, &caller.instansi, new.subject).await).await?;
    let fits = |case: &&casing::Case| {
        case.state().closed.is_none()
            && !case.opening.days().is_disjoint(&row.days)
            && case.sight(&caller.holder, caller.today) == Some(Sight::Whole)
    };
    Ok(cases.iter().find(fits).map(casing::Case::id))
}

/// The server counted the days by the person's own roster: each of them was due.
fn rule_of(row: &Row) -> RowRule<'_> {
    RowRule { in_row: row.in_row, due: &|_| hadir_domain::discipline::Due::Free }
}

fn opening_of(caller: &Caller, me: PersonId, new: &NewStop, person: &Person, unit: &Unit, row: &Row) -> PayStopOpening {
    let has = |duty, person| PayStopAssigned { duty, person };
    PayStopOpening {
        id: new.id,
        instansi: caller.id(),
        subject: person.id,
        employee_type: person.employee_type,
        unit: unit.id,
        case: new.case,
        article: row.article.clone(),
        people: vec![
            has(PayStopDuty::Reporter, me),
            has(PayStopDuty::Bkpsdm, new.verifier),
            has(PayStopDuty::Kpa, new.kpa),
        ],
        notice: PayStopAct {
            id: new.id,
            on: new.on,
            by: caller.by.clone(),
            person: me,
            duty: PayStopDuty::Reporter,
            step: PayStopStep::Notify { number: new.number.trim().to_owned(), days: row.days.clone() },
        },
    }
}

/// The same sent again: what the client said is the same; the days were the server's.
async fn again(app: &App, caller: &Caller, new: &NewStop, there: &Act) -> Result<PayStop, ServiceError> {
    let taken = act_refusals::id_taken;
    if there.kind != ActKind::PayStop || there.by_login != caller.by {
        return Err(taken());
    }
    let stop = app.db.read(async |tx| get(tx, &caller.instansi, new.id).await).await?.ok_or_else(taken)?;
    let opening = &stop.opening;
    let named = |duty, person| opening.people.contains(&PayStopAssigned { duty, person });
    let number = matches!(&opening.notice.step, PayStopStep::Notify { number, .. } if *number == new.number.trim());
    let same = opening.subject == new.subject
        && opening.notice.on == new.on
        && (new.case.is_none() || opening.case == new.case)
        && number
        && named(PayStopDuty::Bkpsdm, new.verifier)
        && named(PayStopDuty::Kpa, new.kpa);
    if same { Ok(stop) } else { Err(taken()) }
}

async fn keep(
    tx: &mut Tx,
    app: &App,
    instansi: &Instansi,
    rules: &CaseRules,
    opening: &PayStopOpening,
) -> Result<PayStop, ServiceError> {
    let notice = &opening.notice;
    let book = Book::open(tx, instansi, notice.step.number()).await?;
    for one in &opening.people {
        may_hold(tx, instansi, rules.today(), one.duty, one.person).await?;
    }
    let others = about(tx, instansi, opening.subject).await?;
    if others.iter().any(|stop| stop.state().stage.is_some_and(|stage| !stage.is_over())) {
        return Err(ServiceError::conflict(
            "stop_open",
            "Penghentian gaji pegawai ini sedang berjalan. Lanjutkan yang itu.",
            "A stop of this person's pay is under way. Go on with that one.",
        ));
    }
    book.is_free(tx, instansi, notice.on, Signs { person: notice.person, by_ppk: false }).await?;
    let act = Act {
        id: opening.id,
        subject: opening.id,
        ordinal: Some(0),
        kind: ActKind::PayStop,
        what: OPENED.to_owned(),
        unit: Some(opening.unit),
        person: Some(opening.subject),
        on: notice.on,
        content: serde_json::to_value(opening).map_err(ServiceError::fault)?,
        by_login: notice.by.clone(),
        by_person: Some(notice.person),
        received_at: app.now(),
    };
    acts::add(tx, instansi.id, &[act], || app.system.bytes()).await.map_err(act_refusals::raced)?;
    let stop = get(tx, instansi, opening.id).await?.ok_or_else(unknown)?;
    telling::of_stop(tx, app, instansi, rules, &stop, notice).await?;
    Ok(stop)
}

/// Whether somebody can do what the duty asks: they can sign in, and who verifies works for BKPSDM.
///
/// # Errors
///
/// `no_account`, `not_bkpsdm`.
pub(super) async fn may_hold(
    tx: &mut Tx,
    instansi: &Instansi,
    today: Date,
    duty: PayStopDuty,
    person: PersonId,
) -> Result<(), ServiceError> {
    let known = accounts::of_person(tx, instansi.id, person).await?;
    let Some(account) = known.into_iter().find(|account| account.state == AccountState::Active) else {
        return Err(ServiceError::conflict(
            "no_account",
            "Orang yang ditunjuk belum punya akun yang aktif, jadi tidak dapat bertindak. Pilih orang lain, atau minta operator \
             membuatkan akunnya.",
            "Whoever was named has no active account and could do nothing. Choose somebody else, or ask the operator.",
        ));
    };
    let granted = grants::of_account(tx, instansi.id, account.id).await?;
    let agency = granted.iter().any(|row| row.grant.role == Role::Bkpsdm && row.grant.holds_on(today));
    if duty != PayStopDuty::Bkpsdm || agency {
        return Ok(());
    }
    Err(ServiceError::conflict(
        "not_bkpsdm",
        "Yang memverifikasi harus petugas BKPSDM. Pilih orang lain.",
        "Whoever verifies works for BKPSDM. Choose somebody else.",
    ))
}
