//! How cases open: by themselves for what is contradicted, as many as officers can look at with care; by an officer's hand
//! for what is doubtful. Further punches of the same person join the case that goes on, and a case whose punches are
//! explained by what came later is taken back.

use std::collections::BTreeMap;

use hadir_domain::doubts::{Candidate, DoubtOutcome, DoubtPunch, DoubtReason, DoubtStep, DoubtWord, choose, room};
use hadir_domain::evidence::Verdict;
use hadir_domain::ids::{PersonId, PunchId};
use hadir_store::doubts::{self, DoubtCase, WholeCase, heads};
use hadir_store::evidence::verdicts::{self, PunchVerdict};
use hadir_store::evidence::weighed_days;
use hadir_store::instansi::Instansi;
use hadir_store::{Tx, people, posts};
use jiff::civil::Date;
use serde::Serialize;
use uuid::Uuid;

use super::queueing::{unit_on, waiting, weighed};
use super::{SYSTEM, changed_meanwhile, id_taken, not_now, raced, refused, rule, telling};
use crate::app::App;
use crate::services::error::{Kind, ServiceError};
use crate::services::requesting::workdays_after;
use crate::services::roster_desk::Officer;

/// What opening did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Opened {
    /// Cases that opened.
    pub opened: u32,
    /// Cases further punches joined.
    pub joined: u32,
    /// Cases that later evidence explained.
    pub explained: u32,
    /// People whose punches are contradicted and for whom the cap left no room; they stand in the queue.
    pub capped: u32,
}

/// A punch as it stands now.
fn stands(verdict: PunchVerdict) -> DoubtPunch {
    DoubtPunch {
        punch: verdict.punch,
        on: verdict.on,
        at: verdict.at,
        site: verdict.site,
        verdict: verdict.verdict,
        weight: verdict.weight,
        score: verdict.score,
        reasons: verdict
            .reasons
            .into_iter()
            .map(|reason| DoubtReason {
                code: reason.code,
                weight: reason.weight,
                text: reason.text,
                text_en: reason.text_en,
                with: reason.with,
            })
            .collect(),
        policy: hex::encode(verdict.policy),
    }
}

/// Opens, joins and takes back what follows from how the punches of a span were weighed. Doing it again changes nothing.
///
/// # Errors
///
/// `no_doubt_rule`; when the database does not answer.
pub async fn open(app: &App, instansi: &Instansi, span: (Date, Date)) -> Result<Opened, ServiceError> {
    let on = app.today(instansi);
    let rule = rule(app, instansi, on)?;
    let mut done = Opened { explained: explain(app, instansi).await?, ..Opened::default() };
    let (found, everybody, opened) = app
        .db
        .read(async |tx| {
            let month = (on.first_of_month(), on.last_of_month());
            Ok::<_, ServiceError>((
                waiting(tx, instansi, span, &[Verdict::Contradicted]).await?,
                people::ids(tx, instansi.id).await?.len(),
                doubts::opened_by(tx, instansi.id, SYSTEM, month).await?,
            ))
        })
        .await?;
    let mut by_person: BTreeMap<PersonId, Vec<PunchVerdict>> = BTreeMap::new();
    for one in found {
        by_person.entry(one.person).or_default().push(one);
    }
    let mut candidates = Vec::new();
    for (person, punches) in &by_person {
        match app.db.write(async |tx| join(tx, app, instansi, *person, punches).await).await {
            Ok(Some(true)) => done.joined += 1,
            Ok(Some(false)) => {}
            Ok(None) => candidates.push(Candidate {
                person: *person,
                weight: punches.iter().map(|punch| punch.weight).max().unwrap_or(0),
            }),
            // Somebody acted meanwhile; the next turn sees what is left.
            Err(error) if error.kind == Kind::Conflict => {}
            Err(error) => return Err(error),
        }
    }
    let all = candidates.len();
    let chosen = choose(candidates, room(rule.cases_cap, everybody, opened));
    done.capped = u32::try_from(all - chosen.len()).unwrap_or(u32::MAX);
    let by = Officer { login: SYSTEM, person: None };
    for one in chosen {
        let punches = by_person.remove(&one.person).unwrap_or_default();
        let id = app.system.uuid();
        match app.db.write(async |tx| begin(tx, app, instansi, by, id, "", &punches).await).await {
            Ok(_) => done.opened += 1,
            Err(error) if error.kind == Kind::Conflict => {}
            Err(error) => return Err(error),
        }
    }
    Ok(done)
}

