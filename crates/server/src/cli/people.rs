//! `hadir people`: staff lists.

use std::path::PathBuf;

use clap::Subcommand;
use hadir_domain::access::AccessFilter;
use hadir_domain::people::EmployeeType;
use hadir_store::people::PeopleFilter;
use hadir_store::{people, units};
use jiff::civil::Date;
use serde::Serialize;

use super::new_person::NewPerson;
use super::people_change::change;
use super::{Global, Outcome, context, output};
use crate::services::error::{ServiceError, unknown_unit};
use crate::services::files::{self, NamedFile};
use crate::services::judging;
use crate::services::peopling::{self, Mode};

/// Arguments of `hadir people`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Option<PeopleCommand>,
}

#[derive(Debug, Subcommand)]
enum PeopleCommand {
    /// Daftar pegawai / list
    List {
        /// Kode unit / code of a unit
        #[arg(long, value_name = "KODE")]
        unit: Option<String>,
        /// Bagian nama atau nomor / part of a name or number
        #[arg(long, value_name = "TEKS")]
        search: Option<String>,
    },
    /// Menambah satu pegawai / add one person
    Add(NewPerson),
    /// Mengubah nama, jenis, atau memindahkan ke unit lain / change name or type, or move to another unit
    Change {
        /// NIP, nomor lokal, bagian nama, atau id / who
        key: String,
        /// Nama / name
        #[arg(long)]
        name: Option<String>,
        /// Jenis pegawai / kind of employment
        #[arg(long = "type")]
        employee_type: Option<EmployeeType>,
        /// Kode unit baru / code of the new unit
        #[arg(long, value_name = "KODE", requires = "from")]
        unit: Option<String>,
        /// Mulai bertugas di unit baru, atau mulai dengan jenis yang baru / first day there, or of the new kind
        #[arg(long, value_name = "YYYY-MM-DD")]
        from: Option<Date>,
    },
    /// Mengimpor daftar pegawai CSV/XLSX / import a staff list
    Import {
        /// Berkas / file
        file: PathBuf,
        /// Hanya memeriksa / only check
        #[arg(long)]
        dry_run: bool,
        /// Simpan baris yang benar saja / keep the good rows
        #[arg(long, conflicts_with = "dry_run")]
        skip_bad_rows: bool,
    },
    /// Menulis berkas contoh / write an empty sheet to fill in
    Template {
        /// Berkas XLSX / file
        out: PathBuf,
    },
}

#[derive(Serialize)]
struct Line {
    id: String,
    number: Option<String>,
    name: String,
    employee_type: &'static str,
    unit: Option<String>,
    title: Option<String>,
}

/// Lists, imports or writes the template.
pub async fn run(global: &Global, args: Args) -> Outcome {
    match args.command.unwrap_or(PeopleCommand::List { unit: None, search: None }) {
        PeopleCommand::List { unit, search } => list(global, unit.as_deref(), search).await,
        PeopleCommand::Import { file, dry_run, skip_bad_rows } => {
            let mode = match (dry_run, skip_bad_rows) {
                (true, _) => Mode::DryRun,
                (false, true) => Mode::SkipBadRows,
                (false, false) => Mode::AllOrNothing,
            };
            import(global, &files::read(&file, global.lang())?, mode).await
        }
        PeopleCommand::Add(new) => import(global, &new.sheet()?, Mode::AllOrNothing).await,
        PeopleCommand::Change { key, name, employee_type, unit, from } => {
            let context = context::open(global).await?;
            let moves = from.filter(|_| unit.is_some() || employee_type.is_some()).map(|from| (unit, from));
            change(&context, &key, name, employee_type, moves).await.map_err(|error| context.fail(error))
        }
        PeopleCommand::Template { out } => {
            let bytes = hadir_reports::table_xlsx::people_template(crate::system::System::real().now())?;
            std::fs::write(&out, bytes).map_err(|error| anyhow::anyhow!("{}: {error}", out.display()))?;
            Ok(())
        }
    }
}

