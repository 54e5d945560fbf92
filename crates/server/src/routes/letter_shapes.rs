//! Shapes of what an office says about its letters.

use hadir_domain::discipline_letters::{LetterKind, Need, PartShape};
use hadir_domain::ids::UnitId;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::services::letters::desk::{HeadText, PatternText, TemplateText, Version};

/// What a kind of letter is called.
pub fn title(kind: LetterKind) -> &'static str {
    match kind {
        LetterKind::Summons => "Surat Panggilan I",
        LetterKind::SecondSummons => "Surat Panggilan II",
        LetterKind::Examination => "Berita Acara Pemeriksaan",
        LetterKind::Absence => "Berita Acara Ketidakhadiran",
        LetterKind::Report => "Laporan Hasil Pemeriksaan",
        LetterKind::Decision => "Keputusan Hukuman Disiplin",
        LetterKind::ContractDecision => "Keputusan menurut Kontrak",
        LetterKind::NoPunishment => "Keputusan Tidak Dijatuhi Hukuman",
        LetterKind::ReceiveSummons => "Surat Panggilan Menerima Keputusan",
        LetterKind::HandOver => "Berita Acara Penyerahan",
        LetterKind::Reprimand => "Teguran",
        LetterKind::PayStop => "Usul Penghentian Gaji",
        LetterKind::PayResume => "Usul Pengaktifan Gaji",
        LetterKind::Recap => "Rekapitulasi Ketidakhadiran",
        LetterKind::Team => "Keputusan Tim Pemeriksa",
        LetterKind::Release => "Keputusan Pembebasan Sementara",
        LetterKind::Chronology => "Kronologi",
        LetterKind::Colleague => "Surat Keterangan Rekan Sejawat",
        LetterKind::PowerNote => "Nota Laporan Kewenangan",
    }
}

/// A kind of letter in the list.
#[derive(Debug, Serialize, ToSchema)]
pub struct LetterTemplateItem {
    /// Its code.
    pub kind: String,
    /// What it is called.
    pub title: String,
    /// Whether the office's own words hold today.
    pub own: bool,
    /// Since when, where they do.
    pub from: Option<String>,
    /// From when on others will hold, where they will.
    pub next_from: Option<String>,
}

/// Kinds of letters.
#[derive(Debug, Serialize, ToSchema)]
pub struct LetterTemplateList {
    /// In the order of a case.
    pub items: Vec<LetterTemplateItem>,
    /// Today, in the zone of the instansi.
    pub today: String,
}

/// A name a template may use.
#[derive(Debug, Serialize, ToSchema)]
pub struct LetterName {
    name: String,
    /// `isian`, `bagian` or `pihak`.
    sort: String,
    /// `wajib`, `boleh`, or `bila_ada`: then a line with it needs a condition.
    need: String,
    means: String,
    /// Columns of the table, where it is one.
    columns: Option<usize>,
}

/// The names of a kind, those of every kind first.
pub fn names(kind: LetterKind) -> Vec<LetterName> {
    let need = |need: Need| match need {
        Need::Must => "wajib",
        Need::May => "boleh",
        Need::Sometimes => "bila_ada",
    };
    let name = |name: &str, sort: &str, need: &str, means: &str, columns| LetterName {
        name: name.to_owned(),
        sort: sort.to_owned(),
        need: need.to_owned(),
        means: means.to_owned(),
        columns,
    };
    let schema = kind.schema();
    let values = schema.all_values().map(|one| name(one.name, "isian", need(one.need), one.means, None));
    let parts = schema.parts.iter().map(|one| {
        let columns = if let PartShape::Rows(columns) = one.shape { Some(columns) } else { None };
        name(one.name, "bagian", need(one.need), one.means, columns)
    });
    let parties = schema.parties.iter().map(|one| name(one.name, "pihak", "wajib", one.means, None));
    values.chain(parts).chain(parties).collect()
}

/// One version of something about letters.
#[derive(Debug, Serialize, ToSchema)]
pub struct LetterVersion {
    id: Uuid,
    from: String,
    by: String,
    #[schema(value_type = String)]
    at: Timestamp,
    /// The words or the pattern; null where the shipped ones hold again.
    text: Option<String>,
}

impl From<&Version<TemplateText>> for LetterVersion {
    fn from(one: &Version<TemplateText>) -> Self {
        Self { id: one.id, from: one.from.to_string(), by: one.by.clone(), at: one.at, text: one.said.text.clone() }
    }
}

impl From<&Version<PatternText>> for LetterVersion {
    fn from(one: &Version<PatternText>) -> Self {
        Self { id: one.id, from: one.from.to_string(), by: one.by.clone(), at: one.at, text: one.said.pattern.clone() }
    }
}

