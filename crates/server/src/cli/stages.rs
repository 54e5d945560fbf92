//! `hadir stages`: how far each OPD is on its way to working without paper, and signing from the console.

use clap::Subcommand;
use hadir_domain::reconcile::Rate;
use hadir_domain::stages::{Paper, Stage, StageWord};
use hadir_store::units;
use jiff::civil::Date;

use super::context::Context;
use super::{Global, Outcome, context, output};
use crate::routes::stage_shapes::{OpdStageJson, StageList};
use crate::services::error::unknown_unit;
use crate::services::roster_desk::Officer;
use crate::services::staging::{self, NewStep, OpdStage, words};

/// Arguments of `hadir stages`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Option<StagesCommand>,
}

#[derive(Debug, Subcommand)]
enum StagesCommand {
    /// Tahap tiap OPD dengan syaratnya / list
    List,
    /// Mengusulkan tahap; pejabat lain yang menandatangani / propose; another officer signs
    Propose {
        /// Kode OPD / code of the OPD
        opd: String,
        /// Tahap: belum, pendataan, uji_coba, wajib / stage
        #[arg(long, value_parser = stage)]
        stage: Stage,
        /// Daftar kertas: keep (tetap) atau drop (dihentikan) / the paper roll
        #[arg(long, value_parser = paper, default_value = "keep")]
        paper: Paper,
        /// Mulai tanggal; tanpa ini hari ini / from which day on
        #[arg(long, value_name = "YYYY-MM-DD")]
        from: Option<Date>,
        /// Alasan / why
        #[arg(long)]
        reason: String,
    },
    /// Menandatangani usulan orang lain / sign what another proposed
    Confirm {
        /// Kode OPD / code of the OPD
        opd: String,
        /// Alasan / why
        #[arg(long)]
        reason: String,
    },
    /// Menolak usulan / turn a proposal down
    Reject {
        /// Kode OPD / code of the OPD
        opd: String,
        /// Alasan / why
        #[arg(long)]
        reason: String,
    },
    /// Kembali ke daftar kertas, seketika / back to the paper roll, at once
    Withdraw {
        /// Kode OPD / code of the OPD
        opd: String,
        /// Alasan / why
        #[arg(long)]
        reason: String,
    },
}

fn stage(text: &str) -> Result<Stage, String> {
    Stage::parse(text).ok_or_else(|| "belum, pendataan, uji_coba, wajib".to_owned())
}

fn paper(text: &str) -> Result<Paper, String> {
    Paper::parse(text).ok_or_else(|| "keep, drop".to_owned())
}

/// Lists, proposes, signs or withdraws.
pub async fn run(global: &Global, args: Args) -> Outcome {
    let context = context::open(global).await?;
    let id = context.app.system.uuid();
    let plain = |word, reason| NewStep { id, word, proposal: None, stage: None, paper: None, from_on: None, reason };
    match args.command.unwrap_or(StagesCommand::List) {
        StagesCommand::List => list(&context).await,
        StagesCommand::Propose { opd, stage, paper, from, reason } => {
            let new = plain(StageWord::Propose, reason);
            sign(&context, &opd, NewStep { stage: Some(stage), paper: Some(paper), from_on: from, ..new }).await
        }
        StagesCommand::Confirm { opd, reason } => sign(&context, &opd, plain(StageWord::Confirm, reason)).await,
        StagesCommand::Reject { opd, reason } => sign(&context, &opd, plain(StageWord::Reject, reason)).await,
        StagesCommand::Withdraw { opd, reason } => sign(&context, &opd, plain(StageWord::Withdraw, reason)).await,
    }
}

async fn list(context: &Context) -> Outcome {
    let found = staging::list(&context.app, &context.instansi).await.map_err(|error| context.fail(error))?;
    if context.json {
        return output::json(&StageList::of(&found, context.app.now(), OpdStageJson::shown));
    }
    let rows: Vec<Vec<String>> = found.iter().map(|one| row(context, one)).collect();
    output::table(&heads(context), &rows)?;
    for one in &found {
        for answer in one.gate.unmet() {
            let (id, en) = words::answer(answer);
            println!("! {}: {}", one.unit.code, context.lang.pick(id, en));
        }
    }
    Ok(())
}

async fn sign(context: &Context, code: &str, mut new: NewStep) -> Outcome {
    let fail = |error| context.fail(error);
    if new.reason.trim().is_empty() {
        return Err(context.refuse("tulis alasannya dengan --reason", "say why with --reason"));
    }
    let unit = context.app.db.read(async |tx| units::by_code(tx, context.id(), code).await).await?;
    let unit = unit.ok_or_else(|| fail(unknown_unit(code)))?;
    if matches!(new.word, StageWord::Confirm | StageWord::Reject) {
        let before = staging::one(&context.app, &context.instansi, &unit).await.map_err(fail)?;
        new.proposal = before.course.waiting.as_ref().map(|step| step.id);
    }
    let by = context.by();
    let officer = Officer { login: &by, person: None };
    let signed = staging::sign(&context.app, &context.instansi, officer, &unit, &new).await.map_err(fail)?;
    if context.json {
        return output::json(&OpdStageJson::shown(&signed));
    }
    output::table(&heads(context), &[row(context, &signed)])
}

fn heads(context: &Context) -> [&'static str; 7] {
    context.lang.pick(
        ["opd", "tahap", "kertas", "terdaftar", "aktif", "minggu lalu", "usulan"],
        ["opd", "stage", "paper", "registered", "active", "last week", "proposed"],
    )
}

fn row(context: &Context, one: &OpdStage) -> Vec<String> {
    let pick = |(id, en): (&'static str, &'static str)| context.lang.pick(id, en);
    let rate = one.last_week.as_ref().and_then(|(_, _, tally)| tally.rate());
    let waiting = one.course.waiting.as_ref().map(|step| {
        let (stage, paper) = (pick(words::stage(step.stage)), pick(words::paper(step.paper)));
        format!("{stage}, {paper}, {} ({})", step.from_on, step.by_login)
    });
    vec![
        one.unit.code.clone(),
        pick(words::stage(one.today.stage)).to_owned(),
        pick(words::paper(one.today.paper)).to_owned(),
        one.registered.to_string(),
        one.active.to_string(),
        rate.map_or_else(|| "-".into(), Rate::text),
        waiting.unwrap_or_else(|| "-".into()),
    ]
}
