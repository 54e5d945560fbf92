//! `hadir tokens`: bearer tokens for programs that act as a person. Printed once.

use clap::Subcommand;
use hadir_domain::access::{Grant, Role, Scope};
use hadir_domain::ids::AccountId;
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
        #[arg(long, value_name = "KEY")]
        person: String,
    },
}

/// Makes a token for a person's account; one without an account gets one that sees its own records.
pub async fn run(global: &Global, args: Args) -> Outcome {
    let TokensCommand::Create { person } = args.command;
    let context = context::open(global).await?;
    let (account, login) = context
        .app
        .db
        .write(async |tx| account_of(tx, &context, &person).await)
        .await
        .map_err(|error| context.fail(error))?;
    let token = issue_token(&context.app, context.id(), account, &context.by()).await?.as_str().to_owned();
    if context.json {
        return output::json(&serde_json::json!({ "login": login, "token": token }));
    }
    println!("{token}");
    Ok(())
}

async fn account_of(
    tx: &mut Tx,
    context: &context::Context,
    person: &str,
) -> Result<(AccountId, String), ServiceError> {
    let row = one_person(tx, context, person).await?;
    if let Some(account) = accounts::of_person(tx, context.id(), row.id).await?.into_iter().next() {
        return Ok((account.id, account.login));
    }
    let now = context.app.now();
    let login = row.number.unwrap_or_else(|| row.id.to_string()).to_lowercase();
    let account = Account {
        instansi: context.id(),
        id: AccountId(context.app.system.uuid()),
        login: login.clone(),
        password_hash: None,
        person: Some(row.id),
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
    };
    grants::add(tx, context.id(), &given).await?;
    Ok((account.id, login))
}
