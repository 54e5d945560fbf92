//! What each kind of letter offers to its template: a closed list of names.

use super::numbering::LetterKind;

/// Whether a template has to use a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// The letter is not whole without it.
    Must,
    /// It is always there and may be used.
    May,
    /// It is not in every letter: a line with it has to say when it stands there.
    Sometimes,
}

/// What a part is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartShape {
    /// Lines with their labels, or questions with their answers.
    Blocks,
    /// Numbered lines.
    Lines,
    /// A table of so many columns.
    Rows(usize),
}

/// A word or number a template may name in braces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ValueName {
    /// Its name.
    pub name: &'static str,
    /// Whether it has to be used.
    pub need: Need,
    /// What it is, in Indonesian.
    pub means: &'static str,
}

/// A part a template puts somewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PartName {
    /// Its name.
    pub name: &'static str,
    /// What it is made of.
    pub shape: PartShape,
    /// Whether it has to be used.
    pub need: Need,
    /// What it is, in Indonesian.
    pub means: &'static str,
}

/// Somebody who signs. A template has to name all of them, because a signature left out is a paper nobody answers for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PartyName {
    /// Its name.
    pub name: &'static str,
    /// Who it is, in Indonesian.
    pub means: &'static str,
}

/// What a kind of letter offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LetterSchema {
    /// Words and numbers of this kind; those of every kind are [`COMMON_VALUES`].
    pub values: &'static [ValueName],
    /// Parts.
    pub parts: &'static [PartName],
    /// Who signs.
    pub parties: &'static [PartyName],
}

impl LetterSchema {
    /// A word or number by its name.
    pub fn value(&self, name: &str) -> Option<ValueName> {
        self.all_values().find(|one| one.name == name)
    }

    /// A part by its name.
    pub fn part(&self, name: &str) -> Option<PartName> {
        self.parts.iter().find(|one| one.name == name).copied()
    }

    /// All words and numbers, those of every kind first.
    pub fn all_values(&self) -> impl Iterator<Item = ValueName> {
        COMMON_VALUES.iter().chain(self.values).copied()
    }
}

const fn must(name: &'static str, means: &'static str) -> ValueName {
    ValueName { name, need: Need::Must, means }
}

const fn may(name: &'static str, means: &'static str) -> ValueName {
    ValueName { name, need: Need::May, means }
}

const fn sometimes(name: &'static str, means: &'static str) -> ValueName {
    ValueName { name, need: Need::Sometimes, means }
}

const fn part(name: &'static str, shape: PartShape, means: &'static str) -> PartName {
    PartName { name, shape, need: Need::Must, means }
}

const fn extra(name: &'static str, shape: PartShape, means: &'static str) -> PartName {
    PartName { name, shape, need: Need::Sometimes, means }
}

const fn party(name: &'static str, means: &'static str) -> PartyName {
    PartyName { name, means }
}

/// Words and numbers every kind has.
pub const COMMON_VALUES: &[ValueName] = &[
    may("kantor", "kantor yang menerbitkan"),
    may("nomor", "nomor surat"),
    may("tempat", "tempat surat"),
    may("tanggal", "tanggal surat, 12 Januari 2026"),
    may("tanggal_huruf", "hari dan tanggal surat dalam huruf"),
    may("nama", "nama pegawai yang menjadi pokok surat"),
    may("nip", "NIP pegawai itu"),
    may("pangkat", "pangkat dan golongannya"),
    may("jabatan", "jabatannya"),
    may("unit_kerja", "unit kerjanya"),
];

use PartShape::{Blocks, Lines, Rows};

const SUBJECT: PartName = part("pegawai", Blocks, "nama, NIP, pangkat, jabatan dan unit kerja pegawai");
const SIGNER: PartyName = party("penanda_tangan", "pejabat yang menandatangani");
const TO: ValueName = must("kepada", "pejabat yang dituju");
const BREACH: ValueName = must("pelanggaran", "dugaan pelanggaran dengan pasalnya");
const BEFORE: PartName = part("menghadap", Blocks, "pejabat yang dihadapi");
const WHEN: PartName = part("waktu", Blocks, "hari, tanggal, jam dan tempat menghadap");
const ACT: ValueName = must("pelanggaran", "pelanggaran");
const ARTICLE: ValueName = must("pasal", "pasal yang dilanggar");

const PNS: ValueName = sometimes("pns", "ada bila pegawai PNS atau CPNS");
const PPPK: ValueName = sometimes("pppk", "ada bila pegawai PPPK atau PPPK paruh waktu");
const NON_ASN: ValueName = sometimes("non_asn", "ada bila pegawai non-ASN");

const SUMMONS: LetterSchema =
    LetterSchema { values: &[ACT, ARTICLE], parts: &[SUBJECT, BEFORE, WHEN], parties: &[SIGNER] };

const SECOND_SUMMONS: LetterSchema = LetterSchema {
    values: &[
        ACT,
        ARTICLE,
        must("panggilan_1_nomor", "nomor Surat Panggilan I"),
        must("panggilan_1_tanggal", "tanggal Surat Panggilan I"),
    ],
    ..SUMMONS
};

