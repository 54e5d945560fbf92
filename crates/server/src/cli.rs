//! The command line, as contracts with scripts and other offices promise it.
//!
//! Every command prints for people; `--json` prints one JSON document on standard output and nothing
//! else there. Exit status: 0 done; 1 the command could not do its work; 2 wrong usage; 3 it ran, and
//! what it checked does not hold.

mod audit;
mod backup;
mod calendar;
mod checks;
mod context;
mod cross_checks;
mod demo;
mod devices;
mod discipline;
mod discrepancies;
mod doubts;
mod erase;
mod evidence;
mod explain;
mod feeds;
mod hold;
mod import;
mod inspect;
mod ledger;
mod match_rates;
mod new_person;
mod notices;
mod openapi;
mod outages;
mod output;
mod parity;
mod people;
mod people_change;
mod phones;
mod pins;
mod punches;
mod readiness;
mod rebuild;
mod recap;
mod reconcile;
mod reconcile_rosters;
mod restore;
mod roster;
mod roster_desk;
mod rules;
mod serve;
mod signing;
mod simulate;
mod sites;
mod sources;
mod spot_checks;
mod stages;
mod stations;
mod survey;
mod tokens;
mod tpp;
mod tpp_month;
mod units;
mod users;
mod webhooks;
mod zones;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::lang::Lang;

