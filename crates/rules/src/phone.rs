//! Packs of kind `rekam_hp`: what is noticed of punches from phones.

use hadir_domain::policy::{PhonePolicy, PhotoWish};
use jiff::civil::Date;

use crate::pack::{Dated, Header, Scope, Tally, read_numbers, read_values, top};
use crate::read::{Reader, Section};

const PHOTO: [(&str, PhotoWish); 3] =
    [("off", PhotoWish::Off), ("optional", PhotoWish::Optional), ("asked", PhotoWish::Asked)];

/// What one pack says of phones. A regional pack may say only a part; the rest is the nation's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PhoneRules {
    photo: Vec<Dated<PhotoWish>>,
    late_minutes: Vec<Dated<u16>>,
    clock_seconds: Vec<Dated<u16>>,
    stale_fix_seconds: Vec<Dated<u16>>,
    poor_accuracy_m: Vec<Dated<u16>>,
    office_code_people: Vec<Dated<u16>>,
}

impl PhoneRules {
    pub fn read(r: &mut Reader, root: &mut Section, header: &Header, scope: &Scope) -> Self {
        let must = *scope == Scope::National;
        let photo = read_values(r, root, header, "photo", must, None, |r, section| {
            section.word(r, "value", &PHOTO).unwrap_or(PhotoWish::Off)
        });
        Self {
            photo,
            late_minutes: read_numbers(r, root, header, "late_minutes", "minute", must, 1..=1440),
            clock_seconds: read_numbers(r, root, header, "clock_seconds", "second", must, 5..=3600),
            stale_fix_seconds: read_numbers(r, root, header, "stale_fix_seconds", "second", must, 5..=3600),
            poor_accuracy_m: read_numbers(r, root, header, "poor_accuracy_m", "metre", must, 5..=10_000),
            office_code_people: read_numbers(r, root, header, "office_code_people", "person", must, 2..=1000),
        }
    }

    pub fn tally(&self) -> Tally {
        let mut tally = Tally::default();
        self.photo.iter().for_each(|value| tally.count(value.provenance.confirmed));
        let seconds = [&self.clock_seconds, &self.stale_fix_seconds];
        for numbers in seconds.into_iter().chain([&self.late_minutes, &self.poor_accuracy_m, &self.office_code_people])
        {
            numbers.iter().for_each(|value| tally.count(value.provenance.confirmed));
        }
        tally
    }
}

/// What is noticed on a day: the region's word, else the province's, else the nation's; `None` outside the days the
/// nation's pack covers.
pub(crate) fn on(layers: &[(&str, &PhoneRules)], cover: &Header, date: Date) -> Option<PhonePolicy> {
    if !cover.covers(date) {
        return None;
    }
    let (pack, photo) = top(layers, |rules: &PhoneRules| &rules.photo, date)?;
    let rule = photo.provenance.cite(pack);
    Some(PhonePolicy {
        photo: photo.value,
        late_minutes: top(layers, |rules: &PhoneRules| &rules.late_minutes, date)?.1.value,
        clock_seconds: top(layers, |rules: &PhoneRules| &rules.clock_seconds, date)?.1.value,
        stale_fix_seconds: top(layers, |rules: &PhoneRules| &rules.stale_fix_seconds, date)?.1.value,
        poor_accuracy_m: top(layers, |rules: &PhoneRules| &rules.poor_accuracy_m, date)?.1.value,
        office_code_people: top(layers, |rules: &PhoneRules| &rules.office_code_people, date)?.1.value,
        rule,
    })
}
