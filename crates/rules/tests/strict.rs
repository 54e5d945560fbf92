//! A pack that is not understood whole is rejected whole, with the pack, the key and the problem.

use hadir_rules::{Packs, Problem, SHIPPED};
use jiff::civil::date;
use proptest::prelude::*;

/// The shipped text of a pack with one change in it.
fn faults(pack: &str, from: &str, to: &str) -> Vec<(String, Problem)> {
    let text = SHIPPED.iter().find(|(path, _)| *path == pack).unwrap().1;
    assert!(text.contains(from), "{pack} has no {from:?}");
    let changed = text.replacen(from, to, 1);
    let files: Vec<_> =
        SHIPPED.iter().map(|(path, text)| (*path, if *path == pack { changed.as_str() } else { *text })).collect();
    match Packs::parse(&files) {
        Ok(_) => Vec::new(),
        Err(errors) => {
            assert!(errors.iter().all(|error| error.pack == pack), "{errors:?}");
            errors.into_iter().map(|error| (error.key, error.problem)).collect()
        }
    }
}

const DAYS: &str = "nasional/hari-libur.toml";
const HOURS: &str = "nasional/jam-kerja.toml";
const CODES: &str = "nasional/kode-status.toml";
const SURVEY: &str = "nasional/survei-kepuasan.toml";
const RAMADAN: &str = "nasional/ramadan.toml";
const TAPS: &str = "nasional/cara-rekam.toml";
const FOUR_TAPS: &str = "daerah/17.07/cara-rekam.toml";

#[test]
fn an_unknown_key_is_rejected_wherever_it_stands() {
    for (pack, from, to, key) in [
        (DAYS, "covers_from", "colour = 1\ncovers_from", "colour"),
        (DAYS, "lists = 2023", "list = 1\nlists = 2023", "decrees[0].list"),
        (DAYS, "{ date = 2023-01-01,", "{ dat = 1, date = 2023-01-01,", "decrees[0].days[0].dat"),
        (HOURS, "value = 2250", "value = 2250\nvalu = 1", "week_minutes.values[0].valu"),
        (HOURS, "unit = \"minute\"", "unit = \"minute\"\nx = 1", "week_minutes.x"),
        (HOURS, "season = \"biasa\"", "season = \"biasa\"\nx = 1", "schedules[0].x"),
        (CODES, "code = \"H\"", "code = \"H\"\nx = 1", "statuses[0].x"),
        (SURVEY, "margin = ", "x = 1, margin = ", "schemes[0].sample.x"),
        (RAMADAN, "[[periods]]", "[[periods]]\nx = 1", "periods[0].x"),
        (TAPS, "value = \"first_last\"", "value = \"first_last\"\nwindows = []", "taps.values[0].windows"),
        (TAPS, "value = 30", "value = 30\nx = 1", "repeat_minutes.values[0].x"),
        (FOUR_TAPS, "{ from = 07:45:00,", "{ x = 1, from = 07:45:00,", "taps.values[0].windows[0].x"),
    ] {
        assert_eq!(faults(pack, from, to), [(key.to_owned(), Problem::UnknownKey)], "{pack} {to}");
    }
}

#[test]
fn a_value_without_source_is_rejected() {
    for (pack, from) in [
        (DAYS, "source = \"SKB 855/2023, 3/2023, 4/2023\"\n"),
        (HOURS, "source = \"Perpres 21/2023 Ps 4(1)\"\n"),
        (RAMADAN, "source = \"dihitung mundur dari Idulfitri 1444 H\"\n"),
        (CODES, "source = \"PP 94/2021 Ps 4 huruf f\"\n"),
        (SURVEY, "source = \"PermenPANRB 14/2017, lampiran\"\n"),
        (TAPS, "source = \"usulan Hadir\"\n"),
    ] {
        let faults = faults(pack, from, "");
        assert!(faults.iter().any(|(key, problem)| key.ends_with("source") && *problem == Problem::Missing), "{pack}");
    }
}

