//! Three rosters compared: who is registered, who leaves traces, who stands on a list by somebody else (who is paid).
//!
//! **Invariant:** whoever stands on any of them is counted in exactly one [`RosterCell`], and the cells add up to all of
//! them. Lines of the list that cannot be used, and lines that repeat another, stand beside the table and are counted too.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::codes::codes;
use crate::ids::PersonId;
use crate::people::{Nip, is_ni_pppk_shape};

codes!(
    /// On which of the three somebody stands.
    RosterCell {
        /// On all three.
        All = "all",
        /// Registered and active, not on the list.
        RegisteredActive = "registered_active",
        /// Registered and on the list, without a trace: may be a ghost.
        RegisteredListed = "registered_listed",
        /// Active and on the list, not registered.
        ActiveListed = "active_listed",
        /// Only registered.
        Registered = "registered",
        /// Only active.
        Active = "active",
        /// Only on the list.
        Listed = "listed",
    }
);

impl RosterCell {
    /// The cell of what holds; `None` for nobody.
    pub fn of(registered: bool, active: bool, listed: bool) -> Option<Self> {
        Some(match (registered, active, listed) {
            (true, true, true) => Self::All,
            (true, true, false) => Self::RegisteredActive,
            (true, false, true) => Self::RegisteredListed,
            (false, true, true) => Self::ActiveListed,
            (true, false, false) => Self::Registered,
            (false, true, false) => Self::Active,
            (false, false, true) => Self::Listed,
            (false, false, false) => return None,
        })
    }
}

/// One line of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedLine {
    /// Its line in the file.
    pub line: u64,
    /// The number as written, blanks and apostrophes taken away.
    pub number: String,
    /// The name as written.
    pub name: String,
}

/// Everything that is compared.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rosters {
    /// People with a post on the day.
    pub registered: BTreeSet<PersonId>,
    /// People with a trace of any source within the span.
    pub active: BTreeSet<PersonId>,
    /// Numbers that leave traces and mean nobody of the register.
    pub active_numbers: BTreeSet<String>,
    /// Whose numbers are whose, everybody's, also of those who left.
    pub owners: BTreeMap<String, PersonId>,
    /// The list.
    pub listed: Vec<ListedLine>,
}

codes!(
    /// What is wrong with a line of the list.
    LineProblem {
        /// There is no number.
        NoNumber = "no_number",
        /// The number is in E+ form: its last digits are lost.
        NumberRounded = "number_rounded",
        /// The number is nobody's and has not the shape of a NIP or NI PPPK; it is counted all the same.
        Shape = "shape",
        /// The same number stands on an earlier line.
        Repeated = "repeated",
        /// Another number of the same person stands on an earlier line.
        SamePerson = "same_person",
    }
);

impl LineProblem {
    /// Whether the line is left out of the table.
    pub fn leaves_out(self) -> bool {
        self != Self::Shape
    }
}

/// One subject of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RosterEntry {
    /// Where it stands.
    pub cell: RosterCell,
    /// Who it is, where the register knows.
    pub person: Option<PersonId>,
    /// The number, where the register does not know who it is, or the list names them by it.
    pub number: Option<String>,
    /// The name on the list.
    pub listed_name: Option<String>,
}

/// A line that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrongLine {
    /// The line.
    pub line: u64,
    /// What stands there.
    pub number: String,
    /// What is wrong.
    pub problem: LineProblem,
    /// The line it repeats.
    pub first_line: Option<u64>,
}

/// The table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RostersCompared {
    /// Everybody on any of the three, once; known people first.
    pub entries: Vec<RosterEntry>,
    /// What is wrong with lines of the list.
    pub wrong: Vec<WrongLine>,
    /// Lines of the list.
    pub lines: usize,
}

/// The counts of a table.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RosterCounts {
    /// Everybody: the sum of the cells.
    pub union: usize,
    /// How many stand in each cell, in the order of [`RosterCell::ALL`].
    pub cells: [usize; 7],
    /// Registered.
    pub registered: usize,
    /// Active.
    pub active: usize,
    /// On the list, each once.
    pub listed: usize,
    /// Lines left out: without a number, or repeating another.
    pub left_out: usize,
}

/// Who stands where, before it is counted.
#[derive(Default)]
struct Place {
    registered: bool,
    active: bool,
    line: Option<(u64, String, String)>,
}

