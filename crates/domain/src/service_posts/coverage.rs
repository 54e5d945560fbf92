//! Whether posts are covered at a moment.

use std::collections::BTreeMap;

use jiff::civil::DateTime;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::CoverState;
use super::matching::{Need, assign};
use crate::codes::codes;
use crate::ids::{PersonId, SiteId};

codes!(
    /// Where somebody who may staff a post is at a moment, as far as is known.
    PresenceWord {
        /// Arrived, and not known to have left.
        Present = "hadir",
        /// Arrived at another site than the post's.
        OtherSite = "di_lokasi_lain",
        /// Due, and a source that could speak for them is silent.
        Unheard = "belum_terdengar",
        /// Due and not seen, though every source speaks.
        NotSeen = "belum_hadir",
        /// Duty has not begun.
        NotYet = "belum_waktunya",
        /// Leave, sick or permission.
        Excused = "berizin",
        /// On duty elsewhere.
        Away = "di_luar_tempat",
        /// Nothing due.
        Off = "libur",
        /// Duty is over, or they tapped to leave.
        Left = "sudah_pulang",
    }
);

/// Where somebody is at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Whereabouts {
    /// In a word; never [`PresenceWord::OtherSite`], which depends on the post.
    pub word: PresenceWord,
    /// The site of their last trace, where it names one.
    pub site: Option<SiteId>,
}

impl Whereabouts {
    /// The word as it is for a post at a site.
    pub fn at(&self, site: Option<SiteId>) -> PresenceWord {
        let elsewhere = self.site.zip(site).is_some_and(|(theirs, posts)| theirs != posts);
        if self.word == PresenceWord::Present && elsewhere { PresenceWord::OtherSite } else { self.word }
    }
}

/// What is known of somebody's departure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Departure {
    /// When duty ends, local time.
    pub ends: DateTime,
    /// The last tap of the day that is no answer to a call.
    pub last: Option<DateTime>,
    /// Whether it was made with the key for leaving.
    pub pressed_out: bool,
}

/// Whether somebody who arrived has left by a moment: duty is over, or their last tap says so by its key. A second tap
/// without a key may be one of midday and proves nothing.
pub fn has_left(departure: &Departure, now: DateTime) -> bool {
    now >= departure.ends || departure.last.is_some_and(|last| last <= now && departure.pressed_out)
}

/// A post at a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostNow {
    /// Which.
    pub id: Uuid,
    /// How many people must be there; `None` while it is closed.
    pub wanted: Option<u16>,
    /// How important.
    pub rank: u8,
    /// The site it stands at.
    pub site: Option<SiteId>,
    /// Who may staff it today.
    pub staff: Vec<PersonId>,
}

/// How a post is covered at a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    /// Which.
    pub id: Uuid,
    /// In a word.
    pub state: CoverState,
    /// How many must be there; 0 while it is closed.
    pub wanted: u16,
    /// How many are known to be.
    pub covered: u16,
    /// How many could be, if everybody named for it who was not heard of stood here.
    pub possible: u16,
    /// Who is counted here.
    pub people: Vec<PersonId>,
}

