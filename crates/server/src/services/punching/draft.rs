//! From what was sent to what is kept: the claim with everything that was noticed.

use std::net::IpAddr;
use std::sync::Arc;

use hadir_domain::arrival::{
    AllowedPlace, Arrival, ClockEvidence, KnownKey, Label, Noticed, OfficeCode, PhoneClock, Signature, notice,
};
use hadir_domain::ids::PunchId;
use hadir_domain::policy::PhonePolicy;
use hadir_domain::punches::Source;
use hadir_domain::sites::{Site, Zone};
use hadir_rules::Packs;
use hadir_store::claim::{Claim, ClaimedPlace};
use hadir_store::instansi::Instansi;
use hadir_store::punches::NewPunch;
use jiff::Timestamp;
use serde_json::Value;

use super::callers::{PersonPuncher, Puncher, StationPuncher};
use super::journal::Draft;
use super::kiosk::Shown;
use super::signed::{self, Checked, Unproven};
use super::wire::{Punch, Refusal, Sent};
use super::{office, token};
use crate::app::App;
use crate::keys::Secret;
use crate::services::error::ServiceError;
use crate::system::System;

/// What codes and tokens are checked with.
pub(super) struct Secrets {
    office: Secret,
    token: Secret,
}

impl Secrets {
    pub(super) async fn of(app: &App, instansi: &Instansi) -> Result<Self, ServiceError> {
        let secret = async |name| app.keys.secret(&app.db, instansi.id, name).await.map_err(ServiceError::fault);
        Ok(Self { office: secret(office::SECRET).await?, token: secret(token::SECRET).await? })
    }
}

/// Everything that turns a request into drafts.
pub(super) struct Context {
    pub system: System,
    pub packs: Arc<Packs>,
    pub puncher: Puncher,
    pub secrets: Secrets,
    pub received_at: Timestamp,
    pub address: IpAddr,
}

/// Whom and where a punch concerns.
struct Subject<'a> {
    source: Source,
    person: Option<hadir_domain::ids::PersonId>,
    person_key: String,
    zone: &'a Zone,
    places: &'a [AllowedPlace],
    sites: &'a [Site],
    key: Option<KnownKey>,
    /// What is noticed of the code somebody showed to a kiosk.
    shown: Option<Label>,
}

impl Context {
    /// A draft for each punch, in their order, and the signatures still to be checked.
    pub(super) fn all(&self, sent: Vec<Sent>, codes: &[Option<Shown>]) -> (Vec<Draft>, Vec<Unproven>) {
        let punches: Vec<Option<&Punch>> =
            sent.iter().map(|one| one.read.as_ref().ok().map(|punch| &**punch)).collect();
        let checked = signed::check(&punches, |key| self.point(key));
        let mut unproven = Vec::new();
        for (one, checked) in sent.iter().zip(&checked) {
            if let (Ok(punch), true) = (&one.read, checked.unproven)
                && let (Some(key), Some(signature)) = (&punch.device_key, &punch.signature)
                && let Some(point) = self.point(key)
            {
                unproven.push(Unproven {
                    point: *point,
                    message: punch.canonical.clone(),
                    signature: signature.clone(),
                    raw: one.raw.clone(),
                });
            }
        }
        let drafts = sent
            .into_iter()
            .zip(checked)
            .enumerate()
            .map(|(place, (one, checked))| self.one(one, checked, codes.get(place).and_then(Option::as_ref)));
        (drafts.collect(), unproven)
    }

    fn point(&self, key: &str) -> Option<&[u8; 65]> {
        match &self.puncher {
            Puncher::Person(person) => person.keys.iter().find(|known| known.name == key).map(|known| &known.point),
            Puncher::Station(station) => {
                let (name, _) = station.station.key.as_ref()?;
                station.point.as_ref().filter(|_| name.as_str() == key)
            }
        }
    }

    fn one(&self, sent: Sent, checked: Checked, shown: Option<&Shown>) -> Draft {
        let punch = match sent.read {
            Ok(punch) => punch,
            Err(refusal) => return Draft::Refused { refusal, raw: sent.raw },
        };
        match &self.puncher {
            Puncher::Person(person) => self.of_person(person, &punch, sent.raw, checked),
            Puncher::Station(station) => self.of_station(station, &punch, sent.raw, checked, shown),
        }
    }

    fn of_person(&self, person: &PersonPuncher, punch: &Punch, raw: Value, checked: Checked) -> Draft {
        let key = punch.device_key.as_deref();
        let known = key.and_then(|key| person.keys.iter().find(|known| known.name == key)).map(|known| known.known);
        let subject = Subject {
            source: Source::Phone,
            person: Some(person.person),
            person_key: person.person_key.clone(),
            zone: &person.zone,
            places: &person.places,
            sites: &person.sites,
            key: known,
            shown: None,
        };
        self.keep(&subject, punch, raw, checked)
    }

    fn of_station(
        &self,
        station: &StationPuncher,
        punch: &Punch,
        raw: Value,
        checked: Checked,
        shown: Option<&Shown>,
    ) -> Draft {
        if punch.site.as_deref().is_some_and(|site| site != station.site.code) {
            return Draft::Refused { refusal: Refusal::NotYours, raw };
        }
        let person = shown.and_then(|shown| shown.person.as_ref());
        let subject = Subject {
            source: Source::Kiosk,
            person: person.map(|(id, _, _)| *id),
            person_key: person.map_or_else(|| "kode tidak sah".into(), |(_, number, _)| number.clone()),
            zone: &station.site.zone,
            places: &[],
            sites: std::slice::from_ref(&station.site),
            key: shown.and_then(|shown| shown.key),
            shown: shown.map(|shown| shown.label),
        };
        self.keep(&subject, punch, raw, checked)
    }

