//! Colleagues who were there: takes in what their phones signed, however late, and shows who speaks for whom how often.

use std::collections::{BTreeMap, HashMap};

use hadir_domain::ids::{PersonId, SiteId};
use hadir_domain::people::Post;
use hadir_domain::phones::{DeviceKey, PhoneState};
use hadir_domain::sites::Site;
use hadir_domain::spot_checks::SpotRule;
use hadir_domain::units::Unit;
use hadir_domain::witnesses::{Meeting, ServedAt, WitnessBar, WitnessHow, WitnessStrength, barred, strength};
use hadir_store::instansi::Instansi;
use hadir_store::witnesses::{self, Witnessed};
use hadir_store::{StoreError, Tx, doubts, phones, posts, sites, units};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use serde_json::Value;
use uuid::Uuid;

use super::error::{Kind, ServiceError};
use super::punching::kiosk::{CodeOwner, owner_of};
use super::punching::wire::{canonical, from_b64};
use super::punching::{signed_by, signed_point};
use super::spot_checking;
use crate::app::App;
use crate::auth::caller::path;

/// Most statements of one request.
pub const MOST: usize = 100;
/// A statement larger than this is refused.
const MOST_BYTES: usize = 8 * 1024;
/// What stands before the signed bytes.
const TAG: &str = "hadir-witness-v1\n";
/// Over how many days pairs are counted.
pub const PAIR_DAYS: i64 = 31;

/// What became of one statement.
#[derive(Debug, Clone, PartialEq)]
pub struct Taken {
    /// The id it was sent under.
    pub id: Option<String>,
    /// What was kept, and whether it was there before; or why not.
    pub kept: Result<(Witnessed, bool), ServiceError>,
}

/// A statement as it was read.
struct Sent {
    id: Uuid,
    how: WitnessHow,
    seen_at: Timestamp,
    person: Option<PersonId>,
    code: Option<String>,
    punch: Option<Uuid>,
    place: Option<Value>,
    note: String,
    device_key: DeviceKey,
    signature: Vec<u8>,
    message: Vec<u8>,
}

/// Takes in what the caller's phone signed. Each statement stands for itself: one that is refused keeps no other back.
///
/// # Errors
///
/// `too_many`, or when the database does not answer.
pub async fn take(
    app: &App,
    instansi: &Instansi,
    sender: PersonId,
    statements: Vec<Value>,
) -> Result<Vec<Taken>, ServiceError> {
    if statements.len() > MOST {
        return Err(ServiceError::bad(
            "too_many",
            format!("Kirim paling banyak {MOST} keterangan sekali kirim."),
            format!("Send at most {MOST} statements at once."),
        ));
    }
    let mut taken = Vec::with_capacity(statements.len());
    for raw in statements {
        let id = raw.get("id").and_then(Value::as_str).filter(|id| id.len() <= 64).map(str::to_owned);
        let kept = app.db.write(async |tx| one(tx, app, instansi, sender, &raw).await).await;
        match kept {
            // What concerns one statement is told with it.
            Err(error) if matches!(error.kind, Kind::Fault | Kind::Unavailable) => return Err(error),
            kept => taken.push(Taken { id, kept }),
        }
    }
    Ok(taken)
}

