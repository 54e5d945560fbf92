//! Looking after a database as a whole: its version, its size, a copy while others write, and emptying it.

use std::path::Path;

use sqlx::AssertSqlSafe;
use sqlx::postgres::PgPool;

use crate::db::{Db, POSTGRES_MIGRATIONS, SQLITE_MIGRATIONS, Tx};
use crate::error::StoreError;

impl Db {
    /// Takes what was deleted out of the database's own files as well, as far as nobody is reading it still.
    ///
    /// # Errors
    ///
    /// [`StoreError::Unavailable`] when the database does not answer.
    pub async fn scrub(&self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite { writer, .. } => {
                sqlx::raw_sql("PRAGMA wal_checkpoint(TRUNCATE)").execute(writer).await.map(drop)?;
            }
            Self::Postgres(pool) => {
                let sql = "VACUUM record_bodies, punch_facts, sealed_days, days, requests, request_steps, exceptions, \
                           corrections, assignments, people, identifiers, posts, accounts, problems, raw_files, \
                           device_messages, device_people, access_log, notices";
                sqlx::raw_sql(sql).execute(pool).await.map(drop)?;
            }
        }
        Ok(())
    }

    /// `sqlite` or `postgres`.
    pub fn engine(&self) -> &'static str {
        match self {
            Self::Sqlite { .. } => "sqlite",
            Self::Postgres(_) => "postgres",
        }
    }

    /// The newest migration this program knows.
    pub fn newest_schema(&self) -> i64 {
        let known = match self {
            Self::Sqlite { .. } => &SQLITE_MIGRATIONS,
            Self::Postgres(_) => &POSTGRES_MIGRATIONS,
        };
        known.iter().map(|migration| migration.version).max().unwrap_or(0)
    }

    /// Whether there is no table at all.
    ///
    /// # Errors
    ///
    /// [`StoreError::Unavailable`] when it does not answer.
    pub async fn is_blank(&self) -> Result<bool, StoreError> {
        let count: i64 = match self {
            Self::Sqlite { readers, .. } => {
                sqlx::query_scalar("SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table'").fetch_one(readers).await?
            }
            Self::Postgres(pool) => sqlx::query_scalar(TABLES_COUNT).fetch_one(pool).await?,
        };
        Ok(count == 0)
    }

    /// How many bytes a copy may take at most: on SQLite the pages in use, on PostgreSQL all of it with its indexes.
    ///
    /// # Errors
    ///
    /// [`StoreError::Unavailable`] when it does not answer.
    pub async fn size_on_disk(&self) -> Result<u64, StoreError> {
        let bytes: i64 = match self {
            Self::Sqlite { readers, .. } => {
                let sql = "SELECT (page_count - freelist_count) * page_size
                             FROM pragma_page_count(), pragma_freelist_count(), pragma_page_size()";
                sqlx::query_scalar(sql).fetch_one(readers).await?
            }
            Self::Postgres(pool) => {
                sqlx::query_scalar("SELECT pg_database_size(current_database())").fetch_one(pool).await?
            }
        };
        Ok(bytes.unsigned_abs())
    }

    /// Writes a consistent copy of an SQLite database to a new file, while others write. Only its owner can read it.
    ///
    /// # Errors
    ///
    /// [`StoreError::Conflict`] on PostgreSQL, whose own tools copy it.
    pub async fn copy_to(&self, file: &Path) -> Result<(), StoreError> {
        match self {
            Self::Sqlite { readers, .. } => {
                // SQLite fills a file that is there and empty, and leaves its mode.
                crate::db::create_private(file)
                    .map_err(|error| StoreError::Unavailable(format!("{}: {error}", file.display())))?;
                sqlx::query("VACUUM INTO $1").bind(file.to_string_lossy().into_owned()).execute(readers).await?;
                Ok(())
            }
            Self::Postgres(_) => Err(StoreError::conflict("a PostgreSQL database is copied with pg_dump")),
        }
    }

    /// Marks an empty PostgreSQL database as being filled by a restore, by a token of that restore.
    ///
    /// # Errors
    ///
    /// [`StoreError::Conflict`] on SQLite; those of the database.
    pub async fn begin_filling(&self, token: &str) -> Result<(), StoreError> {
        let mut both = self.postgres()?.begin().await?;
        sqlx::query("CREATE TABLE hadir_restoring (token TEXT PRIMARY KEY)").execute(&mut *both).await?;
        sqlx::query("INSERT INTO hadir_restoring (token) VALUES ($1)").bind(token).execute(&mut *both).await?;
        Ok(both.commit().await?)
    }

    /// Takes the mark away once everything is in its place.
    ///
    /// # Errors
    ///
    /// As [`Db::begin_filling`].
    pub async fn end_filling(&self) -> Result<(), StoreError> {
        sqlx::query("DROP TABLE IF EXISTS hadir_restoring").execute(self.postgres()?).await?;
        Ok(())
    }

    /// Takes every table and function out of a PostgreSQL database that the restore with that token fills. Any other stays as it is, and
    /// the answer is false.
    ///
    /// # Errors
    ///
    /// As [`Db::begin_filling`].
    pub async fn undo_filling(&self, token: &str) -> Result<bool, StoreError> {
        let pool = self.postgres()?;
        let marked = "SELECT COUNT(*) FROM pg_catalog.pg_tables
                       WHERE schemaname = current_schema() AND tablename = 'hadir_restoring'";
        let marked: i64 = sqlx::query_scalar(marked).fetch_one(pool).await?;
        if marked == 0 {
            return Ok(false);
        }
        let sql = "SELECT COUNT(*) FROM hadir_restoring WHERE token = $1";
        let ours: i64 = sqlx::query_scalar(sql).bind(token).fetch_one(pool).await?;
        if ours == 0 {
            return Ok(false);
        }
        let tables: Vec<String> = sqlx::query_scalar(
            "SELECT format('%I.%I', schemaname, tablename) FROM pg_catalog.pg_tables WHERE schemaname = current_schema()",
        )
        .fetch_all(pool)
        .await?;
        // Functions of extensions were there before.
        let functions: Vec<String> = sqlx::query_scalar(
            "SELECT format('%I.%I(%s)', n.nspname, p.proname, pg_get_function_identity_arguments(p.oid))
               FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
              WHERE n.nspname = current_schema()
                AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d
                                 WHERE d.classid = 'pg_catalog.pg_proc'::regclass AND d.objid = p.oid
                                   AND d.deptype = 'e')",
        )
        .fetch_all(pool)
        .await?;
        let mut all = pool.begin().await?;
        let sql = format!("DROP TABLE {} CASCADE", tables.join(", "));
        sqlx::query(AssertSqlSafe(sql)).execute(&mut *all).await?;
        if !functions.is_empty() {
            let sql = format!("DROP FUNCTION {}", functions.join(", "));
            sqlx::query(AssertSqlSafe(sql)).execute(&mut *all).await?;
        }
        all.commit().await?;
        Ok(true)
    }

    fn postgres(&self) -> Result<&PgPool, StoreError> {
        match self {
            Self::Postgres(pool) => Ok(pool),
            Self::Sqlite { .. } => Err(StoreError::conflict("an SQLite database is a file")),
        }
    }

    /// Makes an empty PostgreSQL database beside this one.
    ///
    /// # Errors
    ///
    /// [`StoreError::Conflict`] on SQLite and for a name of other than small letters, digits and underscores; those of
    /// the database, as when the role may not make databases.
    pub async fn create_database(&self, name: &str) -> Result<(), StoreError> {
        self.about_database("CREATE DATABASE", name, "TEMPLATE template0").await
    }

    /// Removes a PostgreSQL database made by [`Db::create_database`].
    ///
    /// # Errors
    ///
    /// As there.
    pub async fn drop_database(&self, name: &str) -> Result<(), StoreError> {
        self.about_database("DROP DATABASE IF EXISTS", name, "WITH (FORCE)").await
    }

    async fn about_database(&self, what: &str, name: &str, how: &str) -> Result<(), StoreError> {
        let plain = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_';
        let pool = self.postgres()?;
        if name.is_empty() || !name.chars().all(plain) {
            return Err(StoreError::conflict("no name for a database"));
        }
        sqlx::query(AssertSqlSafe(format!("{what} {name} {how}"))).execute(pool).await?;
        Ok(())
    }
}

const TABLES_COUNT: &str = "SELECT COUNT(*) FROM pg_catalog.pg_tables WHERE schemaname = current_schema()";

/// The newest migration a database went through.
///
/// # Errors
///
/// When the database does not answer, or is none of Hadir's.
pub async fn schema_version(tx: &mut Tx) -> Result<i64, StoreError> {
    const SQL: &str = "SELECT COALESCE(MAX(version), 0) FROM _sqlx_migrations";
    let (version,): (i64,) = crate::db::on_db!(tx, |conn| sqlx::query_as(SQL).fetch_one(conn).await)?;
    Ok(version)
}

/// Lets another program read exactly what this unit of work reads, as long as it stays open. PostgreSQL only.
///
/// # Errors
///
/// [`StoreError::Conflict`] on SQLite.
pub async fn export_snapshot(tx: &mut Tx) -> Result<String, StoreError> {
    match tx {
        Tx::Postgres(open) => Ok(sqlx::query_scalar("SELECT pg_export_snapshot()").fetch_one(&mut **open).await?),
        Tx::Sqlite(_) => Err(StoreError::conflict("SQLite has no snapshots to share")),
    }
}
