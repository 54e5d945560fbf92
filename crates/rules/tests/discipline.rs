//! The ladder of discipline with the shipped rules: what must hold whatever the days are.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use hadir_domain::calendar::{Calendar, Week};
use hadir_domain::discipline::{Assessment, DisciplineRules, Facts, Level, Sanction, ShortDay, assess, by_calendar};
use hadir_domain::people::EmployeeType;
use hadir_rules::{Packs, SHIPPED};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use proptest::prelude::*;

static PACKS: LazyLock<Packs> = LazyLock::new(Packs::shipped);
static CALENDAR: LazyLock<Calendar> = LazyLock::new(|| PACKS.calendar(None, None));
static LADDERS: LazyLock<Vec<DisciplineRules>> = LazyLock::new(|| {
    let regions = [None, Some("61"), Some("18.72")];
    regions.into_iter().flat_map(|region| EmployeeType::ALL.map(|of| PACKS.discipline(region, of))).collect()
});

fn facts(absent: impl IntoIterator<Item = Date>) -> Facts {
    Facts {
        year: 2026,
        on: date(2026, 12, 31),
        absent: absent.into_iter().collect(),
        short: Vec::new(),
        pending: BTreeSet::new(),
    }
}

fn come_to(rules: &DisciplineRules, facts: &Facts) -> Assessment {
    assess(rules, facts, &by_calendar(&CALENDAR, Week::Five))
}

/// How heavy an answer is; nothing is the lightest.
fn weight(is: &Assessment) -> Option<(Level, Sanction)> {
    // What is suspended weighs as what it stands for.
    is.indication.as_ref().map(|one| (one.level, one.interim_of.unwrap_or(one.sanction)))
}

fn days() -> impl Strategy<Value = BTreeSet<Date>> {
    // From December of the year before, in clusters, so that streaks are common.
    let cluster = (0..390_i64, 1..16_i64);
    proptest::collection::vec(cluster, 0..7).prop_map(|clusters| {
        let first = date(2025, 12, 10);
        let dates = clusters.into_iter().flat_map(|(start, length)| start..start + length);
        dates.map(|day| first + day.days()).collect()
    })
}

fn ladder() -> impl Strategy<Value = &'static DisciplineRules> {
    (0..LADDERS.len()).prop_map(|place| &LADDERS[place])
}

