//! `hadir import`: reads a file, keeps it by its hash, journals what it says.

use std::path::PathBuf;

use hadir_domain::punches::Source;
use jiff::civil::Date;

use super::{Global, Outcome, context, output};
use crate::services::files::{self, DateOrderArg};
use crate::services::importing::{self, Order};

/// Arguments of `hadir import`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Berkas / file
    file: PathBuf,
    /// Sumber: machine, manual, portal / source
    #[arg(long, value_parser = source)]
    source: Source,
    /// Nomor seri mesin / serial number of the terminal
    #[arg(long, value_name = "SN")]
    device: Option<String>,
    /// Kode unit yang diwakili lembar ini / code of the unit the sheet speaks for
    #[arg(long, value_name = "KODE")]
    unit: Option<String>,
    /// Hanya memeriksa / only look, store nothing
    #[arg(long)]
    dry_run: bool,
    /// Berkas ini lengkap sampai akhir tanggal ini / the file is complete to the end of that day
    #[arg(long, value_name = "YYYY-MM-DD")]
    through: Option<Date>,
    /// Urutan tanggal bila tidak dapat dipastikan / date order when it cannot be told
    #[arg(long, value_enum)]
    date_order: Option<DateOrderArg>,
}

fn source(text: &str) -> Result<Source, String> {
    match Source::parse(text) {
        Some(source @ (Source::Machine | Source::Manual | Source::Portal)) => Ok(source),
        _ => Err("machine, manual, portal".into()),
    }
}

/// Takes the file in, or shows what it would do.
pub async fn run(global: &Global, args: Args) -> Outcome {
    let file = files::read(&args.file, global.lang())?;
    let context = context::open_or_create(global, None).await?;
    let order = Order {
        signed: None,
        source: args.source,
        device: args.device,
        unit: args.unit,
        through: args.through,
        date_order: args.date_order.map(Into::into),
    };
    if args.dry_run {
        let preview =
            importing::preview(&context.app, &context.instansi, &file, &order).await.map_err(|e| context.fail(e))?;
        if context.json {
            return output::json(&preview);
        }
        println!(
            "{} ({}): {} {}, {} {}, {} {}",
            preview.file,
            preview.format,
            preview.rows,
            context.lang.pick("baris", "rows"),
            preview.events,
            context.lang.pick("rekaman", "punches"),
            preview.malformed_total,
            context.lang.pick("bermasalah", "not understood"),
        );
        for problem in &preview.malformed {
            println!("  {}", context.lang.pick(&problem.detail, &problem.detail_en));
        }
        return Ok(());
    }
    let imported = importing::import(&context.app, &context.instansi, &context.by(), &file, &order)
        .await
        .map_err(|error| context.fail(error))?;
    if context.json {
        return output::json(&imported);
    }
    println!(
        "{}: {} {} = {} {} + {} {} + {} {}; {} {}",
        imported.file,
        context.lang.pick("diterima", "received"),
        imported.received,
        imported.new,
        context.lang.pick("baru", "new"),
        imported.repeated,
        context.lang.pick("berulang", "repeated"),
        imported.problems,
        context.lang.pick("bermasalah", "not understood"),
        imported.unmatched,
        context.lang.pick("belum dikenali orangnya", "of people not known yet"),
    );
    Ok(())
}
