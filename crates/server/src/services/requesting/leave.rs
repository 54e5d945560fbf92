//! A person's leave: what is on record of it, what is left, and whether a wish fits. The rules are `hadir_domain::leave`'s.

use std::collections::HashMap;

use hadir_domain::ids::{PersonId, RequestId};
use hadir_domain::leave::{
    self as rules, Due, Grant, GrantReason, LeaveFacts, LeaveKind, LeaveRules, Opening, Severity, Taken, TakenState,
    Wanted,
};
use hadir_domain::requests::{LeaveWish, RequestState, Wish};
use hadir_domain::roster::{self, Assignment, Exception, ExceptionKind, Layer};
use hadir_store::instansi::Instansi;
use hadir_store::requests::Request;
use hadir_store::{StoreError, leave_openings, requests, roster as rosters};
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::checking::Applicant;
use super::problems::Problem;
use crate::app::App;
use crate::services::error::{Kind, ServiceError};
use crate::services::judging::RulesInForce;

/// Requests of a person that are looked through; more leave than that in a working life is none.
const MOST_REQUESTS: u32 = 4_000;

/// Years before the one asked about whose leave may still matter.
const YEARS_BACK: i16 = 6;

/// What a year holds of one kind of leave, in half days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = LeaveBalance)]
pub struct Balance {
    /// `tahunan`, `besar`, `sakit`, `melahirkan`, `alasan_penting`, `cltn`.
    pub leave: String,
    /// Its name.
    pub name: String,
    /// Its name in English.
    pub name_en: String,
    /// Which year.
    pub year: i16,
    /// The year's own, or the most one leave may have.
    pub entitled_half_days: i32,
    /// What earlier years passed on.
    pub carried_half_days: i32,
    /// Approved.
    pub used_half_days: i32,
    /// Asked for and not decided.
    pub pending_half_days: i32,
    /// Days of travel beyond it, where travel is hard.
    pub travel_half_days: i32,
    /// What may still be asked for.
    pub left_half_days: i32,
    /// `workdays`, `days` or `months`.
    pub unit: String,
    /// What to know about it.
    pub notes: Vec<BalanceNote>,
}

/// A sentence about a balance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = LeaveNote)]
pub struct BalanceNote {
    /// Indonesian.
    pub text: String,
    /// English.
    pub text_en: String,
    /// Whether the rule was checked.
    pub confirmed: bool,
    /// The rule.
    pub source: String,
}

impl From<rules::Balance> for Balance {
    fn from(of: rules::Balance) -> Self {
        Self {
            leave: of.kind.as_str().to_owned(),
            name: of.kind.name_id().to_owned(),
            name_en: of.kind.name_en().to_owned(),
            year: of.year,
            entitled_half_days: of.entitled,
            carried_half_days: of.carried,
            used_half_days: of.used,
            pending_half_days: of.pending,
            travel_half_days: of.travel,
            left_half_days: of.left,
            unit: of.unit.as_str().to_owned(),
            notes: of
                .notes
                .into_iter()
                .map(|note| BalanceNote {
                    text: note.id,
                    text_en: note.en,
                    confirmed: note.confirmed,
                    source: note.rule.source.clone(),
                })
                .collect(),
        }
    }
}

/// What looking at a wish for leave found.
pub struct Found {
    /// Half days of duty it takes.
    pub counted_half_days: Option<u32>,
    /// What would be left with it.
    pub balance: Option<Balance>,
    /// What stands against it or must be known.
    pub problems: Vec<Problem>,
    /// Whether the rules want proof.
    pub needs_proof: bool,
}

/// A person's leave with the rules and the days of duty.
struct OnRecord {
    facts: LeaveFacts,
    rules: LeaveRules,
    assignments: Vec<Assignment>,
    cells: Vec<Exception>,
    in_force: RulesInForce,
    /// Days of leave that came by a paper which names no kind.
    unnamed: Vec<Exception>,
}

