//! `hadir backup`: one file that holds everything but the key, written while the server goes on.

use std::path::PathBuf;

use serde_json::{Value, json};

use super::restore::{Bar, answer};
use super::{Failure, Global, Outcome, context, output};
use crate::services::backing_up::restoring::Meanwhile;
use crate::services::backing_up::{drilling, passphrase, restoring, writing};

/// Arguments of `hadir backup`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Berkas yang ditulis / the file to write
    #[arg(value_name = "OUT")]
    out: PathBuf,
    /// Sertakan hadir.key, terkunci kata sandi / take hadir.key along, under a passphrase
    #[arg(long, requires = "passphrase_file")]
    with_keys: bool,
    /// Kata sandi untuk kunci, di baris pertama berkas ini / passphrase of the key, on the first line of this file
    #[arg(long, value_name = "FILE", requires = "with_keys")]
    passphrase_file: Option<PathBuf>,
    /// Langsung uji apakah cadangan dapat dipulihkan / try at once whether it restores
    #[arg(long)]
    drill: bool,
}

/// Writes the backup.
pub async fn run(global: &Global, args: Args) -> Outcome {
    context::needs_data(global)?;
    let passphrase = match &args.passphrase_file {
        Some(file) => Some(passphrase::read(file).map_err(|error| super::restore::refuse(global, &error))?),
        None => None,
    };
    let app = context::open_app(global).await?;
    let lang = global.lang.unwrap_or(app.settings.lang);
    let mut bar = Bar::new(lang);
    let order = writing::Order { out: args.out.clone(), passphrase: passphrase.clone() };
    let began = app.now();
    let written = writing::write(&app, &order, &mut |id, en, done, all| bar.show(id, en, done, all)).await;
    bar.end();
    let written = written.map_err(|error| Failure::Work(error.sentence(lang).to_owned()))?;
    let seconds = app.now().duration_since(began).as_secs();
    let drilled = if args.drill {
        let order = restoring::Order {
            file: args.out.clone(),
            settings: (*app.settings).clone(),
            passphrase,
            meanwhile: Meanwhile { by: context::console_user(), ..Meanwhile::default() },
        };
        let drilled = drilling::drill(&app.system, &order, &mut |id, en, done, all| bar.show(id, en, done, all)).await;
        bar.end();
        Some(drilled.map_err(|error| Failure::Work(error.sentence(lang).to_owned()))?)
    } else {
        None
    };
    app.db.close().await;
    let holds = drilled.as_ref().is_none_or(drilling::Drilled::holds);
    if global.json {
        let drill = drilled.as_ref().map_or(Value::Null, answer::drill);
        output::json(&json!({
            "file": args.out.display().to_string(),
            "bytes": written.bytes,
            "sha256": hex::encode(written.sha256),
            "seconds": seconds,
            "manifest": written.manifest,
            "drill": drill,
        }))?;
    } else {
        println!(
            "{}: {} MiB, {} {}, {} s",
            args.out.display(),
            written.bytes.div_ceil(1 << 20),
            written.manifest.files.count,
            lang.pick("berkas", "files"),
            seconds
        );
        for city in &written.manifest.cities {
            println!("  {}: {} {}", city.code, city.log_size, lang.pick("daun segel", "leaves of the log"));
        }
        let gone = written.manifest.files.gone;
        if gone > 0 {
            println!(
                "  {gone} {}",
                lang.pick(
                    "berkas disebut basis data tetapi tidak ada di disk (terhapus sementara itu, atau hilang)",
                    "files the database names are not on the disk (erased meanwhile, or lost)"
                )
            );
        }
        if !written.manifest.with_keys {
            println!(
                "  {}",
                lang.pick(
                    "hadir.key tidak ikut: simpan terpisah, tanpa kunci itu cadangan ini tidak dapat dilayani",
                    "hadir.key is not in it: keep it apart, without it this backup cannot be served"
                )
            );
        }
        if let Some(drilled) = &drilled {
            answer::say_drill(drilled, lang);
        }
    }
    if holds { Ok(()) } else { Err(Failure::DoesNotHold) }
}
