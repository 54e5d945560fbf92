//! Cases about patterns of checking: `[[audit]]`.

use hadir_domain::audit::AuditRule;

use crate::cases::{Compared, flag, minutes};
use crate::packs::Packs;
use crate::read::{Reader, Section};

/// What holds on a day.
pub(crate) fn rules(packs: &Packs, r: &mut Reader, case: &mut Section) -> Compared {
    let date = case.date(r, "date");
    let region = case.opt_text(r, "region");
    let table = packs.audit(region.as_deref());
    let rule = table.on(date).ok();
    let is = |text: Option<String>| text.unwrap_or_else(|| "-".into());
    let number = |pick: fn(&AuditRule) -> u16| is(rule.map(|rule| pick(rule).to_string()));
    vec![
        ("refused", rule.is_none().to_string(), flag(r, case, "refused")),
        ("look", number(|rule| rule.look), minutes(r, case, "look")),
        ("full_rolls", number(|rule| rule.full_rolls), minutes(r, case, "full_rolls")),
        ("full_expected", number(|rule| rule.full_expected), minutes(r, case, "full_expected")),
        ("repeat_people", number(|rule| rule.repeat_people), minutes(r, case, "repeat_people")),
        ("repeat_days", number(|rule| rule.repeat_days), minutes(r, case, "repeat_days")),
        ("repeat_share", number(|rule| rule.repeat_share), minutes(r, case, "repeat_share")),
        ("late_workdays", number(|rule| rule.late_workdays), minutes(r, case, "late_workdays")),
        ("late_share", number(|rule| rule.late_share), minutes(r, case, "late_share")),
        ("bulk_count", number(|rule| rule.bulk_count), minutes(r, case, "bulk_count")),
        ("bulk_seconds", number(|rule| rule.bulk_seconds), minutes(r, case, "bulk_seconds")),
        ("idle_due", number(|rule| rule.idle_due), minutes(r, case, "idle_due")),
        ("idle_peers", number(|rule| rule.idle_peers), minutes(r, case, "idle_peers")),
        ("share_least", number(|rule| rule.share_least), minutes(r, case, "share_least")),
        ("share_top", number(|rule| rule.share_top), minutes(r, case, "share_top")),
        ("share_factor", number(|rule| rule.share_factor), minutes(r, case, "share_factor")),
        ("digits_least", number(|rule| rule.digits_least), minutes(r, case, "digits_least")),
        ("digits_round", number(|rule| rule.digits_round), minutes(r, case, "digits_round")),
        ("digits_chi", number(|rule| rule.digits_chi), minutes(r, case, "digits_chi")),
        ("points_full", number(|rule| rule.points.full), minutes(r, case, "points_full")),
        ("points_repeats", number(|rule| rule.points.repeats), minutes(r, case, "points_repeats")),
        ("points_late", number(|rule| rule.points.late), minutes(r, case, "points_late")),
        ("points_bulk", number(|rule| rule.points.bulk), minutes(r, case, "points_bulk")),
        ("points_idle", number(|rule| rule.points.idle), minutes(r, case, "points_idle")),
        ("points_share", number(|rule| rule.points.share), minutes(r, case, "points_share")),
        ("points_digits", number(|rule| rule.points.digits), minutes(r, case, "points_digits")),
        ("answer_workdays", number(|rule| rule.answer_workdays), minutes(r, case, "answer_workdays")),
        ("confirmed", is(rule.map(|rule| rule.rule.confirmed.to_string())), flag(r, case, "confirmed")),
    ]
}
