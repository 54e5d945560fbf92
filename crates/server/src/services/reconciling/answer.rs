//! What was found as `reconcile --json` and the API print it.

use std::collections::BTreeMap;

use hadir_domain::people::Person;
use hadir_domain::reconcile::{Discrepancy, DiscrepancyType, Excluded, Rate, Speaker, Tally, Value};
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::keeping::discrepancy_id;
use super::{Reconciled, TotalsDiffer};

/// The whole answer.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ReconcileAnswer {
    /// First day.
    #[schema(value_type = String, format = Date)]
    pub from: Date,
    /// Last day.
    #[schema(value_type = String, format = Date)]
    pub to: Date,
    /// The sources in their order; empty when all were compared.
    pub sources: Vec<String>,
    /// A row for the unit asked for, else one for each OPD.
    pub units: Vec<UnitMatchJson>,
    /// Their sum.
    pub total: UnitMatchJson,
    /// The disagreements, by person and day; sheets whose totals differ and people without a post at the end.
    pub discrepancies: Vec<DiscrepancyJson>,
    /// What stands behind many of them.
    pub causes: Vec<CauseJson>,
    /// Keys that mean nobody of the roster; outside the sum.
    pub unknown_ids: Vec<UnknownIdJson>,
}

/// One row of the table. `roster` = `off` + `excused` + `excluded` + `due`; `due` = `matched` + `both_silent` + `by_type`.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct UnitMatchJson {
    /// Code of the unit; empty for the sum.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Person-days of the roster.
    pub roster: u32,
    /// Days off.
    pub off: u32,
    /// Whole days of leave or duty elsewhere.
    pub excused: u32,
    /// Compared days.
    pub due: u32,
    /// Of these the sources agree.
    pub matched: u32,
    /// Of these no source says anything.
    pub both_silent: u32,
    /// Due days that are not compared.
    pub excluded: u32,
    /// The same by reason: `not_required`, `not_heard`.
    pub excluded_by: BTreeMap<&'static str, u32>,
    /// matched / (due - both_silent), four places; null where nothing was compared.
    pub rate: Option<String>,
    /// Compared days that differ, by primary type.
    pub by_type: BTreeMap<&'static str, u32>,
}

/// One side.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SideJson {
    /// Which source.
    pub source: &'static str,
    /// What it says; null when it is silent.
    pub value: Option<String>,
}

/// One disagreement.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DiscrepancyJson {
    /// Its key; the same whenever it is found.
    pub id: Uuid,
    /// NIP, NI PPPK or local number; else the lasting key, or the key of the source.
    pub person: String,
    /// The lasting key of the person.
    pub person_id: Option<Uuid>,
    /// Name.
    pub name: String,
    /// Code of the unit served in.
    pub unit: Option<String>,
    /// The day; of a sheet's totals the first of its days.
    #[schema(value_type = String, format = Date)]
    pub on: Date,
    /// The primary type.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The first side.
    pub a: SideJson,
    /// The second side.
    pub b: SideJson,
    /// Other types that fit.
    pub also: Vec<&'static str>,
    /// What exactly, in Indonesian.
    pub detail: String,
    /// The same in English.
    pub detail_en: String,
    /// What stands behind it.
    pub cause: Option<&'static str>,
    /// Its number in `causes`.
    pub cause_number: Option<usize>,
    /// What is proposed.
    pub proposal: Option<&'static str>,
    /// Why, in Indonesian.
    pub because: Option<String>,
    /// The same in English.
    pub because_en: Option<String>,
}

/// One cause.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CauseJson {
    /// What.
    pub kind: &'static str,
    /// Of which source.
    pub source: &'static str,
    /// The terminal or file.
    pub origin: Option<String>,
    /// Code of the unit.
    pub unit: Option<String>,
    /// First day.
    #[schema(value_type = String, format = Date)]
    pub from: Date,
    /// Last day.
    #[schema(value_type = String, format = Date)]
    pub to: Date,
    /// Minutes its times are ahead.
    pub minutes: Option<i32>,
    /// Person-days it explains.
    pub days: u32,
    /// In words, Indonesian.
    pub detail: String,
    /// The same in English.
    pub detail_en: String,
}

