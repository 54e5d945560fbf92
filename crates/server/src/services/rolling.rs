//! Rolls on paper: who signed, the scanned sheet, and small rolls typed at the desk. A typed roll is a file of its own
//! format and goes the way of every file, so it has the same journal and the same counts.

use std::collections::BTreeSet;

use hadir_domain::ids::{OutageId, PersonId, RollId, UnitId};
use hadir_domain::outages::Outage;
use hadir_domain::punches::Source;
use hadir_store::imports::Import;
use hadir_store::instansi::Instansi;
use hadir_store::signed_rolls::{self, RollScan, SignedRoll};
use hadir_store::{StoreError, Tx, matching, outages, people, posts, units};
use jiff::SignedDuration;
use jiff::civil::{Date, Time};
use sha2::{Digest, Sha256};

use super::error::ServiceError;
use super::files::NamedFile;
use super::importing::{self, Imported, Order};
use super::outaging::words;
use super::requesting::filing::{MOST_BYTES, media_of};
use super::sealed_files::{self, FileKind};
use crate::app::App;
use crate::auth::Caller;
use crate::services::looking;

/// Most rows typed at once.
pub const MOST_ROWS: usize = 200;

/// Who signed a roll, its sheet, and the outage it fills in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// The signer as typed.
    pub name: String,
    /// Their number as typed; may be empty.
    pub number: String,
    /// Their position as typed.
    pub position: String,
    /// SHA-256 of the scanned sheet.
    pub scan: Option<[u8; 32]>,
    /// The outage it fills in.
    pub outage: Option<OutageId>,
}

/// One row of a roll typed at the desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypedRow {
    /// Who.
    pub person: PersonId,
    /// Arrived, local.
    pub arrived: Option<Time>,
    /// Left, local.
    pub left: Option<Time>,
}

/// A roll in words, as reasons of a day name it.
pub fn reference(roll: &SignedRoll, outage: Option<&Outage>) -> String {
    let days = match roll.period {
        Some((from, to)) if from == to => format!(" {}", from.strftime("%d-%m-%Y")),
        Some((from, to)) => format!(" {}–{}", from.strftime("%d-%m-%Y"), to.strftime("%d-%m-%Y")),
        None => String::new(),
    };
    let sheet = roll.scan_sha256.map(|hash| format!(", lembar {}", &hex::encode(hash)[..8])).unwrap_or_default();
    let fills = outage.map(|outage| format!(", mengisi {}", words::cause_id(outage.cause))).unwrap_or_default();
    format!("daftar hadir{days} ditandatangani {} ({}){sheet}{fills}", roll.signer_name, roll.signer_position)
}

/// Keeps who signed what was just taken in.
///
/// # Errors
///
/// `scan_needed` for a roll that fills in an outage without a sheet; `unknown_scan`, `unknown_outage`.
pub(super) async fn keep_signer(
    tx: &mut Tx,
    app: &App,
    instansi: &Instansi,
    import: &Import,
    signed: &Signed,
) -> Result<RollId, ServiceError> {
    if signed.outage.is_some() && signed.scan.is_none() {
        return Err(ServiceError::bad(
            "scan_needed",
            "Daftar hadir yang mengisi gangguan harus disertai lembar yang dipindai. Unggah lembarnya lebih dulu.",
            "A roll that fills in an outage needs its scanned sheet. Send the sheet first.",
        ));
    }
    if let Some(scan) = &signed.scan {
        signed_rolls::scan(tx, instansi.id, scan).await?.ok_or_else(unknown_scan)?;
    }
    if let Some(outage) = signed.outage {
        outages::get(tx, instansi.id, outage).await?.ok_or_else(super::outaging::deciding::unknown)?;
    }
    let roll = SignedRoll {
        id: RollId(app.system.uuid()),
        import: import.id,
        unit: import.unit,
        period: import.period,
        signer_name: signed.name.clone(),
        signer_number: signed.number.clone(),
        signer_position: signed.position.clone(),
        scan_sha256: signed.scan,
        outage: signed.outage,
        by_login: import.by_login.clone(),
        received_at: import.received_at,
    };
    signed_rolls::add(tx, instansi.id, &roll, app.system.bytes()).await?;
    Ok(roll.id)
}

