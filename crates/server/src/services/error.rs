//! Why the application could not do what was asked, in words for the person who asked.

use hadir_store::StoreError;

use crate::error::Text;
use crate::lang::Lang;

/// What kind of refusal it is; routes turn it into a status, commands into exit 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The input cannot be used.
    BadInput,
    /// The thing asked for is not there, or not for this caller.
    NotFound,
    /// What is stored stands against it.
    Conflict,
    /// This caller may not, though another may.
    Forbidden,
    /// The database or the machine does not answer now.
    Unavailable,
    /// A fault of the server.
    Fault,
}

/// A refusal or failure with a stable code and a sentence in both languages that says what to do next.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", text.id)]
pub struct ServiceError {
    /// What kind.
    pub kind: Kind,
    /// The stable code.
    pub code: &'static str,
    /// The sentence.
    pub text: Text,
}

impl ServiceError {
    /// Input that cannot be used.
    pub fn bad(code: &'static str, id: impl Into<String>, en: impl Into<String>) -> Self {
        Self { kind: Kind::BadInput, code, text: Text::new(id, en) }
    }

    /// Something that is not there.
    pub fn not_found(code: &'static str, id: impl Into<String>, en: impl Into<String>) -> Self {
        Self { kind: Kind::NotFound, code, text: Text::new(id, en) }
    }

    /// Something that stands against it.
    pub fn conflict(code: &'static str, id: impl Into<String>, en: impl Into<String>) -> Self {
        Self { kind: Kind::Conflict, code, text: Text::new(id, en) }
    }

    /// Something this caller may not do, though another may.
    pub fn forbidden(code: &'static str, id: impl Into<String>, en: impl Into<String>) -> Self {
        Self { kind: Kind::Forbidden, code, text: Text::new(id, en) }
    }

    /// A fault of the server, named for the log.
    pub fn fault(cause: impl std::fmt::Display) -> Self {
        let cause = cause.to_string();
        Self {
            kind: Kind::Fault,
            code: "server_fault",
            text: Text::new(format!("kesalahan server: {cause}"), format!("server fault: {cause}")),
        }
    }

    /// The sentence in one language.
    pub fn sentence(&self, lang: Lang) -> &str {
        lang.pick(&self.text.id, &self.text.en)
    }
}

impl From<StoreError> for ServiceError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotFound(what) => {
                Self::not_found("not_found", format!("tidak ditemukan: {what}"), format!("not found: {what}"))
            }
            StoreError::Conflict(what) => Self::conflict(
                "conflict",
                format!("bertentangan dengan data yang sudah ada: {what}"),
                format!("conflicts with what is stored: {what}"),
            ),
            StoreError::Unavailable(what) => Self {
                kind: Kind::Unavailable,
                code: "database_unavailable",
                text: Text::new(
                    format!("basis data belum menjawab ({what}); coba lagi sebentar lagi"),
                    format!("the database does not answer ({what}); try again shortly"),
                ),
            },
            other => Self::fault(other),
        }
    }
}

/// A serial number nobody adopted.
pub fn unknown_device(serial: &str) -> ServiceError {
    ServiceError::not_found(
        "unknown_device",
        format!("mesin {serial} belum diambil alih; jalankan `hadir devices add {serial} --tz WIB`"),
        format!("terminal {serial} is not adopted; run `hadir devices add {serial} --tz WIB`"),
    )
}

/// A unit code nobody has.
pub fn unknown_unit(code: &str) -> ServiceError {
    ServiceError::not_found(
        "unknown_unit",
        format!("unit {code} tidak ada; lihat `hadir units`"),
        format!("there is no unit {code}; see `hadir units`"),
    )
}
