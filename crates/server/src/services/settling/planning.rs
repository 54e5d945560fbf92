//! What a side says of a day, what would have to be corrected so that the day is as said, and how it would become.

use std::sync::Arc;

use hadir_domain::day::{Corrected, Correction};
use hadir_domain::ids::CorrectionId;
use hadir_domain::reconcile::{JudgedSides, Outcome, Says, Speaker, follows};
use hadir_domain::status::Status;
use hadir_domain::timeline::{self, JudgedDay};
use hadir_store::instansi::Instansi;
use hadir_store::reconcile::discrepancies::DiscrepancyRow;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use uuid::Uuid;

use crate::app::App;
use crate::services::error::ServiceError;
use crate::services::judging::{self, PersonDays, RulesInForce};

/// What an outcome would do to a day.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// What was so.
    pub says: Says,
    /// What has to be corrected; nothing when the day is as said already.
    pub corrections: Vec<Corrected>,
    /// The day as it would be.
    pub after: JudgedDay,
}

/// Judged people, to plan with.
pub struct Desk {
    rules: RulesInForce,
    now: Timestamp,
    people: Vec<PersonDays>,
}

impl Desk {
    /// Judges the days of these discrepancies.
    ///
    /// # Errors
    ///
    /// When no pack covers one of them, or the database does not answer.
    pub async fn of(app: &App, instansi: &Instansi, rows: &[&DiscrepancyRow]) -> Result<Self, ServiceError> {
        let mut people: Vec<_> = rows.iter().map(|row| row.person).collect();
        people.sort_unstable();
        people.dedup();
        let rules = RulesInForce::of(app, instansi);
        let days = rows.iter().map(|row| row.on);
        let Some((from, to)) = days.clone().min().zip(days.max()) else {
            return Ok(Self { rules, now: app.now(), people: Vec::new() });
        };
        let judged = judging::judge(app, instansi, &people, from, to).await?;
        Ok(Self { rules, now: judged.now, people: judged.people })
    }

    /// The person of a discrepancy and its day.
    ///
    /// # Errors
    ///
    /// `evidence_erased` for a day that stands without its evidence.
    pub fn day(&self, row: &DiscrepancyRow) -> Result<(&PersonDays, &JudgedDay), ServiceError> {
        let of = self.people.iter().find(|of| of.person == row.person).ok_or_else(super::unknown)?;
        if of.frozen.iter().any(|span| span.holds(row.person, row.on)) {
            return Err(ServiceError::conflict(
                "evidence_erased",
                "Data hari itu sudah dihapus sesuai masa simpan, jadi hari itu tetap seperti adanya.",
                "The data of that day was erased when its time was over, so the day stays as it is.",
            ));
        }
        let day = of.days.iter().find(|day| day.on == row.on).ok_or_else(super::unknown)?;
        Ok((of, day))
    }

    /// Plans what follows from an outcome; `given` is what the officer says where no side can be followed, or beside it.
    ///
    /// # Errors
    ///
    /// `says_needed` when nothing tells what was so; `bad_time`.
    pub fn plan(&self, row: &DiscrepancyRow, outcome: Outcome, given: Says) -> Result<Plan, ServiceError> {
        let (of, day) = self.day(row)?;
        let says = resolved(row, outcome, given, of, day)?;
        self.follow(of, day, says)
    }

    /// Plans what follows when the day was as said.
    ///
    /// # Errors
    ///
    /// When no pack covers the day.
    pub fn follow(&self, of: &PersonDays, day: &JudgedDay, says: Says) -> Result<Plan, ServiceError> {
        let corrected = of.records.corrections.get(&day.on).map(Vec::as_slice).unwrap_or_default();
        let over = corrected.iter().find_map(|one| match one.corrected {
            Corrected::StatusIs(status) => Some(status),
            _ => None,
        });
        let corrections = says.corrections(&judged_sides(day), over);
        let mut after = day.clone();
        if !corrections.is_empty() {
            let mut records = of.records.clone();
            let of_day = records.corrections.entry(day.on).or_default();
            for one in &corrections {
                of_day.retain(|known| known.corrected.side() != one.side());
                of_day.push(Correction {
                    id: CorrectionId(Uuid::nil()),
                    corrected: *one,
                    reference: Arc::from("selisih"),
                });
            }
            let judged = timeline::judge(&records, &self.rules.rules(), day.on, day.on, self.now);
            after = judged.map_err(judging::not_covered)?.pop().unwrap_or(after);
        }
        Ok(Plan { says, corrections, after })
    }
}

