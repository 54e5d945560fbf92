//! The event itself: announced, moved, cancelled, closed. Each word is kept; what it comes to is folded here.

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};

use crate::codes::codes;
use crate::ids::{SiteId, UnitId};
use crate::sites::Zone;

codes!(
    /// What kind of event it is, as the rules of the allowance name them.
    ApelKind {
        /// Roll-call assembly.
        Apel = "apel",
        /// Ceremony.
        Upacara = "upacara",
        /// Gymnastics.
        Senam = "senam",
    }
);

codes!(
    /// The words of an event. The first four come one after another; the others are rows of lists.
    ApelWord {
        /// It begins.
        Announced = "announced",
        /// Another place or other hours.
        Moved = "moved",
        /// It does not take place.
        Cancelled = "cancelled",
        /// Attendance is closed.
        Closed = "closed",
        /// A unit or a person is let off beforehand.
        Excused = "excused",
        /// An officer saw somebody, or did not.
        Tap = "tap",
        /// Something that was raised.
        Point = "point",
        /// What the event came to for one person, at its closing.
        Result = "result",
        /// Somebody asks to change a result.
        Correction = "correction",
        /// Another officer agreed.
        Corrected = "corrected",
        /// Another officer did not.
        CorrectionRefused = "correction_refused",
    }
);

/// A ring around a point.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ApelRing {
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
    /// Metres.
    pub radius_m: u32,
}

/// Where it is held: a site, a point of its own, or only a name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ApelPlace {
    /// Name as people know it.
    pub name: String,
    /// The site.
    pub site: Option<SiteId>,
    /// The point, where it is no site.
    pub point: Option<ApelRing>,
}

/// The hours of an event, local to its zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApelHours {
    /// From when a punch counts.
    pub from: Time,
    /// When it begins: who comes later is late.
    pub starts: Time,
    /// Until when a punch counts.
    pub to: Time,
}

/// The same as instants, all inclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ApelWindow {
    /// From when a punch counts.
    pub from: Timestamp,
    /// When it begins.
    pub starts: Timestamp,
    /// Until when a punch counts.
    pub to: Timestamp,
}

impl ApelHours {
    /// Whether they come one after another.
    pub fn are_in_order(&self) -> bool {
        self.from <= self.starts && self.starts <= self.to && self.from < self.to
    }

    /// As instants of a day.
    pub fn window(&self, on: Date, zone: &Zone) -> ApelWindow {
        let zone = zone.time_zone();
        let at = |time: Time| {
            zone.to_ambiguous_timestamp(on.to_datetime(time)).compatible().unwrap_or(Timestamp::UNIX_EPOCH)
        };
        ApelWindow { from: at(self.from), starts: at(self.starts), to: at(self.to) }
    }
}

/// What is said when it is announced.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ApelAnnounced {
    /// Which kind.
    pub kind: ApelKind,
    /// Its title as people know it.
    pub title: String,
    /// Who is due: these units and all below them.
    pub units: Vec<UnitId>,
    /// Its hours.
    pub hours: ApelHours,
    /// The zone they are local to.
    pub zone: Zone,
    /// Where it is held.
    pub place: ApelPlace,
    /// Whether holidays of the calendar let nobody off, as for a ceremony on 17 August.
    pub on_holidays_too: bool,
}

/// What is said when it is moved: place and hours as they are from then on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ApelMoved {
    /// Its hours.
    pub hours: ApelHours,
    /// Where it is held.
    pub place: ApelPlace,
    /// Why.
    pub reason: String,
}

/// A word that follows the announcement.
#[derive(Debug, Clone, PartialEq)]
pub enum ApelSaid {
    /// Another place or other hours.
    Moved(ApelMoved),
    /// It does not take place.
    Cancelled,
    /// Attendance is closed.
    Closed,
}

codes!(
    /// Where an event stands.
    ApelState {
        /// Announced, and not closed.
        Open = "open",
        /// It does not take place.
        Cancelled = "cancelled",
        /// Its results stand.
        Closed = "closed",
    }
);

/// An event as its words leave it.
#[derive(Debug, Clone, PartialEq)]
pub struct ApelEvent {
    /// As it was announced.
    pub announced: ApelAnnounced,
    /// Its day.
    pub on: Date,
    /// Hours and places with the moment from which they held, oldest first, never empty.
    pub held: Vec<(Timestamp, ApelHours, ApelPlace)>,
    /// Where it stands.
    pub state: ApelState,
    /// How many words were said.
    pub words: u32,
}

impl ApelEvent {
    /// Folds the words in the order of their ordinals. What follows the end of an event changes nothing.
    pub fn fold(
        announced: ApelAnnounced,
        on: Date,
        announced_at: Timestamp,
        later: impl IntoIterator<Item = (Timestamp, ApelSaid)>,
    ) -> Self {
        let held = vec![(announced_at, announced.hours, announced.place.clone())];
        let mut event = Self { announced, on, held, state: ApelState::Open, words: 1 };
        for (at, said) in later {
            event.words += 1;
            if event.state != ApelState::Open {
                continue;
            }
            match said {
                ApelSaid::Moved(moved) => event.held.push((at, moved.hours, moved.place)),
                ApelSaid::Cancelled => event.state = ApelState::Cancelled,
                ApelSaid::Closed => event.state = ApelState::Closed,
            }
        }
        event
    }

    fn at(&self, moment: Timestamp) -> Option<&(Timestamp, ApelHours, ApelPlace)> {
        self.held.iter().rfind(|(from, _, _)| *from <= moment).or(self.held.first())
    }

    /// The place in force at a moment.
    pub fn place_at(&self, moment: Timestamp) -> &ApelPlace {
        self.at(moment).map_or(&self.announced.place, |(_, _, place)| place)
    }

    /// The place as it was said last.
    pub fn place(&self) -> &ApelPlace {
        self.held.last().map_or(&self.announced.place, |(_, _, place)| place)
    }

    /// The hours as they were said last.
    pub fn hours(&self) -> ApelHours {
        self.held.last().map_or(self.announced.hours, |(_, hours, _)| *hours)
    }

    /// The window as it was said last.
    pub fn window(&self) -> ApelWindow {
        self.hours().window(self.on, &self.announced.zone)
    }

    /// The windows a punch of a moment may count in: the last one, and the one that was in force when it was made, so that
    /// nobody loses by hours that were changed behind their back.
    pub fn windows_of(&self, moment: Timestamp) -> [ApelWindow; 2] {
        let then = self.at(moment).map_or(self.announced.hours, |(_, hours, _)| *hours);
        [self.window(), then.window(self.on, &self.announced.zone)]
    }

    /// The earliest and the latest moment at which any punch may count.
    pub fn span(&self) -> (Timestamp, Timestamp) {
        let windows = self.held.iter().map(|(_, hours, _)| hours.window(self.on, &self.announced.zone));
        let last = self.window();
        windows.fold((last.from, last.to), |(from, to), window| (from.min(window.from), to.max(window.to)))
    }
}