async fn import(global: &Global, file: &NamedFile, mode: Mode) -> Outcome {
    let context = context::open_or_create(global, None).await?;
    let today = context.today();
    let done = peopling::import(&context.app, context.id(), &context.by(), file, today, mode)
        .await
        .map_err(|error| context.fail(error))?;
    if mode != Mode::DryRun {
        judging::project(&context.app, &context.instansi).await.map_err(|error| context.fail(error))?;
    }
    if context.json {
        output::json(&done)?;
    } else {
        println!(
            "{}: {} {}, {} {}, {} {}, {} {}, {} {}",
            file.name,
            done.rows,
            context.lang.pick("baris", "rows"),
            done.new,
            context.lang.pick("baru", "new"),
            done.changed,
            context.lang.pick("berubah", "changed"),
            done.same,
            context.lang.pick("sama", "the same"),
            done.errors.len(),
            context.lang.pick("bermasalah", "not usable"),
        );
    }
    for error in done.errors.iter().take(20) {
        eprintln!(
            "{}, {} {}: {}",
            file.name,
            context.lang.pick("baris", "row"),
            error.row,
            context.lang.pick(&error.detail, &error.detail_en)
        );
    }
    match (done.errors.len(), mode) {
        (0, _) | (_, Mode::SkipBadRows) => Ok(()),
        (count, _) => Err(context.refuse(
            format!("{count} baris bermasalah, tidak ada yang disimpan; perbaiki atau pakai --skip-bad-rows"),
            format!("{count} rows are not usable, nothing was stored; mend them or use --skip-bad-rows"),
        )),
    }
}

async fn list(global: &Global, unit: Option<&str>, search: Option<String>) -> Outcome {
    let context = context::open(global).await?;
    let lines = context
        .app
        .db
        .read(async |tx| {
            let all_units = units::list(tx, context.id()).await?;
            let chosen = match unit {
                Some(code) => {
                    Some(all_units.iter().find(|unit| unit.code == code).ok_or_else(|| unknown_unit(code))?.id)
                }
                None => None,
            };
            let filter =
                PeopleFilter { access: AccessFilter::All, unit: chosen, search: search.clone(), on: context.today() };
            let mut lines = Vec::new();
            let mut after = None;
            loop {
                let page = people::list(tx, context.id(), &filter, after.as_ref(), 500).await?;
                let Some(last) = page.last() else { break };
                after = Some(last.cursor.clone());
                lines.extend(page.into_iter().map(|row| Line {
                    id: row.id.to_string(),
                    number: row.number,
                    name: row.name,
                    employee_type: row.employee_type.as_str(),
                    unit: all_units.iter().find(|unit| Some(unit.id) == row.unit).map(|unit| unit.code.clone()),
                    title: row.title,
                }));
            }
            Ok(lines)
        })
        .await
        .map_err(|error: ServiceError| context.fail(error))?;
    if context.json {
        return output::json(&serde_json::json!({ "people": lines }));
    }
    let rows: Vec<Vec<String>> = lines
        .into_iter()
        .map(|line| {
            vec![
                line.number.unwrap_or_default(),
                line.name,
                line.employee_type.to_owned(),
                line.unit.unwrap_or_default(),
                line.title.unwrap_or_default(),
            ]
        })
        .collect();
    output::table(
        &context.lang.pick(["nomor", "nama", "jenis", "unit", "jabatan"], ["number", "name", "type", "unit", "post"]),
        &rows,
    )
}

/// The one person a word on the command line means; several hits are named.
pub async fn one_person(
    tx: &mut hadir_store::Tx,
    context: &context::Context,
    text: &str,
) -> Result<people::PersonRow, ServiceError> {
    let mut found = people::find_by_key(tx, context.id(), text, context.today()).await?;
    match found.len() {
        1 => Ok(found.remove(0)),
        0 => Err(ServiceError::not_found(
            "unknown_person",
            format!("tidak ada pegawai {text}; pakai NIP, nomor lokal atau bagian nama"),
            format!("there is nobody called {text}; use a NIP, a local number or part of a name"),
        )),
        _ => {
            let names: Vec<String> = found
                .iter()
                .map(|person| format!("{} ({})", person.name, person.number.as_deref().unwrap_or("-")))
                .collect();
            Err(ServiceError::conflict(
                "several_people",
                format!("{text} dapat berarti beberapa orang: {}", names.join("; ")),
                format!("{text} may be several people: {}", names.join("; ")),
            ))
        }
    }
}
