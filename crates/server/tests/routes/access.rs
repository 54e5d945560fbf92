//! Role × route: what each role gets from each route, over the real router.

use axum::body::Body;
use axum::http::Method;
use hadir_domain::access::Role;
use serde_json::json;
use uuid::Uuid;

use crate::support::{DISDIK, DOCTOR, SCHOOL, TestApp, person_of};

/// Columns are the roles in the order of `Role::ALL`. `siti` serves at a school below DISDIK, the doctor at DINKES.
const TABLE: &str = "
                          peg kep adm bkp ins pim ben maj ope
GET /me                   200 200 200 200 200 200 200 200 200
GET /units                403 200 200 200 200 200 200 403 200
GET /people               200 200 200 200 200 200 200 200 200
GET /people?unit=DISDIK   404 200 200 200 200 200 200 404 200
GET /people?unit=DINKES   404 404 404 200 200 200 200 404 200
GET /people/siti          200 200 200 200 200 200 200 404 200
GET /people/doctor        404 404 404 200 200 200 200 404 200
GET /sites                403 200 200 200 200 403 403 403 200
GET /sites/x/history      403 200 200 200 200 403 403 403 200
POST /sites               403 403 201 201 403 403 403 403 201
POST /sites/check         403 403 200 200 403 403 403 403 200
PATCH /sites/x            403 403 200 200 403 403 403 403 200
GET /sites/x/networks     403 403 200 200 403 403 403 403 200
PUT /sites/x/networks     403 403 200 200 403 403 403 403 200
POST /sites/x/people      403 403 403 200 403 403 403 403 403
GET /cards?unit=DISDIK    403 403 200 200 403 403 403 403 403
GET /cards?unit=DINKES    403 403 404 200 403 403 403 403 403
POST /cards               403 403 409 409 403 403 403 403 403
GET /readiness            403 200 200 200 200 403 403 403 200
GET /ready?unit=DISDIK    403 200 200 200 200 403 403 403 200
GET /ready?unit=DINKES    403 404 404 200 200 403 403 403 200
GET /readiness.xlsx       403 200 200 200 200 403 403 403 200
GET /readiness.csv        403 200 200 200 200 403 403 403 200
GET /match-rates          403 200 200 200 200 200 403 403 403
GET /match-rates?unit=X   403 404 404 200 200 200 403 403 403
GET /stages               403 200 200 200 200 200 403 403 200
GET /stages/DISDIK        403 200 200 200 200 200 403 403 200
GET /stages/DINKES        403 404 404 200 200 200 403 403 200
POST /stage/DISDIK/steps  403 201 403 409 403 403 403 403 403
POST /stage/DINKES/steps  403 404 403 201 403 403 403 403 403
GET /devices              403 200 200 200 200 403 403 403 200
GET /devices/school       403 200 200 200 200 403 403 403 200
GET /devices/school/log   403 200 200 200 200 403 403 403 200
POST /devices/proposal    403 403 403 403 403 403 403 403 409
POST /devices/decision    403 403 403 404 403 403 403 403 404
POST /devices/command     403 403 403 403 403 403 403 403 201
GET /matching             403 403 200 200 200 403 403 403 200
GET /matching/dinkes      403 403 404 200 200 403 403 403 200
GET /matching/key         403 403 404 404 404 403 403 403 404
GET /matching/conflicts   403 403 200 200 200 403 403 403 200
POST /matching/preview    403 403 200 200 403 403 403 403 200
POST /matching/decisions  403 403 200 200 403 403 403 403 200
POST /matching/proposals  403 403 200 200 403 403 403 403 200
GET /phones               403 403 200 200 200 403 403 403 200
POST /phones/siti         403 403 404 404 403 403 403 403 403
GET /data-requests        403 403 403 200 200 403 403 403 200
POST /data-requests/none  403 403 403 404 403 403 403 403 403
GET /me/looks             200 200 200 200 200 200 200 200 200
GET /me/data-requests     200 200 200 200 200 200 200 200 200
GET /me/export            200 200 200 200 200 200 200 200 200
GET /stations             403 403 200 200 200 403 403 403 200
POST /stations            403 403 403 201 403 403 403 403 201
GET /me/punching          200 200 200 200 200 200 200 200 200
GET /calendar             200 200 200 200 200 200 200 200 200
GET /me/days              200 200 200 200 200 200 200 200 200
GET /people/siti/days     200 200 200 200 200 200 200 404 404
GET /people/doctor/days   404 404 404 200 200 200 200 404 404
GET /board                403 200 200 200 200 200 403 403 403
GET /board?unit=DINKES    403 404 404 200 200 200 403 403 403
GET /first-days           403 200 200 200 200 200 403 403 403
GET /fd                   403 200 200 200 200 200 403 403 403
GET /fd?unit=DINKES       403 404 404 200 200 200 403 403 403
GET /fd-names             403 200 200 200 200 200 403 403 403
GET /fd-paper             403 200 200 200 200 200 403 403 403
POST /first-days          403 403 403 201 201 201 403 403 403
GET /day-rolls            403 200 200 200 200 200 403 403 403
GET /day-rolls/mine       403 200 403 200 200 403 403 403 403
GET /day-rolls/x          403 404 404 404 404 404 403 403 403
POST /day-rolls           403 201 403 403 403 403 403 403 403
GET /board/usual          403 200 200 200 200 200 403 403 403
GET /reconcile            403 200 200 200 200 200 403 403 403
GET /reconcile?u=DINKES   403 404 404 200 200 200 403 403 403
POST /reconcile/refresh   403 403 403 200 403 403 403 403 403
GET /portal-fixes         403 403 403 409 409 409 403 403 403
POST /audits/minutes      403 403 403 403 200 403 403 403 403
GET /recap                403 200 200 200 200 200 200 403 403
GET /recap?unit=DINKES    403 404 404 200 200 200 200 403 403
GET /parity               403 200 200 200 200 200 200 403 403
GET /parity?unit=DINKES   403 404 404 200 200 200 200 403 403
GET /parity.xlsx          403 200 200 200 200 200 200 403 403
GET /recap.xlsx           403 200 200 200 200 200 200 403 403
GET /roster?unit=DISDIK   403 200 200 200 200 200 403 403 403
GET /roster?unit=DINKES   403 404 404 200 200 200 403 403 403
GET /roster/proposals     403 200 200 200 200 200 403 403 403
GET /outages              403 200 200 200 200 200 403 403 200
POST /outages             403 201 201 201 403 403 403 403 201
GET /outages/x/effects    403 403 403 404 403 403 403 403 403
POST /outages/x/decide    403 403 403 404 403 403 403 403 403
POST /outages/x/end       403 404 404 404 403 403 403 403 404
GET /checks               403 200 200 200 200 200 403 403 403
GET /checks?unit=DINKES   403 404 404 200 200 200 403 403 403
POST /checks              403 201 201 201 201 403 403 403 403
GET /evidence/days        403 403 403 200 200 403 403 403 200
GET /evidence/punches/x   404 404 404 404 404 404 404 404 404
GET /me/cross-check       200 200 200 200 200 200 200 200 200
POST /me/cross-check/x    403 404 404 404 404 403 403 403 403
GET /cross                403 200 403 200 200 200 403 403 403
GET /cross?unit=X         403 404 403 200 200 200 403 403 403
GET /cross/x              403 404 403 404 404 404 403 403 403
GET /cross/counter        403 200 200 200 200 403 403 403 403
POST /cross/counter/x     403 404 404 404 404 403 403 403 403
GET /me/apel              200 200 200 200 200 200 200 200 200
GET /apel                 403 200 200 200 200 200 200 403 403
GET /apel/x               403 404 404 404 404 404 404 403 403
POST /apel                403 201 201 201 403 201 403 403 403
POST /apel/x/close        403 404 404 404 403 404 403 403 403
GET /me/spot-calls        200 200 200 200 200 200 200 200 200
GET /spot                 403 200 403 200 200 200 403 403 403
GET /spot?unit=DINKES     403 404 403 200 200 200 403 403 403
GET /spot/rule            200 200 200 200 200 200 200 200 200
GET /spot/rounds/x        403 404 403 404 404 404 403 403 403
POST /spot/rounds         403 403 403 409 409 403 403 403 403
POST /spot/call/x/excuse  403 403 403 404 404 403 403 403 403
GET /posts                403 200 200 200 200 200 403 403 403
GET /posts?unit=DINKES    403 404 404 200 200 200 403 403 403
GET /posts/coverage       403 200 200 200 200 200 403 403 403
GET /posts/x              403 404 404 404 404 404 403 403 403
GET /posts/x/plan         403 404 404 404 404 404 403 403 403
GET /posts/x/sheet.pdf    403 404 404 404 403 403 403 403 403
POST /posts               403 201 201 201 403 403 403 403 403
POST /posts/x/words       403 404 404 404 403 403 403 403 403
GET /posts/reports        403 200 200 200 200 200 403 403 403
POST /posts/reports/x     403 404 404 404 403 403 403 403 403
GET /visits?DAY           403 200 403 200 200 200 403 403 403
GET /visits?DAY&u=DINKES  403 404 403 200 200 200 403 403 403
GET /visits/tours?DAY     403 403 403 200 200 200 403 403 403
POST /visits/tours        403 403 403 201 201 201 403 403 403
GET /vr?DINKES            403 403 403 200 200 200 403 403 403
GET /visits/x             403 404 403 404 404 404 403 403 403
POST /visits              403 403 403 404 404 404 403 403 403
GET /vx/pdf               403 404 403 404 404 404 403 403 403
GET /visits/x/files/y     403 404 403 404 404 404 403 403 403
PUT /visits/x/files/y     403 403 403 404 404 404 403 403 403
POST /vx/asks             403 404 403 404 404 404 403 403 403
GET /public/desk          403 403 403 200 200 200 403 403 403
GET /public/preview       403 403 403 200 200 200 403 403 403
POST /public/words        403 403 403 201 403 403 403 403 403
POST /public/withdrawals  403 403 403 404 403 403 403 403 403
POST /witnesses           200 200 200 200 200 200 200 200 200
GET /me/witnesses         200 200 200 200 200 200 200 200 200
GET /witnesses            403 200 403 200 200 200 403 403 403
GET /pats/points          403 403 403 200 200 403 403 403 200
GET /pats/points/x        403 403 403 422 422 403 403 403 422
GET /pats/phones          403 403 403 200 200 403 403 403 200
GET /pats/phones/x        403 403 403 404 404 403 403 403 404
GET /pats/timeline        403 403 403 422 422 403 403 403 422
GET /pats/dossier.json    403 403 403 404 404 403 403 403 404
GET /pats/dossier.pdf     403 403 403 404 404 403 403 403 404
GET /pats/dossier.xlsx    403 403 403 404 404 403 403 403 404
GET /patterns             403 403 403 200 200 200 403 403 403
GET /samples              403 403 403 200 200 200 403 403 403
POST /samples             403 403 403 403 201 403 403 403 403
GET /samples/x            403 403 403 404 404 404 403 403 403
GET /samples/x/redrawn    403 403 403 404 404 404 403 403 403
GET /samples/x/keys       403 403 403 404 404 404 403 403 403
GET /findings             403 200 200 200 200 200 403 403 403
POST /findings            403 403 403 403 201 403 403 403 403
GET /findings/x           403 404 404 404 404 404 403 403 403
POST /findings/x/answers  403 404 404 403 403 403 403 403 403
POST /findings/x/close    403 403 403 403 404 403 403 403 403
GET /sidak                403 200 200 200 200 200 403 403 403
POST /sidak               403 403 403 409 409 409 403 403 403
GET /sidak/x              403 404 404 404 404 404 403 403 403
GET /sidak/x/stream       403 404 404 404 404 404 403 403 403
GET /sidak/x/minutes.pdf  403 403 403 404 404 404 403 403 403
POST /sidak/x/publish     403 403 403 404 403 403 403 403 403
POST /sidak/x/close       403 403 403 404 404 404 403 403 403
GET /sidak/x/units/A      403 404 404 404 404 404 403 403 403
POST /sidak/x/units/roll  403 404 403 403 403 403 403 403 403
GET /me/sidak             200 200 200 200 200 200 200 200 200
GET /orders               403 200 200 200 200 200 403 403 403
GET /orders?unit=DINKES   403 404 404 200 200 200 403 403 403
POST /orders              403 201 403 201 201 201 403 403 403
POST /orders/x/steps      403 404 404 403 403 403 403 403 403
GET /follow-ups           403 200 403 200 200 403 403 200 403
GET /follow-ups?unit=X    403 404 403 200 200 403 403 200 403
GET /follow-ups/x         403 404 403 404 404 403 403 404 403
POST /follow-ups/x/steps  403 404 403 404 403 403 403 404 403
GET /me/follow-ups        200 200 200 200 200 200 200 200 200
GET /law/marks            403 200 403 200 200 403 403 403 403
GET /law/marks?unit=X     403 404 403 200 200 403 403 403 403
GET /law/cases            200 200 200 200 200 200 200 200 200
POST /law/cases           403 404 403 404 404 403 403 403 403
GET /law/case/x           404 404 404 404 404 404 404 404 404
POST /law/case/x/acts     404 404 404 404 404 404 404 404 404
GET /law/from/x           200 200 200 200 200 200 200 200 200
GET /law/new?origin=lap   403 200 403 200 200 403 403 403 403
GET /law/people?q=Con     403 200 403 200 200 403 403 403 403
GET /pay                  200 200 200 200 200 200 200 200 200
GET /pay/days/siti        403 409 403 403 403 403 403 403 403
POST /pay                 403 409 403 403 403 403 403 403 403
GET /pay/x                404 404 404 404 404 404 404 404 404
GET /pay/x/letters/x      404 404 404 404 404 404 404 404 404
POST /pay/x/acts          404 404 404 404 404 404 404 404 404
GET /me/pay               200 200 200 200 200 200 200 200 200
GET /reps                 403 200 403 200 200 403 403 403 403
GET /reps?unit=DINKES     403 404 403 200 200 403 403 403 403
GET /reps/earlier/siti    403 200 403 200 200 403 403 403 403
GET /reps/earlier/doctor  403 404 403 200 200 403 403 403 403
POST /reps                403 409 403 403 403 403 403 403 403
GET /reps/x               404 404 404 404 404 404 404 404 404
GET /reps/x/letters/x     404 404 404 404 404 404 404 404 404
POST /reps/x/acts         404 404 404 404 404 404 404 404 404
GET /me/reps              200 200 200 200 200 200 200 200 200
GET /law/case/x/ttd       404 404 404 404 404 404 404 404 404
POST /law/case/x/ttd      404 404 404 404 404 404 404 404 404
GET /pay/x/ttd            404 404 404 404 404 404 404 404 404
POST /pay/x/ttd           404 404 404 404 404 404 404 404 404
GET /reps/x/ttd           404 404 404 404 404 404 404 404 404
POST /reps/x/ttd          404 404 404 404 404 404 404 404 404
GET /law/case/x/numbers   404 404 404 404 404 404 404 404 404
GET /law/case/x/papers    404 404 404 404 404 404 404 404 404
POST /law/case/x/papers   404 404 404 404 404 404 404 404 404
GET /law/case/x/abs       404 404 404 404 404 404 404 404 404
GET /law/case/x/huk.json  404 404 404 404 404 404 404 404 404
GET /law/case/x/huk.csv   404 404 404 404 404 404 404 404 404
GET /words                403 403 403 200 403 403 403 403 403
GET /words/bap            403 403 403 200 403 403 403 403 403
POST /words/bap           403 403 403 201 403 403 403 403 403
POST /words/bap/preview   403 403 403 422 403 403 403 403 403
GET /heads                403 403 403 200 403 403 403 403 403
POST /heads               403 403 403 201 403 403 403 403 403
POST /heads/preview       403 403 403 200 403 403 403 403 403
GET /letters/numbering    403 403 403 200 403 403 403 403 403
POST /letters/numbering   403 403 403 201 403 403 403 403 403
GET /disc                 403 200 200 200 200 200 403 403 403
GET /disc/causes          403 200 200 200 200 200 403 403 403
GET /disc/x               403 404 404 404 404 404 403 403 403
POST /disc/x/preview      403 404 404 404 403 403 403 403 403
POST /disc/x/steps        403 404 404 404 403 403 403 403 403
POST /disc/cause/x/clock  403 404 404 404 403 403 403 403 403
POST /disc/bund/preview   403 200 200 200 403 403 403 403 403
POST /disc/bund           403 409 409 409 403 403 403 403 403
POST /disc/bund/x/steps   403 403 403 409 403 403 403 403 403
GET /doubts               403 200 403 200 200 403 403 403 403
GET /doubts?unit=DINKES   403 404 403 200 200 403 403 403 403
GET /doubts/queue         403 200 403 200 200 403 403 403 403
GET /doubts/signals       403 403 403 200 200 403 403 403 403
GET /doubts/x             403 404 403 404 404 403 403 403 403
POST /doubts              403 404 403 404 404 403 403 403 403
POST /doubts/x/steps      403 404 403 404 404 403 403 403 403
GET /me/doubts            200 200 200 200 200 200 200 200 200
GET /erasures             403 403 403 200 200 403 403 403 403
GET /erasures/plan        403 403 403 200 200 403 403 403 403
POST /erasures            403 403 403 409 403 403 403 403 403
POST /erasures/x/decide   403 403 403 404 403 403 403 403 403
GET /holds                403 403 403 200 200 403 403 403 403
POST /holds               403 403 403 201 201 403 403 403 403
POST /holds/x/end         403 403 403 404 404 403 403 403 403
GET /zones/reviews        403 200 200 200 200 200 403 403 200
GET /zones                403 200 200 200 200 200 403 403 200
POST /zones               403 403 204 204 403 403 403 403 204
POST /zones/x/decide      403 403 403 404 403 403 403 403 403
GET /rolls                403 403 200 200 200 403 403 403 200
GET /rolls/x/scan         403 403 404 404 404 403 403 403 404
POST /rolls               403 403 422 422 403 403 403 403 422
POST /rolls/scans         403 403 422 422 403 403 403 403 422
GET /imports              403 403 200 200 200 403 403 403 200
GET /imports/none         403 403 404 404 404 403 403 403 404
POST /imports/preview     403 403 422 422 403 403 403 403 422
POST /imports             403 403 422 422 403 403 403 403 422
POST /people/import       403 403 403 422 403 403 403 403 403
POST /people              403 403 403 201 403 403 403 403 403
POST /units               403 403 403 201 403 403 403 403 403
GET /roster-lists         403 403 403 200 200 200 403 403 403
POST /roster-lists        403 403 403 422 403 403 403 403 422
GET /rosters              403 403 403 404 404 404 403 403 403
GET /report.xlsx          403 200 200 200 200 200 403 403 403
GET /report.pdf           403 200 200 200 200 200 403 403 403
GET /webhooks             403 403 403 403 403 403 403 403 200
GET /webhooks/deliveries  403 403 403 403 403 403 403 403 200
POST /webhooks            403 403 403 403 403 403 403 403 201
DELETE /webhooks/x        403 403 403 403 403 403 403 403 404
POST /webhooks/x/test     403 403 403 403 403 403 403 403 404
GET /log                  403 403 403 200 200 200 403 403 200
PATCH /units/disdik       403 403 403 200 403 403 403 403 403
GET /me/tpp               409 409 409 409 409 409 409 409 409
GET /tpp                  403 409 403 409 409 403 409 403 403
GET /tpp?unit=DINKES      404 404 404 409 409 404 409 404 404
GET /tpp/siti             409 409 404 409 409 404 409 404 404
GET /tpp/doctor           404 404 404 409 409 404 409 404 404
GET /tpp/export           403 409 403 409 409 403 409 403 403
GET /tpp/schedules        200 200 200 200 200 200 200 200 200
GET /tpp/months           403 200 403 200 200 403 200 403 403
POST /tpp/months          403 403 403 409 403 403 409 403 403
POST /tpp/x/decide        403 403 403 404 403 403 404 403 403
POST /tpp/amounts         403 403 403 200 403 403 200 403 403
POST /tpp/whatif          403 409 403 409 409 403 409 403 403
GET /rules                200 200 200 200 200 200 200 200 200
GET /rules/text?path=x    404 404 404 404 404 404 404 404 404
POST /rules/whatif        403 403 403 422 403 422 403 403 403
GET /rules/changes        403 403 403 200 200 200 403 403 403
POST /rules/changes       403 403 403 422 403 403 403 403 403
POST /rules/x/decide      403 403 403 404 403 404 403 403 403
";

