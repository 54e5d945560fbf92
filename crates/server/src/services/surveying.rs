//! Reading the answers of a satisfaction survey and computing its index.

use hadir_domain::survey::{self, Answer, ELEMENTS, Respondent, SurveyError, SurveyResult, Weight};
use hadir_rules::Packs;

use super::files::NamedFile;
use super::sheet_rows;
use crate::lang::Lang;

/// Reads one respondent per row, columns U1…U9, and computes.
///
/// Rows are counted as in the sheet, its heading being row 1.
///
/// # Errors
///
/// One clear sentence when the sheet cannot be read, lacks a column or nobody answered everything.
pub fn compute(file: &NamedFile, weight: Weight, lang: Lang) -> Result<SurveyResult, String> {
    let sheet = sheet_rows::read_all(file).map_err(|error| error.sentence(lang).to_owned())?;
    let columns: Vec<String> = (1..=ELEMENTS).map(|element| format!("u{element}")).collect();
    if let Some(missing) = columns.iter().find(|column| !sheet.headings.contains(column)) {
        let missing = missing.to_uppercase();
        return Err(lang.pick(
            format!("{}: kolom {missing} tidak ada; berkas memerlukan U1 sampai U9", file.name),
            format!("{}: there is no column {missing}; the file needs U1 to U9", file.name),
        ));
    }
    let respondents: Vec<Respondent> = sheet
        .rows
        .iter()
        .map(|row| Respondent {
            row: u32::try_from(row.line).unwrap_or(u32::MAX),
            answers: std::array::from_fn(|element| Answer::parse(row.get(&columns[element]).unwrap_or_default())),
        })
        .collect();
    let packs = Packs::shipped();
    let bands = packs.survey(None).map(|scheme| scheme.bands.clone()).unwrap_or_default();
    survey::compute(&respondents, weight, &bands).map_err(|error| match error {
        SurveyError::NoRespondents => lang.pick(
            format!("{}: tidak ada responden yang mengisi kesembilan unsur dengan nilai 1-4", file.name),
            format!("{}: no respondent answered all nine elements with 1 to 4", file.name),
        ),
        SurveyError::NoBands => error.to_string(),
    })
}
