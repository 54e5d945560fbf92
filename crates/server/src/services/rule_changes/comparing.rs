//! What another pack would change: everybody's days, where they stand on the ladder, and their allowance, from the same
//! records by the rules that hold and by the others. Stores nothing of it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use hadir_domain::allowance::Month;
use hadir_domain::ids::{PersonId, UnitId};
use hadir_domain::people::{EmployeeType, Person};
use hadir_domain::status::{Mark, Status};
use hadir_domain::timeline::JudgedDay;
use hadir_domain::units::Unit;
use hadir_rules::{PackError, PackInfo, Packs, Supposed};
use hadir_store::instansi::Instansi;
use hadir_store::{StoreError, dirty, people, posts, units};
use jiff::ToSpan;
use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use super::in_force::packs_in;
use super::ladder::{self, LadderChange};
use super::pay::{self, PayChange};
use crate::app::App;
use crate::services::error::ServiceError;
use crate::services::judging::{self, RulesInForce, judge_twice};
use crate::services::recapping;

/// People looked at in one go, so that memory stays small.
const PEOPLE_AT_ONCE: usize = 500;
/// The longest span, in days: a year.
const MOST_DAYS: i32 = 366;
/// Faults of a pack shown.
const MOST_FAULTS: usize = 12;

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Ask {
    /// The text of the pack.
    pub pack: String,
    /// First and last day; `None` is the last month that is over, of a ladder the year up to yesterday.
    pub span: Option<(Date, Date)>,
    /// Code of the unit; the whole instansi when `None`.
    pub unit: Option<String>,
}

/// A day as one set of rules sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Seen {
    /// Its one code.
    pub status: Status,
    /// Whether every source has spoken.
    pub settled: bool,
    /// Lateness, early leaving, missing taps.
    pub marks: Vec<Mark>,
    /// Arrival, local.
    pub first_in: Option<DateTime>,
    /// Departure, local.
    pub last_out: Option<DateTime>,
}

impl Seen {
    fn of(day: &JudgedDay) -> Self {
        let verdict = &day.verdict;
        Self {
            status: verdict.status,
            settled: verdict.settled,
            marks: verdict.marks.clone(),
            first_in: verdict.first_in.map(|(_, local)| local),
            last_out: verdict.last_out.map(|(_, local)| local),
        }
    }

    /// Minutes late and minutes left early.
    pub fn minutes(&self) -> (u32, u32) {
        let sum = |pick: fn(&Mark) -> Option<u16>| self.marks.iter().filter_map(pick).map(u32::from).sum::<u32>();
        (
            sum(|mark| if let Mark::Tl(minutes) = mark { Some(*minutes) } else { None }),
            sum(|mark| if let Mark::Psw(minutes) = mark { Some(*minutes) } else { None }),
        )
    }

    /// Status and marks as they are printed, such as `H TL:12`; `?` where a source is still waited for.
    pub fn code(&self) -> String {
        let marks = self.marks.iter().map(|mark| format!(" {}", mark.code()));
        let open = if self.settled { "" } else { " ?" };
        std::iter::once(self.status.to_string()).chain(marks).chain([open.to_owned()]).collect()
    }

    fn judged(&self) -> (Status, bool, &[Mark]) {
        (self.status, self.settled, &self.marks)
    }
}

/// A day that would be judged differently.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DayChange {
    /// The date.
    pub on: Date,
    /// As it is.
    pub before: Seen,
    /// As it would be.
    pub after: Seen,
}

/// Somebody of whom something would be different.
#[derive(Debug, Clone, PartialEq)]
pub struct PersonChange {
    /// Who.
    pub person: Person,
    /// Where they serve at the end of the span.
    pub unit: Option<UnitId>,
    /// The days, ascending.
    pub days: Vec<DayChange>,
    /// Where they stand on the ladder.
    pub ladder: Option<LadderChange>,
    /// The allowance of each whole month.
    pub pay: Vec<PayChange>,
}

impl PersonChange {
    /// By how much more would be cut, in rupiah; negative where less.
    pub fn rupiah(&self) -> i64 {
        self.pay.iter().map(PayChange::rupiah).sum()
    }
}