const JANUARY: &str = "from=2026-01-01&to=2026-01-31";

#[tokio::test]
async fn each_role_gets_from_each_route_what_the_table_says() {
    let app = TestApp::new().await;
    let siti = person_of(Role::Pegawai);
    let heads: Vec<&str> = Role::ALL.iter().map(|role| &role.as_str()[..3]).collect();
    let mut found = format!("\n{:26}{}\n", "", heads.join(" "));

    for line in TABLE.trim().lines().skip(1) {
        let call = line.split("  ").next().unwrap();
        let (method, path) = call.split_once(' ').unwrap();
        let path = path.replace("/phones/siti", &format!("/phones/{}/decision", "a".repeat(43)));
        let path = path.replace("siti", &siti.to_string()).replace("doctor", &DOCTOR.to_string());
        let path = path.replace("/data-requests/none", &format!("/data-requests/{DOCTOR}/answer"));
        let school = format!("/devices/{}", Uuid::from_u128(0x501));
        let path = path.replace("/devices/school/log", &format!("{school}/messages"));
        let path = path.replace("/devices/school", &school);
        let path = ["proposal", "decision", "command"].iter().fold(path, |path, what| {
            let plural = if *what == "command" { "s" } else { "" };
            path.replace(&format!("/devices/{what}"), &format!("{school}/{what}{plural}"))
        });
        let path = path.replace("/sites/x", &format!("/sites/{SCHOOL}")).replace("/cards", "/enrolment-cards");
        let path = path.replace("/ready?", "/readiness?").replace("unit=X", "unit=DINKES");
        let path =
            path.replace("/keys", "/population").replace("/checks?unit", "/checks?from=2026-01-01&to=2026-01-18&unit");
        let path = ["patterns", "samples", "findings"].iter().fold(path, |path, what| {
            path.replace(&format!("/{what}/x"), &format!("/{what}/{DOCTOR}"))
                .replace(&format!("/{what}"), &format!("/audits/{what}"))
        });
        let path = path.replace("/x/abs", "/x/absences.xlsx").replace("/x/huk.", "/x/hukdis.");
        let path = if path.starts_with("/words") { path.replacen("/words", "/letters/templates", 1) } else { path };
        let path = if path.starts_with("/heads") { path.replacen("/heads", "/letters/heads", 1) } else { path };
        let path = path.replace("/disc/bund", "/disc/bundles").replace("/disc/cause/", "/disc/causes/");
        let path = path.replace("/disc/x", &format!("/disc/{DOCTOR}")).replace("/disc", "/discrepancies");
        let path = path.replace("/x/", &format!("/{DOCTOR}/")).replace("/webhooks/x", &format!("/webhooks/{DOCTOR}"));
        let path = path.replace("/apel/x", &format!("/apel/{DOCTOR}"));
        let path = path.replace("/punches/x", &format!("/punches/{DOCTOR}"));
        let path = path.replace("/doubts/x", &format!("/doubts/{DOCTOR}"));
        let path = path.replace("/me/cross-check/x", &format!("/me/cross-check/{DOCTOR}"));
        let path = if path.starts_with("/cross") { path.replacen("/cross", "/cross-checks", 1) } else { path };
        let path = ["cross-checks", "counter"]
            .iter()
            .fold(path, |path, what| path.replace(&format!("/{what}/x"), &format!("/{what}/{DOCTOR}")));
        let named = if path.contains("/dossier.") { "of=phone&id=x&" } else { "" };
        let path = match path.replace("/pats/", "/evidence/patterns/") {
            looked if looked.contains("/evidence/patterns/") => {
                format!("{looked}?{named}from=2026-01-01&to=2026-01-18")
            }
            other => other,
        };
        let path = path
            .replace("/sidak/x", &format!("/sidak/{DOCTOR}"))
            .replace("/units/A", "/units/DISDIK")
            .replace("/units/roll", "/units/DISDIK/roll")
            .replace("/orders", "/instructions")
            .replace("/follow-ups/x", &format!("/follow-ups/{DOCTOR}"));
        let path = path
            .replace("/law/marks", "/discipline/indications")
            .replace("/law/case/x", &format!("/discipline/cases/{DOCTOR}"))
            .replace("/law/from/x", &format!("/discipline/sources/{DOCTOR}"))
            .replace("/law/new?origin=lap", "/discipline/openings?origin=laporan_atasan")
            .replace("/law", "/discipline");
        let path = path
            .replace("/pay", "/pay-stops")
            .replace("/reps", "/reprimands")
            .replace("/pay-stops/days/", "/pay-stops/days?person=")
            .replace("/earlier/", "/earlier?person=")
            .replace("/pay-stops/x", &format!("/pay-stops/{DOCTOR}"))
            .replace("/reprimands/x", &format!("/reprimands/{DOCTOR}"))
            .replace("/letters/x", &format!("/letters/{DOCTOR}"))
            .replace("/ttd", &format!("/letters/{DOCTOR}/signature"));
        let path = path.replace("/report.", "/reconcile/report.");
        let path =
            path.replace("/spot/call/", "/spot/calls/").replace("/spot/rounds/x", &format!("/spot/rounds/{DOCTOR}"));
        let path = if path.starts_with("/spot") { path.replacen("/spot", "/spot-checks", 1) } else { path };
        let path = if path.starts_with("/posts") { path.replacen("/posts", "/service-posts", 1) } else { path };
        let path = path.replace("/service-posts/x", &format!("/service-posts/{DOCTOR}"));
        let path = path.replace("/reports/x", &format!("/reports/{DOCTOR}/answer"));
        let path = path.replace("/spot-checks?unit", "/spot-checks?from=2026-01-01&to=2026-01-18&unit");
        let path = path
            .replace("/vr?", "/visits/roster?")
            .replace("/vx/pdf", "/visits/x/minutes.pdf")
            .replace("/vx/asks", "/visits/x/follow-ups");
        let path =
            path.replace("/visits/x", &format!("/visits/{DOCTOR}")).replace("?DAY", "?from=2026-01-01&to=2026-01-18");
        let path = path.replace("&u=DINKES", "&unit=DINKES").replace("r?DINKES", "r?unit=DINKES&on=2026-01-19");
        let path = path.replace("/rosters", &format!("/reconcile/rosters?list={DOCTOR}"));
        let path = path.replace("disdik", &DISDIK.to_string());
        let path = path.replace("/imports/none", &format!("/imports/{}/problems.csv", "0".repeat(64)));
        let dated = method == "GET"
            && [
                "/checks",
                "/patterns",
                "/spot-checks",
                "/v1/witnesses",
                "/witnesses",
                "/service-posts/reports",
                "/apel",
            ]
            .iter()
            .any(|end| path.ends_with(end));
        let path = if dated { format!("{path}?from=2026-01-01&to=2026-01-18") } else { path };
        let month = ["days", "/recap", "xlsx", "/report.pdf", "calendar"].iter().any(|end| path.ends_with(end));
        let query = if month { "?month=2026-01&from=2026-01-01&to=2026-01-31" } else { "" };
        let path = format!("/api/v1{path}{query}").replace("/recap?unit", "/recap?month=2026-01&unit");
        let path = path.replace("/roster?unit", "/roster?month=2026-01&unit");
        let path = path.replace("/erasures/plan", &format!("/erasures/plan?person={siti}&ground=request"));
        let path = path.replace("/stage/", "/stages/");
        let path = path.replace("/portal-fixes", &format!("/reconcile/portal-corrections?import={DOCTOR}&{JANUARY}"));
        let week = "from=2026-01-12&to=2026-01-16";
        let path = path.replace("/reconcile?u=DINKES", &format!("/reconcile?{week}&unit=DINKES"));
        let path = if path.ends_with("/reconcile") { format!("{path}?{week}") } else { path };
        let path = path.replace("/matching/dinkes", "/matching?unit=DINKES");
        let path = path.replace("/matching/key", "/matching/key?source=machine&key=99");
        let watched = "/first-days/2026-01-19";
        let path = path.replace("/fd-names", &format!("{watched}/people?whom=belum_terdengar"));
        let path = path.replace("/fd-paper", &format!("{watched}/report.pdf")).replace("/fd", watched);
        let path = path.replace("/day-rolls/x", &format!("/day-rolls/{DOCTOR}"));
        let path = path.replace(&format!("/tpp/{DOCTOR}/"), &format!("/tpp/months/{DOCTOR}/"));
        let path = path.replace(&format!("/rules/{DOCTOR}/"), &format!("/rules/changes/{DOCTOR}/"));
        let path = path.replace("/tpp", "/allowance");
        let path = match (method, path.contains("/allowance"), path.contains('?')) {
            ("GET", true, true) => format!("{path}&month=2026-01"),
            ("GET", true, false) => format!("{path}?month=2026-01"),
            _ => path,
        };
        let mut statuses = Vec::new();
        for role in Role::ALL {
            let client = app.as_role(*role).await;
            let answer = match method {
                "GET" => client.get(&path).await,
                // A form without a file shows who may send one.
                "POST" if ["import", "/scans", "/roster-lists", "/amounts"].iter().any(|end| path.contains(end)) => {
                    client.post_file(&path, &[], "x.dat", b"?").await
                }
                "POST" => client.post(&path, &new(&path, *role)).await,
                "DELETE" => client.send(Method::DELETE, &path, None, Body::empty()).await,
                "PUT" => {
                    let body = Body::from(json!({ "networks": ["203.0.113.0/24"] }).to_string());
                    client.send(Method::PUT, &path, Some("application/json"), body).await
                }
                _ if path.contains("/sites/") => client.patch(&path, &site("SEKOLAH")).await,
                _ => client.patch(&path, &json!({ "name": "Dinas Pendidikan dan Kebudayaan" })).await,
            };
            if !answer.status.is_success() {
                assert_eq!(answer.header("content-type"), "application/problem+json", "{call} as {role:?}");
            }
            statuses.push(answer.status.as_str().to_owned());
        }
        found += &format!("{call:26}{}\n", statuses.join(" "));
    }

    assert_eq!(found, TABLE);
}

