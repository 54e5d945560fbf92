//! `hadir devices`: terminals. Adding one adopts it; from then on its rows count.

use clap::Subcommand;
use hadir_domain::devices::Device;
use hadir_domain::ids::DeviceId;
use hadir_domain::sites::Zone;
use hadir_store::devices::DeviceRow;
use hadir_store::{devices, sites};
use jiff::civil::Date;
use serde::Serialize;

use super::inspect::unknown_zone;
use super::{Failure, Global, Outcome, context, output};
use crate::services::error::{ServiceError, unknown_device};
use crate::services::terminals::adopting::{self, Adoption};
use crate::services::terminals::waiting;
use crate::services::{files, sheet_rows};

/// Arguments of `hadir devices`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Option<DevicesCommand>,
}

#[derive(Debug, Subcommand)]
enum DevicesCommand {
    /// Daftar mesin / list
    List,
    /// Mengambil alih mesin / adopt a terminal
    Add {
        /// Nomor seri / serial number
        serial: String,
        /// Zona jam mesin / zone of its clock
        #[arg(long = "tz", value_name = "ZONE")]
        zone: String,
        /// Kode lokasi / code of its site
        #[arg(long, value_name = "KODE")]
        site: Option<String>,
    },
    /// Mengambil alih dari CSV/XLSX: nomor_seri, zona, kode_lokasi / adopt those of a sheet
    Import {
        /// Berkas / file
        file: std::path::PathBuf,
    },
    /// Memindahkan mesin: lokasi atau zona mulai suatu hari / move a terminal
    Change {
        /// Nomor seri / serial number
        serial: String,
        /// Zona jam mesin / zone of its clock
        #[arg(long = "tz", value_name = "ZONE")]
        zone: Option<String>,
        /// Zona berlaku mulai tanggal / the zone holds from that day
        #[arg(long, value_name = "YYYY-MM-DD", requires = "zone")]
        from: Option<Date>,
        /// Kode lokasi / code of its site
        #[arg(long, value_name = "KODE")]
        site: Option<String>,
    },
}

#[derive(Serialize)]
struct Line {
    #[serde(skip)]
    device: DeviceId,
    serial: String,
    site: Option<String>,
    zone: String,
    adopted: bool,
    seen_at: Option<String>,
}

/// Lists, adopts or moves.
pub async fn run(global: &Global, args: Args) -> Outcome {
    match args.command.unwrap_or(DevicesCommand::List) {
        DevicesCommand::List => list(global).await,
        DevicesCommand::Add { serial, zone, site } => add(global, serial, &zone, site.as_deref()).await,
        DevicesCommand::Import { file } => import(global, &file).await,
        DevicesCommand::Change { serial, zone, from, site } => {
            change(global, &serial, zone.as_deref(), from, site.as_deref()).await
        }
    }
}

async fn add(global: &Global, serial: String, zone: &str, site: Option<&str>) -> Outcome {
    let zone = Zone::parse(zone).map_err(|_| unknown_zone(zone, global.lang()))?;
    let context = context::open_or_create(global, Some(&zone)).await?;
    let adopt = vec![NewDevice { serial, zone, site: site.map(str::to_owned) }];
    adopt_all(&context, &adopt).await
}

async fn import(global: &Global, file: &std::path::Path) -> Outcome {
    let lang = global.lang();
    let file = files::read(file, lang)?;
    let sheet = sheet_rows::read(&file).map_err(|error| Failure::Work(error.sentence(lang).to_owned()))?;
    let mut adopt = Vec::new();
    for row in &sheet.rows {
        let need = |column: &str| {
            row.get(column).ok_or_else(|| {
                Failure::Work(lang.pick(
                    format!("{}, baris {}: kolom {column} kosong", file.name, row.line),
                    format!("{}, row {}: column {column} is empty", file.name, row.line),
                ))
            })
        };
        let zone = need("zona")?;
        adopt.push(NewDevice {
            serial: need("nomor_seri")?.to_owned(),
            zone: Zone::parse(zone).map_err(|_| unknown_zone(zone, lang))?,
            site: row.get("kode_lokasi").map(str::to_owned),
        });
    }
    let context = context::open_or_create(global, adopt.first().map(|first| &first.zone)).await?;
    adopt_all(&context, &adopt).await
}

