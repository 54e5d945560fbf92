//! The readiness list as a file.

use hadir_domain::readiness::Need;
use hadir_domain::units::Unit;
use hadir_reports::readiness::{ReadinessLine, readiness_table};
use hadir_reports::table::Table;

use super::Readying;
use crate::routes::shapes::masked_number;

/// The people of a list as a table; numbers stay masked.
pub fn table(list: &Readying) -> Table {
    let name = |unit: &Unit| unit.name.clone();
    let lines: Vec<ReadinessLine> = list
        .people
        .iter()
        .map(|one| ReadinessLine {
            unit: list
                .units
                .iter()
                .find(|unit| unit.unit.id == one.unit)
                .map(|unit| name(&unit.unit))
                .unwrap_or_default(),
            name: one.person.name.clone(),
            number_masked: masked_number(&one.person).unwrap_or_default(),
            standings: Need::ALL.iter().map(|need| one.readiness.of(*need)).collect(),
            passkey: one.passkey,
        })
        .collect();
    readiness_table(&lines)
}
