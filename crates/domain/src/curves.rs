//! How many have come by which minute of the day: today's curve, and that of a usual day beside it.

use serde::{Deserialize, Serialize};

/// From this minute on so many have come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Minute of the day, from 0.
    pub minute: u16,
    /// How many have come by then.
    pub count: u32,
}

/// The steps at which the number of those who came grows. The last step counts all of them.
pub fn cumulative(arrivals: impl IntoIterator<Item = u16>) -> Vec<Step> {
    let mut minutes: Vec<u16> = arrivals.into_iter().collect();
    minutes.sort_unstable();
    let mut steps: Vec<Step> = Vec::new();
    let mut count = 0;
    for minute in minutes {
        count += 1;
        match steps.last_mut() {
            Some(last) if last.minute == minute => last.count = count,
            _ => steps.push(Step { minute, count }),
        }
    }
    steps
}

/// How many had come by a minute.
pub fn at(steps: &[Step], minute: u16) -> u32 {
    let after = steps.partition_point(|step| step.minute <= minute);
    after.checked_sub(1).and_then(|place| steps.get(place)).map_or(0, |step| step.count)
}

/// A usual day: at each minute the middle one of what the days had by then (the lower of two). Nothing without days.
pub fn usual(days: &[Vec<Step>]) -> Vec<Step> {
    let mut minutes: Vec<u16> = days.iter().flatten().map(|step| step.minute).collect();
    minutes.sort_unstable();
    minutes.dedup();
    let mut steps: Vec<Step> = Vec::new();
    for minute in minutes {
        let mut counts: Vec<u32> = days.iter().map(|day| at(day, minute)).collect();
        counts.sort_unstable();
        let middle = counts.len().saturating_sub(1) / 2;
        let count = counts.get(middle).copied().unwrap_or(0);
        if count > steps.last().map_or(0, |last| last.count) {
            steps.push(Step { minute, count });
        }
    }
    steps
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_usual_day_is_the_middle_of_days() {
        let day = |minutes: &[u16]| cumulative(minutes.iter().copied());
        let days = [day(&[420, 430, 430]), day(&[425]), day(&[430, 440])];

        let usual = usual(&days);

        assert_eq!(usual, [Step { minute: 425, count: 1 }, Step { minute: 440, count: 2 }]);
        assert_eq!((at(&usual, 424), at(&usual, 430), at(&usual, 1_000)), (0, 1, 2));
        assert_eq!(super::usual(&[]), []);
    }

    proptest! {
        #[test]
        fn a_curve_counts_everybody_and_never_falls(minutes in proptest::collection::vec(0u16..1_440, 0..60), ask in 0u16..1_440) {
            let steps = cumulative(minutes.iter().copied());

            prop_assert_eq!(steps.last().map_or(0, |step| step.count) as usize, minutes.len());
            prop_assert!(steps.windows(2).all(|two| two[0].minute < two[1].minute && two[0].count < two[1].count));
            prop_assert_eq!(at(&steps, ask) as usize, minutes.iter().filter(|minute| **minute <= ask).count());
        }

        #[test]
        fn a_usual_day_lies_between_the_days_at_every_minute(
            days in proptest::collection::vec(proptest::collection::vec(0u16..1_440, 0..20), 1..8),
            ask in 0u16..1_440,
        ) {
            let days: Vec<Vec<Step>> = days.into_iter().map(cumulative).collect();
            let counts: Vec<u32> = days.iter().map(|day| at(day, ask)).collect();

            let usual = at(&usual(&days), ask);

            prop_assert!(counts.iter().min() <= Some(&usual) && Some(&usual) <= counts.iter().max());
        }
    }
}
