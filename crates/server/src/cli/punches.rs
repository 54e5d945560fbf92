//! `hadir punches`: what the journal holds, raw values beside.

use std::collections::HashMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hadir_domain::ids::{PersonId, PunchId};
use hadir_store::doubts::voids;
use hadir_store::problems::{self, ProblemFilter};
use hadir_store::punches::{self, PunchFilter, PunchRow};
use hadir_store::{StoreError, devices, people};
use jiff::civil::Date;
use serde::Serialize;

use super::{Global, Outcome, context, output};
use crate::services::error::{ServiceError, unknown_device};
use crate::services::looking;
use crate::services::month::VOID;

/// Arguments of `hadir punches`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Nomor seri mesin / serial number
    #[arg(long, value_name = "SN")]
    device: Option<String>,
    /// NIP, nomor lokal, nama, id, atau PIN / who
    #[arg(long, value_name = "KEY")]
    person: Option<String>,
    /// Dari tanggal / from
    #[arg(long, value_name = "YYYY-MM-DD")]
    from: Option<Date>,
    /// Sampai tanggal / to
    #[arg(long, value_name = "YYYY-MM-DD")]
    to: Option<Date>,
    /// Sidik isi jurnal / hash over the claims, whatever their order of arrival
    #[arg(long, conflicts_with_all = ["device", "person", "from", "to", "problems"])]
    hash: bool,
    /// Baris yang tidak terbaca / rows that were not understood
    #[arg(long, conflicts_with_all = ["person", "from", "to"])]
    problems: bool,
    /// Paling banyak sekian / at most so many
    #[arg(long, value_name = "N")]
    limit: Option<u32>,
    /// Lanjutan halaman / where the page before ended
    #[arg(long, value_name = "CURSOR", requires = "limit")]
    after: Option<String>,
}

#[derive(Serialize)]
struct Line {
    id: String,
    source: &'static str,
    device: Option<String>,
    person_key: String,
    /// NIP, NI PPPK or local number of the person meant; the lasting key where there is none.
    person: Option<String>,
    person_name: Option<String>,
    local_time: String,
    at: String,
    received_at: String,
    state: Option<String>,
    verify: Option<String>,
    clock: &'static str,
    labels: Vec<String>,
}

#[derive(Serialize)]
struct ProblemLine {
    id: String,
    source: String,
    device: Option<String>,
    sheet: Option<String>,
    line: Option<u64>,
    cell: Option<String>,
    reason: String,
    raw: String,
    received_at: String,
    done: bool,
}

/// Lists punches or problems, or prints the hash.
pub async fn run(global: &Global, args: Args) -> Outcome {
    let context = context::open(global).await?;
    if args.hash {
        return hash(&context).await;
    }
    let device = match &args.device {
        Some(serial) => Some(
            context
                .app
                .db
                .read(async |tx| devices::by_serial(tx, context.id(), serial).await)
                .await?
                .ok_or_else(|| context.fail(unknown_device(serial)))?
                .device
                .id,
        ),
        None => None,
    };
    if args.problems {
        return list_problems(&context, ProblemFilter { done_too: true, device }).await;
    }
    let (person, person_key) = match &args.person {
        Some(text) => who(&context, text).await.map_err(|error| context.fail(error))?,
        None => (None, None),
    };
    if let Some(person) = person {
        let span = [args.from, args.to].map(|date| date.map(|date| date.to_string()).unwrap_or_default()).join("..");
        looking::note_as(&context.app, context.id(), &context.by(), person, "punches", span).await?;
    }
    let filter = PunchFilter { device, person, person_key, from: args.from, to: args.to };
    let after = match &args.after {
        Some(cursor) => Some(serde_json::from_str(cursor)?),
        None => None,
    };
    let (lines, next) = fetch(&context, &filter, after, args.limit).await?;
    if context.json {
        return output::json(&serde_json::json!({ "punches": lines, "next": next }));
    }
    let rows: Vec<Vec<String>> = lines
        .into_iter()
        .map(|line| {
            vec![
                line.at,
                line.source.to_owned(),
                line.device.unwrap_or_default(),
                line.person_key,
                line.person_name.unwrap_or_else(|| "?".into()),
                line.state.unwrap_or_default(),
                line.clock.to_owned(),
                line.labels.join(" "),
            ]
        })
        .collect();
    output::table(
        &context.lang.pick(
            ["waktu", "sumber", "mesin", "kunci", "pegawai", "tombol", "jam", "catatan"],
            ["time", "source", "terminal", "key", "person", "state", "clock", "labels"],
        ),
        &rows,
    )
}

