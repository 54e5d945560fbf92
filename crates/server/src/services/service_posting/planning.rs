//! How posts will be covered by roster and granted papers, and what a request would leave.

use std::collections::BTreeMap;

use hadir_domain::ids::PersonId;
use hadir_domain::roster::{self, WorkMode};
use hadir_domain::service_posts::{OpenSpan, PlannedSpan, PostPlan, Shift, losses, outlook};
use hadir_store::instansi::Instansi;
use hadir_store::{StoreError, units};
use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Weekday};
use uuid::Uuid;

use super::loading::{self, ServicePost, is_holiday};
use crate::app::App;
use crate::services::error::ServiceError;
use crate::services::judging::{self, RosterOf, RulesInForce};
use crate::services::requesting::effects::Planned;
use crate::services::requesting::problems::Problem;

/// Most days looked ahead at once.
pub const MOST_DAYS: i64 = 31;
/// Days of a long paper that are looked at.
const PAPER_DAYS: i64 = 62;
/// Warnings of one request in full; what is beyond is counted.
const MOST_WARNINGS: usize = 6;
/// Days of one warning by name.
const MOST_NAMED: usize = 4;

/// How posts will be covered in a span of days (both inclusive), as the roster and the papers in force have it.
///
/// # Errors
///
/// When the database does not answer.
pub async fn ahead(
    app: &App,
    instansi: &Instansi,
    posts: &[ServicePost],
    (from, to): (Date, Date),
) -> Result<Vec<PlannedSpan>, ServiceError> {
    let rosters = rosters(app, instansi, posts, (from, to)).await?;
    let plans: Vec<PostPlan> = posts.iter().map(|post| plan_of(app, instansi, post, from, to)).collect();
    Ok(outlook(&plans, &shifts(app, instansi, &rosters, (from, to))))
}

/// What granting would leave: a warning for each post that would have fewer people than it must. It never stands in the
/// way of a decision.
///
/// # Errors
///
/// When the database does not answer.
pub async fn warnings(app: &App, instansi: &Instansi, planned: &Planned) -> Result<Vec<Problem>, ServiceError> {
    let today = instansi.zone.time_zone().to_datetime(app.now()).date();
    let spans = planned.spans();
    let first = spans.values().map(|span| span.0).min().unwrap_or(today).max(today);
    let last = spans.values().map(|span| span.1).max().unwrap_or(today);
    let last = last.min(first.checked_add(PAPER_DAYS.days()).unwrap_or(first));
    // A correction of what was never changes who is there.
    if (planned.papers.is_empty() && planned.voided.is_empty()) || last < first {
        return Ok(Vec::new());
    }
    let (mut posts, all_units) = app
        .db
        .read(async |tx| {
            let posts = loading::all(tx, instansi, app.now()).await?;
            Ok::<_, StoreError>((posts, units::list(tx, instansi.id).await?))
        })
        .await?;
    posts.retain(|post| !post.standing.closed);
    let posts = linked(posts, spans.keys().copied().collect());
    if posts.is_empty() {
        return Ok(Vec::new());
    }
    let mut rosters = rosters(app, instansi, &posts, (first, last)).await?;
    let before = shifts(app, instansi, &rosters, (first, last));
    for one in &mut rosters {
        one.exceptions.retain(|paper| !planned.voided.iter().any(|voided| voided.id == paper.id));
        one.exceptions.extend(planned.papers.iter().filter(|paper| paper.person == one.person).cloned());
    }
    let after = shifts(app, instansi, &rosters, (first, last));
    let plans: Vec<PostPlan> = posts.iter().map(|post| plan_of(app, instansi, post, first, last)).collect();
    let lost = losses(&plans, &before, &after);
    let office = |post: &ServicePost| {
        all_units.iter().find(|unit| unit.id == post.unit).map(|unit| unit.name.clone()).unwrap_or_default()
    };
    let names: BTreeMap<Uuid, (String, String)> =
        posts.iter().map(|post| (post.id, (post.name().to_owned(), office(post)))).collect();
    Ok(words(&lost, &names))
}

/// The posts these people may staff, and those that share people with them, however far.
fn linked(posts: Vec<ServicePost>, mut people: Vec<PersonId>) -> Vec<ServicePost> {
    let (mut found, mut rest): (Vec<ServicePost>, Vec<ServicePost>) = (Vec::new(), posts);
    loop {
        let near = |post: &ServicePost| post.standing.staff.iter().any(|entry| people.contains(&entry.person));
        let (more, others): (Vec<_>, Vec<_>) = rest.into_iter().partition(near);
        rest = others;
        if more.is_empty() {
            break;
        }
        people.extend(more.iter().flat_map(|post| post.standing.staff.iter().map(|entry| entry.person)));
        found.extend(more);
    }
    found.sort_by_key(|post| (post.standing.definition.rank, post.name().to_lowercase(), post.id));
    found
}

async fn rosters(
    app: &App,
    instansi: &Instansi,
    posts: &[ServicePost],
    (from, to): (Date, Date),
) -> Result<Vec<RosterOf>, ServiceError> {
    let mut people: Vec<PersonId> =
        posts.iter().flat_map(|post| post.standing.staff.iter().map(|entry| entry.person)).collect();
    people.sort_unstable();
    people.dedup();
    // Whoever serves the night into the first day began the day before.
    let before = from.yesterday().unwrap_or(from);
    Ok(app.db.read(async |tx| judging::rosters(tx, app, instansi, &people, (before, to)).await).await?)
}

