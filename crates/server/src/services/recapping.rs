//! The monthly recap, from stored days, as JSON and as a report to print.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use hadir_domain::apel::ApelMonth;
use hadir_domain::ids::{PersonId, UnitId};
use hadir_domain::people::{Person, Post};
use hadir_domain::punches::Source;
use hadir_domain::recap::{Recap, RecapDay};
use hadir_domain::rhythm::{Place, Reporting};
use hadir_domain::status::Status;
use hadir_domain::units::{Unit, subtree};
use hadir_store::instansi::Instansi;
use hadir_store::{StoreError, devices, marks, months, people, posts, sites, units};
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

use super::apel::months::{self as apel_months, MonthEvent};
use super::error::{ServiceError, unknown_unit};
use super::judging;
use super::month::SourceState;
use super::periods::{self, Delta};
use super::sources::ReportingJson;
use super::staging::Papers;
use crate::app::App;
use crate::auth::caller::path;
use crate::routes::apel_acts::ApelMonthCounts;

/// A month of a unit with everybody's names.
pub struct UnitRecap {
    /// First day of the month.
    pub month: Date,
    /// The unit; the whole instansi when `None`.
    pub unit: Option<Unit>,
    /// The figures.
    pub recap: Recap,
    /// The people, in the order of the rows: by rank, then name.
    pub people: Vec<(Person, Option<Post>)>,
    /// The head of the unit on the last day, with the post that makes them so.
    pub head: Option<(Person, Post)>,
    /// Sources not heard to the end of the month, or to now.
    pub incomplete_sources: Vec<SourceState>,
    /// How many of the unit's sources that is, of how many.
    pub reporting: Reporting,
    /// The closing of the month, where the unit is an OPD that closed it.
    pub closed: Option<hadir_store::periods::Period>,
    /// What changed of it after it was closed, and what earlier months passed into it.
    pub deltas: Vec<Delta>,
    /// How many closed apel and ceremonies each attended, missed, or needed not attend, in the order of the rows.
    pub apel: Vec<ApelMonth>,
}

/// The recap as `recap --json` and the API print it.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct RecapAnswer {
    /// `YYYY-MM`.
    pub month: String,
    /// Code of the unit; null for the whole instansi.
    pub unit: Option<String>,
    /// One entry a person.
    pub people: Vec<RecapPersonAnswer>,
    /// Person-days per status.
    pub totals: BTreeMap<String, u32>,
    /// Sources not heard to the end of the month, or to now.
    pub incomplete_sources: Vec<SourceState>,
    /// How many of the unit's terminals and rolls that is, and what follows.
    pub reporting: ReportingJson,
}

/// One person's month.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct RecapPersonAnswer {
    /// NIP, NI PPPK or local number; else the lasting key.
    pub person: String,
    /// The lasting key.
    pub id: uuid::Uuid,
    /// Name.
    pub name: String,
    /// One code for each date of the month.
    pub codes: BTreeMap<String, String>,
    /// Marks by date.
    pub marks: BTreeMap<String, Vec<String>>,
    /// Dates that are not settled.
    pub provisional: Vec<String>,
    /// Days per status; they sum to the days of the month.
    pub totals: BTreeMap<String, u32>,
    /// Closed apel and ceremonies of the month.
    pub apel: ApelMonthCounts,
}

/// Counts the month of a unit, or of everybody, from stored days; days that were never judged are judged first.
///
/// # Errors
///
/// When the unit is not known, or no pack covers the month.
pub async fn of_month(
    app: &App,
    instansi: &Instansi,
    unit_code: Option<&str>,
    month: Date,
) -> Result<UnitRecap, ServiceError> {
    let (from, to) = (month.first_of_month(), month.last_of_month());
    let (unit, ids) = whom(app, instansi, unit_code, (from, to)).await?;
    refresh(app, instansi, &ids, from, to).await?;
    gather(app, instansi, unit, ids, from, to).await
}

/// The unit of a code, and who served there and below on some day of a span; everybody without a code.
///
/// # Errors
///
/// When the unit is not known.
pub async fn whom(
    app: &App,
    instansi: &Instansi,
    unit_code: Option<&str>,
    (from, to): (Date, Date),
) -> Result<(Option<Unit>, Vec<PersonId>), ServiceError> {
    let tree = app.db.read(async |tx| units::list(tx, instansi.id).await).await?;
    let unit = match unit_code {
        Some(code) => Some(tree.iter().find(|unit| unit.code == code).ok_or_else(|| unknown_unit(code))?.clone()),
        None => None,
    };
    let below: Option<Vec<UnitId>> = unit.as_ref().map(|unit| subtree(&tree, unit.id));
    let ids = judging::people_in_span(app, instansi, below.as_deref(), from, to).await?;
    Ok((unit, ids))
}