#[test]
fn what_is_not_confirmed_says_what_is_open() {
    assert_eq!(
        faults(RAMADAN, "open = \"awal Ramadan 2027 belum ditetapkan\"\n", ""),
        [("periods[4]".to_owned(), Problem::OpenMissing)]
    );
    assert_eq!(
        faults(RAMADAN, "confirmed = false", "confirmed = true"),
        [("periods[0]".to_owned(), Problem::OpenThoughConfirmed)]
    );
    assert_eq!(
        faults(
            DAYS,
            "confirmed = false, open = \"disimpulkan dari jumlah 16 + 8 hari; daftar resminya belum dilihat\"",
            "confirmed = false"
        ),
        [("decrees[0].days[5]".to_owned(), Problem::OpenMissing)]
    );
}

#[test]
fn a_date_that_is_none_is_rejected_with_its_key() {
    assert_eq!(
        faults(DAYS, "{ date = 2023-01-22", "{ date = \"2023-01-22\""),
        [
            ("decrees[0].days[1].date".to_owned(), Problem::Expected("a date")),
            ("decrees[0].days[1].date".to_owned(), Problem::OutsideCover(jiff::civil::Date::ZERO)),
            ("decrees[0].lists".to_owned(), Problem::OutsideCover(jiff::civil::Date::ZERO)),
        ]
    );
}

#[test]
fn days_outside_the_cover_twice_or_removed_from_nowhere_are_rejected() {
    assert!(
        faults(DAYS, "{ date = 2026-12-25", "{ date = 2028-12-25")
            .contains(&("decrees[6].days[24].date".to_owned(), Problem::OutsideCover(date(2028, 12, 25))))
    );
    assert_eq!(
        faults(DAYS, "{ date = 2026-12-25", "{ date = 2026-12-24"),
        [("decrees[6].days".to_owned(), Problem::Overlap(date(2026, 12, 24)))]
    );
    assert_eq!(
        faults(DAYS, "removes = [2023-04-26]", "removes = [2023-04-27]"),
        [("decrees[1].removes".to_owned(), Problem::NothingToRemove(date(2023, 4, 27)))]
    );
}

#[test]
fn decrees_and_values_stand_in_the_order_of_their_dates() {
    assert_eq!(
        faults(DAYS, "known_from = 2023-06-16", "known_from = 2023-01-16"),
        [("decrees[2].known_from".to_owned(), Problem::NotAscending(date(2023, 1, 16)))]
    );
    assert_eq!(
        faults(RAMADAN, "from = 2024-03-12", "from = 2023-04-21"),
        [("periods[1].from".to_owned(), Problem::Overlap(date(2023, 4, 21)))]
    );
    let twice = "[[week_minutes.values]]\nfrom = 2023-04-12\nvalue = 2200\nsource = \"x\"\nconfirmed = true\n";
    assert_eq!(
        faults(HOURS, "[ramadan_week_minutes]", &format!("{twice}\n[ramadan_week_minutes]")),
        [("week_minutes.values[1].from".to_owned(), Problem::NotAscending(date(2023, 4, 12)))]
    );
}

#[test]
fn a_schedule_that_does_not_add_up_to_its_week_is_rejected() {
    assert_eq!(
        faults(HOURS, "ends = 16:30:00, break_minutes = 90", "ends = 16:30:00, break_minutes = 60"),
        [("schedules".to_owned(), Problem::WeekSum { on: date(2023, 4, 22), is: 2280, must: 2250 })]
    );
    assert_eq!(
        faults(HOURS, "ends = 16:30:00, break_minutes = 90", "ends = 07:00:00, break_minutes = 90"),
        [("schedules[0].days[1].ends".to_owned(), Problem::Expected("after its beginning"))]
    );
}

#[test]
fn windows_follow_each_other_and_hold_an_arrival_and_a_departure() {
    for (from, to, key, problem) in [
        ("to = 08:00:00", "to = 07:45:00", "taps.values[0].windows[0].to", "after its beginning"),
        (
            "from = 10:00:00",
            "from = 08:00:00",
            "taps.values[0].windows[1].from",
            "after the end of the window before it",
        ),
        ("from = 13:00:00", "from = 13:00:30", "taps.values[0].windows[2].from", "a time of day in whole minutes"),
        ("windows = [\n", "windows = []\nother = [\n", "taps.values[0].windows", "two to twelve windows"),
    ] {
        let faults = faults(FOUR_TAPS, from, to);
        assert!(faults.contains(&(key.to_owned(), Problem::Expected(problem))), "{to}: {faults:?}");
    }
}

