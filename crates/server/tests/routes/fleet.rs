//! A fleet of terminals at the morning bell, through two hours without the server, over real connections.
//!
//! Small in the ordinary tests; `HADIR_FLEET=500x36000` asks for the counts of a city.

mod city;
mod driver;

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::{Duration, Instant};

use hadir_domain::ids::PersonId;
use hadir_server::http::serve;
use hadir_server::services::judging;
use hadir_sim::terminals::{Fleet, FleetPlan, LogRow};
use hadir_store::days::Day;
use hadir_store::{StoreError, days, instansi, marks, problems, punches, state_hash};
use jiff::civil::{date, time};
use jiff::{SignedDuration, Timestamp, ToSpan};

use self::city::{device, person, settle_in};
use self::driver::{Driver, Way};
use crate::support::{CITY, TestApp};

/// Terminals and people where nobody asks for others.
const SMALL: (usize, usize) = (40, 2_000);
/// How often everything is sent again.
const AGAIN: usize = 100;
/// A step of simulated time, in seconds.
const STEP_S: i64 = 5;
/// How long the server is away.
const AWAY_MINUTES: i64 = 120;

fn plan() -> FleetPlan {
    let asked = std::env::var("HADIR_FLEET").ok();
    let asked = asked.map(|text| {
        let (machines, people) = text.split_once('x').expect("HADIR_FLEET is written 500x36000");
        (machines.parse().unwrap(), people.parse().unwrap())
    });
    let (machines, people) = asked.unwrap_or(SMALL);
    FleetPlan { machines, people, seed: 26, on: date(2026, 1, 19), bell: time(7, 30, 0, 0), zone_hours: 7 }
}

