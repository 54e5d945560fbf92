//! Offices, and who holds the power to punish: a matrix of data, none of it confirmed.

use std::sync::Arc;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::codes::codes;
use crate::hours::RuleRef;
use crate::people::EmployeeType;
use crate::sanctions::Level;

codes!(
    /// The level of an office.
    Office {
        /// Bupati, Wali Kota or Gubernur as Pejabat Pembina Kepegawaian.
        Ppk = "ppk",
        /// Pimpinan tinggi madya.
        JptMadya = "jpt_madya",
        /// Pimpinan tinggi pratama: Sekda, kepala dinas or badan.
        JptPratama = "jpt_pratama",
        /// Administrator: sekretaris, camat, kabid.
        Administrator = "administrator",
        /// Pengawas: kasubbag, kasi, lurah.
        Pengawas = "pengawas",
        /// Pelaksana.
        Pelaksana = "pelaksana",
        /// Fungsional ahli utama.
        FungsionalUtama = "fungsional_utama",
        /// Fungsional ahli madya.
        FungsionalMadya = "fungsional_madya",
        /// Fungsional ahli muda.
        FungsionalMuda = "fungsional_muda",
        /// Fungsional ahli pertama.
        FungsionalPertama = "fungsional_pertama",
        /// Fungsional keterampilan: penyelia, mahir, terampil, pemula.
        FungsionalKeterampilan = "fungsional_keterampilan",
    }
);

impl Office {
    /// As people read it.
    pub fn indonesian(self) -> &'static str {
        match self {
            Self::Ppk => "Pejabat Pembina Kepegawaian",
            Self::JptMadya => "Pejabat Pimpinan Tinggi Madya",
            Self::JptPratama => "Pejabat Pimpinan Tinggi Pratama",
            Self::Administrator => "Pejabat Administrator",
            Self::Pengawas => "Pejabat Pengawas",
            Self::Pelaksana => "Pelaksana",
            Self::FungsionalUtama => "Pejabat Fungsional Ahli Utama",
            Self::FungsionalMadya => "Pejabat Fungsional Ahli Madya",
            Self::FungsionalMuda => "Pejabat Fungsional Ahli Muda",
            Self::FungsionalPertama => "Pejabat Fungsional Ahli Pertama",
            Self::FungsionalKeterampilan => "Pejabat Fungsional Keterampilan",
        }
    }
}

codes!(
    /// Who holds a power.
    PowerHolder {
        /// The direct superior, of whatever office.
        Superior = "atasan_langsung",
        /// The PPK.
        Ppk = "ppk",
        /// A pimpinan tinggi madya.
        JptMadya = "jpt_madya",
        /// A pimpinan tinggi pratama.
        JptPratama = "jpt_pratama",
        /// An administrator.
        Administrator = "administrator",
        /// A pengawas.
        Pengawas = "pengawas",
    }
);

impl PowerHolder {
    /// Whether somebody of an office, who is or is not the direct superior, is meant.
    pub fn is(self, office: Office, is_superior: bool) -> bool {
        match self {
            Self::Superior => is_superior,
            Self::Ppk => office == Office::Ppk,
            Self::JptMadya => office == Office::JptMadya,
            Self::JptPratama => office == Office::JptPratama,
            Self::Administrator => office == Office::Administrator,
            Self::Pengawas => office == Office::Pengawas,
        }
    }

    /// As people read it.
    pub fn indonesian(self) -> &'static str {
        match self {
            Self::Superior => "atasan langsung",
            Self::Ppk => Office::Ppk.indonesian(),
            Self::JptMadya => Office::JptMadya.indonesian(),
            Self::JptPratama => Office::JptPratama.indonesian(),
            Self::Administrator => Office::Administrator.indonesian(),
            Self::Pengawas => Office::Pengawas.indonesian(),
        }
    }
}

/// One row of the matrix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Power {
    /// Who.
    pub holder: PowerHolder,
    /// Which levels.
    pub levels: Vec<Level>,
    /// Whom, by office.
    pub over: Vec<Office>,
    /// Whom, by employment.
    pub types: Vec<EmployeeType>,
    /// First day.
    pub from: Date,
    /// Last day; open when `None`.
    pub to: Option<Date>,
    /// The source.
    pub rule: Arc<RuleRef>,
}

/// The matrix of a region on every day, and which offices count as equal in height.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PowerTable {
    powers: Vec<Power>,
    heights: Vec<(Office, u8)>,
}

impl PowerTable {
    /// The rows, and the height of each office: more is higher.
    pub fn new(powers: Vec<Power>, heights: Vec<(Office, u8)>) -> Self {
        Self { powers, heights }
    }

    /// Who may give somebody of that office a punishment of that level, in the order of the matrix.
    ///
    /// # Legal source
    ///
    /// PP 94/2021 Ps 16-23. The cells are unconfirmed; an empty answer means that nobody is known to, never that anybody may.
    pub fn who_may_punish(&self, subject: Office, of: EmployeeType, level: Level, on: Date) -> Vec<&Power> {
        let holds = |power: &&Power| {
            power.from <= on
                && power.to.is_none_or(|to| on <= to)
                && power.over.contains(&subject)
                && power.types.contains(&of)
                && power.levels.contains(&level)
        };
        self.powers.iter().filter(holds).collect()
    }

    /// The row by which an official may, if any.
    pub fn may_punish(
        &self,
        decider: Office,
        is_superior: bool,
        subject: Office,
        of: EmployeeType,
        level: Level,
        on: Date,
    ) -> Option<&Power> {
        self.who_may_punish(subject, of, level, on).into_iter().find(|power| power.holder.is(decider, is_superior))
    }

    /// Whether an office is lower than another; `None` where the height of one is not known.
    pub fn is_lower(&self, one: Office, other: Office) -> Option<bool> {
        let height = |office| self.heights.iter().find(|(of, _)| *of == office).map(|(_, height)| *height);
        Some(height(one)? < height(other)?)
    }
}
