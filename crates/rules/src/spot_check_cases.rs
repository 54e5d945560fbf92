//! Cases about spot checks: `[[spot_check]]`.

use hadir_domain::spot_checks::SpotRule;
use jiff::civil::Time;

use crate::cases::{Compared, flag, minutes};
use crate::packs::Packs;
use crate::read::{Reader, Section};

type Times = (Time, Time);

/// A figure of the rule by its name.
type Named<T> = (&'static str, fn(&SpotRule) -> T);

const TIMES: [Named<Times>; 4] = [
    ("hours", |rule| rule.hours),
    ("midday", |rule| rule.midday),
    ("friday", |rule| rule.friday),
    ("night", |rule| rule.night),
];

const NUMBERS: [Named<u16>; 21] = [
    ("rounds_per_day", |rule| rule.rounds_per_day),
    ("weekly_chance", |rule| rule.weekly_chance),
    ("most_per_week", |rule| rule.most_per_week),
    ("reserved_share", |rule| rule.reserved_share),
    ("reserved_days", |rule| rule.reserved_days),
    ("quiet_start_minutes", |rule| rule.quiet_start_minutes),
    ("quiet_end_minutes", |rule| rule.quiet_end_minutes),
    ("window_good_minutes", |rule| rule.window_good_minutes),
    ("window_weak_minutes", |rule| rule.window_weak_minutes),
    ("late_minutes", |rule| rule.late_minutes),
    ("settle_good_hours", |rule| rule.settle_good_hours),
    ("settle_weak_hours", |rule| rule.settle_weak_hours),
    ("extra_share", |rule| rule.extra_share),
    ("extra_most", |rule| rule.extra_most),
    ("extra_per_day", |rule| rule.extra_per_day),
    ("witness_near_m", |rule| rule.witness_near_m),
    ("witness_days", |rule| rule.witness_days),
    ("town_share", |rule| rule.town_share),
    ("town_minutes", |rule| rule.town_minutes),
    ("town_days", |rule| rule.town_days),
    ("town_fewest", |rule| rule.town_fewest),
];

/// What holds on a day.
pub(crate) fn rules(packs: &Packs, r: &mut Reader, case: &mut Section) -> Compared {
    let date = case.date(r, "date");
    let region = case.opt_text(r, "region");
    let table = packs.spot_checks(region.as_deref());
    let rule = table.on(date).ok();
    let is = |text: Option<String>| text.unwrap_or_else(|| "-".into());
    let mut compared = vec![
        ("refused", rule.is_none().to_string(), flag(r, case, "refused")),
        ("confirmed", is(rule.map(|rule| rule.rule.confirmed.to_string())), flag(r, case, "confirmed")),
    ];
    for (name, pick) in TIMES {
        let span = rule.map(pick).map(|(from, to)| format!("{from}-{to}"));
        compared.push((name, is(span), case.opt_text(r, name)));
    }
    for (name, pick) in NUMBERS {
        compared.push((name, is(rule.map(|rule| pick(rule).to_string())), minutes(r, case, name)));
    }
    compared
}
