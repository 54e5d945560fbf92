//! What is known of how an office records and checks, in a span of days. Plain figures; nothing here names a culprit.

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::codes::codes;
use crate::ids::PersonId;

codes!(
    /// Which roll it is.
    RollKind {
        /// A signed roll on paper, taken in as a file or typed.
        Manual = "manual",
        /// A roll call.
        RollCall = "roll_call",
    }
);

codes!(
    /// Which end of the day an entry is about.
    RollSide {
        /// Arrival.
        In = "in",
        /// Departure.
        Out = "out",
    }
);

codes!(
    /// What somebody did.
    ActKind {
        /// Decided on a request.
        Decision = "decision",
        /// Took in or typed a roll.
        Roll = "roll",
        /// Held a roll call or looked.
        Check = "check",
    }
);

codes!(
    /// What an example opens.
    ExampleKind {
        /// A unit's day.
        UnitDay = "unit_day",
        /// A person's day.
        PersonDay = "person_day",
        /// A roll that was taken in.
        Roll = "roll",
        /// A request.
        Request = "request",
        /// A roll call.
        Call = "call",
        /// A correction.
        Correction = "correction",
    }
);

/// Something to open and look at.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Example {
    /// What it opens.
    pub kind: ExampleKind,
    /// Its lasting key: of the unit, person, roll, request, call or correction.
    pub id: Uuid,
    /// The day, where it has one.
    pub on: Option<Date>,
}

/// One roll of one unit on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RollDay {
    /// The day.
    pub on: Date,
    /// Which kind.
    pub kind: RollKind,
    /// How many were due and not excused.
    pub due: u32,
    /// How many of them the roll calls present.
    pub present: u32,
    /// What to open.
    pub opens: Example,
}

/// One moment a manual roll states.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Whose.
    pub person: PersonId,
    /// The day.
    pub on: Date,
    /// The time of day written.
    pub time: Time,
    /// Arrival or departure.
    pub side: RollSide,
    /// Working days between the day and the day it was received; 0 on the day itself.
    pub late_workdays: u16,
    /// The roll it stands in.
    pub roll: Uuid,
}

/// Something somebody did at a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// Whose login.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// What.
    pub kind: ActKind,
    /// What to open.
    pub opens: Example,
}

/// One approved correction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Corrected {
    /// The login that gave the last yes.
    pub operator: String,
    /// Whose day became another.
    pub person: PersonId,
    /// The day.
    pub on: Date,
    /// Its key.
    pub id: Uuid,
}

/// One office in a span of days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitFacts {
    /// Its lasting key.
    pub id: Uuid,
    /// Its code; ties are broken by it.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Person-days of duty.
    pub due: u32,
    /// People with a day of duty.
    pub people: u32,
    /// Person-days of duty on which a machine, tablet or phone was to be heard, and those of them it says nothing of.
    pub heard: (u32, u32),
    /// Its rolls.
    pub rolls: Vec<RollDay>,
    /// What its manual rolls state.
    pub entries: Vec<Entry>,
    /// How many punches of its people machines recorded in each minute of the hour.
    pub machine: [u32; 60],
    /// What its officers did.
    pub acts: Vec<Act>,
    /// How often anybody looked: roll calls, checks of superiors, decisions of superiors.
    pub looked: u32,
    /// Corrections of its people's days.
    pub corrections: Vec<Corrected>,
}

impl UnitFacts {
    /// An office of which nothing is known yet.
    pub fn new(id: Uuid, code: impl Into<String>, name: impl Into<String>) -> Self {
        Self {
            id,
            code: code.into(),
            name: name.into(),
            due: 0,
            people: 0,
            heard: (0, 0),
            rolls: Vec::new(),
            entries: Vec::new(),
            machine: [0; 60],
            acts: Vec::new(),
            looked: 0,
            corrections: Vec::new(),
        }
    }
}
