//! `hadir tokens`: bearer tokens for programs that act as a person. Printed once.

mod crowd;

use std::path::PathBuf;

use clap::Subcommand;
use hadir_domain::access::{Grant, Role, Scope};
use hadir_domain::ids::{AccountId, PersonId};
use hadir_store::accounts::{self, Account, AccountState};
use hadir_store::grants::{self, GrantRow};
use hadir_store::{Tx, directory};

use super::people::one_person;
use super::{Global, Outcome, context, output};
use crate::auth::session::issue_token;
use crate::services::error::ServiceError;

/// Arguments of `hadir tokens`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: TokensCommand,
}

#[derive(Debug, Subcommand)]
enum TokensCommand {
    /// Mencetak token sekali saja / print a token once
    Create {
        /// NIP, nomor lokal, bagian nama, atau id / who
        #[arg(long, value_name = "KEY", required_unless_present = "all")]
        person: Option<String>,
        /// Kota contoh saja: untuk setiap pegawai, ke berkas / demo city only: for everybody, into a file
        #[arg(long, requires = "out", conflicts_with = "person")]
        all: bool,
        /// Dengan kunci HP yang terdaftar / with the key of an enrolled phone
        #[arg(long, requires = "all")]
        keys: bool,
        /// Berkas CSV / the file
        #[arg(long, value_name = "FILE.csv", requires = "all")]
        out: Option<PathBuf>,
    },
}

/// Makes a token for a person's account; one without an account gets one that sees its own records.
pub async fn run(global: &Global, args: Args) -> Outcome {
    let TokensCommand::Create { person, all: _, keys, out } = args.command;
    let context = context::open(global).await?;
    if let Some(out) = out {
        return crowd::write(&context, keys, &out).await;
    }
    let person = person.unwrap_or_default();
    let account = async |tx: &mut Tx| {
        let row = one_person(tx, &context, &person).await?;
        account_of(tx, &context, row.id, row.number).await
    };
    let (account, login) = context.app.db.write(account).await.map_err(|error: ServiceError| context.fail(error))?;
    let token = issue_token(&context.app, context.id(), account, &context.by()).await?.as_str().to_owned();
    if context.json {
        return output::json(&serde_json::json!({ "login": login, "token": token }));
    }
    println!("{token}");
    Ok(())
}

/// The first account of a person, made when there is none.
async fn account_of(
    tx: &mut Tx,
    context: &context::Context,
    person: PersonId,
    number: Option<String>,
) -> Result<(AccountId, String), ServiceError> {
    if let Some(account) = accounts::of_person(tx, context.id(), person).await?.into_iter().next() {
        return Ok((account.id, account.login));
    }
    let now = context.app.now();
    let login = number.unwrap_or_else(|| person.to_string()).to_lowercase();
    let account = Account {
        instansi: context.id(),
        id: AccountId(context.app.system.uuid()),
        login: login.clone(),
        password_hash: None,
        person: Some(person),
        lang: "id".into(),
        state: AccountState::Active,
        failed_tries: 0,
        locked_until: None,
        created_at: now,
    };
    accounts::add(tx, &account).await?;
    directory::put(tx, context.id(), directory::Key::Login, &login).await?;
    let grant = Grant {
        role: Role::Pegawai,
        scope: Scope::Own,
        unit: None,
        from_on: context.today(),
        to_on: None,
        acting: None,
    };
    let given = GrantRow {
        id: context.app.system.uuid(),
        account: account.id,
        grant,
        granted_by: context.by(),
        granted_at: now,
        reason: None,
    };
    grants::add(tx, context.id(), &given, context.app.system.bytes()).await?;
    Ok((account.id, login))
}
