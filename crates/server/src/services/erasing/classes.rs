//! The classes of a person's data, one after the other, each in pieces.

use std::collections::{BTreeMap, BTreeSet};

use hadir_domain::erasing::{DataClass, Span, StaysBecause};
use hadir_domain::ids::{ImportId, PersonId};
use hadir_store::erasures::files::{self, Place, Trace};
use hadir_store::erasures::frozen::{self, FrozenSpan};
use hadir_store::erasures::pieces::Tombstone;
use hadir_store::erasures::punches::{self, Going};
use hadir_store::erasures::records::{self, Until};
use hadir_store::erasures::{self, Erasure, Leftover, identity};
use hadir_store::instansi::Instansi;
use hadir_store::{Tx, days, devices, pins, posts};
use jiff::Timestamp;
use jiff::civil::Date;
use uuid::Uuid;

use super::carrying::{bury, span, stone};
use super::{AT_ONCE, after};
use crate::app::App;
use crate::services::error::ServiceError;
use crate::services::judging;

/// One person's part of an erasure.
pub struct Work<'a> {
    /// The application.
    pub app: &'a App,
    /// The government.
    pub instansi: &'a Instansi,
    /// The erasure.
    pub erasure: Uuid,
    /// Whose data.
    pub person: PersonId,
    /// Whether the erasure is about this person alone.
    pub alone: bool,
}

