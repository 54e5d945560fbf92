//! `hadir discipline`: what a regulation proposes for a person's days. Stores nothing.

use std::path::{Path, PathBuf};

use clap::Subcommand;

use super::{Failure, Global, Outcome, output};
use crate::lang::Lang;
use crate::services::discipline_file::{self, Answer};
use crate::services::files;

/// Arguments of `hadir discipline`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: DisciplineCommand,
}

#[derive(Debug, Subcommand)]
enum DisciplineCommand {
    /// Menilai hari tidak masuk seorang pegawai; hanya indikasi / what a person's days come to; an indication only
    Assess {
        /// JSON: jenis pegawai, daerah, tahun, tanggal tidak masuk / employment, region, year, dates of absence
        file: PathBuf,
    },
}

/// Assesses and prints.
pub fn run(global: &Global, args: &Args) -> Outcome {
    let DisciplineCommand::Assess { file } = &args.command;
    assess(global, file, global.lang())
}

fn assess(global: &Global, file: &Path, lang: Lang) -> Outcome {
    let file = files::read(file, lang)?;
    let answer = discipline_file::answer(&file, lang).map_err(Failure::Work)?;
    if global.json {
        return output::json(&answer);
    }
    print_for_people(&answer, lang);
    Ok(())
}

fn print_for_people(answer: &Answer, lang: Lang) {
    match answer.indications.first() {
        None => println!("{}", lang.pick("Tidak ada indikasi hukuman disiplin.", "No indication of a punishment.")),
        Some(one) => {
            println!("{}: {} ({})", lang.pick("Indikasi", "Indication"), one.sanction_text, one.level.as_str());
            println!("{}: {}", lang.pick("dasar", "rule"), one.article);
            println!("{}: {}", lang.pick("tercapai pada", "reached on"), one.effective_from);
            list(lang.pick("Sebabnya", "Because"), &one.because);
            list(lang.pick("Yang belum pasti pada aturannya", "Open about the rules"), &one.open);
        }
    }
    let also: Vec<String> = answer
        .also
        .iter()
        .map(|also| match answer.also_from.get(also.as_str()) {
            Some(from) => format!("{} ({from})", also.text()),
            None => also.text().to_owned(),
        })
        .collect();
    list(lang.pick("Bersama itu", "With it"), &also);
    let counters = &answer.counters;
    println!(
        "{}: {} · {}: {} · {}: {}",
        lang.pick("hari setahun", "days of the year"),
        counters.cumulative_days,
        lang.pick("berturut-turut terpanjang", "longest row"),
        counters.longest_streak,
        lang.pick("hari dari menit", "days from minutes"),
        discipline_file::decimal(&counters.converted_days, lang),
    );
    if let Some(proposal) = &answer.proposal {
        println!("{}", proposal.sentence(lang));
    }
    if let Some(standard) = &answer.standard {
        println!(
            "{}: {} ({})",
            lang.pick(
                "Pembanding, bukan hukuman: PNS dengan hari yang sama",
                "Comparison only: a PNS with the same days"
            ),
            standard.sanction_text,
            standard.article,
        );
    }
    list(lang.pick("Belum diketahui", "Not known"), &answer.unknown);
    if !answer.indications.is_empty() {
        println!("\n{}", answer.notice);
    }
}

fn list(heading: &str, lines: &[String]) {
    if !lines.is_empty() {
        println!("{heading}:");
        lines.iter().for_each(|line| println!("  - {line}"));
    }
}
