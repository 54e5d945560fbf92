//! What a head sees: the lists of today with the state of everybody on them, and counts that add up to the people asked
//! about.

use std::collections::{BTreeMap, HashMap, HashSet};

use hadir_domain::cross_checks::{CourseState, Why, course, pools};
use hadir_domain::evidence::Verdict;
use hadir_domain::ids::{PersonId, UnitId};
use hadir_domain::units::{Unit, subtree};
use hadir_store::cross_checks::CrossCheckList;
use hadir_store::evidence::verdicts;
use hadir_store::{StoreError, people, posts, units};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::answering::went_up;
use super::{Lists, heads, rule};
use crate::app::App;
use crate::auth::Caller;
use crate::routes::shapes::{PersonRef, UnitRef};
use crate::services::board::{self, State};
use crate::services::error::ServiceError;
use crate::services::judging::{self, PersonDays};
use crate::services::sources::Ears;

/// The lists of today the caller is asked about.
#[derive(Debug, Serialize, ToSchema)]
pub struct MyCrossChecks {
    /// The day.
    date: String,
    /// Whether the caller leads a unit, be there a list or not.
    leads: bool,
    /// When today's lists are drawn, `HH:MM`; nothing where the region does without.
    drawn_from: Option<String>,
    /// Now, by the server.
    #[schema(value_type = String)]
    now: Timestamp,
    /// The lists; one's own units first.
    lists: Vec<MyCrossCheck>,
}

/// A list as the head sees it.
#[derive(Debug, Serialize, ToSchema)]
pub struct MyCrossCheck {
    id: Uuid,
    unit: UnitRef,
    /// Whether it is the caller's own, or one of a unit below that went up.
    own: bool,
    #[schema(value_type = String)]
    drawn_at: Timestamp,
    /// Until when the answer is in time.
    #[schema(value_type = String)]
    due_at: Timestamp,
    /// When the working day ends.
    #[schema(value_type = String)]
    closes_at: Timestamp,
    /// `open`, `partly`, `answered`, `late`, `overdue` or `silent`.
    state: String,
    /// Whether it went to the superior or the agency.
    went_up: bool,
    counts: CrossCheckCounts,
    names: Vec<CrossCheckName>,
}

/// Everybody the head is asked about, each in exactly one of these; all but `not_due` are expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, ToSchema)]
pub struct CrossCheckCounts {
    /// How many people; the sum of those below.
    pub roster: u32,
    /// Nothing due now: a day off, or a later shift.
    pub not_due: u32,
    /// Something was recorded of them today, and nothing speaks against it.
    pub tapped: u32,
    /// Something was recorded of them today that is doubtful.
    pub doubtful: u32,
    /// Leave, sick or permission.
    pub excused: u32,
    /// On duty elsewhere.
    pub elsewhere: u32,
    /// Due, and not heard from.
    pub not_heard: u32,
}

impl CrossCheckCounts {
    fn count(&mut self, state: State, doubted: bool) {
        self.roster += 1;
        match state {
            State::Libur | State::BelumWaktunya => self.not_due += 1,
            State::Hadir | State::Terlambat if doubted => self.doubtful += 1,
            State::Hadir | State::Terlambat => self.tapped += 1,
            State::Berizin => self.excused += 1,
            State::DiLuarTempat => self.elsewhere += 1,
            State::BelumHadir | State::BelumTerdengar => self.not_heard += 1,
        }
    }
}

/// Somebody on the list.
#[derive(Debug, Serialize, ToSchema)]
pub struct CrossCheckName {
    person: PersonRef,
    /// What they are, as on their post.
    position: String,
    /// The unit they serve in, where it is another than the list's.
    unit: Option<String>,
    state: State,
    /// When they arrived, `HH:MM`, as recorded.
    tapped_at: Option<String>,
    /// By what: `phone`, `machine`, `kiosk` and so on.
    tapped_by: Option<String>,
    /// Whether what was recorded today is doubtful.
    doubtful: bool,
    /// Whether they had to be on it, so that everybody is looked at.
    turn: bool,
    /// What was said about them.
    answer: Option<CrossCheckAnswer>,
}

/// What was said about somebody.
#[derive(Debug, Serialize, ToSchema)]
pub struct CrossCheckAnswer {
    id: Uuid,
    /// `present`, `absent`, `excused` or `elsewhere`.
    seen: String,
    note: String,
    #[schema(value_type = String)]
    at: Timestamp,
    by_login: String,
}

/// Today's lists for the caller.
///
/// # Errors
///
/// When the database does not answer.
pub async fn mine(app: &App, caller: &Caller) -> Result<MyCrossChecks, ServiceError> {
    let (id, today, now) = (caller.id(), caller.today, app.now());
    let read = app.db.read(async |tx| {
        let (all, leads) = (units::list(tx, id).await?, heads::leads(tx, id, today).await?);
        Ok::<_, StoreError>((all, leads, Lists::in_span(tx, id, today, today).await?))
    });
    let (all, leads, lists) = read.await?;
    let drawn_from = rule(app, &caller.instansi, today)
        .map(|rule| format!("{:02}:{:02}", rule.draw_minute / 60, rule.draw_minute % 60));
    let own = |list: &CrossCheckList| heads::may_answer(&caller.holder, &all, list, false);
    let may = |list: &&CrossCheckList| {
        own(list) || heads::may_answer(&caller.holder, &all, list, went_up(&lists.kept(list.id)))
    };
    let mut asked: Vec<&CrossCheckList> = lists.lists.iter().filter(may).collect();
    asked.sort_by_key(|list| (!own(list), list.id));
    let mut shown = Vec::new();
    for list in asked {
        let seen = Scene::load(app, caller, &all, &leads, list).await?;
        let course = course(&list.duty, &lists.given(list.id), now);
        let unit = all.iter().find(|unit| unit.id == list.unit).map(UnitRef::from);
        shown.extend(unit.map(|unit| MyCrossCheck {
            id: list.id,
            unit,
            own: own(list),
            drawn_at: list.duty.drawn_at,
            due_at: list.duty.due_at,
            closes_at: list.duty.closes_at,
            state: course.state.as_str().to_owned(),
            went_up: course.state != CourseState::Answered && went_up(&lists.kept(list.id)),
            counts: seen.counts,
            names: seen.names(list, &lists),
        }));
    }
    let leads = leads.iter().any(|lead| lead.account == caller.account.id);
    Ok(MyCrossChecks { date: today.to_string(), leads, drawn_from, now, lists: shown })
}

