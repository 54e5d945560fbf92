//! Why a day was judged as it was. Each reason has a stable code and a sentence in both languages.

use std::sync::Arc;

use jiff::civil::DateTime;

use crate::hours::RuleRef;
use crate::punches::Source;
use crate::status::Status;

/// One step of a judgement. Field names speak for themselves: local moments, whole minutes, names as shown.
#[allow(missing_docs, reason = "the names of the fields say what they hold")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// The arrival tap.
    Arrived { at: DateTime, source: Source },
    /// The departure tap.
    Left { at: DateTime, source: Source },
    /// Late past the grace.
    Late { minutes: u16, starts: DateTime, rule: Arc<RuleRef> },
    /// Late within the grace.
    WithinGrace { minutes: u16, grace: u16 },
    /// Late within the flexible start; to be made good by leaving as much later.
    MadeGood { minutes: u16 },
    /// Left before the end.
    LeftEarly { minutes: u16, ends: DateTime, rule: Arc<RuleRef> },
    /// No arrival tap.
    MissingIn,
    /// No departure tap.
    MissingOut,
    /// Windows without a tap.
    MissedWindows { count: u16, rule: Arc<RuleRef> },
    /// The key pressed says the opposite of the roster.
    PressedOtherwise { at: DateTime },
    /// Taps that were presses again.
    PressedAgain { count: usize },
    /// Taps whose clock cannot be right; shown, not used.
    SuspectClock { count: usize },
    /// A paper excuses the whole day.
    Excused { status: Status, reference: Arc<str> },
    /// A paper excuses half of the day.
    HalfExcused { status: Status, reference: Arc<str> },
    /// A paper lets the work be done elsewhere.
    WorksElsewhere { reference: Arc<str> },
    /// Nothing is due.
    DayOff { name: Arc<str>, source: Arc<str> },
    /// Taps on a day on which nothing is due.
    TapsOnFreeDay { count: usize },
    /// A sheet speaks for the person.
    SheetSays { source: Source, status: Status, reference: Arc<str> },
    /// A sheet says otherwise than the taps.
    SheetDisagrees { source: Source, status: Status, reference: Arc<str> },
    /// The day's window is still open.
    WindowOpen { ends: DateTime },
    /// Sources that have not spoken yet.
    WaitingFor { sources: usize, of: usize },
    /// A source never spoke, but waiting for it is over.
    Lapsed { source: Source, name: Arc<str> },
    /// No source is set up that could speak for the person.
    NobodyListens,
    /// Every source has spoken, none of the person.
    NothingHeard { sources: usize },
}

