//! One discrepancy laid open: both sides with every record behind them, the day as it is judged, and what each outcome
//! would make of it.

use std::collections::HashMap;

use hadir_domain::ids::ImportId;
use hadir_domain::reconcile::{Outcome, Says, Speaker};
use hadir_domain::timeline::JudgedDay;
use hadir_store::instansi::Instansi;
use hadir_store::reconcile::discrepancies::{self, CauseRow, DiscrepancyRow};
use hadir_store::sheet_statements::SheetStatement;
use hadir_store::signed_rolls::SignedRoll;
use hadir_store::{imports, people, sheet_statements, signed_rolls};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::acting::{self, Case};
use super::causes::{self, ClockBehind};
use super::planning::{Desk, changes, side_says, speaks};
use crate::app::App;
use crate::services::error::ServiceError;
use crate::services::judging::PersonDays;
use crate::services::month::{MonthDay, MonthPunch, month_day};

/// A discrepancy with everything behind it.
#[derive(Debug, Clone)]
pub struct Open {
    /// What was found and what was done about it.
    pub case: Case,
    /// The person's name.
    pub name: String,
    /// What stands behind it.
    pub cause: Option<(CauseRow, Option<ClockBehind>)>,
    /// Both sides; the first is A.
    pub sides: [SettleSide; 2],
    /// The day as it is judged now; none where no pack covers it or its evidence was erased.
    pub day: Option<MonthDay>,
    /// What each outcome would make of the day.
    pub outcomes: Vec<SettleOutcome>,
}

/// What one side says, with the records it rests on.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct SettleSide {
    /// Who says so: `machine`, `kiosk`, `phone`, `roll_call`, `superior_check`, `portal`, `manual` or `recap`.
    pub source: String,
    /// What it says in short; null when it is silent.
    pub value: Option<String>,
    /// What would be taken over from it.
    pub says: SettleSays,
    /// Its punches of the day, with raw values.
    pub punches: Vec<SettlePunch>,
    /// What its sheets call the day.
    pub cells: Vec<SettleCell>,
}

/// Times and status of a day.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, ToSchema)]
pub struct SettleSays {
    /// Arrival, local, `YYYY-MM-DDTHH:MM:SS`.
    pub arrived: Option<String>,
    /// Departure, local.
    pub left: Option<String>,
    /// Status code.
    pub status: Option<String>,
}

impl From<Says> for SettleSays {
    fn from(says: Says) -> Self {
        Self {
            arrived: says.arrived.map(|at| at.to_string()),
            left: says.left.map(|at| at.to_string()),
            status: says.status.map(|status| status.to_string()),
        }
    }
}

/// A punch with where it came from.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct SettlePunch {
    /// The punch.
    pub punch: MonthPunch,
    /// The raw key pressed.
    pub state: Option<String>,
    /// The raw way it was checked.
    pub verify: Option<String>,
    /// The key the source knows the person by.
    pub person_key: String,
    /// The roll it came with, its signer and its sheet, in words.
    pub roll: Option<String>,
}

/// A cell of a sheet with where it came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SettleCell {
    /// As written.
    pub raw: String,
    /// As read.
    pub code: String,
    /// Minutes written beside.
    pub minutes: Option<u16>,
    /// The file.
    pub file: Option<String>,
    /// The sheet of a workbook.
    pub sheet: Option<String>,
    /// The row.
    pub line: u64,
    /// The cell.
    pub cell: Option<String>,
    /// When it was taken in.
    pub received_at: Option<String>,
    /// Who took it in.
    pub by_login: Option<String>,
    /// Who signed it: name and position.
    pub signer: Option<String>,
}

/// What an outcome would make of a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SettleOutcome {
    /// `a_right`, `b_right` or `cannot_be_known`; what `both_wrong` makes depends on what is said.
    pub outcome: String,
    /// Whether the officer has to say what was so, because that side states no time and no status.
    pub says_needed: bool,
    /// How many corrections would follow.
    pub corrections: usize,
    /// Whether the day would count otherwise.
    pub changes: bool,
    /// The day now.
    pub before: SettleDay,
    /// The day then.
    pub after: SettleDay,
}

/// A day in short.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SettleDay {
    /// Status code.
    pub status: String,
    /// Marks, as `TL:45`.
    pub marks: Vec<String>,
    /// Arrival, `HH:MM:SS`.
    pub first_in: Option<String>,
    /// Departure, `HH:MM:SS`.
    pub last_out: Option<String>,
}

impl From<&JudgedDay> for SettleDay {
    fn from(day: &JudgedDay) -> Self {
        let time = |local: jiff::civil::DateTime| local.time().strftime("%H:%M:%S").to_string();
        Self {
            status: day.verdict.status.to_string(),
            marks: day.verdict.marks.iter().map(|mark| mark.code()).collect(),
            first_in: day.verdict.first_in.map(|(_, local)| time(local)),
            last_out: day.verdict.last_out.map(|(_, local)| time(local)),
        }
    }
}

struct Sheets {
    cells: Vec<SheetStatement>,
    files: HashMap<ImportId, imports::Import>,
    rolls: Vec<SignedRoll>,
}

