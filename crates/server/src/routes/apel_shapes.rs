//! Shapes of apel and ceremonies.

use std::collections::{BTreeMap, HashMap};

use hadir_domain::apel::{
    ApelAnnounced, ApelEvent, ApelHours, ApelKind, ApelPlace, ApelRing, ApelSeen, ApelStanding, ApelTally, ApelWord,
};
use hadir_domain::ids::{PersonId, SiteId, UnitId};
use hadir_domain::people::{EmployeeType, Person};
use hadir_domain::units::Unit;
use hadir_store::sites;
use jiff::Timestamp;
use jiff::civil::Time;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::shapes::{PersonRef, UnitRef};
use crate::app::App;
use crate::auth::Caller;
use crate::error::{ApiError, FieldProblem};
use crate::services::apel::closing::ClosedContent;
use crate::services::apel::correcting::Correction;
use crate::services::apel::gathering::ApelRow;
use crate::services::apel::{Known, announcing};
use crate::services::instructing::Instruction;

/// Widest ring around a point, in metres.
const MOST_RADIUS: u32 = 5_000;

/// Where an event is held: a site, or a point with its ring, or only a name.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct ApelPlaceInput {
    /// Name as people know it; that of the site for none.
    name: Option<String>,
    /// Code or key of the site.
    site: Option<String>,
    /// Degrees north of a point of its own.
    lat: Option<f64>,
    /// Degrees east.
    lon: Option<f64>,
    /// Metres around the point, 10 to 5,000; 100 for none.
    radius_m: Option<u32>,
}

/// The hours of an event, local, `HH:MM`.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct ApelHoursInput {
    /// From when a punch counts.
    from: String,
    /// When it begins: who comes later is late; the end for none.
    starts: Option<String>,
    /// Until when a punch counts.
    to: String,
}

/// An event on its way in.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewApel {
    pub(super) id: Uuid,
    /// `apel`, `upacara` or `senam`.
    kind: String,
    title: String,
    /// The day, `YYYY-MM-DD`.
    pub(super) on: String,
    hours: ApelHoursInput,
    place: ApelPlaceInput,
    /// Codes or keys of the units that are due, with all below them: 1 to 200.
    units: Vec<String>,
    /// Whether holidays of the calendar let nobody off, as for a ceremony on 17 August.
    #[serde(default)]
    on_holidays_too: bool,
}

/// Another place or other hours.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ApelMove {
    pub(super) id: Uuid,
    pub(super) hours: ApelHoursInput,
    pub(super) place: ApelPlaceInput,
    pub(super) reason: String,
}

fn time_of(problems: &mut Vec<FieldProblem>, field: &str, text: &str) -> Time {
    Time::strptime("%H:%M", text.trim()).unwrap_or_else(|_| {
        problems.push(FieldProblem::new(field, "bad_time", "Jam ditulis JJ:MM.", "A time is written HH:MM."));
        Time::midnight()
    })
}

/// Reads the hours; complaints are added to the list.
pub(super) fn hours_of(problems: &mut Vec<FieldProblem>, input: &ApelHoursInput) -> ApelHours {
    let from = time_of(problems, "hours.from", &input.from);
    let to = time_of(problems, "hours.to", &input.to);
    let starts = input.starts.as_deref().map_or(to, |text| time_of(problems, "hours.starts", text));
    let hours = ApelHours { from, starts, to };
    if problems.is_empty() && !hours.are_in_order() {
        problems.push(FieldProblem::new(
            "hours",
            "not_in_order",
            "Jam buka, jam mulai dan jam tutup harus berurutan.",
            "Opening, beginning and end come one after another.",
        ));
    }
    hours
}

