//! Bands of minutes with their edges as the text has them, and the holes between.

use std::sync::Arc;

use super::money::Percent;

/// Where a band begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Low {
    /// At this minute.
    From(u16),
    /// After this minute.
    Above(u16),
}

impl Low {
    /// The first whole minute inside.
    pub fn first(self) -> u16 {
        match self {
            Self::From(minute) => minute,
            Self::Above(minute) => minute.saturating_add(1),
        }
    }
}

/// Where a band ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum High {
    /// With this minute.
    To(u16),
    /// Before this minute; at least 1.
    Below(u16),
    /// Nowhere.
    Open,
}

impl High {
    /// The last whole minute inside.
    pub fn last(self) -> u16 {
        match self {
            Self::To(minute) => minute,
            Self::Below(minute) => minute.saturating_sub(1),
            Self::Open => u16::MAX,
        }
    }
}

/// One band: what is due between its edges.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Band {
    /// Where it begins.
    pub low: Low,
    /// Where it ends.
    pub high: High,
    /// What is due; zero where the text says nothing is.
    pub percent: Percent,
}

impl Band {
    /// Its edges in plain Indonesian: `61 sampai kurang dari 91 menit`.
    pub fn id(&self) -> String {
        match (self.low, self.high) {
            (Low::From(first), High::Open) => format!("mulai {first} menit"),
            (Low::Above(first), High::Open) => format!("lebih dari {first} menit"),
            (Low::From(first), High::To(last)) => format!("{first} sampai {last} menit"),
            (Low::Above(first), High::To(last)) => format!("lebih dari {first} sampai {last} menit"),
            (Low::From(first), High::Below(end)) => format!("{first} sampai kurang dari {end} menit"),
            (Low::Above(first), High::Below(end)) => format!("lebih dari {first} dan kurang dari {end} menit"),
        }
    }

    /// Its edges in plain English: `61 to under 91 minutes`.
    pub fn en(&self) -> String {
        match (self.low, self.high) {
            (Low::From(first), High::Open) => format!("{first} minutes and more"),
            (Low::Above(first), High::Open) => format!("over {first} minutes"),
            (Low::From(first), High::To(last)) => format!("{first} to {last} minutes"),
            (Low::Above(first), High::To(last)) => format!("over {first} to {last} minutes"),
            (Low::From(first), High::Below(end)) => format!("{first} to under {end} minutes"),
            (Low::Above(first), High::Below(end)) => format!("over {first} and under {end} minutes"),
        }
    }

    /// Whether a minute lies inside.
    pub fn holds(&self, minute: u16) -> bool {
        self.low.first() <= minute && minute <= self.high.last()
    }
}

/// Minutes of which the text says nothing, or two things.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hole {
    /// The first.
    pub first: u16,
    /// The last.
    pub last: u16,
    /// What is missing, in Indonesian.
    pub note: Arc<str>,
}

/// Bands over all minutes from a first to a last one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bands {
    first: u16,
    last: u16,
    bands: Vec<Band>,
    holes: Vec<Hole>,
}

/// What bands say of a minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found<'a> {
    /// In exactly one band.
    Band(&'a Band),
    /// In a hole that has its note.
    Hole(&'a Hole),
    /// Neither; cannot be when [`Bands::faults`] finds nothing.
    Nothing,
}

/// What is wrong with a set of bands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BandFault {
    /// No band and no note covers these minutes.
    Gap(u16, u16),
    /// More than one band covers these minutes, and no note.
    Overlap(u16, u16),
    /// A note says these minutes are open, but exactly one band covers them.
    NoHole(u16, u16),
    /// The band at this place ends before it begins, or a hole does.
    Empty(usize),
    /// The band at this place takes less than one with fewer minutes.
    Falling(usize),
}

impl Bands {
    /// Bands that must cover every minute from `first` to `last`.
    pub fn new(first: u16, last: u16, bands: Vec<Band>, holes: Vec<Hole>) -> Self {
        Self { first, last, bands, holes }
    }

    /// The bands.
    pub fn bands(&self) -> &[Band] {
        &self.bands
    }

    /// The holes.
    pub fn holes(&self) -> &[Hole] {
        &self.holes
    }

