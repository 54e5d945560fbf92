//! Packs of kind `permohonan`: who decides on requests and how long, and when a month is closed.

use std::collections::BTreeMap;
use std::sync::Arc;

use hadir_domain::hours::RuleRef;
use hadir_domain::requests::{Chain, ChainStep, RequestKind, Who};
use jiff::civil::Date;

use crate::error::Problem;
use crate::pack::{Dated, Header, Scope, Tally, read_numbers, read_values, top};
use crate::read::{Reader, Section};

/// More steps than any office would bear.
const MOST_STEPS: usize = 5;

/// How requests are handled on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestPolicy {
    /// The chain of each kind.
    pub chains: BTreeMap<RequestKind, Chain>,
    /// Days back that may be asked for.
    pub back_days: u16,
    /// The working day of the next month from which a month may be closed.
    pub close_workdays: u16,
    /// Working days before that on which approvers are reminded.
    pub remind_workdays: u16,
    /// Where the chain of leave comes from.
    pub rule: Arc<RuleRef>,
}

impl RequestPolicy {
    /// The chain of a kind; one step of the superior where a pack forgot it cannot be, packs are read whole.
    pub fn chain(&self, kind: RequestKind) -> &[ChainStep] {
        self.chains.get(&kind).map_or(&[], Vec::as_slice)
    }
}

/// What one pack says of requests. A regional pack may say only a part; the rest is the nation's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RequestRules {
    chains: BTreeMap<RequestKind, Vec<Dated<Chain>>>,
    back_days: Vec<Dated<u16>>,
    close_workdays: Vec<Dated<u16>>,
    remind_workdays: Vec<Dated<u16>>,
}

impl RequestRules {
    pub fn read(r: &mut Reader, root: &mut Section, header: &Header, scope: &Scope) -> Self {
        let must = *scope == Scope::National;
        let mut chains = BTreeMap::new();
        for kind in RequestKind::ALL {
            let values = read_values(r, root, header, kind.as_str(), must, None, |r, section| chain(r, section, *kind));
            chains.insert(*kind, values);
        }
        Self {
            chains,
            back_days: read_numbers(r, root, header, "back_days", "day", must, 1..=730),
            close_workdays: read_numbers(r, root, header, "close_workdays", "workday", must, 1..=20),
            remind_workdays: read_numbers(r, root, header, "remind_workdays", "workday", must, 0..=10),
        }
    }

    pub fn tally(&self) -> Tally {
        let mut tally = Tally::default();
        self.chains.values().flatten().for_each(|value| tally.count(value.provenance.confirmed));
        for numbers in [&self.back_days, &self.close_workdays, &self.remind_workdays] {
            numbers.iter().for_each(|value| tally.count(value.provenance.confirmed));
        }
        tally
    }
}

/// A swap begins with the colleague; elsewhere no colleague decides. A correction wants two pairs of eyes.
fn chain(r: &mut Reader, section: &mut Section, kind: RequestKind) -> Chain {
    let key = section.key("steps");
    let seats = Who::ALL.map(|who| (who.as_str(), who));
    let mut steps = Vec::new();
    for mut step in section.sections(r, "steps") {
        let who = step.word(r, "who", &seats).unwrap_or(Who::Atasan);
        let days = step.number(r, "days", 1..=60) as u8;
        step.finish(r);
        steps.push(ChainStep { who, days });
    }
    if !(1..=MOST_STEPS).contains(&steps.len()) {
        r.fail(key.clone(), Problem::Expected("one to five steps"));
    }
    let colleague_first = steps.first().is_some_and(|step| step.who == Who::Rekan);
    let colleagues = steps.iter().filter(|step| step.who == Who::Rekan).count();
    if (kind == RequestKind::Swap) != colleague_first || colleagues > usize::from(kind == RequestKind::Swap) {
        r.fail(key.clone(), Problem::Expected("the colleague first in a swap, and nowhere else"));
    }
    if kind == RequestKind::Correction && steps.len() < 2 {
        r.fail(key, Problem::Expected("two steps: a correction wants four eyes"));
    }
    steps
}

/// How requests are handled on a day: the region's word, else the province's, else the nation's; `None` outside the
/// days the nation's pack covers.
pub(crate) fn on(layers: &[(&str, &RequestRules)], cover: &Header, date: Date) -> Option<RequestPolicy> {
    if !cover.covers(date) {
        return None;
    }
    let mut chains = BTreeMap::new();
    for kind in RequestKind::ALL {
        let (_, chain) = top(layers, |rules: &RequestRules| rules.of(*kind), date)?;
        chains.insert(*kind, chain.value.clone());
    }
    let (pack, leave) = top(layers, |rules: &RequestRules| rules.of(RequestKind::Leave), date)?;
    let rule = leave.provenance.cite(pack);
    Some(RequestPolicy {
        chains,
        back_days: top(layers, |rules: &RequestRules| &rules.back_days, date)?.1.value,
        close_workdays: top(layers, |rules: &RequestRules| &rules.close_workdays, date)?.1.value,
        remind_workdays: top(layers, |rules: &RequestRules| &rules.remind_workdays, date)?.1.value,
        rule,
    })
}

impl RequestRules {
    fn of(&self, kind: RequestKind) -> &[Dated<Chain>] {
        self.chains.get(&kind).map_or(&[], Vec::as_slice)
    }
}
