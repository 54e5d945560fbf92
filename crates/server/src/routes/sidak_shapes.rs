//! What routes of sidak take and answer.

use hadir_domain::sidak::SidakRule;
use hadir_store::acts::Act;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::instruction_shapes::InstructionItem;
use super::shapes::{PersonRef, UnitRef};
use crate::services::sidak::content::{AgendaAnswer, Begun, Drawn};
use crate::services::sidak::streams::{SidakBoard, SidakCounts, SidakPhase};

/// A random sample a sidak was drawn by.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SidakSample {
    /// `units` or `people`.
    of: String,
    /// How many were drawn.
    size: u32,
    /// Among how many.
    population: u64,
    /// Hash of the population, hexadecimal.
    population_hash: String,
    /// 64 hexadecimal digits; with the population anybody draws it again.
    seed: String,
}

impl From<&Drawn> for SidakSample {
    fn from(drawn: &Drawn) -> Self {
        Self {
            of: drawn.of.clone(),
            size: drawn.size,
            population: drawn.population,
            population_hash: drawn.population_hash.clone(),
            seed: drawn.seed.clone(),
        }
    }
}

/// A sidak in a list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SidakSummary {
    /// Its key.
    pub id: Uuid,
    /// Its name.
    title: String,
    /// Its legal basis.
    basis: String,
    /// Its day.
    on: String,
    #[schema(value_type = String)]
    started_at: Timestamp,
    #[schema(value_type = String)]
    ends_at: Timestamp,
    #[schema(value_type = String)]
    head_until: Timestamp,
    #[schema(value_type = Option<String>)]
    closed_at: Option<Timestamp>,
    by_login: String,
    /// How everybody within the caller's reach stands.
    #[serde(flatten)]
    counts: SidakCounts,
    sample: Option<SidakSample>,
    video_url: Option<String>,
    phase: SidakPhase,
}

impl SidakSummary {
    /// Of a sidak as it began, and how those within the caller's reach stand.
    pub fn of(
        (id, on, by_login): (Uuid, Date, &str),
        begun: &Begun,
        closed_at: Option<Timestamp>,
        now: Timestamp,
        counts: SidakCounts,
    ) -> Self {
        Self {
            id,
            title: begun.title.clone(),
            basis: begun.basis.clone(),
            on: on.to_string(),
            started_at: begun.started_at,
            ends_at: begun.ends_at,
            head_until: begun.head_until,
            closed_at,
            by_login: by_login.to_owned(),
            counts,
            sample: begun.sample.as_ref().map(SidakSample::from),
            video_url: begun.video_url.clone(),
            phase: SidakPhase::at(begun, closed_at.is_some(), now),
        }
    }
}

/// The times in force.
#[derive(Debug, Serialize, ToSchema)]
pub struct SidakRuleShown {
    call_minutes: u16,
    head_minutes: u16,
    confirmed: bool,
}

impl From<SidakRule> for SidakRuleShown {
    fn from(rule: SidakRule) -> Self {
        Self { call_minutes: rule.call_minutes, head_minutes: rule.head_minutes, confirmed: rule.rule.confirmed }
    }
}

/// Sidak, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct SidakList {
    /// At most 50 of the last year.
    pub items: Vec<SidakSummary>,
    /// Whether the caller may call one.
    pub can_call: bool,
    /// Whether the caller attests a unit.
    pub can_attest: bool,
    /// The times in force; none where no pack covers today.
    pub rule: Option<SidakRuleShown>,
}

/// A random sample to be drawn.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewSidakSample {
    /// `units` or `people`.
    pub of: String,
    /// How many; for people of every office in proportion.
    pub size: u32,
}

