//! Draws a round, keeps it with its calls, and tells those who are called, in one transaction.

use std::collections::HashMap;

use hadir_domain::ids::{PersonId, UnitId};
use hadir_domain::notices::NoticeKind;
use hadir_domain::sites::Network;
use hadir_domain::spot_checks::{Pick, RoundKey, Share, SpotRule, draw, moments, population_text};
use hadir_domain::units::subtree;
use hadir_store::instansi::Instansi;
use hadir_store::spot_checks::calls::{self, CallRow};
use hadir_store::spot_checks::rounds::{self, Round, RoundKind};
use hadir_store::spot_checks::seeds;
use hadir_store::{StoreError, Tx, units};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use uuid::Uuid;

use super::gathering::{self, OnDuty};
use super::{not_covered, promising, rules};
use crate::app::App;
use crate::services::error::ServiceError;
use crate::services::noticing::telling::{self, Word};
use crate::services::roster_desk::Officer;

/// A draw that was missed by more than this is left out: nobody is called by surprise of a late server.
const LATEST: SignedDuration = SignedDuration::from_mins(15);
/// Who draws by the lottery.
const LOTTERY: &str = "undian";

/// An extra round somebody asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRound {
    /// Its key, made by whoever sends it.
    pub id: Uuid,
    /// For which unit, with all below it.
    pub unit: UnitId,
    /// Why.
    pub reason: String,
}

/// Draws what the lottery of today has due by now; answers how many rounds.
///
/// # Errors
///
/// When the database does not answer.
pub async fn draw_due(app: &App, instansi: &Instansi) -> Result<usize, ServiceError> {
    let now = app.now();
    let zone = instansi.zone.time_zone();
    let today = now.to_zoned(zone.clone()).date();
    let table = rules(app, instansi);
    let Ok(rule) = table.on(today) else { return Ok(0) };
    let (promise, there) = app
        .db
        .read(async |tx| {
            let promise = seeds::of_day(tx, instansi.id, today).await?;
            Ok::<_, StoreError>((promise, rounds::in_span(tx, instansi.id, today, today).await?))
        })
        .await?;
    let begins = zone.to_ambiguous_timestamp(today.at(0, 0, 0, 0)).compatible().unwrap_or(now);
    // Only a seed that was promised before the day began draws by itself.
    let Some(_) = promise.filter(|promise| promise.committed_at < begins) else { return Ok(0) };
    let seed = promising::seed_of(app, instansi, today).await?;
    let mut drawn = 0;
    for (place, time) in moments(&seed, today, rule).into_iter().enumerate() {
        let number = u32::try_from(place + 1).unwrap_or(u32::MAX);
        let Ok(moment) = zone.to_ambiguous_timestamp(today.to_datetime(time)).compatible() else { continue };
        let due = moment <= now && now.duration_since(moment) <= LATEST;
        if !due || there.iter().any(|round| round.number == number) {
            continue;
        }
        let on_duty = gathering::on_duty(app, instansi, None, rule, now).await?;
        let round = Unmade {
            id: app.system.uuid(),
            kind: RoundKind::Lottery,
            unit: None,
            number: Some(number),
            share: Share::lottery(rule, instansi.week.days()),
            reason: String::new(),
            by: Officer { login: LOTTERY, person: None },
        };
        let made = app.db.write(async |tx| round.make(tx, app, instansi, rule, (today, now), &on_duty).await).await;
        match made {
            Ok(_) => drawn += 1,
            // Another server drew it meanwhile.
            Err(error) if error.code == "conflict" => {}
            Err(error) => return Err(error),
        }
    }
    Ok(drawn)
}

/// Draws an extra round of a unit at once. Sent again with the same id, it changes nothing.
///
/// # Errors
///
/// `nobody_on_duty`, `too_many_rounds`, `no_seed`, `seed_lost`, `id_taken`, `unknown_unit`, `no_spot_rule`.
pub async fn draw_extra(
    app: &App,
    instansi: &Instansi,
    officer: Officer<'_>,
    new: &NewRound,
) -> Result<Round, ServiceError> {
    let now = app.now();
    let today = instansi.date_of(now);
    let table = rules(app, instansi);
    let rule = table.on(today).map_err(|_| not_covered(today))?;
    if let Some(there) = app.db.read(async |tx| rounds::get(tx, instansi.id, new.id).await).await? {
        let same = there.unit == Some(new.unit) && there.by_login == officer.login;
        return if same { Ok(there) } else { Err(taken()) };
    }
    promising::keep(app, instansi).await?;
    let all = app.db.read(async |tx| units::list(tx, instansi.id).await).await?;
    if !all.iter().any(|unit| unit.id == new.unit) {
        return Err(crate::services::error::unknown_unit(""));
    }
    let below: Vec<UnitId> = subtree(&all, new.unit).into_iter().collect();
    let on_duty = gathering::on_duty(app, instansi, Some(&below), rule, now).await?;
    if on_duty.iter().all(|one| one.network == Network::None) {
        return Err(ServiceError::conflict(
            "nobody_on_duty",
            "Saat ini tidak ada pegawai unit itu yang dapat dipanggil: tidak bertugas, berizin, jam tenang, tanpa jaringan, \
             atau belum punya HP terdaftar. Coba lagi pada jam kerja di luar jam tenang.",
            "Nobody of that unit can be called now: off duty, excused, quiet time, no network, or no enrolled phone. Try \
             again in working hours outside quiet times.",
        ));
    }
    let round = Unmade {
        id: new.id,
        kind: RoundKind::Extra,
        unit: Some(new.unit),
        number: None,
        share: Share::extra(rule),
        reason: new.reason.clone(),
        by: officer,
    };
    app.db.write(async |tx| round.make(tx, app, instansi, rule, (today, now), &on_duty).await).await
}

