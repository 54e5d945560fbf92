//! Cases about leave: what is left of a year, and whether a wish fits.

use std::collections::BTreeSet;

use hadir_domain::calendar::Week;
use hadir_domain::leave::{
    Due, Grant, GrantReason, LeaveFacts, LeaveKind, LeaveRules, Opening, Severity, Taken, TakenState, Wanted, balance,
    check,
};
use hadir_domain::people::EmployeeType;
use hadir_domain::roster::Part;
use jiff::civil::Date;

use crate::cases::{Compared, flag, place};
use crate::packs::Packs;
use crate::read::{Reader, Section};

const PARTS: [(&str, Part); 3] =
    [("whole", Part::Whole), ("first_half", Part::FirstHalf), ("second_half", Part::SecondHalf)];
const STATES: [(&str, TakenState); 2] = [("approved", TakenState::Approved), ("pending", TakenState::Pending)];
const REASONS: [(&str, GrantReason); 2] = [("postponed", GrantReason::Postponed), ("added", GrantReason::Added)];

/// `[[leave]]`: what somebody has of a kind in a year.
pub(crate) fn balance_of(packs: &Packs, r: &mut Reader, case: &mut Section) -> Compared {
    let ground = Ground::read(r, case);
    let kind = kind(r, case, "leave");
    let year = case.number(r, "year", 1900..=9998) as i16;
    let on = case.opt_date(r, "on").or_else(|| Date::new(year, 1, 1).ok()).unwrap_or_default();
    let rules = ground.rules(packs, on);
    let is = rules.as_ref().map(|rules| balance(rules, &ground.facts, kind, year, &|day| ground.due(packs, day)));
    let is = is.and_then(Result::ok);
    let number = |pick: fn(&hadir_domain::leave::Balance) -> i32| {
        is.as_ref().map_or_else(|| "-".into(), |balance| pick(balance).to_string())
    };
    let unsure = is.as_ref().map(|balance| balance.notes.iter().any(|note| !note.confirmed).to_string());
    vec![
        ("refused", is.is_none().to_string(), flag(r, case, "refused")),
        ("unit", is.as_ref().map_or("-", |balance| balance.unit.as_str()).into(), case.opt_text(r, "unit")),
        ("entitled_half_days", number(|balance| balance.entitled), half_days(r, case, "entitled_half_days")),
        ("carried_half_days", number(|balance| balance.carried), half_days(r, case, "carried_half_days")),
        ("used_half_days", number(|balance| balance.used), half_days(r, case, "used_half_days")),
        ("pending_half_days", number(|balance| balance.pending), half_days(r, case, "pending_half_days")),
        ("left_half_days", number(|balance| balance.left), half_days(r, case, "left_half_days")),
        ("unsure", unsure.unwrap_or_else(|| "-".into()), flag(r, case, "unsure")),
    ]
}

/// `[[leave_check]]`: whether a leave may be asked for.
pub(crate) fn wish(packs: &Packs, r: &mut Reader, case: &mut Section) -> Compared {
    let ground = Ground::read(r, case);
    let wanted = Wanted {
        kind: kind(r, case, "leave"),
        from: case.date(r, "from"),
        to: case.date(r, "to"),
        part: case.opt_word(r, "part", &PARTS).unwrap_or_default(),
        request: None,
    };
    let rules = ground.rules(packs, wanted.from);
    let is = rules.as_ref().map(|rules| check(rules, &ground.facts, &wanted, &|day| ground.due(packs, day)));
    let word = |text: Option<String>| text.unwrap_or_else(|| "-".into());
    let codes = is.as_ref().map(|is| {
        let heavy = is.problems.iter().filter(|problem| problem.severity != Severity::Informs);
        heavy.map(|problem| problem.code).collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>().join(" ")
    });
    let officer = is.as_ref().map(|is| {
        let asks = is.problems.iter().any(|problem| problem.severity == Severity::NeedsOfficer);
        (is.allowed() && asks).to_string()
    });
    let left = is.as_ref().and_then(|is| is.balance_after.as_ref()).map(|after| after.left.to_string());
    let must_codes = case.has("problems").then(|| case.texts(r, "problems").join(" "));
    vec![
        ("refused", is.is_none().to_string(), flag(r, case, "refused")),
        ("allowed", word(is.as_ref().map(|is| is.allowed().to_string())), flag(r, case, "allowed")),
        ("officer", word(officer), flag(r, case, "officer")),
        ("problems", word(codes), must_codes),
        (
            "counted_half_days",
            word(is.as_ref().and_then(|is| is.half_days()).map(|half_days| half_days.to_string())),
            half_days(r, case, "counted_half_days"),
        ),
        ("left_half_days", word(left), half_days(r, case, "left_half_days")),
        (
            "proof",
            word(is.as_ref().and_then(|is| is.proof.as_ref()).map(|proof| proof.id.clone())),
            case.opt_text(r, "proof"),
        ),
        ("status", word(is.as_ref().map(|is| is.status.as_str().to_owned())), case.opt_text(r, "status")),
    ]
}

