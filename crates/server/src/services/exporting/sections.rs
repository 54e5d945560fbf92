//! What is kept about a person, subject by subject. A new table about people gets its section here.

use hadir_domain::access::AccessFilter;
use hadir_domain::discipline_cases::Sight;
use hadir_domain::ids::{InstansiId, PersonId};
use hadir_domain::spot_checks::SpotTable;
use hadir_store::access_log::{self, Look};
use hadir_store::accounts::Account;
use hadir_store::acts::{self, ActKind};
use hadir_store::instansi::Instansi;
use hadir_store::reconcile::settlements::{self, ListFilter};
use hadir_store::{
    StoreError, Tx, accounts, data_exports, data_requests, days, doubts, erasures, grants, people, phones, pins, posts,
    requests as asking, roster, sessions, spot_checks, units, witnesses,
};
use jiff::Timestamp;
use jiff::civil::{Date, date};
use serde_json::{Value, json};

use super::Of;
use crate::app::App;
use crate::services::casing::sighting::shows;
use crate::services::error::ServiceError;
use crate::services::letters::papers;
use crate::services::{casing, looking, pay_stopping, spot_checking};

/// Every date that can be stored lies between these.
const FIRST_DAY: Date = date(1, 1, 1);
const LAST_DAY: Date = date(9999, 12, 31);
/// Rows of one subject at most.
const MOST: u32 = 20_000;

/// Every subject but punches and photos, by the name of its file.
pub async fn read(app: &App, of: &Of<'_>) -> Result<Vec<(&'static str, Value)>, ServiceError> {
    let (id, person) = (of.instansi.id, of.person);
    let today = app.now().to_zoned(of.instansi.zone.time_zone()).date();
    let (spot_rules, now) = (spot_checking::rules(app, of.instansi), app.now());
    let sections = app
        .db
        .read(async |tx| {
            Ok::<_, StoreError>(vec![
                ("pegawai", identity(tx, id, person).await?),
                ("akun", own_accounts(tx, id, person).await?),
                ("hp", own_phones(tx, id, person).await?),
                ("hari", own_days(tx, id, person).await?),
                ("jadwal", json!(roster::assignments(tx, id, &[person]).await?)),
                ("surat", papers(tx, id, person).await?),
                ("dilihat", looks(tx, id, person, today).await?),
                ("permohonan", asked(tx, id, person).await?),
                ("selisih", disagreed(tx, id, person).await?),
                ("keraguan", doubted(tx, id, person).await?),
                ("cek-acak", called(tx, id, person, &spot_rules, now).await?),
                ("tindakan", acted(tx, id, person).await?),
                ("perkara", cases(tx, of.instansi, person).await?),
                ("penghentian-gaji", pay_stops(tx, of.instansi, person).await?),
                ("saksi", witnessed(tx, id, person).await?),
                ("permohonan-data", requests(tx, id, person).await?),
                ("salinan", copies(tx, id, person).await?),
                ("penghapusan", erased(tx, id, person).await?),
            ])
        })
        .await?;
    Ok(sections)
}

/// What was said of the person at sidak, visits and apel, what they were asked to explain and how that went on.
async fn acted(tx: &mut Tx, id: InstansiId, person: PersonId) -> Result<Value, StoreError> {
    let mut found = Vec::new();
    // These have sections of their own; papers of a case are its own, and not all of them are for the person.
    let apart = [ActKind::DisciplineCase, ActKind::PayStop, ActKind::Letter];
    for kind in ActKind::ALL.into_iter().filter(|kind| !apart.contains(kind)) {
        for act in acts::of_person(tx, id, kind, person, (FIRST_DAY, LAST_DAY)).await? {
            found.push(json!({
                "kind": act.kind, "what": act.what, "on": act.on, "content": act.content, "at": act.received_at,
            }));
        }
    }
    Ok(json!(found))
}