const RECEIVE: LetterSchema = LetterSchema { values: &[], ..SUMMONS };

const ABSENCE: LetterSchema = LetterSchema {
    values: &[
        must("panggilan_1_nomor", "nomor Surat Panggilan I"),
        must("panggilan_1_tanggal", "tanggalnya"),
        must("panggilan_1_hadir", "hari dan tanggal ia dipanggil hadir"),
        must("panggilan_2_nomor", "nomor Surat Panggilan II"),
        must("panggilan_2_tanggal", "tanggalnya"),
        must("panggilan_2_hadir", "hari dan tanggal ia dipanggil hadir"),
    ],
    parts: &[SUBJECT],
    parties: &[party("pemeriksa", "para pemeriksa yang menunggu")],
};

const EXAMINATION: LetterSchema = LetterSchema {
    values: &[
        BREACH,
        sometimes("perintah", "dasar tim bertugas, SK Tim Pemeriksa Nomor …"),
        sometimes("pernyataan", "pernyataan tambahan yang diperiksa"),
    ],
    parts: &[
        SUBJECT,
        part("pemeriksa", Blocks, "nama, NIP, pangkat, jabatan dan unit kerja para pemeriksa"),
        part("tanya_jawab", Blocks, "pertanyaan dan jawaban bernomor"),
    ],
    parties: &[party("yang_diperiksa", "pegawai yang diperiksa"), party("pemeriksa", "para pemeriksa")],
};

const REPORT: LetterSchema = LetterSchema {
    values: &[
        TO,
        ARTICLE,
        must("usul", "hukuman yang diusulkan dengan tingkatnya"),
        must("berwenang", "pejabat yang berwenang menjatuhkannya"),
        must("nomor_bap", "nomor Berita Acara Pemeriksaan"),
    ],
    parts: &[SUBJECT, part("temuan", Rows(6), "bentuk, waktu, tempat, memberatkan, meringankan, dampak")],
    parties: &[
        party("atasan_langsung", "atasan langsung, bila ia yang melapor"),
        party("ketua_tim", "ketua Tim Pemeriksa, bila tim yang melapor"),
    ],
};

const DECISION: LetterSchema = LetterSchema {
    values: &[
        must("pejabat", "jabatan yang memutus, misalnya Bupati Contoh"),
        must("hukuman", "jenis hukuman disiplin"),
        may("tingkat", "tingkatnya: ringan, sedang atau berat"),
        ACT,
        ARTICLE,
        must("hari_berlaku", "hari kerja mulai berlaku, dalam angka"),
        may("hari_berlaku_huruf", "hari kerja mulai berlaku, dalam huruf"),
        must("upaya", "cara dan batas waktu keberatan atau banding"),
        PNS,
        PPPK,
        NON_ASN,
    ],
    parts: &[
        SUBJECT,
        extra("menimbang", Lines, "pertimbangan yang khusus untuk perkara ini"),
        extra("mengingat", Lines, "dasar hukum yang khusus untuk perkara ini"),
    ],
    parties: &[SIGNER],
};

const CONTRACT_DECISION: LetterSchema = LetterSchema {
    values: &[
        must("pejabat", "jabatan yang memutus"),
        must(
            "tindakan",
            "tindakan menurut kontrak atau peraturan daerah, misalnya perjanjian kerja tidak diperpanjang",
        ),
        may("tingkat", "setara tingkat ringan, sedang atau berat"),
        must("dasar", "pasal kontrak atau peraturan yang mendasarinya"),
        ACT,
        ARTICLE,
        must("hari_berlaku", "hari kerja mulai berlaku, dalam angka"),
        may("hari_berlaku_huruf", "hari kerja mulai berlaku, dalam huruf"),
        must("upaya", "cara dan batas waktu keberatan"),
        PNS,
        PPPK,
        NON_ASN,
    ],
    parts: &[SUBJECT, extra("menimbang", Lines, "pertimbangan yang khusus untuk perkara ini")],
    parties: &[SIGNER],
};

const NO_PUNISHMENT: LetterSchema = LetterSchema {
    values: &[
        must("pejabat", "jabatan yang memutus"),
        must("pelanggaran", "dugaan pelanggaran"),
        must("pasal", "pasal yang semula diduga dilanggar"),
        must("alasan", "mengapa tidak dijatuhi hukuman"),
        sometimes("nomor_bap", "nomor Berita Acara Pemeriksaan, bila ada"),
        PNS,
        PPPK,
        NON_ASN,
    ],
    parts: &[SUBJECT],
    parties: &[SIGNER],
};

