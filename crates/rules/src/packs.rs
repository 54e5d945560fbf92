//! All packs together, and the questions they answer.

mod one;
mod own;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use hadir_domain::allowance::{Month, MonthDays, Schedule};
use hadir_domain::audit::AuditTable;
use hadir_domain::calendar::{Calendar, Week};
use hadir_domain::cross_checks::CrossRule;
use hadir_domain::discipline::DisciplineRules;
use hadir_domain::discipline_cases::{ArticleTable, CaseTable, CouncilTable, PowerTable};
use hadir_domain::doubts::DoubtTable;
use hadir_domain::erasing::Retention;
use hadir_domain::evidence::EvidenceTable;
use hadir_domain::first_days::FirstDayRule;
use hadir_domain::hours::HoursTable;
use hadir_domain::leave::LeaveRules;
use hadir_domain::notices::LeadTimes;
use hadir_domain::outages::OutageTable;
use hadir_domain::people::EmployeeType;
use hadir_domain::policy::{PhonePolicy, PolicyTable};
use hadir_domain::privacy::DataClock;
use hadir_domain::reconcile::ReconcileTable;
use hadir_domain::rhythm::WatchRules;
use hadir_domain::roster::conflicts::ShiftLimits;
use hadir_domain::sidak::SidakTable;
use hadir_domain::spot_checks::SpotTable;
use jiff::civil::Date;
use sha2::{Digest, Sha256};

use crate::audit;
use crate::breaches;
use crate::cross_checks;
use crate::discipline;
use crate::discipline_process;
use crate::doubts;
use crate::error::{PackError, Problem};
use crate::evidence;
use crate::first_days;
use crate::hours_table::{Layer, Layers};
use crate::leave;
use crate::notices;
use crate::outages;
use crate::pack::{Header, Scope};
use crate::phone;
use crate::policy;
use crate::powers;
use crate::privacy;
use crate::reconcile;
use crate::requests::{self, RequestPolicy};
use crate::retention;
use crate::shifts;
use crate::shipped::SHIPPED;
use crate::sidak;
use crate::spot_checks;
use crate::statuses::StatusCodes;
use crate::survey::SurveyScheme;

use self::one::{Body, KINDS, Kind, Pack, is_pack, whole};

pub use self::one::PackInfo;
pub use self::own::Supposed;

/// The longest text a pack may be.
pub(crate) const MOST_BYTES: usize = 1 << 20;

/// Rule packs that were read whole and fit together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packs {
    packs: BTreeMap<String, Pack>,
    /// What an instansi signed itself, with its path: in the order in which it begins, then signed.
    own: Vec<(String, Pack)>,
    /// The region of that instansi.
    own_region: Option<String>,
}

/// The folder under which packs stand that an instansi signed itself.
const OWN: &str = "instansi/";

impl Packs {
    /// The packs this program carries, read once.
    pub fn shipped() -> Self {
        static PARSED: LazyLock<Packs> = LazyLock::new(|| {
            Packs::parse(SHIPPED).unwrap_or_else(|errors| panic!("a shipped pack is broken: {errors:?}"))
        });
        PARSED.clone()
    }

    /// Reads packs by their path below `rulepacks/` and their text.
    ///
    /// Cases (`*.cases.toml`) and files that are no TOML by name are passed over, so that a whole folder
    /// can be handed in.
    ///
    /// # Errors
    ///
    /// Every fault of every pack; nothing is taken over when there is one.
    pub fn parse(files: &[(&str, &str)]) -> Result<Self, Vec<PackError>> {
        let mut packs = BTreeMap::new();
        let mut errors = Vec::new();
        for (path, text) in files.iter().filter(|(path, _)| is_pack(path)) {
            match Pack::read(path, text) {
                Ok(pack) => {
                    if packs.insert((*path).to_owned(), pack).is_some() {
                        errors.push(whole(path, Problem::Twice((*path).to_owned())));
                    }
                }
                Err(faults) => errors.extend(faults),
            }
        }
        let packs = Self { packs, own: Vec::new(), own_region: None };
        if errors.is_empty() {
            errors = packs.contradictions();
        }
        if errors.is_empty() { Ok(packs) } else { Err(errors) }
    }

