//! The verdict for one person and one working date: a pure function of the records received.
//!
//! Direction comes from the roster, the key pressed is evidence. Every figure carries its reason.

mod correction;
mod reasons;
mod taps;
mod void;

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::DateTime;
use uuid::Uuid;

pub use self::correction::{Corrected, Correction, Moment, Side};
pub use self::reasons::Reason;
pub use self::taps::{Pressed, TapsRead};

use crate::clocks::ClockNote;
use crate::ids::PunchId;
use crate::marks::{Heard, SourceMark};
use crate::outages::OutagesOfDay;
use crate::policy::Policy;
use crate::punches::{Clock, Source};
use crate::roster::{DayPlan, Duty, WorkMode};
use crate::status::{Mark, Status};

use self::void::Void;

/// The part of time that belongs to a day: from inclusive, to exclusive, local to the site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// First moment.
    pub from: DateTime,
    /// First moment of the next day's window.
    pub to: DateTime,
    /// `to` as an instant.
    pub ends_at: Timestamp,
}

/// A punch as the evaluator sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayPunch {
    /// Its key.
    pub id: PunchId,
    /// The instant; first in the order of a day.
    pub at: Timestamp,
    /// The same in the site's local time.
    pub local: DateTime,
    /// Where it came from; second in the order.
    pub source: Source,
    /// The key pressed, as evidence.
    pub pressed: Option<Pressed>,
    /// Whether its time can be right; a suspect one is shown but decides nothing.
    pub clock: Clock,
    /// What is known of the clock behind it.
    pub clock_note: Option<ClockNote>,
    /// The case in which it was found to be a misuse; such a punch is shown and decides nothing.
    pub voided: Option<Voided>,
}

/// Why a punch counts no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Voided {
    /// The case of doubt.
    pub case: Uuid,
}

impl Voided {
    /// Its name for people: short, and the same wherever it is shown.
    pub fn reference(&self) -> String {
        case_reference(self.case)
    }
}

/// The name of a case of doubt for people.
pub fn case_reference(case: Uuid) -> String {
    let text = case.simple().to_string();
    format!("PK-{}", text.get(24..).unwrap_or(&text).to_uppercase())
}

/// What a sheet says of a day without naming a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// Roll or portal.
    pub source: Source,
    /// The status it states.
    pub status: Status,
    /// Marks it states beside.
    pub marks: Vec<Mark>,
    /// Which sheet.
    pub reference: Arc<str>,
}

/// Everything a verdict rests on.
#[derive(Debug, Clone, Copy)]
pub struct DayInput<'a> {
    /// What was due.
    pub plan: &'a DayPlan,
    /// Which time belongs to the day.
    pub window: Window,
    /// Punches in any order; those outside the window are not of this day.
    pub punches: &'a [DayPunch],
    /// What accepted sheets say, newest first.
    pub statements: &'a [Statement],
    /// Approved corrections in force, at most one a side.
    pub corrections: &'a [Correction],
    /// How far each source that concerns the person has spoken.
    pub marks: &'a [SourceMark],
    /// How taps are read.
    pub policy: &'a Policy,
    /// Confirmed outages that lie over the day.
    pub outages: OutagesOfDay<'a>,
    /// The time of judging; decides only what may still be waited for.
    pub now: Timestamp,
}

/// What a person's day was, as far as is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// The one primary code.
    pub status: Status,
    /// Whether every source has spoken and the window is over. Before, marks are provisional.
    pub settled: bool,
    /// Lateness, early leaving and missing taps.
    pub marks: Vec<Mark>,
    /// The arrival.
    pub first_in: Option<(PunchId, DateTime)>,
    /// The departure.
    pub last_out: Option<(PunchId, DateTime)>,
    /// Why, in the order of judging.
    pub reasons: Vec<Reason>,
    /// Names of the sources still waited for.
    pub waiting_for: Vec<Arc<str>>,
}

