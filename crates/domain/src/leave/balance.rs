//! What is left of a kind of leave in a year.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::ToSpan;
use jiff::civil::Date;

use super::count::{CountError, DueOn, count, nominal_half_days};
use super::rules::{Granted, KindRules, LeaveRules, Yearly};
use super::{Both, GrantReason, LeaveFacts, LeaveKind, LeaveUnit, TakenState, both, days_en, days_id, same, year_span};
use crate::hours::RuleRef;

/// A sentence about a balance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Indonesian.
    pub id: String,
    /// English.
    pub en: String,
    /// The rule it rests on.
    pub rule: Arc<RuleRef>,
    /// Whether that was checked.
    pub confirmed: bool,
}

impl Note {
    pub(super) fn new(Both(id, en): Both, rule: &Arc<RuleRef>) -> Self {
        Self { id, en, rule: same(rule), confirmed: rule.confirmed }
    }

    fn unsure(text: Both, rule: &Arc<RuleRef>) -> Self {
        Self { confirmed: false, ..Self::new(text, rule) }
    }
}

/// What a year holds of one kind. Half-days of duty for [`LeaveUnit::Workdays`]; else of the calendar, a month standing
/// for thirty days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Balance {
    /// Which kind.
    pub kind: LeaveKind,
    /// Which year.
    pub year: i16,
    /// What is counted.
    pub unit: LeaveUnit,
    /// The year's own; for a kind without a yearly amount the most one leave may have.
    pub entitled: i32,
    /// What earlier years passed on.
    pub carried: i32,
    /// Approved.
    pub used: i32,
    /// Asked for and not decided.
    pub pending: i32,
    /// Taken beyond it as days of travel where travel is hard; not part of `used`.
    pub travel: i32,
    /// What may still be asked for.
    pub left: i32,
    /// What to know about it.
    pub notes: Vec<Note>,
}

/// What a person has of a kind in a year.
///
/// The rules are those of the day they were asked for and hold for the whole chain of years. A kind no pack speaks of
/// has nothing.
///
/// # Errors
///
/// [`CountError::NotCovered`] when taken leave lies outside the calendar.
///
/// # Legal source
///
/// PP 11/2017 jo PP 17/2020, PerBKN 24/2017 jo 7/2021: unused annual leave passes on up to 18 days with the year's own,
/// 24 when nothing was taken for two years or more; the rest lapses. Long leave uses up the annual leave of its year.
pub fn balance(
    rules: &LeaveRules,
    facts: &LeaveFacts,
    kind: LeaveKind,
    year: i16,
    due: &DueOn<'_>,
) -> Result<Balance, CountError> {
    reckon(rules, facts, kind, year, due, false)
}

/// `assume_service`: as if the service were long enough where its start is unknown; for the upper bound of a check.
pub(super) fn reckon(
    rules: &LeaveRules,
    facts: &LeaveFacts,
    kind: LeaveKind,
    year: i16,
    due: &DueOn<'_>,
    assume_service: bool,
) -> Result<Balance, CountError> {
    let mut empty = Balance {
        kind,
        year,
        unit: LeaveUnit::Workdays,
        entitled: 0,
        carried: 0,
        used: 0,
        pending: 0,
        travel: 0,
        left: 0,
        notes: Vec::new(),
    };
    let Some(of_kind) = rules.kind(kind) else { return Ok(empty) };
    empty.unit = of_kind.unit();
    match of_kind.granted {
        Granted::No => {
            let text = both(
                format!("{} tidak ada untuk {}", kind.name_id(), rules.employee_type.as_str()),
                format!("there is no {} for {}", kind.name_en(), rules.employee_type.as_str()),
            );
            empty.notes.push(Note::new(text, &of_kind.rule));
        }
        Granted::Open => {
            let open = of_kind.open.clone().unwrap_or_default();
            let text = both(
                format!("belum ada aturan yang pasti: {open}"),
                format!("no rule is sure; an officer decides each case: {open}"),
            );
            empty.notes.push(Note::unsure(text, &of_kind.rule));
        }
        Granted::Yes => {}
    }
    let mut is = match &of_kind.yearly {
        Some(yearly) if of_kind.granted == Granted::Yes => {
            let chain = Chain { facts, kind, of_kind, yearly, due, assume_service };
            chain.balance(rules, empty)?
        }
        _ => each_time(of_kind, facts, empty, assume_service),
    };
    service_note(of_kind, facts, &mut is);
    if let (Granted::Yes, Some(open)) = (of_kind.granted, &of_kind.open) {
        let text = both(format!("belum dipastikan: {open}"), format!("not confirmed yet: {open}"));
        is.notes.push(Note::unsure(text, &of_kind.rule));
    }
    Ok(is)
}