/// A template with everything needed to change it.
#[derive(Debug, Serialize, ToSchema)]
pub struct LetterTemplateView {
    /// Its code.
    pub kind: String,
    /// What it is called.
    pub title: String,
    /// The words that hold today.
    pub text: String,
    /// The words shipped with the program.
    pub shipped: String,
    /// What the office saved, newest first.
    pub versions: Vec<LetterVersion>,
    /// What it may name.
    pub names: Vec<LetterName>,
}

/// Words to be saved.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewLetterTemplate {
    /// Its key, made by the client.
    pub id: Uuid,
    /// First day they hold for; today at the earliest.
    #[schema(value_type = String)]
    pub from: Date,
    /// The file; null to go back to the shipped words.
    pub text: Option<String>,
}

/// Words to be looked at.
#[derive(Debug, Deserialize, ToSchema)]
pub struct LetterPreview {
    /// The file.
    pub text: String,
    /// With the letterhead of which agency; that of the instansi without.
    pub unit: Option<Uuid>,
}

/// A letterhead as it is set.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct LetterheadBody {
    /// Whose; the instansi without.
    pub unit: Option<Uuid>,
    /// Names from the top, at most 4; none goes back to the name alone.
    #[serde(default)]
    pub names: Vec<String>,
    /// Address, telephone, mail: at most 4 lines.
    #[serde(default)]
    pub address: Vec<String>,
    /// Where letters are signed.
    #[serde(default)]
    pub place: String,
    /// What stands at `{unit}` in numbers; the unit's own code where it is empty.
    #[serde(default)]
    pub code: String,
    /// A PNG or SVG of at most 100 KB, in base64.
    pub logo: Option<String>,
}

impl From<LetterheadBody> for HeadText {
    fn from(body: LetterheadBody) -> Self {
        let trimmed = |lines: Vec<String>| lines.into_iter().map(|line| line.trim().to_owned()).collect();
        Self {
            unit: body.unit.map(UnitId),
            names: trimmed(body.names),
            address: trimmed(body.address),
            place: body.place.trim().to_owned(),
            code: body.code.trim().to_owned(),
            logo: body.logo.filter(|logo| !logo.is_empty()),
        }
    }
}

impl From<&HeadText> for LetterheadBody {
    fn from(head: &HeadText) -> Self {
        Self {
            unit: head.unit.map(|unit| unit.0),
            names: head.names.clone(),
            address: head.address.clone(),
            place: head.place.clone(),
            code: head.code.clone(),
            logo: head.logo.clone(),
        }
    }
}

/// A letterhead to be saved.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewLetterhead {
    /// Its key, made by the client.
    pub id: Uuid,
    /// First day it holds for; today at the earliest.
    #[schema(value_type = String)]
    pub from: Date,
    /// What.
    #[serde(flatten)]
    pub head: LetterheadBody,
}

/// A letterhead that was saved.
#[derive(Debug, Serialize, ToSchema)]
pub struct LetterheadView {
    id: Uuid,
    from: String,
    by: String,
    #[schema(value_type = String)]
    at: Timestamp,
    /// Whether it is the one that holds today.
    in_force: bool,
    #[serde(flatten)]
    head: LetterheadBody,
}

impl LetterheadView {
    /// A version, and whether it holds.
    pub fn of(one: &Version<HeadText>, in_force: bool) -> Self {
        let (id, by, at) = (one.id, one.by.clone(), one.at);
        Self { id, from: one.from.to_string(), by, at, in_force, head: (&one.said).into() }
    }
}

/// Letterheads.
#[derive(Debug, Serialize, ToSchema)]
pub struct LetterheadList {
    /// Newest first.
    pub items: Vec<LetterheadView>,
    /// Today, in the zone of the instansi.
    pub today: String,
}

/// A pattern of numbers to be saved.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewLetterNumbering {
    /// Its key, made by the client.
    pub id: Uuid,
    /// First day it holds for; today at the earliest.
    #[schema(value_type = String)]
    pub from: Date,
    /// As `800.1.6.2/{nomor:3}/{kode}/{bulan}/{tahun}`; null to go back to the patterns of the templates.
    pub pattern: Option<String>,
}

/// How letters are numbered.
#[derive(Debug, Serialize, ToSchema)]
pub struct LetterNumbering {
    /// The pattern that holds today; null where each template's own does.
    pub pattern: Option<String>,
    /// What the first number of a summons would look like today.
    pub sample: String,
    /// What was saved, newest first.
    pub versions: Vec<LetterVersion>,
    /// Today, in the zone of the instansi.
    pub today: String,
}
