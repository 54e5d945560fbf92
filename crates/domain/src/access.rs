//! Who may do what to whose records, on which day.
//!
//! **Invariant:** one table ([`Role::reach`]) says how far each role reaches for each action. Both
//! [`decide`] (one record) and [`filter`] (a list, as the units and the person a query may return) read
//! it; a property test holds them together. What no grant allows is denied.

mod table;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::codes::codes;
use crate::ids::{InstansiId, PersonId, UnitId};

codes!(
    /// What an account is trusted as.
    Role {
        /// An employee: sees what is recorded about them.
        Pegawai = "pegawai",
        /// The head of a unit.
        Kepala = "kepala",
        /// The personnel officer within a unit.
        AdminUnit = "admin_unit",
        /// The personnel agency.
        Bkpsdm = "bkpsdm",
        /// The inspectorate.
        Inspektorat = "inspektorat",
        /// The mayor or regent, the deputy, the secretary.
        Pimpinan = "pimpinan",
        /// The treasurer, who pays by the recap.
        Bendahara = "bendahara",
        /// The ethics council.
        Majelis = "majelis",
        /// Keeps the server and the terminals running.
        Operator = "operator",
    }
);

codes!(
    /// How far a grant reaches at most.
    Scope {
        /// The holder's own records.
        Own = "self",
        /// One unit and all below it.
        Unit = "unit",
        /// The whole instansi.
        Instansi = "instansi",
        /// What an inspection order names: a unit and all below it, or without one the whole instansi; reading only.
        Inspection = "inspection",
        /// One case handed over. Reaches nothing outside that case.
        Case = "case",
    }
);

codes!(
    /// Holding another's office for a time.
    Acting {
        /// Pelaksana tugas: the office is vacant.
        Plt = "plt",
        /// Pelaksana harian: the holder is away.
        Plh = "plh",
    }
);

