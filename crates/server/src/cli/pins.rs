//! `hadir pins`: who is who on terminals, from the console. The desk does the same with suggestions beside.

use std::collections::BTreeMap;

use clap::Subcommand;
use hadir_domain::access::AccessFilter;
use hadir_domain::ids::PersonId;
use hadir_domain::matching::conflicts::Conflict;
use hadir_domain::matching::{KeyPlace, KeyRef};
use hadir_domain::people::Person;
use hadir_domain::punches::Source;
use hadir_store::pins::steps::KeyState;
use hadir_store::unmatched::{self, QueueFilter, QueueRow};
use hadir_store::{devices, people};
use jiff::civil::Date;
use serde::Serialize;

use super::people::one_person;
use super::{Global, Outcome, context, output};
use crate::lang::Lang;
use crate::services::error::{ServiceError, unknown_device};
use crate::services::matching::plan::{Wanted, What};
use crate::services::matching::previewing::{self, Effects};
use crate::services::matching::{Officer, conflicts, deciding};

/// Keys listed at the most.
const MOST: u32 = 10_000;

/// Arguments of `hadir pins`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Option<PinsCommand>,
}

#[derive(Debug, Subcommand)]
enum PinsCommand {
    /// Kunci yang belum dikenal / keys that mean nobody
    List {
        /// open, aside, matched
        #[arg(long, value_parser = state, default_value = "open")]
        state: KeyState,
        /// Nomor seri / serial number
        #[arg(long, value_name = "SN")]
        device: Option<String>,
    },
    /// Mencocokkan PIN dengan pegawai / match a PIN to a person
    Match {
        #[command(flatten)]
        which: Which,
        /// Pegawai: NIP, nomor lokal, bagian nama, atau id / whom it means
        #[arg(long, value_name = "KEY")]
        person: String,
        /// Hari pertama / first day
        #[arg(long, value_name = "YYYY-MM-DD")]
        from: Option<Date>,
        /// Hari terakhir / last day
        #[arg(long, value_name = "YYYY-MM-DD")]
        to: Option<Date>,
        /// Menggantikan pencocokan lain pada masa itu / end other mappings of these days
        #[arg(long)]
        replace: bool,
    },
    /// Mengakhiri pencocokan / end a mapping
    End {
        #[command(flatten)]
        which: Which,
        /// Hari pertama pencocokan itu / its first day
        #[arg(long, value_name = "YYYY-MM-DD")]
        from: Option<Date>,
        /// Hari terakhirnya; tanpa ini: tidak pernah berlaku / its last day; without: it never held
        #[arg(long, value_name = "YYYY-MM-DD")]
        to: Option<Date>,
    },
    /// Bukan pegawai: disisihkan, rekaman tetap tersimpan / means nobody of the register
    Aside {
        #[command(flatten)]
        which: Which,
    },
    /// Yang tidak selaras / what does not go together
    Conflicts,
}

#[derive(Debug, clap::Args)]
struct Which {
    /// PIN
    pin: String,
    /// Nomor seri mesin / serial number of the terminal
    #[arg(long, value_name = "SN")]
    device: String,
    /// Untuk semua mesin di lokasi itu / on every terminal of its site
    #[arg(long)]
    site: bool,
    /// Alasan / why
    #[arg(long)]
    reason: String,
    /// Hanya memperlihatkan akibatnya / only show what would change
    #[arg(long)]
    dry_run: bool,
}

fn state(text: &str) -> Result<KeyState, String> {
    KeyState::parse(text).ok_or_else(|| "open, aside, matched".into())
}

#[derive(Serialize)]
struct Line {
    key: String,
    source: &'static str,
    device: Option<String>,
    place: &'static str,
    count: u64,
    first: Option<String>,
    last: Option<String>,
    state: &'static str,
    reason: Option<String>,
}

fn line(row: QueueRow) -> Line {
    let work = row.work.as_ref();
    Line {
        source: row.key.source.as_str(),
        place: row.key.place.as_str(),
        device: row.serial,
        count: row.count,
        first: row.first_at.map(|at| at.to_string()),
        last: row.last_at.map(|at| at.to_string()),
        state: work.map_or(KeyState::Open, |work| work.state).as_str(),
        reason: work.map(|work| work.reason.clone()).filter(|reason| !reason.is_empty()),
        key: row.key.key,
    }
}

