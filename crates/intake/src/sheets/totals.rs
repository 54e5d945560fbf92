//! Compares printed totals with the cells they stand beside. Both are kept; neither overwrites the other.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::{PrintedTotal, Reading, Warning, WarningCode};

use super::words::plain;

/// How a total follows from cells.
enum Rule {
    /// Days with one of the codes.
    Days(&'static [&'static str]),
    /// Days with one of the codes that are no day off.
    DutyDays(&'static [&'static str]),
    /// Minutes written in the codes.
    Minutes(&'static [&'static str]),
}

/// The rule of a heading; headings that follow rules of the portal's own have none.
fn rule_of(label: &str) -> Option<Rule> {
    Some(match plain(label).as_str() {
        "libur" | "jumlah libur" | "hari libur" | "lib" | "l" => Rule::Days(&["LIB", "LIBUR", "L", "LN"]),
        "alpha" | "alpa" | "a1" | "a" | "jumlah alpha" | "jumlah alpa" => Rule::Days(&["A1", "A"]),
        "tk" | "tanpa keterangan" => Rule::Days(&["TK"]),
        "tad" | "tad1" => Rule::Days(&["TAD1", "TAD"]),
        "tap" | "tap1" => Rule::Days(&["TAP1", "TAP"]),
        "tidak senam" | "sn1" => Rule::Days(&["SN1", "SN"]),
        "tidak apel" | "ap1" => Rule::Days(&["AP1", "AP"]),
        "dl ijin cuti" | "dl izin cuti" => Rule::DutyDays(&["I1"]),
        "menit terlambat" | "terlambat menit" | "menit tl" | "jumlah menit terlambat" => Rule::Minutes(&["TL"]),
        "pulang cepat menit" | "menit pulang cepat" | "menit pc" | "menit psw" => Rule::Minutes(&["PC", "PSW"]),
        "h" | "hadir" | "jumlah hadir" => Rule::Days(&["H"]),
        "s" | "sakit" | "jumlah sakit" => Rule::Days(&["S", "SKT"]),
        "i" | "izin" | "ijin" => Rule::Days(&["I", "IZ"]),
        "c" | "cuti" => Rule::Days(&["C", "CT", "CS", "CM", "CB", "CBR", "CBSR", "CAP", "CLTN"]),
        "dl" | "dinas luar" => Rule::Days(&["DL", "DLK"]),
        "tb" | "tugas belajar" => Rule::Days(&["TB"]),
        _ => return None,
    })
}

/// A printed total held against its own cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TotalCheck {
    /// Whose, as the sheet knows the person.
    pub person_key: String,
    /// The column's heading.
    pub label: String,
    /// What is printed.
    pub printed: u64,
    /// What the cells make.
    pub counted: u64,
    /// The cell of the total.
    pub cell: Option<String>,
}

/// Holds every printed total whose rule is known against the cells of its person.
pub fn checked_totals(reading: &Reading) -> Vec<TotalCheck> {
    let mut cells: BTreeMap<&str, Vec<(Date, &str, u16)>> = BTreeMap::new();
    for cell in &reading.statuses {
        cells.entry(&cell.person_key).or_default().push((cell.date, &cell.code, cell.minutes.unwrap_or(0)));
    }
    let of = |total: &PrintedTotal| {
        let (rule, printed) = (rule_of(&total.label)?, number(total)?);
        let days = cells.get(total.person_key.as_str()).map_or(&[][..], Vec::as_slice);
        Some(TotalCheck {
            person_key: total.person_key.clone(),
            label: total.label.clone(),
            printed,
            counted: count(&rule, days),
            cell: total.row.cell.clone(),
        })
    };
    reading.totals.iter().filter_map(of).collect()
}

/// Adds one warning that names, per heading, how many people's totals do not follow from their cells.
pub(crate) fn compare(reading: &mut Reading) {
    let checked = checked_totals(reading);
    let mut by_label: BTreeMap<&str, (u64, u64, String)> = BTreeMap::new();
    for total in &checked {
        let (compared, differ, first) = by_label.entry(&total.label).or_default();
        *compared += 1;
        if total.counted != total.printed {
            *differ += 1;
            if first.is_empty() {
                let cell = total.cell.as_deref().unwrap_or_default();
                *first = format!("{cell}: {} ≠ {}", total.printed, total.counted);
            }
        }
    }
    let sentence = |of: &str, people: &str| {
        let parts: Vec<String> = by_label
            .iter()
            .filter(|(_, (_, differ, _))| *differ > 0)
            .map(|(label, (compared, differ, first))| format!("{label} {differ} {of} {compared} {people} ({first})"))
            .collect();
        parts.join("; ")
    };
    let (indonesian, english) = (sentence("dari", "orang"), sentence("of", "people"));
    if !english.is_empty() {
        reading.warnings.push(Warning::new(WarningCode::TotalsDiffer, indonesian, english));
    }
}

fn number(total: &PrintedTotal) -> Option<u64> {
    total.value.parse().ok()
}

fn count(rule: &Rule, days: &[(Date, &str, u16)]) -> u64 {
    let with = |codes: &'static [&'static str]| -> BTreeSet<Date> {
        days.iter().filter(|(_, code, _)| codes.contains(code)).map(|(date, ..)| *date).collect()
    };
    match rule {
        Rule::Days(codes) => with(codes).len() as u64,
        Rule::DutyDays(codes) => with(codes).difference(&with(&["LIB", "LIBUR"])).count() as u64,
        Rule::Minutes(codes) => {
            days.iter().filter(|(_, code, _)| codes.contains(code)).map(|(.., minutes)| u64::from(*minutes)).sum()
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn days_and_minutes_are_counted_by_their_codes() {
        let day = date(2026, 1, 2);
        let days = [(day, "TL", 7), (day, "PC", 30), (date(2026, 1, 3), "LIB", 0), (date(2026, 1, 3), "I1", 0)];

        assert_eq!(count(&Rule::Minutes(&["TL"]), &days), 7);
        assert_eq!(count(&Rule::Days(&["I1"]), &days), 1);
        assert_eq!(count(&Rule::DutyDays(&["I1"]), &days), 0);
    }
}