/// Discipline cases about the person, as far as they are theirs to see: what was addressed to them or said by them.
async fn cases(tx: &mut Tx, instansi: &Instansi, person: PersonId) -> Result<Value, StoreError> {
    let mut found = Vec::new();
    for case in casing::about(tx, instansi, person).await? {
        let state = case.state();
        let shown = case.acts.iter().filter(|kept| shows(Sight::Own, &state, &kept.act.step));
        let acts: Vec<Value> =
            shown.map(|kept| json!({ "on": kept.act.on, "step": kept.act.step, "at": kept.at })).collect();
        let breaches: Vec<Value> = case
            .opening
            .breaches
            .iter()
            .map(|one| json!({ "article": one.article, "text": one.text, "days": one.days }))
            .collect();
        let papers = papers::of_case(tx, instansi, case.id()).await?;
        let papers: Vec<Value> =
            papers.iter().filter(|paper| paper.shows(Sight::Own)).map(papers::Paper::said).collect();
        found.push(json!({
            "id": case.id(), "opened_on": case.opening.on, "breaches": breaches, "acts": acts, "papers": papers,
        }));
    }
    Ok(json!(found))
}

/// Stops of the person's pay: the days, and what was decided or proposed for them.
async fn pay_stops(tx: &mut Tx, instansi: &Instansi, person: PersonId) -> Result<Value, StoreError> {
    let mut found = Vec::new();
    for stop in pay_stopping::about(tx, instansi, person).await? {
        let shown = stop.acts.iter().filter(|kept| kept.act.step.is_persons());
        let acts: Vec<Value> =
            shown.map(|kept| json!({ "on": kept.act.on, "step": kept.act.step, "at": kept.at })).collect();
        found.push(json!({
            "id": stop.id(), "notified_on": stop.opening.notice.on, "article": stop.opening.article,
            "days": stop.state().days, "acts": acts,
        }));
    }
    Ok(json!(found))
}

async fn identity(tx: &mut Tx, id: InstansiId, person: PersonId) -> Result<Value, StoreError> {
    let known = people::get(tx, id, person).await?;
    let all_units = units::list(tx, id).await?;
    let posts: Vec<Value> = posts::of_people(tx, id, &[person])
        .await?
        .into_iter()
        .map(|post| {
            let unit = all_units.iter().find(|unit| unit.id == post.unit).map(|unit| unit.name.clone());
            json!({ "unit_name": unit, "post": post })
        })
        .collect();
    let pins: Vec<Value> = pins::of_person(tx, id, person)
        .await?
        .into_iter()
        .map(|pin| json!({ "pin": pin.pin, "device": pin.device, "from_on": pin.from_on, "to_on": pin.to_on }))
        .collect();
    Ok(json!({ "person": known, "posts": posts, "pins": pins }))
}

async fn own_accounts(tx: &mut Tx, id: InstansiId, person: PersonId) -> Result<Value, StoreError> {
    let mut found = Vec::new();
    for account in accounts::of_person(tx, id, person).await? {
        let granted: Vec<Value> = grants::of_account(tx, id, account.id)
            .await?
            .into_iter()
            .map(|row| json!({ "grant": row.grant, "by": row.granted_by, "at": row.granted_at }))
            .collect();
        let signed_in: Vec<Value> = sessions::of_account(tx, id, account.id)
            .await?
            .into_iter()
            .map(|session| {
                json!({
                    "kind": session.kind.as_str(),
                    "label": session.label,
                    "created_at": session.created_at,
                    "seen_at": session.seen_at,
                    "expires_at": session.expires_at,
                    "revoked_at": session.revoked_at,
                    "phone": session.phone,
                })
            })
            .collect();
        found.push(json!({ "account": plain(&account), "grants": granted, "sessions": signed_in }));
    }
    Ok(json!(found))
}

/// An account without its secrets.
fn plain(account: &Account) -> Value {
    json!({
        "id": account.id,
        "login": account.login,
        "has_password": account.password_hash.is_some(),
        "lang": account.lang,
        "state": account.state.as_str(),
        "failed_tries": account.failed_tries,
        "locked_until": account.locked_until,
        "created_at": account.created_at,
    })
}

