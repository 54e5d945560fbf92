//! Reading a file an operator names.

use std::path::Path;

use anyhow::anyhow;
use hadir_intake::{Caps, DateOrder};

use crate::lang::Lang;

/// A file with its bytes.
#[derive(Debug, Clone)]
pub struct NamedFile {
    /// Its name, without folders.
    pub name: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// Date orders as an argument.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum DateOrderArg {
    /// 2025-11-03
    Ymd,
    /// 03/11/2025
    Dmy,
    /// 11/03/2025
    Mdy,
}

impl From<DateOrderArg> for DateOrder {
    fn from(order: DateOrderArg) -> Self {
        match order {
            DateOrderArg::Ymd => Self::YearMonthDay,
            DateOrderArg::Dmy => Self::DayMonthYear,
            DateOrderArg::Mdy => Self::MonthDayYear,
        }
    }
}

impl From<Lang> for hadir_intake::Lang {
    fn from(lang: Lang) -> Self {
        match lang {
            Lang::Id => Self::Id,
            Lang::En => Self::En,
        }
    }
}

/// Reads a whole file, up to the intake's cap.
///
/// # Errors
///
/// One clear sentence when it is absent, a folder, unreadable or too large.
pub fn read(path: &Path, lang: Lang) -> anyhow::Result<NamedFile> {
    read_up_to(path, Caps::default().bytes, lang)
}

/// Reads a file that may be as large as a limit.
///
/// # Errors
///
/// As [`read`].
pub fn read_up_to(path: &Path, limit: u64, lang: Lang) -> anyhow::Result<NamedFile> {
    let name = path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned());
    let about = std::fs::metadata(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => anyhow!(lang.pick(
            format!("{}: berkas tidak ada; periksa nama dan foldernya", path.display()),
            format!("{}: no such file; check its name and folder", path.display()),
        )),
        _ => anyhow!("{}: {error}", path.display()),
    })?;
    if about.is_dir() {
        return Err(anyhow!(lang.pick(
            format!("{}: ini folder, bukan berkas", path.display()),
            format!("{}: this is a folder, not a file", path.display()),
        )));
    }
    if about.len() > limit {
        return Err(anyhow!(lang.pick(
            format!("{name}: lebih dari {limit} byte; bagi menjadi beberapa berkas"),
            format!("{name}: more than {limit} bytes; split it into several files"),
        )));
    }
    let bytes = std::fs::read(path).map_err(|error| anyhow!("{}: {error}", path.display()))?;
    Ok(NamedFile { name, bytes })
}
