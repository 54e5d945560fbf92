//! Levels and kinds of hukuman disiplin, by the names files and reports use.

use serde::{Deserialize, Serialize};

use crate::codes::codes;
use crate::people::EmployeeType;

codes!(
    /// Tingkat hukuman disiplin.
    Level {
        /// Light.
        Ringan = "ringan",
        /// Medium.
        Sedang = "sedang",
        /// Heavy.
        Berat = "berat",
    }
);

codes!(
    /// Jenis hukuman disiplin, from the lightest to the heaviest within each employment.
    Sanction {
        /// Oral reprimand.
        TeguranLisan = "teguran_lisan",
        /// Written reprimand.
        TeguranTertulis = "teguran_tertulis",
        /// Written statement of dissatisfaction.
        TidakPuasTertulis = "tidak_puas_tertulis",
        /// TPP less 25% for 6 months.
        PotongTpp25Bulan6 = "potong_tpp_25_6bln",
        /// TPP less 25% for 9 months.
        PotongTpp25Bulan9 = "potong_tpp_25_9bln",
        /// TPP less 25% for 12 months.
        PotongTpp25Bulan12 = "potong_tpp_25_12bln",
        /// Periodic pay rise delayed by a year.
        TundaKgb1 = "tunda_kgb_1th",
        /// Periodic pay rise delayed by two years.
        TundaKgb2 = "tunda_kgb_2th",
        /// Periodic pay rise delayed by three years.
        TundaKgb3 = "tunda_kgb_3th",
        /// The contract is not extended.
        KontrakTidakDiperpanjang = "kontrak_tidak_diperpanjang",
        /// Promotion delayed by a year.
        TundaPangkat1 = "tunda_pangkat_1th",
        /// One rank lower for a year.
        TurunPangkat1 = "turun_pangkat_1th",
        /// One office lower for 12 months.
        TurunJabatan12 = "turun_jabatan_12bln",
        /// Out of office and pelaksana for 12 months.
        BebasJabatanPelaksana12 = "bebas_jabatan_pelaksana_12bln",
        /// Honourable dismissal not at own request.
        Pdhtaps = "pdhtaps",
        /// End of the work agreement.
        PutusKontrak = "putus_kontrak",
    }
);

impl Sanction {
    /// The level it belongs to.
    pub fn level(self) -> Level {
        match self {
            Self::TeguranLisan | Self::TeguranTertulis | Self::TidakPuasTertulis => Level::Ringan,
            Self::TurunJabatan12 | Self::BebasJabatanPelaksana12 | Self::Pdhtaps | Self::PutusKontrak => Level::Berat,
            _ => Level::Sedang,
        }
    }

    /// Whether it ends the employment: its appeal goes to BPASN.
    pub fn ends_employment(self) -> bool {
        matches!(self, Self::Pdhtaps | Self::PutusKontrak)
    }

    /// Months it is served; `None` where it has no length: said at once, or final.
    pub fn months(self) -> Option<u8> {
        match self {
            Self::PotongTpp25Bulan6 => Some(6),
            Self::PotongTpp25Bulan9 => Some(9),
            Self::PotongTpp25Bulan12
            | Self::TundaKgb1
            | Self::TundaPangkat1
            | Self::TurunPangkat1
            | Self::TurunJabatan12
            | Self::BebasJabatanPelaksana12 => Some(12),
            Self::TundaKgb2 => Some(24),
            Self::TundaKgb3 => Some(36),
            _ => None,
        }
    }

    /// Whether the kind can be given to somebody of that employment: a dismissal needs an appointment, the end of a
    /// contract a contract.
    pub fn fits(self, of: EmployeeType) -> bool {
        let appointed = matches!(of, EmployeeType::Pns | EmployeeType::Cpns);
        match self {
            Self::PutusKontrak | Self::KontrakTidakDiperpanjang => !appointed,
            Self::Pdhtaps
            | Self::TundaPangkat1
            | Self::TurunPangkat1
            | Self::TurunJabatan12
            | Self::BebasJabatanPelaksana12 => appointed,
            _ => true,
        }
    }

