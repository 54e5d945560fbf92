//! `hadir outages`: what is proposed and confirmed, and the second officer's word from the console.

use clap::Subcommand;
use hadir_domain::ids::OutageId;
use hadir_domain::outages::{Cause, Outage, OutageScope};
use hadir_store::{StoreError, devices, outages, sites, units};
use jiff::Timestamp;
use jiff::civil::DateTime;
use serde::Serialize;
use uuid::Uuid;

use super::context::Context;
use super::{Failure, Global, Outcome, context, output};
use crate::services::outaging::{self, NewProposal, words};
use crate::services::roster_desk::Officer;

/// Arguments of `hadir outages`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Option<OutagesCommand>,
}

#[derive(Debug, Subcommand)]
enum OutagesCommand {
    /// Daftar gangguan / list
    List,
    /// Mengusulkan gangguan; petugas lain yang mengonfirmasi / propose; another officer confirms
    Propose {
        /// Cakupan: instansi, server, unit:KODE, site:KODE, device:SN / what fell silent
        scope: String,
        /// Sejak, waktu setempat / since, local time
        #[arg(long, value_name = "YYYY-MM-DDTHH:MM")]
        from: DateTime,
        /// Sampai; kosong bila masih berlangsung / until; leave out while it goes on
        #[arg(long, value_name = "YYYY-MM-DDTHH:MM")]
        to: Option<DateTime>,
        /// Sebab: listrik, jaringan, server, mesin, bencana, lain / cause
        #[arg(long, value_parser = cause)]
        cause: Cause,
        /// Apa yang terjadi / what happened
        #[arg(long)]
        words: String,
    },
    /// Yang akan berubah bila dikonfirmasi / what confirming would change
    Effects {
        /// Kunci gangguan / key of the outage
        id: Uuid,
    },
    /// Mengonfirmasi usulan orang lain / confirm what another proposed
    Confirm {
        /// Kunci gangguan / key of the outage
        id: Uuid,
        /// Alasan / why
        #[arg(long)]
        reason: String,
    },
    /// Menolak usulan orang lain / reject what another proposed
    Reject {
        /// Kunci gangguan / key of the outage
        id: Uuid,
        /// Alasan / why
        #[arg(long)]
        reason: String,
    },
}

fn cause(text: &str) -> Result<Cause, String> {
    Cause::parse(text).ok_or_else(|| Cause::ALL.map(Cause::as_str).join(", "))
}

#[derive(Serialize)]
struct Shown {
    id: Uuid,
    scope: String,
    target: Option<Uuid>,
    from: Timestamp,
    to: Option<Timestamp>,
    cause: &'static str,
    words: String,
    state: &'static str,
    proposed_by: String,
    decided_by: Option<String>,
}

impl From<&Outage> for Shown {
    fn from(outage: &Outage) -> Self {
        Self {
            id: outage.id.0,
            scope: outage.scope.kind().to_owned(),
            target: outage.scope.target(),
            from: outage.from,
            to: outage.to,
            cause: outage.cause.as_str(),
            words: outage.words.clone(),
            state: outage.state.as_str(),
            proposed_by: outage.proposed_by.clone(),
            decided_by: outage.decided.as_ref().map(|word| word.by.clone()),
        }
    }
}

/// Lists, proposes, shows effects, confirms or rejects.
pub async fn run(global: &Global, args: Args) -> Outcome {
    let context = context::open(global).await?;
    match args.command.unwrap_or(OutagesCommand::List) {
        OutagesCommand::List => list(&context).await,
        OutagesCommand::Propose { scope, from, to, cause, words } => {
            let scope = find_scope(&context, &scope).await?;
            let zone = context.instansi.zone.time_zone();
            let instant = |local: DateTime| zone.to_ambiguous_timestamp(local).compatible();
            let new = NewProposal {
                id: OutageId(context.app.system.uuid()),
                scope,
                from: instant(from)?,
                to: to.map(instant).transpose()?,
                cause,
                words,
            };
            let by = context.by();
            let officer = Officer { login: &by, person: None };
            let proposed = outaging::propose(&context.app, &context.instansi, officer, &new).await;
            print(&context, &proposed.map_err(|error| context.fail(error))?)
        }
        OutagesCommand::Effects { id } => effects(&context, OutageId(id)).await,
        OutagesCommand::Confirm { id, reason } => decide(&context, OutageId(id), true, &reason).await,
        OutagesCommand::Reject { id, reason } => decide(&context, OutageId(id), false, &reason).await,
    }
}

