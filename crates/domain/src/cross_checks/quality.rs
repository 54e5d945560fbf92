//! How far what a head says is borne out by what others saw, and reasons to look at it. Never an accusation: each reason
//! says what was expected, what was seen, and which honest explanation remains.

use jiff::civil::DateTime;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::codes::codes;
use crate::spot_checks::Outcome;

/// Minutes by which a first trace may come after the head looked.
const TOLERANCE_MINUTES: i64 = 15;
/// Fewest lists before anything is said about how a head answers.
const FEWEST_LISTS: u32 = 5;
/// Fewest cases that count as "again and again".
const AGAIN: u32 = 3;

/// So many of so many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Share {
    /// That agree.
    pub agree: u32,
    /// Of all that could be compared.
    pub of: u32,
}

/// Where a share surely lies (Wilson's interval, 95 %), in ten-thousandths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Interval {
    /// No less.
    pub low: u16,
    /// No more.
    pub high: u16,
}

impl Share {
    /// One more case.
    pub fn add(&mut self, agrees: bool) {
        self.of += 1;
        self.agree += u32::from(agrees);
    }

    /// Both together.
    pub fn plus(self, other: Self) -> Self {
        Self { agree: self.agree + other.agree, of: self.of + other.of }
    }

    /// Without the cases of another that is part of it.
    pub fn without(self, part: Self) -> Self {
        Self { agree: self.agree.saturating_sub(part.agree), of: self.of.saturating_sub(part.of) }
    }

    /// In ten-thousandths; `None` of nothing.
    pub fn rate(self) -> Option<u16> {
        (self.of > 0).then(|| ten_thousandths(f64::from(self.agree) / f64::from(self.of)))
    }

    /// Where it surely lies; from nothing to everything when nothing is known.
    pub fn interval(self) -> Interval {
        if self.of == 0 {
            return Interval { low: 0, high: 10_000 };
        }
        const Z: f64 = 1.959_963_984_540_054;
        let (count, share) = (f64::from(self.of), f64::from(self.agree) / f64::from(self.of));
        let spread = Z * Z / count;
        let middle = share + spread / 2.0;
        let half = Z * (share * (1.0 - share) / count + spread / (4.0 * count)).sqrt();
        let bound = |value: f64| ten_thousandths((value / (1.0 + spread)).clamp(0.0, 1.0));
        Interval { low: bound(middle - half), high: bound(middle + half) }
    }
}

fn ten_thousandths(share: f64) -> u16 {
    // Between 0 and 10,000 by construction.
    (share * 10_000.0).round() as u16
}

/// Whether the traces of machines bear out that somebody was there at a moment; `None` when they say nothing of the day.
///
/// A first trace well after it, or a last one (of several) well before it, speaks against it. A day without any trace says
/// nothing: a finger that is not read and a machine that was off look the same.
pub fn machine_says(seen: DateTime, traces: &[DateTime]) -> Option<bool> {
    let (first, last) = (traces.iter().min()?, traces.iter().max()?);
    let minutes = |from: DateTime, to: DateTime| {
        from.until(to).map_or(0, |span| {
            i64::from(span.get_days()) * 1_440 + i64::from(span.get_hours()) * 60 + span.get_minutes()
        })
    };
    let came_later = minutes(seen, *first) > TOLERANCE_MINUTES;
    let had_left = first != last && minutes(*last, seen) > TOLERANCE_MINUTES;
    Some(!came_later && !had_left)
}

/// What a spot check came to, as it is laid beside what a head said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SpotTrace {
    /// The time there was to answer.
    pub window: (Timestamp, Timestamp),
    /// What became of it.
    pub outcome: Outcome,
    /// When it was answered, in time or late.
    pub answered_at: Option<Timestamp>,
    /// Whether it was answered from a place of the person; `None` when the position does not tell.
    pub in_place: Option<bool>,
}

/// Whether a spot check bears out that somebody was there at a moment; `None` when it is of another moment or says nothing.
///
/// An answer speaks of its own moment, and only by where it was given. A call the phone heard of that was missed speaks of the
/// time there was to answer. What never reached a phone, or was excused, says nothing.
pub fn spot_says(seen_at: Timestamp, spot: &SpotTrace) -> Option<bool> {
    let near = SignedDuration::from_mins(TOLERANCE_MINUTES);
    match (spot.outcome, spot.answered_at) {
        (Outcome::Answered | Outcome::Late, Some(at)) => {
            spot.in_place.filter(|_| seen_at.duration_since(at).abs() <= near)
        }
        (Outcome::Missed, _) => {
            let (from, to) = spot.window;
            let within = from.duration_since(seen_at) <= near && seen_at.duration_since(to) <= near;
            within.then_some(false)
        }
        _ => None,
    }
}