/// The sums of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
pub struct Totals {
    /// People looked at: those changed and those not.
    pub people: u64,
    /// Of them with something different.
    pub changed_people: u64,
    /// Of them with nothing different.
    pub unchanged_people: u64,
    /// Person-days judged by both.
    pub days: u64,
    /// Of them judged differently.
    pub changed_days: u64,
    /// Of these with another status.
    pub status_days: u64,
    /// Person-days whose evidence was erased: nobody judges them anew.
    pub erased_days: u64,
    /// Minutes late, after without before.
    pub late_minutes: i64,
    /// Minutes left early, after without before.
    pub early_minutes: i64,
    /// Indications that would appear.
    pub ladder_appears: u64,
    /// Indications that would vanish.
    pub ladder_vanishes: u64,
    /// Indications on another rung.
    pub ladder_moves: u64,
    /// People who would be cut more.
    pub cut_more_people: u64,
    /// People who would be cut less.
    pub cut_less_people: u64,
    /// What would be cut more, of those cut more.
    pub cut_more_rupiah: i64,
    /// What would be cut less, of those cut less.
    pub cut_less_rupiah: i64,
    /// Cut more without cut less.
    pub difference_rupiah: i64,
    /// People whose amount is not recorded: what they would be cut nobody can say.
    pub without_amount: u64,
}

/// A comparison.
#[derive(Debug, Clone, PartialEq)]
pub struct Compared {
    /// The pack, as it is written.
    pub info: PackInfo,
    /// Whether it was let begin earlier than it is written, to be tried on these days.
    pub as_if: bool,
    /// First and last day.
    pub span: (Date, Date),
    /// Code of the unit.
    pub unit: Option<String>,
    /// What the pack changes at all, so that nothing found is told from nothing asked.
    pub touches: Touches,
    /// The months whose allowance was computed.
    pub months: Vec<Month>,
    /// Why no allowance was computed, in Indonesian and English.
    pub pay_note: Option<(String, String)>,
    /// The sums.
    pub totals: Totals,
    /// How many days go from one status to another.
    pub moves: BTreeMap<(Status, Status), u64>,
    /// Everybody changed: the largest differences first.
    pub people: Vec<PersonChange>,
    /// Every unit, to name them.
    pub units: Vec<Unit>,
    /// SHA-256 over all of it, hex.
    pub sha256: String,
}

/// What a pack changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct Touches {
    /// How days are judged.
    pub days: bool,
    /// The ladder of discipline.
    pub ladder: bool,
    /// What the allowance is cut.
    pub allowance: bool,
}

impl Touches {
    fn of(instansi: &Instansi, before: &Packs, supposed: &Supposed, span: (Date, Date)) -> Self {
        let (region, after) = (instansi.region_code(), &supposed.packs);
        let months = [Month::of(span.0), Month::of(span.1)];
        let calendar = months.iter().any(|month| {
            before.month_days(region, *month, instansi.week) != after.month_days(region, *month, instansi.week)
        });
        Self {
            days: RulesInForce::by(before, instansi) != RulesInForce::by(after, instansi),
            ladder: EmployeeType::ALL.iter().any(|of| before.discipline(region, *of) != after.discipline(region, *of)),
            allowance: supposed.schedule.is_some() || calendar,
        }
    }
}

/// A pack that cannot be read, with every fault and its place.
pub(super) fn bad_pack(faults: &[PackError]) -> ServiceError {
    let faults = || faults.iter().take(MOST_FAULTS);
    let id: Vec<String> = faults().map(PackError::id).collect();
    let en: Vec<String> = faults().map(PackError::en).collect();
    ServiceError::bad("bad_pack", id.join("; "), en.join("; "))
}

fn span_of(app: &App, instansi: &Instansi, ask: &Ask, ladder_only: bool) -> Result<(Date, Date), ServiceError> {
    let today = app.today(instansi);
    let (from, to) = ask.span.unwrap_or_else(|| {
        let last = today.first_of_month().yesterday().unwrap_or(today);
        match ladder_only {
            true => {
                let to = today.yesterday().unwrap_or(today);
                (to.first_of_year(), to)
            }
            false => (last.first_of_month(), last),
        }
    });
    let days = (to - from).get_days();
    if to < from || days >= MOST_DAYS {
        return Err(ServiceError::bad(
            "bad_span",
            format!("Pilih rentang hari yang urut, paling panjang {MOST_DAYS} hari."),
            format!("Choose days in order, at most {MOST_DAYS} of them."),
        ));
    }
    if to >= today {
        return Err(ServiceError::bad(
            "span_runs",
            "Aturan dicoba pada hari yang sudah lewat. Pilih hari terakhir sebelum hari ini.",
            "Rules are tried on days that are over. Choose a last day before today.",
        ));
    }
    Ok((from, to))
}

