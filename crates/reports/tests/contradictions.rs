//! Figures that were published and do not add up: Hadir does not print them.

use hadir_domain::reconcile::{DiscrepancyType, DoesNotAdd, Rate, Tally};
use hadir_domain::status::Status;
use hadir_reports::recap::{
    MarkTotals, Recap, RecapDay, RecapError, RecapPerson, RecapReport, Signature, StatusTotals, legend,
};
use hadir_reports::recap_xlsx::recap_xlsx;
use jiff::civil::{Date, date};
use jiff::{Timestamp, ToSpan};

/// Kota Jambi, 16 April 2024, the first working day after Eid: contract staff on the roster.
const TKK: u32 = 5_620;
/// Those of them who came late.
const TKK_LATE: u32 = 66;
/// On time as one newspaper printed it, and as the other did.
const ON_TIME: (u32, u32) = (5_591, 5_531);
/// Civil servants on the roster and on time.
const PNS: (u32, u32) = (5_033, 4_866);

/// Those on time, those late, and the rest, who were excused.
fn that_day(on_time: u32) -> Tally {
    let rest = TKK.saturating_sub(on_time + TKK_LATE);
    let mut tally = Tally { roster: TKK, matched: on_time, excused: rest, ..Tally::default() };
    tally.by_type[DiscrepancyType::TimeDiffers as usize] = TKK_LATE;
    tally
}

#[test]
fn of_the_two_figures_of_kota_jambi_only_5531_fits_its_roster() {
    let (one, other) = ON_TIME;

    assert_eq!(that_day(one).check(), Err(DoesNotAdd::Roster { parts: 5_657, roster: 5_620 }));
    assert_eq!(that_day(other).check(), Ok(()));
}

#[test]
fn the_share_of_kota_jambi_is_97_6_percent_with_5531_and_not_with_5591() {
    let share = |tkk| Rate::of(PNS.1 + tkk, PNS.0 + TKK).map(Rate::text);

    assert_eq!(PNS.0 + TKK, 10_653);
    assert_eq!(share(ON_TIME.1), Some("0.9760".into()));
    assert_eq!(share(ON_TIME.0), Some("0.9816".into()));
}

#[test]
fn a_recap_that_says_5591_over_rows_that_say_5531_is_not_rendered() {
    let honest = april(ON_TIME.1);
    let mut printed = honest.clone();
    printed.totals[Status::H.index()] += ON_TIME.0 - ON_TIME.1;

    assert_eq!(RecapReport::checked(printed), Err(RecapError::UnitTotals));
    let report = RecapReport::checked(honest).unwrap();
    assert_eq!(report.recap().present_on(15), ON_TIME.1 + TKK_LATE);
    assert_eq!(report.recap().mark_totals.late_days, TKK_LATE);
    assert_eq!(report.recap().totals.iter().sum::<u32>(), TKK * 30);
}

#[test]
fn what_does_not_add_up_in_a_row_reaches_no_file() {
    let mut recap = april(3);
    assert!(recap_xlsx(&RecapReport::checked(recap.clone()).unwrap()).is_ok());
    recap.people[0].totals[Status::H.index()] += 1;

    assert_eq!(RecapReport::checked(recap), Err(RecapError::RowTotals { no: 1 }));
}

#[test]
fn a_share_of_100_39_percent_is_no_share() {
    assert_eq!(Rate::of(10_039, 10_000), None);
    assert_eq!(Rate::of(10_000, 10_000).map(Rate::text), Some("1.0000".into()));
    // More people matched than there are on the roster: the table is refused before a rate is taken from it.
    let table = Tally { roster: 10_000, matched: 10_039, ..Tally::default() };
    assert_eq!(table.check(), Err(DoesNotAdd::Roster { parts: 10_039, roster: 10_000 }));
}

/// April 2024 with everybody free but on the 16th: so many on time, the late ones, the rest on leave.
fn april(on_time: u32) -> Recap {
    const SIXTEENTH: usize = 15;
    let first = date(2024, 4, 1);
    let days: Vec<Date> = first.series(1.day()).take(30).collect();
    let person = |no: u32| {
        let mut person = RecapPerson {
            no,
            name: format!("Pegawai {no}"),
            number: format!("TKK-{no:05}"),
            rank: String::new(),
            title: String::new(),
            employee_type: "NON ASN".into(),
            codes: vec!["LIBUR".into(); 30],
            marks: vec![Vec::new(); 30],
            settled: vec![true; 30],
            totals: StatusTotals::default(),
            mark_totals: MarkTotals::default(),
            tap_percent: None,
        };
        person.codes[SIXTEENTH] = if no <= on_time + TKK_LATE { "H" } else { "C" }.into();
        if no > on_time && no <= on_time + TKK_LATE {
            person.marks[SIXTEENTH].push("TL:10".into());
        }
        (person.totals, person.mark_totals) = person.sums().unwrap();
        person
    };
    let people: Vec<RecapPerson> = (1..=TKK.min(on_time + TKK_LATE + 23)).map(person).collect();
    let mut totals = StatusTotals::default();
    let mut mark_totals = MarkTotals::default();
    for person in &people {
        totals.iter_mut().zip(person.totals).for_each(|(sum, days)| *sum += days);
        mark_totals.add(&person.mark_totals);
    }
    Recap {
        instansi: "Pemerintah Kota Contoh".into(),
        unit_name: "Tenaga kerja kontrak".into(),
        unit_code: "0".into(),
        month: first,
        printed_at: "2 Mei 2024".into(),
        created_at: Timestamp::UNIX_EPOCH,
        data_until: "2 Mei 2024".into(),
        days: days.into_iter().map(|on| RecapDay { on, day_off: on.day() != 16, name: None }).collect(),
        people,
        totals,
        mark_totals,
        incomplete_sources: Vec::new(),
        incomplete_note: None,
        legend: legend(),
        signature: Signature::default(),
        footer: String::new(),
        mark: None,
        lock_state: "Belum dikunci".into(),
        provisional: false,
    }
}
