//! A phone through its days: its clock, its restarts, its running numbers, and what it writes of each press.

use std::collections::BTreeMap;

use super::act::{Act, Forged, Via, Whereabouts};
use super::draw::{DAY, For, HOUR, MINUTE, SECOND, draw, hex, instant, moved, ms, rounded};
use super::folk::{Life, Phone, Platform, Town};
use super::photo;
use super::position::{Asking, Class, Found, Wander};
use super::transport::{self, Sending};
use super::world::Ground;
use super::{Fix, Kind, Label, LookAlike, OfficeCode, ScenarioPunch, Variant};
use crate::dice::Dice;
use hadir_domain::sites::Network;

/// What became of one act.
pub(super) struct Written {
    pub(super) punch: ScenarioPunch,
    pub(super) label: Label,
    pub(super) variant: Option<Variant>,
    pub(super) look: Option<LookAlike>,
    pub(super) traceless: bool,
    pub(super) call: Option<usize>,
}

/// One run of a phone's own clock.
#[derive(Debug, Clone)]
struct Boot {
    id: String,
    started_ms: i64,
    /// How long it stood still since.
    slept_ms: i64,
}

pub(super) struct Walk<'a> {
    seed: u64,
    town: &'a Town,
    grounds: &'a [Ground],
    number: usize,
    phone: &'a Phone,
    dice: Dice,
    boot: Boot,
    restart_ms: i64,
    last_ms: i64,
    last_person: usize,
    last_sent_ms: i64,
    seq: BTreeMap<String, u64>,
    wander: Wander,
    /// The last messages of each account, for those who send them again.
    kept: BTreeMap<(usize, bool), ScenarioPunch>,
}

impl<'a> Walk<'a> {
    pub(super) fn new(seed: u64, town: &'a Town, grounds: &'a [Ground], number: usize, start_ms: i64) -> Self {
        let mut dice = draw(seed, For::Walk, number as u64, 0);
        let phone = &town.phones[number];
        let ran_ms = ms(dice.waiting(phone.restarts_days * 86_400.0, 40.0 * 86_400.0));
        let boot = Boot { id: boot_id(&mut dice), started_ms: start_ms - ran_ms, slept_ms: 0 };
        let restart_ms = start_ms + ms(dice.waiting(phone.restarts_days * 86_400.0, 60.0 * 86_400.0));
        Self {
            seed,
            town,
            grounds,
            number,
            phone,
            dice,
            boot,
            restart_ms,
            last_ms: start_ms - DAY,
            last_person: usize::MAX,
            last_sent_ms: i64::MIN,
            seq: BTreeMap::new(),
            wander: Wander::default(),
            kept: BTreeMap::new(),
        }
    }

    /// Writes one act down and sends it; `None` where there is no old message yet to send again.
    pub(super) fn punch(&mut self, act: &Act) -> Option<Written> {
        if matches!(act.forged, Forged::Old(_)) && !self.kept.contains_key(&(act.person, act.kind == Kind::In)) {
            return None;
        }
        let boot = self.boot_at(act);
        let mut look = act.look;
        let true_clock = self.clock_ms(act.at_ms);
        let (back_ms, hides) = match act.forged {
            Forged::Clock { back_ms, how } => (back_ms, how != Variant::Naive),
            Forged::Backdated { back_ms, .. } => (back_ms, false),
            _ => (0, false),
        };
        let clock_ms = true_clock - back_ms;
        let (fix, class) = self.fix(act, clock_ms, &mut look);
        let seq = self.next_seq(&act.key);
        let (received_ms, late) = self.sent(act, hides);
        let (ip, vpn) = self.address(act, received_ms, late);
        let (selfie_sha256, selfie_phash) = self.selfie(act);
        let running = act.at_ms - boot.started_ms - boot.slept_ms;
        let mut punch = ScenarioPunch {
            id: String::new(),
            person: super::writer::id_of(act.person),
            kind: act.kind,
            claimed_at: instant(act.at_ms + clock_ms),
            received_at: instant(received_ms),
            monotonic_ms: u64::try_from(running).unwrap_or(0),
            boot_id: boot.id,
            seq,
            fix,
            ip,
            device_key: Some(act.key.clone()),
            signature_ok: !self.dice.chance(0.000_2),
            office_code: if late && act.code == OfficeCode::Valid { OfficeCode::Stale } else { act.code },
            selfie_sha256,
            selfie_phash,
            user_agent: Some(self.phone.agent.clone()),
            source: "phone".to_owned(),
        };
        let mut traceless = act.traceless || self.hides_well(act, class);
        let mut label = act.label;
        if let Forged::Old(how) = act.forged {
            traceless = self.old(act, how, &mut punch);
        }
        if !matches!(act.forged, Forged::Old(_)) {
            self.kept.insert((act.person, act.kind == Kind::In), punch.clone());
        }
        if label == Label::Honest && vpn {
            label = Label::Vpn;
            look = look.or(Some(LookAlike::Vpn));
        }
        let honest = matches!(label, Label::Honest | Label::Vpn);
        look = look.filter(|_| honest).map(|look| self.sharper(look, true_clock, act, received_ms));
        let look = look.or_else(|| honest.then(|| self.otherwise(true_clock, act, received_ms)).flatten());
        Some(Written { punch, label, variant: act.variant, look, traceless: traceless && !honest, call: act.call })
    }