    /// The days off of a region, as they were known on a day; `None` is the latest knowledge.
    ///
    /// It covers the years whose list was known, in one run from the first; when none was, no day.
    pub fn calendar(&self, region: Option<&str>, known_on: Option<Date>) -> Calendar {
        let national = self.national().filter_map(|pack| match &pack.body {
            Body::DaysOff(days) => Some((&pack.header, days)),
            _ => None,
        });
        let mut years = BTreeSet::new();
        let mut covers = (Date::MIN, Date::MAX);
        for (header, days) in national {
            years.extend(days.years(known_on));
            covers.0 = covers.0.max(header.covers_from);
            covers.1 = covers.1.min(header.covers_to.unwrap_or(Date::MAX));
        }
        let (from, to) = match run_of_years(&years) {
            Some((first, last)) => (covers.0.max(first), covers.1.min(last)),
            None => (covers.0.max(Date::ZERO), covers.0.max(Date::ZERO).yesterday().unwrap_or(Date::MIN)),
        };
        let days_off = self.of_region(region).filter_map(|pack| match &pack.body {
            Body::DaysOff(days) => Some(days.days(known_on)),
            _ => None,
        });
        Calendar::new(from, to, days_off.flatten().filter(|off| (from..=to).contains(&off.on)))
    }

    /// The working hours of a region; days no pack covers are refused by the table.
    pub fn hours(&self, region: Option<&str>) -> HoursTable {
        let stretches = self.layers(region).map(|layers| layers.stretches()).unwrap_or_default();
        HoursTable::new(stretches.into_iter().map(|stretch| stretch.period).collect())
    }

    /// What a region's rules say of leave for an employment on a day; `None` outside the days the nation's pack covers.
    pub fn leave(&self, region: Option<&str>, employee_type: EmployeeType, on: Date) -> Option<LeaveRules> {
        let (cover, layers) = self.stacked(region, |body| match body {
            Body::Leave(rules) => Some(rules),
            _ => None,
        })?;
        leave::on(&layers, cover, employee_type, on)
    }

    /// What regulations propose for days without a valid reason, for an employment in a region. Days no pack covers have none.
    pub fn discipline(&self, region: Option<&str>, employee_type: EmployeeType) -> DisciplineRules {
        let stacked = self.stacked(region, |body| match body {
            Body::Discipline(rules) => Some(rules.as_ref()),
            _ => None,
        });
        let (cover, layers) = stacked.map_or((None, Vec::new()), |(cover, layers)| (Some(cover), layers));
        discipline::of(&layers, cover, region, employee_type)
    }

    /// How long an answer about personal data may take in a region; `None` outside the days the nation's pack covers.
    pub fn privacy(&self, region: Option<&str>, on: Date) -> Option<DataClock> {
        let (cover, layers) = self.stacked(region, |body| match body {
            Body::Privacy(rules) => Some(rules),
            _ => None,
        })?;
        privacy::on(&layers, cover, on)
    }

    /// Every schedule of allowances, by name.
    pub fn allowance_schedules(&self) -> Vec<&Schedule> {
        let mut schedules: Vec<&Schedule> = self
            .every()
            .filter_map(|(_, pack)| match &pack.body {
                Body::Allowance(schedule) => Some(schedule.as_ref()),
                _ => None,
            })
            .collect();
        schedules.sort_by(|one, other| one.name.cmp(&other.name));
        schedules
    }

    /// The schedule of allowances of that name, such as `18.05/tpp`; `None` when no pack holds it.
    pub fn allowance(&self, name: &str) -> Option<&Schedule> {
        self.allowance_schedules().into_iter().find(|schedule| *schedule.name == *name)
    }

