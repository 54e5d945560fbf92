//! `hadir tpp`: what a schedule of allowances deducts from one person's month, which schedules are loaded, and a month from
//! the stored days.

use std::path::{Path, PathBuf};

use clap::Subcommand;
use hadir_domain::allowance::{Assessment, CapSpan, Doubt, PersonMonth, Schedule, assess};
use hadir_domain::calendar::Week;
use hadir_rules::Packs;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Failure, Global, Outcome, output, tpp_month};
use crate::lang::Lang;
use crate::services::files;

/// Arguments of `hadir tpp`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: TppCommand,
}

#[derive(Debug, Subcommand)]
enum TppCommand {
    /// Menghitung potongan sebulan; tidak menyimpan apa pun / what a month's cut is; stores nothing
    Assess {
        /// Berkas JSON satu orang, satu bulan / JSON of one person's month
        file: PathBuf,
    },
    /// Skema yang dimuat / the schedules that are loaded
    Schedules,
    /// Potongan sebulan dari hari yang tersimpan / a month's cuts from the stored days
    Month(tpp_month::Args),
    /// Memakai skema lain daripada skema daerahnya; tanpa nama kembali ke skema daerah / go by another schedule
    Use {
        /// Nama skema / name of the schedule
        name: Option<String>,
    },
    /// Besaran TPP pegawai / what people's whole allowances are
    Amounts {
        #[command(subcommand)]
        command: tpp_month::AmountsCommand,
    },
}

impl Args {
    /// Whether it works without a data folder.
    pub fn needs_no_data(&self) -> bool {
        matches!(self.command, TppCommand::Assess { .. } | TppCommand::Schedules)
    }
}

/// Which schedule a file asks for; the rest of it is a [`PersonMonth`].
#[derive(Deserialize)]
struct Asked {
    schedule: String,
}

#[derive(Serialize)]
struct Answer {
    base_rupiah: i64,
    lines: Vec<LineJson>,
    percent: String,
    cut_rupiah: i64,
    caps: Vec<CapJson>,
    unknown: Vec<String>,
}

#[derive(Serialize)]
struct LineJson {
    date: Date,
    rule: String,
    article: String,
    percent: String,
    rupiah: i64,
    because: String,
    confirmed: bool,
}

#[derive(Serialize)]
struct CapJson {
    date: Date,
    span: &'static str,
    rule: String,
    article: String,
    limit_percent: String,
    before_percent: String,
    rupiah: i64,
}

#[derive(Serialize)]
struct ScheduleJson<'a> {
    schedule: &'a str,
    title: &'a str,
    region: Option<&'a str>,
    covers_from: Date,
    covers_to: Option<Date>,
    base_percent: String,
    confirmed: usize,
    open: usize,
}

/// Computes or lists, and prints.
pub async fn run(global: &Global, args: Args) -> Outcome {
    match args.command {
        TppCommand::Assess { .. } | TppCommand::Schedules => run_without_data(global, &args),
        TppCommand::Month(args) => tpp_month::run(global, args).await,
        TppCommand::Use { name } => tpp_month::choose(global, name.as_deref()).await,
        TppCommand::Amounts { command } => tpp_month::amounts(global, command).await,
    }
}

/// What needs no data folder.
pub fn run_without_data(global: &Global, args: &Args) -> Outcome {
    let packs = Packs::shipped();
    match &args.command {
        TppCommand::Assess { file } => assess_file(global, &packs, file),
        _ => schedules(global, &packs),
    }
}

fn assess_file(global: &Global, packs: &Packs, path: &Path) -> Outcome {
    let lang = global.lang();
    let file = files::read(path, lang)?;
    let unread = |error: serde_json::Error| {
        Failure::Work(lang.pick(
            format!("{}: bukan satu bulan yang dapat dihitung: {error}", file.name),
            format!("{}: no month that can be computed: {error}", file.name),
        ))
    };
    let asked: Asked = serde_json::from_slice(&file.bytes).map_err(unread)?;
    let Some(schedule) = packs.allowance(&asked.schedule) else {
        return Err(Failure::Work(lang.pick(
            format!("skema \"{}\" tidak ada; lihat daftarnya dengan `hadir tpp schedules`", asked.schedule),
            format!("there is no schedule \"{}\"; list them with `hadir tpp schedules`", asked.schedule),
        )));
    };
    let month: PersonMonth = serde_json::from_slice(&file.bytes).map_err(unread)?;
    let days = packs.month_days(schedule.region.as_deref(), month.month, Week::Five);
    let answer = assess(schedule, &month, &days);
    if global.json {
        return output::json(&json_of(&answer, lang));
    }
    print(schedule, &month, &answer, lang)
}

