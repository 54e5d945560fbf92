//! Whether a wish can be handed in, what it would change, and who would decide. Asks everything, stores nothing.

use hadir_domain::day::Side;
use hadir_domain::ids::{PersonId, RequestId, UnitId};
use hadir_domain::people::{Person, Post};
use hadir_domain::requests::{Chain, RequestKind, RequestState, Wish};
use hadir_domain::roster::{Exception, Layer, Part};
use hadir_domain::timeline::JudgedDay;
use hadir_domain::units::Unit;
use hadir_store::instansi::Instansi;
use hadir_store::requests::Request;
use hadir_store::{StoreError, corrections, people, posts, requests, roster, units};
use jiff::ToSpan;
use jiff::civil::Date;

use super::effects::{self, Planned};
use super::leave::{self, Balance};
use super::problems::Problem;
use super::view::{Change, DayFacts};
use super::{due_on, policy};
use crate::app::App;
use crate::auth::caller::path;
use crate::services::error::ServiceError;
use crate::services::judging;
use crate::services::periods;
use crate::services::service_posting::planning as service_posting;

/// The longest span whose days are shown old against new.
const SHOWN_DAYS: i64 = 62;

/// Who asks.
#[derive(Debug, Clone)]
pub struct Applicant {
    /// The person.
    pub person: Person,
    /// Every post.
    pub posts: Vec<Post>,
    /// The units of the instansi.
    pub units: Vec<Unit>,
}

impl Applicant {
    /// The person with posts and units.
    ///
    /// # Errors
    ///
    /// `unknown_person` for nobody.
    pub async fn load(app: &App, instansi: &Instansi, person: PersonId) -> Result<Self, ServiceError> {
        let id = instansi.id;
        let (known, posts, units) = app
            .db
            .read(async |tx| {
                Ok::<_, StoreError>((
                    people::get(tx, id, person).await?,
                    posts::of_people(tx, id, &[person]).await?,
                    units::list(tx, id).await?,
                ))
            })
            .await?;
        let person = known.ok_or_else(|| {
            ServiceError::not_found("unknown_person", "pegawai tidak ditemukan", "there is no such person")
        })?;
        Ok(Self { person, posts, units })
    }

    /// The unit served in on a day.
    pub fn unit_on(&self, on: Date) -> Option<UnitId> {
        self.posts.iter().find(|post| post.holds_on(on)).map(|post| post.unit)
    }

    /// The OPDs served in on some day of a span.
    pub fn opds(&self, from: Date, to: Date) -> Vec<UnitId> {
        let serving = self.posts.iter().filter(|post| post.holds_within(from, to));
        serving.filter_map(|post| path(&self.units, post.unit).last().copied()).collect()
    }
}

/// A wish that was looked at.
#[derive(Debug, Clone)]
pub struct Checked {
    /// With what only the server knows filled in.
    pub wish: Wish,
    /// What stands against it.
    pub problems: Vec<Problem>,
    /// First day concerned.
    pub from: Date,
    /// Last day concerned.
    pub to: Date,
    /// Half days of leave it counts.
    pub counted_half_days: Option<u32>,
    /// What would be left of the leave.
    pub balance: Option<Balance>,
    /// Who decides.
    pub chain: Chain,
    /// When the first step would be due.
    pub due_on: Option<Date>,
    /// Whether it touches a closed month.
    pub month_closed: bool,
    /// Whether the rules want proof.
    pub needs_proof: bool,
    /// What would follow.
    pub planned: Planned,
}

impl Checked {
    /// Whether it can be handed in.
    pub fn is_ok(&self) -> bool {
        self.problems.iter().all(|problem| !problem.blocking)
    }
}

/// A wish as it came.
#[derive(Debug, Clone)]
pub struct Asked<'a> {
    /// Its key; a fresh one for a mere question.
    pub id: RequestId,
    /// What is asked for.
    pub wish: Wish,
    /// Why.
    pub reason: &'a str,
    /// How many files come with it.
    pub files: usize,
}

