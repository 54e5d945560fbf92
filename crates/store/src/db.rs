//! The one door to the database: SQLite by default, PostgreSQL for several servers.
//!
//! Every store function takes a [`Tx`]. [`Db::write`] opens one that may write, [`Db::read`] one that sees a
//! single unchanging state. On SQLite all writes go through one connection, one after the other.

use std::fs::OpenOptions;
use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use sqlx::migrate::Migrator;
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Postgres, Sqlite, Transaction};

use crate::error::StoreError;

pub(crate) static SQLITE_MIGRATIONS: Migrator = sqlx::migrate!("migrations/sqlite");
pub(crate) static POSTGRES_MIGRATIONS: Migrator = sqlx::migrate!("migrations/postgres");

/// Older versions can damage a WAL database that two connections use.
const OLDEST_SQLITE: (u32, u32, u32) = (3, 51, 3);

/// How long a caller waits for its turn before it is told to come back.
const PATIENCE: Duration = Duration::from_secs(60);

/// A database that is open.
#[derive(Debug, Clone)]
pub enum Db {
    /// One file.
    Sqlite {
        /// The one connection that writes.
        writer: SqlitePool,
        /// Connections that cannot write.
        readers: SqlitePool,
    },
    /// A database server.
    Postgres(PgPool),
}

/// A unit of work. What it wrote stands only once the unit ends well.
#[derive(Debug)]
pub enum Tx {
    /// On SQLite.
    Sqlite(Transaction<'static, Sqlite>),
    /// On PostgreSQL.
    Postgres(Transaction<'static, Postgres>),
}

/// Runs one expression with the connection of whichever database is open.
macro_rules! on_db {
    ($tx:expr, |$conn:ident| $query:expr) => {
        match &mut *$tx {
            $crate::db::Tx::Sqlite(open) => {
                let $conn = &mut **open;
                $query
            }
            $crate::db::Tx::Postgres(open) => {
                let $conn = &mut **open;
                $query
            }
        }
    };
}
pub(crate) use on_db;

impl Db {
    /// Opens `sqlite://PATH` (made when missing, readable by its owner only) or `postgres://…`.
    ///
    /// # Errors
    ///
    /// [`StoreError::Unavailable`] when it cannot be reached, [`StoreError::Conflict`] when the address is of
    /// neither kind or the library is too old.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            Self::open_postgres(url).await
        } else if let Some(path) = url.strip_prefix("sqlite://").or_else(|| url.strip_prefix("sqlite:")) {
            Self::open_sqlite(Path::new(path)).await
        } else {
            Err(StoreError::conflict("a database address begins with sqlite:// or postgres://"))
        }
    }

    async fn open_postgres(url: &str) -> Result<Self, StoreError> {
        let options = PgConnectOptions::from_str(url)?.application_name("hadir");
        let pool = PgPoolOptions::new().max_connections(16).acquire_timeout(PATIENCE).connect_with(options).await?;
        Ok(Self::Postgres(pool))
    }

