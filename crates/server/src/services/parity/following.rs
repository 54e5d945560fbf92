//! What followed: who reached the common standard, by which kind of employment, and what became of cases. Counts alone.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use hadir_domain::calendar::Calendar;
use hadir_domain::discipline::{Assessment, DisciplineRules, Facts, assess, by_calendar, by_days};
use hadir_domain::discipline_cases::{Urgency, next_steps};
use hadir_domain::ids::{PersonId, UnitId};
use hadir_domain::parity::cases::{CaseCounts, CaseFacts};
use hadir_domain::parity::ladder::{CaseOf, LadderCounts, LadderYear, OnLadder, Share, at_share};
use hadir_domain::people::EmployeeType;
use hadir_domain::status::Status;
use hadir_store::instansi::Instansi;
use hadir_store::{days, spans};
use jiff::Timestamp;
use jiff::civil::Date;

use super::contracted::{Contracted, Minutes};
use super::counting::{Papers, Roster};
use crate::app::App;
use crate::services::casing::setting::CaseRules;
use crate::services::casing::{self, Case, indicating};
use crate::services::error::ServiceError;

/// People read at once.
const PIECE: usize = 1_024;

/// The rules of discipline of each kind of employment in a region.
pub(super) struct Ladders<'a> {
    app: &'a App,
    instansi: &'a Instansi,
    rules: BTreeMap<EmployeeType, DisciplineRules>,
    calendar: Calendar,
}

impl<'a> Ladders<'a> {
    pub fn of(app: &'a App, instansi: &'a Instansi) -> Self {
        let region = instansi.region_code();
        let packs = app.packs_of(instansi);
        let rules = EmployeeType::ALL.into_iter().map(|kind| (kind, packs.discipline(region, kind))).collect();
        Self { app, instansi, rules, calendar: packs.calendar(region, None) }
    }

    /// How many people of each kind stand where, in the year of `span`, up to its last day. Days before the span count too: a
    /// year's days add up from 1 January.
    pub async fn year(
        &self,
        roster: &Roster,
        within: &(dyn Fn(UnitId) -> bool + Sync),
        span: (Date, Date),
        plans: &mut Contracted<'_>,
        cases: Option<&[Case]>,
    ) -> Result<LadderYear, ServiceError> {
        let (app, instansi) = (self.app, self.instansi);
        let (year, up_to) = (span.1.year(), span.1);
        let mut kinds: BTreeMap<EmployeeType, LadderCounts> = BTreeMap::new();
        let mut home: HashMap<PersonId, EmployeeType> = HashMap::new();
        for person in &roster.people {
            if let Some((_, kind)) = roster.last(*person, span).filter(|(unit, _)| within(*unit)) {
                home.insert(*person, kind);
                kinds.entry(kind).or_default().people += 1;
            }
        }
        let looked_at = indicating::span(year, up_to);
        let absent = app.db.read(async |tx| days::absent(tx, instansi.id, looked_at.0, looked_at.1).await).await?;
        let absent: Vec<PersonId> = absent.into_iter().filter(|person| home.contains_key(person)).collect();
        let cases = cases.map(days_of_cases);
        let office = plans.office();
        for piece in absent.chunks(PIECE) {
            let papers = Papers::load(app, instansi, piece, looked_at).await?;
            let read =
                app.db.read(async |tx| spans::of_people(tx, instansi.id, piece, looked_at, Timestamp::MIN).await);
            for stored in read.await? {
                let kind = home[&stored.person];
                let share = share(roster, stored.person, year, (&papers.minutes(stored.person, plans), &office), plans);
                let one = self.stands(&stored.days, (kind, share), (year, up_to));
                if let Some((mut one, dates)) = one {
                    one.case = cases.as_ref().map(|cases| case_of(cases, stored.person, &dates));
                    kinds.entry(kind).or_default().count(&one);
                }
            }
        }
        Ok(LadderYear { year, up_to, kinds: kinds.into_iter().collect() })
    }