async fn one(
    tx: &mut Tx,
    app: &App,
    instansi: &Instansi,
    sender: PersonId,
    raw: &Value,
) -> Result<(Witnessed, bool), ServiceError> {
    let now = app.now();
    let sent = read(raw).ok_or_else(unreadable)?;
    let phone = phones::get(tx, instansi.id, &sent.device_key, sender).await?.ok_or_else(unknown_key)?;
    let good = signed_point(&phone.public_key).is_some_and(|point| signed_by(&point, &sent.message, &sent.signature));
    if !good {
        return Err(bad_signature());
    }
    let code = owner_of(tx, instansi.id, sent.code.as_deref().unwrap_or_default()).await?;
    let (person, witness) = both(&sent, sender, code.as_ref())?;
    let local = sent.seen_at.to_zoned(instansi.zone.time_zone());
    if let Some(there) = witnesses::get_many(tx, instansi.id, &[sent.id]).await?.pop() {
        let same = there.person == person && there.witness == witness && there.seen_at == sent.seen_at;
        return if same { Ok((there, true)) } else { Err(id_reused()) };
    }
    let table = spot_checking::rules(app, instansi);
    let rule = table.on(local.date()).map_err(|_| spot_checking::not_covered(local.date()))?;
    let places = Places::load(tx, instansi, [person, witness], local.date()).await?;
    if let Some(bar) = barred(&places.meeting(person, witness, sent.seen_at, rule), now) {
        return Err(refusal(bar, rule));
    }
    let vouched =
        phone.state == PhoneState::Active && code.as_ref().is_none_or(|code| code.state == PhoneState::Active);
    let behind = strength(sent.how, code.as_ref().map(|code| code.at), sent.seen_at);
    let witnessed = Witnessed {
        id: sent.id,
        person,
        witness,
        seen_at: sent.seen_at,
        on: local.date(),
        how: sent.how,
        strength: if vouched { behind } else { WitnessStrength::OneKey },
        sender_key: sent.device_key.as_str().to_owned(),
        other_key: code.map(|code| code.key.0),
        punch: sent.punch,
        site: places.shared(person, witness),
        place: sent.place,
        note: sent.note,
        received_at: now,
    };
    witnesses::add(tx, instansi.id, &witnessed, raw, app.system.bytes()).await?;
    Ok((witnessed, false))
}

/// Who was seen and who saw.
fn both(sent: &Sent, sender: PersonId, code: Option<&CodeOwner>) -> Result<(PersonId, PersonId), ServiceError> {
    match sent.how {
        WitnessHow::PersonCode => Ok((code.ok_or_else(bad_code)?.person, sender)),
        WitnessHow::WitnessCode => Ok((sender, code.ok_or_else(bad_code)?.person)),
        WitnessHow::Statement => Ok((sent.person.ok_or_else(unreadable)?, sender)),
    }
}

fn read(raw: &Value) -> Option<Sent> {
    let fields = raw.as_object()?;
    let text = |name: &str| fields.get(name).and_then(Value::as_str);
    let mut unsigned = fields.clone();
    unsigned.remove("signature");
    let message = canonical(TAG, &Value::Object(unsigned));
    if message.len() > MOST_BYTES {
        return None;
    }
    Some(Sent {
        id: text("id")?.parse().ok()?,
        how: WitnessHow::parse(text("how")?)?,
        seen_at: text("seen_at")?.parse().ok()?,
        person: text("person").and_then(|text| text.parse().ok()),
        code: text("code").map(str::to_owned),
        punch: text("punch_id").and_then(|text| text.parse().ok()),
        place: fields.get("fix").filter(|fix| fix.is_object()).cloned(),
        note: text("note").unwrap_or_default().trim().chars().take(300).collect(),
        device_key: DeviceKey::parse(text("device_key")?)?,
        signature: from_b64(text("signature")?)?,
        message,
    })
}

/// Where two people serve on a day.
struct Places {
    posts: Vec<Post>,
    sites: HashMap<SiteId, Site>,
    units: Vec<Unit>,
    served: BTreeMap<PersonId, Vec<ServedAt>>,
}

impl Places {
    async fn load(tx: &mut Tx, instansi: &Instansi, people: [PersonId; 2], on: Date) -> Result<Self, StoreError> {
        let mut held = posts::of_people(tx, instansi.id, &people).await?;
        held.retain(|post| post.holds_on(on));
        let sites: HashMap<SiteId, Site> =
            sites::list(tx, instansi.id).await?.into_iter().map(|site| (site.id, site)).collect();
        let mut served: BTreeMap<PersonId, Vec<ServedAt>> = BTreeMap::new();
        for post in &held {
            if let Some(site) = post.site {
                let point = sites.get(&site).and_then(|site| site.place);
                served.entry(post.person).or_default().push((site, point));
            }
        }
        Ok(Self { posts: held, sites, units: units::list(tx, instansi.id).await?, served })
    }

