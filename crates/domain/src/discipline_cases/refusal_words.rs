//! The sentences of refusals, in Indonesian and English. Each says what to do next.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::refusal::Refusal;
use super::words::CaseDuty;
use crate::sanctions::Sanction;

/// Days one after the other.
fn listed(days: &BTreeSet<Date>) -> String {
    if days.is_empty() {
        return "-".to_owned();
    }
    days.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
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
            Self::NotSubject => "Hanya pegawai yang bersangkutan yang dapat melakukannya. Minta ia melakukannya di aplikasinya sendiri.".into(),
            Self::NoDuty(duties) => format!("Ini tugas {}. Minta yang bersangkutan, atau minta ditunjuk.", names(duties)),
            Self::Involved => "Ia terlibat dalam pelanggaran ini. Tunjuk atasan yang satu tingkat lebih tinggi.".into(),
            Self::OpenedIt => "Anda yang membuka perkara ini. Minta orang lain memverifikasinya.".into(),
            Self::SpokeBefore => {
                "Anda sudah melapor, memverifikasi atau memeriksa. Pejabat lain yang memutus; teruskan kepadanya.".into()
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
            Self::NoTeamForRingan => "Tingkat ringan diperiksa atasan langsung sendiri, tanpa Tim Pemeriksa. Lanjutkan tanpa tim.".into(),
            Self::TeamTooSmall(least) => format!("Tim Pemeriksa paling sedikit {least} orang. Tambah anggotanya."),
            Self::TeamLacks(element) => format!("Tim Pemeriksa belum memuat {element}. Tambahkan."),
            Self::ChairAndSecretary => "Harus ada satu ketua dan satu sekretaris, dua orang berbeda. Tunjuk keduanya.".into(),
            Self::LowerOffice(office) => format!(
                "Ada anggota berjabatan {} yang lebih rendah daripada yang diperiksa. Ganti anggota itu.",
                office.indonesian()
            ),
            Self::UnknownHeight(office) => format!(
                "Belum diketahui apakah {} lebih rendah daripada jabatan yang diperiksa. Lengkapi paket kewenangan.",
                office.indonesian()
            ),
            Self::CouncilTooSmall(least) => {
                format!("Majelis memerlukan ketua, sekretaris, dan paling sedikit {least} anggota lain. Tambah anggotanya.")
            }
            Self::CouncilEven(count) => format!("Majelis harus berjumlah ganjil, sekarang {count}. Tambah atau kurangi satu."),
            Self::NotChair => "Hanya ketua yang menyampaikan atas nama tim atau majelis. Minta ketua mencatatnya.".into(),
            Self::OnlyForBerat => "Pembebasan sementara hanya untuk dugaan pelanggaran tingkat berat. Lanjutkan tanpa pembebasan.".into(),
            Self::RecordIncomplete => {
                "BAP belum lengkap: harus ada tanya jawab dan tanda tangan pemeriksa serta yang diperiksa (atau alasan menolak). Lengkapi dulu."
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
                "Pemberhentian atau pemutusan perjanjian kerja diajukan sebagai banding ke BPASN, bukan keberatan. Pilih banding.".into()
            }
            Self::WrongWay { bpasn: false } => {
                "Untuk putusan ini jalannya keberatan, bukan banding ke BPASN. Pilih keberatan.".into()
            }
            Self::AlreadySaid => "Sudah pernah disampaikan. Lihat riwayat perkara.".into(),
            Self::InsteadMissing => "Hukuman penggantinya belum disebut. Sebutkan dulu.".into(),
            Self::CloseReasonUnfit => {
                "Alasan penutupan tidak sesuai dengan jalannya perkara. Pilih alasan yang sesuai.".into()
            }
            Self::NotFinal(until) => format!("Masa keberatan atau banding masih berjalan sampai {until}. Tutup perkara sesudahnya."),
            Self::RecountFirst(gone) => format!(
                "Sesudah perkara ini dibuka, {} dibetulkan dan bukan lagi hari tanpa alasan. Petugas BKPSDM mencatat hitung ulang lebih dulu.",
                listed(gone)
            ),
            Self::RecountAdds => {
                "Hitung ulang hanya mengurangi: tidak menambah hari dan tidak memperberat. Hari baru dibuka sebagai perkara baru."
                    .into()
            }
            Self::NothingFell => {
                "Hari-hari perkara ini tidak berubah. Hitung ulang dicatat sesudah ada hari yang dibetulkan.".into()
            }
            Self::RecountDiffers { left, now } => format!(
                "Isian tidak sama dengan hari-hari sekarang. Yang tersisa: {}; indikasinya: {}. Muat ulang perkara, lalu catat itu.",
                listed(left),
                now.map_or("tidak ada", Sanction::indonesian)
            ),
            Self::NotUnexplained(days) => format!(
                "{} bukan hari tanpa alasan menurut catatan hadir. Hapus dari daftar, atau sebut pelanggarannya tanpa hitungan hari hadir.",
                listed(days)
            ),
            Self::StillWaiting(days) => format!(
                "{} belum lengkap: masih ada sumber yang belum masuk. Tunggu harinya selesai, atau buka perkara tanpa hari itu.",
                listed(days)
            ),
            Self::NoIndication => {
                "Hari-hari ini belum mencapai tangga hukuman. Laporkan sebagai laporan atasan bila ada pelanggaran yang disebut."
                    .into()
            }
            Self::NoCalendar(error) => {
                format!("Daftar hari libur belum mencakup {}. Muat daftar libur tahun itu lebih dulu.", error.date)
            }
            Self::NoRule(error) => format!("Belum ada aturan proses untuk {}. Muat paketnya lebih dulu.", error.0),
        }
    }

    /// The sentence in English. Terms of the law keep their Indonesian names.
    pub fn en(&self) -> String {
        let names = |duties: &[CaseDuty]| duties.iter().map(|duty| duty.english()).collect::<Vec<_>>().join(" or ");
        match self {
            Self::NoBreach => "A case names the breach and its article. Write first which obligation was breached.".into(),
            Self::NobodyAssigned(duty) => format!("There is no {} yet. Assign somebody first.", duty.english()),
            Self::WrongStage(stage) => format!(
                "This case is {}; that step has no place yet, or no more. See what is due on the page of the case.",
                stage.english()
            ),
            Self::Closed => "The case is closed. Take it up again, with the reason, where there are new facts.".into(),
            Self::InFuture(on) => format!("{on} has not come yet. Record a step on the day it happens."),
            Self::OutOfOrder(on) => {
                format!("{on} lies before steps that are recorded and would undo them. Check the date of the letter.")
            }
            Self::OwnCase => "This case is about yourself. Somebody else handles it.".into(),
            Self::NotSubject => "Only the person concerned can do that. Ask them to do it in their own app.".into(),
            Self::NoDuty(duties) => {
                format!("That is for the {}. Ask them, or ask to be assigned.", names(duties))
            }
            Self::Involved => "They are involved in this breach. Assign the superior one level up.".into(),
            Self::OpenedIt => "You opened this case. Ask somebody else to verify or end it.".into(),
            Self::SpokeBefore => "You reported, verified or examined. Another official decides; pass it on.".into(),
            Self::DecidedIt => "You decided. Your superior answers the objection; pass it on.".into(),
            Self::NoPower { subject, level, who } if who.is_empty() => format!(
                "No rule says who may give a punishment of level {} to a {}. Ask the legal office and complete the pack of powers.",
                level.as_str(),
                subject.indonesian()
            ),
            Self::NoPower { subject, level, who } => format!(
                "Your office may not give a punishment of level {} to a {}. Pass it on to: {}.",
                level.as_str(),
                subject.indonesian(),
                who.iter().map(|holder| holder.indonesian()).collect::<Vec<_>>().join(" or ")
            ),
            Self::TimeToExplain(until) => format!("The person has time to explain until {until}. Wait until then."),
            Self::NotAsked => "The person was not asked to explain. Ask first.".into(),
            Self::TooSoon(earliest) => format!("That is too soon. Choose {earliest} or a later day."),
            Self::FirstNotPassed(on) => {
                format!("The first examination is on {on}. Send the second summons when the person has not come.")
            }
            Self::DayOff(on) => format!("{on} is a day off. Choose a working day."),
            Self::TeamNeeded => {
                "A breach of level berat is examined by a team (Tim Pemeriksa). Form the team first; what one alone examined it \
                 examines anew."
                    .into()
            }
            Self::NoTeamForRingan => {
                "A breach of level ringan is examined by the direct superior alone. Go on without a team.".into()
            }
            Self::TeamTooSmall(least) => format!("A team has at least {least} members. Add members."),
            Self::TeamLacks(element) => format!("The team lacks a member for: {element}. Add one."),
            Self::ChairAndSecretary => "There must be one chair and one secretary, two different people. Name both.".into(),
            Self::LowerOffice(office) => {
                format!("A member ({}) holds a lower office than the person examined. Replace them.", office.indonesian())
            }
            Self::UnknownHeight(office) => format!(
                "Whether a {} stands lower than the person examined is not known. Complete the pack of powers.",
                office.indonesian()
            ),
            Self::CouncilTooSmall(least) => {
                format!("A council needs a chair, a secretary and at least {least} other members. Add members.")
            }
            Self::CouncilEven(count) => format!("A council is odd in number, now {count}. Add or remove one member."),
            Self::NotChair => "Only the chair speaks for the team or the council. Ask the chair to record it.".into(),
            Self::OnlyForBerat => {
                "Temporary release is only for a suspected breach of level berat. Verify that level first, or go on without it."
                    .into()
            }
            Self::RecordIncomplete => {
                "The record is not complete: it needs questions with answers, and the signatures of examiner and person (or why \
                 one refused). Fill them in."
                    .into()
            }
            Self::WrongKind => "That punishment is not for this kind of employment. Choose another kind.".into(),
            Self::ListedOnly => {
                "For PNS and CPNS there are only the punishments of PP 94/2021. Choose one from the list.".into()
            }
            Self::AlreadyPunished(number) => format!(
                "This breach was decided on already ({number}). Absence is only raised, when new days reach a heavier kind; leave \
                 out what was decided."
            ),
            Self::TooLate(until) => {
                format!("The time for it ended on {until}. Bring new facts to BKPSDM, who can have it looked at again.")
            }
            Self::WrongWay { bpasn: true } => {
                "The end of an employment is appealed to BPASN, not objected to. Choose the appeal.".into()
            }
            Self::WrongWay { bpasn: false } => {
                "This decision is objected to, not appealed to BPASN. Choose the objection.".into()
            }
            Self::AlreadySaid => "That was said already. See the history of the case.".into(),
            Self::InsteadMissing => "The punishment that holds instead is missing. Name it.".into(),
            Self::CloseReasonUnfit => {
                "That reason does not fit how the case went. Choose the reason that does.".into()
            }
            Self::NotFinal(until) => format!("Time to object or appeal runs until {until}. Close the case after it."),
            Self::RecountFirst(gone) => format!(
                "Since this case was opened {} was corrected and is no day without a reason any more. The officer of BKPSDM \
                 records the recount first.",
                listed(gone)
            ),
            Self::RecountAdds => {
                "A recount only takes away: it adds no day and no weight. Open a new case for new days.".into()
            }
            Self::NothingFell => {
                "The days of this case have not changed. Record a recount after a day was corrected.".into()
            }
            Self::RecountDiffers { left, now } => format!(
                "That is not what the days come to now. Left: {}; indicated: {}. Load the case again and record that.",
                listed(left),
                now.map_or("none", Sanction::indonesian)
            ),
            Self::NotUnexplained(days) => format!(
                "By the records {} is no day without a reason. Take it off the list, or name the breach without counting days.",
                listed(days)
            ),
            Self::StillWaiting(days) => format!(
                "{} is not complete: a source has not spoken. Wait until the day is settled, or open the case without it.",
                listed(days)
            ),
            Self::NoIndication => {
                "These days do not reach the ladder of punishments. Report a named breach as the superior instead.".into()
            }
            Self::NoCalendar(error) => {
                format!("The list of holidays does not cover {}. Load the list of that year first.", error.date)
            }
            Self::NoRule(error) => format!("No rule of the process covers {}. Load its pack first.", error.0),
        }
    }
}