    /// Where somebody stands, with the days it rests on; `None` without a day that counts.
    fn stands(
        &self,
        stored: &[spans::SpanDay],
        (kind, share): (EmployeeType, Share),
        (year, on): (i16, Date),
    ) -> Option<(OnLadder, BTreeSet<Date>)> {
        let rules = self.rules.get(&kind)?;
        let days = stored.iter().map(|day| (day.on, day.status, day.settled, day.late_minutes, day.early_minutes));
        let facts = Facts::of_days(year, on, days);
        let statuses: HashMap<Date, Status> = stored.iter().map(|day| (day.on, day.status)).collect();
        let calendar = by_calendar(&self.calendar, self.instansi.week);
        let due = by_days(&statuses, &calendar);
        let plain = assess(rules, &facts, &due);
        if plain.counters.cumulative_days == 0 && plain.counters.longest_streak == 0 {
            return None;
        }
        let level = |of: &Assessment| of.standard.as_ref().map(|one| one.level);
        let one = OnLadder {
            plain: level(&plain),
            adjusted: level(&assess(&at_share(rules, share), &facts, &due)),
            own: plain.indication.as_ref().map(|one| one.level),
            has_rule: facts.absent.last().is_some_and(|last| rules.on(*last).is_some()),
            case: None,
        };
        Some((one, facts.absent))
    }

    /// What became of the cases opened in a span, by kind.
    pub fn cases(
        &self,
        cases: &[Case],
        within: &dyn Fn(UnitId) -> bool,
        (from, to): (Date, Date),
    ) -> Vec<(EmployeeType, CaseCounts)> {
        let rules = CaseRules::of(self.app, self.instansi);
        let mut kinds: BTreeMap<EmployeeType, CaseCounts> = BTreeMap::new();
        for case in cases {
            let (opening, state) = (&case.opening, case.state());
            if opening.on < from || to < opening.on || !within(opening.unit) {
                continue;
            }
            let due = rules.on(rules.today(), &[]).ok().and_then(|set| next_steps(opening, &state, &set).ok());
            let ran_out =
                due.map(|due| due.iter().any(|one| matches!(one.urgency, Urgency::Overdue | Urgency::Escalated)));
            let of = opening.employee_type;
            if let Some(own) = self.rules.get(&of) {
                kinds.entry(of).or_default().count(&CaseFacts::of(opening, &state, own, rules.clock(), ran_out));
            }
        }
        kinds.into_iter().collect()
    }
}

/// The dates cases are about, by person, and whether the case ended.
type CaseDays = HashMap<PersonId, Vec<(BTreeSet<Date>, bool)>>;

fn days_of_cases(cases: &[Case]) -> CaseDays {
    let mut found: CaseDays = HashMap::new();
    for case in cases {
        let state = case.state();
        let ended = state.closed.is_some() || state.decision.is_some();
        found.entry(case.subject()).or_default().push((case.opening.days(), ended));
    }
    found
}

/// What became of the cases about some of these days; an open one stands before one that ended.
fn case_of(cases: &CaseDays, person: PersonId, dates: &BTreeSet<Date>) -> CaseOf {
    let about = cases.get(&person).into_iter().flatten().filter(|(days, _)| !days.is_disjoint(dates));
    match about.map(|(_, ended)| *ended).min() {
        None => CaseOf::None,
        Some(false) => CaseOf::Open,
        Some(true) => CaseOf::Ended,
    }
}

/// Days a person owes in a year beside those office hours ask for, over the same dates: those with a post, and with a calendar.
fn share(
    roster: &Roster,
    person: PersonId,
    year: i16,
    (own, office): (&Minutes, &Minutes),
    plans: &Contracted<'_>,
) -> Share {
    let mut share = Share { own: 0, full: 0 };
    let Ok(first) = Date::new(year, 1, 1) else { return share };
    for on in first.series(jiff::Span::new().days(1)).take_while(|on| on.year() == year) {
        let Some(place) = plans.place(on) else { continue };
        let asked = own.get(place).copied().flatten().zip(office.get(place).copied().flatten());
        if let Some((own, full)) = asked.filter(|_| roster.on(person, on).is_some()) {
            share.own += u16::from(own > 0);
            share.full += u16::from(full > 0);
        }
    }
    share
}

/// Every case, to be counted.
pub(super) async fn all_cases(app: &App, instansi: &Instansi) -> Result<Vec<Case>, ServiceError> {
    Ok(app.db.read(async |tx| casing::all(tx, instansi).await).await?)
}
