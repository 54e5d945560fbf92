//! Storing verdicts: after an import, by the projector, and comparing them with what is stored.

use std::collections::{BTreeMap, BTreeSet};

use hadir_domain::ids::PersonId;
use hadir_domain::status::Mark;
use hadir_rules::Packs;
use hadir_store::days::{self, Day};
use hadir_store::erasures::frozen as frozen_spans;
use hadir_store::instansi::Instansi;
use hadir_store::{StoreError, Tx, dirty, people};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::{Judged, PersonDays, judge, judge_at, judge_in};
use crate::app::App;
use crate::services::error::ServiceError;

/// Name and version of the evaluator, stored beside each verdict.
pub const ENGINE: &str = concat!("hadir-day-", env!("CARGO_PKG_VERSION"));

/// A day that is not settled is judged again when somebody asks and the last look is older than this.
pub const FRESH: SignedDuration = SignedDuration::from_hours(1);

/// People judged in one go, so that memory stays small.
const PEOPLE_AT_ONCE: usize = 500;

/// Person-days settled in one go, so that writers of punches soon get their turn.
const DIRTY_AT_ONCE: u32 = 600;

/// What settling did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Settled {
    /// Person-days judged.
    pub judged: u64,
    /// Person-days whose stored verdict was new or changed.
    pub changed: u64,
}

impl Settled {
    fn add(&mut self, more: Self) {
        self.judged += more.judged;
        self.changed += more.changed;
    }
}

/// What comparing found.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Checked {
    /// Person-days compared.
    pub compared: u64,
    /// Person-days that differ, at most a hundred named.
    pub differences: Vec<String>,
    /// How many differ.
    pub different: u64,
    /// How many stand without their evidence, compared with what was sealed when it was erased.
    pub erased: u64,
    /// How many were open when they were judged and could be settled now, or are marked to be judged again.
    pub waiting: u64,
}

/// Judges and stores the days of these people.
///
/// # Errors
///
/// When no pack covers one of the days, or the database does not answer.
pub async fn settle_people(
    app: &App,
    instansi: &Instansi,
    wanted: &[PersonId],
    from: Date,
    to: Date,
) -> Result<Settled, ServiceError> {
    let mut settled = Settled::default();
    let _alone = app.settling.lock().await;
    for some in wanted.chunks(PEOPLE_AT_ONCE) {
        // Judged on one unchanging state and written apart; what arrives in between marks its days itself.
        let judged = judge(app, instansi, some, from, to).await?;
        settled.judged += judged.people.iter().map(|person| person.days.len() as u64).sum::<u64>();
        settled.changed += app.db.write(async |tx| put(tx, instansi, &judged, from, to).await).await?;
    }
    if settled.changed > 0 {
        announce(app, instansi);
    }
    Ok(settled)
}

/// Judges and stores the days of everybody.
///
/// # Errors
///
/// As [`settle_people`].
pub async fn settle(app: &App, instansi: &Instansi, from: Date, to: Date) -> Result<Settled, ServiceError> {
    let everybody = app.db.read(async |tx| people::ids(tx, instansi.id).await).await?;
    settle_people(app, instansi, &everybody, from, to).await
}

/// Settles the days that were marked since the last time.
///
/// Marked days are read and judged on one unchanging state, while others write; then the verdicts are written and the
/// marks taken off in one short transaction, so that a crash loses neither. A day that was marked again in between
/// stays on the list. A day no pack covers is taken off it: it cannot be judged, and its punches stay.
///
/// # Errors
///
/// When the database does not answer.
pub async fn project(app: &App, instansi: &Instansi) -> Result<Settled, ServiceError> {
    let mut settled = Settled::default();
    loop {
        let _alone = app.settling.lock().await;
        let Some(batch) = project_some(app, instansi).await? else { break };
        settled.add(batch);
        if batch.changed > 0 {
            announce(app, instansi);
        }
    }
    Ok(settled)
}

/// Settles what was marked since, if anything was.
///
/// # Errors
///
/// When the database does not answer.
pub async fn project_waiting(app: &App, instansi: &Instansi) -> Result<(), ServiceError> {
    if app.db.read(async |tx| dirty::count(tx, instansi.id).await).await? > 0 {
        project(app, instansi).await?;
    }
    Ok(())
}

/// Judged people with the days asked for.
type JudgedSpan = (Judged, Date, Date);

async fn project_some(app: &App, instansi: &Instansi) -> Result<Option<Settled>, ServiceError> {
    // The moment lies before the state that is looked at: whatever was received by then is in it, or marks its day.
    let now = app.now();
    let (marked, judged) = app.db.read(async |tx| judge_marked(tx, app, instansi, now).await).await?;
    if marked.is_empty() {
        return Ok(None);
    }
    let settled = app
        .db
        .write(async |tx| {
            let mut settled = Settled::default();
            for (judged, from, to) in &judged {
                settled.judged += judged.people.iter().map(|person| person.days.len() as u64).sum::<u64>();
                settled.changed += put(tx, instansi, judged, *from, *to).await?;
            }
            dirty::done(tx, instansi.id, &marked).await?;
            Ok::<_, StoreError>(settled)
        })
        .await?;
    Ok(Some(settled))
}

