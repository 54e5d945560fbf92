//! Kinds of employment side by side, as the API and the command line print them.

use std::collections::BTreeMap;

use hadir_domain::intervals::Estimate;
use hadir_domain::parity::cases::{CaseCounts, Times};
use hadir_domain::parity::ladder::LadderCounts;
use hadir_domain::parity::{Comparison, FEW_PEOPLE, Guarded, Measure, Summed, Tally, compare};
use hadir_domain::people::EmployeeType;
use hadir_domain::sanctions::Level;
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::shapes::UnitRef;
use crate::services::parity::{Followed, Parity, Sight};

/// A share with the interval it lies in with 95 of 100 chances, each as `0.1234`.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ParityRate {
    /// The share.
    pub rate: String,
    /// Not lower than this.
    pub low: String,
    /// Not higher than this.
    pub high: String,
}

/// What can be said of a rate beside that of the reference. It never says why.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ParityCompared {
    /// `terlalu_sedikit`, `tidak_terbedakan`, `lebih_tinggi` or `lebih_rendah`.
    pub compared: String,
    /// The difference as `-0.0123`; null where one of the groups is too small.
    pub difference: Option<String>,
    /// Not lower than this.
    pub low: Option<String>,
    /// Not higher than this.
    pub high: Option<String>,
}

/// Days of one measure.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ParityMeasure {
    /// The numerator: days.
    pub days: u64,
    /// As a share of days due; null without a day due.
    pub rate: Option<ParityRate>,
    /// Beside the reference; null for the reference itself, for totals and for single offices.
    pub compared: Option<ParityCompared>,
}

/// The counts of one group. `roster = free + waiting + due`; `due` is the sum of `hadir`, `tugas_luar`, `beralasan` and
/// `tanpa_keterangan`.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ParityGroup {
    /// `PNS`, `CPNS`, `PPPK`, `PPPK_PARUH_WAKTU`, `NON_ASN`; null for all together.
    pub kind: Option<String>,
    /// People who were in the group on their last day.
    pub people: u64,
    /// People with days here who are counted in another group.
    pub passing: u64,
    /// Days with a post.
    pub roster: u64,
    /// Of these, nothing was due.
    pub free: u64,
    /// Of these, not settled.
    pub waiting: u64,
    /// Days due, settled: the denominator.
    pub due: u64,
    /// Days due for which no roster states hours.
    pub without_hours: u64,
    /// Minutes the rosters asked for on the days due, breaks left out.
    pub contracted_minutes: u64,
    /// Minutes late.
    pub late_minutes: u64,
    /// Minutes left early.
    pub early_minutes: u64,
    /// Minutes late and left early per 100 contracted hours, as `12.34`; null without hours.
    pub short_per_100_hours: Option<String>,
    /// By measure: `hadir`, `terlambat`, `pulang_cepat`, `tugas_luar`, `beralasan`, `tanpa_keterangan`.
    pub measures: BTreeMap<String, ParityMeasure>,
}

/// One office.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ParityLine {
    /// The office.
    pub unit: UnitRef,
    /// Whether the units below it have lines of their own.
    pub alone: bool,
    /// All kinds together.
    pub whole: ParityGroup,
    /// The kinds.
    pub kinds: Vec<ParityGroup>,
}

/// How many people, and as a share of all people of the kind.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ParityReached {
    /// People.
    pub people: u32,
    /// As a share; null without people.
    pub rate: Option<ParityRate>,
    /// Beside the reference; null for the reference itself and for totals.
    pub compared: Option<ParityCompared>,
}

