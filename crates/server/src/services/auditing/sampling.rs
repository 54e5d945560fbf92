//! Random samples: drawn by a recorded seed from a population whose hash is recorded, so that anybody can draw them again.

use std::collections::{BTreeMap, HashMap};

use hadir_domain::audit::{Drawn, Key, Sample, Seed, draw};
use hadir_domain::ids::UnitId;
use hadir_domain::units::{Unit, subtree};
use hadir_store::audits::facts::{self as read, Within};
use hadir_store::audits::{self, AuditRecord, SAMPLE};
use hadir_store::instansi::Instansi;
use hadir_store::{StoreError, posts, units};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{check_span, facts};
use crate::app::App;
use crate::auth::caller::path;
use crate::services::error::ServiceError;
use crate::services::roster_desk::Officer;

/// Most keys drawn at once.
pub const MOST_DRAWN: u32 = 500;
/// Most keys a population may have.
const MOST_KEYS: usize = 2_000_000;

/// What is drawn from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SampleOf {
    /// People and working days on which they serve: `person/date`.
    PersonDays,
    /// People who serve on the last day: `person`.
    People,
    /// Manual rolls taken in on the days: the key of the import.
    Rolls,
}

impl SampleOf {
    /// Reads the code.
    pub fn parse(text: &str) -> Option<Self> {
        serde_json::from_value(serde_json::Value::from(text)).ok()
    }

    /// The code.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PersonDays => "person_days",
            Self::People => "people",
            Self::Rolls => "rolls",
        }
    }
}

/// A sample somebody wants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSample {
    /// Its key, made by whoever sends it.
    pub id: Uuid,
    /// What is drawn from.
    pub of: SampleOf,
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// Of which unit and all below it; none for the whole instansi.
    pub unit: Option<UnitId>,
    /// How many.
    pub size: u32,
    /// Whether each OPD gets its share.
    pub by_opd: bool,
    /// The seed; the server draws one when there is none.
    pub seed: Option<Seed>,
    /// What it is for.
    pub purpose: String,
}

/// What is kept of a sample.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SampleContent {
    /// What is drawn from.
    pub of: SampleOf,
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// How many were wanted.
    pub size: u32,
    /// Whether each OPD gets its share.
    pub by_opd: bool,
    /// The seed: 64 hexadecimal digits.
    pub seed: String,
    /// Whether whoever drew brought it along.
    pub seed_given: bool,
    /// What it is for.
    pub purpose: String,
    /// How many keys there were.
    pub population: u64,
    /// SHA-256 over the sorted keys, each ended by a line feed.
    pub population_hash: String,
    /// What was drawn, by stratum and rank.
    pub drawn: Vec<Drawn>,
}

/// A sample that was drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// Its key.
    pub id: Uuid,
    /// Of which unit.
    pub unit: Option<UnitId>,
    /// What is kept of it.
    pub content: SampleContent,
    /// Who drew it.
    pub by_login: String,
    /// When.
    pub at: Timestamp,
}

impl Stored {
    /// Reads a record.
    ///
    /// # Errors
    ///
    /// When it is no sample.
    pub fn read(record: AuditRecord) -> Result<Self, ServiceError> {
        let content = serde_json::from_value(record.content).map_err(ServiceError::fault)?;
        Ok(Self { id: record.id, unit: record.unit, content, by_login: record.by_login, at: record.received_at })
    }
}

