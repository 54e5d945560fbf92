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
    "daerah/17.07/cara-rekam",
    "daerah/52.02/hari-pertama",
    "daerah/61/disiplin-kerja",
    "daerah/62.02/jam-kerja",
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
}