/// People by kind on the ladder of a year; levels `ringan`, `sedang`, `berat` are the heaviest reached.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ParityLadder {
    /// The kinds that are laid together here; empty for all.
    pub kinds: Vec<String>,
    /// People of the roster.
    pub people: u32,
    /// Of these, with a day without a word that counts.
    pub absent: u32,
    /// By the common standard as it stands.
    pub plain: BTreeMap<String, u32>,
    /// By the common standard at the same share of contracted days.
    pub adjusted: BTreeMap<String, u32>,
    /// By the rule of the own kind.
    pub own: BTreeMap<String, u32>,
    /// Any level as it stands.
    pub reached_plain: ParityReached,
    /// Any level at the same share.
    pub reached_adjusted: ParityReached,
    /// Reached the adjusted standard where no rule of the own kind exists.
    pub without_rule: u32,
    /// Reached it and have or had a case; null for whoever may not know of cases.
    pub with_case: Option<u32>,
    /// Of these, with an end.
    pub ended: Option<u32>,
    /// Reached the standard as it stands, and there is no case.
    pub plain_gap: Option<u32>,
    /// Reached the adjusted standard, and there is no case.
    pub adjusted_gap: Option<u32>,
}

/// The ladder of a year.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ParityYear {
    /// The year whose days add up, from 1 January.
    pub year: i16,
    /// The last day looked at.
    pub up_to: String,
    /// Whether kinds were laid together, or left out, because few people would be seen.
    pub merged: bool,
    /// The kinds; empty where even all together are too few.
    pub rows: Vec<ParityLadder>,
    /// Their sum; null without rows.
    pub whole: Option<ParityLadder>,
}

/// How long something took, in working days.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ParityTimes {
    /// Over how many cases.
    pub cases: usize,
    /// The middle one; null for fewer than five cases.
    pub median: Option<u16>,
    /// What nine of ten do not pass; null for fewer than five cases.
    pub p90: Option<u16>,
}

/// Cases by kind of employment: `opened = open + punished + unpunished`.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ParityCases {
    /// The kinds that are laid together here; empty for all.
    pub kinds: Vec<String>,
    /// Opened in these days.
    pub opened: u32,
    /// Neither decided nor closed.
    pub open: u32,
    /// Decided with a punishment that holds, by level.
    pub punished: BTreeMap<String, u32>,
    /// Ended without a punishment.
    pub unpunished: u32,
    /// Open, and a term ran out.
    pub overdue: u32,
    /// Open, and no rule or calendar says whether a term ran out.
    pub term_unknown: u32,
    /// By kind of punishment; null in a guarded view.
    pub sanctions: Option<BTreeMap<String, u32>>,
    /// Punishments a contract or regional rule words itself; null in a guarded view.
    pub by_contract: Option<u32>,
    /// From opening to decision.
    pub to_decision: ParityTimes,
    /// From the day the common standard was reached to the decision.
    pub from_threshold: ParityTimes,
}

/// Cases of all kinds.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ParityCaseTable {
    /// Whether kinds were laid together, or left out, because few people would be seen.
    pub merged: bool,
    /// The kinds.
    pub rows: Vec<ParityCases>,
    /// Their sum; null without rows.
    pub whole: Option<ParityCases>,
}

/// What followed.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ParityFollowed {
    /// First day: of a guarded view 1 January.
    pub from: String,
    /// Last day: of a guarded view the last of a quarter.
    pub to: String,
    /// The ladder of each year.
    pub years: Vec<ParityYear>,
    /// Cases; null for whoever may not know of them.
    pub cases: Option<ParityCaseTable>,
}

/// Kinds of employment side by side. Kinds and lines add up to the whole.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ParityView {
    /// First day.
    pub from: String,
    /// Last day asked for.
    pub to: String,
    /// Last day counted: not after today.
    pub counted_to: String,
    /// When it was counted.
    #[schema(value_type = String)]
    pub computed_at: Timestamp,
    /// The unit asked for; null for everybody.
    pub unit: Option<UnitRef>,
    /// The kind the others are held against; null without a day due.
    pub reference: Option<String>,
    /// Groups of fewer people are not compared.
    pub few_people: u64,
    /// Person-days among those waiting that nobody has judged.
    pub unjudged: u64,
    /// The kinds.
    pub kinds: Vec<ParityGroup>,
    /// Everybody.
    pub whole: ParityGroup,
    /// The offices.
    pub lines: Vec<ParityLine>,
    /// What the caller may know of ladder and cases: `nothing`, `ladder`, `guarded` or `whole`.
    pub sight: String,
    /// Ladder and cases; null where nothing of them may be known, or no whole quarter is over.
    pub followed: Option<ParityFollowed>,
}

