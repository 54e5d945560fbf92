//! The packs this program carries, with the cases beside them. A test keeps the list whole.

macro_rules! rulepacks {
    ($($path:literal),* $(,)?) => {
        /// Path and text of every shipped pack.
        pub const SHIPPED: &[(&str, &str)] =
            &[$((concat!($path, ".toml"), include_str!(concat!("../../../rulepacks/", $path, ".toml")))),*];

        /// Path and text of the cases beside each shipped pack.
        pub const SHIPPED_CASES: &[(&str, &str)] =
            &[$((concat!($path, ".cases.toml"), include_str!(concat!("../../../rulepacks/", $path, ".cases.toml")))),*];
    };
}

rulepacks! {
    "daerah/15.07/tpp-2019",
    "daerah/15.09/tpp-2022",
    "daerah/15.71/tpp-2022",
    "daerah/15.71/tpp-2025",
    "daerah/15/tpp-2019",
    "daerah/16.01/tpp-2023",
    "daerah/16.10/tpp-2022",
    "daerah/17.07/cara-rekam",
    "daerah/17.07/tpp-2023",
    "daerah/18.05/tpp",
    "daerah/18.72/tpp",
    "daerah/31/tkd-2018",
    "daerah/33.14/tpp-2021",
    "daerah/36.04/tpp-2025",
    "daerah/52.02/hari-pertama",
    "daerah/61/disiplin-kerja",
    "daerah/62.02/jam-kerja",
    "daerah/62.02/tpp-2025",
    "daerah/99.01/cuti",
    "daerah/99.01/hari-libur",
    "nasional/bukti",
    "nasional/cara-rekam",
    "nasional/cek-silang",
    "nasional/cek-acak",
    "nasional/cuti",
    "nasional/data-pribadi",
    "nasional/disiplin-kerja",
    "nasional/gangguan",
    "nasional/hari-libur",
    "nasional/hari-pemilu",
    "nasional/hari-pertama",
    "nasional/jadwal-dinas",
    "nasional/jam-kerja",
    "nasional/keraguan",
    "nasional/kewenangan-hukuman",
    "nasional/majelis-etik",
    "nasional/pasal-pelanggaran",
    "nasional/proses-disiplin",
    "nasional/sidak",
    "nasional/kode-status",
    "nasional/permohonan",
    "nasional/pemberitahuan",
    "nasional/pemeriksaan",
    "nasional/ramadan",
    "nasional/rekam-hp",
    "nasional/rekonsiliasi",
    "nasional/retensi",
    "nasional/survei-kepuasan",
    "nasional/tpp-kemenkeu-pmk-221-2021",
    "nasional/tpp-kemenpanrb-2018",
    "nasional/tpp-pusat-per-menit",
}
