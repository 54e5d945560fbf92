//! What the desk sees: by OPD who answered, late or not at all, whether everybody was looked at, and how far answers hold.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use hadir_domain::checks::Seen;
use hadir_domain::cross_checks::{CourseState, HeadFacts, Interval, Share, Sign, StepKind, course, pools, signs};
use hadir_domain::ids::{PersonId, UnitId};
use hadir_domain::people::Post;
use hadir_domain::units::Unit;
use hadir_store::checks;
use hadir_store::cross_checks::CrossCheckList;
use hadir_store::instansi::Instansi;
use hadir_store::{StoreError, posts, units};
use jiff::ToSpan;
use jiff::civil::Date;

use super::quality::{self, Quality};
use super::{Lists, heads, office, rule, workdays};
use crate::app::App;
use crate::services::error::ServiceError;

/// Most days looked at together.
pub const MOST_DAYS: i32 = 92;

/// What became of the lists of some offices and days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Figures {
    /// Lists; the sum of the five below.
    pub lists: u32,
    /// Answered whole in time.
    pub answered: u32,
    /// Answered whole, late.
    pub late: u32,
    /// The working day ended without a whole answer.
    pub silent: u32,
    /// Still going on.
    pub open: u32,
    /// Not answered, for nobody led the unit.
    pub headless: u32,
    /// Lists that went to a superior or the agency.
    pub went_up: u32,
    /// Names on them; the sum of the four answers and `unsaid`.
    pub names: u32,
    /// Seen.
    pub present: u32,
    /// Not seen.
    pub absent: u32,
    /// Excused.
    pub excused: u32,
    /// On duty elsewhere.
    pub elsewhere: u32,
    /// Nothing was said.
    pub unsaid: u32,
    /// Second looks that were drawn,
    pub looks_drawn: u32,
    /// done,
    pub looks_done: u32,
    /// and not done in their time.
    pub looks_missed: u32,
    /// People on the rosters.
    pub people: u32,
    /// Of these: looked for within the days of coverage.
    pub looked: u32,
}

impl Figures {
    fn count(&mut self, lists: &Lists, list: &CrossCheckList, now: jiff::Timestamp) {
        self.lists += 1;
        match course(&list.duty, &lists.given(list.id), now).state {
            CourseState::Answered => self.answered += 1,
            CourseState::Late => self.late += 1,
            _ if list.head.is_none() => self.headless += 1,
            CourseState::Silent => self.silent += 1,
            CourseState::Open | CourseState::Partly | CourseState::Overdue => self.open += 1,
        }
        let kept = lists.kept(list.id);
        self.went_up += u32::from(super::answering::went_up(&kept));
        let names = u32::try_from(lists.names(list.id).len()).unwrap_or(u32::MAX);
        let said = lists.said(list.id);
        self.names += names;
        for check in said {
            match check.seen {
                Seen::Present => self.present += 1,
                Seen::Absent => self.absent += 1,
                Seen::Excused => self.excused += 1,
                Seen::Elsewhere => self.elsewhere += 1,
            }
        }
        self.unsaid += names.saturating_sub(u32::try_from(said.len()).unwrap_or(u32::MAX));
        let count = |kind| u32::try_from(kept.iter().filter(|one| **one == kind).count()).unwrap_or(u32::MAX);
        self.looks_drawn += count(StepKind::CounterDrawn);
        self.looks_done += count(StepKind::CounterAnswered);
        self.looks_missed += count(StepKind::CounterMissed);
    }
}

/// One OPD.
#[derive(Debug, Clone)]
pub struct Office {
    /// Which.
    pub unit: Unit,
    /// What became of its lists.
    pub figures: Figures,
    /// How far "seen" holds, over the days of comparison.
    pub agreement: Share,
}

/// One head.
#[derive(Debug, Clone)]
pub struct Head {
    /// Who.
    pub person: PersonId,
    /// Whose lists.
    pub units: Vec<Unit>,
    /// What is known.
    pub facts: HeadFacts,
    /// Reasons to look at it.
    pub signs: Vec<(Sign, String, String)>,
}

