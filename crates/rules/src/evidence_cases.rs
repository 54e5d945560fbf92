//! Cases about weighing evidence: `[[evidence]]`.

use hadir_domain::evidence::Signal;
use hadir_domain::sites::Network;

use crate::cases::{Compared, flag};
use crate::error::Problem;
use crate::packs::Packs;
use crate::read::{Reader, Section};

/// What holds on a day, and what one signal weighs in a network.
pub(crate) fn rules(packs: &Packs, r: &mut Reader, case: &mut Section) -> Compared {
    let date = case.date(r, "date");
    let region = case.opt_text(r, "region");
    let signal = case.opt_text(r, "signal").and_then(|code| {
        let signal = Signal::parse(&code);
        if signal.is_none() {
            r.fail(case.key("signal"), Problem::Expected("a signal"));
        }
        signal
    });
    let network = case.opt_text(r, "network").and_then(|word| Network::parse(&word)).unwrap_or(Network::Good);
    let table = packs.evidence(region.as_deref());
    let rules = table.on(date).ok();
    let is = |value: Option<i64>| value.map_or_else(|| "-".into(), |value| value.to_string());
    let mut number = |name: &str| case.opt_number(r, name, -2000..=2000).map(|value| value.to_string());
    let mut compared = vec![
        ("prior", is(rules.map(|rules| rules.prior.into())), number("prior")),
        ("slope", is(rules.map(|rules| rules.slope.into())), number("slope")),
        ("doubtful", is(rules.map(|rules| rules.doubtful.into())), number("doubtful")),
        ("contradicted", is(rules.map(|rules| rules.contradicted.into())), number("contradicted")),
        ("queue_people", is(rules.map(|rules| rules.queue_people.into())), number("queue_people")),
        ("weight", is(rules.zip(signal).map(|(rules, signal)| rules.weight(signal, network).into())), number("weight")),
    ];
    compared.push(("refused", rules.is_none().to_string(), flag(r, case, "refused")));
    let confirmed = rules.map_or_else(|| "-".into(), |rules| rules.rule.confirmed.to_string());
    compared.push(("confirmed", confirmed, flag(r, case, "confirmed")));
    compared
}