fn judged_sides(day: &JudgedDay) -> JudgedSides {
    let verdict = &day.verdict;
    JudgedSides {
        arrived: verdict.first_in.map(|(_, local)| local),
        left: verdict.last_out.map(|(_, local)| local),
        status: verdict.status,
    }
}

/// What was so: as the side that is followed says, with what the officer says in its place.
fn resolved(
    row: &DiscrepancyRow,
    outcome: Outcome,
    given: Says,
    of: &PersonDays,
    day: &JudgedDay,
) -> Result<Says, ServiceError> {
    if outcome == Outcome::CannotBeKnown {
        return Ok(Says::default());
    }
    let near = |local: DateTime| {
        let (first, last) = (day.on.yesterday().unwrap_or(day.on), day.on.tomorrow().unwrap_or(day.on));
        first <= local.date() && local.date() <= last
    };
    let ordered = given.arrived.zip(given.left).is_none_or(|(arrived, left)| arrived < left);
    if !ordered || !given.arrived.is_none_or(near) || !given.left.is_none_or(near) {
        return Err(ServiceError::bad(
            "bad_time",
            "Jam pulang harus sesudah jam datang, pada hari itu atau malam sesudahnya. Periksa jamnya.",
            "The departure has to be after the arrival, on that day or the night after. Check the times.",
        ));
    }
    let side = follows(outcome, row.a.0, row.b.0).map(|speaker| side_says(of, day, speaker)).unwrap_or_default();
    let says = Says {
        arrived: given.arrived.or(side.arrived),
        left: given.left.or(side.left),
        status: given.status.or(side.status),
    };
    if says.is_empty() {
        return Err(ServiceError::bad(
            "says_needed",
            "Sisi itu tidak menyebut jam atau status. Isi jam datang, jam pulang, atau pilih status hari itu.",
            "That side states no time and no status. Fill in arrival or departure, or choose the status of the day.",
        ));
    }
    Ok(says)
}

/// What one speaker says of a day, read from the records themselves.
pub fn side_says(of: &PersonDays, day: &JudgedDay, speaker: Speaker) -> Says {
    let mut times: Vec<DateTime> = of
        .punches
        .iter()
        .filter(|punch| Speaker::of(punch.source) == speaker)
        .map(|punch| of.local(punch))
        .filter(|local| day.window.from <= *local && *local < day.window.to)
        .collect();
    times.sort_unstable();
    let status = of.records.statements.get(&day.on).into_iter().flatten();
    let status = status.filter(|one| speaks(speaker, Speaker::of(one.source))).map(|one| one.status).next();
    let (arrived, left) = match times.as_slice() {
        [] => (None, None),
        [only] if *only > middle(day) => (None, Some(*only)),
        [only] => (Some(*only), None),
        [first, .., last] => (Some(*first), Some(*last)),
    };
    Says { arrived, left, status }
}

/// Whether a sheet that came as `source` is what `speaker` says: a recap comes as a roll's or a portal's file.
pub fn speaks(speaker: Speaker, source: Speaker) -> bool {
    speaker == source || speaker == Speaker::Recap
}

/// The middle of what was due, or of the day: a lone tap after it is a departure.
fn middle(day: &JudgedDay) -> DateTime {
    let noon = |on: Date| on.at(12, 0, 0, 0);
    let Some(duty) = &day.plan.duty else { return noon(day.on) };
    let half = duty.starts.duration_until(duty.ends).as_secs() / 2;
    duty.starts.checked_add(jiff::SignedDuration::from_secs(half)).unwrap_or_else(|_| noon(day.on))
}

/// Whether a day would count otherwise: another status, other marks or other times.
pub fn changes(before: &JudgedDay, after: &JudgedDay) -> bool {
    let facts = |day: &JudgedDay| {
        let sides = judged_sides(day);
        (sides.status, day.verdict.marks.clone(), sides.arrived, sides.left)
    };
    facts(before) != facts(after)
}

/// The statuses an officer may say a day had: those that are neither computed nor open.
pub const SAYABLE: [Status; 9] =
    [Status::H, Status::Tk, Status::S, Status::I, Status::C, Status::Dl, Status::Wfh, Status::Tb, Status::Diklat];
