//! The gate in front of dropping the paper roll: three criteria, each answered with its figure. What is unknown is not met.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::uptime::Uptime;
use crate::codes::codes;
use crate::reconcile::history::Line;
use crate::reconcile::{Excluded, GateRule, Rate, Tally};

codes!(
    /// What an OPD must show.
    Criterion {
        /// That the sources agree.
        MatchRate = "match_rate",
        /// That its terminals were up.
        Uptime = "uptime",
        /// That its people can work with the system.
        Enrolment = "enrolment",
    }
);

codes!(
    /// Why a criterion is met, or not.
    Why {
        /// The figure is reached.
        Reached = "reached",
        /// The figure is below what is needed.
        Below = "below",
        /// Not every day of the week was counted.
        DaysUncounted = "days_uncounted",
        /// Nothing of the week could be compared.
        NothingCompared = "nothing_compared",
        /// Fewer due days were compared than not.
        FewCompared = "few_compared",
        /// It would be reached, were it not for required sources that have not spoken yet.
        NotHeard = "not_heard",
        /// It would be reached, were it not for hours of which nothing is known.
        HoursUnknown = "hours_unknown",
        /// No terminal hangs where its people serve: nothing to hold against it.
        NoTerminal = "no_terminal",
        /// It has no people.
        NoPeople = "no_people",
        /// There are not enough whole weeks with duty to look at.
        FewWeeks = "few_weeks",
    }
);

impl Why {
    /// Whether it lets through.
    pub fn met(self) -> bool {
        matches!(self, Self::Reached | Self::NoTerminal)
    }
}

/// A whole week of an OPD.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Week {
    /// Its Monday.
    pub from: Date,
    /// Its Sunday.
    pub to: Date,
    /// Days that were counted; seven, or something is missing.
    pub days: u32,
    /// What was counted.
    pub tally: Tally,
    /// The duty hours of its terminals.
    pub uptime: Uptime,
}

impl Week {
    /// Whether nobody was on duty: a week of holidays, known as such.
    fn is_free(&self) -> bool {
        self.days == 7 && self.tally.due() + self.tally.excluded_in_all() == 0
    }
}

/// One week of a criterion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct WeekAnswer {
    /// Its Monday.
    pub from: Date,
    /// Its Sunday.
    pub to: Date,
    /// The figure.
    pub figure: Option<Rate>,
    /// Whether it is reached, and why.
    pub why: Why,
    /// Due days that were not compared, or hours of which nothing is known.
    pub unknown: u32,
}

/// One criterion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Answer {
    /// Which.
    pub criterion: Criterion,
    /// The figure; of weeks the worst. None where there is none.
    pub figure: Option<Rate>,
    /// What is needed, in ten-thousandths.
    pub needed: u16,
    /// Whether it is met.
    pub met: bool,
    /// Why.
    pub why: Why,
    /// The weeks looked at, oldest first.
    pub weeks: Vec<WeekAnswer>,
}

/// What the gate says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GateAnswer {
    /// Each criterion, in the order of [`Criterion::ALL`].
    pub answers: Vec<Answer>,
    /// Whether all are met.
    pub met: bool,
}

impl GateAnswer {
    /// Those that are not met.
    pub fn unmet(&self) -> impl Iterator<Item = &Answer> {
        self.answers.iter().filter(|answer| !answer.met)
    }
}

/// The whole weeks of a history by week, with the terminals' hours beside.
pub fn weeks_of(line: &Line, uptime: impl Fn(Date, Date) -> Uptime) -> Vec<Week> {
    let whole = line.periods.iter().filter(|period| period.whole);
    whole
        .map(|one| Week {
            from: one.from,
            to: one.to,
            days: one.days,
            tally: one.tally,
            uptime: uptime(one.from, one.to),
        })
        .collect()
}

