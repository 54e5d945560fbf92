//! Everything that is kept about a person, as one ZIP for that person.
//!
//! **Invariant:** every statement here names the person; nobody else's record can be in the file. Secrets (passwords,
//! tokens, keys of passkeys) are in none of it.

mod page;
mod sections;

use std::io::{Cursor, Write};

use hadir_domain::ids::PersonId;
use hadir_store::data_exports::{self, OwnPhoto, OwnPunch};
use hadir_store::instansi::Instansi;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use uuid::Uuid;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::error::ServiceError;
use super::photographing;
use crate::app::App;

/// Copies a person may take within [`WINDOW`].
pub const MOST_COPIES: usize = 5;
/// The time they are counted over.
pub const WINDOW: SignedDuration = SignedDuration::from_hours(1);
/// Most bytes of photos in one file; the older ones come in the next.
const MOST_PHOTO_BYTES: i64 = 40 * 1024 * 1024;
/// Rows read at a time.
const STEP: u32 = 500;

/// Where the next part of the photos begins.
pub type PhotoPlace = (i64, Uuid);

/// Whose data, and for whom it is written down that a copy was taken.
#[derive(Debug, Clone)]
pub struct Of<'a> {
    /// The government.
    pub instansi: &'a Instansi,
    /// The person.
    pub person: PersonId,
    /// The login that asks.
    pub by: &'a str,
}

/// Notes a copy before it is made.
///
/// # Errors
///
/// `too_many_copies` when several were taken just now.
pub async fn begin(app: &App, of: &Of<'_>) -> Result<(), ServiceError> {
    let (id, now) = (of.instansi.id, app.now());
    let since = now.saturating_sub(WINDOW).unwrap_or(now);
    app.db
        .write(async |tx| {
            let taken = data_exports::of_person(tx, id, of.person, MOST_COPIES as u32).await?;
            if taken.iter().filter(|(at, _)| *at > since).count() >= MOST_COPIES {
                return Err(ServiceError::conflict(
                    "too_many_copies",
                    format!("Salinan sudah diambil {MOST_COPIES} kali dalam satu jam. Coba lagi nanti."),
                    format!("{MOST_COPIES} copies were taken within an hour. Try again later."),
                ));
            }
            data_exports::add(tx, id, app.system.uuid(), of.person, of.by, now).await?;
            Ok(())
        })
        .await
}

/// Builds the file. With `photos_after` it is a further part and holds older photos alone.
///
/// # Errors
///
/// When the database or the disk refuses.
pub async fn build(app: &App, of: &Of<'_>, photos_after: Option<PhotoPlace>) -> Result<Vec<u8>, ServiceError> {
    build_within(app, of, photos_after, MOST_PHOTO_BYTES).await
}

/// The same with another limit for the photos of one file, in bytes; one photo there is always.
///
/// # Errors
///
/// As [`build`].
pub async fn build_within(
    app: &App,
    of: &Of<'_>,
    photos_after: Option<PhotoPlace>,
    most_photo_bytes: i64,
) -> Result<Vec<u8>, ServiceError> {
    let mut zip = Archive::new();
    if photos_after.is_none() {
        let sections = sections::read(app, of).await?;
        for (name, value) in &sections {
            zip.json(&format!("{name}.json"), value)?;
        }
        let punches = punches(app, of, &mut zip).await?;
        zip.file("BACA-SAYA.html", page::html(&sections, &punches, app.now()).as_bytes())?;
    }
    photos(app, of, photos_after, most_photo_bytes, &mut zip).await?;
    zip.finish()
}

/// Writes the punches one by one and answers what the readable page shows of them.
async fn punches(app: &App, of: &Of<'_>, zip: &mut Archive) -> Result<Vec<page::Line>, ServiceError> {
    let (mut after, mut lines) = (None, Vec::new());
    zip.start("rekaman.json")?;
    zip.write(b"[")?;
    loop {
        let id = of.instansi.id;
        let rows = app.db.read(async |tx| data_exports::punches(tx, id, of.person, after, STEP).await).await?;
        after = rows.last().map(|row| (row.at, row.id));
        for row in &rows {
            zip.write(if lines.is_empty() { b"\n".as_slice() } else { b",\n" })?;
            zip.write(&serde_json::to_vec(&punch(row)).map_err(ServiceError::fault)?)?;
            lines.push(page::Line { local_time: row.local_time.clone(), source: row.source.clone() });
        }
        if rows.len() < STEP as usize {
            break;
        }
    }
    zip.write(b"\n]\n")?;
    Ok(lines)
}

