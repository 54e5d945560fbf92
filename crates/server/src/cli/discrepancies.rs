//! `hadir discrepancies`: what sources disagree about, and how it is settled, from the console.

use clap::Subcommand;
use hadir_domain::access::AccessFilter;
use hadir_domain::reconcile::{DiscrepancyType, Outcome as Ends, Says, SettleState, SettleStep};
use hadir_domain::status::Status;
use hadir_store::reconcile::settlements::{self, ListFilter, Listed, StateFilter};
use hadir_store::{StoreError, people, units};
use jiff::civil::{Date, DateTime};
use serde::Serialize;
use uuid::Uuid;

use super::context::Context;
use super::{Failure, Global, Outcome, context, output};
use crate::services::error::unknown_unit;
use crate::services::looking;
use crate::services::roster_desk::Officer;
use crate::services::settling::acting::{self, Case, NewStep};
use crate::services::settling::viewing;

/// Most discrepancies listed.
const MOST: u32 = 500;

/// Arguments of `hadir discrepancies`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Option<DiscrepanciesCommand>,
}

#[derive(Debug, Subcommand)]
enum DiscrepanciesCommand {
    /// Daftar selisih / list
    List {
        /// Keadaan: waiting, open, assigned, proposed, settled, reopened, gone / state
        #[arg(long, default_value = "waiting", value_parser = state)]
        state: StateFilter,
        /// Jenis selisih, misalnya `time_differs` / type
        #[arg(long = "type", value_parser = kind)]
        kind: Option<DiscrepancyType>,
        /// Kode unit, dengan semua di bawahnya / unit with all below it
        #[arg(long)]
        unit: Option<String>,
        /// Sejak tanggal / first day
        #[arg(long)]
        from: Option<Date>,
        /// Sampai tanggal / last day
        #[arg(long)]
        to: Option<Date>,
    },
    /// Satu selisih dengan kedua sisinya / one with both sides
    Show {
        /// Kunci selisih / key
        id: Uuid,
    },
    /// Mengusulkan penyelesaian; petugas lain yang menyetujui / propose; another officer confirms
    Propose {
        /// Kunci selisih / key
        id: Uuid,
        /// Hasil: `a_right`, `b_right`, `both_wrong`, `cannot_be_known` / how it ends
        #[arg(long, value_parser = outcome)]
        outcome: Ends,
        /// Jam datang setempat / arrival, local
        #[arg(long, value_name = "YYYY-MM-DDTHH:MM")]
        arrived: Option<DateTime>,
        /// Jam pulang setempat / departure, local
        #[arg(long, value_name = "YYYY-MM-DDTHH:MM")]
        left: Option<DateTime>,
        /// Status hari itu / status of the day
        #[arg(long)]
        status: Option<Status>,
        /// Alasan / why
        #[arg(long)]
        reason: String,
    },
    /// Menyetujui usulan orang lain / confirm what another proposed
    Confirm {
        /// Kunci selisih / key
        id: Uuid,
        /// Alasan / why
        #[arg(long)]
        reason: String,
    },
    /// Menolak usulan orang lain / reject what another proposed
    Reject {
        /// Kunci selisih / key
        id: Uuid,
        /// Alasan / why
        #[arg(long)]
        reason: String,
    },
}

fn state(text: &str) -> Result<StateFilter, String> {
    if text == "waiting" {
        return Ok(StateFilter::Waiting);
    }
    let known = || SettleState::ALL.iter().map(|state| state.as_str()).collect::<Vec<_>>().join(", ");
    SettleState::parse(text).map(StateFilter::Only).ok_or_else(|| format!("waiting, {}", known()))
}

fn kind(text: &str) -> Result<DiscrepancyType, String> {
    let known = || DiscrepancyType::ALL.iter().map(|kind| kind.as_str()).collect::<Vec<_>>().join(", ");
    DiscrepancyType::parse(text).ok_or_else(known)
}