impl OnRecord {
    async fn load(app: &App, instansi: &Instansi, applicant: &Applicant, on: Date) -> Result<Self, ServiceError> {
        let person = &applicant.person;
        let region = instansi.region_code();
        let rules = app.packs_of(instansi).leave(region, person.employee_type, on).ok_or_else(|| {
            ServiceError::bad(
                "no_leave_rule",
                format!("aturan cuti untuk {on} belum ada dalam paket aturan"),
                format!("no rule pack speaks of leave on {on}"),
            )
        })?;
        let first = Date::new(on.year().saturating_sub(YEARS_BACK), 1, 1).unwrap_or(on);
        let last = Date::new(on.year().saturating_add(5), 12, 31).unwrap_or(on);
        let (asked, openings, papers, assignments) = app
            .db
            .read(async |tx| {
                let id = instansi.id;
                Ok::<_, StoreError>((
                    requests::of_person(tx, id, person.id, None, None, MOST_REQUESTS).await?,
                    leave_openings::of_person(tx, id, person.id).await?,
                    rosters::exceptions(tx, id, &[person.id], first, last).await?,
                    rosters::assignments(tx, id, &[person.id]).await?,
                ))
            })
            .await?;
        let (cells, excuses): (Vec<_>, Vec<_>) =
            papers.into_iter().partition(|paper| paper.kind.layer() == Layer::Roster);
        let mut facts = LeaveFacts::of(person.employee_type);
        let first_post = applicant.posts.iter().map(|post| post.from_on).min();
        facts.service_from = rules::service_start(&person.identifiers, first_post).map(|start| start.on);
        // The year the register began in is not in it as a whole.
        let began = instansi.date_of(instansi.created_at);
        facts.records_from = Some(began.year().saturating_add(1));
        facts.openings = openings
            .into_iter()
            .map(|one| Opening { kind: one.kind, year: one.year, left_half_days: one.left_half_days })
            .collect();
        let mut unnamed = Vec::new();
        facts.taken = taken(&asked, excuses, &mut unnamed);
        let mut record = Self { facts, rules, assignments, cells, in_force: RulesInForce::of(app, instansi), unnamed };
        record.facts.grants = record.postponed(&asked);
        Ok(record)
    }

    /// Whether a day asks for duty by roster and calendar, papers left aside.
    fn due(&self, on: Date) -> Option<Due> {
        let rules = self.in_force.rules();
        let plan =
            roster::plan(on, &self.assignments, &self.cells, rules.fallback, rules.calendar, rules.hours).ok()?;
        Some(if plan.duty.is_some() { Due::Duty } else { Due::Free })
    }

    fn postponed(&self, asked: &[Request]) -> Vec<Grant> {
        let postponed = asked.iter().filter(|request| request.progress.state == RequestState::Postponed);
        let mut grants = Vec::new();
        for request in postponed {
            let Wish::Leave(wish) = &request.wish else { continue };
            let Ok(years) = rules::count(wish.from, wish.to, wish.part, &|on| self.due(on)) else { continue };
            grants.extend(years.into_iter().map(|(year, half_days)| Grant {
                kind: wish.leave,
                year,
                half_days,
                reason: GrantReason::Postponed,
            }));
        }
        grants
    }

    fn balance(&self, kind: LeaveKind, year: i16) -> Result<Balance, ServiceError> {
        let balance = rules::balance(&self.rules, &self.facts, kind, year, &|on| self.due(on)).map_err(|error| {
            ServiceError::bad(
                "no_calendar",
                format!("sisa cuti {year} belum dapat dihitung: {error}"),
                format!("the leave of {year} cannot be counted: {error}"),
            )
        })?;
        let mut balance = Balance::from(balance);
        let unnamed = self.unnamed.iter().filter(|paper| paper.from_on.year() <= year && year <= paper.to_on.year());
        if kind == LeaveKind::Tahunan && unnamed.clone().count() > 0 {
            balance.notes.push(BalanceNote {
                text: format!(
                    "{} surat cuti pada tahun ini tidak menyebut jenisnya dan belum dikurangkan; minta kepegawaian memeriksanya",
                    unnamed.clone().count()
                ),
                text_en: format!(
                    "{} papers of leave in this year name no kind and are not counted; ask personnel to look at them",
                    unnamed.count()
                ),
                confirmed: false,
                source: "register".into(),
            });
        }
        Ok(balance)
    }
}

/// Leave in force and leave that waits. A paper that was shortened counts as it now is.
fn taken(asked: &[Request], excuses: Vec<Exception>, unnamed: &mut Vec<Exception>) -> Vec<Taken> {
    let mut kinds: HashMap<Uuid, (LeaveKind, RequestId)> = HashMap::new();
    for request in asked {
        let of = match &request.wish {
            Wish::Leave(wish) => Some((wish.leave, request.id)),
            Wish::Cancel(wish) => asked.iter().find(|other| other.id == wish.request).and_then(|other| {
                let Wish::Leave(leave) = &other.wish else { return None };
                Some((leave.leave, other.id))
            }),
            _ => None,
        };
        if let Some(of) = of {
            kinds.extend(request.effects.papers.iter().map(|paper| (*paper, of)));
        }
    }
    let mut taken = Vec::new();
    for paper in excuses {
        match (kinds.get(&paper.id.0), &paper.kind) {
            (Some((kind, request)), _) => taken.push(Taken {
                kind: *kind,
                from: paper.from_on,
                to: paper.to_on,
                part: paper.part,
                state: TakenState::Approved,
                request: Some(request.0),
            }),
            (None, ExceptionKind::Leave) => unnamed.push(paper),
            (None, _) => {}
        }
    }
    let waiting = asked.iter().filter(|request| !request.progress.state.is_over());
    taken.extend(waiting.filter_map(|request| {
        let Wish::Leave(wish) = &request.wish else { return None };
        Some(Taken {
            kind: wish.leave,
            from: wish.from,
            to: wish.to,
            part: wish.part,
            state: TakenState::Pending,
            request: Some(request.id.0),
        })
    }));
    taken
}

