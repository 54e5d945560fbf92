//! Whether a leave may be asked for, and what it would leave behind.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::ToSpan;
use jiff::civil::Date;
use uuid::Uuid;

use super::balance::{reckon, served};
use super::count::{CountError, Due, DueOn, check_span, count};
use super::rules::{Granted, KindRules, LeaveRules, Length};
use super::{Balance, Both, LeaveFacts, LeaveKind, Taken, TakenState, both, days_en, days_id, same, year_span};
use crate::hours::RuleRef;
use crate::roster::Part;
use crate::status::Status;

/// A leave somebody wants (both days inclusive).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Which kind.
    pub kind: LeaveKind,
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// Which part of each day.
    pub part: Part,
    /// The request, if it is known already: taken leave of the same one is replaced by this.
    pub request: Option<Uuid>,
}

/// What a problem means for the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Something to know.
    Informs,
    /// The records or the rules do not say enough: an officer must look, nothing is granted by itself.
    NeedsOfficer,
    /// It cannot be asked for so.
    Refuses,
}

/// Something about a wish that an employee or an officer must know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Stable code.
    pub code: &'static str,
    /// What it means for the request.
    pub severity: Severity,
    /// Indonesian.
    pub id: String,
    /// English.
    pub en: String,
    /// The rule it rests on.
    pub rule: Option<Arc<RuleRef>>,
}

/// The paper a leave needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProofNeed {
    /// Indonesian.
    pub id: String,
    /// English.
    pub en: String,
    /// The rule it rests on.
    pub rule: Arc<RuleRef>,
}

/// What a check finds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// Half-days of duty it takes, by year; `None` where no calendar reaches.
    pub counted: Option<BTreeMap<i16, u16>>,
    /// What the year of the first day would hold with it as pending.
    pub balance_after: Option<Balance>,
    /// The paper it needs.
    pub proof: Option<ProofNeed>,
    /// What its days become.
    pub status: Status,
    /// What is wrong or to be known, gravest first.
    pub problems: Vec<Problem>,
}

impl Checked {
    /// Whether nothing refuses it. It may still need an officer.
    pub fn allowed(&self) -> bool {
        self.problems.iter().all(|problem| problem.severity != Severity::Refuses)
    }

    /// All half-days of duty together.
    pub fn half_days(&self) -> Option<u16> {
        self.counted.as_ref().map(|years| years.values().sum())
    }
}

/// Whether a leave fits the rules, the balance and what was taken before.
///
/// A rule that is not confirmed sends to an officer where a confirmed one refuses. Nothing depends on the order in which
/// leave was taken.
///
/// # Legal source
///
/// PP 11/2017 jo PP 17/2020, PerBKN 24/2017 jo 7/2021; for PPPK PerBKN 7/2022. Every problem names the rule of its pack.
pub fn check(rules: &LeaveRules, facts: &LeaveFacts, wanted: &Wanted, due: &DueOn<'_>) -> Checked {
    let before = without(facts, wanted.request);
    let mut is = Checked { counted: None, balance_after: None, proof: None, status: Status::C, problems: Vec::new() };
    let Some(of_kind) = rules.kind(wanted.kind) else {
        is.problems.push(unknown_kind(wanted.kind, rules));
        return is;
    };
    is.status = of_kind.status;
    if let Err(error) = check_span(wanted.from, wanted.to) {
        is.problems.push(bad_span(error));
        return is;
    }
    let look = Look { rules, facts: &before, of_kind, wanted, due };
    match count(wanted.from, wanted.to, wanted.part, due) {
        Ok(counted) => is.counted = Some(counted),
        Err(error) if of_kind.yearly.is_some() => is.problems.push(bad_span(error)),
        Err(_) => {}
    }
    let (first, last) = look.run();
    look.granted(&mut is);
    look.overlaps(&mut is);
    look.service(&mut is);
    look.least(&mut is);
    look.children(&mut is);
    look.length(&mut is, first, last);
    look.again(&mut is);
    look.proof(&mut is, first, last);
    if is.counted.is_some()
        && let Err(error) = look.amounts(&mut is)
    {
        is.problems.push(bad_span(error));
    }
    is.problems.sort_by_key(|problem| std::cmp::Reverse(problem.severity));
    is
}

fn without(facts: &LeaveFacts, request: Option<Uuid>) -> LeaveFacts {
    let mut facts = facts.clone();
    facts.taken.retain(|taken| request.is_none() || taken.request != request);
    facts
}

fn problem(code: &'static str, severity: Severity, Both(id, en): Both, rule: Option<&Arc<RuleRef>>) -> Problem {
    Problem { code, severity, id, en, rule: rule.map(same) }
}

