//! Visits as JSON.

use std::collections::BTreeMap;

use hadir_domain::ids::PersonId;
use hadir_domain::people::Person;
use hadir_domain::units::Unit;
use hadir_domain::visits::{Believed, Cell, Tally};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::shapes::{PersonRef, UnitRef};
use crate::services::visiting::reading::{Listed, Opened};
use crate::services::visiting::{Side, Tour};

/// A member of a team as it is sent.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewVisitMember {
    /// Who.
    pub person: Option<Uuid>,
    /// The login, for an account without a person.
    pub login: Option<String>,
    /// As what they take part; empty for a member.
    #[serde(default)]
    pub role: String,
}

/// A tour as it is sent.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewVisitTour {
    /// Made by the phone; the same again changes nothing.
    pub id: Uuid,
    /// The day, `YYYY-MM-DD`.
    pub on: String,
    /// `sidak`, `kunjungan_kerja` or `audit`.
    pub kind: String,
    /// On which order it rests: number of the SPT.
    pub basis: String,
    /// Why; may be empty.
    #[serde(default)]
    pub purpose: String,
    /// Who goes along; whoever sends it leads.
    #[serde(default)]
    pub members: Vec<NewVisitMember>,
}

/// A member of a team.
#[derive(Debug, Serialize, ToSchema)]
pub struct VisitMember {
    /// The person; null for an account without one.
    pub person: Option<PersonRef>,
    /// The login then.
    pub login: Option<String>,
    /// As what they take part.
    pub role: String,
}

/// A tour. It names no unit: what will be visited only the team knows.
#[derive(Debug, Serialize, ToSchema)]
pub struct VisitTour {
    /// Its key.
    pub id: Uuid,
    /// The day.
    pub on: String,
    /// `sidak`, `kunjungan_kerja` or `audit`.
    pub kind: String,
    /// On which order it rests.
    pub basis: String,
    /// Why.
    pub purpose: String,
    /// Who goes, first who leads.
    pub members: Vec<VisitMember>,
    /// Whether the caller goes along and may send its visits.
    pub own: bool,
    /// How many visits were sent.
    pub visits: u32,
    /// Who opened it.
    pub by_login: String,
    /// When it arrived.
    #[schema(value_type = String)]
    pub received_at: Timestamp,
}

/// Tours, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct VisitTourList {
    /// Them.
    pub items: Vec<VisitTour>,
    /// Today in the zone of the instansi.
    pub today: String,
}

/// Which days.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct VisitToursQuery {
    /// First day.
    pub from: String,
    /// Last day, at most 92 days later.
    pub to: String,
}

/// Which roster.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct VisitRosterQuery {
    /// Code or id of the unit; all below it belong to it.
    pub unit: String,
    /// The day.
    pub on: String,
}

/// One name of a roster.
#[derive(Debug, Serialize, ToSchema)]
pub struct VisitRosterName {
    /// Its key.
    pub id: Uuid,
    /// The name.
    pub name: String,
    /// Title of the post.
    pub position: String,
    /// Name of the unit served in.
    pub unit: String,
    /// Whether the post leads the unit.
    pub heads: bool,
}

/// Who serves in a unit on a day: names and posts alone.
#[derive(Debug, Serialize, ToSchema)]
pub struct VisitRoster {
    /// The unit.
    pub unit: UnitRef,
    /// The day.
    pub on: String,
    /// Everybody, by unit and name.
    pub names: Vec<VisitRosterName>,
}

/// What was seen of one name.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewVisitRow {
    /// Who.
    pub person: Uuid,
    /// `there`, `not_there` or `excused`.
    pub seen: String,
    /// When.
    #[schema(value_type = String)]
    pub at: Timestamp,
    /// What somebody of the office said of it; may be empty.
    #[serde(default)]
    pub note: String,
}

/// A photo or paper; its bytes follow to `/visits/{id}/files/{sha256}`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct VisitFile {
    /// SHA-256 of the bytes, hex.
    pub sha256: String,
    /// What is seen; may be empty.
    #[serde(default)]
    pub caption: String,
}

/// A signature drawn on the screen; its picture follows as a file.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct VisitSignature {
    /// SHA-256 of the picture, hex.
    pub sha256: String,
    /// `team` or `office`.
    pub side: String,
    /// Which member of the team.
    pub person: Option<Uuid>,
}

/// Who received the team.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewVisitReceiver {
    /// The person, where they are on a roster.
    pub person: Option<Uuid>,
    /// The name otherwise.
    #[serde(default)]
    pub name: String,
    /// Their position.
    #[serde(default)]
    pub position: String,
    /// What they stated.
    #[serde(default)]
    pub statement: String,
}

