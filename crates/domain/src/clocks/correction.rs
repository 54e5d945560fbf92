//! What is added to claimed times, for which rows, and by whose word.

use jiff::Timestamp;
use jiff::civil::DateTime;
use uuid::Uuid;

use super::{EpisodeKind, add_seconds, seconds};

const DAY_S: i64 = 86_400;

/// What is added to a claimed time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Shift {
    /// The same for every row.
    Constant {
        /// Seconds.
        seconds: i64,
    },
    /// More with every day.
    Drift {
        /// The claimed time at which `at_anchor_s` holds.
        anchor: DateTime,
        /// Seconds at the anchor.
        at_anchor_s: i64,
        /// Milliseconds more with each day after it.
        per_day_ms: i64,
    },
}

impl Shift {
    /// Seconds to add to a claimed time.
    pub fn seconds_at(&self, claimed: DateTime) -> i64 {
        match self {
            Self::Constant { seconds } => *seconds,
            Self::Drift { anchor, at_anchor_s, per_day_ms } => {
                at_anchor_s + per_day_ms.saturating_mul(seconds(*anchor, claimed)) / (DAY_S * 1000)
            }
        }
    }
}

/// Which rows of a terminal: by what they claim and when they came, all ends included. Both are needed, for a clock
/// that was turned back shows times it showed before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Span {
    /// First claimed time.
    pub from: DateTime,
    /// Last claimed time.
    pub to: DateTime,
    /// First arrival.
    pub received_from: Timestamp,
    /// Last arrival.
    pub received_to: Timestamp,
}

impl Span {
    /// Whether a row is of the span.
    pub fn holds(&self, claimed: DateTime, received_at: Timestamp) -> bool {
        (self.from..=self.to).contains(&claimed) && (self.received_from..=self.received_to).contains(&received_at)
    }

    /// Whether some row could be of both.
    pub fn meets(&self, other: &Self) -> bool {
        self.from <= other.to
            && other.from <= self.to
            && self.received_from <= other.received_to
            && other.received_from <= self.received_to
    }
}

/// What was said about a proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CorrectionState {
    /// Nothing yet: times are labelled, nothing is shifted.
    Proposed,
    /// An officer stands behind it: times are shifted.
    Confirmed,
    /// An officer refused it: as if it had never been proposed.
    Rejected,
    /// A later proposal of the same episode stands in its place.
    Replaced,
}

impl CorrectionState {
    /// Every state.
    pub const ALL: [Self; 4] = [Self::Proposed, Self::Confirmed, Self::Rejected, Self::Replaced];

    /// The code of the API and the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Proposed => "proposed",
            Self::Confirmed => "confirmed",
            Self::Rejected => "rejected",
            Self::Replaced => "replaced",
        }
    }

    /// Whether it says anything of a row.
    pub fn speaks(self) -> bool {
        matches!(self, Self::Proposed | Self::Confirmed)
    }

    /// Reads the code.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

/// A proposal as it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ClockCorrection {
    /// Its key.
    pub id: Uuid,
    /// What happened.
    pub kind: EpisodeKind,
    /// Which rows.
    pub span: Span,
    /// What is added; `None` when nothing could be proposed.
    pub shift: Option<Shift>,
    /// What was said about it.
    pub state: CorrectionState,
}

impl ClockCorrection {
    /// The claimed time as it may have been; `None` when nothing could be proposed.
    pub fn corrected(&self, claimed: DateTime) -> Option<DateTime> {
        self.shift.map(|shift| add_seconds(claimed, shift.seconds_at(claimed)))
    }

    /// Its name for people: short, and the same wherever it is shown.
    pub fn reference(&self) -> String {
        reference(self.id)
    }
}

/// The name of a proposal for people.
fn reference(id: Uuid) -> String {
    let text = id.simple().to_string();
    format!("KJ-{}", text.get(24..).unwrap_or(&text).to_uppercase())
}

/// The proposal that speaks about a row: a confirmed one before one still waiting. Rejected and replaced ones do not.
pub fn covering(
    corrections: &[ClockCorrection],
    claimed: DateTime,
    received_at: Timestamp,
) -> Option<&ClockCorrection> {
    let of = |state: CorrectionState| {
        let speaks = move |one: &&ClockCorrection| one.state == state && one.span.holds(claimed, received_at);
        corrections.iter().filter(speaks).min_by_key(|one| one.id)
    };
    let confirmed = of(CorrectionState::Confirmed).filter(|one| one.shift.is_some());
    confirmed.or_else(|| of(CorrectionState::Proposed))
}

/// What a day has to know of the clock behind a punch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ClockNote {
    /// A confirmed correction moved it.
    Corrected {
        /// What the clock showed.
        raw: DateTime,
        /// The correction.
        by: Uuid,
    },
    /// Its clock is doubted and nobody has decided.
    Doubted {
        /// What it may have been.
        proposed: Option<DateTime>,
        /// The proposal.
        by: Uuid,
    },
}

impl ClockNote {
    /// The name of the proposal for people.
    pub fn reference(&self) -> String {
        match self {
            Self::Corrected { by, .. } | Self::Doubted { by, .. } => reference(*by),
        }
    }
}
