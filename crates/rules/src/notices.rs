//! Packs of kind `pemberitahuan`: how early and how late people are reminded, and how long a machine may be silent or wrong.

use hadir_domain::notices::LeadTimes;
use hadir_domain::rhythm::WatchRules;
use jiff::civil::Date;

use crate::pack::{Dated, Header, Scope, Tally, read_numbers, top};
use crate::read::{Reader, Section};

/// What one pack says of reminders. A regional pack may say only a part; the rest is the nation's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NoticeRules {
    before_start_minutes: Vec<Dated<u16>>,
    before_close_minutes: Vec<Dated<u16>>,
    after_end_minutes: Vec<Dated<u16>>,
    until_minutes: Vec<Dated<u16>>,
    push_silent_minutes: Vec<Dated<u16>>,
    daily_silent_hours: Vec<Dated<u16>>,
    alarm_repeat_hours: Vec<Dated<u16>>,
    clock_off_seconds: Vec<Dated<u16>>,
    clock_drift_seconds: Vec<Dated<u16>>,
}

impl NoticeRules {
    pub fn read(r: &mut Reader, root: &mut Section, header: &Header, scope: &Scope) -> Self {
        let must = *scope == Scope::National;
        Self {
            before_start_minutes: read_numbers(r, root, header, "before_start_minutes", "minute", must, 1..=120),
            before_close_minutes: read_numbers(r, root, header, "before_close_minutes", "minute", must, 1..=60),
            after_end_minutes: read_numbers(r, root, header, "after_end_minutes", "minute", must, 1..=240),
            until_minutes: read_numbers(r, root, header, "until_minutes", "minute", must, 1..=480),
            push_silent_minutes: read_numbers(r, root, header, "push_silent_minutes", "minute", must, 10..=1440),
            daily_silent_hours: read_numbers(r, root, header, "daily_silent_hours", "hour", must, 1..=240),
            alarm_repeat_hours: read_numbers(r, root, header, "alarm_repeat_hours", "hour", must, 1..=240),
            clock_off_seconds: read_numbers(r, root, header, "clock_off_seconds", "second", must, 30..=3600),
            clock_drift_seconds: read_numbers(r, root, header, "clock_drift_seconds", "second", must, 10..=3600),
        }
    }

    pub fn tally(&self) -> Tally {
        let mut tally = Tally::default();
        let all = [
            &self.before_start_minutes,
            &self.before_close_minutes,
            &self.after_end_minutes,
            &self.until_minutes,
            &self.push_silent_minutes,
            &self.daily_silent_hours,
            &self.alarm_repeat_hours,
            &self.clock_off_seconds,
            &self.clock_drift_seconds,
        ];
        all.into_iter().flatten().for_each(|value| tally.count(value.provenance.confirmed));
        tally
    }
}

/// The lead times of a day: the region's word, else the province's, else the nation's; `None` outside the days the
/// nation's pack covers.
pub(crate) fn on(layers: &[(&str, &NoticeRules)], cover: &Header, date: Date) -> Option<LeadTimes> {
    if !cover.covers(date) {
        return None;
    }
    let (pack, first) = top(layers, |rules: &NoticeRules| &rules.before_start_minutes, date)?;
    Some(LeadTimes {
        before_start_minutes: first.value,
        before_close_minutes: top(layers, |rules: &NoticeRules| &rules.before_close_minutes, date)?.1.value,
        after_end_minutes: top(layers, |rules: &NoticeRules| &rules.after_end_minutes, date)?.1.value,
        until_minutes: top(layers, |rules: &NoticeRules| &rules.until_minutes, date)?.1.value,
        rule: first.provenance.cite(pack),
    })
}

/// How long silence is borne on a day, in the same order of words.
pub(crate) fn watch_on(layers: &[(&str, &NoticeRules)], cover: &Header, date: Date) -> Option<WatchRules> {
    if !cover.covers(date) {
        return None;
    }
    let (pack, first) = top(layers, |rules: &NoticeRules| &rules.push_silent_minutes, date)?;
    Some(WatchRules {
        push_silent_minutes: first.value,
        daily_silent_hours: top(layers, |rules: &NoticeRules| &rules.daily_silent_hours, date)?.1.value,
        alarm_repeat_hours: top(layers, |rules: &NoticeRules| &rules.alarm_repeat_hours, date)?.1.value,
        clock_off_seconds: top(layers, |rules: &NoticeRules| &rules.clock_off_seconds, date)?.1.value,
        clock_drift_seconds: top(layers, |rules: &NoticeRules| &rules.clock_drift_seconds, date)?.1.value,
        rule: first.provenance.cite(pack),
    })
}
