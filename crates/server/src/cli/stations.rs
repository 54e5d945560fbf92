//! `hadir stations`: the screens and tablets of offices.

use clap::Subcommand;
use hadir_domain::ids::StationId;
use hadir_domain::phones::{Station, StationKind};
use hadir_store::{StoreError, sites, stations};
use serde::Serialize;

use super::{Global, Outcome, context, output};
use crate::services::stationing;

/// Arguments of `hadir stations`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Option<StationsCommand>,
}

#[derive(Debug, Subcommand)]
enum StationsCommand {
    /// Daftar layar dan tablet / list
    List,
    /// Membuat layar atau tablet; mencetak kode sekali pakai / make one, print its one-time code
    Add {
        /// screen (layar kode kantor) atau/or kiosk (tablet)
        #[arg(value_parser = kind)]
        kind: StationKind,
        /// Kode lokasi / code of the site
        #[arg(long)]
        site: String,
        /// Nama / name
        #[arg(long)]
        name: String,
    },
    /// Mencabut / revoke
    Revoke {
        /// Id
        id: uuid::Uuid,
        /// Alasan / why
        #[arg(long, default_value = "")]
        reason: String,
    },
}

fn kind(text: &str) -> Result<StationKind, String> {
    StationKind::parse(text).ok_or_else(|| "screen, kiosk".into())
}

#[derive(Serialize)]
struct Line {
    id: String,
    kind: &'static str,
    name: String,
    site: Option<String>,
    state: &'static str,
    seen_at: Option<String>,
}

fn line(station: Station, site: Option<String>) -> Line {
    Line {
        id: station.id.to_string(),
        kind: station.kind.as_str(),
        name: station.name,
        site,
        state: station.state.as_str(),
        seen_at: station.seen_at.map(|at| at.to_string()),
    }
}

/// Lists, makes or revokes.
pub async fn run(global: &Global, args: Args) -> Outcome {
    let context = context::open(global).await?;
    match args.command.unwrap_or(StationsCommand::List) {
        StationsCommand::List => {
            let id = context.id();
            let both =
                async |tx: &mut _| Ok::<_, StoreError>((stations::list(tx, id).await?, sites::list(tx, id).await?));
            let (all, sites) = context.app.db.read(both).await?;
            let code =
                |station: &Station| sites.iter().find(|site| site.id == station.site).map(|site| site.code.clone());
            let lines: Vec<Line> = all
                .into_iter()
                .map(|station| {
                    let site = code(&station);
                    line(station, site)
                })
                .collect();
            if context.json {
                return output::json(&serde_json::json!({ "stations": lines }));
            }
            lines.iter().for_each(print);
            Ok(())
        }
        StationsCommand::Add { kind, site, name } => {
            let made = stationing::make(&context.app, &context.instansi, kind, &site, &name, &context.by()).await;
            let made = made.map_err(|error| context.fail(error))?;
            if context.json {
                let station = line(made.station, Some(site));
                return output::json(&serde_json::json!({
                    "station": station, "code": made.code, "expires_at": made.expires_at.to_string(),
                }));
            }
            println!("{}", made.code);
            Ok(())
        }
        StationsCommand::Revoke { id, reason } => {
            let by = context.by();
            let ended = stationing::revoke(&context.app, &context.instansi, StationId(id), &by, &reason).await;
            let line = line(ended.map_err(|error| context.fail(error))?, None);
            if context.json {
                return output::json(&serde_json::json!({ "station": line }));
            }
            print(&line);
            Ok(())
        }
    }
}

fn print(line: &Line) {
    let site = line.site.as_deref().unwrap_or("-");
    let seen = line.seen_at.as_deref().unwrap_or("-");
    println!("{}\t{}\t{}\t{site}\t{}\t{seen}", line.id, line.kind, line.state, line.name);
}
