//! How a sidak stands: read once, then moved forward by what arrives.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use hadir_domain::arrival::Label;
use hadir_domain::ids::{InstansiId, PersonId, UnitId};
use hadir_domain::people::EmployeeType;
use hadir_domain::sidak::{Answered, SidakCall, SidakFacts, SidakFinding, SidakState, SidakTally};
use hadir_domain::units::Unit;
use hadir_store::acts::{self, ActKind};
use hadir_store::punches::{self, Trace};
use hadir_store::{StoreError, Tx, units};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::content::{AgendaAnswer, Begun, Closed, Rolled, Stood, call_of, what, whose};

/// What was received before this may still be on its way to the disk when a later one is there.
const OVERLAP: SignedDuration = SignedDuration::from_secs(10);
/// Everything is read again this often, whatever the order in which it was committed.
const WHOLE_EVERY: SignedDuration = SignedDuration::from_secs(5);

/// One sidak with everybody on its roster.
pub struct Live {
    /// Its key.
    pub id: Uuid,
    /// Its day.
    pub on: Date,
    /// How it began.
    pub begun: Begun,
    /// Who called.
    pub by_login: String,
    /// The units as they were when it was loaded.
    pub units: Vec<Unit>,
    /// Everybody, by unit and key.
    pub calls: Vec<SidakCall>,
    /// What is known of each.
    pub facts: Vec<SidakFacts>,
    /// The word for each.
    pub states: Vec<SidakState>,
    /// When each unit's head attested, and the key of the act.
    pub attested: BTreeMap<UnitId, (Timestamp, Uuid)>,
    /// Questions answered by each unit.
    pub answered: BTreeMap<UnitId, BTreeSet<u32>>,
    /// How it was closed.
    pub closed: Option<Closed>,
    instansi: InstansiId,
    places: HashMap<PersonId, usize>,
    tallies: BTreeMap<(UnitId, EmployeeType), SidakTally>,
    seen: Timestamp,
    whole_at: Timestamp,
    /// Whether everybody was told that the time to answer is over.
    over: bool,
}

