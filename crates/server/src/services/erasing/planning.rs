//! The dry run: what would go, what stays, and why.

use hadir_domain::erasing::{DataClass, Ground, LegalHold, Retention, Span, StaysBecause, spans};
use hadir_domain::ids::{PersonId, UnitId};
use hadir_domain::people::Post;
use hadir_store::erasures::records::{self, Until};
use hadir_store::erasures::{frozen, identity, punches};
use hadir_store::instansi::Instansi;
use hadir_store::{Tx, holds, people, posts, units};
use jiff::Timestamp;
use jiff::civil::Date;

use super::after;
use crate::app::App;
use crate::services::error::ServiceError;

/// What an erasure would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// How far each class that goes reaches.
    pub spans: Vec<Span>,
    /// Each class asked for.
    pub classes: Vec<ClassPlan>,
    /// Holds that forbid it.
    pub holds: Vec<LegalHold>,
}

/// What would become of one class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClassPlan {
    /// The class.
    pub class: DataClass,
    /// The last day that goes.
    pub until_on: Date,
    /// How many records, photos or rows go; rows in files are counted when they are looked through.
    pub goes: u64,
    /// What stays, and why.
    pub stays: Vec<Stay>,
    /// The rule of keeping.
    pub source: String,
    /// Whether that rule was checked against its law.
    pub confirmed: bool,
}

/// Something that stays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stay {
    /// Why.
    pub because: StaysBecause,
    /// How many, where it can be counted.
    pub count: u64,
    /// Until when at most; `None` when no day can be named.
    pub until: Option<Date>,
}

impl Plan {
    /// Whether anything goes.
    pub fn takes_something(&self) -> bool {
        self.classes.iter().any(|class| class.goes > 0)
    }
}

/// Says what would go and what stays. Changes nothing.
///
/// # Errors
///
/// `rules_missing` when no rule says how long data is kept, `unknown_person`.
pub async fn plan(
    app: &App,
    instansi: &Instansi,
    person: PersonId,
    ground: Ground,
    wanted: &[DataClass],
) -> Result<Plan, ServiceError> {
    let rules = rules(app, instansi)?;
    app.db.read(async |tx| within(tx, app, instansi, person, ground, wanted, &rules).await).await
}

/// How long everything is kept today.
///
/// # Errors
///
/// `rules_missing`.
pub fn rules(app: &App, instansi: &Instansi) -> Result<Retention, ServiceError> {
    app.packs_of(instansi).retention(instansi.region_code(), app.today(instansi)).ok_or_else(|| {
        ServiceError::conflict(
            "rules_missing",
            "Belum ada aturan masa simpan untuk tanggal ini. Hubungi operator.",
            "No rule says how long data is kept on this date. Ask the operator.",
        )
    })
}

/// The holds in force that cover a person.
///
/// # Errors
///
/// When the database does not answer.
pub async fn holds_on(
    tx: &mut Tx,
    app: &App,
    instansi: &Instansi,
    person: PersonId,
) -> Result<Vec<LegalHold>, ServiceError> {
    let mut found = holds::in_force(tx, instansi.id, app.today(instansi)).await?;
    if found.is_empty() {
        return Ok(found);
    }
    let tree = units::list(tx, instansi.id).await?;
    let mut served: Vec<UnitId> = Vec::new();
    for post in posts::of_people(tx, instansi.id, &[person]).await? {
        let mut at = Some(post.unit);
        while let Some(id) = at.filter(|id| !served.contains(id)) {
            served.push(id);
            at = tree.iter().find(|unit| unit.id == id).and_then(|unit| unit.parent);
        }
    }
    found.retain(|hold| hold.covers(person, &served));
    Ok(found)
}

/// Why a person's name may not go, by their posts alone.
fn name_stays(ground: Ground, posts: &[Post], span: Span, today: Date, rules: &Retention) -> Option<Stay> {
    let last = posts.iter().map(|post| post.to_on.unwrap_or(Date::MAX)).max();
    match last {
        Some(last) if last >= today => Some(Stay { because: StaysBecause::Serving, count: 1, until: None }),
        Some(last) if ground != Ground::Order && last > span.until_on => {
            let until = rules.classes.get(&DataClass::Identity).map(|kept| kept.keep.until(last));
            Some(Stay { because: StaysBecause::Retention, count: 1, until })
        }
        _ => None,
    }
}

