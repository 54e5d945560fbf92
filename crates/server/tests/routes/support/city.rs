//! Two governments. The first has two agencies with a unit each and one account for every role; the second
//! exists to see whether anything of it leaks.

use hadir_domain::access::{Grant, Role, Scope};
use hadir_domain::calendar::Week;
use hadir_domain::devices::{Device, PinMapping};
use hadir_domain::ids::{AccountId, DeviceId, InstansiId, PersonId, SiteId, UnitId};
use hadir_domain::people::{EmployeeType, Identifier, IdentifierKind, Person, Post};
use hadir_domain::sites::{Network, Site, Zone};
use hadir_domain::units::{Unit, UnitKind};
use hadir_server::app::App;
use hadir_server::auth::password;
use hadir_server::services::terminals::adopting::{self, Adoption};
use hadir_store::accounts::{self, Account, AccountState};
use hadir_store::devices::DeviceRow;
use hadir_store::grants::{self, GrantRow};
use hadir_store::instansi::{self, Instansi};
use hadir_store::terminals::messages::RowCounts;
use hadir_store::{StoreError, Tx, devices, directory, people, pins, posts, sites, units};
use jiff::civil::date;
use serde_json::json;
use uuid::Uuid;

pub const CITY: InstansiId = InstansiId(1);
pub const OTHER: InstansiId = InstansiId(2);

pub const DISDIK: UnitId = UnitId(Uuid::from_u128(0x101));
pub const SD_1: UnitId = UnitId(Uuid::from_u128(0x102));
pub const DINKES: UnitId = UnitId(Uuid::from_u128(0x103));
pub const PUSKESMAS: UnitId = UnitId(Uuid::from_u128(0x104));
pub const OTHER_UNIT: UnitId = UnitId(Uuid::from_u128(0x201));

pub const SCHOOL: SiteId = SiteId(Uuid::from_u128(0x301));
pub const CLINIC: SiteId = SiteId(Uuid::from_u128(0x302));

/// Serves at the clinic, beside and not below the education office.
pub const DOCTOR: PersonId = PersonId(Uuid::from_u128(0x401));
pub const STRANGER: PersonId = PersonId(Uuid::from_u128(0x402));
pub const STRANGER_NAME: &str = "Rahasia Sekali";

/// The employee's login and password; the others sign in by token only.
pub const SITI: &str = "209901012120012001";
pub const PASSWORD: &str = "laut biru 2099";

/// The name the city is served under.
pub const CITY_HOST: &str = "absensi.kota-contoh.test";

/// The terminal at the school, and what it calls the employee.
pub const TERMINAL: &str = "BWXP209901";
pub const SITI_PIN: &str = "7";

/// The account of a role in the city.
pub fn account_of(role: Role) -> AccountId {
    AccountId(Uuid::from_u128(0x1000 + role as u128))
}

/// The person behind it.
pub fn person_of(role: Role) -> PersonId {
    PersonId(Uuid::from_u128(0x2000 + role as u128))
}

/// The personnel officer of the other government.
pub const OTHER_OFFICER: AccountId = AccountId(Uuid::from_u128(0x3000));

/// Builds both.
pub async fn build(app: &App) {
    let hash = password::hash(&app.system, PASSWORD).unwrap();
    app.db
        .write(async |tx| {
            city(app, tx, hash).await?;
            other(app, tx).await
        })
        .await
        .unwrap();
}

