//! `hadir survey`: the citizen satisfaction survey (SKM).

use std::path::PathBuf;

use clap::Subcommand;
use hadir_domain::survey::{self, Weight};
use serde::Serialize;

use super::{Failure, Global, Outcome, output};
use crate::lang::Lang;
use crate::services::{files, surveying};

/// Arguments of `hadir survey`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: SurveyCommand,
}

#[derive(Debug, Subcommand)]
enum SurveyCommand {
    /// Menghitung IKM dari berkas jawaban / compute the index from answers
    Compute {
        /// CSV, satu baris satu responden, kolom U1…U9 / one row per respondent, columns U1…U9
        file: PathBuf,
        /// Bobot unsur / weight of an element
        #[arg(long, value_parser = weight, default_value = "ninth")]
        weight: Weight,
    },
    /// Jumlah responden yang diperlukan / how many respondents are needed
    SampleSize {
        /// Jumlah populasi / size of the population
        population: u64,
    },
}

fn weight(text: &str) -> Result<Weight, String> {
    match text {
        "ninth" => Ok(Weight::Ninth),
        "0.11" => Ok(Weight::PointEleven),
        _ => Err("ninth atau / or 0.11".into()),
    }
}

#[derive(Serialize)]
struct SampleSize {
    population: u64,
    sample: u64,
}

/// Computes and prints.
pub fn run(global: &Global, args: &Args) -> Outcome {
    let lang = global.lang();
    match &args.command {
        SurveyCommand::SampleSize { population } => {
            let answer = SampleSize { population: *population, sample: survey::sample_size(*population) };
            if global.json {
                return output::json(&answer);
            }
            println!("{}: {}", lang.pick("responden", "respondents"), answer.sample);
            Ok(())
        }
        SurveyCommand::Compute { file, weight } => compute(global, file, *weight, lang),
    }
}

fn compute(global: &Global, file: &std::path::Path, weight: Weight, lang: Lang) -> Outcome {
    let file = files::read(file, lang)?;
    let result = surveying::compute(&file, weight, lang).map_err(Failure::Work)?;
    if global.json {
        return output::json(&result);
    }
    println!("IKM {} ({} - {})", result.ikm, result.mutu, result.kinerja);
    println!("{}: {}", lang.pick("responden", "respondents"), result.respondents);
    for (element, nrr) in &result.nrr {
        println!("  {element}  {nrr}");
    }
    for left_out in &result.left_out {
        println!("  {} {}: {}", lang.pick("baris", "row"), left_out.row, left_out.reason);
    }
    Ok(())
}