fn service_note(of_kind: &KindRules, facts: &LeaveFacts, is: &mut Balance) {
    if of_kind.granted != Granted::Yes || of_kind.service_months == 0 {
        return;
    }
    let months = of_kind.service_months;
    match facts.service_from {
        None => {
            let text = both(
                format!(
                    "mulai bertugas belum tercatat; hak baru ada sesudah {months} bulan, jadi perlu diperiksa kepegawaian"
                ),
                format!(
                    "the start of service is not recorded; the right begins after {months} months, so personnel must verify"
                ),
            );
            is.notes.push(Note::unsure(text, &of_kind.rule));
        }
        Some(from) => {
            let first = served(from, months);
            if first.year() >= is.year && year_span(is.year).is_some_and(|(start, _)| first > start) {
                let text = both(
                    format!("dapat dipakai mulai {first}, sesudah {months} bulan bertugas"),
                    format!("may be used from {first}, after {months} months of service"),
                );
                is.notes.push(Note::new(text, &of_kind.rule));
            }
        }
    }
}

/// The first day on which so many months of service lie behind.
pub(super) fn served(from: Date, months: u16) -> Date {
    from.saturating_add(i64::from(months).months())
}

/// Whether the right to a kind has begun by the end of a year.
fn has_right(of_kind: &KindRules, facts: &LeaveFacts, year: i16, assume_service: bool) -> bool {
    match facts.service_from {
        _ if of_kind.service_months == 0 => true,
        None => assume_service,
        // What may be taken earlier for a reason has its whole amount then.
        Some(_) if assume_service && of_kind.earlier_for.is_some() => true,
        Some(from) => year_span(year).is_some_and(|(_, last)| served(from, of_kind.service_months) <= last),
    }
}

/// A kind that is there for each occasion: its length is what a leave may have.
fn each_time(of_kind: &KindRules, facts: &LeaveFacts, mut is: Balance, assume_service: bool) -> Balance {
    let Some((first, last)) = year_span(is.year) else { return is };
    let again = i64::from(of_kind.again_after_years).years();
    let mut free_from = None;
    for taken in facts.of_kind(is.kind) {
        let (from, to) = (taken.from.max(first), taken.to.min(last));
        let half_days = if from <= to { nominal_half_days(from, to, taken.part) } else { 0 };
        match taken.state {
            TakenState::Approved => is.used += half_days,
            TakenState::Pending => is.pending += half_days,
        }
        let over = taken.to.saturating_add(again);
        if of_kind.again_after_years > 0 && taken.from <= last && over > first {
            free_from = free_from.max(Some(over));
        }
    }
    let right = of_kind.granted == Granted::Yes && has_right(of_kind, facts, is.year, assume_service);
    is.entitled = if right { of_kind.longest.map_or(0, |longest| longest.half_days()) } else { 0 };
    is.left = is.entitled;
    if let Some(free_from) = free_from {
        is.left = if free_from <= last { is.entitled } else { 0 };
        let text =
            both(format!("dapat diambil lagi mulai {free_from}"), format!("may be taken again from {free_from}"));
        is.notes.push(Note::new(text, &of_kind.rule));
    }
    is
}

/// The years of a kind whose unused days pass on.
struct Chain<'a> {
    facts: &'a LeaveFacts,
    kind: LeaveKind,
    of_kind: &'a KindRules,
    yearly: &'a Yearly,
    due: &'a DueOn<'a>,
    assume_service: bool,
}

/// What one year of the chain had.
#[derive(Debug, Clone, Copy)]
struct Year {
    own: i32,
    carried: i32,
    used: i32,
    pending: i32,
    travel: i32,
    /// At its end, as computed or as the books said.
    left: i32,
    /// Whether nothing of it was taken.
    untouched: bool,
}

