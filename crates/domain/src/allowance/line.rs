//! The answer: lines, what capped them, what is open.

use std::sync::Arc;

use jiff::civil::Date;

use super::bands::Band;
use super::doubt::Doubt;
use super::input::{Attended, Clock, EventKind};
use super::money::{Percent, Rupiah};
use super::schedule::{CapSpan, Rule};

/// What a line was made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Because {
    /// So many minutes late; the band, where there is one.
    Late(u16, Option<Band>),
    /// So many minutes early.
    Early(u16, Option<Band>),
    /// Came at that time.
    Arrived(Clock, Band),
    /// No tap in.
    MissingIn,
    /// No tap out.
    MissingOut,
    /// Absent: which day of absence of the month this is, and how long the run it ends.
    Absent {
        /// Days of absence of the month up to it.
        days: u16,
        /// Of them in a row up to it.
        in_a_row: u16,
    },
    /// Absent on the first workday after days off.
    AbsentFirstDay,
    /// An event.
    Event(EventKind, Attended),
    /// A cap: its limit, and what it would have been.
    Cap {
        /// Over what.
        span: CapSpan,
        /// The most.
        limit: Percent,
        /// The sum before it.
        before: Percent,
    },
}

impl Because {
    /// In Indonesian.
    pub fn id(&self) -> String {
        let within = |band: &Option<Band>| band.map_or_else(String::new, |band| format!(" (tingkat {})", band.id()));
        match self {
            Self::Late(minutes, band) => format!("terlambat {minutes} menit{}", within(band)),
            Self::Early(minutes, band) => format!("pulang {minutes} menit lebih awal{}", within(band)),
            Self::Arrived(clock, _) => format!("datang pukul {clock}"),
            Self::MissingIn => "tidak merekam datang".into(),
            Self::MissingOut => "tidak merekam pulang".into(),
            Self::Absent { days, in_a_row } => {
                format!("tanpa keterangan, hari ke-{days} bulan ini, {in_a_row} berturut-turut")
            }
            Self::AbsentFirstDay => "tanpa keterangan pada hari pertama kerja sesudah libur".into(),
            Self::Event(kind, status) => format!("{}: {}", event_id(*kind), attended_id(*status)),
            Self::Cap { span, limit, before } => {
                let span = match span {
                    CapSpan::Day => "sehari",
                    CapSpan::Month => "sebulan",
                };
                format!("paling banyak {limit} % {span}, jumlah sebelumnya {before} %")
            }
        }
    }

    /// In English.
    pub fn en(&self) -> String {
        let within = |band: &Option<Band>| band.map_or_else(String::new, |band| format!(" (band {})", band.en()));
        match self {
            Self::Late(minutes, band) => format!("{minutes} minutes late{}", within(band)),
            Self::Early(minutes, band) => format!("left {minutes} minutes early{}", within(band)),
            Self::Arrived(clock, _) => format!("arrived at {clock}"),
            Self::MissingIn => "no tap in".into(),
            Self::MissingOut => "no tap out".into(),
            Self::Absent { days, in_a_row } => {
                format!("absent without notice, day {days} of the month, {in_a_row} in a row")
            }
            Self::AbsentFirstDay => "absent without notice on the first workday after days off".into(),
            Self::Event(kind, status) => format!("{}: {}", kind.as_str(), status.as_str()),
            Self::Cap { span, limit, before } => {
                let span = match span {
                    CapSpan::Day => "day",
                    CapSpan::Month => "month",
                };
                format!("at most {limit} % a {span}, the sum was {before} %")
            }
        }
    }
}

pub(super) fn event_id(kind: EventKind) -> &'static str {
    match kind {
        EventKind::Apel => "apel",
        EventKind::Upacara => "upacara",
        EventKind::Senam => "senam",
        EventKind::Lkh => "laporan kerja harian",
        EventKind::DaftarHadir => "daftar hadir",
    }
}

pub(super) fn attended_id(status: Attended) -> &'static str {
    match status {
        Attended::Attended => "dipenuhi",
        Attended::Missed => "tidak dipenuhi",
        Attended::Excused => "dibebaskan",
        Attended::Late => "terlambat",
    }
}

/// One line of a cut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The day it is about; of a cap over the month its last day.
    pub date: Date,
    /// By which rule.
    pub rule: Arc<Rule>,
    /// Of the base; negative in the line of a cap.
    pub percent: Percent,
    /// Its percentage of the base, rounded half up; of a cap what is more than it allows, negative.
    pub rupiah: Rupiah,
    /// From what.
    pub because: Because,
}

/// A cap that took effect; its line is among the lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cap {
    /// The day, or the last day of the month.
    pub date: Date,
    /// Over what.
    pub span: CapSpan,
    /// By which rule.
    pub rule: Arc<Rule>,
    /// The most it allows.
    pub limit: Percent,
    /// The sum without it.
    pub before: Percent,
    /// What it gives back, positive.
    pub relief: Rupiah,
}

/// What a schedule says of one person's month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assessment {
    /// What percentages are of.
    pub base: Rupiah,
    /// The lines, by day and rule, the month's cap last; they add up to the cut.
    pub lines: Vec<Line>,
    /// The sum of the lines' percentages.
    pub percent: Percent,
    /// The cut; never more than the base.
    pub cut: Rupiah,
    /// The caps that took effect.
    pub caps: Vec<Cap>,
    /// What took nothing because the text leaves it open, by day.
    pub unknown: Vec<Doubt>,
}