codes!(
    /// Something an account may be allowed to do.
    Action {
        /// See the live board of a unit.
        BoardRead = "board.read",
        /// See people, their posts and masked numbers.
        PeopleRead = "people.read",
        /// Add and change people.
        PeopleWrite = "people.write",
        /// Take in a list of people.
        PeopleImport = "people.import",
        /// See the units.
        UnitsRead = "units.read",
        /// Add and change units.
        UnitsWrite = "units.write",
        /// See a person's days and the punches behind them.
        DaysRead = "days.read",
        /// Open a figure down to its inputs and rules.
        ExplainRead = "explain.read",
        /// See which files were taken in.
        ImportsRead = "imports.read",
        /// Take in attendance files.
        ImportsWrite = "imports.write",
        /// See rows that could not be understood.
        ProblemsRead = "problems.read",
        /// See the monthly recap.
        RecapRead = "recap.read",
        /// Take the monthly recap out as a file.
        RecapExport = "recap.export",
        /// See who is on duty when.
        RosterRead = "roster.read",
        /// Change who is on duty when.
        RosterWrite = "roster.write",
        /// See sites and terminals.
        DevicesRead = "devices.read",
        /// Adopt and change terminals.
        DevicesWrite = "devices.write",
        /// Confirm that a terminal somebody else proposed is adopted.
        DevicesConfirm = "devices.confirm",
        /// See which keys of terminals and sheets mean nobody yet, and who is who on them.
        PinsRead = "pins.read",
        /// Say whom a key means, or that it means nobody here; nobody their own.
        PinsWrite = "pins.write",
        /// Draw and change places of work.
        SitesWrite = "sites.write",
        /// Confirm or reject what is proposed about the clock of a terminal; nobody where their own punches are touched.
        ClocksDecide = "clocks.decide",
        /// See people's phones.
        PhonesRead = "phones.read",
        /// Vouch for a person's phone, or revoke it.
        PhonesDecide = "phones.decide",
        /// See what people ask about their own data, and whether the time runs out.
        PrivacyRead = "privacy.read",
        /// Answer what people ask about their own data.
        PrivacyDecide = "privacy.decide",
        /// See the screens and tablets of offices.
        StationsRead = "stations.read",
        /// Make and end screens and tablets.
        StationsWrite = "stations.write",
        /// Decide on what people ask for; nobody on their own.
        RequestsDecide = "requests.decide",
        /// See who holds another's office.
        ActingRead = "acting.read",
        /// Let another hold an office for a time.
        ActingWrite = "acting.write",
        /// See which months are closed and what came late.
        PeriodsRead = "periods.read",
        /// Close months and ask to open them.
        PeriodsWrite = "periods.write",
        /// Enter what was left of a person's leave.
        LeaveWrite = "leave.write",
        /// See outages, proposed and confirmed.
        OutagesRead = "outages.read",
        /// Propose an outage, and say that one is over.
        OutagesPropose = "outages.propose",
        /// Confirm or reject an outage; nobody their own proposal, nor one that changes their own day.
        OutagesDecide = "outages.decide",
        /// See the list of tolerance zones.
        ZonesRead = "zones.read",
        /// Propose a tolerance zone.
        ZonesPropose = "zones.propose",
        /// Approve, reject and end tolerance zones; nobody their own proposal.
        ZonesDecide = "zones.decide",
        /// See what was erased, what is proposed, and why something stays.
        ErasuresRead = "erasures.read",
        /// Propose an erasure; nobody of their own data.
        ErasuresPropose = "erasures.propose",
        /// Confirm or reject an erasure; nobody their own proposal, nor one about themselves.
        ErasuresConfirm = "erasures.confirm",
        /// See legal holds.
        HoldsRead = "holds.read",
        /// Begin and end legal holds.
        HoldsWrite = "holds.write",
        /// See accounts and their grants.
        UsersRead = "users.read",
        /// Make accounts, give and end grants.
        UsersWrite = "users.write",
        /// Print one-time codes that let employees set their own password.
        CodesPrint = "codes.print",
        /// See what is still missing before people can work with the system.
        ReadinessRead = "readiness.read",
        /// See where sources disagree, and how often.
        ReconcileRead = "reconcile.read",
        /// Take a discrepancy in hand and propose how it ends; nobody about their own day.
        ReconcilePropose = "reconcile.propose",
        /// Confirm or reject how a discrepancy ends; nobody their own proposal, nor about their own day.
        ReconcileDecide = "reconcile.decide",
        /// See how far each OPD is on its way to working without paper.
        RolloutRead = "rollout.read",
        /// Propose the next stage of an OPD, or a way back.
        RolloutPropose = "rollout.propose",
        /// Sign the next stage of an OPD, or withdraw it; nobody their own proposal.
        RolloutDecide = "rollout.decide",
        /// See patterns of checking, samples and findings of audits.
        AuditRead = "audit.read",
        /// Draw samples, make findings and close them.
        AuditWrite = "audit.write",
        /// Answer a finding about one's unit.
        AuditAnswer = "audit.answer",
        /// See what roll calls and superiors saw.
        ChecksRead = "checks.read",
        /// Say who was seen at a roll call or at work; nobody about themselves.
        ChecksWrite = "checks.write",
        /// See how punches were weighed, and the patterns of doubtful ones.
        EvidenceRead = "evidence.read",
        /// See cases of doubt.
        DoubtsRead = "doubts.read",
        /// Review a case of doubt and say how it ends; nobody one about themselves.
        DoubtsReview = "doubts.review",
        /// Confirm a misuse, and decide appeals; nobody their own word, nor about themselves.
        DoubtsDecide = "doubts.decide",
        /// See the daily cross-checks of heads, and who stayed silent.
        CrossChecksRead = "cross_checks.read",
        /// See calls to spot checks and what became of them.
        SpotRead = "spot.read",
        /// Draw people for a spot check.
        SpotWrite = "spot.write",
        /// See online sidak and how they stand.
        SidakRead = "sidak.read",
        /// Call offices to a sidak, and close it.
        SidakCall = "sidak.call",
        /// Attest the roll of one's unit and answer the agenda.
        SidakAttest = "sidak.attest",
        /// See visits on site and what was found.
        VisitsRead = "visits.read",
        /// Visit offices, say who was seen and what was found; nobody about themselves.
        VisitsWrite = "visits.write",
        /// See apel and ceremonies and who stood in their ranks.
        ApelRead = "apel.read",
        /// Call an apel and take its attendance; nobody their own.
        ApelWrite = "apel.write",
        /// See what leaders instructed and what became of it.
        InstructionsRead = "instructions.read",
        /// Instruct offices, and say whether it is done.
        InstructionsWrite = "instructions.write",
        /// Say what became of an instruction to one's unit.
        InstructionsAnswer = "instructions.answer",
        /// See who was asked to explain an absence found at a sidak, a visit or on a first day.
        FollowUpsRead = "follow_ups.read",
        /// Ask people to explain.
        FollowUpsAsk = "follow_ups.ask",
        /// Accept an explanation or hand it on; nobody their own.
        FollowUpsDecide = "follow_ups.decide",
        /// See the rolls heads attest, and who has not.
        DayRollsRead = "day_rolls.read",
        /// Attest the roll of a day of one's unit.
        DayRollsAttest = "day_rolls.attest",
        /// See service posts and whether they are covered.
        ServicePostsRead = "service_posts.read",
        /// Say which posts must be staffed, by whom and when.
        ServicePostsWrite = "service_posts.write",
        /// See what is published and what waits to be.
        PublicRead = "public.read",
        /// Publish figures and correct them.
        PublicWrite = "public.write",
        /// See who stands where on the ladder of discipline; a case itself only whoever has a part in it.
        DisciplineRead = "discipline.read",
        /// Open a discipline case; nobody one about themselves.
        DisciplineOpen = "discipline.open",
        /// Change the words, letterheads and numbers of letters.
        LettersWrite = "letters.write",
        /// See what the allowance comes to and why.
        AllowanceRead = "allowance.read",
        /// Record amounts of the allowance, and say that a month is paid; nobody their own proposal.
        AllowanceWrite = "allowance.write",
        /// See how the seal is doing: its checkpoints, keys and witnesses.
        LedgerRead = "ledger.read",
        /// See the rules in force and the calendar.
        RulesRead = "rules.read",
        /// Try a change of the rules on the past, and propose it.
        RulesPropose = "rules.propose",
        /// Sign or reject a change of the rules; nobody their own proposal.
        RulesSign = "rules.sign",
        /// Change settings of the instansi.
        SettingsWrite = "settings.write",
    }
);

