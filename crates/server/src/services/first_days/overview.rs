//! A watched day in figures: for the whole, per OPD and per group; every row adds up.

use std::collections::{BTreeMap, BTreeSet};

use hadir_domain::first_days::{Standing, Tally};
use hadir_domain::groups::Group;
use hadir_domain::ids::{PersonId, UnitId};
use hadir_domain::units::{Unit, subtree};
use hadir_store::instansi::Instansi;
use hadir_store::units;
use jiff::Timestamp;

use super::standing::Stood;
use super::{Watch, far};
use crate::app::App;
use crate::services::board::gathering::{Gathered, Seen, branch_of};
use crate::services::day_rolls::{self, RollDuty};
use crate::services::error::ServiceError;

/// A row: everybody in one cell, and remarks beside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Row {
    /// How many stand how.
    pub tally: Tally,
    /// Of those not seen: who gave notice that waits for a decision.
    pub notice: u32,
    /// Who was last seen out of the region, wherever they stand.
    pub far: u32,
}

impl Row {
    fn count(&mut self, stood: &Stood, one: &Seen, far: Option<&BTreeSet<PersonId>>) {
        self.tally.count(stood.of(one));
        self.notice += u32::from(stood.gave_notice(one));
        self.far += u32::from(far.is_some_and(|far| far.contains(&one.person)));
    }
}

/// The row of an office, or of one thing else that rows stand for, with its groups.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfficeRow {
    /// The unit; none for people of the chosen unit itself, or of no unit.
    pub unit: Option<Unit>,
    /// Everybody below it.
    pub whole: Row,
    /// The groups, in the order of [`Group::ALL`]; they sum to `whole`.
    pub groups: [Row; 4],
}

/// A watched day of a unit or the whole instansi.
pub struct Overview {
    /// What is watched.
    pub watch: Watch,
    /// As known when.
    pub at: Timestamp,
    /// The unit; none for the whole instansi.
    pub unit: Option<Unit>,
    /// Everybody.
    pub whole: Row,
    /// The groups; they sum to `whole`.
    pub groups: [Row; 4],
    /// The units right below, and those of none of them last; they sum to `whole`.
    pub offices: Vec<OfficeRow>,
    /// Whether it is known where anybody was last seen.
    pub far_known: bool,
    /// Sources, as on the board.
    pub gathered: Gathered,
    /// Whose roll is waited for, as far as their unit is within reach.
    pub duties: Vec<RollDuty>,
}

/// Shows a watched day.
///
/// # Errors
///
/// `not_watched`, or when no pack covers the day.
pub async fn show(
    app: &App,
    instansi: &Instansi,
    unit: Option<UnitId>,
    on: jiff::civil::Date,
    at: Timestamp,
) -> Result<Overview, ServiceError> {
    let watch = super::watch_of(app, instansi, on).await?.ok_or_else(not_watched)?;
    let tree = app.db.read(async |tx| units::list(tx, instansi.id).await).await?;
    let below: Option<Vec<UnitId>> = unit.map(|unit| subtree(&tree, unit));
    let mut stood = Stood::load(app, instansi, below.as_deref(), on, at).await?;
    let far = far::far_away(app, instansi, &watch, at).await?;
    let duties = day_rolls::duties_at(app, instansi, on, at).await?;
    let within =
        |duty: &RollDuty| below.as_ref().is_none_or(|below| duty.unit.is_some_and(|unit| below.contains(&unit)));

    let mut whole = Row::default();
    let mut groups = [Row::default(); 4];
    let mut offices: BTreeMap<Option<UnitId>, (Row, [Row; 4])> = BTreeMap::new();
    for one in &stood.gathered.people {
        let branch = one.unit.and_then(|serves| branch_of(&tree, unit, serves));
        let office = offices.entry(branch).or_default();
        let mut rows = vec![&mut whole, &mut office.0];
        rows.extend(groups.get_mut(one.group.place()));
        rows.extend(office.1.get_mut(one.group.place()));
        for row in rows {
            row.count(&stood, one, far.as_ref());
        }
    }
    let mut offices: Vec<OfficeRow> = offices
        .into_iter()
        .map(|(id, (whole, groups))| OfficeRow {
            unit: tree.iter().find(|unit| Some(unit.id) == id).cloned(),
            whole,
            groups,
        })
        .collect();
    offices.sort_by(|one, other| {
        let key = |row: &OfficeRow| row.unit.as_ref().map(|unit| (unit.name.clone(), unit.code.clone()));
        (one.unit.is_none(), key(one)).cmp(&(other.unit.is_none(), key(other)))
    });
    stood.gathered.people.clear();
    Ok(Overview {
        watch,
        at,
        unit: unit.and_then(|unit| tree.iter().find(|known| known.id == unit).cloned()),
        whole,
        groups,
        offices,
        far_known: far.is_some(),
        gathered: stood.gathered,
        duties: duties.into_iter().filter(within).collect(),
    })
}

/// Names the cells of a row with their figures.
pub fn cells(row: &Row) -> impl Iterator<Item = (Standing, u32)> {
    row.tally.cells()
}

/// The groups with their rows.
pub fn by_group(groups: &[Row; 4]) -> impl Iterator<Item = (Group, &Row)> {
    Group::ALL.into_iter().zip(groups)
}

/// The day is not watched.
pub fn not_watched() -> ServiceError {
    ServiceError::not_found(
        "not_watched",
        "Hari itu bukan hari pertama sesudah libur dan tidak dipantau. Pilih hari lain, atau minta BKPSDM memantaunya.",
        "That day is no first day after days off, and nobody watches it. Choose another, or ask BKPSDM to watch it.",
    )
}
