//! What was published of a day, and what it comes to: the first table, corrections over it, a withdrawal.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::groups::Group;
use super::suppression::{Exact, Row, revise, suppress};
use super::totals::{Total, total};
use crate::codes::codes;
use crate::ids::UnitId;

codes!(
    /// Why a row was published anew.
    Why {
        /// Every source of the OPD has reported, or is no longer waited for.
        Settled = "settled",
        /// Evidence or an approved correction came after the figures.
        LateEvidence = "late_evidence",
    }
);

/// The published row of an OPD.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpdRow {
    /// The OPD.
    pub unit: UnitId,
    /// Its name on that day.
    pub name: String,
    /// Its figures.
    #[serde(flatten)]
    pub row: Row,
}

/// An OPD whose figures wait, because somebody's source has not reported.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct OpdName {
    /// The OPD.
    pub unit: UnitId,
    /// Its name.
    pub name: String,
}

/// A source that had not reported when the figures were made.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Silent {
    /// Which kind; phones are never told apart.
    pub source: String,
    /// Its name, of terminals and sheets.
    pub name: Option<String>,
    /// Whether it is still waited for.
    pub waited_for: bool,
}

/// A table as it was published: only what anybody may read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// The group of everybody: [`Group::All`] of a settled day, [`Group::SidakAll`] of a sidak.
    pub whole: Group,
    /// As of when the records were read.
    pub counted_at: Timestamp,
    /// Since which day these people are counted.
    pub same_people_since: Date,
    /// The rows, by name.
    pub rows: Vec<OpdRow>,
    /// OPDs that wait.
    pub waiting: Vec<OpdName>,
    /// How many OPDs are too small to be shown.
    pub too_small: u32,
    /// Sources that had not reported.
    pub silent: Vec<Silent>,
}

/// Rows that were published anew or later than the others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// As of when the records were read.
    pub counted_at: Timestamp,
    /// The rows, each with why.
    pub rows: Vec<(Why, OpdRow)>,
    /// OPDs that still wait.
    pub waiting: Vec<OpdName>,
    /// Sources that had not reported.
    pub silent: Vec<Silent>,
}

/// What happened to a published table later.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Later {
    /// Rows were published anew.
    Corrected(Correction),
    /// It was taken back, with a reason.
    Withdrawn(String),
}

/// A published table with everything that happened to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The table as it stands.
    pub table: Table,
    /// Why it was taken back.
    pub withdrawn: Option<String>,
    /// Every row published so far, in the order published.
    published: Vec<OpdRow>,
}

impl Standing {
    /// What the first table and everything later, oldest first, come to.
    pub fn of(first: Table, later: &[Later]) -> Self {
        let mut standing = Self { published: first.rows.clone(), table: first, withdrawn: None };
        for one in later {
            match one {
                Later::Corrected(correction) => standing.correct(correction),
                Later::Withdrawn(reason) => standing.withdrawn = Some(reason.clone()),
            }
        }
        standing
    }

    fn correct(&mut self, correction: &Correction) {
        for (_, row) in &correction.rows {
            self.table.rows.retain(|known| known.unit != row.unit);
            self.table.rows.push(row.clone());
            self.published.push(row.clone());
        }
        self.table.rows.sort_by(|one, other| (&one.name, one.unit).cmp(&(&other.name, other.unit)));
        self.table.counted_at = correction.counted_at;
        self.table.waiting.clone_from(&correction.waiting);
        self.table.silent.clone_from(&correction.silent);
    }

    /// Every row of an OPD published so far.
    pub fn rows_of(&self, unit: UnitId) -> Vec<Row> {
        self.published.iter().filter(|row| row.unit == unit).map(|row| row.row.clone()).collect()
    }

    /// The rows as they stand together.
    pub fn total(&self) -> Total {
        let rows: Vec<&Row> = self.table.rows.iter().map(|row| &row.row).collect();
        total(self.table.whole, &rows)
    }

    /// What is to be published of an OPD whose figures are complete; `None` where the last row stands.
    pub fn next(&self, opd: &OpdName, exact: &Exact) -> Option<(Why, OpdRow)> {
        let before = self.rows_of(opd.unit);
        let why = if before.is_empty() { Why::Settled } else { Why::LateEvidence };
        let row = revise(self.table.whole, exact, &before)?;
        Some((why, OpdRow { unit: opd.unit, name: opd.name.clone(), row }))
    }
}

/// The first rows of a table, by name.
pub fn first_rows(whole: Group, opds: &[(OpdName, Exact)]) -> Vec<OpdRow> {
    let row = |(opd, exact): &(OpdName, Exact)| OpdRow {
        unit: opd.unit,
        name: opd.name.clone(),
        row: suppress(whole, exact),
    };
    let mut rows: Vec<OpdRow> = opds.iter().map(row).collect();
    rows.sort_by(|one, other| (&one.name, one.unit).cmp(&(&other.name, other.unit)));
    rows
}