/// A key that means nobody.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct UnknownIdJson {
    /// Which source.
    pub source: &'static str,
    /// The key.
    pub key: String,
    /// Serial number of the terminal.
    pub device: Option<String>,
    /// Code of the unit.
    pub unit: Option<String>,
    /// How many claims.
    pub events: u64,
    /// The first.
    pub first: String,
    /// The last.
    pub last: String,
}

impl UnitMatchJson {
    /// One row.
    pub fn of(code: &str, name: &str, tally: &Tally) -> Self {
        let counted = |kind: &&DiscrepancyType| tally.of(**kind) > 0;
        Self {
            code: code.to_owned(),
            name: name.to_owned(),
            roster: tally.roster,
            off: tally.off,
            excused: tally.excused,
            due: tally.due(),
            matched: tally.matched,
            both_silent: tally.both_silent,
            excluded: tally.excluded_in_all(),
            excluded_by: Excluded::ALL.iter().map(|why| (why.as_str(), tally.excluded_for(*why))).collect(),
            rate: tally.rate().map(Rate::text),
            by_type: DiscrepancyType::ALL.iter().filter(counted).map(|kind| (kind.as_str(), tally.of(*kind))).collect(),
        }
    }
}

fn side((speaker, value): &(Speaker, Option<Value>)) -> SideJson {
    SideJson { source: speaker.as_str(), value: value.as_ref().map(Value::text) }
}

fn printed(person: Option<&Person>) -> Option<String> {
    person.map(|person| person.printed_number().map_or_else(|| person.id.to_string(), |number| number.value.clone()))
}

/// The answer in the shape of the contract.
pub fn answer(of: &Reconciled) -> ReconcileAnswer {
    let mut rows: BTreeMap<u32, Tally> = BTreeMap::new();
    let mut total = Tally::default();
    for ((unit, _), tally) in &of.found.tallies {
        let root = match &of.unit {
            Some(_) => u32::MAX,
            None => of.scene.opd(*unit),
        };
        rows.entry(root).or_default().add(tally);
        total.add(tally);
    }
    let mut units: Vec<UnitMatchJson> = rows
        .iter()
        .map(|(number, tally)| match (&of.unit, of.scene.units.get(*number as usize)) {
            (Some(unit), _) => UnitMatchJson::of(&unit.code, &unit.name, tally),
            (None, Some(unit)) => UnitMatchJson::of(&unit.code, &unit.name, tally),
            (None, None) => UnitMatchJson::of("", "", tally),
        })
        .collect();
    units.sort_by(|one, other| one.code.cmp(&other.code));
    let mut discrepancies: Vec<DiscrepancyJson> =
        of.found.discrepancies.iter().map(|one| discrepancy(of, one)).collect();
    discrepancies.extend(of.totals.iter().map(|one| totals(of, one)));
    discrepancies.extend(unposted(of));
    ReconcileAnswer {
        from: of.ask.from,
        to: of.ask.to,
        sources: of.ask.speakers.iter().flatten().map(|speaker| speaker.as_str().to_owned()).collect(),
        units,
        total: UnitMatchJson::of("", "", &total),
        discrepancies,
        causes: of.found.causes.iter().map(|one| cause(of, one)).collect(),
        unknown_ids: of.unknown.iter().map(|one| unknown(of, one)).collect(),
    }
}

fn unit_code(of: &Reconciled, number: u32) -> Option<String> {
    of.scene.units.get(number as usize).map(|unit| unit.code.clone())
}

fn discrepancy(of: &Reconciled, one: &Discrepancy) -> DiscrepancyJson {
    let person = of.people.get(&one.person);
    DiscrepancyJson {
        id: discrepancy_id(one.person, one.on),
        person: printed(person).unwrap_or_else(|| one.person.to_string()),
        person_id: Some(one.person.0),
        name: person.map(|person| person.name.clone()).unwrap_or_default(),
        unit: unit_code(of, one.unit),
        on: one.on,
        kind: one.kind.as_str(),
        a: side(&one.a),
        b: side(&one.b),
        also: one.also.iter().map(|kind| kind.as_str()).collect(),
        detail: one.detail.clone(),
        detail_en: one.detail_en.clone(),
        cause: one.cause.and_then(|number| of.found.causes.get(number)).map(|cause| cause.kind.as_str()),
        cause_number: one.cause,
        proposal: one.proposal.as_ref().map(|proposal| proposal.outcome.as_str()),
        because: one.proposal.as_ref().map(|proposal| proposal.because.clone()),
        because_en: one.proposal.as_ref().map(|proposal| proposal.because_en.clone()),
    }
}

