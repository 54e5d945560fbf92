//! `hadir ledger export`: a bundle that others check without this server.

use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use hadir_ledger::bundle::Records;
use serde::Serialize;

use crate::cli::{Failure, Global, Outcome, context, output};
use crate::services::sealing::exporting::{Exported, Options, export};

/// Arguments of `hadir ledger export`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Berkas bundel yang ditulis / bundle to write
    #[arg(value_name = "OUT")]
    out: PathBuf,
    /// Dengan isi rekaman (data pribadi), atau komitmennya saja / with the records, or commitments only
    #[arg(long, value_enum, default_value_t = Which::All)]
    records: Which,
    /// Mulai dari daun ini / begin at this leaf
    #[arg(long, value_name = "POSITION", default_value_t = 0)]
    from: u64,
}

/// What a bundle holds beside the log.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Which {
    /// Isi dan garam semua rekaman / bodies and salts of all records
    All,
    /// Tanpa isi: tidak ada data pribadi / none: no personal data
    None,
}

impl From<Which> for Records {
    fn from(which: Which) -> Self {
        match which {
            Which::All => Self::All,
            Which::None => Self::None,
        }
    }
}

#[derive(Serialize)]
struct Answer {
    file: String,
    size: u64,
    from: u64,
    root: String,
    leaves: u64,
    records: u64,
    erased: u64,
    /// Whether names and the like are in it.
    personal_data: bool,
    /// Whether the leaves give the root that was signed.
    fits: bool,
}

/// Writes the bundle beside its place and moves it there once it is whole.
pub async fn run(global: &Global, args: Args) -> Outcome {
    let context = context::open(global).await?;
    if args.out.exists() {
        return Err(context.refuse(
            format!("{}: sudah ada; pilih nama lain", args.out.display()),
            format!("{}: is there already; choose another name", args.out.display()),
        ));
    }
    let temporary = beside(&args.out)?;
    let options = Options { records: args.records.into(), from: args.from };
    let open = || private(&temporary).map(|file| BufWriter::with_capacity(1 << 20, file));
    let done = match export(&context.app, &context.instansi, options, open).await {
        Ok((out, exported)) => finish(out, &temporary, &args.out).map(|()| exported).map_err(Failure::from),
        Err(error) => Err(context.fail(error)),
    };
    let exported = match done {
        Ok(exported) => exported,
        Err(failure) => {
            // Nothing half-written stays; that it was never made is no second failure.
            let _ = std::fs::remove_file(&temporary);
            return Err(failure);
        }
    };
    let answer = answer(&args, &exported);
    if context.json {
        return output::json(&answer);
    }
    println!(
        "{}: {} {}, {} {}, {} {}",
        answer.file,
        answer.leaves,
        context.lang.pick("daun", "leaves"),
        answer.records,
        context.lang.pick("rekaman", "records"),
        answer.erased,
        context.lang.pick("terhapus menurut hukum", "erased by law")
    );
    if answer.personal_data {
        println!(
            "{}",
            context.lang.pick(
                "Berkas ini memuat data pribadi. Hanya pemiliknya dapat membacanya; serahkan hanya kepada yang berhak, \
                 atau tulis dengan `--records none`.",
                "This file holds personal data. Only its owner can read it; hand it only to those who may have it, or \
                 write one with `--records none`.",
            )
        );
    }
    if !answer.fits {
        println!(
            "! {}",
            context.lang.pick(
                "Daun tidak menghasilkan akar yang ditandatangani; `hadir ledger verify` menyebut tempatnya.",
                "The leaves do not give the root that was signed; `hadir ledger verify` names the place.",
            )
        );
    }
    Ok(())
}

fn answer(args: &Args, exported: &Exported) -> Answer {
    Answer {
        file: args.out.display().to_string(),
        size: exported.checkpoint.size,
        from: exported.from,
        root: hex::encode(exported.checkpoint.root),
        leaves: exported.written.leaves,
        records: exported.written.records,
        erased: exported.written.erased,
        personal_data: exported.written.records > 0,
        fits: exported.fits(),
    }
}

/// A hidden name in the same folder.
fn beside(out: &Path) -> anyhow::Result<PathBuf> {
    let name = out.file_name().ok_or_else(|| anyhow::anyhow!("{}: no name of a file", out.display()))?;
    Ok(out.with_file_name(format!(".{}.{}", name.to_string_lossy(), std::process::id())))
}

/// A new, empty file that only its owner can read.
fn private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(path)
}

fn finish(out: BufWriter<File>, temporary: &Path, place: &Path) -> io::Result<()> {
    let mut file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
    file.flush()?;
    file.sync_all()?;
    std::fs::rename(temporary, place)?;
    let folder = place.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()
}