impl Chain<'_> {
    fn balance(&self, rules: &LeaveRules, mut is: Balance) -> Result<Balance, CountError> {
        let taken = self.by_year()?;
        let mut known: BTreeMap<i16, Year> = BTreeMap::new();
        let opening = self.openings().map(|(year, _)| year).filter(|year| *year < is.year).min();
        let service = self.facts.service_from.map(Date::year);
        let records = self.facts.records_from.filter(|year| *year < is.year);
        let first = opening.into_iter().chain(records).min();
        // Nobody has anything of the years before they served; a chain of a century is a slip of the pen.
        let first = first.map(|first| first.max(service.unwrap_or(first)).max(is.year.saturating_sub(100)));
        for year in first.unwrap_or(is.year).min(is.year)..=is.year {
            let of_year = self.year(rules, year, &known, &taken);
            known.insert(year, of_year);
        }
        let this = known[&is.year];
        (is.entitled, is.carried, is.used, is.pending, is.travel) =
            (this.own, this.carried, this.used, this.pending, this.travel);
        is.left = this.own + this.carried - this.used - this.pending;
        self.notes(rules, &known, &mut is);
        Ok(is)
    }

    fn openings(&self) -> impl Iterator<Item = (i16, i32)> {
        let of_kind = self.facts.openings.iter().filter(|opening| opening.kind == self.kind);
        of_kind.map(|opening| (opening.year, i32::from(opening.left_half_days)))
    }

    fn granted(&self, year: i16, reason: GrantReason) -> i32 {
        let of_kind = self.facts.grants.iter().filter(|grant| grant.kind == self.kind && grant.reason == reason);
        of_kind.filter(|grant| grant.year == year).map(|grant| i32::from(grant.half_days)).sum()
    }

    /// Approved and pending half-days by year.
    fn by_year(&self) -> Result<BTreeMap<i16, (i32, i32)>, CountError> {
        let mut years: BTreeMap<i16, (i32, i32)> = BTreeMap::new();
        for taken in self.facts.of_kind(self.kind) {
            for (year, half_days) in count(taken.from, taken.to, taken.part, self.due)? {
                let sums = years.entry(year).or_default();
                match taken.state {
                    TakenState::Approved => sums.0 += i32::from(half_days),
                    TakenState::Pending => sums.1 += i32::from(half_days),
                }
            }
        }
        Ok(years)
    }

    fn year(
        &self,
        rules: &LeaveRules,
        year: i16,
        known: &BTreeMap<i16, Year>,
        taken: &BTreeMap<i16, (i32, i32)>,
    ) -> Year {
        let (approved, asked) = taken.get(&year).copied().unwrap_or_default();
        let gone = approved + asked;
        let mut own = 0;
        if has_right(self.of_kind, self.facts, year, self.assume_service) {
            own = i32::from(self.yearly.half_days) + self.granted(year, GrantReason::Added);
        }
        let carried = self.carried(year, known);
        if self.kind == LeaveKind::Tahunan && used_up(rules, self.facts, year) {
            own = own.min((gone - carried).max(0));
        }
        let most_travel = if self.facts.hard_to_reach { i32::from(self.yearly.travel_days) * 2 } else { 0 };
        let travel = (gone - own - carried).clamp(0, most_travel);
        let used = (approved - travel).max(0);
        let pending = gone - travel - used;
        let computed = (own + carried - used - pending).max(0);
        let opening = self.openings().find(|(of, _)| *of == year).map(|(_, left)| left);
        let full = i32::from(self.yearly.half_days);
        let untouched = opening.map_or(gone == 0 && own >= full, |left| left >= full && gone == 0);
        Year { own, carried, used, pending, travel, left: opening.unwrap_or(computed), untouched }
    }

    fn carried(&self, year: i16, known: &BTreeMap<i16, Year>) -> i32 {
        let Some(before) = known.get(&(year - 1)) else { return 0 };
        let own = i32::from(self.yearly.half_days);
        let room = |most: u16| (i32::from(most) - own).max(0);
        let mut most = 0;
        if let Some(carry) = &self.yearly.carry {
            let twice = before.untouched && known.get(&(year - 2)).is_some_and(|earlier| earlier.untouched);
            most = room(if twice { carry.two_years_half_days } else { carry.usual_half_days });
        }
        if let Some(postponed) = &self.yearly.postponed {
            most = most.max(room(postponed.most_half_days).min(self.granted(year - 1, GrantReason::Postponed)));
        }
        before.left.min(most)
    }

    fn notes(&self, rules: &LeaveRules, known: &BTreeMap<i16, Year>, is: &mut Balance) {
        let before = known.get(&(is.year - 1));
        match (before, &self.yearly.carry) {
            (Some(before), carry) if before.left > is.carried => {
                let rule = carry.as_ref().map_or(&self.of_kind.rule, |carry| &carry.rule);
                let gone = before.left - is.carried;
                let text = both(
                    format!("{} hari sisa {} hangus karena melebihi batas", days_id(gone), is.year - 1),
                    format!("{} days left of {} have lapsed, being over the limit", days_en(gone), is.year - 1),
                );
                is.notes.push(Note::new(text, rule));
            }
            (Some(_), Some(carry)) if is.carried > 0 => {
                let text = both(
                    format!("{} hari sisa {} dibawa ke {}", days_id(is.carried), is.year - 1, is.year),
                    format!("{} days left of {} carried into {}", days_en(is.carried), is.year - 1, is.year),
                );
                is.notes.push(Note::new(text, &carry.rule));
            }
            (None, Some(carry)) => {
                let text = both(
                    format!("sisa {} belum tercatat, jadi tidak dihitung", is.year - 1),
                    format!("what was left of {} is not recorded and not counted", is.year - 1),
                );
                is.notes.push(Note::unsure(text, &carry.rule));
            }
            _ => {}
        }
        if self.kind == LeaveKind::Tahunan && used_up(rules, self.facts, is.year) {
            let text = both(
                "cuti besar menghabiskan cuti tahunan tahun ini",
                "long leave uses up the annual leave of this year",
            );
            is.notes.push(Note::new(text, &self.of_kind.rule));
        }
        if self.facts.hard_to_reach && self.yearly.travel_days > 0 {
            let text = both(
                format!("dapat ditambah paling lama {} hari kalender karena perjalanan sulit", self.yearly.travel_days),
                format!("up to {} calendar days may follow because travel is hard", self.yearly.travel_days),
            );
            is.notes.push(Note::new(text, &self.of_kind.rule));
        }
    }
}

/// Whether a leave that uses up the annual leave begins in a year.
fn used_up(rules: &LeaveRules, facts: &LeaveFacts, year: i16) -> bool {
    facts
        .taken
        .iter()
        .any(|taken| taken.from.year() == year && rules.kind(taken.kind).is_some_and(|of_kind| of_kind.uses_up_tahunan))
}
