//! The cells of a published row and what they are merged into: a tree of halves.

use serde::{Deserialize, Serialize};

use crate::codes::codes;
use crate::status::Status;

codes!(
    /// A cell of a published row, or several merged into one.
    Group {
        /// Everybody of the OPD, of a settled day.
        All = "semua",
        /// Present, in time or late.
        Present = "hadir",
        /// Present and in time.
        OnTime = "tepat_waktu",
        /// Present and late.
        Late = "terlambat",
        /// Everybody who was not present.
        Rest = "selebihnya",
        /// At work elsewhere: DL, WFH, TB, DIKLAT.
        Elsewhere = "di_luar",
        /// Neither present nor at work elsewhere.
        NotAtWork = "tidak_bertugas",
        /// TK: every source spoke, and there is no word.
        Unexplained = "tk",
        /// Excused, off duty or not complete.
        Excused = "berizin_libur_belum",
        /// Leave, sick or permission.
        Papers = "cuti_sakit_izin",
        /// Leave.
        Leave = "cuti",
        /// Sick or permission.
        SickOrPermission = "sakit_izin",
        /// Sick.
        Sick = "sakit",
        /// Permission.
        Permission = "izin",
        /// Off duty or not complete.
        OffOrOpen = "libur_belum",
        /// Nothing was due.
        Off = "libur",
        /// Not complete: nothing could say it.
        Open = "belum",
        /// Everybody of the OPD, as a sidak saw it.
        SidakAll = "sidak_semua",
        /// Present at the sidak, in time or late.
        SidakPresent = "sidak_hadir",
        /// Present at the sidak and in time.
        SidakOnTime = "sidak_tepat_waktu",
        /// Present at the sidak and late.
        SidakLate = "sidak_terlambat",
        /// Not present at the sidak.
        SidakRest = "sidak_selebihnya",
        /// At work elsewhere at the sidak.
        SidakElsewhere = "sidak_di_luar",
        /// Neither present nor elsewhere at the sidak.
        SidakOther = "sidak_lainnya",
        /// Not heard of, in whatever way.
        SidakUnheard = "sidak_belum_jelas",
        /// Did not answer.
        SidakNoAnswer = "sidak_tidak_menjawab",
        /// Could not be reached or heard.
        SidakSilent = "sidak_tidak_terdengar",
        /// Could not be reached.
        SidakUnreached = "sidak_tidak_terjangkau",
        /// A source was silent.
        SidakNotYet = "sidak_belum_terdengar",
        /// Excused, off duty, or before duty.
        SidakExcused = "sidak_tidak_wajib",
        /// Leave, sick or permission at the sidak.
        SidakPapers = "sidak_berizin",
        /// Off duty or before it.
        SidakOffOrEarly = "sidak_libur_belum_waktunya",
        /// Off duty, or not among those called.
        SidakOff = "sidak_libur",
        /// Duty had not begun.
        SidakEarly = "sidak_belum_waktunya",
    }
);

impl Group {
    /// The halves it splits into; none for a single cell.
    pub fn halves(self) -> Option<[Self; 2]> {
        Some(match self {
            Self::All => [Self::Present, Self::Rest],
            Self::Present => [Self::OnTime, Self::Late],
            Self::Rest => [Self::Elsewhere, Self::NotAtWork],
            Self::NotAtWork => [Self::Unexplained, Self::Excused],
            Self::Excused => [Self::Papers, Self::OffOrOpen],
            Self::Papers => [Self::Leave, Self::SickOrPermission],
            Self::SickOrPermission => [Self::Sick, Self::Permission],
            Self::OffOrOpen => [Self::Off, Self::Open],
            Self::SidakAll => [Self::SidakPresent, Self::SidakRest],
            Self::SidakPresent => [Self::SidakOnTime, Self::SidakLate],
            Self::SidakRest => [Self::SidakElsewhere, Self::SidakOther],
            Self::SidakOther => [Self::SidakUnheard, Self::SidakExcused],
            Self::SidakUnheard => [Self::SidakNoAnswer, Self::SidakSilent],
            Self::SidakSilent => [Self::SidakUnreached, Self::SidakNotYet],
            Self::SidakExcused => [Self::SidakPapers, Self::SidakOffOrEarly],
            Self::SidakOffOrEarly => [Self::SidakOff, Self::SidakEarly],
            _ => return None,
        })
    }

