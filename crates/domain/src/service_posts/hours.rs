//! When a post must be staffed, and by how many.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::ids::SiteId;

/// Most bands of one post.
pub const MOST_BANDS: usize = 40;
/// Most people a band may ask for.
pub const MOST_PEOPLE: u16 = 99;
/// How long a post may lack people before its head is told, in minutes.
pub const TELL_AFTER: std::ops::RangeInclusive<u16> = 5..=480;
/// Within how many working days a report is answered.
pub const ANSWER_WORKDAYS: std::ops::RangeInclusive<u16> = 1..=30;
/// How important a post is: the first is filled first.
pub const RANKS: std::ops::RangeInclusive<u8> = 1..=9;

/// A minute of a day, 0 to 1440 (24.00, the end of the day). Written `08:00`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Minute(u16);

/// The text is no time of a day.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no time of a day: {0}")]
pub struct BadMinute(pub String);

impl Minute {
    /// The last minute of a day is its end.
    pub const END: u16 = 1440;

    /// The minute so many minutes after midnight; the end of the day beyond it.
    pub fn of(minutes: u16) -> Self {
        Self(minutes.min(Self::END))
    }

    /// Minutes since midnight.
    pub fn get(self) -> u16 {
        self.0
    }
}

impl fmt::Display for Minute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

impl FromStr for Minute {
    type Err = BadMinute;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bad = || BadMinute(text.to_owned());
        let (hours, minutes) = text.trim().split_once([':', '.']).ok_or_else(bad)?;
        let digits = |part: &str| {
            let plain = part.len() == 2 && part.bytes().all(|letter| letter.is_ascii_digit());
            plain.then(|| part.parse::<u16>().ok()).flatten().ok_or_else(bad)
        };
        let (hours, minutes) = (digits(hours)?, digits(minutes)?);
        let all = hours * 60 + minutes;
        if minutes < 60 && all <= Self::END { Ok(Self(all)) } else { Err(bad()) }
    }
}

impl TryFrom<String> for Minute {
    type Error = BadMinute;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Minute> for String {
    fn from(minute: Minute) -> Self {
        minute.to_string()
    }
}

/// On these weekdays, from one time to another, at least so many people. A night is two bands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Band {
    /// Weekdays, Monday is 1 and Sunday 7.
    pub days: Vec<u8>,
    /// First minute.
    pub from: Minute,
    /// The minute after the last.
    pub to: Minute,
    /// Fewest people.
    pub least: u16,
    /// Whether it holds on public holidays too.
    #[serde(default)]
    pub holidays: bool,
}

impl Band {
    fn holds_on(&self, on: Date, holiday: bool) -> bool {
        (self.holidays || !holiday) && self.days.contains(&weekday(on))
    }
}

/// What an office says of a post. A new definition takes the place of the one before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Definition {
    /// Its name, as people at the door know it.
    pub name: String,
    /// Where in the office; may be empty.
    #[serde(default)]
    pub place: String,
    /// The site it stands at.
    pub site: Option<SiteId>,
    /// How important it is; 1 is filled first.
    pub rank: u8,
    /// When it must be staffed.
    pub bands: Vec<Band>,
    /// After how many minutes without enough people the head is told.
    pub tell_after_minutes: u16,
    /// Within how many working days a report is answered.
    pub answer_workdays: u16,
}

/// Why a definition cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DefinitionFault {
    /// No bands, or more than [`MOST_BANDS`].
    BandCount,
    /// A band without weekdays, or with one that is none.
    Days,
    /// A band that ends before it begins.
    Hours,
    /// A band asks for nobody, or for more than [`MOST_PEOPLE`].
    People,
    /// Outside [`RANKS`].
    Rank,
    /// Outside [`TELL_AFTER`].
    TellAfter,
    /// Outside [`ANSWER_WORKDAYS`].
    AnswerDays,
}

/// A span of a day in which the post is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Opening {
    /// First minute.
    pub from: Minute,
    /// The minute after the last.
    pub to: Minute,
}

impl Definition {
    /// What is wrong with it; empty when nothing is.
    pub fn faults(&self) -> Vec<DefinitionFault> {
        let mut faults = Vec::new();
        let mut look = |wrong: bool, fault: DefinitionFault| {
            if wrong {
                faults.push(fault);
            }
        };
        look(self.bands.is_empty() || self.bands.len() > MOST_BANDS, DefinitionFault::BandCount);
        let days = |band: &Band| band.days.is_empty() || band.days.iter().any(|day| !(1..=7).contains(day));
        look(self.bands.iter().any(days), DefinitionFault::Days);
        look(self.bands.iter().any(|band| band.to <= band.from), DefinitionFault::Hours);
        look(self.bands.iter().any(|band| !(1..=MOST_PEOPLE).contains(&band.least)), DefinitionFault::People);
        look(!RANKS.contains(&self.rank), DefinitionFault::Rank);
        look(!TELL_AFTER.contains(&self.tell_after_minutes), DefinitionFault::TellAfter);
        look(!ANSWER_WORKDAYS.contains(&self.answer_workdays), DefinitionFault::AnswerDays);
        faults
    }