/// What a person has of every kind of leave in a year.
///
/// # Errors
///
/// When no pack or calendar covers the year.
pub async fn balances(
    app: &App,
    instansi: &Instansi,
    person: PersonId,
    year: i16,
) -> Result<Vec<Balance>, ServiceError> {
    let applicant = Applicant::load(app, instansi, person).await?;
    let today = app.today(instansi);
    // The rules of the year asked about: as of today for this one, else of its nearest day.
    let on = if year == today.year() {
        today
    } else {
        let (month, day) = if year < today.year() { (12, 31) } else { (1, 1) };
        Date::new(year, month, day).unwrap_or(today)
    };
    let record = OnRecord::load(app, instansi, &applicant, on).await?;
    LeaveKind::ALL.into_iter().map(|kind| record.balance(kind, year)).collect()
}

/// Looks at a wish for leave.
///
/// # Errors
///
/// When no pack speaks of leave on its first day.
pub(super) async fn check(
    app: &App,
    instansi: &Instansi,
    applicant: &Applicant,
    wish: &LeaveWish,
    own: RequestId,
    files: usize,
) -> Result<Found, ServiceError> {
    let record = OnRecord::load(app, instansi, applicant, wish.from).await?;
    let checked = look(&record, wish, own);
    let mut problems: Vec<Problem> = checked.problems.iter().map(problem).collect();
    if let Some(proof) = checked.proof.as_ref().filter(|_| files == 0) {
        problems.push(Problem {
            rule: Some(proof.rule.source.clone()),
            ..Problem::later(
                "proof_needed",
                format!("Lampirkan bukti: {}. Permohonan dapat dikirim dahulu, buktinya menyusul.", proof.id),
                format!("Attach proof: {}. The request can be sent now, the proof later.", proof.en),
            )
        });
    }
    Ok(Found {
        counted_half_days: checked.half_days().map(u32::from),
        balance: checked.balance_after.map(Balance::from),
        needs_proof: checked.proof.is_some(),
        problems,
    })
}

fn look(record: &OnRecord, wish: &LeaveWish, own: RequestId) -> rules::Checked {
    let wanted = Wanted { kind: wish.leave, from: wish.from, to: wish.to, part: wish.part, request: Some(own.0) };
    rules::check(&record.rules, &record.facts, &wanted, &|on| record.due(on))
}

fn problem(found: &rules::Problem) -> Problem {
    let sentence = |text: &str| {
        let mut letters = text.chars();
        let first = letters.next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
        format!("{first}{}.", letters.as_str())
    };
    Problem {
        code: found.code.to_owned(),
        detail: sentence(&found.id),
        detail_en: sentence(&found.en),
        blocking: found.severity == Severity::Refuses,
        rule: found.rule.as_ref().map(|rule| rule.source.clone()),
    }
}

/// Whether the leave of a request still fits, at its last yes.
///
/// # Errors
///
/// `cannot_follow` with what stands against it by now.
pub(super) async fn still_there(
    app: &App,
    instansi: &Instansi,
    request: &Request,
    wish: &LeaveWish,
) -> Result<(), ServiceError> {
    let applicant = Applicant::load(app, instansi, request.person).await?;
    let record = OnRecord::load(app, instansi, &applicant, wish.from).await?;
    let checked = look(&record, wish, request.id);
    match checked.problems.iter().find(|problem| problem.severity == Severity::Refuses) {
        None => Ok(()),
        Some(found) => {
            let found = problem(found);
            Err(ServiceError {
                kind: Kind::Conflict,
                code: "cannot_follow",
                text: crate::error::Text::new(found.detail, found.detail_en),
            })
        }
    }
}

/// Which leave can be put off in the interest of the service.
///
/// # Legal source
///
/// PP 11/2017 Ps 313 and 317: annual leave and long leave may be put off for a year at most.
pub(super) fn can_be_postponed(kind: LeaveKind) -> bool {
    matches!(kind, LeaveKind::Tahunan | LeaveKind::Besar)
}
