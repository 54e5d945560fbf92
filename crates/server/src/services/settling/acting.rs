//! One step about one discrepancy: taken in hand, proposed, confirmed, rejected, taken back.

use hadir_domain::access::{self, Action, Holder, Target};
use hadir_domain::day::Corrected;
use hadir_domain::ids::PersonId;
use hadir_domain::reconcile::{Outcome, Says, SettleState, SettleStep, SettleWord, Standing, barred, is_possible};
use hadir_store::instansi::Instansi;
use hadir_store::reconcile::discrepancies::{self, DiscrepancyRow};
use hadir_store::reconcile::settlements;
use hadir_store::{Tx, accounts, grants, units};
use uuid::Uuid;

use super::planning::{Desk, SAYABLE};
use super::writing::{self, Prepared};
use super::{changed_meanwhile, id_taken, refused, unknown};
use crate::app::App;
use crate::auth::caller::path;
use crate::services::error::ServiceError;
use crate::services::roster_desk::Officer;

/// A step as somebody asks for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewStep {
    /// Its key, made by whoever sends it.
    pub id: Uuid,
    /// What.
    pub step: SettleStep,
    /// Whose it is to be, for an assignment; the officer's own when nobody is named.
    pub owner: Option<String>,
    /// How it ends, for a proposal.
    pub outcome: Option<Outcome>,
    /// What the officer says was so, for a proposal.
    pub says: Says,
    /// What the sources said when the officer looked; another state of them is refused.
    pub evidence: Option<[u8; 32]>,
    /// Why.
    pub reason: String,
}

/// A discrepancy with its steps and where they leave it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// What was found.
    pub row: DiscrepancyRow,
    /// The steps, in order.
    pub steps: Vec<SettleWord>,
    /// What they come to.
    pub standing: Standing,
}

impl Case {
    /// Where it stands.
    pub fn state(&self) -> SettleState {
        self.standing.state(&self.row.evidence, self.row.gone_at.is_some())
    }
}

/// One discrepancy with its steps.
///
/// # Errors
///
/// `unknown_discrepancy`.
pub async fn load(tx: &mut Tx, instansi: &Instansi, id: Uuid) -> Result<Case, ServiceError> {
    let row = discrepancies::get(tx, instansi.id, id).await?.ok_or_else(unknown)?;
    let steps = settlements::steps_of(tx, instansi.id, &[id]).await?.remove(&id).unwrap_or_default();
    let standing = Standing::of(&steps);
    Ok(Case { row, steps, standing })
}

/// Takes a step. Sent again with the same key and content, it changes nothing.
///
/// # Errors
///
/// `unknown_discrepancy`, `own_record`, `own_proposal`, `not_yours`, `not_now`, `changed_meanwhile`, `says_needed`,
/// `unknown_owner`, `id_taken`.
pub async fn take(
    app: &App,
    instansi: &Instansi,
    officer: Officer<'_>,
    id: Uuid,
    new: &NewStep,
) -> Result<Case, ServiceError> {
    let (case, known) = app
        .db
        .read(async |tx| {
            let case = load(tx, instansi, id).await?;
            Ok::<_, ServiceError>((case, settlements::step(tx, instansi.id, new.id).await?))
        })
        .await?;
    if let Some((of, word)) = known {
        return if of == id && repeats(&word, new, officer) { Ok(case) } else { Err(id_taken()) };
    }
    if let Some(bar) = barred(new.step, case.row.person, &case.standing, officer.login, officer.person) {
        return Err(refused(bar));
    }
    if new.evidence.is_some_and(|seen| seen != case.row.evidence) {
        return Err(changed_meanwhile());
    }
    if !is_possible(new.step, case.state()) {
        return Err(not_now(case.state()));
    }
    let prepared = prepare(app, instansi, officer, &case, new).await?;
    writing::write(app, instansi, vec![prepared]).await?;
    app.db.read(async |tx| load(tx, instansi, id).await).await
}

fn repeats(word: &SettleWord, new: &NewStep, officer: Officer<'_>) -> bool {
    let outcome = new.step != SettleStep::Propose || word.outcome == new.outcome;
    word.step == new.step && word.by == officer.login && word.reason == new.reason && outcome
}

async fn prepare(
    app: &App,
    instansi: &Instansi,
    officer: Officer<'_>,
    case: &Case,
    new: &NewStep,
) -> Result<Prepared, ServiceError> {
    let row = &case.row;
    let mut word = blank(app, officer, new.id, new.step, row, &new.reason);
    let mut corrected = Vec::new();
    match new.step {
        SettleStep::Assign => {
            let owner = new.owner.as_deref().unwrap_or(officer.login);
            if owner != officer.login {
                app.db.read(async |tx| may_own(tx, app, instansi, row, owner).await).await?;
            }
            word.owner = Some(owner.to_owned());
        }
        SettleStep::Propose => {
            let outcome = new.outcome.ok_or_else(outcome_needed)?;
            sayable(new.says)?;
            let plan = Desk::of(app, instansi, &[row]).await?.plan(row, outcome, new.says)?;
            (word.outcome, word.says) = (Some(outcome), plan.says);
        }
        SettleStep::Confirm => {
            let desk = Desk::of(app, instansi, &[row]).await?;
            corrected = confirmed(&desk, row, &case.standing, &mut word)?;
        }
        SettleStep::Reject | SettleStep::Withdraw => {
            word.bundle = case.standing.proposal.as_ref().and_then(|proposal| proposal.bundle);
        }
    }
    Ok(Prepared { row: row.clone(), before: case.standing.clone(), word, corrected })
}

