//! The 35 OPD of the fictional city, with the shape of their trees. Codes follow the SIPD pattern.

use hadir_domain::calendar::Week;

/// What kind of place a branch is; decides its schooling, its hours and its machines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    School,
    Clinic,
    Kelurahan,
    /// An office of the OPD in another town and zone.
    Liaison,
    Yard,
}

/// How the people of an OPD serve.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rhythm {
    /// Office hours; `wfh` where work from home is arranged on Fridays.
    Office { wfh: bool },
    /// Three shifts for most, office hours for the rest.
    Hospital,
    /// 24 hours of duty, 48 hours free.
    Fire,
    /// Half of them 12 hours by day, 12 by night, two days free.
    Guard,
}

/// Branches of one kind below an OPD. The last `remote` have no network, the `weak` before them a weak one.
#[derive(Debug)]
pub(crate) struct Branches {
    pub(crate) place: Place,
    pub(crate) prefix: &'static str,
    pub(crate) count: u16,
    /// Share of the OPD's people, in percent.
    pub(crate) percent: u16,
    pub(crate) week: Week,
    pub(crate) weak: u16,
    pub(crate) remote: u16,
}

/// One OPD.
#[derive(Debug)]
pub(crate) struct Opd {
    pub(crate) code: &'static str,
    pub(crate) name: &'static str,
    pub(crate) head: &'static str,
    /// Share of the city's people.
    pub(crate) share: u32,
    pub(crate) bidang: &'static [&'static str],
    pub(crate) branches: &'static [Branches],
    pub(crate) rhythm: Rhythm,
}

const OFFICE: Rhythm = Rhythm::Office { wfh: false };
const FLEXIBLE: Rhythm = Rhythm::Office { wfh: true };

const fn opd(
    code: &'static str,
    name: &'static str,
    share: u32,
    rhythm: Rhythm,
    bidang: &'static [&'static str],
    branches: &'static [Branches],
) -> Opd {
    Opd { code, name, head: "Kepala", share, bidang, branches, rhythm }
}

const fn kelurahan(weak: u16, remote: u16) -> Branches {
    Branches { place: Place::Kelurahan, prefix: "Kelurahan", count: 4, percent: 60, week: Week::Five, weak, remote }
}

const TOWN: &[Branches] = &[kelurahan(0, 0)];
const EDGE: &[Branches] = &[kelurahan(2, 0)];
const ISLAND: &[Branches] = &[kelurahan(1, 3)];

const fn kecamatan(code: &'static str, name: &'static str, branches: &'static [Branches]) -> Opd {
    Opd {
        code,
        name,
        head: "Camat",
        share: 110,
        bidang: &["Sekretariat", "Seksi Pemerintahan", "Seksi Pelayanan Umum", "Seksi Ketenteraman dan Ketertiban"],
        branches,
        rhythm: OFFICE,
    }
}

