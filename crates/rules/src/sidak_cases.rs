//! Cases about sidak: `[[sidak]]`.

use hadir_domain::sidak::SidakRule;

use crate::cases::{Compared, flag, minutes};
use crate::packs::Packs;
use crate::read::{Reader, Section};

/// What holds on a day.
pub(crate) fn rules(packs: &Packs, r: &mut Reader, case: &mut Section) -> Compared {
    let date = case.date(r, "date");
    let region = case.opt_text(r, "region");
    let table = packs.sidak(region.as_deref());
    let rule = table.on(date).ok();
    let is = |text: Option<String>| text.unwrap_or_else(|| "-".into());
    let number = |pick: fn(&SidakRule) -> u16| is(rule.map(|rule| pick(rule).to_string()));
    vec![
        ("refused", rule.is_none().to_string(), flag(r, case, "refused")),
        ("call_minutes", number(|rule| rule.call_minutes), minutes(r, case, "call_minutes")),
        ("head_minutes", number(|rule| rule.head_minutes), minutes(r, case, "head_minutes")),
        ("answer_workdays", number(|rule| rule.answer_workdays), minutes(r, case, "answer_workdays")),
        ("head_workdays", number(|rule| rule.head_workdays), minutes(r, case, "head_workdays")),
        ("council_workdays", number(|rule| rule.council_workdays), minutes(r, case, "council_workdays")),
        ("instruction_workdays", number(|rule| rule.instruction_workdays), minutes(r, case, "instruction_workdays")),
        ("confirmed", is(rule.map(|rule| rule.rule.confirmed.to_string())), flag(r, case, "confirmed")),
    ]
}