/// Who asks, where, and what is known of them.
struct Ground {
    week: Week,
    region: Option<String>,
    /// Days of duty and days off by a roster of their own, so many each in turn.
    cycle: Option<(Date, i32, i32)>,
    facts: LeaveFacts,
}

impl Ground {
    fn read(r: &mut Reader, case: &mut Section) -> Self {
        let (week, region) = place(r, case);
        let types = EmployeeType::ALL.map(|of| (of.as_str(), of));
        let mut facts = LeaveFacts::of(case.word(r, "type", &types).unwrap_or(EmployeeType::Pns));
        facts.service_from = case.opt_date(r, "service_from");
        facts.hard_to_reach = case.opt_flag(r, "hard_to_reach").unwrap_or(false);
        facts.children = case.opt_number(r, "children", 0..=30).map(|children| children as u8);
        facts.records_from = case.opt_number(r, "records_from", 1900..=9998).map(|year| year as i16);
        for mut section in case.sections(r, "openings") {
            facts.openings.push(Opening {
                kind: kind(r, &mut section, "leave"),
                year: section.number(r, "year", 1900..=9998) as i16,
                left_half_days: section.number(r, "half_days", 0..=1000) as u16,
            });
            section.finish(r);
        }
        for mut section in case.sections(r, "grants") {
            facts.grants.push(Grant {
                kind: kind(r, &mut section, "leave"),
                year: section.number(r, "year", 1900..=9998) as i16,
                half_days: section.number(r, "half_days", 1..=1000) as u16,
                reason: section.word(r, "reason", &REASONS).unwrap_or(GrantReason::Added),
            });
            section.finish(r);
        }
        for mut section in case.sections(r, "taken") {
            facts.taken.push(Taken {
                kind: kind(r, &mut section, "leave"),
                from: section.date(r, "from"),
                to: section.date(r, "to"),
                part: section.opt_word(r, "part", &PARTS).unwrap_or_default(),
                state: section.opt_word(r, "state", &STATES).unwrap_or(TakenState::Approved),
                request: None,
            });
            section.finish(r);
        }
        let cycle = case.opt_section(r, "roster").map(|mut section| {
            let cycle = (
                section.date(r, "anchor"),
                section.number(r, "duty", 1..=30) as i32,
                section.number(r, "free", 0..=30) as i32,
            );
            section.finish(r);
            cycle
        });
        Self { week, region, cycle, facts }
    }

    fn rules(&self, packs: &Packs, on: Date) -> Option<LeaveRules> {
        packs.leave(self.region.as_deref(), self.facts.employee_type, on)
    }

    fn due(&self, packs: &Packs, on: Date) -> Option<Due> {
        let duty = match self.cycle {
            Some((anchor, duty, free)) => (on - anchor).get_days().rem_euclid(duty + free) < duty,
            None => packs.calendar(self.region.as_deref(), None).day(on, self.week).ok()?.workday,
        };
        Some(if duty { Due::Duty } else { Due::Free })
    }
}

fn kind(r: &mut Reader, case: &mut Section, name: &str) -> LeaveKind {
    case.word(r, name, &LeaveKind::ALL.map(|kind| (kind.as_str(), kind))).unwrap_or(LeaveKind::Tahunan)
}

fn half_days(r: &mut Reader, case: &mut Section, name: &str) -> Option<String> {
    case.opt_number(r, name, -1000..=10_000).map(|half_days| half_days.to_string())
}