/// Lays a discrepancy open.
///
/// # Errors
///
/// `unknown_discrepancy`; when the database does not answer.
pub async fn open(app: &App, instansi: &Instansi, id: Uuid) -> Result<Open, ServiceError> {
    let (case, cause, sheets, name) = app
        .db
        .read(async |tx| {
            let case = acting::load(tx, instansi, id).await?;
            let cause = match case.row.cause {
                Some(id) => discrepancies::cause(tx, instansi.id, id).await?,
                None => None,
            };
            let cause = match cause {
                Some(cause) => {
                    let clock = causes::clock_behind(tx, instansi, &cause).await?;
                    Some((cause, clock))
                }
                None => None,
            };
            let (person, on) = (case.row.person, case.row.on);
            let cells = sheet_statements::of_people(tx, instansi.id, &[person], on, on).await?;
            let mut files = HashMap::new();
            for cell in &cells {
                if let Some(import) = imports::get(tx, instansi.id, cell.import).await? {
                    files.insert(cell.import, import);
                }
            }
            let rolls = signed_rolls::touching(tx, instansi.id, on, on).await?;
            let name = people::get(tx, instansi.id, person).await?.map(|person| person.name);
            Ok::<_, ServiceError>((case, cause, Sheets { cells, files, rolls }, name.unwrap_or_default()))
        })
        .await?;
    let row = &case.row;
    // A day no pack covers is not judged; what the sides say is shown all the same.
    let desk = Desk::of(app, instansi, &[row]).await.ok();
    let judged = desk.as_ref().and_then(|desk| desk.day(row).ok());
    let sides = [&row.a, &row.b].map(|(speaker, value)| side(*speaker, value.as_deref(), judged, &sheets));
    let outcomes = desk.as_ref().zip(judged).map(|(desk, judged)| outcomes(desk, row, judged.1)).unwrap_or_default();
    let day = judged.map(|(of, day)| month_day(day, of));
    Ok(Open { name, cause, sides, day, outcomes, case })
}

fn side(
    speaker: Speaker,
    value: Option<&str>,
    judged: Option<(&PersonDays, &JudgedDay)>,
    sheets: &Sheets,
) -> SettleSide {
    let cells = sheets.cells.iter().filter(|cell| speaks(speaker, Speaker::of(cell.source)));
    SettleSide {
        source: speaker.as_str().to_owned(),
        value: value.map(str::to_owned),
        says: judged.map(|(of, day)| side_says(of, day, speaker)).unwrap_or_default().into(),
        punches: judged.map(|(of, day)| punches(of, day, speaker)).unwrap_or_default(),
        cells: cells.map(|cell| shown(cell, sheets)).collect(),
    }
}

fn punches(of: &PersonDays, day: &JudgedDay, speaker: Speaker) -> Vec<SettlePunch> {
    let whole = month_day(day, of);
    let mut found = Vec::new();
    for shown in whole.punches.into_iter().filter(|shown| shown.source == speaker.as_str()) {
        let Some(punch) = of.punches.iter().find(|punch| punch.id.0 == shown.id) else { continue };
        found.push(SettlePunch {
            state: punch.state.clone(),
            verify: punch.verify.clone(),
            person_key: punch.person_key.clone(),
            roll: of.records.rolls.get(&punch.id).map(ToString::to_string),
            punch: shown,
        });
    }
    found
}

fn shown(cell: &SheetStatement, sheets: &Sheets) -> SettleCell {
    let file = sheets.files.get(&cell.import);
    let roll = sheets.rolls.iter().find(|roll| roll.import == cell.import);
    SettleCell {
        raw: cell.raw.clone(),
        code: cell.code.clone(),
        minutes: cell.minutes,
        file: file.map(|file| file.file_name.clone()),
        sheet: cell.sheet.clone(),
        line: cell.line,
        cell: cell.cell.clone(),
        received_at: file.map(|file| file.received_at.to_string()),
        by_login: file.map(|file| file.by_login.clone()),
        signer: roll.map(|roll| format!("{} ({})", roll.signer_name, roll.signer_position)),
    }
}

fn outcomes(desk: &Desk, row: &DiscrepancyRow, before: &JudgedDay) -> Vec<SettleOutcome> {
    let plan = |outcome: Outcome| {
        let plan = desk.plan(row, outcome, Says::default()).ok();
        let after = plan.as_ref().map_or(before, |plan| &plan.after);
        SettleOutcome {
            outcome: outcome.as_str().to_owned(),
            says_needed: plan.is_none(),
            corrections: plan.as_ref().map_or(0, |plan| plan.corrections.len()),
            changes: changes(before, after),
            before: before.into(),
            after: after.into(),
        }
    };
    [Outcome::ARight, Outcome::BRight, Outcome::CannotBeKnown].map(plan).to_vec()
}

/// What an outcome with what is said would make of the day, before anybody proposes it. Stores nothing.
///
/// # Errors
///
/// As [`Desk::plan`].
pub async fn try_out(
    app: &App,
    instansi: &Instansi,
    row: &DiscrepancyRow,
    outcome: Outcome,
    says: Says,
) -> Result<SettleOutcome, ServiceError> {
    acting::sayable(says)?;
    let desk = Desk::of(app, instansi, &[row]).await?;
    let (_, before) = desk.day(row)?;
    let plan = desk.plan(row, outcome, says)?;
    Ok(SettleOutcome {
        outcome: outcome.as_str().to_owned(),
        says_needed: false,
        corrections: plan.corrections.len(),
        changes: changes(before, &plan.after),
        before: before.into(),
        after: (&plan.after).into(),
    })
}

/// The logins named in a case.
pub fn logins(case: &Case) -> Vec<&str> {
    case.steps.iter().map(|word| word.by.as_str()).chain(case.standing.owner.as_deref()).collect()
}