/// The OPD, in the order of the city's letterhead.
pub(crate) const ALL: [Opd; 35] = [
    Opd {
        code: "4.01.0.00.0.00.01.0000",
        name: "Sekretariat Daerah",
        head: "Sekretaris Daerah",
        share: 260,
        bidang: &[
            "Bagian Pemerintahan",
            "Bagian Hukum",
            "Bagian Organisasi",
            "Bagian Kesejahteraan Rakyat",
            "Bagian Perekonomian",
            "Bagian Pengadaan Barang dan Jasa",
            "Bagian Umum",
            "Bagian Protokol dan Komunikasi Pimpinan",
        ],
        branches: &[Branches {
            place: Place::Liaison,
            prefix: "Kantor Penghubung Makassar",
            count: 1,
            percent: 4,
            week: Week::Five,
            weak: 0,
            remote: 0,
        }],
        rhythm: OFFICE,
    },
    Opd {
        code: "4.02.0.00.0.00.01.0000",
        name: "Sekretariat DPRD",
        head: "Sekretaris DPRD",
        share: 90,
        bidang: &["Bagian Umum", "Bagian Persidangan", "Bagian Keuangan"],
        branches: &[],
        rhythm: OFFICE,
    },
    Opd {
        code: "6.01.0.00.0.00.01.0000",
        name: "Inspektorat Daerah",
        head: "Inspektur",
        share: 90,
        bidang: &["Sekretariat", "Irban Wilayah I", "Irban Wilayah II", "Irban Wilayah III", "Irban Investigasi"],
        branches: &[],
        rhythm: OFFICE,
    },
    opd(
        "5.01.0.00.0.00.01.0000",
        "Badan Perencanaan Pembangunan Daerah",
        90,
        FLEXIBLE,
        &["Sekretariat", "Bidang Pemerintahan dan Manusia", "Bidang Ekonomi", "Bidang Prasarana", "Bidang Riset"],
        &[],
    ),
    opd(
        "5.02.0.00.0.00.01.0000",
        "Badan Pengelolaan Keuangan dan Aset Daerah",
        120,
        FLEXIBLE,
        &["Sekretariat", "Bidang Anggaran", "Bidang Perbendaharaan", "Bidang Akuntansi", "Bidang Aset"],
        &[],
    ),
    opd(
        "5.02.0.00.0.00.02.0000",
        "Badan Pendapatan Daerah",
        130,
        OFFICE,
        &["Sekretariat", "Bidang Pendataan", "Bidang Penagihan", "Bidang Pengendalian"],
        &[],
    ),
    opd(
        "5.03.0.00.0.00.01.0000",
        "Badan Kepegawaian dan Pengembangan SDM",
        90,
        FLEXIBLE,
        &["Sekretariat", "Bidang Pengadaan dan Informasi", "Bidang Mutasi", "Bidang Kompetensi", "Bidang Kinerja"],
        &[],
    ),
    opd(
        "8.01.0.00.0.00.01.0000",
        "Badan Kesatuan Bangsa dan Politik",
        60,
        OFFICE,
        &["Sekretariat", "Bidang Ideologi", "Bidang Politik Dalam Negeri"],
        &[],
    ),
    opd(
        "1.05.0.00.0.00.03.0000",
        "Badan Penanggulangan Bencana Daerah",
        110,
        Rhythm::Guard,
        &["Sekretariat", "Bidang Pencegahan", "Bidang Kedaruratan", "Bidang Rehabilitasi"],
        &[],
    ),
    opd(
        "1.01.0.00.0.00.01.0000",
        "Dinas Pendidikan",
        2350,
        OFFICE,
        &["Sekretariat", "Bidang PAUD dan Nonformal", "Bidang SD", "Bidang SMP", "Bidang Ketenagaan"],
        &[
            Branches {
                place: Place::School,
                prefix: "SD Negeri",
                count: 20,
                percent: 55,
                week: Week::Six,
                weak: 3,
                remote: 2,
            },
            Branches {
                place: Place::School,
                prefix: "SMP Negeri",
                count: 8,
                percent: 38,
                week: Week::Six,
                weak: 1,
                remote: 1,
            },
        ],
    ),
    opd(
        "1.02.0.00.0.00.01.0000",
        "Dinas Kesehatan",
        1150,
        OFFICE,
        &["Sekretariat", "Bidang Kesehatan Masyarakat", "Bidang Penyakit", "Bidang Pelayanan", "Bidang Sumber Daya"],
        &[Branches {
            place: Place::Clinic,
            prefix: "Puskesmas",
            count: 10,
            percent: 82,
            week: Week::Six,
            weak: 2,
            remote: 1,
        }],
    ),
    Opd {
        code: "1.02.0.00.0.00.02.0000",
        name: "Rumah Sakit Umum Daerah",
        head: "Direktur",
        share: 1000,
        bidang: &[
            "Bagian Tata Usaha",
            "Instalasi Gawat Darurat",
            "Instalasi Rawat Inap",
            "Instalasi Rawat Jalan",
            "Instalasi Farmasi",
            "Bidang Keperawatan",
            "Bidang Penunjang",
        ],
        branches: &[],
        rhythm: Rhythm::Hospital,
    },
    opd(
        "1.03.0.00.0.00.01.0000",
        "Dinas Pekerjaan Umum dan Penataan Ruang",
        220,
        OFFICE,
        &["Sekretariat", "Bidang Bina Marga", "Bidang Sumber Daya Air", "Bidang Cipta Karya", "Bidang Tata Ruang"],
        &[],
    ),
    opd(
        "1.04.0.00.0.00.01.0000",
        "Dinas Perumahan dan Kawasan Permukiman",
        90,
        OFFICE,
        &["Sekretariat", "Bidang Perumahan", "Bidang Permukiman"],
        &[],
    ),
    Opd {
        code: "1.05.0.00.0.00.01.0000",
        name: "Satuan Polisi Pamong Praja",
        head: "Kepala Satuan",
        share: 320,
        bidang: &["Sekretariat", "Bidang Penegakan Perda", "Bidang Ketertiban Umum", "Bidang Linmas"],
        branches: &[],
        rhythm: Rhythm::Guard,
    },
    opd(
        "1.05.0.00.0.00.02.0000",
        "Dinas Pemadam Kebakaran dan Penyelamatan",
        260,
        Rhythm::Fire,
        &["Sekretariat", "Bidang Pencegahan", "Bidang Operasi", "Bidang Sarana"],
        &[],
    ),
    opd(
        "1.06.0.00.0.00.01.0000",
        "Dinas Sosial",
        100,
        OFFICE,
        &["Sekretariat", "Bidang Perlindungan Sosial", "Bidang Rehabilitasi Sosial"],
        &[],
    ),
    opd(
        "2.07.0.00.0.00.01.0000",
        "Dinas Tenaga Kerja",
        80,
        OFFICE,
        &["Sekretariat", "Bidang Penempatan", "Bidang Hubungan Industrial"],
        &[],
    ),
    opd(
        "2.08.0.00.0.00.01.0000",
        "Dinas Pemberdayaan Perempuan dan Keluarga Berencana",
        130,
        OFFICE,
        &["Sekretariat", "Bidang Perlindungan Anak", "Bidang Keluarga Berencana"],
        &[],
    ),
    opd(
        "2.09.0.00.0.00.01.0000",
        "Dinas Ketahanan Pangan dan Pertanian",
        210,
        OFFICE,
        &["Sekretariat", "Bidang Ketahanan Pangan", "Bidang Tanaman", "Bidang Peternakan", "Bidang Penyuluhan"],
        &[],
    ),
    opd(
        "2.11.0.00.0.00.01.0000",
        "Dinas Lingkungan Hidup",
        340,
        OFFICE,
        &["Sekretariat", "Bidang Tata Lingkungan", "Bidang Kebersihan", "Bidang Pertamanan"],
        &[Branches {
            place: Place::Yard,
            prefix: "UPTD Persampahan",
            count: 2,
            percent: 50,
            week: Week::Six,
            weak: 1,
            remote: 0,
        }],
    ),
    opd(
        "2.12.0.00.0.00.01.0000",
        "Dinas Kependudukan dan Pencatatan Sipil",
        130,
        OFFICE,
        &["Sekretariat", "Bidang Pendaftaran Penduduk", "Bidang Pencatatan Sipil", "Bidang Informasi"],
        &[],
    ),
    opd(
        "2.15.0.00.0.00.01.0000",
        "Dinas Perhubungan",
        260,
        Rhythm::Guard,
        &["Sekretariat", "Bidang Lalu Lintas", "Bidang Angkutan", "Bidang Prasarana"],
        &[],
    ),
    opd(
        "2.16.0.00.0.00.01.0000",
        "Dinas Komunikasi dan Informatika",
        110,
        FLEXIBLE,
        &["Sekretariat", "Bidang Informasi Publik", "Bidang Aplikasi", "Bidang Statistik dan Persandian"],
        &[],
    ),
    opd(
        "2.17.0.00.0.00.01.0000",
        "Dinas Koperasi, Perindustrian dan Perdagangan",
        180,
        OFFICE,
        &["Sekretariat", "Bidang Koperasi", "Bidang Perindustrian", "Bidang Perdagangan", "Bidang Pasar"],
        &[],
    ),
    opd(
        "2.18.0.00.0.00.01.0000",
        "Dinas Penanaman Modal dan Pelayanan Terpadu",
        90,
        OFFICE,
        &["Sekretariat", "Bidang Penanaman Modal", "Bidang Pelayanan Perizinan"],
        &[],
    ),
    opd(
        "2.19.0.00.0.00.01.0000",
        "Dinas Pemuda, Olahraga dan Pariwisata",
        100,
        OFFICE,
        &["Sekretariat", "Bidang Pemuda", "Bidang Olahraga", "Bidang Pariwisata"],
        &[],
    ),
    opd(
        "2.23.0.00.0.00.01.0000",
        "Dinas Perpustakaan dan Kearsipan",
        80,
        FLEXIBLE,
        &["Sekretariat", "Bidang Perpustakaan", "Bidang Kearsipan"],
        &[],
    ),
    opd(
        "3.25.0.00.0.00.01.0000",
        "Dinas Perikanan",
        100,
        OFFICE,
        &["Sekretariat", "Bidang Perikanan Tangkap", "Bidang Budidaya"],
        &[Branches {
            place: Place::Yard,
            prefix: "UPTD Tempat Pelelangan Ikan",
            count: 2,
            percent: 40,
            week: Week::Six,
            weak: 1,
            remote: 1,
        }],
    ),
    kecamatan("7.01.0.00.0.00.01.0000", "Kecamatan Contoh Utara", TOWN),
    kecamatan("7.01.0.00.0.00.02.0000", "Kecamatan Contoh Selatan", TOWN),
    kecamatan("7.01.0.00.0.00.03.0000", "Kecamatan Contoh Timur", EDGE),
    kecamatan("7.01.0.00.0.00.04.0000", "Kecamatan Contoh Barat", EDGE),
    kecamatan("7.01.0.00.0.00.05.0000", "Kecamatan Contoh Tengah", TOWN),
    kecamatan("7.01.0.00.0.00.06.0000", "Kecamatan Pulau Contoh", ISLAND),
];

/// Place words for branches, so that each has a name of its own within its OPD.
pub(crate) const QUARTERS: [&str; 24] = [
    "Arunika",
    "Bentara",
    "Cempaka",
    "Damar",
    "Embun",
    "Flamboyan",
    "Gayatri",
    "Harapan",
    "Indrajaya",
    "Jatisari",
    "Kenanga",
    "Lentera",
    "Melati",
    "Nusa",
    "Orkid",
    "Purnama",
    "Qasidah",
    "Rembulan",
    "Sentosa",
    "Taruna",
    "Utama",
    "Vanda",
    "Widya",
    "Yudistira",
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_opd_has_a_code_and_a_name_of_its_own() {
        let codes: BTreeSet<_> = ALL.iter().map(|opd| opd.code).collect();
        let names: BTreeSet<_> = ALL.iter().map(|opd| opd.name).collect();

        assert_eq!((codes.len(), names.len()), (35, 35));
    }

    #[test]
    fn the_branches_of_an_opd_never_take_all_its_people() {
        for opd in &ALL {
            assert!(opd.branches.iter().map(|branches| branches.percent).sum::<u16>() < 100, "{}", opd.name);
        }
    }
}
