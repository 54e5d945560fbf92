//! Packs of kind `disiplin_kerja`: the ladder of each regulation, for whom and since when, and how minutes become days.
//!
//! `[[regulations]]` hold whole ladders: a region's regulation replaces the nation's for the employments it names and the days
//! it is in force, rung by rung mixing would be a regulation nobody made. `[[without_rule]]` says who would have to make one.

use std::collections::BTreeSet;
use std::sync::Arc;

use hadir_domain::discipline::{
    Also, DisciplineRules, Interim, Level, MinuteRule, Regulation, Rung, Sanction, Silence, Span, Stretch,
};
use hadir_domain::hours::RuleRef;
use hadir_domain::people::EmployeeType;
use jiff::civil::Date;

use crate::error::Problem;
use crate::pack::{Dated, Header, Provenance, Scope, Tally, read_period, read_values, top, turns};
use crate::read::{Reader, Section};

/// What one pack says. A regional pack may say only a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DisciplinePack {
    regulations: Vec<Entry>,
    silences: Vec<(Vec<EmployeeType>, Dated<String>)>,
    minutes: Vec<Dated<Option<u16>>>,
    /// The code of the region whose pack it is.
    region: Option<String>,
    tally: Tally,
}

/// A regulation, before its pack has a name.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry {
    id: String,
    name: String,
    types: Vec<EmployeeType>,
    /// Employments for which it is not sure that it holds, and why.
    unsure: Option<(Vec<EmployeeType>, String)>,
    from: Date,
    to: Option<Date>,
    rungs: Vec<RungEntry>,
    streak: Option<RungEntry>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct RungEntry {
    rung: Rung,
    provenance: Provenance,
    interim: Option<Provenance>,
}

impl DisciplinePack {
    pub fn read(r: &mut Reader, root: &mut Section, header: &Header, scope: &Scope) -> Self {
        let must = *scope == Scope::National;
        let mut tally = Tally::default();
        let mut ids = BTreeSet::new();
        let sections = if must { root.some_sections(r, "regulations") } else { root.sections(r, "regulations") };
        let mut regulations: Vec<Entry> = Vec::new();
        for section in sections {
            let key = section.key("from");
            let entry = regulation(r, section, header, &mut tally);
            let same = |one: &&Entry| one.types.iter().any(|of| entry.types.contains(of));
            if !ids.insert(entry.id.clone()) {
                r.fail(&key, Problem::Twice(entry.id.clone()));
            }
            if regulations.iter().rev().find(same).is_some_and(|last| entry.from <= last.to.unwrap_or(last.from)) {
                r.fail(&key, Problem::NotAscending(entry.from));
            }
            regulations.push(entry);
        }
        let mut silences = Vec::new();
        for mut section in root.sections(r, "without_rule") {
            let types = types(r, &mut section);
            let period = read_period(r, &mut section, header, &mut None);
            let value = section.text(r, "reason");
            let provenance = Provenance::read(r, &mut section);
            tally.count(provenance.confirmed);
            section.finish(r);
            silences.push((types, Dated { from: period.from, to: period.to, value, provenance }));
        }
        let minutes = read_values(r, root, header, "minutes_per_absence_day", must, Some("minute"), |r, section| {
            let none = section.opt_flag(r, "none").unwrap_or(false);
            if none == section.has("value") {
                r.fail(section.key("value"), Problem::Expected("either minutes or none"));
            }
            section.opt_number(r, "value", 1..=1_440).map(|value| value as u16)
        });
        minutes.iter().for_each(|value| tally.count(value.provenance.confirmed));
        let region = scope.region().map(str::to_owned);
        Self { regulations, silences, minutes, region, tally }
    }

    pub fn tally(&self) -> Tally {
        self.tally
    }

    /// The pack's regulation for an employment on a day.
    fn on(&self, of: EmployeeType, date: Date) -> Option<&Entry> {
        let holds = |entry: &&Entry| entry.from <= date && entry.to.is_none_or(|to| date <= to);
        self.regulations.iter().rev().filter(|entry| entry.types.contains(&of)).find(holds)
    }
}

fn types(r: &mut Reader, section: &mut Section) -> Vec<EmployeeType> {
    let types = section.words(r, "types", &EmployeeType::ALL.map(|of| (of.as_str(), of)));
    if types.is_empty() {
        r.fail(section.key("types"), Problem::Expected("a list that is not empty"));
    }
    types
}