/// Judges one day.
///
/// Fails closed: while a source that could speak is silent, or nothing listens for the person at
/// all, the day is *belum lengkap*, never TK. A trace proves presence at once; only the minutes and
/// the missing taps wait until the day settles. The answer does not depend on the order of `punches` or outages.
/// What a confirmed outage explains is void; it never makes a day worse, and never proves absence
/// (docs/decisions/0015).
///
/// # Legal source
///
/// PP 94/2021 Ps 1 and Ps 4 f (Masuk Kerja inside or outside the office); Perpres 21/2023 Ps 3-4 (days
/// and hours); the grace and the taps wanted come from the region's rule.
pub fn evaluate(input: &DayInput<'_>) -> Verdict {
    let mut verdict = Verdict {
        status: Status::Belum,
        settled: false,
        marks: Vec::new(),
        first_in: None,
        last_out: None,
        reasons: Vec::new(),
        waiting_for: Vec::new(),
    };
    let usable = usable_punches(input, &mut verdict.reasons);
    let over = input.window.ends_at <= input.now;
    match (&input.plan.duty, &input.plan.excuse) {
        (None, excuse) => {
            verdict.status = excuse.as_ref().map_or(Status::Libur, |excuse| excuse.status);
            verdict.settled = over;
            free_day(input, &usable, &mut verdict);
        }
        (Some(duty), _) => due_day(input, duty, &usable, over, &mut verdict),
    }
    if let Some((status, correction)) = correction::status(input.corrections) {
        corrected_status(status, correction, over, &mut verdict);
    }
    verdict
}

/// An approved word about the whole day stands over what was recorded; the taps stay visible, no minutes follow.
fn corrected_status(status: Status, correction: &Correction, over: bool, verdict: &mut Verdict) {
    verdict.reasons.push(Reason::StatusCorrected {
        was: verdict.status,
        to: status,
        reference: Arc::clone(&correction.reference),
    });
    verdict.status = status;
    verdict.settled = over;
    verdict.marks.clear();
    verdict.waiting_for.clear();
}

fn usable_punches(input: &DayInput<'_>, reasons: &mut Vec<Reason>) -> Vec<DayPunch> {
    let mut usable: Vec<DayPunch> = Vec::with_capacity(input.punches.len());
    let mut suspect = 0;
    let mut noted = Vec::new();
    let mut voided = Vec::new();
    for punch in input.punches {
        if punch.local < input.window.from || punch.local >= input.window.to {
            continue;
        }
        if let Some(void) = punch.voided {
            voided.push((punch.local, punch.source, punch.id, void));
            continue;
        }
        match punch.clock {
            Clock::Ok => usable.push(*punch),
            Clock::Suspect => suspect += 1,
        }
        noted.extend(punch.clock_note.map(|note| (punch.local, punch.source, punch.id, note)));
    }
    // In the order of the day, whatever the order they came in.
    noted.sort_unstable_by_key(|(local, source, id, _)| (*local, *source, *id));
    reasons.extend(noted.into_iter().map(|(local, .., note)| match note {
        ClockNote::Corrected { raw, .. } => {
            Reason::ClockCorrected { raw, used: local, reference: note.reference().into() }
        }
        ClockNote::Doubted { proposed, .. } => {
            Reason::ClockDoubted { raw: local, proposed, reference: note.reference().into() }
        }
    }));
    if suspect > 0 {
        reasons.push(Reason::SuspectClock { count: suspect });
    }
    voided.sort_unstable_by_key(|(local, source, id, _)| (*local, *source, *id));
    reasons.extend(voided.into_iter().map(|(at, source, _, void)| Reason::Voided {
        at,
        source,
        reference: void.reference().into(),
    }));
    usable.sort_unstable_by_key(|punch| (punch.at, punch.source, punch.id));
    usable
}

fn free_day(input: &DayInput<'_>, usable: &[DayPunch], verdict: &mut Verdict) {
    if let Some(excuse) = &input.plan.excuse {
        verdict.reasons.push(Reason::Excused { status: excuse.status, reference: Arc::clone(&excuse.reference) });
    }
    if let Some(off) = &input.plan.off {
        verdict.reasons.push(Reason::DayOff { name: Arc::clone(&off.name), source: Arc::clone(&off.source) });
    }
    if let (Some(first), Some(last)) = (usable.first(), usable.last()) {
        verdict.first_in = Some((first.id, first.local));
        verdict.last_out = (last.id != first.id).then_some((last.id, last.local));
        verdict.reasons.push(Reason::TapsOnFreeDay { count: usable.len() });
    }
}

