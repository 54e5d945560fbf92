//! The words for punishments.

use serde::{Deserialize, Serialize};

use crate::codes::codes;

codes! {
    /// How heavy a punishment is, in ascending order.
    Level {
        /// Light.
        Ringan = "ringan",
        /// Medium.
        Sedang = "sedang",
        /// Heavy.
        Berat = "berat",
    }
}

codes! {
    /// A punishment; within one ladder those further down are heavier.
    Sanction {
        /// Oral reprimand.
        TeguranLisan = "teguran_lisan",
        /// Written reprimand.
        TeguranTertulis = "teguran_tertulis",
        /// Written statement of dissatisfaction.
        TidakPuasTertulis = "tidak_puas_tertulis",
        /// A quarter of the allowance for 6 months.
        PotongTpp25Bulan6 = "potong_tpp_25_6bln",
        /// A quarter of the allowance for 9 months.
        PotongTpp25Bulan9 = "potong_tpp_25_9bln",
        /// A quarter of the allowance for 12 months.
        PotongTpp25Bulan12 = "potong_tpp_25_12bln",
        /// The periodic salary step a year later.
        TundaKgb1 = "tunda_kgb_1th",
        /// The periodic salary step two years later.
        TundaKgb2 = "tunda_kgb_2th",
        /// The periodic salary step three years later.
        TundaKgb3 = "tunda_kgb_3th",
        /// The contract is not extended.
        KontrakTidakDiperpanjang = "kontrak_tidak_diperpanjang",
        /// Promotion a year later.
        TundaPangkat1 = "tunda_pangkat_1th",
        /// One rank lower for a year.
        TurunPangkat1 = "turun_pangkat_1th",
        /// One post lower for 12 months.
        TurunJabatan12 = "turun_jabatan_12bln",
        /// Freed of the post, staff without office for 12 months.
        BebasJabatanPelaksana12 = "bebas_jabatan_pelaksana_12bln",
        /// Honourable dismissal not at own request.
        Pdhtaps = "pdhtaps",
        /// End of the contract.
        PutusKontrak = "putus_kontrak",
    }
}

codes! {
    /// What goes with a punishment.
    Also {
        /// The salary stops from the next month, without waiting for the decision.
        StopGaji = "stop_gaji",
        /// The contract is not extended.
        KontrakTidakDiperpanjang = "kontrak_tidak_diperpanjang",
    }
}

impl Sanction {
    /// As a regulation says it, in Indonesian.
    pub fn text(self) -> &'static str {
        match self {
            Self::TeguranLisan => "teguran lisan",
            Self::TeguranTertulis => "teguran tertulis",
            Self::TidakPuasTertulis => "pernyataan tidak puas secara tertulis",
            Self::PotongTpp25Bulan6 => "pemotongan tunjangan kinerja (di daerah: TPP) 25% selama 6 bulan",
            Self::PotongTpp25Bulan9 => "pemotongan tunjangan kinerja (di daerah: TPP) 25% selama 9 bulan",
            Self::PotongTpp25Bulan12 => "pemotongan tunjangan kinerja (di daerah: TPP) 25% selama 12 bulan",
            Self::TundaKgb1 => "penundaan kenaikan gaji berkala selama 1 tahun",
            Self::TundaKgb2 => "penundaan kenaikan gaji berkala selama 2 tahun",
            Self::TundaKgb3 => "penundaan kenaikan gaji berkala selama 3 tahun",
            Self::KontrakTidakDiperpanjang => "perjanjian kerja tidak diperpanjang",
            Self::TundaPangkat1 => "penundaan kenaikan pangkat selama 1 tahun",
            Self::TurunPangkat1 => "penurunan pangkat setingkat lebih rendah selama 1 tahun",
            Self::TurunJabatan12 => "penurunan jabatan setingkat lebih rendah selama 12 bulan",
            Self::BebasJabatanPelaksana12 => "pembebasan dari jabatannya menjadi jabatan pelaksana selama 12 bulan",
            Self::Pdhtaps => "pemberhentian dengan hormat tidak atas permintaan sendiri",
            Self::PutusKontrak => "pemutusan hubungan perjanjian kerja dengan hormat tidak atas permintaan sendiri",
        }
    }
}

impl Also {
    /// In Indonesian.
    pub fn text(self) -> &'static str {
        match self {
            Self::StopGaji => "gaji dihentikan mulai bulan berikutnya, tanpa menunggu keputusan hukuman disiplin",
            Self::KontrakTidakDiperpanjang => "perjanjian kerja tidak diperpanjang",
        }
    }
}
