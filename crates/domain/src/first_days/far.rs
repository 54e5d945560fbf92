//! Where somebody was last seen by their own evidence.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::ids::PersonId;
use crate::sites::{Area, Point};

/// One position somebody's own phone gave.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Trace {
    /// Whose.
    pub person: PersonId,
    /// When.
    pub at: Timestamp,
    /// Where.
    pub place: Point,
    /// How far off it may be, in metres.
    pub accuracy_m: f64,
}

/// The newest position of each person.
pub fn newest(traces: impl IntoIterator<Item = Trace>) -> BTreeMap<PersonId, Trace> {
    let mut found: BTreeMap<PersonId, Trace> = BTreeMap::new();
    for trace in traces {
        match found.get(&trace.person) {
            // Of two of one moment the nearer to the equator, so that the order they come in means nothing.
            Some(there) if (there.at, trace.place.0.abs()) >= (trace.at, there.place.0.abs()) => {}
            _ => {
                found.insert(trace.person, trace);
            }
        }
    }
    found
}

/// Whether a position lies farther than so many kilometres from every place of work, whatever its inaccuracy. Without a
/// drawn place of work nobody can say.
pub fn is_far(trace: &Trace, sites: &[Area], far_km: u16) -> bool {
    let nearest = sites.iter().map(|site| site.beyond_m(trace.place)).fold(f64::INFINITY, f64::min);
    nearest.is_finite() && nearest - trace.accuracy_m > f64::from(far_km) * 1_000.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn trace(hour: i64, place: Point) -> Trace {
        let at = Timestamp::from_second(hour * 3_600).unwrap();
        Trace { person: PersonId(Uuid::from_u128(1)), at, place, accuracy_m: 20.0 }
    }

    fn office() -> Vec<Area> {
        vec![Area { middle: (-5.11, 105.3), radius_m: 100, outline: [].into() }]
    }

    #[test]
    fn only_the_newest_position_counts_in_whatever_order_they_come() {
        let (away, back) = (trace(1, (-6.2, 106.8)), trace(2, (-5.11, 105.3)));
        for order in [[away, back], [back, away]] {
            assert_eq!(newest(order).into_values().collect::<Vec<_>>(), [back]);
        }
    }

    #[test]
    fn far_is_beyond_the_figure_from_every_place_and_its_inaccuracy() {
        assert!(is_far(&trace(1, (-6.2, 106.8)), &office(), 100));
        assert!(!is_far(&trace(1, (-5.2, 105.3)), &office(), 100));
        assert!(!is_far(&Trace { accuracy_m: 300_000.0, ..trace(1, (-6.2, 106.8)) }, &office(), 100));
        assert!(!is_far(&trace(1, (-6.2, 106.8)), &[], 100), "nobody drew a place of work");
    }
}
