//! Words of an office about its posts: begun, changed, staffed, given up.

use hadir_domain::ids::{PersonId, UnitId};
use hadir_domain::service_posts::Definition;
use hadir_store::acts::{self, Act, ActKind};
use hadir_store::instansi::Instansi;
use hadir_store::people;
use jiff::civil::Date;
use serde::Serialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::loading::{self, CodeContent, OpenedContent, ServicePost, StaffedContent, UnstaffedContent};
use super::{changed_meanwhile, faster, repeats, unknown_post};
use crate::app::App;
use crate::services::error::ServiceError;
use crate::services::roster_desk::Officer;

/// Letters of a code: none that could be taken for another.
const LETTERS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
/// How many of them.
const CODE_LENGTH: usize = 12;
/// Most posts of an instansi.
const MOST_POSTS: usize = 2000;
/// Most people named for one post.
const MOST_STAFF: usize = 200;

/// A new code. It begins with the number of the instansi, so that it is found without a list of all.
pub fn new_code(app: &App, instansi: &Instansi) -> String {
    let letters = app.system.bytes::<CODE_LENGTH>().map(|byte| char::from(LETTERS[usize::from(byte % 32)]));
    format!("{}-{}", instansi.id.0, letters.iter().collect::<String>())
}

/// Begins a post of a unit. Sending it again changes nothing.
///
/// # Errors
///
/// `id_taken`, `too_many_posts`.
pub async fn open(
    app: &App,
    instansi: &Instansi,
    officer: Officer<'_>,
    (id, unit): (Uuid, UnitId),
    definition: Definition,
) -> Result<(), ServiceError> {
    let on = instansi.zone.time_zone().to_datetime(app.now()).date();
    let content = OpenedContent { definition, code: new_code(app, instansi) };
    let act = Act {
        id,
        subject: id,
        ordinal: Some(0),
        kind: ActKind::ServicePost,
        what: loading::OPENED.into(),
        unit: Some(unit),
        person: None,
        on,
        content: value(&content)?,
        by_login: officer.login.to_owned(),
        by_person: officer.person,
        received_at: app.now(),
    };
    app.db
        .write(async |tx| {
            if let Some(there) = acts::get(tx, instansi.id, id).await? {
                return repeats(&there, &act);
            }
            let open = loading::all(tx, instansi, app.now()).await?;
            if open.iter().filter(|post| !post.standing.closed).count() >= MOST_POSTS {
                return Err(ServiceError::conflict(
                    "too_many_posts",
                    format!("Sudah ada {MOST_POSTS} pos. Tutup dahulu pos yang tidak dipakai lagi."),
                    format!("There are {MOST_POSTS} posts. Give up those no longer used first."),
                ));
            }
            acts::add(tx, instansi.id, std::slice::from_ref(&act), || app.system.bytes()).await.map_err(faster)
        })
        .await
}

/// What is said of a post.
#[derive(Debug, Clone)]
pub enum Change {
    /// It is another from now on.
    Define(Definition),
    /// Somebody may staff it from one day to another.
    Staff {
        /// Who.
        person: PersonId,
        /// First day.
        from: Date,
        /// Last day.
        to: Option<Date>,
    },
    /// An entry of the list ends.
    Unstaff {
        /// Which.
        entry: Uuid,
        /// Its last day.
        to: Date,
    },
    /// The sheet leaked or is lost: another code.
    ReplaceCode {
        /// Why.
        reason: String,
    },
    /// It is given up.
    Close {
        /// Why.
        reason: String,
    },
}

impl Change {
    /// Whether it must come right after what the officer saw.
    fn is_ordered(&self) -> bool {
        matches!(self, Self::Define(_) | Self::ReplaceCode { .. } | Self::Close { .. })
    }

    fn what(&self) -> &'static str {
        match self {
            Self::Define(_) => loading::DEFINED,
            Self::Staff { .. } => loading::STAFFED,
            Self::Unstaff { .. } => loading::UNSTAFFED,
            Self::ReplaceCode { .. } => loading::CODE_REPLACED,
            Self::Close { .. } => loading::CLOSED,
        }
    }

    fn content(&self, app: &App, instansi: &Instansi) -> Result<Value, ServiceError> {
        match self {
            Self::Define(definition) => value(definition),
            Self::Staff { from, to, .. } => value(&StaffedContent { from: *from, to: *to }),
            Self::Unstaff { entry, to } => value(&UnstaffedContent { entry: *entry, to: *to }),
            Self::ReplaceCode { reason } => {
                value(&CodeContent { code: new_code(app, instansi), reason: reason.clone() })
            }
            Self::Close { reason } => Ok(json!({ "reason": reason })),
        }
    }
}