    /// The schedules of allowances a region has on a day, its province's before its own; without a region, those of offices
    /// of the nation.
    pub fn allowances_of(&self, region: Option<&str>, on: Date) -> Vec<&Schedule> {
        let province = region.and_then(|code| code.split_once('.')).map(|(province, _)| province);
        let of_them = |schedule: &&Schedule| match schedule.region.as_deref() {
            Some(code) => [province, region].contains(&Some(code)),
            None => region.is_none(),
        };
        let held = |schedule: &&Schedule| schedule.holds_within(on, on);
        let mut schedules: Vec<_> = self.allowance_schedules().into_iter().filter(of_them).filter(held).collect();
        schedules.sort_by_key(|schedule| schedule.region.as_ref().map_or(0, String::len));
        schedules
    }

    /// What the calendar says of a month, as a schedule of allowances asks it: workdays, and first days after days off.
    pub fn month_days(&self, region: Option<&str>, month: Month, week: Week) -> MonthDays {
        match self.first_days(region, month.last()) {
            Some(rule) => MonthDays::new(month, &self.calendar(region, None), week, rule.least_days),
            None => MonthDays::unknown(month),
        }
    }

    /// How taps are read in a region; days no pack covers are refused by the table.
    pub fn policies(&self, region: Option<&str>) -> PolicyTable {
        let stacked = self.stacked(region, |body| match body {
            Body::Policy(rules) => Some(rules),
            _ => None,
        });
        stacked.map_or_else(PolicyTable::default, |(cover, layers)| policy::table(&layers, cover))
    }

    /// What an outage means in a region, and how long tolerance zones hold; days no pack covers are refused by the table.
    pub fn outages(&self, region: Option<&str>) -> OutageTable {
        let stacked = self.stacked(region, |body| match body {
            Body::Outages(rules) => Some(rules.as_ref()),
            _ => None,
        });
        stacked.map_or_else(OutageTable::default, |(cover, layers)| outages::table(&layers, cover))
    }

    /// From which figures a pattern of checking is a reason to look at an office; days no pack covers are refused by the table.
    pub fn audit(&self, region: Option<&str>) -> AuditTable {
        let stacked = self.stacked(region, |body| match body {
            Body::Audit(rules) => Some(rules.as_ref()),
            _ => None,
        });
        stacked.map_or_else(AuditTable::default, |(cover, layers)| audit::table(&layers, cover))
    }

    /// How long people have to answer a doubt in a region, and how many cases open by themselves; days no pack covers are refused by the table.
    pub fn doubts(&self, region: Option<&str>) -> DoubtTable {
        let stacked = self.stacked(region, |body| match body {
            Body::Doubts(rules) => Some(rules.as_ref()),
            _ => None,
        });
        stacked.map_or_else(DoubtTable::default, |(cover, layers)| doubts::table(&layers, cover))
    }

    /// The clocks of a discipline case in a region; days no pack covers are refused by the table.
    pub fn discipline_process(&self, region: Option<&str>) -> CaseTable {
        let stacked = self.stacked(region, |body| match body {
            Body::DisciplineProcess(rules) => Some(rules.as_ref()),
            _ => None,
        });
        stacked.map_or_else(CaseTable::default, |(cover, layers)| discipline_process::table(&layers, cover))
    }

    /// Who may punish whom in a region. A region's own matrix stands for the nation's as a whole.
    pub fn punish_powers(&self, region: Option<&str>) -> PowerTable {
        let stacked = self.stacked(region, |body| match body {
            Body::Powers(rules) => Some(rules.as_ref()),
            _ => None,
        });
        stacked.map_or_else(PowerTable::default, |(cover, layers)| powers::table(&layers, cover))
    }

    /// Which obligations a breach may be of in a region; what the region names stands first.
    pub fn breach_articles(&self, region: Option<&str>) -> ArticleTable {
        let stacked = self.stacked(region, |body| match body {
            Body::Articles(rules) => Some(rules.as_ref()),
            _ => None,
        });
        stacked.map_or_else(ArticleTable::default, |(cover, layers)| breaches::table(&layers, cover))
    }

