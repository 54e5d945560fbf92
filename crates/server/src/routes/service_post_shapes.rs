//! Service posts as the API shows them.

use std::collections::BTreeMap;

use hadir_domain::ids::{PersonId, SiteId, UnitId};
use hadir_domain::people::Person;
use hadir_domain::service_posts::hours::Opening;
use hadir_domain::service_posts::{Band, Definition, DefinitionFault, Minute, PlannedSpan, ReportTally};
use hadir_domain::units::Unit;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::shapes::{PersonRef, UnitRef, text_of};
use crate::error::{ApiError, FieldProblem};
use crate::services::service_posting::reporting::ReportRow;
use crate::services::service_posting::{PostCoverage, ServicePost};

/// On these weekdays, from one time to another, at least so many people.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ServicePostBand {
    /// Weekdays, Monday is 1 and Sunday 7.
    days: Vec<u8>,
    /// `08:00`.
    from: String,
    /// `12:00`; `24:00` is the end of the day.
    to: String,
    /// Fewest people.
    least: u16,
    /// Whether it holds on public holidays too.
    #[serde(default)]
    holidays: bool,
}

/// What an office says of a post.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ServicePostDefinition {
    /// Its name, as visitors know it.
    name: String,
    /// Where in the office; may be empty.
    #[serde(default)]
    place: String,
    /// The site it stands at.
    site: Option<Uuid>,
    /// How important it is: 1 is filled first, 9 last.
    rank: u8,
    /// When it must be staffed.
    bands: Vec<ServicePostBand>,
    /// After how many minutes without enough people the head is told, 5 to 480.
    tell_after_minutes: u16,
    /// Within how many working days a report is answered, 1 to 30.
    answer_workdays: u16,
}

impl From<&Definition> for ServicePostDefinition {
    fn from(definition: &Definition) -> Self {
        Self {
            name: definition.name.clone(),
            place: definition.place.clone(),
            site: definition.site.map(|site| site.0),
            rank: definition.rank,
            bands: definition
                .bands
                .iter()
                .map(|band| ServicePostBand {
                    days: band.days.clone(),
                    from: band.from.to_string(),
                    to: band.to.to_string(),
                    least: band.least,
                    holidays: band.holidays,
                })
                .collect(),
            tell_after_minutes: definition.tell_after_minutes,
            answer_workdays: definition.answer_workdays,
        }
    }
}

impl ServicePostDefinition {
    /// Reads it, naming every field that is wrong.
    pub(super) fn read(self) -> Result<Definition, ApiError> {
        let mut problems = Vec::new();
        let name = text_of(&mut problems, "name", &self.name, 80);
        let place = match self.place.trim() {
            "" => String::new(),
            place => text_of(&mut problems, "place", place, 80),
        };
        let mut bands = Vec::with_capacity(self.bands.len());
        for (number, band) in self.bands.into_iter().enumerate() {
            let mut time = |field: &str, text: &str| {
                let read: Option<Minute> = text.parse().ok();
                if read.is_none() {
                    let field = format!("bands.{number}.{field}");
                    let (id, en) = ("Tulis jam seperti 08:00.", "Write a time as 08:00.");
                    problems.push(FieldProblem::new(&field, "bad_time", id, en));
                }
                read
            };
            let (from, to) = (time("from", &band.from), time("to", &band.to));
            if let Some((from, to)) = from.zip(to) {
                let mut days = band.days;
                days.sort_unstable();
                days.dedup();
                bands.push(Band { days, from, to, least: band.least, holidays: band.holidays });
            }
        }
        let definition = Definition {
            name,
            place,
            site: self.site.map(SiteId),
            rank: self.rank,
            bands,
            tell_after_minutes: self.tell_after_minutes,
            answer_workdays: self.answer_workdays,
        };
        if problems.is_empty() {
            problems.extend(definition.faults().into_iter().map(fault));
        }
        if problems.is_empty() { Ok(definition) } else { Err(ApiError::invalid(problems)) }
    }
}

