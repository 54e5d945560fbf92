//! What can go wrong in the store.

/// Why the store could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// What is there already stands against it: a key that is taken, dates that overlap, a missing parent.
    #[error("conflicts with what is stored: {0}")]
    Conflict(String),
    /// The thing asked for is not there.
    #[error("not found: {0}")]
    NotFound(String),
    /// The database does not answer now; trying again later may help.
    #[error("the database does not answer: {0}")]
    Unavailable(String),
    /// What is stored cannot be read; somebody changed it from outside, or a newer version wrote it.
    #[error("stored data cannot be read: {0}")]
    Corrupt(String),
    /// Anything else the database said.
    #[error("database: {0}")]
    Database(sqlx::Error),
}

impl StoreError {
    /// A conflict in words.
    pub(crate) fn conflict(what: impl Into<String>) -> Self {
        Self::Conflict(what.into())
    }

    /// Something that is not there.
    pub(crate) fn not_found(what: impl Into<String>) -> Self {
        Self::NotFound(what.into())
    }

    /// A stored value that cannot be read.
    pub fn corrupt(what: impl std::fmt::Display) -> Self {
        Self::Corrupt(what.to_string())
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::RowNotFound => Self::NotFound("row".into()),
            sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::Io(_) => {
                Self::Unavailable(error.to_string())
            }
            sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_) => Self::Corrupt(error.to_string()),
            sqlx::Error::Database(database) => {
                let code = database.code();
                let busy = matches!(code.as_deref(), Some("5" | "6" | "261" | "517" | "40001" | "40P01" | "57P01"));
                if database.is_unique_violation()
                    || database.is_foreign_key_violation()
                    || database.is_check_violation()
                {
                    Self::Conflict(database.message().to_owned())
                } else if busy {
                    Self::Unavailable(database.message().to_owned())
                } else {
                    Self::Database(error)
                }
            }
            _ => Self::Database(error),
        }
    }
}
