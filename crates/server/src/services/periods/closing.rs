//! Closing a month, asking to open it, and opening it by a second officer.

use std::collections::{BTreeMap, HashMap};

use hadir_domain::ids::PersonId;
use hadir_domain::units::Unit;
use hadir_store::days::{self, Day};
use hadir_store::periods::{self, PeriodStep};
use hadir_store::sealed_days::{self, NewSealedDay, SealedDay, SealedVerdict};
use jiff::ToSpan;
use jiff::civil::Date;

use super::closes_on;
use crate::app::App;
use crate::auth::Caller;
use crate::services::error::ServiceError;
use crate::services::{judging, recapping};

/// Verdicts sealed in one transaction, so that writers of punches soon get their turn.
const SEALED_AT_ONCE: usize = 1_000;

/// People judged in one go for the reasons of their verdicts.
const PEOPLE_AT_ONCE: usize = 200;

/// Months back whose late evidence lands in the one that is closed.
const MONTHS_BACK: i32 = 24;

/// Closes a month of an OPD: seals the verdict of every person and day, and what changed of earlier closed months.
///
/// # Errors
///
/// `month_runs` while it is not over, `grace_runs` without a reason before its day, `already_closed`.
pub async fn close(app: &App, caller: &Caller, unit: &Unit, month: Date, reason: &str) -> Result<(), ServiceError> {
    let (from, to) = (month.first_of_month(), month.last_of_month());
    if caller.today <= to {
        return Err(ServiceError::conflict(
            "month_runs",
            format!("Bulan ini belum berakhir. Tutup sesudah {}.", to.strftime("%d-%m-%Y")),
            format!("This month is not over. Close it after {to}."),
        ));
    }
    let closes = closes_on(app, &caller.instansi, month)?;
    if caller.today < closes && reason.is_empty() {
        return Err(ServiceError::conflict(
            "grace_runs",
            format!(
                "Masa perbaikan berjalan sampai {}. Tutup sesudahnya, atau tulis alasan menutup lebih awal.",
                closes.strftime("%d-%m-%Y")
            ),
            format!("Corrections may come until {closes}. Close it then, or say why earlier."),
        ));
    }
    let id = caller.id();
    let known = app.db.read(async |tx| periods::of_months(tx, id, from, from).await).await?;
    if known.iter().any(|period| period.unit == unit.id && period.is_closed()) {
        return Err(already_closed());
    }
    // The recap's own way to the days, so that what is sealed is what it shows.
    let recap = recapping::of_month(app, &caller.instansi, Some(&unit.code), month).await?;
    let ids: Vec<PersonId> = recap.people.iter().map(|(person, _)| person.id).collect();
    seal(app, caller, unit, &ids, (from, to)).await?;
    seal_late(app, caller, unit, from).await?;
    let step = step(app, caller, unit, from, "close", reason);
    let closed = app.db.write(async |tx| periods::close(tx, id, &step, app.system.bytes()).await).await?;
    if closed { Ok(()) } else { Err(already_closed()) }
}

async fn seal(
    app: &App,
    caller: &Caller,
    unit: &Unit,
    people: &[PersonId],
    (from, to): (Date, Date),
) -> Result<(), ServiceError> {
    let id = caller.id();
    for some in people.chunks(PEOPLE_AT_ONCE) {
        let reasons = reasons_of(app, caller, some, (from, to)).await?;
        let (stored, sealed) = app
            .db
            .read(async |tx| {
                let stored = days::of_people(tx, id, some, from, to).await?;
                Ok::<_, ServiceError>((stored, sealed_days::of_people(tx, id, some, from, to).await?))
            })
            .await?;
        let newest: HashMap<(PersonId, Date), SealedDay> =
            sealed.into_iter().map(|day| ((day.person, day.on), day)).collect();
        let fresh = stored.into_iter().filter_map(|day| {
            let key = (day.person, day.on);
            let verdict = verdict_of(&day);
            let before = newest.get(&key);
            if before.is_some_and(|before| before.verdict.says_the_same(&verdict)) {
                return None;
            }
            let version = before.map_or(0, |before| before.version + 1);
            let day = SealedDay { person: day.person, on: day.on, version, unit: unit.id, lands_on: from, verdict };
            Some(sealed_day(app, day, reasons.get(&key).cloned().unwrap_or_default()))
        });
        put(app, caller, &fresh.collect::<Vec<_>>()).await?;
    }
    Ok(())
}

