//! The figures of the cross-check on a day. They come from packs of kind `cek_silang`.

use std::sync::Arc;

use crate::hours::RuleRef;

/// What holds on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CrossRule {
    /// When lists are drawn, minutes after midnight, local time.
    pub draw_minute: u16,
    /// Minutes of working time a head has to answer.
    pub answer_minutes: u16,
    /// Minutes of working time before the end at which a head who has not answered is reminded.
    pub remind_minutes: u16,
    /// Minutes of working time after the end at which the next superior is told.
    pub superior_minutes: u16,
    /// Minutes of working time after the end at which it goes to the agency.
    pub agency_minutes: u16,
    /// Names every list has.
    pub size_base: u16,
    /// Percent of the people beyond it that are added.
    pub size_share: u16,
    /// Most names of a list; 0 draws none.
    pub size_most: u16,
    /// Working days within which everybody is to stand on a list once.
    pub coverage_days: u16,
    /// What makes it likelier to be drawn.
    pub weights: CrossWeights,
    /// Names looked at again, an OPD and week.
    pub counter_week: u16,
    /// Minutes of working time a second look has.
    pub counter_minutes: u16,
    /// Days over which heads are compared.
    pub quality_days: u16,
    /// Fewest cases before a figure about a head is spoken of.
    pub quality_least: u16,
    /// The source.
    pub rule: Arc<RuleRef>,
}

/// Tickets in the lottery. Everybody has `base`; the others are added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CrossWeights {
    /// Of everybody.
    pub base: u16,
    /// For each doubtful punch of the last 30 days, three at most.
    pub doubtful: u16,
    /// For each contradicted punch of the last 30 days, three at most.
    pub contradicted: u16,
    /// For an open case of doubt.
    pub open_doubt: u16,
    /// For each working day nobody saw the person, up to the days of coverage.
    pub unseen_day: u16,
    /// When nothing was heard of the person today.
    pub unheard: u16,
    /// For somebody who came to the unit within 30 days.
    pub new_here: u16,
}

/// The figures the tests of this module work with.
#[cfg(test)]
pub(super) fn tests_rule() -> CrossRule {
    CrossRule {
        draw_minute: 540,
        answer_minutes: 120,
        remind_minutes: 30,
        superior_minutes: 60,
        agency_minutes: 180,
        size_base: 5,
        size_share: 10,
        size_most: 12,
        coverage_days: 20,
        weights: CrossWeights {
            base: 10,
            doubtful: 10,
            contradicted: 20,
            open_doubt: 20,
            unseen_day: 1,
            unheard: 15,
            new_here: 10,
        },
        counter_week: 3,
        counter_minutes: 60,
        quality_days: 90,
        quality_least: 10,
        rule: Arc::new(RuleRef { pack: "nasional/cek-silang".into(), source: "uji".into(), confirmed: false }),
    }
}
