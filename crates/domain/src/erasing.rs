//! Erasing personal data: what it is divided into, how long each part must be kept, and who may say that it goes.
//!
//! **Invariant:** a legal hold wins over retention, over a person's wish and over an order.

mod holds;

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::ToSpan;
use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize};

use crate::codes::codes;
use crate::hours::RuleRef;
use crate::ids::PersonId;

pub use self::holds::{HoldScope, LegalHold};

codes!(
    /// A part of what is kept about a person. They are erased in this order: what points at a record goes before it.
    DataClass {
        /// Photos of punches and pictures terminals took.
        Photos = "photos",
        /// Punches, what follows from them, and what sheets said of the person.
        Punches = "punches",
        /// Requests with their proof, papers, corrections, roster, openings of leave.
        Requests = "requests",
        /// Times of arrival and departure, and reasons, of the days a recap was paid by. Codes and minutes stay.
        Verdicts = "verdicts",
        /// Rows of the person in files, messages of terminals, and rows nobody could read.
        RawFiles = "raw_files",
        /// Who looked at the person's data, copies taken, and what was asked about it.
        AccessLog = "access_log",
        /// Notices.
        Notices = "notices",
        /// Name, numbers, titles, account, phones, PINs.
        Identity = "identity",
    }
);

codes!(
    /// By what right something is erased.
    Ground {
        /// The time of keeping is over.
        Retention = "retention",
        /// The person asked for it; only what the time of keeping allows.
        Request = "request",
        /// A court or an authority ordered it, whatever the time of keeping.
        Order = "order",
    }
);

codes!(
    /// Where an erasure stands.
    ErasureState {
        /// Waits for a second officer; nothing is erased.
        Proposed = "proposed",
        /// Is being carried out.
        Confirmed = "confirmed",
        /// Was turned down.
        Rejected = "rejected",
        /// Was carried out.
        Done = "done",
    }
);

codes!(
    /// Why something stays.
    StaysBecause {
        /// A legal hold is in force.
        Hold = "hold",
        /// It must be kept still.
        Retention = "retention",
        /// It proves what was paid: an order about the person does not reach it before its time is over.
        Payment = "payment",
        /// The person still serves.
        Serving = "serving",
        /// Punches that are kept still lean on it.
        Needed = "needed",
        /// The file cannot be rewritten without touching the rows of others.
        Format = "format",
    }
);

/// How long something is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// So many years after the end of its calendar year.
    Years(u16),
    /// So many days after its day.
    Days(u16),
}

impl Keep {
    /// The last day on which something of a day is kept.
    pub fn until(self, on: Date) -> Date {
        match self {
            Self::Years(years) => {
                let year = on.year().saturating_add(i16::try_from(years).unwrap_or(i16::MAX)).min(9999);
                Date::new(year, 12, 31).unwrap_or(Date::MAX)
            }
            Self::Days(days) => on.saturating_add(i64::from(days).days()),
        }
    }

    /// The last day of which nothing need be kept any more today.
    pub fn over(self, today: Date) -> Date {
        match self {
            Self::Years(years) => {
                let year = today.year().saturating_sub(1).saturating_sub(i16::try_from(years).unwrap_or(i16::MAX));
                Date::new(year.max(1), 12, 31).unwrap_or(date(1, 12, 31))
            }
            Self::Days(days) => today.saturating_sub((i64::from(days) + 1).days()),
        }
    }
}

/// How long a class is kept, and by which rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// How long.
    pub keep: Keep,
    /// The rule it comes from.
    pub rule: Arc<RuleRef>,
}

/// What is kept how long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retention {
    /// Every class.
    pub classes: BTreeMap<DataClass, Kept>,
}

impl Retention {
    /// The last day of which nothing of a class need be kept today; `None` for a class no rule speaks of.
    pub fn over(&self, class: DataClass, today: Date) -> Option<Date> {
        self.classes.get(&class).map(|kept| kept.keep.over(today))
    }
}

/// How far an erasure reaches in one class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// The class.
    pub class: DataClass,
    /// The last day that goes.
    pub until_on: Date,
}

/// What cannot be found any more once the punches are gone, and goes with them.
const FOLLOW_PUNCHES: [DataClass; 2] = [DataClass::Photos, DataClass::RawFiles];

