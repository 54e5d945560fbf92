//! Loads roster, claims and cells of a span, as the engine takes them.

use hadir_domain::ids::{PersonId, UnitId};
use hadir_domain::reconcile::{PersonInput, Scene, Speaker, Speakers};
use hadir_store::imports::Import;
use hadir_store::instansi::Instansi;
use hadir_store::reconcile::claims::{self, UnknownKeyRow};
use hadir_store::{StoreError, checks, imports, sheet_statements};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};

use super::gathering::Gathered;
use super::numbers::numbers;
use super::rosters::{Days, Plans};
use super::{Ask, workdays};
use crate::app::App;
use crate::services::error::ServiceError;
use crate::services::judging::{self, RulesInForce};

/// What the engine is handed, and what stands beside it.
pub(super) struct Loaded {
    pub scene: Scene,
    pub people: Vec<PersonInput>,
    pub workdays: Vec<Date>,
    pub unknown: Vec<UnknownKeyRow>,
    pub unposted: Vec<(PersonId, Date, Speakers)>,
    pub imports: Vec<Import>,
}

/// Loads everything of a span.
pub(super) async fn load(
    app: &App,
    instansi: &Instansi,
    ask: &Ask,
    below: Option<&[UnitId]>,
) -> Result<Loaded, ServiceError> {
    let (from, to) = (ask.from, ask.to);
    let workdays = workdays(app, instansi, from, to).await?;
    let wanted = judging::people_in_span(app, instansi, None, from, to).await?;
    let recaps_apart = ask.speakers.as_ref().is_some_and(|speakers| speakers.contains(&Speaker::Recap));
    let zone = instansi.zone.time_zone();
    let all = |side: Speakers, next: &Speakers| side.or(*next);
    let asked = ask.sides().iter().fold(Speakers::NONE, all);
    let (rosters, numbers, gathered, unknown, imports) = app
        .db
        .read(async |tx| {
            let rosters = judging::rosters(tx, app, instansi, &wanted, (from, to)).await?;
            let mut numbers = numbers(tx, instansi).await?;
            let imports = imports::touching(tx, instansi.id, from, to).await?;
            for import in &imports {
                numbers.add_file(import, recaps_apart, &zone);
            }
            let span = instants(&zone, from, to);
            let mut gathered = Gathered::new(&rosters, &zone, asked);
            claims::each(tx, instansi.id, span, |row| gathered.take(&row, &mut numbers)).await?;
            for import in imports.iter().filter(|import| is_scattered(import)) {
                // A file that spreads over months may have day and month the wrong way round.
                for (on, next) in exchanged(from, to) {
                    let far = instants(&zone, on, next);
                    claims::each(tx, instansi.id, far, |row| {
                        if row.batch == Some(import.received_at) {
                            gathered.take(&row, &mut numbers);
                        }
                    })
                    .await?;
                }
            }
            let cells = sheet_statements::in_span(tx, instansi.id, from, to).await?;
            gathered.cells(&cells, &imports, &mut numbers, app);
            gathered.checks(&checks::in_span(tx, instansi.id, from, to).await?, &numbers);
            let unknown = claims::unknown_keys(tx, instansi.id, span, (from, to)).await?;
            Ok::<_, StoreError>((rosters, numbers, gathered, unknown, imports))
        })
        .await?;
    let unknown = unknown.into_iter().filter(|row| asked.has(Speaker::of(row.source))).collect();
    let rules = RulesInForce::of(app, instansi);
    let recaps = gathered.recaps(&numbers, &rosters, to);
    let days = Days {
        rules: &rules.rules(),
        span: (from, to),
        units: &numbers.units,
        places: &numbers.places,
        below,
        recaps: &recaps,
        now: app.now(),
    };
    let mut plans = Plans::default();
    let mut people = Vec::with_capacity(rosters.len());
    for (roster, said) in rosters.iter().zip(gathered.people) {
        let days = days.of(roster, &mut plans).map_err(judging::not_covered)?;
        if !days.is_empty() {
            people.push(PersonInput { person: roster.person, days, traces: said.traces, stated: said.stated });
        }
    }
    let unposted = if below.is_none() {
        gathered.unposted.into_iter().map(|(who, (on, by))| (who, on, by)).collect()
    } else {
        Vec::new()
    };
    Ok(Loaded { scene: numbers.scene, people, workdays, unknown, unposted, imports })
}

/// The instants that hold every window of a span, wherever in the country the site is.
fn instants(zone: &TimeZone, from: Date, to: Date) -> (Timestamp, Timestamp) {
    let at = |on: Date| zone.to_ambiguous_timestamp(on.at(0, 0, 0, 0)).compatible().unwrap_or(Timestamp::UNIX_EPOCH);
    let first = at(from).checked_sub(SignedDuration::from_hours(14)).unwrap_or(Timestamp::MIN);
    (first, at(to).checked_add(SignedDuration::from_hours(60)).unwrap_or(Timestamp::MAX))
}

fn is_scattered(import: &Import) -> bool {
    matches!(import.source.as_str(), "manual" | "portal")
        && import.period.is_some_and(|(from, to)| to.duration_since(from).as_hours() > 24 * 120)
}

/// The dates of a span with day and month exchanged that lie outside it, each with itself as its end.
fn exchanged(from: Date, to: Date) -> Vec<(Date, Date)> {
    from.series(1.day())
        .take_while(|on| *on <= to)
        .filter_map(|on| Date::new(on.year(), on.day(), on.month()).ok())
        .filter(|on| *on < from || *on > to)
        .map(|on| (on, on))
        .collect()
}