/// An instruction given on the spot.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct VisitInstruction {
    /// Made by the phone; its key among the instructions.
    pub id: Uuid,
    /// What is to be done.
    pub text: String,
    /// By when.
    pub due_on: Option<String>,
}

/// A visit as a phone sends it.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewVisit {
    /// Made by the phone; the same again changes nothing.
    pub id: Uuid,
    /// The tour it belongs to.
    pub tour: Uuid,
    /// Code or id of the unit visited.
    pub unit: String,
    /// Number of the record; may be empty.
    #[serde(default)]
    pub number: String,
    /// When the team came.
    #[schema(value_type = String)]
    pub began_at: Timestamp,
    /// When it left.
    #[schema(value_type = String)]
    pub ended_at: Timestamp,
    /// Where, in words; may be empty.
    #[serde(default)]
    pub place: String,
    /// What was seen, by name.
    #[serde(default)]
    pub rows: Vec<NewVisitRow>,
    /// How many were counted as a group.
    pub headcount: Option<u32>,
    /// What group.
    #[serde(default)]
    pub headcount_note: String,
    /// In what state the service was found.
    #[serde(default)]
    pub service: String,
    /// Photos and papers.
    #[serde(default)]
    pub files: Vec<VisitFile>,
    /// Signatures.
    #[serde(default)]
    pub signatures: Vec<VisitSignature>,
    /// Why the office did not sign.
    #[serde(default)]
    pub unsigned: String,
    /// Who received the team.
    pub receiver: Option<NewVisitReceiver>,
    /// What was instructed.
    #[serde(default)]
    pub instructions: Vec<VisitInstruction>,
}

/// How many stand where. They sum to `roster`.
#[derive(Debug, Serialize, ToSchema)]
pub struct VisitCounts {
    /// Everybody of the roster.
    pub roster: u32,
    /// Seen, and recorded.
    pub seen: u32,
    /// Not seen; a paper or the roster says they are elsewhere.
    pub away: u32,
    /// Not on duty then.
    pub not_due: u32,
    /// Seen, though they need not have been there.
    pub seen_off_duty: u32,
    /// Nobody looked for them.
    pub not_looked: u32,
    /// Of the team itself.
    pub team: u32,
    /// Finding: recorded as present, not seen.
    pub recorded_not_seen: u32,
    /// Finding: seen, nothing recorded.
    pub seen_not_recorded: u32,
    /// Finding: seen, though on leave or duty by paper.
    pub seen_while_away: u32,
    /// Finding: not seen, excused by word of mouth.
    pub excused_by_word: u32,
    /// Finding: not seen, nothing recorded.
    pub not_seen_not_recorded: u32,
    /// All findings.
    pub findings: u32,
}

impl From<&Tally> for VisitCounts {
    fn from(tally: &Tally) -> Self {
        let of = |cell| tally.count(cell);
        Self {
            roster: tally.roster(),
            seen: of(Cell::Seen),
            away: of(Cell::Away),
            not_due: of(Cell::NotDue),
            seen_off_duty: of(Cell::SeenOffDuty),
            not_looked: of(Cell::NotLooked),
            team: of(Cell::Team),
            recorded_not_seen: of(Cell::RecordedNotSeen),
            seen_not_recorded: of(Cell::SeenNotRecorded),
            seen_while_away: of(Cell::SeenWhileAway),
            excused_by_word: of(Cell::ExcusedByWord),
            not_seen_not_recorded: of(Cell::NotSeenNotRecorded),
            findings: tally.findings(),
        }
    }
}

/// A visit on a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct VisitItem {
    /// Its key.
    pub id: Uuid,
    /// The unit.
    pub unit: Option<UnitRef>,
    /// The tour it belongs to.
    pub tour: Uuid,
    /// `sidak`, `kunjungan_kerja` or `audit`.
    pub kind: String,
    /// The day.
    pub on: String,
    /// When the team came.
    #[schema(value_type = String)]
    pub began_at: Timestamp,
    /// When it left.
    #[schema(value_type = String)]
    pub ended_at: Timestamp,
    /// Number of the record.
    pub number: String,
    /// What it came to.
    pub counts: VisitCounts,
    /// How many photos and papers.
    pub photos: u32,
    /// What was instructed.
    pub instructions: u32,
    /// How many were asked to explain.
    pub asked: u32,
    /// Who sent it.
    pub by_login: String,
    /// When it arrived.
    #[schema(value_type = String)]
    pub received_at: Timestamp,
}

