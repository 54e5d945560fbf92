//! Blank days of a portal's matrix: the portal says "attended without remark" by leaving them blank.
//!
//! Only blanks up to the last day on which anybody has a code are taken so: later ones are days the portal had not
//! come to, and nothing is invented for them.

use std::collections::BTreeSet;

use hadir_domain::ids::ImportId;
use hadir_intake::Format;
use hadir_store::sheet_statements::SheetStatement;
use jiff::ToSpan;
use jiff::civil::Date;

use super::Taken;

/// The code a blank day is stored under.
pub const BLANK: &str = "";

/// The blank days of a matrix as statements, numbered behind the codes.
pub(super) fn of(taken: &Taken<'_>, import: ImportId) -> Vec<SheetStatement> {
    let reading = &taken.reading;
    let Some(last) = reading.statuses.iter().map(|cell| cell.date).max() else { return Vec::new() };
    if reading.format != Format::MonthMatrix {
        return Vec::new();
    }
    let coded: BTreeSet<(&str, Date)> =
        reading.statuses.iter().map(|cell| (cell.person_key.as_str(), cell.date)).collect();
    let blanks = reading.people.iter().filter_map(|person| person.days.map(|days| (person, days)));
    let blanks = blanks.flat_map(|(person, (from, to))| {
        let until = to.min(last);
        from.series(1.day()).take_while(move |on| *on <= until).map(move |on| (person, on))
    });
    blanks
        .filter(|(person, on)| !coded.contains(&(person.person_key.as_str(), *on)))
        .zip(reading.statuses.len() as u64..)
        .map(|((person, on), ordinal)| SheetStatement {
            import,
            ordinal,
            source: taken.source,
            unit: taken.unit,
            person_key: person.person_key.clone(),
            person: None,
            day_on: on,
            code: BLANK.into(),
            minutes: None,
            raw: String::new(),
            sheet: person.row.sheet.clone(),
            line: person.row.line,
            cell: None,
        })
        .collect()
}
