//! `hadir notices`: notices that did not go out, and trying them again.

use hadir_store::StoreError;
use hadir_store::notices::outbox::{self, Delivery};
use hadir_store::{accounts, notices::Notice};
use serde::Serialize;

use super::{Global, Outcome, context, output};

/// Deliveries listed at the most.
const MOST: u32 = 1_000;

/// Arguments of `hadir notices`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Coba kirim lagi semuanya / try all of them again
    #[arg(long)]
    retry: bool,
}

#[derive(Serialize)]
struct Line {
    login: String,
    kind: &'static str,
    channel: &'static str,
    state: &'static str,
    tries: u32,
    /// When it is tried next, or was given up.
    at: String,
    problem: String,
    notice: uuid::Uuid,
}

fn line(delivery: Delivery, notice: &Notice, login: String) -> Line {
    Line {
        login,
        kind: notice.kind.as_str(),
        channel: delivery.channel.as_str(),
        state: delivery.state.as_str(),
        tries: delivery.tries,
        at: delivery.next_try_at.to_string(),
        problem: delivery.last_error.unwrap_or_default(),
        notice: delivery.notice,
    }
}

/// Lists deliveries with a problem, and lets them be tried again.
pub async fn run(global: &Global, args: Args) -> Outcome {
    let context = context::open(global).await?;
    let id = context.id();
    let lines = context
        .app
        .db
        .read(async |tx| {
            let mut lines = Vec::new();
            for delivery in outbox::troubled(tx, id, MOST).await? {
                let Some(notice) = outbox::notice(tx, id, delivery.notice).await? else { continue };
                let account = accounts::get(tx, id, notice.account).await?;
                lines.push(line(delivery, &notice, account.map(|account| account.login).unwrap_or_default()));
            }
            Ok::<_, StoreError>(lines)
        })
        .await?;
    let retried = if args.retry {
        let now = context.app.now();
        Some(context.app.db.write(async |tx| outbox::retry(tx, id, now).await).await?)
    } else {
        None
    };
    if context.json {
        return output::json(&serde_json::json!({ "deliveries": lines, "retried": retried }));
    }
    let headings = match context.lang {
        crate::lang::Lang::Id => ["akun", "jenis", "jalur", "keadaan", "kali", "waktu", "masalah"],
        crate::lang::Lang::En => ["account", "kind", "way", "state", "tries", "time", "problem"],
    };
    let rows: Vec<Vec<String>> = lines
        .into_iter()
        .map(|line| {
            let cells = [line.kind, line.channel, line.state].map(str::to_owned);
            [line.login].into_iter().chain(cells).chain([line.tries.to_string(), line.at, line.problem]).collect()
        })
        .collect();
    if rows.is_empty() {
        println!("{}", context.lang.pick("Tidak ada pemberitahuan yang bermasalah.", "No notice has a problem."));
        return Ok(());
    }
    output::table(&headings, &rows)?;
    if let Some(retried) = retried {
        println!(
            "{}",
            context.lang.pick(
                format!("{retried} dicoba lagi oleh server yang berjalan."),
                format!("{retried} will be tried again by the server that runs."),
            )
        );
    }
    Ok(())
}
