//! Today's board: who is expected, who is here, and which sources have not spoken.
//!
//! **Invariant:** every person of the roster has exactly one state, so the counts of a unit, and those
//! of its children with its own people, always sum to its roster.

use std::collections::BTreeMap;

use hadir_domain::ids::UnitId;
use hadir_domain::punches::Source;
use hadir_domain::rhythm::{Place, Reporting};
use hadir_domain::roster::WorkMode;
use hadir_domain::status::{Mark, Status};
use hadir_domain::timeline::{JudgedDay, Listener};
use hadir_domain::units::{Unit, subtree};
use hadir_store::instansi::Instansi;
use hadir_store::units;
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::error::ServiceError;
use super::judging::{self, PersonDays};
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
    /// The units right below.
    pub children: Vec<BoardUnit>,
    /// The unit's own people, without those of units below.
    pub people: Vec<BoardPerson>,
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
    let tree = app.db.read(async |tx| units::list(tx, instansi.id).await).await?;
    let below: Option<Vec<UnitId>> = unit.map(|unit| subtree(&tree, unit));
    let people = judging::people_of_units(app, instansi, below.as_deref(), today).await?;
    let judged = judging::judge_at(app, instansi, &people, today, today, at).await?;

    let own = unit.and_then(|unit| tree.iter().find(|known| known.id == unit));
    let mut board = Board {
        at: at.to_zoned(zone).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(),
        unit: own.map(Into::into),
        roster: 0,
        counts: Counts::default(),
        children: Vec::new(),
        people: Vec::new(),
        sources: Vec::new(),
        silent_sources: 0,
        all_sources: 0,
        reporting: ReportingJson::of(&Reporting::default(), Place::Office),
    };
    let ears = Ears::load(app, instansi, at).await?;
    let mut by_unit: BTreeMap<UnitId, Counts> = BTreeMap::new();
    let mut sources: BTreeMap<(String, String), BoardSource> = BTreeMap::new();
    for person in &judged.people {
        let Some(day) = person.days.first() else { continue };
        let state = state_of(day, person, &ears, at);
        board.roster += 1;
        board.counts.count(state);
        if let Some(serves) = &person.unit {
            by_unit.entry(serves.id).or_default().count(state);
            if unit == Some(serves.id) {
                board.people.push(board_person(person, day, state));
            }
        }
        for listener in &person.records.listeners {
            let silent = is_silent(listener, &ears, at);
            sources.entry((listener.source.as_str().to_owned(), listener.name.to_string())).or_insert(BoardSource {
                silent,
                source: listener.source.as_str().to_owned(),
                name: listener.name.to_string(),
                reached: listener.reached.map(|reached| reached.to_string()),
            });
        }
    }
    board.children = children(&tree, unit, &by_unit);
    board.people.sort_by(|one, other| one.name.cmp(&other.name));
    let told = sources.values().filter_map(|one| Some((Source::parse(&one.source)?, one.silent)));
    let place = if unit.is_some() { Place::Office } else { Place::Everywhere };
    board.reporting = ReportingJson::of(&Reporting::of(told), place);
    board.all_sources = u32::try_from(sources.len()).unwrap_or(u32::MAX);
    board.silent_sources = u32::try_from(sources.values().filter(|source| source.silent).count()).unwrap_or(u32::MAX);
    board.sources = sources.into_values().collect();
    board.sources.sort_by(|one, other| other.silent.cmp(&one.silent).then_with(|| one.cmp(other)));
    board.sources.truncate(200);
    Ok(board)
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

fn board_person(person: &PersonDays, day: &JudgedDay, state: State) -> BoardPerson {
    let wanted = match state {
        State::Terlambat => &["late"][..],
        State::Berizin | State::DiLuarTempat => &["excused", "works_elsewhere", "sheet_says"],
        State::Libur => &["day_off"],
        State::Hadir | State::BelumWaktunya | State::BelumHadir | State::BelumTerdengar => &[],
    };
    BoardPerson {
        id: person.person.0,
        name: person.name.clone(),
        state,
        since: day.verdict.first_in.map(|(_, local)| local.time().strftime("%H:%M").to_string()),
        note: day
            .verdict
            .reasons
            .iter()
            .find(|reason| wanted.contains(&reason.code()))
            .map(hadir_domain::day::Reason::indonesian),
    }
}
