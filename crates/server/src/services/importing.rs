//! Taking a file in: read, kept by its hash, journaled, its days settled. Repeating it changes nothing.
//!
//! **Invariant:** received = new + repeated + problems. Nothing of a file is half-written: the import,
//! its punches, codes and problems stand or fall together, and the raw file lies on disk before they do.

mod blanks;
mod enrolments;
pub mod keep;
mod prepare;
mod preview;

use std::collections::BTreeSet;

use hadir_domain::ids::{PersonId, UnitId};
use hadir_domain::punches::{Clock, Source};
use hadir_intake::{DateOrder, Format, Input, Options, Period, Reading};
use hadir_store::devices::DeviceRow;
use hadir_store::imports::Import;
use hadir_store::instansi::Instansi;
use hadir_store::punches::DedupeSecret;
use hadir_store::sheet_statements::SheetStatement;
use hadir_store::terminals::contacts;
use hadir_store::{
    StoreError, Tx, devices, imports, marks, matching, pins, posts, problems, punches, raw_files, sheet_statements,
    units,
};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use serde::Serialize;
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use super::error::{ServiceError, unknown_device, unknown_unit};
use super::files::NamedFile;
use super::judging;
use super::rolling::{self, Signed};
use crate::app::App;
use crate::lang::Lang;

pub(super) use self::blanks::BLANK;
pub use self::preview::{Preview, preview};

/// The name of the secret behind dedupe keys.
pub const DEDUPE_SECRET: &str = "dedupe";

/// Days behind on which a roll or a file may still be waited for: its three working days, with holidays between.
const STILL_WAITED_DAYS: i64 = 14;

/// A source silent for longer than this is caught up by asking for the month, not by one import.
const LONGEST_SILENCE_DAYS: i64 = 62;

/// What an operator says of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// Machine, manual or portal.
    pub source: Source,
    /// Serial number of the terminal.
    pub device: Option<String>,
    /// Code of the unit the sheet speaks for.
    pub unit: Option<String>,
    /// The file is complete up to the end of this day.
    pub through: Option<Date>,
    /// Date order, when the file does not tell.
    pub date_order: Option<DateOrder>,
    /// Who signed the roll, and its sheet.
    pub signed: Option<Signed>,
}

/// What became of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Imported {
    /// Its name.
    pub file: String,
    /// SHA-256 of its bytes, hexadecimal.
    pub sha256: String,
    /// Records it carries: punches, codes, enrolments, and rows nobody understood.
    pub received: u64,
    /// Stored as new.
    pub new: u64,
    /// There already.
    pub repeated: u64,
    /// Not understood, or of nobody; kept in the work queue.
    pub problems: u64,
    /// Punches and codes whose person is not known yet; counted beside, not within the sum.
    pub unmatched: u64,
    /// The import's key.
    pub id: uuid::Uuid,
}

/// A file with what it says and where it is from.
struct Taken<'a> {
    file: &'a NamedFile,
    sha256: [u8; 32],
    reading: Reading,
    source: Source,
    device: Option<DeviceRow>,
    unit: Option<UnitId>,
}

/// Reads a file and stores what it says.
///
/// # Errors
///
/// When it is not understood, its terminal or unit is not known, or the database refuses.
pub async fn import(
    app: &App,
    instansi: &Instansi,
    by: &str,
    file: &NamedFile,
    order: &Order,
) -> Result<Imported, ServiceError> {
    let taken = take(app, instansi, file, order).await?;
    let secret =
        DedupeSecret(*app.keys.secret(&app.db, instansi.id, DEDUPE_SECRET).await.map_err(ServiceError::fault)?);
    let known = app.db.read(async |tx| raw_files::get(tx, instansi.id, &taken.sha256).await).await?;
    if known.is_some_and(|known| known.destroyed_at.is_some()) {
        return Err(ServiceError::conflict(
            "erased_file",
            "Berkas ini pernah diimpor dan sudah dihapus karena penghapusan data. Isinya tidak disimpan lagi.",
            "This file was imported before and was erased since. It is not kept again.",
        ));
    }
    let raw = keep::write(app, instansi, file, &taken.sha256)?;
    let now = app.now();
    let prepared = prepare::prepare(app, instansi, &taken, now);
    let spoken_before = spoken_before(app, instansi, &taken).await?;
    let imported = app
        .db
        .write(async |tx| {
            raw_files::add(tx, instansi.id, &raw).await?;
            store(tx, app, instansi, by, &taken, prepared, &secret, order, now).await
        })
        .await?;
    settle(app, instansi, &taken, order, spoken_before).await?;
    Ok(imported)
}

