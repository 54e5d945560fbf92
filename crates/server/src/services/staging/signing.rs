//! Signing: one proposes the next stage of an OPD, another confirms after the gate was looked at again; one word brings
//! paper back. Each is a sealed record, and days change only from its day on.

use std::collections::BTreeSet;

use hadir_domain::reconcile::GateRule;
use hadir_domain::stages::{Course, GateAnswer, Paper, Stage, StageBar, StageStep, StageWord};
use hadir_domain::units::Unit;
use hadir_store::instansi::Instansi;
use hadir_store::{StoreError, Tx, dirty, stage_steps};
use jiff::ToSpan;
use jiff::civil::Date;
use serde::Serialize;
use serde_json::json;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::standing::{OpdStage, one, people};
use super::words;
use crate::app::App;
use crate::services::error::ServiceError;
use crate::services::punching::wire;
use crate::services::roster_desk::Officer;
use crate::services::{judging, webhooks};

/// What somebody signs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewStep {
    /// Its key, made by whoever sends it.
    pub id: Uuid,
    /// What is said.
    pub word: StageWord,
    /// The proposal it is about, for a confirmation or a rejection.
    pub proposal: Option<Uuid>,
    /// The stage, for a proposal; for a withdrawal the one to go back to, *uji coba* where it is not said.
    pub stage: Option<Stage>,
    /// What holds for paper, for a proposal.
    pub paper: Option<Paper>,
    /// From which day on; today where it is not said.
    pub from_on: Option<Date>,
    /// Why.
    pub reason: String,
}

/// What lay before whoever signed.
#[derive(Serialize)]
struct Evidence<'a> {
    opd: &'a str,
    looked_on: String,
    rule: RuleText<'a>,
    gate: &'a GateAnswer,
    registered: u32,
    active: u32,
}

#[derive(Serialize)]
struct RuleText<'a> {
    pack: &'a str,
    source: &'a str,
    weeks: u8,
    match_rate: u16,
    uptime: u16,
    enrolment: u16,
}

impl<'a> RuleText<'a> {
    fn of(rule: &GateRule, pack: &'a str, source: &'a str) -> Self {
        let GateRule { weeks, match_rate, uptime, enrolment } = *rule;
        Self { pack, source, weeks, match_rate, uptime, enrolment }
    }
}

/// Canonical JSON of the criteria as they stand, and its SHA-256.
fn evidence(stage: &OpdStage, today: Date) -> Result<(String, String), ServiceError> {
    let rule = RuleText::of(&stage.rule.gate, &stage.rule.rule.pack, &stage.rule.rule.source);
    let whole = Evidence {
        opd: &stage.unit.code,
        looked_on: today.to_string(),
        rule,
        gate: &stage.gate,
        registered: stage.registered,
        active: stage.active,
    };
    let value = serde_json::to_value(whole).map_err(ServiceError::fault)?;
    let text = String::from_utf8(wire::canonical("", &value)).map_err(ServiceError::fault)?;
    let hash = hex::encode(Sha256::digest(text.as_bytes()));
    Ok((text, hash))
}

/// Keeps a signed step. Sent again with the same id and content, it changes nothing.
///
/// # Errors
///
/// `gate_not_met` naming each criterion with its figure, `proposal_waits`, `not_waiting`, `own_proposal`, `day_passed`,
/// `paper_needs_stage`, `nothing_dropped`, `as_it_is`, `not_an_opd`, `id_taken`.
pub async fn sign(
    app: &App,
    instansi: &Instansi,
    officer: Officer<'_>,
    unit: &Unit,
    new: &NewStep,
) -> Result<OpdStage, ServiceError> {
    let before = one(app, instansi, unit).await?;
    let today = instansi.zone.time_zone().to_datetime(app.now()).date();
    let (evidence, evidence_sha256) = evidence(&before, today)?;
    let now = app.now();
    app.db
        .write(async |tx| {
            if let Some(there) = stage_steps::get(tx, instansi.id, new.id).await? {
                return if repeats(&there, unit, officer, new) { Ok(()) } else { Err(taken()) };
            }
            let steps = stage_steps::of_unit(tx, instansi.id, unit.id).await?;
            let course = Course::of(&steps, now);
            let (stage, paper, from_on) = says(&course, new, officer, today)?;
            if paper == Paper::Drop && matches!(new.word, StageWord::Propose | StageWord::Confirm) {
                open(&before.gate)?;
            }
            let step = StageStep {
                id: new.id,
                unit: unit.id,
                proposal: new.proposal.filter(|_| matches!(new.word, StageWord::Confirm | StageWord::Reject)),
                word: new.word,
                stage,
                paper,
                from_on,
                evidence: evidence.clone(),
                evidence_sha256: evidence_sha256.clone(),
                reason: new.reason.clone(),
                by_login: officer.login.to_owned(),
                by_person: officer.person,
                received_at: now,
            };
            stage_steps::add(tx, instansi.id, &step, app.system.bytes()).await.map_err(|error| match error {
                StoreError::Conflict(_) => barred(StageBar::NotWaiting),
                other => other.into(),
            })?;
            if matches!(step.word, StageWord::Confirm | StageWord::Withdraw) {
                mark(tx, instansi, &step, today).await?;
                let data = json!({
                    "unit": unit.code, "stage": step.stage.as_str(), "paper": step.paper.as_str(), "from": step.from_on
                });
                webhooks::tell(tx, app, instansi.id, webhooks::STAGE_CHANGED, &data).await?;
            }
            Ok::<_, ServiceError>(())
        })
        .await?;
    judging::project(app, instansi).await?;
    one(app, instansi, unit).await
}