/// Keeps a scanned sheet, encrypted under its hash. The same bytes again change nothing.
///
/// # Errors
///
/// `bad_file` for anything but a JPEG, PNG or PDF of at most 5 MB.
pub async fn keep_scan(app: &App, instansi: &Instansi, by: &str, file: NamedFile) -> Result<RollScan, ServiceError> {
    let Some(media) = media_of(&file.bytes).filter(|_| file.bytes.len() <= MOST_BYTES) else {
        return Err(ServiceError::bad(
            "bad_file",
            "Lembar harus foto JPEG/PNG atau PDF, paling besar 5 MB.",
            "A sheet is a JPEG or PNG photo or a PDF of at most 5 MB.",
        ));
    };
    let sha256: [u8; 32] = Sha256::digest(&file.bytes).into();
    if let Some(there) = app.db.read(async |tx| signed_rolls::scan(tx, instansi.id, &sha256).await).await? {
        return Ok(there);
    }
    let size = file.bytes.len() as u64;
    let kept = sealed_files::keep(app, FileKind::ROLL, instansi.id, sha256, file.bytes).await?;
    let scan = RollScan {
        sha256,
        name: file.name,
        media: media.to_owned(),
        size,
        stored_path: kept.stored_path,
        nonce: kept.nonce,
        by_login: by.to_owned(),
        received_at: app.now(),
        destroyed_at: None,
    };
    app.db.write(async |tx| signed_rolls::put_scan(tx, instansi.id, &scan).await).await?;
    Ok(scan)
}

/// The scanned sheet of a roll, opened: media type and bytes. The look is noted for everybody on the roll.
///
/// # Errors
///
/// `unknown_scan` when it is not there.
pub async fn open_scan(app: &App, caller: &Caller, roll: &SignedRoll) -> Result<(String, Vec<u8>), ServiceError> {
    let hash = roll.scan_sha256.ok_or_else(unknown_scan)?;
    let (scan, named) = app
        .db
        .read(async |tx| {
            let scan = signed_rolls::scan(tx, caller.id(), &hash).await?;
            Ok::<_, StoreError>((scan, people_on(tx, &caller.instansi, roll).await?))
        })
        .await?;
    let scan = scan.filter(|scan| scan.destroyed_at.is_none()).ok_or_else(unknown_scan)?;
    for person in named {
        looking::note(app, caller, person, "paper", reference(roll, None)).await?;
    }
    let lies = (scan.stored_path.as_str(), scan.nonce.as_slice());
    let bytes = sealed_files::open(app, FileKind::ROLL, caller.id(), &hash, lies).await?;
    Ok((scan.media, bytes))
}

/// Everybody whose records came with a roll.
async fn people_on(tx: &mut Tx, instansi: &Instansi, roll: &SignedRoll) -> Result<BTreeSet<PersonId>, StoreError> {
    let zone = instansi.zone.time_zone();
    let mut named = BTreeSet::new();
    if let Some((from, to)) = roll.period {
        let at = |on: Date| zone.to_ambiguous_timestamp(on.at(0, 0, 0, 0)).compatible().unwrap_or_default();
        let first = at(from).saturating_sub(SignedDuration::from_hours(24)).unwrap_or_default();
        let last = at(to).saturating_add(SignedDuration::from_hours(48)).unwrap_or_default();
        named.extend(signed_rolls::people_of(tx, instansi.id, roll.import, first, last).await?);
    }
    let coded = signed_rolls::coded_of(tx, instansi.id, roll.import).await?;
    let keys: Vec<(&str, Date)> = coded.iter().map(|(key, on)| (key.as_str(), *on)).collect();
    named.extend(matching::who(tx, instansi.id, Source::Manual, None, &keys).await?.into_iter().flatten());
    Ok(named)
}