fn punch(row: &OwnPunch) -> Value {
    let (salt, body) = row.body.clone().unzip();
    let record = body.as_deref().map(|body| String::from_utf8_lossy(body).into_owned());
    json!({
        "id": row.id,
        "at": row.at,
        "local_time": row.local_time,
        "source": row.source,
        "received_at": row.received_at,
        // Hash of "hadir-leaf-v1\npunch\n", salt and record text, as the receipt on the phone has it.
        "commitment": hex::encode(&row.commitment),
        "position": row.position,
        "salt": salt.map(hex::encode),
        "record_text": record,
        "record": body.and_then(|body| serde_json::from_slice::<Value>(&body).ok()),
    })
}

async fn photos(
    app: &App,
    of: &Of<'_>,
    mut after: Option<PhotoPlace>,
    most_bytes: i64,
    zip: &mut Archive,
) -> Result<(), ServiceError> {
    let (id, mut size, mut list, mut next) = (of.instansi.id, 0, Vec::new(), None);
    'pages: loop {
        let rows = app.db.read(async |tx| data_exports::photos(tx, id, of.person, after, STEP).await).await?;
        for row in &rows {
            if size + row.size > most_bytes && size > 0 {
                next = after;
                break 'pages;
            }
            list.push(photo(app, of, row, zip).await?);
            size += row.size;
            after = Some(row.place());
        }
        if rows.len() < STEP as usize {
            break;
        }
    }
    let next = next.map(|place| crate::routes::shapes::cursor_text(&place));
    let next = next.map(|place| format!("/api/v1/me/export?photos_after={place}"));
    zip.json("foto.json", &json!({ "items": list, "next": next }))
}

async fn photo(app: &App, of: &Of<'_>, row: &OwnPhoto, zip: &mut Archive) -> Result<Value, ServiceError> {
    let instant = |micros: i64| Timestamp::from_microsecond(micros).ok();
    let mut file = None;
    if row.destroyed_at.is_none() {
        let bytes = photographing::opened(app, of.instansi, &row.stored_path, &row.nonce, &row.sha256).await?;
        let end = if row.media == "image/webp" { "webp" } else { "jpg" };
        let name = format!("foto/{}.{end}", row.punch_id);
        zip.store(&name, &bytes)?;
        file = Some(name);
    }
    Ok(json!({
        "punch": row.punch_id,
        "file": file,
        "media": row.media,
        "size": row.size,
        "sha256": hex::encode(&row.sha256),
        "received_at": instant(row.received_at),
        "destroyed_at": row.destroyed_at.and_then(instant),
    }))
}

/// The file in the making.
struct Archive(ZipWriter<Cursor<Vec<u8>>>);

impl Archive {
    fn new() -> Self {
        Self(ZipWriter::new(Cursor::new(Vec::new())))
    }

    fn start(&mut self, name: &str) -> Result<(), ServiceError> {
        let how = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        self.0.start_file(name, how).map_err(ServiceError::fault)
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), ServiceError> {
        self.0.write_all(bytes).map_err(ServiceError::fault)
    }

    fn file(&mut self, name: &str, bytes: &[u8]) -> Result<(), ServiceError> {
        self.start(name)?;
        self.write(bytes)
    }

    /// An image does not get smaller.
    fn store(&mut self, name: &str, bytes: &[u8]) -> Result<(), ServiceError> {
        let how = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        self.0.start_file(name, how).map_err(ServiceError::fault)?;
        self.write(bytes)
    }

    fn json(&mut self, name: &str, value: &Value) -> Result<(), ServiceError> {
        let mut bytes = serde_json::to_vec_pretty(value).map_err(ServiceError::fault)?;
        bytes.push(b'\n');
        self.file(name, &bytes)
    }

    fn finish(self) -> Result<Vec<u8>, ServiceError> {
        Ok(self.0.finish().map_err(ServiceError::fault)?.into_inner())
    }
}
