//! The one-time link by which an empty server becomes somebody's.

use anyhow::Context;
use axum::http::StatusCode;
use hadir_domain::access::{Grant, Role, Scope};
use hadir_domain::calendar::Week;
use hadir_domain::ids::{AccountId, InstansiId, PersonId};
use hadir_domain::people::{EmployeeType, Identifier, IdentifierKind, Nip, Person};
use hadir_domain::sites::Zone;
use hadir_store::accounts::{self, Account, AccountState};
use hadir_store::grants::{self, GrantRow};
use hadir_store::instansi::{self, Instansi};
use hadir_store::sessions::SessionKind;
use hadir_store::{StoreError, Tx, directory, people, setup};
use jiff::{SignedDuration, Timestamp};

use super::login::From;
use super::session::{self, Token};
use crate::app::App;
use crate::error::ApiError;
use crate::http::Web;
use crate::routes::info::is_set_up;

/// How long a link opens.
pub const VALID: SignedDuration = SignedDuration::from_hours(24);

/// Makes a set-up link's token; it is stored only as a keyed hash. Answers `None` when the server is somebody's
/// already. The link is `<address>/desk/setup/<token>`.
///
/// # Errors
///
/// When the database does not answer.
pub async fn issue_setup(app: &App) -> anyhow::Result<Option<String>> {
    let token = hex::encode(app.system.bytes::<20>());
    let hash = hash(app, &token);
    let until = app.now().checked_add(VALID).context("the clock is at the end of time")?;
    let issued = app
        .db
        .write(async |tx| {
            if place(tx).await? == Place::Taken {
                return Ok::<_, StoreError>(false);
            }
            setup::add_link(tx, &hash, until).await?;
            Ok(true)
        })
        .await?;
    Ok(issued.then_some(token))
}

/// Whether a link still opens.
///
/// # Errors
///
/// 410 when it was used, is too old or never was one.
pub async fn check(app: &App, token: &str) -> Result<(), ApiError> {
    let (hash, now) = (hash(app, token), app.now());
    let open = app
        .db
        .read(async |tx| Ok::<_, StoreError>(setup::is_open(tx, &hash, now).await? && place(tx).await? != Place::Taken))
        .await?;
    if open { Ok(()) } else { Err(gone()) }
}

/// What a set-up says, read and checked.
#[derive(Debug, Clone)]
pub struct NewInstansi {
    /// Name as printed.
    pub name: String,
    /// Short code.
    pub code: String,
    /// Region code.
    pub region: String,
    /// Zone where no site says otherwise.
    pub zone: Zone,
    /// Five or six days.
    pub week: Week,
    /// Name of the first officer.
    pub officer_name: String,
    /// Login of the first officer, normalised.
    pub officer_login: String,
    /// Their NIP.
    pub officer_nip: Option<Nip>,
    /// Their password.
    pub password: String,
}

/// Uses a link up: names the instansi, makes its first officer, begins their session.
///
/// # Errors
///
/// 410 when the link does not open, 409 when code or login are taken.
pub async fn set_up(web: &Web, token: &str, new: NewInstansi, from: &From) -> Result<(Token, Account), ApiError> {
    let app = &web.app;
    web.doors.backoff.admit_address(from.client.address).map_err(ApiError::too_many_tries)?;
    check(app, token).await?;
    let hash = hash(app, token);
    let password_hash = web.doors.passwords.hash(new.password.clone()).await?;
    let now = app.now();
    let (person_id, account_id, grant_ids) =
        (app.system.uuid(), app.system.uuid(), [app.system.uuid(), app.system.uuid()]);

    app.db
        .write(async |tx| {
            if !setup::use_link(tx, &hash, now).await? {
                return Err(gone());
            }
            let instansi = match place(tx).await? {
                Place::Taken => return Err(gone()),
                Place::Free => add_instansi(tx, &new, now).await?,
                Place::Unnamed(there) => name_instansi(tx, there, &new).await?,
            };
            let person = officer(&instansi, PersonId(person_id), &new);
            people::add(tx, &person, None, now).await.map_err(taken)?;
            let account = Account {
                instansi: instansi.id,
                id: AccountId(account_id),
                login: new.officer_login.clone(),
                password_hash: Some(password_hash),
                person: Some(person.id),
                lang: "id".into(),
                state: AccountState::Active,
                failed_tries: 0,
                locked_until: None,
                created_at: now,
            };
            directory::put(tx, instansi.id, directory::Key::Login, &account.login).await.map_err(taken)?;
            accounts::add(tx, &account).await.map_err(taken)?;
            let from_on = instansi.date_of(now);
            for (id, role) in grant_ids.into_iter().zip([Role::Bkpsdm, Role::Operator]) {
                let grant = Grant { role, scope: Scope::Instansi, unit: None, from_on, to_on: None, acting: None };
                let granted_by = "penyiapan".to_owned();
                let row = GrantRow { id, account: account.id, grant, granted_by, granted_at: now, reason: None };
                grants::add(tx, instansi.id, &row, app.system.bytes()).await?;
            }
            let token = Token::new(&app.system, instansi.id);
            session::begin(tx, &token, account.id, SessionKind::Browser, &from.agent, now).await?;
            Ok((token, account))
        })
        .await
}