/// Reads the file and finds its terminal and unit.
async fn take<'a>(
    app: &App,
    instansi: &Instansi,
    file: &'a NamedFile,
    order: &Order,
) -> Result<Taken<'a>, ServiceError> {
    let options = Options { zone: instansi.zone.time_zone(), date_order: order.date_order, ..Options::default() };
    let input = Input { name: &file.name, bytes: &file.bytes, options: &options };
    let reading = hadir_intake::read(&input).map_err(|error| {
        ServiceError::bad(
            "not_understood",
            error.sentence(&file.name, Lang::Id.into()),
            error.sentence(&file.name, Lang::En.into()),
        )
    })?;
    let (device, unit) = app
        .db
        .read(async |tx| {
            let device = find_device(tx, instansi, order, &reading).await?;
            let unit = match &order.unit {
                Some(code) => Some(units::by_code(tx, instansi.id, code).await?.ok_or_else(|| unknown_unit(code))?.id),
                None => None,
            };
            Ok::<_, ServiceError>((device, unit))
        })
        .await?;
    Ok(Taken { sha256: Sha256::digest(&file.bytes).into(), file, reading, source: order.source, device, unit })
}

/// The terminal named by the operator, or by the file when it names exactly one that was adopted.
async fn find_device(
    tx: &mut Tx,
    instansi: &Instansi,
    order: &Order,
    reading: &Reading,
) -> Result<Option<DeviceRow>, ServiceError> {
    if let Some(serial) = &order.device {
        let row = devices::by_serial(tx, instansi.id, serial).await?;
        return row.map(Some).ok_or_else(|| unknown_device(serial));
    }
    if order.source != Source::Machine {
        return Ok(None);
    }
    if let [only] = reading.devices.as_slice()
        && let Some(row) = devices::by_serial(tx, instansi.id, only).await?
    {
        return Ok(Some(row));
    }
    Err(ServiceError::bad(
        "device_needed",
        "berkas mesin tidak menyebut nomor seri yang dikenal; sebutkan mesinnya (--device NOMOR_SERI), dan ambil alih \
         lebih dulu bila perlu (`hadir devices add`)",
        "the file names no serial number that is known; name the terminal (--device SERIAL), and adopt it first if need \
         be (`hadir devices add`)",
    ))
}

#[allow(clippy::too_many_arguments, reason = "one unit of work, called once")]
async fn store(
    tx: &mut Tx,
    app: &App,
    instansi: &Instansi,
    by: &str,
    taken: &Taken<'_>,
    prepared: prepare::Prepared,
    secret: &DedupeSecret,
    order: &Order,
    now: Timestamp,
) -> Result<Imported, ServiceError> {
    let same_place = |old: &Import| {
        old.source == taken.source.as_str()
            && old.unit == taken.unit
            && old.device == taken.device.as_ref().map(|row| row.device.id)
    };
    let seen_before = imports::by_file(tx, instansi.id, &taken.sha256).await?.iter().any(same_place);
    let appended = punches::append(tx, instansi.id, secret, &prepared.punches).await?;
    let (enrolled, enrolled_before) = enrolments::store(tx, app, instansi, by, taken).await?;
    let statements = prepared.statements.len() as u64;
    let (new_statements, old_statements) = if seen_before { (0, statements) } else { (statements, 0) };
    let problem_count = prepared.problems.len() as u64;
    let new = appended.new_count() + new_statements + enrolled;
    let repeated = appended.repeated_count() + old_statements + enrolled_before;
    let mut import = Import {
        id: prepared.id,
        sha256: taken.sha256,
        file_name: taken.file.name.clone(),
        format: taken.reading.format.as_str().into(),
        source: taken.source.as_str().into(),
        device: taken.device.as_ref().map(|row| row.device.id),
        unit: taken.unit,
        period: period_of(&taken.reading),
        accepted: !seen_before,
        received: new + repeated + problem_count,
        new,
        repeated,
        problems: problem_count,
        unmatched: appended.unmatched,
        by_login: by.to_owned(),
        received_at: now,
    };
    import.unmatched += unmatched_codes(tx, instansi, taken, &prepared.statements).await?;
    let stored = if seen_before { [].as_slice() } else { &prepared.statements };
    imports::add(tx, instansi.id, &import, stored, app.system.bytes()).await?;
    if let Some(signed) = &order.signed {
        rolling::keep_signer(tx, app, instansi, &import, signed).await?;
    }
    sheet_statements::append(tx, instansi.id, stored).await?;
    problems::append(tx, instansi.id, secret, &prepared.problems).await?;
    if let Some(row) = &taken.device {
        // What a stick brought is not missing any more when the terminal counts its rows.
        let rows = appended.new_count() + problem_count;
        contacts::account(tx, instansi.id, row.device.id, rows, now).await?;
    }
    advance_marks(tx, instansi, taken, order).await?;
    Ok(Imported {
        file: import.file_name,
        sha256: hex::encode(import.sha256),
        received: import.received,
        new: import.new,
        repeated: import.repeated,
        problems: import.problems,
        unmatched: import.unmatched,
        id: import.id.0,
    })
}

