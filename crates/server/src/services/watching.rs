//! The job that watches machines: raises an alarm when one falls silent, and looks at their clocks.
//!
//! **Invariant:** an episode of silence is told once, however many servers run: one of them has the turn, and the alarm
//! changes hands in the same transaction as its notices.

use std::time::Duration;

use hadir_domain::notices::NoticeKind;
use hadir_domain::punches::Source;
use hadir_domain::rhythm::{Alarm, AlarmStep, OpenAlarm, Subject, Watched, alarms};
use hadir_store::instansi::{self, Instansi};
use hadir_store::{StoreError, Tx, silence_alarms};
use jiff::{SignedDuration, Timestamp};
use tokio::task::JoinHandle;

use super::clocking;
use super::error::ServiceError;
use super::noticing::telling::{self, Word};
use super::sources::{self, SourceRow};
use crate::app::App;
use crate::services::turns;

/// How often it looks.
const EVERY: Duration = Duration::from_secs(60);
/// How long the turn is held.
const LEASE: SignedDuration = SignedDuration::from_secs(180);
/// How far behind the last look at clocks begins, so that nothing falls between.
const OVERLAP: SignedDuration = SignedDuration::from_mins(10);
/// The first look after a start goes so far back.
const FIRST_LOOK: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Starts the job. It ends when the handle is aborted.
pub fn start(app: App) -> JoinHandle<()> {
    tokio::spawn(async move {
        let holder = app.system.uuid().to_string();
        let mut looked: Option<Timestamp> = None;
        loop {
            tokio::time::sleep(EVERY).await;
            let began = app.now();
            let since = looked.map_or(FIRST_LOOK, |looked| began.duration_since(looked) + OVERLAP);
            match once(&app, &holder, began.checked_sub(since).unwrap_or(began)).await {
                Ok(()) => looked = Some(began),
                Err(error) => tracing::warn!(code = error.code, "machines could not be watched: {error}"),
            }
        }
    })
}

/// Looks at every instansi whose turn this server has.
///
/// # Errors
///
/// When the database does not answer.
pub async fn once(app: &App, holder: &str, clocks_since: Timestamp) -> Result<(), ServiceError> {
    for one in app.db.read(async |tx| instansi::all(tx).await).await? {
        if turns::take(app, &one, "watching", holder, LEASE).await? {
            silence(app, &one).await?;
            clocking::look(app, &one, clocks_since).await?;
        }
    }
    Ok(())
}

/// Raises, repeats and clears the alarms of one instansi. Answers how many steps were told.
///
/// # Errors
///
/// When the database does not answer.
pub async fn silence(app: &App, instansi: &Instansi) -> Result<usize, ServiceError> {
    let now = app.now();
    let Some(rules) = sources::watch_rules(app, instansi, now) else { return Ok(0) };
    let repeat = SignedDuration::from_hours(i64::from(rules.alarm_repeat_hours));
    let rows = sources::all(app, instansi, now).await?;
    let watched: Vec<Watched> = rows.iter().filter_map(watched).collect();
    let on = instansi.zone.time_zone().to_datetime(now).date();
    let told = app
        .db
        .write(async |tx| {
            let open = silence_alarms::open(tx, instansi.id).await?;
            let steps = alarms(&watched, &open, repeat, now);
            if steps.is_empty() {
                return Ok::<_, StoreError>(0);
            }
            let operators = silence_alarms::operators(tx, instansi.id, on).await?;
            let mut told = 0;
            for step in steps {
                if let Some(word) = take(tx, instansi, &step, &rows, now).await? {
                    telling::accounts(tx, app, instansi, &operators, &word).await?;
                    told += 1;
                }
            }
            Ok(told)
        })
        .await?;
    Ok(told)
}

fn watched(row: &SourceRow) -> Option<Watched> {
    let device = row.device.filter(|_| row.source == Source::Machine)?;
    Some(Watched { device, site: row.site, silent: row.touch.is_silent(), last: row.contact })
}