    fn of(&self, person: PersonId) -> &[ServedAt] {
        self.served.get(&person).map(Vec::as_slice).unwrap_or_default()
    }

    fn meeting(&self, person: PersonId, witness: PersonId, seen_at: Timestamp, rule: &SpotRule) -> Meeting<'_> {
        let headed: Vec<_> = self.posts.iter().filter(|post| post.person == person && post.heads_unit).collect();
        let serves = self.posts.iter().filter(|post| post.person == witness);
        let is_superior = serves
            .flat_map(|post| path(&self.units, post.unit))
            .any(|unit| headed.iter().any(|post| post.unit == unit));
        Meeting {
            person,
            witness,
            seen_at,
            person_places: self.of(person),
            witness_places: self.of(witness),
            is_superior,
            near_m: rule.witness_near_m,
            most_days: rule.witness_days,
        }
    }

    fn shared(&self, person: PersonId, witness: PersonId) -> Option<SiteId> {
        let theirs = self.of(witness);
        let both = self.of(person).iter().find(|(site, _)| theirs.iter().any(|(other, _)| other == site));
        both.map(|(site, _)| *site).filter(|site| self.sites.contains_key(site))
    }
}

/// Statements with how many days each pair had in the last month.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Shown {
    /// The statements, by day and moment.
    pub items: Vec<Witnessed>,
    /// Days with a statement of each pair (who was seen, who saw).
    pub pairs: HashMap<(PersonId, PersonId), u64>,
}

/// A moment of a colleague about which somebody was named as a witness and has not spoken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct AskedOf {
    /// The moment that is in question.
    pub at: Timestamp,
    /// Its day.
    pub on: Date,
    /// Who named them.
    pub person: PersonId,
}

/// What a person saw of others, and what others saw of them, on the days from `from` to `to`.
///
/// # Errors
///
/// `bad_span`, or when the database does not answer.
pub async fn mine(
    app: &App,
    instansi: &Instansi,
    person: PersonId,
    (from, to): (Date, Date),
) -> Result<Shown, ServiceError> {
    spot_checking::check_span(from, to)?;
    let items = app.db.read(async |tx| witnesses::of_person(tx, instansi.id, person, from, to).await).await?;
    Ok(Shown { items, pairs: HashMap::new() })
}

/// What colleagues asked of a person: moments of cases that go on in which they were named, of which they said nothing yet
/// and still may.
///
/// # Errors
///
/// When the database does not answer.
pub async fn asked(
    app: &App,
    instansi: &Instansi,
    witness: PersonId,
    today: Date,
) -> Result<Vec<AskedOf>, ServiceError> {
    let table = spot_checking::rules(app, instansi);
    let Ok(rule) = table.on(today) else { return Ok(Vec::new()) };
    let since = today.checked_sub(i64::from(rule.witness_days).saturating_sub(1).days()).unwrap_or(today);
    let (cases, spoken) = app
        .db
        .read(async |tx| {
            let cases = doubts::naming(tx, instansi.id, witness).await?;
            Ok::<_, StoreError>((cases, witnesses::of_person(tx, instansi.id, witness, since, today).await?))
        })
        .await?;
    let spoke = |person: PersonId, on: Date| {
        spoken.iter().any(|one| one.witness == witness && one.person == person && one.on == on)
    };
    let mut found: Vec<AskedOf> = Vec::new();
    for case in &cases {
        let person = case.case.person;
        let of_case = case.punches().filter(|punch| punch.on >= since && !spoke(person, punch.on));
        found.extend(of_case.map(|punch| AskedOf { at: punch.at, on: punch.on, person }));
    }
    found.sort();
    found.dedup();
    Ok(found)
}

