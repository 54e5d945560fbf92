//! `hadir parity`: kinds of employment side by side.

use std::path::PathBuf;

use hadir_store::units;
use jiff::civil::Date;

use super::context::Context;
use super::{Global, Outcome, context, output};
use crate::routes::parity_shapes::{ParityFollowed, ParityGroup, ParityLadder, ParityTimes, ParityView};
use crate::services::error::unknown_unit;
use crate::services::parity::{self, Ask, Sight};

/// Arguments of `hadir parity`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Hari pertama; tanpa ini 1 Januari / first day
    #[arg(long, value_name = "YYYY-MM-DD")]
    from: Option<Date>,
    /// Hari terakhir; tanpa ini hari ini / last day
    #[arg(long, value_name = "YYYY-MM-DD")]
    to: Option<Date>,
    /// Kode unit dengan semua di bawahnya; tanpa ini semua / code of a unit
    #[arg(long, value_name = "KODE")]
    unit: Option<String>,
    /// Tulis buku kerja dengan lembar cara hitung / write a workbook
    #[arg(long, value_name = "OUT")]
    xlsx: Option<PathBuf>,
}

/// Compares and prints.
pub async fn run(global: &Global, args: Args) -> Outcome {
    let context = context::open(global).await?;
    let unit = match &args.unit {
        None => None,
        Some(code) => {
            let found = context.app.db.read(async |tx| units::by_code(tx, context.id(), code).await).await?;
            Some(found.ok_or_else(|| context.fail(unknown_unit(code)))?.id)
        }
    };
    let usual = parity::usual_span(context.today());
    let (from, to) = (args.from.unwrap_or(usual.0), args.to.unwrap_or(usual.1));
    let ask = Ask { from, to, unit, sight: Sight::Whole };
    let found = parity::compare(&context.app, &context.instansi, ask).await.map_err(|error| context.fail(error))?;
    if let Some(out) = &args.xlsx {
        let bytes = parity::workbook::bytes(&context.instansi, &found).map_err(|error| context.fail(error))?;
        std::fs::write(out, bytes).map_err(|error| anyhow::anyhow!("{}: {error}", out.display()))?;
    }
    let view = ParityView::of(&found);
    if context.json { output::json(&view) } else { print(&context, &view) }
}

fn print(context: &Context, view: &ParityView) -> Outcome {
    let total = context.lang.pick("jumlah", "total");
    let heads = context.lang.pick(
        [
            "jenis",
            "orang",
            "hari kerja",
            "menunggu",
            "hadir",
            "terlambat",
            "pulang cepat",
            "tugas luar",
            "beralasan",
            "tanpa keterangan",
            "menit kurang/100 jam",
        ],
        [
            "kind",
            "people",
            "days due",
            "waiting",
            "present",
            "late",
            "left early",
            "elsewhere",
            "explained",
            "unexplained",
            "minutes short/100 h",
        ],
    );
    let row = |group: &ParityGroup| {
        let mut cells = vec![
            group.kind.clone().unwrap_or_else(|| total.to_owned()),
            group.people.to_string(),
            group.due.to_string(),
            group.waiting.to_string(),
        ];
        for code in ["hadir", "terlambat", "pulang_cepat", "tugas_luar", "beralasan", "tanpa_keterangan"] {
            let rate = group.measures.get(code).and_then(|one| one.rate.as_ref());
            cells.push(rate.map_or_else(|| "-".into(), |rate| rate.rate.clone()));
        }
        cells.push(group.short_per_100_hours.clone().unwrap_or_else(|| "-".into()));
        cells
    };
    let rows: Vec<_> = view.kinds.iter().chain([&view.whole]).map(row).collect();
    output::table(&heads, &rows)?;
    for group in &view.kinds {
        let unexplained = group.measures.get("tanpa_keterangan").and_then(|one| one.compared.as_ref());
        if let (Some(found), Some(kind)) = (unexplained, &group.kind) {
            let interval = found.low.as_ref().zip(found.high.as_ref());
            let interval = interval.map_or_else(String::new, |(low, high)| format!(" ({low} … {high})"));
            println!(
                "{}: {kind} {} {}{interval}",
                context.lang.pick("tanpa keterangan", "unexplained"),
                found.compared,
                found.difference.as_deref().unwrap_or("-"),
            );
        }
    }
    if view.unjudged > 0 {
        println!(
            "! {} {}",
            view.unjudged,
            context.lang.pick(
                "hari belum pernah dinilai; jalankan `hadir rebuild` untuk rentang itu",
                "days were never judged; run `hadir rebuild` for these days",
            )
        );
    }
    match &view.followed {
        Some(followed) => print_followed(context, followed),
        None => Ok(()),
    }
}

fn names(kinds: &[String], total: &str) -> String {
    if kinds.is_empty() { total.to_owned() } else { kinds.join("+") }
}

fn print_followed(context: &Context, followed: &ParityFollowed) -> Outcome {
    let total = context.lang.pick("jumlah", "total");
    let heads = context.lang.pick(
        [
            "jenis",
            "orang",
            "standar (hari utuh)",
            "standar (disesuaikan)",
            "aturan sendiri",
            "tanpa aturan",
            "berperkara",
            "selesai",
            "belum berperkara",
        ],
        ["kind", "people", "standard", "standard (adjusted)", "own rule", "no rule", "with case", "ended", "no case"],
    );
    let levels = |of: &std::collections::BTreeMap<String, u32>| {
        ["ringan", "sedang", "berat"].map(|level| of.get(level).copied().unwrap_or_default().to_string()).join("/")
    };
    for year in &followed.years {
        println!("\n{} {} ({})", context.lang.pick("Tangga", "Ladder"), year.year, year.up_to);
        let known = |count: Option<u32>| count.map_or_else(|| "-".into(), |count| count.to_string());
        let row = |one: &ParityLadder| {
            vec![
                names(&one.kinds, total),
                one.people.to_string(),
                levels(&one.plain),
                levels(&one.adjusted),
                levels(&one.own),
                one.without_rule.to_string(),
                known(one.with_case),
                known(one.ended),
                known(one.adjusted_gap),
            ]
        };
        output::table(&heads, &year.rows.iter().chain(&year.whole).map(row).collect::<Vec<_>>())?;
    }
    let Some(cases) = &followed.cases else { return Ok(()) };
    println!("\n{} {} – {}", context.lang.pick("Perkara", "Cases"), followed.from, followed.to);
    let heads = context.lang.pick(
        ["jenis", "dibuka", "berjalan", "dihukum", "tanpa hukuman", "lewat tenggat", "buka→putus", "standar→putus"],
        ["kind", "opened", "open", "punished", "unpunished", "overdue", "opened→decided", "standard→decided"],
    );
    let times = |of: &ParityTimes| match (of.median, of.p90) {
        (Some(median), Some(p90)) => format!("{median}/{p90} ({})", of.cases),
        _ => format!("- ({})", of.cases),
    };
    let rows = cases.rows.iter().chain(&cases.whole).map(|one| {
        vec![
            names(&one.kinds, total),
            one.opened.to_string(),
            one.open.to_string(),
            levels(&one.punished),
            one.unpunished.to_string(),
            one.overdue.to_string(),
            times(&one.to_decision),
            times(&one.from_threshold),
        ]
    });
    output::table(&heads, &rows.collect::<Vec<_>>())?;
    Ok(())
}
