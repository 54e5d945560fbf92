//! Today's board: who is expected, who is here, and which sources have not spoken.
//!
//! **Invariant:** every person of the roster has exactly one state, so the counts of a unit, and those
//! of its children with its own people, always sum to its roster.

pub mod extras;
pub mod gathering;
pub mod usual;
mod watching;

use std::collections::BTreeMap;

use hadir_domain::ids::UnitId;
use hadir_domain::roster::WorkMode;
use hadir_domain::status::{Mark, Status};
use hadir_domain::timeline::{JudgedDay, Listener};
use hadir_domain::units::{Unit, subtree};
use hadir_store::instansi::Instansi;
use hadir_store::{StoreError, sites, units};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

pub use self::extras::{BoardFigures, BoardGroup, BoardSite, BoardStep, BoardWatch};
use self::gathering::Seen;
use super::error::ServiceError;
use super::judging::PersonDays;
use super::sources::{Ears, ReportingJson};
use crate::app::App;
use crate::routes::shapes::UnitRef;

/// The board of one unit at one moment.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Board {
    /// The moment, RFC 3339 with the instansi's offset.
    pub at: String,
    /// The unit.
    pub unit: Option<UnitRef>,
    /// How many people serve in it and below.
    pub roster: u32,
    /// How many are in which state; they sum to `roster`.
    pub counts: Counts,
    /// The share of those who came, with what it is made of.
    pub figures: BoardFigures,
    /// Groups of employment side by side; their rosters sum to `roster`.
    pub groups: Vec<BoardGroup>,
    /// The units right below.
    pub children: Vec<BoardUnit>,
    /// The unit's own people, without those of units below.
    pub people: Vec<BoardPerson>,
    /// Where they serve; the rosters of the sites sum to `roster`.
    pub sites: Vec<BoardSite>,
    /// How many have come by which minute today, of those whose time is known.
    pub arrivals: Vec<BoardStep>,
    /// Rolls of heads, on a watched day.
    pub watch: Option<BoardWatch>,
    /// Sources that concern the people on the board; silent ones first.
    pub sources: Vec<BoardSource>,
    /// How many of them are silent.
    pub silent_sources: u32,
    /// How many there are.
    pub all_sources: u32,
    /// How many terminals and rolls have not reported, and what follows.
    pub reporting: ReportingJson,
}

/// People by state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, ToSchema)]
pub struct Counts {
    /// Present and in time.
    pub hadir: u32,
    /// Present and late.
    pub terlambat: u32,
    /// Leave, sick or permission.
    pub berizin: u32,
    /// On duty elsewhere.
    pub di_luar_tempat: u32,
    /// Nothing due.
    pub libur: u32,
    /// Duty has not begun: later shifts, and everybody before office hours.
    pub belum_waktunya: u32,
    /// Due and not yet seen, though every source speaks.
    pub belum_hadir: u32,
    /// Due and not seen, while some source is silent.
    pub belum_terdengar: u32,
}

impl Counts {
    /// The counts of states.
    pub fn of(states: impl IntoIterator<Item = State>) -> Self {
        let mut counts = Self::default();
        states.into_iter().for_each(|state| counts.count(state));
        counts
    }

    fn count(&mut self, state: State) {
        match state {
            State::Hadir => self.hadir += 1,
            State::Terlambat => self.terlambat += 1,
            State::Berizin => self.berizin += 1,
            State::DiLuarTempat => self.di_luar_tempat += 1,
            State::Libur => self.libur += 1,
            State::BelumWaktunya => self.belum_waktunya += 1,
            State::BelumHadir => self.belum_hadir += 1,
            State::BelumTerdengar => self.belum_terdengar += 1,
        }
    }

    /// Their sum.
    pub fn total(&self) -> u32 {
        self.hadir
            + self.terlambat
            + self.berizin
            + self.di_luar_tempat
            + self.libur
            + self.belum_waktunya
            + self.belum_hadir
            + self.belum_terdengar
    }
}

/// A person's state on the board: interim words, never TK.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Present and in time.
    Hadir,
    /// Present and late.
    Terlambat,
    /// Leave, sick or permission.
    Berizin,
    /// On duty elsewhere.
    DiLuarTempat,
    /// Nothing due.
    Libur,
    /// Duty has not begun.
    BelumWaktunya,
    /// Due and not yet seen, though every source speaks.
    BelumHadir,
    /// Due and not seen, while some source is silent.
    BelumTerdengar,
}

/// A unit with its counts.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct BoardUnit {
    /// The unit.
    pub unit: UnitRef,
    /// How many people serve in it and below.
    pub roster: u32,
    /// They sum to `roster`.
    pub counts: Counts,
}

/// A person on the board.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct BoardPerson {
    /// The lasting key.
    pub id: Uuid,
    /// Name.
    pub name: String,
    /// State.
    pub state: State,
    /// Arrival, `HH:MM`.
    pub since: Option<String>,
    /// Why, in a few Indonesian words.
    pub note: Option<String>,
}

/// A source on the board.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
pub struct BoardSource {
    /// Whether it is not heard from.
    pub silent: bool,
    /// Which kind.
    pub source: String,
    /// Its name.
    pub name: String,
    /// Until when it was heard.
    pub reached: Option<String>,
}

