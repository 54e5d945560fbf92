//! The official record of an audit (berita acara), printed with a mark by which anybody can check it.

use axum::extract::State;
use hadir_domain::access::Action;
use hadir_reports::minutes::{Minutes, MinutesFinding, Party, Sample};
use hadir_store::units;
use jiff::Timestamp;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::download::{Download, PDF};
use super::shapes::{date_of, text_of};
use crate::app::App;
use crate::auth::Caller;
use crate::error::ApiError;
use crate::extract::Json;
use crate::services::auditing::{self, MinutesContent, MinutesOrder};
use crate::services::documenting;

/// Most people who take part.
const MOST_PARTIES: usize = 12;

/// Somebody who takes part and signs.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = AuditParty)]
pub struct PartyJson {
    /// Name with titles.
    name: String,
    /// NIP or another number; may be empty.
    #[serde(default)]
    number: String,
    /// Title of the post.
    position: String,
    /// Whether they examine; the others speak for the office examined.
    examines: bool,
}

/// What record is wanted.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = AuditMinutesOrder)]
pub struct MinutesOrderJson {
    /// Number of the record; may be empty.
    #[serde(default)]
    number: String,
    /// Where.
    place: String,
    /// The day, `YYYY-MM-DD`.
    on: String,
    /// Code or id of the unit that was examined.
    unit: String,
    /// First day examined.
    from: String,
    /// Last day examined.
    to: String,
    /// Who takes part; at least one examines.
    parties: Vec<PartyJson>,
    /// The sample that was looked at.
    sample: Option<Uuid>,
}

/// Prints the record of an audit of a unit: what was examined, the sample with its seed, findings and what follows.
#[utoipa::path(
    post, path = "/audits/minutes", tag = "audits", request_body = MinutesOrderJson,
    responses(
        (status = 200, content_type = "application/pdf", body = Vec<u8>),
        (status = 404, description = "`unknown_unit`, `unknown_sample`", body = crate::error::ProblemDetails)
    )
)]
pub async fn print_audit_minutes(
    State(app): State<App>,
    caller: Caller,
    Json(order): Json<MinutesOrderJson>,
) -> Result<Download, ApiError> {
    caller.require_all(Action::AuditWrite)?;
    let all = app.db.read(async |tx| units::list(tx, caller.id()).await).await?;
    let unit = caller.require_unit(Action::AuditWrite, &all, &order.unit)?;
    if order.parties.len() > MOST_PARTIES {
        let (id, en) = (format!("Paling banyak {MOST_PARTIES} orang."), format!("At most {MOST_PARTIES} people."));
        return Err(ApiError::field("parties", "too_many", &id, &en));
    }
    let mut problems = Vec::new();
    let place = text_of(&mut problems, "place", &order.place, 120);
    let parties: Vec<(Party, bool)> = order
        .parties
        .iter()
        .map(|party| {
            let named = Party {
                name: text_of(&mut problems, "name", &party.name, 120),
                number: party.number.trim().chars().filter(|letter| !letter.is_control()).take(40).collect(),
                title: text_of(&mut problems, "position", &party.position, 120),
                role: if party.examines { "Pemeriksa".into() } else { "Yang diperiksa".into() },
            };
            (named, party.examines)
        })
        .collect();
    if !problems.is_empty() {
        return Err(ApiError::invalid(problems));
    }
    let wanted = MinutesOrder {
        number: order.number.trim().chars().filter(|letter| !letter.is_control()).take(80).collect(),
        place,
        on: date_of("on", &order.on)?,
        unit: unit.id,
        examined: (date_of("from", &order.from)?, date_of("to", &order.to)?),
        parties: Vec::new(),
        sample: order.sample,
    };
    let content = auditing::minutes_content(&app, &caller.instansi, &wanted).await?;
    let minutes = record(&content, &wanted, parties);
    let code = unit.code.clone();
    let bytes = documenting::minutes::pdf(&app, &caller.instansi, (&code, &caller.by), &minutes).await?;
    Ok(Download { kind: PDF, name: format!("berita-acara-{code}-{}.pdf", wanted.on), bytes })
}

fn record(content: &MinutesContent, wanted: &MinutesOrder, parties: Vec<(Party, bool)>) -> Minutes {
    let (examiners, examined): (Vec<_>, Vec<_>) = parties.into_iter().partition(|(_, examines)| *examines);
    let only = |parties: Vec<(Party, bool)>| parties.into_iter().map(|(party, _)| party).collect();
    let findings: Vec<MinutesFinding> = content
        .findings
        .iter()
        .map(|finding| MinutesFinding {
            no: finding.number,
            subject: finding.about.clone(),
            condition: format!("{} ({})", finding.text, finding.severity),
            criterion: String::new(),
            evidence: finding.answers.join("; "),
            recommendation: finding.follow_up.clone(),
            due_on: Some(finding.due_on),
        })
        .collect();
    let follow_up = match findings.is_empty() {
        true => vec!["Tidak ada temuan dalam pemeriksaan ini.".to_owned()],
        false => vec!["Unit yang diperiksa menjawab setiap temuan paling lambat pada tanggal yang tertera.".to_owned()],
    };
    Minutes {
        instansi: content.office.clone(),
        office: content.unit.clone(),
        subject: content.title.clone(),
        number: content.number.clone(),
        on: content.on,
        place: content.place.clone(),
        examiners: only(examiners),
        examined: only(examined),
        basis: Vec::new(),
        span: Some(wanted.examined),
        sample: content.sample.as_ref().map(|sample| Sample {
            population: u32::try_from(sample.population).unwrap_or(u32::MAX),
            size: u32::try_from(sample.drawn).unwrap_or(u32::MAX),
            of: "hari-pegawai".into(),
            seed: sample.seed.clone(),
            population_hash: sample.population_hash.clone(),
            method: sample.recompute.clone(),
        }),
        examined_what: content.examined.clone(),
        findings,
        follow_up,
        response: String::new(),
        printed_at: String::new(),
        created_at: Timestamp::UNIX_EPOCH,
        footer: String::new(),
        mark: None,
    }
}
