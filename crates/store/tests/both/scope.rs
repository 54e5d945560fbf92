//! What the seal covers: every table is sealed with all its columns, or named as outside with its reason.

use std::collections::{BTreeMap, BTreeSet};

use hadir_store::Db;
use hadir_store::seal::audit::{LOG, OUTSIDE, SEALED};
use hadir_store::testing::TestDb;

#[tokio::test]
async fn every_table_is_sealed_whole_or_outside_with_a_reason() {
    let test = TestDb::sqlite().await;
    let Db::Sqlite { writer, .. } = &test.db else { unreachable!("SQLite") };
    let rows: Vec<(String, String, String)> = sqlx::query_as(
        "SELECT t.name, c.name, c.type FROM sqlite_master t JOIN pragma_table_info(t.name) c
          WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%' AND t.name <> '_sqlx_migrations'",
    )
    .fetch_all(writer)
    .await
    .unwrap();
    let mut tables: BTreeMap<String, BTreeSet<(String, String)>> = BTreeMap::new();
    for (table, column, holds) in rows {
        tables.entry(table).or_default().insert((column, holds));
    }

    for sealed in &SEALED {
        let mut there = tables.remove(sealed.table).unwrap_or_else(|| panic!("no table {}", sealed.table));
        for (column, holds) in [("instansi_id", "INTEGER"), ("commitment", "BLOB")] {
            assert!(there.remove(&(column.to_owned(), holds.to_owned())), "{}: {column}", sealed.table);
        }
        let named: BTreeSet<_> =
            sealed.columns.iter().map(|column| (column.name().to_owned(), column.holds().to_owned())).collect();
        assert_eq!(there, named, "{}", sealed.table);
    }
    for table in LOG.iter().chain(OUTSIDE.iter().map(|(table, _)| table)) {
        assert!(tables.remove(*table).is_some(), "{table} is named twice or is no table");
    }
    assert_eq!(tables.keys().collect::<Vec<_>>(), Vec::<&String>::new(), "neither sealed nor outside");
    assert!(OUTSIDE.iter().all(|(_, reason)| !reason.is_empty()));
}
