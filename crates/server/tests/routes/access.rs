//! Role × route: what each role gets from each route, over the real router.

use hadir_domain::access::Role;
use serde_json::json;
use uuid::Uuid;

use crate::support::{DISDIK, DOCTOR, TestApp, person_of};

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
GET /devices              403 200 200 200 200 403 403 403 200
GET /calendar             200 200 200 200 200 200 200 200 200
GET /me/days              200 200 200 200 200 200 200 200 200
GET /people/siti/days     200 200 200 200 200 200 200 404 404
GET /people/doctor/days   404 404 404 200 200 200 200 404 404
GET /board                403 200 200 200 200 200 403 403 403
GET /board?unit=DINKES    403 404 404 200 200 200 403 403 403
GET /recap                403 200 200 200 200 200 200 403 403
GET /recap?unit=DINKES    403 404 404 200 200 200 200 403 403
GET /recap.xlsx           403 200 200 200 200 200 200 403 403
GET /imports              403 403 200 200 200 403 403 403 200
GET /imports/none         403 403 404 404 404 403 403 403 404
POST /imports/preview     403 403 422 422 403 403 403 403 422
POST /imports             403 403 422 422 403 403 403 403 422
POST /people/import       403 403 403 422 403 403 403 403 403
POST /people              403 403 403 201 403 403 403 403 403
POST /units               403 403 403 201 403 403 403 403 403
PATCH /units/disdik       403 403 403 200 403 403 403 403 403
";

#[tokio::test]
async fn each_role_gets_from_each_route_what_the_table_says() {
    let app = TestApp::new().await;
    let siti = person_of(Role::Pegawai);
    let heads: Vec<&str> = Role::ALL.iter().map(|role| &role.as_str()[..3]).collect();
    let mut found = format!("\n{:26}{}\n", "", heads.join(" "));

    for line in TABLE.trim().lines().skip(1) {
        let call = line.split("  ").next().unwrap();
        let (method, path) = call.split_once(' ').unwrap();
        let path = path.replace("siti", &siti.to_string()).replace("doctor", &DOCTOR.to_string());
        let path = path.replace("disdik", &DISDIK.to_string());
        let path = path.replace("/imports/none", &format!("/imports/{}/problems.csv", "0".repeat(64)));
        let month = ["days", "/recap", "xlsx", "calendar"].iter().any(|end| path.ends_with(end));
        let query = if month { "?month=2026-01&from=2026-01-01&to=2026-01-31" } else { "" };
        let path = format!("/api/v1{path}{query}").replace("/recap?unit", "/recap?month=2026-01&unit");
        let mut statuses = Vec::new();
        for role in Role::ALL {
            let client = app.as_role(*role).await;
            let answer = match method {
                "GET" => client.get(&path).await,
                // A form without a file shows who may send one.
                "POST" if path.contains("import") => client.post_file(&path, &[], "x.dat", b"?").await,
                "POST" => client.post(&path, &new(&path, *role)).await,
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

fn new(path: &str, role: Role) -> serde_json::Value {
    let id = Uuid::from_u128(0x9000 + role as u128);
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
    let open = ["/api/v1/login", "/api/v1/enrol", "/api/v1/info", "/api/v1/setup/{token}"];
    let mut tried = 0;

    for (path, item) in api["paths"].as_object().unwrap() {
        if open.contains(&path.as_str()) {
            continue;
        }
        let full = path.replace("{id}", &DOCTOR.to_string()).replace("{sha256}", &"0".repeat(64));
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