async fn city(app: &App, tx: &mut Tx, hash: String) -> Result<(), StoreError> {
    found(app, tx, CITY, "kota-contoh", "Pemerintah Kota Contoh").await?;
    let tree = [
        (DISDIK, None, UnitKind::Opd, "DISDIK", "Dinas Pendidikan"),
        (SD_1, Some(DISDIK), UnitKind::Unit, "DISDIK-SD1", "SD Negeri 1"),
        (DINKES, None, UnitKind::Opd, "DINKES", "Dinas Kesehatan"),
        (PUSKESMAS, Some(DINKES), UnitKind::Unit, "DINKES-PKM1", "Puskesmas 1"),
    ];
    for (id, parent, kind, code, name) in tree {
        units::add(tx, &Unit { instansi: CITY, id, parent, kind, code: code.into(), name: name.into() }).await?;
    }
    for (id, code) in [(SCHOOL, "SEKOLAH"), (CLINIC, "KLINIK")] {
        sites::add(tx, &site(CITY, id, code)).await?;
    }
    for (number, site) in [(1, SCHOOL), (2, CLINIC)] {
        let device = Device {
            instansi: CITY,
            id: DeviceId(Uuid::from_u128(0x500 + number)),
            serial: format!("BWXP20990{number}"),
            site: Some(site),
            zone: zone(),
            adopted: true,
        };
        devices::add(tx, &device, app.now()).await?;
        directory::put(tx, CITY, directory::Key::Serial, &device.serial).await?;
    }
    directory::put(tx, CITY, directory::Key::Host, CITY_HOST).await?;
    serve(app, tx, CITY, DOCTOR, "dr. Wulan Contoh", "209902022120022002", PUSKESMAS, Some(CLINIC)).await?;
    let pin = PinMapping {
        device: Some(DeviceId(Uuid::from_u128(0x501))),
        site: None,
        pin: SITI_PIN.into(),
        person: person_of(Role::Pegawai),
        from_on: None,
        to_on: None,
    };
    for (place, role) in Role::ALL.iter().enumerate() {
        let unit = if *role == Role::Pegawai { SD_1 } else { DISDIK };
        let name = format!("Contoh {}", role.as_str());
        let nip = if *role == Role::Pegawai { SITI.into() } else { format!("20990101212001200{}", place + 1) };
        serve(app, tx, CITY, person_of(*role), &name, &nip, unit, Some(SCHOOL)).await?;
        let hash = (*role == Role::Pegawai).then(|| hash.clone());
        let login = if *role == Role::Pegawai { SITI } else { role.as_str() };
        sign_up(app, tx, CITY, account_of(*role), login, Some(person_of(*role)), hash).await?;
        match role {
            Role::Pegawai => {}
            Role::Kepala | Role::AdminUnit => grant(app, tx, CITY, account_of(*role), *role, Some(DISDIK)).await?,
            _ => grant(app, tx, CITY, account_of(*role), *role, None).await?,
        }
    }
    pins::add(tx, CITY, &pin).await
}

async fn other(app: &App, tx: &mut Tx) -> Result<(), StoreError> {
    found(app, tx, OTHER, "kabupaten-lain", "Pemerintah Kabupaten Lain").await?;
    let unit = Unit {
        instansi: OTHER,
        id: OTHER_UNIT,
        parent: None,
        kind: UnitKind::Opd,
        code: "RAHASIA".into(),
        name: "Dinas Rahasia".into(),
    };
    units::add(tx, &unit).await?;
    serve(app, tx, OTHER, STRANGER, STRANGER_NAME, "209903032120032909", OTHER_UNIT, None).await?;
    sign_up(app, tx, OTHER, OTHER_OFFICER, "officer-lain", None, None).await?;
    grant(app, tx, OTHER, OTHER_OFFICER, Role::Bkpsdm, None).await
}

async fn found(app: &App, tx: &mut Tx, id: InstansiId, code: &str, name: &str) -> Result<(), StoreError> {
    let instansi = Instansi {
        id,
        code: code.into(),
        name: name.into(),
        region: "99.01".into(),
        zone: zone(),
        week: Week::Five,
        settings: json!({}),
        created_at: app.now(),
    };
    instansi::add(tx, &instansi).await?;
    directory::put(tx, id, directory::Key::Code, code).await
}