/// Compares.
///
/// # Errors
///
/// `bad_pack` with every fault, `bad_span`, `span_runs`; when the unit is not known or no pack covers one of the days.
pub async fn compare(app: &App, instansi: &Instansi, ask: &Ask) -> Result<Compared, ServiceError> {
    let before = app.db.read(async |tx| packs_in(tx, app, instansi).await).await?;
    let region = instansi.region_code();
    let today = app.today(instansi);
    let written = before.supposing(region, &ask.pack, today).map_err(|faults| bad_pack(&faults))?;
    let span = span_of(app, instansi, ask, written.info.kind == "disiplin_kerja")?;
    let supposed = before.supposing(region, &ask.pack, span.0).map_err(|faults| bad_pack(&faults))?;
    if app.db.read(async |tx| dirty::count(tx, instansi.id).await).await? > 0 {
        judging::project(app, instansi).await?;
    }
    let (_, ids) = recapping::whom(app, instansi, ask.unit.as_deref(), span).await?;
    let touches = Touches::of(instansi, &before, &supposed, span);
    let months = whole_months(span);
    let pay = pay::Plan::of(instansi, (&before, &supposed), &months, touches);
    let ladder = ladder::Plan { before: &before, after: &supposed.packs, on: span.1, all: touches.ladder };
    let absent = match touches.ladder {
        true => ladder.absent(app, instansi).await?,
        false => BTreeSet::new(),
    };
    let mut work = Work { totals: Totals::default(), moves: BTreeMap::new(), people: Vec::new() };
    for some in ids.chunks(PEOPLE_AT_ONCE) {
        let mut changes = Changes::default();
        if touches.days {
            judge(app, instansi, (&before, &supposed.packs), some, span, &mut work.totals, &mut changes).await?;
        }
        changes.ladder = ladder.changes(app, instansi, some, &absent, &changes.days).await?;
        if let Some(plan) = &pay.plan {
            (changes.pay, changes.without_amount) = plan.changes(app, instansi, some, &changes.days).await?;
        }
        work.take(app, instansi, some, span, changes).await?;
    }
    let all = app.db.read(async |tx| units::list(tx, instansi.id).await).await?;
    let mut compared = Compared {
        info: supposed.info,
        as_if: supposed.moved,
        span,
        unit: ask.unit.clone(),
        touches,
        months,
        pay_note: pay.note,
        totals: work.totals,
        moves: work.moves,
        people: work.people,
        units: all,
        sha256: String::new(),
    };
    compared.sha256 = compared.hash()?;
    compared.people.sort_by_cached_key(|one| {
        let weight = (one.rupiah().unsigned_abs(), one.ladder.is_some(), one.days.len());
        (std::cmp::Reverse(weight), one.person.name.clone(), one.person.id)
    });
    Ok(compared)
}

/// The months that lie whole within a span.
fn whole_months((from, to): (Date, Date)) -> Vec<Month> {
    let firsts = from.first_of_month().series(1.month()).take_while(|first| *first <= to);
    firsts.filter(|first| *first >= from && first.last_of_month() <= to).map(Month::of).collect()
}

/// What a few people's comparison found.
#[derive(Default)]
struct Changes {
    days: HashMap<PersonId, Vec<DayChange>>,
    ladder: HashMap<PersonId, LadderChange>,
    pay: HashMap<PersonId, Vec<PayChange>>,
    without_amount: u64,
}

async fn judge(
    app: &App,
    instansi: &Instansi,
    packs: (&Packs, &Packs),
    some: &[PersonId],
    span: (Date, Date),
    totals: &mut Totals,
    changes: &mut Changes,
) -> Result<(), ServiceError> {
    let now = app.now();
    let judged = app.db.read(async |tx| judge_twice(tx, instansi, packs, some, span, now).await).await?;
    for one in judged {
        totals.days += one.days.len() as u64;
        totals.erased_days += one.erased;
        let pairs = one.days.iter().map(|(was, becomes)| (was.on, Seen::of(was), Seen::of(becomes)));
        let differ = pairs.filter(|(_, before, after)| before.judged() != after.judged());
        let days: Vec<DayChange> = differ.map(|(on, before, after)| DayChange { on, before, after }).collect();
        if !days.is_empty() {
            changes.days.insert(one.person, days);
        }
    }
    Ok(())
}

