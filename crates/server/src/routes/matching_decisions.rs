//! How decisions about keys, what they would change and what became of them look on the wire.

use std::collections::BTreeMap;

use hadir_domain::ids::PersonId;
use hadir_domain::people::Person;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::matching_shapes::{PinSuggestion, WaitingKey, key_ref};
use super::shapes::{PersonRef, reason_given};
use crate::error::ApiError;
use crate::services::matching::plan::{Wanted, What};
use crate::services::matching::previewing::Effects;

/// Days that change, named one by one at the most.
const MOST_EXAMPLES: usize = 100;

/// One decision that is wanted.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewPinDecision {
    /// Made by the caller; sent again it changes nothing.
    id: Uuid,
    /// `match`, `end`, `aside`, `reopen` or `take`.
    action: String,
    /// The source of the key.
    source: String,
    /// The terminal it lives on.
    device: Option<Uuid>,
    /// The unit on whose sheets it stands.
    unit: Option<Uuid>,
    /// The key.
    key: String,
    /// Whom it means, to match.
    person: Option<Uuid>,
    /// `device` (the default) or `site`: the terminals of a site share their people.
    scope: Option<String>,
    /// First day of the mapping, to make or to end; open when missing.
    from_on: Option<String>,
    /// Its last day; open when missing, and to end: it never held.
    to_on: Option<String>,
    /// Whether other mappings of these days end.
    #[serde(default)]
    replace: bool,
    /// Why.
    #[serde(default)]
    reason: String,
}

impl NewPinDecision {
    /// What it asks for.
    ///
    /// # Errors
    ///
    /// 422 naming the field.
    pub fn read(&self) -> Result<Wanted, ApiError> {
        let date = |field: &str, text: &Option<String>| {
            let text = text.as_deref().filter(|text| !text.is_empty());
            text.map(|text| super::shapes::date_of(field, text)).transpose()
        };
        let (from_on, to_on) = (date("from_on", &self.from_on)?, date("to_on", &self.to_on)?);
        let whole_site = match self.scope.as_deref() {
            None | Some("" | "device") => false,
            Some("site") => true,
            Some(_) => {
                return Err(ApiError::field(
                    "scope",
                    "unknown_scope",
                    "Pilih device atau site.",
                    "Choose device or site.",
                ));
            }
        };
        let what = match self.action.as_str() {
            "match" => {
                let person = self
                    .person
                    .ok_or_else(|| ApiError::field("person", "blank", "Pilih pegawainya.", "Choose the person."))?;
                What::Match { person: PersonId(person), from_on, to_on, whole_site, replace: self.replace }
            }
            "end" => What::End { whole_site, from_on, to_on },
            "aside" => What::Aside,
            "reopen" => What::Reopen,
            "take" => What::Take,
            _ => {
                return Err(ApiError::field(
                    "action",
                    "unknown_action",
                    "Pilih match, end, aside, reopen atau take.",
                    "Choose match, end, aside, reopen or take.",
                ));
            }
        };
        let reason = reason_given("reason", &self.reason, self.action != "take")?;
        Ok(Wanted { id: self.id, key: key_ref(&self.source, self.device, self.unit, &self.key)?, what, reason })
    }
}

/// Decisions that are made together or not at all.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewPinDecisions {
    /// At most 60.
    pub decisions: Vec<NewPinDecision>,
}

/// How many days go from one status to another.
#[derive(Debug, Serialize, ToSchema)]
pub struct PinStatusSum {
    was: String,
    becomes: String,
    days: u64,
}

/// One day that would have another status.
#[derive(Debug, Serialize, ToSchema)]
pub struct PinDayChange {
    person: Option<PersonRef>,
    #[schema(value_type = String)]
    date: Date,
    was: String,
    becomes: String,
    /// Whether its month is closed: the change lands in the next one.
    closed: bool,
}

/// What decisions would change.
#[derive(Debug, Serialize, ToSchema)]
pub struct PinEffects {
    /// Punches that change hands.
    punches: u64,
    /// Days judged again.
    days: u64,
    /// Days with other minutes or marks, and the same status.
    finer: u64,
    /// Days with another status in closed months.
    closed_days: u64,
    /// Sums of the days with another status.
    sums: Vec<PinStatusSum>,
    /// Those days, at most 100.
    changes: Vec<PinDayChange>,
}

impl PinEffects {
    /// Effects with names.
    pub fn of(effects: &Effects, people: &BTreeMap<PersonId, Person>) -> Self {
        Self {
            punches: effects.punches,
            days: effects.days,
            finer: effects.finer,
            closed_days: effects.changes.iter().filter(|change| change.closed).count() as u64,
            sums: effects
                .sums()
                .into_iter()
                .map(|(was, becomes, days)| PinStatusSum {
                    was: was.as_str().to_owned(),
                    becomes: becomes.as_str().to_owned(),
                    days,
                })
                .collect(),
            changes: effects
                .changes
                .iter()
                .take(MOST_EXAMPLES)
                .map(|change| PinDayChange {
                    person: people.get(&change.person).map(PersonRef::from),
                    date: change.on,
                    was: change.was.as_str().to_owned(),
                    becomes: change.becomes.as_str().to_owned(),
                    closed: change.closed,
                })
                .collect(),
        }
    }
}

/// What was done.
#[derive(Debug, Serialize, ToSchema)]
pub struct PinDone {
    /// Decisions made; those sent before are not made again.
    pub decisions: u64,
    /// Punches that changed hands.
    pub punches: u64,
    /// Days judged again.
    pub days: u64,
}

/// A key with the one suggestion that stands out.
#[derive(Debug, Serialize, ToSchema)]
pub struct PinProposal {
    /// The key.
    pub key: WaitingKey,
    /// Whom it most likely means.
    pub suggestion: PinSuggestion,
}

/// What can be accepted in one go, and what that would change.
#[derive(Debug, Serialize, ToSchema)]
pub struct PinProposals {
    /// The proposals.
    pub items: Vec<PinProposal>,
    /// Keys looked at; the others have no suggestion that stands out.
    pub looked_at: u64,
    /// What accepting all of them would change.
    pub effects: PinEffects,
}
