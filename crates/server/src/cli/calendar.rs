//! `hadir calendar`: workdays and days off with their source.

use std::collections::BTreeMap;

use hadir_domain::calendar::{CalendarDay, DayKind, Week};
use hadir_rules::Packs;
use jiff::civil::Date;
use serde::Serialize;

use super::{Failure, Global, Outcome, output};
use crate::lang::Lang;

/// Arguments of `hadir calendar`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Tanggal pertama / first date
    #[arg(long, value_name = "YYYY-MM-DD")]
    from: Date,
    /// Tanggal terakhir / last date
    #[arg(long, value_name = "YYYY-MM-DD")]
    to: Date,
    /// Kode wilayah Kemendagri / region code
    #[arg(long, value_name = "KODE")]
    region: Option<String>,
    /// Hari kerja seminggu / working days a week
    #[arg(long, default_value = "5", value_parser = week)]
    week: Week,
    /// Hanya yang sudah diketahui pada tanggal ini / only what was known that day
    #[arg(long, value_name = "YYYY-MM-DD")]
    known_on: Option<Date>,
}

/// Reads 5 or 6.
pub fn week(text: &str) -> Result<Week, String> {
    text.parse::<u8>().ok().and_then(|days| Week::try_from(days).ok()).ok_or_else(|| "5 atau 6 / 5 or 6".into())
}

/// The answer of `calendar --json`.
#[derive(Debug, Serialize)]
pub struct Answer {
    days: Vec<CalendarDay>,
    workdays: u32,
    by_month: BTreeMap<String, u32>,
}

impl Answer {
    /// Counts the workdays, by month too.
    pub fn of(days: Vec<CalendarDay>) -> Self {
        let mut by_month: BTreeMap<String, u32> = BTreeMap::new();
        for day in &days {
            *by_month.entry(day.date.strftime("%Y-%m").to_string()).or_default() += u32::from(day.workday);
        }
        Self { workdays: by_month.values().sum(), days, by_month }
    }
}

/// Prints the dates; a period no pack covers is refused with the reason.
pub fn run(global: &Global, args: &Args) -> Outcome {
    let lang = global.lang();
    if args.to < args.from {
        return Err(Failure::Work(lang.pick(
            format!("{} mendahului {}; tukar --from dan --to", args.to, args.from),
            format!("{} lies before {}; swap --from and --to", args.to, args.from),
        )));
    }
    let calendar = Packs::shipped().calendar(args.region.as_deref(), args.known_on);
    let days = calendar.days(args.from, args.to, args.week).map_err(|gap| {
        Failure::Work(lang.pick(
            format!(
                "kalender belum mencakup {}; yang ada {} sampai {}. Tambahkan SKB dan Keppres tahun itu ke paket aturan",
                gap.date, gap.from, gap.to
            ),
            format!(
                "no pack covers {}; they cover {} to {}. Add that year's decrees to the rule packs",
                gap.date, gap.from, gap.to
            ),
        ))
    })?;
    let answer = Answer::of(days);
    if global.json {
        return output::json(&answer);
    }
    print_for_people(&answer, lang)
}

fn print_for_people(answer: &Answer, lang: Lang) -> Outcome {
    let rows: Vec<Vec<String>> = answer
        .days
        .iter()
        .filter(|day| !matches!(day.kind, DayKind::Workday | DayKind::Weekend))
        .map(|day| {
            vec![
                day.date.to_string(),
                kind_words(day.kind, lang).to_owned(),
                day.name.clone().unwrap_or_default(),
                day.source.clone().unwrap_or_default(),
                if day.confirmed { String::new() } else { lang.pick("belum dipastikan", "unconfirmed").to_owned() },
            ]
        })
        .collect();
    output::table(
        &lang.pick(["tanggal", "jenis", "nama", "dasar", ""], ["date", "kind", "name", "source", ""]),
        &rows,
    )?;
    println!("\n{}: {}", lang.pick("hari kerja", "workdays"), answer.workdays);
    for (month, workdays) in &answer.by_month {
        println!("  {month}  {workdays}");
    }
    Ok(())
}

fn kind_words(kind: DayKind, lang: Lang) -> &'static str {
    match kind {
        DayKind::Workday => lang.pick("hari kerja", "workday"),
        DayKind::Weekend => lang.pick("akhir pekan", "weekend"),
        DayKind::LiburNasional => lang.pick("libur nasional", "national holiday"),
        DayKind::CutiBersama => lang.pick("cuti bersama", "collective leave"),
        DayKind::Pemilu => lang.pick("pemilu", "election day"),
        DayKind::LiburDaerah => lang.pick("libur daerah", "regional holiday"),
    }
}
