//! Why an act is refused, and what to do instead.

use jiff::civil::Date;

use super::offices::{Office, PowerHolder};
use super::rule::{CaseNotCovered, Uncovered};
use super::words::{CaseDuty, CaseStage};
use crate::calendar::NotCovered;
use crate::sanctions::Level;

/// Why an act is refused. Each sentence says what to do next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// A case needs a breach with an article.
    NoBreach,
    /// A case needs somebody who examines and somebody of BKPSDM.
    NobodyAssigned(CaseDuty),
    /// The case stands elsewhere.
    WrongStage(CaseStage),
    /// It is closed.
    Closed,
    /// Dated later than today.
    InFuture(Date),
    /// Dated before what already follows from later acts.
    OutOfOrder(Date),
    /// It is about themselves.
    OwnCase,
    /// Only the person does that.
    NotSubject,
    /// They have none of these duties.
    NoDuty(Vec<CaseDuty>),
    /// Whoever is involved in the breach gets no duty back.
    Involved,
    /// They opened the case; somebody else verifies.
    OpenedIt,
    /// They reported, verified or examined; somebody else decides.
    SpokeBefore,
    /// They decided; the next one up answers the objection.
    DecidedIt,
    /// They hold no power over that level.
    NoPower {
        /// Of the office decided about.
        subject: Office,
        /// The level.
        level: Level,
        /// Who may.
        who: Vec<PowerHolder>,
    },
    /// The person has time until then.
    TimeToExplain(Date),
    /// The person was not asked yet.
    NotAsked,
    /// The term of the first summons; the earliest day of the examination.
    TooSoon(Date),
    /// The first examination has not passed.
    FirstNotPassed(Date),
    /// The examination is on a day off.
    DayOff(Date),
    /// A punishment of that level needs a team.
    TeamNeeded,
    /// For a light breach there is no team.
    NoTeamForRingan,
    /// A team needs that many members.
    TeamTooSmall(u16),
    /// A team needs somebody from there.
    TeamLacks(&'static str),
    /// Exactly one chair and one secretary, both members.
    ChairAndSecretary,
    /// A member is of lower office than the person.
    LowerOffice(Office),
    /// Whether a member is of lower office is not known.
    UnknownHeight(Office),
    /// The council needs that many members beside chair and secretary.
    CouncilTooSmall(u16),
    /// The council must be odd in number.
    CouncilEven(usize),
    /// Only the chair speaks for a body.
    NotChair,
    /// Temporary release is for heavy breaches.
    OnlyForBerat,
    /// The record must name questions and signatures, the person's among them.
    RecordIncomplete,
    /// The kind of punishment is not for that employment.
    WrongKind,
    /// A punishment by contract is not for PNS and CPNS.
    ListedOnly,
    /// The breach was already decided on.
    AlreadyPunished(String),
    /// The time for it ran out.
    TooLate(Date),
    /// The end of an employment goes to BPASN, anything else does not.
    WrongWay {
        /// Whether BPASN is the way.
        bpasn: bool,
    },
    /// Said once already.
    AlreadySaid,
    /// What changes must be named.
    InsteadMissing,
    /// The reason to close does not fit what happened.
    CloseReasonUnfit,
    /// Time to object or appeal runs until then.
    NotFinal(Date),
    /// No calendar for that day.
    NoCalendar(NotCovered),
    /// No rule for that day.
    NoRule(CaseNotCovered),
}

