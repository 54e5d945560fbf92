//! What reconciliation found, as files: a workbook with both sides, a page for the mayor, and corrections for the portal.
//!
//! Everything comes from the derived tables `match_days`, `discrepancies` and `discrepancy_causes`; nothing is computed
//! here but sums.

pub mod portal;
pub mod standing;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use hadir_domain::access::AccessFilter;
use hadir_domain::ids::{PersonId, UnitId};
use hadir_domain::numerals::long_date;
use hadir_domain::people::Person;
use hadir_domain::reconcile::{Rate, Speaker, Tally};
use hadir_domain::units::{Unit, subtree};
use hadir_reports::mayor_pdf::{self, Brief, Overdue};
use hadir_reports::recap::Signature;
use hadir_reports::reconcile::{CauseLine, DiscrepancyLine, Reconcile, ReconcileReport, UnitTally, UnknownLine};
use hadir_reports::reconcile_xlsx;
use hadir_store::instansi::Instansi;
use hadir_store::pins::steps::KeyState;
use hadir_store::reconcile::discrepancies::{self, CauseRow, DiscrepancyRow};
use hadir_store::reconcile::match_days::{self, MatchDay};
use hadir_store::unmatched::{self, QueueFilter, QueueRow};
use hadir_store::{StoreError, people, units};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::documenting::{self, Format, Kind, Paper};
use super::error::ServiceError;
use super::printing::moment;
use super::reconciling::{self, Reconciled};
use crate::app::App;

/// Longest span of one report, in days.
const LONGEST: i32 = 366;
/// Weeks of the trend, the last one that of the report's last day.
const TREND_WEEKS: i64 = 12;
/// Most unknown keys listed.
const MOST_KEYS: u32 = 2_000;

/// How a discrepancy stands, where somebody took it in hand: filled in by whoever knows of settlements.
#[derive(Debug, Clone, Default)]
pub struct Standing {
    /// The state in words, by discrepancy.
    pub words: HashMap<Uuid, String>,
    /// Those that are settled.
    pub settled: BTreeSet<Uuid>,
}

/// Everything of a span, before it is printed.
pub struct Found {
    unit: Option<Unit>,
    reconcile: Reconcile,
    brief: Brief,
}

/// Which part, and which days.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The unit and all below it; everybody when `None`.
    pub unit: Option<&'a Unit>,
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
}

/// Rows of the derived tables with what names them.
struct Rows {
    tree: Vec<Unit>,
    days: Vec<MatchDay>,
    found: Vec<DiscrepancyRow>,
    causes: Vec<CauseRow>,
    people: HashMap<PersonId, Person>,
    unknown: Vec<QueueRow>,
}

/// Gathers what was found in a span.
///
/// # Errors
///
/// `empty_span`, `span_too_long`, or `reconcile_stale` when tables and list do not add up: nothing is printed then.
pub async fn gather(
    app: &App,
    instansi: &Instansi,
    asked: Asked<'_>,
    standing: &Standing,
) -> Result<Found, ServiceError> {
    check_span(asked)?;
    let rows = load(app, instansi, asked).await?;
    Ok(put_together(app, instansi, asked, standing, &rows))
}

/// The same of what was just compared, which need not be kept: any sources, any unit.
///
/// # Errors
///
/// As [`gather`].
pub async fn gather_found(
    app: &App,
    instansi: &Instansi,
    asked: Asked<'_>,
    standing: &Standing,
    compared: &Reconciled,
) -> Result<Found, ServiceError> {
    check_span(asked)?;
    let mut rows = load(app, instansi, asked).await?;
    let fresh = reconciling::rows(compared, app.now(), asked.to);
    rows.days.retain(|day| day.on < asked.from);
    rows.days.extend(fresh.days);
    (rows.found, rows.causes) = (fresh.discrepancies, fresh.causes);
    rows.people.extend(compared.people.iter().map(|(id, person)| (*id, person.clone())));
    Ok(put_together(app, instansi, asked, standing, &rows))
}