fn json_of(answer: &Assessment, lang: Lang) -> Answer {
    let lines = answer.lines.iter().map(|line| LineJson {
        date: line.date,
        rule: line.rule.id.to_string(),
        article: line.rule.article.to_string(),
        percent: line.percent.to_string(),
        rupiah: line.rupiah.0,
        because: lang.pick(line.because.id(), line.because.en()),
        confirmed: line.rule.confirmed,
    });
    let caps = answer.caps.iter().map(|cap| CapJson {
        date: cap.date,
        span: match cap.span {
            CapSpan::Day => "day",
            CapSpan::Month => "month",
        },
        rule: cap.rule.id.to_string(),
        article: cap.rule.article.to_string(),
        limit_percent: cap.limit.to_string(),
        before_percent: cap.before.to_string(),
        rupiah: -cap.relief.0,
    });
    Answer {
        base_rupiah: answer.base.0,
        lines: lines.collect(),
        percent: answer.percent.to_string(),
        cut_rupiah: answer.cut.0,
        caps: caps.collect(),
        unknown: answer.unknown.iter().map(|doubt| sentence(doubt, lang)).collect(),
    }
}

fn sentence(doubt: &Doubt, lang: Lang) -> String {
    lang.pick(doubt.id(), doubt.en())
}

fn print(schedule: &Schedule, month: &PersonMonth, answer: &Assessment, lang: Lang) -> Outcome {
    println!("{} ({}), {}", lang.pick(&schedule.title, &schedule.title_en), schedule.name, month.month);
    println!("{}: {}", lang.pick("dasar", "base"), answer.base);
    if !answer.lines.is_empty() {
        let rows: Vec<Vec<String>> = answer
            .lines
            .iter()
            .map(|line| {
                let because = lang.pick(line.because.id(), line.because.en());
                let percent = format!("{} %", line.percent);
                vec![line.date.to_string(), because, percent, line.rupiah.to_string(), line.rule.article.to_string()]
            })
            .collect();
        let heads = lang.pick(
            ["tanggal", "sebab", "persen", "rupiah", "dasar hukum"],
            ["date", "because", "percent", "rupiah", "source"],
        );
        output::table(&heads, &rows)?;
    }
    println!("{}: {} % = {}", lang.pick("potongan", "cut"), answer.percent, answer.cut);
    if !answer.unknown.is_empty() {
        println!("{}:", lang.pick("belum diketahui, tidak dipotong", "not known, nothing taken"));
        for doubt in &answer.unknown {
            println!("  - {}", sentence(doubt, lang));
        }
    }
    Ok(())
}

fn schedules(global: &Global, packs: &Packs) -> Outcome {
    let lang = global.lang();
    let list = packs.allowance_schedules();
    if global.json {
        let schedules: Vec<ScheduleJson<'_>> = list
            .iter()
            .map(|schedule| ScheduleJson {
                schedule: &schedule.name,
                title: lang.pick(&schedule.title, &schedule.title_en),
                region: schedule.region.as_deref(),
                covers_from: schedule.covers_from,
                covers_to: schedule.covers_to,
                base_percent: schedule.base.share.to_string(),
                confirmed: schedule.facts.0,
                open: schedule.facts.1,
            })
            .collect();
        return output::json(&serde_json::json!({ "schedules": schedules }));
    }
    let rows: Vec<Vec<String>> = list
        .iter()
        .map(|schedule| {
            vec![
                schedule.name.to_string(),
                lang.pick(&schedule.title, &schedule.title_en).clone(),
                schedule.covers_from.to_string(),
                format!("{} %", schedule.base.share),
                schedule.facts.0.to_string(),
                schedule.facts.1.to_string(),
            ]
        })
        .collect();
    let heads = lang.pick(
        ["skema", "judul", "mulai", "dasar", "pasti", "belum"],
        ["schedule", "title", "from", "base", "confirmed", "open"],
    );
    output::table(&heads, &rows)
}
