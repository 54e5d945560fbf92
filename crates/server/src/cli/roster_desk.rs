//! `hadir roster show|export|import`: a unit's month at the console. What is imported there is proposed as from the desk.

use std::path::Path;

use hadir_reports::roster::{roster_csv, roster_xlsx};
use serde::Serialize;

use super::context::Context;
use super::{Failure, Outcome, output};
use crate::services::error::{ServiceError, unknown_unit};
use crate::services::files::{self as disk};
use crate::services::month::parse_month;
use crate::services::roster_desk::Officer;
use crate::services::roster_desk::asking::{Ask, Asked};
use crate::services::roster_desk::change;
use crate::services::roster_desk::files::{self, RosterFileProblem};
use crate::services::roster_desk::loading::Desk;

/// Which unit and month.
#[derive(Debug, clap::Args)]
pub struct Which {
    /// Kode unit / code of the unit
    #[arg(long, value_name = "KODE")]
    pub unit: String,
    /// Bulan / month
    #[arg(long, value_name = "YYYY-MM")]
    pub month: String,
}

#[derive(Serialize)]
struct ShownPerson {
    number: String,
    name: String,
    cells: Vec<String>,
    planned_hours: String,
    due_hours: String,
}

#[derive(Serialize)]
struct Shown {
    unit: String,
    month: String,
    dates: Vec<String>,
    people: Vec<ShownPerson>,
}

async fn desk(context: &Context, which: &Which) -> Result<Desk, Failure> {
    let found: Result<Desk, ServiceError> = async {
        let month = parse_month(&which.month)?;
        let (first, last) = (month.first_of_month(), month.last_of_month());
        let app = &context.app;
        app.db
            .read(async |tx| {
                let unit = hadir_store::units::by_code(tx, context.id(), &which.unit).await?;
                let unit = unit.ok_or_else(|| unknown_unit(&which.unit))?;
                Desk::load(tx, app, &context.instansi, unit.id, first, last).await
            })
            .await
    }
    .await;
    found.map_err(|error| context.fail(error))
}

/// Prints a unit's month: a row a person, a column a date.
pub async fn show(context: &Context, which: &Which) -> Outcome {
    let desk = desk(context, which).await?;
    let sheet = files::sheet(&context.app, &context.instansi, &desk).map_err(|error| context.fail(error))?;
    if context.json {
        let people = sheet.people.into_iter().map(|one| ShownPerson {
            number: one.number,
            name: one.name,
            cells: one.cells,
            planned_hours: one.planned.replace(',', "."),
            due_hours: one.due.replace(',', "."),
        });
        return output::json(&Shown {
            unit: desk.unit.code.clone(),
            month: which.month.clone(),
            dates: sheet.days.iter().map(|(on, _)| on.to_string()).collect(),
            people: people.collect(),
        });
    }
    let days: Vec<String> = sheet.days.iter().map(|(on, _)| on.day().to_string()).collect();
    let mut headings = vec![context.lang.pick("nama", "name")];
    headings.extend(days.iter().map(String::as_str));
    headings.extend([context.lang.pick("jam", "hours"), context.lang.pick("wajib", "due")]);
    let rows: Vec<Vec<String>> = sheet
        .people
        .into_iter()
        .map(|one| std::iter::once(one.name).chain(one.cells).chain([one.planned, one.due]).collect())
        .collect();
    output::table(&headings, &rows)
}

/// Writes a unit's month as XLSX, or as CSV when the name ends so.
pub async fn export(context: &Context, which: &Which, out: &Path) -> Outcome {
    let desk = desk(context, which).await?;
    let sheet = files::sheet(&context.app, &context.instansi, &desk).map_err(|error| context.fail(error))?;
    let is_csv = out.extension().is_some_and(|end| end.eq_ignore_ascii_case("csv"));
    let bytes = if is_csv { roster_csv(&sheet) } else { roster_xlsx(&sheet)? };
    std::fs::write(out, bytes).map_err(|error| anyhow::anyhow!("{}: {error}", out.display()))?;
    Ok(())
}

#[derive(Serialize)]
struct Imported {
    rows: usize,
    same: usize,
    changes: usize,
    state: &'static str,
    problems: Vec<RosterFileProblem>,
}

/// Takes a file in as changes; with `check` only says what would happen.
pub async fn import(context: &Context, which: &Which, file: &Path, check: bool, reason: &str) -> Outcome {
    let desk = desk(context, which).await?;
    let file = disk::read(file, context.lang)?;
    let found = files::understand(&desk, &file).map_err(|error| context.fail(error))?;
    let holds = found.problems.is_empty();
    let mut answer = Imported {
        rows: found.rows,
        same: found.same,
        changes: found.changes.len(),
        state: "checked",
        problems: found.problems,
    };
    if holds && answer.changes > 0 {
        let asked = Asked {
            id: context.app.system.uuid(),
            unit: desk.unit.id,
            reason: reason.trim().to_owned(),
            what: Ask::Cells(found.changes),
        };
        let by = context.by();
        let officer = Officer { login: &by, person: None };
        let done = change::run(&context.app, &context.instansi, officer, &asked, check).await;
        answer.state = done.map_err(|error| context.fail(error))?.state;
    }
    print(context, &answer)?;
    if holds { Ok(()) } else { Err(Failure::DoesNotHold) }
}

fn print(context: &Context, answer: &Imported) -> Outcome {
    if context.json {
        return output::json(answer);
    }
    let state = match answer.state {
        "applied" => context.lang.pick("diterapkan", "applied"),
        "proposed" => context.lang.pick("menunggu petugas kedua", "waits for a second officer"),
        _ => context.lang.pick("diperiksa", "checked"),
    };
    println!(
        "{}: {} {}, {} {}, {} {}",
        state,
        answer.changes,
        context.lang.pick("sel berubah", "cells change"),
        answer.same,
        context.lang.pick("sama", "stay"),
        answer.problems.len(),
        context.lang.pick("masalah", "problems"),
    );
    for problem in &answer.problems {
        let place = problem.cell.clone().unwrap_or_else(|| problem.line.to_string());
        println!("! {place} {}: {}", problem.text, context.lang.pick(&problem.detail, &problem.detail_en));
    }
    Ok(())
}
