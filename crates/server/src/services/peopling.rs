//! Taking in a list of staff: who they are, where they serve, under which PIN machines know them.
//!
//! All rows are read and checked first. With errors nothing is written, unless the operator asks for
//! the good rows alone.

use std::collections::{BTreeMap, BTreeSet};

use hadir_domain::devices::PinMapping;
use hadir_domain::ids::{InstansiId, PersonId};
use hadir_domain::people::{EmployeeType, Identifier, IdentifierKind, Nip, Person, Post, is_ni_pppk_shape};
use hadir_domain::sites::Site;
use hadir_domain::units::Unit;
use hadir_store::devices::DeviceRow;
use hadir_store::people::Saved;
use hadir_store::punches::{self, Rematch};
use hadir_store::{StoreError, Tx, devices, people, pins, posts, sheet_statements, sites, units};
use jiff::civil::Date;
use serde::Serialize;

use super::error::ServiceError;
use super::files::NamedFile;
use super::matching::deciding;
use super::sheet_rows::{self, SheetRow};
use crate::app::App;

/// The columns a staff list may have. A misspelt one is refused: what stands in it would be lost without a word.
const COLUMNS: [&str; 14] = [
    "no",
    "nama",
    "jenis",
    "nip",
    "ni_pppk",
    "nomor_lokal",
    "kode_unit",
    "jabatan",
    "golongan",
    "kode_lokasi",
    "pin",
    "mesin",
    "mulai",
    "kepala",
];

/// What taking in a list did, or would do.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct PeopleImport {
    /// Rows with any text.
    pub rows: usize,
    /// People nobody knew.
    pub new: usize,
    /// People whose name, employment or numbers change.
    pub changed: usize,
    /// People who are there as the row says.
    pub same: usize,
    /// Rows that cannot be used.
    pub errors: Vec<RowError>,
}

/// Why a row cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct RowError {
    /// Its row in the sheet, from 1.
    pub row: u64,
    /// The column at fault.
    pub column: String,
    /// The stable code.
    pub code: String,
    /// The sentence in Indonesian.
    pub detail: String,
    /// The sentence in English.
    pub detail_en: String,
}

/// How to take a list in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Only say what would happen.
    DryRun,
    /// All rows or none.
    AllOrNothing,
    /// The good rows.
    SkipBadRows,
}

/// Reads a list and writes it as `mode` says.
///
/// # Errors
///
/// When the file is no sheet, lacks the columns for name and kind, or the database refuses.
pub async fn import(
    app: &App,
    instansi: InstansiId,
    by: &str,
    file: &NamedFile,
    today: Date,
    mode: Mode,
) -> Result<PeopleImport, ServiceError> {
    let sheet = sheet_rows::read(file)?;
    for heading in ["nama", "jenis"] {
        if !sheet.headings.iter().any(|known| known == heading) {
            return Err(ServiceError::bad(
                "missing_column",
                format!("{}: kolom {heading} tidak ada; pakai berkas contoh dari `hadir people template`", file.name),
                format!("{}: there is no column {heading}; use the sheet of `hadir people template`", file.name),
            ));
        }
    }
    if let Some(unknown) =
        sheet.headings.iter().find(|heading| !heading.is_empty() && !COLUMNS.contains(&heading.as_str()))
    {
        return Err(ServiceError::bad(
            "unknown_column",
            format!("{}: kolom {unknown} tidak dikenal; yang dikenal: {}", file.name, COLUMNS.join(", ")),
            format!("{}: the column {unknown} is not known; known are: {}", file.name, COLUMNS.join(", ")),
        ));
    }
    let write = async |tx: &mut Tx| -> Result<PeopleImport, Undone> {
        let places = Places::load(tx, instansi).await?;
        let mut done = PeopleImport { rows: sheet.rows.len(), ..PeopleImport::default() };
        let mut seen: BTreeSet<String> = BTreeSet::new();
        let mut good = Vec::new();
        for row in &sheet.rows {
            match parse(row, instansi, &places, today, &mut seen) {
                Ok(parsed) => good.push((row.line, parsed)),
                Err(error) => done.errors.push(error),
            }
        }
        if mode == Mode::AllOrNothing && !done.errors.is_empty() {
            return Ok(done);
        }
        let moved = good.iter().any(|(_, parsed)| parsed.pin.is_some());
        for (line, parsed) in good {
            match save(tx, app, instansi, (by, &file.name), parsed).await {
                Ok(Saved::New) => done.new += 1,
                Ok(Saved::Changed) => done.changed += 1,
                Ok(Saved::Same) => done.same += 1,
                Err(ServiceError { kind: super::error::Kind::Conflict, code, text }) => {
                    done.errors.push(row_error(line, "nip", code, text.id, text.en));
                    if mode == Mode::AllOrNothing {
                        return Err(Undone::Rehearsed(done));
                    }
                }
                Err(other) => return Err(other.into()),
            }
        }
        if done.new + done.changed > 0 || moved {
            punches::rematch(tx, instansi, &Rematch::Everything).await?;
            sheet_statements::rematch(tx, instansi, None).await?;
        }
        if mode == Mode::DryRun { Err(Undone::Rehearsed(done)) } else { Ok(done) }
    };
    match app.db.write(write).await {
        Ok(done) | Err(Undone::Rehearsed(done)) => Ok(done),
        Err(Undone::Failed(error)) => Err(error),
    }
}

