//! What holds for any bytes: no reader panics, no row vanishes, order of rows means nothing to the set of punches.

use std::collections::BTreeSet;

use hadir_intake::{Event, FileFacts, Format, Input, Lang, Options, Reading, read, read_as};
use proptest::collection::vec;
use proptest::prelude::*;

const TEXT_FORMATS: [Format; 7] = [
    Format::ZkAttlog,
    Format::Glog,
    Format::PortalCsv,
    Format::Hikvision,
    Format::Fingerspot,
    Format::Easylink,
    Format::RosterPins,
];

const FIXTURES: [(Format, &[u8]); 10] = [
    (Format::ZkAttlog, include_bytes!("fixtures/terminal_attlog.dat")),
    (Format::ZkAttlog, include_bytes!("fixtures/cloud_five_columns.dat")),
    (Format::Glog, include_bytes!("fixtures/face_utf16.txt")),
    (Format::Glog, include_bytes!("fixtures/glg_american.txt")),
    (Format::PortalCsv, include_bytes!("fixtures/portal_semicolon.csv")),
    (Format::PortalCsv, include_bytes!("fixtures/portal_comma.csv")),
    (Format::Hikvision, include_bytes!("fixtures/hikvision_pages.json")),
    (Format::Fingerspot, include_bytes!("fixtures/fingerspot_webhook.jsonl")),
    (Format::Easylink, include_bytes!("fixtures/easylink_pages.json")),
    (Format::RosterPins, include_bytes!("fixtures/roster_pins.csv")),
];

fn read_each_way(bytes: &[u8]) -> Vec<Reading> {
    let options = Options::default();
    let input = Input { name: "berkas", bytes, options: &options };
    let mut readings: Vec<Reading> = TEXT_FORMATS.iter().filter_map(|format| read_as(*format, &input).ok()).collect();
    readings.extend(read(&input).ok());
    readings
}

/// Every row ends as an event, a problem, an enrolment or in a counter, and nowhere twice.
fn account(reading: &Reading) {
    let events = reading.events.iter().map(|event| &event.row);
    let rest = reading.problems.iter().map(|problem| &problem.row).chain(reading.roster.iter().map(|pin| &pin.row));
    let counters = reading.unidentified + reading.not_punches;
    // Rows of JSON may share a line, rows of a portal may hold two punches: count records or lines, whichever is due.
    let accounted = match reading.format {
        // A damaged file of a portal may be left as a sheet of arrivals and departures, whose rows hold two as well.
        Format::PortalCsv | Format::InOutSheet => {
            events.chain(rest).map(|row| (&row.sheet, row.line)).collect::<BTreeSet<_>>().len()
        }
        _ => events.chain(rest).count(),
    };
    assert_eq!(reading.rows, accounted as u64 + counters, "{:?}", reading.format);
}

fn keys(events: &[Event]) -> BTreeSet<(String, String)> {
    events.iter().map(|event| (event.person_key.clone(), event.time.to_string())).collect()
}

#[test]
fn every_fixture_accounts_for_its_rows() {
    for (format, bytes) in FIXTURES {
        let options = Options::default();
        let reading = read(&Input { name: "berkas", bytes, options: &options }).unwrap();
        assert_eq!(reading.format, format);
        assert!(reading.rows > 0);
        account(&reading);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_bytes_are_read_without_a_panic(bytes in vec(any::<u8>(), 0..2000)) {
        for reading in read_each_way(&bytes) {
            account(&reading);
            FileFacts::of("berkas", &bytes, &reading, Lang::Id);
        }
    }

    #[test]
    fn any_text_of_the_formats_own_letters_is_read_without_a_panic(
        text in "[0-9 :/,;.{}\\[\\]\"\\\\T\t\r\nEe+Z`-]{0,400}",
        head in proptest::sample::select(vec!["", "nip,waktu,lat,long\n", "pin;nama\n", "No\tEnNo\tDateTime\n", "{\"InfoList\":["]),
    ) {
        let text = format!("{head}{text}");
        read_each_way(text.as_bytes()).iter().for_each(account);
    }

    #[test]
    fn a_damaged_file_loses_no_row(
        which in 0..FIXTURES.len(),
        damage in vec((any::<prop::sample::Index>(), any::<u8>(), 0..4u8), 1..12),
    ) {
        let mut bytes = FIXTURES[which].1.to_vec();
        for (at, byte, how) in damage {
            let at = at.index(bytes.len());
            match how {
                0 => bytes[at] = byte,
                1 => bytes.insert(at, byte),
                2 if bytes.len() > 1 => drop(bytes.remove(at)),
                _ if bytes.len() > 20 => bytes.truncate(bytes.len() - bytes.len().min(at) / 8),
                _ => {}
            }
        }
        read_each_way(&bytes).iter().for_each(account);
    }

    #[test]
    fn each_line_of_an_attlog_counts_by_itself(
        lines in vec(prop_oneof![
            (1..9999u32, 0..28u8, 0..24u8).prop_map(|(pin, day, hour)| format!("{pin:>9}\t2026-01-{:02} {hour:02}:00:00\t1\t0\t1\t0", day + 1)),
            "[ -~]{1,40}",
        ], 1..60),
    ) {
        let filled = lines.iter().filter(|line| !line.trim().is_empty()).count() as u64;
        let text = lines.join("\n");
        let options = Options::default();
        let reading = read_as(Format::ZkAttlog, &Input { name: "a", bytes: text.as_bytes(), options: &options }).unwrap();

        prop_assert_eq!(reading.rows, filled);
        account(&reading);
    }

    #[test]
    fn shuffled_rows_give_the_same_punches_and_the_same_doubts(
        order in Just((0..10usize).collect::<Vec<_>>()).prop_shuffle(),
    ) {
        let (_, bytes) = FIXTURES[0];
        let lines: Vec<&[u8]> = bytes.split(|b| *b == b'\n').filter(|line| !line.is_empty()).take(10).collect();
        let shuffled: Vec<u8> = order.iter().flat_map(|at| [lines[*at], b"\n"].concat()).collect();
        let straight = lines.join(&b'\n');
        let options = Options::default();
        let of = |bytes: &[u8]| read(&Input { name: "a", bytes, options: &options }).unwrap();
        let (straight, shuffled) = (of(&straight), of(&shuffled));

        prop_assert_eq!(keys(&straight.events), keys(&shuffled.events));
        let doubts = |reading: &Reading| {
            let doubted = reading.events.iter().filter(|event| event.clock.as_str() == "suspect");
            doubted.map(|event| (event.person_key.clone(), event.time)).collect::<BTreeSet<_>>()
        };
        prop_assert_eq!(doubts(&straight), doubts(&shuffled));
        prop_assert_eq!(doubts(&straight).len(), 1);
    }
}
