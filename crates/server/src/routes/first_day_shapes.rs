//! Shapes of watched days.

use std::collections::{BTreeMap, BTreeSet};

use hadir_domain::first_days::Standing;
use hadir_domain::groups::Group;
use hadir_domain::ids::PersonId;
use hadir_domain::units::Unit;
use hadir_store::instansi::Instansi;
use hadir_store::{StoreError, Tx, units};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::day_roll_shapes::{DayRollDuty, known_people};
use super::shapes::UnitRef;
use crate::services::board::BoardSource;
use crate::services::first_days::naming::Named;
use crate::services::first_days::overview::{Overview, Row, by_group, cells};
use crate::services::first_days::{Watch, report};
use crate::services::sources::ReportingJson;

/// Watched days.
#[derive(Debug, Serialize, ToSchema)]
pub struct FirstDayList {
    /// Today.
    #[schema(value_type = String)]
    pub today: Date,
    /// The days in order.
    pub items: Vec<FirstDayItem>,
}

/// A watched day.
#[derive(Debug, Serialize, ToSchema)]
pub struct FirstDayItem {
    /// The day.
    #[schema(value_type = String)]
    pub on: Date,
    /// First and last day off before it; null when it is watched by order alone.
    #[schema(value_type = Option<Vec<String>>)]
    pub off: Option<[Date; 2]>,
    /// How many days off.
    pub days_off: u16,
    /// The holidays among them.
    pub names: Vec<String>,
    /// The decrees of these.
    pub sources: Vec<String>,
    /// Whether all of these were read.
    pub confirmed: bool,
    /// What was asked beyond the calendar.
    pub reason: Option<String>,
    /// Whether work from anywhere is allowed.
    pub flexible: bool,
    /// By which circular it is allowed or declined; null where none speaks of the day.
    pub flexible_source: Option<String>,
    /// Whether that circular was read.
    pub flexible_confirmed: Option<bool>,
    /// Until when heads' rolls are waited for.
    #[schema(value_type = String)]
    pub roll_due_at: Timestamp,
    /// Until when the report is waited for.
    #[schema(value_type = String)]
    pub report_due_at: Timestamp,
    /// On what the time of the report rests.
    pub report_source: String,
    /// Farther than this from every place of work is out of the region.
    pub far_km: u16,
}

impl FirstDayList {
    /// The days.
    pub fn of(found: &[Watch], today: Date) -> Self {
        Self { today, items: found.iter().map(FirstDayItem::of).collect() }
    }
}

impl FirstDayItem {
    /// A day.
    pub fn of(watch: &Watch) -> Self {
        let stretch = watch.stretch.as_ref();
        let flexible = watch.rule.flexible.as_ref();
        Self {
            on: watch.on,
            off: stretch.map(|stretch| [stretch.from, stretch.to]),
            days_off: stretch.map_or(0, |stretch| stretch.days),
            names: stretch.map(|stretch| stretch.names.clone()).unwrap_or_default(),
            sources: stretch.map(|stretch| stretch.sources.clone()).unwrap_or_default(),
            confirmed: stretch.is_none_or(|stretch| stretch.confirmed),
            reason: watch.order.as_ref().map(|(order, _)| order.reason.clone()),
            flexible: watch.is_flexible(),
            flexible_source: flexible.map(|one| one.rule.source.clone()),
            flexible_confirmed: flexible.map(|one| one.rule.confirmed),
            roll_due_at: watch.course.due_at,
            report_due_at: watch.report_due_at,
            report_source: watch.rule.rule.source.clone(),
            far_km: watch.rule.far_km,
        }
    }
}

/// A row: everybody in one cell, with remarks beside.
#[derive(Debug, Serialize, ToSchema)]
pub struct FirstDayRow {
    /// Everybody.
    pub roster: u32,
    /// Left out of the denominator: `libur` and `belum_waktunya`.
    pub excluded: u32,
    /// The denominator: who is due.
    pub due: u32,
    /// The numerator: `hadir`, `terlambat` and `hadir_kesaksian`.
    pub present: u32,
    /// `izin`, `sakit` and `cuti`.
    pub excused: u32,
    /// `dinas_luar` and `wfh`.
    pub away: u32,
    /// `belum_hadir` and `belum_terdengar`.
    pub open: u32,
    /// How many stand how; they sum to `roster`.
    pub cells: BTreeMap<String, u32>,
    /// A remark: of those not seen, who gave notice that waits for a decision.
    pub notice: u32,
    /// A remark: last seen out of the region by their own phone; null where nobody can say.
    pub far: Option<u32>,
}

impl FirstDayRow {
    fn of(row: &Row, far_known: bool) -> Self {
        let tally = &row.tally;
        Self {
            roster: tally.roster(),
            excluded: tally.excluded(),
            due: tally.due(),
            present: tally.present(),
            excused: tally.excused(),
            away: tally.away(),
            open: tally.open(),
            cells: cells(row).map(|(standing, count)| (standing.as_str().to_owned(), count)).collect(),
            notice: row.notice,
            far: far_known.then_some(row.far),
        }
    }
}

