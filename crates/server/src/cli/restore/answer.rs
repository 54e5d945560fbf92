//! What a restore and a drill answer, as JSON and in words.

use serde_json::{Value, json};

use crate::lang::Lang;
use crate::services::backing_up::drilling::Drilled;
use crate::services::backing_up::restoring::{CityReport, Report};
use crate::services::backing_up::seal::{Outside, Says};

/// A restore as JSON.
pub fn restored(report: &Report) -> Value {
    json!({
        "holds": report.holds(),
        "made_at": report.manifest.as_ref().map(|manifest| manifest.at),
        "version": report.manifest.as_ref().map(|manifest| manifest.version.as_str()),
        "cities": report.cities.iter().map(city).collect::<Vec<_>>(),
    })
}

/// A drill as JSON.
pub fn drill(drilled: &Drilled) -> Value {
    let mut answer = restored(&drilled.report);
    answer["holds"] = drilled.holds().into();
    answer["key_opens"] = drilled.key_opens.into();
    answer["facts"] = drilled.facts.0.into();
    answer["facts_different"] = drilled.facts.1.into();
    answer["days"] = drilled.days.0.into();
    answer["days_different"] = drilled.days.1.into();
    answer
}

fn city(city: &CityReport) -> Value {
    let findings: Vec<Value> = city
        .looked
        .findings
        .iter()
        .map(|one| {
            json!({
                "caught_by": one.caught_by.as_str(),
                "what": one.what.as_str(),
                "position": one.position,
                "record": one.record.map(|id| uuid::Uuid::from_bytes(id).to_string()),
                "kind": one.kind.map(|kind| kind.as_str()),
                "place": one.place,
                "detail": one.detail,
            })
        })
        .collect();
    json!({
        "code": city.code,
        "holds": city.holds(),
        "log_size": city.looked.size,
        "state_hash_same": city.state_hash_same,
        "findings": findings,
        "since": city.looked.outside.iter().map(outside).collect::<Vec<_>>(),
        "epoch": city.renewed.as_ref().and_then(|renewed| renewed.epoch),
        "origin": city.renewed.as_ref().map(|renewed| renewed.origin.as_str()),
        "terminals_asked": city.renewed.as_ref().map(|renewed| renewed.terminals),
        "erasures_repeated": city.renewed.as_ref().map(|renewed| renewed.erasures),
        "records_erased_again": city.renewed.as_ref().map(|renewed| renewed.records),
    })
}

fn outside(one: &Outside) -> Value {
    let (says, missing) = match one.says {
        Says::Holds => ("holds", 0),
        Says::Ended => ("ended", 0),
        Says::Missing(count) => ("missing", count),
        Says::Forked => ("forked", 0),
        Says::Strange => ("other_log", 0),
    };
    json!({ "size": one.size, "says": says, "missing": missing, "signed": one.signed })
}

/// A restore in words.
pub fn say_restored(report: &Report, lang: Lang) {
    if report.holds() {
        println!("{}", lang.pick("Dipulihkan dan diperiksa.", "Restored and checked."));
    } else {
        println!(
            "{}",
            lang.pick("Segel tidak cocok: tidak ada yang dipulihkan.", "The seal does not hold: nothing was restored.")
        );
    }
    say_cities(report, lang);
}

/// A drill in words.
pub fn say_drill(drilled: &Drilled, lang: Lang) {
    if drilled.holds() {
        println!("{}", lang.pick("Cadangan ini dapat dipulihkan.", "This backup restores."));
    } else {
        println!("{}", lang.pick("Cadangan ini TIDAK lolos uji.", "This backup does NOT pass."));
    }
    say_cities(&drilled.report, lang);
    println!(
        "  {}: {} / {}; {}: {} / {}",
        lang.pick("rekaman dihitung ulang / berbeda", "punches recomputed / different"),
        drilled.facts.0,
        drilled.facts.1,
        lang.pick("hari / berbeda", "days / different"),
        drilled.days.0,
        drilled.days.1,
    );
    if !drilled.key_opens {
        println!(
            "  {}",
            lang.pick(
                "hadir.key tidak ada di sini, jadi rahasia server tidak dicoba",
                "hadir.key is not here, so the server's secrets were not tried"
            )
        );
    }
}

fn say_cities(report: &Report, lang: Lang) {
    for city in &report.cities {
        println!("  {}: {} {}", city.code, city.looked.size, lang.pick("daun segel", "leaves of the log"));
        for one in &city.looked.findings {
            let place = one.position.map(|position| format!(" #{position}")).unwrap_or_default();
            println!("    ! {} ({}){place} {}: {}", one.what.as_str(), one.caught_by.as_str(), one.place, one.detail);
        }
        if city.state_hash_same == Some(false) {
            println!(
                "    ! {}",
                lang.pick("rekaman bukan yang disebut cadangan", "the punches are not those the backup states")
            );
        }
        city.looked.outside.iter().for_each(|one| say_outside(one, lang));
        if let Some(renewed) = &city.renewed {
            if let Some(epoch) = renewed.epoch {
                println!(
                    "    {} {epoch}: {}",
                    lang.pick("segel berlanjut sebagai epoch", "the log goes on as epoch"),
                    renewed.origin
                );
            }
            println!(
                "    {}: {}; {}: {}",
                lang.pick("mesin yang diminta mengirim lagi", "terminals asked again"),
                renewed.terminals,
                lang.pick("penghapusan yang diulang", "erasures repeated"),
                renewed.erasures
            );
        }
    }
}

fn say_outside(one: &Outside, lang: Lang) {
    let words = match one.says {
        Says::Holds => lang.pick("cocok".to_owned(), "holds".to_owned()),
        Says::Ended => lang.pick(
            "dari epoch yang diakhiri pemulihan sebelumnya".to_owned(),
            "of an epoch that an earlier restore ended".to_owned(),
        ),
        Says::Missing(count) => lang.pick(
            format!("{count} daun terakhir tidak ada di cadangan ini"),
            format!("the last {count} leaves are not in this backup"),
        ),
        Says::Forked => lang.pick(
            "BERTENTANGAN: cadangan ini dari segel yang bercabang".to_owned(),
            "CONTRADICTS: this backup is of a forked log".to_owned(),
        ),
        Says::Strange => lang.pick("dari segel lain".to_owned(), "of another log".to_owned()),
    };
    let known = if one.signed {
        ""
    } else {
        lang.pick(" (kunci penandanya belum dikenal cadangan ini)", " (signed by a key this backup does not know)")
    };
    println!("    {} {}: {words}{known}", lang.pick("titik periksa", "checkpoint"), one.size);
}
