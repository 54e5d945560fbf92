//! Who could speak for a person, and how long each is waited for.

use std::sync::Arc;

use hadir_domain::devices::PinMapping;
use hadir_domain::ids::PersonId;
use hadir_domain::marks::phone_patience;
use hadir_domain::outages::OutageTable;
use hadir_domain::people::Post;
use hadir_domain::punches::Source;
use hadir_domain::timeline::{Listener, Patience};
use jiff::civil::Date;

use super::super::outages::Listeners;
use super::super::tolerance;
use super::Fetched;

/// Working days a roll or portal file that a unit requires is waited for.
const ROLL_PATIENCE: u8 = 3;

impl Fetched {
    /// Everything that could speak for a person: the adopted terminals of the sites served at and of
    /// the PINs held, the phone once it has spoken or was set up, the rolls and files a unit or site requires.
    pub(super) fn listeners(
        &self,
        person: PersonId,
        posts: &[Post],
        pins: &[PinMapping],
        (from, to): (Date, Date),
        rules: &OutageTable,
    ) -> Listeners {
        let mut listeners = Listeners::new();
        for row in self.devices.iter().filter(|row| row.device.adopted) {
            let device = &row.device;
            let by_pin = pins.iter().filter(|pin| {
                pin.device == Some(device.id) || (pin.device.is_none() && pin.site.is_some() && pin.site == device.site)
            });
            let by_site = posts.iter().filter(|post| post.site.is_some() && post.site == device.site);
            let spans: Vec<(Option<Date>, Option<Date>)> = by_pin
                .map(|pin| (pin.from_on, pin.to_on))
                .chain(by_site.map(|post| (Some(post.from_on), post.to_on)))
                .collect();
            let Some((first, last)) = hull(&spans) else { continue };
            let last = row.retired_on.map_or(last, |retired| Some(last.map_or(retired, |last| last.min(retired))));
            let listener = self.listener(Source::Machine, &device.id.to_string(), &format!("Mesin {}", device.serial));
            listeners.insert(
                (Source::Machine, device.id.to_string()),
                Listener { from_on: first, to_on: last, patience: Patience::Endless, ..listener },
            );
        }
        for stretch in tolerance::stretches(posts, &self.sites, &self.zones, (from, to), rules) {
            let key = person.to_string();
            if self.marks.contains_key(&(Source::Phone.as_str().to_owned(), key.clone())) {
                let listener = self.listener(Source::Phone, &key, &stretch.name);
                // Each stretch of days has its own patience; the days before and after the span are nobody's question.
                let place = format!("{key} {}", stretch.from.map(|from| from.to_string()).unwrap_or_default());
                listeners.insert(
                    (Source::Phone, place),
                    Listener {
                        from_on: stretch.from,
                        to_on: stretch.to,
                        patience: Patience::For(phone_patience(stretch.network)),
                        ..listener
                    },
                );
            }
        }
        for post in posts.iter().filter(|post| post.holds_within(from, to)) {
            for source in [Source::Manual, Source::Portal] {
                self.sheets(&mut listeners, source, post);
            }
        }
        listeners
    }

    /// The roll or file that the unit or the site of a post requires, where one ever came. A paper roll is waited for only on
    /// the days on which it is required.
    fn sheets(&self, listeners: &mut Listeners, source: Source, post: &Post) {
        let word = if source == Source::Manual { "Daftar hadir" } else { "Portal" };
        let unit = self.units.get(&post.unit).map_or("", |unit| unit.name.as_str());
        let site = post.site.and_then(|site| self.sites.get(&site));
        let held = (Some(post.from_on), post.to_on);
        let spans = if source == Source::Manual { self.papers.spans(post.unit, held) } else { vec![held] };
        let of_unit = (post.unit.to_string(), unit);
        for (key, name) in std::iter::once(of_unit).chain(site.map(|site| (site.id.to_string(), site.name.as_str()))) {
            if !self.marks.contains_key(&(source.as_str().to_owned(), key.clone())) {
                continue;
            }
            let listener = self.listener(source, &key, &format!("{word} {name}"));
            for (from_on, to_on) in &spans {
                // As with phones, each stretch of days listens for itself.
                let place = match from_on.filter(|from| *from != post.from_on) {
                    Some(from) => format!("{key} {from}"),
                    None => key.clone(),
                };
                listeners.entry((source, place)).or_insert(Listener {
                    from_on: *from_on,
                    to_on: *to_on,
                    patience: Patience::Workdays(ROLL_PATIENCE),
                    ..listener.clone()
                });
            }
        }
    }

    fn listener(&self, source: Source, key: &str, name: &str) -> Listener {
        let ruled_out = self
            .rulings
            .iter()
            .filter(|ruling| {
                ruling.source == source.as_str() && ruling.name.as_deref().is_none_or(|named| named == key)
            })
            .map(|ruling| (ruling.from_on, ruling.to_on))
            .collect();
        Listener {
            source,
            name: Arc::from(name),
            from_on: None,
            to_on: None,
            reached: self.marks.get(&(source.as_str().to_owned(), key.to_owned())).copied(),
            patience: Patience::Endless,
            ruled_out,
        }
    }
}

fn hull(spans: &[(Option<Date>, Option<Date>)]) -> Option<(Option<Date>, Option<Date>)> {
    let first = spans.iter().map(|(from, _)| from.unwrap_or(Date::MIN)).min()?;
    let last = spans.iter().map(|(_, to)| to.unwrap_or(Date::MAX)).max()?;
    Some(((first != Date::MIN).then_some(first), (last != Date::MAX).then_some(last)))
}
