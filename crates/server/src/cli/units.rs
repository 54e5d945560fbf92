//! `hadir units`: agencies and units.

use std::path::PathBuf;

use clap::Subcommand;
use hadir_domain::ids::UnitId;
use hadir_domain::units::{Unit, UnitKind};
use hadir_store::units;

use super::{Failure, Global, Outcome, context, output};
use crate::services::error::{ServiceError, unknown_unit};
use crate::services::{files, sheet_rows};

/// Arguments of `hadir units`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Option<UnitsCommand>,
}

#[derive(Debug, Subcommand)]
enum UnitsCommand {
    /// Daftar unit / list
    List,
    /// Menambah unit / add
    Add {
        /// Kode unit / code
        code: String,
        /// Nama / name
        #[arg(long)]
        name: String,
        /// Kode unit induk; tanpa induk = OPD / code of the unit above
        #[arg(long)]
        parent: Option<String>,
    },
    /// Mengubah nama atau induk / change name or parent
    Change {
        /// Kode unit / code
        code: String,
        /// Nama baru / new name
        #[arg(long)]
        name: Option<String>,
        /// Kode unit induk baru / code of the new unit above
        #[arg(long)]
        parent: Option<String>,
    },
    /// Menambah dari CSV/XLSX: kode, nama, kode_induk / add from a sheet
    Import {
        /// Berkas / file
        file: PathBuf,
    },
}

/// Lists, adds or imports.
pub async fn run(global: &Global, args: Args) -> Outcome {
    match args.command.unwrap_or(UnitsCommand::List) {
        UnitsCommand::List => list(global).await,
        UnitsCommand::Add { code, name, parent } => add(global, vec![NewUnit { code, name, parent }]).await,
        UnitsCommand::Change { code, name, parent } => change(global, &code, name, parent.as_deref()).await,
        UnitsCommand::Import { file } => {
            let file = files::read(&file, global.lang())?;
            let rows =
                sheet_rows::read(&file).map_err(|error| Failure::Work(error.sentence(global.lang()).to_owned()))?;
            let mut new = Vec::new();
            for row in &rows.rows {
                let need = |name: &str| {
                    row.get(name).map(str::to_owned).ok_or_else(|| {
                        Failure::Work(global.lang().pick(
                            format!("{}, baris {}: kolom {name} kosong", file.name, row.line),
                            format!("{}, row {}: column {name} is empty", file.name, row.line),
                        ))
                    })
                };
                new.push(NewUnit {
                    code: need("kode")?,
                    name: need("nama")?,
                    parent: row.get("kode_induk").map(str::to_owned),
                });
            }
            add(global, new).await
        }
    }
}

struct NewUnit {
    code: String,
    name: String,
    parent: Option<String>,
}

async fn list(global: &Global) -> Outcome {
    let context = context::open(global).await?;
    let units = context.app.db.read(async |tx| units::list(tx, context.id()).await).await?;
    if context.json {
        return output::json(&serde_json::json!({ "units": units }));
    }
    let parent = |unit: &Unit| {
        units.iter().find(|other| Some(other.id) == unit.parent).map(|other| other.code.clone()).unwrap_or_default()
    };
    let rows: Vec<Vec<String>> = units
        .iter()
        .map(|unit| vec![unit.code.clone(), unit.name.clone(), unit.kind.as_str().to_owned(), parent(unit)])
        .collect();
    output::table(&context.lang.pick(["kode", "nama", "jenis", "induk"], ["code", "name", "kind", "parent"]), &rows)
}

async fn change(global: &Global, code: &str, name: Option<String>, parent: Option<&str>) -> Outcome {
    let context = context::open(global).await?;
    context
        .app
        .db
        .write(async |tx| {
            let old = units::by_code(tx, context.id(), code).await?.ok_or_else(|| unknown_unit(code))?;
            let above = match parent {
                Some(code) => Some(units::by_code(tx, context.id(), code).await?.ok_or_else(|| unknown_unit(code))?),
                None => None,
            };
            let kind = if above.is_some() { UnitKind::Unit } else { old.kind };
            let parent = above.map_or(old.parent, |above| Some(above.id));
            let new = Unit { parent, kind, name: name.clone().unwrap_or(old.name), ..old };
            units::change(tx, &new).await?;
            Ok::<_, ServiceError>(())
        })
        .await
        .map_err(|error| context.fail(error))
}

/// Adds all units, or none.
async fn add(global: &Global, new: Vec<NewUnit>) -> Outcome {
    let context = context::open_or_create(global, None).await?;
    let added = context
        .app
        .db
        .write(async |tx| {
            let mut added = Vec::new();
            for one in &new {
                let parent = match &one.parent {
                    Some(code) => Some(units::by_code(tx, context.id(), code).await?.ok_or_else(|| {
                        ServiceError::not_found(
                            "unknown_unit",
                            format!("unit induk {code} tidak ada; tambahkan lebih dulu"),
                            format!("there is no unit {code}; add it first"),
                        )
                    })?),
                    None => None,
                };
                let unit = Unit {
                    instansi: context.id(),
                    id: UnitId(context.app.system.uuid()),
                    parent: parent.as_ref().map(|parent| parent.id),
                    kind: if parent.is_some() { UnitKind::Unit } else { UnitKind::Opd },
                    code: one.code.clone(),
                    name: one.name.clone(),
                };
                if units::by_code(tx, context.id(), &unit.code).await?.is_some() {
                    return Err(ServiceError::conflict(
                        "unit_exists",
                        format!("kode unit {} sudah dipakai", unit.code),
                        format!("the unit code {} is taken", unit.code),
                    ));
                }
                units::add(tx, &unit).await?;
                added.push(unit);
            }
            Ok(added)
        })
        .await
        .map_err(|error: ServiceError| context.fail(error))?;
    if context.json {
        return output::json(&serde_json::json!({ "added": added }));
    }
    for unit in added {
        println!("{}", unit.code);
    }
    Ok(())
}