/// A round before it is drawn.
struct Unmade<'a> {
    id: Uuid,
    kind: RoundKind,
    unit: Option<UnitId>,
    /// The next free one for `None`.
    number: Option<u32>,
    share: Share,
    reason: String,
    by: Officer<'a>,
}

impl Unmade<'_> {
    async fn make(
        &self,
        tx: &mut Tx,
        app: &App,
        instansi: &Instansi,
        rule: &SpotRule,
        (today, now): (Date, Timestamp),
        on_duty: &[OnDuty],
    ) -> Result<Round, ServiceError> {
        let seed = promising::seed_of(app, instansi, today).await?;
        let (seed, _) = promising::promised(tx, instansi, today, seed).await?;
        let there = rounds::in_span(tx, instansi.id, today, today).await?;
        let extra_here = there.iter().filter(|one| one.kind == RoundKind::Extra && one.unit == self.unit).count();
        if self.kind == RoundKind::Extra && extra_here >= usize::from(rule.extra_per_day) {
            return Err(ServiceError::conflict(
                "too_many_rounds",
                format!("Unit itu sudah {extra_here} kali diundi tambahan hari ini, batasnya. Coba lagi besok."),
                format!("That unit had {extra_here} extra rounds today, which is the limit. Try again tomorrow."),
            ));
        }
        let last = there.iter().map(|one| one.number).max().unwrap_or(0).max(rule.rounds_per_day.into());
        let number = self.number.unwrap_or(last + 1);
        let entrants = gathering::entrants(tx, instansi, on_duty, rule, today).await?;
        let drawing = draw(&entrants, &seed, RoundKey { day: today, number }, &self.share);
        let round = Round {
            id: self.id,
            on: today,
            number,
            kind: self.kind,
            unit: self.unit,
            share: self.share,
            rule: figures(rule),
            population: drawing.population,
            population_hash: drawing.population_hash,
            called: drawing.picks.len() as u64,
            reason: self.reason.clone(),
            by_login: self.by.login.to_owned(),
            by_person: self.by.person,
            received_at: now,
        };
        rounds::add(tx, instansi.id, &round, &population_text(&entrants), app.system.bytes()).await?;
        let by_person: HashMap<PersonId, &OnDuty> = on_duty.iter().map(|one| (one.person, one)).collect();
        let call = |pick: &Pick| {
            let one = by_person.get(&pick.person)?;
            Some(CallRow {
                id: app.system.uuid(),
                round: round.id,
                person: pick.person,
                unit: one.unit,
                site: one.site,
                on: today,
                called_at: now,
                window_s: rule.window_s(pick.network)?,
                until: one.until.max(now),
                network: pick.network,
                place: pick.place,
            })
        };
        let called: Vec<CallRow> = drawing.picks.iter().filter_map(call).collect();
        if !called.is_empty() {
            calls::add(tx, instansi.id, &called, || app.system.bytes()).await?;
        }
        tell(tx, app, instansi, &round, &called, rule).await?;
        Ok(round)
    }
}

/// Tells each who is called how long there is to answer.
async fn tell(
    tx: &mut Tx,
    app: &App,
    instansi: &Instansi,
    round: &Round,
    called: &[CallRow],
    rule: &SpotRule,
) -> Result<(), StoreError> {
    for (network, minutes) in [(Network::Good, rule.window_good_minutes), (Network::Weak, rule.window_weak_minutes)] {
        let people: Vec<PersonId> = called.iter().filter(|one| one.network == network).map(|one| one.person).collect();
        let bodies = (
            format!(
                "Buka aplikasi dan jawab dengan satu ketukan. Waktunya {minutes} menit sejak HP menerima panggilan."
            ),
            format!(
                "Open the app and answer with one tap. You have {minutes} minutes from when the phone hears of it."
            ),
        );
        let titles = ("Anda terundi cek acak", "You were drawn for a spot check");
        let word = Word::new(NoticeKind::SpotCalled, format!("spot {}", round.id), "/spot", titles, bodies);
        telling::people(tx, app, instansi, &people, &word).await?;
    }
    Ok(())
}

