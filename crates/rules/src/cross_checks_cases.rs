//! Cases about the daily cross-check: `[[cross_check]]`.

use hadir_domain::cross_checks::{CrossRule, size_of};

use crate::cases::{Compared, flag, minutes};
use crate::packs::Packs;
use crate::read::{Reader, Section};

/// What holds on a day; with `people`, also how many names their list has.
pub(crate) fn rules(packs: &Packs, r: &mut Reader, case: &mut Section) -> Compared {
    let date = case.date(r, "date");
    let region = case.opt_text(r, "region");
    let people = case.opt_number(r, "people", 0..=100_000);
    let rule = packs.cross_checks(region.as_deref(), date);
    let rule = rule.as_ref();
    let is = |text: Option<String>| text.unwrap_or_else(|| "-".into());
    let number = |pick: fn(&CrossRule) -> u16| is(rule.map(|rule| pick(rule).to_string()));
    let size = people.and_then(|people| usize::try_from(people).ok()).zip(rule);
    vec![
        ("refused", rule.is_none().to_string(), flag(r, case, "refused")),
        ("names", is(size.map(|(people, rule)| size_of(people, rule).to_string())), minutes(r, case, "names")),
        ("draw_minute", number(|rule| rule.draw_minute), minutes(r, case, "draw_minute")),
        ("answer_minutes", number(|rule| rule.answer_minutes), minutes(r, case, "answer_minutes")),
        ("remind_minutes", number(|rule| rule.remind_minutes), minutes(r, case, "remind_minutes")),
        ("superior_minutes", number(|rule| rule.superior_minutes), minutes(r, case, "superior_minutes")),
        ("agency_minutes", number(|rule| rule.agency_minutes), minutes(r, case, "agency_minutes")),
        ("coverage_days", number(|rule| rule.coverage_days), minutes(r, case, "coverage_days")),
        ("weight_doubtful", number(|rule| rule.weights.doubtful), minutes(r, case, "weight_doubtful")),
        ("weight_unheard", number(|rule| rule.weights.unheard), minutes(r, case, "weight_unheard")),
        ("counter_week", number(|rule| rule.counter_week), minutes(r, case, "counter_week")),
        ("counter_minutes", number(|rule| rule.counter_minutes), minutes(r, case, "counter_minutes")),
        ("quality_days", number(|rule| rule.quality_days), minutes(r, case, "quality_days")),
        ("pack", is(rule.map(|rule| rule.rule.pack.clone())), case.opt_text(r, "pack")),
        ("confirmed", is(rule.map(|rule| rule.rule.confirmed.to_string())), flag(r, case, "confirmed")),
    ]
}