/// The same within a unit of work.
pub(super) async fn within(
    tx: &mut Tx,
    app: &App,
    instansi: &Instansi,
    person: PersonId,
    ground: Ground,
    wanted: &[DataClass],
    rules: &Retention,
) -> Result<Plan, ServiceError> {
    let id = instansi.id;
    if people::get(tx, id, person).await?.is_none() {
        return Err(ServiceError::not_found("unknown_person", "Pegawai itu tidak ada.", "There is no such person."));
    }
    let today = app.today(instansi);
    let held = holds_on(tx, app, instansi, person).await?;
    let mut reach = spans(ground, wanted, rules, today);
    lean(tx, instansi, person, &mut reach).await?;
    let own_posts = posts::of_people(tx, id, &[person]).await?;
    let (mut classes, mut going) = (Vec::new(), Vec::new());
    for span in reach {
        let Some(kept) = rules.classes.get(&span.class) else { continue };
        let before = after(instansi, span.until_on);
        let goes = count(tx, instansi, person, span.class, Until { on: span.until_on, before }).await?;
        let all = count(tx, instansi, person, span.class, Until { on: today, before: Timestamp::MAX }).await?;
        let because = if ground == Ground::Order && span.class == DataClass::Verdicts {
            StaysBecause::Payment
        } else {
            StaysBecause::Retention
        };
        let mut of = ClassPlan {
            class: span.class,
            until_on: span.until_on,
            goes,
            stays: Vec::new(),
            source: kept.rule.source.clone(),
            confirmed: kept.rule.confirmed,
        };
        if span.class == DataClass::Identity {
            let punches_left = punches::count(tx, id, person, Timestamp::MAX).await?;
            let punches_go = going.iter().find(|one: &&Span| one.class == DataClass::Punches).map(|one| one.until_on);
            let remain = match punches_go {
                Some(on) => punches_left - punches::count(tx, id, person, after(instansi, on)).await?,
                None => punches_left,
            };
            let stay = name_stays(ground, &own_posts, span, today, rules)
                .or_else(|| (remain > 0).then_some(Stay { because: StaysBecause::Needed, count: remain, until: None }));
            let gone = identity::number(tx, id, person).await?.is_some();
            of.goes = if stay.is_some() || gone { 0 } else { goes + 1 };
            of.stays.extend(stay);
        } else if all > goes {
            of.stays.push(Stay { because, count: all - goes, until: Some(kept.keep.until(today)) });
        }
        if !held.is_empty() {
            of.stays = vec![Stay { because: StaysBecause::Hold, count: all, until: None }];
            of.goes = 0;
        }
        if of.goes > 0 || (span.class == DataClass::RawFiles && held.is_empty()) {
            going.push(span);
        }
        classes.push(of);
    }
    Ok(Plan { spans: going, classes, holds: held })
}

/// Verdicts and papers never go before the punches of the same days.
async fn lean(tx: &mut Tx, instansi: &Instansi, person: PersonId, reach: &mut Vec<Span>) -> Result<(), ServiceError> {
    let punches_go = reach.iter().find(|span| span.class == DataClass::Punches).map(|span| span.until_on);
    let frozen = frozen::last(tx, instansi.id, person).await?;
    let there = punches_go.max(frozen);
    for span in reach.iter_mut().filter(|span| matches!(span.class, DataClass::Verdicts | DataClass::Requests)) {
        span.until_on = span.until_on.min(there.unwrap_or(Date::MIN));
    }
    reach.retain(|span| span.until_on > Date::MIN);
    Ok(())
}

async fn count(
    tx: &mut Tx,
    instansi: &Instansi,
    person: PersonId,
    class: DataClass,
    until: Until,
) -> Result<u64, ServiceError> {
    let id = instansi.id;
    let mut found = match class {
        DataClass::Photos => punches::count_photos(tx, id, person, until.before).await?,
        DataClass::Punches => {
            punches::count(tx, id, person, until.before).await? + punches::count_cells(tx, id, person, until.on).await?
        }
        DataClass::AccessLog | DataClass::Notices => records::count_rows(tx, id, person, class, until.before).await?,
        _ => 0,
    };
    for table in records::TABLES.iter().filter(|table| table.class == class) {
        found += table.count(tx, id, person, until).await?;
    }
    Ok(found)
}