impl Live {
    /// Reads a sidak as it stands at a moment; `None` where there is no such.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn load(tx: &mut Tx, instansi: InstansiId, id: Uuid, now: Timestamp) -> Result<Option<Self>, StoreError> {
        let begun = acts::get(tx, instansi, id).await?;
        let Some(act) = begun.filter(|act| act.kind == ActKind::Sidak && act.what == what::BEGUN) else {
            return Ok(None);
        };
        let rows = acts::what_of_subject(tx, instansi, id, what::CALL).await?;
        let mut calls = rows.iter().map(call_of).collect::<Result<Vec<SidakCall>, StoreError>>()?;
        calls.sort_by_key(|call| (call.unit, call.person));
        let places = calls.iter().enumerate().map(|(place, call)| (call.person, place)).collect();
        let facts = vec![SidakFacts::default(); calls.len()];
        let states: Vec<SidakState> = calls.iter().zip(&facts).map(|(call, facts)| call.state(facts)).collect();
        let mut tallies: BTreeMap<(UnitId, EmployeeType), SidakTally> = BTreeMap::new();
        for (call, state) in calls.iter().zip(&states) {
            tallies.entry((call.unit, call.group)).or_default().count(*state);
        }
        let mut live = Self {
            id,
            on: act.on,
            begun: act.read()?,
            by_login: act.by_login,
            units: units::list(tx, instansi).await?,
            calls,
            facts,
            states,
            attested: BTreeMap::new(),
            answered: BTreeMap::new(),
            closed: None,
            instansi,
            places,
            tallies,
            seen: Timestamp::MIN,
            whole_at: Timestamp::MIN,
            over: false,
        };
        live.refresh(tx, now).await?;
        Ok(Some(live))
    }

    /// Takes in what arrived; answers whether anything moved.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn refresh(&mut self, tx: &mut Tx, now: Timestamp) -> Result<bool, StoreError> {
        if self.closed.is_some() {
            return Ok(false);
        }
        let mut since = self.seen.checked_sub(OVERLAP).unwrap_or(Timestamp::MIN);
        if now.duration_since(self.whole_at).abs() >= WHOLE_EVERY {
            since = Timestamp::MIN;
            self.whole_at = now;
        }
        let mut moved = self.close_if_closed(tx).await?;
        if self.closed.is_some() {
            return Ok(moved);
        }
        let span = (self.begun.started_at, self.begun.ends_at);
        for trace in punches::traces(tx, self.instansi, span, since).await? {
            self.seen = self.seen.max(trace.received_at);
            let answer = answered(&trace);
            moved |= self.move_one(trace.person, |facts| {
                if facts.answer.is_none_or(|known| order(&answer) < order(&known)) {
                    facts.answer = Some(answer);
                }
            });
        }
        let (id, instansi) = (self.id, self.instansi);
        for act in acts::since(tx, instansi, (id, what::DELIVERED), since).await? {
            self.seen = self.seen.max(act.received_at);
            moved |= self.move_one(whose(&act)?.0, |facts| facts.delivered = true);
        }
        // A head may speak again: the newest word counts, so that rolls are always read whole and in their order.
        let rolls = acts::since(tx, instansi, (id, what::ROLL), since).await?;
        for act in rolls {
            self.seen = self.seen.max(act.received_at);
            let rolled: Rolled = act.read()?;
            moved |= self.move_one(whose(&act)?.0, |facts| facts.roll = Some(rolled.word));
        }
        for act in acts::since(tx, instansi, (id, what::ATTEST), since).await? {
            let Some(unit) = act.unit else { continue };
            moved |= self.attested.insert(unit, (act.received_at, act.id)) != Some((act.received_at, act.id));
        }
        for act in acts::since(tx, instansi, (id, what::AGENDA), since).await? {
            let answer: AgendaAnswer = act.read()?;
            let Some(unit) = act.unit else { continue };
            moved |= self.answered.entry(unit).or_default().insert(answer.question);
        }
        if now > self.begun.ends_at && !self.over {
            self.over = true;
            for place in 0..self.calls.len() {
                moved |= self.change(place, |facts| facts.over = true);
            }
        }
        Ok(moved)
    }

    /// Once it is closed, everybody stands as they stood.
    async fn close_if_closed(&mut self, tx: &mut Tx) -> Result<bool, StoreError> {
        let closed = acts::what_of_subject(tx, self.instansi, self.id, what::CLOSED).await?;
        let Some(act) = closed.first() else { return Ok(false) };
        let whole = acts::of_subject(tx, self.instansi, self.id).await?;
        for act in &whole {
            match (act.what.as_str(), act.unit) {
                (what::ATTEST, Some(unit)) => {
                    self.attested.insert(unit, (act.received_at, act.id));
                }
                (what::AGENDA, Some(unit)) => {
                    let answer: AgendaAnswer = act.read()?;
                    self.answered.entry(unit).or_default().insert(answer.question);
                }
                (what::RESULT, Some(_)) => {
                    let stood: Stood = act.read()?;
                    if let Some(place) = act.person.and_then(|person| self.places.get(&person).copied()) {
                        self.put(place, stood.state);
                        if let Some(facts) = self.facts.get_mut(place) {
                            *facts = SidakFacts {
                                answer: stood.answer,
                                roll: stood.roll,
                                delivered: facts.delivered,
                                over: true,
                            };
                        }
                    }
                }
                _ => {}
            }
        }
        self.closed = Some(act.read()?);
        Ok(true)
    }

    fn move_one(&mut self, person: PersonId, change: impl FnOnce(&mut SidakFacts)) -> bool {
        let Some(place) = self.places.get(&person).copied() else { return false };
        self.change(place, change)
    }

    fn change(&mut self, place: usize, change: impl FnOnce(&mut SidakFacts)) -> bool {
        let (Some(call), Some(facts)) = (self.calls.get(place), self.facts.get_mut(place)) else { return false };
        let before = *facts;
        change(facts);
        if *facts == before {
            return false;
        }
        let state = call.state(facts);
        self.put(place, state);
        true
    }

    fn put(&mut self, place: usize, state: SidakState) {
        let (Some(call), Some(known)) = (self.calls.get(place), self.states.get_mut(place)) else { return };
        if let Some(tally) = self.tallies.get_mut(&(call.unit, call.group)) {
            tally.shift(*known, state);
        }
        *known = state;
    }

    /// The place of somebody on the roster.
    pub fn place(&self, person: PersonId) -> Option<usize> {
        self.places.get(&person).copied()
    }

    /// Counts by unit and kind of employee; they add up to the roster.
    pub fn tallies(&self) -> &BTreeMap<(UnitId, EmployeeType), SidakTally> {
        &self.tallies
    }

    /// How those of some units stand, or everybody.
    pub fn counts_within(&self, reach: Option<&BTreeSet<UnitId>>) -> SidakTally {
        let own = self.tallies.iter().filter(|((unit, _), _)| reach.is_none_or(|reach| reach.contains(unit)));
        own.fold(SidakTally::default(), |mut sum, (_, tally)| {
            sum.add(tally);
            sum
        })
    }

    /// How many left a trace, of these units or all.
    pub fn answers(&self, reach: Option<&BTreeSet<UnitId>>) -> u32 {
        self.count(reach, |_, facts| facts.answer.is_some())
    }

    /// How many have something that does not fit together.
    pub fn findings(&self, reach: Option<&BTreeSet<UnitId>>) -> u32 {
        self.count(reach, |call, facts| call.finding(facts).is_some())
    }

    /// What does not fit together of one person.
    pub fn finding(&self, place: usize) -> Option<SidakFinding> {
        self.calls.get(place)?.finding(self.facts.get(place)?)
    }

    fn count(&self, reach: Option<&BTreeSet<UnitId>>, counts: impl Fn(&SidakCall, &SidakFacts) -> bool) -> u32 {
        let within = |call: &SidakCall| reach.is_none_or(|reach| reach.contains(&call.unit));
        let found = self.calls.iter().zip(&self.facts).filter(|(call, facts)| within(call) && counts(call, facts));
        u32::try_from(found.count()).unwrap_or(u32::MAX)
    }
}

/// A trace as an answer.
pub fn answered(trace: &Trace) -> Answered {
    let outside = trace.labels.iter().any(|label| label == Label::OutsideSite.as_str());
    Answered { punch: trace.punch, at: trace.at, outside }
}

/// Of several traces the one at the place of duty counts, then the earliest, whatever order they came in.
fn order(answer: &Answered) -> (bool, Timestamp, Uuid) {
    (answer.outside, answer.at, answer.punch.0)
}

/// Of one person's traces the one that counts.
pub fn best(traces: &[Trace]) -> Option<Answered> {
    traces.iter().map(answered).min_by_key(order)
}
