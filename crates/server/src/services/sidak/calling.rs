//! Begins a sidak: freezes who is on its roster and what the records say of them, keeps it sealed, and tells everybody.

use std::collections::{BTreeMap, BTreeSet};

use hadir_domain::audit::{Key, Seed, draw, population_hash};
use hadir_domain::ids::{PersonId, UnitId};
use hadir_domain::notices::NoticeKind;
use hadir_domain::people::EmployeeType;
use hadir_domain::punches::Source;
use hadir_domain::sidak::{Expected, Reach, SidakCall};
use hadir_domain::units::{Unit, UnitKind, subtree};
use hadir_store::acts::{self, Act, ActKind};
use hadir_store::instansi::Instansi;
use hadir_store::{StoreError, people, phones, units};
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::content::{Begun, Called, Drawn, Question, what};
use super::rule;
use crate::app::App;
use crate::auth::caller::path;
use crate::services::act_refusals::{id_taken, raced};
use crate::services::board::{self, State};
use crate::services::cross_checking::heads;
use crate::services::error::ServiceError;
use crate::services::judging::{self, PersonDays};
use crate::services::noticing::telling::{self, Word};
use crate::services::roster_desk::Officer;
use crate::services::sources::Ears;

/// People told in one transaction, so that answers are not held up behind them.
const TOLD_AT_ONCE: usize = 250;

/// What a sample is drawn of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SampleOf {
    /// Offices.
    Units,
    /// People.
    People,
}

/// A sidak on its way in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSidak {
    /// Its key, made by whoever calls.
    pub id: Uuid,
    /// Its name.
    pub title: String,
    /// Its legal basis.
    pub basis: String,
    /// Minutes to answer.
    pub minutes: u16,
    /// Minutes for heads.
    pub head_minutes: u16,
    /// The units, each with all below; all where none is named.
    pub units: Vec<UnitId>,
    /// A random sample among them, with its size.
    pub sample: Option<(SampleOf, u32)>,
    /// The questions.
    pub agenda: Vec<String>,
    /// A video room.
    pub video_url: Option<String>,
}

/// Begins a sidak. Sent again with the same key it changes nothing.
///
/// # Errors
///
/// `nobody_due` when nobody of the roster is due now, `sidak_open` while another calls the same offices, `id_taken`.
pub async fn begin(
    app: &App,
    instansi: &Instansi,
    officer: Officer<'_>,
    new: &NewSidak,
) -> Result<Begun, ServiceError> {
    if let Some(there) = app.db.read(async |tx| acts::get(tx, instansi.id, new.id).await).await? {
        let same = there.kind == ActKind::Sidak && there.what == what::BEGUN && there.by_login == officer.login;
        if !same {
            return Err(id_taken());
        }
        let begun: Begun = there.read()?;
        return if begun.title == new.title { Ok(begun) } else { Err(id_taken()) };
    }
    let on = app.today(instansi);
    rule(app, instansi, on)?;
    let now = app.now();
    let all = app.db.read(async |tx| units::list(tx, instansi.id).await).await?;
    let (calls, sample) = roster(app, instansi, &all, new, now).await?;
    if !calls.iter().any(|call| call.expected.is_called()) {
        return Err(ServiceError::conflict(
            "nobody_due",
            "Saat ini tidak ada pegawai yang wajib bertugas di unit yang dipilih. Pilih unit lain, atau mulai pada jam kerja.",
            "Nobody of the units chosen is due now. Choose others, or begin in working hours.",
        ));
    }
    let after = |minutes: u16| now.checked_add(SignedDuration::from_mins(i64::from(minutes))).unwrap_or(now);
    let agenda = new.agenda.iter().zip(1..).map(|(text, id)| Question { id, text: text.clone() });
    let begun = Begun {
        title: new.title.clone(),
        basis: new.basis.clone(),
        started_at: now,
        ends_at: after(new.minutes),
        head_until: after(new.head_minutes.max(new.minutes)),
        units: new.units.clone(),
        sample,
        agenda: agenda.collect(),
        video_url: new.video_url.clone(),
        roster: u32::try_from(calls.len()).unwrap_or(u32::MAX),
        roster_hash: roster_hash(&calls),
    };
    let act = |id: Uuid, ordinal, word: &str, unit, person, content| Act {
        id,
        subject: new.id,
        ordinal,
        kind: ActKind::Sidak,
        what: word.to_owned(),
        unit,
        person,
        on,
        content,
        by_login: officer.login.to_owned(),
        by_person: officer.person,
        received_at: now,
    };
    let content = serde_json::to_value(&begun).map_err(ServiceError::fault)?;
    let mut rows = vec![act(new.id, Some(0), what::BEGUN, None, None, content)];
    for call in &calls {
        let called = Called { expected: call.expected, reach: call.reach, group: call.group };
        let content = serde_json::to_value(called).map_err(ServiceError::fault)?;
        rows.push(act(app.system.uuid(), None, what::CALL, Some(call.unit), Some(call.person), content));
    }
    app.db.write(async |tx| acts::add(tx, instansi.id, &rows, || app.system.bytes()).await).await.map_err(raced)?;
    let (app, instansi, told, id) = (app.clone(), instansi.clone(), begun.clone(), new.id);
    // Whoever called need not wait until the last notice is written; the board is open already.
    tokio::spawn(async move {
        if let Err(error) = tell(&app, &instansi, id, &told, &calls).await {
            tracing::warn!(code = error.code, "not everybody could be told of a sidak: {error}");
        }
    });
    Ok(begun)
}