/// How far each class may be erased, by right alone: holds and what leans on what are looked at by whoever carries it out.
///
/// Verdicts never go before the punches they were judged by, nor by an order alone: a recap that was paid must still be
/// proved. Photos, and rows in files, go with their punches.
pub fn spans(ground: Ground, wanted: &[DataClass], rules: &Retention, today: Date) -> Vec<Span> {
    let yesterday = today.yesterday().unwrap_or(today);
    let mut spans: Vec<Span> = Vec::new();
    for class in DataClass::ALL.iter().copied() {
        let follows = FOLLOW_PUNCHES.contains(&class) && wanted.contains(&DataClass::Punches);
        if !wanted.contains(&class) && !follows {
            continue;
        }
        let Some(over) = rules.over(class, today) else { continue };
        let by_order = ground == Ground::Order && class != DataClass::Verdicts;
        spans.push(Span { class, until_on: if by_order { yesterday } else { over } });
    }
    let punches = spans.iter().find(|span| span.class == DataClass::Punches).map(|span| span.until_on);
    if let Some(punches) = punches {
        for span in &mut spans {
            match span.class {
                class if FOLLOW_PUNCHES.contains(&class) => span.until_on = span.until_on.max(punches),
                DataClass::Verdicts | DataClass::Requests => span.until_on = span.until_on.min(punches),
                _ => {}
            }
        }
    }
    spans
}

/// Why somebody may not decide about an erasure or a hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErasureBar {
    /// It is their own proposal.
    OwnProposal,
    /// It is about themselves.
    OwnRecord,
}

/// Whether somebody may decide about what another proposed about a person, or about everybody.
pub fn barred(
    proposed_by: (&str, Option<PersonId>),
    about: Option<PersonId>,
    login: &str,
    person: Option<PersonId>,
) -> Option<ErasureBar> {
    let same_person = person.is_some() && person == proposed_by.1;
    if about.is_some() && about == person {
        Some(ErasureBar::OwnRecord)
    } else if proposed_by.0 == login || same_person {
        Some(ErasureBar::OwnProposal)
    } else {
        None
    }
}

/// The name that stands where the name of an erased person stood.
pub fn pseudonym(number: u64) -> String {
    format!("Terhapus {number}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn rules() -> Retention {
        let rule = Arc::new(RuleRef { pack: "uji".into(), source: "uji".into(), confirmed: true });
        let keep = |class: &DataClass| match class {
            DataClass::Photos | DataClass::Notices => Keep::Days(90),
            DataClass::Verdicts => Keep::Years(10),
            _ => Keep::Years(5),
        };
        let classes = DataClass::ALL.iter().map(|class| (*class, Kept { keep: keep(class), rule: Arc::clone(&rule) }));
        Retention { classes: classes.collect() }
    }

    #[test]
    fn what_is_over_is_exactly_what_is_not_kept_until_today() {
        for keep in [Keep::Years(0), Keep::Years(5), Keep::Days(1), Keep::Days(90)] {
            for today in [date(2026, 1, 1), date(2026, 3, 1), date(2027, 12, 31)] {
                let over = keep.over(today);
                assert!(keep.until(over) < today, "{keep:?} {today}");
                assert!(keep.until(over.tomorrow().unwrap()) >= today, "{keep:?} {today}");
            }
        }
    }

    #[test]
    fn a_wish_reaches_only_what_is_over_and_an_order_all_but_what_proves_a_payment() {
        let today = date(2026, 1, 19);
        let until = |ground, class| {
            let spans = spans(ground, DataClass::ALL, &rules(), today);
            spans.into_iter().find(|span| span.class == class).unwrap().until_on
        };

        assert_eq!(until(Ground::Request, DataClass::Punches), date(2020, 12, 31));
        assert_eq!(until(Ground::Order, DataClass::Punches), date(2026, 1, 18));
        assert_eq!(until(Ground::Order, DataClass::Verdicts), date(2015, 12, 31));
        assert_eq!(until(Ground::Retention, DataClass::Photos), date(2025, 10, 20));
    }

    #[test]
    fn photos_and_rows_in_files_go_with_their_punches_though_nobody_named_them() {
        let spans = spans(Ground::Order, &[DataClass::Punches], &rules(), date(2026, 1, 19));

        let classes: Vec<_> = spans.iter().map(|span| span.class).collect();
        assert_eq!(classes, [DataClass::Photos, DataClass::Punches, DataClass::RawFiles]);
        assert!(spans.iter().all(|span| span.until_on == date(2026, 1, 18)));
    }

    #[test]
    fn nobody_decides_on_their_own_proposal_or_about_themselves() {
        let (one, other) = (Some(PersonId(Uuid::from_u128(1))), Some(PersonId(Uuid::from_u128(2))));

        assert_eq!(barred(("a", one), other, "a", None), Some(ErasureBar::OwnProposal));
        assert_eq!(barred(("a", one), other, "b", one), Some(ErasureBar::OwnProposal));
        assert_eq!(barred(("a", one), other, "b", other), Some(ErasureBar::OwnRecord));
        assert_eq!(barred(("a", one), None, "b", other), None);
        assert_eq!(barred(("konsol:a", None), None, "konsol:b", None), None);
    }
}
