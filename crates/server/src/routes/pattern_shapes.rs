//! JSON of patterns in what phones told.

use std::collections::HashMap;

use hadir_domain::evidence::{CodeState, Scene};
use hadir_domain::ids::PersonId;
use hadir_domain::patterns::{Happened, KeyUse, Moment, PhoneGroup, PointCluster, PointUse};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::services::patterns::words::{self, Words};
use crate::services::patterns::{Mark, Named, Points};

/// A sentence in both languages.
#[derive(Debug, Serialize, ToSchema)]
pub struct PatternWords {
    text: String,
    text_en: String,
}

impl From<Words> for PatternWords {
    fn from(of: Words) -> Self {
        Self { text: of.id, text_en: of.en }
    }
}

fn sentences(of: Vec<Words>) -> Vec<PatternWords> {
    of.into_iter().map(Into::into).collect()
}

/// A building on the map.
#[derive(Debug, Serialize, ToSchema)]
pub struct PatternSite {
    id: String,
    name: String,
    lat: f64,
    lon: f64,
    radius_m: f64,
}

impl From<&Mark> for PatternSite {
    fn from(of: &Mark) -> Self {
        let (lat, lon) = of.place;
        Self { id: of.id.clone(), name: of.name.clone(), lat, lon, radius_m: of.radius_m }
    }
}

/// A point from which several punches came.
#[derive(Debug, Serialize, ToSchema)]
pub struct PatternPoint {
    /// `decimals.lat.lon`: names the point.
    cell: String,
    lat: f64,
    lon: f64,
    decimals: u8,
    /// `satellite`, `network` or `grid`.
    class: String,
    /// Whether points of this class repeat without anybody's doing.
    repeats_by_nature: bool,
    punches: u32,
    people: u32,
    days: u32,
    /// Most days on which one and the same person was there.
    most_days: u32,
    #[schema(value_type = String)]
    first_at: Timestamp,
    #[schema(value_type = String)]
    last_at: Timestamp,
    /// Best accuracy stated, metres.
    accuracy_best_m: Option<f64>,
    accuracy_worst_m: Option<f64>,
    /// How many different accuracies were stated.
    accuracies: u32,
    /// The nearest office, where one is within some kilometres.
    site: Option<PatternSite>,
    /// Metres to its middle.
    distance_m: Option<f64>,
}

impl PatternPoint {
    fn of(point: &PointCluster, site: Option<&Mark>) -> Self {
        let (lat, lon) = point.cell.degrees();
        Self {
            cell: point.cell.to_string(),
            lat,
            lon,
            decimals: point.cell.decimals,
            class: point.class.as_str().to_owned(),
            repeats_by_nature: point.class.repeats_by_nature(),
            punches: point.punches,
            people: point.people,
            days: point.days,
            most_days: point.most_days,
            first_at: point.span.0,
            last_at: point.span.1,
            accuracy_best_m: point.accuracy_m.map(|span| span.0),
            accuracy_worst_m: point.accuracy_m.map(|span| span.1),
            accuracies: point.accuracies,
            site: site.map(Into::into),
            distance_m: point.site.map(|(_, metres)| metres),
        }
    }
}

/// Points that repeat; nobody is named.
#[derive(Debug, Serialize, ToSchema)]
pub struct PatternPointList {
    items: Vec<PatternPoint>,
    /// How many there are; the first are listed.
    total: usize,
    /// Punches of phones in the span.
    punches: usize,
    /// Those with a position.
    with_position: usize,
}

impl PatternPointList {
    /// The list.
    pub fn of(points: &Points) -> Self {
        let site = |point: &PointCluster| {
            point.site.and_then(|(site, _)| points.sites.get(site as usize)).and_then(Option::as_ref)
        };
        Self {
            items: points.clusters.iter().map(|point| PatternPoint::of(point, site(point))).collect(),
            total: points.total,
            punches: points.punches,
            with_position: points.with_position,
        }
    }
}

/// Somebody who is part of a pattern.
#[derive(Debug, Serialize, ToSchema)]
pub struct PatternPerson {
    person: Uuid,
    name: String,
    /// NIP or another number; may be empty.
    number: String,
    unit: String,
}

impl PatternPerson {
    fn of(person: PersonId, names: &HashMap<PersonId, Named>) -> Self {
        let Named { name, number, unit } = names.get(&person).cloned().unwrap_or_default();
        Self { person: person.0, name, number, unit }
    }
}

