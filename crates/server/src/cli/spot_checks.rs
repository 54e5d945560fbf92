//! `hadir spot-checks`: rounds of the lottery, an extra round, and drawing one again.

use clap::Subcommand;
use hadir_domain::spot_checks::{Outcome as Came, Seed};
use hadir_store::units;
use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::json;
use uuid::Uuid;

use super::context::Context;
use super::{Failure, Global, Outcome, context, output};
use crate::services::error::unknown_unit;
use crate::services::roster_desk::Officer;
use crate::services::spot_checking::drawing::{self, NewRound};
use crate::services::spot_checking::{not_covered, promising, reading, rules};

/// Arguments of `hadir spot-checks`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Option<SpotCommand>,
}

#[derive(Debug, Subcommand)]
enum SpotCommand {
    /// Daftar undian dan hasilnya / rounds and what became of them
    List {
        /// Hari pertama; seminggu lalu bila kosong / first day
        #[arg(long)]
        from: Option<Date>,
        /// Hari terakhir; hari ini bila kosong / last day
        #[arg(long)]
        to: Option<Date>,
    },
    /// Undian tambahan bagi satu unit, sekarang / an extra round of a unit, now
    Draw {
        /// Kode unit / code of the unit
        #[arg(long)]
        unit: String,
        /// Alasan / why
        #[arg(long)]
        reason: String,
    },
    /// Mengulang satu undian dari benih dan daftarnya; status 3 bila berbeda / draw a round again; exit 3 when it differs
    Verify {
        /// Kunci undian / key of the round
        round: Uuid,
    },
    /// Aturan yang berlaku dan benih yang dikunci / the rule in force and the seeds promised
    Rule,
}

/// Lists, draws, verifies, or shows the rule.
pub async fn run(global: &Global, args: Args) -> Outcome {
    let context = context::open(global).await?;
    match args.command.unwrap_or(SpotCommand::List { from: None, to: None }) {
        SpotCommand::List { from, to } => list(&context, from, to).await,
        SpotCommand::Draw { unit, reason } => draw(&context, &unit, &reason).await,
        SpotCommand::Verify { round } => verify(&context, round).await,
        SpotCommand::Rule => rule(&context).await,
    }
}

fn today(context: &Context) -> Date {
    context.app.now().to_zoned(context.instansi.zone.time_zone()).date()
}

async fn list(context: &Context, from: Option<Date>, to: Option<Date>) -> Outcome {
    let to = to.unwrap_or_else(|| today(context));
    let from = from.unwrap_or_else(|| to.checked_sub(7.days()).unwrap_or(to));
    let shown = reading::list(&context.app, &context.instansi, from, to).await;
    let shown = shown.map_err(|error| context.fail(error))?;
    let of_round = |id: Uuid| reading::tally(shown.calls.iter().filter(|call| call.row.round == id));
    if context.json {
        let rounds = shown.rounds.iter().map(|round| {
            let counts: serde_json::Map<String, serde_json::Value> =
                of_round(round.id).into_iter().map(|(came, count)| (came.as_str().to_owned(), count.into())).collect();
            json!({
                "id": round.id, "date": round.on, "number": round.number, "kind": round.kind.as_str(),
                "drawn_at": round.received_at, "population": round.population, "called": round.called,
                "reason": round.reason, "by": round.by_login, "outcomes": counts,
            })
        });
        return output::json(&json!({ "rounds": rounds.collect::<Vec<_>>() }));
    }
    let rows: Vec<Vec<String>> = shown
        .rounds
        .iter()
        .map(|round| {
            let counts = of_round(round.id);
            let of = |came: Came| counts.get(&came).copied().unwrap_or(0).to_string();
            vec![
                round.id.to_string(),
                format!("{}/{}", round.on, round.number),
                round.kind.as_str().to_owned(),
                round.population.to_string(),
                round.called.to_string(),
                of(Came::Answered),
                of(Came::Late),
                of(Came::Missed),
                of(Came::Unreachable),
            ]
        })
        .collect();
    let heads = context.lang.pick(
        [
            "kunci",
            "undian",
            "jenis",
            "ikut",
            "dipanggil",
            "menjawab",
            "terlambat",
            "tidak menjawab",
            "tidak terjangkau",
        ],
        ["key", "round", "kind", "in it", "called", "answered", "late", "missed", "unreachable"],
    );
    output::table(&heads, &rows)
}

