use std::collections::BTreeMap;

use hadir_store::testing::TestDb;
use hadir_store::{Db, statements};
use sqlx::{AssertSqlSafe, Executor};

#[tokio::test]
async fn every_statement_is_understood_by_both_databases() {
    TestDb::each(async |test| {
        let mut wrong = Vec::new();
        for statement in statements::all() {
            let sql = AssertSqlSafe(statement.sql);
            let prepared = match &test.db {
                Db::Sqlite { writer, .. } => writer.prepare(sqlx::SqlSafeStr::into_sql_str(sql)).await.map(drop),
                Db::Postgres(pool) => pool.prepare(sqlx::SqlSafeStr::into_sql_str(sql)).await.map(drop),
            };
            if let Err(error) = prepared {
                wrong.push(format!("{}: {error}", statement.name));
            }
        }
        assert!(wrong.is_empty(), "{:?}:\n{}", test.kind, wrong.join("\n"));
    })
    .await;
}

type Columns = BTreeMap<String, Vec<(String, String, bool)>>;

#[tokio::test]
async fn both_schemas_have_the_same_tables_and_columns() {
    let Some(postgres) = TestDb::postgres().await else { return };
    let Db::Postgres(pool) = &postgres.db else { unreachable!("the other database") };
    let rows: Vec<(String, String, String, bool)> = sqlx::query_as(
        "SELECT c.table_name::text, c.column_name::text, c.data_type::text, c.is_nullable = 'NO'
           FROM information_schema.columns c
          WHERE c.table_schema = 'public' AND c.table_name <> '_sqlx_migrations'
          ORDER BY c.table_name, c.ordinal_position",
    )
    .fetch_all(pool)
    .await
    .unwrap();
    let mut in_postgres = Columns::new();
    for (table, column, kind, required) in rows {
        let kind = match kind.as_str() {
            "bigint" | "boolean" => "INTEGER",
            "double precision" => "REAL",
            "text" => "TEXT",
            "bytea" | "uuid" => "BLOB",
            other => other,
        };
        in_postgres.entry(table).or_default().push((column, kind.to_owned(), required));
    }

    let sqlite = TestDb::sqlite().await;
    let Db::Sqlite { writer, .. } = &sqlite.db else { unreachable!("the other database") };
    let rows: Vec<(String, String, String, bool)> = sqlx::query_as(
        "SELECT t.name, c.name, c.type, c.\"notnull\"
           FROM sqlite_master t JOIN pragma_table_info(t.name) c
          WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%' AND t.name <> '_sqlx_migrations'
          ORDER BY t.name, c.cid",
    )
    .fetch_all(writer)
    .await
    .unwrap();
    let mut in_sqlite = Columns::new();
    for (table, column, kind, required) in rows {
        in_sqlite.entry(table).or_default().push((column, kind, required));
    }

    assert!(in_sqlite.len() > 25);
    assert_eq!(in_sqlite, in_postgres);
}

/// The journal must never be read whole to find a few keys in it, however young the city is.
#[tokio::test]
async fn sqlite_finds_many_keys_at_once_by_their_index() {
    let test = TestDb::sqlite().await;
    let Db::Sqlite { readers, .. } = &test.db else { unreachable!("SQLite") };
    for (name, sql) in [
        (
            "BY_CLIENT",
            "SELECT p.id, b.payload FROM punches p LEFT JOIN record_bodies b ON b.instansi_id = p.instansi_id
          AND b.record_id = p.id WHERE p.instansi_id = $1 AND p.dedupe_key IN ($2, $3)",
        ),
        ("SEQS", "SELECT key_seq FROM punch_facts WHERE instansi_id = $1 AND key_seq IN ($2, $3)"),
        (
            "CROWDS",
            "SELECT DISTINCT office_step, person_id FROM punch_facts WHERE instansi_id = $1
          AND person_id IS NOT NULL AND office_step IN ($2, $3)",
        ),
        (
            "OF_PEOPLE",
            "SELECT punch_id FROM punch_facts WHERE instansi_id = $1 AND at >= 1 AND at < 2
          AND person_id IN ($2, $3)",
        ),
    ] {
        let sql = format!("EXPLAIN QUERY PLAN {sql}");
        let plan: Vec<(i64, i64, i64, String)> =
            sqlx::query_as(AssertSqlSafe(sql)).bind(1_i64).bind("a").bind("b").fetch_all(readers).await.unwrap();
        let search = &plan[0].3;
        let keys = ["dedupe_key=?", "key_seq=?", "office_step=?", "person_id=?"];
        assert!(keys.iter().any(|key| search.contains(key)), "{name}: {search}");
    }
}
