//! The comparison as a workbook.

use hadir_reports::parity::{ParityReport, parity_xlsx};
use hadir_store::instansi::Instansi;

use super::{Parity, Sight};
use crate::services::error::ServiceError;

/// The bytes of the workbook. The same figures give the same bytes.
///
/// # Errors
///
/// When a sum does not hold, or a sheet cannot be written.
pub fn bytes(instansi: &Instansi, found: &Parity) -> Result<Vec<u8>, ServiceError> {
    let name = |id| found.units.iter().find(|unit| unit.id == id).map_or_else(String::new, |unit| unit.name.clone());
    let line = |(unit, alone): &(_, bool)| if *alone { format!("{} (sendiri)", name(*unit)) } else { name(*unit) };
    let of = found.unit().map_or(instansi.name.as_str(), |unit| unit.name.as_str());
    let lines: Vec<String> = found.lines.heads.iter().map(line).collect();
    let followed = found.followed.as_ref();
    let report = ParityReport {
        of,
        from: found.ask.from,
        to: found.counted_to,
        table: &found.table,
        lines: &lines,
        reference: found.reference,
        unjudged: found.unjudged,
        followed_days: followed.map(|one| (one.from, one.to)),
        years: followed.map(|one| one.years.as_slice()).unwrap_or_default(),
        cases: followed.and_then(|one| one.cases.as_ref()),
        guarded: found.ask.sight == Sight::Guarded,
    };
    parity_xlsx(&report, found.computed_at).map_err(ServiceError::fault)
}