async fn draw(context: &Context, code: &str, reason: &str) -> Outcome {
    let unit = context.app.db.read(async |tx| units::by_code(tx, context.id(), code).await).await?;
    let unit = unit.ok_or_else(|| context.fail(unknown_unit(code)))?;
    let by = context.by();
    let officer = Officer { login: &by, person: None };
    let new = NewRound { id: context.app.system.uuid(), unit: unit.id, reason: reason.trim().to_owned() };
    if new.reason.is_empty() {
        return Err(context.refuse("tulis alasannya dengan --reason", "say why with --reason"));
    }
    let round = drawing::draw_extra(&context.app, &context.instansi, officer, &new).await;
    let round = round.map_err(|error| context.fail(error))?;
    if context.json {
        return output::json(&json!({
            "id": round.id, "date": round.on, "number": round.number, "population": round.population, "called": round.called,
        }));
    }
    println!(
        "{}",
        context.lang.pick(
            format!(
                "Undian {}/{}: {} dari {} pegawai dipanggil ({})",
                round.on, round.number, round.called, round.population, round.id
            ),
            format!(
                "Round {}/{}: {} of {} people called ({})",
                round.on, round.number, round.called, round.population, round.id
            ),
        )
    );
    Ok(())
}

async fn verify(context: &Context, id: Uuid) -> Outcome {
    let opened = reading::open(&context.app, &context.instansi, id).await;
    let opened = opened.map_err(|error| context.fail(error))?;
    let Some(faults) = &opened.faults else {
        return Err(if opened.population.is_none() {
            context.refuse(
                "daftar peserta undian ini tidak disimpan lagi; hashnya tetap tersegel",
                "who was in this round is no longer kept; its hash stays sealed",
            )
        } else {
            context.refuse(
                "benih hari itu belum dibuka; ulangi perintah ini sesudah harinya lewat",
                "the seed of that day is not revealed yet; repeat this command when the day is over",
            )
        });
    };
    let names: Vec<&str> = faults.iter().map(|fault| fault.as_str()).collect();
    if context.json {
        output::json(&json!({
            "id": id, "date": opened.round.on, "number": opened.round.number, "population": opened.round.population,
            "called": opened.calls.len(), "holds": faults.is_empty(), "faults": names,
        }))?;
    } else if faults.is_empty() {
        println!(
            "{}",
            context.lang.pick(
                "Cocok: benih, daftar peserta dan yang dipanggil sama dengan yang dikunci.",
                "It holds: seed, population and those called are what was fixed.",
            )
        );
    } else {
        println!("{} {}", context.lang.pick("TIDAK cocok:", "It does NOT hold:"), names.join(", "));
    }
    if faults.is_empty() { Ok(()) } else { Err(Failure::DoesNotHold) }
}

async fn rule(context: &Context) -> Outcome {
    let on = today(context);
    let table = rules(&context.app, &context.instansi);
    let rule = table.on(on).map_err(|_| context.fail(not_covered(on)))?;
    promising::keep(&context.app, &context.instansi).await.map_err(|error| context.fail(error))?;
    let seeds = reading::promises(&context.app, &context.instansi, on).await.map_err(|error| context.fail(error))?;
    if context.json {
        let seeds = seeds.iter().map(|seed| {
            json!({
                "date": seed.on, "commitment": Seed(seed.commitment).hex(), "committed_at": seed.committed_at,
                "seed": seed.revealed.map(|(seed, _)| Seed(seed).hex()),
            })
        });
        return output::json(&json!({ "rule": drawing::figures(rule), "seeds": seeds.collect::<Vec<_>>() }));
    }
    let (id, en) = drawing::in_words(rule);
    println!("{}\n", context.lang.pick(id, en));
    let rows: Vec<Vec<String>> = seeds
        .iter()
        .map(|seed| {
            let revealed = seed.revealed.map_or_else(|| "-".to_owned(), |(seed, _)| Seed(seed).hex());
            vec![seed.on.to_string(), Seed(seed.commitment).hex(), revealed]
        })
        .collect();
    output::table(&context.lang.pick(["hari", "hash benih", "benih"], ["day", "hash of the seed", "seed"]), &rows)
}