/// A rehearsal is a real run whose transaction is rolled back.
enum Undone {
    Rehearsed(PeopleImport),
    Failed(ServiceError),
}

impl From<StoreError> for Undone {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

impl From<ServiceError> for Undone {
    fn from(error: ServiceError) -> Self {
        Self::Failed(error)
    }
}

struct Places {
    units: BTreeMap<String, Unit>,
    sites: BTreeMap<String, Site>,
    devices: BTreeMap<String, DeviceRow>,
}

impl Places {
    async fn load(tx: &mut Tx, instansi: InstansiId) -> Result<Self, ServiceError> {
        let units = units::list(tx, instansi).await?;
        let sites = sites::list(tx, instansi).await?;
        let devices = devices::list(tx, instansi).await?;
        Ok(Self {
            units: units.into_iter().map(|unit| (unit.code.clone(), unit)).collect(),
            sites: sites.into_iter().map(|site| (site.code.clone(), site)).collect(),
            devices: devices.into_iter().map(|row| (row.device.serial.clone(), row)).collect(),
        })
    }
}

struct Parsed {
    person: Person,
    post: Option<Post>,
    pin: Option<PinMapping>,
}

fn row_error(row: u64, column: &str, code: &str, id: impl Into<String>, en: impl Into<String>) -> RowError {
    RowError { row, column: column.into(), code: code.into(), detail: id.into(), detail_en: en.into() }
}

fn parse(
    row: &SheetRow,
    instansi: InstansiId,
    places: &Places,
    today: Date,
    seen: &mut BTreeSet<String>,
) -> Result<Parsed, RowError> {
    let bad = |column: &str, code: &str, id: String, en: String| row_error(row.line, column, code, id, en);
    let name =
        row.get("nama").ok_or_else(|| bad("nama", "missing", "nama kosong".into(), "the name is empty".into()))?;
    let kind = row.get("jenis").unwrap_or_default();
    let employee_type: EmployeeType = kind.parse().map_err(|_| {
        bad(
            "jenis",
            "unknown_kind",
            format!("jenis pegawai \"{kind}\" tidak dikenal; isi PNS, CPNS, PPPK, PPPK Paruh Waktu atau Non ASN"),
            format!("unknown kind of employment \"{kind}\"; use PNS, CPNS, PPPK, PPPK Paruh Waktu or Non ASN"),
        )
    })?;
    let identifiers = identifiers(row)?;
    for identifier in &identifiers {
        if !seen.insert(format!("{} {}", identifier.kind.as_str(), identifier.value)) {
            return Err(bad(
                identifier.kind.as_str(),
                "repeated_number",
                format!("nomor {} muncul dua kali dalam berkas", identifier.value),
                format!("the number {} appears twice in the file", identifier.value),
            ));
        }
    }
    let from_on = match row.get("mulai") {
        None => jiff::civil::date(today.year(), 1, 1),
        Some(text) => text.parse().map_err(|_| {
            bad(
                "mulai",
                "bad_date",
                format!("tanggal mulai \"{text}\" tidak terbaca; tulis seperti 2026-01-31"),
                format!("the start date \"{text}\" is unreadable; write it as 2026-01-31"),
            )
        })?,
    };
    let person =
        Person { instansi, id: PersonId(uuid::Uuid::nil()), name: name.to_owned(), employee_type, identifiers };
    let site = lookup(row, "kode_lokasi", &places.sites, "lokasi", "site")?.map(|site| site.id);
    let post = lookup(row, "kode_unit", &places.units, "unit", "unit")?.map(|unit| Post {
        person: person.id,
        unit: unit.id,
        site,
        title: row.get("jabatan").unwrap_or("Pegawai").to_owned(),
        rank: row.get("golongan").map(str::to_owned),
        heads_unit: row.get("kepala").is_some_and(|text| matches!(text.to_lowercase().as_str(), "ya" | "y" | "1")),
        from_on,
        to_on: None,
    });
    Ok(Parsed { pin: pin(row, places, site, person.id)?, person, post })
}

fn identifiers(row: &SheetRow) -> Result<Vec<Identifier>, RowError> {
    let mut found = Vec::new();
    let mut add = |kind, value: String| found.push(Identifier { kind, value, from_on: None, to_on: None });
    if let Some(text) = row.get("nip") {
        let nip = Nip::parse(text).map_err(|error| {
            row_error(
                row.line,
                "nip",
                "bad_nip",
                format!("NIP {text} tidak benar: {}", nip_reason(error)),
                format!("the NIP {text} is not right: {error}"),
            )
        })?;
        add(IdentifierKind::Nip, nip.as_str().to_owned());
    }
    if let Some(text) = row.get("ni_pppk") {
        if !is_ni_pppk_shape(text) {
            return Err(row_error(
                row.line,
                "ni_pppk",
                "bad_ni_pppk",
                format!("NI PPPK {text} harus 18 digit dan diawali tanggal lahir"),
                format!("the NI PPPK {text} must have 18 digits and begin with a birth date"),
            ));
        }
        add(IdentifierKind::NiPppk, text.chars().filter(char::is_ascii_digit).collect());
    }
    if let Some(text) = row.get("nomor_lokal") {
        add(IdentifierKind::Lokal, text.to_owned());
    }
    if found.is_empty() {
        return Err(row_error(
            row.line,
            "nip",
            "no_number",
            "isi salah satu: nip, ni_pppk atau nomor_lokal",
            "fill in one of nip, ni_pppk or nomor_lokal",
        ));
    }
    Ok(found)
}

fn nip_reason(error: hadir_domain::people::NipError) -> &'static str {
    use hadir_domain::people::NipError;
    match error {
        NipError::Shape => "harus 18 digit",
        NipError::BirthDate => "digit 1-8 bukan tanggal lahir",
        NipError::Appointment => "digit 9-14 bukan tahun dan bulan pengangkatan",
        NipError::Sex => "digit 15 harus 1 atau 2",
        NipError::TooYoung => "diangkat sebelum berumur 18 tahun",
    }
}