/// A sidak to be begun.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewSidakCall {
    /// Made by the page; sending it again changes nothing.
    pub id: Uuid,
    /// Its name.
    pub title: String,
    /// Its legal basis: the number of the order.
    #[serde(default)]
    pub basis: String,
    /// Minutes to answer, 1 to 120.
    pub minutes: u16,
    /// Minutes for heads, up to 600.
    pub head_minutes: u16,
    /// Codes or keys of units, each with all below; all where none is named.
    #[serde(default)]
    pub units: Vec<String>,
    /// A random sample instead of everybody.
    pub sample: Option<NewSidakSample>,
    /// The questions heads answer.
    #[serde(default)]
    pub agenda: Vec<String>,
    /// A video room, https only.
    pub video_url: Option<String>,
}

/// A question of the agenda.
#[derive(Debug, Serialize, ToSchema)]
pub struct SidakQuestion {
    /// Its place, from 1.
    pub id: u32,
    /// The question.
    pub text: String,
}

/// An answer of an office.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SidakAnswer {
    question: u32,
    text: String,
    /// Photos, by the hash of their bytes.
    files: Vec<String>,
    by_login: String,
    #[schema(value_type = String)]
    at: Timestamp,
}

impl SidakAnswer {
    /// The question it answers.
    pub fn question(&self) -> u32 {
        self.question
    }

    /// Of an act.
    pub fn of(act: &Act, answer: AgendaAnswer) -> Self {
        Self {
            question: answer.question,
            text: answer.text,
            files: answer.files,
            by_login: act.by_login.clone(),
            at: act.received_at,
        }
    }
}

/// What an office said.
#[derive(Debug, Serialize, ToSchema)]
pub struct SidakOffice {
    /// The office.
    pub unit: UnitRef,
    /// The head's statement.
    pub statement: Option<String>,
    /// When it was attested.
    #[schema(value_type = Option<String>)]
    pub attested_at: Option<Timestamp>,
    /// By whom.
    pub attested_by: Option<String>,
    /// The act that attests, which the receipt names.
    pub receipt: Option<Uuid>,
    /// Its newest answer to each question.
    pub answers: Vec<SidakAnswer>,
}

/// How it was sealed.
#[derive(Debug, Serialize, ToSchema)]
pub struct SidakSnapshot {
    /// SHA-256 of the results.
    pub sha256: String,
    /// When.
    #[schema(value_type = String)]
    pub at: Timestamp,
}

/// How a service post stood.
#[derive(Debug, Serialize, ToSchema)]
pub struct SidakPost {
    /// Its name.
    pub name: String,
    /// The office.
    pub office: String,
    /// `tercakup`, `kurang`, `kosong`, `belum_diketahui` or `tutup`.
    pub state: String,
    /// How many must be there.
    pub wanted: u16,
    /// How many were known to be.
    pub covered: u16,
}

/// A sidak with everything within the caller's reach.
#[derive(Debug, Serialize, ToSchema)]
pub struct SidakDetail {
    /// The sidak.
    pub summary: SidakSummary,
    /// The questions.
    pub agenda: Vec<SidakQuestion>,
    /// How it stands.
    pub board: SidakBoard,
    /// What offices said.
    pub offices: Vec<SidakOffice>,
    /// Open instructions of these offices, and those given at this sidak.
    pub instructions: Vec<InstructionItem>,
    /// How many were asked to explain.
    pub follow_ups: u32,
    /// How service posts of these offices stood, once it is closed.
    pub posts: Vec<SidakPost>,
    /// Sources that were silent then.
    pub silent: Vec<String>,
    /// Whether the caller may put its figures on the public page.
    pub can_publish: bool,
    /// How it was sealed, once it is closed.
    pub snapshot: Option<SidakSnapshot>,
    /// Whether the caller may close it now.
    pub can_close: bool,
    /// Whether the caller may instruct.
    pub can_instruct: bool,
}

/// One person of a sidak.
#[derive(Debug, Serialize, ToSchema)]
pub struct SidakPerson {
    /// Who.
    pub person: PersonRef,
    /// Where they serve.
    pub unit: UnitRef,
    /// What kind of employee.
    pub group: String,
    /// What the records said when it began.
    pub expected: String,
    /// How they can be reached.
    pub reach: String,
    /// The one word.
    pub state: String,
    /// When they left a trace.
    #[schema(value_type = Option<String>)]
    pub answered_at: Option<Timestamp>,
    /// Whether the trace lies outside every place they may punch at.
    pub outside: bool,
    /// The head's word.
    pub roll: Option<String>,
    /// The head's remark.
    pub roll_note: Option<String>,
    /// What does not fit together.
    pub finding: Option<String>,
    /// Whether it is the caller.
    pub own: bool,
}

