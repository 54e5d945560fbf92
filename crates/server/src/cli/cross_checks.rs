//! `hadir cross-checks`: the head's daily cross-check at the console: draw what is due, list what became of it, show one
//! list so that it can be drawn again.

use std::collections::BTreeSet;

use clap::Subcommand;
use hadir_domain::cross_checks::{Share, course};
use hadir_domain::ids::{PersonId, UnitId};
use hadir_store::{StoreError, cross_checks, people, units};
use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::json;
use uuid::Uuid;

use super::context::Context;
use super::{Global, Outcome, context, output};
use crate::services::cross_checking::{Lists, drawing, following, overview};
use crate::services::error::unknown_unit;

/// Arguments of `hadir cross-checks`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: CrossChecksCommand,
}

#[derive(Debug, Subcommand)]
enum CrossChecksCommand {
    /// Menarik daftar hari ini bila sudah waktunya, dan mencatat yang tidak dijawab / draw today's lists when it is time, and note silence
    Draw,
    /// Siapa menjawab, terlambat atau diam, tiap OPD / who answered, late or not at all, by OPD
    List {
        /// Hari pertama; enam hari sebelum yang terakhir bila kosong / first day
        #[arg(long)]
        from: Option<Date>,
        /// Hari terakhir; hari ini bila kosong / last day
        #[arg(long)]
        to: Option<Date>,
        /// Kode unit; semua di bawahnya ikut / code of a unit with all below it
        #[arg(long)]
        unit: Option<String>,
    },
    /// Satu daftar dengan benih undian dan lotnya / one list with the seed and the lots
    Show {
        /// Kuncinya, dari `list --json` / its key
        id: Uuid,
    },
}

/// Draws, lists or shows.
pub async fn run(global: &Global, args: Args) -> Outcome {
    let context = context::open(global).await?;
    match args.command {
        CrossChecksCommand::Draw => draw(&context).await,
        CrossChecksCommand::List { from, to, unit } => list(&context, from, to, unit.as_deref()).await,
        CrossChecksCommand::Show { id } => show(&context, id).await,
    }
}

async fn draw(context: &Context) -> Outcome {
    let (app, instansi) = (&context.app, &context.instansi);
    let drawn = drawing::draw(app, instansi).await.map_err(|error| context.fail(error))?;
    let steps = following::follow(app, instansi).await.map_err(|error| context.fail(error))?;
    if context.json {
        return output::json(&json!({ "time": drawn.is_some(), "lists": drawn.unwrap_or(0), "steps": steps }));
    }
    let text = match drawn {
        None => context.lang.pick(
            "Belum waktunya, atau hari ini tidak ada jam kerja lagi. Tidak ada daftar ditarik.".to_owned(),
            "It is not the time, or no working time is left today. No list was drawn.".to_owned(),
        ),
        Some(lists) => context.lang.pick(
            format!("{lists} daftar ditarik, {steps} langkah dicatat."),
            format!("{lists} lists drawn, {steps} steps noted."),
        ),
    };
    output::table(&[&text], &[])
}

fn percent(share: Share) -> String {
    let interval = share.interval();
    share.rate().map_or_else(
        || "-".to_owned(),
        |rate| {
            format!(
                "{}.{:02}% ({}-{}%) n={}",
                rate / 100,
                rate % 100,
                interval.low / 100,
                interval.high.div_ceil(100),
                share.of
            )
        },
    )
}

