//! Cases about first days: `[[first_day]]`.

use hadir_domain::calendar::Week;
use hadir_domain::first_days::{FirstDayRule, first_day};

use crate::cases::{Compared, flag, minutes};
use crate::packs::Packs;
use crate::read::{Reader, Section};

/// What holds on a day, for an office of five days.
pub(crate) fn rules(packs: &Packs, r: &mut Reader, case: &mut Section) -> Compared {
    let date = case.date(r, "date");
    let region = case.opt_text(r, "region");
    let rule = packs.first_days(region.as_deref(), date);
    let calendar = packs.calendar(region.as_deref(), None);
    let stretch = rule.as_ref().and_then(|rule| first_day(&calendar, date, Week::Five, rule.least_days).ok().flatten());
    let is = |text: Option<String>| text.unwrap_or_else(|| "-".into());
    let number = |pick: fn(&FirstDayRule) -> u16| is(rule.as_ref().map(|rule| pick(rule).to_string()));
    let flexible = rule.as_ref().map(|rule| rule.flexible.as_ref().is_some_and(|one| one.allowed).to_string());
    vec![
        ("refused", rule.is_none().to_string(), flag(r, case, "refused")),
        ("first", stretch.is_some().to_string(), flag(r, case, "first")),
        ("from", is(stretch.map(|stretch| stretch.from.to_string())), case.opt_text(r, "from")),
        ("flexible", is(flexible), flag(r, case, "flexible")),
        ("least_days", number(|rule| rule.least_days), minutes(r, case, "least_days")),
        ("roll_due_minute", number(|rule| rule.roll_due_minute), minutes(r, case, "roll_due_minute")),
        ("report_due_minute", number(|rule| rule.report_due_minute), minutes(r, case, "report_due_minute")),
        ("remind_minutes", number(|rule| rule.remind_minutes), minutes(r, case, "remind_minutes")),
        ("superior_minutes", number(|rule| rule.superior_minutes), minutes(r, case, "superior_minutes")),
        ("far_km", number(|rule| rule.far_km), minutes(r, case, "far_km")),
        ("usual_days", number(|rule| rule.usual_days), minutes(r, case, "usual_days")),
        ("confirmed", is(rule.as_ref().map(|rule| rule.rule.confirmed.to_string())), flag(r, case, "confirmed")),
    ]
}
