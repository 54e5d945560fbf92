//! What reconciliation found, as a finished value: plain text and numbers, no ids.
//!
//! **Invariant:** a [`ReconcileReport`] exists only when every table adds up to its roster, the sum is the sum of its
//! rows, and the list holds as many discrepancies of each type as the tables count.

use hadir_domain::reconcile::{CauseKind, DiscrepancyType, DoesNotAdd, Outcome, Speaker, Tally};
use jiff::Timestamp;
use jiff::civil::Date;

pub use crate::paper_mark::PaperMark;

/// Most discrepancies one report takes; a workbook has room for a million rows, people have not.
pub const MAX_DISCREPANCIES: usize = 200_000;

/// Everything a report prints, as handed in. Pass it to [`ReconcileReport::checked`] to have it printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reconcile {
    /// The government body.
    pub instansi: String,
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// The sources compared.
    pub sources: Vec<Speaker>,
    /// The match rate to reach, in ten-thousandths.
    pub target: Option<u16>,
    /// The source of the target, and whether it was confirmed.
    pub target_source: String,
    /// The table, a row an OPD.
    pub units: Vec<UnitTally>,
    /// The sum over all rows.
    pub total: Tally,
    /// The discrepancies of person-days, by day.
    pub discrepancies: Vec<DiscrepancyLine>,
    /// What stands behind many of them.
    pub causes: Vec<CauseLine>,
    /// Keys that mean nobody, beside the table.
    pub unknown: Vec<UnknownLine>,
    /// Up to when data counts, as text in the zone of the instansi.
    pub data_until: String,
    /// When it was printed, as text.
    pub printed_at: String,
    /// Instant written into the files' properties.
    pub created_at: Timestamp,
    /// Short hash of the figures.
    pub footer: String,
    /// By which anybody can check the paper.
    pub mark: Option<PaperMark>,
}

/// One OPD.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitTally {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its person-days.
    pub tally: Tally,
}

/// One person-day about which sources disagree, both sides side by side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DiscrepancyLine {
    /// The day.
    pub on: Date,
    /// Name of the person.
    pub name: String,
    /// NIP, NI PPPK or local number.
    pub number: String,
    /// Code of the unit served in.
    pub unit_code: String,
    /// Its name.
    pub unit_name: String,
    /// The primary type.
    pub kind: DiscrepancyType,
    /// The first side, and what it says; none when it is silent.
    pub a: (Speaker, Option<String>),
    /// The second side.
    pub b: (Speaker, Option<String>),
    /// Other types that fit.
    pub also: Vec<DiscrepancyType>,
    /// What exactly.
    pub detail: String,
    /// What stands behind it, in words; empty when nothing does.
    pub cause: String,
    /// What the evidence proposes, and why.
    pub proposal: Option<(Outcome, String)>,
    /// How it stands: `terbuka`, `diusulkan: …`, `selesai: …`.
    pub state: String,
    /// By when it is to be settled.
    pub due_on: Date,
}

/// One thing that stands behind many discrepancies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CauseLine {
    /// What.
    pub kind: CauseKind,
    /// Of which source.
    pub speaker: Speaker,
    /// The terminal, file or unit.
    pub origin: String,
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// How many person-days it explains.
    pub days: u32,
    /// In words.
    pub detail: String,
}

/// A key nobody of the roster is known by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownLine {
    /// The source.
    pub source: Speaker,
    /// Where: the terminal or file.
    pub place: String,
    /// The key as the source writes it.
    pub key: String,
    /// How many records.
    pub records: u64,
    /// First and last moment, as text.
    pub between: String,
}

/// A report whose tables add up. The only value the renderers take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReconcileReport(Reconcile);

/// Why a report is not printed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReconcileError {
    /// The table of a unit does not add up to its roster.
    #[error("{unit}: {why}")]
    Unit {
        /// Which unit.
        unit: String,
        /// What does not add up.
        why: DoesNotAdd,
    },
    /// A unit stands in the table twice.
    #[error("{0} stands in the table twice")]
    Twice(String),
    /// The sum is not the sum of the rows.
    #[error("the sum is not the sum of the rows")]
    Total,
    /// The list holds more or fewer discrepancies of a type than the tables count.
    #[error("{listed} discrepancies of {kind} are listed, the tables count {counted}")]
    List {
        /// Which type.
        kind: &'static str,
        /// How many are listed.
        listed: usize,
        /// How many are counted.
        counted: u32,
    },
    /// A discrepancy that is about no person-day stands in the list.
    #[error("{0} is about no person-day and has no place in the list")]
    Beside(&'static str),
    /// The span ends before it begins.
    #[error("the span ends before it begins")]
    Span,
    /// More than [`MAX_DISCREPANCIES`].
    #[error("a report takes at most {MAX_DISCREPANCIES} discrepancies")]
    TooMany,
}