fn regulation(r: &mut Reader, mut section: Section, header: &Header, tally: &mut Tally) -> Entry {
    let id = section.text(r, "id");
    if !id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-/".contains(&byte)) {
        r.fail(section.key("id"), Problem::Expected("small letters, digits, - and /"));
    }
    let name = section.text(r, "name");
    let of_types = types(r, &mut section);
    let unsure = section.opt_section(r, "unsure").map(|mut section| {
        let unsure = (types(r, &mut section), section.text(r, "open"));
        if unsure.0.iter().any(|of| !of_types.contains(of)) {
            r.fail(section.key("types"), Problem::Expected("among the types of the regulation"));
        }
        section.finish(r);
        unsure
    });
    let period = read_period(r, &mut section, header, &mut None);
    let provenance = Provenance::read(r, &mut section);
    tally.count(provenance.confirmed);
    let mut rungs: Vec<RungEntry> = Vec::new();
    let mut keys = Vec::new();
    for rung in section.some_sections(r, "rungs") {
        keys.push(rung.path().to_owned());
        rungs.push(read_rung(r, rung, "from_days", header, tally));
    }
    for (place, pair) in rungs.windows(2).enumerate() {
        let (before, after) = (&pair[0].rung, &pair[1].rung);
        if after.from_days <= before.from_days || after.weight() < before.weight() {
            r.fail(&keys[place + 1], Problem::Expected("heavier than the rung before it"));
        }
    }
    let last: Vec<Option<u16>> =
        rungs.iter().skip(1).map(|next| Some(next.rung.from_days.saturating_sub(1))).chain([None]).collect();
    for (entry, last) in rungs.iter_mut().zip(last) {
        let from = entry.rung.from_days;
        entry.rung.id = match last {
            Some(last) if last == from => format!("{id}/kumulatif-{from}"),
            Some(last) => format!("{id}/kumulatif-{from}-{last}"),
            None => format!("{id}/kumulatif-{from}-lebih"),
        };
    }
    let streak = section.opt_section(r, "streak").map(|section| {
        let mut entry = read_rung(r, section, "days", header, tally);
        entry.rung.id = format!("{id}/berturut-{}", entry.rung.from_days);
        entry
    });
    section.finish(r);
    Entry { id, name, types: of_types, unsure, from: period.from, to: period.to, rungs, streak }
}

fn read_rung(r: &mut Reader, mut section: Section, days: &str, header: &Header, tally: &mut Tally) -> RungEntry {
    let words = |all: &'static [Sanction]| all.iter().map(|of| (of.as_str(), *of)).collect::<Vec<_>>();
    let sanctions = words(Sanction::ALL);
    let levels: Vec<_> = Level::ALL.iter().map(|of| (of.as_str(), *of)).collect();
    let alsos: Vec<_> = Also::ALL.iter().map(|of| (of.as_str(), *of)).collect();
    let from_days = section.number(r, days, 1..=366) as u16;
    let level = section.word(r, "level", &levels).unwrap_or(Level::Ringan);
    let sanction = section.opt_word(r, "sanction", &sanctions);
    let outside = section.opt_text(r, "outside");
    if sanction.is_some() == outside.is_some() {
        r.fail(section.key("sanction"), Problem::Expected("either a punishment or the words of one outside the list"));
    }
    let also = section.words(r, "also", &alsos);
    let review = section.opt_text(r, "review");
    let provenance = Provenance::read(r, &mut section);
    tally.count(provenance.confirmed);
    let mut interim_of = None;
    let mut interim = None;
    if let Some(mut section) = section.opt_section(r, "interim") {
        let stands_in = section.word(r, "sanction", &sanctions).unwrap_or(Sanction::TeguranLisan);
        let (from, to) = (section.date(r, "active_from"), section.opt_date(r, "active_to"));
        header.check(r, section.key("active_from"), from);
        if to.is_some_and(|to| to < from) {
            r.fail(section.key("active_to"), Problem::Expected("after its beginning"));
        }
        if sanction.is_none() {
            r.fail(section.path(), Problem::Expected("beside a punishment"));
        }
        let of = Provenance::read(r, &mut section);
        tally.count(of.confirmed);
        section.finish(r);
        interim =
            Some(Interim { sanction: stands_in, active: Span { from, to }, open: of.open.clone(), rule: of.cite("") });
        interim_of = Some(of);
    }
    section.finish(r);
    let rung = Rung {
        id: String::new(),
        from_days,
        level,
        sanction,
        outside,
        interim,
        also,
        review,
        open: provenance.open.clone(),
        rule: provenance.cite(""),
    };
    RungEntry { rung, provenance, interim: interim_of }
}