/// What stands beside the table, before it is filled in.
fn beside(id: Uuid, kind: DiscrepancyType, on: Date) -> DiscrepancyJson {
    let none = || SideJson { source: Speaker::Recap.as_str(), value: None };
    DiscrepancyJson {
        id,
        person: String::new(),
        person_id: None,
        name: String::new(),
        unit: None,
        on,
        kind: kind.as_str(),
        a: none(),
        b: none(),
        also: Vec::new(),
        detail: String::new(),
        detail_en: String::new(),
        cause: None,
        cause_number: None,
        proposal: None,
        because: None,
        because_en: None,
    }
}

fn totals(of: &Reconciled, one: &TotalsDiffer) -> DiscrepancyJson {
    let person = one.person.and_then(|person| of.people.get(&person));
    let source = one.speaker.as_str();
    DiscrepancyJson {
        person: printed(person).unwrap_or_else(|| one.key.clone()),
        person_id: one.person.map(|person| person.0),
        name: person.map(|person| person.name.clone()).unwrap_or_default(),
        a: SideJson { source, value: Some(format!("{}: {}", one.heading, one.printed)) },
        b: SideJson { source, value: Some(format!("{}: {}", one.heading, one.counted)) },
        detail: format!("{}: jumlah tercetak {}, selnya sendiri {}", one.file, one.printed, one.counted),
        detail_en: format!("{}: the printed total is {}, its own cells make {}", one.file, one.printed, one.counted),
        ..beside(one.id(), DiscrepancyType::TotalsDiffer, one.on)
    }
}

fn unposted(of: &Reconciled) -> Vec<DiscrepancyJson> {
    of.unposted
        .iter()
        .map(|(id, on, by)| {
            let person = of.people.get(id);
            let named: Vec<&str> = by.iter().map(Speaker::as_str).collect();
            DiscrepancyJson {
                person: printed(person).unwrap_or_else(|| id.to_string()),
                person_id: Some(id.0),
                name: person.map(|person| person.name.clone()).unwrap_or_default(),
                a: SideJson {
                    source: by.iter().next().unwrap_or(Speaker::Recap).as_str(),
                    value: Some(named.join(", ")),
                },
                detail: "tercatat oleh sumber, tetapi tidak bertugas di unit mana pun dalam rentang ini".into(),
                detail_en: "recorded by a source, but without a post in this span".into(),
                ..beside(discrepancy_id(*id, *on), DiscrepancyType::RosterDiffers, *on)
            }
        })
        .collect()
}

fn cause(of: &Reconciled, one: &hadir_domain::reconcile::Cause) -> CauseJson {
    CauseJson {
        kind: one.kind.as_str(),
        source: one.speaker.as_str(),
        origin: one.origin.and_then(|number| of.scene.origins.get(number as usize)).map(|origin| origin.name.clone()),
        unit: one.unit.and_then(|number| unit_code(of, number)),
        from: one.from,
        to: one.to,
        minutes: one.minutes,
        days: one.days,
        detail: one.detail.clone(),
        detail_en: one.detail_en.clone(),
    }
}

fn unknown(of: &Reconciled, one: &hadir_store::reconcile::claims::UnknownKeyRow) -> UnknownIdJson {
    let device = one.device.map(|device| device.0);
    let named = |id| of.scene.origins.iter().find(|origin| origin.id == Some(id)).map(|origin| origin.name.clone());
    UnknownIdJson {
        source: one.source.as_str(),
        key: one.key.clone(),
        device: device.and_then(named),
        unit: one.unit.and_then(|id| of.scene.units.iter().find(|unit| unit.id == id)).map(|unit| unit.code.clone()),
        events: one.events,
        first: one.first.clone(),
        last: one.last.clone(),
    }
}