impl Head {
    /// How far "seen" holds.
    pub fn agreement(&self) -> (Share, Interval) {
        let share = self.facts.agreement();
        (share, share.interval())
    }
}

/// Everything within reach.
#[derive(Debug, Clone)]
pub struct Overview {
    /// First and last day.
    pub span: (Date, Date),
    /// First day of the comparison of heads.
    pub compared_from: Date,
    /// Sum over the offices.
    pub total: Figures,
    /// By OPD, in the order of their codes.
    pub offices: Vec<Office>,
    /// Heads: those with most reasons first.
    pub heads: Vec<Head>,
    /// Units without a head today, with how many people serve in them.
    pub headless: Vec<(Unit, u32)>,
    /// The lists, newest first.
    pub lists: Vec<(CrossCheckList, CourseState, u32)>,
    /// Every unit.
    pub units: Vec<Unit>,
}

/// What the desk sees of these days, of the units within reach (`None` is all).
///
/// # Errors
///
/// `bad_span`; when the database does not answer.
pub async fn show(
    app: &App,
    instansi: &Instansi,
    (from, to): (Date, Date),
    reach: Option<&BTreeSet<UnitId>>,
) -> Result<Overview, ServiceError> {
    if to < from || from.until(to).map_or(true, |span| span.get_days() > MOST_DAYS) {
        return Err(ServiceError::bad(
            "bad_span",
            format!("Pilih tanggal awal sebelum tanggal akhir, paling lama {MOST_DAYS} hari."),
            format!("Choose a first day before the last, at most {MOST_DAYS} days."),
        ));
    }
    let (id, now) = (instansi.id, app.now());
    let today = instansi.zone.time_zone().to_datetime(now).date();
    let rules = rule(app, instansi, to);
    let days = rules.as_ref().map_or(MOST_DAYS, |rule| i32::from(rule.quality_days));
    let compared_from = to.checked_sub(days.days()).unwrap_or(to);
    let covered_from = covered_from(app, instansi, to, rules.as_ref().map_or(20, |rule| rule.coverage_days));
    let read = app.db.read(async |tx| {
        let lists = Lists::in_span(tx, id, from.min(compared_from), to).await?;
        let looks = checks::last_looks(tx, id, covered_from).await?;
        let posts = posts::all(tx, id).await?;
        Ok::<_, StoreError>((lists, looks, posts, units::list(tx, id).await?, heads::leads(tx, id, today).await?))
    });
    let (lists, looks, posts, all, leads) = read.await?;
    let quality = quality::measure(app, instansi, &lists, (compared_from, to)).await?;
    let within = |unit: &UnitId| reach.is_none_or(|reach| reach.contains(unit));

    let mut offices: BTreeMap<UnitId, Figures> = BTreeMap::new();
    let mut shown = Vec::new();
    for list in lists.lists.iter().filter(|list| from <= list.on && list.on <= to && within(&list.unit)) {
        offices.entry(office(&all, list.unit)).or_default().count(&lists, list, now);
        let state = course(&list.duty, &lists.given(list.id), now).state;
        shown.push((list.clone(), state, lists.given(list.id).said));
    }
    shown.sort_by(|one, other| (other.0.on, one.0.unit).cmp(&(one.0.on, other.0.unit)));
    let serving = serving(&posts, to);
    for (person, unit) in serving.iter().filter(|(_, unit)| within(unit)) {
        if let Some(figures) = offices.get_mut(&office(&all, *unit)) {
            figures.people += 1;
            figures.looked += u32::from(looks.contains_key(person));
        }
    }
    let mut found: Vec<Office> = offices
        .iter()
        .filter_map(|(unit, figures)| {
            let unit = all.iter().find(|one| one.id == *unit)?.clone();
            let of = quality.units.iter().filter(|(below, _)| office(&all, **below) == unit.id && within(below));
            let agreement = of.fold(Share::default(), |sum, (_, facts)| sum.plus(facts.agreement()));
            Some(Office { unit, figures: *figures, agreement })
        })
        .collect();
    found.sort_by(|one, other| one.unit.code.cmp(&other.unit.code));
    let total = found.iter().fold(Figures::default(), |sum, office| sum.plus(&office.figures));
    let least = rules.as_ref().map_or(10, |rule| rule.quality_least);
    Ok(Overview {
        span: (from, to),
        compared_from,
        total,
        offices: found,
        heads: heads_within(&quality, &all, &within, least),
        headless: headless(&all, &leads, &serving, &within),
        lists: shown,
        units: all,
    })
}