/// Holds an OPD against the rule: the newest of these weeks, and of its people those who are ready. Weeks in which nobody
/// was on duty are passed over.
pub fn gate(rule: &GateRule, weeks: &[Week], (ready, people): (u32, u32)) -> GateAnswer {
    let mut looked: Vec<&Week> = weeks.iter().filter(|week| !week.is_free()).collect();
    looked.sort_by_key(|week| week.from);
    let looked = looked.split_off(looked.len().saturating_sub(usize::from(rule.weeks)));
    let enough = looked.len() >= usize::from(rule.weeks).max(1);
    let weekly = |criterion: Criterion, needed: u16, of_week: fn(&Week, u16) -> WeekAnswer| {
        let weeks: Vec<WeekAnswer> = looked.iter().map(|week| of_week(week, needed)).collect();
        let unmet = weeks.iter().find(|week| !week.why.met()).map(|week| week.why);
        let why = unmet.unwrap_or(match weeks.last() {
            _ if !enough => Why::FewWeeks,
            Some(last) => last.why,
            None => Why::FewWeeks,
        });
        let figure = weeks.iter().filter_map(|week| week.figure).min_by_key(|rate| rate.ten_thousandths());
        Answer { criterion, figure, needed, met: why.met(), why, weeks }
    };
    let answers = vec![
        weekly(Criterion::MatchRate, rule.match_rate, matching),
        weekly(Criterion::Uptime, rule.uptime, up),
        enrolment(rule.enrolment, ready, people),
    ];
    GateAnswer { met: answers.iter().all(|answer| answer.met), answers }
}

fn reaches(rate: Rate, needed: u16) -> bool {
    u64::from(rate.of) * 10_000 >= u64::from(needed) * u64::from(rate.all)
}

/// The match rate of a week. Due days on which a required source has not spoken are held against it: they may still turn
/// out to differ.
fn matching(week: &Week, needed: u16) -> WeekAnswer {
    let tally = &week.tally;
    let figure = tally.rate();
    let unheard = tally.excluded_for(Excluded::NotHeard);
    let why = match figure {
        _ if week.days < 7 => Why::DaysUncounted,
        None => Why::NothingCompared,
        Some(_) if tally.due() < tally.excluded_in_all() => Why::FewCompared,
        Some(rate) if !reaches(rate, needed) => Why::Below,
        Some(rate) if !reaches(Rate { all: rate.all + unheard, ..rate }, needed) => Why::NotHeard,
        Some(_) => Why::Reached,
    };
    WeekAnswer { from: week.from, to: week.to, figure, why, unknown: tally.excluded_in_all() }
}

fn up(week: &Week, needed: u16) -> WeekAnswer {
    let found = &week.uptime;
    let figure = found.rate();
    let why = match figure {
        None => Why::NoTerminal,
        Some(rate) if reaches(rate, needed) => Why::Reached,
        Some(rate) if reaches(Rate { of: rate.of + found.unknown, ..rate }, needed) => Why::HoursUnknown,
        Some(_) => Why::Below,
    };
    WeekAnswer { from: week.from, to: week.to, figure, why, unknown: found.unknown }
}