#[test]
fn a_tap_pressed_again_needs_a_span_of_at_least_a_minute() {
    for value in ["0", "-1", "721", "\"30\""] {
        assert_eq!(
            faults(TAPS, "value = 30", &format!("value = {value}")),
            [("repeat_minutes.values[0].value".to_owned(), Problem::Expected("a whole number in its range"))]
        );
    }
}

#[test]
fn the_nation_says_all_of_how_taps_are_read() {
    let text = SHIPPED.iter().find(|(path, _)| *path == TAPS).unwrap().1;
    let subject = &text[text.find("[repeat_minutes]").unwrap()..];

    assert_eq!(faults(TAPS, subject, ""), [("repeat_minutes".to_owned(), Problem::Missing)]);
}

#[test]
fn a_holiday_of_the_nation_cannot_be_declared_by_a_region() {
    assert_eq!(
        faults("daerah/99.01/hari-libur.toml", "kind = \"libur_daerah\"", "kind = \"libur_nasional\""),
        [("decrees[0].days[0].kind".to_owned(), Problem::WrongScope("libur_nasional".into()))]
    );
    assert_eq!(
        faults(DAYS, "kind = \"libur_nasional\"", "kind = \"libur_daerah\""),
        [("decrees[0].days[0].kind".to_owned(), Problem::WrongScope("libur_daerah".into()))]
    );
}

#[test]
fn every_status_must_be_there_once_in_order() {
    assert_eq!(
        faults(CODES, "code = \"TB\"", "code = \"S\""),
        [("statuses".to_owned(), Problem::Expected("every status once, in order"))]
    );
}

#[test]
fn every_fault_of_every_pack_is_named_at_once() {
    let errors = Packs::parse(&[
        ("nasional/a.toml", "kind = \"apa\""),
        ("nasional/B.toml", ""),
        ("nasional/c.toml", "= = ="),
        ("nasional/d.toml", "kind = \"ramadan\"\n"),
        ("README.md", "not a pack"),
        ("nasional/a.cases.toml", "not read here ="),
    ])
    .unwrap_err();

    let packs: std::collections::BTreeSet<_> = errors.iter().map(|error| error.pack.as_str()).collect();
    assert_eq!(
        packs.into_iter().collect::<Vec<_>>(),
        ["nasional/B.toml", "nasional/a.toml", "nasional/c.toml", "nasional/d.toml"]
    );
    assert!(errors.iter().all(|error| !error.id().is_empty() && error.id() != error.en()));
}

#[test]
fn a_text_beyond_all_measure_is_refused_unread() {
    let long = "# padding\n".repeat(200_000);

    let errors = Packs::parse(&[("nasional/a.toml", &long)]).unwrap_err();

    assert!(matches!(errors[0].problem, Problem::TooLarge(_)));
}

proptest! {
    #[test]
    fn a_damaged_pack_is_read_or_refused_and_never_breaks_the_reader(
        which in 0..SHIPPED.len(), at in any::<prop::sample::Index>(), put in "[ -~]{0,6}", drop in 0_usize..12,
    ) {
        let text = SHIPPED[which].1;
        let start = text.floor_char_boundary(at.index(text.len()));
        let end = text.floor_char_boundary((start + drop).min(text.len()));
        let damaged = format!("{}{put}{}", &text[..start], &text[end.max(start)..]);
        let files: Vec<_> = SHIPPED
            .iter()
            .enumerate()
            .map(|(place, (path, text))| (*path, if place == which { damaged.as_str() } else { *text }))
            .collect();
        if let Ok(packs) = Packs::parse(&files) {
            packs.hours(None);
            packs.calendar(None, None);
            packs.policies(Some("17.07"));
        }
    }
}