impl Work<'_> {
    fn until(&self, span: Span) -> Until {
        Until { on: span.until_on, before: after(self.instansi, span.until_on) }
    }

    fn stone(&self, class: DataClass) -> Tombstone {
        stone(self.app, self.erasure, class, Some(self.person))
    }

    /// Photos of punches, and pictures terminals took.
    pub async fn photos(&self, span: Span) -> Result<(), ServiceError> {
        let (id, until) = (self.instansi.id, self.until(span));
        while self
            .app
            .db
            .write(async |tx| {
                let photos = punches::photos(tx, id, self.person, until.before, AT_ONCE).await?;
                let mut stone = self.stone(DataClass::Photos);
                for photo in &photos {
                    punches::remove_photo(tx, id, photo.punch, self.app.now()).await?;
                    files::queue(tx, id, self.erasure, &photo.stored_path).await?;
                    stone.hashes.push(hex::encode(photo.sha256));
                }
                (stone.from_on, stone.to_on) =
                    (photos.first().map(|photo| photo.on), photos.last().map(|photo| photo.on));
                stone.items = photos.len() as u64;
                bury_piece(tx, self.app, self.instansi, &stone).await
            })
            .await?
        {}
        self.pictures(span).await
    }

    /// The person's PINs at terminals, each with the days it was theirs.
    async fn pins(&self, tx: &mut Tx) -> Result<Vec<Trace>, ServiceError> {
        let id = self.instansi.id;
        let mut found = Vec::new();
        let mapped = pins::of_person(tx, id, self.person).await?;
        let all = if mapped.iter().any(|pin| pin.site.is_some()) { devices::list(tx, id).await? } else { Vec::new() };
        for pin in mapped {
            let at_site = all.iter().filter(|row| pin.site.is_some() && row.device.site == pin.site);
            for device in pin.device.into_iter().chain(at_site.map(|row| row.device.id)) {
                found.push(Trace {
                    place: Place::Device(device),
                    key: pin.pin.clone(),
                    from: pin.from_on.unwrap_or(Date::constant(1, 1, 1)),
                    to: pin.to_on.unwrap_or(Date::constant(9999, 12, 30)),
                });
            }
        }
        Ok(found)
    }

    async fn pictures(&self, span: Span) -> Result<(), ServiceError> {
        let id = self.instansi.id;
        let own = self.app.db.read(async |tx| self.pins(tx).await).await?;
        for trace in own {
            let Place::Device(device) = trace.place else { continue };
            let to = trace.to.min(span.until_on).tomorrow().unwrap_or(Date::MAX);
            let times = (trace.from.at(0, 0, 0, 0), to.at(0, 0, 0, 0));
            while self
                .app
                .db
                .write(async |tx| {
                    let who = (device, trace.key.as_str());
                    let pictures = punches::pictures(tx, id, who, times, AT_ONCE).await?;
                    let mut stone = self.stone(DataClass::Photos);
                    for picture in &pictures {
                        punches::remove_picture(tx, id, who, picture, self.app.now()).await?;
                        files::queue(tx, id, self.erasure, &picture.stored_path).await?;
                        stone.hashes.push(hex::encode(&picture.sha256));
                    }
                    stone.items = pictures.len() as u64;
                    bury_piece(tx, self.app, self.instansi, &stone).await
                })
                .await?
            {}
        }
        Ok(())
    }

    /// Punches and what sheets said. The days they made stand first.
    pub async fn punches(&self, span: Span) -> Result<(), ServiceError> {
        let (id, until) = (self.instansi.id, self.until(span));
        self.freeze(span).await?;
        while self
            .app
            .db
            .write(async |tx| {
                let going = punches::next(tx, id, Some(self.person), until.before, AT_ONCE).await?;
                let mut stone = self.stone(DataClass::Punches);
                for punch in &going {
                    note(tx, self.instansi, self.erasure, punch).await?;
                }
                stone.records = going.iter().map(|punch| punch.id).collect();
                (stone.from_on, stone.to_on) =
                    (going.iter().map(|punch| punch.on).min(), going.iter().map(|punch| punch.on).max());
                stone.items = going.len() as u64;
                if stone.items > 0 {
                    punches::remove(tx, id, &stone.records).await?;
                }
                bury_piece(tx, self.app, self.instansi, &stone).await
            })
            .await?
        {}
        self.cells(span).await
    }

    async fn cells(&self, span: Span) -> Result<(), ServiceError> {
        let id = self.instansi.id;
        while self
            .app
            .db
            .write(async |tx| {
                let cells = punches::cells(tx, id, self.person, span.until_on, AT_ONCE).await?;
                let mut stone = self.stone(DataClass::Punches);
                for cell in &cells {
                    let place = Place::Import(cell.import);
                    let trace = Trace { place, key: cell.key.clone(), from: cell.on, to: cell.on };
                    files::trace(tx, id, self.erasure, &trace).await?;
                    punches::remove_cell(tx, id, cell).await?;
                }
                (stone.from_on, stone.to_on) = (cells.first().map(|cell| cell.on), cells.last().map(|cell| cell.on));
                stone.items = cells.len() as u64;
                // The day codes of these imports are not those they were sealed with any more.
                let imports: BTreeSet<ImportId> = cells.iter().map(|cell| cell.import).collect();
                stone.hashes = imports.iter().map(|import| format!("import {import}")).collect();
                bury_piece(tx, self.app, self.instansi, &stone).await
            })
            .await?
        {}
        Ok(())
    }

    /// Judges what was marked a last time and lets the days stand, a year at a time.
    async fn freeze(&self, span: Span) -> Result<(), ServiceError> {
        let (app, id) = (self.app, self.instansi.id);
        judging::project(app, self.instansi).await?;
        let (first, judged, last) = app
            .db
            .read(async |tx| {
                Ok::<_, ServiceError>((
                    punches::span(tx, id, self.person).await?,
                    frozen::first_day(tx, id, self.person).await?,
                    frozen::last(tx, id, self.person).await?,
                ))
            })
            .await?;
        let zone = self.instansi.zone.time_zone();
        let first = first.map(|(first, _)| first.to_zoned(zone.clone()).date());
        // A night's duty begins the day before.
        let first = first.map(|first| first.yesterday().unwrap_or(first));
        let Some(first) = first.into_iter().chain(judged).min() else { return Ok(()) };
        let mut from = match last {
            Some(last) => first.max(last.tomorrow().unwrap_or(last)),
            None => first,
        };
        while from <= span.until_on {
            let to = from.last_of_year().min(span.until_on);
            app.db
                .write(async |tx| {
                    let stored = days::of_people(tx, id, &[self.person], from, to).await?;
                    let codes: BTreeMap<Date, String> =
                        stored.iter().map(|day| (day.on, judging::frozen_code(day))).collect();
                    let mut stone = self.stone(DataClass::Punches);
                    (stone.from_on, stone.to_on) = (Some(from), Some(to));
                    stone.kept_codes = codes.clone();
                    let span = FrozenSpan { person: self.person, from, to, codes };
                    frozen::freeze(tx, id, &span, stone.id).await?;
                    frozen::hide_times(tx, id, self.person, from, to).await?;
                    bury(tx, app, self.instansi, &stone).await
                })
                .await?;
            from = to.tomorrow().map_err(ServiceError::fault)?;
        }
        Ok(())
    }

    /// Sealed records that lie in tables of their own.
    pub async fn tables(&self, span: Span) -> Result<(), ServiceError> {
        let (id, until) = (self.instansi.id, self.until(span));
        for table in records::TABLES.iter().filter(|table| table.class == span.class) {
            while self
                .app
                .db
                .write(async |tx| {
                    let mut stone = self.stone(span.class);
                    stone.records = table.next(tx, id, self.person, until, AT_ONCE).await?;
                    stone.to_on = Some(span.until_on);
                    stone.items = stone.records.len() as u64;
                    if stone.items > 0 {
                        table.remove(tx, id, &stone.records).await?;
                    }
                    bury_piece(tx, self.app, self.instansi, &stone).await
                })
                .await?
            {}
        }
        Ok(())
    }

    /// Files handed in as proof.
    pub async fn proofs(&self, span: Span) -> Result<(), ServiceError> {
        let (id, until) = (self.instansi.id, self.until(span));
        while self
            .app
            .db
            .write(async |tx| {
                let proofs = records::request_files(tx, id, self.person, until, AT_ONCE).await?;
                let mut stone = self.stone(DataClass::Requests);
                for (request, sha256, path) in &proofs {
                    records::remove_request_file(tx, id, *request, sha256).await?;
                    files::queue(tx, id, self.erasure, path.as_deref().unwrap_or_default()).await?;
                    stone.hashes.push(hex::encode(sha256));
                }
                stone.items = proofs.len() as u64;
                bury_piece(tx, self.app, self.instansi, &stone).await
            })
            .await?
        {}
        Ok(())
    }

    /// Files handed in with answers to doubts.
    pub async fn answers(&self, span: Span) -> Result<(), ServiceError> {
        let (id, until) = (self.instansi.id, self.until(span));
        while self
            .app
            .db
            .write(async |tx| {
                let handed = records::doubt_files(tx, id, self.person, until, AT_ONCE).await?;
                let mut stone = self.stone(DataClass::Requests);
                for (case, sha256, path) in &handed {
                    records::remove_doubt_file(tx, id, *case, sha256).await?;
                    files::queue(tx, id, self.erasure, path).await?;
                    stone.hashes.push(hex::encode(sha256));
                }
                stone.items = handed.len() as u64;
                bury_piece(tx, self.app, self.instansi, &stone).await
            })
            .await?
        {}
        Ok(())
    }

    /// Files of acts that speak of the person.
    pub async fn act_files(&self, span: Span) -> Result<(), ServiceError> {
        let (id, until) = (self.instansi.id, self.until(span));
        while self
            .app
            .db
            .write(async |tx| {
                let handed = records::act_files(tx, id, self.person, until, AT_ONCE).await?;
                let mut stone = self.stone(DataClass::Requests);
                for (subject, sha256, path) in &handed {
                    records::remove_act_file(tx, id, *subject, sha256).await?;
                    files::queue(tx, id, self.erasure, path).await?;
                    stone.hashes.push(hex::encode(sha256));
                }
                stone.items = handed.len() as u64;
                bury_piece(tx, self.app, self.instansi, &stone).await
            })
            .await?
        {}
        Ok(())
    }

    /// How punches were weighed.
    pub async fn weighed(&self, span: Span) -> Result<(), ServiceError> {
        let (id, until) = (self.instansi.id, self.until(span));
        self.app.db.write(async |tx| records::remove_verdicts(tx, id, self.person, until).await).await?;
        Ok(())
    }

    /// The rows of requests whose steps and files are gone, and what reconciliation found of these days.
    pub async fn requests(&self, span: Span) -> Result<(), ServiceError> {
        let (id, until) = (self.instansi.id, self.until(span));
        self.app
            .db
            .write(async |tx| {
                records::remove_requests(tx, id, self.person, until).await?;
                records::remove_discrepancies(tx, id, self.person, until).await
            })
            .await?;
        Ok(())
    }

    /// Times of days that no sealed verdict states any more.
    pub async fn times(&self, span: Span) -> Result<(), ServiceError> {
        let (id, first) = (self.instansi.id, Date::constant(1, 1, 1));
        self.app.db.write(async |tx| frozen::hide_times(tx, id, self.person, first, span.until_on).await).await?;
        Ok(())
    }

    /// Looks and notices: rows that are no sealed records.
    pub async fn rows(&self, span: Span) -> Result<(), ServiceError> {
        let (id, until) = (self.instansi.id, self.until(span));
        self.app
            .db
            .write(async |tx| {
                let mut stone = self.stone(span.class);
                stone.items = match span.class {
                    DataClass::Notices => records::remove_notices(tx, id, self.person, until.before).await?,
                    _ => records::remove_looks(tx, id, self.person, until.before).await?,
                };
                stone.to_on = Some(span.until_on);
                if stone.items > 0 { bury(tx, self.app, self.instansi, &stone).await } else { Ok(()) }
            })
            .await
    }

    /// Why the name stays: the person serves, or served until too lately, or punches lean on it.
    async fn name_stays(&self, tx: &mut Tx, span: Span) -> Result<Option<StaysBecause>, ServiceError> {
        let id = self.instansi.id;
        let own = posts::of_people(tx, id, &[self.person]).await?;
        let last = own.iter().map(|post| post.to_on.unwrap_or(Date::MAX)).max();
        let left = punches::count(tx, id, self.person, Timestamp::MAX).await?;
        Ok(match last {
            Some(last) if last >= self.app.today(self.instansi) => Some(StaysBecause::Serving),
            Some(last) if last > span.until_on => Some(StaysBecause::Retention),
            // Somebody may be entered today and get their post tomorrow.
            None if !self.alone => Some(StaysBecause::Serving),
            _ if left > 0 => Some(StaysBecause::Needed),
            _ => None,
        })
    }

    /// The name and everything the person is known by, where nothing leans on it any more.
    pub async fn identity(&self, span: Span) -> Result<(), ServiceError> {
        let id = self.instansi.id;
        let (stays, gone) = self
            .app
            .db
            .read(async |tx| {
                let gone = identity::number(tx, id, self.person).await?.is_some();
                Ok::<_, ServiceError>((self.name_stays(tx, span).await?, gone))
            })
            .await?;
        if gone {
            return Ok(());
        }
        if let Some(because) = stays {
            if self.alone {
                let left = Leftover { class: DataClass::Identity, because, what: String::new() };
                self.app.db.write(async |tx| erasures::leave(tx, id, self.erasure, &left).await).await?;
            }
            return Ok(());
        }
        self.tables(span).await?;
        self.app
            .db
            .write(async |tx| {
                let mut stone = self.stone(DataClass::Identity);
                stone.items = 1;
                identity::erase(tx, id, self.person, self.erasure).await?;
                bury(tx, self.app, self.instansi, &stone).await
            })
            .await
    }
}

