//! Cases about reconciliation: `[[reconcile]]`.

use hadir_domain::reconcile::ReconcileRule;

use crate::cases::{Compared, flag, minutes};
use crate::packs::Packs;
use crate::read::{Reader, Section};

/// What holds on a day.
pub(crate) fn rules(packs: &Packs, r: &mut Reader, case: &mut Section) -> Compared {
    let date = case.date(r, "date");
    let region = case.opt_text(r, "region");
    let table = packs.reconcile(region.as_deref());
    let rule = table.on(date).ok();
    let is = |text: Option<String>| text.unwrap_or_else(|| "-".into());
    let number = |pick: fn(&ReconcileRule) -> u16| is(rule.map(|rule| pick(rule).to_string()));
    vec![
        ("refused", rule.is_none().to_string(), flag(r, case, "refused")),
        ("tolerance_minutes", number(|rule| rule.tolerance_minutes), minutes(r, case, "tolerance_minutes")),
        ("entry_workdays", number(|rule| rule.entry_workdays.into()), minutes(r, case, "entry_workdays")),
        ("settle_workdays", number(|rule| rule.settle_workdays.into()), minutes(r, case, "settle_workdays")),
        ("fastest_kmh", number(|rule| rule.fastest_kmh), minutes(r, case, "fastest_kmh")),
        ("cause_people", number(|rule| rule.cause_people.into()), minutes(r, case, "cause_people")),
        ("target", number(|rule| rule.target), minutes(r, case, "target")),
        ("gate_weeks", number(|rule| rule.gate.weeks.into()), minutes(r, case, "gate_weeks")),
        ("gate_match", number(|rule| rule.gate.match_rate), minutes(r, case, "gate_match")),
        ("gate_uptime", number(|rule| rule.gate.uptime), minutes(r, case, "gate_uptime")),
        ("gate_enrolment", number(|rule| rule.gate.enrolment), minutes(r, case, "gate_enrolment")),
        ("confirmed", is(rule.map(|rule| rule.rule.confirmed.to_string())), flag(r, case, "confirmed")),
    ]
}
