//! What the words of an office about a post come to.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::hours::Definition;
use crate::ids::PersonId;

/// One word about a post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Word {
    /// It begins, with the code of its sheet.
    Opened {
        /// What it is.
        definition: Definition,
        /// The code.
        code: String,
    },
    /// It is another from now on.
    Defined(Definition),
    /// Somebody may staff it.
    Staffed(Entry),
    /// Somebody may no longer, past a day.
    Unstaffed {
        /// Which entry ends.
        entry: Uuid,
        /// The last day it holds.
        to: Date,
    },
    /// The code of its sheet is another; the old one opens nothing.
    CodeReplaced {
        /// The new code.
        code: String,
    },
    /// It is given up.
    Closed,
}

/// Somebody who may staff a post, from one day to another (both inclusive, open when `None`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its key.
    pub id: Uuid,
    /// Who.
    pub person: PersonId,
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Option<Date>,
}

impl Entry {
    /// Whether it holds on a day.
    pub fn holds_on(&self, on: Date) -> bool {
        self.from <= on && self.to.is_none_or(|to| on <= to)
    }
}

/// A post as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// What it is.
    pub definition: Definition,
    /// The code of its sheet.
    pub code: String,
    /// Who may staff it, in the order they were named.
    pub staff: Vec<Entry>,
    /// Whether it was given up.
    pub closed: bool,
}

impl Standing {
    /// Who may staff it on a day, each once.
    pub fn staff_on(&self, on: Date) -> Vec<PersonId> {
        let mut staff: Vec<PersonId> =
            self.staff.iter().filter(|entry| entry.holds_on(on)).map(|entry| entry.person).collect();
        staff.sort_unstable();
        staff.dedup();
        staff
    }
}

/// Folds the words of one post, in the order they were said.
#[derive(Debug, Clone, Default)]
pub struct PostCourse {
    standing: Option<Standing>,
    ended: BTreeMap<Uuid, Date>,
}

impl PostCourse {
    /// Takes the next word. Words before it began, or after it was given up, change nothing.
    pub fn take(&mut self, word: Word) {
        if let Word::Opened { definition, code } = word {
            let begins = || Standing { definition, code, staff: Vec::new(), closed: false };
            self.standing.get_or_insert_with(begins);
            return;
        }
        let Some(standing) = self.standing.as_mut().filter(|standing| !standing.closed) else { return };
        match word {
            Word::Opened { .. } => {}
            Word::Defined(definition) => standing.definition = definition,
            Word::Staffed(entry) => standing.staff.push(entry),
            Word::Unstaffed { entry, to } => {
                // The earliest end counts, whichever word came first.
                let end = self.ended.entry(entry).or_insert(to);
                *end = to.min(*end);
            }
            Word::CodeReplaced { code } => standing.code = code,
            Word::Closed => standing.closed = true,
        }
    }

    /// Where it stands; `None` before it began.
    pub fn standing(mut self) -> Option<Standing> {
        let standing = self.standing.as_mut()?;
        for entry in &mut standing.staff {
            if let Some(end) = self.ended.get(&entry.id) {
                entry.to = Some(entry.to.map_or(*end, |to| to.min(*end)));
            }
        }
        self.standing
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn definition(name: &str) -> Definition {
        Definition {
            name: name.into(),
            place: String::new(),
            site: None,
            rank: 5,
            bands: Vec::new(),
            tell_after_minutes: 15,
            answer_workdays: 5,
        }
    }

    fn entry(id: u128, person: u128, from: Date, to: Option<Date>) -> Entry {
        Entry { id: Uuid::from_u128(id), person: PersonId(Uuid::from_u128(person)), from, to }
    }

    fn fold(words: Vec<Word>) -> Option<Standing> {
        let mut course = PostCourse::default();
        words.into_iter().for_each(|word| course.take(word));
        course.standing()
    }

    #[test]
    fn the_last_definition_and_code_count_and_a_closed_post_stays_closed() {
        let opened = Word::Opened { definition: definition("Loket A"), code: "1-a".into() };
        let standing = fold(vec![
            opened.clone(),
            Word::Defined(definition("Loket B")),
            Word::CodeReplaced { code: "1-b".into() },
            Word::Closed,
            Word::CodeReplaced { code: "1-c".into() },
            opened,
        ])
        .unwrap();

        assert_eq!((standing.definition.name.as_str(), standing.code.as_str()), ("Loket B", "1-b"));
        assert!(standing.closed);
        assert_eq!(fold(vec![Word::Closed]), None);
    }

    #[test]
    fn an_entry_ends_on_its_earliest_end_and_counts_its_person_once_a_day() {
        let (one, two) = (date(2026, 1, 1), date(2026, 1, 31));
        let standing = fold(vec![
            Word::Opened { definition: definition("IGD"), code: "1-a".into() },
            Word::Staffed(entry(1, 7, one, None)),
            Word::Staffed(entry(2, 7, one, Some(two))),
            Word::Unstaffed { entry: Uuid::from_u128(1), to: date(2026, 1, 20) },
            Word::Unstaffed { entry: Uuid::from_u128(1), to: date(2026, 1, 25) },
        ])
        .unwrap();

        assert_eq!(standing.staff_on(date(2026, 1, 10)).len(), 1);
        assert_eq!(standing.staff[0].to, Some(date(2026, 1, 20)));
        assert_eq!(standing.staff_on(two).len(), 1);
        assert!(standing.staff_on(date(2026, 2, 1)).is_empty());
    }
}