fn due_day(input: &DayInput<'_>, duty: &Duty, usable: &[DayPunch], over: bool, verdict: &mut Verdict) {
    let mut void = Void::of(input.outages);
    let all_heard = listen(input, over, &mut void, verdict);
    verdict.settled = over && all_heard;
    if let Some(excuse) = &input.plan.excuse {
        verdict.reasons.push(match duty.mode {
            WorkMode::Wfh => Reason::WorksElsewhere { reference: Arc::clone(&excuse.reference) },
            _ => Reason::HalfExcused { status: excuse.status, reference: Arc::clone(&excuse.reference) },
        });
    }
    let present = if duty.mode == WorkMode::Wfh { Status::Wfh } else { Status::H };
    let read = taps::read(input.policy, duty, usable);
    if let Some(read) = taps::corrected(read, input.corrections) {
        verdict.status = present;
        if let Some(call) = usable.iter().find(|tap| taps::is_call(tap)) {
            verdict.reasons.push(Reason::AnsweredCall { at: call.local, source: call.source });
        }
        taps::judge(input.policy, duty, &read, over && all_heard, &void, verdict);
        if let Some(statement) = input.statements.iter().find(|statement| statement.status != present) {
            verdict.reasons.push(Reason::SheetDisagrees {
                source: statement.source,
                status: statement.status,
                reference: Arc::clone(&statement.reference),
            });
        }
        return;
    }
    if let Some(statement) = input.statements.iter().find(|statement| speaks_for(statement.status)) {
        verdict.status = statement.status;
        verdict.marks.clone_from(&statement.marks);
        verdict.settled = over;
        verdict.waiting_for.clear();
        verdict.reasons.push(Reason::SheetSays {
            source: statement.source,
            status: statement.status,
            reference: Arc::clone(&statement.reference),
        });
        return;
    }
    silent_day(input, duty, present, over && all_heard, &void, verdict);
}

/// A sheet can speak for a person; that it says nothing good is no proof of absence by itself.
fn speaks_for(status: Status) -> bool {
    !matches!(status, Status::Tk | Status::Belum | Status::Libur)
}

fn silent_day(
    input: &DayInput<'_>,
    duty: &Duty,
    present: Status,
    settled: bool,
    void: &Void<'_>,
    verdict: &mut Verdict,
) {
    if !settled {
        return;
    }
    // An approved paper that covers the day in part, or another place of work, is a reason: what is
    // missing then are the taps, not the word (docs/decisions/0004 and 0006).
    let covered = match &input.plan.excuse {
        Some(_) if present == Status::Wfh => Some(Status::Wfh),
        Some(excuse) => Some(excuse.status),
        None => None,
    };
    match covered {
        Some(status) => {
            verdict.status = status;
            taps::missing_in(duty, void, verdict);
            taps::missing_out(duty, void, verdict);
        }
        // An outage ends waiting and hides taps; it proves no absence.
        None if let Some(reference) = void.absence(input.marks, duty) => {
            verdict.settled = false;
            verdict.waiting_for.push("Daftar hadir bertanda tangan".into());
            let late = input.outages.roll_until.is_some_and(|until| until <= input.now);
            verdict.reasons.push(if late {
                Reason::OutageNeedsOfficer { reference, rule: void.rule() }
            } else {
                Reason::OutageAwaitsRoll { reference, rule: void.rule() }
            });
        }
        None => {
            verdict.status = Status::Tk;
            verdict.reasons.push(Reason::NothingHeard { sources: input.marks.len() });
        }
    }
}

/// Whether every source has spoken; says which have not.
fn listen(input: &DayInput<'_>, over: bool, void: &mut Void<'_>, verdict: &mut Verdict) -> bool {
    if !over {
        verdict.reasons.push(Reason::WindowOpen { ends: input.window.to });
        return false;
    }
    if input.marks.is_empty() && input.statements.is_empty() {
        verdict.reasons.push(Reason::NobodyListens);
        return false;
    }
    for mark in input.marks {
        match mark.heard(input.window.ends_at, input.now) {
            Heard::Yes => {}
            Heard::NotYet => match input.outages.ends_waiting(mark, &input.window) {
                Some(reference) => {
                    void.ended_waiting(&reference);
                    verdict.reasons.push(Reason::OutageEndsWaiting {
                        source: mark.source,
                        name: Arc::clone(&mark.name),
                        reference,
                        rule: void.rule(),
                    });
                }
                None => verdict.waiting_for.push(Arc::clone(&mark.name)),
            },
            Heard::Lapsed => {
                verdict.reasons.push(Reason::Lapsed { source: mark.source, name: Arc::clone(&mark.name) });
            }
        }
    }
    if verdict.waiting_for.is_empty() {
        return !input.marks.is_empty();
    }
    verdict.reasons.push(Reason::WaitingFor { sources: verdict.waiting_for.len(), of: input.marks.len() });
    false
}

#[cfg(test)]
mod tests;
