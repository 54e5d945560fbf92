//! `hadir recap`: the monthly recap.

use std::path::PathBuf;

use hadir_domain::status::Status;
use hadir_reports::recap::RecapReport;

use super::{Global, Outcome, context, output};
use crate::services::documenting::{self, Format};
use crate::services::month::parse_month;
use crate::services::recapping;

/// Arguments of `hadir recap`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Bulan / month
    #[arg(long, value_name = "YYYY-MM")]
    month: String,
    /// Kode unit / code of the unit
    #[arg(long, value_name = "KODE")]
    unit: Option<String>,
    /// Tulis XLSX / write a workbook
    #[arg(long, value_name = "OUT")]
    xlsx: Option<PathBuf>,
    /// Tulis PDF / write a PDF
    #[arg(long, value_name = "OUT")]
    pdf: Option<PathBuf>,
}

/// Counts, prints and writes the files asked for.
pub async fn run(global: &Global, args: Args) -> Outcome {
    let context = context::open(global).await?;
    let month = parse_month(&args.month).map_err(|error| context.fail(error))?;
    let recap = recapping::of_month(&context.app, &context.instansi, args.unit.as_deref(), month)
        .await
        .map_err(|error| context.fail(error))?;
    for (out, format) in [(&args.xlsx, Format::Xlsx), (&args.pdf, Format::Pdf)] {
        if let Some(out) = out {
            let set = |report: RecapReport| async move { documenting::recap::bytes(&report, format) };
            let by = context.by();
            let bytes = documenting::recap::print(&context.app, &context.instansi, &recap, format, &by, set).await;
            write(out, &bytes.map_err(|error| context.fail(error))?)?;
        }
    }
    let answer = recapping::answer(&recap);
    if context.json {
        return output::json(&answer);
    }
    let mut headings: Vec<&str> = vec![context.lang.pick("nomor", "number"), context.lang.pick("nama", "name")];
    headings.extend(Status::ALL.iter().map(|status| status.as_str()));
    let mut rows: Vec<Vec<String>> = answer
        .people
        .iter()
        .map(|person| {
            let mut row = vec![person.person.clone(), person.name.clone()];
            row.extend(Status::ALL.iter().map(|status| person.totals[status.as_str()].to_string()));
            row
        })
        .collect();
    let mut sum = vec![String::new(), context.lang.pick("jumlah", "total").to_owned()];
    sum.extend(Status::ALL.iter().map(|status| answer.totals[status.as_str()].to_string()));
    rows.push(sum);
    output::table(&headings, &rows)?;
    for source in &answer.incomplete_sources {
        println!(
            "! {} {} ({})",
            source.name,
            context.lang.pick("belum lapor sampai akhir bulan", "has not spoken to the end of the month"),
            source.reached.as_deref().unwrap_or("-")
        );
    }
    Ok(())
}

fn write(out: &PathBuf, bytes: &[u8]) -> anyhow::Result<()> {
    std::fs::write(out, bytes).map_err(|error| anyhow::anyhow!("{}: {error}", out.display()))
}