fn fault(fault: DefinitionFault) -> FieldProblem {
    let (field, code, id, en) = match fault {
        DefinitionFault::BandCount => (
            "bands",
            "band_count",
            "Isi paling sedikit satu dan paling banyak 40 jam jaga.",
            "Give at least one and at most 40 spans of hours.",
        ),
        DefinitionFault::Days => {
            ("bands", "days", "Pilih hari untuk setiap jam jaga.", "Choose the weekdays of each span.")
        }
        DefinitionFault::Hours => (
            "bands",
            "hours",
            "Jam selesai harus sesudah jam mulai. Jaga malam dibuat dua baris: sampai 24:00 dan mulai 00:00.",
            "A span must end after it begins. A night is two spans: until 24:00 and from 00:00.",
        ),
        DefinitionFault::People => ("bands", "people", "Jumlah orang 1 sampai 99.", "The number of people is 1 to 99."),
        DefinitionFault::Rank => ("rank", "rank", "Urutan penting 1 sampai 9.", "The rank is 1 to 9."),
        DefinitionFault::TellAfter => (
            "tell_after_minutes",
            "tell_after_minutes",
            "Kepala diberi tahu setelah 5 sampai 480 menit.",
            "The head is told after 5 to 480 minutes.",
        ),
        DefinitionFault::AnswerDays => (
            "answer_workdays",
            "answer_workdays",
            "Laporan dijawab dalam 1 sampai 30 hari kerja.",
            "Reports are answered within 1 to 30 working days.",
        ),
    };
    FieldProblem::new(field, code, id, en)
}

/// How a post is covered at a moment. It names nobody.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ServicePostCoverage {
    /// Which.
    post: Uuid,
    name: String,
    /// Where in the office.
    place: String,
    unit: Option<UnitRef>,
    /// `tercakup`, `kurang`, `kosong`, `belum_diketahui` or `tutup`.
    state: String,
    /// How many must be there; 0 while it is closed.
    wanted: u16,
    /// How many are known to be.
    covered: u16,
    /// How many could be, if everybody who was not heard of stood there.
    possible: u16,
}

impl ServicePostCoverage {
    /// The coverage with its unit named.
    pub(super) fn of(one: &PostCoverage, all: &[Unit]) -> Self {
        Self {
            post: one.post,
            name: one.name.clone(),
            place: one.place.clone(),
            unit: unit_of(one.unit, all),
            state: one.state.as_str().to_owned(),
            wanted: one.wanted,
            covered: one.covered,
            possible: one.possible,
        }
    }
}

/// Posts and how they are covered.
#[derive(Debug, Serialize, ToSchema)]
pub struct ServicePostCoverageList {
    /// The moment.
    #[schema(value_type = String)]
    pub at: Timestamp,
    /// The most important first.
    pub items: Vec<ServicePostCoverage>,
    /// How many are `kurang` or `kosong`.
    pub uncovered: usize,
    /// How many are `belum_diketahui`.
    pub unknown: usize,
}

/// A post in a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct ServicePostRow {
    id: Uuid,
    unit: Option<UnitRef>,
    name: String,
    place: String,
    rank: u8,
    /// How many may staff it today.
    staff: usize,
    /// How it is covered now; null where no rule covers the day.
    now: Option<ServicePostCoverage>,
}

impl ServicePostRow {
    /// The post with how it is covered.
    pub(super) fn of(
        post: &ServicePost,
        today: jiff::civil::Date,
        now: Option<ServicePostCoverage>,
        all: &[Unit],
    ) -> Self {
        let definition = &post.standing.definition;
        Self {
            id: post.id,
            unit: unit_of(post.unit, all),
            name: definition.name.clone(),
            place: definition.place.clone(),
            rank: definition.rank,
            staff: post.standing.staff_on(today).len(),
            now,
        }
    }
}

/// Posts.
#[derive(Debug, Serialize, ToSchema)]
pub struct ServicePostList {
    /// The most important first.
    pub items: Vec<ServicePostRow>,
    /// Whether the caller may change posts.
    pub can_write: bool,
}

/// Somebody who may staff a post.
#[derive(Debug, Serialize, ToSchema)]
pub struct ServicePostStaff {
    /// The entry of the list.
    pub id: Uuid,
    /// Who; null for somebody whose data was erased.
    pub person: Option<PersonRef>,
    /// First day.
    pub from: String,
    /// Last day.
    pub to: Option<String>,
    /// Where they are now, seen from this post: `hadir`, `di_lokasi_lain`, `belum_terdengar`, `belum_hadir`,
    /// `belum_waktunya`, `berizin`, `di_luar_tempat`, `libur`, `sudah_pulang`; null while it is closed.
    pub now: Option<String>,
    /// Whether they are counted at this post now; each person at one.
    pub counted: bool,
}

