//! Trying a policy of evidence on a scenario or on what is stored: the answer the contract names, what another policy would change, and how
//! often the innocent would be accused where the truth is known.

mod answer;
mod measuring;
mod stored;

use std::path::Path;

use hadir_domain::evidence::{EvidenceRules, Weighing, weigh};
use hadir_intake::{Scenario, read_scenario};
use hadir_rules::{Packs, SHIPPED};
use jiff::civil::Date;

pub use self::answer::Answer;
pub use self::measuring::{Changes, Measured, Recall, changes, measure};
pub use self::stored::{Tried, try_policy};
use super::files;
use crate::lang::Lang;

/// The pack that says how punches are weighed.
const PACK: &str = "nasional/bukti.toml";

/// The largest scenario: a year of some thousand people.
const MOST_BYTES: u64 = 2 << 30;

/// A policy with its name.
#[derive(Debug, Clone)]
pub struct Policy {
    /// Pack, first day and the beginning of its hash.
    pub version: String,
    /// What holds.
    pub rules: EvidenceRules,
}

/// Reads a scenario from a file.
///
/// # Errors
///
/// One clear sentence.
pub fn scenario(path: &Path, lang: Lang) -> Result<Scenario, String> {
    let file = files::read_up_to(path, MOST_BYTES, lang).map_err(|error| format!("{error:#}"))?;
    read_scenario(&file.bytes).map_err(|error| {
        lang.pick(format!("{}: bukan skenario bukti: {error}", file.name), format!("{}: {error}", file.name))
    })
}

/// The last day of a scenario, whose policy is tried.
pub fn last_day(scenario: &Scenario) -> Option<Date> {
    let received = scenario.scene.punches.iter().map(|punch| punch.received_at).max()?;
    Some(received.to_zoned(scenario.scene.zone.clone()).date())
}

/// The shipped policy, or the one of a pack file, as it holds on a day.
///
/// # Errors
///
/// One clear sentence: the pack is not understood, or says nothing of that day.
pub fn policy(pack: Option<&Path>, region: Option<&str>, on: Date, lang: Lang) -> Result<Policy, String> {
    let (packs, path) = match pack {
        None => (Packs::shipped(), None),
        Some(path) => (with_pack(path, lang)?, Some(path)),
    };
    let table = packs.evidence(region);
    let covers =
        |period: &&hadir_domain::evidence::EvidencePeriod| period.from <= on && period.to.is_none_or(|to| on <= to);
    let Some(period) = table.periods().iter().rev().find(covers) else {
        return Err(lang.pick(
            format!("tidak ada aturan penimbangan bukti yang berlaku pada {on}; pilih paket yang mencakup hari itu"),
            format!("no rule of weighing evidence covers {on}; choose a pack that does"),
        ));
    };
    let name = format!("{}.toml", period.rules.rule.pack);
    let hash = packs.list().into_iter().find(|info| info.path == name).map(|info| info.sha256).unwrap_or_default();
    let file = path.and_then(Path::file_name).map(|name| format!("{} ", name.to_string_lossy())).unwrap_or_default();
    let short = hash.get(..12).unwrap_or_default();
    let version = format!("{file}{} {} {short}", period.rules.rule.pack, period.from);
    Ok(Policy { version, rules: period.rules.clone() })
}

/// All shipped packs, with the nation's rules of evidence taken from a file.
fn with_pack(path: &Path, lang: Lang) -> Result<Packs, String> {
    let file = files::read(path, lang).map_err(|error| format!("{error:#}"))?;
    let text = String::from_utf8(file.bytes)
        .map_err(|_| lang.pick(format!("{}: bukan teks UTF-8", file.name), format!("{}: not UTF-8", file.name)))?;
    let mut all: Vec<(&str, &str)> = SHIPPED.iter().copied().filter(|(path, _)| *path != PACK).collect();
    all.push((PACK, &text));
    Packs::parse(&all).map_err(|faults| {
        let faults: Vec<String> = faults.iter().take(3).map(ToString::to_string).collect();
        lang.pick(
            format!("{}: paket aturan tidak dapat dipakai: {}", file.name, faults.join("; ")),
            format!("{}: the rule pack cannot be used: {}", file.name, faults.join("; ")),
        )
    })
}

/// Weighs a scenario; its labels are not looked at.
pub fn run(scenario: &Scenario, policy: &Policy) -> Weighing {
    weigh(&scenario.scene, &policy.rules)
}