impl Action {
    /// Whether the action only looks.
    pub fn only_reads(self) -> bool {
        self.as_str().ends_with(".read") || self == Self::RecapExport
    }
}

/// How far a role reaches for an action, before the grant's own scope narrows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reach {
    /// Not at all.
    Nothing,
    /// The holder's own records.
    Own,
    /// The granted unit and all below it.
    Unit,
    /// The whole instansi.
    Instansi,
}

/// A role given to an account for some time (both days inclusive).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// As what.
    pub role: Role,
    /// How far at most.
    pub scope: Scope,
    /// The unit, where the scope needs one.
    pub unit: Option<UnitId>,
    /// First day.
    pub from_on: Date,
    /// Last day; open when `None`.
    pub to_on: Option<Date>,
    /// Whether it is held for another, as Plt or Plh.
    pub acting: Option<Acting>,
}

impl Grant {
    /// Whether the grant is in force on that day.
    pub fn holds_on(&self, day: Date) -> bool {
        self.from_on <= day && self.to_on.is_none_or(|to| day <= to)
    }

    /// How far this grant reaches for an action: the table's reach, narrowed to the grant's scope.
    ///
    /// A scope that needs a unit and has none reaches nothing.
    pub fn reach(&self, action: Action) -> Reach {
        let of_scope = match (self.scope, self.unit) {
            (Scope::Own, _) => Reach::Own,
            (Scope::Unit, Some(_)) => Reach::Unit,
            (Scope::Instansi, _) => Reach::Instansi,
            (Scope::Inspection, _) if !action.only_reads() => Reach::Nothing,
            (Scope::Inspection, Some(_)) => Reach::Unit,
            (Scope::Inspection, None) => Reach::Instansi,
            (Scope::Unit, None) | (Scope::Case, _) => Reach::Nothing,
        };
        match self.role.reach(action).min(of_scope) {
            // An instansi-wide grant of a role that works within a unit names no unit to work in.
            Reach::Unit if self.unit.is_none() => Reach::Nothing,
            reach => reach,
        }
    }
}

/// Who asks: the person behind an account and what was granted to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// The instansi the account belongs to.
    pub instansi: InstansiId,
    /// The person the account belongs to, if any.
    pub person: Option<PersonId>,
    /// Everything ever granted, in force or not.
    pub grants: Vec<Grant>,
}