fn officer(context: &context::Context) -> Officer {
    Officer { by: context.by(), person: None, reach: None, today: context.today() }
}

/// Lists, decides or shows conflicts.
pub async fn run(global: &Global, args: Args) -> Outcome {
    let context = context::open(global).await?;
    match args.command.unwrap_or(PinsCommand::List { state: KeyState::Open, device: None }) {
        PinsCommand::List { state, device } => list(&context, state, device.as_deref()).await,
        PinsCommand::Match { which, person, from, to, replace } => {
            let person = context
                .app
                .db
                .read(async |tx| one_person(tx, &context, &person).await)
                .await
                .map_err(|error| context.fail(error))?;
            let (from_on, to_on, whole_site) = (from, to, which.site);
            decide(&context, which, What::Match { person: person.id, from_on, to_on, whole_site, replace }).await
        }
        PinsCommand::End { which, from, to } => {
            let what = What::End { whole_site: which.site, from_on: from, to_on: to };
            decide(&context, which, what).await
        }
        PinsCommand::Aside { which } => decide(&context, which, What::Aside).await,
        PinsCommand::Conflicts => show_conflicts(&context).await,
    }
}

async fn list(context: &context::Context, state: KeyState, serial: Option<&str>) -> Outcome {
    let rows = context
        .app
        .db
        .read(async |tx| {
            let device = match serial {
                None => None,
                Some(serial) => {
                    let row = devices::by_serial(tx, context.id(), serial).await?;
                    Some(row.ok_or_else(|| unknown_device(serial))?.device.id)
                }
            };
            let filter =
                QueueFilter { access: AccessFilter::All, on: context.today(), state, device, site: None, search: None };
            Ok::<_, ServiceError>(unmatched::list(tx, context.id(), &filter, None, MOST).await?)
        })
        .await
        .map_err(|error| context.fail(error))?;
    let lines: Vec<Line> = rows.into_iter().map(line).collect();
    if context.json {
        return output::json(&serde_json::json!({ "keys": lines }));
    }
    let cells: Vec<Vec<String>> = lines
        .into_iter()
        .map(|line| {
            vec![
                line.key,
                line.device.unwrap_or_else(|| line.source.to_owned()),
                line.count.to_string(),
                line.first.unwrap_or_default(),
                line.last.unwrap_or_default(),
                line.reason.unwrap_or_default(),
            ]
        })
        .collect();
    output::table(
        &context.lang.pick(
            ["PIN", "mesin", "rekaman", "pertama", "terakhir", "alasan"],
            ["PIN", "terminal", "punches", "first", "last", "reason"],
        ),
        &cells,
    )
}

async fn decide(context: &context::Context, which: Which, what: What) -> Outcome {
    let reason = which.reason.trim().to_owned();
    if reason.is_empty() {
        return Err(context.refuse("tulis alasannya dengan --reason", "say why with --reason"));
    }
    let (app, instansi) = (&context.app, &context.instansi);
    let done = async {
        let serial = &which.device;
        let row = app.db.read(async |tx| devices::by_serial(tx, context.id(), serial).await).await?;
        let device = row.ok_or_else(|| unknown_device(serial))?.device.id;
        let key = KeyRef { place: KeyPlace::Device(device), source: Source::Machine, key: which.pin.clone() };
        let wanted = [Wanted { id: app.system.uuid(), key, what, reason }];
        let effects = previewing::effects(app, instansi, &officer(context), &wanted).await?;
        if !which.dry_run {
            deciding::decide(app, instansi, &officer(context), &wanted, None).await?;
        }
        Ok::<_, ServiceError>(effects)
    };
    let effects = done.await.map_err(|error| context.fail(error))?;
    if context.json {
        let sums: Vec<_> = effects
            .sums()
            .into_iter()
            .map(|(was, becomes, days)| {
                serde_json::json!({ "was": was.as_str(), "becomes": becomes.as_str(), "days": days })
            })
            .collect();
        return output::json(&serde_json::json!({
            "dry_run": which.dry_run, "punches": effects.punches, "days": effects.days, "changes": sums,
        }));
    }
    println!("{}", sentence(&effects, context.lang));
    Ok(())
}

