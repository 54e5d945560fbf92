//! `hadir restore`: brings a backup back into an empty place, after its seal was found to hold.

pub(super) mod answer;

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

use hadir_ledger::note::Note;
use jiff::Timestamp;

use super::{Failure, Global, Outcome, context, output};
use crate::lang::Lang;
use crate::services::backing_up::restoring::{self, Meanwhile, Order};
use crate::services::backing_up::{drilling, passphrase};
use crate::services::erasing;
use crate::services::error::ServiceError;
use crate::system::System;

/// Arguments of `hadir restore`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Cadangan dari `hadir backup` / a backup of `hadir backup`
    #[arg(value_name = "FILE", required_unless_present = "recovered")]
    file: Option<PathBuf>,
    /// Kata sandi kunci di dalam cadangan, di baris pertama berkas ini / passphrase of the key in the backup
    #[arg(long, value_name = "FILE")]
    keys_passphrase_file: Option<PathBuf>,
    /// Daftar penghapusan yang disimpan di luar cadangan (erasures.jsonl) / erasures kept outside the backup
    #[arg(long, value_name = "LIST")]
    erasures: Option<PathBuf>,
    /// Titik periksa yang disimpan di luar; boleh beberapa / checkpoints kept outside
    #[arg(long, value_name = "CHECKPOINT")]
    since: Vec<PathBuf>,
    /// Hanya mencoba di tempat terpisah, lalu menghapusnya / only try it apart, and remove it again
    #[arg(long)]
    drill: bool,
    /// Basis data sudah dipulihkan dengan cara lain (mis. PITR): periksa dan mulai epoch baru / already brought back
    #[arg(long, conflicts_with_all = ["file", "drill", "keys_passphrase_file"])]
    recovered: bool,
    /// Saat yang dipulihkan; mesin diminta lagi sejak itu / the moment it was brought back to
    #[arg(long, value_name = "TIME", requires = "recovered")]
    at: Option<Timestamp>,
}

/// Restores, or tries to.
pub async fn run(global: &Global, args: Args) -> Outcome {
    let meanwhile = Meanwhile {
        since: args.since.iter().map(|file| read_note(global, file)).collect::<Result<_, _>>()?,
        erasures: read_list(global, args.erasures.as_deref())?,
        by: context::console_user(),
    };
    if args.recovered {
        return recovered(global, &meanwhile, args.at).await;
    }
    let Some(file) = args.file else { return Err(Failure::Work("FILE".into())) };
    let settings = context::settings(global)?;
    let lang = settings.lang;
    let passphrase = match &args.keys_passphrase_file {
        Some(file) => Some(passphrase::read(file).map_err(|error| refuse(global, &error))?),
        None => None,
    };
    let order = Order { file, settings, passphrase, meanwhile };
    let system = System::real();
    let mut bar = Bar::new(lang);
    if args.drill {
        let drilled = drilling::drill(&system, &order, &mut |id, en, done, all| bar.show(id, en, done, all)).await;
        bar.end();
        let drilled = drilled.map_err(|error| Failure::Work(error.sentence(lang).to_owned()))?;
        if global.json {
            output::json(&answer::drill(&drilled))?;
        } else {
            answer::say_drill(&drilled, lang);
        }
        return if drilled.holds() { Ok(()) } else { Err(Failure::DoesNotHold) };
    }
    let report = restoring::restore(&system, &order, &mut |id, en, done, all| bar.show(id, en, done, all)).await;
    bar.end();
    say(global, lang, &report.map_err(|error| Failure::Work(error.sentence(lang).to_owned()))?)
}

async fn recovered(global: &Global, meanwhile: &Meanwhile, at: Option<Timestamp>) -> Outcome {
    context::needs_data(global)?;
    let app = context::open_app(global).await?;
    let lang = app.settings.lang;
    let mut bar = Bar::new(lang);
    let at = at.unwrap_or(app.now());
    let report = restoring::recovered(&app, meanwhile, at, &mut |id, en, done, all| bar.show(id, en, done, all)).await;
    bar.end();
    app.db.close().await;
    say(global, lang, &report.map_err(|error| Failure::Work(error.sentence(lang).to_owned()))?)
}

fn say(global: &Global, lang: Lang, report: &restoring::Report) -> Outcome {
    if global.json {
        output::json(&answer::restored(report))?;
    } else {
        answer::say_restored(report, lang);
    }
    if report.holds() { Ok(()) } else { Err(Failure::DoesNotHold) }
}

/// The list named with the one that lies in the data folder; a line that stands in both counts once.
fn read_list(global: &Global, named: Option<&Path>) -> Result<Option<String>, Failure> {
    let there = global.data.join(erasing::list::FILE);
    let mut text = match std::fs::read_to_string(&there) {
        Ok(text) => Some(text),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        Err(error) => return Err(Failure::Work(format!("{}: {error}", there.display()))),
    };
    if let Some(file) = named {
        let mut more =
            std::fs::read_to_string(file).map_err(|error| Failure::Work(format!("{}: {error}", file.display())))?;
        if let Some(before) = text.filter(|before| *before != more) {
            if !more.ends_with('\n') {
                more.push('\n');
            }
            more.push_str(&before);
        }
        text = Some(more);
    }
    Ok(text)
}

fn read_note(global: &Global, file: &Path) -> Result<Note, Failure> {
    let lang = global.lang();
    let text = std::fs::read_to_string(file).map_err(|error| Failure::Work(format!("{}: {error}", file.display())))?;
    Note::parse(&text).map_err(|_| {
        Failure::Work(lang.pick(
            format!("{}: bukan titik periksa; simpan keluaran `hadir ledger checkpoint`", file.display()),
            format!("{}: not a checkpoint; keep what `hadir ledger checkpoint` prints", file.display()),
        ))
    })
}

/// A refusal before any settings are read.
pub(super) fn refuse(global: &Global, error: &ServiceError) -> Failure {
    Failure::Work(error.sentence(global.lang()).to_owned())
}

/// Progress on a terminal, on standard error; nothing elsewhere.
pub(super) struct Bar {
    lang: Lang,
    on_terminal: bool,
    shown: Option<(&'static str, u64)>,
}

impl Bar {
    /// Shows nothing yet.
    pub(super) fn new(lang: Lang) -> Self {
        Self { lang, on_terminal: std::io::stderr().is_terminal(), shown: None }
    }

    /// Shows how far a stage has come.
    pub(super) fn show(&mut self, id: &'static str, en: &'static str, done: u64, all: u64) {
        let percent = done.min(all).saturating_mul(100).checked_div(all).unwrap_or(100);
        let stage = self.lang.pick(id, en);
        if !self.on_terminal || self.shown == Some((stage, percent)) {
            return;
        }
        if self.shown.is_some_and(|(before, _)| before != stage) {
            eprintln!();
        }
        self.shown = Some((stage, percent));
        eprint!("\r  {stage:<28} {percent:>3}%");
        drop(std::io::stderr().flush());
    }

    /// Ends the line.
    pub(super) fn end(&mut self) {
        if self.shown.take().is_some() {
            eprintln!();
        }
    }
}