/// What holds for an employment in a region over time: the region's regulation, else the province's, else the nation's, within
/// the days the nation's pack covers.
pub(crate) fn of(
    layers: &[(&str, &DisciplinePack)],
    cover: Option<&Header>,
    region: Option<&str>,
    employee_type: EmployeeType,
) -> DisciplineRules {
    let national: Vec<_> = layers.iter().copied().filter(|(_, pack)| pack.region.is_none()).collect();
    DisciplineRules {
        employee_type,
        stretches: cover.map(|cover| stretches(layers, cover, region, employee_type)).unwrap_or_default(),
        standard: cover.map(|cover| stretches(&national, cover, None, EmployeeType::Pns)).unwrap_or_default(),
        silences: silences(layers, employee_type),
        minutes: cover.map(|cover| minutes(layers, cover)).unwrap_or_default(),
    }
}

fn stretches(
    layers: &[(&str, &DisciplinePack)],
    cover: &Header,
    region: Option<&str>,
    of: EmployeeType,
) -> Vec<Stretch> {
    let entries = || layers.iter().flat_map(|(_, pack)| &pack.regulations);
    let edges = entries().flat_map(|entry| [Some(entry.from), entry.to.and_then(|to| to.tomorrow().ok())]);
    let mut found: Vec<Stretch> = Vec::new();
    for (from, to) in cover.spans(edges.flatten()) {
        let on = layers.iter().rev().find_map(|(name, pack)| Some((*name, *pack, pack.on(of, from)?)));
        let Some((name, pack, entry)) = on else { continue };
        let next = |last: &Stretch| last.span.to.and_then(|to| to.tomorrow().ok()) == Some(from);
        match found.last_mut() {
            Some(last) if last.regulation.id == entry.id && next(last) => last.span.to = to,
            _ => found.push(Stretch {
                span: Span { from, to },
                regulation: Arc::new(named(entry, of, name, caution(pack, region))),
            }),
        }
    }
    found
}

/// A province's regulation binds the province's people; whether a city took it over is for the city to say.
fn caution(pack: &DisciplinePack, region: Option<&str>) -> Option<String> {
    let (of, region) = (pack.region.as_deref()?, region?);
    (of != region).then(|| {
        format!("Yang dipakai aturan provinsi {of}; pastikan pejabat pembina kepegawaian {region} memakainya juga.")
    })
}

fn named(entry: &Entry, of: EmployeeType, pack: &str, caution: Option<String>) -> Regulation {
    let unsure = entry.unsure.as_ref().filter(|(types, _)| types.contains(&of)).map(|(_, open)| open);
    let rung = |entry: &RungEntry| {
        let mut rung = entry.rung.clone();
        rung.rule = entry.provenance.cite(pack);
        if let Some(open) = unsure {
            rung.open = Some(rung.open.iter().chain([open]).cloned().collect::<Vec<_>>().join("; "));
            rung.rule = Arc::new(RuleRef { confirmed: false, ..(*rung.rule).clone() });
        }
        if let (Some(interim), Some(of)) = (&mut rung.interim, &entry.interim) {
            interim.rule = of.cite(pack);
        }
        rung
    };
    Regulation {
        id: entry.id.clone(),
        name: entry.name.clone(),
        rungs: entry.rungs.iter().map(rung).collect(),
        streak: entry.streak.as_ref().map(rung),
        caution,
    }
}

/// The nearest first: the region's words stand before the nation's.
fn silences(layers: &[(&str, &DisciplinePack)], of: EmployeeType) -> Vec<Silence> {
    let of_pack = |(name, pack): &(&str, &DisciplinePack)| {
        let here = pack.silences.iter().filter(|(types, _)| types.contains(&of));
        here.map(|(_, one)| Silence {
            span: Span { from: one.from, to: one.to },
            reason: one.value.clone(),
            rule: one.provenance.cite(name),
        })
        .collect::<Vec<_>>()
    };
    layers.iter().rev().flat_map(of_pack).collect()
}

fn minutes(layers: &[(&str, &DisciplinePack)], cover: &Header) -> Vec<MinuteRule> {
    let edges = layers.iter().flat_map(|(_, pack)| turns(&pack.minutes));
    let rule = |(from, to): (Date, Option<Date>)| {
        let (name, value) = top(layers, |pack: &DisciplinePack| &pack.minutes, from)?;
        Some(MinuteRule {
            span: Span { from, to },
            per_day: value.value,
            open: value.provenance.open.clone(),
            rule: value.provenance.cite(name),
        })
    };
    cover.spans(edges).filter_map(rule).collect()
}