/// The school as it is, or another place of work drawn there.
fn site(code: &str) -> serde_json::Value {
    json!({ "code": code, "name": "SEKOLAH", "lat": -5.11, "lon": 105.3, "radius_m": 100, "network": "good" })
}

fn new(path: &str, role: Role) -> serde_json::Value {
    let id = Uuid::from_u128(0x9000 + role as u128);
    if path.contains("/rules/") {
        return json!({
            "id": id, "pack": "", "from": "2026-01-05", "to": "2026-01-09", "reason": "uji", "basis_number": "1/2026",
            "basis_date": "2026-01-02", "sha256": "0".repeat(64), "decision": "reject"
        });
    }
    if path.ends_with("/allowance/months") || path.ends_with("/whatif") {
        return json!({ "id": id, "month": "2025-12", "schedule": "18.05/tpp" });
    }
    if path.contains("/doubts") {
        let id = Uuid::from_u128(0x7d00 + role as u128);
        return json!({ "id": id, "punch": DOCTOR, "step": "review", "outcome": "honest", "text": "uji" });
    }
    if path.contains("/discrepancies/") || path.ends_with("/discrepancies") {
        let step = if path.contains("/bundles/") { "confirm" } else { "propose" };
        return json!({
            "id": id, "step": step, "type": "time_differs", "outcome": "a_right", "reason": "uji", "hash": "0".repeat(64)
        });
    }
    if path.ends_with("/audits/minutes") {
        let party = json!({ "name": "Contoh", "position": "Auditor", "examines": true });
        return json!({
            "place": "Kota Contoh", "on": "2026-01-19", "unit": "DISDIK", "from": "2026-01-12", "to": "2026-01-16",
            "parties": [party]
        });
    }
    if path.ends_with("/reconcile/refresh") {
        return json!({ "from": "2026-01-12", "to": "2026-01-16" });
    }
    if path.ends_with("/sidak") {
        let id = Uuid::from_u128(0x9500 + role as u128);
        // Nobody is due: it is asked before office hours of another day.
        return json!({ "id": id, "title": "uji", "minutes": 5, "head_minutes": 5, "sample": { "of": "units", "size": 1 }, "units": ["DINKES-PKM1"] });
    }
    if path.ends_with("/roll") {
        return json!({ "id": id, "statement": "uji" });
    }
    if path.ends_with("/instructions") {
        let id = Uuid::from_u128(0x1a00 + role as u128);
        return json!({ "id": id, "origin": { "kind": "sidak", "id": id }, "unit": "DISDIK", "text": "uji" });
    }
    if path.ends_with("/signature") {
        return json!({ "id": id, "passphrase": "uji" });
    }
    if path.contains("/letters/") {
        // One key a path: what one role saved stands there for the next.
        let id = Uuid::from_u128(0x1e00 + path.len() as u128);
        return json!({ "id": id, "from": "2026-01-19", "text": if path.ends_with("preview") { json!("x") } else { json!(null) } });
    }
    if path.ends_with("/papers") {
        return json!({ "id": id, "number": "800/1/2026", "content": { "paper": "chronology" } });
    }
    if path.contains("/discipline/cases/") {
        return json!({ "id": id, "on": "2026-01-19", "step": { "step": "hand_over", "present": true } });
    }
    if path.contains("/pay-stops/") || path.contains("/reprimands/") {
        let step = if path.contains("/reprimands/") { "withdraw" } else { "dissolve" };
        return json!({ "id": id, "on": "2026-01-19", "step": { "step": step, "text": "uji" } });
    }
    if path.ends_with("/pay-stops") {
        let [person, verifier, kpa] = [Role::Pegawai, Role::Bkpsdm, Role::Bendahara].map(person_of);
        return json!({ "id": id, "person": person, "number": "1", "verifier": verifier, "kpa": kpa });
    }
    if path.ends_with("/reprimands") {
        let kind = json!({ "kind": "lisan" });
        return json!({
            "id": id, "person": person_of(Role::Pegawai), "kind": kind, "number": "1", "text": "uji", "article": "Ps 4"
        });
    }
    if path.ends_with("/discipline/cases") {
        return json!({
            "id": id, "person": Uuid::from_u128(9), "office": "pelaksana", "origin": "laporan_atasan", "breaches": [],
            "people": []
        });
    }
    if path.contains("/instructions/") || path.contains("/follow-ups/") {
        let step = if path.contains("/instructions/") { "done" } else { "accept" };
        return json!({ "id": id, "step": step, "text": "uji" });
    }
    if path.ends_with("/steps") {
        let id = Uuid::from_u128(0xd000 + role as u128 + if path.contains("DINKES") { 0x100 } else { 0 });
        return json!({ "id": id, "step": "propose", "stage": "uji_coba", "paper": "keep", "reason": "mulai" });
    }
    if path.ends_with("/commands") {
        return json!({ "kind": "info" });
    }
    if path.ends_with("/proposal") {
        return json!({ "site": "SEKOLAH", "zone": "WIB", "reason": "uji" });
    }
    if path.contains("/devices/") {
        return json!({ "agree": true, "reason": "uji" });
    }
    if path.contains("/sites") && !path.ends_with("/people") {
        let mut new = site(role.as_str());
        new["id"] = json!(id);
        return new;
    }
    if path.contains("/sites/") || path.ends_with("/enrolment-cards") {
        return json!({ "unit": "DISDIK", "scope": "missing" });
    }
    if path.ends_with("/decision") {
        return json!({ "person": person_of(Role::Pegawai), "decision": "approve" });
    }
    if path.ends_with("/decide") || path.ends_with("/end") {
        let decision = if path.contains("/zones/") { "approve" } else { "confirm" };
        return json!({ "id": id, "decision": decision, "reason": "sudah", "at": "2026-01-19T00:00:00Z" });
    }
    if path.ends_with("/apel") {
        return json!({
            "id": Uuid::from_u128(0xa180 + role as u128), "kind": "apel", "title": "Apel", "on": "2026-01-19",
            "hours": { "from": "08:00", "to": "08:30" }, "place": { "name": "Halaman" }, "units": ["DISDIK"]
        });
    }
    if path.ends_with("/public/words") {
        let id = Uuid::from_u128(0x9300 + role as u128);
        return json!({ "id": id, "word": "proposed", "from_on": "2026-01-19", "reason": "uji" });
    }
    if path.ends_with("/public/withdrawals") {
        return json!({ "id": id, "file": "2026-01-16", "reason": "uji" });
    }
    if path.ends_with("/witnesses") {
        return json!({ "statements": [] });
    }
    if path.contains("/service-posts") {
        let band = json!({ "days": [1], "from": "08:00", "to": "12:00", "least": 1 });
        let definition = json!({
            "name": "Loket", "site": null, "rank": 5, "bands": [band], "tell_after_minutes": 15, "answer_workdays": 5
        });
        return json!({
            "id": Uuid::from_u128(0x7a00 + role as u128), "unit": "DISDIK", "definition": definition, "what": "close",
            "reason": "uji", "outcome": "unclear", "text": "uji"
        });
    }
    if path.contains("/visits") {
        let id = Uuid::from_u128(if path.ends_with("/tours") { 0x9100 } else { 0x9200 } + role as u128);
        return json!({
            "id": id, "on": "2026-01-19", "kind": "audit", "basis": "SPT 1", "tour": DOCTOR, "unit": "DISDIK", "items": [],
            "began_at": "2026-01-19T00:00:00Z", "ended_at": "2026-01-19T00:10:00Z"
        });
    }
    if path.contains("/spot-checks/") {
        return json!({ "id": Uuid::from_u128(0x8000 + role as u128), "unit": "DISDIK", "reason": "uji" });
    }
    if path.contains("/first-days?") {
        let id = Uuid::from_u128(0xda00 + role as u128);
        return json!({ "id": id, "on": "2026-01-22", "roll_due": "12:00", "reason": "uji" });
    }
    if path.ends_with("/day-rolls") {
        return json!({ "id": Uuid::from_u128(0xdb00 + role as u128), "on": "2026-01-19", "unit": DISDIK, "rows": [] });
    }
    if path.ends_with("/checks") {
        let row = json!({ "id": Uuid::from_u128(0xd800 + role as u128), "person": person_of(Role::Pegawai), "seen": "present" });
        let call = Uuid::from_u128(0xd000 + role as u128);
        return json!({
            "id": call, "kind": "roll_call", "unit": "DISDIK", "at": "2026-01-19T00:15:00Z", "site": null, "rows": [row]
        });
    }
    if path.contains("cross-check") {
        let seen = json!({
            "id": Uuid::from_u128(0x6000 + role as u128), "person": DOCTOR, "seen": "present", "at": "2026-01-19T00:31:00Z"
        });
        return if path.contains("/counter/") { seen } else { json!({ "answers": [seen] }) };
    }
    if path.ends_with("/samples") {
        return json!({
            "id": Uuid::from_u128(0xe000 + role as u128), "of": "people", "from": "2026-01-01", "to": "2026-01-18",
            "unit": null, "size": 2, "by_opd": false, "seed": null, "purpose": "uji"
        });
    }
    if path.ends_with("/findings") {
        return json!({
            "id": Uuid::from_u128(0xf000 + role as u128), "unit": "DISDIK", "severity": "ringan", "text": "uji",
            "follow_up": "uji"
        });
    }
    if path.ends_with("/answers") || path.ends_with("/close") {
        return json!({ "id": id, "text": "uji" });
    }
    if path.ends_with("/outages") {
        let from = format!("2026-01-19T00:{:02}:00Z", role as u8);
        let to = format!("2026-01-19T00:{:02}:30Z", role as u8);
        let id = Uuid::from_u128(0xb000 + role as u128);
        return json!({
            "id": id, "scope": "site", "target": SCHOOL, "from": from, "to": to, "cause": "listrik", "words": "padam"
        });
    }
    if path.ends_with("/erasures") {
        let person = person_of(Role::Pegawai);
        return json!({
            "id": id, "person": person, "ground": "retention", "classes": [], "reference": "uji", "reason": "uji"
        });
    }
    if path.ends_with("/holds") {
        let id = Uuid::from_u128(0xc000 + role as u128);
        return json!({ "id": id, "scope": "unit", "target": DISDIK, "reason": "uji", "reference": "S-1" });
    }
    if path.ends_with("/zones") {
        let id = Uuid::from_u128(0xa000 + role as u128);
        return json!({
            "id": id, "site": SCHOOL, "network": "weak", "reason": "lembah", "from": "2026-01-01", "review": "2026-06-30"
        });
    }
    if path.ends_with("/rolls") {
        let signer = json!({ "name": "Contoh", "position": "Kepala" });
        return json!({ "unit": "DISDIK", "date": "2026-01-15", "rows": [], "signer": signer });
    }
    if path.ends_with("/answer") {
        return json!({ "id": id, "answer": "done", "reason": "sudah" });
    }
    if path.contains("/matching/pr") || path.ends_with("/matching/decisions") {
        // A key of the terminal at the school; nothing is stored under it.
        let decision = json!({
            "id": id, "action": "take", "source": "machine", "device": Uuid::from_u128(0x501), "key": "99"
        });
        return json!({ "decisions": [decision], "least": 700 });
    }
    if path.ends_with("/webhooks") {
        return json!({ "id": id, "url": "https://contoh.go.id/hadir", "events": ["match_rate.day"] });
    }
    if path.ends_with("/stations") {
        return json!({ "kind": "screen", "site": "SEKOLAH", "name": "Layar pintu" });
    }
    if path.ends_with("/units") {
        json!({ "id": id, "code": format!("BARU-{}", role.as_str()), "name": "Unit Baru", "kind": "unit", "parent": DISDIK })
    } else {
        json!({
            "id": id, "name": "Orang Baru", "employee_type": "NON_ASN", "lokal": format!("TKK-{}", role.as_str()),
            "unit": "DISDIK", "from_on": "2026-01-19"
        })
    }
}