async fn own_phones(tx: &mut Tx, id: InstansiId, person: PersonId) -> Result<Value, StoreError> {
    let phones: Vec<Value> = phones::of_person(tx, id, person)
        .await?
        .into_iter()
        .map(|phone| {
            let decided = phone.decided.map(|one| json!({ "at": one.at, "by": one.by, "reason": one.reason }));
            json!({
                "device_key": phone.key,
                "platform": phone.platform,
                "name": phone.name,
                "state": phone.state.as_str(),
                "device_bound": phone.device_bound,
                "enrolled_at": phone.enrolled_at,
                "decided": decided,
            })
        })
        .collect();
    let passkeys = phones::passkeys(tx, id, person).await?;
    let passkeys: Vec<Value> =
        passkeys.iter().map(|one| json!({ "credential": hex::encode(&one.credential_id) })).collect();
    Ok(json!({ "phones": phones, "passkeys": passkeys }))
}

async fn own_days(tx: &mut Tx, id: InstansiId, person: PersonId) -> Result<Value, StoreError> {
    let days = days::of_person(tx, id, person, FIRST_DAY, LAST_DAY).await?;
    let day = |day: days::Day| {
        json!({
            "date": day.on,
            "unit": day.unit,
            "status": day.status,
            "settled": day.settled,
            "marks": day.marks.iter().map(|mark| mark.code()).collect::<Vec<_>>(),
            "first_in": day.first_in,
            "last_out": day.last_out,
            "late_minutes": day.late_minutes,
            "early_minutes": day.early_minutes,
            "judged_at": day.judged_at,
        })
    };
    Ok(json!(days.into_iter().map(day).collect::<Vec<_>>()))
}

async fn papers(tx: &mut Tx, id: InstansiId, person: PersonId) -> Result<Value, StoreError> {
    Ok(json!(roster::exceptions(tx, id, &[person], FIRST_DAY, LAST_DAY).await?))
}

async fn looks(tx: &mut Tx, id: InstansiId, person: PersonId, today: Date) -> Result<Value, StoreError> {
    let looks: Vec<Look> = access_log::of_person(tx, id, person, MOST).await?;
    let who = looking::who(tx, id, looks.iter().map(|look| look.by_login.as_str()), today).await?;
    let items = looks.iter().map(|look| {
        let of = who.get(&look.by_login).cloned().unwrap_or_default();
        json!({
            "at": look.at,
            "by_login": look.by_login,
            "by_name": of.name,
            "by_office": of.office,
            "what": looking::in_words(look).0,
        })
    });
    Ok(json!(items.collect::<Vec<_>>()))
}

async fn asked(tx: &mut Tx, id: InstansiId, person: PersonId) -> Result<Value, StoreError> {
    let mut found = Vec::new();
    for request in asking::of_person(tx, id, person, None, None, MOST).await? {
        let steps = asking::steps::of_request(tx, id, request.id).await?;
        let files = asking::files::of_request(tx, id, request.id).await?;
        found.push(json!({
            "id": request.id,
            "asked": request.wish,
            "reason": request.reason,
            "state": request.progress.state,
            "submitted_at": request.submitted_at,
            "decided_at": request.decided_at,
            "effects": request.effects,
            "steps": steps,
            "files": files.iter().map(|file| json!({ "name": file.name, "media": file.media, "size": file.size }))
                .collect::<Vec<_>>(),
        }));
    }
    Ok(json!(found))
}

/// Where sources disagreed about the person's days, and how it ended.
async fn disagreed(tx: &mut Tx, id: InstansiId, person: PersonId) -> Result<Value, StoreError> {
    let filter = ListFilter { person: Some(person), ..ListFilter::within(AccessFilter::All) };
    let found = settlements::list(tx, id, &filter, None, MOST).await?;
    let keys: Vec<_> = found.iter().map(|one| one.row.id).collect();
    let steps = settlements::steps_of(tx, id, &keys).await?;
    let items = found.iter().map(|one| {
        let steps = steps.get(&one.row.id).into_iter().flatten().map(|word| {
            json!({
                "step": word.step, "outcome": word.outcome, "says": word.says, "reason": word.reason,
                "by_login": word.by, "at": word.at,
            })
        });
        json!({
            "date": one.row.on, "type": one.row.kind, "state": one.state,
            "a": { "source": one.row.a.0, "value": one.row.a.1 },
            "b": { "source": one.row.b.0, "value": one.row.b.1 },
            "detail": one.row.detail, "steps": steps.collect::<Vec<_>>(),
        })
    });
    Ok(json!(items.collect::<Vec<_>>()))
}

