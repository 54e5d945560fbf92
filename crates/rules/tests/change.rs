//! A new law adds a dated value; no day before it moves.

use hadir_domain::calendar::Week;
use hadir_rules::{Packs, SHIPPED, changed_days};
use jiff::civil::{Date, date};
use proptest::prelude::*;

/// The shipped packs with text added to one of them, and with other packs beside.
fn with(pack: &str, before: Option<&str>, added: &str, beside: &[(&str, &str)]) -> Packs {
    let text = SHIPPED.iter().find(|(path, _)| *path == pack).unwrap().1;
    let changed = match before {
        Some(before) => text.replacen(before, &format!("{added}\n{before}"), 1),
        None => format!("{text}\n{added}\n"),
    };
    let mut files: Vec<(&str, &str)> =
        SHIPPED.iter().map(|(path, text)| (*path, if *path == pack { changed.as_str() } else { *text })).collect();
    files.extend(beside);
    Packs::parse(&files).unwrap_or_else(|errors| panic!("{errors:#?}"))
}

const WHOLE: (Date, Date) = (Date::constant(2023, 1, 1), Date::constant(2027, 12, 31));

fn changes(old: &Packs, new: &Packs, region: Option<&str>, week: Week) -> Vec<Date> {
    changed_days(old, new, region, week, WHOLE).into_iter().map(|change| change.date).collect()
}

#[test]
fn a_new_grace_moves_no_day_before_it_and_every_workday_from_it() {
    let added = "[[grace_minutes.values]]\nfrom = 2026-07-01\nvalue = 15\nsource = \"Perpres baru\"\nconfirmed = true";
    let new = with("nasional/jam-kerja.toml", Some("[flex_minutes]"), added, &[]);

    for week in [Week::Five, Week::Six] {
        let changed = changes(&Packs::shipped(), &new, None, week);
        assert_eq!(changed.first(), Some(&date(2026, 7, 1)));
        assert_eq!(changed.last(), Some(&date(2027, 12, 31)));
    }
}

#[test]
fn a_new_schedule_moves_no_day_before_it() {
    let added = "[[schedules]]\nseason = \"biasa\"\nweek = 5\nfrom = 2026-07-01\nsource = \"Perpres baru\"\nconfirmed = true\n\
        days = [{ on = [\"senin\", \"selasa\", \"rabu\", \"kamis\", \"jumat\"], starts = 08:00:00, ends = 16:30:00, break_minutes = 60 }]";
    let new = with("nasional/jam-kerja.toml", None, added, &[]);

    let changed = changes(&Packs::shipped(), &new, None, Week::Five);
    assert_eq!(changed.first(), Some(&date(2026, 7, 1)));
    assert!(changes(&Packs::shipped(), &new, None, Week::Six).is_empty());
}

#[test]
fn a_new_holiday_moves_that_day_alone() {
    let added = "[[decrees]]\nsource = \"Keppres baru\"\nknown_from = 2026-11-20\nconfirmed = true\n\
        days = [{ date = 2026-12-09, kind = \"pemilu\", name = \"Pilkada\" }]";
    let new = with("nasional/hari-pemilu.toml", None, added, &[]);

    assert_eq!(changes(&Packs::shipped(), &new, None, Week::Five), [date(2026, 12, 9)]);
    let then = date(2026, 11, 19);
    assert_eq!(new.calendar(None, Some(then)), Packs::shipped().calendar(None, Some(then)));
}

#[test]
fn a_province_and_its_city_stand_over_the_nation_in_that_order() {
    let grace = |from: &str, value: u16| {
        format!(
            "kind = \"jam_kerja\"\ntitle = \"x\"\ntitle_en = \"x\"\nsource = \"Perda\"\ncovers_from = {from}\n[grace_minutes]\n\
             meaning = \"x\"\nunit = \"minute\"\n[[grace_minutes.values]]\nfrom = {from}\nvalue = {value}\nsource = \"Perda\"\nconfirmed = true\n"
        )
    };
    let (province, city) = (grace("2025-01-01", 10), grace("2026-01-01", 5));
    let packs = with(
        "nasional/jam-kerja.toml",
        None,
        "",
        &[("daerah/18/jam-kerja.toml", &province), ("daerah/18.72/jam-kerja.toml", &city)],
    );

    let grace = |region: &str, on: Date| {
        packs.hours(Some(region)).on(on, Week::Five).unwrap().map(|day| day.grace_minutes).unwrap()
    };
    assert_eq!(grace("18.72", date(2024, 6, 3)), 0);
    assert_eq!(grace("18.72", date(2025, 6, 2)), 10);
    assert_eq!(grace("18.72", date(2026, 6, 2)), 5);
    assert_eq!(grace("18.01", date(2026, 6, 2)), 10);
    assert_eq!(grace("15.71", date(2026, 6, 2)), 0);
}

#[test]
fn a_regional_rule_with_an_end_gives_way_to_the_nation_again() {
    let pack = "kind = \"jam_kerja\"\ntitle = \"x\"\ntitle_en = \"x\"\nsource = \"SE\"\ncovers_from = 2026-01-01\n\
        [flex_minutes]\nmeaning = \"x\"\nunit = \"minute\"\n[[flex_minutes.values]]\nfrom = 2026-04-01\nto = 2026-04-30\n\
        value = 60\nsource = \"SE\"\nconfirmed = true\n";
    let packs = with("nasional/jam-kerja.toml", None, "", &[("daerah/18.72/jam-kerja.toml", pack)]);
    let hours = packs.hours(Some("18.72"));

    for (on, flex) in [(date(2026, 3, 31), 0), (date(2026, 4, 1), 60), (date(2026, 4, 30), 60), (date(2026, 5, 4), 0)] {
        assert_eq!(hours.on(on, Week::Five).unwrap().unwrap().flex_minutes, flex, "{on}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn a_value_dated_any_day_leaves_every_earlier_day_alone(offset in 1_i64..1600, value in 1_u16..120) {
        let from = date(2023, 4, 12).checked_add(jiff::Span::new().days(offset)).unwrap();
        let added = format!(
            "[[flex_minutes.values]]\nfrom = {from}\nvalue = {value}\nsource = \"uji\"\nconfirmed = true"
        );
        let new = with("nasional/jam-kerja.toml", Some("[[schedules]]"), &added, &[]);

        for week in [Week::Five, Week::Six] {
            let changed = changes(&Packs::shipped(), &new, Some("62.02"), week);
            prop_assert!(changed.iter().all(|day| *day >= from));
            prop_assert!(!changed.is_empty());
        }
    }
}
