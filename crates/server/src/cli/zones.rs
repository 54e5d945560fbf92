//! `hadir zones`: the list of tolerance zones.

use clap::Subcommand;
use hadir_domain::ids::ZoneEntryId;
use hadir_domain::sites::Network;
use hadir_domain::zones::ZoneStep;
use hadir_store::sites;
use jiff::civil::Date;
use serde::Serialize;
use uuid::Uuid;

use super::context::Context;
use super::{Global, Outcome, context, output};
use crate::services::roster_desk::Officer;
use crate::services::zoning::{self, NewEntry};

/// Arguments of `hadir zones`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Option<ZonesCommand>,
}

#[derive(Debug, Subcommand)]
enum ZonesCommand {
    /// Daftar zona toleransi / list
    List,
    /// Mengusulkan zona; petugas lain yang menyetujui / propose; another officer approves
    Propose {
        /// Kode lokasi / code of the site
        site: String,
        /// Jaringan: weak, none / network
        #[arg(long, value_parser = network)]
        network: Network,
        /// Mulai / from
        #[arg(long, value_name = "YYYY-MM-DD")]
        from: Option<Date>,
        /// Tanggal tinjau / review date
        #[arg(long, value_name = "YYYY-MM-DD")]
        review: Date,
        /// Alasan / why
        #[arg(long)]
        reason: String,
    },
    /// Menyetujui usulan orang lain / approve what another proposed
    Approve(Word),
    /// Menolak usulan orang lain / reject what another proposed
    Reject(Word),
    /// Mengakhiri zona mulai besok / end a zone with today
    End(Word),
}

/// Which entry, and why.
#[derive(Debug, clap::Args)]
pub struct Word {
    /// Kunci zona / key of the entry
    id: Uuid,
    /// Alasan / why
    #[arg(long)]
    reason: String,
}

fn network(text: &str) -> Result<Network, String> {
    Network::parse(text).filter(|network| *network != Network::Good).ok_or_else(|| "weak, none".into())
}

#[derive(Serialize)]
struct Shown {
    id: Uuid,
    site: String,
    network: &'static str,
    state: &'static str,
    standing: Option<&'static str>,
    from: Date,
    review: Date,
    proposed_by: String,
}

/// Lists, proposes or decides.
pub async fn run(global: &Global, args: Args) -> Outcome {
    let context = context::open(global).await?;
    match args.command.unwrap_or(ZonesCommand::List) {
        ZonesCommand::List => list(&context).await,
        ZonesCommand::Propose { site, network, from, review, reason } => {
            let known = context.app.db.read(async |tx| sites::by_code(tx, context.id(), &site).await).await?;
            let known = known.ok_or_else(|| {
                context.refuse(
                    format!("lokasi {site} tidak ada; lihat `hadir sites`"),
                    format!("there is no site {site}; see `hadir sites`"),
                )
            })?;
            let entry = NewEntry {
                id: ZoneEntryId(context.app.system.uuid()),
                site: known.id,
                network,
                reason,
                from_on: from.unwrap_or_else(|| context.today()),
                review_on: review,
            };
            let by = context.by();
            let officer = Officer { login: &by, person: None };
            zoning::propose(&context.app, &context.instansi, officer, &entry)
                .await
                .map_err(|error| context.fail(error))?;
            println!("{}", entry.id);
            Ok(())
        }
        ZonesCommand::Approve(word) => decide(&context, word, ZoneStep::Approve).await,
        ZonesCommand::Reject(word) => decide(&context, word, ZoneStep::Reject).await,
        ZonesCommand::End(word) => decide(&context, word, ZoneStep::End).await,
    }
}

async fn decide(context: &Context, word: Word, step: ZoneStep) -> Outcome {
    let by = context.by();
    let officer = Officer { login: &by, person: None };
    let key = (ZoneEntryId(word.id), context.app.system.uuid());
    let ended = (step == ZoneStep::End).then(|| context.today());
    zoning::decide(&context.app, &context.instansi, officer, key, step, ended, word.reason.trim())
        .await
        .map_err(|error| context.fail(error))
}

async fn list(context: &Context) -> Outcome {
    let (listed, _) =
        zoning::list(&context.app, &context.instansi, context.today()).await.map_err(|error| context.fail(error))?;
    let all = context.app.db.read(async |tx| sites::list(tx, context.id()).await).await?;
    let shown: Vec<Shown> = listed
        .iter()
        .map(|one| Shown {
            id: one.entry.id.0,
            site: all.iter().find(|site| site.id == one.entry.site).map(|site| site.code.clone()).unwrap_or_default(),
            network: one.entry.network.as_str(),
            state: one.entry.state.as_str(),
            standing: one.standing.map(|standing| standing.as_str()),
            from: one.entry.from_on,
            review: one.entry.review_on,
            proposed_by: one.entry.proposed_by.clone(),
        })
        .collect();
    if context.json {
        return output::json(&shown);
    }
    let rows: Vec<Vec<String>> = shown
        .iter()
        .map(|one| {
            vec![
                one.id.to_string(),
                one.site.clone(),
                one.network.to_owned(),
                one.standing.unwrap_or(one.state).to_owned(),
                one.from.to_string(),
                one.review.to_string(),
                one.proposed_by.clone(),
            ]
        })
        .collect();
    output::table(
        &context.lang.pick(
            ["kunci", "lokasi", "jaringan", "keadaan", "mulai", "tinjau", "oleh"],
            ["key", "site", "network", "state", "from", "review", "by"],
        ),
        &rows,
    )
}
