//! "3 of 41 machines of this office have not reported": said wherever somebody could be called absent.

use crate::punches::Source;

/// Sources of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// How many have not reported.
    pub silent: u32,
    /// How many there are.
    pub all: u32,
}

/// How many sources of a place have reported. Phones are their owners' and no part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reporting {
    /// Terminals.
    pub machines: Tally,
    /// Rolls and portal files.
    pub others: Tally,
}

/// What is spoken of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place<'a> {
    /// A unit.
    Office,
    /// A site, by name.
    Site(&'a str),
    /// Everything.
    Everywhere,
}

impl Reporting {
    /// Counts sources, each with whether it has not reported.
    pub fn of(sources: impl IntoIterator<Item = (Source, bool)>) -> Self {
        let mut reporting = Self::default();
        for (source, silent) in sources {
            let tally = match source {
                Source::Machine => &mut reporting.machines,
                Source::Manual | Source::Portal => &mut reporting.others,
                Source::Kiosk | Source::Phone => continue,
            };
            tally.all += 1;
            tally.silent += u32::from(silent);
        }
        reporting
    }

    /// Whether every source has reported.
    pub fn complete(&self) -> bool {
        self.machines.silent == 0 && self.others.silent == 0
    }

    /// The sentence in Indonesian; `None` when every source has reported.
    pub fn indonesian(&self, place: Place<'_>) -> Option<String> {
        let of = match place {
            Place::Office => "kantor ini".to_owned(),
            Place::Site(name) => format!("di {name}"),
            Place::Everywhere => "di seluruh instansi".to_owned(),
        };
        let what = self.parts("dari", "mesin", "sumber lain", " dan ")?;
        Some(format!("{what} {of} belum melapor; belum ada yang dapat dinyatakan TK di sini"))
    }

    /// The sentence in English.
    pub fn english(&self, place: Place<'_>) -> Option<String> {
        let of = match place {
            Place::Office => "of this office".to_owned(),
            Place::Site(name) => format!("at {name}"),
            Place::Everywhere => "of the whole government".to_owned(),
        };
        let what = self.parts("of", "machines", "other sources", " and ")?;
        Some(format!("{what} {of} have not reported; nobody here can be TK yet"))
    }

    fn parts(&self, of: &str, machines: &str, others: &str, and: &str) -> Option<String> {
        let part = |tally: Tally, name: &str| {
            (tally.silent > 0).then(|| format!("{} {of} {} {name}", tally.silent, tally.all))
        };
        let said: Vec<String> =
            [part(self.machines, machines), part(self.others, others)].into_iter().flatten().collect();
        (!said.is_empty()).then(|| said.join(and))
    }
}