/// Kehadiran ASN yang dapat dipercaya semua orang.
#[derive(Debug, Parser)]
#[command(name = "hadir", version, propagate_version = true)]
pub struct Cli {
    /// Settings of every command.
    #[command(flatten)]
    pub global: Global,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Settings of every command.
#[derive(Debug, Clone, clap::Args)]
pub struct Global {
    /// Folder data / data folder
    #[arg(long, global = true, env = "HADIR_DATA", default_value = "./data", value_name = "DIR")]
    pub data: PathBuf,
    /// Basis data / database: sqlite://… atau postgres://… (bawaan SQLite di folder data)
    #[arg(long, global = true, env = "HADIR_DATABASE", value_name = "URL")]
    pub database: Option<String>,
    /// Kode instansi bila ada beberapa / code of the instansi when there are several
    #[arg(long, global = true, env = "HADIR_INSTANSI", value_name = "KODE")]
    pub instansi: Option<String>,
    /// Bahasa / language
    #[arg(long, global = true, env = "HADIR_LANG", value_enum)]
    pub lang: Option<Lang>,
    /// Cetak satu dokumen JSON / print one JSON document
    #[arg(long, global = true)]
    pub json: bool,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Membuat kota contoh bila folder data kosong, lalu melayaninya / fictional city, then serve it
    Demo(demo::Args),
    /// Melayani isi folder data / serve the data folder
    Serve(serve::Args),
    /// Membaca berkas kehadiran tanpa menyimpan / read attendance files, store nothing
    Inspect(inspect::Args),
    /// Membaca berkas dan menyimpan rekamannya / read a file and journal its punches
    Import(import::Args),
    /// Isi jurnal / what the journal holds
    Punches(punches::Args),
    /// Rekap bulanan / the monthly recap
    Recap(recap::Args),
    /// Di mana sumber tidak sama, dan tingkat kecocokan / where sources disagree
    Reconcile(reconcile::Args),
    /// Membandingkan daftar pegawai, jejak dan daftar lain / compare register, traces and a list
    ReconcileRosters(reconcile_rosters::Args),
    /// Apa yang masih kurang per pegawai dan unit (pendataan) / what is still missing per person and unit
    Readiness(readiness::Args),
    /// Tingkat kecocokan antarsumber dengan riwayatnya / how often sources agree, with history
    MatchRates(match_rates::Args),
    /// PNS, CPNS, PPPK, PPPK paruh waktu dan non-ASN dengan ukuran yang sama / kinds of employment side by side
    Parity(parity::Args),
    /// Tanda tangan elektronik surat / electronic signatures of letters
    Signing(signing::Args),
    /// Tahap tiap OPD menuju tanpa daftar kertas / stages of OPDs on the way to working without paper
    Stages(stages::Args),
    /// Mengapa suatu angka begitu / why a figure is what it is
    Explain(explain::Args),
    /// Hari kerja dan hari libur dengan dasarnya / workdays and days off with their source
    Calendar(calendar::Args),
    /// Apa yang diusulkan aturan disiplin atas hari tidak masuk / what a regulation proposes for days of absence
    Discipline(discipline::Args),
    /// Survei kepuasan masyarakat / citizen satisfaction survey
    Survey(survey::Args),
    /// Potongan TPP menurut sebuah skema / what a schedule of allowances deducts
    Tpp(tpp::Args),
    /// Mesin absensi / terminals
    Devices(devices::Args),
    /// Sumber mesin merek lain / feeds of other makers
    Feeds(feeds::Args),
    /// Sampai kapan tiap sumber melapor / how far each source has spoken
    Sources(sources::Args),
    /// Pegawai / people
    People(people::Args),
    /// Perangkat daerah dan unit / agencies and units
    Units(units::Args),
    /// Lokasi kerja / places of work
    Sites(sites::Args),
    /// HP pegawai / phones of people
    Phones(phones::Args),
    /// PIN mesin dan pemiliknya / who is who on terminals
    Pins(pins::Args),
    /// Layar kode kantor dan tablet / screens and tablets of offices
    Stations(stations::Args),
    /// Pemberitahuan yang belum terkirim / notices that did not go out
    Notices(notices::Args),
    /// Pola pemeriksaan, sampel acak dan temuan / the inspectorate's workbench
    Audit(audit::Args),
    /// Apel dan pemeriksaan atasan / roll calls and checks
    Checks(checks::Args),
    /// Cek silang harian kepala unit / the head's daily cross-check
    CrossChecks(cross_checks::Args),
    /// Program lain yang diberi tahu / programs of others that are told
    Webhooks(webhooks::Args),
    /// Cek acak: undian, hasilnya, dan mengulang undian / spot checks by lottery
    SpotChecks(spot_checks::Args),
    /// Gangguan mesin, jaringan dan server / outages
    Outages(outages::Args),
    /// Perkara keraguan atas rekaman / cases of doubt about punches
    Doubts(doubts::Args),
    /// Selisih antarsumber dan penyelesaiannya / discrepancies and how they end
    Discrepancies(discrepancies::Args),
    /// Penghapusan data pribadi / erasure of personal data
    Erase(erase::Args),
    /// Perintah menyimpan / legal holds
    Hold(hold::Args),
    /// Zona toleransi jaringan lemah / tolerance zones
    Zones(zones::Args),
    /// Jadwal dan surat / roster and papers
    Roster(roster::Args),
    /// Akun / accounts
    Users(users::Args),
    /// Menimbang bukti rekaman / weigh the evidence of punches
    Evidence(evidence::Args),
    /// Menulis skenario berlabel / write a labelled scenario
    Simulate(simulate::Args),
    /// Token untuk program / bearer tokens for programs
    Tokens(tokens::Args),
    /// Aturan / rule packs
    Rules(rules::Args),
    /// Segel: memeriksa, mencetak, menulis bundel / the seal: check, print, write a bundle
    Ledger(ledger::Args),
    /// Menghitung ulang semua turunan / recompute everything derived
    Rebuild(rebuild::Args),
    /// Menulis cadangan selagi melayani / write a backup while serving
    Backup(backup::Args),
    /// Memulihkan cadangan setelah segelnya diperiksa / restore a backup once its seal was checked
    Restore(restore::Args),
    /// Mencetak openapi.json / print openapi.json
    Openapi(openapi::Args),
}

/// How a command ended, when not well.
#[derive(Debug)]
pub enum Failure {
    /// It could not do its work: one clear line, exit 1.
    Work(String),
    /// It ran, and what it checked does not hold: exit 3.
    DoesNotHold,
}

impl<E: std::fmt::Display> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::Work(format!("{error:#}"))
    }
}

/// What a command answers.
pub type Outcome = Result<(), Failure>;

/// Reads the arguments, runs the command and turns its outcome into an exit status.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Work(message)) => {
            // One line, whatever the error said.
            eprintln!("hadir: {}", message.split_whitespace().collect::<Vec<_>>().join(" "));
            ExitCode::from(1)
        }
        Err(Failure::DoesNotHold) => ExitCode::from(3),
    }
}

