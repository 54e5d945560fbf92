//! The one who asks: an account with its grants.

use std::collections::BTreeSet;

use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode};
use hadir_domain::access::{self, AccessFilter, Action, Holder, Target};
use hadir_domain::ids::{InstansiId, PersonId, UnitId};
use hadir_domain::units::{Unit, subtree};
use hadir_store::accounts::Account;
use hadir_store::instansi::Instansi;
use hadir_store::sessions::SessionKind;
use jiff::Timestamp;
use jiff::civil::Date;

use super::session::{self, Token};
use crate::error::ApiError;
use crate::http::Web;
use crate::lang::Lang;

/// The header that a page of this server can set and a foreign page cannot.
pub const CSRF_HEADER: &str = "x-hadir";

/// Who asks, with what is granted to them today.
#[derive(Debug, Clone)]
pub struct Caller {
    /// Whose records they work in.
    pub instansi: Instansi,
    /// The account.
    pub account: Account,
    /// The name written beside what they do: the login.
    pub by: String,
    /// The language of answers that come in one language.
    pub lang: Lang,
    /// The person and everything granted.
    pub holder: Holder,
    /// The date in the zone of the instansi.
    pub today: Date,
}

impl Caller {
    fn signed_in(opened: session::Opened, now: Timestamp) -> Self {
        let today = now.to_zoned(opened.instansi.zone.time_zone()).date();
        let holder = Holder {
            instansi: opened.instansi.id,
            person: opened.account.person,
            grants: opened.grants.into_iter().map(|row| row.grant).collect(),
        };
        Self {
            by: opened.account.login.clone(),
            lang: if opened.account.lang == "en" { Lang::En } else { Lang::Id },
            instansi: opened.instansi,
            account: opened.account,
            holder,
            today,
        }
    }

    /// Whom a token stands for.
    ///
    /// # Errors
    ///
    /// 401 when it opens nothing.
    pub async fn of_token(web: &Web, token: &Token) -> Result<Self, ApiError> {
        find(web, token, false).await
    }

    /// The key of their instansi.
    pub fn id(&self) -> InstansiId {
        self.instansi.id
    }

    /// Which records an action may return.
    pub fn filter(&self, action: Action) -> AccessFilter {
        access::filter(&self.holder, self.today, action)
    }

    /// Which records an action may return, when there may be any.
    ///
    /// # Errors
    ///
    /// 403 when no grant in force covers the action.
    pub fn require(&self, action: Action) -> Result<AccessFilter, ApiError> {
        match self.filter(action) {
            AccessFilter::Nothing => Err(ApiError::forbidden()),
            filter => Ok(filter),
        }
    }

    /// Makes sure of an action on the whole instansi.
    ///
    /// # Errors
    ///
    /// 403 without it.
    pub fn require_all(&self, action: Action) -> Result<(), ApiError> {
        match self.filter(action) {
            AccessFilter::All => Ok(()),
            _ => Err(ApiError::forbidden()),
        }
    }

    /// Makes sure of an action on a person's records.
    ///
    /// # Errors
    ///
    /// 403 when no grant covers the action, 404 when it covers others only: who is out of reach is not told of.
    pub fn require_person(
        &self,
        action: Action,
        units: &[Unit],
        person: PersonId,
        serves_in: &[UnitId],
    ) -> Result<(), ApiError> {
        self.require(action)?;
        let unit_path = serves_in.iter().flat_map(|unit| path(units, *unit)).collect();
        let target = Target { instansi: self.id(), person: Some(person), unit_path };
        if access::decide(&self.holder, self.today, action, &target).allowed {
            Ok(())
        } else {
            Err(ApiError::not_found("Pegawai itu", "That person"))
        }
    }

    /// The unit of that code or key, when the action reaches it.
    ///
    /// # Errors
    ///
    /// 403 when no grant covers the action, 404 when there is no such unit within reach.
    pub fn require_unit<'a>(&self, action: Action, units: &'a [Unit], named: &str) -> Result<&'a Unit, ApiError> {
        self.require(action)?;
        let unit = units.iter().find(|unit| unit.code == named || unit.id.to_string() == named);
        let allowed = |unit: &&Unit| {
            let target = Target { instansi: self.id(), person: None, unit_path: path(units, unit.id) };
            access::decide(&self.holder, self.today, action, &target).allowed
        };
        unit.filter(allowed).ok_or_else(|| ApiError::not_found("Unit itu", "That unit"))
    }

    /// The units an action reaches; `None` is all of them.
    pub fn units_in_reach(&self, action: Action, units: &[Unit]) -> Option<BTreeSet<UnitId>> {
        match self.filter(action) {
            AccessFilter::All => None,
            AccessFilter::Nothing => Some(BTreeSet::new()),
            AccessFilter::Some { units: roots, .. } => {
                Some(roots.into_iter().flat_map(|root| subtree(units, root)).collect())
            }
        }
    }
}

/// A unit with all above it, nearest first; a circle ends the walk.
pub fn path(units: &[Unit], of: UnitId) -> Vec<UnitId> {
    let mut path = Vec::new();
    let mut next = Some(of);
    while let Some(id) = next.filter(|id| !path.contains(id)) {
        path.push(id);
        next = units.iter().find(|unit| unit.id == id).and_then(|unit| unit.parent);
    }
    path
}

/// The token a request carries, before anybody looked whom it opens.
#[derive(Debug)]
pub struct Carried {
    /// The token.
    pub token: Token,
    /// Whether a cookie carried it.
    pub by_cookie: bool,
}

impl<S: Send + Sync> FromRequestParts<S> for Carried {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let (token, by_cookie) = session::carried(&parts.headers).ok_or_else(ApiError::not_signed_in)?;
        if by_cookie {
            forbid_foreign_pages(&parts.method, &parts.headers)?;
        }
        Ok(Self { token, by_cookie })
    }
}

impl FromRequestParts<Web> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, ApiError> {
        let (token, by_cookie) = session::carried(&parts.headers).ok_or_else(ApiError::not_signed_in)?;
        let caller = find(web, &token, by_cookie).await?;
        if by_cookie {
            forbid_foreign_pages(&parts.method, &parts.headers)?;
        }
        Ok(caller)
    }
}

impl OptionalFromRequestParts<Web> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Option<Self>, ApiError> {
        if session::carried(&parts.headers).is_none() {
            return Ok(None);
        }
        <Self as FromRequestParts<Web>>::from_request_parts(parts, web).await.map(Some)
    }
}

async fn find(web: &Web, token: &Token, by_cookie: bool) -> Result<Caller, ApiError> {
    let now = web.app.now();
    let opened = session::open(&web.app.db, token, now).await?.ok_or_else(ApiError::not_signed_in)?;
    if by_cookie && opened.session.kind != SessionKind::Browser {
        return Err(ApiError::not_signed_in());
    }
    Ok(Caller::signed_in(opened, now))
}

/// A browser sends the cookie along with whatever any page asks for; only our own pages can add the header.
fn forbid_foreign_pages(method: &Method, headers: &HeaderMap) -> Result<(), ApiError> {
    if method.is_safe() || headers.get(CSRF_HEADER).is_some_and(|value| value == "1") {
        return Ok(());
    }
    Err(ApiError::new(
        StatusCode::FORBIDDEN,
        "csrf",
        "Permintaan yang mengubah data harus membawa tajuk X-Hadir: 1.",
        "A request that changes data must carry the header X-Hadir: 1.",
    ))
}