/// What is known of one head over the days compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct HeadFacts {
    /// Lists that were theirs.
    pub lists: u32,
    /// Answered whole in time.
    pub answered: u32,
    /// Answered whole, late.
    pub late: u32,
    /// Never answered whole.
    pub silent: u32,
    /// Names they said something about.
    pub said: u32,
    /// Of these: not seen.
    pub absent: u32,
    /// Lists answered faster than anybody can look around.
    pub quick: u32,
    /// Said to be there on days on which the person's own records are doubtful or contradicted.
    pub covered: u32,
    /// "Seen", against the second look of somebody else.
    pub counter: Share,
    /// "Seen", against traces of machines.
    pub machine: Share,
    /// "Seen", against answered spot checks.
    pub spot: Share,
}

impl HeadFacts {
    /// Everything "seen" was compared with.
    pub fn agreement(&self) -> Share {
        self.counter.plus(self.machine).plus(self.spot)
    }

    /// Both together.
    pub fn plus(&self, other: &Self) -> Self {
        Self {
            lists: self.lists + other.lists,
            answered: self.answered + other.answered,
            late: self.late + other.late,
            silent: self.silent + other.silent,
            said: self.said + other.said,
            absent: self.absent + other.absent,
            quick: self.quick + other.quick,
            covered: self.covered + other.covered,
            counter: self.counter.plus(other.counter),
            machine: self.machine.plus(other.machine),
            spot: self.spot.plus(other.spot),
        }
    }
}

codes!(
    /// A reason to look at how somebody answers.
    Sign {
        /// Second looks often find somebody missing who was said to be there.
        CounterDisagrees = "counter_disagrees",
        /// Machines often say that somebody came later or had left.
        MachineDisagrees = "machine_disagrees",
        /// Spot checks often find somebody elsewhere, or silent.
        SpotDisagrees = "spot_disagrees",
        /// Never anybody missing, where others find some.
        NeverAbsent = "never_absent",
        /// Lists answered faster than anybody can look around.
        Quick = "quick",
        /// Said to be there while their own records are doubtful, again and again.
        CoversDoubt = "covers_doubt",
        /// Silent oftener than others.
        OftenSilent = "often_silent",
    }
);

/// A reason to look, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignFound {
    /// Which.
    pub sign: Sign,
    /// What was expected, what was seen, which honest explanation remains.
    pub text: String,
    /// The same in English.
    pub text_en: String,
}

/// Reasons to look at how one head answers, against all others of the government. `least` is the fewest cases of which
/// anything is said.
pub fn signs(head: &HeadFacts, others: &HeadFacts, least: u16) -> Vec<SignFound> {
    let least = u32::from(least);
    let mut found = Vec::new();
    let below = |own: Share, all: Share, fewest: u32| {
        own.of >= fewest && own.of - own.agree >= 2 && all.rate().is_some_and(|rate| own.interval().high < rate)
    };
    if below(head.counter, others.counter, AGAIN) {
        found.push(disagrees(Sign::CounterDisagrees, head.counter, others.counter));
    }
    if below(head.machine, others.machine, least) {
        found.push(disagrees(Sign::MachineDisagrees, head.machine, others.machine));
    }
    if below(head.spot, others.spot, AGAIN) {
        found.push(disagrees(Sign::SpotDisagrees, head.spot, others.spot));
    }
    let expected = u64::from(others.absent) * u64::from(head.said) / u64::from(others.said.max(1));
    if head.said >= least && head.absent == 0 && expected >= u64::from(AGAIN) {
        found.push(never_absent(head.said, expected));
    }
    let whole = head.answered + head.late;
    if whole >= FEWEST_LISTS && head.quick * 2 >= whole {
        found.push(quick(head.quick, whole));
    }
    if head.covered >= AGAIN {
        found.push(covers(head.covered));
    }
    let silence = |facts: &HeadFacts| Share { agree: facts.silent, of: facts.lists };
    let usual = silence(others).rate().unwrap_or(0);
    if head.lists >= FEWEST_LISTS && head.silent >= AGAIN && silence(head).interval().low > usual {
        found.push(silent(head.silent, head.lists, usual));
    }
    found
}

fn percent(share: Share) -> String {
    let rate = share.rate().unwrap_or(0);
    format!("{},{}%", rate / 100, rate % 100 / 10)
}