#[allow(clippy::too_many_arguments, reason = "a person and a post in one line reads best")]
async fn serve(
    app: &App,
    tx: &mut Tx,
    instansi: InstansiId,
    id: PersonId,
    name: &str,
    nip: &str,
    unit: UnitId,
    site: Option<SiteId>,
) -> Result<(), StoreError> {
    let number = Identifier { kind: IdentifierKind::Nip, value: nip.into(), from_on: None, to_on: None };
    let person =
        Person { instansi, id, name: name.into(), employee_type: EmployeeType::Pns, identifiers: vec![number] };
    people::add(tx, &person, None, app.now()).await?;
    let post = Post {
        person: id,
        unit,
        site,
        title: "Pelaksana".into(),
        rank: Some("III/b".into()),
        heads_unit: false,
        from_on: date(2025, 1, 1),
        to_on: None,
    };
    posts::add(tx, instansi, &post).await
}

async fn sign_up(
    app: &App,
    tx: &mut Tx,
    instansi: InstansiId,
    id: AccountId,
    login: &str,
    person: Option<PersonId>,
    password_hash: Option<String>,
) -> Result<(), StoreError> {
    let account = Account {
        instansi,
        id,
        login: login.into(),
        password_hash,
        person,
        lang: "id".into(),
        state: AccountState::Active,
        failed_tries: 0,
        locked_until: None,
        created_at: app.now(),
    };
    accounts::add(tx, &account).await?;
    directory::put(tx, instansi, directory::Key::Login, login).await
}

/// Gives an account a role from the first day of 2026 on.
pub async fn grant(
    app: &App,
    tx: &mut Tx,
    instansi: InstansiId,
    account: AccountId,
    role: Role,
    unit: Option<UnitId>,
) -> Result<(), StoreError> {
    let scope = if unit.is_some() { Scope::Unit } else { Scope::Instansi };
    let grant = Grant { role, scope, unit, from_on: date(2026, 1, 1), to_on: None, acting: None };
    let row = GrantRow {
        id: app.system.uuid(),
        account,
        grant,
        granted_by: "uji".into(),
        granted_at: app.now(),
        reason: None,
    };
    grants::add(tx, instansi, &row, app.system.bytes()).await
}

fn site(instansi: InstansiId, id: SiteId, code: &str) -> Site {
    Site {
        instansi,
        id,
        code: code.into(),
        name: code.into(),
        zone: zone(),
        place: Some((-5.11, 105.3)),
        radius_m: 100,
        outline: Vec::new(),
        network: Network::Good,
    }
}

fn zone() -> Zone {
    Zone::parse("WIB").unwrap()
}

/// So many more people at the school, each with an account; answers their tokens.
pub async fn crowd(test: &super::TestApp, count: u128) -> Vec<String> {
    let app = &test.app;
    let mut tokens = Vec::new();
    for number in 1..=count {
        let (person, account) =
            (PersonId(Uuid::from_u128(0x5000 + number)), AccountId(Uuid::from_u128(0x6000 + number)));
        let nip = format!("2099010121200130{number:02}");
        app.db
            .write(async |tx| {
                serve(app, tx, CITY, person, &format!("Orang {number}"), &nip, SD_1, Some(SCHOOL)).await?;
                sign_up(app, tx, CITY, account, &nip, Some(person), None).await
            })
            .await
            .unwrap();
        let token = hadir_server::auth::issue_token(app, CITY, account, "uji").await.unwrap();
        tokens.push(token.as_str().to_owned());
    }
    tokens
}

/// Takes a terminal over at the school, as two officers do, with everything it sent before.
pub async fn adopt(test: &super::TestApp, serial: &str) -> (DeviceRow, RowCounts) {
    let app = &test.app;
    let city = app.db.read(async |tx| instansi::get(tx, CITY).await).await.unwrap().unwrap();
    let adoption = Adoption {
        serial: serial.into(),
        zone: zone(),
        site: Some("SEKOLAH".into()),
        name: "Lobi".into(),
        by: "operator".into(),
    };
    let row = app.db.write(async |tx| adopting::adopt_and_ask(tx, app, &city, &adoption).await).await.unwrap();
    let counts = adopting::take_past(app, &city, &row).await.unwrap();
    (row, counts)
}