impl ReconcileError {
    /// The same sentence in Indonesian.
    pub fn in_indonesian(&self) -> String {
        match self {
            Self::Unit { unit, why: DoesNotAdd::Roster { parts, roster } } => {
                format!("{unit}: tabel memuat {parts} hari-pegawai, sedangkan daftar pegawainya {roster}")
            }
            Self::Unit { unit, why: DoesNotAdd::Beside(kind) } => {
                format!("{unit}: {kind} terhitung sebagai hari-pegawai")
            }
            Self::Twice(unit) => format!("{unit} tercantum dua kali"),
            Self::Total => "jumlah seluruhnya tidak sama dengan jumlah baris-barisnya".into(),
            Self::List { kind, listed, counted } => {
                format!("selisih {kind} tercantum {listed}, sedangkan tabel menghitung {counted}")
            }
            Self::Beside(kind) => format!("{kind} bukan tentang hari-pegawai, jadi tidak boleh masuk daftar selisih"),
            Self::Span => "tanggal akhir lebih awal daripada tanggal mulai".into(),
            Self::TooMany => {
                format!("laporan menampung paling banyak {MAX_DISCREPANCIES} selisih; pilih jangka lebih pendek")
            }
        }
    }
}

impl ReconcileReport {
    /// Checks every sum and lets the report be printed.
    ///
    /// # Errors
    ///
    /// [`ReconcileError`] names what does not hold. Nothing is repaired here.
    pub fn checked(found: Reconcile) -> Result<Self, ReconcileError> {
        if found.to < found.from {
            return Err(ReconcileError::Span);
        }
        if found.discrepancies.len() > MAX_DISCREPANCIES {
            return Err(ReconcileError::TooMany);
        }
        let mut sum = Tally::default();
        let mut seen = std::collections::BTreeSet::new();
        for unit in &found.units {
            unit.tally.check().map_err(|why| ReconcileError::Unit { unit: unit.name.clone(), why })?;
            if !seen.insert(unit.code.as_str()) {
                return Err(ReconcileError::Twice(unit.code.clone()));
            }
            sum.add(&unit.tally);
        }
        if sum != found.total {
            return Err(ReconcileError::Total);
        }
        for kind in DiscrepancyType::ALL {
            let listed = found.discrepancies.iter().filter(|line| line.kind == *kind).count();
            if !kind.is_of_a_day() && listed > 0 {
                return Err(ReconcileError::Beside(kind.as_str()));
            }
            let counted = sum.of(*kind);
            if usize::try_from(counted) != Ok(listed) {
                return Err(ReconcileError::List { kind: kind.as_str(), listed, counted });
            }
        }
        Ok(Self(found))
    }

    /// What is printed.
    pub fn found(&self) -> &Reconcile {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reconcile_sample as sample;

    #[test]
    fn a_report_whose_tables_add_up_is_accepted() {
        let report = ReconcileReport::checked(sample::reconcile(12, 40)).expect("sums hold");

        assert_eq!(report.found().units.len(), 12);
        assert_eq!(report.found().total.differing(), 40);
    }

    #[test]
    fn a_table_that_does_not_add_up_to_its_roster_is_refused() {
        let mut found = sample::reconcile(3, 5);
        found.units[1].tally.roster += 1;
        found.total.roster += 1;

        let refused = ReconcileReport::checked(found);

        assert!(matches!(refused, Err(ReconcileError::Unit { why: DoesNotAdd::Roster { .. }, .. })), "{refused:?}");
    }

    #[test]
    fn a_sum_that_is_not_the_sum_of_its_rows_is_refused() {
        let mut found = sample::reconcile(3, 5);
        found.total.matched += 1;
        found.total.roster += 1;

        assert_eq!(ReconcileReport::checked(found), Err(ReconcileError::Total));
    }

    #[test]
    fn a_discrepancy_that_is_counted_and_not_listed_is_refused() {
        let mut found = sample::reconcile(3, 20);
        let kind = found.discrepancies.pop().expect("a line").kind;

        let refused = ReconcileReport::checked(found);

        assert!(matches!(refused, Err(ReconcileError::List { kind: named, .. }) if named == kind.as_str()));
    }

    #[test]
    fn a_unit_that_stands_there_twice_and_a_span_turned_around_are_refused() {
        let mut twice = sample::reconcile(2, 0);
        let first = twice.units[0].clone();
        twice.total.add(&first.tally);
        twice.units.push(first.clone());
        assert_eq!(ReconcileReport::checked(twice), Err(ReconcileError::Twice(first.code)));

        let mut turned = sample::reconcile(2, 0);
        std::mem::swap(&mut turned.from, &mut turned.to);
        assert_eq!(ReconcileReport::checked(turned), Err(ReconcileError::Span));
    }
}
