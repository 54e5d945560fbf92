//! `hadir doubts`: the queue, the cases, what is said in them, and how often signals were wrong, from the console.

use clap::Subcommand;
use hadir_domain::access::AccessFilter;
use hadir_domain::day::case_reference;
use hadir_domain::doubts::{DoubtOutcome, DoubtState, DoubtStep};
use hadir_domain::evidence::name_of;
use hadir_domain::ids::{PersonId, PunchId};
use hadir_store::doubts::WholeCase;
use hadir_store::doubts::heads::{self, DoubtFilter, DoubtHead, DoubtStates};
use hadir_store::{StoreError, people, units};
use jiff::ToSpan;
use jiff::civil::Date;
use serde::Serialize;
use serde_json::json;
use uuid::Uuid;

use super::context::Context;
use super::{Global, Outcome, context, output};
use crate::services::doubting::acting::{self, NewWord};
use crate::services::doubting::{opening, queueing, rating, state_id, viewing};
use crate::services::error::unknown_unit;
use crate::services::looking;
use crate::services::roster_desk::Officer;

/// Most cases listed.
const MOST: u32 = 500;

/// Arguments of `hadir doubts`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Option<DoubtsCommand>,
}

#[derive(Debug, clap::Args)]
struct Span {
    /// Sejak tanggal / first day
    #[arg(long)]
    from: Option<Date>,
    /// Sampai tanggal / last day
    #[arg(long)]
    to: Option<Date>,
}

#[derive(Debug, clap::Args)]
struct Said {
    /// Kunci perkara / key of the case
    id: Uuid,
    /// Alasan / why
    #[arg(long)]
    reason: String,
}

#[derive(Debug, Subcommand)]
enum DoubtsCommand {
    /// Daftar perkara / list of cases
    List {
        /// Keadaan: waiting, open, asked, answered, silent, reviewed, closed, appealed, withdrawn / state
        #[arg(long, default_value = "waiting", value_parser = state)]
        state: DoubtStates,
        /// Kode unit, dengan semua di bawahnya / unit with all below it
        #[arg(long)]
        unit: Option<String>,
        /// Hanya yang lewat tenggat / only overdue ones
        #[arg(long)]
        overdue: bool,
    },
    /// Satu perkara dengan buktinya / one case with its evidence
    Show {
        /// Kunci perkara / key
        id: Uuid,
    },
    /// Rekaman yang menunggu pemeriksa / punches that wait for a reviewer
    Queue(Span),
    /// Membuka perkara dari bukti yang sudah ditimbang / open what follows from the weighed evidence
    Open(Span),
    /// Mengambil rekaman dari antrean / take a punch of the queue up
    Take {
        /// Kunci rekaman / key of the punch
        punch: Uuid,
        /// Alasan / why
        #[arg(long, default_value = "")]
        reason: String,
    },
    /// Bertanya kepada pegawai / ask the person
    Ask {
        /// Kunci perkara / key
        id: Uuid,
        /// Pertanyaan / what is asked
        #[arg(long, default_value = "")]
        question: String,
    },
    /// Menilai; penyalahgunaan menunggu petugas kedua / review; a misuse waits for a second officer
    Review {
        #[command(flatten)]
        said: Said,
        /// Hasil: honest, technical, misuse / how it ends
        #[arg(long, value_parser = outcome)]
        outcome: DoubtOutcome,
    },
    /// Menyetujui penyalahgunaan yang dinilai petugas lain / confirm a misuse another found
    Confirm(Said),
    /// Menolaknya / reject it
    Reject(Said),
    /// Mencabut karena ada penjelasan / take back, because something explains it
    Withdraw(Said),
    /// Memutus keberatan / decide an appeal
    Appeal {
        #[command(flatten)]
        said: Said,
        /// Keberatan diterima: rekaman dihitung lagi / the appeal succeeds: punches count again
        #[arg(long)]
        accept: bool,
    },
    /// Berapa kali tiap tanda keliru / how often each signal was wrong
    Signals(Span),
}

fn state(text: &str) -> Result<DoubtStates, String> {
    let known = || DoubtState::ALL.iter().map(|state| state.as_str()).collect::<Vec<_>>().join(", ");
    match text {
        "waiting" => Ok(DoubtStates::Waiting),
        "all" => Ok(DoubtStates::Any),
        _ => DoubtState::parse(text).map(DoubtStates::Only).ok_or_else(|| format!("waiting, all, {}", known())),
    }
}

