//! The report of a watched day as a document (workbook, paper) and as a picture to share.

use hadir_domain::first_days::Stretch;
use hadir_domain::numerals::long_date;
use hadir_reports::first_day::{FirstDay, FirstDayReport, ReportOffice, ReportRow, first_day_xlsx};
use hadir_reports::first_day_pdf::{PICTURE, TEMPLATE, first_day_pdf, first_day_png};
use hadir_store::StoreError;
use hadir_store::instansi::Instansi;
use hadir_store::units;
use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::overview::{Overview, Row};
use crate::app::App;
use crate::services::documenting::record::{self, About, Stamp, record};
use crate::services::documenting::{Format, Kind};
use crate::services::error::ServiceError;
use crate::services::printing::moment;

/// What a row that belongs to no office below is called.
const OTHERS: &str = "Pegawai di unit ini sendiri";

/// Sets the report with its mark and keeps it as a document.
///
/// # Errors
///
/// When a row does not add up, or the database does not answer.
pub async fn document(
    app: &App,
    instansi: &Instansi,
    of: &Overview,
    format: Format,
    by: &str,
) -> Result<Vec<u8>, ServiceError> {
    let report = value(app, instansi, of).await?;
    let about = About {
        kind: Kind::FirstDay,
        format,
        unit: of.unit.as_ref().map_or_else(|| instansi.code.clone(), |unit| unit.code.clone()),
        office: report.office.clone(),
        period: of.watch.on.to_string(),
    };
    let set = move |report: FirstDay| {
        let report = FirstDayReport::checked(report).map_err(not_printable)?;
        match format {
            Format::Pdf => first_day_pdf(&report).map_err(ServiceError::fault),
            Format::Xlsx => first_day_xlsx(&report).map_err(ServiceError::fault),
        }
    };
    record(app, instansi, by, about, (TEMPLATE, report), stamped, set).await
}

/// Draws the picture. It is no document: it says where the whole report is and names nobody.
///
/// # Errors
///
/// When a row does not add up.
pub async fn picture(app: &App, instansi: &Instansi, of: &Overview) -> Result<Vec<u8>, ServiceError> {
    let plain = value(app, instansi, of).await?;
    let content: [u8; 32] = Sha256::digest(format!("{PICTURE}\n{plain:?}")).into();
    let stamp =
        Stamp { printed_at: moment(of.at, instansi), created_at: of.at, footer: record::footer(&content), mark: None };
    let report = FirstDayReport::checked(stamped(plain, stamp)).map_err(not_printable)?;
    let work = move || first_day_png(&report).map_err(ServiceError::fault);
    tokio::task::spawn_blocking(work).await.map_err(ServiceError::fault)?
}

fn not_printable(error: hadir_reports::first_day::FirstDayError) -> ServiceError {
    ServiceError::bad("not_printable", error.in_indonesian(), error.to_string())
}

fn stamped(of: FirstDay, Stamp { printed_at, created_at, footer, mark }: Stamp) -> FirstDay {
    let created_at = Timestamp::from_second(created_at.as_second()).unwrap_or(created_at);
    FirstDay { printed_at, created_at, footer, mark, ..of }
}

/// Everything that is printed but the moment of printing.
async fn value(app: &App, instansi: &Instansi, of: &Overview) -> Result<FirstDay, ServiceError> {
    let all = app.db.read(async |tx| Ok::<_, StoreError>(units::list(tx, instansi.id).await?)).await?;
    let row = |row: &Row| ReportRow { tally: row.tally, notice: row.notice, far: of.far_known.then_some(row.far) };
    let office = of.unit.as_ref().map_or_else(|| instansi.name.clone(), |unit| unit.name.clone());
    let asked: Vec<_> = of.duties.iter().filter(|duty| !duty.heads.is_empty()).collect();
    let missing: Vec<_> = asked.iter().filter(|duty| duty.roll.is_none()).filter_map(|duty| duty.unit).collect();
    let silent = of.gathered.sources.iter().filter(|source| source.silent).map(|source| source.name.clone());
    let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    Ok(FirstDay {
        instansi: instansi.name.clone(),
        office,
        on: of.watch.on,
        why: why(of),
        data_at: moment(of.at, instansi),
        whole: row(&of.whole),
        groups: of.groups.each_ref().map(row),
        offices: of
            .offices
            .iter()
            .map(|one| ReportOffice {
                name: one.unit.as_ref().map_or_else(|| OTHERS.to_owned(), |unit| unit.name.clone()),
                whole: row(&one.whole),
                groups: one.groups.each_ref().map(row),
            })
            .collect(),
        rolls: (count(asked.len()), count(asked.len() - missing.len())),
        attested: of.duties.iter().any(|duty| duty.roll.is_some()),
        missing: all.iter().filter(|unit| missing.contains(&unit.id)).map(|unit| unit.name.clone()).collect(),
        silent: silent.collect(),
        sources: (of.gathered.silent_sources, of.gathered.all_sources),
        notes: notes(of),
        printed_at: String::new(),
        created_at: Timestamp::UNIX_EPOCH,
        footer: String::new(),
        mark: None,
    })
}

/// Why a day is watched, in words.
pub fn why(of: &Overview) -> String {
    let named = |stretch: &Stretch| {
        format!(
            "Hari pertama sesudah {} hari libur, {} sampai {}: {}.",
            stretch.days,
            long_date(stretch.from),
            long_date(stretch.to),
            stretch.names.join("; "),
        )
    };
    let ordered = of.watch.order.as_ref().map(|(order, _)| format!("Dipantau atas permintaan: {}.", order.reason));
    of.watch.stretch.as_ref().map(named).or(ordered).unwrap_or_default()
}

fn notes(of: &Overview) -> Vec<String> {
    let mut said = Vec::new();
    if let Some(flexible) = &of.watch.rule.flexible {
        let read = if flexible.rule.confirmed { "" } else { "; naskahnya belum dibaca" };
        let word = if of.watch.is_flexible() { "diperbolehkan" } else { "tidak dipakai daerah ini" };
        said.push(format!("Kelonggaran WFH/FWA hari ini {word} ({}{read}).", flexible.rule.source));
    }
    said.push(format!("Batas laporan menurut {}.", of.watch.rule.rule.source));
    if !of.far_known {
        said.push("Di luar daerah tidak dihitung: belum ada lokasi kerja yang digambar.".into());
    }
    said
}