/// Somebody at a point.
#[derive(Debug, Serialize, ToSchema)]
pub struct PatternPointPerson {
    #[serde(flatten)]
    who: PatternPerson,
    /// Punches from there.
    punches: usize,
    /// On how many days.
    days: u32,
    /// All of their punches with a position.
    of: u32,
}

/// A point with who was there, the facts and why they may be honest.
#[derive(Debug, Serialize, ToSchema)]
pub struct PatternPointDetail {
    point: PatternPoint,
    people: Vec<PatternPointPerson>,
    facts: Vec<PatternWords>,
    explanations: Vec<PatternWords>,
}

impl PatternPointDetail {
    /// The detail.
    pub fn of(
        point: &PointCluster,
        site: Option<&Mark>,
        uses: &[(PersonId, PointUse)],
        names: &HashMap<PersonId, Named>,
    ) -> Self {
        let person = |(person, one): &(PersonId, PointUse)| PatternPointPerson {
            who: PatternPerson::of(*person, names),
            punches: one.punches.len(),
            days: one.days,
            of: one.of,
        };
        Self {
            point: PatternPoint::of(point, site),
            people: uses.iter().map(person).collect(),
            facts: sentences(words::of_point(point, site.map(|site| site.name.as_str()))),
            explanations: sentences(words::why_point(point.class)),
        }
    }
}

/// Phones and people that hang together; nobody is named.
#[derive(Debug, Serialize, ToSchema)]
pub struct PatternPhones {
    /// A key of the group: names it.
    key: String,
    /// `shared` or `several`.
    kind: String,
    keys: usize,
    people: usize,
    punches: u32,
    /// Fewest seconds between punches of two people.
    closest_s: Option<u64>,
    /// Days on which two people punched within two minutes.
    days_close: u32,
    /// Runs of one phone that several people used.
    runs: usize,
    /// Whether every key is on record as its user's.
    all_on_record: bool,
}

impl From<&PhoneGroup> for PatternPhones {
    fn from(of: &PhoneGroup) -> Self {
        Self {
            key: of.keys.first().cloned().unwrap_or_default(),
            kind: of.kind.as_str().to_owned(),
            keys: of.keys.len(),
            people: of.people.len(),
            punches: of.uses.iter().map(|one| one.punches).sum(),
            closest_s: of.closest_s,
            days_close: of.days_close,
            runs: of.runs.len(),
            all_on_record: of.uses.iter().all(|one| one.on_record),
        }
    }
}

/// Groups of phones and people.
#[derive(Debug, Serialize, ToSchema)]
pub struct PatternPhoneList {
    items: Vec<PatternPhones>,
    /// How many there are; the first are listed.
    total: usize,
}

impl PatternPhoneList {
    /// The first so many of them.
    pub fn of(groups: &[PhoneGroup], most: usize) -> Self {
        Self { items: groups.iter().take(most).map(Into::into).collect(), total: groups.len() }
    }
}

/// One person's use of one key.
#[derive(Debug, Serialize, ToSchema)]
pub struct PatternKeyUse {
    key: String,
    person: Uuid,
    punches: u32,
    days: u32,
    #[schema(value_type = String)]
    first_at: Timestamp,
    #[schema(value_type = String)]
    last_at: Timestamp,
    /// Whether the key is on record as theirs.
    on_record: bool,
}

/// One run of a phone that several people used.
#[derive(Debug, Serialize, ToSchema)]
pub struct PatternRun {
    boot: String,
    people: Vec<Uuid>,
    keys: Vec<String>,
}

/// A group of phones with who used them.
#[derive(Debug, Serialize, ToSchema)]
pub struct PatternPhoneDetail {
    group: PatternPhones,
    keys: Vec<String>,
    people: Vec<PatternPerson>,
    uses: Vec<PatternKeyUse>,
    runs: Vec<PatternRun>,
    facts: Vec<PatternWords>,
    explanations: Vec<PatternWords>,
}

