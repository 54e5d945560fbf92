//! What the acts of a sidak hold.

use std::collections::BTreeSet;

use hadir_domain::ids::{PersonId, UnitId};
use hadir_domain::people::EmployeeType;
use hadir_domain::service_posts::CoverState;
use hadir_domain::sidak::{Answered, Expected, Reach, RollWord, SidakCall, SidakFinding, SidakState, SidakTally};
use hadir_store::StoreError;
use hadir_store::acts::Act;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The words of a sidak's acts.
pub mod what {
    /// It begins.
    pub const BEGUN: &str = "begun";
    /// Somebody on its roster.
    pub const CALL: &str = "call";
    /// A phone heard of the call.
    pub const DELIVERED: &str = "delivered";
    /// A head's word about somebody.
    pub const ROLL: &str = "roll";
    /// A head attests the roll of a unit.
    pub const ATTEST: &str = "attest";
    /// An answer to the agenda.
    pub const AGENDA: &str = "agenda";
    /// How somebody stood when it was closed.
    pub const RESULT: &str = "result";
    /// It is closed.
    pub const CLOSED: &str = "closed";
}

/// One question of the agenda.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Its place, from 1.
    pub id: u32,
    /// The question.
    pub text: String,
}

/// What a random sample was drawn of, and by what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drawn {
    /// `units` or `people`.
    pub of: String,
    /// How many were drawn.
    pub size: u32,
    /// Among how many.
    pub population: u64,
    /// Hash of the population, hexadecimal.
    pub population_hash: String,
    /// 64 hexadecimal digits.
    pub seed: String,
}

/// How a sidak begins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Begun {
    /// Its name.
    pub title: String,
    /// Its legal basis: the number of the order (SPT).
    pub basis: String,
    /// When people are called.
    pub started_at: Timestamp,
    /// Until when they answer.
    pub ends_at: Timestamp,
    /// Until when heads speak.
    pub head_until: Timestamp,
    /// The units chosen; all where none is named.
    pub units: Vec<UnitId>,
    /// The sample, where one was drawn.
    pub sample: Option<Drawn>,
    /// The questions.
    pub agenda: Vec<Question>,
    /// A video room.
    pub video_url: Option<String>,
    /// How many people are on its roster.
    pub roster: u32,
    /// SHA-256 over the sorted keys of the roster, each with its expected state, ended by a line feed.
    pub roster_hash: String,
}

/// Somebody on the roster.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Called {
    /// What the records said.
    pub expected: Expected,
    /// How they can be reached.
    pub reach: Reach,
    /// What kind of employee.
    pub group: EmployeeType,
}

/// A head's word about somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rolled {
    /// The word.
    pub word: RollWord,
    /// A remark; may be empty.
    pub note: String,
}

/// A head attests.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attested {
    /// In words; may be empty.
    pub statement: String,
    /// How many words about people came with it.
    pub rows: u32,
    /// How many answers.
    pub answers: u32,
}

/// An answer to the agenda.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgendaAnswer {
    /// The question.
    pub question: u32,
    /// In words.
    pub text: String,
    /// Photos, by the hash of their bytes, hexadecimal.
    pub files: Vec<String>,
}

/// How somebody stood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stood {
    /// The word.
    pub state: SidakState,
    /// The trace it rests on.
    pub answer: Option<Answered>,
    /// The head's word it rests on.
    pub roll: Option<RollWord>,
    /// What does not fit together.
    pub finding: Option<SidakFinding>,
}

/// How a service post stood when the time to answer was over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostStood {
    /// Its name.
    pub name: String,
    /// Where in the office; may be empty.
    pub place: String,
    /// Whose.
    pub unit: UnitId,
    /// In a word.
    pub state: CoverState,
    /// How many must be there.
    pub wanted: u16,
    /// How many were known to be.
    pub covered: u16,
}

/// How it stood when it was closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closed {
    /// When.
    pub at: Timestamp,
    /// Everybody, by state.
    pub counts: SidakTally,
    /// By unit.
    pub units: Vec<(UnitId, SidakTally)>,
    /// SHA-256 over the sorted lines `person state`, each ended by a line feed.
    pub results_hash: String,
    /// How many were asked to explain.
    pub follow_ups: u32,
    /// Sources that were silent then, by name.
    #[serde(default)]
    pub silent: Vec<String>,
    /// How the service posts of these offices stood.
    #[serde(default)]
    pub posts: Vec<PostStood>,
    /// How many sources concern the roster.
    #[serde(default)]
    pub sources: u32,
}

impl Closed {
    /// How those of some units stood, or everybody; `None` where nobody of them was called.
    pub fn counts_within(&self, reach: Option<&BTreeSet<UnitId>>) -> Option<SidakTally> {
        let mut own = self.units.iter().filter(|(unit, _)| reach.is_none_or(|reach| reach.contains(unit))).peekable();
        own.peek()?;
        Some(own.fold(SidakTally::default(), |mut sum, (_, tally)| {
            sum.add(tally);
            sum
        }))
    }
}

/// A row of the roster as it is judged.
///
/// # Errors
///
/// [`StoreError::Corrupt`] for a row that is none.
pub fn call_of(act: &Act) -> Result<SidakCall, StoreError> {
    let called: Called = act.read()?;
    let (person, unit) = whose(act)?;
    Ok(SidakCall { person, unit, group: called.group, expected: called.expected, reach: called.reach })
}

/// Person and unit of a row.
///
/// # Errors
///
/// [`StoreError::Corrupt`] where one is missing.
pub fn whose(act: &Act) -> Result<(PersonId, UnitId), StoreError> {
    match (act.person, act.unit) {
        (Some(person), Some(unit)) => Ok((person, unit)),
        _ => Err(StoreError::corrupt("person and unit of a row of a sidak")),
    }
}
