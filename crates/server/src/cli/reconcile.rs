//! `hadir reconcile`: where the sources disagree, and how often they agree.

use std::path::PathBuf;

use hadir_domain::reconcile::Speaker;
use jiff::civil::Date;

use super::context::Context;
use super::{Global, Outcome, context, output};
use crate::services::documenting::Format;
use crate::services::error::ServiceError;
use crate::services::reconcile_reports::{self, Asked, standing};
use crate::services::reconciling::{self, Ask, ReconcileAnswer, Reconciled, UnitMatchJson};

/// Arguments of `hadir reconcile`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Hari pertama / first day
    #[arg(long, value_name = "YYYY-MM-DD")]
    from: Date,
    /// Hari terakhir / last day
    #[arg(long, value_name = "YYYY-MM-DD")]
    to: Date,
    /// Kode unit / code of the unit
    #[arg(long, value_name = "KODE")]
    unit: Option<String>,
    /// Sumber yang dibandingkan, berurutan: manual,portal,machine,phone,kiosk,recap,roll_call / sources in order
    #[arg(long, value_name = "A,B")]
    sources: Option<String>,
    /// Tulis buku kerja dengan kedua pihak / write a workbook with both sides
    #[arg(long, value_name = "OUT")]
    xlsx: Option<PathBuf>,
    /// Tulis ringkasan untuk pimpinan / write the summary for the mayor
    #[arg(long, value_name = "OUT")]
    pdf: Option<PathBuf>,
    /// Simpan hasilnya untuk diselesaikan dan dihitung; hanya semua sumber dan semua unit / keep the result
    #[arg(long, conflicts_with_all = ["unit", "sources"])]
    keep: bool,
}

/// Compares and prints.
pub async fn run(global: &Global, args: Args) -> Outcome {
    let context = context::open(global).await?;
    let speakers: Option<Vec<Speaker>> = match &args.sources {
        Some(text) => Some(reconciling::parse_speakers(text).map_err(|error| context.fail(error))?),
        None => None,
    };
    let ask = Ask { from: args.from, to: args.to, unit: args.unit, speakers };
    let found = if args.keep {
        reconciling::refresh(&context.app, &context.instansi, args.from, args.to).await
    } else {
        reconciling::run(&context.app, &context.instansi, ask).await
    };
    let found = found.map_err(|error| context.fail(error))?;
    for (out, format) in [(&args.xlsx, Format::Xlsx), (&args.pdf, Format::Pdf)] {
        if let Some(out) = out {
            let bytes = report(&context, &found, format).await.map_err(|error| context.fail(error))?;
            std::fs::write(out, bytes).map_err(|error| anyhow::anyhow!("{}: {error}", out.display()))?;
        }
    }
    let answer = reconciling::answer(&found);
    if context.json {
        return output::json(&answer);
    }
    let heads = context.lang.pick(
        ["unit", "nama", "dibandingkan", "cocok", "sama-sama diam", "tidak dibandingkan", "tingkat", "selisih"],
        ["unit", "name", "compared", "matched", "both silent", "not compared", "rate", "differing"],
    );
    let mut rows: Vec<Vec<String>> = answer.units.iter().map(row).collect();
    rows.push(row(&answer.total));
    output::table(&heads, &rows)?;
    print_causes(&context, &answer);
    Ok(())
}

/// The report of what was compared.
async fn report(context: &Context, found: &Reconciled, format: Format) -> Result<Vec<u8>, ServiceError> {
    let (app, instansi) = (&context.app, &context.instansi);
    let (from, to) = (found.ask.from, found.ask.to);
    let asked = Asked { unit: found.unit.as_ref(), from, to };
    let standing = standing::standing(app, instansi, (from, to)).await?;
    let gathered = reconcile_reports::gather_found(app, instansi, asked, &standing, found).await?;
    reconcile_reports::print(app, instansi, gathered, format, &context.by()).await
}

fn row(unit: &UnitMatchJson) -> Vec<String> {
    let types: Vec<String> = unit.by_type.iter().map(|(kind, days)| format!("{kind} {days}")).collect();
    vec![
        unit.code.clone(),
        unit.name.clone(),
        unit.due.to_string(),
        unit.matched.to_string(),
        unit.both_silent.to_string(),
        unit.excluded.to_string(),
        unit.rate.clone().unwrap_or_else(|| "-".into()),
        types.join(", "),
    ]
}

fn print_causes(context: &Context, answer: &ReconcileAnswer) {
    for cause in &answer.causes {
        println!("! {} ({})", context.lang.pick(&cause.detail, &cause.detail_en), cause.days);
    }
    if !answer.unknown_ids.is_empty() {
        let count = answer.unknown_ids.len();
        println!("! {count} {}", context.lang.pick("nomor yang belum dikenal", "keys that mean nobody"));
    }
}