fn parts(value: u32) -> String {
    format!("{}.{:04}", value / 10_000, value % 10_000)
}

fn signed(value: i32) -> String {
    let sign = if value < 0 { "-" } else { "" };
    format!("{sign}{}", parts(value.unsigned_abs()))
}

fn rate(estimate: &Estimate) -> ParityRate {
    ParityRate { rate: parts(estimate.parts()), low: parts(estimate.low_parts()), high: parts(estimate.high_parts()) }
}

fn compared(found: &Comparison) -> ParityCompared {
    let apart = found.difference.map(|one| one.parts());
    ParityCompared {
        compared: found.compared.as_str().to_owned(),
        difference: apart.map(|(points, _, _)| signed(points)),
        low: apart.map(|(_, low, _)| signed(low)),
        high: apart.map(|(_, _, high)| signed(high)),
    }
}

fn group(kind: Option<EmployeeType>, tally: &Tally, reference: Option<&Tally>) -> ParityGroup {
    let measure = |of: Measure| {
        let rated = tally.rate(of);
        let beside = reference.map(|other| compare((rated, tally.with_due), (other.rate(of), other.with_due)));
        let figure = ParityMeasure {
            days: tally.of(of),
            rate: rated.as_ref().map(rate),
            compared: beside.as_ref().map(compared),
        };
        (of.as_str().to_owned(), figure)
    };
    ParityGroup {
        kind: kind.map(|kind| kind.as_str().to_owned()),
        people: tally.people,
        passing: tally.passing,
        roster: tally.roster,
        free: tally.free,
        waiting: tally.waiting,
        due: tally.due(),
        without_hours: tally.without_hours,
        contracted_minutes: tally.contracted_minutes,
        late_minutes: tally.late_minutes,
        early_minutes: tally.early_minutes,
        short_per_100_hours: tally.short_per_100_hours().map(|short| format!("{}.{:02}", short / 100, short % 100)),
        measures: Measure::ALL.iter().map(|of| measure(*of)).collect(),
    }
}

fn levels(counts: [u32; 3]) -> BTreeMap<String, u32> {
    Level::ALL.iter().map(|level| (level.as_str().to_owned(), counts[*level as usize])).collect()
}

fn codes(kinds: &[EmployeeType]) -> Vec<String> {
    kinds.iter().map(|kind| kind.as_str().to_owned()).collect()
}

fn ladder(
    kinds: &[EmployeeType],
    counts: &LadderCounts,
    reference: Option<&LadderCounts>,
    knows_cases: bool,
) -> ParityLadder {
    let reached = |of: fn(&LadderCounts) -> u32| {
        let rated = |counts: &LadderCounts| (counts.rate(of(counts)), u64::from(counts.people));
        let beside = reference.map(|other| compare(rated(counts), rated(other)));
        ParityReached {
            people: of(counts),
            rate: counts.rate(of(counts)).as_ref().map(rate),
            compared: beside.as_ref().map(compared),
        }
    };
    let known = |count: u32| knows_cases.then_some(count);
    ParityLadder {
        kinds: codes(kinds),
        people: counts.people,
        absent: counts.absent,
        plain: levels(counts.plain),
        adjusted: levels(counts.adjusted),
        own: levels(counts.own),
        reached_plain: reached(LadderCounts::reached_plain),
        reached_adjusted: reached(LadderCounts::reached_adjusted),
        without_rule: counts.without_rule,
        with_case: known(counts.with_case),
        ended: known(counts.ended),
        plain_gap: known(counts.plain_gap),
        adjusted_gap: known(counts.adjusted_gap),
    }
}

fn times(of: Times) -> ParityTimes {
    ParityTimes {
        cases: of.of,
        median: of.median_and_p90.map(|(median, _)| median),
        p90: of.median_and_p90.map(|(_, p90)| p90),
    }
}

