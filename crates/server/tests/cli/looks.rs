//! Whoever reads somebody's day at the console is named to that person.

use hadir_domain::ids::InstansiId;
use hadir_store::{Db, access_log, people};
use jiff::civil::date;

use crate::support::Hadir;

#[tokio::test]
async fn who_reads_at_the_console_is_noted_with_the_name_of_its_user() {
    let hadir = Hadir::office();
    hadir.run(&["explain", "day", "--person", "Siti", "--date", "2026-01-05"]);
    hadir.run(&["punches", "--person", "Siti", "--from", "2026-01-01"]);
    hadir.run(&["punches", "--device", "HDR001"]);

    let db = Db::open(&format!("sqlite://{}", hadir.path("data").join("hadir.db").display())).await.unwrap();
    let city = InstansiId(1);
    let find = async |tx: &mut hadir_store::Tx| people::find_by_key(tx, city, "Siti", date(2026, 1, 5)).await;
    let siti = db.read(find).await.unwrap().remove(0).id;
    let looks = db.read(async |tx| access_log::of_person(tx, city, siti, 10).await).await.unwrap();
    let mut seen: Vec<_> = looks.into_iter().map(|look| (look.by_login, look.what, look.detail)).collect();
    seen.sort();
    let look = |what: &str, detail: &str| ("konsol:petugas".to_owned(), what.to_owned(), detail.to_owned());
    assert_eq!(seen, [look("explain", "2026-01-05"), look("punches", "2026-01-01..")]);
}