/// Compares the three.
pub fn compare(rosters: &Rosters) -> RostersCompared {
    let mut people: BTreeMap<PersonId, Place> = BTreeMap::new();
    let mut numbers: BTreeMap<String, Place> = BTreeMap::new();
    for person in &rosters.registered {
        people.entry(*person).or_default().registered = true;
    }
    for person in &rosters.active {
        people.entry(*person).or_default().active = true;
    }
    for number in &rosters.active_numbers {
        match rosters.owners.get(number) {
            Some(person) => people.entry(*person).or_default().active = true,
            None => numbers.entry(number.clone()).or_default().active = true,
        }
    }
    let mut wrong = Vec::new();
    for line in &rosters.listed {
        let number = plain_number(&line.number);
        let mut report = |problem, first_line| {
            wrong.push(WrongLine { line: line.line, number: number.clone(), problem, first_line });
        };
        if number.is_empty() {
            report(LineProblem::NoNumber, None);
            continue;
        }
        if is_rounded(&number) {
            report(LineProblem::NumberRounded, None);
            continue;
        }
        let owner = rosters.owners.get(&number);
        let place = match owner {
            Some(person) => people.entry(*person).or_default(),
            None => numbers.entry(number.clone()).or_default(),
        };
        if let Some((first, same, _)) = &place.line {
            let problem = if *same == number { LineProblem::Repeated } else { LineProblem::SamePerson };
            report(problem, Some(*first));
            continue;
        }
        place.line = Some((line.line, number.clone(), line.name.clone()));
        if owner.is_none() && Nip::parse(&number).is_err() && !is_ni_pppk_shape(&number) {
            report(LineProblem::Shape, None);
        }
    }
    let known = people.into_iter().map(|(person, place)| (Some(person), None, place));
    let unknown = numbers.into_iter().map(|(number, place)| (None, Some(number), place));
    let entries = known
        .chain(unknown)
        .filter_map(|(person, number, place)| {
            let cell = RosterCell::of(place.registered, place.active, place.line.is_some())?;
            let (listed_number, listed_name) = place.line.map(|(_, number, name)| (number, name)).unzip();
            Some(RosterEntry { cell, person, number: number.or(listed_number), listed_name })
        })
        .collect();
    RostersCompared { entries, wrong, lines: rosters.listed.len() }
}

impl RostersCompared {
    /// Counts the table.
    pub fn counts(&self) -> RosterCounts {
        let mut counts = RosterCounts {
            union: self.entries.len(),
            left_out: self.wrong.iter().filter(|wrong| wrong.problem.leaves_out()).count(),
            ..RosterCounts::default()
        };
        for entry in &self.entries {
            use RosterCell::{Active, ActiveListed, All, Listed, Registered, RegisteredActive, RegisteredListed};
            counts.cells[entry.cell as usize] += 1;
            counts.registered +=
                usize::from(matches!(entry.cell, All | RegisteredActive | RegisteredListed | Registered));
            counts.active += usize::from(matches!(entry.cell, All | RegisteredActive | ActiveListed | Active));
            counts.listed += usize::from(matches!(entry.cell, All | RegisteredListed | ActiveListed | Listed));
        }
        counts
    }

    /// Whether the cells add up to everybody, and everybody on the list with the lines left out to its lines.
    pub fn adds_up(&self) -> bool {
        let counts = self.counts();
        counts.cells.iter().sum::<usize>() == counts.union && counts.listed + counts.left_out == self.lines
    }
}

/// A number without blanks, dots between digits and the marks spreadsheets put in front of long numbers.
pub fn plain_number(text: &str) -> String {
    let trimmed = text.trim().trim_matches(['`', '\'', '\u{2018}', '\u{2019}', '"', '\u{a0}', ' ']);
    let joined: String = trimmed.chars().filter(|letter| !letter.is_whitespace() && *letter != '\u{a0}').collect();
    let digits: String = joined.chars().filter(|letter| *letter != '.').collect();
    let is_spaced_nip = digits.len() == 18 && digits.bytes().all(|byte| byte.is_ascii_digit());
    if is_spaced_nip { digits } else { joined.chars().take(64).collect() }
}

