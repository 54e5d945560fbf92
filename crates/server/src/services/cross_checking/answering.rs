//! A head's answers. Each name is kept once; what a phone sends later keeps the moment it was seen and the moment it came.

use std::collections::{BTreeMap, BTreeSet};

use hadir_domain::checks::{CheckKind, Seen};
use hadir_domain::cross_checks::StepKind;
use hadir_domain::ids::PersonId;
use hadir_store::checks::{self, Check};
use hadir_store::cross_checks::CrossCheckList;
use hadir_store::cross_checks::steps::{self, CrossCheckStep};
use hadir_store::{Tx, cross_checks, units};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use uuid::Uuid;

use super::{Lists, countering, heads};
use crate::app::App;
use crate::auth::Caller;
use crate::services::error::ServiceError;

/// Most rows of one answer.
pub const MOST_ROWS: usize = 100;
/// By so much a phone's clock may be ahead; what it says is then taken as the moment it came in.
pub const CLOCK_AHEAD: SignedDuration = SignedDuration::from_mins(2);

/// What was seen of one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAnswer {
    /// Its key, made by the phone.
    pub id: Uuid,
    /// Of whom.
    pub person: PersonId,
    /// What was seen.
    pub seen: Seen,
    /// When.
    pub at: Timestamp,
    /// A remark; may be empty.
    pub note: String,
}

/// What became of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowState {
    /// It is kept.
    Stored,
    /// It was kept before.
    Repeated,
    /// Something else was said about that person before; that stays.
    AnsweredBefore,
    /// It is not taken, and why.
    Refused(ServiceError),
}

/// Keeps what a head saw. Rows are taken one by one, so that a phone's queue never stands still because of one of them.
///
/// # Errors
///
/// `unknown_list` when there is none, or the caller does not lead its unit; `no_rows`, `person_twice`.
pub async fn answer(
    app: &App,
    caller: &Caller,
    id: Uuid,
    rows: &[NewAnswer],
) -> Result<Vec<(Uuid, RowState)>, ServiceError> {
    if rows.is_empty() || rows.len() > MOST_ROWS {
        return Err(ServiceError::bad(
            "no_rows",
            format!("Kirim 1 sampai {MOST_ROWS} jawaban."),
            format!("Send 1 to {MOST_ROWS} answers."),
        ));
    }
    if rows.iter().map(|row| row.person).collect::<BTreeSet<_>>().len() < rows.len() {
        return Err(ServiceError::bad(
            "person_twice",
            "Ada pegawai yang dijawab dua kali. Kirim satu jawaban untuk tiap nama.",
            "Somebody is answered twice. Send one answer a name.",
        ));
    }
    app.db.write(async |tx| answer_in(tx, app, caller, id, rows).await).await
}

async fn answer_in(
    tx: &mut Tx,
    app: &App,
    caller: &Caller,
    id: Uuid,
    rows: &[NewAnswer],
) -> Result<Vec<(Uuid, RowState)>, ServiceError> {
    let all = units::list(tx, caller.id()).await?;
    let list = cross_checks::get(tx, caller.id(), id).await?.ok_or_else(unknown)?;
    let lists = Lists::of(tx, caller.id(), list.clone()).await?;
    if !heads::may_answer(&caller.holder, &all, &list, went_up(&lists.kept(id))) {
        return Err(unknown());
    }
    let on_it: BTreeSet<PersonId> = lists.names(id).iter().map(|name| name.person).collect();
    let mut known: BTreeMap<PersonId, Check> =
        lists.said(id).iter().map(|check| (check.person, check.clone())).collect();
    let keys: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let taken: BTreeSet<Uuid> = checks::get_many(tx, caller.id(), &keys).await?.iter().map(|check| check.id).collect();
    let (mut states, mut fresh) = (Vec::new(), Vec::new());
    for row in rows {
        let state = if let Some(before) = known.get(&row.person) {
            if before.id == row.id && before.seen == row.seen { RowState::Repeated } else { RowState::AnsweredBefore }
        } else if taken.contains(&row.id) {
            RowState::Refused(id_taken())
        } else {
            match check(app, caller, &list, &on_it, row) {
                Ok(check) => {
                    known.insert(row.person, check.clone());
                    fresh.push(check);
                    RowState::Stored
                }
                Err(refusal) => RowState::Refused(refusal),
            }
        };
        states.push((row.id, state));
    }
    if !fresh.is_empty() {
        checks::add(tx, caller.id(), &fresh, || app.system.bytes()).await?;
        let step = CrossCheckStep {
            id: app.system.uuid(),
            list: list.id,
            unit: list.unit,
            on: list.on,
            kind: StepKind::Answered,
            person: None,
            subject: None,
            content: json!({ "names": on_it.len(), "said": known.len(), "now": fresh.len() }),
            by_login: caller.by.clone(),
            by_person: caller.account.person,
            received_at: app.now(),
        };
        steps::add(tx, caller.id(), &step, app.system.bytes()).await?;
        countering::draw_in(tx, app, &caller.instansi, &list, &fresh).await?;
    }
    Ok(states)
}