fn outcome(text: &str) -> Result<DoubtOutcome, String> {
    let known = || DoubtOutcome::ALL.iter().map(|one| one.as_str()).collect::<Vec<_>>().join(", ");
    DoubtOutcome::parse(text).ok_or_else(known)
}

#[derive(Serialize)]
struct Shown {
    id: Uuid,
    reference: String,
    person: Uuid,
    name: String,
    opened_on: Date,
    state: &'static str,
    outcome: Option<&'static str>,
    punches: u32,
    weight: i32,
    owner: Option<String>,
    due_on: Option<Date>,
    overdue: bool,
}

fn shown(head: &DoubtHead, name: String) -> Shown {
    Shown {
        id: head.case,
        reference: case_reference(head.case),
        person: head.person.0,
        name,
        opened_on: head.opened_on,
        state: head.state.as_str(),
        outcome: head.outcome.map(DoubtOutcome::as_str),
        punches: head.punches,
        weight: head.weight,
        owner: head.owner.clone(),
        due_on: head.due_on,
        overdue: head.overdue,
    }
}

/// Lists, shows and says.
pub async fn run(global: &Global, args: Args) -> Outcome {
    let context = context::open(global).await?;
    let waiting = DoubtsCommand::List { state: DoubtStates::Waiting, unit: None, overdue: false };
    match args.command.unwrap_or(waiting) {
        DoubtsCommand::List { state, unit, overdue } => list(&context, state, unit.as_deref(), overdue).await,
        DoubtsCommand::Show { id } => show(&context, id).await,
        DoubtsCommand::Queue(span) => queue(&context, days(&context, &span, 30)).await,
        DoubtsCommand::Open(span) => open(&context, days(&context, &span, 30)).await,
        DoubtsCommand::Take { punch, reason } => take(&context, punch, reason.trim()).await,
        DoubtsCommand::Ask { id, question } => say(&context, id, DoubtStep::Ask, None, &question).await,
        DoubtsCommand::Review { said, outcome } => {
            say(&context, said.id, DoubtStep::Review, Some(outcome), &said.reason).await
        }
        DoubtsCommand::Confirm(said) => say(&context, said.id, DoubtStep::Confirm, None, &said.reason).await,
        DoubtsCommand::Reject(said) => say(&context, said.id, DoubtStep::Reject, None, &said.reason).await,
        DoubtsCommand::Withdraw(said) => say(&context, said.id, DoubtStep::Withdraw, None, &said.reason).await,
        DoubtsCommand::Appeal { said, accept } => {
            let step = if accept { DoubtStep::Overturn } else { DoubtStep::Uphold };
            say(&context, said.id, step, None, &said.reason).await
        }
        DoubtsCommand::Signals(span) => signals(&context, days(&context, &span, 365)).await,
    }
}

fn days(context: &Context, span: &Span, back: i64) -> (Date, Date) {
    let to = span.to.unwrap_or_else(|| context.today());
    (span.from.unwrap_or_else(|| to.checked_sub(back.days()).unwrap_or(to)), to)
}

fn heads_of(context: &Context) -> [&'static str; 7] {
    context.lang.pick(
        ["kunci", "perkara", "dibuka", "nama", "keadaan", "tenggat", "rekaman"],
        ["key", "case", "opened", "name", "state", "due", "punches"],
    )
}

fn row(context: &Context, one: &Shown) -> Vec<String> {
    let state = DoubtState::parse(one.state).map_or(one.state, state_id);
    vec![
        one.id.to_string(),
        one.reference.clone(),
        one.opened_on.to_string(),
        one.name.clone(),
        context.lang.pick(state, one.state).to_owned(),
        one.due_on.map(|due| due.to_string()).unwrap_or_default(),
        one.punches.to_string(),
    ]
}

