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
    /// A call in between was answered: it proves presence, it is neither arrival nor departure.
    AnsweredCall { at: DateTime, source: Source },
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
    /// A tap whose clock was wrong; its time was moved by a confirmed correction.
    ClockCorrected { raw: DateTime, used: DateTime, reference: Arc<str> },
    /// A tap whose clock is doubted; nobody has decided, so its own time stands.
    ClockDoubted { raw: DateTime, proposed: Option<DateTime>, reference: Arc<str> },
    /// A tap that counts no more: two officers found a misuse.
    Voided { at: DateTime, source: Source, reference: Arc<str> },
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
    /// An approved correction names the arrival.
    ArrivalCorrected { at: DateTime, reference: Arc<str> },
    /// An approved correction names the departure.
    DepartureCorrected { at: DateTime, reference: Arc<str> },
    /// An approved correction names the status of the whole day.
    StatusCorrected { was: Status, to: Status, reference: Arc<str> },
    /// Minutes of lateness that lie inside a confirmed outage.
    OutageVoidsLate { minutes: u16, of: u16, reference: Arc<str>, rule: Arc<RuleRef> },
    /// Minutes of early leaving that lie inside a confirmed outage.
    OutageVoidsEarly { minutes: u16, of: u16, reference: Arc<str>, rule: Arc<RuleRef> },
    /// A confirmed outage kept the arrival tap away.
    OutageExcusesIn { reference: Arc<str>, rule: Arc<RuleRef> },
    /// A confirmed outage kept the departure tap away.
    OutageExcusesOut { reference: Arc<str>, rule: Arc<RuleRef> },
    /// A confirmed outage lay over windows without a tap.
    OutageExcusesWindows { count: u16, reference: Arc<str>, rule: Arc<RuleRef> },
    /// A confirmed outage ends the waiting for a source. It proves nothing.
    OutageEndsWaiting { source: Source, name: Arc<str>, reference: Arc<str>, rule: Arc<RuleRef> },
    /// Nothing was heard, and an outage hid what there may have been: a signed roll is waited for.
    OutageAwaitsRoll { reference: Arc<str>, rule: Arc<RuleRef> },
    /// The same, and the time for a roll is over: an officer has to say what the day was.
    OutageNeedsOfficer { reference: Arc<str>, rule: Arc<RuleRef> },
    /// The record comes from a signed roll.
    RollSigned { reference: Arc<str> },
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
            Self::AnsweredCall { .. } => "answered_call",
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
            Self::ClockCorrected { .. } => "clock_corrected",
            Self::ClockDoubted { .. } => "clock_doubted",
            Self::Voided { .. } => "voided",
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
            Self::ArrivalCorrected { .. } => "arrival_corrected",
            Self::DepartureCorrected { .. } => "departure_corrected",
            Self::StatusCorrected { .. } => "status_corrected",
            Self::OutageVoidsLate { .. } => "outage_voids_late",
            Self::OutageVoidsEarly { .. } => "outage_voids_early",
            Self::OutageExcusesIn { .. } => "outage_excuses_in",
            Self::OutageExcusesOut { .. } => "outage_excuses_out",
            Self::OutageExcusesWindows { .. } => "outage_excuses_windows",
            Self::OutageEndsWaiting { .. } => "outage_ends_waiting",
            Self::OutageAwaitsRoll { .. } => "outage_awaits_roll",
            Self::OutageNeedsOfficer { .. } => "outage_needs_officer",
            Self::RollSigned { .. } => "roll_signed",
            Self::NobodyListens => "nobody_listens",
            Self::NothingHeard { .. } => "nothing_heard",
        }
    }

    /// The rule the step rests on, where it is one.
    pub fn rule(&self) -> Option<&RuleRef> {
        match self {
            Self::Late { rule, .. } | Self::LeftEarly { rule, .. } | Self::MissedWindows { rule, .. } => Some(rule),
            Self::OutageVoidsLate { rule, .. } | Self::OutageVoidsEarly { rule, .. } => Some(rule),
            Self::OutageExcusesIn { rule, .. } | Self::OutageExcusesOut { rule, .. } => Some(rule),
            Self::OutageExcusesWindows { rule, .. } | Self::OutageEndsWaiting { rule, .. } => Some(rule),
            Self::OutageAwaitsRoll { rule, .. } | Self::OutageNeedsOfficer { rule, .. } => Some(rule),
            _ => None,
        }
    }

    /// The sentence in Indonesian.
    pub fn indonesian(&self) -> String {
        match self {
            Self::Arrived { at, source } => format!("Datang pukul {} menurut {}", clock(*at), source_id(*source)),
            Self::Left { at, source } => format!("Pulang pukul {} menurut {}", clock(*at), source_id(*source)),
            Self::AnsweredCall { at, source } => {
                format!(
                    "Menjawab panggilan pukul {} lewat {}: hadir, bukan datang atau pulang",
                    clock(*at),
                    source_id(*source)
                )
            }
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
            Self::ClockCorrected { raw, used, reference } => {
                format!("Mesin menulis {}; dipakai {} menurut koreksi jam {reference}", exact(*raw), exact(*used))
            }
            Self::ClockDoubted { raw, proposed, reference } => match proposed {
                Some(proposed) => format!(
                    "Jam mesin diragukan ({reference}): tertulis {}, mungkin {}; selama belum diputuskan yang tertulis dipakai",
                    exact(*raw),
                    exact(*proposed)
                ),
                None => format!(
                    "Jam mesin diragukan ({reference}): tertulis {}, waktu sebenarnya belum diketahui",
                    exact(*raw)
                ),
            },
            Self::Voided { at, source, reference } => format!(
                "Gugur: rekaman pukul {} dari {} tidak dihitung lagi menurut perkara {reference}",
                clock(*at),
                source_id(*source)
            ),
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
            Self::ArrivalCorrected { at, reference } => {
                format!("Datang pukul {} menurut koreksi {reference}", short(*at))
            }
            Self::DepartureCorrected { at, reference } => {
                format!("Pulang pukul {} menurut koreksi {reference}", short(*at))
            }
            Self::StatusCorrected { was, to, reference } => {
                format!("{} menurut koreksi {reference}; tanpa koreksi: {was}", status_id(*to))
            }
            Self::OutageVoidsLate { minutes, of, reference, .. } => {
                format!("{minutes} dari {of} menit lewat jam masuk tidak dihitung: {reference}")
            }
            Self::OutageVoidsEarly { minutes, of, reference, .. } => {
                format!("{minutes} dari {of} menit sebelum jam pulang tidak dihitung: {reference}")
            }
            Self::OutageExcusesIn { reference, .. } => {
                format!("Tidak ada rekaman datang, tidak dicatat sebagai kekurangan: {reference}")
            }
            Self::OutageExcusesOut { reference, .. } => {
                format!("Tidak ada rekaman pulang, tidak dicatat sebagai kekurangan: {reference}")
            }
            Self::OutageExcusesWindows { count, reference, .. } => {
                format!("{count} jendela rekaman tanpa rekaman tidak dicatat sebagai kekurangan: {reference}")
            }
            Self::OutageEndsWaiting { source, name, reference, .. } => {
                format!("{} {name} tidak ditunggu lagi: {reference}", source_id(*source))
            }
            Self::OutageAwaitsRoll { reference, .. } => {
                format!("Tidak ada rekaman karena gangguan; daftar hadir bertanda tangan ditunggu: {reference}")
            }
            Self::OutageNeedsOfficer { reference, .. } => format!(
                "Tidak ada rekaman karena gangguan dan daftar hadir tidak datang; petugas perlu memutuskan hari ini: \
                 {reference}"
            ),
            Self::RollSigned { reference } => format!("Menurut {reference}"),
            Self::NobodyListens => "Belum ada sumber kehadiran yang terpasang untuk pegawai ini".into(),
            Self::NothingHeard { sources } => format!("Semua {sources} sumber sudah terdengar, tidak ada rekaman"),
        }
    }

    /// The sentence in English.
    pub fn english(&self) -> String {
        match self {
            Self::Arrived { at, source } => format!("Arrived at {} by {}", clock(*at), source_en(*source)),
            Self::Left { at, source } => format!("Left at {} by {}", clock(*at), source_en(*source)),
            Self::AnsweredCall { at, source } => {
                format!(
                    "Answered a call at {} by {}: present, neither arrival nor departure",
                    clock(*at),
                    source_en(*source)
                )
            }
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
            Self::ClockCorrected { raw, used, reference } => {
                format!("The machine wrote {}; used is {} by clock correction {reference}", exact(*raw), exact(*used))
            }
            Self::ClockDoubted { raw, proposed, reference } => match proposed {
                Some(proposed) => format!(
                    "The clock is doubted ({reference}): written {}, perhaps {}; until somebody decides the written time counts",
                    exact(*raw),
                    exact(*proposed)
                ),
                None => {
                    format!("The clock is doubted ({reference}): written {}, the true time is not known", exact(*raw))
                }
            },
            Self::Voided { at, source, reference } => {
                format!(
                    "Void: the record at {} by {} counts no more, by case {reference}",
                    clock(*at),
                    source_en(*source)
                )
            }
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
            Self::ArrivalCorrected { at, reference } => format!("Arrived at {} by correction {reference}", short(*at)),
            Self::DepartureCorrected { at, reference } => format!("Left at {} by correction {reference}", short(*at)),
            Self::StatusCorrected { was, to, reference } => {
                format!("{} by correction {reference}; without it: {was}", status_en(*to))
            }
            Self::OutageVoidsLate { minutes, of, reference, .. } => {
                format!("{minutes} of {of} minutes past the start do not count: {reference}")
            }
            Self::OutageVoidsEarly { minutes, of, reference, .. } => {
                format!("{minutes} of {of} minutes before the end do not count: {reference}")
            }
            Self::OutageExcusesIn { reference, .. } => {
                format!("No arrival on record, not held against them: {reference}")
            }
            Self::OutageExcusesOut { reference, .. } => {
                format!("No departure on record, not held against them: {reference}")
            }
            Self::OutageExcusesWindows { count, reference, .. } => {
                format!("{count} windows without a tap are not held against them: {reference}")
            }
            Self::OutageEndsWaiting { source, name, reference, .. } => {
                format!("{} {name} is not waited for any more: {reference}", source_en(*source))
            }
            Self::OutageAwaitsRoll { reference, .. } => {
                format!("No record because of an outage; a signed roll is waited for: {reference}")
            }
            Self::OutageNeedsOfficer { reference, .. } => format!(
                "No record because of an outage and no roll came; an officer has to say what the day was: {reference}"
            ),
            Self::RollSigned { reference } => format!("By {reference}"),
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

fn exact(at: DateTime) -> String {
    at.strftime("%d-%m-%Y %H.%M.%S").to_string()
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
