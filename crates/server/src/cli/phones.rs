//! `hadir phones`: phones people enrolled, and deciding about them from the console.

use clap::Subcommand;
use hadir_domain::ids::PersonId;
use hadir_domain::phones::{DeviceKey, Phone, PhoneDecision, PhoneState};
use hadir_store::{StoreError, people, phones};
use serde::Serialize;
use std::collections::HashMap;

use super::people::one_person;
use super::{Global, Outcome, context, output};
use crate::services::enrolling;
use crate::services::error::ServiceError;

/// Phones listed at the most.
const MOST: u32 = 10_000;

/// Arguments of `hadir phones`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Option<PhonesCommand>,
}

#[derive(Debug, Subcommand)]
enum PhonesCommand {
    /// Daftar HP / list
    List {
        /// pending, active, rejected, revoked
        #[arg(long, value_parser = state)]
        state: Option<PhoneState>,
    },
    /// Menyetujui HP / vouch for a phone
    Approve(Which),
    /// Menolak HP / reject a phone
    Reject(Which),
    /// Mencabut HP yang hilang / revoke a lost phone; its sessions end
    Revoke(Which),
}

#[derive(Debug, clap::Args)]
struct Which {
    /// Kunci HP / the phone's key
    device_key: String,
    /// Pemilik: NIP, nomor lokal, bagian nama, atau id / whose phone
    #[arg(long, value_name = "KEY")]
    person: String,
    /// Alasan / why
    #[arg(long, default_value = "")]
    reason: String,
}

fn state(text: &str) -> Result<PhoneState, String> {
    PhoneState::parse(text).ok_or_else(|| PhoneState::ALL.map(PhoneState::as_str).join(", "))
}

#[derive(Serialize)]
struct Line {
    device_key: String,
    person: String,
    platform: String,
    state: &'static str,
    has_passkey: bool,
    enrolled_at: String,
    decided_by: Option<String>,
    reason: Option<String>,
}

fn line(phone: Phone, names: &HashMap<PersonId, String>) -> Line {
    Line {
        device_key: phone.key.0,
        person: names.get(&phone.person).cloned().unwrap_or_else(|| phone.person.to_string()),
        platform: phone.platform,
        state: phone.state.as_str(),
        has_passkey: phone.passkey.is_some(),
        enrolled_at: phone.enrolled_at.to_string(),
        decided_by: phone.decided.as_ref().map(|decided| decided.by.clone()),
        reason: phone.decided.map(|decided| decided.reason),
    }
}

/// Lists or decides.
pub async fn run(global: &Global, args: Args) -> Outcome {
    match args.command.unwrap_or(PhonesCommand::List { state: None }) {
        PhonesCommand::List { state } => list(global, state).await,
        PhonesCommand::Approve(which) => decide(global, which, PhoneDecision::Approve).await,
        PhonesCommand::Reject(which) => decide(global, which, PhoneDecision::Reject).await,
        PhonesCommand::Revoke(which) => decide(global, which, PhoneDecision::Revoke).await,
    }
}

async fn list(global: &Global, state: Option<PhoneState>) -> Outcome {
    let context = context::open(global).await?;
    let id = context.id();
    let (phones, names) = context
        .app
        .db
        .read(async |tx| {
            let phones = phones::list(tx, id, state, None, MOST).await?;
            let ids: Vec<PersonId> = phones.iter().map(|phone| phone.person).collect();
            let names = people::get_many(tx, id, &ids).await?.into_iter().map(|one| (one.id, one.name)).collect();
            Ok::<_, StoreError>((phones, names))
        })
        .await?;
    let lines: Vec<Line> = phones.into_iter().map(|phone| line(phone, &names)).collect();
    show(&context, &lines)
}

async fn decide(global: &Global, which: Which, decision: PhoneDecision) -> Outcome {
    let context = context::open(global).await?;
    let decided = async {
        let row = context.app.db.read(async |tx| one_person(tx, &context, &which.person).await).await?;
        let key = DeviceKey::parse(&which.device_key).ok_or_else(enrolling::unknown_phone)?;
        let subject = (&key, row.id);
        let phone =
            enrolling::decide(&context.app, &context.instansi, subject, decision, &context.by(), &which.reason).await?;
        Ok::<_, ServiceError>(line(phone, &HashMap::from([(row.id, row.name)])))
    };
    let line = decided.await.map_err(|error| context.fail(error))?;
    show(&context, &[line])
}

fn show(context: &context::Context, lines: &[Line]) -> Outcome {
    if context.json {
        return output::json(&serde_json::json!({ "phones": lines }));
    }
    for line in lines {
        let passkey = if line.has_passkey { "passkey" } else { "-" };
        println!(
            "{}\t{}\t{}\t{}\t{passkey}\t{}",
            line.device_key, line.state, line.platform, line.person, line.enrolled_at
        );
    }
    Ok(())
}
