//! `hadir readiness`: what is still missing per person and unit.

use hadir_domain::readiness::Need;
use hadir_reports::readiness::heading;
use hadir_store::units;

use super::{Failure, Global, Outcome, context, output};
use crate::routes::readiness::ReadinessList;
use crate::routes::shapes::masked_number;
use crate::services::error::unknown_unit;
use crate::services::readying;

/// Arguments of `hadir readiness`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Kode unit / code of the unit
    #[arg(long, value_name = "KODE")]
    unit: Option<String>,
}

/// Prints the list; of the whole instansi each OPD.
pub async fn run(global: &Global, args: Args) -> Outcome {
    let context = context::open(global).await?;
    let all_units = context.app.db.read(async |tx| units::list(tx, context.id()).await).await?;
    let unit = match args.unit.as_deref() {
        None => None,
        Some(code) => {
            let found = all_units.iter().find(|unit| unit.code == code);
            Some(found.ok_or_else(|| context.fail(unknown_unit(code)))?)
        }
    };
    let list = readying::list(&context.app, &context.instansi, unit, context.today())
        .await
        .map_err(|error| context.fail(error))?;
    if context.json {
        return output::json(&ReadinessList::of(&list, context.app.now()));
    }
    if unit.is_none() {
        let rows: Vec<Vec<String>> = list
            .opds
            .iter()
            .map(|(unit, tally)| {
                vec![
                    unit.code.clone(),
                    unit.name.clone(),
                    tally.people.to_string(),
                    tally.ready.to_string(),
                    tally.hundredths().map_or_else(|| "-".into(), percent),
                ]
            })
            .collect();
        return output::table(
            &context
                .lang
                .pick(["kode", "nama", "pegawai", "siap", "persen"], ["code", "name", "people", "ready", "percent"]),
            &rows,
        );
    }
    for unit in list.units.iter().filter(|unit| !unit.lacks.is_empty()) {
        let lacks: Vec<&str> = unit.lacks.iter().map(|lack| lack.as_str()).collect();
        println!("! {} {}: {}", unit.unit.code, unit.unit.name, lacks.join(", "));
    }
    let rows: Vec<Vec<String>> = list
        .people
        .iter()
        .map(|one| {
            let lacks: Vec<&str> = one.readiness.lacks().map(heading).collect();
            let lacks = if lacks.is_empty() { "-".to_owned() } else { lacks.join(", ") };
            vec![one.person.name.clone(), masked_number(&one.person).unwrap_or_default(), lacks]
        })
        .collect();
    output::table(&context.lang.pick(["nama", "nomor", "kurang"], ["name", "number", "missing"]), &rows)?;
    for need in Need::ALL {
        let count = list.tally.count(*need);
        println!("{}: {} / {}", heading(*need), count.ready, count.ready + count.lacking);
    }
    Ok::<(), Failure>(())
}

fn percent(hundredths: u32) -> String {
    format!("{},{:02}%", hundredths / 100, hundredths % 100)
}
