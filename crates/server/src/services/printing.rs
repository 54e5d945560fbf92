//! The recap as a report to print: XLSX and PDF.

use hadir_domain::numerals::long_date;
use hadir_domain::status::Mark;
use hadir_reports::recap::{self as report, IncompleteSource, PaperMark, RecapReport, Signature};
use hadir_store::instansi::Instansi;
use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::error::ServiceError;
use super::recapping::{RecapAnswer, UnitRecap, answer};
use crate::app::App;

/// Fewest settled duty days before a percentage is printed.
const FEWEST: u32 = 1;

/// Builds the report as printed at a moment, with the mark to check it by; one whose sums do not hold is refused.
///
/// # Errors
///
/// When a row does not add up: nothing is printed then.
pub fn report(
    app: &App,
    instansi: &Instansi,
    of: &UnitRecap,
    now: Timestamp,
    mark: Option<PaperMark>,
) -> Result<RecapReport, ServiceError> {
    let calendar = app.packs_of(instansi).calendar(instansi.region_code(), None);
    let days = calendar
        .days(of.recap.from, of.recap.to, instansi.week)
        .map_err(|gap| super::judging::not_covered(gap.into()))?;
    let settled = |row: &hadir_domain::recap::RecapRow| row.days.iter().all(|day| day.settled);
    let built = report::Recap {
        instansi: instansi.name.clone(),
        unit_name: of.unit.as_ref().map_or_else(|| instansi.name.clone(), |unit| unit.name.clone()),
        unit_code: of.unit.as_ref().map_or_else(|| instansi.code.clone(), |unit| unit.code.clone()),
        month: of.recap.from,
        printed_at: moment(now, instansi),
        created_at: now,
        data_until: moment(now, instansi),
        days: days
            .into_iter()
            .map(|day| report::RecapDay { on: day.date, day_off: !day.workday, name: day.name })
            .collect(),
        people: people(of),
        totals: of.recap.totals,
        mark_totals: of.recap.mark_totals,
        incomplete_sources: of
            .incomplete_sources
            .iter()
            .map(|source| IncompleteSource {
                name: source.name.clone(),
                reached: source
                    .reached
                    .as_deref()
                    .and_then(|text| text.parse::<Timestamp>().ok())
                    .map(|reached| moment(reached, instansi)),
            })
            .collect(),
        incomplete_note: of.reporting.indonesian(of.place()),
        legend: report::legend(),
        signature: signature(of, instansi, now),
        footer: fingerprint(&answer(of)),
        mark,
        lock_state: lock_state(of, instansi),
        provisional: !of.recap.rows.iter().all(settled)
            || of.recap.totals[hadir_domain::status::Status::Belum.index()] > 0,
    };
    RecapReport::checked(built)
        .map_err(|error| ServiceError::fault(format!("rekap tidak dicetak: {}", error.in_indonesian())))
}

fn lock_state(of: &UnitRecap, instansi: &Instansi) -> String {
    match &of.closed {
        Some(period) => format!("Ditutup {}", moment(period.closed_at, instansi)),
        None => "Belum dikunci".into(),
    }
}

fn people(of: &UnitRecap) -> Vec<report::RecapPerson> {
    of.recap
        .rows
        .iter()
        .zip(&of.people)
        .zip(1..)
        .map(|((row, (person, post)), no)| report::RecapPerson {
            no,
            name: person.name.clone(),
            number: person.printed_number().map(|number| number.value.clone()).unwrap_or_default(),
            rank: post.as_ref().and_then(|post| post.rank.clone()).unwrap_or_default(),
            title: post.as_ref().map(|post| post.title.clone()).unwrap_or_default(),
            employee_type: person.employee_type.as_str().replace('_', " "),
            codes: row.days.iter().map(|day| day.status.to_string()).collect(),
            marks: row.days.iter().map(|day| day.marks.iter().map(|mark| mark.code()).collect()).collect(),
            settled: row.days.iter().map(|day| day.settled).collect(),
            totals: row.totals,
            mark_totals: row.mark_totals,
            tap_percent: tap_percent(row),
        })
        .collect()
}

/// How many of the taps that were due on settled days of presence were made, two places, half up.
fn tap_percent(row: &hadir_domain::recap::RecapRow) -> Option<String> {
    use hadir_domain::status::Status;
    let due: Vec<_> = row
        .days
        .iter()
        .filter(|day| day.settled && matches!(day.status, Status::H | Status::Wfh | Status::Tk))
        .collect();
    let wanted = u32::try_from(due.len()).ok()?.checked_mul(2)?;
    if wanted < FEWEST {
        return None;
    }
    let missing: u32 = due
        .iter()
        .map(|day| match day.status {
            Status::Tk => 2,
            _ => day.marks.iter().filter(|mark| matches!(mark, Mark::MissingIn | Mark::MissingOut)).map(|_| 1).sum(),
        })
        .sum();
    let hundredths =
        (u64::from(wanted - missing.min(wanted)) * 10_000 * 2 + u64::from(wanted)) / (u64::from(wanted) * 2);
    Some(format!("{}.{:02}", hundredths / 100, hundredths % 100))
}

fn signature(of: &UnitRecap, instansi: &Instansi, now: Timestamp) -> Signature {
    let place = instansi.name.trim_start_matches("Pemerintah ").trim_start_matches("Kota ").to_owned();
    let today = instansi.date_of(now);
    let date = long_date(today);
    match &of.head {
        Some((person, post)) => Signature {
            place,
            date,
            title: post.title.clone(),
            name: person.name.clone(),
            rank: post.rank.clone().unwrap_or_default(),
            nip: person.printed_number().map(|number| number.value.clone()).unwrap_or_default(),
        },
        None => Signature { place, date, ..Signature::default() },
    }
}

/// A moment in words, in the zone of the instansi.
pub fn moment(at: Timestamp, instansi: &Instansi) -> String {
    let local = at.to_zoned(instansi.zone.time_zone());
    format!("{} pukul {} {}", long_date(local.date()), local.strftime("%H.%M"), instansi.zone.abbreviation())
}

/// A short hash of the figures: the same figures give the same, whoever prints them.
fn fingerprint(answer: &RecapAnswer) -> String {
    let bytes = serde_json::to_vec(answer).unwrap_or_default();
    let hash = hex::encode(Sha256::digest(bytes));
    format!("Hadir · {}", &hash[..16])
}