/// Says something of a post; `version` is the number the officer saw. Sending it again changes nothing.
///
/// # Errors
///
/// `unknown_post`, `id_taken`, `changed_meanwhile`, `post_closed`, `unknown_person`, `unknown_entry`, `staffed_already`,
/// `too_many_people`, `bad_span`.
pub async fn change(
    app: &App,
    instansi: &Instansi,
    officer: Officer<'_>,
    (id, post, version): (Uuid, Uuid, Option<u32>),
    change: &Change,
) -> Result<(), ServiceError> {
    let content = change.content(app, instansi)?;
    app.db
        .write(async |tx| {
            let post = loading::get(tx, instansi, post).await?.ok_or_else(unknown_post)?;
            let act = Act {
                id,
                subject: post.id,
                ordinal: change.is_ordered().then_some(version.unwrap_or(post.version)),
                kind: ActKind::ServicePost,
                what: change.what().into(),
                unit: Some(post.unit),
                person: about(change, &post),
                on: post.on,
                content,
                by_login: officer.login.to_owned(),
                by_person: officer.person,
                received_at: app.now(),
            };
            if let Some(there) = acts::get(tx, instansi.id, id).await? {
                return repeats(&there, &act);
            }
            if post.standing.closed {
                return Err(ServiceError::conflict(
                    "post_closed",
                    "Pos ini sudah ditutup. Buat pos baru bila dibuka lagi.",
                    "This post was given up. Make a new one if it opens again.",
                ));
            }
            if act.ordinal.is_some_and(|ordinal| ordinal != post.version) {
                return Err(changed_meanwhile());
            }
            if let Change::Staff { person, .. } = change
                && people::get(tx, instansi.id, *person).await?.is_none()
            {
                return Err(ServiceError::not_found(
                    "unknown_person",
                    "Pegawai itu tidak ditemukan. Pilih dari daftar.",
                    "There is no such person. Choose one from the list.",
                ));
            }
            fits(change, &post)?;
            acts::add(tx, instansi.id, std::slice::from_ref(&act), || app.system.bytes()).await.map_err(faster)
        })
        .await
}

fn about(change: &Change, post: &ServicePost) -> Option<PersonId> {
    match change {
        Change::Staff { person, .. } => Some(*person),
        Change::Unstaff { entry, .. } => {
            post.standing.staff.iter().find(|known| known.id == *entry).map(|known| known.person)
        }
        _ => None,
    }
}

fn fits(change: &Change, post: &ServicePost) -> Result<(), ServiceError> {
    let bad_span = || {
        ServiceError::bad(
            "bad_span",
            "Tanggal akhir mendahului tanggal awal. Perbaiki tanggalnya.",
            "The last day lies before the first. Correct the dates.",
        )
    };
    match change {
        Change::Staff { person, from, to } => {
            if to.is_some_and(|to| to < *from) {
                return Err(bad_span());
            }
            let meets = |entry: &&hadir_domain::service_posts::Entry| {
                entry.person == *person
                    && to.is_none_or(|to| entry.from <= to)
                    && entry.to.is_none_or(|end| *from <= end && entry.from <= end)
            };
            if post.standing.staff.iter().any(|entry| meets(&entry)) {
                return Err(ServiceError::conflict(
                    "staffed_already",
                    "Pegawai ini sudah ada di daftar untuk tanggal itu. Akhiri dahulu yang lama.",
                    "This person is on the list for those days already. End the old entry first.",
                ));
            }
            if post.standing.staff.len() >= MOST_STAFF {
                return Err(ServiceError::conflict(
                    "too_many_people",
                    format!("Satu pos memuat paling banyak {MOST_STAFF} catatan orang. Buat pos baru."),
                    format!("A post holds at most {MOST_STAFF} entries of people. Make a new post."),
                ));
            }
            Ok(())
        }
        Change::Unstaff { entry, to } => {
            let known = post.standing.staff.iter().find(|known| known.id == *entry);
            let known = known.ok_or_else(|| {
                ServiceError::not_found(
                    "unknown_entry",
                    "Nama itu tidak ada di daftar pos ini. Muat ulang halaman.",
                    "There is no such entry in the list of this post. Load the page again.",
                )
            })?;
            // The day before the first takes the entry back as if it had never held.
            if known.from.yesterday().is_ok_and(|before| *to < before) { Err(bad_span()) } else { Ok(()) }
        }
        Change::Define(_) | Change::ReplaceCode { .. } | Change::Close { .. } => Ok(()),
    }
}

fn value<T: Serialize>(content: &T) -> Result<Value, ServiceError> {
    serde_json::to_value(content).map_err(ServiceError::fault)
}