/// Judges what was marked since, and days of the month that nobody judged yet.
///
/// # Errors
///
/// When no pack covers the month.
pub async fn refresh(
    app: &App,
    instansi: &Instansi,
    ids: &[PersonId],
    from: Date,
    to: Date,
) -> Result<(), ServiceError> {
    judging::project_waiting(app, instansi).await?;
    let today = app.today(instansi);
    let last = to.min(today);
    if last < from {
        return covered(app, instansi, from, to);
    }
    let wanted = usize::try_from(last.day()).unwrap_or(0);
    let stale_before = app.now().checked_sub(judging::FRESH).unwrap_or(app.now());
    let stored =
        app.db.read(async |tx| months::of_people(tx, instansi.id, ids, from, last, stale_before).await).await?;
    let whole: HashSet<PersonId> = stored
        .into_iter()
        .filter(|month| month.stale == 0 && month.days.len() >= wanted)
        .map(|month| month.person)
        .collect();
    let missing: Vec<PersonId> = ids.iter().copied().filter(|id| !whole.contains(id)).collect();
    if missing.is_empty() {
        return covered(app, instansi, from, to);
    }
    judging::settle_people(app, instansi, &missing, from, last).await.map(drop)
}

/// A month no pack covers is refused, also when nobody needs judging.
fn covered(app: &App, instansi: &Instansi, from: Date, to: Date) -> Result<(), ServiceError> {
    let calendar = app.packs_of(instansi).calendar(instansi.region_code(), None);
    calendar.days(from, to, instansi.week).map(drop).map_err(|gap| judging::not_covered(gap.into()))
}

/// What counts of people's month.
pub struct StoredMonth {
    /// The people, by key.
    pub people: Vec<Person>,
    /// Their posts, of all times.
    pub posts: Vec<Post>,
    /// Their days with the mark of a missed apel; of two days of one date the later in the list counts.
    pub days: HashMap<PersonId, Vec<RecapDay>>,
    /// What closed apel and ceremonies came to.
    pub events: HashMap<PersonId, Vec<MonthEvent>>,
    /// The closings of the month.
    pub closed: Vec<hadir_store::periods::Period>,
}

/// Whose word about a month counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Knowledge {
    /// What was sealed, where an OPD closed the month.
    AsClosed,
    /// What is known by now, closed or not.
    AsNow,
}

/// Reads what counts of these people's days of a month.
///
/// # Errors
///
/// When the database does not answer.
pub async fn stored(
    app: &App,
    instansi: &Instansi,
    ids: &[PersonId],
    (from, to): (Date, Date),
    knowledge: Knowledge,
) -> Result<StoredMonth, ServiceError> {
    let as_closed = knowledge == Knowledge::AsClosed;
    let (stored, known, all_posts, sealed, closed, tree) = app
        .db
        .read(async |tx| {
            Ok::<_, StoreError>((
                months::of_people(tx, instansi.id, ids, from, to, app.now()).await?,
                people::get_many(tx, instansi.id, ids).await?,
                posts::of_people(tx, instansi.id, ids).await?,
                if as_closed { periods::sealed_of(tx, instansi, ids, from, to).await? } else { HashMap::new() },
                hadir_store::periods::of_months(tx, instansi.id, from, from).await?,
                units::list(tx, instansi.id).await?,
            ))
        })
        .await?;
    let mut by_person: HashMap<PersonId, Vec<RecapDay>> =
        stored.into_iter().map(|month| (month.person, month.days)).collect();
    // Of two days of one date the later in the list counts: what was sealed stands over what is judged now.
    for (person, days) in sealed {
        by_person.entry(person).or_default().extend(days);
    }
    // What was said of an apel after its month was closed leaves the month as it was.
    let as_of = |person: PersonId| {
        let serves = all_posts.iter().filter(|post| post.person == person && post.holds_within(from, to));
        let offices: Vec<UnitId> = serves.filter_map(|post| path(&tree, post.unit).pop()).collect();
        let counts = |one: &&hadir_store::periods::Period| as_closed && one.is_closed() && offices.contains(&one.unit);
        closed.iter().filter(counts).map(|one| one.closed_at).min()
    };
    let events = app.db.read(async |tx| apel_months::of_people(tx, instansi, ids, (from, to), as_of).await).await?;
    for (person, of_person) in &events {
        apel_months::mark(by_person.entry(*person).or_default(), of_person);
    }
    Ok(StoredMonth { people: known, posts: all_posts, days: by_person, events, closed })
}

