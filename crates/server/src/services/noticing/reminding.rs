//! Reminds people of their duty: once a kind, person and day, and only who has a way to be told.
//!
//! What is due is planned for everybody now and then; only those for whom something may be due this minute are judged
//! anew, by the path every day is judged by.

use std::collections::HashMap;

use hadir_domain::ids::{AccountId, PersonId};
use hadir_domain::notices::{self as deciding, Due, Heard, LeadTimes, NoticeChannel, NoticeKind};
use hadir_domain::policy::{PolicyTable, Taps};
use hadir_domain::punches::{Clock, Source};
use hadir_domain::roster::Duty;
use hadir_domain::timeline::JudgedDay;
use hadir_store::StoreError;
use hadir_store::instansi::Instansi;
use hadir_store::notices::{self, NewNotice, choices, subscriptions};
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};

use super::texts;
use crate::app::App;
use crate::services::error::ServiceError;
use crate::services::judging::{self, PersonDays};

/// People planned or judged together.
const AT_ONCE: u32 = 500;
/// How long a plan is used: a roster that changes is followed after this at the latest.
const PLAN_HOLDS: SignedDuration = SignedDuration::from_mins(10);
/// A terminal that spoke within this may be believed to have nothing more.
const FRESH: SignedDuration = SignedDuration::from_mins(15);
/// Longer than a duty can be looked at: nothing more is to be found out.
const SETTLED: SignedDuration = SignedDuration::from_hours(36);
/// How long until somebody who was not told is looked at again in the evening.
const EVENING: SignedDuration = SignedDuration::from_mins(10);

/// What is due for whom, and who need not be looked at.
#[derive(Default)]
pub struct Reminders {
    planned_at: Option<Timestamp>,
    people: Vec<Planned>,
    /// Not before then again.
    looked: HashMap<(AccountId, Date, NoticeKind), Timestamp>,
}

struct Planned {
    account: AccountId,
    person: PersonId,
    zone: TimeZone,
    duties: Vec<Duty>,
}

impl Reminders {
    /// Reminds whoever must be reminded now; answers how many.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn remind(&mut self, app: &App, instansi: &Instansi) -> Result<usize, ServiceError> {
        let now = app.now();
        if self.planned_at.is_none_or(|at| now.duration_since(at).abs() >= PLAN_HOLDS) {
            self.people = plan(app, instansi, now).await?;
            self.planned_at = Some(now);
            let long_ago = now.checked_sub(SignedDuration::from_hours(48)).unwrap_or(now);
            self.looked.retain(|_, until| *until > long_ago);
        }
        let region = instansi.region_code();
        let policies = app.packs_of(instansi).policies(region);
        let lead = |on: Date| app.packs_of(instansi).lead_times(region, on);
        let mut wanted: Vec<(AccountId, PersonId)> = Vec::new();
        for one in &self.people {
            let local = one.zone.to_datetime(now);
            let may_be = one.duties.iter().any(|duty| {
                let Some(lead) = lead(duty.on) else { return false };
                possible(duty, &policies, local, &lead)
                    .any(|kind| self.looked.get(&(one.account, duty.on, kind)).is_none_or(|until| *until <= now))
            });
            if may_be {
                wanted.push((one.account, one.person));
            }
        }
        let mut told = 0;
        for batch in wanted.chunks(usize::try_from(AT_ONCE).unwrap_or(500)) {
            let people: Vec<PersonId> = batch.iter().map(|(_, person)| *person).collect();
            let judged = judge(app, instansi, &people, now).await?;
            let by_person: HashMap<PersonId, &PersonDays> = judged.iter().map(|one| (one.person, one)).collect();
            for (account, person) in batch {
                let Some(days) = by_person.get(person) else { continue };
                for day in &days.days {
                    told += usize::from(self.look(app, instansi, *account, days, day, &policies, now).await?);
                }
            }
        }
        Ok(told)
    }

    #[allow(clippy::too_many_arguments, reason = "one day of one person, with what it is judged by")]
    async fn look(
        &mut self,
        app: &App,
        instansi: &Instansi,
        account: AccountId,
        person: &PersonDays,
        day: &JudgedDay,
        policies: &PolicyTable,
        now: Timestamp,
    ) -> Result<bool, ServiceError> {
        let (Some(duty), Some(lead)) =
            (&day.plan.duty, app.packs_of(instansi).lead_times(instansi.region_code(), day.on))
        else {
            return Ok(false);
        };
        let Ok(policy) = policies.on(day.on) else { return Ok(false) };
        let zone = &person.records.zone;
        let local = zone.to_datetime(now);
        let taps = taps_of(person, day);
        let heard = Heard {
            taps: &taps,
            arrived: day.verdict.first_in.is_some(),
            left: day.verdict.last_out.is_some(),
            all_spoke: all_spoke(person, day.on, now),
        };
        let due = deciding::due(duty, &policy.taps, &heard, local, &lead);
        for kind in possible(duty, policies, local, &lead) {
            let wait = match kind {
                NoticeKind::OutMissing => EVENING,
                // Whoever came has come.
                NoticeKind::WindowOpens if !taps.is_empty() => SETTLED,
                NoticeKind::WindowClosesSoon if !taps.is_empty() && policy.taps == Taps::FirstLast => SETTLED,
                _ => SignedDuration::ZERO,
            };
            self.looked.insert((account, day.on, kind), now.checked_add(wait).unwrap_or(now));
        }
        let Some(due) = due else { return Ok(false) };
        let over = now.checked_add(SETTLED).unwrap_or(now);
        self.looked.insert((account, day.on, due.kind), over);
        tell(app, instansi, account, day.on, &due, zone, now).await
    }
}