async fn judge_marked(
    tx: &mut Tx,
    app: &App,
    instansi: &Instansi,
    now: Timestamp,
) -> Result<(Vec<dirty::Marked>, Vec<JudgedSpan>), ServiceError> {
    let marked = dirty::peek(tx, instansi.id, DIRTY_AT_ONCE).await?;
    let days: Vec<(PersonId, Date)> = marked.iter().map(|(person, on, _)| (*person, *on)).collect();
    let mut spans: BTreeMap<(Date, Date), Vec<PersonId>> = BTreeMap::new();
    for (person, span) in spans_of(&days) {
        spans.entry(span).or_default().push(person);
    }
    let mut judged = Vec::new();
    for ((from, to), people) in spans {
        for some in people.chunks(PEOPLE_AT_ONCE) {
            judge_covered(tx, app, instansi, some, (from, to), now, &mut judged).await?;
        }
    }
    Ok((marked, judged))
}

/// Where a span crosses the edge of what packs cover, the covered days are judged one by one.
async fn judge_covered(
    tx: &mut Tx,
    app: &App,
    instansi: &Instansi,
    people: &[PersonId],
    (from, to): (Date, Date),
    now: Timestamp,
    judged: &mut Vec<JudgedSpan>,
) -> Result<(), ServiceError> {
    match judge_in(tx, app, instansi, people, from, to, now, None).await {
        Ok(whole) => {
            judged.push((whole, from, to));
            return Ok(());
        }
        Err(error) if !is_uncovered(&error) => return Err(error),
        Err(_) if from == to => return Ok(()),
        Err(_) => {}
    }
    let mut on = from;
    while on <= to {
        match judge_in(tx, app, instansi, people, on, on, now, None).await {
            Ok(one) => judged.push((one, on, on)),
            Err(error) if is_uncovered(&error) => {}
            Err(error) => return Err(error),
        }
        on = on.tomorrow().map_err(ServiceError::fault)?;
    }
    Ok(())
}

/// Whether a day was refused because no pack covers it.
pub fn is_uncovered(error: &ServiceError) -> bool {
    matches!(error.code, "no_calendar" | "no_hours" | "no_tap_rule" | "no_outage_rule")
}

/// Says that days changed. Nobody listening is no fault.
fn announce(app: &App, instansi: &Instansi) {
    drop(app.changes.send(instansi.id));
}

/// One span a person, from the first to the last marked day of a month; longer gaps are not filled.
fn spans_of(marked: &[(PersonId, Date)]) -> Vec<(PersonId, (Date, Date))> {
    let mut spans: BTreeMap<(PersonId, Date), (Date, Date)> = BTreeMap::new();
    for (person, on) in marked {
        let span = spans.entry((*person, on.first_of_month())).or_insert((*on, *on));
        *span = (span.0.min(*on), span.1.max(*on));
    }
    spans.into_iter().map(|((person, _), span)| (person, span)).collect()
}

async fn put(tx: &mut Tx, instansi: &Instansi, judged: &Judged, from: Date, to: Date) -> Result<u64, StoreError> {
    let ids: Vec<PersonId> = judged.people.iter().map(|person| person.person).collect();
    let hashes = PackHashes::of(&judged.packs);
    let there: BTreeMap<(PersonId, Date), Day> = days::of_people(tx, instansi.id, &ids, from, to)
        .await?
        .into_iter()
        .map(|day| ((day.person, day.on), day))
        .collect();
    let mut fresh: Vec<Day> = Vec::new();
    for person in &judged.people {
        for day in rows(person, judged.now, &hashes) {
            // Without its evidence a day is nobody's to judge anew.
            if person.frozen.iter().any(|span| span.holds(day.person, day.on)) {
                continue;
            }
            if there.get(&(day.person, day.on)).is_none_or(|old| differs(old, &day)) {
                fresh.push(day);
            }
        }
    }
    fresh.sort_by_key(|day| (day.person, day.on));
    days::put(tx, instansi.id, &fresh).await?;
    Ok(fresh.len() as u64)
}