/// Writes the tombstone of a piece that took something. True when the piece was full, so that there may be another.
async fn bury_piece(tx: &mut Tx, app: &App, instansi: &Instansi, stone: &Tombstone) -> Result<bool, ServiceError> {
    if stone.items > 0 {
        bury(tx, app, instansi, stone).await?;
    }
    Ok(stone.items == u64::from(AT_ONCE))
}

/// Notes in which file and on which terminal a punch lay, so that it is found there afterwards.
async fn note(tx: &mut Tx, instansi: &Instansi, erasure: Uuid, punch: &Going) -> Result<(), ServiceError> {
    let places = punch.import.map(Place::Import).into_iter().chain(punch.device.map(Place::Device));
    for place in places {
        let trace = Trace { place, key: punch.key.clone(), from: punch.on, to: punch.on };
        files::trace(tx, instansi.id, erasure, &trace).await?;
    }
    Ok(())
}

/// Punches of nobody, whose time of keeping is over too.
pub async fn of_nobody(app: &App, instansi: &Instansi, erasure: &Erasure) -> Result<(), ServiceError> {
    let Some(span) = span(erasure, DataClass::Punches) else { return Ok(()) };
    let before = after(instansi, span.until_on);
    while app
        .db
        .write(async |tx| {
            let going = punches::next(tx, instansi.id, None, before, AT_ONCE).await?;
            let mut stone = stone(app, erasure.new.id, DataClass::Punches, None);
            stone.records = going.iter().map(|punch| punch.id).collect();
            (stone.from_on, stone.to_on) =
                (going.iter().map(|punch| punch.on).min(), going.iter().map(|punch| punch.on).max());
            stone.items = going.len() as u64;
            if stone.items > 0 {
                punches::remove(tx, instansi.id, &stone.records).await?;
            }
            bury_piece(tx, app, instansi, &stone).await
        })
        .await?
    {}
    Ok(())
}
