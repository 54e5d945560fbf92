//! Packs of kind `cuti`: each kind of leave for each employment.

use std::collections::BTreeMap;
use std::sync::Arc;

use hadir_domain::leave::{
    Carry, Granted, KindRules, LeaveKind, LeaveRules, Length, Postponed, ProofRule, Words, Yearly,
};
use hadir_domain::people::EmployeeType;
use hadir_domain::status::Status;
use jiff::civil::Date;

use crate::error::Problem;
use crate::pack::{Dated, Header, Provenance, Scope, Tally, in_force, read_period};
use crate::read::{Reader, Section};

const GRANTED: [(&str, Granted); 3] = [("yes", Granted::Yes), ("no", Granted::No), ("open", Granted::Open)];
const STATUSES: [(&str, Status); 2] = [("C", Status::C), ("S", Status::S)];

type Key = (EmployeeType, LeaveKind);

/// What one pack says of leave. A regional pack may say only a part; the rest is the nation's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Leave {
    kinds: BTreeMap<Key, Vec<Dated<Arc<Entry>>>>,
    tally: (usize, usize),
}

/// One table of a pack, before the pack's name is known.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry {
    granted: Granted,
    yearly: Option<YearlyEntry>,
    longest: Option<Length>,
    extension: Option<Length>,
    least_half_days: u16,
    service_months: u16,
    earlier_for: Option<Words>,
    again_after_years: u16,
    children: Option<u8>,
    uses_up_tahunan: bool,
    proofs: Vec<ProofRule>,
    status: Status,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct YearlyEntry {
    days: u16,
    sure_days: u16,
    travel_days: u16,
    carry: Option<(u16, u16, Provenance)>,
    postponed: Option<(u16, Provenance)>,
}

impl Leave {
    pub fn read(r: &mut Reader, root: &mut Section, header: &Header, scope: &Scope) -> Self {
        let mut is = Self { kinds: BTreeMap::new(), tally: (0, 0) };
        let types = EmployeeType::ALL.map(|of| (of.as_str(), of));
        let leaves = LeaveKind::ALL.map(|of| (of.as_str(), of));
        for mut section in root.some_sections(r, "kinds") {
            let period = read_period(r, &mut section, header, &mut None);
            let (types, leaves) = (section.words(r, "types", &types), section.words(r, "leaves", &leaves));
            for (name, empty) in [("types", types.is_empty()), ("leaves", leaves.is_empty())] {
                if empty {
                    r.fail(section.key(name), Problem::Expected("a list that is not empty"));
                }
            }
            let provenance = Provenance::read(r, &mut section);
            let entry = entry(r, &mut section);
            is.count(&entry, &provenance);
            let key = section.key("from");
            section.finish(r);
            let value = Arc::new(entry);
            for of in types.iter().flat_map(|of| leaves.iter().map(move |leave| (*of, *leave))) {
                let list = is.kinds.entry(of).or_default();
                if list.last().is_some_and(|last| period.from <= last.to.unwrap_or(last.from)) {
                    r.fail(&key, Problem::NotAscending(period.from));
                }
                let provenance = provenance.clone();
                list.push(Dated { from: period.from, to: period.to, value: Arc::clone(&value), provenance });
            }
        }
        if *scope == Scope::National {
            is.must_be_whole(r);
        }
        is
    }

    /// The nation's pack answers for every employment and every kind: a gap would be a guess later.
    fn must_be_whole(&self, r: &mut Reader) {
        for of in EmployeeType::ALL {
            for leave in LeaveKind::ALL {
                if !self.kinds.contains_key(&(of, leave)) {
                    r.fail(format!("kinds ({} {})", of.as_str(), leave.as_str()), Problem::Missing);
                }
            }
        }
    }

    fn count(&mut self, entry: &Entry, provenance: &Provenance) {
        let yearly = entry.yearly.as_ref();
        let carry = yearly.and_then(|yearly| yearly.carry.as_ref()).map(|(_, _, of)| of);
        let postponed = yearly.and_then(|yearly| yearly.postponed.as_ref()).map(|(_, of)| of);
        for of in [Some(provenance), carry, postponed].into_iter().flatten() {
            if of.confirmed {
                self.tally.0 += 1;
            } else {
                self.tally.1 += 1;
            }
        }
    }

    pub fn tally(&self) -> Tally {
        Tally { confirmed: self.tally.0, open: self.tally.1 }
    }
}