async fn list(context: &Context, state: DoubtStates, unit: Option<&str>, overdue: bool) -> Outcome {
    let unit = match unit {
        Some(code) => {
            let found = context.app.db.read(async |tx| units::by_code(tx, context.id(), code).await).await?;
            Some(found.ok_or_else(|| context.fail(unknown_unit(code)))?.id)
        }
        None => None,
    };
    let filter = DoubtFilter {
        access: AccessFilter::All,
        unit,
        state,
        owner: None,
        overdue,
        person: None,
        today: context.today(),
    };
    let (found, names) = context
        .app
        .db
        .read(async |tx| {
            let found = heads::list(tx, context.id(), &filter, None, MOST).await?;
            let ids: Vec<PersonId> = found.iter().map(|head| head.person).collect();
            Ok::<_, StoreError>((found, people::get_many(tx, context.id(), &ids).await?))
        })
        .await?;
    let name = |head: &DoubtHead| {
        names.iter().find(|person| person.id == head.person).map(|person| person.name.clone()).unwrap_or_default()
    };
    let all: Vec<Shown> = found.iter().map(|head| shown(head, name(head))).collect();
    if context.json {
        return output::json(&all);
    }
    let rows: Vec<Vec<String>> = all.iter().map(|one| row(context, one)).collect();
    output::table(&heads_of(context), &rows)
}

async fn show(context: &Context, id: Uuid) -> Outcome {
    let loaded = context.app.db.read(async |tx| acting::load(tx, &context.instansi, id).await).await;
    let case = loaded.map_err(|error| context.fail(error))?;
    let (person, reference) = (case.case.person, case_reference(id));
    looking::note_as(&context.app, context.id(), &context.by(), person, "doubt", reference).await?;
    let head = heads::head_of(&case, context.today());
    let open = viewing::open(&context.app, &context.instansi, case).await.map_err(|error| context.fail(error))?;
    let name = open.person.as_ref().map(|person| person.name.clone()).unwrap_or_default();
    let one = shown(&head, name);
    if context.json {
        return output::json(&json!({
            "case": one, "punches": open.punches, "days": open.days, "checks": open.checks, "others": open.others,
            "steps": open.steps, "files": open.files,
        }));
    }
    output::table(&heads_of(context), &[row(context, &one)])?;
    let heads = context.lang.pick(["tanggal", "pukul", "bobot", "tanda"], ["date", "time", "weight", "signal"]);
    let mut rows = Vec::new();
    for punch in &open.punches {
        for reason in punch.against.iter().chain(&punch.in_favour) {
            rows.push(vec![
                punch.date.clone(),
                punch.local_time.clone().unwrap_or_default(),
                reason.weight.to_string(),
                context.lang.pick(reason.text.as_str(), reason.text_en.as_str()).to_owned(),
            ]);
        }
    }
    output::table(&heads, &rows)?;
    let heads = context.lang.pick(["waktu", "langkah", "oleh", "kata"], ["time", "step", "by", "words"]);
    let steps: Vec<Vec<String>> = open
        .steps
        .iter()
        .map(|word| vec![word.at.clone(), word.step.clone(), word.by_login.clone(), word.text.clone()])
        .collect();
    output::table(&heads, &steps)
}

async fn queue(context: &Context, span: (Date, Date)) -> Outcome {
    let found = queueing::queue(&context.app, &context.instansi, span).await.map_err(|error| context.fail(error))?;
    let ids: Vec<PersonId> = found.iter().map(|one| one.verdict.person).collect();
    let names = context.app.db.read(async |tx| people::get_many(tx, context.id(), &ids).await).await?;
    let name = |person: PersonId| {
        names.iter().find(|known| known.id == person).map(|known| known.name.clone()).unwrap_or_default()
    };
    if context.json {
        let all: Vec<serde_json::Value> = found
            .iter()
            .map(|one| {
                let verdict = &one.verdict;
                json!({
                    "punch": verdict.punch, "person": verdict.person, "name": name(verdict.person), "on": verdict.on,
                    "verdict": verdict.verdict, "weight": verdict.weight, "score": verdict.score, "rank": one.rank,
                    "within_cap": one.within_cap, "live_case": one.live_case, "reasons": verdict.reasons,
                })
            })
            .collect();
        return output::json(&all);
    }
    let heads = context.lang.pick(
        ["rekaman", "tanggal", "nama", "bobot", "urutan", "alasan"],
        ["punch", "date", "name", "weight", "rank", "why"],
    );
    let rows: Vec<Vec<String>> = found
        .iter()
        .map(|one| {
            let heaviest = one.verdict.reasons.iter().max_by_key(|reason| reason.weight);
            let below = if one.within_cap { "" } else { "*" };
            vec![
                one.verdict.punch.to_string(),
                one.verdict.on.to_string(),
                name(one.verdict.person),
                one.verdict.weight.to_string(),
                format!("{}{below}", one.rank),
                heaviest
                    .map(|reason| context.lang.pick(reason.text.as_str(), reason.text_en.as_str()).to_owned())
                    .unwrap_or_default(),
            ]
        })
        .collect();
    output::table(&heads, &rows)
}

