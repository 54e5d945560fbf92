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
