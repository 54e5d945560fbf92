//! What is shown of rounds: how they were drawn, what became of the calls, and whether anybody else draws the same.

use std::collections::BTreeMap;

use hadir_domain::ids::UnitId;
use hadir_domain::spot_checks::{Fault, Outcome, Pick, Published, RoundKey, Seed, rank, verify};
use hadir_store::StoreError;
use hadir_store::instansi::Instansi;
use hadir_store::spot_checks::calls::{self, CallInSpan};
use hadir_store::spot_checks::rounds::{self, Round};
use hadir_store::spot_checks::seeds::{self, SeedOfDay};
use jiff::ToSpan;
use jiff::civil::Date;
use uuid::Uuid;

use super::{check_span, rules};
use crate::app::App;
use crate::services::error::ServiceError;

/// Rounds of some days with everything that became of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown {
    /// The rounds, by day and number.
    pub rounds: Vec<Round>,
    /// Their calls.
    pub calls: Vec<CallInSpan>,
    /// The seeds of the days, tomorrow's promise among them.
    pub seeds: Vec<SeedOfDay>,
}

/// Everything of the days from `from` to `to`.
///
/// # Errors
///
/// `bad_span`.
pub async fn list(app: &App, instansi: &Instansi, from: Date, to: Date) -> Result<Shown, ServiceError> {
    check_span(from, to)?;
    let table = rules(app, instansi);
    let now = app.now();
    let shown = app.db.read(async |tx| {
        Ok::<_, StoreError>(Shown {
            rounds: rounds::in_span(tx, instansi.id, from, to).await?,
            calls: calls::in_span(tx, instansi.id, None, (from, to), &table, now).await?,
            seeds: seeds::in_span(tx, instansi.id, from, to.tomorrow().unwrap_or(to)).await?,
        })
    });
    Ok(shown.await?)
}

/// How many calls came to what.
pub fn tally<'a>(calls: impl IntoIterator<Item = &'a CallInSpan>) -> BTreeMap<Outcome, u64> {
    let mut counts: BTreeMap<Outcome, u64> = Outcome::ALL.iter().map(|outcome| (*outcome, 0)).collect();
    for call in calls {
        *counts.entry(call.settled.outcome).or_default() += 1;
    }
    counts
}

/// The same, unit by unit.
pub fn by_unit(calls: &[CallInSpan]) -> BTreeMap<UnitId, BTreeMap<Outcome, u64>> {
    let mut units: BTreeMap<UnitId, Vec<&CallInSpan>> = BTreeMap::new();
    for call in calls {
        units.entry(call.row.unit).or_default().push(call);
    }
    units.into_iter().map(|(unit, calls)| (unit, tally(calls))).collect()
}

/// A round with what is needed to draw it again.
#[derive(Debug, Clone, PartialEq)]
pub struct Opened {
    /// The round.
    pub round: Round,
    /// Its calls.
    pub calls: Vec<CallInSpan>,
    /// The seed of its day: promise, and itself once the day is over.
    pub seed: Option<SeedOfDay>,
    /// Who might have been called; none once it is no longer kept.
    pub population: Option<String>,
    /// What does not hold; none while the seed is not revealed or the population is gone.
    pub faults: Option<Vec<Fault>>,
}

impl Opened {
    /// A person's ticket in the round, once the seed is revealed.
    pub fn ticket(&self, person: &str) -> Option<String> {
        let (seed, _) = self.seed?.revealed?;
        Some(rank(&Seed(seed), self.key(), person))
    }

    fn key(&self) -> RoundKey {
        RoundKey { day: self.round.on, number: self.round.number }
    }
}

/// One round, drawn again.
///
/// # Errors
///
/// `unknown_round`.
pub async fn open(app: &App, instansi: &Instansi, id: Uuid) -> Result<Opened, ServiceError> {
    let table = rules(app, instansi);
    let now = app.now();
    let found = app.db.read(async |tx| {
        let Some(round) = rounds::get(tx, instansi.id, id).await? else { return Ok(None) };
        let mut calls = calls::in_span(tx, instansi.id, None, (round.on, round.on), &table, now).await?;
        calls.retain(|call| call.row.round == id);
        let seed = seeds::of_day(tx, instansi.id, round.on).await?;
        let population = rounds::population(tx, instansi.id, id).await?;
        Ok::<_, StoreError>(Some((round, calls, seed, population)))
    });
    let (round, calls, seed, population) = found.await?.ok_or_else(|| {
        ServiceError::not_found(
            "unknown_round",
            "Undian itu tidak ada. Lihat daftar undian.",
            "There is no such round. See the list of rounds.",
        )
    })?;
    let mut opened = Opened { round, calls, seed, population, faults: None };
    opened.faults = faults(&opened);
    Ok(opened)
}

fn faults(opened: &Opened) -> Option<Vec<Fault>> {
    let promise = opened.seed?;
    let (seed, _) = promise.revealed?;
    let population = opened.population.as_deref()?;
    let pick = |call: &CallInSpan| Pick {
        person: call.row.person,
        place: call.row.place,
        network: call.row.network,
        ticket: String::new(),
    };
    let picks: Vec<Pick> = opened.calls.iter().map(pick).collect();
    Some(verify(&Published {
        round: opened.key(),
        commitment: promise.commitment,
        committed_before: promise.committed_at <= opened.round.received_at,
        seed: Seed(seed),
        share: opened.round.share,
        population,
        population_hash: opened.round.population_hash,
        picks: &picks,
    }))
}

/// The seeds everybody may see: the last days', today's and tomorrow's promise.
///
/// # Errors
///
/// When the database does not answer.
pub async fn promises(app: &App, instansi: &Instansi, today: Date) -> Result<Vec<SeedOfDay>, ServiceError> {
    let from = today.checked_sub(7.days()).unwrap_or(today);
    let to = today.tomorrow().unwrap_or(today);
    Ok(app.db.read(async |tx| seeds::in_span(tx, instansi.id, from, to).await).await?)
}