/// Rows to store. A day that has not begun is not stored: nothing is known of it.
fn rows<'a>(person: &'a PersonDays, now: Timestamp, hashes: &'a PackHashes) -> impl Iterator<Item = Day> + 'a {
    person.days.iter().filter_map(move |day| {
        let verdict = &day.verdict;
        let opens = person.records.zone.to_ambiguous_timestamp(day.window.from).compatible().ok()?;
        if opens > now {
            return None;
        }
        let minutes =
            |pick: fn(&Mark) -> Option<u16>| verdict.marks.iter().filter_map(pick).map(u32::from).sum::<u32>();
        Some(Day {
            person: person.person,
            on: day.on,
            unit: person.unit.as_ref().map(|unit| unit.id),
            status: verdict.status,
            settled: verdict.settled,
            marks: verdict.marks.clone(),
            first_in: verdict.first_in.map(|(_, local)| local),
            last_out: verdict.last_out.map(|(_, local)| local),
            late_minutes: minutes(|mark| if let Mark::Tl(minutes) = mark { Some(*minutes) } else { None }),
            early_minutes: minutes(|mark| if let Mark::Psw(minutes) = mark { Some(*minutes) } else { None }),
            pack_sha256: hashes.on(day.on),
            engine: ENGINE.into(),
            window_end: Some(day.window.ends_at),
            judged_at: now,
        })
    })
}

/// Whether the verdict is another. The moment of judging alone is no difference, but on a day that is not settled a
/// look long after the last one is written down, so that not everybody has to look again.
fn differs(old: &Day, new: &Day) -> bool {
    let stale = !new.settled && new.judged_at.duration_since(old.judged_at) > FRESH;
    stale || *old != Day { judged_at: old.judged_at, ..new.clone() }
}

/// The hash of the packs that may hold, by the day from which it is that.
struct PackHashes(BTreeMap<Date, [u8; 32]>);

impl PackHashes {
    fn of(packs: &Packs) -> Self {
        let hash = |from: Date| {
            let hash = packs.sha256_on(from);
            let mut bytes = [0; 32];
            if hex::decode_to_slice(&hash, &mut bytes).is_err() {
                bytes = Sha256::digest(&hash).into();
            }
            (from, bytes)
        };
        Self(std::iter::once(Date::MIN).chain(packs.own_from()).map(hash).collect())
    }

    fn on(&self, date: Date) -> [u8; 32] {
        self.0.range(..=date).next_back().map_or([0; 32], |(_, hash)| *hash)
    }
}

/// Judges every stored day again, each as seen when it was judged, and compares. Changes nothing.
///
/// # Errors
///
/// When the database does not answer.
pub async fn check(app: &App, instansi: &Instansi, from: Date, to: Date) -> Result<Checked, ServiceError> {
    let everybody = app.db.read(async |tx| people::ids(tx, instansi.id).await).await?;
    let marked = app.db.read(async |tx| dirty::peek(tx, instansi.id, u32::MAX).await).await?;
    let marked: BTreeSet<(PersonId, Date)> = marked.into_iter().map(|(person, on, _)| (person, on)).collect();
    let mut checked = Checked::default();
    for some in everybody.chunks(PEOPLE_AT_ONCE) {
        let stored = app.db.read(async |tx| days::of_people(tx, instansi.id, some, from, to).await).await?;
        let frozen = app.db.read(async |tx| frozen_spans::of_people(tx, instansi.id, some, from, to).await).await?;
        let moments: BTreeSet<Timestamp> = stored.iter().map(|day| day.judged_at).collect();
        let mut fresh: BTreeMap<(PersonId, Date, Timestamp), Day> = BTreeMap::new();
        for moment in moments {
            let of_moment: Vec<&Day> = stored.iter().filter(|day| day.judged_at == moment).collect();
            let ids: Vec<PersonId> =
                of_moment.iter().map(|day| day.person).collect::<BTreeSet<_>>().into_iter().collect();
            let first = of_moment.iter().map(|day| day.on).min().unwrap_or(from);
            let last = of_moment.iter().map(|day| day.on).max().unwrap_or(to);
            let judged = judge_at(app, instansi, &ids, first, last, moment).await?;
            let hashes = PackHashes::of(&judged.packs);
            for person in &judged.people {
                fresh.extend(rows(person, moment, &hashes).map(|day| ((day.person, day.on, moment), day)));
            }
        }
        for day in &stored {
            checked.compared += 1;
            if let Some(span) = frozen.iter().find(|span| span.holds(day.person, day.on)) {
                checked.erased += 1;
                let stood = span.codes.get(&day.on).map_or("-", String::as_str);
                if super::frozen_code(day) != stood {
                    checked.different += 1;
                    checked.differences.push(format!("{} {}: {} / {stood}", day.person, day.on, day.status));
                }
                continue;
            }
            let again = fresh.get(&(day.person, day.on, day.judged_at));
            // Marks only go forward and are not kept by the hour, so an open day may be known better now.
            let better_known = !day.settled && again.is_some_and(|again| again.settled);
            if better_known || marked.contains(&(day.person, day.on)) {
                checked.waiting += 1;
                continue;
            }
            if again != Some(day) {
                checked.different += 1;
                if checked.differences.len() < 100 {
                    let status = again.map_or("-", |again| again.status.as_str());
                    checked.differences.push(format!("{} {}: {} / {status}", day.person, day.on, day.status));
                }
            }
        }
    }
    Ok(checked)
}
