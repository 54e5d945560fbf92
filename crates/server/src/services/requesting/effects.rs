//! What follows an approval: new papers, papers that end, corrections. Planned once, for the preview and for the deed.

use std::collections::BTreeMap;
use std::sync::Arc;

use hadir_domain::day::Correction;
use hadir_domain::ids::{AssignmentId, CorrectionId, PersonId, RequestId};
use hadir_domain::requests::{CancelWish, CorrectionWish, SwapWish, Wish};
use hadir_domain::roster::{DayPlan, Duty, Exception, ExceptionKind, Part, Turn};
use hadir_domain::timeline::PersonRecords;
use hadir_store::corrections::{NewCorrection, RestsOn};
use hadir_store::instansi::Instansi;
use hadir_store::requests::Request;
use hadir_store::{StoreError, Tx, corrections, requests, roster};
use jiff::civil::Date;

use super::problems::Problem;
use crate::app::App;
use crate::services::error::ServiceError;
use crate::services::judging;

/// The records an approval would make.
#[derive(Debug, Clone, Default)]
pub struct Planned {
    /// New papers.
    pub papers: Vec<Exception>,
    /// Papers that end, with whose they are and their days.
    pub voided: Vec<Exception>,
    /// Corrections.
    pub corrections: Vec<NewCorrection>,
}

impl Planned {
    /// Whose days change, and from when to when.
    pub fn spans(&self) -> BTreeMap<PersonId, (Date, Date)> {
        let mut spans: BTreeMap<PersonId, (Date, Date)> = BTreeMap::new();
        let papers = self.papers.iter().chain(&self.voided).map(|paper| (paper.person, paper.from_on, paper.to_on));
        for (person, from, to) in papers.chain(self.corrections.iter().map(|one| (one.person, one.on, one.on))) {
            let span = spans.entry(person).or_insert((from, to));
            *span = (span.0.min(from), span.1.max(to));
        }
        spans
    }

    /// Puts what concerns a person into their records.
    pub fn apply(&self, person: PersonId, records: &mut PersonRecords) {
        records.exceptions.retain(|paper| !self.voided.iter().any(|voided| voided.id == paper.id));
        records.exceptions.extend(self.papers.iter().filter(|paper| paper.person == person).cloned());
        for new in self.corrections.iter().filter(|new| new.person == person) {
            let of_day = records.corrections.entry(new.on).or_default();
            of_day.retain(|one| one.corrected.side() != new.corrected.side());
            of_day.push(Correction {
                id: new.id,
                corrected: new.corrected,
                reference: Arc::from(new.reference.as_str()),
            });
        }
    }
}

/// Plans what follows when a person's wish is approved.
///
/// # Errors
///
/// When the database does not answer. What cannot be done is a problem, not an error.
pub async fn plan(
    app: &App,
    instansi: &Instansi,
    request: RequestId,
    person: PersonId,
    wish: &Wish,
    reference: &str,
) -> Result<Result<Planned, Problem>, ServiceError> {
    match wish {
        Wish::Correction(wish) => Ok(Ok(correction(app, request, person, wish, reference))),
        Wish::Swap(wish) => swap(app, instansi, person, wish, reference).await,
        Wish::Cancel(wish) => cancel(app, instansi, person, wish, reference).await,
        paper => {
            let mut planned = Planned::default();
            if let (Some((kind, part)), Some((from_on, to_on))) = (paper.paper(), paper.span()) {
                planned.papers.push(Exception {
                    id: AssignmentId(app.system.uuid()),
                    person,
                    from_on,
                    to_on,
                    part,
                    kind,
                    reference: reference.to_owned(),
                });
            }
            Ok(Ok(planned))
        }
    }
}

fn correction(app: &App, request: RequestId, person: PersonId, wish: &CorrectionWish, reference: &str) -> Planned {
    let corrections = wish.corrected().map(|corrected| NewCorrection {
        id: CorrectionId(app.system.uuid()),
        person,
        on: wish.date,
        corrected,
        punch: wish.punch,
        replaces: wish.replaces,
        rests_on: RestsOn::Request(request),
        reference: reference.to_owned(),
    });
    Planned { corrections: corrections.into_iter().collect(), ..Planned::default() }
}

