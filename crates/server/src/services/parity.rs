//! Kinds of employment side by side: what was due, what was done of it, and what followed.
//!
//! **Invariant:** counts alone leave this module. Cases are counted for whoever may see the ladder of the whole instansi; for
//! leaders they are laid together until nobody can be told apart; for everybody else there are none.

mod contracted;
mod counting;
mod following;
pub mod workbook;

use hadir_domain::access::{AccessFilter, Action};
use hadir_domain::ids::UnitId;
use hadir_domain::parity::cases::CaseCounts;
use hadir_domain::parity::ladder::{LadderCounts, LadderYear};
use hadir_domain::parity::{Guarded, Table, guard, reference};
use hadir_domain::people::EmployeeType;
use hadir_domain::reconcile::history::{Lines, lines_of};
use hadir_domain::units::{Unit, subtree};
use hadir_store::instansi::Instansi;
use hadir_store::{dirty, units};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use tokio::sync::Mutex;

use self::contracted::Contracted;
use self::counting::Roster;
use self::following::Ladders;
use super::error::ServiceError;
use super::judging::{self, RulesInForce};
use crate::app::App;
use crate::auth::Caller;

/// Most days of one comparison: two years and some.
pub const MOST_DAYS: i32 = 800;

/// A year of a city is read at once for one asker alone.
static ONE: Mutex<()> = Mutex::const_new(());

/// What somebody may know of ladder and cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sight {
    /// Nothing.
    Nothing,
    /// Who stands where on the ladder, counted; of cases nothing.
    Ladder,
    /// Both, of the whole instansi and of whole quarters, laid together where few.
    Guarded,
    /// Both, as they are.
    Whole,
}

impl Sight {
    /// The code of the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Ladder => "ladder",
            Self::Guarded => "guarded",
            Self::Whole => "whole",
        }
    }

    /// What a caller may know of a unit, or of everybody.
    pub fn of(caller: &Caller, all: &[Unit], unit: Option<UnitId>) -> Self {
        if caller.filter(Action::DisciplineRead) == AccessFilter::All {
            return Self::Whole;
        }
        let reach = caller.units_in_reach(Action::DisciplineRead, all);
        match unit {
            Some(unit) if reach.is_some_and(|reach| reach.contains(&unit)) => Self::Ladder,
            None if caller.filter(Action::AuditRead) == AccessFilter::All => Self::Guarded,
            _ => Self::Nothing,
        }
    }
}

/// Which days and whose.
#[derive(Debug, Clone, Copy)]
pub struct Ask {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// A unit with all below it; everybody without.
    pub unit: Option<UnitId>,
    /// What may be known of ladder and cases.
    pub sight: Sight,
}

/// What followed, as far as the asker may know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Followed {
    /// The days that are looked at: of a guarded view whole years up to the last quarter that is over.
    pub from: Date,
    /// The last of them.
    pub to: Date,
    /// The ladder of each year.
    pub years: Vec<(i16, Date, Guarded<LadderCounts>)>,
    /// Cases opened in these days; `None` for whoever may not know of them.
    pub cases: Option<Guarded<CaseCounts>>,
}

/// Kinds of employment side by side.
#[derive(Debug, Clone)]
pub struct Parity {
    /// What was asked.
    pub ask: Ask,
    /// The last day that is counted: not after today.
    pub counted_to: Date,
    /// As of when.
    pub computed_at: Timestamp,
    /// Every unit, to name them.
    pub units: Vec<Unit>,
    /// The lines of the table.
    pub lines: Lines,
    /// The counts; they were held against the roster.
    pub table: Table,
    /// Person-days among those waiting that nobody has judged.
    pub unjudged: u64,
    /// The kind the others are held against.
    pub reference: Option<EmployeeType>,
    /// Ladder and cases; `None` where the asker may know nothing of them, or no whole quarter is over.
    pub followed: Option<Followed>,
}

impl Parity {
    /// The unit asked for.
    pub fn unit(&self) -> Option<&Unit> {
        self.units.iter().find(|unit| Some(unit.id) == self.ask.unit)
    }
}

/// The days to look at when nobody says which: this year so far.
pub fn usual_span(today: Date) -> (Date, Date) {
    (Date::new(today.year(), 1, 1).unwrap_or(today), today)
}

/// Compares.
///
/// # Errors
///
/// `bad_span`, `span_too_long`, `not_yet`; `does_not_add` when a sum does not hold: then nothing is shown.
pub async fn compare(app: &App, instansi: &Instansi, ask: Ask) -> Result<Parity, ServiceError> {
    let today = app.today(instansi);
    check(&ask, today)?;
    let _alone = ONE.lock().await;
    if app.db.read(async |tx| dirty::count(tx, instansi.id).await).await? > 0 {
        judging::project(app, instansi).await?;
    }
    let tree = app.db.read(async |tx| units::list(tx, instansi.id).await).await?;
    let lines = lines_of(&tree, ask.unit);
    let span = (ask.from, ask.to.min(today));
    let followed = followed_span(&ask, today);
    // A year's days add up from 1 January, and what is owed in it to its end.
    let first = Date::new(followed.map_or(span.0, |span| span.0.min(ask.from)).year(), 1, 1).unwrap_or(span.0);
    let last = Date::new(span.1.year(), 12, 31).unwrap_or(span.1);
    let roster = Roster::load(app, instansi, (first.min(span.0), span.1)).await?;
    let rules = RulesInForce::of(app, instansi);
    let rules = rules.rules();
    let mut plans = Contracted::new(&rules, (first, last));
    let line_of = |unit: UnitId| lines.of_unit.get(&unit).copied();
    let counted = counting::count(app, instansi, &roster, &line_of, span, &mut plans).await?;
    counted.table.check().map_err(|error| does_not_add(&error))?;
    let followed = match followed {
        Some(span) => Some(follow(app, instansi, &roster, (&ask, &tree), span, &mut plans).await?),
        None => None,
    };
    Ok(Parity {
        ask,
        counted_to: span.1,
        computed_at: app.now(),
        reference: reference(&counted.table),
        table: counted.table,
        unjudged: counted.unjudged,
        units: tree,
        lines,
        followed,
    })
}

