//! How posts will be covered by roster and papers, and what one paper more would leave.

use std::collections::BTreeMap;

use jiff::civil::DateTime;
use uuid::Uuid;

use super::course::Entry;
use super::matching::{Need, assign};
use crate::ids::PersonId;

/// A span in which a post must be staffed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenSpan {
    /// First moment, local time.
    pub from: DateTime,
    /// The moment after the last.
    pub to: DateTime,
    /// By how many.
    pub wanted: u16,
}

/// A post with its days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostPlan {
    /// Which.
    pub id: Uuid,
    /// How important.
    pub rank: u8,
    /// When it must be staffed, in order, without overlap.
    pub spans: Vec<OpenSpan>,
    /// Who may staff it.
    pub staff: Vec<Entry>,
}

impl PostPlan {
    fn wanted(&self, at: DateTime) -> Option<u16> {
        self.spans.iter().find(|span| span.from <= at && at < span.to).map(|span| span.wanted)
    }
}

/// Somebody will be on duty at the office.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shift {
    /// Who.
    pub person: PersonId,
    /// From when, local time.
    pub from: DateTime,
    /// Until when.
    pub to: DateTime,
}

/// A span of a post with how many will be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlannedSpan {
    /// Which post.
    pub post: Uuid,
    /// First moment.
    pub from: DateTime,
    /// The moment after the last.
    pub to: DateTime,
    /// How many must be there.
    pub wanted: u16,
    /// How many will be.
    pub covered: u16,
}

impl PlannedSpan {
    /// Whether too few will be there.
    pub fn is_short(&self) -> bool {
        self.covered < self.wanted
    }
}

/// Every span in which a post must be staffed, with how many will be there; by post, then by time.
pub fn outlook(posts: &[PostPlan], shifts: &[Shift]) -> Vec<PlannedSpan> {
    let cuts = cuts(posts, shifts.iter());
    let mut spans = Vec::new();
    for piece in cuts.windows(2) {
        let [from, to] = [piece[0], piece[1]];
        for (post, (wanted, covered)) in posts.iter().zip(piece_of(posts, shifts, from, to)) {
            if let Some(wanted) = wanted {
                spans.push(PlannedSpan { post: post.id, from, to, wanted, covered });
            }
        }
    }
    joined(posts, spans)
}

/// The spans in which a post would have fewer people than it must, and fewer than it has without the change.
pub fn losses(posts: &[PostPlan], before: &[Shift], after: &[Shift]) -> Vec<PlannedSpan> {
    let cuts = cuts(posts, before.iter().chain(after));
    let mut spans = Vec::new();
    for piece in cuts.windows(2) {
        let [from, to] = [piece[0], piece[1]];
        let was = piece_of(posts, before, from, to);
        let becomes = piece_of(posts, after, from, to);
        for (post, ((wanted, was), (_, covered))) in posts.iter().zip(was.into_iter().zip(becomes)) {
            if let Some(wanted) = wanted.filter(|wanted| covered < *wanted && covered < was) {
                spans.push(PlannedSpan { post: post.id, from, to, wanted, covered });
            }
        }
    }
    joined(posts, spans)
}

/// The moments at which anything changes, and the midnights between.
fn cuts<'a>(posts: &[PostPlan], shifts: impl Iterator<Item = &'a Shift>) -> Vec<DateTime> {
    let spans = posts.iter().flat_map(|post| &post.spans);
    let mut cuts: Vec<DateTime> = spans.flat_map(|span| [span.from, span.to]).collect();
    cuts.extend(shifts.flat_map(|shift| [shift.from, shift.to, shift.to.date().at(0, 0, 0, 0)]));
    cuts.sort_unstable();
    cuts.dedup();
    cuts
}

/// How many each post wants and has in a piece of time in which nothing changes.
fn piece_of(posts: &[PostPlan], shifts: &[Shift], from: DateTime, to: DateTime) -> Vec<(Option<u16>, u16)> {
    let wanted: Vec<Option<u16>> = posts.iter().map(|post| post.wanted(from)).collect();
    if wanted.iter().all(Option::is_none) {
        return vec![(None, 0); posts.len()];
    }
    let mut present: Vec<PersonId> =
        shifts.iter().filter(|shift| shift.from <= from && to <= shift.to).map(|shift| shift.person).collect();
    present.sort_unstable();
    present.dedup();
    let may = |post: &PostPlan| {
        let entries = post.staff.iter().filter(|entry| entry.holds_on(from.date()));
        let mut may: Vec<usize> = entries.filter_map(|entry| present.binary_search(&entry.person).ok()).collect();
        may.sort_unstable();
        may.dedup();
        may
    };
    let need = |(post, wanted): (&PostPlan, &Option<u16>)| Need {
        wanted: wanted.unwrap_or(0),
        rank: post.rank,
        may: may(post),
    };
    let needs: Vec<Need> = posts.iter().zip(&wanted).map(need).collect();
    let covered = assign(&needs).into_iter().map(|people| u16::try_from(people.len()).unwrap_or(u16::MAX));
    wanted.into_iter().zip(covered).collect()
}

