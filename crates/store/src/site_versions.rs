//! How sites were drawn from when to when. A punch is judged by the drawing of its moment.

use std::collections::BTreeMap;
use std::sync::Arc;

use hadir_domain::ids::{InstansiId, SiteId};
use hadir_domain::sites::{Drawn, Site};
use hadir_ledger::leaf::{RecordKind, Salt};
use jiff::Timestamp;
use serde::Serialize;
use sqlx::FromRow;
use uuid::Uuid;

use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::records::{self, NewRecord};
use crate::statements::statements;
use crate::{sites, values};

/// A site from a moment on.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SiteVersion {
    /// Its key.
    pub id: Uuid,
    /// From when it was so; `None` is since ever.
    pub from_at: Option<Timestamp>,
    /// The site as it was.
    pub site: Site,
    /// Why it was changed.
    pub reason: String,
    /// Who changed it.
    pub by_login: String,
    /// When.
    pub received_at: Timestamp,
}

statements! {
    Tenant ADD = "
        INSERT INTO site_versions (instansi_id, id, site_id, from_at, body, reason, by_login, received_at, commitment)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    Tenant OF_SITE = "
        SELECT id, from_at, body, reason, by_login, received_at FROM site_versions
         WHERE instansi_id = $1 AND site_id = $2 ORDER BY from_at, received_at, id";
    Tenant LIST = "
        SELECT id, from_at, body, reason, by_login, received_at FROM site_versions
         WHERE instansi_id = $1 ORDER BY site_id, from_at, received_at, id";
}

/// Stands for "since ever".
const EVER: i64 = i64::MIN;

#[derive(FromRow)]
struct Row {
    id: Uuid,
    from_at: i64,
    body: String,
    reason: String,
    by_login: String,
    received_at: i64,
}

impl Row {
    fn read(self) -> Result<SiteVersion, StoreError> {
        Ok(SiteVersion {
            id: self.id,
            from_at: (self.from_at != EVER).then(|| values::instant(self.from_at)).transpose()?,
            site: values::json(&self.body)?,
            reason: self.reason,
            by_login: self.by_login,
            received_at: values::instant(self.received_at)?,
        })
    }
}

/// Keeps a version and its leaf.
pub async fn add(tx: &mut Tx, version: &SiteVersion, salt: Salt) -> Result<(), StoreError> {
    let instansi = version.site.instansi;
    let body = values::json_text(&version.site)?;
    let record = NewRecord::new(version.id, RecordKind::Site, salt, values::json_text(version)?.into_bytes());
    on_db!(tx, |conn| sqlx::query(ADD)
        .bind(instansi.0)
        .bind(version.id)
        .bind(version.site.id.0)
        .bind(version.from_at.map_or(EVER, Timestamp::as_microsecond))
        .bind(&body)
        .bind(&version.reason)
        .bind(&version.by_login)
        .bind(version.received_at.as_microsecond())
        .bind(record.leaf.as_slice())
        .execute(conn)
        .await
        .map(drop))?;
    records::keep(tx, instansi, RecordKind::Site, &[record]).await
}

/// The versions of a site, oldest first; none for one nobody changed since it was added without them.
pub async fn of_site(tx: &mut Tx, instansi: InstansiId, site: SiteId) -> Result<Vec<SiteVersion>, StoreError> {
    let rows: Vec<Row> =
        on_db!(tx, |conn| sqlx::query_as(OF_SITE).bind(instansi.0).bind(site.0).fetch_all(conn).await)?;
    rows.into_iter().map(Row::read).collect()
}

/// How every site was drawn, oldest drawing first.
///
/// The first holds since ever: before anybody drew the site nothing else is known of it.
pub async fn drawn(tx: &mut Tx, instansi: InstansiId) -> Result<BTreeMap<SiteId, Arc<[Drawn]>>, StoreError> {
    let rows: Vec<Row> = on_db!(tx, |conn| sqlx::query_as(LIST).bind(instansi.0).fetch_all(conn).await)?;
    let mut versions: BTreeMap<SiteId, Vec<Drawn>> = BTreeMap::new();
    for row in rows {
        let version = row.read()?;
        let of_site = versions.entry(version.site.id).or_default();
        of_site.push(Drawn { from_at: version.from_at.unwrap_or(Timestamp::MIN), area: version.site.area() });
    }
    for site in sites::list(tx, instansi).await? {
        let only = || vec![Drawn { from_at: Timestamp::MIN, area: site.area() }];
        versions.entry(site.id).or_insert_with(only);
    }
    Ok(versions.into_iter().map(|(site, drawn)| (site, drawn.into())).collect())
}