impl Holder {
    /// The grants in force on a day.
    ///
    /// Being a person is itself a grant to see one's own records.
    ///
    /// # Legal source
    ///
    /// UU 27/2022 (PDP) Ps 7: a data subject may see the personal data about themselves.
    pub fn in_force(&self, today: Date) -> Vec<Grant> {
        let own = self.person.map(|_| Grant {
            role: Role::Pegawai,
            scope: Scope::Own,
            unit: None,
            from_on: today,
            to_on: None,
            acting: None,
        });
        own.into_iter().chain(self.grants.iter().filter(|grant| grant.holds_on(today)).cloned()).collect()
    }

    /// What the holder may do at least to some record, in the order of [`Action::ALL`].
    pub fn can(&self, today: Date) -> Vec<Action> {
        let grants = self.in_force(today);
        let may = |action: &Action| grants.iter().any(|grant| grant.reach(*action) > Reach::Nothing);
        Action::ALL.iter().copied().filter(may).collect()
    }

    /// Of [`Self::can`], what reaches records of others too.
    pub fn can_for_others(&self, today: Date) -> Vec<Action> {
        let grants = self.in_force(today);
        let may = |action: &Action| grants.iter().any(|grant| grant.reach(*action) > Reach::Own);
        Action::ALL.iter().copied().filter(may).collect()
    }
}

/// The record an action is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// Whose record it is.
    pub instansi: InstansiId,
    /// The person it is about, if any.
    pub person: Option<PersonId>,
    /// The units it lies in, from its own up to the OPD; empty for what belongs to the whole instansi.
    pub unit_path: Vec<UnitId>,
}

impl Target {
    /// Something of the whole instansi.
    pub fn instansi(instansi: InstansiId) -> Self {
        Self { instansi, person: None, unit_path: Vec::new() }
    }
}

/// Why something is allowed or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// A grant allows it.
    Granted {
        /// The role that carries it.
        role: Role,
        /// How far that grant reaches for the action.
        reach: Reach,
        /// Whether it is held for another.
        acting: Option<Acting>,
    },
    /// The record belongs to another instansi.
    OtherInstansi,
    /// No grant in force covers the action at all.
    NoRole,
    /// A grant covers the action, but not for this record.
    OutOfReach,
}

/// The answer to "may they?".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decision {
    /// Yes or no.
    pub allowed: bool,
    /// Why.
    pub why: Why,
}

/// Decides about one record. Denies unless a grant in force allows.
pub fn decide(holder: &Holder, today: Date, action: Action, target: &Target) -> Decision {
    if holder.instansi != target.instansi {
        return Decision { allowed: false, why: Why::OtherInstansi };
    }
    let mut why = Why::NoRole;
    for grant in holder.in_force(today) {
        let reach = grant.reach(action);
        let covered = match reach {
            Reach::Nothing => continue,
            Reach::Own => holder.person.is_some() && holder.person == target.person,
            Reach::Unit => grant.unit.is_some_and(|unit| target.unit_path.contains(&unit)),
            Reach::Instansi => true,
        };
        if covered {
            return Decision { allowed: true, why: Why::Granted { role: grant.role, reach, acting: grant.acting } };
        }
        why = Why::OutOfReach;
    }
    Decision { allowed: false, why }
}

/// Which records of the holder's instansi an action may return.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AccessFilter {
    /// None.
    Nothing,
    /// Every one.
    All,
    /// Those of these units and all below them, and those about this person.
    Some {
        /// Roots of the subtrees.
        units: Vec<UnitId>,
        /// The holder.
        person: Option<PersonId>,
    },
}

/// The records an action may return, for lists.
pub fn filter(holder: &Holder, today: Date, action: Action) -> AccessFilter {
    let mut units = Vec::new();
    let mut own = None;
    for grant in holder.in_force(today) {
        match (grant.reach(action), grant.unit) {
            (Reach::Instansi, _) => return AccessFilter::All,
            (Reach::Unit, Some(unit)) if !units.contains(&unit) => units.push(unit),
            (Reach::Own, _) => own = holder.person,
            _ => {}
        }
    }
    if units.is_empty() && own.is_none() {
        return AccessFilter::Nothing;
    }
    AccessFilter::Some { units, person: own }
}

#[cfg(test)]
mod tests;
