//! What stands in a pack, fact by fact, in the words of the pack itself: to show how two texts differ and what is open.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use toml::{Table, Value};

/// By what an entry of a list is known, the first that it has.
const NAMES: [&str; 9] = ["id", "from", "date", "from_days", "kind", "number", "on", "code", "types"];

/// One fact that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FactChange {
    /// Where it stands, such as `grace_minutes.values[from 2026-01-01].value`.
    pub key: String,
    /// What the subject means, as the pack says.
    pub meaning: Option<String>,
    /// What it says; none where it is new.
    pub before: Option<String>,
    /// What it would say; none where it is gone.
    pub after: Option<String>,
}

/// One pack that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PackChange {
    /// Path, such as `nasional/jam-kerja.toml`.
    pub path: String,
    /// Title in Indonesian.
    pub title: String,
    /// Title in English.
    pub title_en: String,
    /// `new`, `gone`, `changed`.
    pub what: &'static str,
    /// The facts, in the order of the keys.
    pub facts: Vec<FactChange>,
}

/// A fact whose source was not checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OpenFact {
    /// Where it stands.
    pub key: String,
    /// The law it is said to rest on.
    pub source: String,
    /// What is open.
    pub open: String,
}

/// The packs that differ between two sets of paths and texts, with every fact that does.
pub fn differences<'a>(
    old: impl IntoIterator<Item = (&'a str, &'a str)>,
    new: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Vec<PackChange> {
    let old: BTreeMap<&str, &str> = old.into_iter().collect();
    let new: BTreeMap<&str, &str> = new.into_iter().collect();
    let paths: BTreeSet<&str> = old.keys().chain(new.keys()).copied().collect();
    let changes = paths.into_iter().filter_map(|path| {
        let (before, after) = (old.get(path).copied(), new.get(path).copied());
        if before == after {
            return None;
        }
        let table = after.or(before).and_then(|text| text.parse::<Table>().ok()).unwrap_or_default();
        let title = |name: &str| table.get(name).and_then(Value::as_str).unwrap_or(path).to_owned();
        let (title, title_en) = (title("title"), title("title_en"));
        let what = match (before, after) {
            (None, _) => "new",
            (_, None) => "gone",
            _ => "changed",
        };
        let facts = changes_of(before.unwrap_or_default(), after.unwrap_or_default());
        Some(PackChange { path: path.to_owned(), title, title_en, what, facts })
    });
    // Comments and spaces alone are no difference.
    changes.filter(|change| !change.facts.is_empty()).collect()
}

fn changes_of(before: &str, after: &str) -> Vec<FactChange> {
    let (before, after) = (Facts::of(before), Facts::of(after));
    let keys: BTreeSet<&String> = before.values.keys().chain(after.values.keys()).collect();
    let changes = keys.into_iter().filter_map(|key| {
        let (was, becomes) = (before.values.get(key), after.values.get(key));
        let meaning = after.meaning(key).or_else(|| before.meaning(key));
        let (was, becomes) = (was.cloned(), becomes.cloned());
        (was != becomes).then(|| FactChange { key: key.clone(), meaning, before: was, after: becomes })
    });
    changes.collect()
}

/// What in a pack is not confirmed.
pub fn open_facts(text: &str) -> Vec<OpenFact> {
    let mut found = Vec::new();
    if let Ok(table) = text.parse::<Table>() {
        gather_open(&table, "", &mut found);
    }
    found
}

fn gather_open(table: &Table, path: &str, found: &mut Vec<OpenFact>) {
    let text = |name: &str| table.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    if table.get("confirmed").and_then(Value::as_bool) == Some(false) {
        found.push(OpenFact { key: path.to_owned(), source: text("source"), open: text("open") });
    }
    each(table, path, |key, value| {
        if let Value::Table(table) = value {
            gather_open(table, &key, found);
        }
    });
}

/// Every key below a table with its full name; entries of lists are named by what they are known by.
fn each(table: &Table, path: &str, mut with: impl FnMut(String, &Value)) {
    for (name, value) in table {
        let key = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        match value {
            Value::Array(values) if values.iter().any(Value::is_table) => {
                let mut seen: BTreeMap<String, usize> = BTreeMap::new();
                for value in values {
                    let known = value.as_table().map(known_by).unwrap_or_default();
                    let count = seen.entry(known.clone()).or_default();
                    *count += 1;
                    let place = match (known.is_empty(), *count) {
                        (true, count) => count.to_string(),
                        (false, 1) => known,
                        (false, count) => format!("{known} #{count}"),
                    };
                    with(format!("{key}[{place}]"), value);
                }
            }
            value => with(key, value),
        }
    }
}