/// The people of a unit in a sidak, those not heard from first.
#[derive(Debug, Serialize, ToSchema)]
pub struct SidakRoll {
    /// The unit.
    pub unit: UnitRef,
    /// Its people and those of units below.
    pub rows: Vec<SidakPerson>,
    /// Whether the caller may attest it now.
    pub can_attest: bool,
    /// When it was attested last.
    #[schema(value_type = Option<String>)]
    pub attested_at: Option<Timestamp>,
    /// The statement then.
    pub statement: Option<String>,
}

/// A head's word about somebody.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewSidakRollRow {
    /// Made by the page.
    pub id: Uuid,
    /// About whom.
    pub person: Uuid,
    /// `present`, `excused`, `elsewhere` or `unexplained`.
    pub word: String,
    /// A remark.
    #[serde(default)]
    pub note: String,
}

/// A head's answer to a question.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewSidakAnswer {
    /// Made by the page.
    pub id: Uuid,
    /// The question.
    pub question: u32,
    /// In words.
    pub text: String,
    /// Hashes of photos that were sent before.
    #[serde(default)]
    pub files: Vec<String>,
}

/// What a head attests.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewSidakRoll {
    /// Made by the page; sending it again changes nothing.
    pub id: Uuid,
    /// Words about people.
    #[serde(default)]
    pub rows: Vec<NewSidakRollRow>,
    /// In words.
    #[serde(default)]
    pub statement: String,
    /// Answers to the agenda.
    #[serde(default)]
    pub answers: Vec<NewSidakAnswer>,
}

/// What the head keeps.
#[derive(Debug, Serialize, ToSchema)]
pub struct SidakReceipt {
    /// The act.
    pub id: Uuid,
    /// When it was received.
    #[schema(value_type = String)]
    pub at: Timestamp,
    /// How many words about people.
    pub rows: u32,
    /// How many answers.
    pub answers: u32,
    /// What stands for it in the log, hexadecimal.
    pub sha256: String,
    /// A line to print.
    pub line: String,
}

/// A call of the caller's own.
#[derive(Debug, Serialize, ToSchema)]
pub struct MySidakCall {
    /// The sidak.
    pub sidak: Uuid,
    /// Its name.
    pub title: String,
    /// When people were called.
    #[schema(value_type = String)]
    pub started_at: Timestamp,
    /// Until when they answer.
    #[schema(value_type = String)]
    pub ends_at: Timestamp,
    /// Seconds left; null when there is nothing to answer any more.
    pub seconds_left: Option<i64>,
    /// The one word.
    pub state: String,
    /// When the caller left a trace.
    #[schema(value_type = Option<String>)]
    pub answered_at: Option<Timestamp>,
}

/// A unit the caller is asked to speak for.
#[derive(Debug, Serialize, ToSchema)]
pub struct MySidakUnit {
    /// The sidak.
    pub sidak: Uuid,
    /// Its name.
    pub title: String,
    /// The unit.
    pub unit: UnitRef,
    /// Until when heads speak.
    #[schema(value_type = String)]
    pub head_until: Timestamp,
    /// When it was attested.
    #[schema(value_type = Option<String>)]
    pub attested_at: Option<Timestamp>,
    /// Where it stands.
    pub phase: SidakPhase,
    /// A video room.
    pub video_url: Option<String>,
}

/// What calls the caller.
#[derive(Debug, Serialize, ToSchema)]
pub struct MySidak {
    /// Own calls, newest first.
    pub calls: Vec<MySidakCall>,
    /// Units the caller leads.
    pub heads: Vec<MySidakUnit>,
    /// The server's clock.
    #[schema(value_type = String)]
    pub server_time: Timestamp,
}