fn outcome(text: &str) -> Result<Ends, String> {
    Ends::parse(text).ok_or_else(|| Ends::ALL.iter().map(|one| one.as_str()).collect::<Vec<_>>().join(", "))
}

#[derive(Serialize)]
struct Side<'a> {
    source: &'static str,
    value: Option<&'a str>,
}

#[derive(Serialize)]
struct Shown<'a> {
    id: Uuid,
    person: Uuid,
    name: String,
    on: Date,
    #[serde(rename = "type")]
    kind: &'static str,
    state: &'static str,
    owner: Option<&'a str>,
    due_on: Date,
    a: Side<'a>,
    b: Side<'a>,
    detail: &'a str,
    outcome: Option<&'static str>,
    proposed_by: Option<&'a str>,
}

fn shown(one: &Listed, name: String) -> Shown<'_> {
    let row = &one.row;
    Shown {
        id: row.id,
        person: row.person.0,
        name,
        on: row.on,
        kind: row.kind.as_str(),
        state: one.state.as_str(),
        owner: one.owner.as_deref(),
        due_on: row.due_on,
        a: Side { source: row.a.0.as_str(), value: row.a.1.as_deref() },
        b: Side { source: row.b.0.as_str(), value: row.b.1.as_deref() },
        detail: &row.detail,
        outcome: one.outcome.map(Ends::as_str),
        proposed_by: one.proposed_by.as_deref(),
    }
}

/// Lists, shows, proposes, confirms or rejects.
pub async fn run(global: &Global, args: Args) -> Outcome {
    let context = context::open(global).await?;
    let waiting =
        || DiscrepanciesCommand::List { state: StateFilter::Waiting, kind: None, unit: None, from: None, to: None };
    match args.command.unwrap_or_else(waiting) {
        DiscrepanciesCommand::List { state, kind, unit, from, to } => {
            let filter = ListFilter { state, kind, from, to, ..ListFilter::within(AccessFilter::All) };
            list(&context, filter, unit.as_deref()).await
        }
        DiscrepanciesCommand::Show { id } => show(&context, id).await,
        DiscrepanciesCommand::Propose { id, outcome, arrived, left, status, reason } => {
            let says = Says { arrived, left, status };
            take(&context, id, SettleStep::Propose, Some(outcome), says, &reason).await
        }
        DiscrepanciesCommand::Confirm { id, reason } => {
            take(&context, id, SettleStep::Confirm, None, Says::default(), &reason).await
        }
        DiscrepanciesCommand::Reject { id, reason } => {
            take(&context, id, SettleStep::Reject, None, Says::default(), &reason).await
        }
    }
}

async fn list(context: &Context, mut filter: ListFilter, unit: Option<&str>) -> Outcome {
    if let Some(code) = unit {
        let found = context.app.db.read(async |tx| units::by_code(tx, context.id(), code).await).await?;
        filter.unit = Some(found.ok_or_else(|| context.fail(unknown_unit(code)))?.id);
    }
    let (found, names) = context
        .app
        .db
        .read(async |tx| {
            let found = settlements::list(tx, context.id(), &filter, None, MOST).await?;
            let ids: Vec<_> = found.iter().map(|one| one.row.person).collect();
            Ok::<_, StoreError>((found, people::get_many(tx, context.id(), &ids).await?))
        })
        .await?;
    let name = |one: &Listed| {
        let person = names.iter().find(|person| person.id == one.row.person);
        person.map(|person| person.name.clone()).unwrap_or_default()
    };
    let all: Vec<Shown<'_>> = found.iter().map(|one| shown(one, name(one))).collect();
    if context.json {
        return output::json(&all);
    }
    let rows: Vec<Vec<String>> = all.iter().map(row).collect();
    output::table(&heads(context), &rows)
}

fn heads(context: &Context) -> [&'static str; 6] {
    context.lang.pick(
        ["kunci", "tanggal", "nama", "keadaan", "tenggat", "selisih"],
        ["key", "date", "name", "state", "due", "discrepancy"],
    )
}

