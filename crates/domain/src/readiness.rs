//! What is still missing before people can work with the system (*pendataan*): per person, per unit, and as counts
//! that add up. Facts are handed in; nothing here is stored.

mod unit;

use jiff::civil::Date;
use serde::Serialize;

pub use self::unit::{UnitFacts, UnitLack, lacks_of_unit};

use crate::people::{EmployeeType, Identifier, IdentifierKind, Nip, is_ni_pppk_shape};

macro_rules! needs {
    ($($(#[$doc:meta])* $item:ident = $code:literal,)+) => {
        /// Something a person needs. The codes are stable; the words for people are the pages' affair.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Need {
            $($(#[$doc])* $item,)+
        }

        impl Need {
            /// Every need, in the order in which an office sees to them.
            pub const ALL: &'static [Self] = &[$(Self::$item,)+];

            /// The code of the API and of files.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$item => $code,)+
                }
            }
        }
    };
}

needs!(
    /// A NIP, a NI PPPK or, for those without, a local number, in the right shape.
    Identifier = "identifier",
    /// A place of work on the post that holds.
    Site = "site",
    /// What is due on each of the coming days.
    Roster = "roster",
    /// Somebody who decides on requests.
    Superior = "superior",
    /// A number on a terminal of the place of work, where there is one.
    Pin = "pin",
    /// An account that is not blocked.
    Account = "account",
    /// A password of one's own: the one-time code was used.
    FirstLogin = "first_login",
    /// A phone that is enrolled and vouched for.
    Phone = "phone",
);

impl Need {
    fn index(self) -> usize {
        self as usize
    }
}

/// How a person stands with a need.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// It is there.
    Ready,
    /// It is missing.
    Lacking,
    /// It does not apply to this person.
    NotNeeded,
}

impl Standing {
    /// The code of the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::Lacking => "lacking",
            Self::NotNeeded => "not_needed",
        }
    }

    fn of(there: bool) -> Self {
        if there { Self::Ready } else { Self::Lacking }
    }
}

/// The best of a person's accounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AccountFact {
    /// None, or only blocked ones.
    None,
    /// Made, but its code was not used yet.
    Invited,
    /// Has a password.
    Active,
}

/// What is known of a person.
#[derive(Debug, Clone)]
pub struct PersonFacts {
    /// Employment today.
    pub employee_type: EmployeeType,
    /// Every number, of any time.
    pub identifiers: Vec<Identifier>,
    /// The best account.
    pub account: AccountFact,
    /// Whether a phone is vouched for.
    pub phone_active: bool,
    /// Whether a phone waits for somebody to vouch for it.
    pub phone_waiting: bool,
    /// Whether a passkey proves the person; for information, nobody needs one.
    pub passkey: bool,
    /// Whether the post that holds names a place of work.
    pub site: bool,
    /// Coming days on which nothing says what is due.
    pub undue_days: Vec<Date>,
    /// Whether an adopted terminal hangs at the place of work.
    pub terminal_at_site: bool,
    /// Whether a terminal there knows the person's number.
    pub pin: bool,
    /// Whether somebody else's account is the superior's.
    pub superior: bool,
}

/// How a person stands with every need.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Readiness([Standing; Need::ALL.len()]);

impl Readiness {
    /// How they stand with one.
    pub fn of(&self, need: Need) -> Standing {
        self.0[need.index()]
    }

    /// What is missing.
    pub fn lacks(&self) -> impl Iterator<Item = Need> {
        Need::ALL.iter().copied().filter(|need| self.of(*need) == Standing::Lacking)
    }

    /// Whether nothing is missing.
    pub fn is_ready(&self) -> bool {
        self.lacks().next().is_none()
    }
}

/// Looks at what is known of a person on a day.
pub fn of_person(facts: &PersonFacts, on: Date) -> Readiness {
    let standing = |need: Need| match need {
        Need::Identifier => Standing::of(has_number(facts, on)),
        Need::Site => Standing::of(facts.site),
        Need::Roster => Standing::of(facts.undue_days.is_empty()),
        Need::Superior => Standing::of(facts.superior),
        Need::Pin if !facts.terminal_at_site => Standing::NotNeeded,
        Need::Pin => Standing::of(facts.pin),
        Need::Account => Standing::of(facts.account > AccountFact::None),
        Need::FirstLogin => Standing::of(facts.account == AccountFact::Active),
        Need::Phone => Standing::of(facts.phone_active),
    };
    let mut all = [Standing::NotNeeded; Need::ALL.len()];
    for need in Need::ALL {
        all[need.index()] = standing(*need);
    }
    Readiness(all)
}

/// Whether a number that fits the employment holds on a day.
///
/// # Legal source
///
/// As [`Nip::parse`] and [`is_ni_pppk_shape`]; people without either have a local number.
fn has_number(facts: &PersonFacts, on: Date) -> bool {
    let holds =
        |number: &&Identifier| number.from_on.is_none_or(|from| from <= on) && number.to_on.is_none_or(|to| on <= to);
    facts.identifiers.iter().filter(holds).any(|number| match facts.employee_type {
        EmployeeType::Pns | EmployeeType::Cpns => {
            number.kind == IdentifierKind::Nip && Nip::parse(&number.value).is_ok()
        }
        EmployeeType::Pppk | EmployeeType::PppkParuhWaktu => {
            number.kind == IdentifierKind::NiPppk && is_ni_pppk_shape(&number.value)
        }
        EmployeeType::NonAsn => number.kind == IdentifierKind::Lokal && !number.value.trim().is_empty(),
    })
}

/// How many people stand how with one need; the three add up to the people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Count {
    /// Have it.
    pub ready: u32,
    /// Miss it.
    pub lacking: u32,
    /// Need none.
    pub not_needed: u32,
}

impl Count {
    fn add(&mut self, standing: Standing) {
        match standing {
            Standing::Ready => self.ready += 1,
            Standing::Lacking => self.lacking += 1,
            Standing::NotNeeded => self.not_needed += 1,
        }
    }

    /// Everybody counted.
    pub fn people(&self) -> u32 {
        self.ready + self.lacking + self.not_needed
    }

    /// Those who have it of those who need it, in hundredths of a percent, rounded down; `None` where nobody needs it.
    ///
    /// Rounded down, so that 100 % is said only when nobody is missing.
    pub fn hundredths(&self) -> Option<u32> {
        share(self.ready, self.ready + self.lacking)
    }
}

/// A share in hundredths of a percent, rounded down; `None` of nothing.
pub fn share(part: u32, whole: u32) -> Option<u32> {
    let hundredths = (u64::from(part) * 10_000).checked_div(u64::from(whole))?;
    u32::try_from(hundredths).ok()
}

/// Counts over people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Everybody counted.
    pub people: u32,
    /// Those who miss nothing.
    pub ready: u32,
    counts: [Count; Need::ALL.len()],
}

impl Tally {
    /// Counts these people.
    pub fn of<'a>(people: impl IntoIterator<Item = &'a Readiness>) -> Self {
        let mut tally = Self::default();
        for person in people {
            tally.people += 1;
            tally.ready += u32::from(person.is_ready());
            for need in Need::ALL {
                tally.counts[need.index()].add(person.of(*need));
            }
        }
        tally
    }

    /// How many stand how with one need.
    pub fn count(&self, need: Need) -> Count {
        self.counts[need.index()]
    }

    /// Those who miss nothing, in hundredths of a percent, rounded down; `None` of nobody.
    pub fn hundredths(&self) -> Option<u32> {
        share(self.ready, self.people)
    }
}

#[cfg(test)]
mod tests;