fn run(cli: Cli) -> Outcome {
    let global = cli.global;
    match cli.command {
        Command::Inspect(args) => inspect::run(&global, &args),
        Command::Calendar(args) => calendar::run(&global, &args),
        Command::Discipline(args) => discipline::run(&global, &args),
        Command::Survey(args) => survey::run(&global, &args),
        Command::Tpp(args) if args.needs_no_data() => tpp::run_without_data(&global, &args),
        Command::Rules(args) if args.needs_no_data() => rules::run_without_data(&global, &args),
        Command::Simulate(args) => simulate::run(&global, &args),
        Command::Openapi(args) => openapi::run(&args),
        Command::Evidence(args) if args.needs_no_data() => evidence::run_without_data(&global, &args),
        command => {
            tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(with_data(global, command))
        }
    }
}

async fn with_data(global: Global, command: Command) -> Outcome {
    match command {
        Command::Demo(args) => demo::run(&global, args).await,
        Command::Serve(args) => serve::run(&global, args).await,
        Command::Import(args) => import::run(&global, args).await,
        Command::Punches(args) => punches::run(&global, args).await,
        Command::Recap(args) => recap::run(&global, args).await,
        Command::Reconcile(args) => reconcile::run(&global, args).await,
        Command::ReconcileRosters(args) => reconcile_rosters::run(&global, args).await,
        Command::Webhooks(args) => webhooks::run(&global, args).await,
        Command::Explain(args) => explain::run(&global, args).await,
        Command::Tpp(args) => tpp::run(&global, args).await,
        Command::Rules(args) => rules::run(&global, args).await,
        Command::Readiness(args) => readiness::run(&global, args).await,
        Command::MatchRates(args) => match_rates::run(&global, args).await,
        Command::Parity(args) => parity::run(&global, args).await,
        Command::Signing(args) => signing::run(&global, args).await,
        Command::Stages(args) => stages::run(&global, args).await,
        Command::Devices(args) => devices::run(&global, args).await,
        Command::Feeds(args) => feeds::run(&global, args).await,
        Command::Sources(args) => sources::run(&global, args).await,
        Command::People(args) => people::run(&global, args).await,
        Command::Units(args) => units::run(&global, args).await,
        Command::Sites(args) => sites::run(&global, args).await,
        Command::Phones(args) => phones::run(&global, args).await,
        Command::Pins(args) => pins::run(&global, args).await,
        Command::Stations(args) => stations::run(&global, args).await,
        Command::Notices(args) => notices::run(&global, args).await,
        Command::Audit(args) => audit::run(&global, args).await,
        Command::Checks(args) => checks::run(&global, args).await,
        Command::CrossChecks(args) => cross_checks::run(&global, args).await,
        Command::SpotChecks(args) => spot_checks::run(&global, args).await,
        Command::Outages(args) => outages::run(&global, args).await,
        Command::Doubts(args) => doubts::run(&global, args).await,
        Command::Evidence(args) => evidence::run(&global, args).await,
        Command::Discrepancies(args) => discrepancies::run(&global, args).await,
        Command::Erase(args) => erase::run(&global, args).await,
        Command::Hold(args) => hold::run(&global, args).await,
        Command::Zones(args) => zones::run(&global, args).await,
        Command::Roster(args) => roster::run(&global, args).await,
        Command::Users(args) => users::run(&global, args).await,
        Command::Tokens(args) => tokens::run(&global, args).await,
        Command::Ledger(args) => ledger::run(&global, args).await,
        Command::Rebuild(args) => rebuild::run(&global, args).await,
        Command::Backup(args) => backup::run(&global, args).await,
        Command::Restore(args) => restore::run(&global, args).await,
        Command::Inspect(_)
        | Command::Calendar(_)
        | Command::Discipline(_)
        | Command::Survey(_)
        | Command::Simulate(_)
        | Command::Openapi(_) => {
            unreachable!("handled without data")
        }
    }
}

impl Global {
    /// The language to speak.
    pub fn lang(&self) -> Lang {
        self.lang.unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn every_command_and_argument_is_well_formed() {
        Cli::command().debug_assert();
    }

    #[test]
    fn the_output_flag_and_the_folder_stand_before_or_behind_the_command() {
        for arguments in [["hadir", "--json", "units"], ["hadir", "units", "--json"]] {
            assert!(Cli::try_parse_from(arguments).is_ok_and(|cli| cli.global.json));
        }
    }
}
