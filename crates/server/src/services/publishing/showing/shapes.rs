//! The shapes anybody reads.

use hadir_domain::publications::standing::OpdRow;
use hadir_domain::publications::totals::{Share, present};
use hadir_domain::publications::{Figure, Group};
use hadir_store::instansi::Instansi;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PublicFigure {
    /// What is counted; see `definitions`.
    pub group: String,
    /// People.
    pub count: u32,
}

impl From<&Figure> for PublicFigure {
    fn from(figure: &Figure) -> Self {
        Self { group: figure.group.as_str().into(), count: figure.count }
    }
}

/// A share with everything it is made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PublicShare {
    /// What is counted above the line.
    pub group: String,
    /// People above the line.
    pub numerator: u32,
    /// People below the line.
    pub denominator: u32,
    /// People in rows that do not say it: neither above nor below the line.
    pub excluded: u32,
    /// In tenths of a percent, rounded down; none with nobody below the line.
    pub permille: Option<u32>,
}

impl From<Share> for PublicShare {
    fn from(share: Share) -> Self {
        Self {
            group: share.group.as_str().into(),
            numerator: share.numerator,
            denominator: share.denominator,
            excluded: share.excluded,
            permille: share.permille(),
        }
    }
}

/// An OPD.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PublicRow {
    /// Its name.
    pub opd: String,
    /// How many people are counted.
    pub counted: u32,
    /// They add up to `counted`.
    pub figures: Vec<PublicFigure>,
    /// Those present; everybody is excluded where the row does not say it.
    pub present: PublicShare,
}

impl PublicRow {
    pub(super) fn of(whole: Group, row: &OpdRow) -> Self {
        Self {
            opd: row.name.clone(),
            counted: row.row.counted,
            figures: row.row.figures.iter().map(Into::into).collect(),
            present: present(whole, &[&row.row]).into(),
        }
    }
}

/// All rows together: the sum of what they print.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PublicTotal {
    /// People counted in all rows.
    pub counted: u32,
    /// Added up by what they are; they add up to `counted`.
    pub figures: Vec<PublicFigure>,
    /// Those present, of the rows that say how many.
    pub present: PublicShare,
}

/// What a figure counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PublicDefinition {
    /// The code.
    pub group: String,
    /// Its name, in Indonesian.
    pub name: String,
    /// The same in English.
    pub name_en: String,
    /// What it counts, in Indonesian.
    pub text: String,
    /// The same in English.
    pub text_en: String,
    /// The cells merged in it; empty for a single cell.
    pub merged: Vec<String>,
}

/// A source that had not reported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PublicSilent {
    /// `machine`, `kiosk`, `phone`, `portal`, `manual`; phones are never told apart.
    pub source: String,
    /// Its name.
    pub name: Option<String>,
    /// Whether it is still waited for.
    pub waited_for: bool,
}

/// A row that was published anew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PublicChange {
    /// The OPD.
    pub opd: String,
    /// `settled`: it had waited; `late_evidence`: evidence or an approved correction came later.
    pub why: String,
    /// What stood before; none when nothing did.
    pub was: Option<Vec<PublicFigure>>,
    /// What stands since.
    pub now: Vec<PublicFigure>,
}

/// One entry of the correction log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PublicCorrection {
    /// When.
    pub at: String,
    /// `correction` or `withdrawn`.
    pub what: String,
    /// Why it was taken back.
    pub reason: Option<String>,
    /// The rows.
    pub rows: Vec<PublicChange>,
    /// Key of its sealed record.
    pub record: Uuid,
}

/// What anybody checks a publication by: `commitment` is SHA-256 of `hadir-leaf-v1\npublication\n`, salt and body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PublicSeal {
    /// Key of the record.
    pub record: Uuid,
    /// Its place in the log; none while it waits.
    pub position: Option<u64>,
    /// What stands for it in the log, base64url; none while it waits.
    pub commitment: Option<String>,
    /// base64url.
    pub salt: Option<String>,
    /// The sealed bytes.
    pub body: Option<String>,
}

/// A published table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PublicTable {
    /// Code and name of the government body.
    pub instansi: PublicInstansi,
    /// The day.
    pub date: String,
    /// `day` for a settled day, `sidak` for what an inspection saw at one moment.
    pub kind: String,
    /// As of when the records were read.
    pub counted_at: String,
    /// When it was published first; none in a preview.
    pub published_at: Option<String>,
    /// Since which day the same people are counted.
    pub same_people_since: String,
    /// Fewer people than this are never a figure of their own, nor a difference between two.
    pub smallest: u32,
    /// OPDs of fewer people are not shown.
    pub smallest_opd: u32,
    /// The OPDs; none when the table was taken back.
    pub rows: Vec<PublicRow>,
    /// All of them together.
    pub total: PublicTotal,
    /// OPDs that wait for a source.
    pub waiting: Vec<String>,
    /// How many OPDs are not shown, because they are too small or too new; they are not in the total either.
    pub too_small: u32,
    /// Sources that had not reported.
    pub silent: Vec<PublicSilent>,
    /// Why it was taken back.
    pub withdrawn: Option<String>,
    /// The correction log, newest first.
    pub corrections: Vec<PublicCorrection>,
    /// What every figure counts.
    pub definitions: Vec<PublicDefinition>,
    /// The sealed records behind it, the first one first.
    pub seals: Vec<PublicSeal>,
}

/// A government body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PublicInstansi {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
}

impl From<&Instansi> for PublicInstansi {
    fn from(one: &Instansi) -> Self {
        Self { code: one.code.clone(), name: one.name.clone() }
    }
}

/// A table there is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PublicListed {
    /// The day.
    pub date: String,
    /// `day` or `sidak`.
    pub kind: String,
    /// Name of its file, without the ending: `2026-01-16`, `2026-01-16-sidak`.
    pub file: String,
    /// Whether it was taken back.
    pub withdrawn: bool,
    /// How often it was corrected.
    pub corrections: u32,
}

/// The public page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PublicAttendance {
    /// Whose.
    pub instansi: PublicInstansi,
    /// Whether it is open; a closed one shows nothing.
    pub open: bool,
    /// The newest settled day.
    pub latest: Option<PublicTable>,
    /// Everything there is, newest first.
    pub tables: Vec<PublicListed>,
}