impl PatternPhoneDetail {
    /// The detail.
    pub fn of(group: &PhoneGroup, people: &HashMap<u32, PersonId>, names: &HashMap<PersonId, Named>) -> Self {
        let id = |place: &u32| people.get(place).map(|person| person.0).unwrap_or_default();
        let used = |one: &KeyUse| PatternKeyUse {
            key: one.key.clone(),
            person: id(&one.person),
            punches: one.punches,
            days: one.days,
            first_at: one.span.0,
            last_at: one.span.1,
            on_record: one.on_record,
        };
        let runs = group.runs.iter().map(|run| PatternRun {
            boot: run.boot.clone(),
            people: run.people.iter().filter(|place| people.contains_key(place)).map(id).collect(),
            keys: run.keys.clone(),
        });
        Self {
            group: group.into(),
            keys: group.keys.clone(),
            people: group.people.iter().map(|place| PatternPerson::of(PersonId(id(place)), names)).collect(),
            uses: group.uses.iter().map(used).collect(),
            runs: runs.collect(),
            facts: sentences(words::of_phones(group)),
            explanations: sentences(words::why_phones(group.kind)),
        }
    }
}

/// One thing that happened.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct PatternMoment {
    /// When, as claimed.
    at: String,
    /// `punch`, `check` or `call`.
    what: String,
    /// Whose, in `people` of the answer.
    person: Option<Uuid>,
    /// Of a punch: its key.
    punch: Option<Uuid>,
    /// `in`, `out`, `spot`, `apel`.
    kind: Option<String>,
    /// `phone`, `machine`, …
    source: Option<String>,
    /// Seconds until it arrived; below 0 when the phone's clock was ahead.
    waited_s: Option<i64>,
    lat: Option<f64>,
    lon: Option<f64>,
    accuracy_m: Option<f64>,
    /// `satellite`, `network` or `grid`.
    class: Option<String>,
    /// Metres to the middle of the person's own office.
    distance_m: Option<f64>,
    /// Seconds from the position to the claim.
    fix_age_s: Option<i64>,
    /// Whether it came over a network of the person's own office.
    office_network: Option<bool>,
    /// `valid`, `stale` or `wrong_site`.
    code: Option<String>,
    /// The key that signed it.
    key: Option<String>,
    /// Of a look: what was seen.
    seen: Option<String>,
    /// Of a call: whether it was answered.
    answered: Option<bool>,
}

impl PatternMoment {
    /// One moment.
    pub fn of(moment: &Moment, scene: &Scene, people: &[PersonId]) -> Self {
        let at = moment.at.to_string();
        match &moment.happened {
            Happened::Punch { punch, waited_s, class, distance_m, fix_age_s, office_network, code } => {
                let punch = &scene.punches[*punch as usize];
                Self {
                    at,
                    what: "punch".to_owned(),
                    person: people.get(punch.person as usize).map(|person| person.0),
                    punch: punch.id.parse().ok(),
                    kind: Some(punch.kind.clone()),
                    source: Some(punch.source.clone()),
                    waited_s: Some(*waited_s),
                    lat: punch.fix.map(|fix| fix.lat),
                    lon: punch.fix.map(|fix| fix.lon),
                    accuracy_m: punch.fix.and_then(|fix| fix.accuracy_m),
                    class: class.map(|class| class.as_str().to_owned()),
                    distance_m: *distance_m,
                    fix_age_s: *fix_age_s,
                    office_network: Some(*office_network),
                    code: (*code != CodeState::Missing).then(|| code.as_str().to_owned()),
                    key: punch.key.clone(),
                    ..Self::default()
                }
            }
            Happened::Check { seen, .. } => {
                Self { at, what: "check".to_owned(), seen: Some(seen.as_str().to_owned()), ..Self::default() }
            }
            Happened::Call { answered } => {
                Self { at, what: "call".to_owned(), answered: Some(*answered), ..Self::default() }
            }
        }
    }
}

/// What one person or one phone did.
#[derive(Debug, Serialize, ToSchema)]
pub struct PatternTimeline {
    /// Everybody in it.
    people: Vec<PatternPerson>,
    /// By time; the newest where there are too many.
    items: Vec<PatternMoment>,
    explanations: Vec<PatternWords>,
}

impl PatternTimeline {
    /// The time line.
    pub fn of(items: Vec<PatternMoment>, ids: &[PersonId], names: &HashMap<PersonId, Named>) -> Self {
        let people = ids.iter().map(|person| PatternPerson::of(*person, names)).collect();
        Self { people, items, explanations: sentences(words::why_timeline()) }
    }
}
