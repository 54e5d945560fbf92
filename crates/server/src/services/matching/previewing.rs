//! What decisions would change, before anybody confirms them: punches, days, and which status becomes which.

use std::collections::{BTreeMap, BTreeSet};

use hadir_domain::ids::PersonId;
use hadir_domain::status::Status;
use hadir_store::instansi::Instansi;
use hadir_store::{Tx, punches, sealed_days, unmatched};
use jiff::civil::Date;

use super::Officer;
use super::places::Places;
use super::plan::{Plan, Wanted, plan};
use crate::app::App;
use crate::services::error::ServiceError;
use crate::services::judging::{self, Supposed};

/// One day that would be another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayChange {
    /// Whose.
    pub person: PersonId,
    /// The date.
    pub on: Date,
    /// What it is.
    pub was: Status,
    /// What it would be.
    pub becomes: Status,
    /// Whether its month is closed: the change lands in the next one.
    pub closed: bool,
}

/// What would change.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Effects {
    /// Punches that change hands.
    pub punches: u64,
    /// Days that are judged again.
    pub days: u64,
    /// Days that would have another status.
    pub changes: Vec<DayChange>,
    /// Days whose minutes or marks alone would be others.
    pub finer: u64,
}

impl Effects {
    /// How many days go from one status to another, the most first.
    pub fn sums(&self) -> Vec<(Status, Status, u64)> {
        let mut sums: BTreeMap<(Status, Status), u64> = BTreeMap::new();
        for change in &self.changes {
            *sums.entry((change.was, change.becomes)).or_default() += 1;
        }
        let mut sums: Vec<_> = sums.into_iter().map(|((was, becomes), count)| (was, becomes, count)).collect();
        sums.sort_by_key(|(was, becomes, count)| (std::cmp::Reverse(*count), *was, *becomes));
        sums
    }
}

/// Looks at decisions without making them.
///
/// # Errors
///
/// As [`plan`].
pub async fn effects(
    app: &App,
    instansi: &Instansi,
    officer: &Officer,
    wanted: &[Wanted],
) -> Result<Effects, ServiceError> {
    app.db
        .read(async |tx| {
            let places = Places::load(tx, instansi.id).await?;
            let plan = plan(tx, instansi.id, officer, &places, wanted).await?;
            of_plan(tx, app, instansi, officer, &plan).await
        })
        .await
}

async fn of_plan(
    tx: &mut Tx,
    app: &App,
    instansi: &Instansi,
    officer: &Officer,
    plan: &Plan,
) -> Result<Effects, ServiceError> {
    let keys: Vec<_> = plan.keys.iter().cloned().collect();
    let moves = punches::moves(tx, instansi.id, &keys, &plan.change).await?;
    let mut effects = Effects { punches: moves.len() as u64, ..Effects::default() };
    let spans = spans(tx, instansi, officer, plan, &moves).await?;
    let supposed = Supposed { pins: plan.change.clone(), moves };
    for (person, (from, to)) in spans {
        let sealed = sealed_days::of_people(tx, instansi.id, &[person], from, to).await?;
        let sealed: BTreeSet<Date> = sealed.iter().map(|day| day.on).collect();
        for (was, becomes) in judging::suppose(tx, app, instansi, person, (from, to), &supposed).await? {
            effects.days += 1;
            if was.verdict.status != becomes.verdict.status {
                effects.changes.push(DayChange {
                    person,
                    on: was.on,
                    was: was.verdict.status,
                    becomes: becomes.verdict.status,
                    closed: sealed.contains(&was.on),
                });
            } else if was.verdict.marks != becomes.verdict.marks {
                effects.finer += 1;
            }
        }
    }
    Ok(effects)
}

/// Whose days are judged again, and from when to when: where punches move, and where another terminal is listened to.
pub(super) async fn spans(
    tx: &mut Tx,
    instansi: &Instansi,
    officer: &Officer,
    plan: &Plan,
    moves: &[punches::Move],
) -> Result<BTreeMap<PersonId, (Date, Date)>, ServiceError> {
    let mut spans: BTreeMap<PersonId, (Date, Date)> = BTreeMap::new();
    let mut widen = |person: PersonId, from: Date, to: Date| {
        let span = spans.entry(person).or_insert((from, to));
        *span = (span.0.min(from), span.1.max(to));
    };
    for one in moves {
        let on = one.punch.local_time.date();
        let (from, to) = (on.yesterday().unwrap_or(on), on.tomorrow().unwrap_or(on));
        for person in [one.punch.person, one.to].into_iter().flatten() {
            widen(person, from, to);
        }
    }
    for (person, from_on, to_on) in &plan.people {
        // Only days with a stored verdict can have been judged by what another terminal said.
        let Some(first) = unmatched::first_stored_day(tx, instansi.id, *person).await? else { continue };
        let (from, to) = (from_on.unwrap_or(first).max(first), to_on.unwrap_or(officer.today).min(officer.today));
        if from <= to {
            widen(*person, from, to);
        }
    }
    spans.values_mut().for_each(|span| span.1 = span.1.min(officer.today).max(span.0));
    Ok(spans)
}