/// Notes a step; the words for it, unless another server did it.
async fn take(
    tx: &mut Tx,
    instansi: &Instansi,
    step: &AlarmStep,
    rows: &[SourceRow],
    now: Timestamp,
) -> Result<Option<Word>, StoreError> {
    Ok(match step {
        AlarmStep::Raise(alarm) => {
            let code = alarm.subject.code();
            silence_alarms::raise(tx, instansi.id, &code, alarm.since, now)
                .await?
                .then(|| raised(alarm, &code, instansi, rows, now))
        }
        AlarmStep::Repeat(alarm) => {
            silence_alarms::repeat(tx, instansi.id, alarm, now).await?.then(|| lasts(alarm, rows, instansi))
        }
        AlarmStep::Clear(alarm) => silence_alarms::clear(tx, instansi.id, alarm, now).await?.then(|| over(alarm, rows)),
    })
}

fn raised(alarm: &Alarm, code: &str, instansi: &Instansi, rows: &[SourceRow], now: Timestamp) -> Word {
    let (what, what_en) = name(code, rows);
    let count = alarm.devices.len();
    let (since, since_en) = since(alarm.since, instansi);
    let (title, title_en) = match alarm.subject {
        Subject::City => ("Semua mesin diam", "Every machine is silent"),
        Subject::Site(_) => ("Semua mesin satu lokasi diam", "Every machine of a site is silent"),
        Subject::Device(_) => ("Mesin diam", "A machine is silent"),
    };
    let more = if count > 1 { format!(" ({count} mesin)") } else { String::new() };
    let more_en = if count > 1 { format!(" ({count} machines)") } else { String::new() };
    word(
        format!("silence {code} {} {}", alarm.since, now),
        (title, title_en),
        format!("{what}{more}: {since}. Periksa listrik dan jaringannya; belum ada yang dinyatakan TK karenanya."),
        format!("{what_en}{more_en}: {since_en}. Check power and network; nobody is called absent for it."),
    )
}

fn lasts(alarm: &OpenAlarm, rows: &[SourceRow], instansi: &Instansi) -> Word {
    let (what, what_en) = name(&alarm.subject, rows);
    let (since, since_en) = since(alarm.since, instansi);
    word(
        format!("silence {} {} again {}", alarm.subject, alarm.since, alarm.times),
        ("Mesin masih diam", "Still silent"),
        format!("{what}: {since}."),
        format!("{what_en}: {since_en}."),
    )
}

fn over(alarm: &OpenAlarm, rows: &[SourceRow]) -> Word {
    let (what, what_en) = name(&alarm.subject, rows);
    word(
        format!("heard {} {} {}", alarm.subject, alarm.since, alarm.told_at),
        ("Mesin terdengar lagi", "Heard again"),
        format!("{what} sudah terdengar lagi."),
        format!("{what_en} is heard again."),
    )
}

fn word(key: String, titles: (&str, &str), id: String, en: String) -> Word {
    Word::new(NoticeKind::SourceSilent, key, "/desk/devices", titles, (id, en))
}

fn since(at: Timestamp, instansi: &Instansi) -> (String, String) {
    if at == Timestamp::UNIX_EPOCH {
        return ("belum pernah terdengar".into(), "never heard".into());
    }
    let local = instansi.zone.time_zone().to_datetime(at);
    (
        format!("tidak terdengar sejak {}", local.strftime("%d-%m-%Y %H.%M")),
        format!("not heard since {}", local.strftime("%Y-%m-%d %H:%M")),
    )
}

/// What an alarm is about, in words: serial number and site.
fn name(code: &str, rows: &[SourceRow]) -> (String, String) {
    let at = |row: &SourceRow| row.site_name.clone().unwrap_or_default();
    match code.split_once(' ') {
        Some(("site", site)) => {
            let row = rows.iter().find(|row| row.site.is_some_and(|known| known.to_string() == site));
            let named = row.map(at).unwrap_or_default();
            (format!("Lokasi {named}").trim_end().to_owned(), format!("Site {named}").trim_end().to_owned())
        }
        Some(("device", device)) => {
            let row = rows.iter().find(|row| row.key == device);
            let named = row.map(|row| row.name.clone()).unwrap_or_else(|| "Mesin".into());
            let site = row.map(at).unwrap_or_default();
            let text = if site.is_empty() { named } else { format!("{named}, {site}") };
            (text.clone(), text.replace("Mesin", "Machine"))
        }
        _ => ("Seluruh instansi".into(), "The whole government".into()),
    }
}
