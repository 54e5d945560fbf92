//! Telling those concerned. The words name no colleague: they pass through push services and mail servers of others.

use std::collections::BTreeSet;

use hadir_domain::access::Role;
use hadir_domain::cross_checks::StepKind;
use hadir_domain::ids::{AccountId, PersonId, UnitId};
use hadir_domain::notices::NoticeKind;
use hadir_domain::units::Unit;
use hadir_store::cross_checks::CrossCheckList;
use hadir_store::cross_checks::steps::CrossCheckStep;
use hadir_store::instansi::Instansi;
use hadir_store::{StoreError, Tx, grants};
use jiff::Timestamp;

use super::heads::{self, Lead};
use crate::app::App;
use crate::auth::caller::path;
use crate::services::noticing::telling::{self, Word};

/// Where a head answers.
const HEADS_PAGE: &str = "/cross-check";
/// Where the others look.
const DESK_PAGE: &str = "/desk/cross-checks";

fn clock(instansi: &Instansi, at: Timestamp) -> (String, String) {
    let local = instansi.zone.time_zone().to_datetime(at);
    (local.strftime("%H.%M").to_string(), local.strftime("%H:%M").to_string())
}

fn accounts_of(leads: &[Lead]) -> Vec<AccountId> {
    leads.iter().map(|lead| lead.account).collect()
}

/// Tells who carries the duty that the list of the day waits.
///
/// # Errors
///
/// When the database refuses.
pub async fn list_waits(
    tx: &mut Tx,
    app: &App,
    instansi: &Instansi,
    list: &CrossCheckList,
    carriers: &[Lead],
) -> Result<(), StoreError> {
    let (due, due_en) = clock(instansi, list.duty.due_at);
    let word = Word::new(
        NoticeKind::CrossCheck,
        format!("cross {}", list.id),
        HEADS_PAGE,
        ("Cek silang hari ini", "Today's cross-check"),
        (
            format!("{} nama, kira-kira dua menit. Jawab sebelum {due}.", list.names),
            format!("{} names, about two minutes. Answer by {due_en}.", list.names),
        ),
    );
    telling::accounts(tx, app, instansi, &accounts_of(carriers), &word).await
}

/// Tells whom a step of silence concerns.
///
/// # Errors
///
/// When the database refuses.
pub async fn silence(
    tx: &mut Tx,
    app: &App,
    instansi: &Instansi,
    list: &CrossCheckList,
    kind: StepKind,
    (units, leads): (&[Unit], &[Lead]),
) -> Result<(), StoreError> {
    let id = instansi.id;
    let carriers = heads::carriers(leads, list.unit);
    let unit = units.iter().find(|unit| unit.id == list.unit).map(|unit| unit.name.as_str()).unwrap_or_default();
    let (due, due_en) = clock(instansi, list.duty.due_at);
    let day = list.on.strftime("%d-%m-%Y").to_string();
    let (told, word) = match kind {
        StepKind::Reminded => (
            accounts_of(&carriers),
            Word::new(
                NoticeKind::CrossCheck,
                format!("cross {} remind", list.id),
                HEADS_PAGE,
                ("Cek silang belum dijawab", "The cross-check waits"),
                (
                    format!("Batasnya {due}. Yang tidak dijawab tercatat dan diteruskan ke atasan."),
                    format!("Answer by {due_en}. What is not answered is noted and goes to your superior."),
                ),
            ),
        ),
        StepKind::Superior => (
            superiors(tx, instansi, list, units, leads).await?,
            Word::new(
                NoticeKind::CrossCheckSilent,
                format!("cross superior {} {}", list.on, list.unit),
                HEADS_PAGE,
                ("Cek silang belum dijawab kepala unit", "A head has not answered the cross-check"),
                (
                    format!("{unit}, {day}. Ingatkan kepala unitnya, atau jawab sendiri bila Anda melihatnya."),
                    format!("{unit}, {day}. Remind the head, or answer yourself if you saw."),
                ),
            ),
        ),
        StepKind::Agency => (
            grants::holders(tx, id, Role::Bkpsdm, list.on).await?,
            Word::new(
                NoticeKind::CrossCheckSilent,
                // Once a day, however many units.
                format!("cross agency {}", list.on),
                DESK_PAGE,
                ("Ada cek silang yang tidak dijawab", "Cross-checks stay without an answer"),
                (
                    format!("Daftar {day} di halaman Cek silang: unit mana, siapa kepalanya, sejak kapan."),
                    format!("See {day} on the page Cross-checks: which units, who leads them, since when."),
                ),
            ),
        ),
        StepKind::Headless => (
            grants::holders(tx, id, Role::Bkpsdm, list.on).await?,
            Word::new(
                NoticeKind::CrossCheckSilent,
                format!("cross headless {}", list.on),
                DESK_PAGE,
                ("Ada unit tanpa kepala", "Units without a head"),
                (
                    "Tidak ada yang dapat menjawab cek silangnya. Tunjuk Plt atau Plh.".to_owned(),
                    "Nobody can answer their cross-check. Name a Plt or Plh.".to_owned(),
                ),
            ),
        ),
        StepKind::Silent => (
            accounts_of(&carriers),
            Word::new(
                NoticeKind::CrossCheck,
                format!("cross {} silent", list.id),
                HEADS_PAGE,
                ("Cek silang tercatat tidak dijawab", "The cross-check is noted as not answered"),
                (
                    format!("Hari kerja {day} sudah berakhir. Kalau Anda berhalangan, minta BKPSDM menunjuk Plh."),
                    format!("The working day {day} is over. If you were away, ask BKPSDM to name a Plh."),
                ),
            ),
        ),
        _ => return Ok(()),
    };
    telling::accounts(tx, app, instansi, &told, &word).await
}