    fn keep(&self, subject: &Subject<'_>, punch: &Punch, raw: Value, checked: Checked) -> Draft {
        let office_code = self.office_code(subject, punch);
        let noticed = self.notice(subject, punch, checked, office_code);
        let local = subject.zone.time_zone().to_datetime(punch.claimed_at);
        let mut claim = Claim::new(subject.source, subject.person_key.clone(), local);
        claim.at = Some(punch.claimed_at);
        claim.clock = noticed.clock;
        claim.device_key.clone_from(&punch.device_key);
        claim.labels = noticed.labels.iter().map(|label| label.as_str().to_owned()).collect();
        claim.office_step = match office_code {
            OfficeCode::Of { site, shown_at } => Some(format!("{site}.{}", shown_at.as_second() / office::STEP_S)),
            OfficeCode::None | OfficeCode::Invalid => None,
        };
        claim.person = subject.person;
        claim.place = punch.fix.filter(hadir_domain::arrival::Fix::is_on_earth).map(|fix| ClaimedPlace {
            accuracy_m: fix.accuracy_m.filter(|accuracy| accuracy.is_finite()),
            latitude: fix.latitude,
            longitude: fix.longitude,
        });
        claim.seq = punch.seq;
        claim.site = noticed.site;
        claim.state = Some(punch.kind.as_str().to_owned());
        claim.zone = Some(subject.zone.clone());
        let mut detail = serde_json::Map::new();
        detail.insert("address".into(), self.address.to_string().into());
        detail.insert("punch".into(), raw);
        claim.detail = Some(Arc::new(Value::Object(detail)));
        let punch = NewPunch {
            id: PunchId(self.system.uuid()),
            salt: self.system.bytes(),
            received_at: self.received_at,
            import: None,
            client_id: Some(punch.id.clone()),
            claim,
        };
        Draft::New(Box::new(punch))
    }

    fn office_code(&self, subject: &Subject<'_>, punch: &Punch) -> OfficeCode {
        let site = |code: &str| subject.sites.iter().find(|site| site.code == code);
        match punch.office_code.as_deref() {
            None | Some("") => OfficeCode::None,
            Some(text) => office::read(&self.secrets.office, text, site),
        }
    }

    fn notice(&self, subject: &Subject<'_>, punch: &Punch, checked: Checked, office_code: OfficeCode) -> Noticed {
        let kiosk = subject.source == Source::Kiosk;
        let arrival = Arrival {
            claimed_at: punch.claimed_at,
            received_at: self.received_at,
            clock: self.clock(punch),
            fix: punch.fix.as_ref(),
            wants_fix: !kiosk,
            places: subject.places,
            signature: checked.signature,
            key: subject.key,
            office_code,
        };
        let mut noticed = notice(&arrival, &self.policy(subject, punch));
        if kiosk {
            // The tablet vouches for the place; the person's own key signed the code, the tablet's the punch.
            noticed.site = subject.sites.first().map(|site| site.id);
            if checked.signature == Signature::Good && subject.key.is_none() {
                noticed.labels.retain(|label| *label != Label::UnknownKey);
            }
        }
        noticed.labels.extend(subject.shown);
        if checked.broken {
            noticed.labels.push(Label::ChainBroken);
        }
        noticed.labels.sort_unstable();
        noticed.labels.dedup();
        noticed
    }

    fn clock(&self, punch: &Punch) -> ClockEvidence {
        let Some(given) = punch.server_token.as_deref().filter(|given| !given.is_empty()) else {
            return ClockEvidence::None;
        };
        match token::read(&self.secrets.token, given) {
            Some(token_at) => ClockEvidence::Heard(PhoneClock { token_at, since_token_ms: punch.since_token_ms }),
            None => ClockEvidence::BadToken,
        }
    }

    /// How many people may use one code of an office, by the rule of the day.
    pub(super) fn office_code_people(&self) -> u16 {
        let zone = self.puncher.instansi().zone.time_zone();
        let today = zone.to_datetime(self.received_at).date();
        let policy = self.packs.phone(self.puncher.instansi().region_code(), today);
        policy.unwrap_or_else(strictest).office_code_people
    }

    /// The rule of the day the punch claims; of the day it came where no pack covers that one: a clock that is years
    /// off is noticed all the same.
    fn policy(&self, subject: &Subject<'_>, punch: &Punch) -> PhonePolicy {
        let region = self.puncher.instansi().region_code();
        let zone = subject.zone.time_zone();
        let on = |at: Timestamp| self.packs.phone(region, zone.to_datetime(at).date());
        on(punch.claimed_at).or_else(|| on(self.received_at)).unwrap_or_else(strictest)
    }
}

/// Where no pack says anything: everything is noticed.
fn strictest() -> PhonePolicy {
    let rule = hadir_domain::hours::RuleRef { pack: String::new(), source: String::new(), confirmed: false };
    PhonePolicy {
        photo: hadir_domain::policy::PhotoWish::Off,
        late_minutes: 1,
        clock_seconds: 60,
        stale_fix_seconds: 30,
        poor_accuracy_m: 50,
        office_code_people: 10,
        rule: Arc::new(rule),
    }
}