fn repeats(there: &StageStep, unit: &Unit, officer: Officer<'_>, new: &NewStep) -> bool {
    there.unit == unit.id && there.word == new.word && there.by_login == officer.login && there.reason == new.reason
}

/// The stage, what holds for paper, and from when, as the step says; or what keeps it away.
fn says(
    course: &Course,
    new: &NewStep,
    officer: Officer<'_>,
    today: Date,
) -> Result<(Stage, Paper, Date), ServiceError> {
    let from_on = new.from_on.unwrap_or(today);
    match new.word {
        StageWord::Propose => {
            let held = course.on(from_on);
            let (stage, paper) = (new.stage.unwrap_or(held.stage), new.paper.unwrap_or(held.paper));
            match course.bars_proposal(stage, paper, from_on, today) {
                Some(bar) => Err(barred(bar)),
                None => Ok((stage, paper, from_on)),
            }
        }
        StageWord::Confirm | StageWord::Reject => {
            let proposal = new.proposal.ok_or_else(|| barred(StageBar::NotWaiting))?;
            let confirms = new.word == StageWord::Confirm;
            let waiting =
                course.to_decide(proposal, confirms, (officer.login, officer.person), today).map_err(barred)?;
            Ok((waiting.stage, waiting.paper, waiting.from_on))
        }
        StageWord::Withdraw => match course.bars_withdrawal(from_on, today) {
            Some(bar) => Err(barred(bar)),
            None => Ok((new.stage.unwrap_or(Stage::UjiCoba), Paper::Keep, from_on)),
        },
    }
}

fn open(gate: &GateAnswer) -> Result<(), ServiceError> {
    if gate.met {
        return Ok(());
    }
    let (id, en): (Vec<String>, Vec<String>) = gate.unmet().map(words::answer).unzip();
    Err(ServiceError::conflict(
        "gate_not_met",
        format!(
            "Daftar kertas belum boleh dihentikan. Yang belum terpenuhi: {}. Penuhi dulu, lalu ajukan lagi.",
            id.join("; ")
        ),
        format!("Paper may not be dropped yet. Not met: {}. See to these, then propose again.", en.join("; ")),
    ))
}

/// Marks the days of everybody of the OPD from the step's day on, to be judged anew.
async fn mark(tx: &mut Tx, instansi: &Instansi, step: &StageStep, today: Date) -> Result<(), ServiceError> {
    let to = step.from_on.max(today);
    let people = people(tx, instansi, step.unit, (step.from_on, to)).await?;
    let dates = || step.from_on.series(1.day()).take_while(|on| *on <= to);
    let days: BTreeSet<_> = people.iter().flat_map(|person| dates().map(|on| (*person, on))).collect();
    dirty::mark(tx, instansi.id, &days).await?;
    Ok(())
}

fn taken() -> ServiceError {
    ServiceError::conflict(
        "id_taken",
        "Kunci itu sudah dipakai dengan isi lain. Muat ulang halaman lalu coba lagi.",
        "That key is taken by other content. Load the page again and try anew.",
    )
}

fn barred(bar: StageBar) -> ServiceError {
    let (code, id, en) = match bar {
        StageBar::OwnProposal => {
            return ServiceError::forbidden(
                "own_proposal",
                "Anda yang mengusulkannya. Minta pejabat lain menandatangani.",
                "You proposed this. Ask another officer to sign.",
            );
        }
        StageBar::Waiting => (
            "proposal_waits",
            "Masih ada usulan yang menunggu tanda tangan. Tanda tangani atau tolak dulu.",
            "A proposal waits for its signature. Sign or reject it first.",
        ),
        StageBar::NotWaiting => (
            "not_waiting",
            "Usulan itu tidak ada atau sudah diputuskan. Muat ulang halaman.",
            "There is no such proposal, or it was decided. Load the page again.",
        ),
        StageBar::Passed => (
            "day_passed",
            "Tanggal mulainya sudah lewat; hari yang sudah lewat tidak diubah. Pilih hari ini atau sesudahnya.",
            "Its first day has passed; past days stay as they were. Choose today or later.",
        ),
        StageBar::PaperWithoutStage => (
            "paper_needs_stage",
            "Daftar kertas hanya dapat dihentikan pada tahap wajib. Pilih tahap wajib.",
            "Paper is dropped only at the stage wajib. Choose that stage.",
        ),
        StageBar::NothingDropped => (
            "nothing_dropped",
            "Daftar kertas masih diwajibkan; tidak ada yang perlu ditarik. Muat ulang halaman.",
            "Paper is still required; there is nothing to withdraw. Load the page again.",
        ),
        StageBar::AsItIs => (
            "as_it_is",
            "Tahap itu sudah berlaku. Pilih tahap atau ketentuan kertas yang lain.",
            "That stage holds already. Choose another stage or another word about paper.",
        ),
    };
    ServiceError::conflict(code, id, en)
}