/// A step that says nothing yet.
pub(super) fn blank(
    app: &App,
    officer: Officer<'_>,
    id: Uuid,
    step: SettleStep,
    row: &DiscrepancyRow,
    reason: &str,
) -> SettleWord {
    SettleWord {
        id,
        step,
        owner: None,
        outcome: None,
        evidence: row.evidence,
        says: Says::default(),
        corrections: Vec::new(),
        bundle: None,
        reason: reason.to_owned(),
        by: officer.login.to_owned(),
        by_person: officer.person,
        at: app.now(),
    }
}

/// Lets a confirmation repeat what was proposed; answers what has to be corrected of the day as it is judged now.
pub(super) fn confirmed(
    desk: &Desk,
    row: &DiscrepancyRow,
    standing: &Standing,
    word: &mut SettleWord,
) -> Result<Vec<Corrected>, ServiceError> {
    let proposal = standing.proposal.as_ref().ok_or_else(changed_meanwhile)?;
    (word.outcome, word.says, word.bundle) = (proposal.outcome, proposal.says, proposal.bundle);
    let (of, day) = desk.day(row)?;
    Ok(desk.follow(of, day, proposal.says)?.corrections)
}

pub(super) fn sayable(says: Says) -> Result<(), ServiceError> {
    if says.status.is_none_or(|status| SAYABLE.contains(&status)) {
        return Ok(());
    }
    Err(ServiceError::bad(
        "bad_status",
        "Status itu tidak dapat ditetapkan. Pilih salah satu dari daftar.",
        "That status cannot be stated. Choose one of the list.",
    ))
}

/// Whether a login may take the discrepancy in hand.
async fn may_own(
    tx: &mut Tx,
    app: &App,
    instansi: &Instansi,
    row: &DiscrepancyRow,
    owner: &str,
) -> Result<(), ServiceError> {
    let account = accounts::by_login(tx, instansi.id, owner).await?.ok_or_else(unknown_owner)?;
    let granted = grants::of_account(tx, instansi.id, account.id).await?;
    let today = app.today(instansi);
    let holder = Holder {
        instansi: instansi.id,
        person: account.person,
        grants: granted.into_iter().map(|granted| granted.grant).collect(),
    };
    let unit_path = path(&units::list(tx, instansi.id).await?, row.unit);
    let target = Target { instansi: instansi.id, person: Some(row.person), unit_path };
    let allowed = access::decide(&holder, today, Action::ReconcilePropose, &target).allowed;
    if allowed && account.person != Some(row.person) { Ok(()) } else { Err(unknown_owner()) }
}

fn unknown_owner() -> ServiceError {
    ServiceError::bad(
        "unknown_owner",
        "Petugas itu tidak ada, tidak berwenang untuk unit ini, atau ini harinya sendiri. Pilih petugas lain.",
        "There is no such officer, they have no right for this unit, or it is their own day. Choose another.",
    )
}

fn outcome_needed() -> ServiceError {
    ServiceError::bad("outcome_needed", "Pilih sisi mana yang benar.", "Choose which side is right.")
}

/// The step is not possible where the discrepancy stands.
fn not_now(state: SettleState) -> ServiceError {
    let (id, en) = match state {
        SettleState::Proposed => (
            "Selisih ini sudah diusulkan dan menunggu petugas lain. Muat ulang halaman.",
            "This discrepancy is proposed already and waits for another officer. Load the page again.",
        ),
        SettleState::Settled => (
            "Selisih ini sudah selesai. Muat ulang halaman untuk melihat keputusannya.",
            "This discrepancy is settled. Load the page again to see how.",
        ),
        SettleState::Gone => (
            "Kedua sumber sudah cocok, jadi tidak ada yang perlu diselesaikan. Muat ulang halaman.",
            "Both sources agree by now, so nothing is to be settled. Load the page again.",
        ),
        SettleState::Open | SettleState::Assigned | SettleState::Reopened => (
            "Belum ada usulan yang menunggu, atau usulannya gugur karena catatannya berubah. Muat ulang halaman.",
            "No proposal waits, or it lapsed because the records changed. Load the page again.",
        ),
    };
    ServiceError::conflict("not_now", id, en)
}

/// What somebody may do about a discrepancy where it stands, as far as rights are not concerned.
pub fn possible(case: &Case, login: &str, person: Option<PersonId>) -> Vec<SettleStep> {
    let state = case.state();
    let free = |step: &SettleStep| {
        is_possible(*step, state) && barred(*step, case.row.person, &case.standing, login, person).is_none()
    };
    SettleStep::ALL.iter().copied().filter(free).collect()
}
