//! Notes who looked at somebody's records, and says it to that person in words.

use std::collections::{BTreeSet, HashMap};

use hadir_domain::access::Role;
use hadir_domain::ids::{InstansiId, PersonId};
use hadir_store::access_log::{self, Look};
use hadir_store::{StoreError, Tx, accounts, grants, people, posts, units};
use jiff::SignedDuration;
use jiff::civil::Date;

use crate::app::App;
use crate::auth::Caller;

/// Reading on within this time is one look.
const ONE_LOOK: SignedDuration = SignedDuration::from_hours(1);

/// Notes that a caller looks at a person's records, unless they are their own.
///
/// What cannot be noted is not shown: the answer waits for it.
///
/// # Errors
///
/// When the database refuses.
pub async fn note(app: &App, caller: &Caller, person: PersonId, what: &str, detail: String) -> Result<(), StoreError> {
    if caller.account.person == Some(person) {
        return Ok(());
    }
    note_as(app, caller.id(), &caller.by, person, what, detail).await
}

/// The same for somebody at the console.
///
/// # Errors
///
/// When the database refuses.
pub async fn note_as(
    app: &App,
    instansi: InstansiId,
    by_login: &str,
    person: PersonId,
    what: &str,
    detail: String,
) -> Result<(), StoreError> {
    let now = app.now();
    let look =
        Look { id: app.system.uuid(), at: now, by_login: by_login.to_owned(), person, what: what.to_owned(), detail };
    let since = now.saturating_sub(ONE_LOOK).unwrap_or(now);
    if app.db.read(async |tx| access_log::noted_since(tx, instansi, &look, since).await).await? {
        return Ok(());
    }
    app.db.write(async |tx| access_log::add(tx, instansi, &look).await).await
}

/// Who stands behind a login.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Who {
    /// The person's name, or what the login is.
    pub name: Option<String>,
    /// The unit they serve in.
    pub office: Option<String>,
    /// What the account is trusted as.
    pub roles: Vec<Role>,
}

/// Who stands behind logins, as of a day.
///
/// # Errors
///
/// When the database refuses.
pub async fn who(
    tx: &mut Tx,
    instansi: InstansiId,
    logins: impl IntoIterator<Item = &str>,
    today: Date,
) -> Result<HashMap<String, Who>, StoreError> {
    let mut found = HashMap::new();
    let all_units = units::list(tx, instansi).await?;
    for login in logins.into_iter().collect::<BTreeSet<_>>() {
        let mut who = Who::default();
        if let Some(account) = accounts::by_login(tx, instansi, login).await? {
            let granted = grants::of_account(tx, instansi, account.id).await?;
            let roles: BTreeSet<Role> =
                granted.iter().filter(|row| row.grant.holds_on(today)).map(|row| row.grant.role).collect();
            who.roles = roles.into_iter().collect();
            if let Some(person) = account.person {
                who.name = people::get(tx, instansi, person).await?.map(|person| person.name);
                let serves = posts::of_people(tx, instansi, &[person]).await?;
                let unit = serves.iter().find(|post| post.holds_on(today)).map(|post| post.unit);
                who.office = all_units.iter().find(|one| Some(one.id) == unit).map(|unit| unit.name.clone());
            }
        }
        found.insert(login.to_owned(), who);
    }
    Ok(found)
}

/// What was looked at, in both languages.
pub fn in_words(look: &Look) -> (String, String) {
    let detail = &look.detail;
    match look.what.as_str() {
        "days" => (format!("membuka kehadiran bulan {detail}"), format!("opened the month {detail}")),
        "explain" => (format!("membuka perincian tanggal {detail}"), format!("opened the day {detail} in detail")),
        "allowance" => (format!("membuka hitungan TPP {detail}"), format!("opened the allowance of {detail}")),
        "punches" => (format!("membaca daftar rekaman {detail}"), format!("read the list of punches {detail}")),
        "cross_check" => {
            (format!("membuka daftar cek silang tanggal {detail}"), format!("opened the cross-check of {detail}"))
        }
        "first_day" => (
            format!("membuka nama pada pantauan hari pertama {detail}"),
            format!("opened names of the watched day {detail}"),
        ),
        "day_roll" => {
            (format!("membuka daftar hadir kepala tanggal {detail}"), format!("opened a head's roll of {detail}"))
        }
        "discrepancy" => (format!("membuka selisih tanggal {detail}"), format!("opened the discrepancy of {detail}")),
        "visit" => (format!("membuka hasil kunjungan tanggal {detail}"), format!("opened the visit of {detail}")),
        "doubt" => (format!("membuka perkara keraguan {detail}"), format!("opened the case of doubt {detail}")),
        "follow_up" => (
            format!("membuka permintaan penjelasan tanggal {detail}"),
            format!("opened the explanation asked for of {detail}"),
        ),
        "discipline_case" => {
            (format!("membuka perkara disiplin tanggal {detail}"), format!("opened the discipline case of {detail}"))
        }
        "pay_stop" => {
            (format!("membuka penghentian gaji tanggal {detail}"), format!("opened the stop of pay of {detail}"))
        }
        "reprimand" => (format!("membuka teguran tanggal {detail}"), format!("opened the reprimand of {detail}")),
        "reprimands" => {
            ("melihat jumlah teguran sebelumnya".into(), "saw how many reprimands there were before".into())
        }
        "photo" => ("melihat foto rekaman".into(), "saw the photo of a punch".into()),
        "location" => (format!("melihat lokasi rekaman {detail}"), format!("saw the position of a punch {detail}")),
        "code" => (
            format!("mencetak kode pendaftaran baru untuk akun Anda: {detail}"),
            format!("printed a new enrolment code for your account: {detail}"),
        ),
        "paper" | "papers" | "file" => (format!("membuka surat {detail}"), format!("opened a paper {detail}")),
        _ => (detail.clone(), detail.clone()),
    }
}
