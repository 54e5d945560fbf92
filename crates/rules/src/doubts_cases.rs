//! Cases about doubts: `[[doubt]]`.

use hadir_domain::doubts::DoubtRule;

use crate::cases::{Compared, flag, minutes};
use crate::packs::Packs;
use crate::read::{Reader, Section};

/// What holds on a day.
pub(crate) fn rules(packs: &Packs, r: &mut Reader, case: &mut Section) -> Compared {
    let date = case.date(r, "date");
    let region = case.opt_text(r, "region");
    let table = packs.doubts(region.as_deref());
    let rule = table.on(date).ok();
    let is = |text: Option<String>| text.unwrap_or_else(|| "-".into());
    let number = |pick: fn(&DoubtRule) -> u16| is(rule.map(|rule| pick(rule).to_string()));
    vec![
        ("refused", rule.is_none().to_string(), flag(r, case, "refused")),
        ("answer_workdays", number(|rule| rule.answer_workdays), minutes(r, case, "answer_workdays")),
        ("review_workdays", number(|rule| rule.review_workdays), minutes(r, case, "review_workdays")),
        ("appeal_workdays", number(|rule| rule.appeal_workdays), minutes(r, case, "appeal_workdays")),
        ("cases_cap", number(|rule| rule.cases_cap), minutes(r, case, "cases_cap")),
        ("queue_cap", number(|rule| rule.queue_cap), minutes(r, case, "queue_cap")),
        ("confirmed", is(rule.map(|rule| rule.rule.confirmed.to_string())), flag(r, case, "confirmed")),
    ]
}