    /// What is said of a minute. A hole stands before any band.
    pub fn at(&self, minute: u16) -> Found<'_> {
        if let Some(hole) = self.holes.iter().find(|hole| hole.first <= minute && minute <= hole.last) {
            return Found::Hole(hole);
        }
        self.bands.iter().find(|band| band.holds(minute)).map_or(Found::Nothing, Found::Band)
    }

    /// Every gap, overlap, needless note, empty and falling band.
    pub fn faults(&self) -> Vec<BandFault> {
        let mut faults = Vec::new();
        for (place, band) in self.bands.iter().enumerate() {
            if band.low.first() > band.high.last() || band.high == High::Below(0) {
                faults.push(BandFault::Empty(place));
            }
            let fewer = self.bands.iter().filter(|other| other.low.first() < band.low.first());
            if fewer.map(|other| other.percent).max().is_some_and(|most| most > band.percent) {
                faults.push(BandFault::Falling(place));
            }
        }
        let empty = self.holes.iter().position(|hole| hole.first > hole.last);
        faults.extend(empty.map(|place| BandFault::Empty(self.bands.len() + place)));
        if faults.iter().any(|fault| matches!(fault, BandFault::Empty(_))) {
            return faults;
        }
        for (first, last) in self.stretches() {
            let over = self.bands.iter().filter(|band| band.holds(first)).count();
            let noted = self.holes.iter().any(|hole| hole.first <= first && first <= hole.last);
            let fault = match (over, noted) {
                (0, false) => BandFault::Gap(first, last),
                (1, true) => BandFault::NoHole(first, last),
                (2.., false) => BandFault::Overlap(first, last),
                _ => continue,
            };
            match (faults.last_mut(), fault) {
                (Some(BandFault::Gap(_, end)), BandFault::Gap(..))
                | (Some(BandFault::Overlap(_, end)), BandFault::Overlap(..))
                | (Some(BandFault::NoHole(_, end)), BandFault::NoHole(..))
                    if end.saturating_add(1) == first =>
                {
                    *end = last;
                }
                _ => faults.push(fault),
            }
        }
        faults
    }

    /// The stretches of minutes between any two edges.
    fn stretches(&self) -> Vec<(u16, u16)> {
        let bands = self.bands.iter().map(|band| (band.low.first(), band.high.last()));
        let holes = self.holes.iter().map(|hole| (hole.first, hole.last));
        let mut starts: Vec<u16> = bands
            .chain(holes)
            .flat_map(|(first, last)| [Some(first), last.checked_add(1)])
            .flatten()
            .filter(|start| (self.first..=self.last).contains(start))
            .chain([self.first])
            .collect();
        starts.sort_unstable();
        starts.dedup();
        let ends: Vec<u16> = starts.iter().skip(1).map(|next| next - 1).chain([self.last]).collect();
        starts.into_iter().zip(ends).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn band(low: Low, high: High, percent: i64) -> Band {
        Band { low, high, percent: Percent::from_ten_thousandths(percent) }
    }

    fn hole(first: u16, last: u16) -> Hole {
        Hole { first, last, note: "terbuka".into() }
    }

    fn tuba(holes: Vec<Hole>) -> Bands {
        let bands = vec![
            band(Low::From(1), High::Below(31), 5_000),
            band(Low::From(31), High::Below(61), 10_000),
            band(Low::From(61), High::Below(91), 12_500),
            band(Low::Above(91), High::Open, 15_000),
        ];
        Bands::new(1, u16::MAX, bands, holes)
    }

    #[test]
    fn the_minute_between_below_91_and_above_91_is_found() {
        assert_eq!(tuba(vec![]).faults(), [BandFault::Gap(91, 91)]);
        assert_eq!(tuba(vec![hole(91, 91)]).faults(), []);
        assert!(matches!(tuba(vec![hole(91, 91)]).at(91), Found::Hole(_)));
        assert_eq!(tuba(vec![]).at(91), Found::Nothing);
    }

    #[test]
    fn edges_belong_where_the_text_puts_them() {
        let bands = tuba(vec![hole(91, 91)]);
        for (minute, percent) in
            [(1, 5_000), (30, 5_000), (31, 10_000), (60, 10_000), (61, 12_500), (90, 12_500), (92, 15_000)]
        {
            let Found::Band(band) = bands.at(minute) else { panic!("{minute}") };
            assert_eq!(band.percent.ten_thousandths(), percent, "{minute}");
        }
    }

    #[test]
    fn minutes_in_two_bands_are_an_overlap_unless_a_note_names_them() {
        let bands = || vec![band(Low::From(1), High::To(31), 5_000), band(Low::From(31), High::Open, 10_000)];

        assert_eq!(Bands::new(1, u16::MAX, bands(), vec![]).faults(), [BandFault::Overlap(31, 31)]);
        assert_eq!(Bands::new(1, u16::MAX, bands(), vec![hole(31, 31)]).faults(), []);
    }

    #[test]
    fn a_note_where_one_band_speaks_clearly_is_a_fault() {
        assert_eq!(tuba(vec![hole(90, 91)]).faults(), [BandFault::NoHole(90, 90)]);
    }

    #[test]
    fn a_band_that_is_empty_or_takes_less_for_more_is_a_fault() {
        let empty = Bands::new(1, 9, vec![band(Low::From(5), High::Below(5), 1)], vec![]);
        assert_eq!(empty.faults(), [BandFault::Empty(0)]);

        let falling = vec![band(Low::From(1), High::To(5), 2), band(Low::From(6), High::Open, 1)];
        assert_eq!(Bands::new(1, u16::MAX, falling, vec![]).faults(), [BandFault::Falling(1)]);
    }

    #[test]
    fn a_gap_before_and_after_all_bands_is_found() {
        let bands = vec![band(Low::From(30), High::To(30), 1)];
        assert_eq!(Bands::new(1, 100, bands, vec![]).faults(), [BandFault::Gap(1, 29), BandFault::Gap(31, 100)]);
    }
}
