//! What stands beside the counts of a board: groups side by side, the figures with their denominator, sites for the map,
//! the curve of arrivals, and a watched day.

use std::collections::BTreeMap;

use hadir_domain::curves::{self, Step};
use hadir_domain::groups::Group;
use hadir_domain::ids::SiteId;
use hadir_domain::sites::Site;
use jiff::civil::{Date, Time};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::gathering::Seen;
use super::{Counts, State};
use crate::routes::shapes::UnitRef;

/// A group of employment with its counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct BoardGroup {
    /// `pns`, `pppk`, `pppk_paruh_waktu` or `non_asn`.
    #[schema(value_type = String)]
    pub group: Group,
    /// How many people are in it.
    pub roster: u32,
    /// They sum to `roster`.
    pub counts: Counts,
}

/// A share with everything it is made of; it is never shown without these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, ToSchema)]
pub struct BoardFigures {
    /// Who came: hadir and terlambat.
    pub numerator: u32,
    /// Who is due now: the roster without those left out.
    pub denominator: u32,
    /// Left out: nothing is due.
    pub excluded_libur: u32,
    /// Left out: duty has not begun.
    pub excluded_belum_waktunya: u32,
}

impl BoardFigures {
    /// The figures of counts.
    pub fn of(counts: &Counts) -> Self {
        Self {
            numerator: counts.hadir + counts.terlambat,
            denominator: counts.total() - counts.libur - counts.belum_waktunya,
            excluded_libur: counts.libur,
            excluded_belum_waktunya: counts.belum_waktunya,
        }
    }
}

/// A site on the map, with the people of this board who serve there.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct BoardSite {
    /// The site; null for those whose post names none.
    pub id: Option<Uuid>,
    /// Its name.
    pub name: String,
    /// Latitude of its middle; null where nobody drew it.
    pub lat: Option<f64>,
    /// Longitude of its middle.
    pub lon: Option<f64>,
    /// Radius of its ring in metres.
    pub radius_m: u32,
    /// Corners of its outline; with three or more it counts instead of the ring.
    pub outline: Vec<(f64, f64)>,
    /// How many people serve there.
    pub roster: u32,
    /// They sum to `roster`.
    pub counts: Counts,
}

/// From this minute of the day on so many have come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct BoardStep {
    /// Minute of the day, local, from 0.
    pub minute: u16,
    /// How many have come by then.
    pub count: u32,
}

impl From<Step> for BoardStep {
    fn from(step: Step) -> Self {
        Self { minute: step.minute, count: step.count }
    }
}

/// A watched day: the heads whose roll has not come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct BoardWatch {
    /// The day.
    #[schema(value_type = String)]
    pub on: Date,
    /// Why it is watched: the holidays before it.
    pub why: Option<String>,
    /// Until when rolls of heads are waited for, RFC 3339.
    pub due_at: String,
    /// How many heads are asked.
    pub asked: u32,
    /// How many have sent theirs.
    pub given: u32,
    /// The units whose head has not.
    pub missing: Vec<UnitRef>,
}

/// The groups, each with those of them.
pub fn groups(people: &[Seen]) -> Vec<BoardGroup> {
    let of = |group: Group| {
        let counts = Counts::of(people.iter().filter(|one| one.group == group).map(|one| one.state));
        BoardGroup { group, roster: counts.total(), counts }
    };
    Group::ALL.into_iter().map(of).collect()
}

/// The sites with those who serve there; those of no site last.
pub fn sites(people: &[Seen], known: &[Site]) -> Vec<BoardSite> {
    let mut states: BTreeMap<Option<SiteId>, Vec<State>> = BTreeMap::new();
    for one in people {
        let site = one.site.filter(|site| known.iter().any(|known| known.id == *site));
        states.entry(site).or_default().push(one.state);
    }
    let mut found: Vec<BoardSite> = states
        .into_iter()
        .map(|(id, states)| {
            let counts = Counts::of(states);
            let site = known.iter().find(|site| Some(site.id) == id);
            BoardSite {
                id: id.map(|id| id.0),
                name: site.map(|site| site.name.clone()).unwrap_or_default(),
                lat: site.and_then(|site| site.place).map(|(lat, _)| lat),
                lon: site.and_then(|site| site.place).map(|(_, lon)| lon),
                radius_m: site.map_or(0, |site| site.radius_m),
                outline: site.map(|site| site.outline.clone()).unwrap_or_default(),
                roster: counts.total(),
                counts,
            }
        })
        .collect();
    found.sort_by(|one, other| (one.id.is_none(), &one.name, one.id).cmp(&(other.id.is_none(), &other.name, other.id)));
    found
}

/// The curve of those who came, as far as their time is known.
pub fn arrivals(people: &[Seen]) -> Vec<BoardStep> {
    let came = people.iter().filter(|one| matches!(one.state, State::Hadir | State::Terlambat));
    curves::cumulative(came.filter_map(|one| one.arrived).map(minute_of)).into_iter().map(Into::into).collect()
}

/// The minute of the day.
pub fn minute_of(time: Time) -> u16 {
    u16::from(time.hour().unsigned_abs()) * 60 + u16::from(time.minute().unsigned_abs())
}
