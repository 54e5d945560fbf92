//! `hadir hold`: legal holds.

use clap::Subcommand;
use hadir_domain::erasing::{HoldScope, LegalHold};
use hadir_store::{StoreError, holds, units};
use jiff::civil::Date;
use serde::Serialize;
use uuid::Uuid;

use super::context::Context;
use super::{Failure, Global, Outcome, context, erase, output};
use crate::services::erasing::holding::{self, Order};
use crate::services::roster_desk::Officer;

/// Arguments of `hadir hold`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Option<HoldCommand>,
}

#[derive(Debug, Subcommand)]
enum HoldCommand {
    /// Daftar perintah menyimpan / list
    List,
    /// Memerintahkan penyimpanan mulai hari ini / order data to be kept from today on
    Add {
        /// Data siapa: instansi, unit:KODE, person:NIP / whose data
        scope: String,
        /// Nomor surat / number of the letter
        #[arg(long)]
        reference: String,
        /// Alasan / why
        #[arg(long)]
        reason: String,
        /// Hari terakhir / last day
        #[arg(long, value_name = "YYYY-MM-DD")]
        until: Option<Date>,
    },
    /// Mengakhiri perintah menyimpan / end a hold
    End {
        /// Kunci perintah / key of the hold
        id: Uuid,
        /// Alasan / why
        #[arg(long)]
        reason: String,
    },
}

#[derive(Serialize)]
struct Shown {
    id: Uuid,
    scope: &'static str,
    target: Option<Uuid>,
    reference: String,
    reason: String,
    from: Date,
    until: Option<Date>,
    by: String,
    in_force: bool,
}

fn shown(context: &Context, hold: &LegalHold) -> Shown {
    Shown {
        id: hold.id,
        scope: hold.scope.kind(),
        target: hold.scope.target(),
        reference: hold.reference.clone(),
        reason: hold.reason.clone(),
        from: hold.from,
        until: hold.until,
        by: hold.by_login.clone(),
        in_force: hold.holds_on(context.today()),
    }
}

/// Lists, begins or ends.
pub async fn run(global: &Global, args: Args) -> Outcome {
    let context = context::open(global).await?;
    let (app, instansi) = (&context.app, &context.instansi);
    let by = context.by();
    let officer = Officer { login: &by, person: None };
    match args.command.unwrap_or(HoldCommand::List) {
        HoldCommand::List => {
            let all = app.db.read(async |tx| holds::list(tx, context.id(), 200).await).await?;
            print(&context, &all)
        }
        HoldCommand::Add { scope, reference, reason, until } => {
            let scope = find_scope(&context, &scope).await?;
            let order = Order { id: app.system.uuid(), scope, reason, reference, from: context.today(), until };
            let hold = holding::begin(app, instansi, officer, &order).await;
            print(&context, &[hold.map_err(|error| context.fail(error))?])
        }
        HoldCommand::End { id, reason } => {
            let hold = holding::end(app, instansi, officer, (id, app.system.uuid()), &reason).await;
            print(&context, &[hold.map_err(|error| context.fail(error))?])
        }
    }
}

fn print(context: &Context, all: &[LegalHold]) -> Outcome {
    if context.json {
        return output::json(&all.iter().map(|hold| shown(context, hold)).collect::<Vec<_>>());
    }
    let rows: Vec<Vec<String>> = all
        .iter()
        .map(|hold| {
            let one = shown(context, hold);
            let until = one.until.map_or_else(|| "-".into(), |until| until.to_string());
            let state = context.lang.pick(("berlaku", "berakhir"), ("in force", "over"));
            let state = if one.in_force { state.0 } else { state.1 };
            vec![one.id.to_string(), one.scope.into(), one.reference, one.from.to_string(), until, state.into()]
        })
        .collect();
    let heads = context.lang.pick(
        ["kunci", "cakupan", "surat", "mulai", "sampai", "keadaan"],
        ["key", "scope", "letter", "from", "until", "state"],
    );
    output::table(&heads, &rows)
}

async fn find_scope(context: &Context, named: &str) -> Result<HoldScope, Failure> {
    let (kind, code) = named.split_once(':').unwrap_or((named, ""));
    let target = match kind {
        "unit" => {
            let found = context.app.db.read(async |tx| units::by_code(tx, context.id(), code).await).await;
            found.map_err(|error: StoreError| Failure::from(error))?.map(|unit| unit.id.0)
        }
        "person" => Some(erase::person_named(context, code).await?.0),
        _ => None,
    };
    HoldScope::parse(kind, target).ok_or_else(|| {
        context.refuse(
            format!("cakupan {named} tidak dikenal; tulis instansi, unit:KODE atau person:NIP"),
            format!("scope {named} is not known; write instansi, unit:CODE or person:NUMBER"),
        )
    })
}
