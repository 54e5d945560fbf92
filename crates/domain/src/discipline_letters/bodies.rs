//! Decrees: the examining team, and the release from duties for the time being.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::head::{LetterHead, Official};
use super::paper::{Block, Paper, Signatory};
use super::words::long_date;

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
    /// The alleged breach with its article.
    pub breach: String,
    /// Members.
    pub members: Vec<TeamLine>,
    /// Who signs.
    pub signer: Official,
}

impl TeamDecree {
    /// What it says.
    pub fn paper(&self) -> Paper {
        let mut blocks = vec![Block::text("Membentuk Tim Pemeriksa untuk memeriksa:")];
        blocks.extend(self.subject.fields());
        blocks.push(Block::text(format!("karena diduga melakukan pelanggaran disiplin: {}.", self.breach)));
        let columns = ["Nama", "NIP", "Jabatan", "Kedudukan dalam tim", "Unsur"].map(str::to_owned).to_vec();
        let row = |line: &TeamLine| {
            let number = line.who.number.clone().unwrap_or_else(|| "-".into());
            vec![line.who.name.clone(), number, line.who.post.clone(), line.role.clone(), line.element.clone()]
        };
        blocks.push(Block::Table { columns, rows: self.members.iter().map(row).collect() });
        let title = format!("KEPUTUSAN {} TENTANG TIM PEMERIKSA", self.decider.to_uppercase());
        Paper { head: self.head.clone(), title, blocks, signatures: vec![Signatory::new(&self.decider, &self.signer)] }
    }
}

/// SK pembebasan sementara dari tugas jabatan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReleaseDecree {
    /// Head.
    pub head: LetterHead,
    /// Who is freed.
    pub subject: Official,
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
    /// What it says.
    pub fn paper(&self) -> Paper {
        let from = long_date(self.from);
        let mut blocks =
            vec![Block::text(format!("Membebaskan sementara dari tugas jabatannya terhitung mulai {from}:"))];
        blocks.extend(self.subject.fields());
        blocks.push(Block::text(format!(
            "untuk kelancaran pemeriksaan atas dugaan pelanggaran disiplin tingkat berat: {}.",
            self.breach
        )));
        blocks.push(Block::text(
            "Pembebasan berlaku sampai ditetapkannya keputusan. Yang bersangkutan tetap masuk kerja dan tetap menerima hak kepegawaiannya.",
        ));
        if let Some(acting) = &self.acting {
            blocks.push(Block::text("Tugas jabatan sementara dilaksanakan oleh:"));
            blocks.extend(acting.fields());
        }
        let title = "KEPUTUSAN PEMBEBASAN SEMENTARA DARI TUGAS JABATAN".into();
        let signatures = vec![Signatory::new("Atasan langsung", &self.signer)];
        Paper { head: self.head.clone(), title, blocks, signatures }
    }
}