/// The board of a unit, or of the whole instansi.
///
/// # Errors
///
/// When no pack covers today.
pub async fn show(app: &App, instansi: &Instansi, unit: Option<UnitId>, at: Timestamp) -> Result<Board, ServiceError> {
    let zone = instansi.zone.time_zone();
    let today = at.to_zoned(zone.clone()).date();
    let (tree, places) = app
        .db
        .read(async |tx| {
            Ok::<_, StoreError>((units::list(tx, instansi.id).await?, sites::list(tx, instansi.id).await?))
        })
        .await?;
    let below: Option<Vec<UnitId>> = unit.map(|unit| subtree(&tree, unit));
    let found = gathering::gather(app, instansi, below.as_deref(), today, at).await?;
    let mut by_unit: BTreeMap<UnitId, Counts> = BTreeMap::new();
    for one in &found.people {
        if let Some(serves) = one.unit {
            by_unit.entry(serves).or_default().count(one.state);
        }
    }
    let counts = Counts::of(found.people.iter().map(|one| one.state));
    let own = |one: &&Seen| unit.is_some() && one.unit == unit;
    let mut people: Vec<BoardPerson> = found.people.iter().filter(own).map(board_person).collect();
    people.sort_by(|one, other| one.name.cmp(&other.name));
    let shown = unit.and_then(|unit| tree.iter().find(|known| known.id == unit));
    Ok(Board {
        at: at.to_zoned(zone).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(),
        unit: shown.map(Into::into),
        roster: counts.total(),
        counts,
        figures: BoardFigures::of(&counts),
        groups: extras::groups(&found.people),
        children: children(&tree, unit, &by_unit),
        people,
        sites: extras::sites(&found.people, &places),
        arrivals: extras::arrivals(&found.people),
        watch: watching::watch(app, instansi, below.as_deref(), today, at).await?,
        sources: found.sources,
        silent_sources: found.silent_sources,
        all_sources: found.all_sources,
        reporting: found.reporting,
    })
}

fn children(tree: &[Unit], unit: Option<UnitId>, by_unit: &BTreeMap<UnitId, Counts>) -> Vec<BoardUnit> {
    tree.iter()
        .filter(|child| child.parent == unit)
        .map(|child| {
            let mut counts = Counts::default();
            for below in subtree(tree, child.id) {
                if let Some(own) = by_unit.get(&below) {
                    add(&mut counts, own);
                }
            }
            BoardUnit { unit: child.into(), roster: counts.total(), counts }
        })
        .collect()
}

fn add(to: &mut Counts, more: &Counts) {
    to.hadir += more.hadir;
    to.terlambat += more.terlambat;
    to.berizin += more.berizin;
    to.di_luar_tempat += more.di_luar_tempat;
    to.libur += more.libur;
    to.belum_waktunya += more.belum_waktunya;
    to.belum_hadir += more.belum_hadir;
    to.belum_terdengar += more.belum_terdengar;
}

/// Whether a source has not spoken as it is expected to.
pub(super) fn is_silent(listener: &Listener, ears: &Ears, at: Timestamp) -> bool {
    ears.hearing(listener.source, &listener.name, listener.reached, at).is_silent()
}

pub(super) fn state_of(day: &JudgedDay, person: &PersonDays, ears: &Ears, at: Timestamp) -> State {
    let verdict = &day.verdict;
    match verdict.status {
        Status::Libur => State::Libur,
        Status::C | Status::S | Status::I => State::Berizin,
        Status::Dl | Status::Diklat | Status::Tb => State::DiLuarTempat,
        Status::Wfh => State::DiLuarTempat,
        Status::H if verdict.marks.iter().any(|mark| matches!(mark, Mark::Tl(_))) => State::Terlambat,
        Status::H => State::Hadir,
        Status::Tk | Status::Belum => {
            let elsewhere = day.plan.duty.as_ref().is_some_and(|duty| duty.mode == WorkMode::Wfh);
            let listeners = &person.records.listeners;
            if before_duty(day, person, at) {
                State::BelumWaktunya
            } else if elsewhere {
                State::DiLuarTempat
            } else if listeners.is_empty() || listeners.iter().any(|listener| is_silent(listener, ears, at)) {
                State::BelumTerdengar
            } else {
                State::BelumHadir
            }
        }
    }
}

fn before_duty(day: &JudgedDay, person: &PersonDays, at: Timestamp) -> bool {
    let starts = day
        .plan
        .duty
        .as_ref()
        .and_then(|duty| person.records.zone.to_ambiguous_timestamp(duty.starts).compatible().ok());
    starts.is_some_and(|starts| at < starts)
}

fn board_person(one: &Seen) -> BoardPerson {
    BoardPerson {
        id: one.person.0,
        name: one.name.clone(),
        state: one.state,
        since: one.arrived.map(|time| time.strftime("%H:%M").to_string()),
        note: one.note.clone(),
    }
}

/// Why somebody is in a state, in a few Indonesian words.
fn note_of(day: &JudgedDay, state: State) -> Option<String> {
    let wanted = match state {
        State::Terlambat => &["late"][..],
        State::Berizin | State::DiLuarTempat => &["excused", "works_elsewhere", "sheet_says"],
        State::Libur => &["day_off"],
        State::Hadir | State::BelumWaktunya | State::BelumHadir | State::BelumTerdengar => &[],
    };
    let reasons = &day.verdict.reasons;
    reasons.iter().find(|reason| wanted.contains(&reason.code())).map(hadir_domain::day::Reason::indonesian)
}

#[cfg(test)]
mod tests;