/// On `date` the colleague serves the person's turn, on `other_date` the person the colleague's; on one and the same day
/// they change turns.
async fn swap(
    app: &App,
    instansi: &Instansi,
    person: PersonId,
    wish: &SwapWish,
    reference: &str,
) -> Result<Result<Planned, Problem>, ServiceError> {
    let (from, to) = (wish.date.min(wish.other_date), wish.date.max(wish.other_date));
    let judged = judging::judge(app, instansi, &[person, wish.with], from, to).await?;
    let plan_of = |who: PersonId, on: Date| -> Option<&DayPlan> {
        let days = &judged.people.iter().find(|days| days.person == who)?.days;
        days.iter().find(|day| day.on == on).map(|day| &day.plan)
    };
    let turn_of = |who: PersonId, on: Date| plan_of(who, on).and_then(|plan| plan.duty.as_ref()).map(turn);
    let (mine, theirs) = (turn_of(person, wish.date), turn_of(wish.with, wish.other_date));
    let excused =
        [(person, wish.date), (wish.with, wish.date), (person, wish.other_date), (wish.with, wish.other_date)]
            .into_iter()
            .any(|(who, on)| plan_of(who, on).is_some_and(|plan| plan.excuse.is_some()));
    if excused {
        return Ok(Err(Problem::new(
            "swap_excused",
            "Salah satu dari Anda sedang cuti, dinas luar atau izin pada hari itu. Pilih hari lain.",
            "One of you is on leave or otherwise excused on such a day. Choose another.",
        )));
    }
    let (Some(mine), Some(theirs)) = (mine, theirs) else {
        return Ok(Err(Problem::new(
            "no_duty",
            "Pada hari itu tidak ada dinas yang dapat ditukar. Periksa jadwal Anda dan jadwal rekan.",
            "There is no turn to swap on that day. See your roster and your colleague's.",
        )));
    };
    let paper = |who: PersonId, on: Date, kind: ExceptionKind| Exception {
        id: AssignmentId(app.system.uuid()),
        person: who,
        from_on: on,
        to_on: on,
        part: Part::Whole,
        kind,
        reference: reference.to_owned(),
    };
    let serve = |turn: Turn| ExceptionKind::Turn { turn };
    if wish.date == wish.other_date {
        let papers = vec![paper(person, wish.date, serve(theirs)), paper(wish.with, wish.date, serve(mine))];
        return Ok(Ok(Planned { papers, ..Planned::default() }));
    }
    if turn_of(wish.with, wish.date).is_some() || turn_of(person, wish.other_date).is_some() {
        return Ok(Err(Problem::new(
            "swap_double",
            "Dengan tukar ini salah satu dari Anda berdinas dua kali sehari. Pilih hari lain.",
            "With this swap one of you would serve twice on a day. Choose another.",
        )));
    }
    let papers = vec![
        paper(person, wish.date, ExceptionKind::Off),
        paper(wish.with, wish.date, serve(mine)),
        paper(person, wish.other_date, serve(theirs)),
        paper(wish.with, wish.other_date, ExceptionKind::Off),
    ];
    Ok(Ok(Planned { papers, ..Planned::default() }))
}

fn turn(duty: &Duty) -> Turn {
    let minutes = duty.starts.duration_until(duty.ends).as_secs() / 60;
    Turn {
        starts: duty.starts.time(),
        minutes: u16::try_from(minutes).unwrap_or(u16::MAX),
        break_minutes: 0,
        grace_minutes: duty.grace_minutes,
    }
}

async fn cancel(
    app: &App,
    instansi: &Instansi,
    person: PersonId,
    wish: &CancelWish,
    reference: &str,
) -> Result<Result<Planned, Problem>, ServiceError> {
    let found = app
        .db
        .read(async |tx| {
            let request = requests::get(tx, instansi.id, wish.request).await?.filter(|found| found.person == person);
            papers_of(tx, instansi, request.as_ref()).await
        })
        .await?;
    if found.is_empty() {
        return Ok(Err(Problem::new(
            "nothing_to_cancel",
            "Permohonan itu tidak sedang berlaku, jadi tidak ada yang dibatalkan.",
            "That request is not in force, so there is nothing to cancel.",
        )));
    }
    let mut planned = Planned::default();
    for paper in found {
        match wish.from.filter(|from| paper.from_on < *from) {
            Some(from) if from > paper.to_on => continue,
            Some(from) => planned.papers.push(Exception {
                id: AssignmentId(app.system.uuid()),
                to_on: from.yesterday().unwrap_or(from),
                reference: format!("{}; {reference}", paper.reference),
                ..paper.clone()
            }),
            None => {}
        }
        planned.voided.push(paper);
    }
    if planned.voided.is_empty() {
        return Ok(Err(Problem::new(
            "outside_paper",
            "Tanggal itu sesudah akhir surat. Pilih tanggal di dalamnya.",
            "That date lies past the end of the paper. Choose one within it.",
        )));
    }
    Ok(Ok(planned))
}

/// The papers of an approved request that still hold.
async fn papers_of(tx: &mut Tx, instansi: &Instansi, request: Option<&Request>) -> Result<Vec<Exception>, StoreError> {
    let mut found = Vec::new();
    for id in request.map(|request| request.effects.papers.as_slice()).unwrap_or_default() {
        found.extend(roster::paper(tx, instansi.id, AssignmentId(*id)).await?);
    }
    Ok(found)
}

/// Makes the records of an approval; answers which.
///
/// # Errors
///
/// [`StoreError::Conflict`] when another correction came in between.
pub(super) async fn make(
    tx: &mut Tx,
    app: &App,
    instansi: &Instansi,
    by: &str,
    planned: &Planned,
) -> Result<requests::Effects, StoreError> {
    let entry = || roster::Entry { by_login: by.to_owned(), received_at: app.now(), salt: app.system.bytes() };
    let mut made = requests::Effects::default();
    for paper in &planned.voided {
        let reason = "pembatalan yang disetujui";
        if roster::void(tx, instansi.id, paper.id, paper.person, reason, &entry()).await? {
            made.voided.push(paper.id.0);
        }
    }
    for paper in &planned.papers {
        roster::except(tx, instansi.id, paper, &entry()).await?;
        made.papers.push(paper.id.0);
    }
    for correction in &planned.corrections {
        corrections::add(tx, instansi.id, correction, &entry()).await?;
        made.corrections.push(correction.id.0);
    }
    Ok(made)
}