/// Looks at a wish from every side.
///
/// # Errors
///
/// When the database does not answer or no pack says who decides.
pub async fn check(
    app: &App,
    instansi: &Instansi,
    applicant: &Applicant,
    asked: Asked<'_>,
) -> Result<Checked, ServiceError> {
    let today = app.today(instansi);
    let person = applicant.person.id;
    let rules = policy(app, instansi, today)?;
    let mut wish = asked.wish;
    fill_in(app, instansi, person, &mut wish).await?;
    let mut problems: Vec<Problem> = wish.problems(person).into_iter().map(Problem::from).collect();
    let usable = problems.is_empty();
    let reference = super::view::reference(&wish, asked.id);
    let planned = if usable {
        match effects::plan(app, instansi, asked.id, person, &wish, &reference).await? {
            Ok(planned) => planned,
            Err(problem) => {
                problems.push(problem);
                Planned::default()
            }
        }
    } else {
        Planned::default()
    };
    let days = planned.spans().get(&person).copied();
    let (from, to) = wish.span().or(days).unwrap_or((today, today));
    let mut checked = Checked {
        counted_half_days: None,
        balance: None,
        chain: rules.chain(wish.kind()).to_vec(),
        due_on: None,
        month_closed: false,
        needs_proof: false,
        wish,
        problems,
        from,
        to,
        planned,
    };
    checked.due_on = due_on(app, instansi, &checked.chain, 0, today);
    if !usable {
        return Ok(checked);
    }
    if asked.reason.trim().is_empty() && needs_reason(checked.wish.kind()) {
        checked.problems.push(Problem::new(
            "reason_needed",
            "Tulis alasannya supaya atasan dapat memutuskan.",
            "Say why, so that your superior can decide.",
        ));
    }
    too_old(&mut checked, today, rules.back_days);
    checked.month_closed = periods::touches_closed(app, instansi, &applicant.opds(from, to), from, to).await?;
    duty(app, instansi, person, &mut checked, today).await?;
    overlaps(app, instansi, applicant, asked.id, &mut checked).await?;
    if let Wish::Leave(wish) = &checked.wish {
        let found = leave::check(app, instansi, applicant, wish, asked.id, asked.files).await?;
        checked.counted_half_days = found.counted_half_days;
        checked.balance = found.balance;
        checked.needs_proof = found.needs_proof;
        checked.problems.extend(found.problems);
    }
    checked.problems.extend(service_posting::warnings(app, instansi, &checked.planned).await?);
    if let Wish::Swap(wish) = &checked.wish {
        let colleague = Applicant::load(app, instansi, wish.with).await?;
        if colleague.unit_on(today).is_none() || colleague.unit_on(today) != applicant.unit_on(today) {
            checked.problems.push(Problem::new(
                "other_unit",
                "Dinas hanya dapat ditukar dengan rekan satu unit.",
                "Turns can be swapped with a colleague of the same unit only.",
            ));
        }
    }
    Ok(checked)
}

/// What only the server knows: the correction that counts now.
async fn fill_in(app: &App, instansi: &Instansi, person: PersonId, wish: &mut Wish) -> Result<(), ServiceError> {
    if let Wish::Correction(wish) = wish {
        let (on, side) = (wish.date, wish.side);
        wish.replaces = app.db.read(async |tx| corrections::head(tx, instansi.id, person, on, side).await).await?;
    }
    Ok(())
}

fn needs_reason(kind: RequestKind) -> bool {
    matches!(
        kind,
        RequestKind::Correction | RequestKind::Permission | RequestKind::Wfh | RequestKind::Cancel | RequestKind::Swap
    )
}

fn too_old(checked: &mut Checked, today: Date, back_days: u16) {
    let first = today.checked_sub(i64::from(back_days).days()).unwrap_or(today);
    let swap_past = checked.wish.kind() == RequestKind::Swap && checked.from < today;
    if swap_past {
        checked.problems.push(Problem::new(
            "too_old",
            "Dinas yang sudah lewat tidak dapat ditukar; ajukan koreksi untuk hari itu.",
            "A turn that is over cannot be swapped; ask for a correction of that day.",
        ));
    } else if checked.from < first {
        checked.problems.push(Problem::new(
            "too_old",
            format!("Hari itu lewat lebih dari {back_days} hari. Datanglah ke BKPSDM dengan buktinya."),
            format!("That day is more than {back_days} days ago. Go to BKPSDM with the proof."),
        ));
    }
}

/// Whether anything is due on the days concerned, and whether a corrected time can belong to its day.
async fn duty(
    app: &App,
    instansi: &Instansi,
    person: PersonId,
    checked: &mut Checked,
    today: Date,
) -> Result<(), ServiceError> {
    let (from, to) = (checked.from, checked.to);
    match checked.wish.kind() {
        RequestKind::Swap | RequestKind::Cancel => return Ok(()),
        RequestKind::Correction if from > today => {
            checked.problems.push(Problem::new(
                "not_yet",
                "Hari itu belum tiba. Koreksi hanya untuk hari yang sudah berjalan.",
                "That day has not come. Only days that have begun can be corrected.",
            ));
            return Ok(());
        }
        _ => {}
    }
    // A paper of years is not looked through to its end: one day of duty is enough.
    let last = to.min(from.checked_add(SHOWN_DAYS.days()).unwrap_or(to));
    let judged = judging::judge(app, instansi, &[person], from, last).await?;
    let days = judged.people.first().map(|person| person.days.as_slice()).unwrap_or_default();
    let is_due = |day: &JudgedDay| day.plan.duty.is_some() || day.plan.excuse.is_some();
    if !days.iter().any(is_due) {
        checked.problems.push(Problem::new(
            "no_duty",
            "Pada hari itu Anda tidak berdinas, jadi tidak ada yang perlu diminta.",
            "You have no duty on those days, so there is nothing to ask for.",
        ));
        return Ok(());
    }
    let Wish::Correction(wish) = &checked.wish else { return Ok(()) };
    let (Some(day), Some(corrected)) = (days.first(), wish.corrected()) else { return Ok(()) };
    if let hadir_domain::day::Corrected::ArrivedAt(at) | hadir_domain::day::Corrected::LeftAt(at) = corrected {
        let side = if wish.side == Side::In { "datang" } else { "pulang" };
        if at < day.window.from || at >= day.window.to {
            checked.problems.push(Problem::new(
                "outside_day",
                format!(
                    "Jam {side} itu di luar hari kerja ini ({} sampai {}).",
                    day.window.from.strftime("%d-%m %H.%M"),
                    day.window.to.strftime("%d-%m %H.%M")
                ),
                format!("That time lies outside this working day ({} to {}).", day.window.from, day.window.to),
            ));
        }
        let now = app.now().to_zoned(instansi.zone.time_zone()).datetime();
        if at > now {
            checked.problems.push(Problem::new("not_yet", "Jam itu belum tiba.", "That time has not come yet."));
        }
    }
    Ok(())
}

