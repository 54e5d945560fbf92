//! What a later correction changes of months that were paid. It is carried by the month after the last one paid, and by no
//! other; once that is paid too, it counts as taken.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use hadir_domain::allowance::{Month, PersonMonth, Rupiah, Taken, assess, deltas_of};
use hadir_domain::apel::ApelWord;
use hadir_domain::ids::PersonId;
use hadir_store::acts::{self, ActKind};
use hadir_store::instansi::Instansi;
use hadir_store::{StoreError, Tx, days};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};

use super::lines::{CarriedLine, PersonAllowance};
use super::paying::{self, Paid};
use super::{gathering, schedules};
use crate::app::App;
use crate::services::error::ServiceError;
use crate::services::recapping::Knowledge;

/// How many months back a correction is still looked for.
const MONTHS_BACK: i32 = 12;

/// What the month carries for each of these people.
///
/// Everybody's last paid month is computed anew; earlier ones only for those of whom a day or an apel was judged or
/// corrected since, because at that payment everything else agreed.
///
/// # Errors
///
/// When a month was paid that no pack covers any more.
pub async fn into_month(
    app: &App,
    instansi: &Instansi,
    people: &[PersonId],
    month: Month,
) -> Result<HashMap<PersonId, Vec<CarriedLine>>, ServiceError> {
    let Some(last) = month.first().yesterday().ok().map(Month::of) else { return Ok(HashMap::new()) };
    let first = Month::of(month.first().checked_sub(MONTHS_BACK.months()).unwrap_or(last.first()));
    let found = app.db.read(async |tx| paid_before(tx, instansi, people, (first, last, month)).await).await?;
    if found.is_empty() {
        return Ok(HashMap::new());
    }
    // Of each month, who is computed anew, and what was taken of them so far.
    let mut of_month: BTreeMap<Month, Vec<(PersonId, &PersonAllowance)>> = BTreeMap::new();
    for (person, months) in &found {
        for paid in months {
            of_month.entry(paid.month).or_default().push((*person, &paid.allowance));
        }
    }
    let mut carried: HashMap<PersonId, Vec<CarriedLine>> = HashMap::new();
    for (month, paid) in of_month {
        for (person, lines) in anew(app, instansi, month, &paid, &found).await? {
            carried.entry(person).or_default().extend(lines);
        }
    }
    Ok(carried)
}

/// The paid months that are looked at again, of those whose last paid month is the one before.
async fn paid_before(
    tx: &mut Tx,
    instansi: &Instansi,
    people: &[PersonId],
    (first, last, month): (Month, Month, Month),
) -> Result<HashMap<PersonId, Vec<Paid>>, StoreError> {
    let far = Month::of(month.first().checked_add(MONTHS_BACK.months()).unwrap_or(month.first()));
    let payments = paying::payments(tx, instansi, (first, far)).await?;
    if !payments.contains(&last) {
        return Ok(HashMap::new());
    }
    let mut found = paying::paid_of(tx, instansi, people, (last, last)).await?;
    if payments.iter().any(|on| *on >= month) {
        let later = paying::paid_of(tx, instansi, people, (month, far)).await?;
        found.retain(|person, _| !later.contains_key(person));
    }
    let earlier = payments.iter().any(|on| *on < last);
    let since = found.values().flatten().map(|paid| paid.received_at).min();
    let (Some(since), true) = (since, earlier) else { return Ok(found) };
    let until = last.first().yesterday().unwrap_or(last.first());
    let known: Vec<PersonId> = found.keys().copied().collect();
    let touched = touched(tx, instansi, &known, (first.first(), until), since).await?;
    for (person, months) in paying::paid_of(tx, instansi, &touched, (first, last)).await? {
        found.insert(person, months);
    }
    Ok(found)
}

/// Of whom a day was judged, or an apel closed or corrected, since a moment.
async fn touched(
    tx: &mut Tx,
    instansi: &Instansi,
    people: &[PersonId],
    span: (Date, Date),
    since: Timestamp,
) -> Result<Vec<PersonId>, StoreError> {
    let mut found: BTreeSet<PersonId> =
        days::judged_since(tx, instansi.id, people, span, since).await?.into_iter().collect();
    let known: HashSet<PersonId> = people.iter().copied().collect();
    let corrected = acts::what_in_span(tx, instansi.id, (ActKind::Apel, ApelWord::Corrected.as_str()), span).await?;
    found.extend(corrected.iter().filter(|act| act.received_at > since).filter_map(|act| act.person));
    for closed in acts::what_in_span(tx, instansi.id, (ActKind::Apel, ApelWord::Closed.as_str()), span).await? {
        if closed.received_at > since {
            let results = acts::what_of_subject(tx, instansi.id, closed.subject, ApelWord::Result.as_str()).await?;
            found.extend(results.iter().filter_map(|act| act.person));
        }
    }
    Ok(found.into_iter().filter(|person| known.contains(person)).collect())
}

/// Computes a paid month anew, by the schedule and amount it was paid by, from the days as they are known now.
async fn anew(
    app: &App,
    instansi: &Instansi,
    month: Month,
    paid: &[(PersonId, &PersonAllowance)],
    all: &HashMap<PersonId, Vec<Paid>>,
) -> Result<HashMap<PersonId, Vec<CarriedLine>>, ServiceError> {
    let ids: Vec<PersonId> = paid.iter().map(|(person, _)| *person).collect();
    let mut clocks = false;
    for name in paid.iter().map(|(_, as_paid)| as_paid.schedule.as_str()).collect::<BTreeSet<_>>() {
        clocks |= schedules::by_name(&app.packs_of(instansi), name)?.arrival.is_some();
    }
    let gathered = gathering::gather(app, instansi, &ids, month, clocks, Knowledge::AsNow).await?;
    let calendar = app.packs_of(instansi).month_days(instansi.region_code(), month, instansi.week);
    let mut carried = HashMap::new();
    for (person, as_paid) in paid {
        let (Some(facts), Some(whole)) = (gathered.facts.get(person), as_paid.tpp_rupiah) else { continue };
        let asked = PersonMonth {
            month,
            employee_type: as_paid.employee_type,
            tpp_rupiah: Rupiah(whole),
            structural: as_paid.structural,
            days: facts.days.clone(),
            events: facts.events.clone(),
        };
        let after = assess(schedules::by_name(&app.packs_of(instansi), &as_paid.schedule)?, &asked, &calendar);
        let later = all.get(person).into_iter().flatten().flat_map(|paid| &paid.allowance.carried);
        let since = later.filter(|line| month.holds(line.date)).map(Taken::from);
        let taken = as_paid.lines.iter().map(Taken::from).chain(since);
        let deltas = deltas_of(taken, &after);
        let lines: Vec<CarriedLine> =
            deltas.iter().map(|delta| CarriedLine::of(delta, &after, &as_paid.lines)).collect();
        if !lines.is_empty() {
            carried.insert(*person, lines);
        }
    }
    Ok(carried)
}