struct NewDevice {
    serial: String,
    zone: Zone,
    site: Option<String>,
}

/// Adopts all terminals, or none.
async fn adopt_all(context: &context::Context, new: &[NewDevice]) -> Outcome {
    let lines = context
        .app
        .db
        .write(async |tx| {
            let mut lines = Vec::new();
            for one in new {
                lines.push(adopt(tx, context, one).await?);
            }
            Ok(lines)
        })
        .await
        .map_err(|error: ServiceError| context.fail(error))?;
    for line in &lines {
        let past = waiting::take_in(&context.app, &context.instansi, line.device).await;
        past.map_err(|error| context.fail(error))?;
    }
    match (context.json, lines.as_slice()) {
        (true, [only]) => output::json(only),
        (true, several) => output::json(&serde_json::json!({ "added": several })),
        (false, lines) => {
            lines.iter().for_each(|line| println!("{}", line.serial));
            Ok(())
        }
    }
}

async fn adopt(tx: &mut hadir_store::Tx, context: &context::Context, new: &NewDevice) -> Result<Line, ServiceError> {
    let adoption = Adoption {
        serial: new.serial.clone(),
        zone: new.zone.clone(),
        site: new.site.clone(),
        name: String::new(),
        by: context.by(),
    };
    let row = adopting::adopt(tx, &context.app, context.id(), &adoption).await?;
    Ok(line(&row, new.site.clone()))
}

async fn change(global: &Global, serial: &str, zone: Option<&str>, from: Option<Date>, site: Option<&str>) -> Outcome {
    let context = context::open(global).await?;
    let zone = match zone {
        Some(zone) => Some(Zone::parse(zone).map_err(|_| unknown_zone(zone, context.lang))?),
        None => None,
    };
    let today = context.app.now().to_zoned(context.instansi.zone.time_zone()).date();
    context
        .app
        .db
        .write(async |tx| {
            let known = devices::by_serial(tx, context.id(), serial).await?.ok_or_else(|| unknown_device(serial))?;
            let site_row = adopting::find_site(tx, context.id(), site).await?;
            let device = Device { site: site_row.map_or(known.device.site, |site| Some(site.id)), ..known.device };
            devices::change(tx, &device).await?;
            if let Some(zone) = &zone {
                devices::set_zone(tx, context.id(), device.id, from.unwrap_or(today), zone).await?;
            }
            Ok::<_, ServiceError>(())
        })
        .await
        .map_err(|error| context.fail(error))
}

async fn list(global: &Global) -> Outcome {
    let context = context::open(global).await?;
    let (devices, sites) = context
        .app
        .db
        .read(async |tx| {
            Ok::<_, ServiceError>((devices::list(tx, context.id()).await?, sites::list(tx, context.id()).await?))
        })
        .await
        .map_err(|error| context.fail(error))?;
    let code =
        |row: &DeviceRow| sites.iter().find(|site| Some(site.id) == row.device.site).map(|site| site.code.clone());
    let lines: Vec<Line> = devices.iter().map(|row| line(row, code(row))).collect();
    if context.json {
        return output::json(&serde_json::json!({ "devices": lines }));
    }
    let rows: Vec<Vec<String>> = lines
        .into_iter()
        .map(|line| {
            let state = if line.adopted { "✓" } else { context.lang.pick("karantina", "quarantined") };
            vec![
                line.serial,
                line.site.unwrap_or_default(),
                line.zone,
                state.to_owned(),
                line.seen_at.unwrap_or_default(),
            ]
        })
        .collect();
    output::table(
        &context.lang.pick(
            ["nomor seri", "lokasi", "zona", "diambil alih", "terakhir"],
            ["serial", "site", "zone", "adopted", "last seen"],
        ),
        &rows,
    )
}

fn line(row: &DeviceRow, site: Option<String>) -> Line {
    Line {
        device: row.device.id,
        serial: row.device.serial.clone(),
        site,
        zone: row.device.zone.as_str().to_owned(),
        adopted: row.device.adopted,
        seen_at: row.seen_at.map(|seen| seen.to_string()),
    }
}
