//! `hadir sources`: every source with its mark, what is expected of it, and whether it is silent.

use hadir_domain::rhythm::Place;
use hadir_domain::units::subtree;
use hadir_store::units;

use super::{Global, Outcome, context, output};
use crate::routes::marks::MarkList;
use crate::services::error::unknown_unit;
use crate::services::sources;

/// Arguments of `hadir sources`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Kode unit; tanpa ini seluruh instansi / code of a unit
    #[arg(long, value_name = "KODE")]
    unit: Option<String>,
}

/// Lists them.
pub async fn run(global: &Global, args: Args) -> Outcome {
    let context = context::open(global).await?;
    let (app, instansi) = (&context.app, &context.instansi);
    let now = app.now();
    let fail = |error| context.fail(error);
    let mut rows = sources::all(app, instansi, now).await.map_err(fail)?;
    let mut place = Place::Everywhere;
    if let Some(code) = &args.unit {
        let tree = app.db.read(async |tx| units::list(tx, instansi.id).await).await?;
        let unit = tree.iter().find(|unit| unit.code == *code).ok_or_else(|| fail(unknown_unit(code)))?;
        let today = instansi.zone.time_zone().to_datetime(now).date();
        rows = sources::of_units(app, instansi, &subtree(&tree, unit.id), today, rows).await.map_err(fail)?;
        place = Place::Office;
    }
    let list = MarkList::of(&rows, place);
    if context.json {
        return output::json(&list);
    }
    let or_dash = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".into());
    let rows: Vec<Vec<String>> = list
        .items
        .iter()
        .map(|item| vec![item.state.clone(), item.name.clone(), or_dash(&item.site_name), or_dash(&item.reached)])
        .collect();
    let headings = context.lang.pick(["keadaan", "sumber", "lokasi", "sampai"], ["state", "source", "site", "until"]);
    output::table(&headings, &rows)?;
    let sentence = context.lang.pick(list.reporting.text, list.reporting.text_en);
    sentence.iter().for_each(|sentence| println!("{sentence}"));
    Ok(())
}