/// Neighbouring spans of one post and day that are alike are one.
fn joined(posts: &[PostPlan], spans: Vec<PlannedSpan>) -> Vec<PlannedSpan> {
    let mut by_post: BTreeMap<Uuid, Vec<PlannedSpan>> = BTreeMap::new();
    for next in spans {
        let of_post = by_post.entry(next.post).or_default();
        match of_post.last_mut() {
            Some(last)
                if last.to == next.from
                    && last.from.date() == next.from.date()
                    && (last.wanted, last.covered) == (next.wanted, next.covered) =>
            {
                last.to = next.to;
            }
            _ => of_post.push(next),
        }
    }
    posts.iter().filter_map(|post| by_post.remove(&post.id)).flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{Date, date};

    const MONDAY: Date = date(2026, 1, 19);

    fn person(number: u128) -> PersonId {
        PersonId(Uuid::from_u128(number))
    }

    fn plan(id: u128, hours: &[(i8, i8, u16)], staff: &[u128]) -> PostPlan {
        let at = |hour| MONDAY.at(hour, 0, 0, 0);
        let spans = hours.iter().map(|(from, to, wanted)| OpenSpan { from: at(*from), to: at(*to), wanted: *wanted });
        let entry = |who: &u128| Entry { id: Uuid::from_u128(*who), person: person(*who), from: MONDAY, to: None };
        PostPlan { id: Uuid::from_u128(id), rank: 5, spans: spans.collect(), staff: staff.iter().map(entry).collect() }
    }

    fn shift(who: u128, from: i8, to: i8) -> Shift {
        Shift { person: person(who), from: MONDAY.at(from, 0, 0, 0), to: MONDAY.at(to, 0, 0, 0) }
    }

    fn words(spans: &[PlannedSpan]) -> Vec<String> {
        let word = |span: &PlannedSpan| {
            let hours = format!("{:02}-{:02}", span.from.hour(), span.to.hour());
            format!("{} {hours} {}/{}", span.post.as_u128(), span.covered, span.wanted)
        };
        spans.iter().map(word).collect()
    }

    #[test]
    fn every_hour_a_post_must_be_staffed_is_in_the_outlook_once() {
        let posts = [plan(1, &[(8, 12, 2), (13, 15, 1)], &[1, 2]), plan(2, &[(8, 10, 1)], &[2])];

        let found = outlook(&posts, &[shift(1, 7, 16), shift(2, 9, 14)]);

        // From nine to ten the second person stands at the other post.
        assert_eq!(words(&found), ["1 08-10 1/2", "1 10-12 2/2", "1 13-15 1/1", "2 08-09 0/1", "2 09-10 1/1"]);
    }

    #[test]
    fn a_leave_that_takes_the_second_of_two_is_a_loss_and_one_nobody_misses_is_none() {
        let posts = [plan(1, &[(8, 12, 2)], &[1, 2, 3])];
        let all = [shift(1, 7, 16), shift(2, 7, 16), shift(3, 7, 10)];

        let lost = losses(&posts, &all, &[all[0], all[2]]);
        let none = losses(&posts, &all, &all[..2]);

        assert_eq!(words(&lost), ["1 10-12 1/2"], "until ten a third is there");
        assert!(none.is_empty());
    }

    #[test]
    fn who_leaves_one_post_may_be_missed_at_another() {
        // Only 2 may staff post 2; with 1 away, 2 is still needed at both and post 1 comes first.
        let posts = [plan(1, &[(8, 12, 1)], &[1, 2]), plan(2, &[(8, 12, 1)], &[2])];
        let before = [shift(1, 7, 16), shift(2, 7, 16)];

        assert_eq!(words(&losses(&posts, &before, &before[1..])), ["2 08-12 0/1"]);
        assert_eq!(words(&losses(&posts, &before, &before[..1])), ["2 08-12 0/1"]);
    }
}