/// `42 rekaman, 18 hari dinilai ulang, 3 TK menjadi H`.
fn sentence(effects: &Effects, lang: Lang) -> String {
    let mut parts = vec![
        lang.pick(format!("{} rekaman", effects.punches), format!("{} punches", effects.punches)),
        lang.pick(format!("{} hari dinilai ulang", effects.days), format!("{} days judged again", effects.days)),
    ];
    parts.extend(effects.sums().into_iter().map(|(was, becomes, days)| {
        let (was, becomes) = (was.as_str(), becomes.as_str());
        lang.pick(format!("{days} {was} menjadi {becomes}"), format!("{days} {was} become {becomes}"))
    }));
    parts.join(", ")
}

async fn show_conflicts(context: &context::Context) -> Outcome {
    let found = conflicts::find(&context.app, &context.instansi, &officer(context))
        .await
        .map_err(|error| context.fail(error))?;
    let concerned: Vec<PersonId> = found.conflicts.iter().flat_map(Conflict::people).collect();
    let known = context.app.db.read(async |tx| people::get_many(tx, context.id(), &concerned).await).await?;
    let known: BTreeMap<PersonId, Person> = known.into_iter().map(|person| (person.id, person)).collect();
    let rows: Vec<Vec<String>> = found
        .conflicts
        .iter()
        .map(|conflict| {
            let names: Vec<&str> = conflict
                .people()
                .into_iter()
                .filter_map(|person| known.get(&person).map(|person| person.name.as_str()))
                .collect();
            let serials: Vec<String> = conflicts::places_of(conflict)
                .into_iter()
                .flat_map(|place| found.places.terminals(place))
                .filter_map(|device| found.places.devices.get(&device).map(|row| row.device.serial.clone()))
                .collect();
            vec![conflict.code().to_owned(), serials.join(" "), names.join("; "), detail(conflict)]
        })
        .collect();
    if context.json {
        let lines: Vec<_> = rows
            .iter()
            .map(|row| serde_json::json!({ "kind": row[0], "devices": row[1], "people": row[2], "detail": row[3] }))
            .collect();
        return output::json(&serde_json::json!({ "conflicts": lines }));
    }
    output::table(
        &context.lang.pick(["jenis", "mesin", "pegawai", "rincian"], ["kind", "terminals", "people", "detail"]),
        &rows,
    )
}

fn detail(conflict: &Conflict) -> String {
    match conflict {
        Conflict::OnePinTwoPeople { counts, .. } => format!("PIN {}", counts.pin),
        Conflict::OnePersonTwoPins { first, second } => format!("PIN {}, {}", first.pin, second.pin),
        Conflict::TwoAtOnce(taps) => format!("{} (+{} s)", taps.local_time, taps.seconds_apart),
        Conflict::NameContradicts { mapping, written, .. } => format!("PIN {}: {written}", mapping.pin),
    }
}

#[cfg(test)]
mod tests {
    use hadir_domain::status::Status;
    use jiff::civil::date;
    use uuid::Uuid;

    use super::*;
    use crate::services::matching::previewing::DayChange;

    #[test]
    fn what_would_change_is_one_sentence_in_both_languages() {
        let change = |was, becomes| DayChange {
            person: PersonId(Uuid::nil()),
            on: date(2026, 1, 5),
            was,
            becomes,
            closed: false,
        };
        let effects = Effects {
            punches: 42,
            days: 18,
            finer: 0,
            changes: vec![
                change(Status::Belum, Status::H),
                change(Status::Tk, Status::H),
                change(Status::Tk, Status::H),
            ],
        };

        assert_eq!(
            sentence(&effects, Lang::Id),
            "42 rekaman, 18 hari dinilai ulang, 2 TK menjadi H, 1 BELUM menjadi H"
        );
        assert_eq!(sentence(&effects, Lang::En), "42 punches, 18 days judged again, 2 TK become H, 1 BELUM become H");
    }
}