/// Covers posts with the people who are there. Posts are answered in their order. Whoever is not in `people` is taken for
/// unheard of.
pub fn coverage(posts: &[PostNow], people: &BTreeMap<PersonId, Whereabouts>) -> Vec<Coverage> {
    let unheard = Whereabouts { word: PresenceWord::Unheard, site: None };
    let mut everybody: Vec<PersonId> = posts.iter().flat_map(|post| post.staff.iter().copied()).collect();
    everybody.sort_unstable();
    everybody.dedup();
    let word = |post: &PostNow, person: &PersonId| people.get(person).unwrap_or(&unheard).at(post.site);
    let need = |post: &PostNow| {
        let present = post.staff.iter().filter(|person| word(post, person) == PresenceWord::Present);
        let mut may: Vec<usize> = present.filter_map(|person| everybody.binary_search(person).ok()).collect();
        may.sort_unstable();
        may.dedup();
        Need { wanted: post.wanted.unwrap_or(0), rank: post.rank, may }
    };
    let needs: Vec<Need> = posts.iter().map(need).collect();
    let count = |of: usize| u16::try_from(of).unwrap_or(u16::MAX);
    posts
        .iter()
        .zip(assign(&needs))
        .map(|(post, here)| {
            let wanted = post.wanted.unwrap_or(0);
            let silent = post.staff.iter().filter(|person| word(post, person) == PresenceWord::Unheard).count();
            let covered = count(here.len());
            let possible = covered.saturating_add(count(silent)).min(wanted);
            Coverage {
                id: post.id,
                state: state(post, covered, possible),
                wanted,
                covered,
                possible,
                people: here.into_iter().filter_map(|person| everybody.get(person).copied()).collect(),
            }
        })
        .collect()
}

fn state(post: &PostNow, covered: u16, possible: u16) -> CoverState {
    match post.wanted {
        None => CoverState::Closed,
        Some(wanted) if covered >= wanted => CoverState::Covered,
        // Nobody is named: it is not known who would be there.
        Some(_) if post.staff.is_empty() => CoverState::Unknown,
        Some(wanted) if possible >= wanted => CoverState::Unknown,
        Some(_) if covered > 0 => CoverState::Short,
        Some(_) if possible > 0 => CoverState::Unknown,
        Some(_) => CoverState::Empty,
    }
}