/// Reads the place; complaints are added to the list.
pub(super) async fn place_of(
    app: &App,
    caller: &Caller,
    problems: &mut Vec<FieldProblem>,
    input: &ApelPlaceInput,
) -> Result<ApelPlace, ApiError> {
    let name = input.name.as_deref().map(str::trim).unwrap_or_default().to_owned();
    if let Some(named) = input.site.as_deref().filter(|named| !named.is_empty()) {
        let all = app.db.read(async |tx| sites::list(tx, caller.id()).await).await?;
        let site = all.into_iter().find(|site| site.code == named || site.id.to_string() == named);
        let Some(site) = site else { return Err(ApiError::not_found("Lokasi itu", "That site")) };
        let name = if name.is_empty() { site.name } else { name };
        return Ok(ApelPlace { name, site: Some(site.id), point: None });
    }
    if name.is_empty() || name.chars().count() > 120 {
        let (id, en) = ("Tulis nama tempatnya, paling banyak 120 huruf.", "Name the place, at most 120 characters.");
        problems.push(FieldProblem::new("place.name", "blank", id, en));
    }
    let point =
        input.lat.zip(input.lon).map(|(lat, lon)| ApelRing { lat, lon, radius_m: input.radius_m.unwrap_or(100) });
    let bad = |ring: &ApelRing| {
        !(-90.0..=90.0).contains(&ring.lat)
            || !(-180.0..=180.0).contains(&ring.lon)
            || !(10..=MOST_RADIUS).contains(&ring.radius_m)
    };
    if point.as_ref().is_some_and(bad) {
        problems.push(FieldProblem::new(
            "place",
            "bad_place",
            "Titik atau radiusnya tidak mungkin. Radius 10 sampai 5.000 meter.",
            "The point or the ring cannot be. A ring is 10 to 5,000 metres.",
        ));
    }
    Ok(ApelPlace { name, site: None, point })
}

impl NewApel {
    /// As it is announced; units are those named.
    pub(super) async fn announced(
        &self,
        app: &App,
        caller: &Caller,
        units: Vec<UnitId>,
    ) -> Result<ApelAnnounced, ApiError> {
        let mut problems = Vec::new();
        let kind = ApelKind::parse(&self.kind);
        if kind.is_none() {
            let (id, en) = ("Pilih apel, upacara atau senam.", "Choose apel, upacara or senam.");
            problems.push(FieldProblem::new("kind", "unknown_kind", id, en));
        }
        let title = super::shapes::text_of(&mut problems, "title", &self.title, 120);
        let hours = hours_of(&mut problems, &self.hours);
        let place = place_of(app, caller, &mut problems, &self.place).await?;
        if !problems.is_empty() {
            return Err(ApiError::invalid(problems));
        }
        let zone = match place.site {
            Some(site) => {
                let known = app.db.read(async |tx| sites::get(tx, caller.id(), site).await).await?;
                known.map_or_else(|| caller.instansi.zone.clone(), |site| site.zone)
            }
            None => caller.instansi.zone.clone(),
        };
        Ok(ApelAnnounced {
            kind: kind.unwrap_or(ApelKind::Apel),
            title,
            units,
            hours,
            zone,
            place,
            on_holidays_too: self.on_holidays_too,
        })
    }

    /// The units that are due.
    pub(super) fn units<'a>(&self, all: &'a [Unit]) -> Result<Vec<&'a Unit>, ApiError> {
        if self.units.is_empty() || self.units.len() > 200 {
            return Err(ApiError::field("units", "blank", "Pilih 1 sampai 200 unit.", "Choose 1 to 200 units."));
        }
        let find = |named: &String| all.iter().find(|unit| unit.code == *named || unit.id.to_string() == *named);
        let found: Option<Vec<&Unit>> = self.units.iter().map(find).collect();
        found.ok_or_else(|| ApiError::not_found("Unit itu", "That unit"))
    }
}

/// Why, with the key of the act.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ApelReason {
    pub(super) id: Uuid,
    pub(super) reason: String,
}

/// Lets a unit or a person off beforehand.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ApelLetOff {
    pub(super) id: Uuid,
    /// Code or key of the unit; all below it are let off too.
    pub(super) unit: Option<String>,
    pub(super) person: Option<Uuid>,
    pub(super) reason: String,
}

/// One person of a tap, with a key of its own.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ApelTapRow {
    pub(super) id: Uuid,
    pub(super) person: Uuid,
}

/// What an officer saw of a row of people.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ApelTaps {
    /// `present`, `late`, `not_in_ranks` (with a note) or `withdrawn`.
    pub(super) seen: String,
    /// When it was seen; now for none.
    #[schema(value_type = Option<String>)]
    pub(super) at: Option<Timestamp>,
    #[serde(default)]
    pub(super) note: String,
    /// 1 to 500 people.
    pub(super) rows: Vec<ApelTapRow>,
}

