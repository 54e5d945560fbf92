//! `hadir reconcile-rosters`: who is registered, who leaves traces, who stands on a list.

use std::path::PathBuf;

use hadir_domain::reconcile::rosters::RosterCell;
use jiff::civil::Date;

use super::{Global, Outcome, context, output};
use crate::services::files;
use crate::services::month::parse_month;
use crate::services::roster_lists::{self, ListKind};

/// Arguments of `hadir reconcile-rosters`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Daftar CSV atau XLSX dengan kolom nip / the list, with a column nip
    #[arg(long, value_name = "FILE")]
    list: PathBuf,
    /// Bulan daftar itu / month of the list
    #[arg(long, value_name = "YYYY-MM")]
    month: String,
    /// paid (daftar gaji) atau other / kind of list
    #[arg(long, default_value = "paid")]
    kind: String,
    /// Jejak sejak tanggal ini; tanpa ini seluruh bulan / traces from this day on
    #[arg(long, requires = "to")]
    from: Option<Date>,
    /// Jejak sampai tanggal ini / traces to this day
    #[arg(long, requires = "from")]
    to: Option<Date>,
}

/// Takes the list in, compares and prints.
pub async fn run(global: &Global, args: Args) -> Outcome {
    let context = context::open(global).await?;
    let fail = |error| context.fail(error);
    let kind = ListKind::parse(&args.kind).map_err(fail)?;
    let month = parse_month(&args.month).map_err(fail)?;
    let file = files::read(&args.list, context.lang)?;
    let by = context.by();
    let list = roster_lists::take(&context.app, &context.instansi, &by, (kind, month), &file).await.map_err(fail)?;
    let span = args.from.zip(args.to);
    let compared = roster_lists::compare(&context.app, &context.instansi, list.id, span).await.map_err(fail)?;
    if context.json {
        return output::json(&compared.json(str::to_owned));
    }
    let counts = compared.compared.counts();
    let rows: Vec<Vec<String>> = RosterCell::ALL
        .iter()
        .map(|cell| vec![words(*cell, &context), counts.cells[*cell as usize].to_string()])
        .chain([vec![context.lang.pick("semua", "everybody").to_owned(), counts.union.to_string()]])
        .collect();
    output::table(&context.lang.pick(["tercatat pada", "orang"], ["stands on", "people"]), &rows)?;
    if counts.left_out > 0 {
        println!(
            "! {} {}",
            counts.left_out,
            context.lang.pick(
                "baris daftar tidak terhitung: tanpa nomor, nomor rusak atau berulang (lihat --json)",
                "lines of the list are left out: no number, a damaged one, or repeated (see --json)"
            )
        );
    }
    Ok(())
}

fn words(cell: RosterCell, context: &context::Context) -> String {
    let (id, en) = match cell {
        RosterCell::All => ("daftar pegawai, jejak, daftar ini", "register, traces, list"),
        RosterCell::RegisteredActive => ("daftar pegawai dan jejak saja", "register and traces"),
        RosterCell::RegisteredListed => ("daftar pegawai dan daftar ini, tanpa jejak", "register and list, no trace"),
        RosterCell::ActiveListed => {
            ("jejak dan daftar ini, bukan pegawai terdaftar", "traces and list, not registered")
        }
        RosterCell::Registered => ("daftar pegawai saja", "register only"),
        RosterCell::Active => ("jejak saja", "traces only"),
        RosterCell::Listed => ("daftar ini saja", "list only"),
    };
    context.lang.pick(id, en).to_owned()
}