async fn gather(
    app: &App,
    instansi: &Instansi,
    unit: Option<Unit>,
    ids: Vec<PersonId>,
    from: Date,
    to: Date,
) -> Result<UnitRecap, ServiceError> {
    let month = stored(app, instansi, &ids, (from, to), Knowledge::AsClosed).await?;
    let StoredMonth { people: known, posts: all_posts, days: mut by_person, mut events, closed } = month;
    let closed = unit.as_ref().and_then(|unit| closed.into_iter().find(|one| one.unit == unit.id && one.is_closed()));
    let people = in_order(known, &all_posts, (from, to));
    let head = people.iter().find_map(|(person, post)| {
        let post = post.as_ref()?;
        let here = unit.as_ref().is_none_or(|unit| unit.id == post.unit);
        (post.heads_unit && here && post.holds_on(to)).then(|| (person.clone(), post.clone()))
    });
    let recap = Recap::of_month(
        from,
        people.iter().map(|(person, _)| (person.id, by_person.remove(&person.id).unwrap_or_default())),
    );
    let apel =
        people.iter().map(|(person, _)| apel_months::counts(&events.remove(&person.id).unwrap_or_default())).collect();
    let posts_here: Vec<&Post> = people.iter().filter_map(|(_, post)| post.as_ref()).collect();
    let (incomplete_sources, reporting) = silent(app, instansi, &posts_here, to).await?;
    let deltas = match unit.as_ref().filter(|unit| unit.parent.is_none()) {
        Some(unit) => periods::deltas_of(app, instansi, unit, from).await?,
        None => Vec::new(),
    };
    Ok(UnitRecap { month: from, unit, recap, people, head, incomplete_sources, reporting, closed, deltas, apel })
}

/// People with their first post of a span, heads first, then by rank and name: the order of the recap.
pub fn in_order(known: Vec<Person>, posts: &[Post], (from, to): (Date, Date)) -> Vec<(Person, Option<Post>)> {
    let mut post_of: HashMap<PersonId, Post> = HashMap::new();
    for post in posts.iter().filter(|post| post.holds_within(from, to)) {
        post_of.entry(post.person).or_insert_with(|| post.clone());
    }
    let mut people: Vec<(Person, Option<Post>)> = known
        .into_iter()
        .map(|person| {
            let post = post_of.get(&person.id).cloned();
            (person, post)
        })
        .collect();
    people.sort_by(|(one, one_post), (other, other_post)| {
        let rank = |post: &Option<Post>| {
            post.as_ref().map_or((1, String::new()), |post| {
                (usize::from(!post.heads_unit), invert(post.rank.as_deref().unwrap_or_default()))
            })
        };
        rank(one_post).cmp(&rank(other_post)).then_with(|| one.name.cmp(&other.name)).then(one.id.cmp(&other.id))
    });
    people
}

/// Ranks sort from IV/e down to I/a; text order turned round.
fn invert(rank: &str) -> String {
    rank.chars().map(|letter| char::from_u32(0x10_FFFF - u32::from(letter)).unwrap_or(letter)).collect()
}