/// A group of employment with its row.
#[derive(Debug, Serialize, ToSchema)]
pub struct FirstDayGroup {
    /// `pns`, `pppk`, `pppk_paruh_waktu` or `non_asn`.
    #[schema(value_type = String)]
    pub group: Group,
    /// Its row.
    pub row: FirstDayRow,
}

/// An office with its row and its groups.
#[derive(Debug, Serialize, ToSchema)]
pub struct FirstDayOffice {
    /// The unit; null for people of the chosen unit itself, or of no unit.
    pub unit: Option<UnitRef>,
    /// Everybody of it.
    pub row: FirstDayRow,
    /// Its groups; they sum to `row`.
    pub groups: Vec<FirstDayGroup>,
}

/// A watched day in figures.
#[derive(Debug, Serialize, ToSchema)]
pub struct FirstDayShown {
    /// What is watched.
    pub day: FirstDayItem,
    /// Why, in words, Indonesian.
    pub why: String,
    /// As known when.
    #[schema(value_type = String)]
    pub at: Timestamp,
    /// The unit; null for the whole instansi.
    pub unit: Option<UnitRef>,
    /// Everybody.
    pub row: FirstDayRow,
    /// The groups; they sum to `row`.
    pub groups: Vec<FirstDayGroup>,
    /// The offices; they sum to `row`.
    pub offices: Vec<FirstDayOffice>,
    /// How many heads are asked for a roll.
    pub rolls_asked: u32,
    /// How many have sent it.
    pub rolls_given: u32,
    /// Of these, after the deadline.
    pub rolls_late: u32,
    /// Whose roll is waited for; those that are missing first.
    pub rolls: Vec<DayRollDuty>,
    /// Sources; silent ones first.
    pub sources: Vec<BoardSource>,
    /// How many of them are silent.
    pub silent_sources: u32,
    /// How many there are.
    pub all_sources: u32,
    /// The same in a sentence.
    pub reporting: ReportingJson,
}

impl FirstDayShown {
    /// Shows a day; heads are named.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn load(tx: &mut Tx, instansi: &Instansi, found: &Overview) -> Result<Self, StoreError> {
        let all: Vec<Unit> = units::list(tx, instansi.id).await?;
        let heads: BTreeSet<PersonId> =
            found.duties.iter().flat_map(|duty| duty.heads.iter().filter_map(|lead| lead.person)).collect();
        let people = known_people(tx, instansi, heads).await?;
        let groups = |rows: &[Row; 4]| {
            let group =
                |(group, row): (Group, &Row)| FirstDayGroup { group, row: FirstDayRow::of(row, found.far_known) };
            by_group(rows).map(group).collect()
        };
        let mut rolls: Vec<DayRollDuty> =
            found.duties.iter().map(|duty| DayRollDuty::of(duty, &all, &people)).collect();
        rolls.sort_by_key(DayRollDuty::order);
        let asked = found.duties.iter().filter(|duty| !duty.heads.is_empty());
        let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let given: Vec<bool> = asked.clone().filter_map(|duty| duty.roll).map(|(_, _, late)| late).collect();
        Ok(Self {
            day: FirstDayItem::of(&found.watch),
            why: report::why(found),
            at: found.at,
            unit: found.unit.as_ref().map(Into::into),
            row: FirstDayRow::of(&found.whole, found.far_known),
            groups: groups(&found.groups),
            offices: found
                .offices
                .iter()
                .map(|office| FirstDayOffice {
                    unit: office.unit.as_ref().map(Into::into),
                    row: FirstDayRow::of(&office.whole, found.far_known),
                    groups: groups(&office.groups),
                })
                .collect(),
            rolls_asked: count(asked.count()),
            rolls_given: count(given.len()),
            rolls_late: count(given.iter().filter(|late| **late).count()),
            rolls,
            sources: found.gathered.sources.clone(),
            silent_sources: found.gathered.silent_sources,
            all_sources: found.gathered.all_sources,
            reporting: found.gathered.reporting.clone(),
        })
    }
}

/// Names behind a figure.
#[derive(Debug, Serialize, ToSchema)]
pub struct FirstDayNames {
    /// By name.
    pub items: Vec<FirstDayPerson>,
}

/// Somebody on a watched day.
#[derive(Debug, Serialize, ToSchema)]
pub struct FirstDayPerson {
    /// The lasting key.
    pub id: Uuid,
    /// Name.
    pub name: String,
    /// The unit served in.
    pub unit: Option<UnitRef>,
    /// How they stand: `hadir`, `tanpa_keterangan` and so on.
    #[schema(value_type = String)]
    pub standing: Standing,
    /// Arrival, `HH:MM`.
    pub arrived: Option<String>,
    /// A remark: last seen out of the region by their own phone. It says nothing of guilt.
    pub far: bool,
    /// A remark: gave notice that waits for a decision.
    pub notice: bool,
}

impl FirstDayPerson {
    /// One of them.
    pub fn of(one: &Named, units: &[Unit]) -> Self {
        Self {
            id: one.person.0,
            name: one.name.clone(),
            unit: units.iter().find(|unit| Some(unit.id) == one.unit).map(Into::into),
            standing: one.standing,
            arrived: one.arrived.clone(),
            far: one.far,
            notice: one.notice,
        }
    }
}