/// The people of a head as they are now.
struct Scene {
    counts: CrossCheckCounts,
    people: HashMap<PersonId, Seen>,
    refs: HashMap<PersonId, PersonRef>,
    titles: HashMap<PersonId, String>,
}

struct Seen {
    state: State,
    tapped: Option<(String, String)>,
    unit: Option<Unit>,
    doubtful: bool,
}

impl Scene {
    async fn load(
        app: &App,
        caller: &Caller,
        all: &[Unit],
        leads: &[heads::Lead],
        list: &CrossCheckList,
    ) -> Result<Self, ServiceError> {
        let (instansi, today, now) = (&caller.instansi, list.on, app.now());
        let below: Vec<UnitId> = subtree(all, list.unit);
        let members = judging::people_of_units(app, instansi, Some(&below), today).await?;
        let judged = judging::judge_at(app, instansi, &members, today, today, now).await?;
        let served: Vec<(PersonId, UnitId)> =
            judged.people.iter().filter_map(|one| Some((one.person, one.unit.as_ref()?.id))).collect();
        let pooled = pools(all, &heads::pairs(leads), &served);
        let asked: HashSet<PersonId> =
            pooled.pools.into_iter().filter(|pool| pool.unit == list.unit).flat_map(|pool| pool.people).collect();
        let doubted = doubted_today(app, caller, today).await?;
        let ears = Ears::load(app, instansi, now).await?;
        let mut counts = CrossCheckCounts::default();
        let mut people_now = HashMap::new();
        for one in &judged.people {
            let Some(day) = one.days.first() else { continue };
            let (state, doubtful) = (board::state_of(day, one, &ears, now), doubted.contains(&one.person));
            if asked.contains(&one.person) {
                counts.count(state, doubtful);
            }
            let tapped = day.verdict.first_in.map(|(punch, local)| {
                let source = source_of(one, punch.0);
                (local.time().strftime("%H:%M").to_string(), source)
            });
            people_now.insert(one.person, Seen { state, tapped, unit: one.unit.clone(), doubtful });
        }
        let known = app.db.read(async |tx| {
            let known = people::get_many(tx, caller.id(), &members).await?;
            Ok::<_, StoreError>((known, posts::of_people(tx, caller.id(), &members).await?))
        });
        let (known, posts) = known.await?;
        let refs = known.iter().map(|person| (person.id, PersonRef::from(person))).collect();
        let titles =
            posts.into_iter().filter(|post| post.holds_on(today)).map(|post| (post.person, post.title)).collect();
        Ok(Self { counts, people: people_now, refs, titles })
    }

    fn names(&self, list: &CrossCheckList, lists: &Lists) -> Vec<CrossCheckName> {
        let said: BTreeMap<PersonId, _> = lists.said(list.id).iter().map(|check| (check.person, check)).collect();
        let names = lists.names(list.id).iter().filter_map(|name| {
            let seen = self.people.get(&name.person);
            let elsewhere = seen.and_then(|seen| seen.unit.as_ref()).filter(|unit| unit.id != list.unit);
            Some(CrossCheckName {
                person: self.refs.get(&name.person)?.clone(),
                position: self.titles.get(&name.person).cloned().unwrap_or_default(),
                unit: elsewhere.map(|unit| unit.name.clone()),
                state: seen.map_or(State::BelumTerdengar, |seen| seen.state),
                tapped_at: seen.and_then(|seen| seen.tapped.as_ref()).map(|(at, _)| at.clone()),
                tapped_by: seen.and_then(|seen| seen.tapped.as_ref()).map(|(_, by)| by.clone()),
                doubtful: seen.is_some_and(|seen| seen.doubtful),
                turn: name.why.contains(&Why::Turn),
                answer: said.get(&name.person).map(|check| CrossCheckAnswer {
                    id: check.id,
                    seen: check.seen.as_str().to_owned(),
                    note: check.note.clone(),
                    at: check.seen_at,
                    by_login: check.by_login.clone(),
                }),
            })
        });
        names.collect()
    }
}

fn source_of(one: &PersonDays, punch: Uuid) -> String {
    let found = one.punches.iter().find(|known| known.id.0 == punch);
    found.map(|punch| punch.source.as_str().to_owned()).unwrap_or_default()
}

/// Who has a punch of that day against which something speaks.
async fn doubted_today(app: &App, caller: &Caller, on: Date) -> Result<HashSet<PersonId>, ServiceError> {
    let verdicts = app.db.read(async |tx| verdicts::in_span(tx, caller.id(), on, on).await).await?;
    let doubted = |verdict| matches!(verdict, Verdict::Doubtful | Verdict::Contradicted);
    Ok(verdicts.into_iter().filter(|one| doubted(one.verdict)).map(|one| one.person).collect())
}