struct Work {
    totals: Totals,
    moves: BTreeMap<(Status, Status), u64>,
    people: Vec<PersonChange>,
}

impl Work {
    async fn take(
        &mut self,
        app: &App,
        instansi: &Instansi,
        some: &[PersonId],
        (from, to): (Date, Date),
        mut changes: Changes,
    ) -> Result<(), ServiceError> {
        let ids: BTreeSet<PersonId> =
            changes.days.keys().chain(changes.ladder.keys()).chain(changes.pay.keys()).copied().collect();
        let ids: Vec<PersonId> = ids.into_iter().collect();
        let totals = &mut self.totals;
        totals.people += some.len() as u64;
        totals.changed_people += ids.len() as u64;
        totals.unchanged_people += (some.len() - ids.len()) as u64;
        totals.without_amount += changes.without_amount;
        let (known, all_posts) = app
            .db
            .read(async |tx| {
                let known = people::get_many(tx, instansi.id, &ids).await?;
                Ok::<_, StoreError>((known, posts::of_people(tx, instansi.id, &ids).await?))
            })
            .await?;
        for person in known {
            let id = person.id;
            let serves = all_posts.iter().filter(|post| post.person == id && post.holds_within(from, to));
            let unit = serves.max_by_key(|post| post.to_on.unwrap_or(Date::MAX)).map(|post| post.unit);
            let change = PersonChange {
                person,
                unit,
                days: changes.days.remove(&id).unwrap_or_default(),
                ladder: changes.ladder.remove(&id),
                pay: changes.pay.remove(&id).unwrap_or_default(),
            };
            self.count(&change);
            self.people.push(change);
        }
        Ok(())
    }

    fn count(&mut self, change: &PersonChange) {
        let totals = &mut self.totals;
        totals.changed_days += change.days.len() as u64;
        for day in &change.days {
            let (before, after) = (day.before.minutes(), day.after.minutes());
            totals.late_minutes += i64::from(after.0) - i64::from(before.0);
            totals.early_minutes += i64::from(after.1) - i64::from(before.1);
            if day.before.status != day.after.status {
                totals.status_days += 1;
                *self.moves.entry((day.before.status, day.after.status)).or_default() += 1;
            }
        }
        match change.ladder.as_ref().map(|ladder| (&ladder.before, &ladder.after)) {
            Some((None, Some(_))) => totals.ladder_appears += 1,
            Some((Some(_), None)) => totals.ladder_vanishes += 1,
            Some(_) => totals.ladder_moves += 1,
            None => {}
        }
        let rupiah = change.rupiah();
        totals.difference_rupiah += rupiah;
        if rupiah > 0 {
            totals.cut_more_people += 1;
            totals.cut_more_rupiah += rupiah;
        } else if rupiah < 0 {
            totals.cut_less_people += 1;
            totals.cut_less_rupiah -= rupiah;
        }
    }
}

/// One person's part of what is hashed.
#[derive(Serialize)]
struct Hashed<'a> {
    person: PersonId,
    days: &'a [DayChange],
    ladder: &'a Option<LadderChange>,
    pay: &'a [PayChange],
}

impl Compared {
    /// Over pack, span, unit, sums and everybody changed, in the order of their keys.
    fn hash(&self) -> Result<String, ServiceError> {
        let mut hash = Sha256::new();
        let mut part = |bytes: Vec<u8>| {
            hash.update((bytes.len() as u64).to_be_bytes());
            hash.update(&bytes);
        };
        let head = (&self.info.sha256, self.span, &self.unit, &self.totals);
        part(serde_json::to_vec(&head).map_err(ServiceError::fault)?);
        let mut people: Vec<&PersonChange> = self.people.iter().collect();
        people.sort_by_key(|one| one.person.id);
        for one in people {
            let line = Hashed { person: one.person.id, days: &one.days, ladder: &one.ladder, pay: &one.pay };
            part(serde_json::to_vec(&line).map_err(ServiceError::fault)?);
        }
        Ok(hex::encode(hash.finalize()))
    }

    /// The unit of somebody changed.
    pub fn unit_of(&self, one: &PersonChange) -> Option<&Unit> {
        one.unit.and_then(|id| self.units.iter().find(|unit| unit.id == id))
    }
}
