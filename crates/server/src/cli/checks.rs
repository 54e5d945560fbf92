//! `hadir checks`: what roll calls and superiors saw, written down and listed at the console.

use clap::Subcommand;
use hadir_domain::checks::{CheckKind, Seen};
use hadir_store::checks::Check;
use hadir_store::{StoreError, people, units};
use jiff::civil::{Date, DateTime};

use super::context::Context;
use super::people::one_person;
use super::{Global, Outcome, context, output};
use crate::services::checking_presence::{self, NewCall, NewRow};
use crate::services::error::unknown_unit;
use crate::services::roster_desk::Officer;

/// Arguments of `hadir checks`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: ChecksCommand,
}

#[derive(Debug, Subcommand)]
enum ChecksCommand {
    /// Yang dilihat pada apel dan oleh atasan / what was seen
    List {
        /// Hari pertama / first day
        #[arg(long)]
        from: Date,
        /// Hari terakhir / last day
        #[arg(long)]
        to: Date,
        /// Kode unit; semua di bawahnya ikut / code of a unit with all below it
        #[arg(long)]
        unit: Option<String>,
    },
    /// Mencatat apel atau pemeriksaan atasan / write a roll call or a check down
    Add {
        /// Kode unit / code of the unit
        #[arg(long)]
        unit: String,
        /// Cara: `roll_call` atau `superior_check` / how
        #[arg(long, value_parser = kind, default_value = "roll_call")]
        kind: CheckKind,
        /// Waktu setempat / local time
        #[arg(long, value_name = "YYYY-MM-DDTHH:MM")]
        at: DateTime,
        /// NIP, nomor lokal atau bagian nama yang hadir / who was there
        #[arg(long, value_delimiter = ',')]
        present: Vec<String>,
        /// Yang tidak hadir / who was not
        #[arg(long, value_delimiter = ',')]
        absent: Vec<String>,
        /// Yang berhalangan / who was excused
        #[arg(long, value_delimiter = ',')]
        excused: Vec<String>,
        /// Yang bertugas di tempat lain / who works elsewhere
        #[arg(long, value_delimiter = ',')]
        elsewhere: Vec<String>,
    },
}

fn kind(text: &str) -> Result<CheckKind, String> {
    CheckKind::parse(text)
        .filter(|kind| *kind != CheckKind::Inspection)
        .ok_or_else(|| "roll_call, superior_check".to_owned())
}

/// Lists or writes down.
pub async fn run(global: &Global, args: Args) -> Outcome {
    let context = context::open(global).await?;
    match args.command {
        ChecksCommand::List { from, to, unit } => list(&context, from, to, unit.as_deref()).await,
        ChecksCommand::Add { unit, kind, at, present, absent, excused, elsewhere } => {
            let named = [
                (Seen::Present, present),
                (Seen::Absent, absent),
                (Seen::Excused, excused),
                (Seen::Elsewhere, elsewhere),
            ];
            add(&context, &unit, kind, at, named).await
        }
    }
}

async fn add(context: &Context, unit: &str, kind: CheckKind, at: DateTime, named: [(Seen, Vec<String>); 4]) -> Outcome {
    let app = &context.app;
    let zone = context.instansi.zone.time_zone();
    let found = app.db.read(async |tx| units::by_code(tx, context.id(), unit).await).await?;
    let found = found.ok_or_else(|| context.fail(unknown_unit(unit)))?;
    let mut rows = Vec::new();
    for (seen, people) in named {
        for text in people {
            let person = app.db.read(async |tx| one_person(tx, context, &text).await).await;
            let person = person.map_err(|error| context.fail(error))?.id;
            rows.push(NewRow { id: app.system.uuid(), person, seen, note: String::new() });
        }
    }
    let at = zone.to_ambiguous_timestamp(at).compatible()?;
    let call = NewCall { id: app.system.uuid(), kind, unit: found.id, at, site: None, rows };
    let by = context.by();
    let officer = Officer { login: &by, person: None };
    let kept = checking_presence::add(app, &context.instansi, officer, &call).await;
    print(context, &kept.map_err(|error| context.fail(error))?).await
}

async fn list(context: &Context, from: Date, to: Date, unit: Option<&str>) -> Outcome {
    let all = context.app.db.read(async |tx| units::list(tx, context.id()).await).await?;
    let below = match unit {
        Some(code) => {
            let unit = all.iter().find(|unit| unit.code == code).ok_or_else(|| context.fail(unknown_unit(code)))?;
            Some(hadir_domain::units::subtree(&all, unit.id))
        }
        None => None,
    };
    let found = checking_presence::list(&context.app, &context.instansi, from, to).await;
    let mut found = found.map_err(|error| context.fail(error))?;
    found.retain(|check| below.as_ref().is_none_or(|below| below.contains(&check.unit)));
    print(context, &found).await
}

async fn print(context: &Context, checks: &[Check]) -> Outcome {
    if context.json {
        return output::json(&serde_json::json!({ "checks": checks }));
    }
    let ids: Vec<_> = checks.iter().map(|check| check.person).collect();
    let read = context.app.db.read(async |tx| {
        Ok::<_, StoreError>((units::list(tx, context.id()).await?, people::get_many(tx, context.id(), &ids).await?))
    });
    let (all, known) = read.await?;
    let rows: Vec<Vec<String>> = checks
        .iter()
        .map(|check| {
            let unit = all.iter().find(|unit| unit.id == check.unit).map(|unit| unit.code.clone());
            let name = known.iter().find(|person| person.id == check.person).map(|person| person.name.clone());
            vec![
                check.local.strftime("%Y-%m-%d %H:%M").to_string(),
                unit.unwrap_or_default(),
                check.kind.as_str().to_owned(),
                name.unwrap_or_else(|| check.person.to_string()),
                check.seen.as_str().to_owned(),
                check.by_login.clone(),
                check.received_at.to_zoned(context.instansi.zone.time_zone()).strftime("%Y-%m-%d %H:%M").to_string(),
            ]
        })
        .collect();
    let heads = context.lang.pick(
        ["waktu", "unit", "cara", "nama", "terlihat", "oleh", "diterima"],
        ["time", "unit", "how", "name", "seen", "by", "received"],
    );
    output::table(&heads, &rows)
}