/// Whether a list went up, so that who leads a unit above may answer it too.
pub fn went_up(kept: &[StepKind]) -> bool {
    kept.iter().any(|kind| matches!(kind, StepKind::Superior | StepKind::Agency | StepKind::Headless))
}

fn check(
    app: &App,
    caller: &Caller,
    list: &CrossCheckList,
    on_it: &BTreeSet<PersonId>,
    row: &NewAnswer,
) -> Result<Check, ServiceError> {
    let now = app.now();
    if caller.account.person == Some(row.person) {
        return Err(ServiceError::forbidden(
            "own_record",
            "Anda tidak dapat menjawab tentang diri sendiri. Atasan Anda yang melihat.",
            "You cannot answer about yourself. Your superior looks.",
        ));
    }
    if !on_it.contains(&row.person) {
        return Err(ServiceError::bad(
            "not_on_list",
            "Nama itu tidak ada pada daftar ini. Muat ulang daftarnya.",
            "That name is not on this list. Load the list again.",
        ));
    }
    let seen_at = if row.at > now && row.at.duration_since(now) <= CLOCK_AHEAD { now } else { row.at };
    if seen_at > now {
        return Err(future());
    }
    let local = seen_at.to_zoned(caller.instansi.zone.time_zone()).datetime();
    if local.date() != list.on {
        return Err(ServiceError::bad(
            "other_day",
            "Jawaban harus tentang hari daftar itu. Jam HP Anda mungkin keliru; perbaiki lalu jawab lagi.",
            "An answer must be about the day of the list. Your phone's clock may be wrong; set it right and answer again.",
        ));
    }
    Ok(Check {
        id: row.id,
        call: list.id,
        kind: CheckKind::Superior,
        unit: list.unit,
        person: row.person,
        seen_at,
        local,
        on: list.on,
        seen: row.seen,
        site: None,
        note: row.note.clone(),
        by_login: caller.by.clone(),
        by_person: caller.account.person,
        received_at: now,
    })
}

pub(super) fn future() -> ServiceError {
    ServiceError::bad(
        "future_check",
        "Jam HP Anda lebih cepat daripada jam server. Atur jamnya otomatis, lalu jawab lagi.",
        "Your phone's clock is ahead of the server's. Let it set itself, then answer again.",
    )
}

fn id_taken() -> ServiceError {
    ServiceError::conflict(
        "id_taken",
        "Kunci jawaban itu sudah dipakai. Muat ulang daftarnya, lalu jawab lagi.",
        "The key of that answer is taken. Load the list again and answer anew.",
    )
}

fn unknown() -> ServiceError {
    ServiceError::not_found(
        "unknown_list",
        "Daftar itu tidak ada, atau bukan untuk unit yang Anda pimpin. Muat ulang halaman ini.",
        "There is no such list, or it is not of a unit you lead. Load this page again.",
    )
}

impl RowState {
    /// The code of the API.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Stored => "stored",
            Self::Repeated => "repeated",
            Self::AnsweredBefore => "answered_before",
            Self::Refused(_) => "refused",
        }
    }
}