/// SHA-256 over the sorted lines `person expected`.
fn roster_hash(calls: &[SidakCall]) -> String {
    let mut lines: Vec<String> =
        calls.iter().map(|call| format!("{} {}\n", call.person, call.expected.as_str())).collect();
    lines.sort();
    hex::encode(Sha256::digest(lines.concat()))
}

async fn roster(
    app: &App,
    instansi: &Instansi,
    all: &[Unit],
    new: &NewSidak,
    now: Timestamp,
) -> Result<(Vec<SidakCall>, Option<Drawn>), ServiceError> {
    let on = app.today(instansi);
    let mut drawn = None;
    let mut chosen: Option<BTreeSet<UnitId>> =
        (!new.units.is_empty()).then(|| new.units.iter().flat_map(|unit| subtree(all, *unit)).collect());
    if let Some((SampleOf::Units, size)) = new.sample {
        let within =
            |unit: &&Unit| unit.kind == UnitKind::Opd && chosen.as_ref().is_none_or(|chosen| chosen.contains(&unit.id));
        let keys = all.iter().filter(within).map(|unit| Key { stratum: String::new(), text: unit.code.clone() });
        let (codes, how) = pick(app, keys.collect(), size, "units");
        let roots = all.iter().filter(|unit| codes.contains(&unit.code)).map(|unit| unit.id);
        chosen = Some(roots.flat_map(|root| subtree(all, root)).collect());
        drawn = Some(how);
    }
    let wanted: Option<Vec<UnitId>> = chosen.map(|chosen| chosen.into_iter().collect());
    let people = judging::people_of_units(app, instansi, wanted.as_deref(), on).await?;
    let judged = judging::judge_at(app, instansi, &people, on, on, now).await?;
    let (with_phone, known) = app
        .db
        .read(async |tx| {
            let known = people::get_many(tx, instansi.id, &people).await?;
            Ok::<_, StoreError>((phones::with_active(tx, instansi.id).await?, known))
        })
        .await?;
    let groups: BTreeMap<PersonId, EmployeeType> =
        known.into_iter().map(|person| (person.id, person.employee_type)).collect();
    let ears = Ears::load(app, instansi, now).await?;
    let mut calls: Vec<SidakCall> = judged
        .people
        .iter()
        .filter_map(|person| {
            Some(SidakCall {
                person: person.person,
                unit: person.unit.as_ref()?.id,
                group: *groups.get(&person.person)?,
                expected: expected(person, &ears, now)?,
                reach: reach(person, with_phone.contains(&person.person)),
            })
        })
        .collect();
    if let Some((SampleOf::People, size)) = new.sample {
        let due = calls.iter().filter(|call| call.expected.is_called());
        let keys = due.map(|call| Key { stratum: opd_code(all, call.unit), text: call.person.to_string() });
        let (picked, how) = pick(app, keys.collect(), size, "people");
        calls.retain(|call| picked.contains(&call.person.to_string()));
        drawn = Some(how);
    }
    calls.sort_by_key(|call| (call.unit, call.person));
    Ok((calls, drawn))
}