/// Which reminders could be due, whatever was heard.
fn possible(
    duty: &Duty,
    policies: &PolicyTable,
    local: DateTime,
    lead: &LeadTimes,
) -> impl Iterator<Item = NoticeKind> + use<> {
    let nothing = Heard { taps: &[], arrived: false, left: false, all_spoke: true };
    let unsaid = Heard { all_spoke: false, ..nothing };
    let arrived = Heard { arrived: true, ..nothing };
    let kinds: Vec<NoticeKind> = policies
        .on(duty.on)
        .map(|policy| {
            let of = |heard| deciding::due(duty, &policy.taps, &heard, local, lead).map(|due| due.kind);
            let mut kinds: Vec<_> = [nothing, unsaid, arrived].into_iter().filter_map(of).collect();
            kinds.dedup();
            kinds
        })
        .unwrap_or_default();
    kinds.into_iter()
}

/// The duties of yesterday and today of everybody who can be told.
async fn plan(app: &App, instansi: &Instansi, now: Timestamp) -> Result<Vec<Planned>, ServiceError> {
    let mut planned = Vec::new();
    let mut after = None;
    loop {
        let some = app.db.read(async |tx| subscriptions::reachable(tx, instansi.id, after, AT_ONCE).await).await?;
        let Some((last, _)) = some.last() else { return Ok(planned) };
        after = Some(*last);
        let people: Vec<PersonId> = some.iter().map(|(_, person)| *person).collect();
        let judged = judge(app, instansi, &people, now).await?;
        let mut duties: HashMap<PersonId, (TimeZone, Vec<Duty>)> = judged
            .into_iter()
            .map(|one| (one.person, (one.records.zone, one.days.into_iter().filter_map(|day| day.plan.duty).collect())))
            .collect();
        for (account, person) in some {
            if let Some((zone, duties)) = duties.remove(&person).filter(|(_, duties)| !duties.is_empty()) {
                planned.push(Planned { account, person, zone, duties });
            }
        }
    }
}

/// Yesterday, for nights that end today, and today. Nobody on a day no pack covers.
async fn judge(
    app: &App,
    instansi: &Instansi,
    people: &[PersonId],
    now: Timestamp,
) -> Result<Vec<PersonDays>, ServiceError> {
    let today = instansi.date_of(now);
    let from = today.checked_sub(1.day()).unwrap_or(today);
    match judging::judge(app, instansi, people, from, today).await {
        Ok(judged) => Ok(judged.people),
        Err(error) if judging::is_uncovered(&error) => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

fn taps_of(person: &PersonDays, day: &JudgedDay) -> Vec<DateTime> {
    let within = day.window.from..day.window.to;
    let punches = person.records.punches.iter();
    punches
        .filter(|punch| punch.clock != Clock::Suspect && within.contains(&punch.local))
        .map(|punch| punch.local)
        .collect()
}

/// Whether every terminal that concerns the person has spoken just now.
fn all_spoke(person: &PersonDays, on: Date, now: Timestamp) -> bool {
    let since = now.checked_sub(FRESH).unwrap_or(now);
    let terminals = person.records.listeners.iter().filter(|one| one.source == Source::Machine && one.concerns(on, on));
    terminals.map(|terminal| terminal.reached).all(|reached| reached.is_some_and(|reached| reached >= since))
}

async fn tell(
    app: &App,
    instansi: &Instansi,
    account: AccountId,
    on: Date,
    due: &Due,
    zone: &TimeZone,
    now: Timestamp,
) -> Result<bool, ServiceError> {
    let notice = NewNotice {
        id: app.system.uuid(),
        account,
        kind: due.kind,
        dedupe_key: format!("{} {on}", due.kind.as_str()),
        text: texts::of_duty(due.kind, due.moment),
        link: "/".into(),
        created_at: now,
        expires_at: zone.to_ambiguous_timestamp(due.until).compatible().ok(),
    };
    let told = app
        .db
        .write(async |tx| {
            let chosen = choices::get(tx, instansi.id, account).await?;
            if !NoticeChannel::ALL.into_iter().any(|channel| chosen.wants(due.kind, channel)) {
                return Ok(false);
            }
            notices::add(tx, instansi.id, &notice).await
        })
        .await;
    told.map_err(|error: StoreError| error.into())
}