fn put_together(app: &App, instansi: &Instansi, asked: Asked<'_>, standing: &Standing, rows: &Rows) -> Found {
    let below: Option<BTreeSet<UnitId>> = asked.unit.map(|unit| subtree(&rows.tree, unit.id).into_iter().collect());
    let within = |unit: UnitId| below.as_ref().is_none_or(|below| below.contains(&unit));
    let in_span = |day: &&MatchDay| day.on >= asked.from && day.on <= asked.to;
    let mut by_opd: BTreeMap<UnitId, Tally> = BTreeMap::new();
    let mut total = Tally::default();
    for day in rows.days.iter().filter(in_span).filter(|day| within(day.unit)) {
        by_opd.entry(opd(&rows.tree, day.unit, asked.unit)).or_default().add(&day.tally);
        total.add(&day.tally);
    }
    let found: Vec<&DiscrepancyRow> =
        rows.found.iter().filter(|row| row.gone_at.is_none() && within(row.unit)).collect();
    let speakers: BTreeSet<Speaker> = found.iter().flat_map(|row| [row.a.0, row.b.0]).collect();
    let rules = app.packs_of(instansi).reconcile(instansi.region_code());
    let target = rules.on(asked.to).ok();
    let reconcile = Reconcile {
        instansi: instansi.name.clone(),
        from: asked.from,
        to: asked.to,
        sources: speakers.into_iter().collect(),
        target: target.map(|rule| rule.target),
        target_source: target.map(|rule| rule.rule.source.clone()).unwrap_or_default(),
        units: named(&rows.tree, by_opd),
        total,
        discrepancies: found.iter().map(|row| line(row, rows, standing)).collect(),
        causes: causes(rows, &found, asked.unit.is_none()),
        unknown: rows.unknown.iter().map(|row| unknown(row, instansi)).collect(),
        data_until: String::new(),
        printed_at: String::new(),
        created_at: Timestamp::UNIX_EPOCH,
        footer: String::new(),
        mark: None,
    };
    let brief = brief(app, instansi, asked, (rows, &found), standing, &within);
    let computed_at = rows.days.iter().filter(in_span).map(|day| day.computed_at).max();
    let data_until = computed_at.map_or_else(|| "belum pernah dihitung".to_owned(), |at| moment(at, instansi));
    Found { unit: asked.unit.cloned(), reconcile: Reconcile { data_until, ..reconcile }, brief }
}

fn check_span(asked: Asked<'_>) -> Result<(), ServiceError> {
    if asked.to < asked.from {
        return Err(ServiceError::bad(
            "empty_span",
            "tanggal akhir lebih awal daripada tanggal mulai; tukar keduanya",
            "the span ends before it begins; swap both",
        ));
    }
    if asked.from.until(asked.to).map_or(i32::MAX, |span| span.get_days()) >= LONGEST {
        return Err(ServiceError::bad(
            "span_too_long",
            format!("satu laporan paling panjang {LONGEST} hari; pilih jangka yang lebih pendek"),
            format!("one report covers at most {LONGEST} days; choose a shorter span"),
        ));
    }
    Ok(())
}

async fn load(app: &App, instansi: &Instansi, asked: Asked<'_>) -> Result<Rows, ServiceError> {
    let length = asked.from.until(asked.to).map_or(0, |span| i64::from(span.get_days())) + 1;
    let back = |days: i64| asked.from.checked_sub(days.days()).unwrap_or(asked.from);
    let weeks = asked.to.checked_sub((TREND_WEEKS * 7).days()).unwrap_or(asked.from);
    let earliest = back(length).min(weeks);
    let keys = QueueFilter {
        access: AccessFilter::All,
        on: asked.to,
        state: KeyState::Open,
        device: None,
        site: None,
        search: None,
    };
    let rows = app
        .db
        .read(async |tx| {
            let found = discrepancies::in_span(tx, instansi.id, asked.from, asked.to).await?;
            let mut ids: Vec<PersonId> = found.iter().map(|row| row.person).collect();
            ids.sort_unstable();
            ids.dedup();
            let unknown = match asked.unit {
                None => unmatched::list(tx, instansi.id, &keys, None, MOST_KEYS).await?,
                Some(_) => Vec::new(),
            };
            Ok::<_, StoreError>(Rows {
                tree: units::list(tx, instansi.id).await?,
                days: match_days::in_span(tx, instansi.id, earliest, asked.to).await?,
                causes: discrepancies::causes(tx, instansi.id, asked.from, asked.to).await?,
                people: people::get_many(tx, instansi.id, &ids)
                    .await?
                    .into_iter()
                    .map(|person| (person.id, person))
                    .collect(),
                unknown,
                found,
            })
        })
        .await?;
    Ok(rows)
}

/// The OPD above a unit; of a report about one unit, the child of that unit, so that its table has rows to compare.
fn opd(tree: &[Unit], unit: UnitId, root: Option<&Unit>) -> UnitId {
    let path = crate::auth::caller::path(tree, unit);
    match root {
        None => path.last().copied().unwrap_or(unit),
        Some(root) => {
            let place = path.iter().position(|id| *id == root.id).unwrap_or(0);
            path.get(place.saturating_sub(1)).copied().unwrap_or(unit)
        }
    }
}