/// Codes of people not known yet.
async fn unmatched_codes(
    tx: &mut Tx,
    instansi: &Instansi,
    taken: &Taken<'_>,
    statements: &[SheetStatement],
) -> Result<u64, StoreError> {
    let keys: Vec<(&str, Date)> = statements.iter().map(|cell| (cell.person_key.as_str(), cell.day_on)).collect();
    let found = matching::who(tx, instansi.id, taken.source, None, &keys).await?;
    Ok(found.iter().filter(|person| person.is_none()).count() as u64)
}

/// The days a sheet speaks for: those it names, else those from its first to its last believable record.
fn period_of(reading: &Reading) -> Option<(Date, Date)> {
    match reading.period {
        Some(Period::Month { year, month }) => {
            let first = Date::new(year, month, 1).ok()?;
            Some((first, first.last_of_month()))
        }
        Some(Period::Span { from, to }) => Some((from, to)),
        None => span_of(reading),
    }
}

fn span_of(reading: &Reading) -> Option<(Date, Date)> {
    let believable = reading.events.iter().filter(|event| event.clock == Clock::Ok).map(|event| event.time.date());
    let dates = believable.chain(reading.statuses.iter().map(|cell| cell.date));
    dates.fold(None, |span, date| match span {
        None => Some((date, date)),
        Some((first, last)) => Some((date.min(first), date.max(last))),
    })
}

/// The date to which the file's terminal or unit had spoken so far.
async fn spoken_before(app: &App, instansi: &Instansi, taken: &Taken<'_>) -> Result<Option<Date>, StoreError> {
    let subject =
        taken.device.as_ref().map(|row| row.device.id.to_string()).or(taken.unit.map(|unit| unit.to_string()));
    let Some(subject) = subject else { return Ok(None) };
    let source = taken.source.as_str();
    let reached = app.db.read(async |tx| marks::get(tx, instansi.id, source, &subject).await).await?;
    Ok(reached.map(|reached| instansi.date_of(reached)))
}

/// Moves the high-water marks of what spoke. A terminal's file speaks to its last believable record,
/// or to the end of the day the operator names; a sheet to the end of the days it speaks for, for each
/// unit of the people on it.
async fn advance_marks(tx: &mut Tx, instansi: &Instansi, taken: &Taken<'_>, order: &Order) -> Result<(), ServiceError> {
    let zone = taken.device.as_ref().map_or_else(|| instansi.zone.time_zone(), |row| row.device.zone.time_zone());
    let instant = |local| zone.to_ambiguous_timestamp(local).compatible().ok();
    // The night after the last day belongs to it.
    let end_of = |day: Date| instant(day.checked_add(2.days()).ok()?.at(0, 0, 0, 0));
    if let Some(row) = &taken.device {
        let last = taken.reading.events.iter().filter(|event| event.clock == Clock::Ok).map(|event| event.time).max();
        let reached = order.through.and_then(end_of).max(last.and_then(instant));
        if let Some(reached) = reached {
            marks::reach(tx, instansi.id, Source::Machine.as_str(), &row.device.id.to_string(), reached).await?;
        }
        return Ok(());
    }
    // A roll typed at the desk speaks for the people on it and for nobody else.
    if taken.reading.format == Format::TypedRoll {
        return Ok(());
    }
    let Some(reached) = order.through.or(period_of(&taken.reading).map(|(_, last)| last)).and_then(end_of) else {
        return Ok(());
    };
    for unit in units_spoken_for(tx, instansi, taken).await? {
        marks::reach(tx, instansi.id, taken.source.as_str(), &unit.to_string(), reached).await?;
    }
    Ok(())
}

