//! The papers that change people's days: leave, sick notes, duty orders, guard duty, work from home.

use hadir_domain::calendar::{Calendar, Week};
use hadir_domain::ids::{AssignmentId, PersonId};
use hadir_domain::roster::{Exception, ExceptionKind, Part, Pattern};
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

use crate::dice::{Dice, Stream, day_key};
use crate::places::FOUNDED_MS;
use crate::roster::{clinic_watch, night_watch};

/// What decides which papers a person gets.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Duties {
    /// Sent out by duty orders more often than others.
    pub(crate) travels: bool,
    /// Works from home on one Friday of the month: the 1st to the 4th.
    pub(crate) wfh_friday: Option<u8>,
    /// Watches the office at night on some weekend.
    pub(crate) watches_office: bool,
    /// Watches the clinic on some day off.
    pub(crate) watches_clinic: bool,
    /// Studies away from work all along.
    pub(crate) studies: bool,
}

/// A person's papers that begin in a month. None reaches into the next, none overlaps another.
pub(crate) fn of_month(
    seed: u64,
    person: PersonId,
    number: usize,
    month: Date,
    duties: Duties,
    pattern: &Pattern,
    calendar: &Calendar,
) -> Vec<Exception> {
    let mut drawer = Drawer {
        dice: Dice::of(seed, Stream::Papers, number as u64, day_key(month)),
        person,
        month,
        letter: number as u64 % 900 + 1,
        papers: Vec::new(),
    };
    if duties.studies {
        let kind = ExceptionKind::Study;
        drawer.put(month, month.last_of_month(), Part::Whole, kind, "SK Tugas Belajar 800/12/2025".to_owned());
        return drawer.papers;
    }
    if matches!(pattern, Pattern::Office { .. }) {
        drawer.office(duties, calendar);
    }
    drawer.absences(duties);
    drawer.papers
}

struct Drawer {
    dice: Dice,
    person: PersonId,
    month: Date,
    letter: u64,
    papers: Vec<Exception>,
}

impl Drawer {
    fn office(&mut self, duties: Duties, calendar: &Calendar) {
        if let Some(nth) = duties.wfh_friday
            && let Ok(friday) = self.month.nth_weekday_of_month(i8::try_from(nth).unwrap_or(1), Weekday::Friday)
            && calendar.day(friday, Week::Five).is_ok_and(|day| day.workday)
        {
            let letter = self.numbered("SE WFH 100.3.4");
            self.put(friday, friday, Part::Whole, ExceptionKind::Wfh, letter);
        }
        if duties.watches_office && self.dice.chance(0.4) {
            let nth = i8::try_from(self.dice.range(1, 4)).unwrap_or(1);
            if let Ok(saturday) = self.month.nth_weekday_of_month(nth, Weekday::Saturday) {
                let letter = self.numbered("SPT Piket 800.1.11");
                self.put(saturday, saturday, Part::Whole, ExceptionKind::Piket { turn: night_watch() }, letter.clone());
                let monday = saturday.saturating_add(2.days());
                if monday.month() == self.month.month() {
                    self.put(monday, monday, Part::Whole, ExceptionKind::Off, format!("ganti piket {letter}"));
                }
            }
        }
        if duties.watches_clinic && self.dice.chance(0.3) {
            let nth = i8::try_from(self.dice.range(1, 4)).unwrap_or(1);
            if let Ok(sunday) = self.month.nth_weekday_of_month(nth, Weekday::Sunday) {
                let letter = self.numbered("SPT Piket 800.1.11");
                self.put(sunday, sunday, Part::Whole, ExceptionKind::Piket { turn: clinic_watch() }, letter);
            }
        }
    }

    fn absences(&mut self, duties: Duties) {
        if self.dice.chance(0.10) {
            let days = *self.dice.pick(&[1, 1, 2, 2, 3, 3, 5, 8, 12]);
            let letter = self.numbered("SIC 850");
            if days == 1 && self.dice.chance(0.4) {
                let part = *self.dice.pick(&[Part::FirstHalf, Part::SecondHalf]);
                self.put_somewhere(1, part, ExceptionKind::Leave, letter);
            } else {
                self.put_somewhere(days, Part::Whole, ExceptionKind::Leave, letter);
            }
        }
        if self.dice.chance(0.09) {
            let days = *self.dice.pick(&[1, 1, 1, 2, 2, 3, 7]);
            let letter = self.numbered("Surat dokter");
            self.put_somewhere(days, Part::Whole, ExceptionKind::Sick, letter);
        }
        if self.dice.chance(0.03) {
            let letter = self.numbered("Surat izin");
            self.put_somewhere(1, Part::Whole, ExceptionKind::Permission, letter);
        }
        if self.dice.chance(if duties.travels { 0.3 } else { 0.05 }) {
            let days = *self.dice.pick(&[1, 1, 2, 3, 3, 4]);
            let letter = self.numbered("SPT 094");
            self.put_somewhere(days, Part::Whole, ExceptionKind::FieldDuty, letter);
        }
        if self.dice.chance(0.02) {
            let days = *self.dice.pick(&[3, 4, 5]);
            let letter = self.numbered("SPT Diklat 893");
            self.put_somewhere(days, Part::Whole, ExceptionKind::Training, letter);
        }
    }

    fn put_somewhere(&mut self, days: i64, part: Part, kind: ExceptionKind, reference: String) {
        let last_start = i64::from(self.month.days_in_month()) - days;
        let from = self.month.saturating_add(self.dice.range(0, last_start).days());
        self.put(from, from.saturating_add((days - 1).days()), part, kind, reference);
    }

    /// Keeps a paper unless another one already speaks for one of its days.
    fn put(&mut self, from_on: Date, to_on: Date, part: Part, kind: ExceptionKind, reference: String) {
        let id = AssignmentId(self.dice.uuid(FOUNDED_MS));
        if self.papers.iter().all(|paper| to_on < paper.from_on || paper.to_on < from_on) {
            self.papers.push(Exception { id, person: self.person, from_on, to_on, part, kind, reference });
        }
    }

    fn numbered(&self, kind: &str) -> String {
        format!("{kind}/{}/{:02}/{}", self.letter, self.month.month(), self.month.year())
    }
}
