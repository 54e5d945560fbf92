//! One account per role, with random passwords kept in a file only its owner can read.

use std::fs::OpenOptions;
use std::io::Write;

use hadir_domain::access::{Grant, Role, Scope};
use hadir_domain::ids::{AccountId, PersonId, UnitId};
use hadir_domain::people::EmployeeType;
use hadir_sim::City;
use hadir_store::accounts::{self, Account, AccountState};
use hadir_store::grants::{self, GrantRow};
use hadir_store::{StoreError, directory};
use jiff::civil::Date;

use super::super::error::ServiceError;
use crate::app::App;
use crate::auth::password;

/// Letters of a password: none that look alike.
const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz23456789A";

/// The file beside the database.
const FILE: &str = "demo-logins.txt";

/// A login of the demo city.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoLogin {
    /// The role it shows.
    pub role: String,
    /// The login.
    pub login: String,
    /// The password.
    pub password: String,
}

/// Makes the accounts and writes the file.
pub(super) async fn create(app: &App, city: &City, today: Date) -> Result<(), ServiceError> {
    let mut made = Vec::new();
    for role in Role::ALL {
        made.push((make(app, role.as_str(), *role)?, holder(city, *role)));
    }
    // What wants four eyes wants a second officer.
    let second = people_of(city, &["Kepegawaian"]).nth(1);
    made.push((make(app, "bkpsdm_2", Role::Bkpsdm)?, (second, Scope::Instansi, None)));
    let now = app.now();
    app.db
        .write(async |tx| {
            for ((login, hash, role), (person, scope, unit)) in &made {
                let account = Account {
                    instansi: city.instansi,
                    id: AccountId(app.system.uuid()),
                    login: login.login.clone(),
                    password_hash: Some(hash.clone()),
                    person: *person,
                    lang: "id".into(),
                    state: AccountState::Active,
                    failed_tries: 0,
                    locked_until: None,
                    created_at: now,
                };
                accounts::add(tx, &account).await?;
                directory::put(tx, city.instansi, directory::Key::Login, &login.login).await?;
                // Everybody sees their own days beside what the role gives.
                let mut given = vec![(*role, *scope, *unit)];
                if *role != Role::Pegawai && person.is_some() {
                    given.push((Role::Pegawai, Scope::Own, None));
                }
                for (role, scope, unit) in given {
                    let row = GrantRow {
                        id: app.system.uuid(),
                        account: account.id,
                        grant: Grant { role, scope, unit, from_on: today, to_on: None, acting: None },
                        granted_by: "demo".into(),
                        granted_at: now,
                        reason: None,
                    };
                    grants::add(tx, city.instansi, &row, app.system.bytes()).await?;
                }
            }
            Ok::<_, StoreError>(())
        })
        .await?;
    write(app, made.iter().map(|((login, _, _), _)| login)).map_err(ServiceError::fault)
}

fn make(app: &App, name: &str, role: Role) -> Result<(DemoLogin, String, Role), ServiceError> {
    let password: String =
        app.system.bytes::<14>().iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect();
    let hash = password::hash(&app.system, &password).map_err(ServiceError::fault)?;
    let login = DemoLogin { role: name.into(), login: name.into(), password };
    Ok((login, hash, role))
}

/// Who holds the role in the city, how far it reaches and over which unit.
fn holder(city: &City, role: Role) -> (Option<PersonId>, Scope, Option<UnitId>) {
    // The head and the officer of one busy OPD, so that their board has something to show.
    let opd = city.units.iter().filter(|unit| unit.parent.is_none()).find(|unit| unit.name.contains("Kesehatan"));
    let opd = opd.or_else(|| city.units.iter().find(|unit| unit.parent.is_none()));
    let in_opd = |heads: bool| {
        let post = city.posts.iter().find(|post| Some(post.unit) == opd.map(|opd| opd.id) && post.heads_unit == heads);
        post.or_else(|| city.posts.first()).map(|post| post.person)
    };
    // Somebody who serves below that head in an office with ordinary hours, so that the two can show a request.
    let office = |id: UnitId| {
        let below = |name: &str| name.starts_with("Bidang") || name.starts_with("Sekretariat");
        city.units.iter().any(|unit| unit.id == id && unit.parent == opd.map(|opd| opd.id) && below(&unit.name))
    };
    let serves =
        |person: PersonId| city.posts.iter().any(|post| post.person == person && !post.heads_unit && office(post.unit));
    let of_type = |career: bool| {
        let mut people = city.people.iter().filter(|person| serves(person.id));
        people.find(|person| !career || person.employee_type == EmployeeType::Pns).map(|person| person.id)
    };
    let employee = of_type(true).or_else(|| of_type(false));
    match role {
        Role::Pegawai => (employee.or_else(|| in_opd(false)), Scope::Own, None),
        Role::Kepala => (in_opd(true), Scope::Unit, opd.map(|opd| opd.id)),
        Role::AdminUnit => (None, Scope::Unit, opd.map(|opd| opd.id)),
        // Who decides on people is a person: nobody may decide on their own record.
        Role::Bkpsdm => (people_of(city, &["Kepegawaian"]).next(), Scope::Instansi, None),
        Role::Pimpinan => (people_of(city, &["Sekretariat Daerah"]).next(), Scope::Instansi, None),
        _ => (None, Scope::Instansi, None),
    }
}

/// People of the first OPD whose name holds one of these words, else of the last OPD, in the order of their posts.
fn people_of<'a>(city: &'a City, words: &[&str]) -> impl Iterator<Item = PersonId> + use<'a> {
    let opds = || city.units.iter().filter(|unit| unit.parent.is_none());
    let named = words.iter().find_map(|word| opds().find(|unit| unit.name.contains(word)));
    let opd = named.or_else(|| opds().next_back()).map(|unit| unit.id);
    city.posts.iter().filter(move |post| Some(post.unit) == opd).map(|post| post.person)
}

fn write<'a>(app: &App, logins: impl Iterator<Item = &'a DemoLogin>) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let mut file = options.open(app.data().join(FILE))?;
    for login in logins {
        writeln!(file, "{}\t{}\t{}", login.role, login.login, login.password)?;
    }
    file.sync_all()
}

/// The logins of this data folder's demo city.
///
/// # Errors
///
/// When the file is gone.
pub fn logins(app: &App) -> std::io::Result<Vec<DemoLogin>> {
    let text = std::fs::read_to_string(app.data().join(FILE))?;
    Ok(text
        .lines()
        .filter_map(|line| {
            let mut parts = line.splitn(3, '\t').map(str::to_owned);
            Some(DemoLogin { role: parts.next()?, login: parts.next()?, password: parts.next()? })
        })
        .collect())
}