impl Refusal {
    /// The sentence in Indonesian.
    pub fn id(&self) -> String {
        let names =
            |duties: &[CaseDuty]| duties.iter().map(|duty| duty.indonesian()).collect::<Vec<_>>().join(" atau ");
        match self {
            Self::NoBreach => {
                "Perkara harus menyebut pelanggaran dan pasalnya. Tulis dulu kewajiban apa yang dilanggar.".into()
            }
            Self::NobodyAssigned(duty) => {
                format!("Belum ada {}. Tunjuk orangnya lebih dulu.", duty.indonesian())
            }
            Self::WrongStage(stage) => format!(
                "Perkara ini sedang {}; langkah itu belum atau tidak lagi mungkin. Lihat langkah berikutnya di halaman perkara.",
                stage.indonesian()
            ),
            Self::Closed => "Perkara sudah ditutup. Buka kembali dengan alasan bila ada fakta baru.".into(),
            Self::InFuture(on) => format!("Tanggal {on} belum tiba. Catat langkah pada hari terjadinya."),
            Self::OutOfOrder(on) => format!(
                "Tanggal {on} mendahului langkah yang sudah tercatat dan akan menggugurkannya. Periksa tanggal surat."
            ),
            Self::OwnCase => "Perkara ini tentang Anda sendiri. Orang lain yang menanganinya.".into(),
            Self::NotSubject => "Hanya pegawai yang bersangkutan yang dapat melakukannya.".into(),
            Self::NoDuty(duties) => format!("Ini tugas {}. Minta yang bersangkutan, atau minta ditunjuk.", names(duties)),
            Self::Involved => "Ia terlibat dalam pelanggaran ini. Tunjuk atasan yang satu tingkat lebih tinggi.".into(),
            Self::OpenedIt => "Anda yang membuka perkara ini. Minta orang lain memverifikasinya.".into(),
            Self::SpokeBefore => {
                "Anda sudah melapor, memverifikasi atau memeriksa. Pejabat lain yang memutus.".into()
            }
            Self::DecidedIt => "Anda yang memutus. Keberatan dijawab atasan Anda.".into(),
            Self::NoPower { subject, level, who } if who.is_empty() => format!(
                "Belum ada aturan siapa yang berwenang menghukum {} tingkat {}. Tanyakan ke Bagian Hukum dan lengkapi paket kewenangan.",
                subject.indonesian(),
                level.as_str()
            ),
            Self::NoPower { subject, level, who } => format!(
                "Jabatan Anda tidak berwenang menghukum {} tingkat {}. Teruskan kepada {}.",
                subject.indonesian(),
                level.as_str(),
                who.iter().map(|holder| holder.indonesian()).collect::<Vec<_>>().join(" atau ")
            ),
            Self::TimeToExplain(until) => format!("Pegawai masih punya waktu menjelaskan sampai {until}. Tunggu dulu."),
            Self::NotAsked => "Pegawai belum dimintai penjelasan. Minta penjelasannya lebih dulu.".into(),
            Self::TooSoon(earliest) => {
                format!("Panggilan terlalu dekat dengan pemeriksaan. Pilih tanggal pemeriksaan paling cepat {earliest}.")
            }
            Self::FirstNotPassed(on) => {
                format!("Pemeriksaan Panggilan I baru {on}. Panggilan II menyusul bila ia tidak datang.")
            }
            Self::DayOff(on) => format!("{on} bukan hari kerja. Pilih hari kerja."),
            Self::TeamNeeded => {
                "Tingkat berat diperiksa Tim Pemeriksa. Bentuk tim lebih dulu; yang diperiksa sendirian diperiksa ulang oleh tim."
                    .into()
            }
            Self::NoTeamForRingan => "Tingkat ringan diperiksa atasan langsung sendiri, tanpa Tim Pemeriksa.".into(),
            Self::TeamTooSmall(least) => format!("Tim Pemeriksa paling sedikit {least} orang. Tambah anggotanya."),
            Self::TeamLacks(element) => format!("Tim Pemeriksa belum memuat {element}. Tambahkan."),
            Self::ChairAndSecretary => "Harus ada satu ketua dan satu sekretaris, dua orang berbeda.".into(),
            Self::LowerOffice(office) => format!(
                "Ada anggota berjabatan {} yang lebih rendah daripada yang diperiksa. Ganti anggota itu.",
                office.indonesian()
            ),
            Self::UnknownHeight(office) => format!(
                "Belum diketahui apakah {} lebih rendah daripada jabatan yang diperiksa. Lengkapi paket kewenangan.",
                office.indonesian()
            ),
            Self::CouncilTooSmall(least) => {
                format!("Majelis memerlukan ketua, sekretaris, dan paling sedikit {least} anggota lain.")
            }
            Self::CouncilEven(count) => format!("Majelis harus berjumlah ganjil, sekarang {count}. Tambah atau kurangi satu."),
            Self::NotChair => "Hanya ketua yang menyampaikan atas nama tim atau majelis.".into(),
            Self::OnlyForBerat => "Pembebasan sementara hanya untuk dugaan pelanggaran tingkat berat.".into(),
            Self::RecordIncomplete => {
                "BAP belum lengkap: harus ada tanya jawab dan tanda tangan pemeriksa serta yang diperiksa (atau alasan menolak)."
                    .into()
            }
            Self::WrongKind => "Jenis hukuman itu tidak berlaku untuk status kepegawaian ini. Pilih jenis lain.".into(),
            Self::ListedOnly => {
                "Untuk PNS dan CPNS hanya jenis hukuman menurut PP 94/2021. Pilih dari daftarnya.".into()
            }
            Self::AlreadyPunished(number) => format!(
                "Pelanggaran ini sudah diputus ({number}). Kehadiran hanya dapat dinaikkan bila hari baru mencapai jenis yang lebih berat."
            ),
            Self::TooLate(until) => format!("Waktunya habis pada {until}. Fakta baru disampaikan kepada BKPSDM untuk peninjauan."),
            Self::WrongWay { bpasn: true } => {
                "Pemberhentian atau pemutusan perjanjian kerja diajukan sebagai banding ke BPASN, bukan keberatan.".into()
            }
            Self::WrongWay { bpasn: false } => {
                "Untuk putusan ini jalannya keberatan, bukan banding ke BPASN.".into()
            }
            Self::AlreadySaid => "Sudah pernah disampaikan. Lihat riwayat perkara.".into(),
            Self::InsteadMissing => "Sebutkan hukuman penggantinya.".into(),
            Self::CloseReasonUnfit => {
                "Alasan penutupan tidak sesuai dengan jalannya perkara. Pilih alasan yang sesuai.".into()
            }
            Self::NotFinal(until) => format!("Masa keberatan atau banding masih berjalan sampai {until}."),
            Self::NoCalendar(error) => {
                format!("Daftar hari libur belum mencakup {}. Muat daftar libur tahun itu lebih dulu.", error.date)
            }
            Self::NoRule(error) => format!("Belum ada aturan proses untuk {}. Muat paketnya lebih dulu.", error.0),
        }
    }

    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoBreach => "no_breach",
            Self::NobodyAssigned(_) => "nobody_assigned",
            Self::WrongStage(_) => "wrong_stage",
            Self::Closed => "closed",
            Self::InFuture(_) => "in_future",
            Self::OutOfOrder(_) => "out_of_order",
            Self::OwnCase => "own_record",
            Self::NotSubject => "not_subject",
            Self::NoDuty(_) => "no_duty",
            Self::Involved => "involved",
            Self::OpenedIt => "opened_it",
            Self::SpokeBefore => "spoke_before",
            Self::DecidedIt => "decided_it",
            Self::NoPower { .. } => "no_power",
            Self::TimeToExplain(_) => "time_to_explain",
            Self::NotAsked => "not_asked",
            Self::TooSoon(_) => "too_soon",
            Self::FirstNotPassed(_) => "first_not_passed",
            Self::DayOff(_) => "day_off",
            Self::TeamNeeded => "team_needed",
            Self::NoTeamForRingan => "no_team",
            Self::TeamTooSmall(_) => "team_too_small",
            Self::TeamLacks(_) => "team_lacks",
            Self::ChairAndSecretary => "chair_and_secretary",
            Self::LowerOffice(_) => "lower_office",
            Self::UnknownHeight(_) => "unknown_height",
            Self::CouncilTooSmall(_) => "council_too_small",
            Self::CouncilEven(_) => "council_even",
            Self::NotChair => "not_chair",
            Self::OnlyForBerat => "only_for_berat",
            Self::RecordIncomplete => "record_incomplete",
            Self::WrongKind => "wrong_kind",
            Self::ListedOnly => "listed_only",
            Self::AlreadyPunished(_) => "already_punished",
            Self::TooLate(_) => "too_late",
            Self::WrongWay { .. } => "wrong_way",
            Self::AlreadySaid => "already_said",
            Self::InsteadMissing => "instead_missing",
            Self::CloseReasonUnfit => "close_reason_unfit",
            Self::NotFinal(_) => "not_final",
            Self::NoCalendar(_) => "no_calendar",
            Self::NoRule(_) => "no_rule",
        }
    }
}

impl From<Uncovered> for Refusal {
    fn from(error: Uncovered) -> Self {
        match error {
            Uncovered::Calendar(error) => Self::NoCalendar(error),
            Uncovered::Rule(error) => Self::NoRule(error),
        }
    }
}

impl From<NotCovered> for Refusal {
    fn from(error: NotCovered) -> Self {
        Self::NoCalendar(error)
    }
}

impl From<CaseNotCovered> for Refusal {
    fn from(error: CaseNotCovered) -> Self {
        Self::NoRule(error)
    }
}