const HAND_OVER: LetterSchema = LetterSchema {
    values: &[
        must("keputusan_nomor", "nomor keputusan"),
        must("keputusan_tanggal", "tanggal keputusan"),
        sometimes("diterima_sendiri", "ada bila pegawai menerima sendiri"),
        sometimes("dikirim_tanggal", "tanggal dikirim, bila ia tidak hadir"),
        sometimes("dikirim_ke", "alamat kirim, bila ia tidak hadir"),
        sometimes("alasan_menolak", "alasan menolak, bila ia menolak"),
    ],
    parts: &[SUBJECT],
    parties: &[
        party("yang_menerima", "pegawai yang menerima"),
        party("yang_menyerahkan", "pejabat yang menyerahkan"),
        party("saksi", "para saksi"),
    ],
};

const REPRIMAND: LetterSchema = LetterSchema {
    values: &[
        must("jenis", "teguran lisan, teguran tertulis, atau nama menurut kontrak"),
        ACT,
        ARTICLE,
        sometimes("lisan", "ada bila teguran lisan"),
    ],
    parts: &[SUBJECT],
    parties: &[party("yang_memberi", "pejabat yang menegur"), party("yang_menerima", "pegawai yang ditegur")],
};

const PAY_STOP: LetterSchema = LetterSchema {
    values: &[
        TO,
        must("jumlah_hari", "jumlah hari kerja berturut-turut, dalam angka"),
        may("jumlah_hari_huruf", "jumlah hari kerja berturut-turut, dalam huruf"),
        sometimes("verifikator", "nama yang memverifikasi"),
        sometimes("nomor_verifikasi", "nomor surat verifikasi"),
        sometimes("bulan_mulai", "bulan pertama tanpa gaji, bila sudah diketahui"),
    ],
    parts: &[SUBJECT, part("hari", Lines, "tanggal hari-hari itu")],
    parties: &[SIGNER],
};

const PAY_RESUME: LetterSchema = LetterSchema {
    values: &[
        TO,
        must("keputusan_nomor", "nomor keputusan penghentian"),
        must("keputusan_tanggal", "tanggal keputusan penghentian"),
        must("bekerja_sejak", "tanggal bekerja kembali"),
    ],
    parts: &[SUBJECT, part("lampiran", Lines, "syarat a sampai e, masing-masing ada atau belum ada")],
    parties: &[SIGNER],
};

const RECAP: LetterSchema = LetterSchema {
    values: &[must("tahun", "tahun"), may("jumlah_hari", "jumlah hari tanpa alasan yang sah")],
    parts: &[SUBJECT, part("bulan", Rows(6), "bulan, hari, tanggal, menit terlambat, menit pulang cepat, keadaan")],
    parties: &[SIGNER],
};

const TEAM: LetterSchema = LetterSchema {
    values: &[must("pejabat", "jabatan yang menetapkan"), BREACH, PNS, PPPK, NON_ASN],
    parts: &[SUBJECT, part("anggota", Rows(5), "nama, NIP, jabatan, kedudukan dalam tim, unsur")],
    parties: &[SIGNER],
};

const RELEASE: LetterSchema = LetterSchema {
    values: &[must("mulai", "hari pertama"), BREACH, PNS, PPPK, NON_ASN],
    parts: &[SUBJECT, extra("pengganti", Blocks, "yang melaksanakan tugas jabatan sementara")],
    parties: &[SIGNER],
};

const CHRONOLOGY: LetterSchema = LetterSchema {
    values: &[],
    parts: &[SUBJECT, part("kejadian", Rows(2), "tanggal dan kejadian")],
    parties: &[SIGNER],
};

const COLLEAGUE: LetterSchema = LetterSchema {
    values: &[must("keterangan", "isi keterangan")],
    parts: &[SUBJECT, part("yang_menerangkan", Blocks, "rekan yang memberi keterangan")],
    parties: &[SIGNER],
};

const POWER_NOTE: LetterSchema = LetterSchema {
    values: &[
        TO,
        must("usul", "hukuman yang diusulkan dengan tingkatnya"),
        must("alasan", "mengapa pengirim tidak berwenang"),
        must("nomor_lhp", "nomor Laporan Hasil Pemeriksaan"),
    ],
    parts: &[SUBJECT],
    parties: &[SIGNER],
};

impl LetterKind {
    /// What the kind offers to its template.
    pub fn schema(self) -> &'static LetterSchema {
        match self {
            Self::Summons => &SUMMONS,
            Self::SecondSummons => &SECOND_SUMMONS,
            Self::Examination => &EXAMINATION,
            Self::Absence => &ABSENCE,
            Self::Report => &REPORT,
            Self::Decision => &DECISION,
            Self::ContractDecision => &CONTRACT_DECISION,
            Self::NoPunishment => &NO_PUNISHMENT,
            Self::ReceiveSummons => &RECEIVE,
            Self::HandOver => &HAND_OVER,
            Self::Reprimand => &REPRIMAND,
            Self::PayStop => &PAY_STOP,
            Self::PayResume => &PAY_RESUME,
            Self::Recap => &RECAP,
            Self::Team => &TEAM,
            Self::Release => &RELEASE,
            Self::Chronology => &CHRONOLOGY,
            Self::Colleague => &COLLEAGUE,
            Self::PowerNote => &POWER_NOTE,
        }
    }
}