fn disagrees(sign: Sign, own: Share, others: Share) -> SignFound {
    let (usual, missing) = (percent(others), own.of - own.agree);
    let usual_en = usual.replace(',', ".");
    let of = own.of;
    let (text, text_en) = match sign {
        Sign::CounterDisagrees => (
            format!(
                "Pada unit lain {usual} dari yang dikatakan terlihat juga ditemukan saat dilihat lagi. Di sini {missing} dari {of} \
                 tidak ditemukan. Bisa juga orangnya sedang keluar sebentar untuk tugas; tanyakan sebelum menyimpulkan."
            ),
            format!(
                "In other units {usual_en} of those said to be there were found when looked at again. Here {missing} of {of} \
                 were not. They may have been out on duty for a moment; ask before concluding."
            ),
        ),
        Sign::SpotDisagrees => (
            format!(
                "Pada unit lain {usual} dari yang dikatakan terlihat juga menjawab cek acak di tempatnya pada saat yang sama. Di \
                 sini {missing} dari {of} menjawab dari tempat lain atau tidak menjawab. HP bisa saja mati, tertinggal, atau \
                 lokasinya keliru; tanyakan dulu."
            ),
            format!(
                "In other units {usual_en} of those said to be there answered a spot check from their place at the same time. Here \
                 {missing} of {of} answered from elsewhere or not at all. A phone may be off, left behind, or wrong about the \
                 place; ask first."
            ),
        ),
        _ => (
            format!(
                "Pada unit lain {usual} dari yang dikatakan terlihat cocok dengan rekaman mesin. Di sini {missing} dari {of} baru \
                 merekam sesudahnya atau sudah pulang sebelumnya. Jam mesin yang keliru atau pegawai yang lupa merekam juga \
                 memberi gambaran ini."
            ),
            format!(
                "In other units {usual_en} of those said to be there fit what machines recorded. Here {missing} of {of} recorded \
                 only later, or had left before. A wrong clock or people who forget to record look the same."
            ),
        ),
    };
    SignFound { sign, text, text_en }
}

fn never_absent(said: u32, expected: u64) -> SignFound {
    SignFound {
        sign: Sign::NeverAbsent,
        text: format!(
            "Dari {said} jawaban tidak ada satu pun \"tidak terlihat\"; menurut unit lain kira-kira {expected} yang wajar. Unit \
             kecil yang tertib memang bisa begitu; pemeriksaan ulang akan menunjukkannya."
        ),
        text_en: format!(
            "Among {said} answers nobody was ever \"not seen\"; by other units about {expected} would be usual. A small, orderly \
             unit may well be like that; second looks will show it."
        ),
    }
}

fn quick(quick: u32, whole: u32) -> SignFound {
    SignFound {
        sign: Sign::Quick,
        text: format!(
            "{quick} dari {whole} daftar dijawab kurang dari dua detik tiap nama. Kepala unit mungkin melihat dulu, lalu mengisi \
             sekaligus; tanyakan kebiasaannya."
        ),
        text_en: format!(
            "{quick} of {whole} lists were answered in less than two seconds a name. The head may have looked first and filled \
             it in at once; ask how they work."
        ),
    }
}

fn covers(covered: u32) -> SignFound {
    SignFound {
        sign: Sign::CoversDoubt,
        text: format!(
            "{covered} kali pegawai dikatakan terlihat pada hari rekamannya sendiri diragukan. Kalau mereka memang ada, HP atau \
             lokasinya yang perlu diperiksa, bukan orangnya."
        ),
        text_en: format!(
            "{covered} times somebody was said to be there on a day on which their own records are doubtful. If they were there, \
             it is the phone or the place that needs a look, not the person."
        ),
    }
}