impl VisitItem {
    /// A visit on a list.
    pub fn of(visit: &Listed, all: &[Unit]) -> Self {
        let content = &visit.content;
        let small = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        Self {
            id: visit.id,
            unit: all.iter().find(|unit| unit.id == visit.unit).map(UnitRef::from),
            tour: content.tour,
            kind: content.kind.as_str().to_owned(),
            on: visit.on.to_string(),
            began_at: content.began_at,
            ended_at: content.ended_at,
            number: content.number.clone(),
            counts: VisitCounts::from(&content.tally),
            photos: small(content.files.len()),
            instructions: small(content.instructions.len()),
            asked: visit.asked,
            by_login: visit.by_login.clone(),
            received_at: visit.received_at,
        }
    }
}

/// Visits, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct VisitList {
    /// Them.
    pub items: Vec<VisitItem>,
    /// Whether the caller may open tours and send visits.
    pub can_write: bool,
}

/// Which visits.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct VisitsQuery {
    /// First day.
    pub from: String,
    /// Last day, at most 92 days later.
    pub to: String,
    /// Code or id of the unit; all below it are seen too.
    pub unit: Option<String>,
    /// `sidak`, `kunjungan_kerja` or `audit`.
    pub kind: Option<String>,
}

/// One name after the visit.
#[derive(Debug, Serialize, ToSchema)]
pub struct VisitRow {
    /// Who.
    pub person: Option<PersonRef>,
    /// `there`, `not_there` or `excused`; null for whom nobody looked for.
    pub seen: Option<String>,
    /// When.
    #[schema(value_type = String)]
    pub at: Timestamp,
    /// What somebody of the office said of it.
    pub note: String,
    /// What the records said of that moment, as far as they were known when the roll ended.
    pub then: String,
    /// What they said of that moment when the visit arrived.
    pub known: String,
    /// When the arrival had been recorded, `HH:MM`.
    pub recorded: Option<String>,
    /// Where the name stands.
    pub cell: String,
    /// Whether it is a reason to look.
    pub finding: bool,
    /// Whether the person may be asked to explain.
    pub may_ask: bool,
    /// The explanation that is asked for.
    pub follow_up: Option<Uuid>,
    /// What the records say of that moment now, where evidence that came later changed it.
    pub now: Option<String>,
    /// Where the name would stand by it.
    pub now_cell: Option<String>,
}

/// Who received the team.
#[derive(Debug, Serialize, ToSchema)]
pub struct VisitReceiver {
    /// Who.
    pub person: Option<PersonRef>,
    /// The name.
    pub name: String,
    /// The position.
    pub position: String,
    /// What they stated.
    pub statement: String,
}

/// A photo, paper or signature and whether its bytes came.
#[derive(Debug, Serialize, ToSchema)]
pub struct VisitFileState {
    /// SHA-256 of the bytes, hex.
    pub sha256: String,
    /// What is seen.
    pub caption: String,
    /// Whether the bytes arrived.
    pub arrived: bool,
}

/// A visit with names.
#[derive(Debug, Serialize, ToSchema)]
pub struct VisitDetail {
    /// As on the list.
    pub visit: VisitItem,
    /// On which order it rests.
    pub basis: String,
    /// Why.
    pub purpose: String,
    /// The team.
    pub members: Vec<VisitMember>,
    /// Where, in words.
    pub place: String,
    /// In what state the service was found.
    pub service: String,
    /// How many were counted as a group.
    pub headcount: Option<u32>,
    /// What group.
    pub headcount_note: String,
    /// Who received the team.
    pub receiver: Option<VisitReceiver>,
    /// Why the office did not sign.
    pub unsigned: String,
    /// Everybody of the roster once.
    pub rows: Vec<VisitRow>,
    /// Names that were called and do not serve there: they are counted nowhere.
    pub strangers: Vec<PersonRef>,
    /// Photos and papers.
    pub files: Vec<VisitFileState>,
    /// Signatures.
    pub signatures: Vec<VisitSignature>,
    /// How many files and signatures are still on the phone.
    pub missing_files: u32,
    /// What was instructed.
    pub instructions: Vec<VisitInstruction>,
    /// Up to when the records were known with which the roll was compared.
    #[schema(value_type = String)]
    pub known_at: Timestamp,
    /// How many names stand elsewhere by evidence that came later.
    pub changed: u32,
    /// Whether the caller may ask people to explain.
    pub can_ask: bool,
    /// Whether the visit was there already.
    pub repeated: bool,
}

/// Who is asked to explain.
#[derive(Debug, Deserialize, ToSchema)]
pub struct VisitQuestion {
    /// Made by the page; the key of the follow-up.
    pub id: Uuid,
    /// Who.
    pub person: Uuid,
}

/// Whom to ask.
#[derive(Debug, Deserialize, ToSchema)]
pub struct VisitQuestions {
    /// Them.
    pub items: Vec<VisitQuestion>,
}