/// Draws a sample and keeps it. Sent again with the same key, it is the same sample.
///
/// # Errors
///
/// `bad_span`, `bad_size`, `empty_population`, `too_many_keys`, `id_taken`.
pub async fn sample(
    app: &App,
    instansi: &Instansi,
    officer: Officer<'_>,
    new: &NewSample,
) -> Result<Stored, ServiceError> {
    if let Some(there) = app.db.read(async |tx| audits::get(tx, instansi.id, new.id).await).await? {
        return repeated(there, new, officer);
    }
    check_span(app, instansi, new.from, new.to)?;
    if new.size == 0 || new.size > MOST_DRAWN {
        return Err(ServiceError::bad(
            "bad_size",
            format!("Besar sampel 1 sampai {MOST_DRAWN}."),
            format!("A sample has 1 to {MOST_DRAWN} members."),
        ));
    }
    let seed = new.seed.unwrap_or_else(|| Seed(app.system.bytes()));
    let keys = population(app, instansi, new.of, (new.from, new.to), new.unit).await?;
    if keys.is_empty() {
        return Err(ServiceError::bad(
            "empty_population",
            "Tidak ada yang dapat diambil pada tanggal dan unit itu. Pilih tanggal atau unit lain.",
            "There is nothing to draw from on those days in that unit. Choose other days or another unit.",
        ));
    }
    let (size, by_opd) = (new.size as usize, new.by_opd);
    let drawn = redraw(keys, seed, size, by_opd).await?;
    let content = SampleContent {
        of: new.of,
        from: new.from,
        to: new.to,
        size: new.size,
        by_opd,
        seed: seed.hex(),
        seed_given: new.seed.is_some(),
        purpose: new.purpose.clone(),
        population: drawn.population,
        population_hash: hex::encode(drawn.population_hash),
        drawn: drawn.drawn,
    };
    let record = AuditRecord {
        id: new.id,
        subject: new.id,
        ordinal: 0,
        kind: SAMPLE.to_owned(),
        unit: new.unit,
        person: None,
        content: serde_json::to_value(&content).map_err(ServiceError::fault)?,
        by_login: officer.login.to_owned(),
        by_person: officer.person,
        received_at: app.now(),
    };
    let kept = app.db.write(async |tx| audits::add(tx, instansi.id, &record, app.system.bytes()).await).await;
    match kept {
        Ok(()) => Stored::read(record),
        // Another request with the same key came first.
        Err(StoreError::Conflict(_)) => {
            let there = app.db.read(async |tx| audits::get(tx, instansi.id, new.id).await).await?;
            repeated(there.ok_or_else(unknown_sample)?, new, officer)
        }
        Err(error) => Err(error.into()),
    }
}

fn repeated(there: AuditRecord, new: &NewSample, officer: Officer<'_>) -> Result<Stored, ServiceError> {
    let taken = || {
        ServiceError::conflict(
            "id_taken",
            "Kunci itu sudah dipakai untuk hal lain. Muat ulang halaman lalu coba lagi.",
            "That key is in use for something else. Load the page again and try anew.",
        )
    };
    if there.kind != SAMPLE || there.by_login != officer.login {
        return Err(taken());
    }
    let stored = Stored::read(there)?;
    let content = &stored.content;
    let same = content.of == new.of
        && (content.from, content.to, stored.unit) == (new.from, new.to, new.unit)
        && (content.size, content.by_opd) == (new.size, new.by_opd)
        && new.seed.is_none_or(|seed| seed.hex() == content.seed);
    if same { Ok(stored) } else { Err(taken()) }
}

async fn redraw(keys: Vec<Key>, seed: Seed, size: usize, by_opd: bool) -> Result<Sample, ServiceError> {
    tokio::task::spawn_blocking(move || draw(&keys, &seed, size, by_opd)).await.map_err(ServiceError::fault)
}