impl Reason {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Arrived { .. } => "arrived",
            Self::Left { .. } => "left",
            Self::Late { .. } => "late",
            Self::WithinGrace { .. } => "within_grace",
            Self::MadeGood { .. } => "made_good",
            Self::LeftEarly { .. } => "left_early",
            Self::MissingIn => "missing_in",
            Self::MissingOut => "missing_out",
            Self::MissedWindows { .. } => "missed_windows",
            Self::PressedOtherwise { .. } => "pressed_otherwise",
            Self::PressedAgain { .. } => "pressed_again",
            Self::SuspectClock { .. } => "suspect_clock",
            Self::Excused { .. } => "excused",
            Self::HalfExcused { .. } => "half_excused",
            Self::WorksElsewhere { .. } => "works_elsewhere",
            Self::DayOff { .. } => "day_off",
            Self::TapsOnFreeDay { .. } => "taps_on_free_day",
            Self::SheetSays { .. } => "sheet_says",
            Self::SheetDisagrees { .. } => "sheet_disagrees",
            Self::WindowOpen { .. } => "window_open",
            Self::WaitingFor { .. } => "waiting_for",
            Self::Lapsed { .. } => "lapsed",
            Self::NobodyListens => "nobody_listens",
            Self::NothingHeard { .. } => "nothing_heard",
        }
    }

    /// The rule the step rests on, where it is one.
    pub fn rule(&self) -> Option<&RuleRef> {
        match self {
            Self::Late { rule, .. } | Self::LeftEarly { rule, .. } | Self::MissedWindows { rule, .. } => Some(rule),
            _ => None,
        }
    }

    /// The sentence in Indonesian.
    pub fn indonesian(&self) -> String {
        match self {
            Self::Arrived { at, source } => format!("Datang pukul {} menurut {}", clock(*at), source_id(*source)),
            Self::Left { at, source } => format!("Pulang pukul {} menurut {}", clock(*at), source_id(*source)),
            Self::Late { minutes, starts, .. } => format!("Terlambat {minutes} menit dari pukul {}", short(*starts)),
            Self::WithinGrace { minutes, grace } => {
                format!("Lewat {minutes} menit, masih dalam toleransi {grace} menit")
            }
            Self::MadeGood { minutes } => {
                format!("Datang {minutes} menit kemudian, diganti dengan pulang lebih lambat")
            }
            Self::LeftEarly { minutes, ends, .. } => format!("Pulang {minutes} menit sebelum pukul {}", short(*ends)),
            Self::MissingIn => "Tidak ada rekaman datang".into(),
            Self::MissingOut => "Tidak ada rekaman pulang".into(),
            Self::MissedWindows { count, .. } => format!("{count} jendela rekaman di tengah hari terlewat"),
            Self::PressedOtherwise { at } => {
                format!("Tombol yang ditekan pukul {} berlawanan dengan jadwal; jadwal yang dipakai", clock(*at))
            }
            Self::PressedAgain { count } => format!("{count} rekaman lain disimpan sebagai tekan ulang"),
            Self::SuspectClock { count } => {
                format!("{count} rekaman disimpan tetapi tidak dipakai: jam mesin tidak mungkin benar")
            }
            Self::Excused { status, reference } => format!("{} menurut {reference}", status_id(*status)),
            Self::HalfExcused { status, reference } => {
                format!("{} setengah hari menurut {reference}", status_id(*status))
            }
            Self::WorksElsewhere { reference } => format!("Bekerja dari tempat lain menurut {reference}"),
            Self::DayOff { name, source } => match (name.is_empty(), source.is_empty()) {
                (true, _) => "Akhir pekan".into(),
                (false, true) => format!("Libur: {name}"),
                (false, false) => format!("Libur: {name} ({source})"),
            },
            Self::TapsOnFreeDay { count } => format!("{count} rekaman pada hari tanpa kewajiban"),
            Self::SheetSays { source, status, reference } => {
                format!("{} menurut {} {reference}", status_id(*status), source_id(*source))
            }
            Self::SheetDisagrees { source, status, reference } => {
                format!("{} {reference} menyebut {status}, rekaman menunjukkan hadir", source_id(*source))
            }
            Self::WindowOpen { ends } => format!("Hari ini belum berakhir (sampai {})", moment(*ends)),
            Self::WaitingFor { sources, of } => format!("{sources} dari {of} sumber belum terdengar"),
            Self::Lapsed { source, name } => {
                format!("{} {name} tidak terdengar; masa tunggunya habis", source_id(*source))
            }
            Self::NobodyListens => "Belum ada sumber kehadiran yang terpasang untuk pegawai ini".into(),
            Self::NothingHeard { sources } => format!("Semua {sources} sumber sudah terdengar, tidak ada rekaman"),
        }
    }

    /// The sentence in English.
    pub fn english(&self) -> String {
        match self {
            Self::Arrived { at, source } => format!("Arrived at {} by {}", clock(*at), source_en(*source)),
            Self::Left { at, source } => format!("Left at {} by {}", clock(*at), source_en(*source)),
            Self::Late { minutes, starts, .. } => format!("{minutes} minutes late after {}", short(*starts)),
            Self::WithinGrace { minutes, grace } => format!("{minutes} minutes past, within the grace of {grace}"),
            Self::MadeGood { minutes } => format!("Came {minutes} minutes later, made good by leaving later"),
            Self::LeftEarly { minutes, ends, .. } => format!("Left {minutes} minutes before {}", short(*ends)),
            Self::MissingIn => "No arrival on record".into(),
            Self::MissingOut => "No departure on record".into(),
            Self::MissedWindows { count, .. } => format!("{count} windows within the day have no tap"),
            Self::PressedOtherwise { at } => {
                format!("The key pressed at {} says the opposite of the roster; the roster counts", clock(*at))
            }
            Self::PressedAgain { count } => format!("{count} more records kept as presses again"),
            Self::SuspectClock { count } => format!("{count} records kept but not used: the clock cannot be right"),
            Self::Excused { status, reference } => format!("{} by {reference}", status_en(*status)),
            Self::HalfExcused { status, reference } => {
                format!("{} for half the day by {reference}", status_en(*status))
            }
            Self::WorksElsewhere { reference } => format!("Works from another place by {reference}"),
            Self::DayOff { name, source } => match (name.is_empty(), source.is_empty()) {
                (true, _) => "Weekend".into(),
                (false, true) => format!("Day off: {name}"),
                (false, false) => format!("Day off: {name} ({source})"),
            },
            Self::TapsOnFreeDay { count } => format!("{count} records on a day without duty"),
            Self::SheetSays { source, status, reference } => {
                format!("{} by {} {reference}", status_en(*status), source_en(*source))
            }
            Self::SheetDisagrees { source, status, reference } => {
                format!("{} {reference} says {status}, the records show presence", source_en(*source))
            }
            Self::WindowOpen { ends } => format!("The day is not over (until {})", moment(*ends)),
            Self::WaitingFor { sources, of } => format!("{sources} of {of} sources have not been heard from"),
            Self::Lapsed { source, name } => format!("{} {name} was not heard; waiting is over", source_en(*source)),
            Self::NobodyListens => "No source of presence is set up for this person yet".into(),
            Self::NothingHeard { sources } => format!("All {sources} sources were heard, no record among them"),
        }
    }
}