async fn units_spoken_for(
    tx: &mut Tx,
    instansi: &Instansi,
    taken: &Taken<'_>,
) -> Result<BTreeSet<UnitId>, ServiceError> {
    if let Some(unit) = taken.unit {
        return Ok(BTreeSet::from([unit]));
    }
    let people: Vec<PersonId> = people_of(tx, instansi, taken).await?.into_iter().collect();
    Ok(posts::of_people(tx, instansi.id, &people).await?.into_iter().map(|post| post.unit).collect())
}

/// The people a file names, as far as they are known.
async fn people_of(tx: &mut Tx, instansi: &Instansi, taken: &Taken<'_>) -> Result<BTreeSet<PersonId>, StoreError> {
    let device = taken.device.as_ref().map(|row| row.device.id);
    let events = taken.reading.events.iter().map(|event| (event.person_key.as_str(), event.time.date()));
    let codes = taken.reading.statuses.iter().map(|cell| (cell.person_key.as_str(), cell.date));
    let keys: BTreeSet<(&str, Date)> = events.chain(codes).collect();
    let keys: Vec<(&str, Date)> = keys.into_iter().collect();
    Ok(matching::who(tx, instansi.id, taken.source, device, &keys).await?.into_iter().flatten().collect())
}

/// Judges the days the file may change: those of everybody its source speaks for, also of whom it is silent.
async fn settle(
    app: &App,
    instansi: &Instansi,
    taken: &Taken<'_>,
    order: &Order,
    spoken_before: Option<Date>,
) -> Result<(), ServiceError> {
    judging::project(app, instansi).await?;
    let Some((from, to)) = span_of(&taken.reading) else { return Ok(()) };
    let to = order.through.map_or(to, |through| to.max(through));
    // A mark that moved may settle days the file has no row of.
    let from =
        spoken_before.map_or(from, |before| from.min(before.max(from.saturating_sub(LONGEST_SILENCE_DAYS.days()))));
    let concerned = app
        .db
        .read(async |tx| {
            let mut concerned = people_of(tx, instansi, taken).await?;
            let all_posts = posts::all(tx, instansi.id).await?;
            if let Some(row) = &taken.device {
                let pins = pins::list(tx, instansi.id).await?;
                let here = pins.iter().filter(|pin| {
                    pin.device == Some(row.device.id) || (pin.site.is_some() && pin.site == row.device.site)
                });
                concerned.extend(here.map(|pin| pin.person));
                let at_site = all_posts.iter().filter(|post| post.site.is_some() && post.site == row.device.site);
                concerned.extend(at_site.map(|post| post.person));
            } else {
                let units = units_spoken_for(tx, instansi, taken).await?;
                let of_units = all_posts.iter().filter(|post| units.contains(&post.unit));
                concerned.extend(of_units.map(|post| post.person));
            }
            Ok::<_, ServiceError>(concerned.into_iter().collect::<Vec<_>>())
        })
        .await?;
    settle_days(app, instansi, &concerned, from, to).await?;
    // A roll or a file that speaks for the first time is waited for from now on, on the newest days too.
    let today = app.today(instansi);
    let newest = today.saturating_sub(STILL_WAITED_DAYS.days()).max(to);
    if taken.device.is_some() || newest >= today {
        return Ok(());
    }
    settle_days(app, instansi, &concerned, newest, today).await
}

async fn settle_days(
    app: &App,
    instansi: &Instansi,
    concerned: &[PersonId],
    from: Date,
    to: Date,
) -> Result<(), ServiceError> {
    match judging::settle_people(app, instansi, concerned, from, to).await {
        Ok(_) => Ok(()),
        // Days no pack covers stay unjudged; their punches are stored.
        Err(error) if judging::is_uncovered(&error) => Ok(()),
        Err(error) => Err(error),
    }
}