fn named(tree: &[Unit], tallies: BTreeMap<UnitId, Tally>) -> Vec<UnitTally> {
    let mut rows: Vec<UnitTally> = tallies
        .into_iter()
        .map(|(id, tally)| {
            let unit = tree.iter().find(|unit| unit.id == id);
            UnitTally {
                code: unit.map_or_else(|| id.to_string(), |unit| unit.code.clone()),
                name: unit.map_or_else(|| "(unit yang sudah dihapus)".to_owned(), |unit| unit.name.clone()),
                tally,
            }
        })
        .collect();
    rows.sort_by(|one, other| one.code.cmp(&other.code));
    rows
}

fn line(row: &DiscrepancyRow, rows: &Rows, standing: &Standing) -> DiscrepancyLine {
    let unit = rows.tree.iter().find(|unit| unit.id == row.unit);
    let person = rows.people.get(&row.person);
    let cause = row.cause.and_then(|id| rows.causes.iter().find(|cause| cause.id == id));
    DiscrepancyLine {
        on: row.on,
        name: person.map(|person| person.name.clone()).unwrap_or_default(),
        number: person.and_then(Person::printed_number).map(|number| number.value.clone()).unwrap_or_default(),
        unit_code: unit.map(|unit| unit.code.clone()).unwrap_or_default(),
        unit_name: unit.map(|unit| unit.name.clone()).unwrap_or_default(),
        kind: row.kind,
        a: row.a.clone(),
        b: row.b.clone(),
        also: row.also.clone(),
        detail: row.detail.clone(),
        cause: cause.map(|cause| cause.detail.clone()).unwrap_or_default(),
        proposal: row.proposal.map(|outcome| (outcome, row.because.clone())),
        state: standing.words.get(&row.id).cloned().unwrap_or_else(|| "terbuka".into()),
        due_on: row.due_on,
    }
}

/// Of a report about one unit only the causes behind its own discrepancies.
fn causes(rows: &Rows, found: &[&DiscrepancyRow], all: bool) -> Vec<CauseLine> {
    let behind: BTreeSet<Uuid> = found.iter().filter_map(|row| row.cause).collect();
    rows.causes
        .iter()
        .filter(|cause| all || behind.contains(&cause.id))
        .map(|cause| CauseLine {
            kind: cause.kind,
            speaker: cause.speaker,
            origin: cause
                .origin
                .as_ref()
                .map(|(_, name)| name.clone())
                .or_else(|| {
                    let unit = rows.tree.iter().find(|unit| Some(unit.id) == cause.unit)?;
                    Some(unit.name.clone())
                })
                .unwrap_or_default(),
            from: cause.from,
            to: cause.to,
            days: cause.days,
            detail: cause.detail.clone(),
        })
        .collect()
}

fn unknown(row: &QueueRow, instansi: &Instansi) -> UnknownLine {
    let at = |moment: jiff::civil::DateTime| format!("{} pukul {}", long_date(moment.date()), moment.strftime("%H.%M"));
    let between = match (row.first_at, row.last_at) {
        (Some(first), Some(last)) if first != last => format!("{} – {}", at(first), at(last)),
        (Some(one), _) | (None, Some(one)) => at(one),
        (None, None) => String::new(),
    };
    UnknownLine {
        source: Speaker::of(row.key.source),
        place: row.serial.clone().unwrap_or_else(|| instansi.name.clone()),
        key: row.key.key.clone(),
        records: row.count,
        between,
    }
}

fn brief(
    app: &App,
    instansi: &Instansi,
    asked: Asked<'_>,
    (rows, found): (&Rows, &[&DiscrepancyRow]),
    standing: &Standing,
    within: &dyn Fn(UnitId) -> bool,
) -> Brief {
    let length = asked.from.until(asked.to).map_or(0, |span| i64::from(span.get_days())) + 1;
    let before_from = asked.from.checked_sub(length.days()).unwrap_or(asked.from);
    let mut before: BTreeMap<UnitId, Tally> = BTreeMap::new();
    for day in rows.days.iter().filter(|day| day.on >= before_from && day.on < asked.from && within(day.unit)) {
        before.entry(opd(&rows.tree, day.unit, asked.unit)).or_default().add(&day.tally);
    }
    let today = app.today(instansi);
    let mut late: BTreeMap<UnitId, (u32, Date)> = BTreeMap::new();
    for row in found.iter().filter(|row| row.due_on < today && !standing.settled.contains(&row.id)) {
        let entry = late.entry(opd(&rows.tree, row.unit, asked.unit)).or_insert((0, row.on));
        *entry = (entry.0 + 1, entry.1.min(row.on));
    }
    let name = |id: UnitId| rows.tree.iter().find(|unit| unit.id == id).map_or(String::new(), |unit| unit.name.clone());
    let mut overdue: Vec<Overdue> =
        late.into_iter().map(|(unit, (count, since))| Overdue { unit: name(unit), count, since }).collect();
    overdue.sort_by(|one, other| other.count.cmp(&one.count).then_with(|| one.unit.cmp(&other.unit)));
    let settled = found.iter().filter(|row| standing.settled.contains(&row.id)).count();
    let counted = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    Brief {
        before: named(&rows.tree, before)
            .into_iter()
            .filter_map(|unit| Some((unit.code, unit.tally.rate()?)))
            .collect(),
        trend: trend(rows, asked, within),
        overdue,
        settled: (counted(settled), counted(found.len())),
        signature: Signature {
            place: instansi.name.trim_start_matches("Pemerintah ").trim_start_matches("Kota ").to_owned(),
            date: String::new(),
            ..Signature::default()
        },
    }
}