fn row(one: &Shown<'_>) -> Vec<String> {
    vec![
        one.id.to_string(),
        one.on.to_string(),
        one.name.clone(),
        one.state.to_owned(),
        one.due_on.to_string(),
        one.detail.to_owned(),
    ]
}

fn listed(case: &Case) -> Listed {
    let state = case.state();
    let proposal = case.standing.proposal.as_ref().filter(|_| state == SettleState::Proposed);
    Listed {
        row: case.row.clone(),
        state,
        owner: case.standing.owner.clone(),
        outcome: proposal.and_then(|word| word.outcome),
        proposed_by: proposal.map(|word| word.by.clone()),
        bundle: proposal.and_then(|word| word.bundle),
    }
}

async fn show(context: &Context, id: Uuid) -> Outcome {
    let open = viewing::open(&context.app, &context.instansi, id).await.map_err(|error| context.fail(error))?;
    let row = &open.case.row;
    let what = row.on.to_string();
    looking::note_as(&context.app, context.id(), &context.by(), row.person, "discrepancy", what).await?;
    let one = listed(&open.case);
    if context.json {
        let steps: Vec<serde_json::Value> = open.case.steps.iter().map(step_json).collect();
        return output::json(&serde_json::json!({
            "discrepancy": shown(&one, open.name.clone()), "sides": open.sides, "day": open.day,
            "outcomes": open.outcomes, "steps": steps,
        }));
    }
    output::table(&heads(context), &[self::row(&shown(&one, open.name.clone()))])?;
    let side = context
        .lang
        .pick(["sisi", "sumber", "datang", "pulang", "status"], ["side", "source", "arrived", "left", "status"]);
    let cell = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".into());
    let sides: Vec<Vec<String>> = ["A", "B"]
        .iter()
        .zip(&open.sides)
        .map(|(letter, side)| {
            let says = &side.says;
            vec![(*letter).to_owned(), side.source.clone(), cell(&says.arrived), cell(&says.left), cell(&says.status)]
        })
        .collect();
    output::table(&side, &sides)?;
    let heads = context.lang.pick(["waktu", "langkah", "oleh", "alasan"], ["time", "step", "by", "why"]);
    let steps: Vec<Vec<String>> = open
        .case
        .steps
        .iter()
        .map(|word| vec![word.at.to_string(), word.step.as_str().to_owned(), word.by.clone(), word.reason.clone()])
        .collect();
    output::table(&heads, &steps)
}

fn step_json(word: &hadir_domain::reconcile::SettleWord) -> serde_json::Value {
    serde_json::json!({
        "step": word.step.as_str(), "outcome": word.outcome.map(Ends::as_str), "by": word.by, "at": word.at,
        "reason": word.reason, "corrections": word.corrections,
    })
}

async fn take(
    context: &Context,
    id: Uuid,
    step: SettleStep,
    outcome: Option<Ends>,
    says: Says,
    reason: &str,
) -> Outcome {
    if reason.trim().is_empty() {
        return Err(context.refuse("tulis alasannya dengan --reason", "say why with --reason"));
    }
    let by = context.by();
    let officer = Officer { login: &by, person: None };
    let new = NewStep {
        id: context.app.system.uuid(),
        step,
        owner: None,
        outcome,
        says,
        evidence: None,
        reason: reason.trim().to_owned(),
    };
    let taken = acting::take(&context.app, &context.instansi, officer, id, &new).await;
    let case = taken.map_err(|error| context.fail(error))?;
    print(context, &case).await
}

async fn print(context: &Context, case: &Case) -> Result<(), Failure> {
    let person = context.app.db.read(async |tx| people::get(tx, context.id(), case.row.person).await).await?;
    let one = listed(case);
    let shown = shown(&one, person.map(|person| person.name).unwrap_or_default());
    if context.json {
        return output::json(&shown);
    }
    output::table(&heads(context), &[row(&shown)])
}
