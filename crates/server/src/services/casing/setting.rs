//! What an act is held against: clocks, councils, powers, the calendar, and earlier decisions about the person.

use hadir_domain::calendar::{Calendar, Week};
use hadir_domain::discipline_cases::{
    CaseTable, CouncilRule, CouncilTable, PastBreach, PastDecision, PowerTable, Setting, WorkClock,
};
use hadir_domain::pay_stops::PayTerms;
use hadir_store::instansi::Instansi;
use jiff::civil::Date;
use uuid::Uuid;

use super::{Case, refused};
use crate::app::App;
use crate::services::error::ServiceError;

/// The rules of cases of one instansi.
pub struct CaseRules {
    clocks: CaseTable,
    councils: CouncilTable,
    powers: PowerTable,
    calendar: Calendar,
    week: Week,
    today: Date,
}

impl CaseRules {
    /// As they are loaded now.
    pub fn of(app: &App, instansi: &Instansi) -> Self {
        let region = instansi.region_code();
        Self {
            clocks: app.packs_of(instansi).discipline_process(region),
            councils: app.packs_of(instansi).ethics_councils(region),
            powers: app.packs_of(instansi).punish_powers(region),
            calendar: app.packs_of(instansi).calendar(region, None),
            week: instansi.week,
            today: app.today(instansi),
        }
    }

    /// Today, in the zone of the instansi.
    pub fn today(&self) -> Date {
        self.today
    }

    /// Who holds which power.
    pub fn powers(&self) -> &PowerTable {
        &self.powers
    }

    /// Working days.
    pub fn clock(&self) -> WorkClock<'_> {
        WorkClock { calendar: &self.calendar, week: self.week }
    }

    /// What terms of stops of pay are counted with.
    pub fn pay_terms(&self) -> PayTerms<'_> {
        PayTerms { rules: &self.clocks, clock: self.clock(), today: self.today }
    }

    /// How a council is made up on a day.
    ///
    /// # Errors
    ///
    /// `no_rule` where no pack covers the day.
    pub fn council(&self, on: Date) -> Result<&CouncilRule, ServiceError> {
        self.councils.on(on).map_err(|gap| refused(&gap.into()))
    }

    /// All of it, as of a day.
    ///
    /// # Errors
    ///
    /// `no_rule` where no pack covers the day.
    pub fn on<'a>(&'a self, on: Date, earlier: &'a [PastDecision]) -> Result<Setting<'a>, ServiceError> {
        Ok(Setting {
            rules: &self.clocks,
            council: self.council(on)?,
            powers: &self.powers,
            clock: self.clock(),
            today: self.today,
            earlier,
            ground: None,
        })
    }
}

/// What was decided about the person in other cases.
pub fn earlier(cases: &[Case], except: Uuid) -> Vec<PastDecision> {
    let others = cases.iter().filter(|case| case.id() != except);
    others.filter_map(decided).collect()
}

fn decided(case: &Case) -> Option<PastDecision> {
    let state = case.state();
    let kept = state.decision.as_ref()?;
    let punishment = state.punishment.as_ref();
    let breaches = case.opening.breaches.iter().map(|breach| PastBreach {
        article: breach.article.clone(),
        attendance: breach.attendance,
        days: breach.days.clone(),
    });
    Some(PastDecision {
        case: case.id(),
        number: kept.decision.number.clone(),
        on: kept.on,
        breaches: breaches.collect(),
        level: punishment.and_then(|one| one.level()),
        sanction: punishment.and_then(|one| one.sanction()),
        annulled: state.is_unpunished(),
    })
}
