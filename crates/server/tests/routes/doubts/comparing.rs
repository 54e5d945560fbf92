//! What is void is no trace of presence where sources are compared.

use hadir_server::services::reconciling::{due_now, refresh};
use hadir_store::doubts::voids::{self, PunchVoid, VoidKind};
use jiff::ToSpan;

use super::*;
use crate::discrepancies::disagree;

/// Siti's Thursday by terminal and roll.
const ASK: &str = "/api/v1/reconcile?from=2026-01-15&to=2026-01-15&unit=DISDIK-SD1&sources=machine,manual";

async fn say_of(app: &TestApp, punches: &[PunchId], kind: VoidKind) {
    let records: Vec<PunchVoid> = punches
        .iter()
        .map(|punch| PunchVoid {
            id: fresh(),
            punch: *punch,
            person: person_of(Role::Pegawai),
            on: THURSDAY,
            case: Uuid::from_u128(0xca5e),
            kind,
            reason: "uji".into(),
            found_by: (kind == VoidKind::Void).then(|| "kepala".into()),
            by_login: "bkpsdm".into(),
            by_person: None,
            received_at: app.app.now(),
        })
        .collect();
    app.app.db.write(async |tx| voids::add(tx, CITY, &records, || [1; 16]).await).await.unwrap();
}

async fn void_is_silent(app: TestApp) {
    disagree(&app).await;
    let day = day_of(&app, person_of(Role::Pegawai), THURSDAY).await;
    let of_machine = day["punches"].as_array().unwrap().iter().filter(|punch| punch["source"] == "machine");
    let taps: Vec<PunchId> = of_machine.map(|punch| punch["id"].as_str().unwrap().parse().unwrap()).collect();
    assert_eq!(taps.len(), 2, "{day}");
    let officer = app.as_role(Role::Inspektorat).await;
    let types = async || {
        let seen = officer.get(ASK).await.json();
        seen["total"]["by_type"].clone()
    };
    assert_eq!(types().await, json!({ "time_differs": 1 }), "late by the terminal, in time by the roll");
    let whole = city(&app).await;
    let (from, to) = SPAN;
    refresh(&app.app, &whole, from, to.min(date(2026, 1, 18))).await.unwrap();
    assert_eq!(due_now(&app.app, &whole).await.unwrap(), [], "just compared");

    app.wait(1.minute());
    say_of(&app, &taps, VoidKind::Void).await;
    assert_eq!(types().await, json!({ "missing_in_a": 1 }), "the roll stands alone");
    assert_eq!(due_now(&app.app, &whole).await.unwrap(), [(THURSDAY, THURSDAY)], "and the job knows");

    say_of(&app, &taps, VoidKind::Restore).await;
    assert_eq!(types().await, json!({ "time_differs": 1 }), "as before");
}

#[tokio::test]
async fn a_void_punch_is_no_trace_of_presence() {
    void_is_silent(TestApp::new().await).await;
    if let Some(app) = TestApp::on_postgres().await {
        void_is_silent(app).await;
    }
}