fn check(ask: &Ask, today: Date) -> Result<(), ServiceError> {
    if ask.to < ask.from {
        return Err(ServiceError::bad(
            "bad_span",
            "Tanggal akhir lebih awal daripada tanggal mulai. Tukar keduanya.",
            "The last day lies before the first. Swap them.",
        ));
    }
    if ask.from > today {
        return Err(ServiceError::bad(
            "not_yet",
            "Rentang itu belum mulai. Pilih tanggal mulai paling lambat hari ini.",
            "These days have not begun. Choose a first day not after today.",
        ));
    }
    if (ask.to - ask.from).get_days() >= MOST_DAYS {
        return Err(ServiceError::bad(
            "span_too_long",
            format!("Paling banyak {MOST_DAYS} hari sekaligus. Pendekkan rentangnya."),
            format!("At most {MOST_DAYS} days at once. Choose fewer."),
        ));
    }
    Ok(())
}

/// The days of which ladder and cases are told. A guarded view tells whole years up to the last quarter that is over: what
/// changed from one day to the next would be about few people.
fn followed_span(ask: &Ask, today: Date) -> Option<(Date, Date)> {
    let last = ask.to.min(today);
    match ask.sight {
        Sight::Nothing => None,
        Sight::Ladder | Sight::Whole => Some((ask.from, last)),
        Sight::Guarded => {
            let first = Date::new(ask.from.year(), 1, 1).ok()?;
            let next = last.tomorrow().ok()?;
            let quarter = Date::new(next.year(), (next.month() - 1) / 3 * 3 + 1, 1).ok()?;
            let until = quarter.checked_sub(1.day()).ok()?;
            (first <= until).then_some((first, until))
        }
    }
}

async fn follow(
    app: &App,
    instansi: &Instansi,
    roster: &Roster,
    (ask, tree): (&Ask, &[Unit]),
    (from, to): (Date, Date),
    plans: &mut Contracted<'_>,
) -> Result<Followed, ServiceError> {
    let below = ask.unit.map(|unit| subtree(tree, unit));
    let within = |unit: UnitId| below.as_ref().is_none_or(|below| below.contains(&unit));
    let knows_cases = ask.sight > Sight::Ladder;
    let cases = if knows_cases { Some(following::all_cases(app, instansi).await?) } else { None };
    let ladders = Ladders::of(app, instansi);
    let mut years = Vec::new();
    for year in from.year()..=to.year() {
        let first = Date::new(year, 1, 1).map_err(ServiceError::fault)?.max(from);
        let last = Date::new(year, 12, 31).map_err(ServiceError::fault)?.min(to);
        let made = ladders.year(roster, &within, (first, last), plans, cases.as_deref()).await?;
        if !made.kinds.iter().all(|(_, counts)| counts.adds_up()) {
            return Err(does_not_add(&"tangga"));
        }
        let LadderYear { year, up_to, kinds } = made;
        years.push((year, up_to, shown(ask.sight, kinds)));
    }
    let cases = cases.map(|cases| ladders.cases(&cases, &within, (from, to)));
    if cases.iter().flatten().any(|(_, counts)| !counts.adds_up()) {
        return Err(does_not_add(&"perkara"));
    }
    let told = |kinds: Vec<(EmployeeType, CaseCounts)>| match ask.sight {
        Sight::Guarded => kinds.into_iter().map(|(kind, counts)| (kind, counts.levels_alone())).collect(),
        _ => kinds,
    };
    Ok(Followed { from, to, years, cases: cases.map(|kinds| shown(ask.sight, told(kinds))) })
}

fn shown<T: hadir_domain::parity::Summed>(sight: Sight, kinds: Vec<(EmployeeType, T)>) -> Guarded<T> {
    if sight == Sight::Guarded {
        return guard(&kinds);
    }
    let rows = kinds.into_iter().map(|(kind, counts)| (vec![kind], counts)).collect();
    Guarded { rows, merged: false }
}

/// A table that does not add up is not shown.
fn does_not_add(error: &dyn std::fmt::Display) -> ServiceError {
    ServiceError::conflict(
        "does_not_add",
        format!(
            "Perbandingan tidak ditampilkan karena jumlahnya tidak sama dengan daftar pegawai ({error}). Jalankan \
             `hadir rebuild`, lalu ulangi; bila tetap, laporkan kepada pengelola."
        ),
        format!(
            "The comparison is not shown because it does not add up to its roster ({error}). Run `hadir rebuild` and \
             repeat; tell the operator when it stays."
        ),
    )
}
