//! Packs of kind `cara_rekam`: which taps are wanted, and which are one tap pressed again.

use hadir_domain::policy::{Policy, PolicyPeriod, PolicyTable, TapWindow, Taps};
use jiff::civil::Date;

use crate::error::Problem;
use crate::pack::{Dated, Header, Scope, Tally, read_minutes, read_values, top, turns};
use crate::read::{Reader, Section};

/// More windows in a day than anybody would ask for.
const MOST_WINDOWS: usize = 12;

/// What one pack says of taps. A regional pack may say only a part; the rest is the nation's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TapRules {
    taps: Vec<Dated<Taps>>,
    repeat_minutes: Vec<Dated<u16>>,
}

#[derive(Debug, Clone, Copy)]
enum Way {
    FirstLast,
    Windows,
}

impl TapRules {
    pub fn read(r: &mut Reader, root: &mut Section, header: &Header, scope: &Scope) -> Self {
        let must = *scope == Scope::National;
        Self {
            taps: taps(r, root, header, must),
            // Nought would make a single tap both the arrival and the departure.
            repeat_minutes: read_minutes(r, root, header, "repeat_minutes", must, 1..=720),
        }
    }

    pub fn tally(&self) -> Tally {
        let mut tally = Tally::default();
        self.taps.iter().for_each(|value| tally.count(value.provenance.confirmed));
        self.repeat_minutes.iter().for_each(|value| tally.count(value.provenance.confirmed));
        tally
    }

    fn turns(&self) -> impl Iterator<Item = Date> {
        turns(&self.taps).chain(turns(&self.repeat_minutes))
    }
}

/// Puts the rules of nation, province and region over each other, the nation first, each with its
/// pack's name. They hold within the days the nation's pack covers.
pub(crate) fn table(layers: &[(&str, &TapRules)], cover: &Header) -> PolicyTable {
    let turns = layers.iter().flat_map(|(_, rules)| rules.turns());
    let periods = cover.spans(turns).filter_map(|(from, to)| {
        let (pack, taps) = top(layers, |rules: &TapRules| &rules.taps, from)?;
        let (_, repeat) = top(layers, |rules: &TapRules| &rules.repeat_minutes, from)?;
        let rule = taps.provenance.cite(pack);
        let policy = Policy { taps: taps.value.clone(), repeat_minutes: repeat.value, rule };
        Some(PolicyPeriod { from, to, policy })
    });
    PolicyTable::new(periods.collect())
}

fn taps(r: &mut Reader, root: &mut Section, header: &Header, must: bool) -> Vec<Dated<Taps>> {
    read_values(r, root, header, "taps", must, None, |r, section| {
        match section.word(r, "value", &[("first_last", Way::FirstLast), ("windows", Way::Windows)]) {
            Some(Way::Windows) => Taps::Windows(windows(r, section)),
            Some(Way::FirstLast) | None => Taps::FirstLast,
        }
    })
}

/// At least an arrival and a departure, in the order of the day, none within another.
fn windows(r: &mut Reader, value: &mut Section) -> Vec<TapWindow> {
    let key = value.key("windows");
    let mut windows: Vec<TapWindow> = Vec::new();
    for mut section in value.sections(r, "windows") {
        let window = TapWindow { from: section.time(r, "from"), to: section.time(r, "to") };
        if window.to <= window.from {
            r.fail(section.key("to"), Problem::Expected("after its beginning"));
        } else if windows.last().is_some_and(|last| window.from <= last.to) {
            r.fail(section.key("from"), Problem::Expected("after the end of the window before it"));
        }
        section.finish(r);
        windows.push(window);
    }
    if !(2..=MOST_WINDOWS).contains(&windows.len()) {
        r.fail(key, Problem::Expected("two to twelve windows"));
    }
    windows
}
