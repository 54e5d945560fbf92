//! One person in a sidak: what was expected, what was heard, and the one word for it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::codes::codes;
use crate::ids::{PersonId, PunchId, UnitId};
use crate::people::EmployeeType;

codes!(
    /// What the records said of a person when the sidak began.
    Expected {
        /// Due at the place of duty now.
        Due = "due",
        /// Due, and recorded late today.
        DueLate = "due_late",
        /// Due elsewhere: on duty outside, working from home, training. Called, but silence says nothing.
        Elsewhere = "elsewhere",
        /// On leave, sick or permitted.
        Excused = "excused",
        /// Nothing due that day.
        Off = "off",
        /// Duty has not begun, or is over.
        NotYet = "not_yet",
    }
);

impl Expected {
    /// Whether the person is called.
    pub fn is_called(self) -> bool {
        matches!(self, Self::Due | Self::DueLate | Self::Elsewhere)
    }

    /// Whether not answering is worth a question.
    pub fn must_answer(self) -> bool {
        matches!(self, Self::Due | Self::DueLate)
    }
}

codes!(
    /// How a person can be reached.
    Reach {
        /// Their own enrolled phone.
        Phone = "phone",
        /// No phone, but a terminal at their place that reports by itself.
        Machine = "machine",
        /// Neither: their head calls the roll.
        Roll = "roll",
    }
);

codes!(
    /// What a head says of a person on the roll of the sidak.
    RollWord {
        /// Seen there.
        Present = "present",
        /// On leave, sick or permitted.
        Excused = "excused",
        /// On duty elsewhere.
        Elsewhere = "elsewhere",
        /// Not there, and the head knows no reason so far: tanpa keterangan (sementara).
        Unexplained = "unexplained",
    }
);

codes!(
    /// The one word for a person in a sidak, interim as on the board.
    SidakState {
        /// Answered, or seen by the head.
        Hadir = "hadir",
        /// The same, and recorded late today.
        Terlambat = "terlambat",
        /// On leave, sick or permitted.
        Berizin = "berizin",
        /// On duty elsewhere, or answered from elsewhere.
        DiLuarTempat = "di_luar_tempat",
        /// The phone heard the call and nobody answered in time.
        TidakMenjawab = "tidak_menjawab",
        /// The phone never heard of the call.
        TidakTerjangkau = "tidak_terjangkau",
        /// Nobody has spoken yet who could.
        BelumTerdengar = "belum_terdengar",
        /// Not there, by the head's word, and no reason known so far.
        TanpaKeterangan = "tanpa_keterangan_sementara",
        /// Nothing due.
        Libur = "libur",
        /// Duty has not begun, or is over.
        BelumWaktunya = "belum_waktunya",
    }
);

impl SidakState {
    /// Whether the person is counted among those who are there.
    pub fn is_there(self) -> bool {
        matches!(self, Self::Hadir | Self::Terlambat)
    }

    /// Whether an explanation is asked for after the sidak: nobody had an excuse and nobody saw them.
    pub fn asks_explanation(self) -> bool {
        matches!(self, Self::TidakMenjawab | Self::TanpaKeterangan)
    }
}

/// One person on the roster of a sidak, frozen when it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SidakCall {
    /// Who.
    pub person: PersonId,
    /// Where they serve.
    pub unit: UnitId,
    /// What kind of employee.
    pub group: EmployeeType,
    /// What the records said.
    pub expected: Expected,
    /// How they can be reached.
    pub reach: Reach,
}

/// A trace within the time of the sidak.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    /// The punch.
    pub punch: PunchId,
    /// The time it claims.
    pub at: Timestamp,
    /// Whether its own position says that it was made outside every place the person may punch at.
    pub outside: bool,
}

/// What is known of one person at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SidakFacts {
    /// The first trace within the time.
    pub answer: Option<Answered>,
    /// Whether the phone heard of the call.
    pub delivered: bool,
    /// The head's newest word.
    pub roll: Option<RollWord>,
    /// Whether the time to answer is over.
    pub over: bool,
}

impl SidakCall {
    /// The one word.
    ///
    /// What the person shows comes before what the head says, and both before what was expected. Silence of a phone that
    /// heard is *tidak menjawab*, of one that never heard *tidak terjangkau*; where neither phone nor head could speak
    /// yet it stays *belum terdengar*. Nobody who was not due is ever said to have failed to answer.
    pub fn state(&self, facts: &SidakFacts) -> SidakState {
        let there = |late: bool| if late { SidakState::Terlambat } else { SidakState::Hadir };
        let late = self.expected == Expected::DueLate;
        if let Some(answer) = facts.answer {
            return match self.expected {
                _ if answer.outside => SidakState::DiLuarTempat,
                Expected::Elsewhere => SidakState::DiLuarTempat,
                _ => there(late),
            };
        }
        match facts.roll {
            Some(RollWord::Present) => return there(late),
            Some(RollWord::Excused) => return SidakState::Berizin,
            Some(RollWord::Elsewhere) => return SidakState::DiLuarTempat,
            Some(RollWord::Unexplained) if self.expected.is_called() => return SidakState::TanpaKeterangan,
            Some(RollWord::Unexplained) | None => {}
        }
        match self.expected {
            Expected::Excused => SidakState::Berizin,
            Expected::Elsewhere => SidakState::DiLuarTempat,
            Expected::Off => SidakState::Libur,
            Expected::NotYet => SidakState::BelumWaktunya,
            Expected::Due | Expected::DueLate if !facts.over || self.reach != Reach::Phone => {
                SidakState::BelumTerdengar
            }
            Expected::Due | Expected::DueLate if facts.delivered => SidakState::TidakMenjawab,
            Expected::Due | Expected::DueLate => SidakState::TidakTerjangkau,
        }
    }

    /// What does not fit together and is worth a look; nothing of it is a verdict.
    pub fn finding(&self, facts: &SidakFacts) -> Option<SidakFinding> {
        match (facts.answer, facts.roll) {
            (Some(_), Some(RollWord::Unexplained)) => Some(SidakFinding::AnsweredButNotSeen),
            (Some(answer), _) if answer.outside && self.expected.must_answer() => {
                Some(SidakFinding::AnsweredFromElsewhere)
            }
            (Some(_), _) if self.expected == Expected::Excused => Some(SidakFinding::ExcusedButAnswered),
            (None, Some(RollWord::Present)) if facts.over && self.reach == Reach::Phone && facts.delivered => {
                Some(SidakFinding::SeenButDidNotAnswer)
            }
            _ => None,
        }
    }
}

codes!(
    /// Two things that do not fit together.
    SidakFinding {
        /// The phone answered, the head did not see the person.
        AnsweredButNotSeen = "answered_but_not_seen",
        /// The answer's own position is far from the place of duty.
        AnsweredFromElsewhere = "answered_from_elsewhere",
        /// On leave by paper, and yet answered.
        ExcusedButAnswered = "excused_but_answered",
        /// The head saw the person, whose phone heard and did not answer.
        SeenButDidNotAnswer = "seen_but_did_not_answer",
    }
);