/// Whether a lack of people has lasted so long that its head is to be told.
pub fn is_to_be_told(since: Timestamp, now: Timestamp, after_minutes: u16) -> bool {
    now.duration_since(since) >= SignedDuration::from_mins(i64::from(after_minutes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn person(number: u8) -> PersonId {
        PersonId(Uuid::from_u128(u128::from(number)))
    }

    fn post(number: u8, wanted: Option<u16>, staff: &[u8]) -> PostNow {
        PostNow {
            id: Uuid::from_u128(0x100 + u128::from(number)),
            wanted,
            rank: 5,
            site: None,
            staff: staff.iter().copied().map(person).collect(),
        }
    }

    fn seen(words: &[(u8, PresenceWord)]) -> BTreeMap<PersonId, Whereabouts> {
        words.iter().map(|(who, word)| (person(*who), Whereabouts { word: *word, site: None })).collect()
    }

    fn states(posts: &[PostNow], people: &BTreeMap<PersonId, Whereabouts>) -> Vec<CoverState> {
        coverage(posts, people).iter().map(|one| one.state).collect()
    }

    #[test]
    fn a_post_is_covered_short_empty_or_closed() {
        use PresenceWord::{NotSeen, Present};
        let posts = [post(1, Some(1), &[1]), post(2, Some(2), &[2, 3]), post(3, Some(1), &[3]), post(4, None, &[3])];
        let people = seen(&[(1, Present), (2, Present), (3, NotSeen)]);

        assert_eq!(
            states(&posts, &people),
            [CoverState::Covered, CoverState::Short, CoverState::Empty, CoverState::Closed]
        );
    }

    #[test]
    fn silence_never_makes_a_post_empty() {
        let posts = [post(1, Some(1), &[1]), post(2, Some(3), &[1, 2]), post(3, Some(1), &[]), post(4, Some(1), &[2])];
        let people = seen(&[(1, PresenceWord::Unheard), (2, PresenceWord::NotSeen)]);

        // Nobody knows at which of two posts one stands who was not heard of: neither is called empty.
        let expected = [CoverState::Unknown, CoverState::Unknown, CoverState::Unknown, CoverState::Empty];
        assert_eq!(states(&posts, &people), expected);
        assert_eq!(states(&posts[..1], &BTreeMap::new()), [CoverState::Unknown], "nobody knows");
    }

    #[test]
    fn who_arrived_at_another_site_covers_no_post_here() {
        let (here, there) = (SiteId(Uuid::from_u128(1)), SiteId(Uuid::from_u128(2)));
        let mut posts = [post(1, Some(1), &[1])];
        posts[0].site = Some(here);
        let at = |site| BTreeMap::from([(person(1), Whereabouts { word: PresenceWord::Present, site })]);

        assert_eq!(states(&posts, &at(Some(there))), [CoverState::Empty]);
        assert_eq!(states(&posts, &at(Some(here))), [CoverState::Covered]);
        assert_eq!(states(&posts, &at(None)), [CoverState::Covered], "where it is not known they count");
    }

    #[test]
    fn a_tap_at_midday_is_no_departure_and_the_end_of_duty_is() {
        let at = |hour| date(2026, 1, 19).at(hour, 0, 0, 0);
        let tapped = |last, pressed_out| Departure { ends: at(16), last: Some(at(last)), pressed_out };

        assert!(!has_left(&tapped(12, false), at(13)));
        assert!(has_left(&tapped(12, true), at(13)));
        assert!(!has_left(&tapped(12, true), at(11)), "not yet");
        assert!(has_left(&Departure { ends: at(16), last: None, pressed_out: false }, at(16)));
    }

    fn word() -> impl Strategy<Value = PresenceWord> {
        prop::sample::select(PresenceWord::ALL.to_vec())
            .prop_filter("depends on the post", |word| *word != PresenceWord::OtherSite)
    }

    fn scene() -> impl Strategy<Value = (Vec<PostNow>, BTreeMap<PersonId, Whereabouts>)> {
        let one = (prop::option::weighted(0.9, 1u16..4), 1u8..4, prop::collection::btree_set(0u8..6, 0..5));
        let posts = prop::collection::vec(one, 1..5).prop_map(|all| {
            let number = (0u8..).zip(all);
            let made = number.map(|(number, (wanted, rank, staff))| {
                let staff: Vec<u8> = staff.into_iter().collect();
                PostNow { rank, ..post(number, wanted, &staff) }
            });
            made.collect::<Vec<_>>()
        });
        let people = prop::collection::btree_map(0u8..6, word(), 0..6).prop_map(|words| {
            words.into_iter().map(|(who, word)| (person(who), Whereabouts { word, site: None })).collect()
        });
        (posts, people)
    }

    proptest! {
        #[test]
        fn nobody_is_counted_twice_at_one_moment((posts, people) in scene()) {
            let mut counted: Vec<PersonId> = coverage(&posts, &people).into_iter().flat_map(|one| one.people).collect();
            let all = counted.len();
            counted.sort_unstable();
            counted.dedup();
            prop_assert_eq!(counted.len(), all);
        }

        #[test]
        fn one_person_more_who_is_there_never_makes_coverage_worse((posts, people) in scene(), who in 0u8..6) {
            let mut more = people.clone();
            let was_heard = people.get(&person(who)).is_some_and(|there| there.word != PresenceWord::Unheard);
            more.insert(person(who), Whereabouts { word: PresenceWord::Present, site: None });
            for (was, becomes) in coverage(&posts, &people).iter().zip(coverage(&posts, &more)) {
                prop_assert!(was.covered <= becomes.covered);
                prop_assert!(was.state != CoverState::Covered || becomes.state == CoverState::Covered);
                // Who was silent and is now known to be elsewhere leaves a post known to be empty.
                prop_assert!(!was_heard || becomes.state != CoverState::Empty || was.state == CoverState::Empty);
            }
        }

        #[test]
        fn a_post_that_somebody_unheard_of_could_cover_is_not_called_empty((posts, people) in scene()) {
            let silent = |who: &PersonId| people.get(who).is_none_or(|there| there.word == PresenceWord::Unheard);
            for (post, one) in posts.iter().zip(coverage(&posts, &people)) {
                prop_assert!(one.covered <= one.possible);
                prop_assert!(one.state != CoverState::Empty || !post.staff.iter().any(silent));
            }
        }
    }
}
