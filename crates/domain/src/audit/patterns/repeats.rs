//! The same minute again and again: most of a roll at once, or one person day after day.

use std::collections::BTreeMap;

use jiff::civil::Time;

use super::{Amount, Found, Pattern, PatternKind, Sums, count, percent_en, percent_id, share};
use crate::audit::facts::{Entry, Example, ExampleKind, UnitFacts};
use crate::audit::rule::AuditRule;

/// Which entries stand in a row, by their place in the list.
pub(super) fn in_rows(entries: &[Entry], rule: &AuditRule) -> Vec<bool> {
    let mut marked = vec![false; entries.len()];
    let minute = |entry: &Entry| (entry.time.hour(), entry.time.minute());
    let mut sheets: BTreeMap<_, BTreeMap<_, Vec<usize>>> = BTreeMap::new();
    let mut people: BTreeMap<_, Vec<usize>> = BTreeMap::new();
    for (place, entry) in entries.iter().enumerate() {
        sheets.entry((entry.roll, entry.on, entry.side)).or_default().entry(minute(entry)).or_default().push(place);
        people.entry((entry.person, entry.side)).or_default().push(place);
    }
    for sheet in sheets.values() {
        let all: usize = sheet.values().map(Vec::len).sum();
        let rows = sheet.values().filter(|row| row.len() >= usize::from(rule.repeat_people) && row.len() * 2 > all);
        rows.flatten().for_each(|place| marked[*place] = true);
    }
    for places in people.values_mut() {
        places.sort_by_key(|place| entries[*place].on);
        for row in places.chunk_by(|one, next| minute(&entries[*one]) == minute(&entries[*next])) {
            if row.len() >= usize::from(rule.repeat_days) {
                row.iter().for_each(|place| marked[*place] = true);
            }
        }
    }
    marked
}

/// The share of entries of manual rolls that stand in rows of one minute.
pub(super) fn pattern(unit: &UnitFacts, others: &Sums, rule: &AuditRule) -> Pattern {
    let marked = in_rows(&unit.entries, rule);
    let rows = marked.iter().filter(|marked| **marked).count();
    let (figure, expected) = (share(rows, unit.entries.len()), share(others.in_rows, others.entries));
    let strange = || unit.entries.iter().zip(&marked).filter(|(_, marked)| **marked).map(|(entry, _)| entry);
    let mut minutes: BTreeMap<Time, usize> = BTreeMap::new();
    strange().for_each(|entry| *minutes.entry(entry.time).or_default() += 1);
    let most = minutes.iter().max_by_key(|(_, count)| **count).map(|(time, _)| time.strftime("%H.%M").to_string());
    let most = most.unwrap_or_else(|| "-".to_owned());
    let found = Found {
        kind: PatternKind::SameTimes,
        figure: Amount::Share(figure),
        expected: Amount::Share(expected),
        sample: count(unit.entries.len()),
        because: (
            format!(
                "{} dari {} isian manual berjam sama berderet (paling sering {most}); di kantor lain {}.",
                percent_id(figure),
                unit.entries.len(),
                percent_id(expected)
            ),
            format!(
                "{} of {} manual entries stand in rows of the same minute (most often {most}); elsewhere {}.",
                percent_en(figure),
                unit.entries.len(),
                percent_en(expected)
            ),
        ),
        examples: strange()
            .map(|entry| Example { kind: ExampleKind::Roll, id: entry.roll, on: Some(entry.on) })
            .collect(),
    };
    if unit.entries.len() < usize::from(rule.digits_least) {
        return found.too_few();
    }
    if figure >= u32::from(rule.repeat_share) { found.shows(rule.points.repeats) } else { found.quiet() }
}