async fn open(context: &Context, span: (Date, Date)) -> Outcome {
    let done = opening::open(&context.app, &context.instansi, span).await.map_err(|error| context.fail(error))?;
    if context.json {
        return output::json(&done);
    }
    let heads = context.lang.pick(
        ["dibuka", "bertambah", "dijelaskan", "di bawah batas"],
        ["opened", "joined", "explained", "below the cap"],
    );
    let row = [done.opened, done.joined, done.explained, done.capped].map(|count| count.to_string()).to_vec();
    output::table(&heads, &[row])
}

async fn take(context: &Context, punch: Uuid, reason: &str) -> Outcome {
    let by = context.by();
    let officer = Officer { login: &by, person: None };
    let id = context.app.system.uuid();
    let taken = opening::take_up(&context.app, &context.instansi, officer, id, PunchId(punch), reason).await;
    print(context, &taken.map_err(|error| context.fail(error))?).await
}

async fn say(context: &Context, id: Uuid, step: DoubtStep, outcome: Option<DoubtOutcome>, text: &str) -> Outcome {
    let by = context.by();
    let officer = Officer { login: &by, person: None };
    let word = NewWord { outcome, ..NewWord::plain(context.app.system.uuid(), step, text.trim()) };
    let said = acting::say(&context.app, &context.instansi, officer, id, &word).await;
    print(context, &said.map_err(|error| context.fail(error))?).await
}

async fn print(context: &Context, case: &WholeCase) -> Outcome {
    let person = context.app.db.read(async |tx| people::get(tx, context.id(), case.case.person).await).await?;
    let head = heads::head_of(case, context.today());
    let one = shown(&head, person.map(|person| person.name).unwrap_or_default());
    if context.json {
        return output::json(&one);
    }
    output::table(&heads_of(context), &[row(context, &one)])
}

/// Ten-thousandths as a percentage.
fn percent(share: Option<u32>) -> String {
    share.map(|share| format!("{},{:02} %", share / 100, share % 100)).unwrap_or_else(|| "-".into())
}

async fn signals(context: &Context, span: (Date, Date)) -> Outcome {
    let rated = rating::rate(&context.app, &context.instansi, span).await.map_err(|error| context.fail(error))?;
    if context.json {
        let all: Vec<serde_json::Value> = rated
            .signals
            .iter()
            .map(|signal| {
                json!({
                    "code": signal.code, "punches": signal.punches, "rates": signal.rates, "running": signal.running,
                    "ended": signal.rates.ended(), "false_alarms": signal.rates.share(),
                    "interval": signal.rates.interval(), "few": signal.rates.is_few(),
                })
            })
            .collect();
        return output::json(&json!({
            "from": span.0, "to": span.1, "cases": rated.cases, "ended": rated.ended, "weighed": rated.weighed,
            "signals": all,
        }));
    }
    let heads = context.lang.pick(
        ["tanda", "rekaman", "selesai", "salah", "jujur", "teknis", "dijelaskan", "alarm palsu", "antara"],
        ["signal", "punches", "ended", "misuse", "honest", "technical", "explained", "false alarms", "between"],
    );
    let rows: Vec<Vec<String>> = rated
        .signals
        .iter()
        .map(|signal| {
            let rates = &signal.rates;
            let interval = rates.interval();
            let few = if rates.is_few() { context.lang.pick(" (sedikit)", " (few)") } else { "" };
            vec![
                context.lang.pick(name_of(&signal.code).0, name_of(&signal.code).1),
                signal.punches.to_string(),
                rates.ended().to_string(),
                rates.misuse.to_string(),
                rates.honest.to_string(),
                rates.technical.to_string(),
                rates.explained.to_string(),
                format!("{}{few}", percent(rates.share())),
                interval
                    .map(|(low, high)| format!("{} – {}", percent(Some(low)), percent(Some(high))))
                    .unwrap_or_else(|| "-".into()),
            ]
        })
        .collect();
    output::table(&heads, &rows)
}
