//! `hadir erase`: what would go, proposals and decisions from the console, and the switches of keeping times.

use clap::Subcommand;
use hadir_domain::erasing::{DataClass, Ground};
use hadir_domain::ids::PersonId;
use hadir_store::erasures::{self, Erasure};
use serde::Serialize;
use uuid::Uuid;

use super::context::Context;
use super::{Failure, Global, Outcome, context, output, people};
use crate::services::erasing::retaining::{self, Switches};
use crate::services::erasing::{self, NewProposal};
use crate::services::roster_desk::Officer;

/// Arguments of `hadir erase`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Option<EraseCommand>,
}

#[derive(Debug, clap::Args)]
struct What {
    /// Pegawai: NIP, nomor lokal, nama atau kunci / person
    #[arg(long)]
    person: String,
    /// Dasar: retention, request, order / by what right
    #[arg(long, value_parser = ground)]
    ground: Ground,
    /// Golongan data, dipisah koma; semua bila kosong / classes, parted by commas
    #[arg(long, value_delimiter = ',', value_parser = class)]
    classes: Vec<DataClass>,
}

impl What {
    fn classes(&self) -> Vec<DataClass> {
        if self.classes.is_empty() { DataClass::ALL.to_vec() } else { self.classes.clone() }
    }
}

#[derive(Debug, Subcommand)]
enum EraseCommand {
    /// Daftar penghapusan / list
    List,
    /// Yang akan dihapus dan yang tetap disimpan, dengan alasannya / what would go and what stays
    Plan(What),
    /// Mengusulkan; petugas lain yang memutuskan / propose; another officer decides
    Propose {
        #[command(flatten)]
        what: What,
        /// Nomor surat atau aturan / letter or rule it rests on
        #[arg(long)]
        reference: String,
        /// Alasan, tanpa nama / why, without names
        #[arg(long)]
        reason: String,
        /// Permohonan pegawai yang dijawab / the person's own request it answers
        #[arg(long)]
        request: Option<Uuid>,
    },
    /// Mengonfirmasi usulan orang lain, lalu melaksanakannya / confirm what another proposed, and carry it out
    Confirm {
        /// Kunci penghapusan / key of the erasure
        id: Uuid,
        /// Alasan / why
        #[arg(long)]
        reason: String,
    },
    /// Menolak usulan orang lain / reject what another proposed
    Reject {
        /// Kunci penghapusan / key of the erasure
        id: Uuid,
        /// Alasan / why
        #[arg(long)]
        reason: String,
    },
    /// Saklar masa simpan: usulan otomatis dan foto / switches of keeping times
    Retention {
        /// Usulkan yang habis masa simpannya: on atau off / propose what is over
        #[arg(long, value_parser = on_or_off)]
        propose: Option<bool>,
        /// Hapus sendiri foto yang lewat masanya: on atau off / destroy photos past their days
        #[arg(long, value_parser = on_or_off)]
        photos: Option<bool>,
    },
}

fn ground(text: &str) -> Result<Ground, String> {
    Ground::parse(text).ok_or_else(|| Ground::ALL.iter().map(|one| one.as_str()).collect::<Vec<_>>().join(", "))
}

fn class(text: &str) -> Result<DataClass, String> {
    DataClass::parse(text).ok_or_else(|| DataClass::ALL.iter().map(|one| one.as_str()).collect::<Vec<_>>().join(", "))
}

fn on_or_off(text: &str) -> Result<bool, String> {
    match text {
        "on" => Ok(true),
        "off" => Ok(false),
        _ => Err("on, off".into()),
    }
}

#[derive(Serialize)]
struct Shown {
    id: Uuid,
    person: Option<PersonId>,
    ground: &'static str,
    classes: Vec<String>,
    state: &'static str,
    reference: String,
    proposed_by: String,
}

impl From<&Erasure> for Shown {
    fn from(one: &Erasure) -> Self {
        Self {
            id: one.new.id,
            person: one.new.person,
            ground: one.new.ground.as_str(),
            classes: one.new.spans.iter().map(|span| format!("{} {}", span.class.as_str(), span.until_on)).collect(),
            state: one.state().as_str(),
            reference: one.new.reference.clone(),
            proposed_by: one.new.by_login.clone(),
        }
    }
}

