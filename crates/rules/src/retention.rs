//! Packs of kind `retensi`: how long each class of personal data is kept.

use std::collections::BTreeMap;

use hadir_domain::erasing::{DataClass, Keep, Kept, Retention};
use jiff::civil::Date;

use crate::pack::{Dated, Header, Scope, Tally, read_numbers, top};
use crate::read::{Reader, Section};

/// What one pack says of keeping. A region may say some of it for itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RetentionRules {
    classes: BTreeMap<DataClass, Vec<Dated<u16>>>,
}

/// Photos and notices are counted in days, everything else in whole years.
fn in_days(class: DataClass) -> bool {
    matches!(class, DataClass::Photos | DataClass::Notices)
}

impl RetentionRules {
    pub fn read(r: &mut Reader, root: &mut Section, header: &Header, scope: &Scope) -> Self {
        let must = *scope == Scope::National;
        let mut classes = BTreeMap::new();
        for class in DataClass::ALL {
            let values = if in_days(*class) {
                read_numbers(r, root, header, &format!("{}_days", class.as_str()), "day", must, 1..=3650)
            } else {
                read_numbers(r, root, header, &format!("{}_years", class.as_str()), "year", must, 0..=100)
            };
            classes.insert(*class, values);
        }
        Self { classes }
    }

    pub fn tally(&self) -> Tally {
        let mut tally = Tally::default();
        self.classes.values().flatten().for_each(|value| tally.count(value.provenance.confirmed));
        tally
    }
}

/// What is kept how long on a day; `None` outside the days the nation's pack covers.
pub(crate) fn on(layers: &[(&str, &RetentionRules)], cover: &Header, date: Date) -> Option<Retention> {
    if !cover.covers(date) {
        return None;
    }
    let mut classes = BTreeMap::new();
    for class in DataClass::ALL {
        let (pack, found) = top(layers, |rules: &RetentionRules| values(rules, *class), date)?;
        let keep = if in_days(*class) { Keep::Days(found.value) } else { Keep::Years(found.value) };
        let rule = found.provenance.cite(pack);
        classes.insert(*class, Kept { keep, rule });
    }
    Some(Retention { classes })
}

fn values(rules: &RetentionRules, class: DataClass) -> &[Dated<u16>] {
    rules.classes.get(&class).map_or(&[], Vec::as_slice)
}