    /// How many people must be there in a minute of a day; `None` while it is closed. Of bands that overlap the one that
    /// asks for most counts.
    pub fn wanted(&self, on: Date, minute: u16, holiday: bool) -> Option<u16> {
        let holding = self.bands.iter().filter(|band| band.holds_on(on, holiday));
        holding.filter(|band| band.from.0 <= minute && minute < band.to.0).map(|band| band.least).max()
    }

    /// The spans of a day in which the same number of people must be there, in order, without overlap.
    pub fn spans(&self, on: Date, holiday: bool) -> Vec<(Opening, u16)> {
        let mut cuts: Vec<u16> = self.bands.iter().flat_map(|band| [band.from.0, band.to.0]).collect();
        cuts.sort_unstable();
        cuts.dedup();
        let mut spans: Vec<(Opening, u16)> = Vec::new();
        for pair in cuts.windows(2) {
            let [from, to] = [pair[0], pair[1]];
            let Some(wanted) = self.wanted(on, from, holiday) else { continue };
            match spans.last_mut() {
                Some((last, same)) if last.to.0 == from && *same == wanted => last.to = Minute(to),
                _ => spans.push((Opening { from: Minute(from), to: Minute(to) }, wanted)),
            }
        }
        spans
    }

    /// When the post is open on a weekday (1 to 7), without numbers of people: what a visitor may know.
    pub fn opening(&self, day: u8) -> Vec<Opening> {
        let mut open: Vec<Opening> = self
            .bands
            .iter()
            .filter(|band| band.days.contains(&day))
            .map(|band| Opening { from: band.from, to: band.to })
            .collect();
        open.sort_unstable();
        let mut merged: Vec<Opening> = Vec::new();
        for next in open {
            match merged.last_mut() {
                Some(last) if next.from <= last.to => last.to = last.to.max(next.to),
                _ => merged.push(next),
            }
        }
        merged
    }

    /// Whether some of its hours hold on public holidays.
    pub fn opens_on_holidays(&self) -> bool {
        self.bands.iter().any(|band| band.holidays)
    }
}

/// Monday is 1.
pub fn weekday(on: Date) -> u8 {
    on.weekday().to_monday_one_offset().unsigned_abs()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const MONDAY: Date = date(2026, 1, 19);

    fn band(days: &[u8], from: &str, to: &str, least: u16) -> Band {
        Band { days: days.to_vec(), from: from.parse().unwrap(), to: to.parse().unwrap(), least, holidays: false }
    }

    fn post(bands: Vec<Band>) -> Definition {
        Definition {
            name: "Loket".into(),
            place: String::new(),
            site: None,
            rank: 5,
            bands,
            tell_after_minutes: 15,
            answer_workdays: 5,
        }
    }

    #[test]
    fn a_minute_is_written_as_people_write_it() {
        assert_eq!("08:05".parse::<Minute>().unwrap().get(), 485);
        assert_eq!("24.00".parse::<Minute>().unwrap().to_string(), "24:00");
        for bad in ["8:00", "24:01", "12:60", "jam 8", "+1:00", ""] {
            assert!(bad.parse::<Minute>().is_err(), "{bad}");
        }
    }

    #[test]
    fn of_bands_that_overlap_the_greater_number_counts_and_spans_do_not() {
        let post = post(vec![band(&[1], "08:00", "12:00", 1), band(&[1, 2], "10:00", "11:00", 3)]);

        let spans: Vec<String> =
            post.spans(MONDAY, false).iter().map(|(o, least)| format!("{}-{} {least}", o.from, o.to)).collect();

        assert_eq!(spans, ["08:00-10:00 1", "10:00-11:00 3", "11:00-12:00 1"]);
        assert_eq!(post.wanted(MONDAY, 12 * 60, false), None, "the end is outside");
        assert_eq!(post.opening(1), [Opening { from: Minute(480), to: Minute(720) }]);
        assert_eq!(post.wanted(date(2026, 1, 20), 630, false), Some(3));
    }

    #[test]
    fn a_holiday_closes_what_does_not_hold_on_it() {
        let mut post = post(vec![band(&[1], "08:00", "12:00", 1)]);
        assert_eq!(post.wanted(MONDAY, 500, true), None);

        post.bands[0].holidays = true;
        assert_eq!(post.wanted(MONDAY, 500, true), Some(1));
    }

    #[test]
    fn what_cannot_be_used_is_named() {
        let mut bad = post(vec![band(&[8], "12:00", "08:00", 0)]);
        bad.rank = 0;
        bad.tell_after_minutes = 1;
        bad.answer_workdays = 0;

        use DefinitionFault::{AnswerDays, BandCount, Days, Hours, People, Rank, TellAfter};
        assert_eq!(bad.faults(), [Days, Hours, People, Rank, TellAfter, AnswerDays]);
        assert_eq!(post(Vec::new()).faults(), [BandCount]);
    }
}