/// A person's own code, as the officer's phone read it.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ApelScan {
    pub(super) id: Uuid,
    pub(super) code: String,
    #[schema(value_type = Option<String>)]
    pub(super) at: Option<Timestamp>,
}

/// Whose code it was.
#[derive(Debug, Serialize, ToSchema)]
pub struct ApelScanned {
    pub(super) person: Uuid,
    pub(super) name: String,
    /// `present` or `late`.
    pub(super) seen: String,
}

/// Closes an event.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ApelClose {
    pub(super) id: Uuid,
    /// Who led it.
    pub(super) leader: Option<Uuid>,
    #[serde(default)]
    pub(super) note: String,
}

/// Something that was raised.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewApelPoint {
    pub(super) id: Uuid,
    pub(super) text: String,
}

/// An instruction given at an event.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewApelInstruction {
    pub(super) id: Uuid,
    /// Code or key of the unit that is to do it.
    pub(super) unit: String,
    pub(super) text: String,
    /// Who answers for it.
    pub(super) owner: Option<Uuid>,
    /// By when, `YYYY-MM-DD`.
    pub(super) due_on: Option<String>,
}

/// Proposes to change a result.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewApelCorrection {
    pub(super) id: Uuid,
    pub(super) person: Uuid,
    /// `hadir`, `terlambat`, `berizin`, `dikecualikan` or `tidak_hadir`.
    pub(super) standing: String,
    pub(super) reason: String,
}

/// A second officer's word.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ApelCorrectionDecision {
    pub(super) id: Uuid,
    /// `confirm` or `reject`.
    pub(super) decision: String,
    #[serde(default)]
    pub(super) reason: String,
}

/// Where an event is held.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ApelPlaceJson {
    name: String,
    site: Option<Uuid>,
    lat: Option<f64>,
    lon: Option<f64>,
    radius_m: Option<u32>,
}

impl ApelPlaceJson {
    pub(super) fn of(place: &ApelPlace) -> Self {
        Self {
            name: place.name.clone(),
            site: place.site.map(|SiteId(site)| site),
            lat: place.point.map(|ring| ring.lat),
            lon: place.point.map(|ring| ring.lon),
            radius_m: place.point.map(|ring| ring.radius_m),
        }
    }
}

/// How many people have which standing; they sum to the roster.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct ApelCounts {
    roster: u32,
    hadir: u32,
    terlambat: u32,
    berizin: u32,
    dikecualikan: u32,
    tidak_hadir: u32,
    belum_tercatat: u32,
}

impl ApelCounts {
    pub(super) fn of(tally: &ApelTally) -> Self {
        Self {
            roster: tally.total(),
            hadir: tally.count(ApelStanding::Hadir),
            terlambat: tally.count(ApelStanding::Terlambat),
            berizin: tally.count(ApelStanding::Berizin),
            dikecualikan: tally.count(ApelStanding::Dikecualikan),
            tidak_hadir: tally.count(ApelStanding::TidakHadir),
            belum_tercatat: tally.count(ApelStanding::BelumTercatat),
        }
    }

    fn sealed(content: &ClosedContent) -> Self {
        let each = content.counts.iter();
        let standings = each.flat_map(|(standing, count)| (0..*count).map(move |_| *standing));
        Self::of(&ApelTally::of(standings))
    }
}

/// One event.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ApelJson {
    id: Uuid,
    /// `apel`, `upacara` or `senam`.
    kind: String,
    title: String,
    date: String,
    /// `HH:MM`, local to the event.
    from: String,
    starts: String,
    to: String,
    /// `WIB`, `WITA` or `WIT`.
    zone: String,
    place: ApelPlaceJson,
    units: Vec<UnitRef>,
    on_holidays_too: bool,
    /// `open`, `cancelled` or `closed`.
    state: String,
    /// Whether it was moved since it was announced.
    moved: bool,
    /// Why it was moved last or cancelled.
    reason: Option<String>,
    by_login: String,
    closed_by: Option<String>,
    /// Counts as they were sealed; null before closing.
    counts: Option<ApelCounts>,
}