fn cases(kinds: &[EmployeeType], counts: &CaseCounts, exact: bool) -> ParityCases {
    let sanctions = || counts.sanctions.iter().map(|(kind, count)| (kind.as_str().to_owned(), *count)).collect();
    ParityCases {
        kinds: codes(kinds),
        opened: counts.opened,
        open: counts.open,
        punished: levels(counts.punished),
        unpunished: counts.unpunished,
        overdue: counts.overdue,
        term_unknown: counts.term_unknown,
        sanctions: exact.then(sanctions),
        by_contract: exact.then(|| counts.by_contract()),
        to_decision: times(counts.to_decision()),
        from_threshold: times(counts.from_threshold()),
    }
}

/// The sum of what is shown, and of nothing else.
fn sum<T: Summed>(shown: &Guarded<T>) -> Option<T> {
    let mut sum = T::default();
    shown.rows.iter().for_each(|(_, counts)| sum.add(counts));
    (!shown.rows.is_empty()).then_some(sum)
}

fn followed(of: &Followed, sight: Sight, reference: Option<EmployeeType>) -> ParityFollowed {
    let knows_cases = sight > Sight::Ladder;
    let year = |(year, up_to, shown): &(i16, jiff::civil::Date, Guarded<LadderCounts>)| {
        let is_reference = |kinds: &[EmployeeType]| reference.is_some_and(|kind| kinds.contains(&kind));
        let other = shown.rows.iter().find(|(kinds, _)| is_reference(kinds)).map(|(_, counts)| counts);
        let row = |(kinds, counts): &(Vec<EmployeeType>, LadderCounts)| {
            ladder(kinds, counts, other.filter(|_| !is_reference(kinds)), knows_cases)
        };
        ParityYear {
            year: *year,
            up_to: up_to.to_string(),
            merged: shown.merged,
            rows: shown.rows.iter().map(row).collect(),
            whole: sum(shown).map(|whole| ladder(&[], &whole, None, knows_cases)),
        }
    };
    let exact = sight == Sight::Whole;
    let table = |shown: &Guarded<CaseCounts>| ParityCaseTable {
        merged: shown.merged,
        rows: shown.rows.iter().map(|(kinds, counts)| cases(kinds, counts, exact)).collect(),
        whole: sum(shown).map(|whole| cases(&[], &whole, exact)),
    };
    ParityFollowed {
        from: of.from.to_string(),
        to: of.to.to_string(),
        years: of.years.iter().map(year).collect(),
        cases: of.cases.as_ref().map(table),
    }
}

impl ParityView {
    /// For the API and the command line.
    pub fn of(found: &Parity) -> Self {
        let table = &found.table;
        let other = found.reference.map(|kind| table.of_kind(kind));
        let beside = |kind: EmployeeType| other.as_ref().filter(|_| found.reference != Some(kind));
        let line = |(place, (unit, alone)): (usize, &(hadir_domain::ids::UnitId, bool))| {
            let whole = table.of_line(place);
            let unit = found.units.iter().find(|one| one.id == *unit).filter(|_| whole.roster > 0)?;
            let kinds = table.kinds().into_iter();
            let cells = kinds.filter_map(|kind| Some(group(Some(kind), table.cell(place, kind)?, None)));
            Some(ParityLine {
                unit: UnitRef::from(unit),
                alone: *alone,
                whole: group(None, &whole, None),
                kinds: cells.collect(),
            })
        };
        Self {
            from: found.ask.from.to_string(),
            to: found.ask.to.to_string(),
            counted_to: found.counted_to.to_string(),
            computed_at: found.computed_at,
            unit: found.unit().map(UnitRef::from),
            reference: found.reference.map(|kind| kind.as_str().to_owned()),
            few_people: FEW_PEOPLE,
            unjudged: found.unjudged,
            kinds: table
                .kinds()
                .into_iter()
                .map(|kind| group(Some(kind), &table.of_kind(kind), beside(kind)))
                .collect(),
            whole: group(None, &table.whole(), None),
            lines: found.lines.heads.iter().enumerate().filter_map(line).collect(),
            sight: found.ask.sight.as_str().to_owned(),
            followed: found.followed.as_ref().map(|of| followed(of, found.ask.sight, found.reference)),
        }
    }
}