    /// How an ethics council is made up in a region; days no pack covers are refused by the table.
    pub fn ethics_councils(&self, region: Option<&str>) -> CouncilTable {
        let stacked = self.stacked(region, |body| match body {
            Body::Councils(rules) => Some(rules.as_ref()),
            _ => None,
        });
        stacked.map_or_else(CouncilTable::default, |(cover, layers)| discipline_process::councils(&layers, cover))
    }

    /// How long a sidak calls and what follows takes in a region; days no pack covers are refused by the table.
    pub fn sidak(&self, region: Option<&str>) -> SidakTable {
        let stacked = self.stacked(region, |body| match body {
            Body::Sidak(rules) => Some(rules.as_ref()),
            _ => None,
        });
        stacked.map_or_else(SidakTable::default, |(cover, layers)| sidak::table(&layers, cover))
    }

    /// When sources agree, how soon a disagreement is settled, what a region asks of an OPD before it drops its roll; days no pack covers are refused by the table.
    pub fn reconcile(&self, region: Option<&str>) -> ReconcileTable {
        let stacked = self.stacked(region, |body| match body {
            Body::Reconcile(rules) => Some(rules.as_ref()),
            _ => None,
        });
        stacked.map_or_else(ReconcileTable::default, |(cover, layers)| reconcile::table(&layers, cover))
    }

    /// What each signal of evidence weighs in a region, and when a punch is doubted; days no pack covers are refused by the table.
    pub fn evidence(&self, region: Option<&str>) -> EvidenceTable {
        let stacked = self.stacked(region, |body| match body {
            Body::Evidence(rules) => Some(rules.as_ref()),
            _ => None,
        });
        stacked.map_or_else(EvidenceTable::default, |(cover, layers)| evidence::table(&layers, cover))
    }

    /// What is watched on a first workday after days off in a region, and until when; `None` when no pack covers it.
    pub fn first_days(&self, region: Option<&str>, on: Date) -> Option<FirstDayRule> {
        let (cover, layers) = self.stacked(region, |body| match body {
            Body::FirstDays(rules) => Some(rules.as_ref()),
            _ => None,
        })?;
        first_days::on(&layers, cover, on)
    }

    /// How heads are asked about their people in a region on a day; `None` when no pack covers it.
    pub fn cross_checks(&self, region: Option<&str>, on: Date) -> Option<CrossRule> {
        let (cover, layers) = self.stacked(region, |body| match body {
            Body::CrossChecks(rules) => Some(rules.as_ref()),
            _ => None,
        })?;
        cross_checks::on(&layers, cover, on)
    }

    /// How people of a region are called to spot checks, and what a witness and a remote site are; days no pack covers are refused by the table.
    pub fn spot_checks(&self, region: Option<&str>) -> SpotTable {
        let stacked = self.stacked(region, |body| match body {
            Body::SpotChecks(rules) => Some(rules.as_ref()),
            _ => None,
        });
        stacked.map_or_else(SpotTable::default, |(cover, layers)| spot_checks::table(&layers, cover))
    }

    /// What is noticed of phones' punches in a region on a day; `None` when no pack covers it.
    pub fn phone(&self, region: Option<&str>, on: Date) -> Option<PhonePolicy> {
        let (cover, layers) = self.stacked(region, |body| match body {
            Body::Phone(rules) => Some(rules),
            _ => None,
        })?;
        phone::on(&layers, cover, on)
    }

    /// Who decides on requests in a region on a day, and when months close; `None` when no pack covers it.
    pub fn requests(&self, region: Option<&str>, on: Date) -> Option<RequestPolicy> {
        let (cover, layers) = self.stacked(region, |body| match body {
            Body::Requests(rules) => Some(rules),
            _ => None,
        })?;
        requests::on(&layers, cover, on)
    }

    /// How long each class of personal data is kept in a region on a day; `None` when no pack covers it.
    pub fn retention(&self, region: Option<&str>, on: Date) -> Option<Retention> {
        let (cover, layers) = self.stacked(region, |body| match body {
            Body::Retention(rules) => Some(rules),
            _ => None,
        })?;
        retention::on(&layers, cover, on)
    }

