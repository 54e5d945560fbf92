//! `hadir match-rates`: how often sources agree, per OPD or unit, by day, week or month.

use hadir_domain::reconcile::history::{Grain, Line, Trend};
use hadir_domain::reconcile::{Excluded, Rate};
use hadir_store::units;
use jiff::civil::Date;

use super::context::Context;
use super::{Global, Outcome, context, output};
use crate::routes::match_rates::MatchRateList;
use crate::routes::shapes::UnitRef;
use crate::services::error::unknown_unit;
use crate::services::match_rates::{self, MatchRates};

/// Arguments of `hadir match-rates`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Hari pertama / first day
    #[arg(long, value_name = "YYYY-MM-DD")]
    from: Option<Date>,
    /// Hari terakhir / last day
    #[arg(long, value_name = "YYYY-MM-DD")]
    to: Option<Date>,
    /// Per hari, minggu atau bulan: day, week, month / by
    #[arg(long, value_parser = grain, default_value = "week")]
    by: Grain,
    /// Kode unit; tanpa ini semua OPD / code of a unit
    #[arg(long, value_name = "KODE")]
    unit: Option<String>,
}

fn grain(text: &str) -> Result<Grain, String> {
    Grain::parse(text).ok_or_else(|| "day, week, month".to_owned())
}

/// Prints the table.
pub async fn run(global: &Global, args: Args) -> Outcome {
    let context = context::open(global).await?;
    let all = context.app.db.read(async |tx| units::list(tx, context.id()).await).await?;
    let unit = match &args.unit {
        None => None,
        Some(code) => {
            let found = all.iter().find(|unit| unit.code == *code);
            Some(found.ok_or_else(|| context.fail(unknown_unit(code)))?)
        }
    };
    let to = args.to.unwrap_or_else(|| context.today());
    let from = args.from.unwrap_or_else(|| match_rates::usual_span(args.by, to).0);
    let rates = match_rates::list(&context.app, &context.instansi, unit.map(|unit| unit.id), (from, to), args.by)
        .await
        .map_err(|error| context.fail(error))?;
    if context.json {
        return output::json(&MatchRateList::of(&rates, unit.map(UnitRef::from)));
    }
    print(&context, &rates)
}

fn print(context: &Context, rates: &MatchRates) -> Outcome {
    let name = |id| rates.units.iter().find(|unit| unit.id == id).map_or_else(String::new, |unit| unit.code.clone());
    let mut rows = Vec::new();
    for one in &rates.history.units {
        let alone = if one.alone { context.lang.pick(" (sendiri)", " (alone)") } else { "" };
        rows.extend(lines(&format!("{}{alone}", name(one.unit)), &one.line));
    }
    rows.extend(lines(context.lang.pick("jumlah", "total"), &rates.history.whole));
    let headings = context.lang.pick(
        ["unit", "waktu", "kecocokan", "cocok", "dibandingkan", "semua diam", "belum masuk", "tidak wajib", "arah"],
        ["unit", "when", "rate", "matched", "compared", "all silent", "not heard", "not required", "trend"],
    );
    output::table(&headings, &rows)?;
    if let Some(target) = rates.target(rates.history.to) {
        println!("target: {}.{:04}", target / 10_000, target % 10_000);
    }
    Ok(())
}

fn lines(name: &str, line: &Line) -> Vec<Vec<String>> {
    let counted = line.periods.iter().filter(|period| period.days > 0);
    counted
        .map(|period| {
            let tally = &period.tally;
            vec![
                name.to_owned(),
                period.label.clone(),
                period.rate().map_or_else(|| "-".into(), Rate::text),
                tally.matched.to_string(),
                (tally.due() - tally.both_silent).to_string(),
                tally.both_silent.to_string(),
                tally.excluded_for(Excluded::NotHeard).to_string(),
                tally.excluded_for(Excluded::NotRequired).to_string(),
                period.trend().map_or("-", Trend::as_str).to_owned(),
            ]
        })
        .collect()
}