/// Papers in force and requests that wait for the same days.
async fn overlaps(
    app: &App,
    instansi: &Instansi,
    applicant: &Applicant,
    own: RequestId,
    checked: &mut Checked,
) -> Result<(), ServiceError> {
    let person = applicant.person.id;
    let (from, to) = (checked.from, checked.to);
    let Some((_, part)) = checked.wish.paper() else {
        return waiting_twice(app, instansi, person, own, checked).await;
    };
    let (papers, waiting) = app
        .db
        .read(async |tx| {
            let papers = roster::exceptions(tx, instansi.id, &[person], from, to).await?;
            Ok::<_, StoreError>((papers, requests::touching(tx, instansi.id, from, to).await?))
        })
        .await?;
    let meets = |paper: &&Exception| paper.kind.layer() == Layer::Excuse && parts_meet(part, paper.part);
    if let Some(paper) = papers.iter().find(meets) {
        checked.problems.push(Problem::new(
            "overlaps",
            format!("Sudah ada surat untuk {} sampai {}: {}.", paper.from_on, paper.to_on, paper.reference),
            format!("A paper holds from {} to {} already: {}.", paper.from_on, paper.to_on, paper.reference),
        ));
    }
    let same = |request: &&Request| {
        request.person == person
            && request.id != own
            && request.wish.paper().is_some_and(|(_, other)| parts_meet(part, other))
    };
    if let Some(request) = waiting.iter().find(same) {
        checked.problems.push(waits_already(request));
    }
    Ok(())
}

/// Two corrections of one side, swaps of one turn or ends of one paper at a time would contradict each other.
async fn waiting_twice(
    app: &App,
    instansi: &Instansi,
    person: PersonId,
    own: RequestId,
    checked: &mut Checked,
) -> Result<(), ServiceError> {
    let (from, to) = (checked.from, checked.to);
    let waiting = app.db.read(async |tx| requests::touching(tx, instansi.id, from, to).await).await?;
    let same = |request: &&Request| {
        request.person == person
            && request.id != own
            && match (&request.wish, &checked.wish) {
                (Wish::Correction(one), Wish::Correction(other)) => (one.date, one.side) == (other.date, other.side),
                (Wish::Swap(one), Wish::Swap(other)) => {
                    [one.date, one.other_date].iter().any(|on| [other.date, other.other_date].contains(on))
                }
                (Wish::Cancel(one), Wish::Cancel(other)) => one.request == other.request,
                _ => false,
            }
    };
    if let Some(request) = waiting.iter().find(same) {
        checked.problems.push(waits_already(request));
    }
    Ok(())
}

fn waits_already(request: &Request) -> Problem {
    let returned = request.progress.state == RequestState::Returned;
    Problem::new(
        "overlaps",
        if returned {
            "Permohonan untuk hari itu dikembalikan kepada Anda. Lengkapi atau tarik yang itu."
        } else {
            "Permohonan untuk hari itu masih menunggu keputusan. Tunggu atau tarik yang itu dahulu."
        },
        if returned {
            "A request for those days went back to you. Complete it or take it back."
        } else {
            "A request for those days still waits. Wait for it or take it back first."
        },
    )
}

fn parts_meet(one: Part, other: Part) -> bool {
    one == Part::Whole || other == Part::Whole || one == other
}

/// The days of a person that would change, old against new.
///
/// # Errors
///
/// When the database does not answer or no pack covers the days.
pub async fn changes(
    app: &App,
    instansi: &Instansi,
    person: PersonId,
    planned: &Planned,
) -> Result<Vec<Change>, ServiceError> {
    let Some((from, to)) = planned.spans().get(&person).copied() else { return Ok(Vec::new()) };
    let to = to.min(from.checked_add(SHOWN_DAYS.days()).unwrap_or(to));
    let (before, after) =
        judging::what_if(app, instansi, person, (from, to), |records| planned.apply(person, records)).await?;
    let pairs = before.days.iter().zip(&after);
    Ok(pairs
        .filter_map(|(was, becomes)| {
            let change = Change { date: was.on.to_string(), was: DayFacts::of(was), becomes: DayFacts::of(becomes) };
            (change.was != change.becomes).then_some(change)
        })
        .collect())
}