    async fn open_sqlite(path: &Path) -> Result<Self, StoreError> {
        create_private(path).map_err(|error| StoreError::Unavailable(format!("{}: {error}", path.display())))?;
        let options = SqliteConnectOptions::new()
            .filename(path)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(30))
            .statement_cache_capacity(800)
            .pragma("temp_store", "memory");
        let writing = options
            .clone()
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            // What is deleted is overwritten, so that an erased record cannot be read from the file.
            .pragma("secure_delete", "on")
            .pragma("cache_size", "-131072");
        let writer = SqlitePoolOptions::new()
            .max_connections(1)
            .acquire_timeout(PATIENCE)
            .idle_timeout(None)
            .max_lifetime(None)
            .connect_with(writing)
            .await?;
        let version: String = sqlx::query_scalar("SELECT sqlite_version()").fetch_one(&writer).await?;
        if !is_new_enough(&version) {
            return Err(StoreError::conflict(format!("SQLite {version} is too old: 3.51.3 or newer is needed")));
        }
        // Looks at millions of rows read pages from the file's own memory instead of copying each, and hand rows over in
        // longer runs: on one core every hand-over is a change of threads.
        let reading = options.read_only(true).row_buffer_size(2_000).pragma("mmap_size", "17179869184");
        let readers =
            SqlitePoolOptions::new().max_connections(8).acquire_timeout(PATIENCE).connect_with(reading).await?;
        Ok(Self::Sqlite { writer, readers })
    }

    /// Brings the tables up to this version. Safe to call at every start.
    ///
    /// # Errors
    ///
    /// [`StoreError::Corrupt`] when the tables are of a newer version or a migration was changed.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite { writer, .. } => SQLITE_MIGRATIONS.run(writer).await,
            Self::Postgres(pool) => POSTGRES_MIGRATIONS.run(pool).await,
        }
        .map_err(StoreError::corrupt)
    }

    /// Does work that writes: all of it, or nothing when it answers with an error.
    ///
    /// On PostgreSQL each statement sees what was committed before it; bulk writers sort their rows, so that two
    /// of them wait for each other instead of deadlocking.
    ///
    /// # Errors
    ///
    /// Those of the work; [`StoreError::Unavailable`] when the turn does not come or the commit fails.
    pub async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: AsyncFnOnce(&mut Tx) -> Result<T, E>,
        E: From<StoreError>,
    {
        let mut tx = self.begin_writing().await?;
        let done = work(&mut tx).await;
        match done {
            Ok(answer) => {
                tx.commit().await?;
                Ok(answer)
            }
            Err(error) => {
                // The work's own error is what the caller needs; a connection that cannot roll back is closed.
                let _ = tx.roll_back().await;
                Err(error)
            }
        }
    }

    /// Does work that only reads, on one unchanging state of the database.
    ///
    /// # Errors
    ///
    /// Those of the work; [`StoreError::Unavailable`] when no connection is free.
    pub async fn read<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: AsyncFnOnce(&mut Tx) -> Result<T, E>,
        E: From<StoreError>,
    {
        let mut tx = self.begin_reading().await?;
        let answer = work(&mut tx).await;
        let _ = tx.roll_back().await;
        answer
    }

    // Apart from what is generic over the work: a thousand kinds of work would each bring their own copy.
    async fn begin_writing(&self) -> Result<Tx, StoreError> {
        Ok(match self {
            Self::Sqlite { writer, .. } => Tx::Sqlite(writer.begin_with("BEGIN IMMEDIATE").await?),
            Self::Postgres(pool) => Tx::Postgres(pool.begin().await?),
        })
    }

    async fn begin_reading(&self) -> Result<Tx, StoreError> {
        Ok(match self {
            Self::Sqlite { readers, .. } => Tx::Sqlite(readers.begin().await?),
            Self::Postgres(pool) => {
                Tx::Postgres(pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?)
            }
        })
    }

    /// Closes every connection.
    pub async fn close(&self) {
        match self {
            Self::Sqlite { writer, readers } => {
                readers.close().await;
                writer.close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

impl Tx {
    async fn commit(self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(open) => open.commit().await,
            Self::Postgres(open) => open.commit().await,
        }
        .map_err(StoreError::from)
    }

    async fn roll_back(self) -> Result<(), sqlx::Error> {
        match self {
            Self::Sqlite(open) => open.rollback().await,
            Self::Postgres(open) => open.rollback().await,
        }
    }
}

/// Makes a file that only its owner can read, unless it is there.
pub(crate) fn create_private(path: &Path) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(path).map(|_| ())
}

fn is_new_enough(version: &str) -> bool {
    let mut numbers = version.split('.').map(|part| part.parse::<u32>().unwrap_or(0));
    let mut next = || numbers.next().unwrap_or(0);
    (next(), next(), next()) >= OLDEST_SQLITE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_sqlite_with_the_wal_defect_is_refused() {
        assert!(is_new_enough("3.51.3"));
        assert!(is_new_enough("3.52.0"));
        assert!(!is_new_enough("3.51.2"));
        assert!(!is_new_enough("3.40.1"));
    }

    #[tokio::test]
    async fn an_address_of_another_kind_is_refused() {
        assert!(matches!(Db::open("mysql://x").await, Err(StoreError::Conflict(_))));
    }

    #[test]
    fn work_may_run_on_any_thread() {
        fn is_send<T: Send>(_: &T) {}
        async fn add_one(_: &mut Tx, one: &str) -> Result<usize, StoreError> {
            Ok(one.len())
        }
        async fn handler(db: Db, one: String) -> Result<usize, StoreError> {
            db.read(async |tx| add_one(tx, &one).await).await?;
            db.write(async |tx| add_one(tx, &one).await).await
        }
        let make = |db| is_send(&handler(db, String::new()));
        let _: &dyn Fn(Db) = &make;
    }
}