fn lookup<'a, T>(
    row: &SheetRow,
    column: &str,
    known: &'a BTreeMap<String, T>,
    noun_id: &str,
    noun_en: &str,
) -> Result<Option<&'a T>, RowError> {
    let Some(code) = row.get(column) else { return Ok(None) };
    known.get(code).map(Some).ok_or_else(|| {
        row_error(
            row.line,
            column,
            "unknown_code",
            format!("{noun_id} {code} tidak ada; tambahkan lebih dulu"),
            format!("there is no {noun_en} {code}; add it first"),
        )
    })
}

/// A PIN needs a machine, or a site whose machines share it.
fn pin(
    row: &SheetRow,
    places: &Places,
    site: Option<hadir_domain::ids::SiteId>,
    person: PersonId,
) -> Result<Option<PinMapping>, RowError> {
    let Some(pin) = row.get("pin") else { return Ok(None) };
    let device = lookup(row, "mesin", &places.devices, "mesin", "terminal")?.map(|row| row.device.id);
    if device.is_none() && site.is_none() {
        return Err(row_error(
            row.line,
            "pin",
            "pin_without_place",
            "PIN saja bukan identitas; isi juga mesin atau kode_lokasi",
            "a PIN alone is nobody; fill in mesin or kode_lokasi too",
        ));
    }
    let site = if device.is_some() { None } else { site };
    Ok(Some(PinMapping { device, site, pin: pin.to_owned(), person, from_on: None, to_on: None }))
}

async fn save(
    tx: &mut Tx,
    app: &App,
    instansi: InstansiId,
    (by, list): (&str, &str),
    parsed: Parsed,
) -> Result<Saved, ServiceError> {
    let person = Person { id: PersonId(app.system.uuid()), ..parsed.person };
    let (id, saved) = people::save(tx, &person, app.now()).await?;
    if let Some(post) = parsed.post {
        let there = posts::of_people(tx, instansi, &[id]).await?;
        let same_unit = there.iter().any(|old| old.unit == post.unit && old.to_on.is_none());
        if !same_unit {
            posts::add(tx, instansi, &Post { person: id, ..post }).await?;
        }
    }
    if let Some(pin) = parsed.pin {
        let known = pins::of_person(tx, instansi, id).await?;
        let same = known.iter().any(|old| old.device == pin.device && old.site == pin.site && old.pin == pin.pin);
        if !same {
            let pin = PinMapping { person: id, ..pin };
            pins::add(tx, instansi, &pin).await?;
            deciding::note_import(tx, app, instansi, by, &pin, list).await?;
        }
    }
    Ok(saved)
}