    fn boot_at(&mut self, act: &Act) -> Boot {
        let gap_ms = act.at_ms - self.last_ms;
        let same_page = gap_ms < 3 * MINUTE && self.last_person == act.person;
        self.last_ms = act.at_ms;
        self.last_person = act.person;
        while self.restart_ms <= act.at_ms {
            self.boot = Boot { id: boot_id(&mut self.dice), started_ms: self.restart_ms, slept_ms: 0 };
            self.restart_ms += HOUR + ms(self.dice.waiting(self.phone.restarts_days * 86_400.0, 60.0 * 86_400.0));
        }
        if self.phone.life == Life::Page && !same_page {
            self.boot = self.opened(act.at_ms);
        }
        if self.phone.life == Life::Sleepy && gap_ms > 10 * MINUTE {
            let share = 0.2 + self.dice.fraction() * 0.6;
            let most = act.at_ms - self.boot.started_ms - self.boot.slept_ms;
            self.boot.slept_ms += rounded_ms(gap_ms.min(most), share);
        }
        if act.own_page {
            return self.opened(act.at_ms);
        }
        let restarts = matches!(
            act.forged,
            Forged::Clock { how: Variant::Careful, .. } | Forged::Backdated { how: Variant::Careful, .. }
        );
        if restarts {
            let started_ms = act.at_ms - ms(40.0 + self.dice.waiting(120.0, 900.0));
            let forged = Boot { id: boot_id(&mut self.dice), started_ms, slept_ms: 0 };
            // The clock is set right with another restart.
            self.boot = Boot { id: boot_id(&mut self.dice), started_ms: act.at_ms + 2 * MINUTE, slept_ms: 0 };
            return forged;
        }
        self.boot.clone()
    }

    fn opened(&mut self, at_ms: i64) -> Boot {
        let open_ms = ms(self.dice.log_normal(9.0, 0.7).clamp(1.5, 120.0));
        Boot { id: boot_id(&mut self.dice), started_ms: at_ms - open_ms, slept_ms: 0 }
    }

    /// Clock minus truth.
    fn clock_ms(&self, at_ms: i64) -> i64 {
        let right = self.phone.corrected_ms.is_some_and(|corrected| corrected <= at_ms);
        let base = if right { self.phone.offset_ms % SECOND } else { self.phone.offset_ms };
        // A clock set by hand drifts on; others are set by the network each day.
        #[expect(clippy::cast_precision_loss, reason = "milliseconds of a month")]
        let days = if base.abs() > MINUTE {
            (at_ms.rem_euclid(60 * DAY)) as f64 / DAY as f64
        } else {
            at_ms.rem_euclid(DAY) as f64 / DAY as f64
        };
        base + ms(self.phone.drift_ms_a_day * days / 1_000.0)
    }