/// What came late for closed months of this OPD lands in the month that is closed now.
async fn seal_late(app: &App, caller: &Caller, unit: &Unit, month: Date) -> Result<(), ServiceError> {
    let id = caller.id();
    let first = month.checked_sub(MONTHS_BACK.months()).unwrap_or(month);
    let before = month.yesterday().unwrap_or(month);
    let (closed, late) = app
        .db
        .read(async |tx| {
            let closed = periods::of_months(tx, id, first, before).await?;
            Ok::<_, ServiceError>((closed, sealed_days::late(tx, id, unit.id, first, before).await?))
        })
        .await?;
    let is_closed = |on: Date| {
        let month = on.first_of_month();
        closed.iter().any(|period| period.unit == unit.id && period.month == month && period.is_closed())
    };
    let mut reasons = HashMap::new();
    let mut by_person: BTreeMap<PersonId, (Date, Date)> = BTreeMap::new();
    for (day, _) in &late {
        let span = by_person.entry(day.person).or_insert((day.on, day.on));
        *span = (span.0.min(day.on), span.1.max(day.on));
    }
    for (person, span) in by_person {
        reasons.extend(reasons_of(app, caller, &[person], span).await?);
    }
    let fresh = late.into_iter().filter(|(day, _)| is_closed(day.on)).map(|(day, verdict)| {
        let reasons = reasons.get(&(day.person, day.on)).cloned().unwrap_or_default();
        let day = SealedDay { version: day.version + 1, lands_on: month, verdict, ..day };
        sealed_day(app, day, reasons)
    });
    put(app, caller, &fresh.collect::<Vec<_>>()).await
}

async fn put(app: &App, caller: &Caller, fresh: &[NewSealedDay]) -> Result<(), ServiceError> {
    for some in fresh.chunks(SEALED_AT_ONCE) {
        app.db.write(async |tx| sealed_days::add(tx, caller.id(), some, app.now()).await).await?;
    }
    Ok(())
}

async fn reasons_of(
    app: &App,
    caller: &Caller,
    people: &[PersonId],
    (from, to): (Date, Date),
) -> Result<HashMap<(PersonId, Date), Vec<String>>, ServiceError> {
    let judged = judging::judge(app, &caller.instansi, people, from, to).await?;
    let mut reasons = HashMap::new();
    for person in judged.people {
        for day in person.days {
            let texts = day.verdict.reasons.iter().map(hadir_domain::day::Reason::indonesian).collect();
            reasons.insert((person.person, day.on), texts);
        }
    }
    Ok(reasons)
}

fn sealed_day(app: &App, day: SealedDay, reasons: Vec<String>) -> NewSealedDay {
    NewSealedDay { id: app.system.uuid(), salt: app.system.bytes(), day, reasons }
}

fn verdict_of(day: &Day) -> SealedVerdict {
    SealedVerdict {
        status: day.status,
        settled: day.settled,
        marks: day.marks.clone(),
        first_in: day.first_in,
        last_out: day.last_out,
        pack_sha256: day.pack_sha256,
        engine: day.engine.clone(),
    }
}

/// Asks to open a closed month. A second officer opens it.
///
/// # Errors
///
/// `not_closed` when there is nothing to open, `blank` without a reason.
pub async fn ask_reopen(
    app: &App,
    caller: &Caller,
    unit: &Unit,
    month: Date,
    reason: &str,
) -> Result<(), ServiceError> {
    if reason.is_empty() {
        return Err(ServiceError::bad("blank", "Tulis alasannya.", "Say why."));
    }
    let step = step(app, caller, unit, month.first_of_month(), "ask_reopen", reason);
    let asked = app.db.write(async |tx| periods::ask(tx, caller.id(), &step, app.system.bytes()).await).await?;
    if asked { Ok(()) } else { Err(not_closed()) }
}

/// Opens a month that another officer asked to open.
///
/// # Errors
///
/// `own_record` for the one who asked, `not_closed` when nobody asked.
pub async fn reopen(app: &App, caller: &Caller, unit: &Unit, month: Date) -> Result<(), ServiceError> {
    let month = month.first_of_month();
    let id = caller.id();
    let step = step(app, caller, unit, month, "reopen", "");
    let opened = app
        .db
        .write(async |tx| {
            let known = periods::of_months(tx, id, month, month).await?;
            let asked = known.iter().find(|period| period.unit == unit.id).and_then(|period| period.asked.as_ref());
            let own = asked.is_some_and(|asked| {
                asked.by == caller.by || (asked.person.is_some() && asked.person == caller.account.person)
            });
            if own {
                return Err(ServiceError::conflict(
                    "own_record",
                    "Anda yang meminta bulan ini dibuka. Petugas lain harus membukanya.",
                    "You asked to open this month. Another officer must open it.",
                ));
            }
            Ok(periods::reopen(tx, id, &step, app.system.bytes()).await?)
        })
        .await?;
    if opened { Ok(()) } else { Err(not_closed()) }
}

fn step(app: &App, caller: &Caller, unit: &Unit, month: Date, step: &str, reason: &str) -> PeriodStep {
    PeriodStep {
        by_login: caller.by.clone(),
        by_person: caller.account.person,
        id: app.system.uuid(),
        month,
        reason: reason.to_owned(),
        received_at: app.now(),
        step: step.to_owned(),
        unit: unit.id,
    }
}

fn already_closed() -> ServiceError {
    ServiceError::conflict(
        "already_closed",
        "Bulan ini sudah ditutup. Untuk mengubahnya, minta dibuka dengan alasan.",
        "This month is closed. To change it, ask to open it with a reason.",
    )
}

fn not_closed() -> ServiceError {
    ServiceError::conflict(
        "not_closed",
        "Bulan ini tidak sedang ditutup, atau belum ada yang meminta dibuka. Muat ulang halaman ini.",
        "This month is not closed, or nobody asked to open it. Load this page again.",
    )
}