/// Takes in a roll typed at the desk for a unit and date.
///
/// # Errors
///
/// `no_rows`, `too_many_rows`, `not_of_unit` for somebody who does not serve there on the date, `own_record` for the
/// typist's own row, `no_number`, and what [`importing::import`] refuses.
pub async fn enter(
    app: &App,
    caller: &Caller,
    unit: UnitId,
    on: Date,
    rows: &[TypedRow],
    signed: Signed,
) -> Result<Imported, ServiceError> {
    let instansi = &caller.instansi;
    if rows.is_empty() || rows.len() > MOST_ROWS || rows.iter().any(|row| row.arrived.is_none() && row.left.is_none()) {
        return Err(ServiceError::bad(
            "no_rows",
            format!("Isi jam datang atau pulang untuk 1 sampai {MOST_ROWS} pegawai."),
            format!("Enter an arrival or departure for 1 to {MOST_ROWS} people."),
        ));
    }
    if on > caller.today {
        return Err(ServiceError::bad(
            "future_day",
            "Daftar hadir tidak dapat diisi untuk hari yang akan datang.",
            "A roll cannot be typed for a day to come.",
        ));
    }
    if rows.iter().any(|row| Some(row.person) == caller.account.person) {
        return Err(ServiceError::forbidden(
            "own_record",
            "Baris Anda sendiri harus diketik petugas lain. Hapus baris itu lalu kirim lagi.",
            "Your own row has to be typed by another officer. Remove it and send again.",
        ));
    }
    let ids: Vec<PersonId> = rows.iter().map(|row| row.person).collect();
    let (unit, serving, known) = app
        .db
        .read(async |tx| {
            let all = units::list(tx, instansi.id).await?;
            let unit = all.into_iter().find(|known| known.id == unit);
            let serving = posts::of_people(tx, instansi.id, &ids).await?;
            Ok::<_, StoreError>((unit, serving, people::get_many(tx, instansi.id, &ids).await?))
        })
        .await?;
    let unit = unit.ok_or_else(|| super::error::unknown_unit(""))?;
    let mut text = format!("{HEAD}\ntanggal;{on}\nunit;{}\nnomor;datang;pulang\n", unit.code);
    for row in rows {
        let serves = serving.iter().any(|post| post.person == row.person && post.unit == unit.id && post.holds_on(on));
        let person = known.iter().find(|person| person.id == row.person).filter(|_| serves);
        let Some(person) = person else {
            return Err(ServiceError::not_found(
                "not_of_unit",
                "Ada pegawai yang tidak bertugas di unit itu pada tanggal itu. Periksa unit dan tanggalnya.",
                "Somebody does not serve in that unit on that date. Check unit and date.",
            ));
        };
        let Some(number) = person.printed_number() else {
            return Err(ServiceError::bad(
                "no_number",
                format!("{} belum punya nomor pegawai. Lengkapi dulu datanya.", person.name),
                format!("{} has no number yet. Complete the person first.", person.name),
            ));
        };
        let clock = |time: Option<Time>| time.map(|time| time.strftime("%H:%M").to_string()).unwrap_or_default();
        text.push_str(&format!("{};{};{}\n", number.value, clock(row.arrived), clock(row.left)));
    }
    let file = NamedFile { name: format!("daftar-{}-{on}.txt", unit.code), bytes: text.into_bytes() };
    let order = Order {
        source: Source::Manual,
        device: None,
        unit: Some(unit.code.clone()),
        through: None,
        date_order: None,
        signed: Some(signed),
    };
    importing::import(app, instansi, &caller.by, &file, &order).await
}

/// The first line of a typed roll.
const HEAD: &str = "hadir-daftar-manual-1";

/// There is no such sheet.
pub fn unknown_scan() -> ServiceError {
    ServiceError::not_found(
        "unknown_scan",
        "Lembar itu belum sampai di server. Unggah lagi.",
        "That sheet has not come to the server. Send it again.",
    )
}