/// What a detail is made from.
pub struct Scene<'a> {
    /// All units.
    pub units: &'a [Unit],
    /// People by key.
    pub people: &'a BTreeMap<PersonId, Person>,
    /// The tour.
    pub tour: &'a Tour,
    /// Whether the caller may ask people to explain.
    pub can_ask: bool,
    /// Whether it was there already.
    pub repeated: bool,
}

impl VisitMember {
    /// The team of a tour.
    pub fn of(tour: &Tour, people: &BTreeMap<PersonId, Person>) -> Vec<Self> {
        let member = |member: &crate::services::visiting::Member| Self {
            person: member.person.and_then(|person| people.get(&person)).map(PersonRef::from),
            login: member.login.clone(),
            role: member.role.clone(),
        };
        tour.members.iter().map(member).collect()
    }
}

impl VisitDetail {
    /// A visit with names.
    pub fn of(opened: &Opened, scene: &Scene<'_>) -> Self {
        let visit = &opened.visit;
        let content = &visit.content;
        let person = |id: &PersonId| scene.people.get(id).map(PersonRef::from);
        let asked = u32::try_from(visit.asked.len()).unwrap_or(u32::MAX);
        let listed = Listed {
            id: visit.id,
            unit: visit.unit,
            on: visit.on,
            content: content.clone(),
            asked,
            by_login: visit.by_login.clone(),
            received_at: visit.received_at,
        };
        let mut rows: Vec<VisitRow> = visit
            .rows
            .iter()
            .map(|(id, row)| {
                let now: Option<(Believed, Cell)> =
                    opened.now.get(id).copied().filter(|(believed, _)| *believed != row.known);
                VisitRow {
                    person: person(id),
                    seen: row.seen.map(|seen| seen.as_str().to_owned()),
                    at: row.at,
                    note: row.note.clone(),
                    then: row.then.as_str().to_owned(),
                    known: row.known.as_str().to_owned(),
                    recorded: row.recorded.clone(),
                    cell: row.cell.as_str().to_owned(),
                    finding: row.cell.is_finding(),
                    may_ask: row.cell.may_ask() && !visit.asked.contains_key(id),
                    follow_up: visit.asked.get(id).copied(),
                    now: now.map(|(believed, _)| believed.as_str().to_owned()),
                    now_cell: now.map(|(_, cell)| cell.as_str().to_owned()),
                }
            })
            .collect();
        let name = |row: &VisitRow| row.person.as_ref().map(|person| person.name.clone());
        rows.sort_by_key(|row| (!row.finding, Cell::parse(&row.cell), name(row)));
        let arrived = |sha256: &String| opened.arrived.contains(sha256);
        let files: Vec<VisitFileState> = content
            .files
            .iter()
            .map(|file| VisitFileState {
                sha256: file.sha256.clone(),
                caption: file.caption.clone(),
                arrived: arrived(&file.sha256),
            })
            .collect();
        let unsent = content.signatures.iter().filter(|sign| !arrived(&sign.sha256)).count();
        let missing = files.iter().filter(|file| !file.arrived).count() + unsent;
        let moved = |(id, row): &&(PersonId, crate::services::visiting::RowContent)| {
            opened.now.get(id).is_some_and(|(_, cell)| *cell != row.cell)
        };
        Self {
            visit: VisitItem::of(&listed, scene.units),
            basis: scene.tour.content.basis.clone(),
            purpose: scene.tour.content.purpose.clone(),
            members: VisitMember::of(scene.tour, scene.people),
            place: content.place.clone(),
            service: content.service.clone(),
            headcount: content.headcount,
            headcount_note: content.headcount_note.clone(),
            receiver: visit.receiver.as_ref().map(|(id, receiver)| VisitReceiver {
                person: id.as_ref().and_then(person),
                name: receiver.name.clone(),
                position: receiver.position.clone(),
                statement: receiver.statement.clone(),
            }),
            unsigned: content.unsigned.clone(),
            changed: u32::try_from(visit.rows.iter().filter(moved).count()).unwrap_or(u32::MAX),
            rows,
            strangers: visit.strangers.iter().filter_map(|(id, _)| person(id)).collect(),
            files,
            signatures: content
                .signatures
                .iter()
                .map(|sign| VisitSignature {
                    sha256: sign.sha256.clone(),
                    side: if sign.side == Side::Team { "team" } else { "office" }.to_owned(),
                    person: sign.person.map(|person| person.0),
                })
                .collect(),
            missing_files: u32::try_from(missing).unwrap_or(u32::MAX),
            instructions: content
                .instructions
                .iter()
                .map(|one| VisitInstruction {
                    id: one.id,
                    text: one.text.clone(),
                    due_on: one.due_on.map(|due| due.to_string()),
                })
                .collect(),
            known_at: content.known_at,
            can_ask: scene.can_ask,
            repeated: scene.repeated,
        }
    }
}
