//! Keeping a roll as its head sends it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use hadir_domain::access::{AccessFilter, Action};
use hadir_domain::day_rolls::{RollWord, may_attest};
use hadir_domain::first_days::Known;
use hadir_domain::ids::{PersonId, UnitId};
use hadir_store::StoreError;
use hadir_store::acts::{self, Act, ActKind};
use jiff::civil::Date;
use uuid::Uuid;

use super::receipt::{self, hash_of, signed_bytes};
use super::{Field, ROLL, ROW, RollContent, RollDuty, RowContent, of_day};
use crate::app::App;
use crate::auth::Caller;
use crate::services::act_refusals::id_taken;
use crate::services::board::gathering;
use crate::services::cross_checking::heads;
use crate::services::error::ServiceError;
use crate::services::first_days;
use crate::services::punching::receipt::Signers;

/// How many days after its day a roll is still taken.
const MOST_DAYS_LATE: i32 = 7;

/// A roll to keep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRoll {
    /// Made by the phone.
    pub id: Uuid,
    /// The day.
    pub on: Date,
    /// The unit; none for heads whom nobody leads.
    pub unit: Option<UnitId>,
    /// What is said of whom.
    pub rows: Vec<NewRow>,
}

/// What is said of one person.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct NewRow {
    /// Who.
    pub person: PersonId,
    /// The word.
    pub word: RollWord,
    /// A remark; may be empty.
    pub note: String,
}

/// Keeps a roll and answers it, and whether it is new. Sent again with the same content it changes nothing.
///
/// # Errors
///
/// `id_taken`, `wrong_day`, `no_rule`, `unknown_roll`, `not_your_roll`, `own_record`, `not_on_roll`, `person_twice`,
/// `no_flexible_day`.
pub async fn send(
    app: &App,
    signers: &Signers,
    caller: &Caller,
    new: &NewRoll,
) -> Result<(receipt::DayRollReceipt, bool), ServiceError> {
    let instansi = &caller.instansi;
    let now = app.now();
    let (known, field, rolls) = app
        .db
        .read(async |tx| {
            let known = acts::of_subject(tx, instansi.id, new.id).await?;
            let field = Field::load(tx, instansi.id, new.on).await?;
            Ok::<_, StoreError>((known, field, of_day(tx, instansi.id, new.on, now).await?))
        })
        .await?;
    let unit_code = match new.unit {
        None => "-".to_owned(),
        Some(id) => field.units.iter().find(|unit| unit.id == id).map(|unit| unit.code.clone()).ok_or_else(unknown)?,
    };
    let name = field.units.iter().find(|unit| Some(unit.id) == new.unit).map(|unit| unit.name.clone());
    let name = name.unwrap_or_else(|| HEADS.to_owned());
    if let Some(there) = same(&known, caller, new)? {
        return Ok((receipt::of(instansi, &name, there)?, false));
    }
    check_day(caller, new.on)?;
    let rule = app.packs_of(instansi).first_days(instansi.region_code(), new.on).ok_or_else(|| {
        ServiceError::bad(
            "no_rule",
            "Paket aturan belum mencakup hari itu. Hubungi BKPSDM.",
            "No rule pack covers that day. Ask BKPSDM.",
        )
    })?;
    let watch = first_days::watch_of(app, instansi, new.on).await?;
    let duties = field.duties(&rolls)?;
    let duty = duties.iter().find(|duty| duty.unit == new.unit).ok_or_else(unknown)?;
    if !may_send(caller, &field, duty) {
        return Err(ServiceError::forbidden(
            "not_your_roll",
            "Daftar ini diisi kepala unitnya atau atasannya. Hubungi kepala unit itu.",
            "This roll is its head's to send, or the superior's. Ask the head of the unit.",
        ));
    }
    check_rows(caller, duty, &new.rows, watch.as_ref().is_some_and(first_days::Watch::is_flexible))?;

    let units = duty_units(&field, duty);
    let gathered = gathering::gather(app, instansi, units.as_deref(), new.on, now).await?;
    let knew: HashMap<PersonId, Known> = gathered.people.iter().map(|one| (one.person, one.known)).collect();
    let knew_of = |person: PersonId| knew.get(&person).copied().unwrap_or(Known::Unheard);
    let said: BTreeSet<PersonId> = new.rows.iter().map(|row| row.person).collect();
    let open = |known: Known| matches!(known, Known::NotYetIn | Known::Unheard);
    let due_at =
        watch.as_ref().map_or_else(|| first_days::due_at(instansi, new.on, &rule, None), |watch| watch.course.due_at);
    let lines: Vec<(PersonId, RollWord, &str)> =
        new.rows.iter().map(|row| (row.person, row.word, row.note.as_str())).collect();
    let hash = hash_of(new.on, &unit_code, &lines);
    let signer = signers.of(app, instansi).await?;
    let content = RollContent {
        due_at,
        late: now > due_at,
        people: count(duty.people.len()),
        knew: counted(duty.people.iter().map(|person| knew_of(*person))),
        said: counted(new.rows.iter().map(|row| row.word)),
        unsaid: count(duty.people.iter().filter(|person| open(knew_of(**person)) && !said.contains(person)).count()),
        signature: signer.sign_text(&signed_bytes(&instansi.code, new.id, &hash, now)),
        key_id: signer.key_id.clone(),
        hash,
    };
    let act = |id: Uuid, what: &str, ordinal, person, content: serde_json::Value| Act {
        id,
        subject: new.id,
        ordinal,
        kind: ActKind::DayRoll,
        what: what.to_owned(),
        unit: new.unit,
        person,
        on: new.on,
        content,
        by_login: caller.by.clone(),
        by_person: caller.account.person,
        received_at: now,
    };
    let mut all = vec![act(new.id, ROLL, Some(0), None, serde_json::to_value(&content).map_err(ServiceError::fault)?)];
    for row in &new.rows {
        let content = RowContent { word: row.word, note: row.note.clone(), knew: knew_of(row.person) };
        let content = serde_json::to_value(&content).map_err(ServiceError::fault)?;
        all.push(act(app.system.uuid(), ROW, None, Some(row.person), content));
    }
    let kept = app.db.write(async |tx| acts::add(tx, instansi.id, &all, || app.system.bytes()).await).await;
    match kept {
        Ok(()) => {}
        // The phone sent it twice at the same moment.
        Err(StoreError::Conflict(_)) => {
            let there = app.db.read(async |tx| acts::of_subject(tx, instansi.id, new.id).await).await?;
            let there = same(&there, caller, new)?.ok_or_else(id_taken)?;
            return Ok((receipt::of(instansi, &name, there)?, false));
        }
        Err(error) => return Err(error.into()),
    }
    let _ = app.changes.send(instansi.id);
    let kept = all.first().ok_or_else(id_taken)?;
    Ok((receipt::of(instansi, &name, kept)?, true))
}

