//! Draws the lists of a day, one for each head who has people due at work.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use hadir_domain::audit::Seed;
use hadir_domain::cross_checks::{
    Candidate, CrossRule, Duty, Pool, StepKind, Ticket, Why, deadline, draw as lottery, duty, of_today, pools, size_of,
    weigh,
};
use hadir_domain::evidence::Verdict;
use hadir_domain::ids::{PersonId, UnitId};
use hadir_domain::people::Post;
use hadir_domain::roster::WorkMode;
use hadir_domain::status::Status;
use hadir_domain::timeline::JudgedDay;
use hadir_domain::units::Unit;
use hadir_store::cross_checks::names::ListName;
use hadir_store::cross_checks::{self, CrossCheckList, steps};
use hadir_store::evidence::verdicts;
use hadir_store::instansi::Instansi;
use hadir_store::{StoreError, checks, doubts, posts, units};
use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};

use super::heads::{self, Lead};
use super::{office, rule, telling, workdays, working_time};
use crate::app::App;
use crate::services::error::ServiceError;
use crate::services::judging;

/// People judged together.
const AT_ONCE: usize = 500;
/// Days in which doubtful punches and newcomers count.
const DAYS_BACK: i64 = 30;
/// How far back it is looked when somebody was last seen.
const LOOKED_BACK: i64 = 400;
/// Days in which what follows from silence surely comes.
const AHEAD: i64 = 20;
/// With less time left in the day nobody is asked any more.
const LEAST: SignedDuration = SignedDuration::from_mins(15);

/// Draws the lists of today that are not there yet; answers how many, or `None` while it is not the time: before the hour,
/// on days off, or when the day is almost over. Then nobody is asked, and nobody is late.
///
/// # Errors
///
/// When the database does not answer.
pub async fn draw(app: &App, instansi: &Instansi) -> Result<Option<usize>, ServiceError> {
    let now = app.now();
    let local = instansi.zone.time_zone().to_datetime(now);
    let (today, minute) = (local.date(), i64::from(local.hour()) * 60 + i64::from(local.minute()));
    let Some(rule) = rule(app, instansi, today).filter(|rule| minute >= i64::from(rule.draw_minute)) else {
        return Ok(None);
    };
    let time = working_time(app, instansi, today, today.checked_add(AHEAD.days()).unwrap_or(today));
    let Some(duty) = duty(now, &time, &rule).filter(|duty| duty.closes_at.duration_since(now) >= LEAST) else {
        return Ok(None);
    };
    let known = Known::load(app, instansi, today).await?;
    let due = due_now(app, instansi, today, now).await?;
    let people: Vec<(PersonId, UnitId)> = due.iter().map(|one| (one.person, one.unit)).collect();
    let found = pools(&known.units, &heads::pairs(&known.leads), &people);
    let packs = app.packs_of(instansi).sha256();
    let drawing = Drawing { rule: &rule, packs: &packs, duty, today };
    let mut new = Vec::new();
    for pool in found.pools.iter().filter(|pool| !known.drawn.contains(&pool.unit)) {
        new.extend(known.list(app, &drawing, pool, &due));
    }
    known.share_second_looks(app, instansi, &drawing, &mut new);
    let mut drawn = 0;
    for (list, names) in &new {
        let carriers = heads::carriers(&known.leads, list.unit);
        let added = app
            .db
            .write(async |tx| {
                let added = cross_checks::add(tx, instansi.id, list, names, || app.system.bytes()).await?;
                if added && !names.is_empty() {
                    telling::list_waits(tx, app, instansi, list, &carriers).await?;
                }
                Ok::<_, StoreError>(added)
            })
            .await?;
        drawn += usize::from(added);
    }
    Ok(Some(drawn))
}

/// One drawing: what holds, the moments, the day.
#[derive(Clone, Copy)]
struct Drawing<'a> {
    rule: &'a CrossRule,
    /// SHA-256 of the packs it is a part of.
    packs: &'a str,
    duty: Duty,
    today: Date,
}

/// Somebody who is due at work just now.
struct Due {
    person: PersonId,
    unit: UnitId,
    heard: bool,
}