/// Lists, plans, proposes, decides or switches.
pub async fn run(global: &Global, args: Args) -> Outcome {
    let context = context::open(global).await?;
    let (app, instansi) = (&context.app, &context.instansi);
    let by = context.by();
    let officer = Officer { login: &by, person: None };
    match args.command.unwrap_or(EraseCommand::List) {
        EraseCommand::List => {
            let all = app.db.read(async |tx| erasures::list(tx, context.id(), 200).await).await?;
            print(&context, &all)
        }
        EraseCommand::Plan(what) => plan(&context, &what).await,
        EraseCommand::Propose { what, reference, reason, request } => {
            let new = NewProposal {
                id: app.system.uuid(),
                person: person_named(&context, &what.person).await?,
                ground: what.ground,
                classes: what.classes(),
                reference,
                reason,
                request,
            };
            let proposed = erasing::propose(app, instansi, officer, &new).await;
            print(&context, &[proposed.map_err(|error| context.fail(error))?])
        }
        EraseCommand::Confirm { id, reason } => decide(&context, officer, id, true, &reason).await,
        EraseCommand::Reject { id, reason } => decide(&context, officer, id, false, &reason).await,
        EraseCommand::Retention { propose, photos } => {
            let now = retaining::switches(instansi);
            let to = Switches { propose: propose.unwrap_or(now.propose), photos: photos.unwrap_or(now.photos) };
            if to != now {
                retaining::switch(app, instansi, to).await.map_err(|error| context.fail(error))?;
            }
            if context.json {
                return output::json(&to);
            }
            let word = |on| if on { "on" } else { "off" };
            output::table(
                &context.lang.pick(["usulan", "foto"], ["proposals", "photos"]),
                &[vec![word(to.propose).to_owned(), word(to.photos).to_owned()]],
            )
        }
    }
}

/// The one person a text names.
pub(super) async fn person_named(context: &Context, text: &str) -> Result<PersonId, Failure> {
    let found = context.app.db.read(async |tx| people::one_person(tx, context, text).await).await;
    Ok(found.map_err(|error| context.fail(error))?.id)
}

async fn plan(context: &Context, what: &What) -> Outcome {
    let person = person_named(context, &what.person).await?;
    let plan = erasing::plan(&context.app, &context.instansi, person, what.ground, &what.classes()).await;
    let plan = plan.map_err(|error| context.fail(error))?;
    let rows: Vec<Vec<String>> = plan
        .classes
        .iter()
        .map(|one| {
            let stays: Vec<String> = one
                .stays
                .iter()
                .map(|stay| {
                    let until = stay.until.map_or_else(String::new, |until| format!(" ≤ {until}"));
                    format!("{} {}{until}", stay.count, stay.because.as_str())
                })
                .collect();
            vec![one.class.as_str().to_owned(), one.until_on.to_string(), one.goes.to_string(), stays.join(", ")]
        })
        .collect();
    if context.json {
        return output::json(&serde_json::json!({ "person": person, "classes": rows, "holds": plan.holds.len() }));
    }
    output::table(
        &context.lang.pick(["golongan", "sampai", "dihapus", "tetap disimpan"], ["class", "until", "goes", "stays"]),
        &rows,
    )
}

async fn decide(context: &Context, officer: Officer<'_>, id: Uuid, confirmed: bool, reason: &str) -> Outcome {
    let key = context.app.system.uuid();
    let decided = erasing::decide(&context.app, &context.instansi, officer, id, key, confirmed, reason.trim()).await;
    print(context, &[decided.map_err(|error| context.fail(error))?])
}

fn print(context: &Context, all: &[Erasure]) -> Outcome {
    let shown: Vec<Shown> = all.iter().map(Shown::from).collect();
    if context.json {
        return output::json(&shown);
    }
    let rows: Vec<Vec<String>> = shown
        .into_iter()
        .map(|one| {
            let person = one.person.map_or_else(|| "-".into(), |person| person.to_string());
            vec![
                one.id.to_string(),
                one.state.into(),
                one.ground.into(),
                person,
                one.classes.join(", "),
                one.proposed_by,
            ]
        })
        .collect();
    let heads = context.lang.pick(
        ["kunci", "keadaan", "dasar", "pegawai", "golongan", "oleh"],
        ["key", "state", "ground", "person", "classes", "by"],
    );
    output::table(&heads, &rows)
}