/// What stands for the unit of heads whom nobody leads.
pub const HEADS: &str = "Kepala tanpa atasan";

/// The roll of that key when it says the same.
fn same<'a>(known: &'a [Act], caller: &Caller, new: &NewRoll) -> Result<Option<&'a Act>, ServiceError> {
    if known.is_empty() {
        return Ok(None);
    }
    let roll = known.iter().find(|act| act.id == new.id && act.kind == ActKind::DayRoll && act.what == ROLL);
    let roll = roll.filter(|act| act.unit == new.unit && act.on == new.on && act.by_login == caller.by);
    let mut rows = Vec::new();
    for act in known.iter().filter(|act| act.what == ROW) {
        let content: RowContent = act.read()?;
        rows.extend(act.person.map(|person| NewRow { person, word: content.word, note: content.note }));
    }
    let mut wanted = new.rows.clone();
    rows.sort();
    wanted.sort();
    roll.filter(|_| rows == wanted).map(Some).ok_or_else(id_taken)
}

fn check_day(caller: &Caller, on: Date) -> Result<(), ServiceError> {
    if on > caller.today || (caller.today - on).get_days() > MOST_DAYS_LATE {
        return Err(ServiceError::bad(
            "wrong_day",
            format!("Daftar hadir diisi pada harinya, paling lambat {MOST_DAYS_LATE} hari sesudahnya."),
            format!("A roll is sent on its day, at most {MOST_DAYS_LATE} days after it."),
        ));
    }
    Ok(())
}

/// Whether the caller may send a roll: who leads the unit or one above; of those nobody leads, the personnel agency.
pub(super) fn may_send(caller: &Caller, field: &Field, duty: &RollDuty) -> bool {
    let pool = field.pools.iter().find(|pool| Some(pool.unit) == duty.unit);
    let who = caller.account.person.unwrap_or(PersonId(caller.account.id.0));
    let leads = pool.is_some_and(|pool| may_attest(&field.units, &heads::pairs(&field.leads), pool, who));
    let agency = duty.heads.is_empty() && caller.filter(Action::ChecksWrite) == AccessFilter::All;
    agency || (leads && caller.filter(Action::DayRollsAttest) != AccessFilter::Nothing)
}

fn check_rows(caller: &Caller, duty: &RollDuty, rows: &[NewRow], flexible: bool) -> Result<(), ServiceError> {
    let on_roll: BTreeSet<PersonId> = duty.people.iter().copied().collect();
    let mut named = BTreeSet::new();
    for row in rows {
        if Some(row.person) == caller.account.person {
            return Err(ServiceError::forbidden(
                "own_record",
                "Tentang diri sendiri diisi atasan Anda. Hapus baris itu, lalu kirim lagi.",
                "Your superior speaks of you. Take that row away, then send again.",
            ));
        }
        if !on_roll.contains(&row.person) {
            return Err(ServiceError::bad(
                "not_on_roll",
                "Ada pegawai yang tidak ada di daftar ini. Muat ulang halaman, lalu kirim lagi.",
                "Somebody is not on this roll. Load the page again, then send again.",
            ));
        }
        if !named.insert(row.person) {
            return Err(ServiceError::bad(
                "person_twice",
                "Satu pegawai tertulis dua kali. Muat ulang halaman, lalu kirim lagi.",
                "Somebody stands there twice. Load the page again, then send again.",
            ));
        }
        if row.word == RollWord::Elsewhere && !flexible {
            return Err(ServiceError::bad(
                "no_flexible_day",
                "Hari ini tidak ada kelonggaran WFH/FWA di daerah ini. Pilih kata lain.",
                "Work from anywhere is not allowed in this region today. Choose another word.",
            ));
        }
    }
    Ok(())
}

/// The units whose people are looked up: all below the unit of the roll; everybody for heads whom nobody leads.
pub(super) fn duty_units(field: &Field, duty: &RollDuty) -> Option<Vec<UnitId>> {
    duty.unit.map(|unit| hadir_domain::units::subtree(&field.units, unit))
}

fn counted<T: Ord>(of: impl IntoIterator<Item = T>) -> BTreeMap<T, u32> {
    let mut counts = BTreeMap::new();
    for one in of {
        *counts.entry(one).or_default() += 1;
    }
    counts
}

fn count(of: usize) -> u32 {
    u32::try_from(of).unwrap_or(u32::MAX)
}

fn unknown() -> ServiceError {
    ServiceError::not_found(
        "unknown_roll",
        "Tidak ada daftar hadir untuk unit itu pada hari itu. Muat ulang halaman.",
        "There is no roll of that unit on that day. Load the page again.",
    )
}