async fn due_now(app: &App, instansi: &Instansi, today: Date, now: Timestamp) -> Result<Vec<Due>, ServiceError> {
    let people = judging::people_of_units(app, instansi, None, today).await?;
    let mut due = Vec::new();
    for some in people.chunks(AT_ONCE) {
        let judged = match judging::judge_at(app, instansi, some, today, today, now).await {
            Err(error) if judging::is_uncovered(&error) => return Ok(Vec::new()),
            other => other?,
        };
        due.extend(judged.people.iter().filter_map(|one| {
            let (day, unit) = (one.days.first()?, one.unit.as_ref()?);
            at_work(day, &one.records.zone, now).then_some(Due {
                person: one.person,
                unit: unit.id,
                heard: day.verdict.first_in.is_some() || day.verdict.status == Status::H,
            })
        }));
    }
    Ok(due)
}

/// Whether somebody should be at their place of work just now, as far as is known.
pub(super) fn at_work(day: &JudgedDay, zone: &TimeZone, now: Timestamp) -> bool {
    let local = zone.to_datetime(now);
    matches!(day.verdict.status, Status::H | Status::Tk | Status::Belum)
        && day
            .plan
            .duty
            .as_ref()
            .is_some_and(|duty| duty.mode != WorkMode::Wfh && duty.starts <= local && local < duty.ends)
}

/// What a drawing rests on.
struct Known {
    units: Vec<Unit>,
    leads: Vec<Lead>,
    /// Units that have a list of today.
    drawn: HashSet<UnitId>,
    /// Second looks of this week before today, by OPD.
    looks: BTreeMap<UnitId, u16>,
    doubtful: HashMap<PersonId, u16>,
    contradicted: HashMap<PersonId, u16>,
    /// Whose case of doubt goes on.
    open_doubts: HashSet<PersonId>,
    last_look: HashMap<PersonId, Date>,
    first_day: Date,
    since: HashMap<PersonId, Date>,
    workdays: Vec<Date>,
}

impl Known {
    async fn load(app: &App, instansi: &Instansi, today: Date) -> Result<Self, ServiceError> {
        let id = instansi.id;
        let back = |days: i64| today.checked_sub(days.days()).unwrap_or(today);
        let monday = today.nth_weekday(-1, Weekday::Monday).unwrap_or(today);
        let monday = if today.weekday() == Weekday::Monday { today } else { monday };
        let read = app.db.read(async |tx| {
            let units = units::list(tx, id).await?;
            let leads = heads::leads(tx, id, today).await?;
            let drawn = cross_checks::in_span(tx, id, today, today).await?;
            let steps = steps::in_span(tx, id, monday, today).await?;
            let verdicts = verdicts::in_span(tx, id, back(DAYS_BACK), today).await?;
            let looks = checks::last_looks(tx, id, back(LOOKED_BACK)).await?;
            let first = cross_checks::first_day(tx, id).await?;
            let open_doubts = doubts::heads::people_live(tx, id).await?;
            let posts = posts::all(tx, id).await?;
            Ok::<_, StoreError>((units, leads, drawn, steps, verdicts, open_doubts, looks, first, posts))
        });
        let (units, leads, drawn, steps, verdicts, open_doubts, last_look, first, posts) = read.await?;
        let mut looks: BTreeMap<UnitId, u16> = BTreeMap::new();
        for step in steps.iter().filter(|step| step.kind == StepKind::CounterDrawn && step.on < today) {
            *looks.entry(office(&units, step.unit)).or_default() += 1;
        }
        let (mut doubtful, mut contradicted) = (HashMap::new(), HashMap::new());
        for one in verdicts {
            match one.verdict {
                Verdict::Doubtful => *doubtful.entry(one.person).or_default() += 1,
                Verdict::Contradicted => *contradicted.entry(one.person).or_default() += 1,
                Verdict::Supported | Verdict::Unverified => {}
            }
        }
        Ok(Self {
            units,
            leads,
            drawn: drawn.into_iter().map(|list| list.unit).collect(),
            looks,
            doubtful,
            contradicted,
            open_doubts,
            last_look,
            first_day: first.unwrap_or(today),
            since: serving_since(&posts, today),
            workdays: workdays(app, instansi, back(LOOKED_BACK), today),
        })
    }

    /// Working days on which nobody looked: after the last look, or since the first day on which somebody could.
    fn unseen_days(&self, person: PersonId, today: Date) -> u16 {
        let came = self.since.get(&person).copied().unwrap_or(today).max(self.first_day);
        let looked = self.last_look.get(&person).and_then(|on| on.tomorrow().ok());
        let from = looked.map_or(came, |looked| looked.max(came));
        let before = |on: Date| self.workdays.partition_point(|day| *day < on);
        u16::try_from(before(today).saturating_sub(before(from))).unwrap_or(u16::MAX)
    }