fn entry(r: &mut Reader, section: &mut Section) -> Entry {
    let granted = section.word(r, "granted", &GRANTED).unwrap_or(Granted::Open);
    let status = section.word(r, "status", &STATUSES).unwrap_or(Status::C);
    let yearly = section.opt_section(r, "yearly").map(|section| yearly(r, section));
    let longest = section.opt_section(r, "longest").map(|section| length(r, section));
    let extension = section.opt_section(r, "extension").map(|section| length(r, section));
    let many = |value: Option<i64>, without| value.map_or(without, |value| value as u16);
    let entry = Entry {
        granted,
        yearly,
        longest,
        extension,
        least_half_days: many(section.opt_number(r, "least_half_days", 1..=60), 1),
        service_months: many(section.opt_number(r, "service_months", 0..=600), 0),
        earlier_for: words(r, section, "earlier_for"),
        again_after_years: many(section.opt_number(r, "again_after_years", 1..=50), 0),
        children: section.opt_number(r, "children", 1..=20).map(|value| value as u8),
        uses_up_tahunan: section.opt_flag(r, "uses_up_tahunan").unwrap_or(false),
        proofs: section.sections(r, "proofs").into_iter().map(|section| proof(r, section)).collect(),
        status,
    };
    if granted == Granted::Yes && entry.yearly.is_some() == entry.longest.is_some() {
        r.fail(section.key("yearly"), Problem::Expected("either a yearly amount or a longest length"));
    }
    if entry.extension.is_some() && entry.longest.is_none() {
        r.fail(section.key("extension"), Problem::Expected("beside a longest length"));
    }
    entry
}

fn yearly(r: &mut Reader, mut section: Section) -> YearlyEntry {
    let days = section.number(r, "days", 1..=90) as u16;
    let sure_days = section.opt_number(r, "sure_days", 1..=i64::from(days.max(1))).map_or(days, |value| value as u16);
    let travel_days = section.opt_number(r, "travel_days", 1..=60).unwrap_or_default() as u16;
    let carry = section.opt_section(r, "carry").map(|mut carry| {
        let least = i64::from(days);
        let usual = carry.number(r, "usual_days", least..=180) as u16;
        let two_years = carry.number(r, "two_years_days", i64::from(usual)..=180) as u16;
        let provenance = Provenance::read(r, &mut carry);
        carry.finish(r);
        (usual, two_years, provenance)
    });
    let postponed = section.opt_section(r, "postponed").map(|mut postponed| {
        let most = postponed.number(r, "most_days", i64::from(days)..=180) as u16;
        let provenance = Provenance::read(r, &mut postponed);
        postponed.finish(r);
        (most, provenance)
    });
    section.finish(r);
    YearlyEntry { days, sure_days, travel_days, carry, postponed }
}

fn length(r: &mut Reader, mut section: Section) -> Length {
    let months = section.opt_number(r, "months", 1..=60).unwrap_or_default() as u16;
    let days = section.opt_number(r, "days", 1..=1000).unwrap_or_default() as u16;
    if months == 0 && days == 0 {
        r.fail(section.path(), Problem::Expected("months or days"));
    }
    section.finish(r);
    Length { months, days }
}

fn proof(r: &mut Reader, mut section: Section) -> ProofRule {
    let from_days = section.number(r, "from_days", 1..=2000) as u16;
    let proof = ProofRule {
        from_days,
        to_days: section.opt_number(r, "to_days", i64::from(from_days)..=2000).map(|value| value as u16),
        workdays: section.word(r, "count", &[("days", false), ("workdays", true)]).unwrap_or(false),
        paper: Words { id: section.text(r, "paper"), en: section.text(r, "paper_en") },
    };
    section.finish(r);
    proof
}

/// A sentence in Indonesian, with its English beside it.
fn words(r: &mut Reader, section: &mut Section, name: &str) -> Option<Words> {
    let id = section.opt_text(r, name)?;
    Some(Words { id, en: section.text(r, &format!("{name}_en")) })
}

/// What holds for an employment on a day: kind by kind the region's word, else the province's, else the nation's.
pub(crate) fn on(layers: &[(&str, &Leave)], cover: &Header, of: EmployeeType, date: Date) -> Option<LeaveRules> {
    if !cover.covers(date) {
        return None;
    }
    let kind = |leave: LeaveKind| {
        layers.iter().rev().find_map(|(pack, rules)| {
            let value = in_force(rules.kinds.get(&(of, leave))?, date)?;
            Some((leave, kind_rules(pack, &value.value, &value.provenance)))
        })
    };
    Some(LeaveRules { employee_type: of, on: date, kinds: LeaveKind::ALL.into_iter().filter_map(kind).collect() })
}

fn kind_rules(pack: &str, entry: &Entry, provenance: &Provenance) -> KindRules {
    let rule = |of: &Provenance| of.cite(pack);
    let yearly = entry.yearly.as_ref().map(|yearly| Yearly {
        half_days: yearly.days * 2,
        sure_half_days: yearly.sure_days * 2,
        carry: yearly.carry.as_ref().map(|(usual, two_years, of)| Carry {
            usual_half_days: usual * 2,
            two_years_half_days: two_years * 2,
            rule: rule(of),
        }),
        postponed: yearly.postponed.as_ref().map(|(most, of)| Postponed { most_half_days: most * 2, rule: rule(of) }),
        travel_days: yearly.travel_days,
    });
    KindRules {
        granted: entry.granted,
        yearly,
        longest: entry.longest,
        extension: entry.extension,
        least_half_days: entry.least_half_days,
        service_months: entry.service_months,
        earlier_for: entry.earlier_for.clone(),
        again_after_years: entry.again_after_years,
        children: entry.children,
        uses_up_tahunan: entry.uses_up_tahunan,
        proofs: entry.proofs.clone(),
        status: entry.status,
        open: provenance.open.clone(),
        rule: rule(provenance),
    }
}
