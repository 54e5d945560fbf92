//! Decrees: the examining team, and the release from duties for the time being.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::fields::{LetterFields, Part};
use super::head::{LetterHead, Official};
use super::numbering::LetterKind;
use crate::numerals::long_date;
use crate::people::EmployeeType;

/// A member of the team.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamLine {
    /// Who.
    pub who: Official,
    /// As what in the team: `Ketua merangkap anggota`.
    pub role: String,
    /// Which part they stand for: `Unsur pengawasan`.
    pub element: String,
}

/// SK Tim Pemeriksa.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamDecree {
    /// Head.
    pub head: LetterHead,
    /// Office of who decides.
    pub decider: String,
    /// Who is to be examined.
    pub subject: Official,
    /// As what they are employed.
    pub employee_type: EmployeeType,
    /// The alleged breach with its article.
    pub breach: String,
    /// Members.
    pub members: Vec<TeamLine>,
    /// Who signs.
    pub signer: Official,
}

impl TeamDecree {
    /// Its fields by the names its template uses.
    pub fn fields(&self) -> LetterFields {
        let row = |line: &TeamLine| {
            let number = line.who.number.clone().unwrap_or_else(|| "-".into());
            vec![line.who.name.clone(), number, line.who.post.clone(), line.role.clone(), line.element.clone()]
        };
        LetterFields::of(LetterKind::Team, &self.head, &self.subject)
            .people("pegawai", [&self.subject])
            .part("anggota", Part::Rows { rows: self.members.iter().map(row).collect(), total: false })
            .employment(self.employee_type)
            .value("pejabat", &self.decider)
            .value("pelanggaran", &self.breach)
            .signer("penanda_tangan", &self.signer)
    }
}

/// SK pembebasan sementara dari tugas jabatan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReleaseDecree {
    /// Head.
    pub head: LetterHead,
    /// Who is freed.
    pub subject: Official,
    /// As what they are employed.
    pub employee_type: EmployeeType,
    /// First day.
    pub from: Date,
    /// The alleged breach with its article.
    pub breach: String,
    /// Who does the duties meanwhile, where somebody is named.
    pub acting: Option<Official>,
    /// Atasan langsung, who signs.
    pub signer: Official,
}

impl ReleaseDecree {
    /// Its fields by the names its template uses.
    pub fn fields(&self) -> LetterFields {
        LetterFields::of(LetterKind::Release, &self.head, &self.subject)
            .people("pegawai", [&self.subject])
            .people("pengganti", &self.acting)
            .employment(self.employee_type)
            .value("mulai", long_date(self.from))
            .value("pelanggaran", &self.breach)
            .signer("penanda_tangan", &self.signer)
    }
}