fn pick(app: &App, keys: Vec<Key>, size: u32, of: &str) -> (BTreeSet<String>, Drawn) {
    let seed = Seed(app.system.bytes());
    let sample = draw(&keys, &seed, size as usize, true);
    let picked: BTreeSet<String> = sample.drawn.iter().map(|one| one.key.clone()).collect();
    let drawn = Drawn {
        of: of.to_owned(),
        size: u32::try_from(picked.len()).unwrap_or(u32::MAX),
        population: keys.len() as u64,
        population_hash: hex::encode(population_hash(&keys)),
        seed: seed.hex(),
    };
    (picked, drawn)
}

/// The code of the OPD a unit belongs to.
fn opd_code(all: &[Unit], unit: UnitId) -> String {
    office_of(all, unit).map(|opd| opd.code.clone()).unwrap_or_default()
}

/// The OPD a unit belongs to; the topmost unit above it where none is one.
pub fn office_of(all: &[Unit], unit: UnitId) -> Option<&Unit> {
    let above = path(all, unit);
    let mut units = above.iter().filter_map(|id| all.iter().find(|unit| unit.id == *id));
    units.clone().find(|unit| unit.kind == UnitKind::Opd).or_else(|| units.next_back())
}

fn expected(person: &PersonDays, ears: &Ears, now: Timestamp) -> Option<Expected> {
    let day = person.days.first()?;
    let over = day
        .plan
        .duty
        .as_ref()
        .and_then(|duty| person.records.zone.to_ambiguous_timestamp(duty.ends).compatible().ok())
        .is_some_and(|ends| ends <= now);
    Some(match board::state_of(day, person, ears, now) {
        State::Libur => Expected::Off,
        State::Berizin => Expected::Excused,
        State::BelumWaktunya => Expected::NotYet,
        _ if over => Expected::NotYet,
        State::DiLuarTempat => Expected::Elsewhere,
        State::Terlambat => Expected::DueLate,
        State::Hadir | State::BelumHadir | State::BelumTerdengar => Expected::Due,
    })
}

fn reach(person: &PersonDays, has_phone: bool) -> Reach {
    let machine = || person.records.listeners.iter().any(|listener| listener.source == Source::Machine);
    match (has_phone, machine()) {
        (true, _) => Reach::Phone,
        (false, true) => Reach::Machine,
        (false, false) => Reach::Roll,
    }
}

async fn tell(
    app: &App,
    instansi: &Instansi,
    id: Uuid,
    begun: &Begun,
    calls: &[SidakCall],
) -> Result<(), ServiceError> {
    let zone = instansi.zone.time_zone();
    let clock = |at: Timestamp| {
        let local = zone.to_datetime(at);
        (local.strftime("%H.%M").to_string(), local.strftime("%H:%M").to_string())
    };
    let (until, until_en) = clock(begun.ends_at);
    let called = Word::new(
        NoticeKind::SidakCalled,
        format!("sidak {id}"),
        "/sidak",
        ("Sidak: tunjukkan Anda hadir", "A sidak: show that you are here"),
        (
            format!("Tekan satu tombol sebelum {until}. Tanpa sinyal pun bisa; terkirim nanti."),
            format!("Press one button by {until_en}. It works without signal and is sent later."),
        ),
    );
    let (heads_until, heads_en) = clock(begun.head_until);
    let asked = Word::new(
        NoticeKind::SidakAsked,
        format!("sidak head {id}"),
        &format!("/sidak/head?id={id}"),
        ("Sidak: isi daftar hadir unit dan agenda", "A sidak: attest your unit and answer the agenda"),
        (format!("Paling lambat {heads_until}."), format!("By {heads_en}.")),
    );
    let units: BTreeSet<UnitId> = calls.iter().map(|call| call.unit).collect();
    app.db
        .write(async |tx| {
            let all = units::list(tx, instansi.id).await?;
            let above: BTreeSet<UnitId> = units.iter().flat_map(|unit| path(&all, *unit)).collect();
            let leads = heads::leads(tx, instansi.id, app.today(instansi)).await?;
            let carriers = above.iter().flat_map(|unit| heads::carriers(&leads, *unit));
            let accounts: BTreeSet<_> = carriers.map(|lead| lead.account).collect();
            telling::accounts(tx, app, instansi, &accounts.into_iter().collect::<Vec<_>>(), &asked).await
        })
        .await?;
    let people: Vec<PersonId> = calls
        .iter()
        .filter(|call| call.expected.is_called() && call.reach == Reach::Phone)
        .map(|call| call.person)
        .collect();
    for some in people.chunks(TOLD_AT_ONCE) {
        app.db.write(async |tx| telling::people(tx, app, instansi, some, &called).await).await?;
    }
    Ok(())
}