fn unknown_kind(kind: LeaveKind, rules: &LeaveRules) -> Problem {
    let text = both(
        format!("belum ada aturan tentang {} untuk {}", kind.name_id(), rules.employee_type.as_str()),
        format!("no rule speaks of {} for {}", kind.name_en(), rules.employee_type.as_str()),
    );
    problem("leave_kind_not_for_type", Severity::NeedsOfficer, text, None)
}

fn bad_span(error: CountError) -> Problem {
    let (code, text) = match error {
        CountError::Reversed => {
            ("bad_dates", both("tanggal akhir lebih dulu daripada tanggal awal", "the last day lies before the first"))
        }
        CountError::TooLong => {
            ("leave_too_long", both("lebih lama daripada cuti apa pun", "longer than any leave may be"))
        }
        CountError::NotCovered(date) => (
            "not_covered",
            both(
                format!("kalender untuk {date} belum ada; minta kepegawaian melengkapi daftar hari libur"),
                format!("there is no calendar for {date} yet; ask personnel to complete the list of holidays"),
            ),
        ),
    };
    problem(code, Severity::Refuses, text, None)
}

struct Look<'a> {
    rules: &'a LeaveRules,
    facts: &'a LeaveFacts,
    of_kind: &'a KindRules,
    wanted: &'a Wanted,
    due: &'a DueOn<'a>,
}