async fn list(context: &Context, from: Option<Date>, to: Option<Date>, unit: Option<&str>) -> Outcome {
    let to = to.unwrap_or_else(|| context.today());
    let from = from.unwrap_or_else(|| to.checked_sub(6.days()).unwrap_or(to));
    let all = context.app.db.read(async |tx| units::list(tx, context.id()).await).await?;
    let reach: Option<BTreeSet<UnitId>> = match unit {
        Some(code) => {
            let unit = all.iter().find(|unit| unit.code == code).ok_or_else(|| context.fail(unknown_unit(code)))?;
            Some(hadir_domain::units::subtree(&all, unit.id).into_iter().collect())
        }
        None => None,
    };
    let found = overview::show(&context.app, &context.instansi, (from, to), reach.as_ref()).await;
    let found = found.map_err(|error| context.fail(error))?;
    if context.json {
        let office = |office: &overview::Office| {
            let figures = &office.figures;
            json!({
                "unit": office.unit.code, "name": office.unit.name, "lists": figures.lists, "answered": figures.answered,
                "late": figures.late, "silent": figures.silent, "open": figures.open, "headless": figures.headless, "names": figures.names,
                "present": figures.present, "absent": figures.absent, "excused": figures.excused,
                "elsewhere": figures.elsewhere, "unsaid": figures.unsaid, "people": figures.people,
                "looked": figures.looked, "second_looks": { "drawn": figures.looks_drawn, "done": figures.looks_done,
                "missed": figures.looks_missed }, "agreement": { "agree": office.agreement.agree, "of": office.agreement.of },
            })
        };
        let line = |(list, state, said): &(
            cross_checks::CrossCheckList,
            hadir_domain::cross_checks::CourseState,
            u32,
        )| {
            let unit = all.iter().find(|unit| unit.id == list.unit).map(|unit| unit.code.clone());
            json!({
                "id": list.id, "unit": unit, "date": list.on, "state": state.as_str(), "names": list.names, "said": said,
                "headless": list.head.is_none(),
            })
        };
        return output::json(&json!({
            "from": from, "to": to, "offices": found.offices.iter().map(office).collect::<Vec<_>>(),
            "lists": found.lists.iter().map(line).collect::<Vec<_>>(),
            "headless": found.headless.iter().map(|(unit, people)| json!({ "unit": unit.code, "people": people })).collect::<Vec<_>>(),
        }));
    }
    let rows = found.offices.iter().map(|office| {
        let figures = &office.figures;
        let numbers = [figures.lists, figures.answered, figures.late, figures.silent, figures.open, figures.headless];
        let looked = format!("{}/{}", figures.looked, figures.people);
        let cells = numbers.iter().map(ToString::to_string);
        std::iter::once(office.unit.code.clone()).chain(cells).chain([looked, percent(office.agreement)]).collect()
    });
    let rows: Vec<Vec<String>> = rows.collect();
    let heads = context.lang.pick(
        ["OPD", "daftar", "dijawab", "terlambat", "diam", "berjalan", "tanpa kepala", "pernah dilihat", "cocok"],
        ["OPD", "lists", "answered", "late", "silent", "open", "no head", "looked at", "agreement"],
    );
    output::table(&heads, &rows)
}

async fn show(context: &Context, id: Uuid) -> Outcome {
    let read = context.app.db.read(async |tx| {
        let Some(list) = cross_checks::get(tx, context.id(), id).await? else { return Ok(None) };
        let whole = Lists::of(tx, context.id(), list.clone()).await?;
        let ids: Vec<PersonId> = whole.names(id).iter().map(|name| name.person).collect();
        Ok::<_, StoreError>(Some((list, whole, people::get_many(tx, context.id(), &ids).await?)))
    });
    let (list, whole, known) = read.await?.ok_or_else(|| {
        context.refuse(
            "Daftar itu tidak ada. Lihat kuncinya dengan `hadir cross-checks list --json`.",
            "There is no such list. See its key with `hadir cross-checks list --json`.",
        )
    })?;
    let (said, now) = (whole.said(id), context.app.now());
    // Who will be looked at again follows from the seed; before the end of the day nobody reads it here either.
    let seed = (now >= list.duty.closes_at).then_some(&list.seed);
    if context.json {
        let names: Vec<_> = whole
            .names(id)
            .iter()
            .map(|name| {
                let seen = said.iter().find(|check| check.person == name.person).map(|check| check.seen);
                json!({
                    "person": name.person, "weight": name.weight, "exponent": name.exponent, "why": name.why, "seen": seen,
                })
            })
            .collect();
        let state = course(&list.duty, &whole.given(id), now).state;
        return output::json(&json!({
            "list": { "id": list.id, "date": list.on, "duty": list.duty, "population": list.population,
                      "population_hash": list.population_hash, "again_in": list.again_in, "again_of": list.again_of },
            "seed": seed, "state": state.as_str(), "names": names, "steps": whole.steps(id),
        }));
    }
    let rows: Vec<Vec<String>> = whole
        .names(id)
        .iter()
        .map(|name| {
            let person = known.iter().find(|person| person.id == name.person).map(|person| person.name.clone());
            let seen = said.iter().find(|check| check.person == name.person).map_or("-", |check| check.seen.as_str());
            let why: Vec<&str> = name.why.iter().map(|why| context.lang.pick(why.words().0, why.words().1)).collect();
            vec![
                person.unwrap_or_else(|| name.person.to_string()),
                name.weight.to_string(),
                name.exponent.to_string(),
                seen.to_owned(),
                why.join("; "),
            ]
        })
        .collect();
    let heads = context
        .lang
        .pick(["nama", "lot", "pangkat", "terlihat", "sebab"], ["name", "tickets", "exponent", "seen", "why"]);
    output::table(&heads, &rows)
}