fn enrolment(needed: u16, ready: u32, people: u32) -> Answer {
    let figure = Rate::of(ready, people);
    let why = match figure {
        None => Why::NoPeople,
        Some(rate) if reaches(rate, needed) => Why::Reached,
        Some(_) => Why::Below,
    };
    Answer { criterion: Criterion::Enrolment, figure, needed, met: why.met(), why, weeks: Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reconcile::DiscrepancyType;
    use jiff::ToSpan;
    use jiff::civil::date;

    const RULE: GateRule = GateRule { weeks: 4, match_rate: 9_500, uptime: 9_500, enrolment: 9_800 };

    fn tally(matched: u32, differing: u32, excluded: [u32; 2]) -> Tally {
        let roster = matched + differing + excluded[0] + excluded[1] + 40;
        let mut tally = Tally { roster, off: 40, matched, excluded, ..Tally::default() };
        tally.by_type[DiscrepancyType::TimeDiffers as usize] = differing;
        tally
    }

    fn good(number: i64) -> Week {
        let from = date(2026, 1, 5).checked_add((7 * number).days()).unwrap();
        Week {
            from,
            to: from.checked_add(6.days()).unwrap(),
            days: 7,
            tally: tally(97, 3, [0, 0]),
            uptime: Uptime { terminals: 1, heard: 44, accounted: 1, down: 0, unknown: 0 },
        }
    }

    fn weeks() -> Vec<Week> {
        (0..4).map(good).collect()
    }

    fn why(weeks: &[Week], criterion: Criterion) -> (Why, Option<String>) {
        let found = gate(&RULE, weeks, (98, 100));
        let answer = &found.answers[criterion as usize];
        (answer.why, answer.figure.map(Rate::text))
    }

    #[test]
    fn whoever_shows_everything_for_four_weeks_may_drop_paper() {
        let found = gate(&RULE, &weeks(), (98, 100));

        assert!(found.met, "{found:?}");
        let figures: Vec<_> = found.answers.iter().map(|one| one.figure.unwrap().text()).collect();
        assert_eq!(figures, ["0.9700", "1.0000", "0.9800"]);
    }

    #[test]
    fn one_bad_week_of_four_keeps_the_gate_shut_and_is_named() {
        let mut weeks = weeks();
        weeks[1].tally = tally(94, 6, [0, 0]);

        let found = gate(&RULE, &weeks, (97, 100));

        let unmet: Vec<_> = found.unmet().map(|one| (one.criterion, one.why)).collect();
        assert_eq!(unmet, [(Criterion::MatchRate, Why::Below), (Criterion::Enrolment, Why::Below)]);
        assert_eq!(found.answers[0].figure.unwrap().text(), "0.9400", "the worst week");
        assert_eq!(found.answers[0].weeks[1].why, Why::Below);
    }

    #[test]
    fn what_is_unknown_is_not_met_and_says_what_is_missing() {
        type Spoil = fn(&mut Week);
        let cases: [(Criterion, Why, Spoil); 6] = [
            (Criterion::MatchRate, Why::DaysUncounted, |week| week.days = 6),
            (Criterion::MatchRate, Why::NothingCompared, |week| week.tally = tally(0, 0, [100, 0])),
            (Criterion::MatchRate, Why::FewCompared, |week| week.tally = tally(10, 0, [20, 0])),
            (Criterion::MatchRate, Why::NotHeard, |week| week.tally = tally(97, 0, [0, 10])),
            (Criterion::Uptime, Why::HoursUnknown, |week| week.uptime.unknown = 10),
            (Criterion::Uptime, Why::Below, |week| week.uptime.down = 10),
        ];
        for (criterion, expected, spoil) in cases {
            let mut weeks = weeks();
            spoil(&mut weeks[2]);
            assert_eq!(why(&weeks, criterion).0, expected);
            assert!(!gate(&RULE, &weeks, (100, 100)).met);
        }
        assert_eq!(why(&weeks()[..3], Criterion::MatchRate).0, Why::FewWeeks);
        assert!(!gate(&RULE, &[], (100, 100)).met);
        assert_eq!(gate(&RULE, &weeks(), (0, 0)).answers[2].why, Why::NoPeople);
    }

    #[test]
    fn people_without_a_second_source_do_not_count_while_most_have_one() {
        let mut weeks = weeks();
        weeks[0].tally = tally(97, 3, [60, 0]);

        assert_eq!(why(&weeks, Criterion::MatchRate), (Why::Reached, Some("0.9700".into())));
    }

    #[test]
    fn a_week_of_holidays_is_passed_over_for_an_earlier_one() {
        let mut weeks: Vec<Week> = (0..5).map(good).collect();
        weeks[3].tally = Tally { roster: 140, off: 140, ..Tally::default() };
        weeks[3].uptime = Uptime::default();

        let found = gate(&RULE, &weeks, (98, 100));

        assert!(found.met);
        let looked: Vec<Date> = found.answers[0].weeks.iter().map(|week| week.from).collect();
        assert_eq!(looked, [weeks[0].from, weeks[1].from, weeks[2].from, weeks[4].from]);
    }

    #[test]
    fn an_opd_without_terminals_is_not_held_to_them() {
        let mut weeks = weeks();
        weeks.iter_mut().for_each(|week| week.uptime = Uptime::default());

        assert_eq!(why(&weeks, Criterion::Uptime), (Why::NoTerminal, None));
    }
}
