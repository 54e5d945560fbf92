//! `hadir sites`: places of work.

use clap::Subcommand;
use hadir_domain::ids::SiteId;
use hadir_domain::sites::{Network, Site, Zone, faults};
use hadir_store::{StoreError, sites};

use super::inspect::unknown_zone;
use super::{Global, Outcome, context, output};
use crate::services::siting::{self, By};

/// Arguments of `hadir sites`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Option<SitesCommand>,
}

#[derive(Debug, Subcommand)]
enum SitesCommand {
    /// Daftar lokasi / list
    List,
    /// Menambah lokasi / add
    Add {
        /// Kode lokasi / code
        code: String,
        /// Nama / name
        #[arg(long)]
        name: String,
        /// Zona waktu / zone
        #[arg(long = "tz", default_value = "Asia/Jakarta")]
        zone: String,
        /// Lintang / latitude
        #[arg(long, requires = "longitude", allow_hyphen_values = true)]
        latitude: Option<f64>,
        /// Bujur / longitude
        #[arg(long, requires = "latitude", allow_hyphen_values = true)]
        longitude: Option<f64>,
        /// Radius dalam meter / radius in metres
        #[arg(long, default_value_t = 75)]
        radius: u32,
        /// Jaringan: good, weak, none / network
        #[arg(long, default_value = "good", value_parser = network)]
        network: Network,
    },
}

fn network(text: &str) -> Result<Network, String> {
    Network::parse(text).ok_or_else(|| "good, weak, none".into())
}

/// Lists or adds.
pub async fn run(global: &Global, args: Args) -> Outcome {
    match args.command.unwrap_or(SitesCommand::List) {
        SitesCommand::List => list(global).await,
        SitesCommand::Add { code, name, zone, latitude, longitude, radius, network } => {
            let zone = Zone::parse(&zone).map_err(|_| unknown_zone(&zone, global.lang()))?;
            let context = context::open_or_create(global, Some(&zone)).await?;
            let site = Site {
                instansi: context.id(),
                id: SiteId(context.app.system.uuid()),
                code,
                name,
                zone,
                place: latitude.zip(longitude),
                radius_m: radius,
                outline: Vec::new(),
                network,
            };
            if let Some(fault) = faults(site.place, site.radius_m, &site.outline).first() {
                let (_, _, id, en) = siting::in_words(*fault);
                return Err(context.refuse(id, en));
            }
            let by = context.by();
            context
                .app
                .db
                .write(async |tx| siting::add(tx, &context.app, &site, &By { login: &by, reason: "" }).await)
                .await
                .map_err(|error| context.fail(error))?;
            if context.json {
                return output::json(&site);
            }
            println!("{}", site.code);
            Ok(())
        }
    }
}

async fn list(global: &Global) -> Outcome {
    let context = context::open(global).await?;
    let sites = context.app.db.read(async |tx| Ok::<_, StoreError>(sites::list(tx, context.id()).await?)).await?;
    if context.json {
        return output::json(&serde_json::json!({ "sites": sites }));
    }
    let rows: Vec<Vec<String>> = sites
        .iter()
        .map(|site| {
            vec![
                site.code.clone(),
                site.name.clone(),
                site.zone.abbreviation().to_owned(),
                format!("{} m", site.radius_m),
                site.network.as_str().to_owned(),
            ]
        })
        .collect();
    output::table(
        &context
            .lang
            .pick(["kode", "nama", "zona", "radius", "jaringan"], ["code", "name", "zone", "radius", "network"]),
        &rows,
    )
}
