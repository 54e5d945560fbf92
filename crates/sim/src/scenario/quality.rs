//! How well punches were weighed, measured on labelled scenarios.
//!
//! Only punches of phones count. A privacy tool is honest. Frauds of which nothing in the file tells are counted apart.

mod report;

use hadir_domain::evidence::Verdict;

pub use self::report::{Bin, Budget, Honest, LookAlikeReport, Report, WayReport};

use super::{Label, LookAlike, Scenario, Variant};

/// What a scorer said of one punch.
#[derive(Debug, Clone, PartialEq)]
pub struct Scored {
    /// The punch.
    pub id: String,
    /// Probability, 0 to 1, that it must not count.
    pub score: f64,
    /// What it comes to.
    pub verdict: Verdict,
}

/// Everything measured so far.
#[derive(Debug, Default)]
pub struct Quality {
    entries: Vec<Entry>,
    people: Vec<Ranked>,
    thousand_months: f64,
}

#[derive(Debug, Clone)]
struct Entry {
    label: Label,
    variant: Option<Variant>,
    look: Option<LookAlike>,
    traceless: bool,
    network: &'static str,
    score: f64,
    verdict: Verdict,
}

/// A person by the highest score among their punches.
#[derive(Debug, Clone)]
struct Ranked {
    score: f64,
    cheats: bool,
    findable: bool,
}

impl Quality {
    /// Adds what a scorer said of a labelled scenario. What it left out counts as score 0, unverified.
    pub fn add(&mut self, scenario: &Scenario, scored: &[Scored]) {
        use std::collections::{BTreeMap, BTreeSet, HashMap};

        let said: HashMap<&str, &Scored> = scored.iter().map(|scored| (scored.id.as_str(), scored)).collect();
        let traceless: BTreeSet<&str> = scenario.traceless.iter().map(String::as_str).collect();
        let networks: HashMap<&str, &str> =
            scenario.sites.iter().map(|site| (site.id.as_str(), site.network.as_str())).collect();
        let network: HashMap<&str, &'static str> = scenario
            .people
            .iter()
            .map(|person| (person.id.as_str(), word(networks.get(person.site.as_str()).copied())))
            .collect();
        let mut people: BTreeMap<&str, Ranked> = BTreeMap::new();
        let mut span = (i64::MAX, i64::MIN);
        for punch in scenario.punches.iter().filter(|punch| punch.source == "phone") {
            let said = said.get(punch.id.as_str());
            let entry = Entry {
                label: scenario.labels.get(&punch.id).copied().unwrap_or(Label::Honest),
                variant: scenario.variants.get(&punch.id).copied(),
                look: scenario.look_alikes.get(&punch.id).copied(),
                traceless: traceless.contains(punch.id.as_str()),
                network: network.get(punch.person.as_str()).copied().unwrap_or("good"),
                score: said.map_or(0.0, |said| said.score),
                verdict: said.map_or(Verdict::Unverified, |said| said.verdict),
            };
            let ranked = people.entry(&punch.person).or_insert(Ranked { score: 0.0, cheats: false, findable: false });
            ranked.score = ranked.score.max(entry.score);
            ranked.cheats |= entry.label.is_fraud();
            ranked.findable |= entry.label.is_fraud() && !entry.traceless;
            let day = punch.received_at.as_second() / 86_400;
            span = (span.0.min(day), span.1.max(day));
            self.entries.push(entry);
        }
        if span.0 <= span.1 {
            #[expect(clippy::cast_precision_loss, reason = "some people and days")]
            let months = (span.1 - span.0 + 1) as f64 / 30.4 * scenario.people.len() as f64 / 1_000.0;
            self.thousand_months += months;
        }
        self.people.extend(people.into_values());
    }

    /// The tables.
    pub fn report(&self) -> Report {
        report::of(self)
    }
}

fn word(network: Option<&str>) -> &'static str {
    match network {
        Some("weak") => "weak",
        Some("none") => "none",
        _ => "good",
    }
}

#[cfg(test)]
mod tests;
