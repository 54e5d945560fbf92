//! Papers set from one finished value: everything on it but moment, hash and mark says which document it is.

use std::fmt::{Debug, Display};

use hadir_reports::paper_mark::PaperMark;
use hadir_store::instansi::Instansi;
use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::{Format, Kind, Paper, print};
use crate::app::App;
use crate::services::error::ServiceError;
use crate::services::printing::moment;

/// What a paper is about.
pub struct About {
    /// What it is.
    pub kind: Kind,
    /// In which form.
    pub format: Format,
    /// Code of the office it speaks of.
    pub unit: String,
    /// Its name, as printed.
    pub office: String,
    /// What time it speaks of, or its number.
    pub period: String,
}

/// What is filled in when a paper is set.
#[derive(Debug, Clone, Default)]
pub struct Stamp {
    /// When it was printed, as text.
    pub printed_at: String,
    /// Instant written into the file's properties.
    pub created_at: Timestamp,
    /// Short hash of the content.
    pub footer: String,
    /// By which anybody can check the paper.
    pub mark: Option<PaperMark>,
}

/// Sets a value with its mark and keeps it as a document. `stamp` fills in what is not content, `set` makes the bytes from
/// a stamped value, off the threads that answer; `template` is the layout, which is part of the content.
///
/// # Errors
///
/// When `set` fails or the database does not answer.
pub async fn record<V, F>(
    app: &App,
    instansi: &Instansi,
    by: &str,
    about: About,
    (template, value): (&str, V),
    stamp: fn(V, Stamp) -> V,
    set: F,
) -> Result<Vec<u8>, ServiceError>
where
    V: Clone + Debug + Send + 'static,
    F: Fn(V) -> Result<Vec<u8>, ServiceError> + Clone + Send + 'static,
{
    let plain = stamp(value, Stamp::default());
    let content: [u8; 32] = Sha256::digest(format!("{}\n{template}\n{plain:?}", env!("CARGO_PKG_VERSION"))).into();
    let About { kind, format, unit, office, period } = about;
    let paper = Paper { kind, format, unit, office, period, content };
    let made = |mark, issued_at| {
        let stamped = Stamp {
            printed_at: moment(issued_at, instansi),
            created_at: issued_at,
            footer: footer(&content),
            mark: Some(mark),
        };
        let (set, value) = (set.clone(), stamp(plain.clone(), stamped));
        async move { tokio::task::spawn_blocking(move || set(value)).await.map_err(ServiceError::fault)? }
    };
    print(app, instansi, paper, by, made).await
}

/// The short hash at the foot of a paper.
pub fn footer(content: &[u8; 32]) -> String {
    format!("Hadir · {}", hex::encode(&content[..8]))
}

/// A value that may not be printed as it is.
pub fn not_printable(indonesian: String, error: impl Display) -> ServiceError {
    ServiceError::bad("not_printable", indonesian, error.to_string())
}