/// Everything colleagues saw on the days from `from` to `to`, with how often each pair appears in the month before `to`.
///
/// # Errors
///
/// `bad_span`.
pub async fn list(app: &App, instansi: &Instansi, from: Date, to: Date) -> Result<Shown, ServiceError> {
    spot_checking::check_span(from, to)?;
    let month = to.checked_sub(PAIR_DAYS.days()).unwrap_or(to);
    let shown = app.db.read(async |tx| {
        Ok::<_, StoreError>(Shown {
            items: witnesses::in_span(tx, instansi.id, from, to).await?,
            pairs: witnesses::pairs(tx, instansi.id, month, to).await?,
        })
    });
    Ok(shown.await?)
}

fn refusal(bar: WitnessBar, rule: &SpotRule) -> ServiceError {
    match bar {
        WitnessBar::OwnRecord => ServiceError::forbidden(
            "own_record",
            "Anda tidak dapat menjadi saksi bagi diri sendiri. Minta rekan yang melihat Anda.",
            "You cannot bear witness for yourself. Ask a colleague who saw you.",
        ),
        WitnessBar::Future => ServiceError::bad(
            "future_statement",
            "Waktunya belum tiba menurut server. Periksa jam HP lalu buat keterangan baru.",
            "By the server's clock that moment has not come. Check the phone's clock and make a new statement.",
        ),
        WitnessBar::TooOld => ServiceError::bad(
            "too_old",
            format!(
                "Keterangan ini lebih lama dari {} hari. Sampaikan langsung kepada admin unit sebagai koreksi.",
                rule.witness_days
            ),
            format!(
                "This statement is older than {} days. Bring it to the unit's admin as a correction.",
                rule.witness_days
            ),
        ),
        WitnessBar::NoPlace => ServiceError::conflict(
            "no_place",
            "Salah satu dari Anda berdua belum punya lokasi tugas pada hari itu. Minta admin unit melengkapinya lalu kirim lagi.",
            "One of you has no place of duty on that day. Ask the unit's admin to complete it and send again.",
        ),
        WitnessBar::OtherPlace => ServiceError::conflict(
            "other_place",
            format!(
                "Lokasi tugas Anda berdua berjauhan (lebih dari {} m). Minta rekan yang bertugas di lokasi yang sama.",
                rule.witness_near_m
            ),
            format!("You two serve more than {} m apart. Ask a colleague of the same place.", rule.witness_near_m),
        ),
        WitnessBar::OwnSuperior => ServiceError::forbidden(
            "own_superior",
            "Pegawai itu atasan Anda, jadi keterangan harus dari orang lain. Minta rekan setingkat atau atasannya.",
            "That person is your superior, so another must speak. Ask a peer of theirs or their superior.",
        ),
    }
}

fn unreadable() -> ServiceError {
    ServiceError::bad(
        "unreadable",
        "Keterangan ini tidak lengkap. Perbarui aplikasi lalu buat keterangan baru.",
        "This statement is incomplete. Update the app and make a new one.",
    )
}

fn unknown_key() -> ServiceError {
    ServiceError::conflict(
        "unknown_key",
        "HP ini belum terdaftar atas nama Anda. Daftarkan HP di menu HP saya lalu kirim lagi.",
        "This phone is not enrolled as yours. Enrol it under My phone and send again.",
    )
}

fn bad_signature() -> ServiceError {
    ServiceError::bad(
        "bad_signature",
        "Tanda tangan HP pada keterangan ini tidak cocok. Buat keterangan baru.",
        "The phone's signature under this statement does not hold. Make a new one.",
    )
}

fn bad_code() -> ServiceError {
    ServiceError::bad(
        "bad_code",
        "Kode rekan tidak sah. Minta rekan membuka kodenya lagi di aplikasi lalu pindai ulang.",
        "The colleague's code is not valid. Let them open it again in the app and scan anew.",
    )
}

fn id_reused() -> ServiceError {
    ServiceError::conflict(
        "id_reused",
        "Keterangan dengan kunci itu sudah ada dengan isi lain. Buat keterangan baru.",
        "There is a statement of that key with other content. Make a new one.",
    )
}