/// The rule in its figures, as it is sealed with a round and shown to everybody.
pub fn figures(rule: &SpotRule) -> Value {
    let span = |(from, to): (jiff::civil::Time, jiff::civil::Time)| {
        json!([from.strftime("%H:%M").to_string(), to.strftime("%H:%M").to_string()])
    };
    json!({
        "pack": rule.rule.pack, "source": rule.rule.source, "confirmed": rule.rule.confirmed,
        "rounds_per_day": rule.rounds_per_day, "weekly_chance": rule.weekly_chance,
        "most_per_week": rule.most_per_week, "reserved_share": rule.reserved_share,
        "reserved_days": rule.reserved_days, "hours": span(rule.hours),
        "quiet_start_minutes": rule.quiet_start_minutes, "quiet_end_minutes": rule.quiet_end_minutes,
        "midday": span(rule.midday), "friday": span(rule.friday), "night": span(rule.night),
        "window_good_minutes": rule.window_good_minutes, "window_weak_minutes": rule.window_weak_minutes,
        "late_minutes": rule.late_minutes, "settle_good_hours": rule.settle_good_hours,
        "settle_weak_hours": rule.settle_weak_hours, "extra_share": rule.extra_share,
        "extra_most": rule.extra_most, "extra_per_day": rule.extra_per_day,
    })
}

fn taken() -> ServiceError {
    ServiceError::conflict(
        "id_taken",
        "Undian dengan kunci itu sudah ada. Muat ulang halaman lalu undi lagi.",
        "There is a round of that key. Load the page again and draw anew.",
    )
}

/// The rule in plain words, Indonesian and English.
pub fn in_words(rule: &SpotRule) -> (String, String) {
    let percent = |share: u16| f64::from(share) / 100.0;
    let (chance, reserved) = (percent(rule.weekly_chance), percent(rule.reserved_share));
    let hour = |time: jiff::civil::Time| time.strftime("%H.%M").to_string();
    let (from, to) = (hour(rule.hours.0), hour(rule.hours.1));
    let id = format!(
        "Setiap hari kerja ada {} undian antara pukul {from} dan {to}; menitnya ditentukan benih yang dikunci sehari sebelumnya \
         dan dibuka sesudah harinya lewat, sehingga siapa pun dapat mengulang undiannya. Yang ikut: pegawai yang sedang \
         bertugas, tidak berizin, dan punya HP terdaftar. Peluang tiap orang {chance}% seminggu, sama bagi semua di kelas \
         jaringan yang sama; paling banyak {} panggilan seminggu. Di samping undian ada tempat tambahan {reserved}% bagi yang \
         rekamannya diragukan dalam {} hari terakhir, dan disebut demikian. Tidak ada panggilan pada {} menit pertama dan {} \
         menit terakhir tugas, pukul {}-{}, salat Jumat pukul {}-{}, dan istirahat malam pukul {}-{}. Waktu menjawab {} menit \
         (jaringan lemah {} menit) sejak HP menerima panggilan. HP yang tidak terjangkau tidak dihitung; tidak menjawab bukan \
         kesalahan, hanya pertanyaan.",
        rule.rounds_per_day,
        rule.most_per_week,
        rule.reserved_days,
        rule.quiet_start_minutes,
        rule.quiet_end_minutes,
        hour(rule.midday.0),
        hour(rule.midday.1),
        hour(rule.friday.0),
        hour(rule.friday.1),
        hour(rule.night.0),
        hour(rule.night.1),
        rule.window_good_minutes,
        rule.window_weak_minutes,
    );
    let en = format!(
        "Each working day has {} draws between {from} and {to}; their minutes follow from a seed that is fixed the day before \
         and revealed after the day, so that anybody can repeat the draw. In it is whoever is on duty, not excused, and has an \
         enrolled phone. Each has a chance of {chance}% a week, the same for all of one class of network, and at most {} calls \
         a week. Beside the lottery there are {reserved}% extra places for those whose punches were doubted in the last {} \
         days, named as such. Nobody is called in the first {} and last {} minutes of duty, at {}-{}, at Friday prayer \
         {}-{}, or in the night's rest {}-{}. There are {} minutes to answer ({} on a weak network) from when the phone hears \
         of the call. A phone that could not be reached does not count; giving no answer is no guilt, only a question.",
        rule.rounds_per_day,
        rule.most_per_week,
        rule.reserved_days,
        rule.quiet_start_minutes,
        rule.quiet_end_minutes,
        hour(rule.midday.0),
        hour(rule.midday.1),
        hour(rule.friday.0),
        hour(rule.friday.1),
        hour(rule.night.0),
        hour(rule.night.1),
        rule.window_good_minutes,
        rule.window_weak_minutes,
    );
    (id, en)
}
