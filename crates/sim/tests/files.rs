//! Files of the city say what its traces say.

mod common;

use common::{MONTH, city};
use hadir_domain::punches::Source;
use hadir_domain::sites::Network;
use hadir_intake::{Format, Input, Options, Period, Reading};
use hadir_sim::{CityFile, Replay};
use jiff::civil::date;

#[test]
fn a_stick_holds_every_line_of_its_terminal_in_the_width_of_the_machine() {
    let city = city(1, 600);
    let device = city.devices[0].id;
    let file = city.attlog(device, MONTH.0).unwrap().unwrap();

    let traces = city.traces(MONTH.0, MONTH.1).unwrap().filter(|trace| trace.device == Some(device)).count();
    let text = String::from_utf8(file.bytes).unwrap();
    assert_eq!(file.name, "1_attlog.dat");
    assert_eq!((file.entries, text.lines().count()), (traces, traces));
    assert!(traces > 100);
    for line in text.lines() {
        let cells: Vec<&str> = line.split('\t').collect();
        assert_eq!((cells.len(), cells[0].len(), cells[1].len()), (6, 9, 19), "{line}");
    }
}

#[test]
fn a_matrix_has_a_row_for_everybody_of_the_unit_and_a_cell_for_every_day() {
    let city = city(1, 1_200);
    let unit = city.posts[1].unit;
    let people = city.posts.iter().filter(|post| post.unit == unit).count();
    let file = city.matrix(unit, MONTH.0).unwrap().unwrap();

    let text = String::from_utf8(file.bytes).unwrap();
    let rows: Vec<&str> = text.lines().skip(2).collect();
    assert_eq!((rows.len(), file.entries), (people, people * 31));
    assert!(rows.iter().all(|row| row.split(';').count() == 5 + 31));
    assert!(text.contains("LIB"));
}

#[test]
fn the_roll_of_a_remote_site_is_read_back_as_what_its_people_signed() {
    let city = city(1, 2_000);
    let site = city.sites.iter().find(|site| site.network == Network::None).unwrap().id;
    let file = city.roll(site, MONTH.0).unwrap().unwrap();

    let signed = city
        .traces(MONTH.0, MONTH.1)
        .unwrap()
        .filter(|trace| trace.source == Source::Manual && trace.site == Some(site))
        .count();
    let people = city.posts.iter().filter(|post| post.site == Some(site)).count();
    let reading = read(&file);
    assert_eq!((reading.format, reading.people.len()), (Format::ManualMonth, people));
    assert_eq!(reading.period, Some(Period::Month { year: 2026, month: 10 }));
    assert!(reading.problems.is_empty(), "{:?}", reading.problems);
    assert!(signed > 100);
    assert_eq!(reading.events.len(), signed);
}

#[test]
fn a_stick_is_read_back_line_by_line() {
    let city = city(1, 600);
    let file = city.attlog(city.devices[0].id, MONTH.0).unwrap().unwrap();

    let reading = read(&file);
    assert_eq!(reading.format, Format::ZkAttlog);
    assert_eq!((reading.events.len(), reading.problems.len()), (file.entries, 0));
}

#[test]
fn a_matrix_is_read_back_with_its_codes() {
    let city = city(1, 1_200);
    let unit = city.posts[1].unit;
    let file = city.matrix(unit, MONTH.0).unwrap().unwrap();

    let reading = read(&file);
    assert_eq!(reading.format, Format::MonthMatrix);
    assert!(reading.problems.is_empty(), "{:?}", reading.problems);
    assert_eq!(reading.people.len(), file.entries / 31);
    assert!(reading.statuses.iter().any(|cell| cell.code == "LIB"));
}

fn read(file: &CityFile) -> Reading {
    hadir_intake::read(&Input { name: &file.name, bytes: &file.bytes, options: &Options::default() }).unwrap()
}

#[test]
fn a_file_of_nobody_is_no_file() {
    let city = city(1, 50);

    assert!(city.attlog(hadir_domain::ids::DeviceId(uuid::Uuid::nil()), MONTH.0).is_none());
    assert!(city.matrix(hadir_domain::ids::UnitId(uuid::Uuid::nil()), MONTH.0).is_none());
}

#[test]
fn a_replay_on_a_sunday_shows_friday_and_stands_still_at_its_end() {
    let city = city(1, 50);
    let pressed = common::at("2026-10-11T13:00:00Z");
    let replay = Replay::of_last_workday(&common::calendar(), &city.zone.time_zone(), pressed, 60).unwrap();

    assert_eq!(replay.day, date(2026, 10, 9));
    assert_eq!(replay.moment(pressed), common::at("2026-10-08T23:30:00Z"));
    assert_eq!(replay.moment(common::at("2026-10-11T13:01:00Z")), common::at("2026-10-09T00:30:00Z"));
    assert!(replay.is_over(common::at("2026-10-11T14:00:00Z")));
    assert_eq!(replay.moment(common::at("2026-10-12T14:00:00Z")), common::at("2026-10-09T10:00:00Z"));
}

#[test]
fn the_rolls_and_the_portal_of_the_disputed_month_are_read_whole_and_disagree() {
    let city = city(1, 2_000);
    let month = city.disputed(MONTH.0).unwrap().unwrap();

    assert_eq!(month.rolls.len(), 3);
    let rolls: Vec<Reading> = month.rolls.iter().map(read).collect();
    for (file, reading) in month.rolls.iter().zip(&rolls) {
        assert_eq!((reading.format, reading.problems.len()), (Format::ManualMonth, 0), "{}", file.name);
        assert_eq!(reading.events.len() / 2 + reading.statuses.len(), file.entries, "{}", file.name);
    }
    let portal = read(&month.portal);
    assert_eq!((portal.format, portal.problems.len()), (Format::PortalCsv, 0));
    assert_eq!(portal.events.len(), month.portal.entries);

    // On the days without network five people of the first clinic are missing in the portal.
    let keys = |reading: &Reading, day: i8| -> std::collections::BTreeSet<String> {
        let on = reading.events.iter().filter(|event| event.time.date() == date(2026, 10, day));
        on.map(|event| event.person_key.clone()).collect()
    };
    let missing = keys(&rolls[0], 14).difference(&keys(&portal, 14)).count();
    assert!((3..=5).contains(&missing), "{missing}");
    assert_eq!(keys(&rolls[0], 13).difference(&keys(&portal, 13)).count(), 0);
    // The third roll has the same times for everybody.
    let third = rolls[2].events.iter().filter(|event| event.time.date() == date(2026, 10, 13));
    let times: std::collections::BTreeSet<_> = third.map(|event| event.time).collect();
    assert_eq!(times.len(), 2);
    // Nobody stands in two rolls, and one person of the first clinic stands in the second.
    let people: Vec<_> = rolls.iter().flat_map(|reading| &reading.people).map(|person| &person.person_key).collect();
    let different: std::collections::BTreeSet<_> = people.iter().collect();
    assert_eq!(different.len(), people.len());
    assert_eq!(city.disputed(MONTH.0).unwrap().unwrap(), month);
}

#[test]
fn a_city_too_small_for_clinics_has_no_disputed_month() {
    assert!(city(1, 5).disputed(MONTH.0).is_none());
}