/// Who will be at the office when. A day no pack covers has nobody by roster.
fn shifts(app: &App, instansi: &Instansi, rosters: &[RosterOf], (from, to): (Date, Date)) -> Vec<Shift> {
    let in_force = RulesInForce::of(app, instansi);
    let rules = in_force.rules();
    let mut shifts = Vec::new();
    for one in rosters {
        let mut on = from.yesterday().unwrap_or(from);
        while on <= to {
            let plan = roster::plan(on, &one.assignments, &one.exceptions, rules.fallback, rules.calendar, rules.hours);
            let duty = plan.ok().and_then(|plan| plan.duty).filter(|duty| duty.mode != WorkMode::Wfh);
            // Only who still holds a post is due.
            let serves = one.posts.iter().any(|post| post.holds_on(on));
            if let Some(duty) = duty.filter(|_| serves) {
                shifts.push(Shift { person: one.person, from: duty.starts, to: duty.ends });
            }
            let Ok(next) = on.tomorrow() else { break };
            on = next;
        }
    }
    shifts
}

fn plan_of(app: &App, instansi: &Instansi, post: &ServicePost, from: Date, to: Date) -> PostPlan {
    let definition = &post.standing.definition;
    let mut spans = Vec::new();
    let mut on = from;
    while on <= to {
        let at = |minute: u16| -> DateTime {
            on.at(0, 0, 0, 0).checked_add(i64::from(minute).minutes()).unwrap_or(DateTime::MAX)
        };
        let of_day = definition.spans(on, is_holiday(app, instansi, on));
        spans.extend(of_day.into_iter().map(|(open, wanted)| OpenSpan {
            from: at(open.from.get()),
            to: at(open.to.get()),
            wanted,
        }));
        let Ok(next) = on.tomorrow() else { break };
        on = next;
    }
    PostPlan { id: post.id, rank: definition.rank, spans, staff: post.standing.staff.clone() }
}

/// One warning for each post, hours and number, with its days.
fn words(lost: &[PlannedSpan], names: &BTreeMap<Uuid, (String, String)>) -> Vec<Problem> {
    let mut alike: Vec<(&PlannedSpan, Vec<Date>)> = Vec::new();
    for span in lost {
        let same = |one: &&mut (&PlannedSpan, Vec<Date>)| {
            let key = |span: &PlannedSpan| (span.post, span.from.time(), span.to.time(), span.wanted, span.covered);
            key(one.0) == key(span)
        };
        match alike.iter_mut().find(same) {
            Some((_, days)) => days.push(span.from.date()),
            None => alike.push((span, vec![span.from.date()])),
        }
    }
    let mut problems: Vec<Problem> = alike
        .iter()
        .take(MOST_WARNINGS)
        .map(|(span, days)| {
            let (name, office) = names.get(&span.post).cloned().unwrap_or_default();
            let until = |dot: &str| match span.to.date() == span.from.date() {
                true => span.to.strftime(&format!("%H{dot}%M")).to_string(),
                false => format!("24{dot}00"),
            };
            Problem::warning(
                "post_short",
                format!(
                    "{name} ({office}), {}, {}–{}: bila disetujui tinggal {} dari {} orang.",
                    days_id(days),
                    span.from.strftime("%H.%M"),
                    until("."),
                    span.covered,
                    span.wanted
                ),
                format!(
                    "{name} ({office}), {}, {}–{}: if granted {} of {} people remain.",
                    days_en(days),
                    span.from.strftime("%H:%M"),
                    until(":"),
                    span.covered,
                    span.wanted
                ),
            )
        })
        .collect();
    if let Some(more) = alike.len().checked_sub(MOST_WARNINGS).filter(|more| *more > 0) {
        problems.push(Problem::warning(
            "post_short",
            format!("Dan {more} keadaan lain seperti itu. Lihat halaman pos layanan."),
            format!("And {more} more like these. See the page of service posts."),
        ));
    }
    problems
}

fn days_id(days: &[Date]) -> String {
    let word = |on: &Date| format!("{} {}", weekday_id(on.weekday()), on.strftime("%d-%m-%Y"));
    let named: Vec<String> = days.iter().take(MOST_NAMED).map(word).collect();
    match days.len().saturating_sub(MOST_NAMED) {
        0 => named.join(", "),
        more => format!("{} dan {more} hari lain", named.join(", ")),
    }
}

fn days_en(days: &[Date]) -> String {
    let word = |on: &Date| on.strftime("%A %Y-%m-%d").to_string();
    let named: Vec<String> = days.iter().take(MOST_NAMED).map(word).collect();
    match days.len().saturating_sub(MOST_NAMED) {
        0 => named.join(", "),
        more => format!("{} and {more} more days", named.join(", ")),
    }
}

/// The weekday in Indonesian.
pub fn weekday_id(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "Senin",
        Weekday::Tuesday => "Selasa",
        Weekday::Wednesday => "Rabu",
        Weekday::Thursday => "Kamis",
        Weekday::Friday => "Jumat",
        Weekday::Saturday => "Sabtu",
        Weekday::Sunday => "Minggu",
    }
}
