//! `hadir inspect`: reads attendance files of any supported format, stores nothing.

use std::path::PathBuf;

use hadir_domain::sites::Zone;
use hadir_intake::{FileFacts, Input, Options};
use serde::Serialize;

use super::{Failure, Global, Outcome, output};
use crate::lang::Lang;
use crate::services::files;

/// Arguments of `hadir inspect`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Berkas / files
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Zona untuk format yang membawa selisih waktu / zone for formats that carry offsets
    #[arg(long = "tz", default_value = "Asia/Jakarta", value_name = "ZONE")]
    zone: String,
    /// Urutan tanggal bila tidak dapat dipastikan / date order when it cannot be told
    #[arg(long, value_enum)]
    date_order: Option<files::DateOrderArg>,
}

#[derive(Serialize)]
struct Answer {
    files: Vec<FileFacts>,
}

/// Reads every file; one that is not understood ends the command, with what was tried.
pub fn run(global: &Global, args: &Args) -> Outcome {
    let lang = global.lang();
    let zone = Zone::parse(&args.zone).map_err(|_| unknown_zone(&args.zone, lang))?;
    let options = Options { zone: zone.time_zone(), date_order: args.date_order.map(Into::into), ..Options::default() };
    let mut facts = Vec::new();
    for path in &args.files {
        let file = files::read(path, lang)?;
        let input = Input { name: &file.name, bytes: &file.bytes, options: &options };
        let reading =
            hadir_intake::read(&input).map_err(|error| Failure::Work(error.sentence(&file.name, lang.into())))?;
        facts.push(FileFacts::of(&file.name, &file.bytes, &reading, lang.into()));
    }
    if global.json {
        return output::json(&Answer { files: facts });
    }
    for file in &facts {
        print_for_people(file, lang);
    }
    Ok(())
}

/// One line for a zone nobody knows.
pub fn unknown_zone(zone: &str, lang: Lang) -> Failure {
    Failure::Work(lang.pick(
        format!("zona waktu {zone} tidak dikenal; gunakan WIB, WITA, WIT atau nama seperti Asia/Jakarta"),
        format!("unknown time zone {zone}; use WIB, WITA, WIT or a name such as Asia/Jakarta"),
    ))
}

fn print_for_people(facts: &FileFacts, lang: Lang) {
    let say = |indonesian: &str, english: &str, value: String| {
        println!("  {:<24} {value}", lang.pick(indonesian, english));
    };
    println!("{} ({})", facts.file, facts.format.as_str());
    say("baris", "rows", facts.rows.to_string());
    say("rekaman", "punches", format!("{} ({})", facts.events, facts.distinct_events));
    say("orang", "people", facts.employees.to_string());
    say("orang-hari", "person-days", facts.employee_days.to_string());
    if let (Some(first), Some(last)) = (&facts.first, &facts.last) {
        say("dari - sampai", "from - to", format!("{first} - {last}"));
    }
    if let Some(period) = &facts.period {
        say("periode", "period", period.clone());
    }
    for (code, count) in &facts.codes {
        say(&format!("kode {code}"), &format!("code {code}"), count.to_string());
    }
    say("jam mencurigakan", "suspect clock", facts.suspect_clock.to_string());
    say("tanpa orang", "of nobody", facts.unidentified.to_string());
    say("bermasalah", "not understood", facts.malformed.len().to_string());
    for problem in facts.malformed.iter().take(20) {
        println!("    {} {}: {}", lang.pick("baris", "row"), problem.line, problem.reason.text(lang.into()));
    }
    for warning in &facts.warnings {
        println!("  ! {}: {}", warning.code.text(lang.into()), warning.detail);
    }
}