/// Opens a case of punches of one person.
async fn begin(
    tx: &mut Tx,
    app: &App,
    instansi: &Instansi,
    by: Officer<'_>,
    id: Uuid,
    reason: &str,
    punches: &[PunchVerdict],
) -> Result<WholeCase, ServiceError> {
    let Some(first) = punches.iter().min_by_key(|punch| (punch.on, punch.at, punch.punch)) else {
        return Err(changed_meanwhile());
    };
    let on = app.today(instansi);
    let serving = posts::of_people(tx, instansi.id, &[first.person]).await?;
    let new = DoubtCase {
        id,
        person: first.person,
        unit: unit_on(&serving, first.person, first.on),
        opened_on: on,
        punches: in_order(punches),
        reason: reason.to_owned(),
        due_on: workdays_after(app, instansi, on, rule(app, instansi, on)?.review_workdays),
        by_login: by.login.to_owned(),
        by_person: by.person,
        received_at: app.now(),
    };
    doubts::open(tx, instansi.id, &new, app.system.bytes()).await.map_err(raced)?;
    super::acting::load(tx, instansi, id).await
}

fn in_order(punches: &[PunchVerdict]) -> Vec<DoubtPunch> {
    let mut list: Vec<DoubtPunch> = punches.iter().cloned().map(stands).collect();
    list.sort_by_key(|punch| (punch.at, punch.punch));
    list
}

/// Lets punches join the person's case that goes on: `None` without one, false while a second officer is asked.
async fn join(
    tx: &mut Tx,
    app: &App,
    instansi: &Instansi,
    person: PersonId,
    punches: &[PunchVerdict],
) -> Result<Option<bool>, ServiceError> {
    let Some(id) = heads::live(tx, instansi.id, person).await? else { return Ok(None) };
    let before = super::acting::load(tx, instansi, id).await?;
    if !before.course.state(app.today(instansi)).takes_more() {
        return Ok(Some(false));
    }
    let by = Officer { login: SYSTEM, person: None };
    joined(tx, app, instansi, by, app.system.uuid(), "", before, punches).await?;
    Ok(Some(true))
}

#[allow(clippy::too_many_arguments, reason = "who lets which punches join which case, and why")]
async fn joined(
    tx: &mut Tx,
    app: &App,
    instansi: &Instansi,
    by: Officer<'_>,
    id: Uuid,
    text: &str,
    before: WholeCase,
    punches: &[PunchVerdict],
) -> Result<WholeCase, ServiceError> {
    let on = app.today(instansi);
    let rule = rule(app, instansi, on)?;
    let after = |from: Date, days: u16| workdays_after(app, instansi, from, days);
    let was_asked = before.course.answered || before.course.answer_until.is_some();
    let (due_on, review_due_on) = if was_asked {
        let answer = after(on, rule.answer_workdays);
        (answer, Some(after(answer, rule.review_workdays)))
    } else {
        (after(on, rule.review_workdays), None)
    };
    let word = DoubtWord {
        id,
        step: DoubtStep::Join,
        outcome: None,
        text: text.to_owned(),
        which: Vec::new(),
        punches: in_order(punches),
        due_on: Some(due_on),
        review_due_on,
        files: Vec::new(),
        witness: None,
        by: by.login.to_owned(),
        by_person: by.person,
        at: app.now(),
    };
    let case = doubts::say(tx, instansi.id, before, word.clone(), app.system.bytes()).await.map_err(raced)?;
    telling::said(tx, app, instansi, &case, &word).await?;
    Ok(case)
}