/// A word said of a post.
#[derive(Debug, Serialize, ToSchema)]
pub struct ServicePostWord {
    /// `opened`, `defined`, `staffed`, `unstaffed`, `code_replaced` or `closed`.
    pub what: String,
    /// Whose login.
    pub by_login: String,
    /// When.
    #[schema(value_type = String)]
    pub at: Timestamp,
    /// Why, where a reason was given.
    pub reason: Option<String>,
}

/// A time in which a post lacked people and its head was told.
#[derive(Debug, Serialize, ToSchema)]
pub struct ServicePostEpisode {
    /// Since when, as far as was seen.
    #[schema(value_type = String)]
    pub since: Timestamp,
    /// When the head was told.
    #[schema(value_type = String)]
    pub told_at: Timestamp,
    /// When it was over; null while it lasts.
    #[schema(value_type = Option<String>)]
    pub ended_at: Option<Timestamp>,
    /// How many were there.
    pub covered: u16,
    /// How many had to be.
    pub wanted: u16,
}

/// A post with everything an officer of its unit sees.
#[derive(Debug, Serialize, ToSchema)]
pub struct ServicePostDetail {
    pub id: Uuid,
    pub unit: Option<UnitRef>,
    pub definition: ServicePostDefinition,
    /// Whether it was given up.
    pub closed: bool,
    /// How many ordered words were said; a change names it.
    pub version: u32,
    /// The code of its sheet.
    pub code: String,
    /// What its QR code opens; null before the server knows its address.
    pub link: Option<String>,
    /// Who may staff it, ended entries of the last 90 days included.
    pub staff: Vec<ServicePostStaff>,
    pub now: Option<ServicePostCoverage>,
    /// Newest first.
    pub history: Vec<ServicePostWord>,
    /// Newest first, of the last 31 days.
    pub episodes: Vec<ServicePostEpisode>,
    /// Whether the caller may change it.
    pub can_write: bool,
}

/// A span of hours with how many will be there.
#[derive(Debug, Serialize, ToSchema)]
pub struct ServicePostSpan {
    date: String,
    /// `08:00`.
    from: String,
    /// `12:00`; `24:00` is the end of the day.
    to: String,
    wanted: u16,
    covered: u16,
}

impl From<&PlannedSpan> for ServicePostSpan {
    fn from(span: &PlannedSpan) -> Self {
        let ends_with_day = span.to.date() > span.from.date();
        Self {
            date: span.from.date().to_string(),
            from: span.from.strftime("%H:%M").to_string(),
            to: if ends_with_day { "24:00".into() } else { span.to.strftime("%H:%M").to_string() },
            wanted: span.wanted,
            covered: span.covered,
        }
    }
}

/// How a post will be covered by roster and granted papers.
#[derive(Debug, Serialize, ToSchema)]
pub struct ServicePostPlan {
    pub from: String,
    pub to: String,
    /// Every span in which it must be staffed, in order.
    pub spans: Vec<ServicePostSpan>,
}

/// The answer to a report.
#[derive(Debug, Serialize, ToSchema)]
pub struct ServicePostAnswer {
    /// `confirmed`, `not_confirmed` or `unclear`.
    outcome: String,
    text: String,
    by_login: String,
    #[schema(value_type = String)]
    at: Timestamp,
}

/// What a visitor reported of a post. Nobody checked its words.
#[derive(Debug, Serialize, ToSchema)]
pub struct ServicePostReport {
    id: Uuid,
    post: Uuid,
    post_name: String,
    unit: Option<UnitRef>,
    #[schema(value_type = String)]
    at: Timestamp,
    /// `nobody_there`, `long_queue`, `closed` or `good_service`.
    saw: String,
    /// In the visitor's words, unchecked; may be empty.
    text: String,
    /// What the records said at that moment: a state of coverage.
    believed: String,
    covered: u16,
    wanted: u16,
    /// `agrees`, `differs`, `unknown`, `outside_hours` or `not_compared`.
    compared: String,
    /// The last day to answer in time.
    due_on: String,
    /// `none_owed`, `in_time`, `late`, `waiting` or `overdue`.
    standing: String,
    /// How many reports of that day about that post came from the same address, this one included.
    same_address: usize,
    answer: Option<ServicePostAnswer>,
}