async fn doubted(tx: &mut Tx, id: InstansiId, person: PersonId) -> Result<Value, StoreError> {
    let cases = doubts::of_person(tx, id, person).await?;
    let items = cases.iter().map(|case| {
        let steps = case.steps.iter().map(|word| {
            json!({
                "step": word.step, "outcome": word.outcome, "text": word.text, "by_login": word.by, "at": word.at,
                "due_on": word.due_on, "files": word.files, "witness": word.witness,
            })
        });
        json!({
            "opened_on": case.case.opened_on, "opened_by": case.case.by_login, "reason": case.case.reason,
            "outcome": case.course.outcome, "void": case.course.voids(),
            "punches": case.punches().collect::<Vec<_>>(), "steps": steps.collect::<Vec<_>>(),
        })
    });
    Ok(json!(items.collect::<Vec<_>>()))
}

/// The person's calls to spot checks, and what became of them.
async fn called(
    tx: &mut Tx,
    id: InstansiId,
    person: PersonId,
    rules: &SpotTable,
    now: Timestamp,
) -> Result<Value, StoreError> {
    let calls = spot_checks::calls::in_span(tx, id, Some(person), (FIRST_DAY, LAST_DAY), rules, now).await?;
    let items = calls.iter().map(|one| {
        json!({
            "called_at": one.row.called_at, "heard_at": one.delivered_at(), "ends_at": one.settled.ends_at,
            "place": one.row.place, "outcome": one.settled.outcome,
            "answered_at": one.settled.answer.map(|answer| answer.at),
        })
    });
    Ok(json!(items.collect::<Vec<_>>()))
}

/// What colleagues saw of the person. What the person saw of others is in the others' copies.
async fn witnessed(tx: &mut Tx, id: InstansiId, person: PersonId) -> Result<Value, StoreError> {
    let all = witnesses::of_person(tx, id, person, FIRST_DAY, LAST_DAY).await?;
    let items = all.iter().filter(|one| one.person == person).map(|one| {
        json!({
            "seen_at": one.seen_at, "how": one.how, "strength": one.strength, "note": one.note,
            "received_at": one.received_at,
        })
    });
    Ok(json!(items.collect::<Vec<_>>()))
}

async fn requests(tx: &mut Tx, id: InstansiId, person: PersonId) -> Result<Value, StoreError> {
    let mut found = Vec::new();
    for request in data_requests::of_person(tx, id, person, MOST).await? {
        let steps = data_requests::steps(tx, id, request.id).await?;
        found.push(json!({
            "id": request.id,
            "ask": request.ask,
            "field": request.field,
            "wrong": request.wrong,
            "wanted": request.wanted,
            "state": request.state,
            "asked_at": request.asked_at,
            "due_at": request.due_at,
            "steps": steps,
        }));
    }
    Ok(json!(found))
}

async fn copies(tx: &mut Tx, id: InstansiId, person: PersonId) -> Result<Value, StoreError> {
    let taken = data_exports::of_person(tx, id, person, MOST).await?;
    Ok(json!(taken.into_iter().map(|(at, by)| json!({ "at": at, "by_login": by })).collect::<Vec<_>>()))
}

async fn erased(tx: &mut Tx, id: InstansiId, person: PersonId) -> Result<Value, StoreError> {
    let mut found = Vec::new();
    for one in erasures::of_person(tx, id, person, MOST).await? {
        let gone = erasures::pieces::counts(tx, id, one.new.id).await?;
        let classes = one.new.spans.iter().map(|span| {
            let count = gone.get(&span.class).copied().unwrap_or_default();
            json!({ "class": span.class, "until_on": span.until_on, "gone": count })
        });
        found.push(json!({
            "id": one.new.id,
            "ground": one.new.ground,
            "reference": one.new.reference,
            "reason": one.new.reason,
            "state": one.state(),
            "proposed_at": one.new.received_at,
            "classes": classes.collect::<Vec<_>>(),
        }));
    }
    Ok(json!(found))
}