    /// How early and how late people of a region are reminded on a day; `None` when no pack covers it.
    pub fn lead_times(&self, region: Option<&str>, on: Date) -> Option<LeadTimes> {
        let (cover, layers) = self.stacked(region, |body| match body {
            Body::Notices(rules) => Some(rules),
            _ => None,
        })?;
        notices::on(&layers, cover, on)
    }

    /// How long silent and wrong machines of a region are borne on a day; `None` when no pack covers it.
    pub fn watch(&self, region: Option<&str>, on: Date) -> Option<WatchRules> {
        let (cover, layers) = self.stacked(region, |body| match body {
            Body::Notices(rules) => Some(rules),
            _ => None,
        })?;
        notices::watch_on(&layers, cover, on)
    }

    /// What is noticed in rosters of a region on a day; `None` when no pack covers it.
    pub fn shifts(&self, region: Option<&str>, on: Date) -> Option<ShiftLimits> {
        let (cover, layers) = self.stacked(region, |body| match body {
            Body::Shifts(rules) => Some(rules),
            _ => None,
        })?;
        shifts::on(&layers, cover, on)
    }

    /// What statuses, marks and the tokens of sheets mean.
    pub fn statuses(&self) -> StatusCodes {
        let found = self.national().find_map(|pack| match &pack.body {
            Body::Statuses(codes) => Some(codes.clone()),
            _ => None,
        });
        found.unwrap_or_default()
    }

    /// How the satisfaction survey is computed on a day; `None` asks for the latest scheme.
    pub fn survey(&self, on: Option<Date>) -> Option<&SurveyScheme> {
        self.national().find_map(|pack| match &pack.body {
            Body::Survey(survey) => survey.on(on),
            _ => None,
        })
    }

    /// SHA-256 over all paths and texts in the order of the paths, then what the instansi signed, hex.
    pub fn sha256(&self) -> String {
        self.hash(|_| true)
    }

    /// SHA-256 over what may hold on a day, hex. Verdicts carry it: what an instansi signs for later days leaves it as it is.
    pub fn sha256_on(&self, date: Date) -> String {
        self.hash(|own| own.header.covers_from <= date)
    }