/// Everything that could have been drawn, as it is known now.
///
/// # Errors
///
/// `no_calendar`, `too_many_keys`.
pub async fn population(
    app: &App,
    instansi: &Instansi,
    of: SampleOf,
    (from, to): (Date, Date),
    unit: Option<UnitId>,
) -> Result<Vec<Key>, ServiceError> {
    let id = instansi.id;
    let zone = instansi.zone.time_zone();
    let midnight = |on: Date| zone.to_ambiguous_timestamp(on.at(0, 0, 0, 0)).compatible().map_err(ServiceError::fault);
    let within =
        Within { from, to, begins: midnight(from)?, ends: midnight(to.tomorrow().map_err(ServiceError::fault)?)? };
    let (all, posts, rolls) = app
        .db
        .read(async |tx| {
            let rolls = if of == SampleOf::Rolls { read::rolls(tx, id, within).await? } else { Vec::new() };
            Ok::<_, StoreError>((units::list(tx, id).await?, posts::all(tx, id).await?, rolls))
        })
        .await?;
    let reach = unit.map(|unit| subtree(&all, unit));
    let inside = |of: UnitId| reach.as_ref().is_none_or(|reach| reach.contains(&of));
    let opds = opds(&all);
    let opd = |unit: Option<UnitId>| unit.and_then(|unit| opds.get(&unit)).cloned().unwrap_or_else(|| "-".to_owned());
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    match of {
        SampleOf::Rolls => {
            let within = rolls.into_iter().filter(|roll| unit.is_none() || roll.unit.is_some_and(inside));
            found.extend(within.map(|roll| (roll.import.to_string(), opd(roll.unit))));
        }
        SampleOf::People => {
            let serving = posts.iter().filter(|post| post.holds_on(to) && inside(post.unit));
            found.extend(serving.map(|post| (post.person.to_string(), opd(Some(post.unit)))));
        }
        SampleOf::PersonDays => {
            let days = facts::workdays(app, instansi, from, to)?;
            if posts.len().saturating_mul(days.len()) > MOST_KEYS {
                return Err(ServiceError::bad(
                    "too_many_keys",
                    "Terlalu banyak hari pegawai. Persempit tanggal atau pilih satu unit.",
                    "Too many person-days. Choose fewer days or one unit.",
                ));
            }
            for post in posts.iter().filter(|post| inside(post.unit)) {
                let served = days.iter().filter(|on| post.holds_on(**on));
                found.extend(served.map(|on| (format!("{}/{on}", post.person), opd(Some(post.unit)))));
            }
        }
    }
    Ok(found.into_iter().map(|(text, stratum)| Key { stratum, text }).collect())
}

/// The code of the OPD of each unit.
fn opds(all: &[Unit]) -> HashMap<UnitId, String> {
    let code = |id: UnitId| all.iter().find(|unit| unit.id == id).map(|unit| unit.code.clone());
    all.iter().filter_map(|unit| Some((unit.id, code(path(all, unit.id).last().copied()?)?))).collect()
}

/// The population as a file: key, tab, OPD; in the order of the keys.
pub fn population_text(keys: &[Key]) -> String {
    keys.iter().map(|key| format!("{}\t{}\n", key.text, key.stratum)).collect()
}

/// What drawing again showed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Redrawn {
    /// Whether the population is what it was.
    pub same_population: bool,
    /// Whether the same were drawn.
    pub same_drawn: bool,
    /// How many keys there are now.
    pub population: u64,
}

/// Draws a sample again from what is known now.
///
/// # Errors
///
/// As [`population`].
pub async fn recompute(app: &App, instansi: &Instansi, stored: &Stored) -> Result<Redrawn, ServiceError> {
    let content = &stored.content;
    let keys = population(app, instansi, content.of, (content.from, content.to), stored.unit).await?;
    let seed = Seed::parse(&content.seed).map_err(ServiceError::fault)?;
    let again = redraw(keys, seed, content.size as usize, content.by_opd).await?;
    Ok(Redrawn {
        same_population: hex::encode(again.population_hash) == content.population_hash,
        same_drawn: again.drawn == content.drawn,
        population: again.population,
    })
}

/// One sample.
///
/// # Errors
///
/// `unknown_sample`.
pub async fn get(app: &App, instansi: &Instansi, id: Uuid) -> Result<Stored, ServiceError> {
    let record = app.db.read(async |tx| audits::get(tx, instansi.id, id).await).await?;
    Stored::read(record.filter(|record| record.kind == SAMPLE).ok_or_else(unknown_sample)?)
}

/// The newest samples.
///
/// # Errors
///
/// When the database refuses.
pub async fn list(app: &App, instansi: &Instansi, most: u32) -> Result<Vec<Stored>, ServiceError> {
    let records = app.db.read(async |tx| audits::samples(tx, instansi.id, most).await).await?;
    records.into_iter().map(Stored::read).collect()
}

/// There is no such sample.
pub fn unknown_sample() -> ServiceError {
    ServiceError::not_found(
        "unknown_sample",
        "Sampel itu tidak ada. Lihat daftar sampel.",
        "There is no such sample. See the list of samples.",
    )
}