/// Terminals and rolls of these posts' sites and units that have not spoken to the end of the month, or to now.
async fn silent(
    app: &App,
    instansi: &Instansi,
    posts: &[&Post],
    to: Date,
) -> Result<(Vec<SourceState>, Reporting), ServiceError> {
    let zone = instansi.zone.time_zone();
    let end = to.tomorrow().ok().and_then(|next| zone.to_ambiguous_timestamp(next.at(3, 0, 0, 0)).compatible().ok());
    // What could be said by now ends with the last night.
    let today = app.now().to_zoned(zone.clone()).date();
    let tonight = zone.to_ambiguous_timestamp(today.at(3, 0, 0, 0)).compatible().ok();
    let Some(until) = end.zip(tonight).map(|(end, tonight)| end.min(tonight)) else {
        return Ok((Vec::new(), Reporting::default()));
    };
    let sites_here: BTreeSet<_> = posts.iter().filter_map(|post| post.site).collect();
    let units_here: BTreeSet<_> = posts.iter().map(|post| post.unit.to_string()).collect();
    let (mut found, counted) = app
        .db
        .read(async |tx| {
            let marks: HashMap<(String, String), jiff::Timestamp> = marks::all(tx, instansi.id)
                .await?
                .into_iter()
                .map(|mark| ((mark.source, mark.name), mark.reached))
                .collect();
            let (mut found, mut counted) = (Vec::new(), Vec::new());
            for row in devices::list(tx, instansi.id).await? {
                let hung = row.retired_on.is_none_or(|last| last >= to.first_of_month());
                let here = row.device.adopted && hung && row.device.site.is_some_and(|site| sites_here.contains(&site));
                let reached = marks.get(&("machine".to_owned(), row.device.id.to_string())).copied();
                let silent = reached.is_none_or(|reached| reached < until);
                if here {
                    counted.push((Source::Machine, silent));
                }
                if here && silent {
                    found.push(SourceState {
                        source: "machine".into(),
                        name: format!("Mesin {}", row.device.serial),
                        reached: reached.map(|reached| reached.to_string()),
                    });
                }
            }
            let names: HashMap<String, String> = sites::list(tx, instansi.id)
                .await?
                .into_iter()
                .filter(|site| sites_here.contains(&site.id))
                .map(|site| (site.id.to_string(), site.name))
                .chain(
                    units::list(tx, instansi.id)
                        .await?
                        .into_iter()
                        .filter(|unit| units_here.contains(&unit.id.to_string()))
                        .map(|unit| (unit.id.to_string(), unit.name)),
                )
                .collect();
            let papers = Papers::load(tx, instansi, app.now()).await?;
            for ((source, key), reached) in &marks {
                // A paper roll is waited for up to the last day on which it was required.
                let unit = posts.iter().map(|post| post.unit).find(|unit| unit.to_string() == *key);
                let last = unit.filter(|_| source == Source::Manual.as_str()).map(|unit| {
                    let asked = (Some(to.first_of_month()), Some(to));
                    papers.spans(unit, asked).pop().and_then(|(_, last)| last)
                });
                let until = match last {
                    Some(None) => continue,
                    Some(Some(last)) if last < to => last
                        .tomorrow()
                        .ok()
                        .and_then(|next| zone.to_ambiguous_timestamp(next.at(3, 0, 0, 0)).compatible().ok())
                        .map_or(until, |ends| ends.min(until)),
                    _ => until,
                };
                if let (Some(kind @ (Source::Manual | Source::Portal)), Some(name)) =
                    (Source::parse(source), names.get(key))
                {
                    counted.push((kind, *reached < until));
                    if *reached >= until {
                        continue;
                    }
                    found.push(SourceState {
                        source: source.clone(),
                        name: name.clone(),
                        reached: Some(reached.to_string()),
                    });
                }
            }
            Ok::<_, StoreError>((found, counted))
        })
        .await?;
    found.sort();
    Ok((found, Reporting::of(counted)))
}

impl UnitRecap {
    /// What the recap speaks of.
    pub fn place(&self) -> Place<'static> {
        if self.unit.is_some() { Place::Office } else { Place::Everywhere }
    }
}

/// The figures as they are printed.
pub fn answer(recap: &UnitRecap) -> RecapAnswer {
    let by_status = |totals: [u32; Status::ALL.len()]| -> BTreeMap<String, u32> {
        Status::ALL.iter().map(|status| (status.to_string(), totals[status.index()])).collect()
    };
    RecapAnswer {
        month: recap.month.strftime("%Y-%m").to_string(),
        unit: recap.unit.as_ref().map(|unit| unit.code.clone()),
        people: recap
            .recap
            .rows
            .iter()
            .zip(&recap.people)
            .zip(&recap.apel)
            .map(|((row, (person, _)), apel)| RecapPersonAnswer {
                apel: (*apel).into(),
                person: person.printed_number().map_or_else(|| person.id.to_string(), |number| number.value.clone()),
                id: person.id.0,
                name: person.name.clone(),
                codes: row.days.iter().map(|day| (day.on.to_string(), day.status.to_string())).collect(),
                marks: row
                    .days
                    .iter()
                    .filter(|day| !day.marks.is_empty())
                    .map(|day| (day.on.to_string(), day.marks.iter().map(|mark| mark.code()).collect()))
                    .collect(),
                provisional: row.days.iter().filter(|day| !day.settled).map(|day| day.on.to_string()).collect(),
                totals: by_status(row.totals),
            })
            .collect(),
        totals: by_status(recap.recap.totals),
        incomplete_sources: recap.incomplete_sources.clone(),
        reporting: ReportingJson::of(&recap.reporting, recap.place()),
    }
}