impl Figures {
    fn plus(&self, other: &Self) -> Self {
        Self {
            lists: self.lists + other.lists,
            answered: self.answered + other.answered,
            late: self.late + other.late,
            silent: self.silent + other.silent,
            open: self.open + other.open,
            headless: self.headless + other.headless,
            went_up: self.went_up + other.went_up,
            names: self.names + other.names,
            present: self.present + other.present,
            absent: self.absent + other.absent,
            excused: self.excused + other.excused,
            elsewhere: self.elsewhere + other.elsewhere,
            unsaid: self.unsaid + other.unsaid,
            looks_drawn: self.looks_drawn + other.looks_drawn,
            looks_done: self.looks_done + other.looks_done,
            looks_missed: self.looks_missed + other.looks_missed,
            people: self.people + other.people,
            looked: self.looked + other.looked,
        }
    }
}

/// The first day from which on everybody should have been looked for by `to`.
fn covered_from(app: &App, instansi: &Instansi, to: Date, days: u16) -> Date {
    let back = to.checked_sub((i32::from(days) * 2 + 14).days()).unwrap_or(to);
    let days = usize::from(days).max(1);
    workdays(app, instansi, back, to).into_iter().rev().nth(days - 1).unwrap_or(back)
}

/// Who serves in which unit on a day, each once.
fn serving(posts: &[Post], on: Date) -> Vec<(PersonId, UnitId)> {
    let mut seen = HashSet::new();
    let holds = posts.iter().filter(|post| post.holds_on(on));
    holds.filter(|post| seen.insert(post.person)).map(|post| (post.person, post.unit)).collect()
}

fn heads_within(quality: &Quality, all: &[Unit], within: &impl Fn(&UnitId) -> bool, least: u16) -> Vec<Head> {
    let reached = quality.heads.iter().filter(|(_, (units, _))| units.iter().any(within));
    let mut found: Vec<Head> = reached
        .map(|(person, (units, facts))| Head {
            person: *person,
            units: all.iter().filter(|unit| units.contains(&unit.id) && within(&unit.id)).cloned().collect(),
            facts: *facts,
            signs: signs(facts, &quality.others(*person), least)
                .into_iter()
                .map(|found| (found.sign, found.text, found.text_en))
                .collect(),
        })
        .collect();
    found.sort_by_key(|head| (std::cmp::Reverse(head.signs.len()), std::cmp::Reverse(head.facts.silent), head.person));
    found
}

fn headless(
    all: &[Unit],
    leads: &[heads::Lead],
    serving: &[(PersonId, UnitId)],
    within: &impl Fn(&UnitId) -> bool,
) -> Vec<(Unit, u32)> {
    let mut counts: HashMap<UnitId, u32> = HashMap::new();
    serving.iter().for_each(|(_, unit)| *counts.entry(*unit).or_default() += 1);
    let unled: BTreeSet<UnitId> = pools(all, &heads::pairs(leads), serving)
        .pools
        .into_iter()
        .flat_map(|pool| pool.headless)
        .filter(|unit| within(unit) && counts.contains_key(unit))
        .collect();
    let named = all.iter().filter(|unit| unled.contains(&unit.id));
    let mut named: Vec<(Unit, u32)> =
        named.map(|unit| (unit.clone(), counts.get(&unit.id).copied().unwrap_or(0))).collect();
    named.sort_by(|one, other| one.0.code.cmp(&other.0.code));
    named
}