impl ApelJson {
    pub(super) fn of(known: &Known, all: &[Unit]) -> Self {
        let ApelEvent { announced, on, held, state, .. } = &known.event;
        let hours = known.event.hours();
        let clock = |time: Time| time.strftime("%H:%M").to_string();
        let why = known.said(ApelWord::Cancelled).or(known.said(ApelWord::Moved));
        let reason = why.and_then(|act| act.read::<announcing::Reason>().ok()).map(|said| said.reason);
        let closed = known.said(ApelWord::Closed);
        let content = closed.and_then(|act| act.read::<ClosedContent>().ok());
        let named = announced.units.iter();
        Self {
            id: known.id,
            kind: announced.kind.as_str().to_owned(),
            title: announced.title.clone(),
            date: on.to_string(),
            from: clock(hours.from),
            starts: clock(hours.starts),
            to: clock(hours.to),
            zone: announced.zone.abbreviation().to_owned(),
            place: ApelPlaceJson::of(known.event.place()),
            units: named.filter_map(|id| all.iter().find(|unit| unit.id == *id)).map(UnitRef::from).collect(),
            on_holidays_too: announced.on_holidays_too,
            state: state.as_str().to_owned(),
            moved: held.len() > 1,
            reason,
            by_login: known.by_login.clone(),
            closed_by: closed.map(|act| act.by_login.clone()),
            counts: content.as_ref().map(ApelCounts::sealed),
        }
    }
}

/// Events of a span of days.
#[derive(Debug, Serialize, ToSchema)]
pub struct ApelList {
    pub(super) items: Vec<ApelJson>,
    pub(super) can_write: bool,
}

/// One person of an event.
#[derive(Debug, Serialize, ToSchema)]
pub struct ApelPersonJson {
    person: PersonRef,
    /// `PNS`, `PPPK`, `PPPK_PARUH_WAKTU`, `NON_ASN`.
    group: String,
    unit: Option<UnitRef>,
    /// `hadir`, `terlambat`, `berizin`, `dikecualikan`, `tidak_hadir` or `belum_tercatat`.
    standing: String,
    /// `tap`, `scan`, `phone`, `not_in_ranks`, `roster`, `correction` or `nothing`.
    basis: String,
    /// When the person was seen or punched.
    #[schema(value_type = Option<String>)]
    at: Option<Timestamp>,
    /// Of the phone: `inside`, `unsure`, `outside`, `no_fix` or `unknown`.
    place: Option<String>,
    /// Why the person need not come: `paper`, `unit`, `person`, `shift`, `day_off`, `elsewhere`.
    why: Option<String>,
    note: String,
    /// Login of the officer whose word counts.
    by_login: Option<String>,
    punch: Option<Uuid>,
    /// What was noticed of the punch.
    labels: Vec<String>,
    corrected: bool,
    /// Whether a punch that counts came after closing.
    came_later: bool,
}

/// The printed group of an employment.
pub(super) fn group(of: EmployeeType) -> &'static str {
    match of {
        EmployeeType::Pns | EmployeeType::Cpns => "PNS",
        EmployeeType::Pppk => "PPPK",
        EmployeeType::PppkParuhWaktu => "PPPK_PARUH_WAKTU",
        EmployeeType::NonAsn => "NON_ASN",
    }
}

/// Who said a word: login and person.
pub(super) type Speakers = HashMap<Uuid, (String, Option<PersonId>)>;

impl ApelPersonJson {
    pub(super) fn of(row: &ApelRow, person: &Person, all: &[Unit], speakers: &Speakers) -> Self {
        let judged = &row.judged;
        Self {
            person: person.into(),
            group: group(person.employee_type).to_owned(),
            unit: all.iter().find(|unit| unit.id == row.unit).map(UnitRef::from),
            standing: judged.standing.as_str().to_owned(),
            basis: judged.basis.as_str().to_owned(),
            at: judged.at,
            place: judged.place.map(|place| place.as_str().to_owned()),
            why: judged.why.map(|why| why.as_str().to_owned()),
            note: judged.note.clone(),
            by_login: judged.tap.and_then(|tap| speakers.get(&tap)).map(|(login, _)| login.clone()),
            punch: judged.punch.map(|punch| punch.0),
            labels: row.labels.clone(),
            corrected: row.corrected,
            came_later: row.came_later,
        }
    }
}

/// The counts of a unit or a group.
#[derive(Debug, Serialize, ToSchema)]
pub struct ApelPartCounts {
    pub(super) unit: Option<UnitRef>,
    pub(super) group: Option<String>,
    pub(super) counts: ApelCounts,
}

