//! Rows of files that could not be understood, as a list to work through in a spreadsheet.

use axum::extract::State;
use hadir_domain::access::Action;
use hadir_domain::ids::ImportId;
use hadir_intake::{Input, Lang, Options, Reason};
use hadir_reports::csv::csv;
use hadir_reports::table::{Cell, Column, Table};
use hadir_store::problems::{ProblemFilter, ProblemRow};
use hadir_store::{imports, problems, units};
use std::collections::BTreeSet;

use super::download::{CSV, Download};
use super::imports::{ImportForm, read};
use crate::app::App;
use crate::auth::Caller;
use crate::error::ApiError;
use crate::extract::{Multipart, Path};
use crate::http::{Web, apart};

/// Problems read at a time.
const STEP: u32 = 1000;

/// Lists the rows of a stored file that could not be understood (UTF-8 with byte order mark, `;`).
#[utoipa::path(
    get, path = "/imports/{sha256}/problems.csv", tag = "imports", params(("sha256" = String, Path)),
    responses(
        (status = 200, content_type = "text/csv", body = String),
        (status = 404, body = crate::error::ProblemDetails),
    )
)]
pub async fn list_problems(
    State(app): State<App>,
    caller: Caller,
    Path(sha256): Path<String>,
) -> Result<Download, ApiError> {
    caller.require(Action::ProblemsRead)?;
    let not_found = || ApiError::not_found("Berkas itu", "That file");
    let mut hash = [0; 32];
    hex::decode_to_slice(&sha256, &mut hash).map_err(|_| not_found())?;
    let (name, rows) = app
        .db
        .read(async |tx| {
            let all_units = units::list(tx, caller.id()).await?;
            let reach = caller.units_in_reach(Action::ProblemsRead, &all_units);
            let of_file = imports::by_file(tx, caller.id(), &hash).await?;
            let within = of_file.iter().filter(|import| {
                import.by_login == caller.by
                    || reach.as_ref().is_none_or(|units| import.unit.is_some_and(|unit| units.contains(&unit)))
            });
            if within.count() == 0 {
                return Err(not_found());
            }
            // The same row of the same file is one problem, under the import that brought it first.
            let ids: BTreeSet<ImportId> = of_file.iter().map(|import| import.id).collect();
            let name = of_file.first().map(|import| import.file_name.clone()).unwrap_or_default();
            let filter = ProblemFilter { done_too: true, device: None };
            let (mut rows, mut after) = (Vec::new(), None);
            loop {
                let page = problems::list(tx, caller.id(), filter, after, STEP).await?;
                after = page.last().map(|row| (row.received_at, row.id));
                let last = page.len() < STEP as usize;
                rows.extend(page.into_iter().filter(|row| row.import.is_some_and(|import| ids.contains(&import))));
                if last {
                    break;
                }
            }
            Ok((name, rows))
        })
        .await?;
    let mut rows: Vec<Bad> = rows.into_iter().map(Bad::from).collect();
    rows.sort_by(|one, other| (&one.sheet, one.line, &one.cell).cmp(&(&other.sheet, other.line, &other.cell)));
    Ok(download(&name, rows))
}

/// Lists the rows of a file that could not be understood, without storing anything.
#[utoipa::path(
    post, path = "/imports/problems.csv", tag = "imports",
    request_body(content = ImportForm, content_type = "multipart/form-data"),
    responses(
        (status = 200, content_type = "text/csv", body = String),
        (status = 422, description = "`not_understood` and what was tried", body = crate::error::ProblemDetails),
    )
)]
pub async fn list_problems_of_file(
    State(web): State<Web>,
    caller: Caller,
    form: Multipart,
) -> Result<Download, ApiError> {
    caller.require(Action::ImportsWrite)?;
    let (upload, _) = read(&web.app, &caller, form).await?;
    let zone = caller.instansi.zone.time_zone();
    let work = move || async move {
        let options = Options { zone, ..Options::default() };
        let file = &upload.file;
        let read = hadir_intake::read(&Input { name: &file.name, bytes: &file.bytes, options: &options });
        let sentence = |error: &hadir_intake::IntakeError, lang| error.sentence(&file.name, lang);
        match read {
            Ok(reading) => Ok((upload.file.name.clone(), reading.problems)),
            Err(error) => Err((sentence(&error, Lang::Id), sentence(&error, Lang::En))),
        }
    };
    let (name, problems) =
        apart(&web, work).await?.map_err(|(id, en)| ApiError::field("file", "not_understood", id, en))?;
    Ok(download(&name, problems.into_iter().map(Bad::from).collect()))
}

/// A row nobody understood.
struct Bad {
    sheet: Option<String>,
    line: Option<u64>,
    cell: Option<String>,
    reason: String,
    raw: Vec<u8>,
}

impl From<ProblemRow> for Bad {
    fn from(row: ProblemRow) -> Self {
        Self { sheet: row.sheet, line: row.line, cell: row.cell, reason: row.reason, raw: row.raw }
    }
}

impl From<hadir_intake::Problem> for Bad {
    fn from(problem: hadir_intake::Problem) -> Self {
        Self {
            sheet: problem.row.sheet,
            line: Some(problem.row.line),
            cell: problem.row.cell,
            reason: problem.reason.as_str().to_owned(),
            raw: problem.raw,
        }
    }
}

fn download(file: &str, rows: Vec<Bad>) -> Download {
    let columns = ["Lembar", "Baris", "Sel", "Kode", "Sebab", "Reason", "Isi baris"];
    let text = |code: &str, lang| {
        let reason = Reason::ALL.iter().find(|reason| reason.as_str() == code);
        reason.map_or_else(|| code.to_owned(), |reason| reason.text(lang).to_owned())
    };
    let rows = rows.into_iter().map(|row| {
        vec![
            Cell::from(row.sheet.unwrap_or_default()),
            row.line.and_then(|line| i64::try_from(line).ok()).map_or(Cell::Empty, Cell::Number),
            Cell::from(row.cell.unwrap_or_default()),
            Cell::from(row.reason.as_str()),
            Cell::from(text(&row.reason, Lang::Id)),
            Cell::from(text(&row.reason, Lang::En)),
            Cell::from(String::from_utf8_lossy(&row.raw).into_owned()),
        ]
    });
    let columns = columns.iter().map(|heading| Column::new(heading, 20)).collect();
    let table = Table { name: "Baris bermasalah".into(), columns, rows: rows.collect() };
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    Download { kind: CSV, name: format!("{stem}-baris-bermasalah.csv"), bytes: csv(&table) }
}