impl Look<'_> {
    /// A rule that was checked refuses; one that was not sends to an officer.
    fn weight(&self) -> Severity {
        if self.of_kind.rule.confirmed { Severity::Refuses } else { Severity::NeedsOfficer }
    }

    fn add(&self, is: &mut Checked, code: &'static str, severity: Severity, text: Both) {
        is.problems.push(problem(code, severity, text, Some(&self.of_kind.rule)));
    }

    /// The wish with the leave of its kind that touches it, so that two requests are no way around a length.
    fn run(&self) -> (Date, Date) {
        let (mut first, mut last) = (self.wanted.from, self.wanted.to);
        let mut others: Vec<_> = self.facts.of_kind(self.wanted.kind).collect();
        loop {
            let before = others.len();
            others.retain(|taken| {
                let touches = self.no_duty_between(taken.to, first) && self.no_duty_between(last, taken.from);
                if touches {
                    first = first.min(taken.from);
                    last = last.max(taken.to);
                }
                !touches
            });
            if others.len() == before {
                return (first, last);
            }
        }
    }

    /// Whether no duty lies after the one day and before the other.
    fn no_duty_between(&self, one: Date, other: Date) -> bool {
        let gap = (other - one).get_days();
        // Two weeks without any duty are another leave, whatever the calendar says.
        if gap > 14 {
            return false;
        }
        let days = one.series(1.day()).skip(1).take_while(|day| *day < other);
        days.take(14).all(|day| (self.due)(day) == Some(Due::Free))
    }

    fn granted(&self, is: &mut Checked) {
        let (kind, person) = (self.wanted.kind, self.rules.employee_type.as_str());
        match self.of_kind.granted {
            Granted::Yes => {}
            Granted::No => {
                let text = both(
                    format!("{} tidak ada untuk {person}", kind.name_id()),
                    format!("there is no {} for {person}", kind.name_en()),
                );
                self.add(is, "leave_kind_not_for_type", self.weight(), text);
            }
            Granted::Open => {
                let open = self.of_kind.open.as_deref().unwrap_or_default();
                let text = both(
                    format!("{} untuk {person} belum diatur dengan pasti; pejabat memutuskan: {open}", kind.name_id()),
                    format!("{} for {person} is not surely regulated; an officer decides: {open}", kind.name_en()),
                );
                self.add(is, "leave_kind_not_for_type", Severity::NeedsOfficer, text);
            }
        }
    }

    fn overlaps(&self, is: &mut Checked) {
        let wanted = self.wanted;
        let half = |part: Part| part != Part::Whole;
        let clash = self.facts.taken.iter().find(|taken| {
            taken.from <= wanted.to
                && wanted.from <= taken.to
                && !(half(taken.part) && half(wanted.part) && taken.part != wanted.part)
        });
        if let Some(taken) = clash {
            let text = both(
                format!("bertumpuk dengan {} {} sampai {}", taken.kind.name_id(), taken.from, taken.to),
                format!("overlaps with {} from {} to {}", taken.kind.name_en(), taken.from, taken.to),
            );
            self.add(is, "overlaps", Severity::Refuses, text);
        }
    }

    fn service(&self, is: &mut Checked) {
        let months = self.of_kind.service_months;
        if months == 0 || self.of_kind.granted != Granted::Yes {
            return;
        }
        let Some(from) = self.facts.service_from else {
            let text = both(
                format!("mulai bertugas belum tercatat, padahal perlu {months} bulan; kepegawaian harus memeriksa"),
                format!("the start of service is not recorded, and {months} months are needed; personnel must verify"),
            );
            self.add(is, "service_unknown", Severity::NeedsOfficer, text);
            return;
        };
        let first = served(from, months);
        if self.wanted.from >= first {
            return;
        }
        let mut text = both(
            format!("baru dapat diambil mulai {first}, sesudah {months} bulan bertugas"),
            format!("may only be taken from {first}, after {months} months of service"),
        );
        let mut severity = self.weight();
        if let Some(unless) = &self.of_kind.earlier_for {
            text = both(format!("{}; kecuali {}", text.0, unless.id), format!("{}; except {}", text.1, unless.en));
            severity = Severity::NeedsOfficer;
        }
        self.add(is, "leave_service", severity, text);
    }

    fn least(&self, is: &mut Checked) {
        let Some(half_days) = is.half_days() else { return };
        let least = self.of_kind.least_half_days;
        if half_days == 0 {
            let text = both(
                "tidak ada hari dinas dalam rentang ini, jadi tidak perlu cuti",
                "no duty lies in these days, so no leave is needed",
            );
            self.add(is, "no_duty", Severity::Refuses, text);
        } else if half_days < least {
            let (id, en) = (days_id(i32::from(least)), days_en(i32::from(least)));
            let text = both(format!("paling sedikit {id} hari kerja"), format!("at least {en} workdays"));
            self.add(is, "leave_too_short", self.weight(), text);
        }
    }

    fn children(&self, is: &mut Checked) {
        let Some(most) = self.of_kind.children else { return };
        let (severity, text) = match self.facts.children {
            Some(children) if children < most => return,
            Some(_) => (
                self.weight(),
                both(
                    format!("hanya sampai anak ke-{most}; sesudahnya ajukan cuti besar"),
                    format!("only up to child number {most}; ask for long leave after that"),
                ),
            ),
            None => (
                Severity::NeedsOfficer,
                both(
                    format!(
                        "jumlah anak belum tercatat, padahal hanya sampai anak ke-{most}; kepegawaian harus memeriksa"
                    ),
                    format!(
                        "the number of children is not recorded; only up to child {most}, so personnel must verify"
                    ),
                ),
            ),
        };
        self.add(is, "leave_children", severity, text);
    }

    fn length(&self, is: &mut Checked, first: Date, last: Date) {
        let Some(longest) = self.of_kind.longest else { return };
        if last <= longest.last_from(first) {
            return;
        }
        let (until, with) = (longest.last_from(first), self.of_kind.extension);
        let whole = with.map(|more| Length { months: longest.months + more.months, days: longest.days + more.days });
        if let Some(whole) = whole.filter(|whole| last <= whole.last_from(first)) {
            let text = both(
                format!(
                    "sesudah {until} adalah perpanjangan, paling lama sampai {}; pejabat memutuskan",
                    whole.last_from(first)
                ),
                format!(
                    "after {until} it is an extension, until {} at most; an officer decides",
                    whole.last_from(first)
                ),
            );
            self.add(is, "leave_extension", Severity::NeedsOfficer, text);
            return;
        }
        let until = whole.map_or(until, |whole| whole.last_from(first));
        let text = both(
            format!("terlalu lama: yang mulai {first} paling lama sampai {until}"),
            format!("too long: begun on {first} it may last until {until}"),
        );
        self.add(is, "leave_too_long", self.weight(), text);
    }

    fn again(&self, is: &mut Checked) {
        let years = self.of_kind.again_after_years;
        let (first, last) = (self.wanted.from, self.wanted.to);
        let pause = i64::from(years).years();
        let near = self
            .facts
            .of_kind(self.wanted.kind)
            .find(|taken| first < taken.to.saturating_add(pause) && taken.from < last.saturating_add(pause));
        let Some(near) = near.filter(|_| years > 0) else { return };
        let text = both(
            format!("baru dapat diambil lagi {years} tahun sesudah yang berakhir {}", near.to),
            format!("may be taken again {years} years after the one that ended on {}", near.to),
        );
        self.add(is, "leave_again_too_soon", self.weight(), text);
    }

    fn proof(&self, is: &mut Checked, first: Date, last: Date) {
        let calendar = (last - first).get_days() + 1;
        let workdays = count(first, last, Part::Whole, self.due);
        let workdays =
            workdays.map_or(calendar, |years| years.values().map(|half_days| i32::from(*half_days) / 2).sum());
        let need = self.of_kind.proofs.iter().find(|proof| {
            let days = if proof.workdays { workdays } else { calendar };
            i32::from(proof.from_days) <= days && proof.to_days.is_none_or(|most| days <= i32::from(most))
        });
        let Some(need) = need else { return };
        is.proof =
            Some(ProofNeed { id: need.paper.id.clone(), en: need.paper.en.clone(), rule: same(&self.of_kind.rule) });
        let text = both(format!("lampirkan {}", need.paper.id), format!("attach {}", need.paper.en));
        self.add(is, "proof_needed", Severity::Informs, text);
    }

    fn amounts(&self, is: &mut Checked) -> Result<(), CountError> {
        let mut with = self.facts.clone();
        with.taken.push(Taken {
            kind: self.wanted.kind,
            from: self.wanted.from,
            to: self.wanted.to,
            part: self.wanted.part,
            state: TakenState::Pending,
            request: self.wanted.request,
        });
        let first = self.wanted.from.year();
        let last = with.taken.iter().map(|taken| taken.to.year()).max().unwrap_or(first);
        let yearly = self.rules.kinds.iter().filter(|(_, of)| of.yearly.is_some() && of.granted == Granted::Yes);
        let touched: Vec<_> = if self.of_kind.uses_up_tahunan {
            yearly.collect()
        } else {
            yearly.filter(|(kind, _)| **kind == self.wanted.kind).collect()
        };
        for (kind, of_kind) in touched {
            for year in first..=last {
                let reckon = |facts| reckon(self.rules, facts, *kind, year, self.due, true);
                let (was, becomes) = (reckon(self.facts)?, reckon(&with)?);
                let mine = *kind == self.wanted.kind && year <= self.wanted.to.year();
                self.one_year(is, of_kind, mine, &was, &becomes);
            }
        }
        is.balance_after = Some(reckon(self.rules, &with, self.wanted.kind, first, self.due, false)?);
        Ok(())
    }

    /// Whether one year of one kind still holds with the wish in it.
    fn one_year(&self, is: &mut Checked, of_kind: &KindRules, mine: bool, was: &Balance, becomes: &Balance) {
        let short = -becomes.left;
        let more_travel = becomes.travel > was.travel;
        if (short > 0 && short > -was.left) || (more_travel && !(mine && self.travel_fits(of_kind, was))) {
            let left = if mine { was.left.max(0) } else { becomes.left.max(0) };
            let (kind, year) = (becomes.kind, becomes.year);
            let text = if mine {
                both(
                    format!("sisa {} {year} tinggal {} hari", kind.name_id(), days_id(left)),
                    format!("only {} days of {} are left in {year}", days_en(left), kind.name_en()),
                )
            } else {
                both(
                    format!("{} {year} yang sudah diajukan memakai hari ini; batalkan dahulu", kind.name_id()),
                    format!("{} asked for in {year} already relies on these days; withdraw it first", kind.name_en()),
                )
            };
            is.problems.push(problem("leave_balance", Severity::Refuses, text, Some(&of_kind.rule)));
        } else if let Some(yearly) = of_kind.yearly.as_ref().filter(|_| mine) {
            let gone = becomes.used + becomes.pending - becomes.carried;
            if gone > i32::from(yearly.sure_half_days) && yearly.sure_half_days < yearly.half_days {
                let sure = i32::from(yearly.sure_half_days);
                let open = of_kind.open.as_deref().unwrap_or_default();
                let text = both(
                    format!("hanya {} hari yang pasti; selebihnya diputuskan pejabat: {open}", days_id(sure)),
                    format!("only {} days are sure; an officer decides about more: {open}", days_en(sure)),
                );
                is.problems.push(problem("leave_unconfirmed", Severity::NeedsOfficer, text, Some(&of_kind.rule)));
            } else if more_travel {
                let text = both(
                    "hari sesudah sisa cuti habis dihitung sebagai tambahan karena perjalanan sulit",
                    "the days past the balance count as the addition for hard travel",
                );
                is.problems.push(problem("leave_travel", Severity::Informs, text, Some(&of_kind.rule)));
            }
        }
    }

    /// Whether what is wanted past the balance of a year is a tail of no more calendar days than travel adds, and the
    /// first of its year.
    fn travel_fits(&self, of_kind: &KindRules, was: &Balance) -> bool {
        let Some((yearly, (first, last))) = of_kind.yearly.as_ref().zip(year_span(was.year)) else { return false };
        if was.travel > 0 {
            return false;
        }
        let (first, last) = (self.wanted.from.max(first), self.wanted.to.min(last));
        let each = if self.wanted.part == Part::Whole { 2 } else { 1 };
        let mut left = was.left;
        let mut days = first.series(1.day()).take_while(|day| *day <= last);
        let tail = days.find(|day| {
            left -= if (self.due)(*day) == Some(Due::Duty) { each } else { 0 };
            left < 0
        });
        tail.is_none_or(|tail| (last - tail).get_days() < i32::from(yearly.travel_days))
    }
}
