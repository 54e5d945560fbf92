//! What a schedule leaves open: it takes nothing, and is said.

use std::sync::Arc;

use jiff::civil::Date;

use crate::people::EmployeeType;
use crate::status::Status;

use super::input::{Attended, Clock, EventKind};
use super::line::{attended_id, event_id};

/// What the doubt is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum About {
    /// The schedule as a whole.
    Schedule,
    /// The day as a whole.
    Day,
    /// So many minutes late.
    Late(u16),
    /// So many minutes early.
    Early(u16),
    /// Came at that time.
    Arrived(Clock),
    /// No tap in.
    MissingIn,
    /// No tap out.
    MissingOut,
    /// Absent without notice.
    Absent,
    /// An event.
    Event(EventKind, Attended),
}

/// Why nothing is taken.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// The schedule has no rule for it.
    NotRuled,
    /// The schedule has a rule, but none for this employment or office.
    NotRuledFor(EmployeeType, bool),
    /// The text leaves it open; the pack's note, in Indonesian.
    Open(Arc<str>),
    /// What follows is no cut; in Indonesian.
    NoCut(Arc<str>),
    /// The schedule asks for the time of arrival, which was not given.
    NoArrival,
    /// The rule holds on first workdays after days off, and this is none.
    NotAFirstDay,
    /// No calendar says whether this is a first workday after days off.
    FirstDayUnknown,
    /// The event is ruled for another weekday.
    OtherWeekday,
    /// The day is not decided yet.
    Undecided,
    /// The day is there twice with different content.
    TwoVersions,
    /// The same event is there twice; it counts once.
    Repeated,
    /// The date lies outside the month.
    OutsideMonth,
    /// The day itself is excused.
    DayExcused(Status),
    /// The schedule does not hold in this month.
    OutsideCover,
    /// Who is no ASN gets no allowance.
    NoAllowance,
}

/// One thing the schedule leaves open.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Doubt {
    /// On which day; none when it is about the whole month.
    pub date: Option<Date>,
    /// About what.
    pub about: About,
    /// Why nothing is taken.
    pub why: Why,
}

impl Doubt {
    /// The sentence in Indonesian.
    pub fn id(&self) -> String {
        let about = match self.about {
            About::Schedule => "skema".into(),
            About::Day => "hari itu".into(),
            About::Late(minutes) => format!("terlambat {minutes} menit"),
            About::Early(minutes) => format!("pulang {minutes} menit lebih awal"),
            About::Arrived(clock) => format!("datang pukul {clock}"),
            About::MissingIn => "tidak merekam datang".into(),
            About::MissingOut => "tidak merekam pulang".into(),
            About::Absent => "tanpa keterangan".into(),
            About::Event(kind, status) => format!("{} {}", event_id(kind), attended_id(status)),
        };
        let why = match &self.why {
            Why::NotRuled => "skema ini tidak mengaturnya".into(),
            Why::NotRuledFor(employment, structural) => {
                let office = if *structural { "pejabat struktural" } else { "bukan pejabat struktural" };
                format!("skema ini tidak mengaturnya bagi {} {office}", employment.as_str())
            }
            Why::Open(note) => note.to_string(),
            Why::NoCut(note) => format!("akibatnya bukan potongan TPP melainkan {note}"),
            Why::NoArrival => "skema ini memakai jam datang, dan jamnya tidak disebut".into(),
            Why::NotAFirstDay => {
                "yang diketahui hanya aturan hari pertama kerja sesudah libur, dan ini bukan hari itu".into()
            }
            Why::FirstDayUnknown => {
                "tidak ada kalender yang memastikan apakah ini hari pertama kerja sesudah libur".into()
            }
            Why::OtherWeekday => "skema ini menyebut hari lain dalam minggu".into(),
            Why::Undecided => "belum selesai dinilai".into(),
            Why::TwoVersions => "ada dua kali dengan isi berbeda".into(),
            Why::Repeated => "disebut lebih dari sekali; dihitung satu kali".into(),
            Why::OutsideMonth => "di luar bulan yang dihitung".into(),
            Why::DayExcused(status) => format!("hari itu berstatus {status}"),
            Why::OutsideCover => "tidak berlaku pada bulan ini".into(),
            Why::NoAllowance => "NON_ASN tidak menerima TPP, jadi tidak ada yang dipotong".into(),
        };
        let end = match self.why {
            Why::Repeated | Why::NoAllowance => "",
            _ => "; tidak dipotong",
        };
        match self.date {
            Some(date) => format!("{date}: {about}: {why}{end}"),
            None => format!("{about}: {why}{end}"),
        }
    }

    /// The sentence in English; notes of packs stay in their own language.
    pub fn en(&self) -> String {
        let about = match self.about {
            About::Schedule => "the schedule".into(),
            About::Day => "the day".into(),
            About::Late(minutes) => format!("{minutes} minutes late"),
            About::Early(minutes) => format!("left {minutes} minutes early"),
            About::Arrived(clock) => format!("arrived at {clock}"),
            About::MissingIn => "no tap in".into(),
            About::MissingOut => "no tap out".into(),
            About::Absent => "absent without notice".into(),
            About::Event(kind, status) => format!("{} {}", kind.as_str(), status.as_str()),
        };
        let why = match &self.why {
            Why::NotRuled => "this schedule has no rule for it".into(),
            Why::NotRuledFor(employment, structural) => {
                let office = if *structural { "in a structural office" } else { "without a structural office" };
                format!("this schedule has no rule for {} {office}", employment.as_str())
            }
            Why::Open(note) => note.to_string(),
            Why::NoCut(note) => format!("what follows is no cut but {note}"),
            Why::NoArrival => "this schedule goes by the time of arrival, which was not given".into(),
            Why::NotAFirstDay => "only first workdays after days off are ruled, and this is none".into(),
            Why::FirstDayUnknown => "no calendar says whether this is a first workday after days off".into(),
            Why::OtherWeekday => "this schedule speaks of another weekday".into(),
            Why::Undecided => "not decided yet".into(),
            Why::TwoVersions => "there twice with different content".into(),
            Why::Repeated => "named more than once; counted once".into(),
            Why::OutsideMonth => "outside the month".into(),
            Why::DayExcused(status) => format!("the day itself is {status}"),
            Why::OutsideCover => "does not hold in this month".into(),
            Why::NoAllowance => "NON_ASN get no allowance, so there is nothing to cut".into(),
        };
        let end = match self.why {
            Why::Repeated | Why::NoAllowance => "",
            _ => "; nothing is taken",
        };
        match self.date {
            Some(date) => format!("{date}: {about}: {why}{end}"),
            None => format!("{about}: {why}{end}"),
        }
    }
}