    fn asking(&self, at_ms: i64, clock_ms: i64) -> Asking<'a> {
        Asking {
            seed: self.seed,
            grounds: self.grounds,
            town: self.town,
            phone: self.phone,
            number: self.number,
            at_ms,
            clock_ms,
        }
    }

    fn fix(&mut self, act: &Act, clock_ms: i64, look: &mut Option<LookAlike>) -> (Option<Fix>, Class) {
        let asking = self.asking(act.at_ms, clock_ms);
        match act.forged {
            Forged::NoPlace | Forged::Clock { how: Variant::Careful, .. } | Forged::Backdated { .. } => {
                (None, Class::Nothing)
            }
            Forged::Place(how) => (Some(self.made_up(act, how, clock_ms)), Class::Satellite),
            _ => {
                let Found { fix, class, look: seen } = asking.found(act.place, &mut self.wander, &mut self.dice);
                *look = look.or(seen);
                (fix, class)
            }
        }
    }

    /// A position typed into a tool, or made to look like a real one.
    fn made_up(&mut self, act: &Act, how: Variant, clock_ms: i64) -> Fix {
        let folk = &self.town.folk[act.person];
        let ground = &self.grounds[folk.site];
        let typed = &mut draw(self.seed, For::Trick, act.person as u64, 1);
        // Once, on a map: near the middle, with as many decimals as the map shows.
        let decimals = *typed.pick(&[4, 5, 6, 6, 7]);
        let chosen = moved(ground.at, typed.normal(0.0, 15.0), typed.normal(0.0, 15.0));
        let constant = *typed.pick(&[1.0, 3.0, 5.0, 10.0, 20.0, 30.0, 50.0]);
        let flat = *typed.pick(&[Some(0.0), Some(0.0), Some(55.0), Some(5.0), None]);
        let native = typed.chance(0.1);
        let dice = &mut self.dice;
        let (at, accuracy_m, altitude_m, speed_mps, digits) = match how {
            Variant::Naive => (chosen, constant, flat, Some(0.0), decimals),
            Variant::Medium => {
                let (north, east) = (dice.fraction() * 10.0 - 5.0, dice.fraction() * 10.0 - 5.0);
                let accuracy_m = if typed.chance(0.5) { constant } else { rounded(3.0 + dice.fraction() * 17.0, 1) };
                (moved(chosen, north, east), accuracy_m, flat, Some(0.0), 7)
            }
            Variant::Careful => {
                // Noise and figures of a real receiver at a real desk.
                let (north, east) = self.wander.at(act.at_ms, self.phone.gnss_m, dice);
                let at = moved(ground.at, folk.desk.0 + north * 1.2, folk.desk.1 + east * 1.2);
                let accuracy_m = rounded((self.phone.gnss_m * 1.5 * dice.log_normal(1.0, 0.3)).clamp(2.5, 80.0), 3);
                let height = ground.altitude_m + dice.normal(0.0, self.phone.gnss_m * 2.2);
                (at, accuracy_m, Some(rounded(height, 1)), Some(rounded(dice.waiting(0.4, 2.0), 3)), 7)
            }
        };
        let (at, digits) = if act.adaptive && how != Variant::Careful {
            (moved(at, dice.fraction() * 40.0 - 20.0, dice.fraction() * 40.0 - 20.0), 7)
        } else {
            (at, digits)
        };
        Fix {
            lat: rounded(at.0, digits),
            lon: rounded(at.1, digits),
            accuracy_m,
            altitude_m,
            speed_mps,
            fixed_at: instant(act.at_ms + clock_ms - ms(dice.fraction())),
            mock: (native && how != Variant::Careful).then_some(true),
        }
    }

    fn next_seq(&mut self, key: &str) -> u64 {
        let first = u64::try_from(draw(self.seed, For::Key, self.number as u64, 1 << 40).range(1, 900)).unwrap_or(1);
        // Now and then a message is lost before it was sent, with its number.
        let skipped = if self.dice.chance(0.004) { 1 + u64::from(self.dice.chance(0.3)) } else { 0 };
        let seq = self.seq.entry(key.to_owned()).or_insert(first);
        *seq += 1 + skipped;
        *seq
    }

    /// When it reached the server, and whether it waited for long.
    fn sent(&mut self, act: &Act, hides: bool) -> (i64, bool) {
        let site = match act.place {
            Whereabouts::Site(site) | Whereabouts::Drawer(site) => Some(site),
            Whereabouts::Home(_) | Whereabouts::Point(_) => None,
        };
        let network = site.map_or(Network::Good, |site| self.grounds[site].network);
        let own = match (network, act.via) {
            (Network::None, Via::Usual) => transport::return_ms(self.seed, self.phone.owner, act.at_ms),
            _ => act.at_ms + transport::delay_ms(network, &mut self.dice),
        };
        let cut_off = site.and_then(|site| transport::outage_until(self.seed, site, act.at_ms));
        let own = match cut_off {
            Some(until) if self.town.folk[self.phone.owner].office_wifi > 0.5 => {
                own.max(until + ms(self.dice.waiting(60.0, 900.0)))
            }
            _ => own,
        };
        // Who hides a clock that was set back stays offline for a while, as if there were no signal.
        let own = if hides { own + ms(600.0 + self.dice.waiting(5_400.0, 8.0 * 3_600.0)) } else { own };
        // One queue: what waits takes the later ones along.
        let waits = self.last_sent_ms > act.at_ms;
        let received_ms = if waits { transport::after(self.last_sent_ms, &mut self.dice) } else { own };
        self.last_sent_ms = received_ms;
        (received_ms, received_ms - act.at_ms > 10 * MINUTE)
    }

    fn address(&mut self, act: &Act, received_ms: i64, late: bool) -> (Option<String>, bool) {
        let owner = self.phone.owner;
        let site = match act.place {
            Whereabouts::Site(site) | Whereabouts::Drawer(site) => site,
            _ => self.town.folk[owner].site,
        };
        let sending = Sending {
            seed: self.seed,
            ground: &self.grounds[site],
            folk: &self.town.folk[owner],
            phone: self.phone,
            owner,
            at_ms: received_ms,
        };
        transport::address(&sending, act.place, act.via, late, &mut self.dice)
    }

    fn selfie(&mut self, act: &Act) -> (Option<String>, Option<String>) {
        let Some(what) = act.selfie else { return (None, None) };
        let person = match what {
            photo::Selfie::Face(person) | photo::Selfie::File(person) | photo::Selfie::Print(person) => person,
        };
        let (sha, likeness) = photo::taken(what, self.town.folk[person].face, self.seed, &mut self.dice);
        (Some(sha), Some(likeness))
    }

    /// Whether a clock that was set back left nothing that shows it.
    fn hides_well(&self, act: &Act, class: Class) -> bool {
        let told_by_satellites = class == Class::Satellite && self.phone.platform == Platform::Android;
        match act.forged {
            Forged::Clock { how: Variant::Medium, .. } => self.phone.life == Life::Page && !told_by_satellites,
            Forged::Backdated { how: Variant::Medium, .. } => self.phone.life == Life::Page,
            Forged::Clock { how, .. } | Forged::Backdated { how, .. } => how == Variant::Careful,
            _ => false,
        }
    }

    /// Sends an old message as today's. Tells whether nothing of it shows.
    fn old(&mut self, act: &Act, how: Variant, punch: &mut ScenarioPunch) -> bool {
        let Some(old) = self.kept.get(&(act.person, act.kind == Kind::In)).cloned() else { return false };
        let age = punch.claimed_at.duration_since(old.claimed_at);
        match how {
            Variant::Naive => {
                punch.seq = old.seq;
                punch.monotonic_ms = old.monotonic_ms;
                punch.boot_id.clone_from(&old.boot_id);
                punch.fix = old.fix;
                punch.office_code =
                    if old.office_code == OfficeCode::Valid { OfficeCode::Stale } else { old.office_code };
                punch.selfie_sha256.clone_from(&old.selfie_sha256);
                punch.selfie_phash.clone_from(&old.selfie_phash);
                // Without the key the signature no longer fits the changed day.
                let forger = &mut draw(self.seed, For::Trick, act.person as u64, 2);
                punch.signature_ok = forger.chance(0.5);
                false
            }
            Variant::Medium => {
                // Numbers and times are made to fit; the position and the photo are the old ones.
                punch.fix =
                    old.fix.map(|fix| Fix { fixed_at: fix.fixed_at.checked_add(age).unwrap_or(fix.fixed_at), ..fix });
                punch.selfie_sha256.clone_from(&old.selfie_sha256);
                punch.selfie_phash.clone_from(&old.selfie_phash);
                old.fix.is_none() && old.selfie_sha256.is_none()
            }
            Variant::Careful => {
                punch.fix = old.fix.map(|fix| {
                    let digits = if self.phone.platform == Platform::Android { 7 } else { 14 };
                    let (lat, lon) = moved((fix.lat, fix.lon), self.dice.normal(0.0, 4.0), self.dice.normal(0.0, 4.0));
                    Fix {
                        lat: rounded(lat, digits),
                        lon: rounded(lon, digits),
                        accuracy_m: rounded(fix.accuracy_m * self.dice.log_normal(1.0, 0.2), 3),
                        fixed_at: fix.fixed_at.checked_add(age).unwrap_or(fix.fixed_at),
                        ..fix
                    }
                });
                // The picture is saved anew: another file, the same picture.
                punch.selfie_sha256 = old.selfie_sha256.as_ref().map(|_| hex(&mut self.dice, 64));
                punch.selfie_phash.clone_from(&old.selfie_phash);
                old.selfie_phash.is_none()
            }
        }
    }

    /// What about an honest punch looks like fraud, when the phone itself or the way is the reason.
    fn otherwise(&self, clock_ms: i64, act: &Act, received_ms: i64) -> Option<LookAlike> {
        if clock_ms.abs() >= MINUTE {
            return Some(LookAlike::WrongClock);
        }
        let remote = self.grounds[self.town.folk[act.person].site].network != Network::Good;
        (remote && received_ms - act.at_ms > HOUR).then_some(LookAlike::VillageOffline)
    }

    /// The rarer look-alike counts where two meet.
    fn sharper(&self, look: LookAlike, clock_ms: i64, act: &Act, received_ms: i64) -> LookAlike {
        match look {
            LookAlike::WifiRepeat
            | LookAlike::NoFix
            | LookAlike::CoarseGrid
            | LookAlike::Vpn
            | LookAlike::CarPool
            | LookAlike::Wfh => self.otherwise(clock_ms, act, received_ms).unwrap_or(look),
            _ => look,
        }
    }
}

fn boot_id(dice: &mut Dice) -> String {
    format!("B{}", hex(dice, 16))
}

#[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "milliseconds of days")]
fn rounded_ms(span_ms: i64, share: f64) -> i64 {
    (span_ms as f64 * share) as i64
}
