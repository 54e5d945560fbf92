//! Punches somebody should look at that are in no case yet, the heaviest of each month first. What lies below the cap stays
//! in sight.

use std::collections::{BTreeMap, HashMap};

use hadir_domain::doubts::above_cap;
use hadir_domain::evidence::Verdict;
use hadir_domain::ids::{PersonId, PunchId, UnitId};
use hadir_domain::people::Post;
use hadir_store::doubts::{self, heads};
use hadir_store::evidence::verdicts::{self, PunchVerdict};
use hadir_store::instansi::Instansi;
use hadir_store::{Tx, people, posts, punches};
use jiff::civil::Date;
use uuid::Uuid;

use super::rule;
use crate::app::App;
use crate::services::error::ServiceError;

/// Most days looked at once.
pub const MOST_DAYS: i32 = 92;

/// A punch that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Queued {
    /// How it was weighed.
    pub verdict: PunchVerdict,
    /// Where the person served on that day.
    pub unit: Option<UnitId>,
    /// Its place in its month, from 1.
    pub rank: u32,
    /// Whether it is among those the cap puts before reviewers.
    pub within_cap: bool,
    /// The person's case that goes on; taking the punch up joins it.
    pub live_case: Option<Uuid>,
}

/// Refuses days the wrong way round, or too many.
pub(super) fn check_span((from, to): (Date, Date), most: i32) -> Result<(), ServiceError> {
    if from <= to && from.until(to).is_ok_and(|span| span.get_days() <= most) {
        return Ok(());
    }
    Err(ServiceError::bad(
        "bad_span",
        format!("Pilih tanggal awal sebelum tanggal akhir, paling lama {most} hari."),
        format!("Choose a first day before the last, at most {most} days."),
    ))
}

/// Where somebody served on a day; where they served last, when nothing is known of that day.
pub(super) fn unit_on(serving: &[Post], person: PersonId, on: Date) -> Option<UnitId> {
    let own = || serving.iter().filter(|post| post.person == person);
    own().find(|post| post.holds_on(on)).or_else(|| own().next_back()).map(|post| post.unit)
}

/// Weighed punches of these verdicts that are in no case.
pub(super) async fn waiting(
    tx: &mut Tx,
    instansi: &Instansi,
    span: (Date, Date),
    wanted: &[Verdict],
) -> Result<Vec<PunchVerdict>, ServiceError> {
    let mut found = Vec::new();
    for verdict in wanted {
        found.extend(verdicts::of_verdict(tx, instansi.id, *verdict, span).await?);
    }
    let ids: Vec<PunchId> = found.iter().map(|one| one.punch).collect();
    let taken = doubts::cases_of(tx, instansi.id, &ids).await?;
    found.retain(|one| !taken.contains_key(&one.punch));
    Ok(found)
}

/// How a punch was weighed; one nothing speaks against is as it was received, neither proven nor doubted.
pub(super) async fn weighed(tx: &mut Tx, instansi: &Instansi, punch: PunchId) -> Result<PunchVerdict, ServiceError> {
    if let Some(known) = verdicts::get_many(tx, instansi.id, &[punch]).await?.pop() {
        return Ok(known);
    }
    let row = punches::get(tx, instansi.id, punch).await?.ok_or_else(unknown_punch)?;
    Ok(PunchVerdict {
        punch,
        person: row.person.ok_or_else(unknown_punch)?,
        on: row.local_time.date(),
        at: row.at,
        site: row.site,
        verdict: Verdict::Unverified,
        weight: 0,
        score: 0,
        reasons: Vec::new(),
        policy: [0; 32],
        weighed_at: row.received_at,
    })
}

/// Whose a punch is, and where they served on that day.
///
/// # Errors
///
/// `unknown_punch` where it is not there, or nobody's.
pub async fn place_of(
    app: &App,
    instansi: &Instansi,
    punch: PunchId,
) -> Result<(PersonId, Option<UnitId>), ServiceError> {
    app.db
        .read(async |tx| {
            let one = weighed(tx, instansi, punch).await?;
            let serving = posts::of_people(tx, instansi.id, &[one.person]).await?;
            Ok::<_, ServiceError>((one.person, unit_on(&serving, one.person, one.on)))
        })
        .await
}

/// There is no such punch, or not for this caller.
pub fn unknown_punch() -> ServiceError {
    ServiceError::not_found(
        "unknown_punch",
        "Rekaman itu tidak ada, atau belum diketahui milik siapa. Muat ulang antrean.",
        "There is no such punch, or nobody knows whose it is. Load the queue again.",
    )
}

/// Every punch of a span that waits, by month and weight.
///
/// # Errors
///
/// `bad_span`, `no_doubt_rule`.
pub async fn queue(app: &App, instansi: &Instansi, span: (Date, Date)) -> Result<Vec<Queued>, ServiceError> {
    check_span(span, MOST_DAYS)?;
    let (found, serving, everybody, live) = app
        .db
        .read(async |tx| {
            let found = waiting(tx, instansi, span, &[Verdict::Contradicted, Verdict::Doubtful]).await?;
            let mut ids: Vec<PersonId> = found.iter().map(|one| one.person).collect();
            ids.sort_unstable();
            ids.dedup();
            let mut live = HashMap::new();
            for person in &ids {
                if let Some(case) = heads::live(tx, instansi.id, *person).await? {
                    live.insert(*person, case);
                }
            }
            let serving = posts::of_people(tx, instansi.id, &ids).await?;
            Ok::<_, ServiceError>((found, serving, people::ids(tx, instansi.id).await?.len(), live))
        })
        .await?;
    let mut months: BTreeMap<Date, Vec<PunchVerdict>> = BTreeMap::new();
    for one in found {
        months.entry(one.on.first_of_month()).or_default().push(one);
    }
    let mut queued = Vec::new();
    for (month, mut of_month) in months {
        let cap = above_cap(rule(app, instansi, month)?.queue_cap, everybody);
        of_month.sort_unstable_by_key(|one| (std::cmp::Reverse(one.weight), one.on, one.punch));
        queued.extend(of_month.into_iter().enumerate().map(|(place, verdict)| Queued {
            unit: unit_on(&serving, verdict.person, verdict.on),
            rank: u32::try_from(place + 1).unwrap_or(u32::MAX),
            within_cap: place < cap,
            live_case: live.get(&verdict.person).copied(),
            verdict,
        }));
    }
    Ok(queued)
}