/// `2.0990926E+17`: what a spreadsheet leaves of a long number. So does a NIP that ends in 000.
fn is_rounded(number: &str) -> bool {
    let rounded_nip = number.len() == 18 && number.ends_with("000") && number.bytes().all(|byte| byte.is_ascii_digit());
    let upper = number.to_ascii_uppercase();
    rounded_nip
        || upper.split_once('E').is_some_and(|(mantissa, exponent)| {
            !mantissa.is_empty()
                && mantissa.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b','))
                && (exponent.starts_with('+') || mantissa.contains(['.', ',']))
                && exponent.trim_start_matches('+').bytes().all(|byte| byte.is_ascii_digit())
        })
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn person(number: u128) -> PersonId {
        PersonId(Uuid::from_u128(number))
    }

    fn nip(number: u32) -> String {
        format!("20990101212001{}{:03}", 1 + number % 2, 1 + number % 899)
    }

    fn line(line: u64, number: &str) -> ListedLine {
        ListedLine { line, number: number.into(), name: format!("Contoh {line}") }
    }

    #[test]
    fn everybody_stands_in_the_cell_of_what_holds() {
        let rosters = Rosters {
            registered: [1, 2, 3, 4].map(person).into(),
            active: [1, 2, 5].map(person).into(),
            active_numbers: [nip(90), nip(91)].into(),
            owners: (1..=6).map(|no| (nip(no), person(u128::from(no)))).collect(),
            listed: [1, 3, 5, 6, 90, 99].iter().zip(2..).map(|(no, at)| line(at, &nip(*no))).collect(),
        };

        let compared = compare(&rosters);

        let cell = |found: &str| compared.entries.iter().filter(|entry| entry.cell.as_str() == found).count();
        assert_eq!((cell("all"), cell("registered_active"), cell("registered_listed")), (1, 1, 1));
        assert_eq!((cell("active_listed"), cell("registered"), cell("active"), cell("listed")), (2, 1, 1, 2));
        assert_eq!(compared.counts().union, 9);
        assert!(compared.adds_up() && compared.wrong.is_empty());
    }

    #[test]
    fn repeated_and_unusable_lines_stand_beside_the_table_with_their_reason() {
        let second = "209901012121211002";
        let rosters = Rosters {
            registered: [person(1)].into(),
            owners: [(nip(1), person(1)), (second.to_owned(), person(1))].into(),
            listed: vec![
                line(2, &format!("`{} ", nip(1))),
                line(3, &nip(1)),
                line(4, second),
                line(5, ""),
                line(6, "2.0990926E+17"),
                line(7, "209909262120051000"),
                line(8, "77-ABC"),
                line(9, "20990101 212001 1 005"),
            ],
            ..Rosters::default()
        };

        let compared = compare(&rosters);

        let said: Vec<_> =
            compared.wrong.iter().map(|wrong| (wrong.line, wrong.problem.as_str(), wrong.first_line)).collect();
        assert_eq!(
            said,
            [
                (3, "repeated", Some(2)),
                (4, "same_person", Some(2)),
                (5, "no_number", None),
                (6, "number_rounded", None),
                (7, "number_rounded", None),
                (8, "shape", None),
            ]
        );
        assert_eq!((compared.counts().listed, compared.counts().left_out), (3, 5));
        assert!(compared.adds_up());
    }

    #[test]
    fn an_unknown_key_that_is_a_number_of_the_register_is_its_owner() {
        let rosters = Rosters {
            registered: [person(1)].into(),
            active_numbers: [nip(1)].into(),
            owners: [(nip(1), person(1))].into(),
            ..Rosters::default()
        };

        assert_eq!(compare(&rosters).entries[0].cell, RosterCell::RegisteredActive);
    }

    proptest::proptest! {
        #[test]
        fn the_cells_always_add_up(
            registered in proptest::collection::btree_set(0_u8..30, 0..20),
            active in proptest::collection::btree_set(0_u8..30, 0..20),
            numbers in proptest::collection::btree_set(0_u32..60, 0..20),
            listed in proptest::collection::vec(0_u32..60, 0..60),
        ) {
            let rosters = Rosters {
                registered: registered.iter().map(|no| person(u128::from(*no))).collect(),
                active: active.iter().map(|no| person(u128::from(*no))).collect(),
                active_numbers: numbers.iter().map(|no| nip(*no)).collect(),
                // Some people are known by two numbers.
                owners: (0_u32..40).map(|no| (nip(no), person(u128::from(no % 30)))).collect(),
                listed: listed.iter().zip(1..).map(|(no, at)| line(at, &if no % 7 == 6 { String::new() } else { nip(*no) })).collect(),
            };

            let compared = compare(&rosters);

            proptest::prop_assert!(compared.adds_up());
            let people: BTreeSet<_> = compared.entries.iter().filter_map(|entry| entry.person).collect();
            let known = compared.entries.iter().filter(|entry| entry.person.is_some()).count();
            proptest::prop_assert_eq!(people.len(), known, "each person once");
        }
    }
}