proptest! {
    #[test]
    fn a_corrected_day_never_makes_it_heavier(rules in ladder(), absent in days(), pick in any::<prop::sample::Index>()) {
        prop_assume!(!absent.is_empty());
        let before = come_to(rules, &facts(absent.clone()));
        let corrected = *absent.iter().nth(pick.index(absent.len())).unwrap();
        let after = come_to(rules, &facts(absent.into_iter().filter(|date| *date != corrected)));

        prop_assert!(weight(&after) <= weight(&before), "without {corrected}: {:?} to {:?}", weight(&before), weight(&after));
        prop_assert!(after.counters.cumulative_days <= before.counters.cumulative_days);
        prop_assert!(after.counters.longest_streak <= before.counters.longest_streak);
    }

    #[test]
    fn days_off_and_days_after_the_assessment_change_nothing(rules in ladder(), absent in days(), cut in 0..365_i64) {
        let mut given = facts(absent.clone());
        given.on = date(2026, 1, 1) + cut.days();
        let mut plain = given.clone();
        let works = |date: &Date| CALENDAR.day(*date, Week::Five).is_ok_and(|day| day.workday);
        plain.absent.retain(|date| works(date) && *date <= given.on);
        let (mut with, mut without) = (come_to(rules, &given), come_to(rules, &plain));
        with.left_out.clear();
        without.left_out.clear();

        prop_assert_eq!(with, without);
    }

    #[test]
    fn what_waits_is_never_counted_and_takes_nothing(rules in ladder(), absent in days(), waiting in days()) {
        let mut given = facts(absent.clone());
        given.pending = waiting.clone();
        let with = come_to(rules, &given);
        let without = come_to(rules, &facts(absent.difference(&waiting).copied()));

        prop_assert_eq!(&with.indication, &without.indication);
        prop_assert_eq!(&with.counters, &without.counters);
        prop_assert_eq!(&with.also, &without.also);
    }

    #[test]
    fn minutes_never_become_days_by_themselves(rules in ladder(), absent in days(), late in 0..5_000_u32, early in 0..5_000_u32) {
        let mut given = facts(absent.clone());
        let plain = come_to(rules, &given);
        given.short = (1..20_i8).map(|day| ShortDay { date: date(2026, 6, day), late, early }).collect();
        // Twice the same changes nothing either.
        let once = come_to(rules, &given);
        given.short.extend(given.short.clone());
        given.short.reverse();

        prop_assert_eq!(&come_to(rules, &given), &once);
        prop_assert_eq!(&once.indication, &plain.indication);
        prop_assert_eq!(once.counters.cumulative_days, plain.counters.cumulative_days);
    }

    #[test]
    fn counters_are_the_same_for_everybody(absent in days()) {
        let first = come_to(&LADDERS[0], &facts(absent.clone()));
        for rules in LADDERS.iter() {
            let is = come_to(rules, &facts(absent.clone()));
            prop_assert_eq!(&is.counters, &first.counters);
            prop_assert_eq!(&is.standard, &first.standard, "one standard for all");
        }
    }

    #[test]
    fn an_indication_says_why_and_rests_on_its_days(rules in ladder(), absent in days()) {
        let is = come_to(rules, &facts(absent.clone()));
        if let Some(one) = is.indication {
            prop_assert!(absent.contains(&one.effective_from));
            prop_assert!(one.because.iter().any(|sentence| sentence.contains(&one.article)));
            prop_assert!(one.days_counted >= 3 || one.streak >= 10);
            prop_assert_eq!(one.confirmed, one.open.is_empty());
        } else {
            prop_assert!(is.also.is_empty());
        }
    }
}

#[test]
fn the_sentences_name_dates_article_and_what_stands_in() {
    let days = (0..12).map(|step| date(2026, 1, 5) + (step * 7).days());
    let is = come_to(&PACKS.discipline(None, EmployeeType::Pns), &facts(days.filter(|on| on.month() != 2)));
    let few = is.indication.unwrap();
    assert_eq!(
        few.because[0],
        "7 hari kerja tanpa alasan yang sah, dijumlahkan Januari sampai Desember 2026: 5, 12, 19, 26 Januari 2026; 2, 9, 16 \
         Maret 2026.",
        "Monday 23 March is collective leave"
    );

    let many = (0..12).map(|step| date(2026, 6, 2) + (step * 2).days()).chain([date(2026, 7, 1), date(2026, 7, 3)]);
    let many = many.chain([date(2026, 7, 6), date(2026, 7, 8)]);
    let is = come_to(&PACKS.discipline(None, EmployeeType::Pns), &facts(many));
    let one = is.indication.unwrap();
    assert_eq!(one.sanction, Sanction::TundaKgb1);
    assert_eq!(
        one.sanction_text,
        "penundaan kenaikan gaji berkala selama 1 tahun, sementara menggantikan pemotongan tunjangan kinerja (di daerah: TPP) \
         25% selama 6 bulan"
    );
    assert!(
        one.because[1].starts_with("Jenjang 11 sampai 13 hari menurut PP 94/2021 tercapai pada "),
        "{:?}",
        one.because
    );
    assert!(one.because[2].contains("PerBKN 6/2022 Ps 62"), "{:?}", one.because);
}

/// The national pack with a change.
fn changed(change: impl Fn(String) -> String) -> Packs {
    let texts: Vec<(&str, String)> = SHIPPED
        .iter()
        .map(|(path, text)| {
            let text = (*text).to_owned();
            (*path, if *path == "nasional/disiplin-kerja.toml" { change(text) } else { text })
        })
        .collect();
    let files: Vec<(&str, &str)> = texts.iter().map(|(path, text)| (*path, text.as_str())).collect();
    Packs::parse(&files).unwrap_or_else(|errors| panic!("{errors:?}"))
}