    /// The days from which something holds that the instansi signed itself, ascending.
    pub fn own_from(&self) -> impl Iterator<Item = Date> + '_ {
        self.own.iter().map(|(_, pack)| pack.header.covers_from)
    }

    fn hash(&self, counts: impl Fn(&Pack) -> bool) -> String {
        let mut hash = Sha256::new();
        let own = self.own.iter().filter(|(_, pack)| counts(pack)).map(|(path, pack)| (path, pack));
        for (path, pack) in self.packs.iter().chain(own) {
            for part in [path.as_bytes(), pack.text.as_bytes()] {
                hash.update((part.len() as u64).to_be_bytes());
                hash.update(part);
            }
        }
        hex::encode(hash.finalize())
    }

    /// Every pack with what in it is confirmed and what is open, in the order of the paths.
    pub fn list(&self) -> Vec<PackInfo> {
        self.every().map(|(path, pack)| pack.info(path)).collect()
    }

    /// Path and text of every pack, as they were handed in, to be stored whole.
    pub fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.every().map(|(path, pack)| (path, pack.text.as_str()))
    }

    /// Every pack with its path: those that were handed in, then what an instansi signed.
    fn every(&self) -> impl Iterator<Item = (&str, &Pack)> {
        let own = self.own.iter().map(|(path, pack)| (path, pack));
        self.packs.iter().chain(own).map(|(path, pack)| (path.as_str(), pack))
    }

    /// Every region that has a pack of its own.
    pub fn regions(&self) -> BTreeSet<&str> {
        self.packs.values().filter_map(|pack| pack.scope.region()).collect()
    }

    fn national(&self) -> impl Iterator<Item = &Pack> {
        self.packs.values().filter(|pack| pack.scope == Scope::National)
    }

    /// The packs that hold in a region: the nation's, then its province's, then its own, then what its instansi signed.
    fn of_region<'a>(&'a self, region: Option<&'a str>) -> impl Iterator<Item = &'a Pack> {
        let province = region.and_then(|code| code.split_once('.')).map(|(province, _)| province);
        let codes = [province, region].into_iter().flatten();
        let regional = codes.flat_map(move |code| {
            self.packs.values().filter(move |pack| matches!(&pack.scope, Scope::Region(of) if of == code))
        });
        let own = self.own.iter().filter(move |_| self.own_region.as_deref() == region);
        self.national().chain(regional).chain(own.map(|(_, pack)| pack))
    }

    /// What the packs of one kind say in a region, the nation's first, each with its pack's name, and the days the nation's
    /// covers; `None` when the nation has none of that kind.
    fn stacked<'a, R>(
        &'a self,
        region: Option<&'a str>,
        of_kind: impl Fn(&'a Body) -> Option<&'a R>,
    ) -> Option<(&'a Header, Vec<(&'a str, &'a R)>)> {
        let cover = self.national().find(|pack| of_kind(&pack.body).is_some()).map(|pack| &pack.header)?;
        let layers = self.of_region(region).filter_map(|pack| Some((pack.name.as_str(), of_kind(&pack.body)?)));
        Some((cover, layers.collect()))
    }

    fn layers<'a>(&'a self, region: Option<&'a str>) -> Option<Layers<'a>> {
        let ramadan = self.national().find_map(|pack| match &pack.body {
            Body::Ramadan(ramadan) => Some((&pack.header, ramadan)),
            _ => None,
        })?;
        let header = self.national().find(|pack| matches!(pack.body, Body::Hours(_))).map(|pack| &pack.header)?;
        let layers = self.of_region(region).filter_map(|pack| match &pack.body {
            Body::Hours(hours) => Some(Layer { pack: &pack.name, hours }),
            _ => None,
        });
        Layers::new(layers.collect(), header, ramadan)
    }

    /// What is wrong between packs that are each sound.
    fn contradictions(&self) -> Vec<PackError> {
        let mut errors = Vec::new();
        let mut single = BTreeSet::new();
        let mut schedules = BTreeSet::new();
        let own = self.own.iter().map(|(path, pack)| (path, pack, true));
        for (path, pack, own) in self.packs.iter().map(|(path, pack)| (path, pack, false)).chain(own) {
            let kind = pack.kind();
            let only_national = matches!(kind, Kind::Ramadan | Kind::Statuses | Kind::Survey);
            let word = KINDS.iter().find(|(_, of)| *of == kind).map_or("", |(word, _)| *word);
            if only_national && pack.scope != Scope::National {
                errors.push(whole(path, Problem::WrongScope(word.to_owned())));
            }
            let scope = pack.scope.region().unwrap_or_default();
            let many = own || matches!(kind, Kind::DaysOff | Kind::Allowance);
            if !many && !single.insert((scope, kind)) {
                errors.push(whole(path, Problem::Twice(word.to_owned())));
            }
            if let Body::Allowance(schedule) = &pack.body
                && !schedules.insert(&schedule.name)
            {
                errors.push(whole(path, Problem::Twice(schedule.name.to_string())));
            }
        }
        let with_hours = self.packs.values().filter_map(|pack| match (&pack.body, &pack.scope) {
            (Body::Hours(_), Scope::Region(code)) => Some(code.as_str()),
            _ => None,
        });
        let mut regions: BTreeSet<Option<&str>> = with_hours.map(Some).chain([None]).collect();
        regions.insert(self.own_region.as_deref());
        for region in regions {
            for error in self.layers(region).map(|layers| layers.check_sums()).unwrap_or_default() {
                if !errors.contains(&error) {
                    errors.push(error);
                }
            }
        }
        errors
    }
}

/// First and last day of the years that follow each other from the first.
fn run_of_years(years: &BTreeSet<i16>) -> Option<(Date, Date)> {
    let first = *years.first()?;
    let last = (first..).take_while(|year| years.contains(year)).last()?;
    Some((Date::new(first, 1, 1).ok()?, Date::new(last, 12, 31).ok()?))
}
