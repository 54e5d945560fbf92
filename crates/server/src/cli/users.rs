//! `hadir users`: accounts. A new one gets a one-time enrolment code, never a password.

use clap::Subcommand;
use hadir_domain::access::{Grant, Role, Scope};
use hadir_domain::ids::AccountId;
use hadir_store::accounts::{self, Account, AccountState};
use hadir_store::grants::{self, GrantRow};
use hadir_store::{directory, units};
use serde::Serialize;

use super::people::one_person;
use super::{Global, Outcome, context, output};
use crate::auth;
use crate::auth::login::normalise;
use crate::services::error::{ServiceError, unknown_unit};
use crate::services::{files, sheet_rows};

/// Arguments of `hadir users`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Option<UsersCommand>,
}

#[derive(Debug, Subcommand)]
enum UsersCommand {
    /// Daftar akun / list
    List,
    /// Membuat akun; mencetak kode aktivasi sekali pakai / make an account, print its one-time code
    Add {
        /// Nama masuk, biasanya NIP / login
        login: String,
        /// Peran / role: pegawai, kepala, admin_unit, bkpsdm, inspektorat, pimpinan, bendahara, majelis, operator
        #[arg(long, value_parser = role)]
        role: Role,
        /// Kode unit untuk kepala, admin_unit / code of the unit
        #[arg(long, value_name = "KODE")]
        unit: Option<String>,
        /// Pegawai pemilik akun / whose account it is
        #[arg(long, value_name = "KEY")]
        person: Option<String>,
    },
    /// Membuat akun dari CSV/XLSX: nama_masuk, peran, unit, pegawai; mencetak kodenya / make those of a sheet
    Import {
        /// Berkas / file
        file: std::path::PathBuf,
    },
    /// Kode aktivasi baru / a new one-time code
    Code {
        /// Nama masuk / login
        login: String,
    },
    /// Memblokir akun / block an account
    Block {
        /// Nama masuk / login
        login: String,
    },
}

fn role(text: &str) -> Result<Role, String> {
    Role::parse(text).ok_or_else(|| Role::ALL.iter().map(|role| role.as_str()).collect::<Vec<_>>().join(", "))
}

#[derive(Serialize)]
struct Line {
    login: String,
    state: &'static str,
    roles: Vec<String>,
}

#[derive(Serialize)]
struct Added {
    login: String,
    code: String,
    valid_days: u8,
}

/// Lists, adds, gives a code or blocks.
pub async fn run(global: &Global, args: Args) -> Outcome {
    match args.command.unwrap_or(UsersCommand::List) {
        UsersCommand::List => list(global).await,
        UsersCommand::Add { login, role, unit, person } => {
            let context = context::open_or_create(global, None).await?;
            let login = normalise(&login);
            add(&context, &login, role, unit.as_deref(), person.as_deref())
                .await
                .map_err(|error| context.fail(error))?;
            print_code(&context, &login).await
        }
        UsersCommand::Import { file } => import(global, &file).await,
        UsersCommand::Code { login } => {
            let context = context::open(global).await?;
            print_code(&context, &normalise(&login)).await
        }
        UsersCommand::Block { login } => {
            let context = context::open(global).await?;
            block(&context, &normalise(&login)).await.map_err(|error| context.fail(error))
        }
    }
}

async fn print_code(context: &context::Context, login: &str) -> Outcome {
    let code = auth::issue_code(&context.app, login).await?;
    let added = Added { login: login.to_owned(), code, valid_days: 7 };
    if context.json {
        return output::json(&added);
    }
    println!(
        "{} {}: {}",
        context.lang.pick("kode aktivasi sekali pakai (7 hari) untuk", "one-time enrolment code (7 days) for"),
        added.login,
        added.code
    );
    Ok(())
}

/// Rows are taken one by one: a bad one is named and stops there, those before it have their codes printed.
async fn import(global: &Global, file: &std::path::Path) -> Outcome {
    let file = files::read(file, global.lang())?;
    let context = context::open_or_create(global, None).await?;
    let sheet = sheet_rows::read(&file).map_err(|error| context.fail(error))?;
    let mut added = Vec::new();
    for row in &sheet.rows {
        let bad = |id: String, en: String| {
            context.refuse(
                format!("{}, baris {}: {id}", file.name, row.line),
                format!("{}, row {}: {en}", file.name, row.line),
            )
        };
        let login = row
            .get("nama_masuk")
            .map(normalise)
            .ok_or_else(|| bad("kolom nama_masuk kosong".into(), "column nama_masuk is empty".into()))?;
        let named = row.get("peran").unwrap_or_default();
        let role = Role::parse(named)
            .ok_or_else(|| bad(format!("peran \"{named}\" tidak dikenal"), format!("unknown role \"{named}\"")))?;
        add(&context, &login, role, row.get("unit"), row.get("pegawai"))
            .await
            .map_err(|error| bad(error.text.id, error.text.en))?;
        let code = auth::issue_code(&context.app, &login).await?;
        if !context.json {
            println!("{login}\t{code}");
        }
        added.push(Added { login, code, valid_days: 7 });
    }
    if context.json { output::json(&serde_json::json!({ "added": added })) } else { Ok(()) }
}

