//! `hadir webhooks`: programs of others that are told what happened.

use clap::Subcommand;
use hadir_store::webhooks as store;
use serde::Serialize;
use uuid::Uuid;

use super::context::Context;
use super::{Global, Outcome, context, output};
use crate::services::webhooks::{self, sending};

/// Arguments of `hadir webhooks`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Option<WebhooksCommand>,
}

#[derive(Debug, Subcommand)]
enum WebhooksCommand {
    /// Daftar penerima / list
    List,
    /// Menambah penerima; rahasianya dicetak sekali / add a receiver; its secret is printed once
    Add {
        /// Alamat https / address
        url: String,
        /// Peristiwa, pisahkan dengan koma; kosong untuk semua / events, by comma; all when left out
        #[arg(long, value_delimiter = ',')]
        events: Vec<String>,
    },
    /// Menghapus penerima / remove a receiver
    Remove {
        /// Kunci penerima / key of the receiver
        id: Uuid,
    },
    /// Mengirim pesan percobaan sekarang / send a trial message now
    Test {
        /// Kunci penerima / key of the receiver
        id: Uuid,
    },
}

#[derive(Serialize)]
struct Shown {
    id: Uuid,
    url: String,
    events: Vec<String>,
    active: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    secret: Option<String>,
}

#[derive(Serialize)]
struct Tried {
    delivery: Uuid,
    state: &'static str,
    status: Option<u16>,
    error: Option<String>,
}

/// Lists, adds, removes or tries.
pub async fn run(global: &Global, args: Args) -> Outcome {
    let context = context::open(global).await?;
    match args.command.unwrap_or(WebhooksCommand::List) {
        WebhooksCommand::List => list(&context).await,
        WebhooksCommand::Add { url, events } => {
            let all = webhooks::EVENTS.map(str::to_owned);
            let events = if events.is_empty() { all.into() } else { events };
            let id = context.app.system.uuid();
            let by = context.by();
            let made = webhooks::add(&context.app, &context.instansi, &by, (id, &url, &events)).await;
            let made = made.map_err(|error| context.fail(error))?;
            let shown = Shown {
                id,
                url: made.webhook.url,
                events: made.webhook.events,
                active: true,
                secret: Some(made.secret),
            };
            if context.json {
                return output::json(&shown);
            }
            println!("{}  {}", shown.id, shown.url);
            println!(
                "{} {}",
                context.lang.pick("Rahasia, dicetak sekali:", "Secret, printed once:"),
                shown.secret.unwrap_or_default()
            );
            Ok(())
        }
        WebhooksCommand::Remove { id } => {
            webhooks::remove(&context.app, &context.instansi, id).await.map_err(|error| context.fail(error))
        }
        WebhooksCommand::Test { id } => test(&context, id).await,
    }
}

async fn list(context: &Context) -> Outcome {
    let all = context.app.db.read(async |tx| store::list(tx, context.id()).await).await?;
    let shown = all.into_iter().map(|webhook| Shown {
        id: webhook.id,
        url: webhook.url,
        events: webhook.events,
        active: webhook.active,
        secret: None,
    });
    let shown: Vec<Shown> = shown.collect();
    if context.json {
        return output::json(&shown);
    }
    let heads = context.lang.pick(["kunci", "alamat", "peristiwa", "aktif"], ["key", "address", "events", "active"]);
    let said = |active| if active { context.lang.pick("ya", "yes") } else { context.lang.pick("tidak", "no") };
    let rows: Vec<Vec<String>> = shown
        .iter()
        .map(|one| vec![one.id.to_string(), one.url.clone(), one.events.join(","), said(one.active).to_owned()])
        .collect();
    output::table(&heads, &rows)
}

async fn test(context: &Context, id: Uuid) -> Outcome {
    let fail = |error| context.fail(error);
    let delivery = webhooks::test(&context.app, &context.instansi, id).await.map_err(fail)?;
    sending::send(&context.app, &context.instansi).await.map_err(fail)?;
    let all = context.app.db.read(async |tx| store::deliveries(tx, context.id(), 200).await).await?;
    let tried = all.into_iter().find(|one| one.id == delivery).map(|one| Tried {
        delivery,
        state: one.state.as_str(),
        status: one.last_status,
        error: one.last_error,
    });
    let Some(tried) = tried else {
        return Err(context.refuse("pesan percobaan hilang; coba lagi", "the trial message is gone; try again"));
    };
    if context.json {
        return output::json(&tried);
    }
    let status = tried.status.map_or_else(|| "-".to_owned(), |status| status.to_string());
    output::table(
        &context.lang.pick(["keadaan", "jawaban", "galat"], ["state", "answer", "error"]),
        &[vec![tried.state.to_owned(), status, tried.error.unwrap_or_default()]],
    )
}