/// The rate of each week, from Monday to Sunday, named by its Monday; weeks of which nothing was computed are left out.
fn trend(rows: &Rows, asked: Asked<'_>, within: &dyn Fn(UnitId) -> bool) -> Vec<(String, Option<Rate>)> {
    let monday = |day: Date| {
        let since = i64::from(day.weekday().to_monday_zero_offset());
        day.checked_sub(since.days()).unwrap_or(day)
    };
    let first = monday(asked.to).checked_sub(((TREND_WEEKS - 1) * 7).days()).unwrap_or(asked.from);
    let mut weeks: BTreeMap<Date, Tally> = BTreeMap::new();
    for day in rows.days.iter().filter(|day| day.on >= first && within(day.unit)) {
        weeks.entry(monday(day.on)).or_default().add(&day.tally);
    }
    weeks.into_iter().map(|(monday, tally)| (monday.strftime("%d/%m").to_string(), tally.rate())).collect()
}

/// The report as a document with its mark: a workbook, or the page for the mayor.
///
/// # Errors
///
/// `reconcile_stale` when tables and list do not add up, or the database does not answer.
pub async fn print(
    app: &App,
    instansi: &Instansi,
    found: Found,
    format: Format,
    by: &str,
) -> Result<Vec<u8>, ServiceError> {
    let Found { unit, reconcile, brief } = found;
    // The moment up to which data counts is printed but makes no other document of the same figures.
    let figures = Reconcile { data_until: String::new(), ..reconcile.clone() };
    checked(figures.clone())?;
    let layout = match format {
        Format::Pdf => mayor_pdf::TEMPLATE,
        Format::Xlsx => "",
    };
    let content: [u8; 32] =
        Sha256::digest(format!("{}\n{layout}\n{figures:?}\n{brief:?}", env!("CARGO_PKG_VERSION"))).into();
    let paper = Paper {
        kind: Kind::Reconcile,
        format,
        unit: unit.as_ref().map_or_else(|| instansi.code.clone(), |unit| unit.code.clone()),
        office: unit.as_ref().map_or_else(|| instansi.name.clone(), |unit| unit.name.clone()),
        period: format!("{}/{}", reconcile.from, reconcile.to),
        content,
    };
    let zone = instansi.zone.time_zone();
    let set = |mark, issued_at: Timestamp| {
        let set = Reconcile {
            data_until: moment(issued_at, instansi),
            printed_at: moment(issued_at, instansi),
            created_at: issued_at,
            footer: format!("Hadir · {}", &hex::encode(content)[..16]),
            mark: Some(mark),
            ..figures.clone()
        };
        let mut brief = brief.clone();
        brief.signature.date = long_date(issued_at.to_zoned(zone.clone()).date());
        async move {
            let report = checked(set)?;
            // Setting takes seconds of the processor, and other requests must not wait behind it.
            tokio::task::spawn_blocking(move || bytes(&report, &brief, format)).await.map_err(ServiceError::fault)?
        }
    };
    documenting::print(app, instansi, paper, by, set).await
}

fn bytes(report: &ReconcileReport, brief: &Brief, format: Format) -> Result<Vec<u8>, ServiceError> {
    match format {
        Format::Xlsx => reconcile_xlsx::reconcile_xlsx(report).map_err(ServiceError::fault),
        Format::Pdf => mayor_pdf::mayor_pdf(report, brief)
            .map_err(|error| ServiceError::bad("not_printable", error.in_indonesian(), error.to_string())),
    }
}

fn checked(reconcile: Reconcile) -> Result<ReconcileReport, ServiceError> {
    ReconcileReport::checked(reconcile).map_err(|error| {
        ServiceError::conflict(
            "reconcile_stale",
            format!("laporan tidak dicetak karena angkanya belum cocok ({}); hitung ulang dahulu, lalu coba lagi", error.in_indonesian()),
            format!("the report is not printed because its figures do not add up ({error}); compute them again, then try again"),
        )
    })
}