#[tokio::test]
async fn no_route_answers_somebody_who_is_not_signed_in() {
    let app = TestApp::new().await;
    let api: serde_json::Value = serde_json::from_str(hadir_server::openapi::text()).unwrap();
    let open = [
        "/api/v1/login",
        "/api/v1/enrol",
        "/api/v1/info",
        "/api/v1/setup/{token}",
        "/api/v1/stations/claim",
        "/api/v1/documents/{id}",
        "/api/v1/public/attendance",
        "/api/v1/public/attendance/{file}",
        "/api/v1/public/posts/{code}",
        "/api/v1/public/posts/{code}/reports",
        "/api/v1/receipts/{id}/proof",
        "/api/v1/log/consistency",
    ];
    let mut tried = 0;

    for (path, item) in api["paths"].as_object().unwrap() {
        if open.contains(&path.as_str()) {
            continue;
        }
        let full = path
            .replace("{device_key}", &"a".repeat(43))
            .replace("{id}", &DOCTOR.to_string())
            .replace("{message}", &DOCTOR.to_string())
            .replace("{number}", "1")
            .replace("{unit}", "DISDIK")
            .replace("{sha256}", &"0".repeat(64));
        for verb in item.as_object().unwrap().keys() {
            let method = verb.to_uppercase().parse().unwrap();
            let answer = app.anyone().send(method, &full, Some("application/json"), "{}".into()).await;
            assert_eq!(answer.status, 401, "{verb} {path}");
            tried += 1;
        }
    }
    assert!(tried > 10);
}

#[tokio::test]
async fn a_list_holds_exactly_the_people_whose_page_opens() {
    let app = TestApp::new().await;
    for role in Role::ALL {
        let client = app.as_role(*role).await;
        let list = client.get("/api/v1/people").await.json();
        let listed: Vec<String> =
            list["items"].as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect();

        let everyone = Role::ALL.iter().map(|role| person_of(*role)).chain([DOCTOR]);
        for person in everyone {
            let opens = client.get(&format!("/api/v1/people/{person}")).await.status.is_success();
            assert_eq!(opens, listed.contains(&person.to_string()), "{role:?} {person}");
        }
    }
}