fn silent(silent: u32, lists: u32, usual: u16) -> SignFound {
    let usual = format!("{},{}%", usual / 100, usual % 100 / 10);
    SignFound {
        sign: Sign::OftenSilent,
        text: format!(
            "{silent} dari {lists} daftar tidak dijawab sampai hari kerja berakhir; pada unit lain {usual}. Mungkin kepala unit \
             sering bertugas keluar: tunjuk Plh."
        ),
        text_en: format!(
            "{silent} of {lists} lists were not answered by the end of the day; in other units {}. The head may often be away on \
             duty: name a Plh.",
            usual.replace(',', ".")
        ),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn share(agree: u32, of: u32) -> Share {
        Share { agree, of }
    }

    /// Figures of statsmodels' `proportion_confint(method="wilson")`.
    #[test]
    fn an_interval_is_wilsons_and_wide_of_little() {
        assert_eq!(share(8, 10).interval(), Interval { low: 4_902, high: 9_433 });
        assert_eq!(share(0, 10).interval(), Interval { low: 0, high: 2_775 });
        assert_eq!(share(10, 10).interval(), Interval { low: 7_225, high: 10_000 });
        assert_eq!(share(0, 0).interval(), Interval { low: 0, high: 10_000 });
        assert_eq!((share(1, 3).rate(), share(0, 0).rate()), (Some(3_333), None));
    }

    #[test]
    fn machines_agree_unless_somebody_came_later_or_had_left() {
        let at = |hour, minute| date(2026, 1, 19).at(hour, minute, 0, 0);

        assert_eq!(machine_says(at(9, 0), &[at(7, 20), at(16, 5)]), Some(true));
        assert_eq!(machine_says(at(9, 0), &[at(7, 20)]), Some(true), "one trace says nothing of leaving");
        assert_eq!(machine_says(at(9, 0), &[at(9, 10)]), Some(true));
        assert_eq!(machine_says(at(9, 0), &[at(10, 30), at(16, 0)]), Some(false));
        assert_eq!(machine_says(at(9, 0), &[at(7, 20), at(7, 40)]), Some(false));
        assert_eq!(machine_says(at(9, 0), &[]), None);
    }

    #[test]
    fn a_spot_check_speaks_of_its_own_moment_and_by_where_it_was_answered() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let window = (at("2026-01-19T02:00:00Z"), at("2026-01-19T02:10:00Z"));
        let answered =
            |outcome, in_place| SpotTrace { window, outcome, answered_at: Some(at("2026-01-19T02:08:00Z")), in_place };
        let missed = SpotTrace { window, outcome: Outcome::Missed, answered_at: None, in_place: None };
        let (near, far) = (at("2026-01-19T02:20:00Z"), at("2026-01-19T03:20:00Z"));

        assert_eq!(spot_says(near, &answered(Outcome::Answered, Some(true))), Some(true));
        assert_eq!(spot_says(near, &answered(Outcome::Answered, Some(false))), Some(false));
        assert_eq!(spot_says(near, &answered(Outcome::Late, Some(false))), Some(false));
        assert_eq!(spot_says(near, &answered(Outcome::Answered, None)), None, "nobody knows where it was answered");
        assert_eq!(spot_says(far, &answered(Outcome::Answered, Some(false))), None, "an hour later");
        assert_eq!((spot_says(near, &missed), spot_says(far, &missed)), (Some(false), None));
        assert_eq!(spot_says(at("2026-01-19T01:50:00Z"), &missed), Some(false));
        for silent in [Outcome::Open, Outcome::Waiting, Outcome::Unreachable, Outcome::Excused] {
            assert_eq!(spot_says(near, &SpotTrace { outcome: silent, ..missed }), None);
        }
    }

    #[test]
    fn a_head_like_all_others_gives_no_reason() {
        let head = HeadFacts {
            lists: 60,
            answered: 57,
            late: 2,
            silent: 1,
            said: 300,
            absent: 6,
            counter: share(11, 12),
            machine: share(240, 250),
            ..HeadFacts::default()
        };
        let others = HeadFacts {
            lists: 1_200,
            silent: 40,
            said: 6_000,
            absent: 120,
            counter: share(230, 240),
            machine: share(4_800, 5_000),
            ..head
        };

        assert_eq!(signs(&head, &others, 10), []);
    }

    #[test]
    fn who_says_what_others_and_machines_do_not_bear_out_gives_reasons_with_an_honest_way_out() {
        let others = HeadFacts {
            lists: 1_200,
            answered: 1_100,
            silent: 30,
            said: 6_000,
            absent: 240,
            counter: share(230, 240),
            machine: share(4_800, 5_000),
            spot: share(190, 200),
            ..HeadFacts::default()
        };
        let head = HeadFacts {
            lists: 60,
            answered: 40,
            silent: 20,
            said: 200,
            absent: 0,
            quick: 38,
            covered: 4,
            counter: share(3, 9),
            machine: share(120, 180),
            spot: share(2, 8),
            ..HeadFacts::default()
        };

        let found = signs(&head, &others, 10);

        assert_eq!(found.iter().map(|one| one.sign).collect::<Vec<_>>(), Sign::ALL);
        assert!(found[0].text.contains("6 dari 9") && found[0].text.contains("tanyakan"), "{}", found[0].text);
        assert!(found[2].text.contains("6 dari 8 menjawab dari tempat lain"), "{}", found[2].text);
        assert!(found[3].text.contains("kira-kira 8"), "{}", found[3].text);
    }

    #[test]
    fn of_little_nothing_is_said() {
        let others = HeadFacts {
            said: 6_000,
            absent: 240,
            counter: share(230, 240),
            machine: share(90, 100),
            ..HeadFacts::default()
        };
        let head = HeadFacts {
            lists: 2,
            silent: 2,
            said: 9,
            counter: share(0, 2),
            machine: share(0, 9),
            ..HeadFacts::default()
        };

        assert_eq!(signs(&head, &others, 10), []);
    }
}