#[test]
fn when_the_suspension_ends_the_cut_itself_is_applied_from_that_day_on() {
    let packs = changed(|text| {
        text.replace("active_from = 2021-08-31\n", "active_from = 2021-08-31\nactive_to = 2026-06-30\n")
    });
    let rules = packs.discipline(None, EmployeeType::Pns);
    let of = |first: Date| {
        let days = (0..60).map(|step| first + (step * 2).days());
        let works = |date: &Date| CALENDAR.day(*date, Week::Five).is_ok_and(|day| day.workday);
        let one = come_to(&rules, &facts(days.filter(works).take(11))).indication.unwrap();
        (one.sanction.as_str(), one.interim_of.map(Sanction::as_str))
    };

    assert_eq!(of(date(2026, 1, 5)), ("tunda_kgb_1th", Some("potong_tpp_25_6bln")));
    assert_eq!(of(date(2026, 7, 1)), ("potong_tpp_25_6bln", None));
}

#[test]
fn minutes_are_no_days_where_the_rule_says_so() {
    let packs = changed(|text| {
        let second = text.rfind("value = 450").unwrap();
        format!("{}none = true{}", &text[..second], &text[second + "value = 450".len()..])
    });
    let mut given = facts([]);
    given.short.push(ShortDay { date: date(2026, 1, 5), late: 900, early: 0 });
    let is = come_to(&packs.discipline(None, EmployeeType::Pns), &given);

    assert_eq!((is.counters.converted_days.as_str(), is.counters.minutes), ("0", 900));
    assert!(is.proposal.is_none());
    assert!(is.unknown[0].contains("900 menit"), "{:?}", is.unknown);
}

#[test]
fn the_regulation_of_a_day_is_the_one_in_force_on_it() {
    let rules = PACKS.discipline(Some("61"), EmployeeType::Cpns);
    let id = |on| rules.on(on).map(|of| of.id.clone());

    assert_eq!(id(date(2010, 12, 31)), None);
    assert_eq!(id(date(2021, 8, 30)).as_deref(), Some("pp-53-2010"));
    assert_eq!(id(date(2021, 8, 31)).as_deref(), Some("pp-94-2021"));
    assert_eq!(id(date(2024, 12, 31)).as_deref(), Some("pp-94-2021"));
    assert_eq!(id(date(2025, 1, 1)).as_deref(), Some("pergub-kalbar-2-2024/pns"));
    assert!(PACKS.discipline(Some("61"), EmployeeType::NonAsn).stretches.is_empty());
}

#[test]
fn a_pack_that_is_not_sound_is_refused_whole() {
    let text = SHIPPED.iter().find(|(path, _)| *path == "nasional/disiplin-kerja.toml").unwrap().1;
    for (from, to, key) in [
        ("from_days = 6\n", "from_days = 5\n", "regulations[0].rungs[1]"),
        (
            "level = \"sedang\"\nsanction = \"tunda_kgb_1th\"",
            "level = \"ringan\"\nsanction = \"teguran_lisan\"",
            "regulations[0].rungs[3]",
        ),
        ("outside = \"pembebasan dari jabatan\"", "sanction = \"bebas_jabatan\"", "regulations[0].rungs[8].sanction"),
        ("from = 2021-08-31\nsource", "from = 2021-08-30\nsource", "regulations[1].from"),
        ("id = \"pp-94-2021\"", "id = \"pp-53-2010\"", "regulations[1].from"),
        ("value = 450", "none = false", "minutes_per_absence_day.values[0].value"),
        ("types = [\"NON_ASN\"]", "types = [\"THL\"]", "without_rule[2].types"),
        ("days = 10\n", "day = 10\n", "regulations[1].streak.days"),
    ] {
        let broken = text.replacen(from, to, 1);
        assert_ne!(broken, text, "{from}");
        let errors = Packs::parse(&[("nasional/disiplin-kerja.toml", &broken)]).unwrap_err();
        assert!(errors.iter().any(|error| error.key == key), "{from}: {errors:?}");
    }
}
