//! How somebody stands on a watched day, and how many stand how.

use serde::{Deserialize, Serialize};

use crate::day_rolls::RollWord;

/// What the sources and papers alone say of somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Known {
    /// Came in time.
    Present,
    /// Came late.
    Late,
    /// Izin.
    Permission,
    /// Sakit.
    Sick,
    /// Cuti.
    Leave,
    /// Dinas luar, diklat, tugas belajar.
    FieldDuty,
    /// Works from home or anywhere.
    Elsewhere,
    /// Due, and not seen though every source speaks.
    NotYetIn,
    /// Due, and not seen while some source is silent.
    Unheard,
    /// Duty has not begun.
    NotYetDue,
    /// Nothing is due.
    DayOff,
}

macro_rules! standings {
    ($($(#[$doc:meta])* $item:ident = $code:literal, $name:literal;)+) => {
        /// How somebody stands on a watched day: the interim words. They partition the roster.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Standing {
            $($(#[$doc])* #[serde(rename = $code)] $item,)+
        }

        impl Standing {
            /// Every one, in the order of reports.
            pub const ALL: [Self; 13] = [$(Self::$item,)+];

            /// The code of the API.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$item => $code,)+ }
            }

            /// Its name as papers print it.
            pub fn name(self) -> &'static str {
                match self { $(Self::$item => $name,)+ }
            }
        }
    };
}

standings! {
    /// Came in time.
    Present = "hadir", "Hadir";
    /// Came late.
    Late = "terlambat", "Terlambat";
    /// No source has heard of them; the head says they are there.
    Attested = "hadir_kesaksian", "Hadir (kesaksian kepala)";
    /// Izin, by paper or the head's word.
    Permission = "izin", "Izin";
    /// Sakit, by paper or the head's word.
    Sick = "sakit", "Sakit";
    /// Cuti, by paper or the head's word.
    Leave = "cuti", "Cuti";
    /// Dinas luar, diklat, tugas belajar, by paper or the head's word.
    FieldDuty = "dinas_luar", "Dinas luar";
    /// Works from home or anywhere.
    Elsewhere = "wfh", "WFH/FWA";
    /// No source has heard of them, and the head knows no reason.
    Unexplained = "tanpa_keterangan", "Tanpa keterangan (sementara)";
    /// Due, and not seen though every source speaks.
    NotYetIn = "belum_hadir", "Belum hadir";
    /// Due, and not seen while some source is silent.
    Unheard = "belum_terdengar", "Belum terdengar";
    /// Duty has not begun.
    NotYetDue = "belum_waktunya", "Belum waktunya";
    /// Nothing is due.
    DayOff = "libur", "Libur";
}

/// How somebody stands, by what is known and what a head said of them.
///
/// What a source or a paper says stands before the head's word; the word counts only for somebody no source has heard.
/// Before their duty begins nobody is unexplained.
pub fn standing(known: Known, said: Option<RollWord>) -> Standing {
    let plain = match known {
        Known::Present => return Standing::Present,
        Known::Late => return Standing::Late,
        Known::Permission => return Standing::Permission,
        Known::Sick => return Standing::Sick,
        Known::Leave => return Standing::Leave,
        Known::FieldDuty => return Standing::FieldDuty,
        Known::Elsewhere => return Standing::Elsewhere,
        Known::DayOff => return Standing::DayOff,
        Known::NotYetIn => Standing::NotYetIn,
        Known::Unheard => Standing::Unheard,
        Known::NotYetDue => Standing::NotYetDue,
    };
    match said {
        Some(RollWord::Present) => Standing::Attested,
        Some(RollWord::Permission) => Standing::Permission,
        Some(RollWord::Sick) => Standing::Sick,
        Some(RollWord::Leave) => Standing::Leave,
        Some(RollWord::FieldDuty) => Standing::FieldDuty,
        Some(RollWord::Elsewhere) => Standing::Elsewhere,
        Some(RollWord::Unexplained) if known != Known::NotYetDue => Standing::Unexplained,
        Some(RollWord::Unexplained | RollWord::Unknown) | None => plain,
    }
}

/// How many stand how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally([u32; Standing::ALL.len()]);

impl Tally {
    /// Counts one more.
    pub fn count(&mut self, standing: Standing) {
        if let Some(cell) = self.0.get_mut(standing as usize) {
            *cell += 1;
        }
    }

    /// Takes in another.
    pub fn add(&mut self, more: &Self) {
        for (cell, more) in self.0.iter_mut().zip(more.0) {
            *cell += more;
        }
    }

    /// How many stand so.
    pub fn of(&self, standing: Standing) -> u32 {
        self.0.get(standing as usize).copied().unwrap_or(0)
    }

    /// Every cell, in the order of [`Standing::ALL`].
    pub fn cells(&self) -> impl Iterator<Item = (Standing, u32)> {
        Standing::ALL.into_iter().zip(self.0)
    }

    /// Everybody.
    pub fn roster(&self) -> u32 {
        self.0.iter().sum()
    }

    /// Who is left out of the denominator: nothing is due of them, or not yet.
    pub fn excluded(&self) -> u32 {
        self.of(Standing::DayOff) + self.of(Standing::NotYetDue)
    }

    /// Who is due: the denominator.
    pub fn due(&self) -> u32 {
        self.roster() - self.excluded()
    }

    /// Who came, late and attested included: the numerator.
    pub fn present(&self) -> u32 {
        self.of(Standing::Present) + self.of(Standing::Late) + self.of(Standing::Attested)
    }

    /// Izin, sakit, cuti.
    pub fn excused(&self) -> u32 {
        self.of(Standing::Permission) + self.of(Standing::Sick) + self.of(Standing::Leave)
    }

    /// On duty elsewhere.
    pub fn away(&self) -> u32 {
        self.of(Standing::FieldDuty) + self.of(Standing::Elsewhere)
    }

    /// Nobody knows yet.
    pub fn open(&self) -> u32 {
        self.of(Standing::NotYetIn) + self.of(Standing::Unheard)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const KNOWN: [Known; 11] = [
        Known::Present,
        Known::Late,
        Known::Permission,
        Known::Sick,
        Known::Leave,
        Known::FieldDuty,
        Known::Elsewhere,
        Known::NotYetIn,
        Known::Unheard,
        Known::NotYetDue,
        Known::DayOff,
    ];

    #[test]
    fn silence_alone_never_makes_anybody_unexplained() {
        for known in KNOWN {
            assert_ne!(standing(known, None), Standing::Unexplained);
            assert_ne!(standing(known, Some(RollWord::Unknown)), Standing::Unexplained);
        }
        assert_eq!(standing(Known::Unheard, Some(RollWord::Unexplained)), Standing::Unexplained);
        assert_eq!(standing(Known::NotYetDue, Some(RollWord::Unexplained)), Standing::NotYetDue);
    }

    #[test]
    fn what_a_source_or_paper_says_stands_before_the_heads_word() {
        for word in RollWord::ALL {
            assert_eq!(standing(Known::Present, Some(word)), Standing::Present);
            assert_eq!(standing(Known::Sick, Some(word)), Standing::Sick);
            assert_eq!(standing(Known::DayOff, Some(word)), Standing::DayOff);
        }
    }

    proptest! {
        #[test]
        fn every_row_adds_up(people in proptest::collection::vec((0usize..11, proptest::option::of(0usize..8)), 0..200), cut in 0usize..200) {
            let all: Vec<Standing> =
                people.iter().map(|(known, word)| standing(KNOWN[*known], word.map(|word| RollWord::ALL[word]))).collect();
            let tally = |of: &[Standing]| {
                let mut tally = Tally::default();
                of.iter().for_each(|one| tally.count(*one));
                tally
            };
            let whole = tally(&all);
            let (one, other) = all.split_at(cut.min(all.len()));
            let mut sum = tally(one);
            sum.add(&tally(other));

            prop_assert_eq!(sum, whole);
            prop_assert_eq!(whole.roster() as usize, all.len());
            prop_assert_eq!(whole.due() + whole.excluded(), whole.roster());
            let parts = whole.present() + whole.excused() + whole.away() + whole.of(Standing::Unexplained) + whole.open();
            prop_assert_eq!(parts, whole.due());
        }
    }
}
