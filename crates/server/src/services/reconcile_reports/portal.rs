//! Corrections for the portal, in the form of the file it gave; their reasons in a second file.

use hadir_domain::ids::ImportId;
use hadir_intake::{Lang, NotSaid, NotWritten, Options, PortalFix, portal_corrections};
use hadir_reports::csv::csv;
use hadir_reports::table::{Cell, Column, Table};
use hadir_store::instansi::Instansi;
use hadir_store::{imports, raw_files};
use jiff::civil::{Date, Time};

use crate::app::App;
use crate::services::error::ServiceError;
use crate::services::sealed_files::{self, FileKind};

/// One person-day as it was settled, where the portal is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettledPortalDay {
    /// The number the portal knows the person by.
    pub number: String,
    /// The name.
    pub name: String,
    /// The day.
    pub on: Date,
    /// When they arrived, local time; none for no arrival.
    pub arrived: Option<Time>,
    /// When they left.
    pub left: Option<Time>,
    /// The status of the day, where it is not presence: `S`, `C`, … A file of punches has no column for it.
    pub status: Option<String>,
    /// Why, for the second file.
    pub reason: String,
}

/// Both files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PortalCorrections {
    /// Name of the portal's file.
    pub file_name: String,
    /// Exactly its own columns, only the rows that change.
    pub file: Vec<u8>,
    /// Rows in it.
    pub rows: usize,
    /// Every settled day with its reason, and what the portal's form cannot say.
    pub reasons: Vec<u8>,
    /// How many days the portal's form cannot say.
    pub not_said: usize,
}

/// Writes both files.
///
/// # Errors
///
/// `unknown_import`, `file_destroyed`, `not_a_portal_file`, or `unknown_dialect` when the portal's way of writing dates and
/// times cannot be learnt from the file.
pub async fn correct(
    app: &App,
    instansi: &Instansi,
    import: ImportId,
    days: &[SettledPortalDay],
) -> Result<PortalCorrections, ServiceError> {
    let (import, raw) = app
        .db
        .read(async |tx| {
            let import = imports::get(tx, instansi.id, import).await?.ok_or_else(unknown)?;
            let raw = raw_files::get(tx, instansi.id, &import.sha256).await?;
            Ok::<_, ServiceError>((import, raw))
        })
        .await?;
    let raw = raw.filter(|raw| raw.destroyed_at.is_none()).ok_or_else(destroyed)?;
    let lies = (raw.stored_path.as_str(), raw.nonce.as_slice());
    let original = sealed_files::open(app, FileKind::RAW, instansi.id, &raw.sha256, lies).await?;
    let options = Options { zone: instansi.zone.time_zone(), ..Options::default() };
    let days = days.to_vec();
    let name = import.file_name;
    let work = move || written(&original, &options, &name, &days);
    tokio::task::spawn_blocking(work).await.map_err(ServiceError::fault)?
}

fn written(
    original: &[u8],
    options: &Options,
    name: &str,
    days: &[SettledPortalDay],
) -> Result<PortalCorrections, ServiceError> {
    let fixes: Vec<PortalFix> = days
        .iter()
        .map(|day| PortalFix {
            key: day.number.clone(),
            name: day.name.clone(),
            on: day.on,
            arrived: day.arrived,
            left: day.left,
        })
        .collect();
    let file = portal_corrections(original, options, &fixes).map_err(|error| refused(name, &error))?;
    let said = |place: usize| match file.not_said.iter().find(|(not, _)| *not == place) {
        None if days[place].status.is_some() => "jam ya, status tidak: ubah status di portal dengan tangan",
        None => "ya",
        Some((_, NotSaid::NothingLeft)) => "tidak: hapus kehadiran hari itu di portal dengan tangan",
        Some((_, NotSaid::NoColumn)) => "tidak: berkas portal tidak punya kolom jam itu",
        Some((_, NotSaid::BadKey)) => "tidak: nomor pegawai tidak dapat dipakai",
        Some((_, NotSaid::Twice)) => "tidak: hari itu tercantum dua kali",
    };
    let clock = |time: Option<Time>| time.map_or(Cell::Empty, |time| time.strftime("%H:%M").to_string().into());
    let columns = [("Nomor", 20), ("Nama", 34), ("Tanggal", 12), ("Datang", 8), ("Pulang", 8), ("Status", 8)];
    let columns = columns.into_iter().chain([("Ada di berkas portal", 40), ("Alasan", 60)]);
    let rows = days.iter().enumerate().map(|(place, day)| {
        vec![
            day.number.clone().into(),
            day.name.clone().into(),
            day.on.to_string().into(),
            clock(day.arrived),
            clock(day.left),
            day.status.clone().unwrap_or_default().into(),
            said(place).into(),
            day.reason.clone().into(),
        ]
    });
    let reasons = Table {
        name: "Alasan".into(),
        columns: columns.map(|(heading, width)| Column::new(heading, width)).collect(),
        rows: rows.collect(),
    };
    Ok(PortalCorrections {
        file_name: format!("koreksi-{name}"),
        rows: file.rows,
        reasons: csv(&reasons),
        not_said: file.not_said.len(),
        file: file.bytes,
    })
}

fn refused(name: &str, error: &NotWritten) -> ServiceError {
    match error {
        NotWritten::Unreadable(why) => {
            ServiceError::bad("not_a_portal_file", why.sentence(name, Lang::Id), why.sentence(name, Lang::En))
        }
        NotWritten::UnknownDialect | NotWritten::NotFaithful => ServiceError::conflict(
            "unknown_dialect",
            format!(
                "{name}: cara portal menulis tanggal atau jam tidak dikenali, jadi berkas koreksi tidak dibuat; masukkan koreksinya dengan tangan dari berkas alasan"
            ),
            format!(
                "{name}: how the portal writes dates or times is not understood, so no file was made; enter the corrections by hand: {error}"
            ),
        ),
    }
}

fn unknown() -> ServiceError {
    ServiceError::not_found(
        "unknown_import",
        "berkas portal itu tidak ada; pilih dari daftar impor",
        "there is no such import; choose one from the list of imports",
    )
}

fn destroyed() -> ServiceError {
    ServiceError::conflict(
        "file_destroyed",
        "isi berkas portal itu sudah dihapus sesuai masa simpan; unggah unduhan portal yang baru, lalu coba lagi",
        "the content of that file was destroyed; take in a new download of the portal, then try again",
    )
}