fn known_by(table: &Table) -> String {
    let names = NAMES.iter().filter_map(|name| table.get(*name).map(|value| (name, value)));
    let beside = ["season", "week"].iter().filter_map(|name| table.get(*name).map(|value| (name, value)));
    let named: Vec<String> =
        beside.chain(names.take(1)).map(|(name, value)| format!("{name} {}", plain(value))).collect();
    named.join(" ")
}

#[derive(Default)]
struct Facts {
    values: BTreeMap<String, String>,
    meanings: BTreeMap<String, String>,
}

impl Facts {
    fn of(text: &str) -> Self {
        let mut facts = Self::default();
        if let Ok(table) = text.parse::<Table>() {
            facts.gather(&table, "");
        }
        facts
    }

    fn gather(&mut self, table: &Table, path: &str) {
        if let Some(meaning) = table.get("meaning").and_then(Value::as_str) {
            self.meanings.insert(path.to_owned(), meaning.to_owned());
        }
        each(table, path, |key, value| match value {
            Value::Table(table) => self.gather(table, &key),
            value => drop(self.values.insert(key, plain(value))),
        });
    }

    /// The meaning of the nearest subject a key stands in.
    fn meaning(&self, key: &str) -> Option<String> {
        let within = |subject: &&String| key.strip_prefix(subject.as_str()).is_some_and(|rest| rest.starts_with('.'));
        let nearest = self.meanings.keys().filter(within).max_by_key(|subject| subject.len())?;
        self.meanings.get(nearest).cloned()
    }
}

/// A value as it is written, texts without quotes.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(values) => values.iter().map(plain).collect::<Vec<_>>().join(", "),
        Value::Table(table) => {
            table.iter().map(|(key, value)| format!("{key} {}", plain(value))).collect::<Vec<_>>().join(", ")
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hours() -> (&'static str, &'static str) {
        *crate::SHIPPED.iter().find(|(path, _)| *path == "nasional/jam-kerja.toml").unwrap()
    }

    fn shipped() -> Vec<(&'static str, &'static str)> {
        crate::SHIPPED.to_vec()
    }

    fn with(text: &str) -> Vec<(&str, &str)> {
        crate::SHIPPED.iter().map(|(path, of)| (*path, if *path == hours().0 { text } else { *of })).collect()
    }

    #[test]
    fn a_changed_value_is_named_with_its_subject_and_its_day() {
        let text = hours().1.replacen("value = 0\n", "value = 15\n", 1);

        let changes = differences(shipped(), with(&text));

        assert_eq!(changes.len(), 1);
        assert_eq!((changes[0].path.as_str(), changes[0].what), ("nasional/jam-kerja.toml", "changed"));
        let fact = &changes[0].facts[0];
        assert_eq!(changes[0].facts.len(), 1);
        assert_eq!(fact.key, "grace_minutes.values[from 2023-04-12].value");
        assert_eq!(fact.meaning.as_deref(), Some("Terlambat sampai sekian menit belum dihitung terlambat"));
        assert_eq!((fact.before.as_deref(), fact.after.as_deref()), (Some("0"), Some("15")));
    }

    #[test]
    fn a_day_of_a_schedule_is_named_by_season_week_and_day() {
        let text = hours().1.replacen("starts = 07:30:00, ends = 16:30:00", "starts = 07:15:00, ends = 16:15:00", 1);

        let changes = differences(shipped(), with(&text));

        let keys: Vec<&str> = changes[0].facts.iter().map(|fact| fact.key.as_str()).collect();
        let day = "schedules[season biasa week 5 from 2023-04-12].days[on jumat]";
        assert_eq!(keys, [format!("{day}.ends"), format!("{day}.starts")]);
        assert_eq!(changes[0].facts[1].after.as_deref(), Some("07:15:00"));
    }

    #[test]
    fn comments_and_spaces_are_no_difference_and_a_whole_pack_is_new_or_gone() {
        assert_eq!(differences(shipped(), with(&format!("# lain\n{}", hours().1))), []);

        let mut fewer = shipped();
        fewer.retain(|(path, _)| *path != "daerah/61/disiplin-kerja.toml");
        assert_eq!(differences(shipped(), fewer.clone())[0].what, "gone");
        assert_eq!(differences(fewer, shipped())[0].what, "new");
    }

    #[test]
    fn what_is_open_is_as_many_facts_as_the_list_counts() {
        let info = crate::Packs::shipped().list().into_iter().find(|info| info.path == hours().0).unwrap();

        let open = open_facts(hours().1);

        assert_eq!(open.len(), info.open);
        let week = open.iter().find(|fact| fact.key == "week_minutes.values[from 2023-04-12]").unwrap();
        assert!(week.open.contains("pengundangan"));
    }
}