    /// The step it stands on, to tell whether one raises another; kinds that stand in for one another share a step.
    pub fn step(self) -> u8 {
        match self {
            Self::TeguranLisan => 1,
            Self::TeguranTertulis => 2,
            Self::TidakPuasTertulis => 3,
            Self::PotongTpp25Bulan6 | Self::TundaKgb1 => 4,
            Self::PotongTpp25Bulan9 | Self::TundaKgb2 | Self::TundaPangkat1 => 5,
            Self::PotongTpp25Bulan12 | Self::TundaKgb3 | Self::TurunPangkat1 | Self::KontrakTidakDiperpanjang => 6,
            Self::TurunJabatan12 => 7,
            Self::BebasJabatanPelaksana12 => 8,
            Self::Pdhtaps | Self::PutusKontrak => 9,
        }
    }

    /// As it is read on screens and in lists; [`Self::indonesian`] is for papers.
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

    /// As papers call it.
    pub fn indonesian(self) -> &'static str {
        match self {
            Self::TeguranLisan => "teguran lisan",
            Self::TeguranTertulis => "teguran tertulis",
            Self::TidakPuasTertulis => "pernyataan tidak puas secara tertulis",
            Self::PotongTpp25Bulan6 => "pemotongan TPP sebesar 25% selama 6 (enam) bulan",
            Self::PotongTpp25Bulan9 => "pemotongan TPP sebesar 25% selama 9 (sembilan) bulan",
            Self::PotongTpp25Bulan12 => "pemotongan TPP sebesar 25% selama 12 (dua belas) bulan",
            Self::TundaKgb1 => "penundaan kenaikan gaji berkala selama 1 (satu) tahun",
            Self::TundaKgb2 => "penundaan kenaikan gaji berkala selama 2 (dua) tahun",
            Self::TundaKgb3 => "penundaan kenaikan gaji berkala selama 3 (tiga) tahun",
            Self::KontrakTidakDiperpanjang => "perjanjian kerja tidak diperpanjang",
            Self::TundaPangkat1 => "penundaan kenaikan pangkat selama 1 (satu) tahun",
            Self::TurunPangkat1 => "penurunan pangkat setingkat lebih rendah selama 1 (satu) tahun",
            Self::TurunJabatan12 => "penurunan jabatan setingkat lebih rendah selama 12 (dua belas) bulan",
            Self::BebasJabatanPelaksana12 => {
                "pembebasan dari jabatannya menjadi jabatan pelaksana selama 12 (dua belas) bulan"
            }
            Self::Pdhtaps => "pemberhentian dengan hormat tidak atas permintaan sendiri",
            Self::PutusKontrak => "pemutusan hubungan perjanjian kerja dengan hormat tidak atas permintaan sendiri",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_days_end_a_contract_but_only_lower_an_office() {
        assert!(Sanction::TurunJabatan12.fits(EmployeeType::Pns));
        assert!(!Sanction::TurunJabatan12.fits(EmployeeType::Pppk));
        assert!(Sanction::PutusKontrak.fits(EmployeeType::Pppk) && !Sanction::PutusKontrak.fits(EmployeeType::Pns));
        assert_eq!(Sanction::PutusKontrak.level(), Level::Berat);
    }

    #[test]
    fn a_higher_step_is_never_of_a_lower_level() {
        for one in Sanction::ALL {
            for other in Sanction::ALL {
                assert!(one.step() < other.step() || one.level() >= other.level() || one.step() == other.step());
            }
        }
        assert_eq!(Sanction::ALL.len(), 16);
        assert_eq!(Sanction::parse("tunda_kgb_1th"), Some(Sanction::TundaKgb1));
    }
}