fn after(at: Timestamp, seconds: i64) -> Timestamp {
    at.checked_add(SignedDuration::from_secs(seconds)).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_fleet_keeps_everything_through_two_hours_without_the_server() {
    let door = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let test = TestApp::with(|settings| settings.terminals.listen = Some(door)).await;
    let mut fleet = Fleet::of(plan());
    settle_in(&test.app, &fleet).await;
    let serving = serve(test.app.clone(), Some(door)).await.unwrap();
    let mut driver = Driver::new(&test.app, serving.terminals.unwrap());

    // The bell; ten minutes before it the server goes away, its last answers lost.
    let (bell, leaves) = (fleet.bell(), after(fleet.bell(), -600));
    let returns = after(leaves, AWAY_MINUTES * 60);
    let opens = after(fleet.begins(), -60);
    driver.run(&mut fleet, opens, leaves, STEP_S, Way::Open).await;
    assert_eq!(fleet.waiting(), 0, "until then every row went out at once");
    let sent_live = driver.answered;
    driver.run(&mut fleet, leaves, after(leaves, STEP_S), STEP_S, Way::AnswersLost).await;
    driver.run(&mut fleet, after(leaves, STEP_S), returns, STEP_S, Way::Away).await;
    assert!(fleet.terminals.iter().all(|terminal| terminal.failures() > 0));
    // Power failed too in some places, and came back with the clock at its beginning.
    fleet.terminals.iter_mut().step_by(10).for_each(|terminal| terminal.start_again(returns, true));

    // The backlog: within a minute, the longest that a terminal waits before it tries again.
    let (waited, began) = (fleet.waiting(), Instant::now());
    driver.run(&mut fleet, returns, after(returns, 60 + STEP_S), STEP_S, Way::Open).await;
    let took = began.elapsed();
    assert_eq!(fleet.waiting(), 0, "the backlog of {waited} rows");
    assert!(waited > plan().people / 2, "{waited} rows");
    // Only the drill, which has the machine for itself, looks at the clock on the wall.
    assert!(std::env::var("HADIR_FLEET").is_err() || took < Duration::from_secs(60), "{waited} rows in {took:?}");

    let made = each_row_is_there_once(&test, &fleet).await;
    assert_eq!(made, plan().people);
    let hash = state(&test).await;

    // Everything again and again, cut into other batches each time.
    let mut now = after(returns, 120);
    for turn in 0..AGAIN {
        for terminal in &mut fleet.terminals {
            terminal.upload_all();
            terminal.batch = 20 + turn * 3;
        }
        driver.run(&mut fleet, now, after(now, STEP_S), STEP_S, Way::Open).await;
        now = after(now, 20);
    }
    assert_eq!(fleet.waiting(), 0);
    assert_eq!(state(&test).await, hash);
    assert_eq!(each_row_is_there_once(&test, &fleet).await, made);

    // The next morning each terminal says how many rows it holds, and the day can be judged.
    let morning = after(bell, 26 * 3600);
    driver.run(&mut fleet, morning, after(morning, 180), 15, Way::Open).await;
    all_marks_reach(&test, &fleet, morning).await;
    nobody_is_wrongly_late(&test, &fleet).await;
    eprintln!(
        "{} terminals, {made} people: {} answers, {sent_live} of them before the outage; backlog of {waited} rows in {:.1} s",
        plan().machines,
        driver.answered,
        took.as_secs_f64()
    );
    serving.stop();
    serving.ended().await.unwrap();
}

async fn state(test: &TestApp) -> [u8; 32] {
    test.app.db.read(async |tx| state_hash(tx, CITY).await).await.unwrap()
}

/// Compares what each terminal logged with what is stored of it; answers how many rows that is.
async fn each_row_is_there_once(test: &TestApp, fleet: &Fleet) -> usize {
    let mut rows = 0;
    for (at, terminal) in fleet.terminals.iter().enumerate() {
        let filter = punches::PunchFilter { device: Some(device(at)), ..Default::default() };
        let page = async |tx: &mut hadir_store::Tx| punches::list(tx, CITY, &filter, None, 10_000).await;
        let stored = test.app.db.read(page).await.unwrap();
        let mut stored: Vec<_> = stored.into_iter().map(|row| (row.person_key, row.local_time)).collect();
        let mut logged: Vec<_> = terminal.rows().iter().map(|row: &LogRow| (row.pin.clone(), row.time)).collect();
        stored.sort_unstable();
        logged.sort_unstable();
        assert_eq!(stored, logged, "{}", terminal.serial);
        rows += logged.len();
    }
    let (all, open) = (test.app.db)
        .read(async |tx| {
            let all = punches::journal_count(tx, CITY).await?;
            Ok::<_, StoreError>((all, problems::open_count(tx, CITY).await?))
        })
        .await
        .unwrap();
    assert_eq!((all, open), (rows as u64, 0));
    rows
}

/// Waits until the server, which writes contacts every few seconds, believes every terminal complete.
async fn all_marks_reach(test: &TestApp, fleet: &Fleet, moment: Timestamp) {
    let patience = Instant::now();
    for at in 0..fleet.terminals.len() {
        let name = device(at).to_string();
        loop {
            let mark = test.app.db.read(async |tx| marks::get(tx, CITY, "machine", &name).await).await.unwrap();
            if mark.is_some_and(|mark| mark >= moment) {
                break;
            }
            assert!(patience.elapsed() < Duration::from_secs(30), "{} at {mark:?}", fleet.terminals[at].serial);
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }
}

/// Judges the day and compares each arrival with what truly happened.
async fn nobody_is_wrongly_late(test: &TestApp, fleet: &Fleet) {
    let on = fleet.plan.on;
    let city = test.app.db.read(async |tx| instansi::get(tx, CITY).await).await.unwrap().unwrap();
    let people: Vec<PersonId> = (0..fleet.plan.people).map(person).collect();
    judging::settle_people(&test.app, &city, &people, on, on).await.unwrap();
    let judged = test.app.db.read(async |tx| days::of_people(tx, CITY, &people, on, on).await).await.unwrap();
    let by_person: BTreeMap<PersonId, &Day> = judged.iter().map(|day| (day.person, day)).collect();
    let bell = on.to_datetime(fleet.plan.bell);
    let mut late = 0;
    for tap in &fleet.taps {
        let day = by_person[&person(tap.person)];
        let arrived = jiff::tz::offset(7).to_datetime(tap.at);
        let minutes = u32::try_from(arrived.duration_since(bell).as_mins()).unwrap_or(0);
        assert!(day.settled, "{day:?}");
        assert_eq!((day.first_in, day.late_minutes), (Some(arrived), minutes), "person {}", tap.person);
        late += usize::from(minutes > 0);
    }
    assert!(late > 0 && late < fleet.plan.people / 5, "{late} people truly came late");
    assert!(fleet.terminals.iter().all(|terminal| terminal.clock.shows(fleet.bell()).date() <= on + 2.days()));
}
