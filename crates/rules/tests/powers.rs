//! The matrix of who may punish: a region's stands for the nation's as a whole, and no gap becomes a power.

use hadir_domain::discipline_cases::{Clock, Office, PowerHolder};
use hadir_domain::people::EmployeeType;
use hadir_domain::sanctions::Level;
use hadir_rules::{Packs, Problem, SHIPPED};
use jiff::civil::date;

const PACK: &str = "nasional/kewenangan-hukuman.toml";

const REGIONAL: &str = r#"
kind = "kewenangan_hukuman"
title = "Kewenangan uji"
title_en = "Test powers"
source = "Perwali uji"
covers_from = 2024-01-01

[[powers]]
holder = "jpt_pratama"
levels = ["sedang"]
over = ["pelaksana"]
types = ["PNS"]
from = 2024-01-01
source = "Perwali uji Ps 3"
confirmed = false
open = "uji"
"#;

fn with(path: &str, text: &str) -> Result<Packs, Vec<(String, Problem)>> {
    let others = SHIPPED.iter().copied().filter(|(of, _)| *of != path);
    let files: Vec<_> = others.chain([(path, text)]).collect();
    Packs::parse(&files).map_err(|errors| errors.into_iter().map(|error| (error.key, error.problem)).collect())
}

#[test]
fn a_regions_matrix_stands_for_the_nations_as_a_whole_and_heights_stay() {
    let packs = with("daerah/18.72/kewenangan-hukuman.toml", REGIONAL).unwrap();
    let on = date(2026, 3, 2);
    let who = |region, level| {
        let table = packs.punish_powers(region);
        let found = table.who_may_punish(Office::Pelaksana, EmployeeType::Pns, level, on);
        found.iter().map(|power| power.holder).collect::<Vec<_>>()
    };
    assert_eq!(who(None, Level::Sedang), [PowerHolder::Administrator]);
    assert_eq!(who(Some("18.72"), Level::Sedang), [PowerHolder::JptPratama]);
    assert!(who(Some("18.72"), Level::Berat).is_empty(), "no cell of the nation's fills the gap");
    let heights = packs.punish_powers(Some("18.72"));
    assert_eq!(heights.is_lower(Office::Pelaksana, Office::Pengawas), Some(true));
}

#[test]
fn a_height_that_is_missing_or_there_twice_and_an_empty_cell_are_named() {
    let text = SHIPPED.iter().find(|(path, _)| *path == PACK).unwrap().1;
    let twice = text.replacen("office = \"pengawas\"", "office = \"ppk\"", 1);
    let faults = with(PACK, &twice).unwrap_err();
    assert!(faults.contains(&("heights (pengawas)".into(), Problem::Missing)), "{faults:?}");
    assert!(faults.iter().any(|(_, problem)| *problem == Problem::Twice("ppk".into())), "{faults:?}");

    let empty = text.replacen("levels = [\"ringan\"]", "levels = []", 1);
    let faults = with(PACK, &empty).unwrap_err();
    assert_eq!(faults, [("powers[0].levels".into(), Problem::Expected("a list that is not empty"))]);

    let unknown = text.replacen("holder = \"atasan_langsung\"", "holder = \"siapa_saja\"", 1);
    assert!(matches!(&with(PACK, &unknown).unwrap_err()[..], [(_, Problem::NotOneOf(..))]));
}

#[test]
fn no_cell_of_the_shipped_matrix_says_that_it_was_checked() {
    let packs = Packs::shipped();
    let table = packs.punish_powers(None);
    for office in Office::ALL {
        for of in EmployeeType::ALL {
            for level in Level::ALL {
                let found = table.who_may_punish(*office, of, *level, date(2026, 3, 2));
                assert!(found.iter().all(|power| !power.rule.confirmed));
            }
        }
    }
}

#[test]
fn every_clock_has_a_length_and_an_article_from_the_first_day_on() {
    let table = Packs::shipped().discipline_process(None);
    let rule = table.on(date(2023, 1, 1)).unwrap();
    for clock in Clock::ALL {
        assert!(rule.clocks.contains_key(clock) && rule.article(*clock).is_some(), "{clock:?}");
    }
    assert!(table.on(date(2022, 12, 31)).is_err());
}