    fn list(
        &self,
        app: &App,
        drawing: &Drawing<'_>,
        pool: &Pool,
        due: &[Due],
    ) -> Option<(CrossCheckList, Vec<ListName>)> {
        let Drawing { rule, packs, duty, today } = *drawing;
        let seed = Seed(app.system.bytes());
        let members: BTreeSet<PersonId> = pool.people.iter().copied().collect();
        let new_since = today.checked_sub(DAYS_BACK.days()).unwrap_or(today);
        let mut whys = HashMap::new();
        let tickets = due.iter().filter(|one| members.contains(&one.person)).map(|one| {
            let candidate = Candidate {
                person: one.person,
                doubtful: self.doubtful.get(&one.person).copied().unwrap_or(0),
                contradicted: self.contradicted.get(&one.person).copied().unwrap_or(0),
                open_doubt: self.open_doubts.contains(&one.person),
                unseen_days: self.unseen_days(one.person, today),
                heard: one.heard,
                new_here: self.since.get(&one.person).is_some_and(|since| *since > new_since),
            };
            let (weight, why) = weigh(&candidate, rule);
            whys.insert(one.person, why);
            Ticket { person: one.person, weight, deadline: deadline(candidate.unseen_days, rule.coverage_days) }
        });
        let tickets: Vec<Ticket> = tickets.collect();
        let drawn = lottery(&tickets, &seed, today, size_of(tickets.len(), rule));
        if drawn.drawn.is_empty() {
            return None;
        }
        let id = app.system.uuid();
        let carrier = heads::carriers(&self.leads, pool.unit).first().and_then(|lead| lead.person);
        let names = drawn.drawn.iter().zip(0..).map(|(one, place)| {
            let mut why = whys.remove(&one.person).unwrap_or_default();
            if one.turn {
                why.push(Why::Turn);
            }
            ListName {
                id: app.system.uuid(),
                list: id,
                on: today,
                person: one.person,
                place,
                weight: one.weight,
                exponent: one.exponent,
                why,
            }
        });
        let names: Vec<ListName> = names.collect();
        let list = CrossCheckList {
            id,
            unit: pool.unit,
            on: today,
            duty,
            seed: seed.hex(),
            population: drawn.population,
            population_hash: hex::encode(drawn.population_hash),
            names: u32::try_from(names.len()).unwrap_or(u32::MAX),
            rules: packs.to_owned(),
            head: carrier,
            headless: pool.headless.clone(),
            again_in: 0,
            again_of: 0,
        };
        Some((list, names))
    }

    /// Settles how many of each OPD's names are looked at again today.
    fn share_second_looks(
        &self,
        app: &App,
        instansi: &Instansi,
        drawing: &Drawing<'_>,
        lists: &mut [(CrossCheckList, Vec<ListName>)],
    ) {
        let Drawing { rule, today, .. } = *drawing;
        let mut names: BTreeMap<UnitId, u32> = BTreeMap::new();
        for (list, _) in lists.iter() {
            *names.entry(office(&self.units, list.unit)).or_default() += list.names;
        }
        let sunday = if today.weekday() == Weekday::Sunday {
            today
        } else {
            today.nth_weekday(1, Weekday::Sunday).unwrap_or(today)
        };
        let left = u16::try_from(workdays(app, instansi, today, sunday).len()).unwrap_or(1);
        for (list, _) in lists.iter_mut() {
            let opd = office(&self.units, list.unit);
            let looked = self.looks.get(&opd).copied().unwrap_or(0);
            list.again_in = names.get(&opd).copied().unwrap_or(0);
            list.again_of = u32::from(of_today(rule.counter_week, looked, left)).min(list.again_in);
        }
    }
}

/// Since when each person serves in the unit they count in.
fn serving_since(posts: &[Post], today: Date) -> HashMap<PersonId, Date> {
    let mut since: HashMap<PersonId, Date> = HashMap::new();
    for post in posts.iter().filter(|post| post.holds_on(today)) {
        let known = since.entry(post.person).or_insert(post.from_on);
        *known = (*known).min(post.from_on);
    }
    since
}