fn clock(at: DateTime) -> String {
    at.time().strftime("%H.%M.%S").to_string()
}

fn short(at: DateTime) -> String {
    at.time().strftime("%H.%M").to_string()
}

fn moment(at: DateTime) -> String {
    at.strftime("%d-%m-%Y %H.%M").to_string()
}

fn source_id(source: Source) -> &'static str {
    match source {
        Source::Machine => "mesin",
        Source::Kiosk => "kiosk",
        Source::Phone => "HP",
        Source::Portal => "portal",
        Source::Manual => "daftar manual",
    }
}

fn source_en(source: Source) -> &'static str {
    match source {
        Source::Machine => "terminal",
        Source::Kiosk => "kiosk",
        Source::Phone => "phone",
        Source::Portal => "portal",
        Source::Manual => "manual roll",
    }
}

fn status_id(status: Status) -> &'static str {
    match status {
        Status::H => "Hadir",
        Status::Tk => "Tanpa keterangan",
        Status::S => "Sakit",
        Status::I => "Izin",
        Status::C => "Cuti",
        Status::Dl => "Dinas luar",
        Status::Wfh => "Bekerja dari rumah",
        Status::Tb => "Tugas belajar",
        Status::Diklat => "Diklat",
        Status::Libur => "Libur",
        Status::Belum => "Belum lengkap",
    }
}

fn status_en(status: Status) -> &'static str {
    match status {
        Status::H => "Present",
        Status::Tk => "Without notice",
        Status::S => "Sick",
        Status::I => "Permission",
        Status::C => "Leave",
        Status::Dl => "Field duty",
        Status::Wfh => "Works from home",
        Status::Tb => "Study assignment",
        Status::Diklat => "Training",
        Status::Libur => "Day off",
        Status::Belum => "Incomplete",
    }
}