impl ServicePostReport {
    /// The report with its answer; `all` are the reports it is counted among.
    pub(super) fn of(
        row: &ReportRow,
        all: &[ReportRow],
        names: &BTreeMap<Uuid, String>,
        units: &[Unit],
        today: jiff::civil::Date,
    ) -> Self {
        let content = &row.content;
        let alike = |other: &&ReportRow| {
            other.on == row.on && other.content.post == content.post && other.content.from == content.from
        };
        Self {
            id: row.id,
            post: content.post,
            post_name: names.get(&content.post).cloned().unwrap_or_default(),
            unit: row.unit.and_then(|unit| unit_of(unit, units)),
            at: row.at,
            saw: content.saw.as_str().to_owned(),
            text: content.text.clone(),
            believed: content.believed.as_str().to_owned(),
            covered: content.covered,
            wanted: content.wanted,
            compared: row.counted.compared().as_str().to_owned(),
            due_on: content.due_on.to_string(),
            standing: row.counted.standing(today).as_str().to_owned(),
            same_address: all.iter().filter(alike).count().max(1),
            answer: row.answer.as_ref().map(|answer| ServicePostAnswer {
                outcome: answer.content.outcome.as_str().to_owned(),
                text: answer.content.text.clone(),
                by_login: answer.by_login.clone(),
                at: answer.at,
            }),
        }
    }
}

/// How many reports of a post came to what; each group adds up to `reports`.
#[derive(Debug, Serialize, ToSchema)]
pub struct ServicePostTally {
    post: Uuid,
    post_name: String,
    reports: u32,
    nobody_there: u32,
    long_queue: u32,
    closed: u32,
    good_service: u32,
    none_owed: u32,
    in_time: u32,
    late: u32,
    waiting: u32,
    overdue: u32,
    confirmed: u32,
    not_confirmed: u32,
    unclear: u32,
    unanswered: u32,
}

impl ServicePostTally {
    /// The figures of a post.
    pub(super) fn of(post: Uuid, name: String, tally: &ReportTally) -> Self {
        let [nobody_there, long_queue, closed, good_service] = tally.saw;
        let [none_owed, in_time, late, waiting, overdue] = tally.standing;
        let [confirmed, not_confirmed, unclear, unanswered] = tally.outcome;
        Self {
            post,
            post_name: name,
            reports: tally.reports,
            nobody_there,
            long_queue,
            closed,
            good_service,
            none_owed,
            in_time,
            late,
            waiting,
            overdue,
            confirmed,
            not_confirmed,
            unclear,
            unanswered,
        }
    }
}

/// Reports and what they came to.
#[derive(Debug, Serialize, ToSchema)]
pub struct ServicePostReportList {
    /// Newest first.
    pub items: Vec<ServicePostReport>,
    /// One entry a post with reports.
    pub posts: Vec<ServicePostTally>,
    /// Whether the caller may answer.
    pub can_write: bool,
}

/// A span in which a post is open.
#[derive(Debug, Serialize, ToSchema)]
pub struct PublicPostOpening {
    /// `08:00`.
    from: String,
    /// `12:00`; `24:00` is the end of the day.
    to: String,
}

impl From<&Opening> for PublicPostOpening {
    fn from(opening: &Opening) -> Self {
        Self { from: opening.from.to_string(), to: opening.to.to_string() }
    }
}

/// A weekday of a post.
#[derive(Debug, Serialize, ToSchema)]
pub struct PublicPostDay {
    /// Monday is 1.
    pub day: u8,
    /// Empty when it is closed all day.
    pub open: Vec<PublicPostOpening>,
}

/// What a visitor sees of a post: nothing of people or numbers.
#[derive(Debug, Serialize, ToSchema)]
pub struct PublicPost {
    pub name: String,
    /// Where in the office; may be empty.
    pub place: String,
    pub office: String,
    pub instansi: String,
    /// Monday first.
    pub hours: Vec<PublicPostDay>,
    /// Whether some hours hold on public holidays.
    pub on_holidays: bool,
    /// Whether it is open now by its hours.
    pub open_now: bool,
    /// Whether today is a public holiday.
    pub holiday: bool,
}

pub(super) fn unit_of(unit: UnitId, all: &[Unit]) -> Option<UnitRef> {
    all.iter().find(|one| one.id == unit).map(UnitRef::from)
}

pub(super) fn person_of(person: PersonId, known: &BTreeMap<PersonId, Person>) -> Option<PersonRef> {
    known.get(&person).map(PersonRef::from)
}
