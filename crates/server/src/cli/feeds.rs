//! `hadir feeds`: machines of other makers and their clouds, that push here or are fetched.

use clap::{Subcommand, ValueEnum};
use hadir_store::terminals::feeds::{self, Feed, FeedKind, FeedWay};
use serde::Serialize;
use uuid::Uuid;

use super::{Global, Outcome, context, output};
use crate::services::terminals::{Terminals, feeding, pulling};

/// Arguments of `hadir feeds`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Option<FeedsCommand>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Maker {
    Fingerspot,
    Easylink,
    Hikvision,
    Fkweb,
}

impl Maker {
    fn kind(self) -> FeedKind {
        match self {
            Self::Fingerspot => FeedKind::Fingerspot,
            Self::Easylink => FeedKind::Easylink,
            Self::Hikvision => FeedKind::Hikvision,
            Self::Fkweb => FeedKind::Fkweb,
        }
    }
}

#[derive(Debug, Subcommand)]
enum FeedsCommand {
    /// Daftar sumber / list
    List,
    /// Alamat rahasia untuk kiriman mesin / a secret address that is pushed to
    Add {
        /// Pembuat mesin / maker
        maker: Maker,
        /// Nama / name
        #[arg(long, default_value = "")]
        name: String,
    },
    /// Sumber yang diambil berkala / a feed that is fetched
    Fetch {
        /// Pembuat mesin: fingerspot atau easylink / maker
        maker: Maker,
        /// Alamat layanan / address of the service
        #[arg(long)]
        url: String,
        /// Nomor seri atau `cloud_id` / the maker's name of the machine
        #[arg(long)]
        machine: String,
        /// Setiap berapa menit / every so many minutes
        #[arg(long, default_value_t = 60)]
        every: i64,
        /// Nama / name
        #[arg(long, default_value = "")]
        name: String,
    },
    /// Mengambil sekarang / fetch now
    Pull {
        /// Hanya yang ini / only this one
        id: Option<Uuid>,
    },
    /// Mencabut / revoke
    Revoke {
        /// Yang mana / which
        id: Uuid,
    },
}

#[derive(Serialize)]
struct Line {
    id: Uuid,
    kind: String,
    name: String,
    way: &'static str,
    url: Option<String>,
    machine: Option<String>,
    last_at: Option<String>,
    failure: Option<String>,
    revoked: bool,
}

impl From<&Feed> for Line {
    fn from(feed: &Feed) -> Self {
        let (way, url, machine) = match &feed.way {
            FeedWay::Push { .. } => ("push", None, None),
            FeedWay::Pull { url, machine, .. } => ("pull", Some(url.clone()), Some(machine.clone())),
        };
        Self {
            id: feed.id,
            kind: feed.kind.as_str().to_owned(),
            name: feed.name.clone(),
            way,
            url,
            machine,
            last_at: feed.last_at.map(|at| at.to_string()),
            failure: feed.failure.as_ref().map(|(_, words)| words.clone()),
            revoked: feed.revoked_at.is_some(),
        }
    }
}

/// Lists, adds, fetches or revokes. What lets us in at a feed that is fetched is read from `HADIR_FEED_SECRET`.
pub async fn run(global: &Global, args: Args) -> Outcome {
    let context = context::open(global).await?;
    let (app, one) = (&context.app, &context.instansi);
    match args.command.unwrap_or(FeedsCommand::List) {
        FeedsCommand::List => {
            let all = app.db.read(async |tx| feeds::list(tx, one.id).await).await?;
            let lines: Vec<Line> = all.iter().map(Line::from).collect();
            if context.json {
                return output::json(&serde_json::json!({ "feeds": lines }));
            }
            let rows: Vec<Vec<String>> = lines
                .into_iter()
                .map(|line| {
                    let state = if line.revoked { "✗".to_owned() } else { line.failure.unwrap_or_default() };
                    let last = line.last_at.unwrap_or_default();
                    vec![line.id.to_string(), line.kind, line.way.to_owned(), line.name, last, state]
                })
                .collect();
            output::table(
                &context.lang.pick(
                    ["id", "pembuat", "cara", "nama", "terakhir", "masalah"],
                    ["id", "maker", "way", "name", "last", "trouble"],
                ),
                &rows,
            )
        }
        FeedsCommand::Add { maker, name } => {
            let added = feeding::add_push(app, one, &context.by(), maker.kind(), &name).await;
            let (feed, secret) = added.map_err(|error| context.fail(error))?;
            let base = app.settings.public_url.clone().unwrap_or_default();
            let address = format!("{base}/feeds/{}/{secret}", one.code);
            if context.json {
                return output::json(&serde_json::json!({ "id": feed.id, "address": address }));
            }
            println!("{address}");
            Ok(())
        }
        FeedsCommand::Fetch { maker, url, machine, every, name } => {
            let secret = std::env::var("HADIR_FEED_SECRET").unwrap_or_default();
            let by = context.by();
            let added = feeding::add_pull(app, one, &by, maker.kind(), &name, &url, &machine, &secret, every).await;
            let feed = added.map_err(|error| context.fail(error))?;
            if context.json {
                return output::json(&Line::from(&feed));
            }
            println!("{}", feed.id);
            Ok(())
        }
        FeedsCommand::Pull { id } => pull(&context, id).await,
        FeedsCommand::Revoke { id } => {
            let now = app.now();
            let revoked = app.db.write(async |tx| feeds::revoke(tx, one.id, id, now).await).await?;
            if revoked { Ok(()) } else { Err(no_feed(&context, id)) }
        }
    }
}

async fn pull(context: &context::Context, id: Option<Uuid>) -> Outcome {
    let (app, one) = (&context.app, &context.instansi);
    let terminals = Terminals::start(app);
    let all = app.db.read(async |tx| feeds::list(tx, one.id).await).await?;
    let fetched = |feed: &&Feed| {
        matches!(feed.way, FeedWay::Pull { .. }) && feed.revoked_at.is_none() && id.is_none_or(|id| id == feed.id)
    };
    let wanted: Vec<&Feed> = all.iter().filter(fetched).collect();
    if let (true, Some(id)) = (wanted.is_empty(), id) {
        return Err(no_feed(context, id));
    }
    let mut lines = Vec::new();
    for feed in wanted {
        let counts = pulling::fetch(app, &terminals, one, feed).await.map_err(|error| {
            context.refuse(
                format!("{}: {error:#}. Yang sudah datang tersimpan; coba lagi nanti.", feed.id),
                format!("{}: {error:#}. What came is stored; try again later.", feed.id),
            )
        })?;
        lines.push(serde_json::json!({
            "id": feed.id, "received": counts.rows, "new": counts.new, "repeated": counts.repeated,
            "problems": counts.problems,
        }));
    }
    terminals.contacts.flush(app).await?;
    if context.json {
        return output::json(&serde_json::json!({ "fetched": lines }));
    }
    for line in lines {
        println!("{}  {} / {}", line["id"], line["new"], line["received"]);
    }
    Ok(())
}

fn no_feed(context: &context::Context, id: Uuid) -> super::Failure {
    context.refuse(
        format!("tidak ada sumber {id} yang berlaku; lihat `hadir feeds list`"),
        format!("there is no feed {id} that stands; see `hadir feeds list`"),
    )
}