async fn list(context: &Context) -> Outcome {
    let mut all = context.app.db.read(async |tx| outages::list(tx, context.id(), 200).await).await?;
    all.sort_by_key(|outage| !outage.waits());
    if context.json {
        return output::json(&all.iter().map(Shown::from).collect::<Vec<_>>());
    }
    let rows: Vec<Vec<String>> = all.iter().map(|outage| row(context, outage)).collect();
    output::table(&heads(context), &rows)
}

fn heads(context: &Context) -> [&'static str; 6] {
    context.lang.pick(
        ["kunci", "keadaan", "cakupan", "waktu", "sebab", "oleh"],
        ["key", "state", "scope", "time", "cause", "by"],
    )
}

fn row(context: &Context, outage: &Outage) -> Vec<String> {
    vec![
        outage.id.to_string(),
        outage.state.as_str().to_owned(),
        outage.scope.kind().to_owned(),
        words::span(outage.from, outage.to, &context.instansi.zone),
        outage.cause.as_str().to_owned(),
        outage.proposed_by.clone(),
    ]
}

fn print(context: &Context, outage: &Outage) -> Outcome {
    if context.json {
        return output::json(&Shown::from(outage));
    }
    output::table(&heads(context), &[row(context, outage)])
}

/// `instansi`, `server`, or a kind with the code people know it by.
async fn find_scope(context: &Context, named: &str) -> Result<OutageScope, Failure> {
    let (kind, code) = named.split_once(':').unwrap_or((named, ""));
    let target = context
        .app
        .db
        .read(async |tx| {
            let id = context.id();
            Ok::<_, StoreError>(match kind {
                "unit" => units::by_code(tx, id, code).await?.map(|unit| unit.id.0),
                "site" => sites::by_code(tx, id, code).await?.map(|site| site.id.0),
                "device" => devices::by_serial(tx, id, code).await?.map(|row| row.device.id.0),
                _ => None,
            })
        })
        .await?;
    OutageScope::parse(kind, target).ok_or_else(|| {
        context.refuse(
            format!(
                "cakupan {named} tidak dikenal; tulis instansi, server, unit:KODE, site:KODE atau device:NOMOR_SERI"
            ),
            format!("scope {named} is not known; write instansi, server, unit:CODE, site:CODE or device:SERIAL"),
        )
    })
}

async fn effects(context: &Context, id: OutageId) -> Outcome {
    let outage = context.app.db.read(async |tx| outages::get(tx, context.id(), id).await).await?;
    let outage = outage.ok_or_else(|| context.fail(outaging::deciding::unknown()))?;
    let found =
        outaging::effects(&context.app, &context.instansi, &outage).await.map_err(|error| context.fail(error))?;
    let side = |(status, marks): &(hadir_domain::status::Status, Vec<hadir_domain::status::Mark>)| {
        let marks: Vec<String> = marks.iter().map(|mark| mark.code()).collect();
        format!("{status} {}", marks.join(" ")).trim().to_owned()
    };
    let rows: Vec<Vec<String>> = found
        .changes
        .iter()
        .map(|one| vec![one.on.to_string(), one.name.clone(), side(&one.before), side(&one.after)])
        .collect();
    if context.json {
        return output::json(&serde_json::json!({
            "people": found.people, "late": found.late, "absent": found.absent, "changes": rows,
        }));
    }
    output::table(
        &context.lang.pick(["tanggal", "nama", "sekarang", "menjadi"], ["date", "name", "now", "becomes"]),
        &rows,
    )
}

async fn decide(context: &Context, id: OutageId, confirmed: bool, reason: &str) -> Outcome {
    let by = context.by();
    let officer = Officer { login: &by, person: None };
    let key = context.app.system.uuid();
    let decided = outaging::decide(&context.app, &context.instansi, officer, id, key, confirmed, reason.trim()).await;
    print(context, &decided.map_err(|error| context.fail(error))?)
}