/// A person, when the word means exactly one; else the raw key of a source.
async fn who(context: &context::Context, text: &str) -> Result<(Option<PersonId>, Option<String>), ServiceError> {
    let found =
        context.app.db.read(async |tx| people::find_by_key(tx, context.id(), text, context.today()).await).await?;
    match found.as_slice() {
        [only] => Ok((Some(only.id), None)),
        [] => Ok((None, Some(text.to_owned()))),
        several if text.chars().all(|letter| letter.is_ascii_digit()) && several.len() > 1 => {
            Ok((None, Some(text.to_owned())))
        }
        _ => context
            .app
            .db
            .read(async |tx| super::people::one_person(tx, context, text).await)
            .await
            .map(|row| (Some(row.id), None)),
    }
}

async fn hash(context: &context::Context) -> Outcome {
    let hash = context.app.db.read(async |tx| hadir_store::state_hash::state_hash(tx, context.id()).await).await?;
    let hash = hex::encode(hash);
    if context.json {
        return output::json(&serde_json::json!({ "hash": hash }));
    }
    println!("{hash}");
    Ok(())
}

async fn fetch(
    context: &context::Context,
    filter: &PunchFilter,
    mut after: Option<punches::PunchCursor>,
    limit: Option<u32>,
) -> Result<(Vec<Line>, Option<String>), super::Failure> {
    const PAGE: u32 = 1_000;
    let mut lines = Vec::new();
    loop {
        let wanted = limit.map_or(PAGE, |limit| PAGE.min(limit - u32::try_from(lines.len()).unwrap_or(limit)));
        if wanted == 0 {
            return Ok((lines, after.and_then(|after| serde_json::to_string(&after).ok())));
        }
        let page = context
            .app
            .db
            .read(async |tx| Ok::<_, StoreError>(punches::list(tx, context.id(), filter, after, wanted).await?))
            .await?;
        let Some(last) = page.last() else { return Ok((lines, None)) };
        after = Some(last.cursor());
        let mut ids: Vec<PersonId> = page.iter().filter_map(|row| row.person).collect();
        ids.sort_unstable();
        ids.dedup();
        let known = context.app.db.read(async |tx| people::get_many(tx, context.id(), &ids).await).await?;
        let numbers: HashMap<PersonId, String> =
            known.iter().filter_map(|person| Some((person.id, person.printed_number()?.value.clone()))).collect();
        let punches: Vec<PunchId> = page.iter().map(|row| row.id).collect();
        let now = context.app.now();
        let void = context.app.db.read(async |tx| voids::of_punches(tx, context.id(), &punches, now).await).await?;
        lines.extend(page.iter().map(|row| {
            let mut line = line(row, &numbers);
            line.labels.extend(void.contains_key(&row.id).then(|| VOID.to_owned()));
            line
        }));
    }
}

fn line(row: &PunchRow, numbers: &HashMap<PersonId, String>) -> Line {
    let offset = row.offset();
    let sign = if offset.seconds() < 0 { '-' } else { '+' };
    let minutes = offset.seconds().abs() / 60;
    Line {
        id: row.id.to_string(),
        source: row.source.as_str(),
        device: row.serial.clone(),
        person_key: row.person_key.clone(),
        person: row.person.map(|id| numbers.get(&id).cloned().unwrap_or_else(|| id.to_string())),
        person_name: row.person_name.clone(),
        local_time: row.local_time.to_string(),
        at: format!("{}{sign}{:02}:{:02}", row.local_time, minutes / 60, minutes % 60),
        received_at: row.received_at.to_string(),
        state: row.state.clone(),
        verify: row.verify.clone(),
        clock: row.clock.as_str(),
        labels: row.labels.clone(),
    }
}

async fn list_problems(context: &context::Context, filter: ProblemFilter) -> Outcome {
    let mut lines = Vec::new();
    let mut after = None;
    loop {
        let page = context.app.db.read(async |tx| problems::list(tx, context.id(), filter, after, 1_000).await).await?;
        let Some(last) = page.last() else { break };
        after = Some((last.received_at, last.id));
        lines.extend(page.iter().map(|row| ProblemLine {
            id: row.id.to_string(),
            source: row.source.clone(),
            device: row.serial.clone(),
            sheet: row.sheet.clone(),
            line: row.line,
            cell: row.cell.clone(),
            reason: row.reason.clone(),
            raw: STANDARD.encode(&row.raw),
            received_at: row.received_at.to_string(),
            done: row.done.is_some(),
        }));
    }
    if context.json {
        return output::json(&serde_json::json!({ "problems": lines, "next": null }));
    }
    let rows: Vec<Vec<String>> = lines
        .into_iter()
        .map(|line| {
            let raw = STANDARD.decode(&line.raw).unwrap_or_default();
            let place = [line.sheet, line.line.map(|line| line.to_string()), line.cell];
            vec![
                place.into_iter().flatten().collect::<Vec<_>>().join(" "),
                line.reason,
                String::from_utf8_lossy(&raw).trim().chars().take(80).collect(),
            ]
        })
        .collect();
    output::table(&context.lang.pick(["tempat", "sebab", "isi"], ["place", "reason", "content"]), &rows)
}