/// The next superior of a unit's head: who leads the nearest unit above; above an OPD the leaders of the government.
async fn superiors(
    tx: &mut Tx,
    instansi: &Instansi,
    list: &CrossCheckList,
    units: &[Unit],
    leads: &[Lead],
) -> Result<Vec<AccountId>, StoreError> {
    match hadir_domain::cross_checks::superior_of(units, &heads::pairs(leads), list.unit) {
        Some(above) => Ok(accounts_of(&heads::carriers(leads, above))),
        None => grants::holders(tx, instansi.id, Role::Pimpinan, list.on).await,
    }
}

/// Tells who may look again at somebody: officers of the unit and the next superior; where there is nobody, the
/// inspectorate. Never the one it is about, nor whoever said it.
///
/// # Errors
///
/// When the database refuses.
pub async fn look_waits(
    tx: &mut Tx,
    app: &App,
    instansi: &Instansi,
    step: &CrossCheckStep,
    due_at: Timestamp,
    said_by: Option<PersonId>,
    (units, leads): (&[Unit], &[Lead]),
) -> Result<(), StoreError> {
    let id = instansi.id;
    let above: BTreeSet<UnitId> = path(units, step.unit).into_iter().collect();
    let of_unit = |lead: &Lead| lead.unit == step.unit;
    let mut told: BTreeSet<AccountId> = BTreeSet::new();
    for row in grants::list(tx, id).await? {
        let grant = &row.grant;
        if grant.role == Role::AdminUnit
            && grant.holds_on(step.on)
            && grant.unit.is_some_and(|unit| above.contains(&unit))
        {
            told.insert(row.account);
        }
    }
    if let Some(superior) = hadir_domain::cross_checks::superior_of(units, &heads::pairs(leads), step.unit) {
        told.extend(heads::carriers(leads, superior).iter().map(|lead| lead.account));
    }
    let barred: BTreeSet<PersonId> = step.person.into_iter().chain(said_by).collect();
    let barred: Vec<PersonId> = barred.into_iter().collect();
    for (_, account) in hadir_store::notices::accounts_of(tx, id, &barred).await? {
        told.remove(&account);
    }
    told.retain(|account| !leads.iter().any(|lead| of_unit(lead) && lead.account == *account));
    if told.is_empty() {
        told.extend(grants::holders(tx, id, Role::Inspektorat, step.on).await?);
    }
    let (due, due_en) = clock(instansi, due_at);
    let word = Word::new(
        NoticeKind::CrossCheck,
        format!("cross again {}", step.id),
        DESK_PAGE,
        ("Lihat lagi satu pegawai", "Look again at one person"),
        (
            format!("Terundi untuk dilihat lagi sebelum {due}. Namanya di halaman Cek silang."),
            format!("Drawn to be looked at again by {due_en}. The name is on the page Cross-checks."),
        ),
    );
    let told: Vec<AccountId> = told.into_iter().collect();
    telling::accounts(tx, app, instansi, &told, &word).await
}
