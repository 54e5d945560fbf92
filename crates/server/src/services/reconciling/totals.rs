//! Sheets whose printed totals are not what their own cells add up to. Neither overwrites the other.

use hadir_domain::ids::PersonId;
use hadir_domain::punches::Source;
use hadir_domain::reconcile::Speaker;
use hadir_intake::{Input, Options, checked_totals};
use hadir_store::imports::Import;
use hadir_store::instansi::Instansi;
use hadir_store::{StoreError, matching, raw_files};
use jiff::civil::Date;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::app::App;
use crate::services::error::ServiceError;
use crate::services::sealed_files::FileKind;

/// Formats that print totals beside their cells.
const WITH_TOTALS: [&str; 2] = ["month-matrix", "manual-month"];

/// One total that does not follow from its cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TotalsDiffer {
    /// Name of the file.
    pub file: String,
    /// Who says so.
    pub speaker: Speaker,
    /// The key the sheet knows the person by.
    pub key: String,
    /// The person, where known.
    pub person: Option<PersonId>,
    /// First day the sheet speaks for.
    pub on: Date,
    /// The column's heading.
    pub heading: String,
    /// What is printed.
    pub printed: u64,
    /// What the cells make.
    pub counted: u64,
}

impl TotalsDiffer {
    /// Its key; the same whenever it is found.
    pub fn id(&self) -> Uuid {
        let text = format!("hadir-totals\n{}\n{}\n{}\n{}", self.speaker.as_str(), self.key, self.on, self.heading);
        super::keeping::key_of(&Sha256::digest(text.as_bytes()))
    }
}

/// Reads the sheets of a span once more from their raw files. What was destroyed or cannot be read is passed over.
pub(super) async fn of_imports(
    app: &App,
    instansi: &Instansi,
    imports: &[Import],
    (from, to): (Date, Date),
) -> Result<Vec<TotalsDiffer>, ServiceError> {
    let mut found = Vec::new();
    for import in imports.iter().filter(|import| import.accepted && WITH_TOTALS.contains(&import.format.as_str())) {
        let Some(source) = Source::parse(&import.source) else { continue };
        let Some(on) = import.period.map(|(first, _)| first).filter(|on| *on <= to) else { continue };
        let raw = app.db.read(async |tx| raw_files::get(tx, instansi.id, &import.sha256).await).await?;
        let Some(raw) = raw.filter(|raw| raw.destroyed_at.is_none()) else { continue };
        let Ok(sealed) = tokio::fs::read(app.data().join(&raw.stored_path)).await else { continue };
        let label = FileKind::RAW.label(instansi.id, &hex::encode(import.sha256));
        let Ok(bytes) = app.keys.unseal(&label, &raw.nonce, &sealed) else { continue };
        let (name, zone) = (import.file_name.clone(), instansi.zone.time_zone());
        let reading = tokio::task::spawn_blocking(move || {
            let options = Options { zone, ..Options::default() };
            let input = Input { name: &name, bytes: &bytes, options: &options };
            hadir_intake::read(&input).map(|reading| checked_totals(&reading)).unwrap_or_default()
        })
        .await
        .map_err(ServiceError::fault)?;
        let differing: Vec<_> = reading.into_iter().filter(|total| total.printed != total.counted).collect();
        let keys: Vec<(&str, Date)> = differing.iter().map(|total| (total.person_key.as_str(), on)).collect();
        let people = app
            .db
            .read(async |tx| Ok::<_, StoreError>(matching::who(tx, instansi.id, source, None, &keys).await?))
            .await?;
        let on = on.max(from);
        found.extend(differing.into_iter().zip(people).map(|(total, person)| TotalsDiffer {
            file: import.file_name.clone(),
            speaker: Speaker::of(source),
            key: total.person_key,
            person,
            on,
            heading: total.label,
            printed: total.printed,
            counted: total.counted,
        }));
    }
    Ok(found)
}