/// Takes a punch up: opens a case, or lets it join the one that goes on. Sent again it changes nothing. One that no signal
/// speaks against needs a reason.
///
/// # Errors
///
/// `unknown_punch`, `text_needed`, `own_record`, `in_case`, `not_now`, `id_taken`, `changed_meanwhile`.
pub async fn take_up(
    app: &App,
    instansi: &Instansi,
    officer: Officer<'_>,
    id: Uuid,
    punch: PunchId,
    reason: &str,
) -> Result<WholeCase, ServiceError> {
    app.db
        .write(async |tx| {
            let case = doubts::cases_of(tx, instansi.id, &[punch]).await?.remove(&punch);
            if let Some(case) = case {
                let case = super::acting::load(tx, instansi, case).await?;
                let is_it = case.case.id == id || case.steps.iter().any(|word| word.id == id);
                return if is_it { Ok(case) } else { Err(in_case()) };
            }
            let verdict = weighed(tx, instansi, punch).await?;
            // What no signal speaks against is doubted by somebody, who says why.
            let by_signal = matches!(verdict.verdict, Verdict::Doubtful | Verdict::Contradicted);
            if !by_signal && reason.is_empty() {
                return Err(reason_needed());
            }
            if officer.person == Some(verdict.person) {
                return Err(refused(hadir_domain::doubts::DoubtBar::OwnRecord));
            }
            let taken = doubts::step(tx, instansi.id, id).await?.is_some();
            if taken || doubts::get(tx, instansi.id, id).await?.is_some() {
                return Err(id_taken());
            }
            match heads::live(tx, instansi.id, verdict.person).await? {
                None => begin(tx, app, instansi, officer, id, reason, &[verdict]).await,
                Some(live) => {
                    let before = super::acting::load(tx, instansi, live).await?;
                    let state = before.course.state(app.today(instansi));
                    if !state.takes_more() {
                        return Err(not_now(state));
                    }
                    joined(tx, app, instansi, officer, id, reason, before, &[verdict]).await
                }
            }
        })
        .await
}

fn reason_needed() -> ServiceError {
    ServiceError::bad(
        "text_needed",
        "Tidak ada tanda yang meragukan rekaman ini. Tulis apa yang Anda lihat atau dengar sebelum membuka perkara.",
        "No signal speaks against this punch. Write what you saw or heard before you open a case.",
    )
}

fn in_case() -> ServiceError {
    ServiceError::conflict(
        "in_case",
        "Rekaman itu sudah ada dalam sebuah perkara, dan tidak dibuka dua kali. Lihat daftar perkara.",
        "That punch is in a case already, and is not opened twice. See the list of cases.",
    )
}

/// Takes cases back that opened by themselves and of which nothing is doubtful any more.
async fn explain(app: &App, instansi: &Instansi) -> Result<u32, ServiceError> {
    let mut explained = 0;
    for case in app.db.read(async |tx| heads::all_live(tx, instansi.id).await).await? {
        match app.db.write(async |tx| explain_one(tx, app, instansi, case).await).await {
            Ok(true) => explained += 1,
            Ok(false) => {}
            Err(error) if error.kind == Kind::Conflict => {}
            Err(error) => return Err(error),
        }
    }
    Ok(explained)
}

async fn explain_one(tx: &mut Tx, app: &App, instansi: &Instansi, id: Uuid) -> Result<bool, ServiceError> {
    let before = super::acting::load(tx, instansi, id).await?;
    let open = before.course.state(app.today(instansi)).takes_more();
    if !open || before.case.by_login != SYSTEM || !explained_now(tx, instansi, &before).await? {
        return Ok(false);
    }
    let word = DoubtWord {
        id: app.system.uuid(),
        step: DoubtStep::Withdraw,
        outcome: Some(DoubtOutcome::Honest),
        text: "Bukti yang datang kemudian menjelaskan semua rekaman dalam perkara ini.".into(),
        which: Vec::new(),
        punches: Vec::new(),
        due_on: None,
        review_due_on: None,
        files: Vec::new(),
        witness: None,
        by: SYSTEM.into(),
        by_person: None,
        at: app.now(),
    };
    let case = doubts::say(tx, instansi.id, before, word.clone(), app.system.bytes()).await.map_err(raced)?;
    telling::said(tx, app, instansi, &case, &word).await?;
    Ok(true)
}

/// Whether every punch was weighed again since it came into the case, and none is doubtful any more.
async fn explained_now(tx: &mut Tx, instansi: &Instansi, case: &WholeCase) -> Result<bool, ServiceError> {
    let ids: Vec<PunchId> = case.punches().map(|punch| punch.punch).collect();
    let newest = case.steps.iter().filter(|word| word.step == DoubtStep::Join).map(|word| word.at).max();
    let since = newest.unwrap_or(case.case.received_at);
    let now = verdicts::get_many(tx, instansi.id, &ids).await?;
    if now.iter().any(|one| matches!(one.verdict, Verdict::Doubtful | Verdict::Contradicted)) {
        return Ok(false);
    }
    let days = case.punches().map(|punch| punch.on);
    let Some((from, to)) = days.clone().min().zip(days.max()) else { return Ok(false) };
    let weighed = weighed_days::in_span(tx, instansi.id, from, to).await?;
    let again = |on: Date| weighed.iter().any(|day| day.on == on && day.weighed_at > since);
    Ok(case.punches().all(|punch| again(punch.on)))
}