/// Something that was raised.
#[derive(Debug, Serialize, ToSchema)]
pub struct ApelPoint {
    pub(super) id: Uuid,
    pub(super) text: String,
    pub(super) by_login: String,
    #[schema(value_type = String)]
    pub(super) at: Timestamp,
}

/// An instruction as an event shows it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ApelInstruction {
    id: Uuid,
    unit: Option<UnitRef>,
    text: String,
    given_on: String,
    due_on: String,
    /// `given`, `under_way`, `said_done`, `verified` or `cancelled`.
    state: String,
    overdue: bool,
    /// The last word of the office or of whoever instructs.
    last_word: Option<String>,
    /// Whether it was given at this event.
    here: bool,
}

impl ApelInstruction {
    pub(super) fn of(one: &Instruction, all: &[Unit], event: Uuid, today: jiff::civil::Date) -> Self {
        Self {
            id: one.id,
            unit: all.iter().find(|unit| unit.id == one.unit).map(UnitRef::from),
            text: one.text.clone(),
            given_on: one.given_on.to_string(),
            due_on: one.due_on.to_string(),
            state: one.state.as_str().to_owned(),
            overdue: one.is_overdue(today),
            last_word: one.words.last().map(|word| word.text.clone()).filter(|text| !text.is_empty()),
            here: one.origin.id == event,
        }
    }
}

/// A proposal to change a result.
#[derive(Debug, Serialize, ToSchema)]
pub struct ApelCorrection {
    id: Uuid,
    person: Option<PersonRef>,
    standing: String,
    reason: String,
    by_login: String,
    #[schema(value_type = String)]
    at: Timestamp,
    /// `waiting`, `confirmed` or `rejected`.
    state: String,
    decided_by: Option<String>,
    decided_reason: Option<String>,
    /// Whether the caller may decide: not about themselves, not their own proposal.
    can_decide: bool,
}

impl ApelCorrection {
    pub(super) fn of(one: &Correction, known: &BTreeMap<PersonId, Person>, caller: &Caller, can_write: bool) -> Self {
        let state = match &one.decided {
            None => "waiting",
            Some((true, ..)) => "confirmed",
            Some((false, ..)) => "rejected",
        };
        let own = one.by_login == caller.by || caller.account.person == Some(one.person);
        Self {
            id: one.id,
            person: known.get(&one.person).map(PersonRef::from),
            standing: one.standing.as_str().to_owned(),
            reason: one.reason.clone(),
            by_login: one.by_login.clone(),
            at: one.at,
            state: state.to_owned(),
            decided_by: one.decided.as_ref().map(|(_, by, _)| by.clone()),
            decided_reason: one.decided.as_ref().map(|(_, _, word)| word.clone()),
            can_decide: can_write && one.decided.is_none() && !own,
        }
    }
}

/// An event with everybody on its roster within reach.
#[derive(Debug, Serialize, ToSchema)]
pub struct ApelDetail {
    pub(super) event: ApelJson,
    /// Of the people shown; they sum to the roster.
    pub(super) counts: ApelCounts,
    pub(super) by_unit: Vec<ApelPartCounts>,
    pub(super) by_group: Vec<ApelPartCounts>,
    /// By unit, then name.
    pub(super) people: Vec<ApelPersonJson>,
    pub(super) points: Vec<ApelPoint>,
    /// Those given here, and those of these offices that are open from before.
    pub(super) instructions: Vec<ApelInstruction>,
    pub(super) corrections: Vec<ApelCorrection>,
    /// Whether the caller may take attendance.
    pub(super) can_write: bool,
    /// Whether the caller may move, cancel and close the whole of it.
    pub(super) can_lead: bool,
    /// The caller's own key: nobody takes their own attendance.
    pub(super) me: Option<Uuid>,
    #[schema(value_type = String)]
    pub(super) server_time: Timestamp,
}

/// Reads what was seen.
pub(super) fn seen_of(text: &str) -> Result<ApelSeen, ApiError> {
    ApelSeen::parse(text).ok_or_else(|| {
        let (id, en) = ("Pilih hadir, terlambat, tidak di barisan atau batalkan.", "Choose one of the four words.");
        ApiError::field("seen", "unknown_word", id, en)
    })
}