/// The scope a role is given at the console: as wide as the role is meant to be.
fn scope_of(role: Role, has_unit: bool) -> Result<Scope, ServiceError> {
    match (role, has_unit) {
        (Role::Pegawai, _) => Ok(Scope::Own),
        (Role::Kepala | Role::AdminUnit, false) => Err(ServiceError::bad(
            "unit_needed",
            format!("peran {} memerlukan --unit KODE", role.as_str()),
            format!("the role {} needs --unit CODE", role.as_str()),
        )),
        (_, true) => Ok(Scope::Unit),
        (_, false) => Ok(Scope::Instansi),
    }
}

async fn add(
    context: &context::Context,
    login: &str,
    role: Role,
    unit: Option<&str>,
    person: Option<&str>,
) -> Result<(), ServiceError> {
    let app = &context.app;
    let (now, today) = (app.now(), context.today());
    let scope = scope_of(role, unit.is_some())?;
    app.db
        .write(async |tx| {
            let unit = match unit {
                Some(code) => Some(units::by_code(tx, context.id(), code).await?.ok_or_else(|| unknown_unit(code))?.id),
                None => None,
            };
            let person = match person {
                Some(text) => Some(one_person(tx, context, text).await?.id),
                None => None,
            };
            if accounts::by_login(tx, context.id(), login).await?.is_some() {
                return Err(ServiceError::conflict(
                    "login_taken",
                    format!("nama masuk {login} sudah dipakai; minta kode baru dengan `hadir users code {login}`"),
                    format!("the login {login} is taken; ask for a new code with `hadir users code {login}`"),
                ));
            }
            let account = Account {
                instansi: context.id(),
                id: AccountId(app.system.uuid()),
                login: login.to_owned(),
                password_hash: None,
                person,
                lang: "id".into(),
                state: AccountState::Invited,
                failed_tries: 0,
                locked_until: None,
                created_at: now,
            };
            accounts::add(tx, &account).await?;
            directory::put(tx, context.id(), directory::Key::Login, login).await?;
            let grant = Grant { role, scope, unit, from_on: today, to_on: None, acting: None };
            let row = GrantRow {
                id: app.system.uuid(),
                account: account.id,
                grant,
                granted_by: context.by(),
                granted_at: now,
                reason: None,
            };
            grants::add(tx, context.id(), &row, context.app.system.bytes()).await?;
            Ok(())
        })
        .await
}

async fn block(context: &context::Context, login: &str) -> Result<(), ServiceError> {
    context
        .app
        .db
        .write(async |tx| {
            let account = accounts::by_login(tx, context.id(), login).await?.ok_or_else(|| {
                ServiceError::not_found(
                    "unknown_login",
                    format!("tidak ada akun {login}; lihat `hadir users`"),
                    format!("there is no account {login}; see `hadir users`"),
                )
            })?;
            accounts::set_state(tx, context.id(), account.id, AccountState::Blocked).await?;
            hadir_store::sessions::revoke_all(tx, context.id(), account.id, context.app.now()).await?;
            Ok(())
        })
        .await
}

async fn list(global: &Global) -> Outcome {
    let context = context::open(global).await?;
    let lines = context
        .app
        .db
        .read(async |tx| {
            let given = grants::list(tx, context.id()).await?;
            let mut lines = Vec::new();
            let mut after: Option<String> = None;
            loop {
                let page = accounts::list(tx, context.id(), after.as_deref(), 500).await?;
                let Some(last) = page.last() else { break };
                after = Some(last.login.clone());
                lines.extend(page.iter().map(|account| {
                    Line {
                        login: account.login.clone(),
                        state: account.state.as_str(),
                        roles: given
                            .iter()
                            .filter(|row| row.account == account.id)
                            .map(|row| format!("{}:{}", row.grant.role.as_str(), row.grant.scope.as_str()))
                            .collect(),
                    }
                }));
            }
            Ok(lines)
        })
        .await
        .map_err(|error: ServiceError| context.fail(error))?;
    if context.json {
        return output::json(&serde_json::json!({ "users": lines }));
    }
    let rows: Vec<Vec<String>> =
        lines.into_iter().map(|line| vec![line.login, line.state.to_owned(), line.roles.join(" ")]).collect();
    output::table(&context.lang.pick(["nama masuk", "keadaan", "peran"], ["login", "state", "roles"]), &rows)
}