#[derive(Debug, PartialEq)]
enum Place {
    /// Nothing there.
    Free,
    /// A command made an instansi that nobody named yet.
    Unnamed(Box<Instansi>),
    /// Somebody's.
    Taken,
}

async fn place(tx: &mut Tx) -> Result<Place, StoreError> {
    let mut all = instansi::all(tx).await?;
    Ok(match (all.pop(), all.is_empty()) {
        (None, _) => Place::Free,
        (Some(only), true) if !is_set_up(&only) => Place::Unnamed(Box::new(only)),
        _ => Place::Taken,
    })
}

async fn add_instansi(tx: &mut Tx, new: &NewInstansi, now: Timestamp) -> Result<Instansi, ApiError> {
    let instansi = Instansi {
        id: InstansiId(1),
        code: new.code.clone(),
        name: new.name.clone(),
        region: new.region.clone(),
        zone: new.zone.clone(),
        week: new.week,
        settings: serde_json::json!({}),
        created_at: now,
    };
    instansi::add(tx, &instansi).await.map_err(taken)?;
    directory::put(tx, instansi.id, directory::Key::Code, &instansi.code).await.map_err(taken)?;
    Ok(instansi)
}

/// The code a command gave stays: tokens, files and addresses may name it already.
async fn name_instansi(tx: &mut Tx, there: Box<Instansi>, new: &NewInstansi) -> Result<Instansi, ApiError> {
    let mut settings = there.settings.clone();
    if let Some(settings) = settings.as_object_mut() {
        settings.remove("set_up");
    }
    let named = Instansi {
        name: new.name.clone(),
        region: new.region.clone(),
        zone: new.zone.clone(),
        week: new.week,
        settings,
        ..*there
    };
    instansi::change(tx, &named).await?;
    Ok(named)
}

fn officer(instansi: &Instansi, id: PersonId, new: &NewInstansi) -> Person {
    let number = |nip: &Nip| Identifier {
        kind: IdentifierKind::Nip,
        value: nip.as_str().to_owned(),
        from_on: None,
        to_on: None,
    };
    Person {
        instansi: instansi.id,
        id,
        name: new.officer_name.clone(),
        employee_type: if new.officer_nip.is_some() { EmployeeType::Pns } else { EmployeeType::NonAsn },
        identifiers: new.officer_nip.iter().map(number).collect(),
    }
}

fn hash(app: &App, token: &str) -> [u8; 32] {
    app.keys.hash("set-up link", token)
}

fn gone() -> ApiError {
    ApiError::new(
        StatusCode::GONE,
        "setup_link_gone",
        "Tautan penyiapan ini tidak berlaku: sudah dipakai, lewat 24 jam, atau server sudah disiapkan.",
        "This set-up link does not hold: it was used, is over 24 hours old, or the server is set up already.",
    )
}

fn taken(error: StoreError) -> ApiError {
    match error {
        StoreError::Conflict(_) => ApiError::conflict(
            "taken",
            "Kode, nama masuk atau NIP itu sudah dipakai.",
            "That code, login or NIP is taken already.",
        ),
        other => other.into(),
    }
}