    /// The single cells it holds, in the order they are shown.
    pub fn cells(self) -> Vec<Self> {
        match self.halves() {
            None => vec![self],
            Some(halves) => halves.into_iter().flat_map(Self::cells).collect(),
        }
    }

    /// Whether all its cells are among another's.
    pub fn within(self, other: Self) -> bool {
        self == other || other.halves().is_some_and(|halves| halves.into_iter().any(|half| self.within(half)))
    }

    /// The cell of a settled day.
    pub fn of_day(status: Status, late: bool) -> Self {
        match status {
            Status::H if late => Self::Late,
            Status::H => Self::OnTime,
            Status::Tk => Self::Unexplained,
            Status::S => Self::Sick,
            Status::I => Self::Permission,
            Status::C => Self::Leave,
            Status::Dl | Status::Wfh | Status::Tb | Status::Diklat => Self::Elsewhere,
            Status::Libur => Self::Off,
            Status::Belum => Self::Open,
        }
    }

    /// Its name on the page.
    pub fn name(self) -> Words {
        self.words().0
    }

    /// What it counts.
    pub fn definition(self) -> Words {
        self.words().1
    }

    fn words(self) -> (Words, Words) {
        match self {
            Self::All | Self::SidakAll => (
                ["Semua, digabung", "Everybody, merged"],
                [
                    "Seluruh pegawai yang dihitung. Tidak dirinci karena ada bagian yang kurang dari 5 orang.",
                    "Everybody who is counted. Not broken down because a part is fewer than 5 people.",
                ],
            ),
            Self::Present => (
                ["Hadir", "Present"],
                [
                    "Ada rekaman hadir hari itu, tepat waktu atau terlambat.",
                    "Recorded as present that day, in time or late.",
                ],
            ),
            Self::OnTime => (
                ["Hadir tepat waktu", "Present, in time"],
                [
                    "Rekaman masuk tidak melewati jam masuk yang berlaku.",
                    "Arrived no later than the hour that applies.",
                ],
            ),
            Self::Late => (
                ["Hadir terlambat", "Present, late"],
                [
                    "Hadir, tetapi rekaman masuk melewati jam masuk.",
                    "Present, but arrived after the hour that applies.",
                ],
            ),
            Self::Rest => (
                ["Selebihnya", "Everybody else"],
                [
                    "Semua yang tidak dihitung hadir, dengan alasan apa pun. Bukan berarti mangkir.",
                    "Everybody not counted as present, for whatever reason. It does not mean absent without leave.",
                ],
            ),
            Self::Elsewhere => (
                ["Bertugas di tempat lain", "At work elsewhere"],
                [
                    "Dinas luar, bekerja dari rumah, tugas belajar, atau diklat.",
                    "Field duty, work from home, study assignment or training.",
                ],
            ),
            Self::NotAtWork => (
                ["Tidak bertugas hari itu", "Not at work that day"],
                [
                    "Cuti, sakit, izin, libur, belum lengkap, atau tanpa keterangan.",
                    "Leave, sick, permission, off duty, not complete, or without explanation.",
                ],
            ),
            Self::Unexplained => (
                ["Tanpa keterangan", "Without explanation"],
                [
                    "Wajib masuk, semua sumber sudah melapor, dan sampai angka ini dihitung tidak ada keterangan.",
                    "Duty was due, every source has reported, and by the time of counting there was no explanation.",
                ],
            ),
            Self::Excused => (
                ["Berizin, libur, atau belum lengkap", "Excused, off duty or not complete"],
                ["Cuti, sakit, izin, libur, atau belum lengkap.", "Leave, sick, permission, off duty or not complete."],
            ),
            Self::Papers => (
                ["Cuti, sakit, atau izin", "Leave, sick or permission"],
                ["Ada surat atau persetujuan yang sah.", "There is a valid paper or approval."],
            ),
            Self::Leave => (["Cuti", "Leave"], ["Cuti yang disetujui.", "Approved leave."]),
            Self::SickOrPermission => (
                ["Sakit atau izin", "Sick or permission"],
                ["Sakit atau izin yang disetujui.", "Sick, or approved permission."],
            ),
            Self::Sick => (["Sakit", "Sick"], ["Sakit dengan keterangan.", "Sick, with a note."]),
            Self::Permission => (["Izin", "Permission"], ["Izin yang disetujui.", "Approved permission."]),
            Self::OffOrOpen => (
                ["Libur atau belum lengkap", "Off duty or not complete"],
                [
                    "Tidak ada tugas hari itu, atau belum dapat dinilai.",
                    "Nothing due that day, or not to be judged yet.",
                ],
            ),
            Self::Off => (
                ["Libur", "Off duty"],
                [
                    "Tidak ada tugas hari itu, termasuk yang sudah tidak bertugas lagi di instansi ini.",
                    "Nothing due that day, also for those who no longer serve here.",
                ],
            ),
            Self::Open => (
                ["Belum lengkap", "Not complete"],
                [
                    "Belum dapat dinilai karena tidak ada sumber yang dapat melaporkannya.",
                    "Cannot be judged because no source could report it.",
                ],
            ),
            Self::SidakPresent => (
                ["Hadir saat sidak", "Present at the sidak"],
                ["Tampak atau menjawab pada saat sidak.", "Seen or answering at the moment of the sidak."],
            ),
            Self::SidakOnTime => (
                ["Hadir saat sidak, tepat waktu", "Present at the sidak, in time"],
                ["Hadir pada saat sidak dan masuk tepat waktu.", "Present at the sidak, having arrived in time."],
            ),
            Self::SidakLate => (
                ["Hadir saat sidak, terlambat", "Present at the sidak, late"],
                ["Hadir pada saat sidak, masuk terlambat.", "Present at the sidak, having arrived late."],
            ),
            Self::SidakRest => (
                ["Selebihnya saat sidak", "Everybody else at the sidak"],
                [
                    "Tidak tercatat hadir pada saat sidak, dengan alasan apa pun. Sementara; bukan berarti mangkir.",
                    "Not noted as present at that moment, for whatever reason. For the time being; it does not mean absent.",
                ],
            ),
            Self::SidakElsewhere => (
                ["Di luar tempat", "Elsewhere"],
                ["Bertugas di tempat lain pada saat sidak.", "At work elsewhere at the moment of the sidak."],
            ),
            Self::SidakOther => (
                ["Tidak di tempat tugas", "Not at work"],
                [
                    "Berizin, libur, belum waktunya, atau belum jelas.",
                    "Excused, off duty, before duty, or not clear yet.",
                ],
            ),
            Self::SidakUnheard => (
                ["Belum jelas", "Not clear yet"],
                [
                    "Tidak menjawab, tidak terjangkau, atau sumbernya belum terdengar.",
                    "No answer, not reached, or a source not heard yet.",
                ],
            ),
            Self::SidakNoAnswer => (
                ["Tidak menjawab", "No answer"],
                ["Panggilan sampai, tetapi belum dijawab.", "The call arrived and was not answered yet."],
            ),
            Self::SidakSilent => (
                ["Tidak terjangkau atau belum terdengar", "Not reached or not heard"],
                ["Panggilan tidak sampai, atau sumbernya diam.", "The call did not arrive, or a source was silent."],
            ),
            Self::SidakUnreached => {
                (["Tidak terjangkau", "Not reached"], ["Panggilan tidak sampai.", "The call did not arrive."])
            }
            Self::SidakNotYet => (
                ["Belum terdengar", "Not heard yet"],
                ["Sumbernya diam pada saat itu.", "A source was silent at that moment."],
            ),
            Self::SidakExcused => (
                ["Berizin, libur, atau belum waktunya", "Excused, off duty or before duty"],
                ["Tidak wajib berada di tempat pada saat itu.", "Not bound to be there at that moment."],
            ),
            Self::SidakPapers => (["Berizin", "Excused"], ["Cuti, sakit, atau izin.", "Leave, sick or permission."]),
            Self::SidakOffOrEarly => (
                ["Libur atau belum waktunya", "Off duty or before duty"],
                ["Tidak ada tugas pada saat itu.", "Nothing due at that moment."],
            ),
            Self::SidakOff => (
                ["Libur", "Off duty"],
                ["Libur, atau tidak termasuk yang dipanggil.", "Off duty, or not among those called."],
            ),
            Self::SidakEarly => {
                (["Belum waktunya", "Before duty"], ["Jam tugasnya belum mulai.", "Duty had not begun."])
            }
        }
    }
}

/// Indonesian, then English.
pub type Words = [&'static str; 2];
